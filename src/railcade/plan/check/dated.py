"""Dated conditions read anew: what is shut when, and which restrictions bind (docs/occupation.md, 11)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from railcade.conditions import Isolation, OpeningHours, Possession, Restriction, Stretch
from railcade.network import Network, Section
from railcade.network.steps import FloatArray
from railcade.plan.check.inputs import Inputs
from railcade.plan.check.way import Spans, Way

ROUNDING_M = 0.05
"""Kilometres of places and lengths of sections agree to a rounding: less is no overlap."""
DAY_S = 86_400


class Shut(NamedTuple):
    """A section (one direction, or all) or the box at a place, shut from - until."""

    kind: str
    number: str
    section: str
    place: str
    track: str
    from_s: int
    until_s: int
    reason: str
    owner: str

    def bars(self, section: Section, forward: bool) -> bool:
        """Whether a train in this direction meets it on a section."""
        if section.id != self.section:
            return False
        return section.tracks < 2 or self.track in ("all", "forward" if forward else "backward")


def movement_reach_s(inputs: Inputs) -> tuple[int, int]:
    """The window in which conditions count: the principal's bounds and the largest distance of each role."""
    names = [role.role for role in inputs.movement.roles]
    at = names.index("principal") if "principal" in names else 0
    spacing = inputs.rules.spacing
    most_s = max(spacing.validity_s, spacing.follow_max_s)
    return (
        inputs.movement.depart_earliest_s - most_s * at,
        inputs.movement.arrive_latest_s + most_s * (len(names) - at - 1),
    )


def covered(stretch: Stretch, network: Network) -> Iterator[tuple[Section, float, float]]:
    """Sections that a stretch touches, with the part of each from its start, m."""
    low_m, high_m = -np.inf, np.inf
    if stretch.places:
        kms = sorted(network.places[name].km for name in stretch.places if name in network.places)
        if len(kms) < len(stretch.places):
            return
        low_m, high_m = 1000.0 * kms[0], 1000.0 * kms[-1]
    elif stretch.from_m is not None and stretch.to_m is not None:
        low_m, high_m = stretch.from_m, stretch.to_m
    for name, section in sorted(network.sections.items()):
        if stretch.section not in ("", name):
            continue
        zero_m = 1000.0 * network.places[section.start].km
        first_m, last_m = max(0.0, low_m - zero_m), min(section.length_m, high_m - zero_m)
        first_m = 0.0 if first_m <= ROUNDING_M else first_m
        last_m = section.length_m if last_m >= section.length_m - ROUNDING_M else last_m
        if last_m - first_m > ROUNDING_M:
            yield section, first_m, last_m


def shut(inputs: Inputs, from_s: int, until_s: int) -> tuple[Shut, ...]:
    """Everything that is shut at some instant of a window."""
    return tuple(
        item for item in _all_shut(inputs, from_s, until_s) if item.from_s < until_s and from_s < item.until_s
    )


def _all_shut(inputs: Inputs, from_s: int, until_s: int) -> Iterator[Shut]:
    conditions, network = inputs.conditions, inputs.network
    dated: list[tuple[str, Possession | Isolation]] = []
    dated += [("possession", item) for item in conditions.possessions]
    dated += [("isolation", item) for item in conditions.isolations]
    for kind, item in dated:
        for section, _, _ in covered(item.stretch, network):
            span_s = item.from_at_s, item.until_at_s
            yield Shut(kind, item.number, section.id, "", str(item.track), *span_s, item.reason, item.owner)
    for hours in conditions.hours:
        boxes = [("", hours.place, hours.place)] if hours.place in network.places else []
        if hours.stretch is not None:
            boxes = [(section.id, "", section.start) for section, _, _ in covered(hours.stretch, network)]
        for section_id, place, clock_at in boxes:
            for span_s in _closed(hours, network.places[clock_at].zone, from_s, until_s):
                yield Shut(
                    "hours", hours.number, section_id, place, "all", *span_s, hours.reason, hours.owner
                )


def _closed(hours: OpeningHours, zone: str, from_s: int, until_s: int) -> Iterator[tuple[int, int]]:
    """Gaps between openings around a window, by the local clock."""
    first = datetime.fromtimestamp(from_s, ZoneInfo(zone)).date() - timedelta(days=2)
    last = datetime.fromtimestamp(until_s, ZoneInfo(zone)).date() + timedelta(days=2)
    start_s, end_s = _local_s(first, 0, zone), _local_s(last, 0, zone)
    changes: list[tuple[int, int]] = [(start_s, 0), (end_s, 0)]
    for count in range((last - first).days + 1):
        day = first + timedelta(days=count)
        for opening in (item for item in hours.openings if item.weekday == day.weekday()):
            changes.append((_local_s(day, opening.from_s, zone), 1))
            changes.append((_local_s(day, opening.until_s, zone), -1))
    open_now, gap_s = 0, start_s
    for at_s, change in sorted(changes, key=lambda item: (item[0], -item[1])):
        if open_now == 0 and change == 1 and at_s > gap_s:
            yield gap_s, at_s
        open_now += change
        if open_now == 0 and change == -1:
            gap_s = at_s
    if open_now == 0 and gap_s < end_s:
        yield gap_s, end_s


def _local_s(day: date, clock_s: int, zone: str) -> int:
    """A time of the local clock on a day; a clock beyond 24 h is that of the next day."""
    later = day + timedelta(days=clock_s // DAY_S)
    hour, rest_s = divmod(clock_s % DAY_S, 3600)
    naive = datetime(later.year, later.month, later.day, hour, rest_s // 60, rest_s % 60)
    return round(naive.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).timestamp())


def binding(inputs: Inputs, way: Way) -> list[tuple[int, int, Restriction, float, float]]:
    """Temporary restrictions that count on the way: section on it, number in the file, and from - to."""
    from_s, until_s = movement_reach_s(inputs)
    at = {section.id: i for i, section in enumerate(way.sections)}
    found = []
    for number, item in enumerate(inputs.conditions.restrictions):
        if item.until_at_s <= from_s or item.from_at_s >= until_s:
            continue
        for section, first_m, last_m in covered(item.stretch, inputs.network):
            if section.id in at:
                found.append((at[section.id], number, item, first_m, last_m))
    return sorted(found, key=lambda entry: entry[:2])


def temporary_limits(inputs: Inputs, way: Way) -> Spans:
    """The same along the way, for trains of any axle load."""
    begins, ends, values = [], [], []
    for i, _, item, first_m, last_m in binding(inputs, way):
        back_m = way.sections[i].length_m
        near_m, far_m = (first_m, last_m) if way.forward[i] else (back_m - last_m, back_m - first_m)
        begins.append(way.x_m[i] + near_m)
        ends.append(way.x_m[i] + far_m)
        values.append(item.speed_mps)
    columns: list[FloatArray] = [np.array(column, dtype=np.float64) for column in (begins, ends, values)]
    return Spans(columns[0], columns[1], columns[2], np.zeros(len(values)))
