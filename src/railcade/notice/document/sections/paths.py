"""Section 4: when each train is where."""

from __future__ import annotations

from collections.abc import Sequence

from railcade.clock import local
from railcade.clock.countries import country_name
from railcade.network import Place
from railcade.notice.document.blocks import (
    Block,
    Column,
    Paragraph,
    Row,
    Section,
    Table,
    Words,
    own,
    quiet,
    strong,
)
from railcade.notice.document.view import View
from railcade.notice.document.words import clock, day, km_words, place_words, zone_words
from railcade.plan.model import PlanPoint, PlanTrain, SpacingRow

BOUND_BY = {"rule pack": "rules", "braking and reports": "braking"}
"""Reasons of a least gap, as short as a column asks for."""
_ABREAST = 3
"""Trains beside each other in one table."""


def paths(view: View) -> Section:
    """All timing points of all trains."""
    trains = view.plan.trains
    blocks: list[Block] = [_table(view, trains[i : i + _ABREAST]) for i in range(0, len(trains), _ABREAST)]
    step = view.plan.publish_step_s
    notes = (
        "Times are local, by place; | passes. Places where a train stands are set strong. Track: of all "
        "trains, or of each in order. "
        f"Published times are multiples of {'a minute' if step == 60 else f'{step} s'} and were checked as "
        "published. "
    )
    if view.shows("spacing"):
        notes += (
            "Gap: minutes from train to train into the section that begins here, and what sets its least."
        )
    return Section("paths", "Paths", (Paragraph(notes, small=True), *blocks))


def _table(view: View, trains: Sequence[PlanTrain]) -> Table:
    pairs = [(a.role, b.role) for a, b in zip(trains[:-1], trains[1:], strict=True)]
    gaps = view.shows("spacing") and bool(pairs)
    columns = [
        Column("", "1fr"),
        Column("km", "13.5mm", figures=True, narrow=True),
        Column("track", "10mm", quiet=True),
        Column("", "5.4mm", quiet=True),
    ]
    for train in trains:
        columns.append(Column(train.number, "15mm", figures=True, group=view.role_words(train.role)))
    if gaps:
        columns += [
            Column("gap min", "17.5mm", figures=True, quiet=True, narrow=True),
            Column("bound by", "13mm", quiet=True),
        ]
    gap_words = _Gaps(view, pairs) if gaps else None
    rows: list[Row] = []
    told = ("", "")
    for i, place in enumerate(view.path.places):
        points = [view.points[train.role].get(place.id) for train in trains]
        lines = _lines(view, trains, points, place)
        head: tuple[Words, ...] = _place_cells(view, i, place, points)
        for k, (at_s, sign, times) in enumerate(lines):
            told = _banner(place, at_s, told, rows)
            gap: tuple[Words, ...] = ()
            if gap_words is not None:
                gap = gap_words.cells(i) if k == len(lines) - 1 else ("", "")
            rows.append(Row((*head, sign, *times, *gap), follows=k > 0))
            head = ("", "", "")
    return Table(tuple(columns), tuple(rows), title="Times at every timing point")


def _lines(
    view: View, trains: Sequence[PlanTrain], points: Sequence[PlanPoint | None], place: Place
) -> list[tuple[int, str, tuple[Words, ...]]]:
    """Arrivals where any train arrives, then departures: first instant, sign, times."""
    arrivals: list[Words] = []
    departures: list[Words] = []
    arrive_s: list[int] = []
    depart_s: list[int] = []
    for train, point in zip(trains, points, strict=True):
        arrive: Words = ""
        depart: Words = ""
        if point is not None:
            if point.stand and point is not train.points[0]:
                arrive = view.principal_words(train.role, clock(point.published_arrive_at_s, place.zone))
                arrive_s.append(point.published_arrive_at_s)
            if point is not train.points[-1]:
                depart = view.principal_words(train.role, clock(point.published_depart_at_s, place.zone))
                depart_s.append(point.published_depart_at_s)
        arrivals.append(arrive)
        departures.append(depart)
    found: list[tuple[int, str, tuple[Words, ...]]] = []
    if arrive_s:
        found.append((min(arrive_s), "arr", tuple(arrivals)))
    if depart_s:
        stands = any(point is not None and point.stand for point in points)
        found.append((min(depart_s), "dep" if stands else "|", tuple(departures)))
    return found


class _Gaps:
    """Gaps at each place, those of the section that begins there, and what binds where that changes."""

    def __init__(self, view: View, pairs: Sequence[tuple[str, str]]) -> None:
        by_key = {(row.section, row.ahead, row.behind): row for row in view.plan.spacing}
        self._rows: list[list[SpacingRow]] = []
        for item in view.path.sections:
            rows = [by_key.get((item.section.id, *pair)) for pair in pairs]
            self._rows.append([row for row in rows if row is not None])
        self._told: tuple[str, ...] = ()

    def cells(self, i: int) -> tuple[Words, Words]:
        """Minutes of each pair, and the reasons if they are other than above."""
        if i >= len(self._rows) or not self._rows[i]:
            return "", ""
        rows = self._rows[i]
        reasons = tuple(BOUND_BY.get(row.reason, row.reason) for row in rows)
        words = "" if reasons == self._told else "·".join(dict.fromkeys(reasons))
        self._told = reasons
        return " · ".join(f"{row.actual_s / 60:.1f}" for row in rows), words


def _place_cells(
    view: View, i: int, place: Place, points: Sequence[PlanPoint | None]
) -> tuple[Words, Words, Words]:
    stands = any(point is not None and point.stand for point in points)
    name = place_words(place)
    if stands and isinstance(name, str):
        name = strong(name)
    tracks = [point.track for point in points if point is not None]
    track = tracks[0] if len(set(tracks)) == 1 else "/".join(item or "–" for item in tracks)
    if not track and place.id in view.no_stop:
        track = "no\u00a0stop"
    local_name: Words = (" ", own(place.local_name)) if place.local_name else ""
    return (name, local_name), km_words(place, float(view.path.place_m[i])), track


def _banner(place: Place, at_s: int, told: tuple[str, str], rows: list[Row]) -> tuple[str, str]:
    """A row of its own where day or zone are other than above."""
    now = (day(at_s, place.zone), place.zone)
    if now != told:
        words: list[Words] = [now[0]]
        if place.zone != told[1]:
            country = country_name(place.country)
            words.append(quiet(f"\u2003{f'{country}, ' if country else ''}{zone_words(at_s, place.zone)}"))
            if told[1]:
                words.append(quiet(_shift(at_s, told[1], place.zone)))
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
