"""Stretches of single line: `docs/occupation.md` 3."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from railcade.network import Network, Section


@dataclass(frozen=True, slots=True)
class Stretch:
    """A chain of single-line sections inside which trains cannot meet.

    Parameters
    ----------
    id : str
        The section's id where it is only one, else ``first..last`` section id.
    start, end : str
        Places at its ends; the direction start to end is the stretch's own.
    sections : tuple of (str, bool)
        Section ids from start to end; True where the section's forward is the stretch's.
    """

    id: str
    start: str
    end: str
    sections: tuple[tuple[str, bool], ...]

    def along(self, section: str, forward: bool) -> bool:
        """Whether a train that runs a section forward (or not) runs from `start` to `end`."""
        return dict(self.sections)[section] == forward


def stretches(network: Network) -> Mapping[str, Stretch]:
    """The stretch of each single-line section, by section id; double line is in none.

    A chain goes on through a place only where no train can stand and exactly two sections meet, both
    single. A junction or the start of double line at such a place ends it: a train that passes there
    enters the next stretch in the moment it leaves this one, so none can meet it there either.
    """
    found: dict[str, Stretch] = {}
    for section in sorted(network.sections.values(), key=lambda item: item.id):
        if section.tracks == 1 and section.id not in found:
            stretch = _stretch_of(network, section)
            found.update((section_id, stretch) for section_id, _ in stretch.sections)
    return found


def _stretch_of(network: Network, section: Section) -> Stretch:
    """The chain through `section`, in its direction."""
    onward, end = _walk(network, section, section.end)
    ring = end == section.start and bool(onward) and not network.places[end].standable
    back, start = ([], section.start) if ring else _walk(network, section, section.start)
    chain = (*((item, not forward) for item, forward in reversed(back)), (section.id, True), *onward)
    name = chain[0][0] if len(chain) == 1 else f"{chain[0][0]}..{chain[-1][0]}"
    return Stretch(name, start, end, chain)


def _walk(network: Network, section: Section, place: str) -> tuple[list[tuple[str, bool]], str]:
    """Sections beyond `place`, away from `section`, and where the chain ends (a ring: where it began)."""
    passed: list[tuple[str, bool]] = []
    here = section
    while (onward := _next(network, here, place)) is not None and onward.id != section.id:
        forward = onward.start == place
        passed.append((onward.id, forward))
        place = onward.end if forward else onward.start
        here = onward
    return passed, place


def _next(network: Network, section: Section, place: str) -> Section | None:
    """The section that goes on through a place inside a chain, None where the chain ends."""
    others = [item for item in network.sections_at[place] if item.id != section.id]
    if network.places[place].standable or len(others) != 1 or others[0].tracks != 1:
        return None
    return others[0]
