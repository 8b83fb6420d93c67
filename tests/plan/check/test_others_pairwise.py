"""Other trains against each other: the sorted sweep of the check finds what a pairwise twin finds."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from railcade.network import Network
from railcade.plan.check.blocks import check_blocks, check_stretches
from railcade.plan.check.stretches import find_stretches
from railcade.plan.check.tally import Tally
from railcade.plan.check.tracks import check_tracks
from railcade.plan.check.traffic import midnight_s, other_events
from railcade.plan.check.way import lay, links
from railcade.plan.check.world import World
from railcade.plan.model import OtherPoint, OtherTrain
from railcade.timetable import BookedPoint, BookedTrain, Timetable
from tests.plan.check import hand
from tests.plan.lines import LineStyle, line_network
from tests.plan.sweep import conflicts

LINE = line_network(
    (3000.0, 2000.0, 4000.0, 3000.0),
    [2, 0, 3, 1, 2],
    LineStyle(double=frozenset({2}), signal_m={0: (1200.0,), 2: (1500.0, 2500.0)}, setting_s=20),
)
DAY = date(2027, 5, 16)
NOON_S = 43_200


@st.composite
def trains(draw: st.DrawFn) -> BookedTrain:
    """A train over a part of the line, in either direction, within half an hour of the others."""
    first, last = draw(st.sampled_from([(0, 2), (2, 4), (0, 4)]))
    order = list(range(first, last + 1))
    if draw(st.booleans()):
        order.reverse()
    at_s = NOON_S + draw(st.integers(0, 180)) * 10
    points = []
    for place in order:
        ends = place in (order[0], order[-1])
        dwell_s = 0 if ends or place in (1, 3) else draw(st.sampled_from([0, 0, 60, 300]))
        track = str(draw(st.integers(1, 2))) if place not in (1, 3) else ""
        points.append(BookedPoint(f"p{place}", at_s, at_s + dwell_s, track))
        at_s += dwell_s + draw(st.integers(12, 40)) * 10
    return BookedTrain(
        "", "freight", draw(st.sampled_from([90.0, 430.0])), "Asia/Pyongyang", tuple(points), "drawn"
    )


def found(network: Network, timetable: Timetable) -> set[tuple[str, frozenset[str]]]:
    """Rule and pair of each refusal among trains that run as booked on one day."""
    by_ends = links(network)
    zero_s = midnight_s(DAY, "Asia/Pyongyang")
    listed = []
    for train in timetable.trains:
        points = tuple(
            OtherPoint(
                point.place,
                zero_s + point.arrive_s,
                zero_s + point.depart_s,
                zero_s + point.arrive_s,
                zero_s + point.depart_s,
                point.track,
            )
            for point in train.points
        )
        listed.append(OtherTrain(train.id, train.id, train.kind, train.length_m, points, (), 0, train.source))
    way = lay(network, by_ends, ("p0", "p1"))
    others = tuple(other_events(train, by_ends) for train in listed)
    plan = replace(hand.plan(), trains=(), other_trains=tuple(listed))
    inputs = replace(hand.inputs(), network=network, timetable=timetable)
    world = World(plan, {}, inputs, way, by_ends, find_stretches(network), (), others)
    tally = Tally()
    for rule in (check_blocks, check_stretches, check_tracks):
        rule(world, tally)
    told = [(item.what.split(":")[0], re.findall(r"\bT\d\b", item.what)) for item in tally.problems]
    return {(rule, frozenset(pair)) for rule, pair in told if rule in ("BLOCK", "STRETCH", "TRACK")}


@given(st.lists(trains(), min_size=2, max_size=4))
def test_the_sweep_finds_what_every_pair_finds(drawn: list[BookedTrain]) -> None:
    numbered = tuple(replace(train, id=f"T{i}") for i, train in enumerate(drawn))
    timetable = Timetable("drawn", numbered, "drawn")
    kinds = {"block": "BLOCK", "chain": "STRETCH", "track": "TRACK"}
    slow = {(kinds[name.split()[0]], frozenset((one, two))) for name, one, two in conflicts(LINE, timetable)}
    assert found(LINE, timetable) == slow
