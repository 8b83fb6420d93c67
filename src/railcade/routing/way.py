"""The shortest way between places (Dijkstra, A note on two problems in connexion with graphs, 1959)."""

from __future__ import annotations

import difflib
import heapq
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from railcade.errors import Problem, raise_if_any
from railcade.network import Network, turns_back


def find_way(network: Network, origin: str, destination: str, via: Sequence[str] = ()) -> tuple[str, ...]:
    """Place ids from origin to destination through `via` in order, shortest by `length_m`.

    Of ways of equal length the one whose ids come first in the alphabet is taken.

    Raises
    ------
    InputError
        E0201 for each unknown place, with near names; E0202 for each leg without a way, or for each via
        place for which the way would come back on itself.
    """
    ends = (origin, destination)
    unknown = [place for place in dict.fromkeys((origin, *via, destination)) if place not in network.places]
    problems = [_unknown(network, place) for place in unknown]
    if not set(ends) & set(unknown):
        known = [place for place in via if place not in unknown]
        way, faults = _way_by(network, ends, known)
        problems += faults
    raise_if_any(problems)
    return way


def _way_by(
    network: Network, ends: tuple[str, str], via: Sequence[str]
) -> tuple[tuple[str, ...], list[Problem]]:
    """The way between known places, and what is wrong with it."""
    stops = (ends[0], *via, ends[1])
    legs = [_shortest(network, a, b) for a, b in pairwise(stops)]
    missing = [pair for pair, leg in zip(pairwise(stops), legs, strict=True) if leg is None]
    if missing:
        return (), [_no_way(*pair) for pair in missing]
    way = _joined(legs)
    if len(way) < 2:
        what = f"the way from {ends[0]} to {ends[1]} has no length"
        return (), [Problem("E0202", f"{ends[0]} - {ends[1]}", what, "name two different places")]
    return way, _turning_back(network, ends, via) if _twice(way) else []


def _joined(legs: Iterable[tuple[str, ...] | None]) -> tuple[str, ...]:
    """Legs as one way; each begins where the one before ended."""
    way: list[str] = []
    for leg in legs:
        way += (leg or ())[1 if way else 0 :]
    return tuple(way)


def _twice(way: tuple[str, ...]) -> list[str]:
    """Places that a way comes through more than once, in its order."""
    counts = Counter(way)
    return [place for place in dict.fromkeys(way) if counts[place] > 1]


def _no_way(origin: str, destination: str) -> Problem:
    what = f"no sections lead from {origin} to {destination}"
    mend = "check the via list, or import the line between them"
    return Problem("E0202", f"{origin} - {destination}", what, mend)


def _turning_back(network: Network, ends: tuple[str, str], via: Sequence[str]) -> list[Problem]:
    """One problem for each via place for which the way, with those kept before it, comes back on itself."""
    origin, destination = ends
    kept: list[str] = []
    found: list[Problem] = []
    before = _joined([_shortest(network, origin, destination)])
    for place in via:
        stops = (origin, *kept, place, destination)
        way = _joined(_shortest(network, a, b) for a, b in pairwise(stops))
        twice = _twice(way)
        if twice:
            found.append(_wrong_via(place, kept[-1] if kept else origin, before, twice, destination))
        else:
            kept.append(place)
            before = way
    return found


def _wrong_via(place: str, last: str, way: tuple[str, ...], twice: Sequence[str], end: str) -> Problem:
    """What is wrong with a via place: out of order, or off the way without it."""
    where = f'place "{place}"'
    if place in way:
        what = f"it comes before {last} on the way to {end}"
        return Problem("E0202", where, what, "list places in travel order")
    more = f" and {len(twice) - 1} more" if len(twice) > 1 else ""
    what = f"it lies off the way from {way[0]} to {end}, which would come through {twice[0]}{more} twice"
    inner = way[1:-1]
    # The first place that is passed twice is the one at which the way to it turns off.
    turns_off = [twice[0]] if twice[0] in inner else []
    close = dict.fromkeys([*difflib.get_close_matches(place, inner, n=2, cutoff=0.6), *turns_off])
    mend = f"did you mean {' or '.join(close)}?" if close else "leave it out, or plan two movements"
    return Problem("E0202", where, what, mend)


def _shortest(network: Network, origin: str, destination: str) -> tuple[str, ...] | None:
    """The way by Dijkstra; the heap orders by length to the millimetre, then by the ids so far.

    Where a train would have to turn back nothing leads on, so a place counts for each way into it.
    """
    heap: list[tuple[int, tuple[str, ...]]] = [(0, (origin,))]
    done: set[tuple[str, ...]] = set()
    while heap:
        length_mm, way = heapq.heappop(heap)
        here = way[-1]
        if here == destination:
            return way
        if way[-2:] in done:
            continue
        done.add(way[-2:])
        for section in network.sections_at[here]:
            there = section.end if section.start == here else section.start
            back = len(way) > 1 and turns_back(network, way[-2], here, there)
            if there not in way and not back:
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
