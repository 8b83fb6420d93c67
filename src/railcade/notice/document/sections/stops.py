"""Section 7: stops and servicing, where trains may not stop, and the border."""

from __future__ import annotations

from railcade.clock import zone_label
from railcade.network import Place
from railcade.notice.document.blocks import (
    Block,
    Column,
    Paragraph,
    Row,
    Section,
    Table,
    Words,
    quiet,
    strong,
)
from railcade.notice.document.sections.border import border
from railcade.notice.document.sections.journey import programme, supplies
from railcade.notice.document.sentences import STANDS
from railcade.notice.document.view import View
from railcade.notice.document.words import (
    clock,
    duration,
    is_named,
    km_words,
    listed,
    minutes_cell,
    sentence,
    short_day,
)
from railcade.plan.model import PlanPoint, StoppingPlaceRow

_STOPPING_REASONS = {
    "neutral_section": "no current",
    "refuge": "refuge",
    "gradient": "gradient",
}


def stops(view: View) -> Section:
    """Where trains stand, on which track, how long and what is done."""
    blocks: list[Block] = [Paragraph(_longest(view)), _table(view), Paragraph(_totals(view), small=True)]
    blocks += _places(view, "forbidden", "No train stops here")
    blocks += _places(view, "preferred", "If a train must stop, rather here")
    blocks += border(view)
    blocks += [*programme(view), *supplies(view)]
    return Section("stops", "Stops and servicing", tuple(blocks))


def _table(view: View) -> Table:
    columns = (
        Column("Train", "36mm"),
        Column("Number", "18mm", figures=True),
        Column("track", "16mm", quiet=True),
        Column("day", "1fr", quiet=True),
        Column("arr", "18mm", figures=True),
        Column("dep", "18mm", figures=True),
        Column("min", "14mm", figures=True),
    )
    rows: list[Row] = []
    for i, place in enumerate(view.path.places):
        stood = [
            (train, point)
            for train in view.plan.trains
            if (point := view.points[train.role].get(place.id)) is not None and point.stand
        ]
        if not stood:
            continue
        rows.append(Row(banner=_place_words(view, i, place, [point for _, point in stood])))
        for train, point in stood:
            arrive = clock(point.published_arrive_at_s, place.zone) if point.stand != "origin" else ""
            depart = clock(point.published_depart_at_s, place.zone) if point.stand != "destination" else ""
            times = (view.principal_words(train.role, item) for item in (arrive, depart, _stood(point)))
            day = short_day(point.published_arrive_at_s, place.zone)
            follows = train is not stood[0][0]
            cells = (view.role_words(train.role), train.number, point.track, day, *times)
            rows.append(Row(cells, follows=follows))
    return Table(columns, tuple(rows))


def _place_words(view: View, i: int, place: Place, points: list[PlanPoint]) -> Words:
    """Name, kilometre, and what is done there."""
    done = dict.fromkeys(point.reason or STANDS.get(point.stand, point.stand) for point in points)
    km = km_words(place, float(view.path.place_m[i]))
    own = f"  {place.local_name}" if place.local_name else ""
    return (view.name(place.id), quiet((own, "  km ", km, f"  {'; '.join(done)}")))


def _stood(point: PlanPoint) -> Words:
    stood_s = point.published_depart_at_s - point.published_arrive_at_s
    return minutes_cell(stood_s) if stood_s and point.stand not in ("origin", "destination") else ""


def _longest(view: View) -> Words:
    """Where the principal stands longest, why, and whom it waits for there."""
    inner = [point for point in view.principal.points[1:-1] if point.stand]
    if not inner:
        return "No train stands on the way."
    point = max(inner, key=lambda item: item.published_depart_at_s - item.published_arrive_at_s)
    zone = view.zone(point.place)
    stood = duration(point.published_depart_at_s - point.published_arrive_at_s)
    whose = "The principal" if view.shows("roles") else view.role_name(view.principal.role)
    why = point.reason or STANDS.get(point.stand, point.stand)
    words: list[Words] = [
        f"{whose} stands longest at ",
        strong(f"{view.name(point.place)}, {stood}"),
        f", {short_day(point.published_arrive_at_s, zone)} ",
        clock(point.published_arrive_at_s, zone),
        " – ",
        clock(point.published_depart_at_s, zone),
        f" {zone_label(point.published_depart_at_s, zone)}: {why}",
    ]
    arrivals = {
        role: places[point.place].published_arrive_at_s
        for role, places in view.points.items()
        if point.place in places
    }
    last = max(arrivals, key=lambda role: arrivals[role])
    if last != view.principal.role and point.stand == "reform":
        whom = f"the {view.role_name(last).lower()} train" if view.shows("roles") else view.role_name(last)
        words += [f"; the last, {whom}, arrives ", clock(arrivals[last], zone)]
    return (*words, ".")


def _totals(view: View) -> Words:
    parts = []
    for train in view.plan.trains:
        total = train.totals
        border_words = f", border {duration(total.border_s)}" if total.border_s else ""
        waiting = f", waiting {duration(total.waiting_s)}" if total.waiting_s else ""
        parts.append(
            f"{view.role_name(train.role)}: running {duration(total.running_s)}, "
            f"stops {duration(total.stops_s)}{border_words}{waiting}, in all {duration(total.total_s)}."
        )
    return " ".join(parts)


def _places(view: View, kind: str, title: str) -> list[Block]:
    """Stopping places of a kind with their reasons, those of one reason together."""
    rows = [row for row in view.plan.stopping_places if row.kind == kind]
    by_reason: dict[str, list[StoppingPlaceRow]] = {}
    for row in rows:
        by_reason.setdefault(row.reason, []).append(row)
    parts: list[Words] = []
    for reason, of_reason in by_reason.items():
        ids = [row.place for row in sorted(of_reason, key=lambda row: view.at_m(row.place))]
        known = [place for place in ids if place in view.path.index]
        named = [place for place in ids if place not in known or is_named(view.facts.network.places[place])]
        names = [view.name(place) for place in named]
        kinds: dict[str, list[str]] = {}
        for place in ids:
            if place not in named:
                kind, _, number = view.name(place).rpartition(" ")
                kinds.setdefault(kind, []).append(number)
        names += [f"{kind} {', '.join(numbers)}" for kind, numbers in kinds.items()]
        words = _STOPPING_REASONS.get(reason, reason.replace("_", " "))
        parts += [strong(f"{sentence(words)[:-1]}: "), f"{listed(names)}. "]
    return [Paragraph(tuple(parts), title=title)] if parts else []
