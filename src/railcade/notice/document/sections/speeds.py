"""Section 9: caps of the trains, low limits of the line, weather."""

from __future__ import annotations

from railcade.notice.document.blocks import (
    Block,
    Column,
    Paragraph,
    Row,
    Section,
    Table,
    Words,
    quiet,
    unsure,
)
from railcade.notice.document.sections.line import possessions, restrictions
from railcade.notice.document.sections.trains import formations_of
from railcade.notice.document.view import View
from railcade.notice.document.words import kmh, number_km


def speeds(view: View) -> Section | None:
    """What no train may exceed, and why."""
    if not view.shows("speeds"):
        return None
    blocks: list[Block] = [
        *restrictions(view),
        *possessions(view),
        _caps(view),
        *_line(view),
        *_weather(view),
    ]
    return Section("speeds", "Speeds", tuple(blocks))


def _caps(view: View) -> Table:
    columns = (
        Column("Train", "27mm"),
        Column("From", "30mm"),
        Column("km/h", "14mm", figures=True),
        Column("Because of", "1fr"),
    )
    rows = []
    for train in view.plan.trains:
        for i, (place, formation) in enumerate(formations_of(view, train)):
            speed: Words = kmh(formation.cap.speed_mps)
            speed = unsure(speed) if formation.cap.basis.unsure else view.principal_words(train.role, speed)
            role = view.role_words(train.role) if i == 0 else ""
            rows.append(Row((role, view.name(place), speed, formation.cap.reason), follows=i > 0))
    return Table(columns, tuple(rows), title="Trains")


def _line(view: View) -> list[Block]:
    """Stretches on which the line binds the principal below its own cap."""
    whose = "the principal train" if view.shows("roles") else "the slowest train"
    limits = view.path.limit_mps
    cap_mps = max(formation.cap.speed_mps for _, formation in formations_of(view, view.principal))
    edges = [*(float(start_m) for start_m in limits.start_m), view.path.length_m]
    stretches: list[tuple[float, float, float, bool]] = []
    for from_m, to_m, value, basis in zip(edges[:-1], edges[1:], limits.value, limits.basis, strict=True):
        speed_mps = float(value)
        if speed_mps >= cap_mps or to_m <= from_m:
            continue
        before = stretches[-1] if stretches else None
        if before is not None and before[1:] == (from_m, speed_mps, basis.unsure):
            stretches[-1] = (before[0], to_m, speed_mps, basis.unsure)
        else:
            stretches.append((from_m, to_m, speed_mps, basis.unsure))
    found = [
        Row(
            (
                number_km(from_m),
                number_km(to_m),
                unsure(kmh(speed_mps)) if guess else kmh(speed_mps),
                _between(view, from_m, to_m),
            )
        )
        for from_m, to_m, speed_mps, guess in stretches
    ]
    if not found:
        return [Paragraph(f"No speed limit of the line is below the top speed of {whose}.", small=True)]
    columns = (
        Column("from km", "18mm", figures=True),
        Column("to km", "18mm", figures=True),
        Column("km/h", "14mm", figures=True),
        Column("between", "1fr"),
    )
    return [Table(columns, tuple(found), title=f"Line limits below the top speed of {whose}")]


def _between(view: View, from_m: float, to_m: float) -> str:
    places = view.path.places
    first = max((i for i, at_m in enumerate(view.path.place_m) if float(at_m) <= from_m + 1.0), default=0)
    last = min(
        (i for i, at_m in enumerate(view.path.place_m) if float(at_m) >= to_m - 1.0), default=len(places) - 1
    )
    return f"{view.name(places[first].id)} – {view.name(places[last].id)}"


def _weather(view: View) -> list[Block]:
    if not view.details.weather:
        return [
            Paragraph(("Weather limits: ", quiet("not given. The rules of the railway apply.")), small=True)
        ]
    columns = (Column("Weather", "32mm"), Column("from", "34mm"), Column("then", "1fr"))
    rows = tuple(Row((item.what, item.limit, item.then)) for item in view.details.weather)
    return [Table(columns, rows, title="Weather")]
