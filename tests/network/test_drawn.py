"""Profiles drawn from a seed: inside their laws, the same for the same seed, cut without loss."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from railcade.basis import Basis
from railcade.network import Steps
from railcade.network.drawn import (
    GradeLaw,
    LimitLaw,
    cut_steps,
    draw_grades,
    draw_limits,
    level_near,
    overlaid,
    stream,
)

SEEDS = st.integers(0, 2**32 - 1)
GRADES = (GradeLaw(40_000.0, 0.012, 1000.0, 5000.0, 300.0), GradeLaw(90_000.0, 0.004, 2000.0, 6000.0, 50.0))
LIMITS = (LimitLaw(90_000.0, (22.0, 16.0, 12.0), (3.0, 2.0, 1.0), 3000.0, 15_000.0),)


@given(SEEDS)
def test_grades_obey_their_law(seed: int) -> None:
    steps = draw_grades(GRADES, stream(seed, 1))
    assert np.all(np.abs(steps.value[steps.start_m < 40_000.0]) <= 0.012)
    assert np.all(np.abs(steps.value[steps.start_m >= 40_000.0]) <= 0.004)
    assert 40_000.0 in steps.start_m
    lengths_m = np.diff(np.append(steps.start_m, 90_000.0))
    assert np.all(lengths_m >= 990.0)
    height_m = np.cumsum(lengths_m * steps.value)
    assert np.all(height_m > -0.012 * 10_000.0)
    assert np.all(height_m < 300.0 + 0.012 * 10_000.0)
    assert set(steps.basis) == {Basis.ASSUMED}


@given(SEEDS)
def test_limits_change_at_each_step(seed: int) -> None:
    steps = draw_limits(LIMITS, stream(seed, 2))
    assert set(steps.value.tolist()) <= {22.0, 16.0, 12.0}
    assert np.all(np.diff(steps.value) != 0.0)


def test_one_limit_alone_is_drawn_again_and_again() -> None:
    steps = draw_limits([LimitLaw(50_000.0, (16.0,), (1.0,), 5000.0, 9000.0)], stream(1, 2))
    assert set(steps.value.tolist()) == {16.0}


def test_the_seed_alone_decides() -> None:
    first, again = (draw_grades(GRADES, stream(5, 1)) for _ in range(2))
    other = draw_grades(GRADES, stream(6, 1))
    assert first.value.tolist() == again.value.tolist()
    assert first.value.tolist() != other.value.tolist()


@given(SEEDS, st.lists(st.integers(0, 900), min_size=1, max_size=6, unique=True))
def test_level_where_trains_stand_and_as_drawn_elsewhere(seed: int, hundreds: list[int]) -> None:
    places_m = sorted(100.0 * n for n in hundreds)
    drawn = draw_grades(GRADES, stream(seed, 1))
    level = level_near(drawn, places_m, 700.0, 0.002)
    for position_m in np.arange(5.0, 90_000.0, 130.0):
        near = any(place_m - 700.0 <= position_m < place_m + 700.0 for place_m in places_m)
        assert level.at(position_m) == (
            np.clip(drawn.at(position_m), -0.002, 0.002) if near else drawn.at(position_m)
        )


@given(SEEDS, st.integers(0, 899), st.integers(1, 900))
def test_overlaid_holds_inside_and_leaves_the_rest(seed: int, a: int, length: int) -> None:
    from_m, to_m = 100.0 * a, min(100.0 * (a + length), 90_000.0)
    drawn = draw_limits(LIMITS, stream(seed, 2))
    changed = overlaid(drawn, from_m, to_m, 5.0, Basis.PUBLISHED)
    for position_m in np.arange(50.0, 90_000.0, 370.0):
        inside = from_m <= position_m < to_m
        assert changed.at(position_m) == (5.0 if inside else drawn.at(position_m))


@given(SEEDS, st.lists(st.integers(1, 8999), min_size=1, max_size=9, unique=True))
def test_pieces_cut_and_joined_are_the_whole(seed: int, tens: list[int]) -> None:
    drawn = draw_grades(GRADES, stream(seed, 1))
    ends_m = [0.0, *(10.0 * n for n in sorted(tens)), 90_000.0]
    pairs = list(zip(ends_m, ends_m[1:], strict=False))
    joined = Steps.joined([(b - a, cut_steps(drawn, a, b)) for a, b in pairs])
    for position_m in np.arange(5.0, 90_000.0, 210.0):
        assert joined.at(position_m) == drawn.at(position_m)


def test_steps_that_do_not_rise_are_refused() -> None:
    with pytest.raises(ValueError, match="start at 0 and rise"):
        Steps.of([0.0, 5.0, 5.0], [1.0, 2.0, 3.0], [Basis.ASSUMED] * 3)
    with pytest.raises(ValueError, match="as many starts"):
        Steps.of([0.0], [], [])
