"""Section 13: messages of the convoy, where the graph is, every value that is estimated or assumed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from railcade.basis import Assumption
from railcade.notice.document.blocks import (
    Block,
    Column,
    Fine,
    Paragraph,
    Row,
    Section,
    Table,
    Words,
    strong,
)
from railcade.notice.document.view import View
from railcade.notice.document.words import MINUS, is_named
from railcade.notice.messages import MESSAGES, NO_AUTHORITY, REQUEST

_NEGATIVE = re.compile(r"(?<![\w.])-(?=\d)")
_OFTEN = 8
"""A value that so many share is listed once."""


def annexes(view: View) -> Section:
    """What lies behind, and the list of what is not certain."""
    blocks: list[Block] = _messages() if view.shows("reporting") else []
    if view.shows("assumptions"):
        blocks += _assumed(view)
    return Section("annexes", "Annexes", tuple(blocks))


def _messages() -> list[Block]:
    """The convoy's own messages; the forms to write on are among the cards."""
    columns = (
        Column("Form", "12mm"),
        Column("Message", "32mm"),
        Column("Words to be read back", "1fr"),
        Column("", "24mm", quiet=True),
    )
    rows = tuple(
        Row((strong(item.code), item.name, " ".join(item.words), "request to the signaller" * item.request))
        for item in MESSAGES
    )
    note = f"{NO_AUTHORITY}. {REQUEST} In danger: make a railway emergency call first."
    return [Table(columns, rows, title="RC messages"), Paragraph(note, small=True)]


def _assumed(view: View) -> list[Block]:
    items = view.plan.assumptions
    if not items:
        return [Paragraph("No value of this notice is estimated or assumed.")]
    kinds = Counter(_short(item) for item in items)
    counted = ", ".join(
        f"{what} {number:,}" for what, number in sorted(kinds.items(), key=lambda item: (-item[1], item[0]))
    )
    words: Words = (
        strong(f"≈ {len(items):,} values"),
        " are estimated or assumed. They are set in italics with ≈ wherever they stand, drawn dashed, and "
        f"listed here in full; sources stand in plan.json under assumptions. By kind: {counted}.",
    )
    shared = _shared(view, items)
    return [
        Paragraph(words, title="Estimated and assumed values"),
        Fine(tuple(_common(shared)), title="Values that hold along the way", across=1),
        Fine(tuple(_entries(view, items, shared)), title="All others, in order of the way", across=3),
    ]


def _value(item: Assumption) -> tuple[str, str]:
    return _short(item), item.value


def _shared(view: View, items: Sequence[Assumption]) -> dict[tuple[str, str], str]:
    """Values that can be listed once, and what they hold for.

    Of a kind that every section, every place, every place with tracks or every place without a name has once,
    the commonest value: whoever has another is listed with it.
    """
    path = view.path
    universes = {
        frozenset(item.section.id for item in path.sections): "sections",
        frozenset(place.id for place in path.places): "places",
        frozenset(place.id for place in path.places if place.tracks): "places with tracks",
        frozenset(place.id for place in path.places if not is_named(place)): "loops and posts",
    }
    by_kind: dict[str, list[Assumption]] = {}
    for item in items:
        by_kind.setdefault(_short(item), []).append(item)
    found: dict[tuple[str, str], str] = {}
    for of_kind in by_kind.values():
        targets = [_home(view, item.where) for item in of_kind]
        whole = universes.get(frozenset(targets))
        if whole is None or len(set(targets)) != len(targets):
            continue
        value, number = Counter(map(_value, of_kind)).most_common(1)[0]
        if number >= _OFTEN:
            rest = (
                f", of {len(targets)}: all that are not listed with another"
                if number < len(targets)
                else ": all"
            )
            found[value] = f"{number} {whole}{rest}"
    return found


def _common(shared: Mapping[tuple[str, str], str]) -> Iterable[Words]:
    """Each shared value once."""
    for (what, value), words in shared.items():
        yield (strong(f"{what} {_typed(value)}"), f", {words}")


def _entries(
    view: View, items: Sequence[Assumption], shared: Mapping[tuple[str, str], str]
) -> Iterable[Words]:
    """By place or section in order of the way, then vehicles and the rest."""
    groups: dict[str, dict[str, list[str]]] = {}
    for item in items:
        if _value(item) not in shared:
            words = told(view, item.value, _home(view, item.where))
            groups.setdefault(_home(view, item.where), {}).setdefault(_short(item), []).append(words)
    for target in sorted(groups, key=lambda target: _order(view, target)):
        values = [_told_of(what, list(dict.fromkeys(told))) for what, told in groups[target].items()]
        yield (strong(_name(view, target)), f"  {'; '.join(values)}")


def _home(view: View, where: str) -> str:
    """The place or section at which something is listed."""
    target = where.partition(" at ")[0].partition(" track ")[0].partition("/")[0]
    if target in view.points_at:
        return view.points_at[target][0]
    return view.crossing_sections.get(target, target)


def _told_of(what: str, values: Sequence[str]) -> str:
    """``track length 690, 670 m``: a kind with all its values, a unit that they share once."""
    if what == "km":
        return ", ".join(values)
    units = {value.partition(" ")[2] for value in values if value[:1] in "+0123456789" + MINUS}
    unit = units.pop() if len(units) == 1 else ""
    if len(values) > 1 and unit and " " not in unit and all(value.endswith(f" {unit}") for value in values):
        return f"{what} {', '.join(value.partition(' ')[0] for value in values)}\u00a0{unit}"
    return f"{what} {', '.join(values)}"


def told(view: View, value: str, home: str = "") -> str:
    """A value as people read it: names of sections instead of their ids; that of `home` is left out."""
    sections = view.facts.network.sections
    value = value.removesuffix(f" of {home}") if home in sections else value
    return _typed(" ".join(_name(view, word) if word in sections else word for word in value.split(" ")))


def _typed(value: str) -> str:
    """With the sign of print, and without the underscores of files."""
    return _NEGATIVE.sub(MINUS, value).replace("_", " ")


def _short(item: Assumption) -> str:
    words = item.what.removeprefix("place ").removeprefix("section ")
    for ending in ("_s", "_mm", "_m"):
        words = words.removesuffix(ending)
    if words == "load_kg_per":
        words = "load per metre"
    words = {"reset": "track free again after", "box": "box"}.get(words, words.replace("_", " "))
    return f"{words}{' (estimated)' if str(item.basis) == 'estimated' else ''}"


def _order(view: View, target: str) -> tuple[int, float, int, str]:
    if target in view.path.index:
        return 0, view.at_m(target), 0, target
    if target in view.facts.network.sections:
        return 0, view.at_m(view.ends(target)[0]), 1, target
    return 1, 0.0, 0, target


def _name(view: View, target: str) -> str:
    if target in view.path.index:
        return view.name(target)
    if target in view.facts.network.sections:
        return " – ".join(view.name(place) for place in view.ends(target))
    return target.replace("_", " ")
