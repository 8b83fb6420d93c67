"""Section 7: stops and servicing, and the border."""

from __future__ import annotations

from railcade.notice.document.blocks import Block, Column, Paragraph, Row, Section, Table, Words, strong
from railcade.notice.document.sentences import STANDS
from railcade.notice.document.view import View
from railcade.notice.document.words import clock, duration, km_words, minutes, short_day
from railcade.plan.model import PlanPoint


def stops(view: View) -> Section:
    """Where trains stand, on which track, how long and what is done."""
    blocks: list[Block] = [_table(view)]
    blocks.append(Paragraph(_totals(view), small=True))
    return Section("stops", "Stops and servicing", tuple(blocks))


def _table(view: View) -> Table:
    columns = (
        Column("km", "13mm", figures=True),
        Column("Place", "30mm"),
        Column("Train", "25mm"),
        Column("track", "9mm", quiet=True),
        Column("day", "19mm", quiet=True),
        Column("arr", "12mm", figures=True),
        Column("dep", "12mm", figures=True),
        Column("min", "10mm", figures=True),
        Column("What is done", "1fr"),
    )
    rows: list[Row] = []
    for i, place in enumerate(view.path.places):
        first = True
        reason = ""
        for train in view.plan.trains:
            point = view.points[train.role].get(place.id)
            if point is None or not point.stand:
                continue
            head: tuple[Words, Words] = ("", "")
            if first:
                head = (km_words(place, float(view.path.place_m[i])), strong(view.name(place.id)))
            done = _done(point)
            rows.append(
                Row(
                    (
                        *head,
                        view.role_words(train.role),
                        point.track,
                        short_day(point.published_arrive_at_s, place.zone),
                        "" if point.stand == "origin" else clock(point.published_arrive_at_s, place.zone),
                        ""
                        if point.stand == "destination"
                        else clock(point.published_depart_at_s, place.zone),
                        _stood(point),
                        "" if done == reason and not first else done,
                    )
                )
            )
            first, reason = False, done
    return Table(columns, tuple(rows))


def _stood(point: PlanPoint) -> str:
    stood_s = point.published_depart_at_s - point.published_arrive_at_s
    return minutes(stood_s) if stood_s and point.stand not in ("origin", "destination") else ""


def _done(point: PlanPoint) -> str:
    return point.reason or STANDS.get(point.stand, point.stand)


def _totals(view: View) -> Words:
    parts = []
    for train in view.plan.trains:
        total = train.totals
        border = f", border {duration(total.border_s)}" if total.border_s else ""
        waiting = f", waiting {duration(total.waiting_s)}" if total.waiting_s else ""
        parts.append(
            f"{view.role_name(train.role)}: running {duration(total.running_s)}, "
            f"stops {duration(total.stops_s)}{border}{waiting}, in all {duration(total.total_s)}."
        )
    return " ".join(parts)
