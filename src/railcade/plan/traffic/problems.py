"""A given timetable against the network and against itself, with its repetition every day."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from railcade.clock import local
from railcade.errors import CODES, Problem
from railcade.network import Network
from railcade.plan.occupation.booked import service_day_at_s
from railcade.plan.traffic.holds import BLOCK, DAY_S, STRETCH, TRACK, Hold, Lie, Pass, holds_of
from railcade.timetable import BookedPoint, BookedTrain, Timetable

OFFSET_DAY = date(2027, 1, 1)
"""Day whose zone offsets place trains of different zones against each other."""


class _Claim(NamedTuple):
    """A hold of one run of a train; `run` is (train, day), so that a run never meets itself."""

    from_s: float
    until_s: float
    run: tuple[int, int]
    along: bool


@dataclass(frozen=True, slots=True)
class _Clash:
    """Two runs and the time at which the second comes."""

    resource: tuple[str | int, ...]
    trains: tuple[int, int]
    at_s: float


def timetable_problems(network: Network, timetable: Timetable, day: date = OFFSET_DAY) -> list[Problem]:
    """Everything that is wrong with a timetable, by `docs/occupation.md` 1-4.

    Trains that do not fit the network (unknown place, places that are no neighbours, standing where no
    track is or where it is too short, times that run backwards) are told and left out of the search
    for conflicts.

    Parameters
    ----------
    network : Network
    timetable : Timetable
        Every train runs each day; conflicts with yesterday's and tomorrow's runs count.
    day : date
        Trains of different zones are compared by the offsets of this day.
    """
    lie = Lie(network)
    problems: list[Problem] = list(_twice(timetable))
    sound: list[BookedTrain] = []
    for train in timetable.trains:
        found = list(_unfit(lie, train))
        problems += found
        if not found:
            sound.append(train)
    starts = [service_day_at_s(day, train.zone) for train in sound]
    claims = _claims(lie, sound, starts)
    base_s = min(starts, default=0)
    return problems + [_told(lie, sound, clash, base_s) for clash in _clashes(lie, claims)]


def _problem(code: str, where: str, what: str) -> Problem:
    return Problem(code, where, what, CODES[code].mend)


def _twice(timetable: Timetable) -> Iterator[Problem]:
    seen: set[str] = set()
    for train in timetable.trains:
        if train.id in seen:
            yield _problem("E0108", f"train {train.id}", f"the number {train.id} is given to two trains")
        seen.add(train.id)


def _unfit(lie: Lie, train: BookedTrain) -> Iterator[Problem]:
    """What of a train does not fit the network."""
    where = f"train {train.id}"
    try:
        ZoneInfo(train.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield _problem("E0105", where, f"{train.zone!r} is not a time zone such as Asia/Pyongyang")
    if len(train.points) < 2:
        yield _problem("E0105", where, "a train needs two places or more")
    unknown = [point.place for point in train.points if point.place not in lie.network.places]
    for place in unknown:
        near = get_close_matches(place, sorted(lie.network.places), 3)
        hint = f"; did you mean {', '.join(near)}?" if near else ""
        yield _problem("E0201", where, f"place {place!r} is unknown{hint}")
    if unknown:
        return
    for here, following in pairwise(train.points):
        if lie.between(here.place, following.place) is None:
            yield _problem("E0202", where, f"no section joins {here.place} and {following.place}")
        if following.arrive_s <= here.depart_s:
            what = f"it arrives at {following.place} not later than it departs from {here.place}"
            yield _problem("E0105", where, what)
    for index, point in enumerate(train.points):
        yield from _misplaced(lie, train, point, 0 < index < len(train.points) - 1)


def _misplaced(lie: Lie, train: BookedTrain, point: BookedPoint, between: bool) -> Iterator[Problem]:
    """What is wrong with a train's times and track at one place."""
    where = f"train {train.id} at {point.place}"
    if point.depart_s < point.arrive_s:
        yield _problem("E0105", where, "it departs before it arrives")
    place = lie.network.places[point.place]
    stands = point.depart_s > point.arrive_s or not between
    if not place.standable:
        if stands:
            yield _problem("E0210", where, f"it stands at {place.name}, which has no track to stand on")
        return
    lengths_m = {track.id: track.length_m for track in place.tracks}
    if point.track not in lengths_m:
        what = f"track {point.track!r} is unknown; {place.name} has {', '.join(lengths_m)}"
        yield _problem("E0105", where, what)
    elif stands and train.length_m > lengths_m[point.track]:
        what = f"{train.length_m:.0f} m do not fit track {point.track} of {lengths_m[point.track]:.0f} m"
        yield _problem("E0204", where, what)


