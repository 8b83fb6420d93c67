"""Other trains on their service days: nodes, links, tracks (docs/occupation.md, 1 to 4 and 9)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise

from railcade.clock import local
from railcade.network import Network, PathSection
from railcade.plan.joint.arcs import Constraints
from railcade.plan.occupation.booked import block_times_s, complete_s, left_s, service_day_at_s
from railcade.timetable import BookedTrain, Timetable


@dataclass(frozen=True, eq=False)
class LinkVisit:
    """One train on the line between two standable places, relative to its departure.

    `sections` are as travelled; `enter_s[i]`, `complete_s[i]` are its entry to and leaving of section `i`;
    `blocks` are (entered, cleared, least time between two trains) of every block in travel order.
    """

    sections: tuple[PathSection, ...]
    enter_s: tuple[int, ...]
    complete_s: tuple[int, ...]
    run_s: int
    left_s: int
    blocks: tuple[tuple[float, float, int], ...]

    @property
    def key(self) -> tuple[str, ...]:
        """The link: its section ids, the same for both directions."""
        return tuple(sorted(item.section.id for item in self.sections))


@dataclass(frozen=True, eq=False)
class Pattern:
    """A booked train cut into links; `stops` are the indices of its points at standable places."""

    train: BookedTrain
    stops: tuple[int, ...]
    links: tuple[LinkVisit, ...]


@dataclass(frozen=True, eq=False)
class Service:
    """A pattern on one day: POSIX zero of its booked times, and its departure nodes, one for each link."""

    pattern: Pattern
    id: str
    zero_s: int
    departs: tuple[int, ...]

    @property
    def booked_end_s(self) -> int:
        """Booked arrival at the destination."""
        return self.zero_s + self.pattern.train.points[-1].arrive_s


@dataclass(slots=True)
class PatternBook:
    """Cuts booked trains into links, once for each."""

    network: Network
    patterns: dict[str, Pattern] = field(default_factory=dict)

    def pattern(self, train: BookedTrain) -> Pattern:
        """The train cut at its standable places."""
        if train.id not in self.patterns:
            self.patterns[train.id] = cut(self.network, train)
        return self.patterns[train.id]


def cut(network: Network, train: BookedTrain) -> Pattern:
    """Cut a booked train at its standable places."""
    points = train.points
    stops = tuple(i for i, point in enumerate(points) if network.places[point.place].standable)
    by_ends = {}
    for item in network.sections.values():
        by_ends[item.start, item.end] = PathSection(item, True)
        by_ends[item.end, item.start] = PathSection(item, False)
    sections = [by_ends[a.place, b.place] for a, b in pairwise(points)]
    links = tuple(_visit(train, sections, a, b) for a, b in pairwise(stops))
    return Pattern(train, stops, links)


def _visit(train: BookedTrain, sections: Sequence[PathSection], first: int, last: int) -> LinkVisit:
    points = train.points
    zero_s = points[first].depart_s
    enter: list[int] = []
    complete: list[int] = []
    blocks: list[tuple[float, float, int]] = []
    for i in range(first, last):
        section = sections[i].section
        depart_s, arrive_s = points[i].depart_s, points[i + 1].arrive_s
        stands = i + 2 == len(points) or points[i + 1].depart_s > arrive_s
        done_s = complete_s(arrive_s, depart_s, section.length_m, train.length_m, stands)
        enter.append(depart_s - zero_s)
        complete.append(done_s - zero_s)
        gap_s = section.block.setting_s + section.block.clearing_s + section.block.release_s
        times = block_times_s(
            depart_s, arrive_s, done_s, section.length_m, sections[i].signal_m, train.length_m
        )
        blocks.extend((a - zero_s, b - zero_s, gap_s) for a, b in times)
    first_section = sections[first].section
    left = left_s(zero_s, points[first + 1].arrive_s, first_section.length_m, train.length_m) - zero_s
    run_s = points[last].arrive_s - zero_s
    return LinkVisit(tuple(sections[first:last]), tuple(enter), tuple(complete), run_s, left, tuple(blocks))


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
        for i, link in enumerate(pattern.links):
            point = points[pattern.stops[i]]
            node = constraints.node(grid_s, zero_s + point.depart_s)
            if nodes:
                ahead = pattern.links[i - 1]
                dwell_s = point.depart_s - point.arrive_s
                constraints.at_least(nodes[-1], node, ahead.run_s + dwell_s)
                if pattern.train.length_m > network.places[point.place].longest_track_m:
                    constraints.at_most(nodes[-1], node, ahead.run_s + dwell_s)
            nodes.append(node)
            last = link
        constraints.latest_s[nodes[-1]] = zero_s + points[-1].arrive_s + max_delay_s - last.run_s
        result.append(Service(pattern, name, zero_s, tuple(nodes)))
    return tuple(result)


def weights_of(timetable: Timetable, weights: Mapping[str, int]) -> Mapping[str, int]:
    """Cost of a second's delay by train number; kinds that the pack does not name count 1."""
    return {train.id: weights.get(train.kind, 1) for train in timetable.trains}
