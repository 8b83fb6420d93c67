"""Which sections a stretch of the line covers."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from railcade.conditions import Stretch
from railcade.errors import Problem
from railcade.network import Network, Section

LEAST_M = 0.05
"""Sections meet at a kilometre that two places share to a rounding: less than this is no overlap."""


@dataclass(frozen=True, slots=True)
class Reach:
    """A part of a section, in metres from its start."""

    section: str
    from_m: float
    to_m: float


def reaches_of(stretch: Stretch, network: Network) -> tuple[Reach, ...]:
    """What a stretch covers, by the kilometres of the places at the ends of sections; by section id.

    A stretch that names what the network lacks covers nothing (`stretch_problems` tells it).
    """
    if stretch.section:
        section = network.sections.get(stretch.section)
        if section is None:
            return ()
        if stretch.from_m is None or stretch.to_m is None:
            return (Reach(section.id, 0.0, section.length_m),)
        found = _part(section, network, stretch.from_m, stretch.to_m)
        return () if found is None else (found,)
    bounds_m = _bounds_m(stretch, network)
    if bounds_m is None:
        return ()
    parts = (_part(network.sections[name], network, *bounds_m) for name in sorted(network.sections))
    return tuple(part for part in parts if part is not None)


def stretch_problems(stretch: Stretch, network: Network, where: str) -> Iterator[Problem]:
    """What of a stretch the network does not tell: E0201 places, E0230 sections and kilometres."""
    if stretch.section and stretch.section not in network.sections:
        mend = _near(stretch.section, network.sections)
        yield Problem("E0230", f"{where}.section", f"the network has no section {stretch.section}", mend)
        return
    unknown = [place for place in stretch.places if place not in network.places]
    for place in unknown:
        mend = _near(place, network.places)
        yield Problem("E0201", f"{where}.between", f"the network has no place {place}", mend)
    if unknown:
        return
    found = reaches_of(stretch, network)
    if not found:
        what = "no section of the network lies there"
        yield Problem("E0230", where, what, "give kilometres of the line, as the places have them")
    if not stretch.section:
        yield from _twofold(found, network, where)


def _twofold(found: Iterable[Reach], network: Network, where: str) -> Iterator[Problem]:
    """Kilometres that two lines share tell neither."""
    spans = []
    for reach in found:
        start_m = _start_m(network.sections[reach.section], network)
        spans.append((start_m + reach.from_m, start_m + reach.to_m, reach.section))
    for (_, end_m, first), (begin_m, _, second) in pairwise(sorted(spans)):
        if begin_m < end_m - LEAST_M:
            what = f"{first} and {second} have the same kilometres"
            yield Problem("E0230", where, what, "name each section")
            return


def _bounds_m(stretch: Stretch, network: Network) -> tuple[float, float] | None:
    if stretch.places:
        at_m = [1000.0 * network.places[name].km for name in stretch.places if name in network.places]
        return (min(at_m), max(at_m)) if len(at_m) == len(stretch.places) else None
    if stretch.from_m is None or stretch.to_m is None:
        return None
    return stretch.from_m, stretch.to_m


def _start_m(section: Section, network: Network) -> float:
    return 1000.0 * network.places[section.start].km


def _part(section: Section, network: Network, from_m: float, to_m: float) -> Reach | None:
    """The part of a section between two kilometres of the line."""
    start_m = _start_m(section, network)
    begin_m = min(max(from_m - start_m, 0.0), section.length_m)
    end_m = min(max(to_m - start_m, 0.0), section.length_m)
    if to_m - start_m >= section.length_m - LEAST_M:
        end_m = section.length_m
    if begin_m <= LEAST_M:
        begin_m = 0.0
    return Reach(section.id, begin_m, end_m) if end_m - begin_m > LEAST_M else None


def _near(word: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(word, sorted(known), n=2, cutoff=0.6)
    return f"did you mean {' or '.join(close)}?" if close else "use an id of the network, as QGIS shows it"
