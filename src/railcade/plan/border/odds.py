"""How likely the work at the border is done in time: one train's, and that of all on shared jack tracks."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from railcade.plan.border.spreads import MOST_SHARE, Floats, quantile_s, random, total
from railcade.plan.request import BorderRequest, Spread

OUTLOOK_QUANTILES = (0.5, 0.8, 0.95)
POINTS = 2**16
"""Points of the lattice over which turns on the tracks are averaged."""
_HALVINGS = 50


@dataclass(frozen=True, slots=True)
class Stages:
    """A train's spreads before, on and after the jack tracks, of which it takes `tracks` at once."""

    before: tuple[Spread, ...]
    jack: tuple[Spread, ...]
    after: tuple[Spread, ...]
    tracks: int

    @property
    def all(self) -> tuple[Spread, ...]:
        """All of them."""
        return (*self.before, *self.jack, *self.after)


def at_level_s(spreads: Sequence[Spread], share: float) -> float:
    """Sum of durations, each at its own quantile."""
    return sum(quantile_s(spread, share) for spread in spreads)


def share_of_work(spreads: Sequence[Spread], duration_s: float) -> float:
    """Share of cases in which steps in a row take no longer."""
    if at_level_s(spreads, 0.0) > duration_s:
        return 0.0
    if at_level_s(spreads, MOST_SHARE) <= duration_s:
        return 1.0
    return total(spreads).share(duration_s)


def longest(trains: Sequence[Stages]) -> Stages:
    """The train whose steps take longest at their medians; the first of several."""
    return max(trains, key=lambda train: at_level_s(train.all, 0.5))


@lru_cache(maxsize=64)
def level_of(border: BorderRequest, trains: tuple[Stages, ...], jack_tracks: int) -> float:
    """The common level of all steps that gives what the request asks for, to a millionth."""
    train = longest(trains)
    if not any(random(spread) for item in trains for spread in item.all) or border.of == "step":
        return border.quantile
    if border.duration_s > 0:
        wanted_s, reached = float(border.duration_s), _of_train(train)
    elif border.of == "train":
        wanted_s, reached = float(total(train.all).quantile_s(np.array(border.quantile))), _of_train(train)
    else:
        wanted_s = outlook_s(trains, jack_tracks, (border.quantile,))[0]
        reached = _of_all(trains, jack_tracks)
    low, high = 0.0, MOST_SHARE
    for _ in range(_HALVINGS):
        middle = (low + high) / 2.0
        low, high = (middle, high) if reached(middle) < wanted_s else (low, middle)
    # Downward, so that a stated duration is not passed by a hair and rounded up by a whole step.
    return math.floor(1e6 * low) / 1e6


def _of_train(train: Stages) -> Callable[[float], float]:
    return lambda share: at_level_s(train.all, share)


def _of_all(trains: Sequence[Stages], jack_tracks: int) -> Callable[[float], float]:
    def ready_s(share: float) -> float:
        times = [[np.full(1, at_level_s(part, share)) for part in _parts(train)] for train in trains]
        return float(_ready_s(times, [train.tracks for train in trains], jack_tracks)[0])

    return ready_s


def outlook_s(trains: Sequence[Stages], jack_tracks: int, quantiles: Sequence[float]) -> list[float]:
    """Quantiles of the time until all trains are done, if all come at once; first come, first on a track.

    The mean over all cases is taken over the points of an additive recurrence (M. Roberts 2018, after
    Kronecker and Weyl 1916), one coordinate for each part of a train's work that is left to chance.
    """
    parts = [[total(part) for part in _parts(train)] for train in trains]
    dimensions = sum(item.durations_s[-1] > item.durations_s[0] for row in parts for item in row)
    ratio = 1.5
    for _ in range(_HALVINGS):
        ratio = (1.0 + ratio) ** (1.0 / (dimensions + 1))
    number, coordinate = np.arange(POINTS, dtype=np.float64), 0
    times: list[list[Floats]] = []
    for row in parts:
        times.append([])
        for item in row:
            if item.durations_s[-1] > item.durations_s[0]:
                coordinate += 1
            point: Floats = (0.5 + number * float(ratio**-coordinate)) % 1.0
            times[-1].append(item.quantile_s(point))
    ready_s = _ready_s(times, [train.tracks for train in trains], jack_tracks)
    return [float(value) for value in np.quantile(ready_s, quantiles)]


def _parts(train: Stages) -> tuple[tuple[Spread, ...], ...]:
    return train.before, train.jack, train.after


def _ready_s(times: Sequence[Sequence[Floats]], needed: Sequence[int], jack_tracks: int) -> Floats:
    """When the last is done: each train in its turn takes the tracks that are free first."""
    size = times[0][0].size if times else 1
    free_s, begun_s, ready_s = np.zeros((jack_tracks, size)), np.zeros(size), np.zeros(size)
    for (before_s, jack_s, after_s), count in zip(times, needed, strict=True):
        end_s = before_s + jack_s
        if count:
            free_s.sort(axis=0)
            begun_s = np.maximum(np.maximum(before_s, begun_s), free_s[count - 1])
            end_s = begun_s + jack_s
            free_s[:count] = end_s
        ready_s = np.maximum(ready_s, end_s + after_s)
    return ready_s
