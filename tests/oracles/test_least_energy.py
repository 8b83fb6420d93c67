"""The run of least energy beside an optimum found in another way: direct collocation (`collocation`).

Figures of the optimum are stored; the soak test finds them again. A mesh cannot hold a switch between its
points, so its energy lies above the least by a little, and falls as the mesh is halved.
"""

from __future__ import annotations

from typing import Any

import pytest

from railcade.errors import InfeasibleError
from railcade.motion import trainrun
from railcade.motion.economy import least_energy
from tests.oracles.cases import read
from tests.oracles.economy_ways import LONG, leg_of, ttobench_leg

JOULE_PER_KWH = 3.6e6
WITHIN = 1e-3
ON_TIME_S = 2e-3

CASES = read("least_energy.json")["cases"]


def share(case: dict[str, Any]) -> float:
    """What comes back of the work of the brake."""
    return float(case.get("regeneration_share", 0.0))


def label(case: dict[str, Any]) -> str:
    return f"{case['track']} {case['stops']} {case['time_factor']} {share(case)}"


def quick(case: dict[str, Any]) -> bool:
    """A real line, the long train, one way without and two with a brake that gives back."""
    if case["track"] in (LONG, "CH_Fribourg_Bern"):
        return case["time_factor"] == (1.1 if share(case) == 0.0 else 1.25)
    return label(case) in (
        "00_reference [1, 2] 1.1 0.0",
        "00_var_gradient_minus_10 [None, None] 1.1 0.5",
        "00_var_speed_limit_100 [None, None] 1.05 0.5",
    )


def gap(case: dict[str, Any]) -> float:
    """By what share of it the energy of the run lies above the optimum; its arrival is looked at."""
    leg = leg_of(case)
    duration_s = case["time_factor"] * trainrun(*leg).duration_s
    found = least_energy(*leg, duration_s, share(case))
    assert found.run.duration_s == pytest.approx(duration_s, abs=ON_TIME_S)
    again = trainrun(leg.train, leg.path, found.settings)
    assert again.duration_s == found.run.duration_s, "the driving told makes the run told"
    return float(found.work_joule / JOULE_PER_KWH / case["work_kwh"] - 1.0)


@pytest.mark.parametrize("case", list(filter(quick, CASES)), ids=label)
def test_within_a_thousandth_of_the_optimum(case: dict[str, Any]) -> None:
    assert -WITHIN <= gap(case) <= WITHIN


@pytest.mark.soak
@pytest.mark.parametrize("case", CASES, ids=label)
def test_all_of_them(case: dict[str, Any]) -> None:
    assert -WITHIN <= gap(case) <= WITHIN


def test_more_time_never_costs_more_and_too_little_is_refused() -> None:
    leg = ttobench_leg("00_reference", [1, 2])
    shortest_s = trainrun(*leg).duration_s
    works = [least_energy(*leg, k * shortest_s).work_joule for k in (1.0, 1.02, 1.1, 1.3)]
    assert all(more < less for less, more in zip(works[:-1], works[1:], strict=True))
    with pytest.raises(InfeasibleError, match="E0306"):
        least_energy(*leg, 0.99 * shortest_s)


FOUND_AGAIN = (
    "00_reference [1, 2] 1.1 0.0",
    "00_var_gradient_minus_10 [None, None] 1.1 0.5",
    "long train [None, None] 1.25 0.0",
)


@pytest.mark.soak
@pytest.mark.parametrize("case", [case for case in CASES if label(case) in FOUND_AGAIN], ids=label)
def test_the_stored_optimum_is_found_again_and_is_converged(case: dict[str, Any]) -> None:
    from tests.oracles.economy_oracle import mover_of, optima, way_of

    leg = leg_of(case)
    duration_s = case["time_factor"] * trainrun(*leg).duration_s
    meshes_m = (200.0, 100.0, 50.0)
    found = [
        best.energy_joule / JOULE_PER_KWH
        for best in optima(mover_of(leg.train), way_of(*leg), duration_s, share(case), meshes_m)
    ]
    print("collocation at 200, 100 and 50 m:", found)
    assert found[-1] == pytest.approx(case["work_kwh"], rel=2e-4)
    assert abs(found[2] - found[1]) <= abs(found[1] - found[0]) + 1e-4 * found[0]
