"""The royal trains of 1889: nothing on the line for half an hour before, goods trains wait on the other one.

pilot engine      royal train                     15 min ahead for the whole journey
|<--- 15 min --->|
closed 15 min before the pilot                    closed 15 min after the last train
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from railcade.formats.rules_toml import read_rules
from railcade.plan.joint.planner import Things
from railcade.rules import ProtectionKind
from tests.plan.lines import LineStyle, line_network, secured
from tests.plan.toys import Ask, toy_things, toy_train
from tests.stories.corridor import CORRIDOR
from tests.stories.told import Told, held

QUARTER_S = 900
PACK = read_rules(CORRIDOR / "rules" / "gb-royal-1889.toml")
WAY = [("p4", 0, 8), ("p3", 0, 8), ("p2", 0, 8), ("p1", 0, 8), ("p0", 0, 0)]
DOUBLE = LineStyle(double=frozenset(range(4)))


def royal(kind: str, start_min: int, style: LineStyle) -> Things:
    """Pilot and royal train against one opposing train."""
    network = secured(line_network([5000.0] * 4, [3] * 5, style))
    train = toy_train("2", kind, start_min, WAY)
    train = replace(train, points=tuple(replace(point, track="3") for point in train.points))
    ask = Ask({"advance": 60.0, "principal": 60.0}, (), 0, 240)
    return toy_things(network, ask, [train], PACK)


def test_the_pilot_is_fifteen_minutes_ahead_everywhere() -> None:
    told = held(royal("freight", 60, LineStyle()))
    pilot, train = told.train("advance"), told.train("principal")
    for ahead, behind in zip(pilot.points, train.points, strict=True):
        assert behind.published_arrive_at_s - ahead.published_arrive_at_s >= QUARTER_S
        assert behind.published_depart_at_s - ahead.published_depart_at_s >= QUARTER_S


@pytest.mark.parametrize("kind", ["freight", "passenger"])
@pytest.mark.parametrize("start_min", [-30, -15, 0, 15, 30])
def test_the_line_is_clear_half_an_hour_before_the_royal_train(kind: str, start_min: int) -> None:
    told = held(royal(kind, start_min, LineStyle()))
    nothing_on_the_line(told, QUARTER_S, QUARTER_S)


def nothing_on_the_line(told: Told, before_s: int, after_s: int) -> None:
    """No section of the route is held by the other train while it is closed, hand counted."""
    other = {point.place: point for point in told.other("2").points}
    first, last = told.plan.trains[0], told.plan.trains[-1]
    for i in range(4):
        closed_s = (first.points[i].depart_at_s - before_s, last.points[i + 1].complete_at_s + after_s)
        enters_s, leaves_s = other[f"p{i + 1}"].depart_at_s, other[f"p{i}"].arrive_at_s
        assert leaves_s <= closed_s[0] or enters_s >= closed_s[1]


def test_on_the_other_line_passenger_trains_run_and_goods_trains_wait() -> None:
    passenger = held(royal("passenger", 10, DOUBLE))
    assert passenger.other("2").delay_s == 0
    goods = held(royal("freight", 10, DOUBLE))
    assert goods.other("2").delay_s > 0
    other = {point.place: point for point in goods.other("2").points}
    pilot, train = goods.plan.trains
    for i in range(4):
        due_s, passed_s = pilot.points[i].depart_at_s, train.points[i + 1].complete_at_s
        assert other[f"p{i}"].arrive_at_s <= due_s or other[f"p{i + 1}"].depart_at_s >= passed_s


def test_every_window_of_the_pack_is_on_the_plan() -> None:
    told = held(royal("freight", 60, DOUBLE))
    rows = {kind: 0 for kind in ProtectionKind}
    for row in told.plan.protection:
        rows[ProtectionKind(row.kind)] += 1
    for rule in PACK.protection:
        assert rows[rule.kind] > 0, rule.id
    line = [row for row in told.plan.protection if row.kind == ProtectionKind.SAME_LINE]
    first = told.train("advance").points[0]
    assert min(row.closed_from_s for row in line) <= first.published_depart_at_s - QUARTER_S
