"""Other trains on their service days, from one place to stand at to the next (docs/occupation.md, 1-4, 9)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import groupby, pairwise

from railcade.clock import local
from railcade.network import Network, PathSection
from railcade.plan.dated import Closure
from railcade.plan.joint.arcs import Constraints
from railcade.plan.occupation.booked import block_times_s, complete_s, left_s, service_day_at_s
from railcade.plan.occupation.stretches import stretches
from railcade.timetable import BookedTrain, Timetable


@dataclass(frozen=True, eq=False)
class Passage:
    """One train on one stretch of single line, or on one section of double line.

    Times are relative to the train's departure from the standable place behind. `along` is whether it runs
    in the direction that the line is drawn in; `enter_s[i]`, `complete_s[i]` are its entry to and leaving of
    section `i`; `blocks` are (entered, cleared, least time between two trains) of each block in travel order.
    """

    line: str
    single: bool
    along: bool
    sections: tuple[PathSection, ...]
    enter_s: tuple[int, ...]
    complete_s: tuple[int, ...]
    blocks: tuple[tuple[float, float, int], ...]

    @property
    def far_gap_s(self) -> int:
        """Block work between leaving at the far end and a departure there in the other direction."""
        block = self.sections[-1].section.block
        return block.setting_s + block.clearing_s + block.release_s


@dataclass(frozen=True, eq=False)
class Hop:
    """One train from a standable place to the next: nothing in between can change but its departure."""

    passages: tuple[Passage, ...]
    run_s: int
    left_s: int


@dataclass(frozen=True, eq=False)
class Pattern:
    """A booked train cut into hops; `stops` are the indices of its points at standable places."""

    train: BookedTrain
    stops: tuple[int, ...]
    hops: tuple[Hop, ...]


@dataclass(frozen=True, eq=False)
class Service:
    """A pattern on one day: POSIX zero of its booked times, and its departure nodes, one for each hop."""

    pattern: Pattern
    id: str
    zero_s: int
    departs: tuple[int, ...]

    @property
    def booked_end_s(self) -> int:
        """Booked arrival at the destination."""
        return self.zero_s + self.pattern.train.points[-1].arrive_s


@dataclass(eq=False)
class PatternBook:
    """Cuts booked trains at their standable places, once for each."""

    network: Network
    patterns: dict[str, Pattern] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.stretches = stretches(self.network)
        self.by_ends: dict[tuple[str, str], PathSection] = {}
        for item in self.network.sections.values():
            self.by_ends[item.start, item.end] = PathSection(item, True)
            self.by_ends[item.end, item.start] = PathSection(item, False)

    def pattern(self, train: BookedTrain) -> Pattern:
        """The train cut into hops."""
        if train.id not in self.patterns:
            self.patterns[train.id] = self._cut(train)
        return self.patterns[train.id]

    def _cut(self, train: BookedTrain) -> Pattern:
        places = self.network.places
        stops = tuple(i for i, point in enumerate(train.points) if places[point.place].standable)
        sections = [self.by_ends[a.place, b.place] for a, b in pairwise(train.points)]
        return Pattern(train, stops, tuple(self._hop(train, sections, a, b) for a, b in pairwise(stops)))

    def _hop(self, train: BookedTrain, sections: Sequence[PathSection], first: int, last: int) -> Hop:
        points = train.points
        zero_s = points[first].depart_s
        groups = groupby(range(first, last), key=lambda i: self._line(sections[i])[0])
        passages = tuple(self._passage(train, sections, list(group), zero_s) for _, group in groups)
        length_m = sections[first].section.length_m
        left = left_s(zero_s, points[first + 1].arrive_s, length_m, train.length_m) - zero_s
        return Hop(passages, points[last].arrive_s - zero_s, left)

    def _line(self, item: PathSection) -> tuple[str, bool]:
        """Id of the line that a section belongs to, and whether it is run along it."""
        stretch = self.stretches.get(item.section.id)
        if stretch is None:
            return item.section.id, item.forward
        return stretch.id, stretch.along(item.section.id, item.forward)

    def _passage(
        self, train: BookedTrain, sections: Sequence[PathSection], indices: Sequence[int], zero_s: int
    ) -> Passage:
        line, along = self._line(sections[indices[0]])
        enter: list[int] = []
        complete: list[int] = []
        blocks: list[tuple[float, float, int]] = []
        for i in indices:
            section = sections[i].section
            depart_s, arrive_s = train.points[i].depart_s, train.points[i + 1].arrive_s
            stands = i + 2 == len(train.points) or train.points[i + 1].depart_s > arrive_s
            done_s = complete_s(arrive_s, depart_s, section.length_m, train.length_m, stands)
            enter.append(depart_s - zero_s)
            complete.append(done_s - zero_s)
            gap_s = section.block.setting_s + section.block.clearing_s + section.block.release_s
            signals = sections[i].signal_m
            times = block_times_s(depart_s, arrive_s, done_s, section.length_m, signals, train.length_m)
            blocks.extend((a - zero_s, b - zero_s, gap_s) for a, b in times)
        return Passage(
            line=line,
            single=sections[indices[0]].section.tracks == 1,
            along=along,
            sections=tuple(sections[i] for i in indices),
            enter_s=tuple(enter),
            complete_s=tuple(complete),
            blocks=tuple(blocks),
        )


def services(
    network: Network, timetable: Timetable, window_s: tuple[int, int]
) -> list[tuple[Pattern, str, int]]:
    """Every service day of every train whose booked run touches the window: pattern, id, POSIX zero."""
    book = PatternBook(network)
    found: list[tuple[Pattern, str, int]] = []
    for train in timetable.trains:
        pattern = book.pattern(train)
        first_s, last_s = train.points[0].depart_s, train.points[-1].arrive_s
        day = local(window_s[0], train.zone).date() - timedelta(days=1 + last_s // 86_400)
        while service_day_at_s(day, train.zone) + first_s <= window_s[1]:
            zero_s = service_day_at_s(day, train.zone)
            if zero_s + last_s >= window_s[0]:
                found.append((pattern, f"{train.id}/{day.isoformat()}", zero_s))
            day += timedelta(days=1)
    found.sort(key=lambda item: (item[2] + item[0].train.points[0].depart_s, item[1]))
    return found


def running(
    found: Sequence[tuple[Pattern, str, int]], closed: Sequence[Closure]
) -> list[tuple[Pattern, str, int]]:
    """Services without those that a possession cancels on the day."""
    return [
        (pattern, name, zero_s)
        for pattern, name, zero_s in found
        if not any(
            pattern.train.id in closure.cancels and booked_through(pattern, zero_s, closure)
            for closure in closed
        )
    ]


def booked_through(pattern: Pattern, zero_s: int, closure: Closure) -> bool:
    """Whether a train is booked, with its block work, on a section while it is closed."""
    for stop, hop in zip(pattern.stops, pattern.hops, strict=False):
        leaves_s = zero_s + pattern.train.points[stop].depart_s
        for passage in hop.passages:
            for n, item in enumerate(passage.sections):
                block = item.section.block
                enter_s = leaves_s + passage.enter_s[n] - block.setting_s
                clear_s = leaves_s + passage.complete_s[n] + block.clearing_s + block.release_s
                if closure.closes(item) and enter_s < closure.until_at_s and clear_s > closure.from_at_s:
                    return True
    return False


def add_services(
    constraints: Constraints,
    network: Network,
    found: Sequence[tuple[Pattern, str, int]],
    bounds_s: tuple[int, int],
) -> tuple[Service, ...]:
    """Number the departures of other trains; bind them to booked running times, dwells, and never early.

    `bounds_s` are the largest delay and the publish step. Held trains leave at multiples of what the step and
    all booked times have in common.
    """
    max_delay_s, step_s = bounds_s
    grid_s = math.gcd(step_s, *(zero_s + p.depart_s for item, _, zero_s in found for p in item.train.points))
    result: list[Service] = []
    for pattern, name, zero_s in found:
        points = pattern.train.points
        nodes: list[int] = []
        for i, hop in enumerate(pattern.hops):
            point = points[pattern.stops[i]]
            node = constraints.node(grid_s, zero_s + point.depart_s)
            if nodes:
                ahead = pattern.hops[i - 1]
                dwell_s = point.depart_s - point.arrive_s
                constraints.at_least(nodes[-1], node, ahead.run_s + dwell_s)
                if pattern.train.length_m > network.places[point.place].longest_track_m:
                    constraints.at_most(nodes[-1], node, ahead.run_s + dwell_s)
            nodes.append(node)
            last = hop
        constraints.latest_s[nodes[-1]] = zero_s + points[-1].arrive_s + max_delay_s - last.run_s
        result.append(Service(pattern, name, zero_s, tuple(nodes)))
    return tuple(result)


def weights_of(timetable: Timetable, weights: Mapping[str, int]) -> Mapping[str, int]:
    """Cost of a second's delay by train number; kinds that the pack does not name count 1."""
    return {train.id: weights.get(train.kind, 1) for train in timetable.trains}