def _claims(
    lie: Lie, trains: Sequence[BookedTrain], starts: Sequence[int]
) -> dict[tuple[str | int, ...], list[_Claim]]:
    """Holds by resource, folded into the first day and set out again on the second."""
    claims: dict[tuple[str | int, ...], list[_Claim]] = defaultdict(list)
    base_s = min(starts, default=0)
    for number, (train, start_s) in enumerate(zip(trains, starts, strict=True)):
        shift_s = start_s - base_s
        passes = [
            Pass(point.place, point.arrive_s + shift_s, point.depart_s + shift_s, point.track)
            for point in train.points
        ]
        for hold in holds_of(lie, passes, train.length_m):
            claims[hold.resource] += _folded(hold, number)
    return claims


def _folded(hold: Hold, number: int) -> Iterator[_Claim]:
    """A hold in every run that touches the first two days."""
    length_s = hold.until_s - hold.from_s
    days, from_s = divmod(hold.from_s, DAY_S)
    for copy in range(2):
        start_s = from_s + copy * DAY_S
        yield _Claim(start_s, start_s + length_s, (number, copy - int(days)), hold.along)


def _clashes(lie: Lie, claims: dict[tuple[str | int, ...], list[_Claim]]) -> list[_Clash]:
    """Each pair of trains once for each stretch, section or place, by stretch before section."""
    told: set[tuple[object, ...]] = set()
    clashes: list[_Clash] = []
    for resource in sorted(claims, key=lambda item: ((STRETCH, BLOCK, TRACK).index(str(item[0])), str(item))):
        for first, second in _overlaps(claims[resource], resource[0] == STRETCH):
            pair = (min(first.run[0], second.run[0]), max(first.run[0], second.run[0]))
            key = (pair, _where_of(lie, resource))
            if key not in told:
                told.add(key)
                clashes.append(_Clash(resource, (first.run[0], second.run[0]), second.from_s % DAY_S))
    return clashes


def _where_of(lie: Lie, resource: tuple[str | int, ...]) -> tuple[str, str]:
    """What a conflict is told for once: a place, a stretch, a section of double line."""
    kind, name = str(resource[0]), str(resource[1])
    if kind == BLOCK and name in lie.stretch_of:
        return STRETCH, lie.stretch_of[name].id
    return kind, name


def _overlaps(claims: list[_Claim], opposing_only: bool) -> Iterator[tuple[_Claim, _Claim]]:
    """Pairs of runs that hold a resource together, the earlier first."""
    active: list[_Claim] = []
    for claim in sorted(claims):
        active = [item for item in active if item.until_s > claim.from_s]
        for item in active:
            if item.run != claim.run and not (opposing_only and item.along == claim.along):
                yield item, claim
        active.append(claim)


def _told(lie: Lie, trains: Sequence[BookedTrain], clash: _Clash, base_s: int) -> Problem:
    first, second = (trains[number] for number in clash.trains)
    moment = local(math.floor(base_s + clash.at_s), first.zone)
    network = lie.network
    kind, name = str(clash.resource[0]), str(clash.resource[1])
    if kind == TRACK:
        thing = f"track {clash.resource[2]} at {network.places[name].name} (with its reset)"
    elif kind == STRETCH:
        stretch = lie.stretch_of[name.split("..", maxsplit=1)[0]]
        ends = f"{network.places[stretch.start].name} - {network.places[stretch.end].name}"
        thing = f"the single line {ends} ({name}) in opposite directions"
    else:
        section = network.sections[name]
        ends = f"{network.places[section.start].name} - {network.places[section.end].name}"
        thing = f"section {ends} ({name})"
    who = "it meets its own run of another day" if first is second else f"trains {first.id} and {second.id}"
    what = f"{who}: both hold {thing} at {moment:%H:%M:%S} {first.zone}"
    return _problem("E0213", f"train {second.id}", what)
