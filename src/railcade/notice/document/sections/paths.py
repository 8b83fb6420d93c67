"""Section 4: when each train is where."""

from __future__ import annotations

from collections.abc import Sequence

from railcade.clock import local
from railcade.network import Place
from railcade.notice.document.blocks import Block, Column, Paragraph, Row, Section, Span, Table, Words, strong
from railcade.notice.document.view import View
from railcade.notice.document.words import clock, day, km_words, place_words, zone_words
from railcade.plan.model import PlanPoint, PlanTrain, SpacingRow

_ABREAST = 3
"""Trains beside each other in one table."""


def paths(view: View) -> Section:
    """All timing points of all trains."""
    trains = view.plan.trains
    blocks: list[Block] = [_table(view, trains[i : i + _ABREAST]) for i in range(0, len(trains), _ABREAST)]
    step = view.plan.publish_step_s
    notes = (
        "Times are local, by place. | passes. Stops are set strong. "
        f"Published times are multiples of {'a minute' if step == 60 else f'{step} s'} and were checked as "
        "published. "
    )
    if view.shows("spacing"):
        notes += "Gap: minutes between the trains at the place, with what binds it where that changes."
    blocks.append(Paragraph(notes, small=True))
    return Section("paths", "Paths", tuple(blocks))


def _table(view: View, trains: Sequence[PlanTrain]) -> Table:
    pairs = [(a.role, b.role) for a, b in zip(trains[:-1], trains[1:], strict=True)]
    gaps = view.shows("spacing") and bool(pairs)
    columns = [Column("", "1fr"), Column("km", "13mm", figures=True), Column("track", "10mm", quiet=True)]
    for train in trains:
        group: Words = (view.role_words(train.role), f" {train.number}")
        columns += [
            Column("arr", "10.6mm", figures=True, group=group),
            Column("dep", "10.6mm", figures=True, group=group),
        ]
    if gaps:
        columns += [
            Column("gap min", "18mm", figures=True, quiet=True),
            Column("bound by", "24mm", quiet=True),
        ]
    gap_rows = _gaps(view, pairs) if gaps else {}
    rows: list[Row] = []
    told: tuple[str, str] = ("", "")
    reasons: tuple[str, ...] = ()
    for i, place in enumerate(view.path.places):
        points = [view.points[train.role].get(place.id) for train in trains]
        if not any(points):
            continue
        told = _banner(view, place, points, told, rows)
        cells: list[Words] = [*_place_cells(view, i, place, points)]
        for train, point in zip(trains, points, strict=True):
            cells += _times(view, train, point, place)
        if gaps:
            found = gap_rows.get(i, [])
            cells.append(" · ".join(f"{row.actual_s / 60:.1f}" for row in found))
            now = tuple(row.reason for row in found)
            cells.append(" · ".join(dict.fromkeys(now)) if now and now != reasons else "")
            reasons = now or reasons
        rows.append(Row(tuple(cells)))
    return Table(tuple(columns), tuple(rows))


def _place_cells(view: View, i: int, place: Place, points: Sequence[PlanPoint | None]) -> tuple[Words, ...]:
    stands = any(point is not None and point.stand for point in points)
    name = place_words(place)
    if stands and isinstance(name, str):
        name = strong(name)
    tracks = [point.track for point in points if point is not None]
    track = tracks[0] if len(set(tracks)) == 1 else "/".join(item or "–" for item in tracks)
    local_name: Words = ("\u2002", Span("quiet", place.local_name)) if place.local_name else ""
    return (name, local_name), km_words(place, float(view.path.place_m[i])), track


def _times(view: View, train: PlanTrain, point: PlanPoint | None, place: Place) -> tuple[Words, Words]:
    if point is None:
        return "", ""
    arrive, depart = (
        clock(point.published_arrive_at_s, place.zone),
        clock(point.published_depart_at_s, place.zone),
    )
    if point is train.points[0]:
        arrive = ""
    elif point is train.points[-1]:
        depart = ""
    elif not point.stand:
        arrive = "|"
    bars: Words = Span("quiet", "|") if arrive == "|" else view.principal_words(train.role, arrive)
    return bars, view.principal_words(train.role, depart)


def _banner(
    view: View,
    place: Place,
    points: Sequence[PlanPoint | None],
    told: tuple[str, str],
    rows: list[Row],
) -> tuple[str, str]:
    """A row of its own where day or zone are other than above, by the first train that comes."""
    at_s = next(point.published_arrive_at_s for point in points if point is not None)
    now = (day(at_s, place.zone), place.zone)
    if now != told:
        words: list[Words] = [now[0] if now[0] != told[0] else ""]
        if place.zone != told[1]:
            words.append(f"{'    ' if words[0] else ''}{place.country}  {zone_words(at_s, place.zone)}")
            if told[1]:
                words.append(_shift(at_s, told[1], place.zone))
        rows.append(Row(banner=tuple(words)))
    return now


def _shift(at_s: int, before: str, after: str) -> str:
    """``, clocks + 1 h``."""
    offsets = [local(at_s, zone).utcoffset() for zone in (before, after)]
    moved = 0 if None in offsets else round((offsets[1] - offsets[0]).total_seconds() / 60)  # type: ignore[operator]
    if not moved:
        return ""
    hours, rest = divmod(abs(moved), 60)
    amount = f"{f'{hours} h' if hours else ''}{f' {rest} min' if rest else ''}".strip()
    return f", clocks {'+' if moved > 0 else '−'} {amount}"


def _gaps(view: View, pairs: Sequence[tuple[str, str]]) -> dict[int, list[SpacingRow]]:
    """Rows of the gaps at each place, which are those of the section that begins there."""
    by_key = {(row.section, row.ahead, row.behind): row for row in view.plan.spacing}
    found: dict[int, list[SpacingRow]] = {}
    for i, item in enumerate(view.path.sections):
        rows = [by_key.get((item.section.id, *pair)) for pair in pairs]
        found[i] = [row for row in rows if row is not None]
    return found
