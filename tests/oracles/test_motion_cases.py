"""Cases with constant power, brakes of other kinds, and a long path, read from their files.

Sources in data/SOURCE.md; the truth is each file's exact column.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from railcade.motion import BrakeModel, Reason, Run, RunSettings, Traction, Train, times_at, trainrun
from railcade.motion.braking.force import brake_of_force
from railcade.network import Path
from tests.motion.lines import line
from tests.oracles.cases import read

WITHIN_M = 1.0
WITHIN_S = 1e-3
STEP_TOLERANCE = 1e-6
POWER_CASES = [case for case in read("analytic_cases.json") if "power_W" in case["given"]]
EFFORT = {case["id"]: case for case in read("envelope_max_effort.json")["cases"]}


def reaches(run: Run, v_mps: float) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Time and position at which the run first has a speed."""
    i = int(np.argmax(run.v_mps >= v_mps - 1e-9))
    return np.array([run.t_s[i], run.x_m[i]])


@pytest.mark.parametrize("case", POWER_CASES, ids=[case["id"] for case in POWER_CASES])
def test_constant_power(case: dict[str, Any]) -> None:
    given = case["given"]
    low, high = given["v0_mps"], given["v1_mps"]
    force_newton = given["power_W"] / low
    item = Train(
        id=case["id"],
        mass_kg=given["static_mass_kg"],
        dynamic_mass_kg=given["dynamic_mass_kg"],
        length_m=0.0,
        resistance=tuple(given["davis"]),
        tractions=(Traction((0.0, high), (force_newton, force_newton), power_watt=given["power_W"]),),
        brake=BrakeModel((0.0,), (0.7,)),
        cap_mps=high,
    )
    run = trainrun(item, line(9000.0), RunSettings(0.0, 9000.0, service_brake_factor=1.0))
    took = reaches(run, high) - reaches(run, low)
    assert took == pytest.approx([case["t_s"], case["x_m"]], rel=STEP_TOLERANCE)


def simple(brake: BrakeModel) -> Train:
    data = read("envelope_max_effort.json")["train"]
    davis, top_mps = data["davis_N"], data["vmax_mps"]
    return Train(
        id=data["name"],
        mass_kg=data["mass_kg"],
        dynamic_mass_kg=data["mass_kg"] * data["rotating_mass_factor"],
        length_m=data["length_m"],
        resistance=(davis["A"], davis["B_per_mps"], davis["C_per_mps2"]),
        tractions=(Traction((0.0, top_mps), (450e3, 180e3)),),
        brake=brake,
        cap_mps=top_mps,
    )


def effort_path(case: dict[str, Any]) -> Path:
    return line(
        case["length_m"], [(0.0, case["grade_permille"] / 1000.0)], [(0.0, case["v_limit_mps"])]
    )


def transitions_m(item: Train, case: dict[str, Any]) -> list[float]:
    """Where the runs from stop to stop change between pulling, steady speed, braking and standing."""
    found: list[float] = []
    stops = [0.0, *case["stops_m"]]
    for from_m, to_m in zip(stops[:-1], stops[1:], strict=True):
        run = trainrun(item, effort_path(case), RunSettings(from_m, to_m, service_brake_factor=1.0))
        for reason in (Reason.LINE_LIMIT, Reason.BRAKING):
            found += run.x_m[run.reason == reason][:1].tolist()
        found.append(to_m)
    return found


def compare(item: Train, case: dict[str, Any]) -> None:
    """Against the transitions that the case lists; some leave out the first or the last."""
    found, expected = transitions_m(item, case), case["exact_transitions_m"]
    if expected[-1] != found[-1]:
        found = found[:-1]
    assert found[-len(expected) :] == pytest.approx(expected, abs=WITHIN_M)


@pytest.mark.parametrize("name", ["flat_two_stops", "up20_two_stops", "max_speed_only_brake"])
def test_braking_that_makes_up_for_the_grade(name: str) -> None:
    compare(simple(BrakeModel((0.0,), (0.5,), on_any_grade=True)), EFFORT[name])


@pytest.mark.parametrize("name", ["flat_force_brake", "up20_force_brake"])
def test_braking_by_force_with_resistance(name: str) -> None:
    """A brake force of 0.95 m/s² times the dynamic mass, with resistance and grade beside it."""
    item = simple(BrakeModel((0.0,), (0.95,)))
    forces = np.full(2, 0.95 * item.dynamic_mass_kg)
    brake = brake_of_force(np.array([0.0, 45.0]), forces, item.resistance, item.dynamic_mass_kg)
    item = replace(item, brake=brake)
    compare(item, EFFORT[name])


def test_a_path_of_47_km() -> None:
    case = read("running_time_etcs_path.json")
    data, way = case["given_train"], case["given_path_P0"]
    davis = data["davis_N"]
    item = Train(
        id=data["name"],
        mass_kg=data["mass_kg"],
        dynamic_mass_kg=data["mass_kg"] * data["rotating_mass_factor"],
        length_m=data["length_m"],
        resistance=(davis["A"], davis["B_per_mps"], davis["C_per_mps2"]),
        tractions=(
            Traction((*data["effort_speeds_mps"], 80.0), (*data["effort_N"], data["effort_N"][-1])),
        ),
        brake=BrakeModel((0.0,), (data["brake_const_mps2"],)),
        cap_mps=data["vmax_mps"],
    )
    breaks = sorted({0.0} | {float(at) for low, high, _ in way["grades_permille"] for at in (low, high)})
    grades = [
        (at, sum(value for low, high, value in way["grades_permille"] if low <= at < high) / 1000.0)
        for at in breaks
    ]
    path = line(way["length_m"], grades, [(float(low), value) for low, _, value in way["mrsp"]])
    run = trainrun(item, path, RunSettings(0.0, 40_800.0, service_brake_factor=1.0))
    heads = case["head_times_s"]
    found = times_at(run, [row["head_m"] for row in heads])
    assert found == pytest.approx([row["exact"] for row in heads], abs=WITHIN_S)
