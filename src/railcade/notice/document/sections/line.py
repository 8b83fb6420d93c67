"""Conditions of the line while the movement runs: restrictions, possessions, and what the trains fit."""

from __future__ import annotations

from railcade.notice.document.blocks import Block, Column, Row, Table, Words, quiet, strong, unsure
from railcade.notice.document.view import View
from railcade.notice.document.words import date_time, kmh, number_km
from railcade.plan.model import AcceptanceRow

FACTS = {
    "axle_load": "axle load",
    "metre_load": "load per metre",
    "envelope": "gauge envelope",
    "curve_radius": "least curve radius",
    "power": "power supply",
    "trailing_load": "trailing load on the ruling grade",
    "coupler": "coupler",
    "fuel_range": "fuel range",
}

UNITS = {
    ("axle_load", "kg"): (1000.0, "t"),
    ("metre_load", "kg/m"): (1000.0, "t/m"),
    ("trailing_load", "kg"): (1000.0, "t"),
    ("coupler", "N"): (1000.0, "kN"),
    ("fuel_range", "m"): (1000.0, "km"),
}
"""Units of people for those of the plan, and how many of the one are in the other."""


def restrictions(view: View) -> list[Block]:
    """Temporary speed restrictions in force."""
    rows = []
    for row in view.plan.restrictions:
        from_m, to_m = _stretch_m(view, row.section, row.from_m, row.to_m)
        zone = view.zone(view.ends(row.section)[0])
        window = f"{date_time(row.from_at_s, zone)} – {date_time(row.until_at_s, zone)}"
        why = f"{row.reason}; {row.owner}, {row.number}"
        rows.append(Row((number_km(from_m), number_km(to_m), strong(kmh(row.speed_mps)), why, window)))
    columns = (
        Column("from km", "16mm", figures=True),
        Column("to km", "16mm", figures=True),
        Column("km/h", "12mm", figures=True),
        Column("because of; owner, number", "1fr"),
        Column("in force", "60mm", quiet=True),
    )
    return [Table(columns, tuple(rows), title="Temporary restrictions")] if rows else []


def possessions(view: View) -> list[Block]:
    """Tracks that are closed, wires that are dead, boxes that are shut, and what opens them."""
    rows = []
    for row in view.plan.possessions:
        place = row.place or view.ends(row.section)[0]
        where: Words = (
            view.name(row.place) if row.place else " – ".join(view.name(x) for x in view.ends(row.section))
        )
        zone = view.zone(place)
        window = f"{date_time(row.from_at_s, zone)} – {date_time(row.until_at_s, zone)}"
        opened = f"; opened by {row.opened_by}" if row.opened_by else ""
        track = "" if row.track in ("all", "") else f", {row.track} track"
        rows.append(
            Row((row.kind, (where, track), f"{row.reason}; {row.owner}, {row.number}{opened}", window))
        )
    columns = (
        Column("What", "20mm"),
        Column("Where", "42mm"),
        Column("because of; owner, number", "1fr"),
        Column("in force", "56mm", quiet=True),
    )
    return [Table(columns, tuple(rows), title="Possessions, isolations, hours")] if rows else []


def acceptance(view: View) -> list[Block]:
    """What binds for each formation, and what was not judged."""
    columns = (
        Column("Fact", "46mm"),
        Column("has", "20mm", figures=True, narrow=True),
        Column("may have", "20mm", figures=True, narrow=True),
        Column("at", "1fr", quiet=True),
    )
    runs_from = {
        leg.formation: (train.role, leg.from_place)
        for train in view.plan.trains
        for leg in reversed(train.legs)
    }
    rows: list[Row] = []
    told = ""
    for row in view.plan.acceptance:
        if row.formation != told:
            told = row.formation
            role, place = runs_from.get(told, ("", ""))
            banner: Words = (view.role_words(role), f" from {view.name(place)}") if role else told
            rows.append(Row(banner=banner))
        rows.append(_acceptance_row(view, row))
    return [Table(columns, tuple(rows), title="Fit to the line: what binds")] if rows else []


def _acceptance_row(view: View, row: AcceptanceRow) -> Row:
    divisor, unit = UNITS.get((row.fact, row.unit), (1.0, row.unit))
    fact = f"{FACTS.get(row.fact, row.fact.replace('_', ' '))}{f', {unit}' if unit else ''}"
    where = " – ".join(view.name(place) for place in view.ends(row.section)) if row.section else ""
    if not row.known:
        missing = f"the {row.missing} does not say, on {row.sections} sections"
        return Row((fact, quiet("not judged"), "", missing))
    figures: list[Words] = [
        row.value_name or f"{row.value / divisor:,.1f}".removesuffix(".0"),
        row.limit_name or f"{row.limit / divisor:,.1f}".removesuffix(".0"),
    ]
    if row.basis in ("estimated", "assumed"):
        figures = [unsure(item) for item in figures]
    return Row((fact, *figures, where))


def _stretch_m(view: View, section: str, from_m: float, to_m: float) -> tuple[float, float]:
    """Along the way, of a stretch from the section's own start."""
    found = view.facts.network.sections[section]
    first = view.ends(section)[0]
    start_m = view.at_m(first)
    if first == found.start:
        return start_m + from_m, start_m + to_m
    return start_m + found.length_m - to_m, start_m + found.length_m - from_m
