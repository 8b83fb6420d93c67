"""How likely a duration at the border is kept, counted over many drawn cases.

The search sums distributions on a grid and averages turns over a lattice; here cases are drawn, step by step
and train by train, with a seed that never changes. A share counted over `CASES` strata is off by less than
`SHARE_OFF`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from railcade.network.steps import FloatArray
from railcade.plan.request import Spread

CASES = 2**16
SHARE_OFF = 0.008
_SEED = 20270516
_TABLE = 2048
_TAIL = 1e-6
_Z90 = 1.2815515655446004
"""90th percentile of the standard normal distribution."""

Parts = tuple[tuple[Spread, ...], tuple[Spread, ...], tuple[Spread, ...], int]
"""A train's work before, on and after the jack tracks, and how many of them it takes."""


def share_s(spread: Spread, duration_s: float) -> float:
    """Share of cases of one step that take no longer than a duration."""
    values_s = spread.values_s
    if spread.kind == "fixed":
        return float(duration_s >= values_s[0])
    if spread.kind == "triangular":
        a, c, b = values_s
        if duration_s <= a:
            return 0.0
        if duration_s >= b:
            return 1.0
        if duration_s < c:
            return (duration_s - a) ** 2 / ((b - a) * (c - a))
        return 1.0 - (b - duration_s) ** 2 / ((b - a) * (b - c))
    if spread.kind == "lognormal":
        if duration_s <= 0.0:
            return 0.0
        z = math.log(duration_s / values_s[0]) / (math.log(values_s[1] / values_s[0]) / _Z90)
        return 0.5 * math.erfc(-z / math.sqrt(2.0))
    share = 0.0
    for k in range(len(values_s) - 1):
        low_s, high_s = values_s[k], values_s[k + 1]
        if duration_s >= high_s:
            share = spread.shares[k + 1]
        elif duration_s >= low_s:
            part = (duration_s - low_s) / (high_s - low_s)
            share = spread.shares[k] + part * (spread.shares[k + 1] - spread.shares[k])
    return share


@lru_cache(maxsize=65_536)
def duration_s(spread: Spread, share: float) -> float:
    """The least duration within which a share of cases ends, by halving."""
    if spread.kind == "fixed":
        return float(spread.values_s[0])
    if spread.kind == "quantiles" and share <= spread.shares[0]:
        return float(spread.values_s[0])
    low_s, high_s = 0.0, float(max(spread.values_s))
    if spread.kind == "triangular":
        low_s = float(spread.values_s[0])
    target = min(share, 1.0 - _TAIL)
    while spread.kind == "lognormal" and share_s(spread, high_s) < target:
        high_s *= 2.0
    if share >= 1.0 and spread.kind != "lognormal":
        return high_s
    while high_s - low_s > 1e-6:
        middle_s = (low_s + high_s) / 2.0
        low_s, high_s = (middle_s, high_s) if share_s(spread, middle_s) < target else (low_s, middle_s)
    return high_s


def at_level_s(spreads: Sequence[Spread], share: float) -> float:
    """Sum of durations, each at the same share."""
    return sum(duration_s(spread, share) for spread in spreads)


def work_share(parts: Parts, within_s: float) -> float:
    """Share of cases in which one train's work takes no longer."""
    return float(np.mean(_drawn((parts,))[0].sum(axis=0) <= within_s + 1e-3))


def ready_share(trains: Sequence[Parts], jack_tracks: int, within_s: float) -> float:
    """Share of cases in which all trains, come at once, are done on so many jack tracks."""
    return float(np.mean(_ready_s(_drawn(tuple(trains)), trains, jack_tracks) <= within_s + 1e-3))


def ready_at_level_s(trains: Sequence[Parts], jack_tracks: int, share: float) -> float:
    """When all are done if every step takes its own duration at a share."""
    drawn = [np.array([[at_level_s(part, share)] for part in train[:3]]) for train in trains]
    return float(_ready_s(drawn, trains, jack_tracks)[0])


@lru_cache(maxsize=8)
def _drawn(trains: tuple[Parts, ...]) -> list[FloatArray]:
    """Seconds of each train's three parts, shape (3, CASES): each step stratified, in random order."""
    chance = np.random.default_rng(_SEED)
    drawn = []
    for train in trains:
        sums = np.zeros((3, CASES))
        for k, part in enumerate(train[:3]):
            for spread in part:
                sums[k] += _table(spread, CASES)[chance.permutation(CASES)]
        drawn.append(sums)
    return drawn


@lru_cache(maxsize=64)
def _table(spread: Spread, cases: int) -> FloatArray:
    """Durations at the middles of so many strata; between `_TABLE` shares straight, denser at both ends."""
    knots = 0.5 - 0.5 * np.cos(np.linspace(0.0, math.pi, _TABLE))
    return np.interp((np.arange(cases) + 0.5) / cases, knots, [duration_s(spread, float(k)) for k in knots])


def _ready_s(drawn: Sequence[FloatArray], trains: Sequence[Parts], jack_tracks: int) -> FloatArray:
    cases = drawn[0].shape[1]
    tracks = [np.zeros(cases) for _ in range(jack_tracks)]
    turn_s, done_s = np.zeros(cases), np.zeros(cases)
    for times_s, train in zip(drawn, trains, strict=True):
        ends_s = times_s[0] + times_s[1]
        if train[3]:
            tracks = list(np.sort(np.stack(tracks), axis=0))
            turn_s = np.maximum.reduce([times_s[0], turn_s, tracks[train[3] - 1]])
            ends_s = turn_s + times_s[1]
            tracks[: train[3]] = [ends_s] * train[3]
        done_s = np.maximum(done_s, ends_s + times_s[2])
    return done_s
