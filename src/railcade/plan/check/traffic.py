"""Other trains as the plan runs them: their events, and what was booked (docs/occupation.md 1 and 9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np

from railcade.clock import at_s, local
from railcade.network import Section
from railcade.network.steps import FloatArray
from railcade.plan.check.way import Links, block_ends_m
from railcade.plan.model import OtherTrain
from railcade.timetable import BookedTrain, Timetable


@dataclass(frozen=True, eq=False)
class OtherEvents:
    """Events of another train; `complete_s[i]` is when its section `i - 1` is clear."""

    id: str
    kind: str
    places: tuple[str, ...]
    tracks: tuple[str, ...]
    sections: tuple[Section, ...]
    forward: tuple[bool, ...]
    arrive_s: FloatArray
    depart_s: FloatArray
    complete_s: FloatArray
    left_s: FloatArray
    length_m: float

    @cached_property
    def blocks_s(self) -> tuple[tuple[FloatArray, FloatArray], ...]:
        """Entry and clearing of each block of each section, linear in between the section's ends."""
        return tuple(self._blocks_s(section) for section in range(len(self.sections)))

    def _blocks_s(self, section: int) -> tuple[FloatArray, FloatArray]:
        item = self.sections[section]
        ends_m = block_ends_m(item, self.forward[section])
        start_s = self.depart_s[section]
        run_s = self.arrive_s[section + 1] - start_s
        enter = start_s + run_s * ends_m[:-1] / item.length_m
        clear = start_s + run_s * (ends_m[1:] + self.length_m) / item.length_m
        clear[-1] = self.complete_s[section + 1]
        return enter, clear


def other_events(train: OtherTrain, by_ends: Links) -> OtherEvents:
    """Events of a train whose places are joined (`whole` has seen to it)."""
    names = tuple(point.place for point in train.points)
    steps = [by_ends[pair] for pair in zip(names[:-1], names[1:], strict=True)]
    lengths_m = np.array([section.length_m for section, _ in steps])
    arrive = np.array([point.arrive_at_s for point in train.points], dtype=np.float64)
    depart = np.array([point.depart_at_s for point in train.points], dtype=np.float64)
    booked_stand = np.array([point.booked_depart_s > point.booked_arrive_s for point in train.points])
    booked_stand[-1] = True
    tail_s = np.ceil(train.length_m * (arrive[1:] - depart[:-1]) / lengths_m)
    complete = np.concatenate(([depart[0]], arrive[1:] + np.where(booked_stand[1:], 0.0, tail_s)))
    left = np.concatenate((depart[:-1] + tail_s, [arrive[-1]]))
    return OtherEvents(
        id=train.id,
        kind=train.kind,
        places=names,
        tracks=tuple(point.track for point in train.points),
        sections=tuple(section for section, _ in steps),
        forward=tuple(forward for _, forward in steps),
        arrive_s=arrive,
        depart_s=depart,
        complete_s=complete,
        left_s=left,
        length_m=train.length_m,
    )


def midnight_s(day: date, zone: str) -> int:
    """POSIX seconds of the start of a service day."""
    return at_s(datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)))


def booked_days(train: BookedTrain, from_s: int, until_s: int) -> Mapping[str, int]:
    """Service days on which a booked run touches a window: train id of the day to its midnight."""
    found: dict[str, int] = {}
    run_days = train.points[-1].arrive_s // 86_400 + 2
    day = local(from_s, train.zone).date() - timedelta(days=run_days)
    last = local(until_s, train.zone).date() + timedelta(days=1)
    while day <= last:
        zero_s = midnight_s(day, train.zone)
        if zero_s + train.points[-1].arrive_s >= from_s and zero_s + train.points[0].depart_s <= until_s:
            found[f"{train.id}/{day.isoformat()}"] = zero_s
        day += timedelta(days=1)
    return found


def due(timetable: Timetable, from_s: int, until_s: int) -> Mapping[str, tuple[BookedTrain, int]]:
    """Every train that must be in the plan, by its id of the day, with the midnight of that day."""
    return {
        name: (train, zero_s)
        for train in timetable.trains
        for name, zero_s in booked_days(train, from_s, until_s).items()
    }
