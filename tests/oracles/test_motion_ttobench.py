"""Shortest running times of TTOBench tracks and trains, within 0.02 s.

Source of tracks and trains: nuorail/ttobench (BSD 2-Clause, see data/ttobench/LICENSE); of the times: an
independent fourth-order solver, converged, with every break on its grid. A point mass; g is 9.81;
deceleration and acceleration are the largest that comfort allows, on any grade; tunnels are left out.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest

from railcade.basis import Basis
from railcade.motion import BrakeModel, RunSettings, Traction, Train, course_of, running_times, trainrun
from railcade.motion.curves import curve_extents, ttobench
from railcade.network import Path
from railcade.units import mps_from_kmh
from tests.motion.lines import line
from tests.oracles.cases import read

WITHIN_S = 0.02
CASES = read("ttobench_flat_out.json")


def train_from(name: str) -> Train:
    """A train of TTOBench as a point mass."""
    data = read(f"ttobench/trains/{name}.json")
    value = {key: item["value"] for key, item in data.items() if "value" in item}
    top_mps = mps_from_kmh(value["max speed"])
    force_newton = 1e3 * value["max traction force"]
    r0, r1, r2 = (1e3 * value[f"rolling resistance r{i}"] * 3.6**i for i in range(3))
    return Train(
        id=name,
        mass_kg=value["mass"],
        dynamic_mass_kg=value["mass"] * (1.0 + value["rho"] / 100.0),
        length_m=0.0,
        resistance=(r0, r1, r2),
        tractions=(
            Traction((0.0, top_mps), (force_newton,) * 2, power_watt=1e3 * value["max traction power"]),
        ),
        brake=BrakeModel((0.0,), (value["max deceleration"],), on_any_grade=True),
        cap_mps=top_mps,
        most_mps2=value.get("max acceleration", math.inf),
    )


def path_from(track: dict[str, Any]) -> Path:
    """A track of TTOBench with its curves."""
    length_m = track["stops"]["values"][-1]
    grades = [(at, permille / 1000.0) for at, permille in track["gradients"]["values"]]
    limits = [(at, mps_from_kmh(kmh)) for at, kmh in track["speed limits"]["values"]]
    path = line(length_m, grades, limits)
    if "curvatures" not in track:
        return path
    bends = [
        (at, *(math.inf if radius == "infinity" else float(radius) for radius in radii))
        for at, *radii in track["curvatures"]["values"]
    ]
    return replace(path, curve_radius_m=curve_extents(bends, length_m, Basis.PUBLISHED))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['track']} {case['stops']}")
def test_shortest_time(case: dict[str, Any]) -> None:
    track = read(f"ttobench/tracks/{case['track']}.json")
    stops = track["stops"]["values"]
    first, last = case["stops"]
    from_m, to_m = stops[first or 0], stops[-1 if last is None else last]
    settings = RunSettings(from_m, to_m, service_brake_factor=1.0, gravity_mps2=9.81, curve_law=ttobench)
    item, path = train_from(case["train"]), path_from(track)
    truth_s = case["time_from_rest_s"]
    assert trainrun(item, path, settings).duration_s == pytest.approx(truth_s, abs=WITHIN_S)
    times_s = running_times(course_of(item, path, settings))
    assert times_s[-1] == pytest.approx(truth_s, abs=WITHIN_S)
