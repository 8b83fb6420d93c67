"""Laws of the run of least energy, on random legs with rises to 15 and falls to 20 per mille."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from hypothesis import Phase, assume, given
from hypothesis import settings as tests_settings
from hypothesis import strategies as st

from railcade.errors import InputError
from railcade.motion import Run, RunSettings, Train, course_of, pace_for_duration, trainrun
from railcade.motion.economy import LeastEnergy, least_energy
from railcade.motion.energy import energy_account
from railcade.network import Path
from railcade.units import mps_from_kmh
from tests.conftest import SOAK_FACTOR
from tests.motion.lines import line, train

Leg = tuple[Train, Path, RunSettings]

ON_TIME_S = 2e-3
FASTER_MPS = 1e-6
MORE = 1e-4
"""Share of the energy by which a run may lie above another that should not be cheaper."""

SEEDS = st.integers(0, 2**32 - 1)


def leg_of(seed: int) -> Leg:
    rng = np.random.default_rng(seed)
    length_m = float(rng.choice([1500.0, 4000.0, 10_000.0]))
    count = int(rng.integers(0, 1.5 * length_m / 1000.0))
    starts = np.unique(np.concatenate([[0.0], np.round(rng.uniform(1.0, length_m - 1.0, count), 1)])).tolist()
    grades = rng.uniform(-0.02, 0.015, len(starts)).tolist()
    limits = [mps_from_kmh(kmh) for kmh in rng.choice([40.0, 60.0, 80.0, 120.0, 160.0], len(starts)).tolist()]
    item = train(
        mass_kg=float(rng.choice([200e3, 400e3, 800e3])),
        length_m=float(rng.choice([0.0, 200.0, 400.0])),
        cap_mps=mps_from_kmh(float(rng.choice([80.0, 160.0]))),
    )
    path = line(length_m, list(zip(starts, grades, strict=True)), list(zip(starts, limits, strict=True)))
    return item, path, RunSettings(0.0, length_m)


def shortest_of_s(leg: Leg) -> float:
    """The shortest running time; ``inf`` where the train cannot start, or cannot be held on a fall."""
    try:
        return trainrun(*leg).duration_s
    except InputError:
        return math.inf


def too_fast_mps(leg: Leg, run: Run) -> float:
    """By how much the run is faster than the train or any limit under it, at its worst."""
    item, path, _ = leg
    starts, values = path.limit_mps.start_m, path.limit_mps.value
    middle_m = 0.5 * (run.x_m[:-1] + run.x_m[1:])
    first = np.maximum(np.searchsorted(starts, middle_m - item.length_m, "right") - 1, 0)
    last = np.searchsorted(starts, middle_m, "right")
    under = np.array([values[a:b].min() for a, b in zip(first, last, strict=True)])
    fastest = np.maximum(run.v_mps[:-1], run.v_mps[1:])
    return float((fastest - np.minimum(under, item.cap_mps)).max())


def work_at_one_cap_joule(leg: Leg, duration_s: float, regeneration_share: float) -> float:
    """Work of the run that takes the time under one cap all along."""
    pace_mps = pace_for_duration(course_of(*leg), duration_s, 1e-7)
    settings = replace(leg[2], pace_mps=pace_mps)
    account = energy_account(*leg[:2], settings, trainrun(*leg[:2], settings))
    return account.traction_joule - regeneration_share * account.brake_joule


def broken_laws(leg: Leg, duration_s: float, share: float, found: LeastEnergy) -> list[str]:
    """Which laws a run of least energy breaks."""
    broken = []
    if abs(found.run.duration_s - duration_s) > ON_TIME_S:
        broken.append(f"arrives {found.run.duration_s - duration_s:.4f} s late")
    if too_fast_mps(leg, found.run) > FASTER_MPS:
        broken.append(f"is {too_fast_mps(leg, found.run)} m/s too fast")
    at_one_cap_joule = work_at_one_cap_joule(leg, duration_s, share)
    if found.work_joule > at_one_cap_joule + MORE * abs(at_one_cap_joule):
        broken.append(f"needs {found.work_joule:.6g} J, and {at_one_cap_joule:.6g} J at one cap")
    if trainrun(*leg[:2], found.settings).duration_s != found.run.duration_s:
        broken.append("is not the run of its settings")
    return broken


@tests_settings(max_examples=5 * SOAK_FACTOR, phases=(Phase.explicit, Phase.generate))  # each takes a second
@given(SEEDS, st.floats(1.0002, 1.3), st.floats(1.0005, 1.15), st.sampled_from([0.0, 0.5]))
def test_on_time_within_limits_and_never_dearer_with_more_time(
    seed: int, factor: float, more: float, share: float
) -> None:
    """More time costs more only where the worth of a second is 0: there is more than saves energy.

    Then time must be used up: the train keeps a lower speed all along, which it brakes for on falls.
    """
    leg = leg_of(seed)
    shortest_s = shortest_of_s(leg)
    assume(math.isfinite(shortest_s))
    times_s = factor * shortest_s, more * factor * shortest_s
    less, later = (least_energy(*leg, duration_s, share) for duration_s in times_s)
    assert not broken_laws(leg, times_s[0], share, less)
    assert not broken_laws(leg, times_s[1], share, later)
    if later.worth_watt != 0.0:
        assert later.work_joule <= less.work_joule + MORE * abs(less.work_joule)


def test_each_law_can_be_broken() -> None:
    leg = leg_of(7)
    duration_s = 1.1 * trainrun(*leg).duration_s
    found = least_energy(*leg, duration_s)
    assert not broken_laws(leg, duration_s, 0.0, found)
    shortest = trainrun(*leg)
    faster = replace(shortest, v_mps=1.001 * shortest.v_mps)
    wrong = replace(found, run=faster, work_joule=3.0 * found.work_joule)
    told = " ".join(broken_laws(leg, duration_s, 0.0, wrong))
    for what in ("late", "too fast", "at one cap", "not the run of its settings"):
        assert what in told
