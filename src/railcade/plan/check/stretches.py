"""Stretches of single line (docs/occupation.md 3), found as groups of joined sections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from railcade.network import Network, Section


@dataclass(frozen=True, eq=False)
class Stretches:
    """Group of each single-line section, and +1 where its forward is the group's direction, else -1."""

    group: Mapping[str, str]
    sign: Mapping[str, int]

    def passages(
        self, sections: Sequence[Section], forward: Sequence[bool]
    ) -> list[tuple[str, int, int, int]]:
        """Passages of a train over stretches: group, first section, last section, direction (0: both)."""
        found: list[tuple[str, int, int, int]] = []
        for i, (section, ahead) in enumerate(zip(sections, forward, strict=True)):
            name = self.group.get(section.id)
            if name is None:
                continue
            direction = self.sign[section.id] if ahead else -self.sign[section.id]
            if found and found[-1][0] == name and found[-1][2] == i - 1:
                _, first, _, before = found.pop()
                found.append((name, first, i, direction if before == direction else 0))
            else:
                found.append((name, i, i, direction))
        return found


def find_stretches(network: Network) -> Stretches:
    """Join single-line sections through places where no train can stand and nothing branches or doubles."""
    joints: dict[str, list[Section]] = {place: [] for place in network.places}
    for _, section in sorted(network.sections.items()):
        joints[section.start].append(section)
        joints[section.end].append(section)
    inner = {
        place: sections
        for place, sections in joints.items()
        if len(network.places[place].tracks) < 2
        and len(sections) == 2
        and all(section.tracks == 1 for section in sections)
    }
    group: dict[str, str] = {}
    sign: dict[str, int] = {}
    for name, first in sorted(network.sections.items()):
        if first.tracks != 1 or name in group:
            continue
        group[name], sign[name] = name, 1
        open_ends = [(first, first.start), (first, first.end)]
        while open_ends:
            section, place = open_ends.pop()
            for other in inner.get(place, []):
                if other.id not in group:
                    same = (section.end == place) == (other.start == place)
                    group[other.id], sign[other.id] = name, sign[section.id] if same else -sign[section.id]
                    open_ends.append((other, other.end if other.start == place else other.start))
    return Stretches(group, sign)
