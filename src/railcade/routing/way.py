"""The shortest way between places (Dijkstra, A note on two problems in connexion with graphs, 1959)."""

from __future__ import annotations

import difflib
import heapq
from collections.abc import Sequence

from railcade.errors import Problem, raise_if_any
from railcade.network import Network


def find_way(network: Network, origin: str, destination: str, via: Sequence[str] = ()) -> tuple[str, ...]:
    """Place ids from origin to destination through `via` in order, shortest by `length_m`.

    Of ways of equal length the one whose ids come first in the alphabet is taken.

    Raises
    ------
    InputError
        E0201 for each unknown place, with near names; E0202 for each leg without a way, and
        for a place that the way would pass twice.
    """
    stops = (origin, *via, destination)
    raise_if_any([_unknown(network, stop) for stop in dict.fromkeys(stops) if stop not in network.places])
    problems: list[Problem] = []
    way = [origin]
    for a, b in zip(stops, stops[1:], strict=False):
        leg = _shortest(network, a, b)
        if leg is None:
            what = f"no sections lead from {a} to {b}"
            problems.append(
                Problem("E0202", f"{a} - {b}", what, "check the via list, or import the line between them")
            )
        else:
            way.extend(leg[1:])
    if not problems and len(way) < 2:
        what = f"the way from {origin} to {destination} has no length"
        problems.append(Problem("E0202", f"{origin} - {destination}", what, "name two different places"))
    for place in sorted({place for place in way if way.count(place) > 1}):
        what, mend = (
            f"the way would come through {place} twice",
            "change the order of the via list, or plan two movements",
        )
        problems.append(Problem("E0202", f"{origin} - {destination}", what, mend))
    raise_if_any(problems)
    return tuple(way)


def _shortest(network: Network, origin: str, destination: str) -> tuple[str, ...] | None:
    """The way by Dijkstra; the heap orders by length to the millimetre, then by the ids so far."""
    heap: list[tuple[int, tuple[str, ...]]] = [(0, (origin,))]
    done: set[str] = set()
    while heap:
        length_mm, way = heapq.heappop(heap)
        here = way[-1]
        if here == destination:
            return way
        if here in done:
            continue
        done.add(here)
        for section in network.sections_at[here]:
            there = section.end if section.start == here else section.start
            if there not in done:
                heapq.heappush(heap, (length_mm + round(1000.0 * section.length_m), (*way, there)))
    return None


def _unknown(network: Network, place: str) -> Problem:
    by_name = {item.name: item.id for item in network.places.values()}
    if place in by_name:
        hint = f"use its id, {by_name[place]}"
    else:
        close = difflib.get_close_matches(place, sorted(network.places), n=3, cutoff=0.5)
        hint = f"did you mean {' or '.join(close)}?" if close else "use a place id of the network"
    return Problem("E0201", f'place "{place}"', "it is not in the network", hint)
