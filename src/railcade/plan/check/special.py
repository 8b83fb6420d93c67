"""What holds on parts of the way for a train, by its head: no current, slippery rails, weak feeding."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from railcade.fleet import DIESEL, Formation
from railcade.network.steps import FloatArray
from railcade.plan.check.events import LegRun
from railcade.plan.check.forces import in_use
from railcade.plan.check.way import Spans, Way

EDGE_M = 1e-5
"""By how much the way from a stored point to the next may reach into a span that does not count."""


class Special(NamedTuple):
    """What holds from each stored point to the next, at the last point that before it; each shape (n,)."""

    supplies: frozenset[str]
    neutral: NDArray[np.bool_]
    adhesion_share: FloatArray
    feeding_watt: FloatArray


def special_of(way: Way, run: LegRun) -> Special:
    """The lowest values under a run.

    A neutral section and a limit of the feeding reach from the first collector in use to the last; they
    pass by a train without any. Rails are slippery while any part of the train stands on them.
    """
    supplies = frozenset(section.power for section in way.sections[run.first : run.last])
    collectors_m = _collectors_m(run.formation, supplies)
    length_m = math.fsum(vehicle.length_m for vehicle in run.formation.vehicles)
    neutral, feeding_watt = np.ones(len(run.x_m)), np.full(len(run.x_m), np.inf)
    if collectors_m:
        reach_m = collectors_m[0], collectors_m[-1]
        neutral = _lowest(way.neutral, run.x_m, reach_m, 1.0)
        feeding_watt = _lowest(way.feeding_watt, run.x_m, reach_m, np.inf)
    return Special(
        supplies, neutral == 0.0, _lowest(way.adhesion, run.x_m, (0.0, length_m), 1.0), feeding_watt
    )


def _collectors_m(formation: Formation, supplies: Collection[str]) -> list[float]:
    """The middle of each locomotive that draws current, behind the head."""
    found, behind_m = [], 0.0
    for vehicle in formation.vehicles:
        pull = vehicle.traction
        if pull is not None and pull.power != DIESEL and in_use(pull, supplies):
            found.append(behind_m + 0.5 * vehicle.length_m)
        behind_m += vehicle.length_m
    return found


def _lowest(spans: Spans, x_m: FloatArray, behind_m: tuple[float, float], value: float) -> FloatArray:
    """Lowest over each interval of a value and those of spans, from a point behind the head to another."""
    least = np.full(len(x_m), value)
    first = np.searchsorted(x_m[1:], spans.from_m + behind_m[0] + EDGE_M, side="right")
    last = np.searchsorted(x_m[:-1], spans.to_m + behind_m[1] - EDGE_M, side="left")
    for begin, stop, lower in zip(first, last, spans.value, strict=True):
        np.minimum(least[begin:stop], lower, out=least[begin:stop])
    least[-1] = least[-2]
    return least
