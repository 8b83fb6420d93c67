"""Parts of the line on which synthetic trains run, and how long they take."""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass

from railcade.network import Network, Path, Place, Section, make_path, turns_back
from railcade.units import mps_from_kmh

PASSENGER = "passenger"
FREIGHT = "freight"
GRID_S = 30


@dataclass(frozen=True, slots=True)
class Pace:
    """How a kind of train runs on a section, from its length and limits alone.

    `limit_share` of the limits is used, at most `cap_mps`; starting and stopping cost `start_s`, `stop_s`.
    """

    limit_share: float
    cap_mps: float
    start_s: int
    stop_s: int


PACES = {
    PASSENGER: Pace(0.92, mps_from_kmh(70.0), 60, 30),
    FREIGHT: Pace(0.80, mps_from_kmh(52.0), 90, 60),
}


@dataclass(frozen=True, slots=True)
class Part:
    """A way between two main places, in the direction in which most of its sections are drawn."""

    places: tuple[str, ...]
    length_m: float
    country: str


def section_run_s(section: Section, kind: str, starts: bool, stops: bool) -> int:
    """Booked running time of a section, s, a multiple of 30.

    Length over a share of the limits' harmonic mean (the time a train without mass needs at the
    limits), plus the allowances for starting at its first and stopping at its second place.
    """
    pace = PACES[kind]
    spans = zip(section.limit_mps.start_m, [*section.limit_mps.start_m[1:], section.length_m], strict=True)
    at_limit_s = sum(
        (until_m - from_m) / min(pace.cap_mps, pace.limit_share * limit_mps)
        for (from_m, until_m), limit_mps in zip(spans, section.limit_mps.value, strict=True)
    )
    run_s = float(at_limit_s) + pace.start_s * starts + pace.stop_s * stops
    return GRID_S * max(1, math.ceil(run_s / GRID_S))


def find_parts(network: Network, min_m: float, max_m: float) -> tuple[Part, ...]:
    """Every shortest way of such a length between two main places that keeps to one country and gauge.

    A part never crosses a country border, has a gauge that all its sections share, and ends where
    trains reverse. Where no place is marked main, every place where trains can stand counts.
    """
    ends = [place for _, place in sorted(network.places.items()) if place.standable]
    ends = [place for place in ends if place.main] or ends
    parts: list[Part] = []
    for start in ends:
        ways = _ways_from(network, start, max_m)
        for end in ends:
            if end.id in ways and start.id < end.id and ways[end.id][0] >= min_m:
                part = _part(network, start, *ways[end.id])
                parts += [part] if part is not None else []
    return tuple(parts)


def _ways_from(network: Network, start: Place, max_m: float) -> dict[str, tuple[float, tuple[str, ...]]]:
    """Shortest ways (Dijkstra 1959) from a place inside its country; ties by place ids."""
    found: dict[str, tuple[float, tuple[str, ...]]] = {}
    queue: list[tuple[float, tuple[str, ...]]] = [(0.0, (start.id,))]
    while queue:
        length_m, way = heapq.heappop(queue)
        here = network.places[way[-1]]
        if here.id in found or length_m > max_m:
            continue
        found[here.id] = (length_m, way)
        if here.may_reverse and len(way) > 1:
            continue
        for section in network.sections_at[here.id]:
            other = section.end if section.start == here.id else section.start
            back = len(way) > 1 and turns_back(network, way[-2], here.id, other)
            if other not in found and network.places[other].country == start.country and not back:
                heapq.heappush(queue, (length_m + section.length_m, (*way, other)))
    return found


def _part(network: Network, start: Place, length_m: float, way: Sequence[str]) -> Part | None:
    path = make_path(network, way)
    if not shared_gauges(path):
        return None
    forward_m = sum(item.section.length_m for item in path.sections if item.forward)
    places = tuple(way) if 2.0 * forward_m >= length_m else tuple(reversed(way))
    return Part(places, length_m, start.country)


def shared_gauges(path: Path) -> frozenset[int]:
    """Gauges in mm that every section of a path has."""
    return frozenset.intersection(*(frozenset(item.section.gauges_mm) for item in path.sections))
