"""Cases that begin under way or coast, run by the engine itself: closed forms, and OSRD's integrator cases.

Sources: `analytic_cases.json` (A3 to A7) and `integrator.json` (facts of OpenRailAssociation/osrd,
LGPL-3.0-only, TrainPhysicsIntegratorTest; its grades are tangents, so the force is that of their sine; see
data/SOURCE.md).
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from railcade.motion import BrakeModel, Run, RunSettings, Traction, Train, trainrun
from tests.motion.lines import line
from tests.oracles.cases import read

ANALYTIC = {case["id"]: case for case in read("analytic_cases.json")}
DATA = read("integrator.json")
SAID = {case["id"]: case for case in DATA["cases"]}
AROUND = 5e-5
"""Figures of the integrator cases have five digits."""


def point_mass(given: dict[str, Any]) -> Train:
    """Constant force or power, or nothing at all."""
    if "power_W" in given:
        pull = Traction((0.0, 200.0), (1e9, 1e9), power_watt=given["power_W"])
    else:
        pull = Traction((0.0, 200.0), (given["force_N"], given["force_N"]))
    return Train(
        id="case",
        mass_kg=given["static_mass_kg"],
        dynamic_mass_kg=given["dynamic_mass_kg"],
        length_m=0.0,
        resistance=tuple(given["davis"]),
        tractions=(pull,),
        brake=BrakeModel((0.0,), (5.0,)),
    )


@pytest.mark.parametrize("name", ["A3", "A4", "A5", "A6", "A7"])
def test_from_one_speed_to_another(name: str) -> None:
    """The run is left where the closed form says that the speed is reached."""
    case = ANALYTIC[name]
    given = case["given"]
    path = line(30_000.0, [(0.0, given["grade"])])
    settings = RunSettings(
        0.0, 30_000.0, start_mps=given["v0_mps"], until_m=case["x_m"], gravity_mps2=given["g"]
    )
    if "power_W" not in given:
        settings = replace(settings, coasts_m=((0.0, 30_000.0),))
    run = trainrun(point_mass(given), path, settings)
    assert run.duration_s == pytest.approx(case["t_s"], rel=1e-6)
    assert run.v_mps[-1] == pytest.approx(given["v1_mps"], rel=1e-6)


def simple(force_newton: tuple[float, ...] = (450e3, 180e3, 180e3)) -> Train:
    """OSRD's simple rolling stock; its effort goes on beyond its top speed."""
    data = DATA["train"]
    davis = data["davis_N"]
    speeds = (0.0, data["vmax_mps"], 300.0)[: len(force_newton)]
    return Train(
        id="simple",
        mass_kg=data["mass_kg"],
        dynamic_mass_kg=data["mass_kg"] * data["rotating_mass_factor"],
        length_m=data["length_m"],
        resistance=(davis["A"], davis["B_per_mps"], davis["C_per_mps2"]),
        tractions=(Traction(speeds, force_newton),),
        brake=BrakeModel((0.0,), (5.0,), on_any_grade=True),
    )


def after(run: Run, seconds: float) -> tuple[float, float]:
    """Way and speed after a time, linear between points that lie close."""
    way_m, speed_mps = (float(np.interp(seconds, run.t_s, column)) for column in (run.x_m, run.v_mps))
    return way_m - float(run.x_m[0]), speed_mps


def run_on(permille: float, length_m: float, **how: Any) -> Run:
    grade = math.sin(math.atan(permille / 1e3))
    path = line(length_m, [(0.0, grade)], [(0.0, 300.0)])
    return trainrun(simple(), path, RunSettings(0.0, length_m, **how))


@pytest.mark.parametrize("name", ["coast_down_40", "full_power_down_45"])
def test_down(name: str) -> None:
    case = SAID[name]
    coasts = {"coasts_m": ((0.0, 9000.0),)} if case["action"] == "coast" else {}
    run = run_on(case["grade_permille"], 9000.0, until_m=200.0, max_step_m=0.2, **coasts)
    way_m, speed_mps = after(run, case["duration_s"])
    assert speed_mps == pytest.approx(case["exact_mps"], abs=AROUND)
    assert way_m == pytest.approx(case["exact_m"], abs=5e-3)
    low_mps, high_mps = case["osrd_range_mps"]
    assert low_mps < speed_mps < high_mps


def test_twenty_minutes_of_full_power_on_the_level_and_then_up() -> None:
    level, up = SAID["full_power_flat_20min"], SAID["then_up_35_20min"]
    _, speed_mps = after(run_on(0.0, 150_000.0, until_m=120_000.0), level["duration_s"])
    assert speed_mps == pytest.approx(level["exact_mps"], abs=AROUND)
    assert speed_mps > level["osrd_min_mps"]
    rising = run_on(up["grade_permille"], 90_000.0, start_mps=up["v0"], until_m=60_000.0)
    _, slow_mps = after(rising, up["duration_s"])
    assert slow_mps == pytest.approx(up["exact_mps"], abs=AROUND)
    low, high = up["osrd_ratio_range"]
    assert low < slow_mps / speed_mps < high


def test_a_kick_of_a_second_and_then_coasting() -> None:
    """500 kN for a second: it still rolls after a minute, and stands before two have passed."""
    case = SAID["kick_500kN_then_coast"]
    item = simple((case["kick_N"], case["kick_N"]))
    path, settings = line(100.0), RunSettings(0.0, 100.0, until_m=30.0, max_step_m=0.01)
    _, speed_mps = after(trainrun(item, path, settings), case["kick_s"])
    rolls_m = 0.5 * item.dynamic_mass_kg * speed_mps**2 / item.resistance[0]
    coasting = replace(settings, start_mps=speed_mps, coasts_m=((0.0, 100.0),), until_m=0.9 * rolls_m)
    run = trainrun(item, path, coasting)
    left_s = run.v_mps[-1] / -run.a_mps2[-1]
    assert speed_mps == pytest.approx((case["kick_N"] - item.resistance[0]) / item.dynamic_mass_kg, rel=1e-3)
    assert after(run, 60.0)[1] > 0.0
    assert 60.0 < run.duration_s + left_s < 120.0
