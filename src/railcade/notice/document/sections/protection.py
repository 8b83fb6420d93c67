"""Section 5: what is closed, held, locked and watched, where and when."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from railcade.notice import look
from railcade.notice.document.blocks import Block, Column, Paragraph, Row, Section, Table, Words
from railcade.notice.document.sentences import do_words, short_words
from railcade.notice.document.view import View
from railcade.notice.document.words import (
    day,
    duration,
    from_clock,
    km_words,
    place_words,
    until_clock,
)
from railcade.plan.model import ProtectionRow
from railcade.rules import ProtectionRule

_ABREAST = 4
"""Kinds of windows beside each other in one table."""


def protection(view: View) -> Section | None:
    """Rules in words, then windows by section of line, by place, and by crossing."""
    if not view.shows("protection"):
        return None
    blocks: list[Block] = [_rules(view)]
    sections = view.facts.network.sections
    by_section = [row for row in view.plan.protection if row.target in sections]
    by_place = [row for row in view.plan.protection if row.target in view.path.index]
    other = [
        row
        for row in view.plan.protection
        if row.target not in sections and row.target not in view.path.index
    ]
    blocks += _grids(view, by_section, "Sections of line", _section_place, view.ends)
    blocks += _grids(view, by_place, "Places", _place_at, lambda target: (target, target))
    if other:
        blocks.append(_list(view, other))
    blocks.append(
        Paragraph(
            "Times are local at the place, opened down and closed up to whole minutes. A window lasts until "
            "the last train has passed complete with its tail lamp; if trains run late, it lasts longer.",
            small=True,
        )
    )
    return Section("protection", "Protection", tuple(blocks))


def _rules(view: View) -> Table:
    columns = (
        Column("Rule", "28mm"),
        Column("What is done", "1fr"),
        Column("From", "36mm"),
        Column("Until", "34mm"),
    )
    rows = tuple(
        Row((rule.id.replace("-", " "), do_words(str(rule.kind), rule.classes), *_anchors(view, rule)))
        for rule in view.facts.pack.protection
    )
    return Table(columns, rows, title="What is asked for")


def _anchors(view: View, rule: ProtectionRule) -> tuple[Words, Words]:
    def train(role: str) -> str:
        if role in ("first", "last"):
            return f"the {role} train"
        return (
            f"the {look.ROLE_NAMES.get(role, role).lower()} train"
            if view.shows("roles")
            else f"train {view.number(role)}"
        )

    before = f"{duration(rule.before_s)} before " if rule.before_s else ""
    after = f"{duration(rule.after_s)} after " if rule.after_s else ""
    return f"{before}{train(rule.from_role)} is due", f"{after}{train(rule.until_role)} has passed complete"


def _grids(
    view: View,
    rows: Sequence[ProtectionRow],
    title: str,
    words: Callable[[View, str], tuple[Words, Words]],
    ends: Callable[[str], tuple[str, str]],
) -> list[Table]:
    """Targets down, kinds across; as many tables as kinds ask for."""
    kinds = list(dict.fromkeys(row.rule for row in rows))
    found = {(row.target, row.rule): row for row in rows}
    targets = sorted(dict.fromkeys(row.target for row in rows), key=lambda target: view.at_m(ends(target)[0]))
    tables = []
    for i in range(0, len(kinds), _ABREAST):
        part = kinds[i : i + _ABREAST]
        of_kind = {row.rule: row.kind for row in rows}
        columns = [Column("km", "13mm", figures=True), Column("", "1fr")]
        for rule in part:
            group = short_words(of_kind[rule])
            columns += [
                Column("from", "11mm", figures=True, group=group),
                Column("until", "11mm", figures=True, group=group),
            ]
        body: list[Row] = []
        told = ""
        for target in targets:
            windows = [found.get((target, rule)) for rule in part]
            if not any(windows):
                continue
            zone = view.zone(ends(target)[0])
            first_s = min(row.closed_from_s for row in windows if row is not None)
            if day(first_s, zone) != told:
                told = day(first_s, zone)
                body.append(Row(banner=told))
            cells: list[Words] = [*words(view, target)]
            for row in windows:
                cells += (
                    ["", ""]
                    if row is None
                    else [from_clock(row.closed_from_s, zone), until_clock(row.closed_until_s, zone)]
                )
            body.append(Row(tuple(cells)))
        tables.append(
            Table(
                tuple(columns), tuple(body), title=f"{title}: {_names(short_words(of_kind[k]) for k in part)}"
            )
        )
    return tables


def _names(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(names))


def _section_place(view: View, section: str) -> tuple[Words, Words]:
    first, last = (view.facts.network.places[place] for place in view.ends(section))
    return km_words(first, view.at_m(first.id)), (place_words(first), " – ", place_words(last))


def _place_at(view: View, place: str) -> tuple[Words, Words]:
    found = view.facts.network.places[place]
    return km_words(found, view.at_m(place)), place_words(found)


def _list(view: View, rows: Sequence[ProtectionRow]) -> Table:
    columns = (
        Column("What", "1fr"),
        Column("Window", "40mm"),
        Column("from", "20mm", figures=True),
        Column("until", "20mm", figures=True),
    )
    zone = view.origin.zone
    body = tuple(
        Row(
            (
                row.target,
                do_words(row.kind, row.classes),
                from_clock(row.closed_from_s, zone),
                until_clock(row.closed_until_s, zone),
            )
        )
        for row in rows
    )
    return Table(columns, body, title="Crossings, points and structures")
