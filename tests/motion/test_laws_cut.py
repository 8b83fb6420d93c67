"""A run does not depend on where it is cut: by edges that change nothing, or into two runs."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from railcade.errors import InputError
from railcade.motion import Cap, Reason, Run, RunSettings, course_of, running_times, times_at, trainrun
from tests.motion.lines import line, train
from tests.motion.test_trainrun import draw

SEEDS = st.integers(0, 2**32 - 1)
WITHIN_S = 1e-4


def marks(settings: RunSettings, rng: np.random.Generator, count: int) -> tuple[Cap, ...]:
    """Caps that bind nobody: their ends only cut the cells."""
    ends_m = np.sort(rng.uniform(settings.from_m, settings.to_m, (count, 2)), axis=1)
    return tuple(Cap(low_m, high_m, math.inf) for low_m, high_m in ends_m.tolist() if low_m < high_m)


@given(SEEDS)
def test_an_edge_that_changes_nothing_changes_nothing(seed: int) -> None:
    item, path, settings = draw(seed)
    cut = replace(settings, caps=marks(settings, np.random.default_rng(seed), 6))
    whole_s, cut_s = (trainrun(item, path, where).duration_s for where in (settings, cut))
    assert cut_s == pytest.approx(whole_s, abs=WITHIN_S)


def handed_over(whole: Run, cut_m: float, t_s: float) -> dict[str, float]:
    """The state of a train where its run is cut: speed, and a brake that has been commanded."""
    i = int(np.searchsorted(whole.x_m, cut_m - 1e-6))
    state = {"from_m": cut_m, "start_mps": float(whole.v_mps[i])}
    if whole.reason[i - 1] != Reason.BUILD_UP or whole.reason[i] != Reason.BUILD_UP:
        return state
    first = last = i
    while whole.reason[first - 1] == Reason.BUILD_UP:
        first -= 1
    while whole.reason[last] == Reason.BUILD_UP:
        last += 1
    left_s = float(whole.t_s[last]) - t_s
    return state | {"build_up_left_s": left_s, "build_up_held_mps": float(whole.v_mps[first])}


@given(SEEDS, st.floats(0.05, 0.95))
def test_a_path_cut_in_two_gives_the_same_run(seed: int, share: float) -> None:
    """Handed over: speed, a brake commanded, what lies behind and so the limits of the tail, all targets."""
    item, path, settings = draw(seed)
    cut_m = settings.from_m + share * (settings.to_m - settings.from_m)
    # The cap binds nobody; its end makes a stored point of the cut.
    whole = trainrun(item, path, replace(settings, caps=(Cap(-1.0, cut_m, math.inf, Reason.RULE, False),)))
    first = trainrun(item, path, replace(settings, until_m=cut_m))
    assert first.x_m[-1] == pytest.approx(cut_m, abs=1e-6)
    assert first.duration_s == pytest.approx(times_at(whole, [cut_m])[0], abs=WITHIN_S)
    later = replace(settings, **handed_over(whole, cut_m, first.duration_s))
    second_s = running_times(course_of(item, path, later))[-1]
    assert first.duration_s + second_s == pytest.approx(whole.duration_s, abs=WITHIN_S)


def test_a_train_under_way_starts_with_its_speed() -> None:
    path, item = line(5000.0), train()
    run = trainrun(item, path, RunSettings(1000.0, 5000.0, start_mps=10.0))
    assert (run.v_mps[0], run.t_s[0]) == (10.0, 0.0)
    whole = trainrun(item, path, RunSettings(0.0, 5000.0))
    assert run.duration_s < whole.duration_s - times_at(whole, [1000.0])[0] + 60.0


def test_who_starts_too_fast_is_told() -> None:
    with pytest.raises(InputError, match=r"E0105 .*faster than limit or brakes allow"):
        trainrun(train(), line(5000.0), RunSettings(4950.0, 5000.0, start_mps=15.0))
    with pytest.raises(InputError, match=r"E0105 .*faster than limit or brakes allow"):
        trainrun(train(), line(5000.0), RunSettings(0.0, 5000.0, start_mps=30.0))
