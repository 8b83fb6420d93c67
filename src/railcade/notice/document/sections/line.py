"""Conditions of the line while the movement runs: restrictions, possessions, and what the trains fit."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from railcade.notice.document.blocks import Block, Column, Row, Table, Words, quiet, strong, unsure
from railcade.notice.document.view import View
from railcade.notice.document.words import kmh, number_km, window_words
from railcade.plan.model import AcceptanceRow, PossessionRow

FACTS = {
    "axle_load": "axle load",
    "metre_load": "load per metre",
    "envelope": "gauge envelope",
    "curve_radius": "least curve radius",
    "power": "power supply",
    "trailing_load": "trailing load, ruling grade",
    "coupler": "pull on the coupler",
    "fuel_range": "way on one filling",
}

UNITS = {
    ("axle_load", "kg"): (1000.0, "t", 1),
    ("metre_load", "kg/m"): (1000.0, "t/m", 1),
    ("trailing_load", "kg"): (1000.0, "t", 0),
    ("coupler", "N"): (1000.0, "kN", 0),
    ("fuel_range", "m"): (1000.0, "km", 0),
}
"""Units of people for those of the plan, how many of the one are in the other, decimals."""


def restrictions(view: View) -> list[Block]:
    """Temporary speed restrictions in force."""
    rows = []
    for row in view.plan.restrictions:
        from_m, to_m = _stretch_m(view, row.section, row.from_m, row.to_m)
        zone = view.zone(view.ends(row.section)[0])
        window = window_words(row.from_at_s, row.until_at_s, zone)
        why = f"{row.reason}; {row.owner}, {row.number}"
        rows.append(Row((number_km(from_m), number_km(to_m), strong(kmh(row.speed_mps)), why, window)))
    columns = (
        Column("from km", "16mm", figures=True),
        Column("to km", "16mm", figures=True),
        Column("km/h", "12mm", figures=True),
        Column("because of; owner, number", "1fr"),
        Column("in force", "46mm", quiet=True),
    )
    return [Table(columns, tuple(rows), title="Temporary restrictions")] if rows else []


def possessions(view: View) -> list[Block]:
    """Tracks that are closed, wires that are dead, boxes that are shut, and what opens them.

    One that closes sections next to each other is told once, from the first end to the last.
    """
    spans: list[tuple[PossessionRow, str, str]] = []
    for row in view.plan.possessions:
        first, last = (row.place, row.place) if row.place else view.ends(row.section)
        same = (k for k, (other, _, end) in enumerate(spans) if end == first and _told_alike(row, other))
        before = next(same, None)
        if before is None or row.place:
            spans.append((row, first, last))
        else:
            spans[before] = (spans[before][0], spans[before][1], last)
    rows = []
    for row, first, last in spans:
        where: Words = view.name(first) if row.place else f"{view.name(first)} – {view.name(last)}"
        window = window_words(row.from_at_s, row.until_at_s, view.zone(first))
        opened = f"; opened by {row.opened_by}" if row.opened_by else ""
        track = "" if row.track in ("all", "") else f", {row.track} track"
        number = row.number.replace(" ", "\u00a0")
        rows.append(Row((row.kind, (where, track), f"{row.reason}; {row.owner}, {number}{opened}", window)))
    columns = (
        Column("What", "20mm"),
        Column("Where", "42mm"),
        Column("because of; owner, number", "1fr"),
        Column("in force", "46mm", quiet=True),
    )
    return [Table(columns, tuple(rows), title="Possessions, isolations, hours")] if rows else []


def _told_alike(row: PossessionRow, other: PossessionRow) -> bool:
    """Whether two rows are the same closure but for the section."""
    return replace(row, section="") == replace(other, section="")


def acceptance(view: View) -> list[Block]:
    """What binds, trains beside each other, once for each place from which they run with a formation."""
    if not view.plan.acceptance:
        return []
    runs_from: dict[str, tuple[str, str]] = {}
    for train in view.plan.trains:
        for leg in reversed(train.legs):
            runs_from[leg.formation] = (train.role, leg.from_place)
    roles = [
        train.role
        for train in view.plan.trains
        if any(runs_from.get(row.formation, ("", ""))[0] == train.role for row in view.plan.acceptance)
    ]
    columns = [Column("Fact", "40mm")]
    for role in roles:
        group = view.role_words(role)
        columns += [
            Column("train", "13.6mm", figures=True, narrow=True, group=group),
            Column("limit", "14.2mm", figures=True, narrow=True, group=group),
        ]
    columns.append(Column("binds at km", "1fr", quiet=True))
    cells: dict[str, dict[str, dict[str, AcceptanceRow]]] = {}
    for row in view.plan.acceptance:
        role, place = runs_from.get(row.formation, (row.formation, ""))
        cells.setdefault(place, {}).setdefault(row.fact, {})[role] = row
    rows: list[Row] = []
    for place, of_place in cells.items():
        rows.append(Row(banner=f"From {view.name(place)}"))
        rows += [_acceptance_row(view, roles, by_role) for by_role in of_place.values()]
    return [Table(tuple(columns), tuple(rows), title="Fit to the line: what binds")]


def _acceptance_row(view: View, roles: Sequence[str], by_role: Mapping[str, AcceptanceRow]) -> Row:
    figures: list[Words] = []
    places: list[str] = []
    first = next(iter(by_role.values()))
    for role in roles:
        row = by_role.get(role)
        figures += ("", "") if row is None else _acceptance_figures(row)
        if row is None:
            continue
        if not row.known:
            places.append(f"the {row.missing} does not say, on {row.sections} sections")
        elif row.section:
            places.append(" – ".join(number_km(view.at_m(place)) for place in view.ends(row.section)))
    unit = UNITS.get((first.fact, first.unit), (1.0, first.unit, 0))[1]
    fact = f"{FACTS.get(first.fact, first.fact.replace('_', ' '))}{f', {unit}' if unit else ''}"
    return Row((fact, *figures, "; ".join(dict.fromkeys(places))))


def _acceptance_figures(row: AcceptanceRow) -> tuple[Words, Words]:
    """Of the train and of the limit, in units of people; neither rounded to where it would fit better."""
    if not row.known:
        return quiet("not judged"), ""
    divisor, _, digits = UNITS.get((row.fact, row.unit), (1.0, row.unit, 0))
    step = 10.0**-digits
    value = math.ceil(round(row.value / divisor / step, 6)) * step
    limit = math.floor(round(row.limit / divisor / step, 6)) * step
    has: Words = row.value_name or f"{value:,.{digits}f}"
    may: Words = row.limit_name or f"{limit:,.{digits}f}"
    if row.fact == "power" and row.limit_name == "none":
        may = "no wire"
    return (unsure(has), unsure(may)) if row.basis in ("estimated", "assumed") else (has, may)


def _stretch_m(view: View, section: str, from_m: float, to_m: float) -> tuple[float, float]:
    """Along the way, of a stretch from the section's own start."""
    found = view.facts.network.sections[section]
    first = view.ends(section)[0]
    start_m = view.at_m(first)
    if first == found.start:
        return start_m + from_m, start_m + to_m
    return start_m + found.length_m - to_m, start_m + found.length_m - from_m
