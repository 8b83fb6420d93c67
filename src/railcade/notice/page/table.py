"""The path table of the page as markup: every timing point, local times, a row for each new day and zone."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from railcade.basis import Basis
from railcade.clock import local, offset_label, zone_label
from railcade.network import Path, Place
from railcade.notice import look
from railcade.notice.graph.axes import MONTHS
from railcade.notice.graph.stations import km_words, place_words, unnamed
from railcade.notice.graph.times import clock_words
from railcade.plan.model import Plan, PlanPoint, PlanTrain

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def path_table(plan: Plan, path: Path) -> str:
    """Rows of the table with its head; each row knows its place, each time its train."""
    anchor = next((k for k, train in enumerate(plan.trains) if train.role == "principal"), 0)
    points = [{point.place: point for point in train.points} for train in plan.trains]
    rows = [*_head(plan), "<tbody>"]
    told = ("", "")
    for i, place in enumerate(path.places):
        here = [at.get(place.id) for at in points]
        timed = here[anchor] or next((point for point in here if point is not None), None)
        if timed is None:
            continue
        now = _day_and_zone(timed.published_arrive_at_s, place.zone)
        if now != told:
            rows.append(_break(now, told, plan))
            told = now
        rows.append(_row(i, place, here, plan, timed))
    return "\n".join([*rows, "</tbody>"])


def _head(plan: Plan) -> Iterator[str]:
    roles, columns = [], []
    for k, train in enumerate(plan.trains):
        name = escape(f"{_name(train)} {train.number}")
        role = escape(train.role, quote=True)
        roles.append(f'<th colspan="3" scope="colgroup" data-train="{k}" data-role="{role}">{name}</th>')
        columns += [
            f'<th scope="col" data-train="{k}"{gap}>{words}</th>'
            for words, gap in (("arr", ' class="first"'), ("dep", ""), ("min", ""))
        ]
    yield "<thead>"
    place = "".join(f'<th rowspan="2" scope="col">{words}</th>' for words in ("Place", "km"))
    yield f"<tr>{place}{''.join(roles)}</tr>"
    yield f"<tr>{''.join(columns)}</tr>"
    yield "</thead>"


def _name(train: PlanTrain) -> str:
    return look.ROLE_NAMES.get(train.role, train.role.capitalize())


def _break(now: tuple[str, str], told: tuple[str, str], plan: Plan) -> str:
    words = " · ".join(new for new, old in zip(now, told, strict=True) if new != old)
    head = f'<th colspan="{2 + 3 * len(plan.trains)}" scope="colgroup">'
    return f'<tr class="break">{head}<span>{escape(words)}</span></th></tr>'


def _row(i: int, place: Place, here: list[PlanPoint | None], plan: Plan, timed: PlanPoint) -> str:
    stands = any(point is not None and point.stand for point in here)
    kinds = [
        name
        for name, holds in (("minor", unnamed(place) and not stands), ("main", place.main), ("stand", stands))
        if holds
    ]
    km = escape(km_words(place.km, 0.0))
    if place.basis.get("km", Basis.PUBLISHED).unsure:
        km = f"<i>≈ {km}</i>"
    name = escape(place_words(place))
    if place.local_name:
        name += f' <span class="local">{escape(place.local_name)}</span>'
    if unnamed(place):
        name = f"<i>{name}</i>"
    day = _day_and_zone(timed.published_arrive_at_s, place.zone)[0]
    cells = "".join(_cells(k, point, place.zone, day) for k, point in enumerate(here))
    return (
        f'<tr data-place="{i}" class="{" ".join(kinds)}"><th scope="row">{name}</th><td>{km}</td>{cells}</tr>'
    ).replace(' class=""', "")


def _cells(k: int, point: PlanPoint | None, zone: str, day: str) -> str:
    if point is None:
        return "".join(f'<td data-train="{k}"></td>' for _ in range(3))
    arrive_s, depart_s = point.published_arrive_at_s, point.published_depart_at_s
    arrive = "" if point.stand == "origin" else _time(arrive_s, zone, day)
    depart = "" if point.stand == "destination" else _time(depart_s, zone, day)
    minutes = ""
    if not point.stand:
        depart = '<span class="pass">|</span>'
    elif arrive and depart:
        whole, seconds = divmod(depart_s - arrive_s, 60)
        minutes = str(whole) + ("½" if seconds == 30 else f":{seconds:02d}" if seconds else "")
    reason = f' title="{escape(point.reason, quote=True)}"' if point.reason else ""
    return (
        f'<td data-train="{k}" data-at="{arrive_s}" class="first">{arrive}</td>'
        f'<td data-train="{k}" data-at="{depart_s}">{depart}</td>'
        f'<td data-train="{k}" data-at="{depart_s}"{reason}>{minutes}</td>'
    )


def _time(at_s: int, zone: str, day: str) -> str:
    clock, rest = clock_words(at_s, zone)
    text = clock + (f'<span class="rest">{rest}</span>' if rest else "")
    if _day_and_zone(at_s, zone)[0] != day:
        moment = local(at_s, zone)
        text = f'<span class="day">{moment.day} {MONTHS[moment.month - 1][:3]}</span> {text}'
    return text


def _day_and_zone(at_s: int, zone: str) -> tuple[str, str]:
    moment = local(at_s, zone)
    day = f"{DAYS[moment.weekday()]} {moment.day} {MONTHS[moment.month - 1]} {moment.year}"
    label, offset = zone_label(at_s, zone), offset_label(at_s, zone)
    return day, offset if label == offset else f"{label} = {offset}"
