"""Where a protected thing lies and what it is called: section, place, crossing, points, structure."""

from __future__ import annotations

from dataclasses import dataclass

from railcade.basis import Basis
from railcade.notice.document.blocks import Words, unsure
from railcade.notice.document.view import View
from railcade.notice.document.words import km_words, number_km, place_words


@dataclass(frozen=True, slots=True)
class Located:
    """A thing on the way: metres from the origin, kilometre and name as printed, zone of its clock.

    `short` is its name without its place, for lists at that place.
    """

    id: str
    at_m: float
    km: Words
    name: Words
    short: str
    zone: str


def locate(view: View, target: str) -> Located:
    """Where something lies; what the network does not know stands at the origin under its id."""
    if target in view.path.index:
        place = view.facts.network.places[target]
        at_m = view.at_m(target)
        return Located(target, at_m, km_words(place, at_m), place_words(place), view.name(target), place.zone)
    if target in view.facts.network.sections:
        first, last = (view.facts.network.places[place] for place in view.ends(target))
        at_m = view.at_m(first.id)
        names: Words = (place_words(first), " – ", place_words(last))
        return Located(target, at_m, km_words(first, at_m), names, target, first.zone)
    if target in view.crossings:
        section, crossing = view.crossing_sections[target], view.crossings[target]
        return _on_section(view, target, section, crossing.at_m, crossing.name, crossing.basis)
    if target in view.points_at:
        place_id, points = view.points_at[target]
        place = view.facts.network.places[place_id]
        at_m = view.at_m(place_id)
        name = (place_words(place), f" points {points.name}")
        return Located(target, at_m, km_words(place, at_m), name, points.name, place.zone)
    if target in view.structures:
        section, structure = view.structures[target]
        length = f"{structure.to_m - structure.from_m:,.0f} m"
        middle_m = (structure.from_m + structure.to_m) / 2.0
        return _on_section(view, target, section, middle_m, f"{structure.kind}, {length}", structure.basis)
    return Located(target, 0.0, "", target, target, view.origin.zone)


def _on_section(view: View, target: str, section: str, along_m: float, name: str, basis: Basis) -> Located:
    """A thing between the ends of a section, from the section's own start."""
    found = view.facts.network.sections[section]
    first = view.ends(section)[0]
    from_first_m = along_m if first == found.start else found.length_m - along_m
    at_m = view.at_m(first) + from_first_m
    km = number_km(at_m)
    words: Words = name[:1].upper() + name[1:]
    return Located(target, at_m, unsure(km) if basis.unsure else km, words, name, view.zone(first))
