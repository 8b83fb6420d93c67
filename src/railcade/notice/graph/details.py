"""Detail sheets: where the way is cut, and the part of a plan that each of them shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from railcade.network import Path
from railcade.notice.graph.scale import Scale
from railcade.notice.graph.stations import unnamed
from railcade.plan.model import PlanTrain

WANTED_KM = 270.0
MOST_KM = 330.0
_MINOR_COST = 30.0
_TOO_LONG_COST = 10_000.0


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the way, from one place index to another."""

    first: int
    last: int


def parts_of(path: Path, scale: Scale) -> list[Part]:
    """Cut the way at main places into parts of about 270 km; the border is on the overview alone.

    The cuts have the least sum, over the parts, of the square of what the length differs from 270 km,
    with a price for a cut at a place that is not set large (dynamic programming over the places).
    """
    found: list[Part] = []
    first = 0
    for band in [*(band for band in scale.bands if band.border), None]:
        last = len(path.places) - 1 if band is None else band.first
        if last > first:
            found.extend(_cut(path, first, last))
        first = len(path.places) - 1 if band is None else band.last
    return found


def part_of(train: PlanTrain, path: Path) -> PlanTrain:
    """A train with its points on a part of the way, which may be none."""
    points = tuple(point for point in train.points if point.place in path.index)
    return replace(train, points=points)


def _cut(path: Path, first: int, last: int) -> list[Part]:
    ends = [i for i in range(first + 1, last) if path.places[i].standable and not unnamed(path.places[i])]
    ends = [first, *ends, last]
    best: list[tuple[float, int]] = [(0.0, 0)]
    for b in range(1, len(ends)):
        price = 0.0 if path.places[ends[b]].main or ends[b] == last else _MINOR_COST
        best.append(min((best[a][0] + _cost(path, ends[a], ends[b]) + price, a) for a in range(b)))
    cuts: list[int] = [len(ends) - 1]
    while cuts[-1] > 0:
        cuts.append(best[cuts[-1]][1])
    cuts.reverse()
    return [Part(ends[a], ends[b]) for a, b in zip(cuts[:-1], cuts[1:], strict=True)]


def _cost(path: Path, first: int, last: int) -> float:
    length_km = float(path.place_m[last] - path.place_m[first]) / 1000.0
    return (length_km - WANTED_KM) ** 2 / 1000.0 + (_TOO_LONG_COST if length_km > MOST_KM else 0.0)


def within(train: PlanTrain, scale: Scale) -> PlanTrain:
    """A train that comes to the first place and leaves the last one inside the frame, for its line alone."""
    points = list(train.points)
    points[0] = replace(points[0], arrive_at_s=max(points[0].arrive_at_s, float(scale.from_at_s)))
    points[-1] = replace(points[-1], depart_at_s=min(points[-1].depart_at_s, float(scale.until_at_s)))
    return replace(train, points=tuple(points))


def shown(trains: Sequence[PlanTrain], path: Path) -> tuple[PlanTrain, ...]:
    """The trains that run over a part of the way, with their points on it."""
    cut = (part_of(train, path) for train in trains)
    return tuple(train for train in cut if len(train.points) > 1)
