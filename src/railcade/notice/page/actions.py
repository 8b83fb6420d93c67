"""What happens at a post: the protection windows there, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from railcade.network import Path
from railcade.plan.model import Plan, ProtectionRow

_AT_PLACE = {
    "shunting": "No shunting",
    "points": "Points secured",
    "box_open": "Box open",
    "guard": "Guard",
    "search": "Search",
    "power": "Power",
}
_ON_SECTION = {
    "same_line": "Line closed to others, {ends}",
    "adjacent_line": "Adjacent line held, {ends}",
    "crossing": "Level crossings closed, {ends}",
    "guard": "Guard, {ends}",
    "search": "Search, {ends}",
    "power": "Power, {ends}",
}


def actions_of(plan: Plan, path: Path) -> list[list[Any]]:
    """Place index, from, until and words of each window, once at every place that it touches, by time.

    A window on a section is told at both of its ends.
    """
    found: set[tuple[int, int, int, str]] = set()
    section = {item.section.id: i for i, item in enumerate(path.sections)}
    for row in plan.protection:
        for i, words in _touched(row, path, section):
            found.add((i, row.closed_from_s, row.closed_until_s, words))
    return [list(row) for row in sorted(found)]


def _touched(row: ProtectionRow, path: Path, section: dict[str, int]) -> Iterator[tuple[int, str]]:
    classes = f" ({', '.join(row.classes)})" if row.classes else ""
    if row.target in section:
        i = section[row.target]
        ends = f"{path.places[i].name} – {path.places[i + 1].name}"
        words = _ON_SECTION.get(row.kind, row.kind.replace("_", " ").capitalize() + ", {ends}")
        for k in (i, i + 1):
            yield k, words.format(ends=ends) + classes
    elif row.target in path.index:
        words = _AT_PLACE.get(row.kind, row.kind.replace("_", " ").capitalize())
        yield path.index[row.target], words + classes
