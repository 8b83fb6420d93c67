"""Possessions, isolations and closed hours as closures of single sections and boxes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from railcade.clock import at_s, local
from railcade.conditions import Conditions, Isolation, OpeningHours, Possession, RunningTrack
from railcade.network import Network, PathSection
from railcade.plan.dated.stretches import reaches_of

DAY_S = 86_400


class ClosureKind(StrEnum):
    """Why a section or a box is closed."""

    POSSESSION = "possession"
    ISOLATION = "isolation"
    HOURS = "hours"


@dataclass(frozen=True, slots=True)
class Closure:
    """One section, or the box at one place, closed from - until. `cancels`: trains that do not run then."""

    kind: ClosureKind
    number: str
    section: str
    place: str
    track: RunningTrack
    from_at_s: int
    until_at_s: int
    reason: str
    owner: str
    cancels: tuple[str, ...] = ()

    def closes(self, item: PathSection) -> bool:
        """Whether it closes the track on which a section is run in this direction."""
        if item.section.id != self.section:
            return False
        if item.section.tracks == 1 or self.track is RunningTrack.ALL:
            return True
        return (self.track is RunningTrack.FORWARD) == item.forward


def closures(conditions: Conditions, network: Network, window_s: tuple[int, int]) -> tuple[Closure, ...]:
    """Every closure that touches a window, by kind, in the order of the file, then by section."""
    found: list[Closure] = []
    for possession in conditions.possessions:
        found.extend(_dated(possession, ClosureKind.POSSESSION, network, possession.cancels))
    for isolation in conditions.isolations:
        found.extend(_dated(isolation, ClosureKind.ISOLATION, network, ()))
    for hours in conditions.hours:
        found.extend(_closed_hours(hours, network, window_s))
    from_s, until_s = window_s
    return tuple(item for item in found if item.from_at_s < until_s and item.until_at_s > from_s)


def _dated(
    item: Possession | Isolation, kind: ClosureKind, network: Network, cancels: tuple[str, ...]
) -> Iterator[Closure]:
    for reach in reaches_of(item.stretch, network):
        yield Closure(
            kind,
            item.number,
            reach.section,
            "",
            item.track,
            item.from_at_s,
            item.until_at_s,
            item.reason,
            item.owner,
            cancels,
        )


def _closed_hours(hours: OpeningHours, network: Network, window_s: tuple[int, int]) -> Iterator[Closure]:
    targets: list[tuple[str, str, str]] = []
    if hours.place in network.places:
        targets = [("", hours.place, network.places[hours.place].zone)]
    elif hours.stretch is not None:
        sections = [network.sections[reach.section] for reach in reaches_of(hours.stretch, network)]
        targets = [(item.id, "", network.places[item.start].zone) for item in sections]
    for section, place, zone in targets:
        for from_s, until_s in closed_spans(hours, zone, window_s):
            yield Closure(
                ClosureKind.HOURS,
                hours.number,
                section,
                place,
                RunningTrack.ALL,
                from_s,
                until_s,
                hours.reason,
                hours.owner,
            )


def closed_spans(hours: OpeningHours, zone: str, window_s: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Spans between openings, from a day before a window to a day after it, POSIX seconds."""
    day = local(window_s[0], zone).date() - timedelta(days=2)
    last = local(window_s[1], zone).date() + timedelta(days=2)
    closed_from_s = local_at_s(day, 0, zone)
    end_s = local_at_s(last, 0, zone)
    opened: list[tuple[int, int]] = []
    while day <= last:
        for item in hours.openings:
            if item.weekday == day.weekday():
                opened.append((local_at_s(day, item.from_s, zone), local_at_s(day, item.until_s, zone)))
        day += timedelta(days=1)
    for from_s, until_s in sorted(opened):
        if closed_from_s < from_s:
            yield closed_from_s, from_s
        closed_from_s = max(closed_from_s, until_s)
    if closed_from_s < end_s:
        yield closed_from_s, end_s


def local_at_s(day: date, clock_s: int, zone: str) -> int:
    """POSIX seconds of a time of the local clock; beyond 86,400 s it is that of the day after."""
    days, rest_s = divmod(clock_s, DAY_S)
    moment = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)) + timedelta(days=days)
    return at_s(moment.replace(hour=rest_s // 3600, minute=rest_s % 3600 // 60, second=rest_s % 60))
