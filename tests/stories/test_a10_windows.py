"""Every kind of window on a line of four sections: where, at whose post, and when, counted by hand.

p0 ==x0== p1 ==x1== p2 ==x2== p3 ==x3== p4      each 5 km, at 60 km/h: a train passes a point in 12 s (200 m)
   bridge    tunnel    bridge    tunnel          from 1 to 2 km of each section
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from railcade.network import CrossingKind
from railcade.plan.joint.planner import Things
from railcade.plan.model import PostAction, ProtectionRow
from railcade.rules import Clock, Closure, Event, ProtectionKind, ProtectionRule, RulePack, Scope, Target, Who
from tests.plan.lines import LineStyle, line_network, secured
from tests.plan.toys import NOTE, Ask, toy_pack, toy_things, toy_train
from tests.stories.told import Told, held

DOUBLE = LineStyle(double=frozenset(range(4)), power="3 kV DC")
PASSES_S = 12.0
HANDOVER_S = 120
BACK = [("p4", 0, 8), ("p3", 0, 8), ("p2", 0, 8), ("p1", 0, 8), ("p0", 0, 0)]


def window(name: str, kind: ProtectionKind, before_s: int, after_s: int, **more: object) -> ProtectionRule:
    rule = ProtectionRule(name, kind, "first", before_s, "last", after_s, (), NOTE)
    return replace(rule, **more)  # type: ignore[arg-type]


def pack() -> RulePack:
    """One rule of each kind, and some of two."""
    kind = ProtectionKind
    rules = (
        *toy_pack().protection,
        window("tunnels", kind.ADJACENT_LINE, 60, 60, classes=("freight",), scope=Scope(tunnels_only=True)),
        window("shunting", kind.SHUNTING, 300, 0),
        window("blades", kind.POINTS, 300, 0, scope=Scope(facing_only=True)),
        window("gates", kind.CROSSING, 120, 30, closure=Closure.EACH, who=Who.KEEPER,
               scope=Scope(crossings=("keeper", "automatic"))),
        window("locks", kind.CROSSING, 1800, 0, who=Who.KEEPER, scope=Scope(crossings=("open",))),
        window("boxes", kind.BOX_OPEN, 3600, 0, from_clock=Clock.BOOKED),
        window("platforms", kind.GUARD, 600, 0, until_event=Event.LEAVES, who=Who.GUARD,
               scope=Scope(targets=(Target.STATION,))),
        window("walk", kind.SEARCH, 1800, -1200, until_role="first", until_event=Event.ARRIVES,
               who=Who.PATROL, scope=Scope(targets=(Target.BRIDGE, Target.TUNNEL), least_m=900.0)),
        window("wire", kind.POWER, 0, 0, from_role="advance", until_role="principal", who=Who.POWER),
    )  # fmt: skip
    return replace(toy_pack(), protection=rules, handover_s=HANDOVER_S)


def things(back: bool = False, kind: str = "passenger", start_min: int = 300) -> Things:
    """Advance train and principal over the line, or back over it, and one other train."""
    network = secured(line_network([5000.0] * 4, [3] * 5, DOUBLE))
    train = toy_train("2", kind, start_min, BACK)
    train = replace(train, points=tuple(replace(point, track="3") for point in train.points))
    found = toy_things(network, Ask({"advance": 60.0, "principal": 60.0}, (), 0, 240), [train], pack())
    if not back:
        return found
    roles = tuple(
        replace(role, formations=(("p4", role.formations[0][1]),)) for role in found.movement.roles
    )
    movement = replace(found.movement, origin="p4", destination="p0", roles=roles)
    return replace(found, movement=movement, way=found.way[::-1])


@cache
def told(back: bool = False) -> Told:
    return held(things(back))


def rows(name: str, back: bool = False) -> dict[str, list[ProtectionRow]]:
    found: dict[str, list[ProtectionRow]] = {}
    for row in told(back).plan.protection:
        if row.rule == name:
            found.setdefault(row.target, []).append(row)
    return found


def actions(post: str, kind: str) -> list[PostAction]:
    return [item for item in told().plan.post_actions if (item.post, item.kind) == (post, kind)]


def head_s(role: str, at_km: float) -> tuple[float, float]:
    """When a head is at a kilometre where the train keeps its speed: sooner and later of both clocks."""
    section = int(at_km // 5.0)
    point = told().train(role).points[section]
    complete_s = told().train(role).points[section + 1].complete_at_s
    assert section in (1, 2)  # it neither starts nor brakes there
    exact_s = point.depart_at_s + (complete_s - PASSES_S - point.depart_at_s) * (at_km - 5.0 * section) / 5.0
    published_s = exact_s + point.published_depart_at_s - point.depart_at_s
    return min(exact_s, published_s), max(exact_s, published_s)


@pytest.mark.parametrize("back", [False, True])
def test_each_thing_has_its_windows(back: bool) -> None:
    sections, places = [f"p{i}-p{i + 1}" for i in range(4)], [f"p{i}" for i in range(5)]
    assert sorted(rows("same-line", back)) == sections
    assert sorted(rows("tunnels", back)) == ["p1-p2", "p3-p4"]
    for name in ("shunting", "boxes", "platforms"):
        assert sorted(rows(name, back)) == places
    assert {target: len(own) for target, own in rows("gates", back).items()} == {"x0": 2, "x1": 2, "x3": 2}
    assert {target: len(own) for target, own in rows("locks", back).items()} == {"x2": 1}
    wanted = {f"p{i}-p{i + 1}/{('bridge', 'tunnel')[i % 2]}_1" for i in range(4)}
    assert set(rows("walk", back)) == wanted
    assert sorted(rows("wire", back)) == sections


def test_points_are_those_that_the_train_meets_facing() -> None:
    """At each end of a place trains that come in meet the blades: on the way out those of the far end."""
    assert sorted(rows("blades")) == ["p1_points_1", "p2_points_1", "p3_points_1", "p4_points_1"]
    assert sorted(rows("blades", back=True)) == ["p0_points_1", "p1_points_2", "p2_points_2", "p3_points_2"]


def test_a_road_is_closed_for_each_train_by_its_own_passing() -> None:
    first, second = rows("gates")["x1"]
    for row, role in ((first, "advance"), (second, "principal")):
        soon_s, late_s = head_s(role, 7.5)
        assert row.closed_from_s == pytest.approx(soon_s - 120.0, abs=1.5)
        assert row.closed_until_s == pytest.approx(late_s + PASSES_S + 30.0, abs=1.5)
        assert (row.opens.role, row.opens.event, row.opens.offset_s) == (role, "arrives", -120)
        assert (row.closes.role, row.closes.event, row.closes.offset_s) == (role, "complete", 30)
    closures = [road for road in told().plan.road_closures if road.crossing == "x1"]
    assert [road.roles for road in closures] == [("advance",), ("principal",)]
    assert [road.name for road in closures] == ["road 1", "road 1"]


def test_a_lock_holds_from_first_to_last() -> None:
    (row,) = rows("locks")["x2"]
    assert row.closed_from_s == pytest.approx(head_s("advance", 12.5)[0] - 1800.0, abs=1.5)
    assert row.closed_until_s == pytest.approx(head_s("principal", 12.5)[1] + PASSES_S, abs=1.5)
    (road,) = [road for road in told().plan.road_closures if road.crossing == "x2"]
    assert road.roles == ("advance", "principal")


def test_a_search_takes_its_time_and_is_over_before_the_first_train() -> None:
    (row,) = rows("walk")["p1-p2/tunnel_1"]
    soon_s, late_s = head_s("advance", 6.0)
    assert row.closed_from_s == pytest.approx(soon_s - 1800.0, abs=1.5)
    assert row.closed_until_s == pytest.approx(late_s - 1200.0, abs=1.5)
    assert row.closes.role == "advance"


def test_a_booked_end_stays_at_the_published_time() -> None:
    for i, point in enumerate(told().train("advance").points):
        (row,) = rows("boxes")[f"p{i}"]
        assert row.closed_from_s == point.published_arrive_at_s - 3600
        assert (row.opens.clock, row.closes.clock) == ("booked", "actual")


def test_a_guard_leaves_when_the_last_train_has_left() -> None:
    for i, point in enumerate(told().train("principal").points):
        (row,) = rows("platforms")[f"p{i}"]
        assert 0 <= row.closed_until_s - max(point.depart_at_s, point.published_depart_at_s) < 1.5


def test_posts_know_both_sides_and_whom_to_send() -> None:
    assert [item.targets for item in actions("p1", "same_line")] == [("p0-p1",), ("p1-p2",)]
    assert {item.who for item in actions("x1", "crossing")} == {"guard"}  # automatic: nobody is there
    assert {item.who for item in actions("x0", "crossing")} == {"crossing keeper"}
    assert {item.who for item in actions("x2", "crossing")} == {"guard"}
    assert [item.targets for item in actions("p1", "search")] == [("p1-p2/tunnel_1",)]
    assert {item.who for item in actions("p1", "search")} == {"patrol"}
    assert {item.who for item in actions("p0", "power")} == {"power controller"}
    kinds = {item.kind: CrossingKind(item.kind) for item in things().network.sections["p1-p2"].crossings}
    assert set(kinds) == {CrossingKind.AUTOMATIC}


def test_a_crossing_worked_from_a_place_is_that_places_post() -> None:
    """Two closures 6 min apart stay two; with a keeper who needs ten minutes they are one."""
    base = things()
    section = base.network.sections["p0-p1"]
    road = replace(section.crossings[0], keeper_place="p1")
    network = replace(
        base.network, sections={**base.network.sections, section.id: replace(section, crossings=(road,))}
    )
    for handover_s, count in ((HANDOVER_S, 2), (600, 1)):
        plan = held(replace(base, network=network, pack=replace(base.pack, handover_s=handover_s))).plan
        own = [item for item in plan.post_actions if item.kind == "crossing" and "x0" in item.targets]
        assert [item.post for item in own] == ["p1"] * count
        roads = [road for road in plan.road_closures if road.crossing == "x0"]
        assert len(roads) == count
        assert sum(len(road.roles) for road in roads) == 2


def test_opposing_goods_trains_are_held_out_of_tunnels_only() -> None:
    """On the other track a goods train is in no tunnel section with the movement; elsewhere they meet."""
    met = 0
    for start_min in range(-20, 30, 5):
        run = held(things(kind="freight", start_min=start_min))
        other = {point.place: point for point in run.other("2").points}
        for i, a in enumerate(run.train("advance").points[:-1]):
            from_s = a.depart_at_s - 60
            until_s = run.train("principal").points[i + 1].complete_at_s + 60
            enters_s, leaves_s = other[f"p{i + 1}"].depart_at_s, other[f"p{i}"].arrive_at_s
            apart = leaves_s <= from_s or enters_s >= until_s
            assert apart or i not in (1, 3)
            met += not apart
    assert met > 0


def test_the_bill_counts_roads_and_boxes() -> None:
    plan = told().plan
    assert (plan.bill.crossings, plan.bill.boxes_opened) == (4, 5)
    assert plan.bill.road_closure_s == sum(road.until_at_s - road.from_at_s for road in plan.road_closures)
