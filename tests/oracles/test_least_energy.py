"""The run of least energy beside an optimum found in another way: direct collocation (`collocation`).

Figures of the optimum are stored; the soak test finds them again. A mesh cannot hold a switch between its
points, so its energy lies above the least by a little, and falls as the mesh is halved.
"""

from __future__ import annotations

from typing import Any

import pytest

from railcade.errors import InfeasibleError
from railcade.motion import RunSettings, trainrun
from railcade.motion.curves import ttobench
from railcade.motion.economy import least_energy
from railcade.motion.economy.arrival import ON_TIME_S
from tests.oracles.cases import read
from tests.oracles.test_motion_ttobench import path_from, train_from

JOULE_PER_KWH = 3.6e6
WITHIN = 1e-3

TRAINS = {(case["track"], *case["stops"]): case["train"] for case in read("ttobench_flat_out.json")}
CASES = read("least_energy.json")["cases"]
REAL = [case for case in CASES if case["track"].startswith("CH_Frib")]
QUICK = [*REAL, *(case for case in CASES if case["time_factor"] == 1.1 and case not in REAL)][:8]


def label(case: dict[str, Any]) -> str:
    return f"{case['track']} {case['stops']} {case['time_factor']}"


def gap(case: dict[str, Any]) -> float:
    """By what share the energy of the run lies above the optimum; its arrival is looked at."""
    track = read(f"ttobench/tracks/{case['track']}.json")
    stops, (first, last) = track["stops"]["values"], case["stops"]
    from_m, to_m = stops[first or 0], stops[-1 if last is None else last]
    settings = RunSettings(
        from_m, to_m, service_brake_factor=1.0, gravity_mps2=9.81, curve_law=ttobench
    )
    item, path = train_from(TRAINS[case["track"], first, last]), path_from(track)
    duration_s = case["time_factor"] * trainrun(item, path, settings).duration_s
    found = least_energy(item, path, settings, duration_s)
    assert found.run.duration_s == pytest.approx(duration_s, abs=ON_TIME_S)
    again = trainrun(item, path, found.settings)
    assert again.duration_s == found.run.duration_s, "the driving told makes the run told"
    return found.work_joule / JOULE_PER_KWH / case["work_kwh"] - 1.0


@pytest.mark.parametrize("case", QUICK, ids=label)
def test_within_a_thousandth_of_the_optimum(case: dict[str, Any]) -> None:
    assert -WITHIN <= gap(case) <= WITHIN


@pytest.mark.soak
@pytest.mark.parametrize("case", CASES, ids=label)
def test_all_of_them(case: dict[str, Any]) -> None:
    assert -WITHIN <= gap(case) <= WITHIN


def test_more_time_never_costs_more_and_too_little_is_refused() -> None:
    track = read("ttobench/tracks/00_reference.json")
    stops = track["stops"]["values"]
    train = TRAINS["00_reference", 1, 2]
    item, path = train_from(train), path_from(track)
    settings = RunSettings(stops[1], stops[2], service_brake_factor=1.0, gravity_mps2=9.81)
    shortest_s = trainrun(item, path, settings).duration_s
    works = [least_energy(item, path, settings, k * shortest_s).work_joule for k in (1.0, 1.02, 1.1, 1.3)]
    assert all(more < less for less, more in zip(works[:-1], works[1:], strict=True))
    with pytest.raises(InfeasibleError, match="E0306"):
        least_energy(item, path, settings, 0.99 * shortest_s)


@pytest.mark.soak
def test_the_stored_optimum_is_found_again_and_is_converged() -> None:
    from tests.oracles.collocation import Mover, Way, mesh_m, refined, solve

    middle = [case for case in CASES if case["track"] == "00_reference" and case["stops"] == [1, 2]]
    case = next(case for case in middle if case["time_factor"] == 1.1)
    track = read("ttobench/tracks/00_reference.json")
    stops = track["stops"]["values"]
    item, path = train_from(TRAINS["00_reference", 1, 2]), path_from(track)
    settings = RunSettings(stops[1], stops[2], service_brake_factor=1.0, gravity_mps2=9.81)
    duration_s = 1.1 * trainrun(item, path, settings).duration_s
    force, power = item.tractions[0].force_newton[0], item.tractions[0].power_watt
    pieces = ((0.0, force, 0.0, 0.0), (power / force, 0.0, 0.0, power))
    mover = Mover(
        item.mass_kg, item.dynamic_mass_kg, 0.0, item.resistance, pieces,
        item.brake.deceleration_mps2[0], item.brake.on_any_grade, item.most_mps2, 9.81,
    )  # fmt: skip
    length_m = stops[2] - stops[1]
    starts = zip(path.limit_mps.start_m.tolist(), path.limit_mps.value.tolist(), strict=True)
    limits = tuple((max(at - stops[1], 0.0), min(v, item.cap_mps)) for at, v in starts)
    way = Way(length_m, ((0.0, 0.0),), limits[:1])
    found = []
    for step_m in (200.0, 100.0, 50.0):
        mesh, best = mesh_m(mover, way, step_m), None
        for _ in range(2):
            best = solve(mover, way, duration_s, mesh, guess=best)
            mesh = refined(mover, best, way)
        found.append(best.energy_joule / JOULE_PER_KWH)
    print("collocation at 200, 100 and 50 m:", found)
    assert found[-1] == pytest.approx(case["work_kwh"], rel=2e-4)
    assert abs(found[2] - found[1]) <= abs(found[1] - found[0]) + 1e-4 * found[0]
