"""Durations at the border: closed forms, laws, and the check's own counting beside the search's."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from railcade.plan.border.odds import Stages, outlook_s, share_of_work
from railcade.plan.border.spreads import quantile_s, share_within, total
from railcade.plan.check import odds
from railcade.plan.request import Spread

H = 3600
LIFT = Spread("triangular", (2 * H, 7 * H // 2, 6 * H))


@st.composite
def spreads(draw: st.DrawFn) -> Spread:
    kind = draw(st.sampled_from(["fixed", "triangular", "lognormal", "quantiles"]))
    whole = sorted(draw(st.lists(st.integers(60, 6 * H), min_size=4, max_size=4, unique=True)))
    if kind == "fixed":
        return Spread(kind, (whole[0],))
    if kind == "triangular":
        return Spread(kind, (whole[0], draw(st.sampled_from(whole[:3])), whole[2]))
    if kind == "lognormal":
        return Spread(kind, (whole[1], min(whole[2], 4 * whole[1])))
    return Spread(kind, (whole[0], whole[1], whole[3]), (0.0, 0.3, 1.0))


def test_a_triangular_step_in_closed_form() -> None:
    # F(x) = (x - a)² / ((b - a)(c - a)) below the most likely value: 1.5² / (4 x 1.5) = 0.375 at 3 h 30 min.
    assert float(share_within(LIFT, np.array([3.5 * H]))[0]) == pytest.approx(0.375)
    assert quantile_s(LIFT, 0.375) == pytest.approx(3.5 * H)
    assert quantile_s(LIFT, 0.5) == pytest.approx(H * (6.0 - math.sqrt(0.5 * 4.0 * 2.5)))


def test_a_lognormal_step_at_its_two_figures() -> None:
    spread = Spread("lognormal", (1800, 3600))
    assert quantile_s(spread, 0.5) == pytest.approx(1800.0)
    assert quantile_s(spread, 0.9) == pytest.approx(3600.0)
    assert quantile_s(spread, 0.0) == 0.0


@given(spreads(), st.floats(0.01, 0.99))
@settings(max_examples=60, deadline=None)
def test_share_and_quantile_undo_each_other(spread: Spread, share: float) -> None:
    duration_s = quantile_s(spread, share)
    if spread.kind != "fixed":
        assert float(share_within(spread, np.array([duration_s]))[0]) == pytest.approx(share, abs=1e-6)
    assert odds.duration_s(spread, share) == pytest.approx(duration_s, abs=0.01)


@given(st.lists(spreads(), min_size=1, max_size=4), st.floats(0.05, 0.95))
@settings(max_examples=40, deadline=None)
def test_a_sum_lies_between_its_ends_and_rises(steps: list[Spread], share: float) -> None:
    whole = total(steps)
    low_s, high_s = (float(value) for value in whole.quantile_s(np.array([share, share + 0.04])))
    assert sum(quantile_s(step, 0.0) for step in steps) - 31.0 <= low_s <= high_s
    assert share_of_work(steps, low_s) == pytest.approx(share, abs=1e-6) or low_s == pytest.approx(high_s)


def test_a_sum_beside_two_million_drawn_cases() -> None:
    steps = [
        LIFT,
        Spread("lognormal", (1800, 3600)),
        Spread("fixed", (1000,)),
        Spread("triangular", (600, 600, 5400)),
    ]
    chance = np.random.default_rng(1)
    sigma = math.log(2.0) / 1.2815515655446004
    drawn = chance.triangular(2 * H, 3.5 * H, 6 * H, 2_000_000) + 1000.0
    drawn += 1800.0 * np.exp(sigma * chance.standard_normal(drawn.size))
    drawn += 5400.0 - 4800.0 * np.sqrt(1.0 - chance.random(drawn.size))
    shares = np.array([0.05, 0.5, 0.8, 0.95, 0.99])
    assert total(steps).quantile_s(shares) == pytest.approx(np.quantile(drawn, shares), abs=30.0)


@pytest.mark.parametrize(("tracks", "trains"), [(1, 3), (2, 3), (3, 3), (2, 5), (3, 5)])
def test_turns_on_the_tracks_beside_drawn_cases(tracks: int, trains: int) -> None:
    chance = np.random.default_rng(2)
    times_s = chance.triangular(2 * H, 3.5 * H, 6 * H, (trains, 400_000))
    free_s = np.zeros((tracks, times_s.shape[1]))
    for train_s in times_s:
        free_s.sort(axis=0)
        free_s[0] += train_s
    wanted_s = np.quantile(free_s.max(axis=0), [0.5, 0.8, 0.95])
    stages = [Stages((), (LIFT,), (), 1)] * trains
    told_s = outlook_s(stages, tracks, (0.5, 0.8, 0.95))
    assert told_s == pytest.approx(wanted_s, abs=120.0)
    parts: odds.Parts = ((), (LIFT,), (), 1)
    for share, ready_s in zip((0.5, 0.8, 0.95), told_s, strict=True):
        assert odds.ready_share([parts] * trains, tracks, ready_s) == pytest.approx(share, abs=odds.SHARE_OFF)


@given(st.lists(spreads(), min_size=2, max_size=4))
@settings(max_examples=15, deadline=None)
def test_more_jack_tracks_never_make_it_later(steps: list[Spread]) -> None:
    stages = [Stages((), (step,), (), 1) for step in steps]
    ready_s = [outlook_s(stages, tracks, (0.5, 0.95)) for tracks in (1, 2, 3)]
    for fewer, more in zip(ready_s[:-1], ready_s[1:], strict=True):
        assert all(b <= a + 1e-6 for a, b in zip(fewer, more, strict=True))


def test_a_train_on_two_tracks_at_once_leaves_none_for_others() -> None:
    both = Stages((), (LIFT,), (), 2)
    alone = outlook_s([both] * 3, 2, (0.5,))[0]
    assert alone == pytest.approx(outlook_s([Stages((), (LIFT,), (), 1)] * 3, 1, (0.5,))[0])
