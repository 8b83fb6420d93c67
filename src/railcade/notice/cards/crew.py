"""Crew cards: times on one side, rules on the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from railcade.network import Place
from railcade.notice.document.blocks import plain
from railcade.notice.document.details import Contact
from railcade.notice.document.sections.trains import formations_of
from railcade.notice.document.view import View
from railcade.notice.document.words import clock, day, duration, km_words, kmh, zone_words
from railcade.plan.model import PlanPoint, PlanTrain

ROWS_A_SIDE = 19
DANGER = (
    "Danger: make a railway emergency call first. Stop, protect the train by the rules of the railway, then "
    "tell control."
)
NOT_GIVEN = "not given"


def crew_pages(view: View, train: PlanTrain) -> list[dict[str, Any]]:
    """Sides of the card of a train: its times, as many sides as they need, then its rules."""
    rows = _rows(view, train)
    sides = [rows[i : i + ROWS_A_SIDE] for i in range(0, len(rows), ROWS_A_SIDE)]
    title = f"{view.role_name(train.role)} {train.number}" if view.shows("roles") else f"Train {train.number}"
    ends = f"{view.name(train.points[0].place)} – {view.name(train.points[-1].place)}"
    pages: list[dict[str, Any]] = [
        {"kind": "times", "kicker": "CREW CARD", "title": title, "line": ends, "rows": side} for side in sides
    ]
    pages.append(
        {
            "kind": "fields",
            "kicker": "CREW CARD",
            "title": title,
            "line": "Rules",
            "pairs": _rules(view, train),
        }
    )
    return pages


def _rows(view: View, train: PlanTrain) -> list[dict[str, str]]:
    """Where the train stands, and main places and places of check-in that it passes; days and zones."""
    check_ins = {item.place for item in view.details.check_ins}
    found: list[dict[str, str]] = []
    told = ("", "")
    for point in train.points:
        place = view.facts.network.places[point.place]
        if not (point.stand or place.main or place.id in check_ins):
            continue
        now = (day(point.published_arrive_at_s, place.zone), place.zone)
        if now != told:
            zone = zone_words(point.published_arrive_at_s, place.zone) if now[1] != told[1] else ""
            found.append({"banner": "   ".join(filter(None, (now[0], zone)))})
            told = now
        found.append(_row(view, train, point, place))
    return found


def _row(view: View, train: PlanTrain, point: PlanPoint, place: Place) -> dict[str, str]:
    arrive, depart = (
        plain(clock(at_s, place.zone)) for at_s in (point.published_arrive_at_s, point.published_depart_at_s)
    )
    if point is train.points[0]:
        arrive = ""
    elif point is train.points[-1]:
        depart = ""
    elif not point.stand:
        arrive = "|"
    return {
        "km": plain(km_words(place, view.at_m(place.id))),
        "name": view.name(place.id),
        "track": point.track if point.stand else "",
        "arrive": arrive,
        "depart": depart,
    }


def _rules(view: View, train: PlanTrain) -> list[tuple[str, str]]:
    given = view.details
    pairs = [("First", DANGER), ("Speed", _speed(view, train)), ("Spacing", _spacing(view, train))]
    places = [view.name(item.place) for item in given.check_ins]
    every = f"every {duration(given.check_in_every_s)}" if given.check_in_every_s is not None else ""
    at = f"at {', '.join(places)}" if places else ""
    pairs.append(("Check in", "; ".join(filter(None, (every, at))) or NOT_GIVEN))
    pairs.append(("Lost contact", given.contingencies.lost_contact or NOT_GIVEN))
    pairs.append(("Who decides", given.contingencies.decides or NOT_GIVEN))
    return [*pairs, ("Call", call_words(given.contacts))]


def call_words(contacts: Sequence[Contact]) -> str:
    """Offices and how they are reached."""
    return "\n".join(f"{item.office}: {item.reach}" for item in contacts[:4]) or NOT_GIVEN


def _speed(view: View, train: PlanTrain) -> str:
    caps = [
        f"from {view.name(place)} {kmh(formation.cap.speed_mps)} km/h ({formation.cap.reason})"
        for place, formation in formations_of(view, train)
    ]
    words = [f"At most {'; '.join(dict.fromkeys(caps))}."]
    for item in view.plan.restrictions:
        first, last = view.ends(item.section)
        span = f"{view.name(first)} – {view.name(last)}"
        words.append(f"{item.number}: {kmh(item.speed_mps)} km/h on {span}, {item.reason}.")
    return " ".join([*words, "Limits of the line: section Speeds of the notice."])


def _spacing(view: View, train: PlanTrain) -> str:
    spacing, roles = view.facts.pack.spacing, [item.role for item in view.plan.trains]
    if train.role == "advance":
        return (
            "Report each section when your tail has left it: clear, finding, or not seen. "
            f"A report holds {duration(spacing.validity_s)}. Silence is hold."
        )
    ahead = view.plan.trains[max(0, roles.index(train.role) - 1)].number
    least = [row.minimum_s for row in view.plan.spacing if row.behind == train.role]
    if not least:
        return NOT_GIVEN
    if train.role == "principal":
        return (
            f"Never nearer than {duration(min(least))} behind {ahead}. Only over sections reported "
            f"clear less than {duration(spacing.validity_s)} ago. No report: stop at the last stopping "
            "place inside what was reported clear."
        )
    return (
        f"Never nearer than {duration(min(least))} behind {ahead}, at most {duration(spacing.follow_max_s)}."
    )
