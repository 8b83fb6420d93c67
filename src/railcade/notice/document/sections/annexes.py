"""Section 13: where the graph is, and every value that is estimated or assumed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

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


def annexes(view: View) -> Section:
    """What lies behind, and the list of what is not certain."""
    blocks: list[Block] = []
    if view.shows("assumptions"):
        blocks += _assumed(view)
    return Section("annexes", "Annexes", tuple(blocks))


def _assumed(view: View) -> list[Block]:
    items = view.plan.assumptions
    if not items:
        return [Paragraph("No value of this notice is estimated or assumed.")]
    kinds = Counter((item.what, str(item.basis)) for item in items)
    columns = (
        Column("Value", "60mm"),
        Column("basis", "30mm"),
        Column("how many", "20mm", figures=True),
        Column("", "1fr"),
    )
    rows = tuple(
        Row((what, basis, f"{number:,}", ""))
        for (what, basis), number in sorted(kinds.items(), key=lambda item: (-item[1], item[0]))
    )
    words = (
        f"≈ {len(items):,} values",
        " are estimated or assumed. They are set in italics with ≈ wherever they stand, drawn dashed, and "
        "listed here in full: place or section, then each value. Sources stand in plan.json, assumptions.",
    )
    return [
        Paragraph((strong(words[0]), words[1]), title="Estimated and assumed values"),
        Table(columns, rows),
        Fine(tuple(_entries(view, items)), title="In full", across=3),
    ]


def _entries(view: View, items: Iterable[Assumption]) -> Iterable[Words]:
    """By place or section in order of the way, then vehicles and the rest."""
    groups: dict[str, dict[str, list[str]]] = {}
    for item in items:
        target = item.where.partition(" at ")[0].partition(" track ")[0]
        groups.setdefault(target, {}).setdefault(_short(item), []).append(item.value)
    for target in sorted(groups, key=lambda target: _order(view, target)):
        values = [f"{what} {', '.join(dict.fromkeys(values))}" for what, values in groups[target].items()]
        yield (strong(_name(view, target)), f"  {'; '.join(values)}")


def _short(item: Assumption) -> str:
    words = item.what.removeprefix("place ").removeprefix("section ")
    words = words.removesuffix("_s").removesuffix("_mm").removesuffix("_m").replace("_", " ")
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
