"""Temporary speed restrictions on the way of a movement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from railcade.conditions import Conditions, Restriction
from railcade.network import Extents, Network, Path
from railcade.plan.dated.stretches import Reach, reaches_of


@dataclass(frozen=True, slots=True)
class InForce:
    """A restriction that counts for a movement, on one section of its way."""

    restriction: Restriction
    reach: Reach


def in_force(
    conditions: Conditions, network: Network, path: Path, window_s: tuple[int, int]
) -> tuple[InForce, ...]:
    """Restrictions that are in force at any instant of a window, in travel order, then as in the file."""
    from_s, until_s = window_s
    on_way = {item.section.id: i for i, item in enumerate(path.sections)}
    found: list[tuple[int, int, InForce]] = []
    for number, item in enumerate(conditions.restrictions):
        if item.from_at_s < until_s and item.until_at_s > from_s:
            for reach in reaches_of(item.stretch, network):
                if reach.section in on_way:
                    found.append((on_way[reach.section], number, InForce(item, reach)))
    return tuple(entry for _, _, entry in sorted(found, key=lambda part: part[:2]))


def restricted(path: Path, entries: Sequence[InForce]) -> Path:
    """The path with the restrictions on it; the path itself where there is none."""
    if not entries:
        return path
    index = {item.section.id: i for i, item in enumerate(path.sections)}
    parts = [(entry, index[entry.reach.section]) for entry in entries]
    begins, ends = [], []
    for entry, i in parts:
        item, at_m = path.sections[i], float(path.place_m[i])
        from_m, to_m = entry.reach.from_m, entry.reach.to_m
        if not item.forward:
            from_m, to_m = item.section.length_m - to_m, item.section.length_m - from_m
        begins.append(at_m + from_m)
        ends.append(at_m + to_m)
    values = [entry.restriction.speed_mps for entry, _ in parts]
    bases = [entry.restriction.basis for entry, _ in parts]
    return replace(path, temporary_limits=Extents.of(begins, ends, values, bases))
