"""Dated conditions against network and timetable: unknown names, trains booked where it is closed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise

from railcade.clock import local, zone_label
from railcade.conditions import Conditions, Isolation, Possession, RunningTrack, Stretch
from railcade.errors import Problem
from railcade.network import Network, PathSection
from railcade.plan.dated import Closure, ClosureKind, closures, reaches_of, stretch_problems, traffic_window_s
from railcade.plan.occupation.booked import complete_s, service_day_at_s
from railcade.plan.request import Movement
from railcade.rules import RulePack
from railcade.timetable import BookedTrain, Timetable

DAY_S = 86_400
MOST_TRAINS = 12
"""Trains that are told for one closure; beyond it they are counted."""


def conditions_problems(
    conditions: Conditions, movement: Movement, network: Network, pack: RulePack, timetable: Timetable
) -> list[Problem]:
    """What of dated conditions does not fit.

    Returns
    -------
    list of Problem
        E0201 and E0230 names; E0214 tracks that single line lacks; E0203 trains that are cancelled but not
        booked; E0231 trains booked where it is closed.
    """
    problems = list(_names(conditions, network, timetable))
    known = set(network.places)
    window_s = traffic_window_s(movement, pack)
    closed = closures(conditions, network, window_s)
    trains = [train for train in timetable.trains if {point.place for point in train.points} <= known]
    for closure in closed:
        problems.extend(_booked(closure, network, trains))
    return problems


def _names(conditions: Conditions, network: Network, timetable: Timetable) -> Iterator[Problem]:
    dated: list[tuple[str, Stretch | None]] = []
    dated += [(f"possessions[{i}]", item.stretch) for i, item in enumerate(conditions.possessions)]
    dated += [(f"isolations[{i}]", item.stretch) for i, item in enumerate(conditions.isolations)]
    dated += [(f"restrictions[{i}]", item.stretch) for i, item in enumerate(conditions.restrictions)]
    dated += [(f"opening_hours[{i}]", item.stretch) for i, item in enumerate(conditions.hours)]
    for key, stretch in dated:
        if stretch is not None:
            yield from stretch_problems(stretch, network, f"conditions  {key}")
    for i, hours in enumerate(conditions.hours):
        if hours.place:
            boxes = Stretch(places=(hours.place,))
            if hours.place not in network.places:
                yield from stretch_problems(boxes, network, f"conditions  opening_hours[{i}]")
    tracked: list[tuple[str, Possession | Isolation]] = []
    tracked += [(f"possessions[{i}]", item) for i, item in enumerate(conditions.possessions)]
    tracked += [(f"isolations[{i}]", item) for i, item in enumerate(conditions.isolations)]
    for key, item in tracked:
        if item.track is not RunningTrack.ALL:
            sections = [network.sections[reach.section] for reach in reaches_of(item.stretch, network)]
            for section in [section for section in sections if section.tracks == 1][:1]:
                what = f"{section.id} is single line: it has no track {item.track}"
                yield Problem("E0214", f"conditions  {key}.track", what, "leave track out")
    booked = {train.id for train in timetable.trains}
    for i, possession in enumerate(conditions.possessions):
        for number in sorted(set(possession.cancels) - booked):
            what = f"the timetable has no train {number}"
            yield Problem("E0203", f"conditions  possessions[{i}].cancels", what, "remove it")


def _booked(closure: Closure, network: Network, trains: Sequence[BookedTrain]) -> Iterator[Problem]:
    """Trains that are booked where or when it is closed, and not cancelled."""
    if closure.kind is ClosureKind.ISOLATION:
        return
    found = []
    for train in trains:
        if train.id not in closure.cancels:
            found += [(at_s, train) for at_s in _meets(train, network, closure)]
    for at_s, train in sorted(found, key=lambda item: (item[0], item[1].id))[:MOST_TRAINS]:
        place = closure.place or network.sections[closure.section].start
        zone = network.places[place].zone
        times = [
            f"{local(instant_s, zone):%Y-%m-%d %H:%M}"
            for instant_s in (at_s, closure.from_at_s, closure.until_at_s)
        ]
        where = _named(network, closure)
        what = (
            f"train {train.id} is booked at {where} at {times[0]} {zone_label(at_s, zone)}, closed from "
            f"{times[1]} until {times[2]} ({closure.kind} {closure.number})"
        )
        mend = "book it otherwise, or move the closure"
        if closure.kind is ClosureKind.POSSESSION:
            mend = f'add "{train.id}" to its cancels if it does not run that day, or {mend}'
        yield Problem("E0231", f"train {train.id}", what, mend)


def _meets(train: BookedTrain, network: Network, closure: Closure) -> Iterator[int]:
    """Instants at which runs of a train come to what is closed, with block work."""
    spans = list(_spans(train, network, closure))
    if not spans:
        return
    last_s = train.points[-1].arrive_s
    day = local(closure.from_at_s, train.zone).date() - timedelta(days=2 + last_s // DAY_S)
    end = local(closure.until_at_s, train.zone).date() + timedelta(days=1)
    while day <= end:
        zero_s = service_day_at_s(day, train.zone)
        for from_s, until_s in spans:
            if zero_s + from_s < closure.until_at_s and zero_s + until_s > closure.from_at_s:
                yield zero_s + from_s
                break
        day += timedelta(days=1)


def _spans(train: BookedTrain, network: Network, closure: Closure) -> Iterator[tuple[int, int]]:
    """When a train is booked on a section with its block work, or at a place, from the service day's zero."""
    if closure.place:
        for point in train.points:
            if point.place == closure.place:
                yield point.arrive_s, max(point.depart_s, point.arrive_s + 1)
        return
    for i, (here, following) in enumerate(pairwise(train.points)):
        section = network.sections[closure.section]
        forward = (here.place, following.place) == (section.start, section.end)
        if not forward and (following.place, here.place) != (section.start, section.end):
            continue
        if closure.closes(PathSection(section, forward)):
            stands = i + 2 == len(train.points) or following.depart_s > following.arrive_s
            done_s = complete_s(
                following.arrive_s, here.depart_s, section.length_m, train.length_m, stands
            )
            block = section.block
            yield here.depart_s - block.setting_s, done_s + block.clearing_s + block.release_s


__all__ = ["conditions_problems"]


def _named(network: Network, closure: Closure) -> str:
    """What is closed, as people call it."""
    if closure.place:
        return network.places[closure.place].name
    section = network.sections[closure.section]
    return f"{network.places[section.start].name} – {network.places[section.end].name}"
