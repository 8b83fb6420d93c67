"""A09: events, people, cars and supplies of a movement, and other ways for the same people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from railcade.basis import Basis
from railcade.errors import InfeasibleError
from railcade.fleet import Formation, Vehicle
from railcade.journey import Apart, Car, Event, Manifest, OtherWay, Party, Programme, Supply, WayLeg
from railcade.network import make_path
from railcade.plan.check import check_plan
from railcade.plan.check.inputs import Inputs
from railcade.plan.joint.events import latest_begins_s
from railcade.plan.joint.planner import Things
from railcade.plan.model import Plan
from railcade.plan.preflight.aboard import manifest_problems
from railcade.plan.request import HandoverRequest, StopRequest
from railcade.plan.rows import refuse_supplies
from tests.plan.lines import line_network
from tests.plan.toys import NINE, Ask, toy_things
from tests.stories.told import Told, columns, held, refused, the_only

MIN = 60
LINE = line_network([8000.0, 8000.0, 8000.0], [4, 4, 4, 4])
STOP = StopRequest("p2", 20 * MIN, 30 * MIN, "water")


def event(name: str, place: str, begins_min: int, **facts: Any) -> Event:
    usual = {"lasts_s": 10 * MIN, "lead_s": 2 * MIN, "may_slip_s": 0, "follows": "", "gap_s": 0}
    return Event(name, name, place, NINE + begins_min * MIN, **{**usual, **facts})


def coach(name: str, **facts: Any) -> Vehicle:
    usual: dict[str, Any] = {
        "kind": name, "length_m": 25.0, "mass_kg": 50e3, "braked_mass_kg": 40e3, "axles": 4,
        "max_axle_load_kg": 13e3, "rotating_factor": 1.05, "resistance_newton": 700.0,
        "resistance_newton_per_mps": 9.0, "resistance_newton_per_mps2": 2.5, "armoured": False, "caps": (),
        "traction": None, "basis": Basis.SURVEYED, "source": "toy",
    }  # fmt: skip
    return Vehicle(name, **{**usual, **facts})


def carrying(formation: Formation) -> Formation:
    coaches = (
        coach("saloon", seats=10, berths=2, hotel_watt=20e3),
        coach("sleeper", berths=18, hotel_watt=20e3),
        coach("carrier", cars=1),
        coach("van", supply_watt=60e3),
    )
    return replace(formation, vehicles=(*formation.vehicles, *coaches))


def things(programme: Programme | None = None, manifest: Manifest | None = None) -> Things:
    asked = toy_things(LINE, Ask({"advance": 60.0, "principal": 60.0}, (STOP,), 6, 180))
    formations = {name: carrying(each) for name, each in asked.fleet.formations.items()}
    fleet = replace(asked.fleet, formations=formations)
    return replace(asked, fleet=fleet, programme=programme, manifest=manifest)


def programme(*events: Event, ways: tuple[OtherWay, ...] = ()) -> Programme:
    return Programme(tuple(sorted(events, key=lambda each: each.begins_at_s)), ways, 600, 300)


def arrives_min(told: Told, place: str) -> float:
    return (told.point("principal", place).published_arrive_at_s - NINE) / MIN


def test_an_event_at_the_origin_holds_the_departure() -> None:
    told = held(things(programme(event("send-off", "p0", -12, lasts_s=14 * MIN))))
    row = told.plan.programme[0]
    assert told.point("principal", "p0").published_depart_at_s == NINE + 4 * MIN == row.bound_at_s
    assert (row.bounds, row.slack_s, row.slips_s) == ("departure", 0, 0)


def test_an_event_on_the_way_holds_the_train_until_it_is_over() -> None:
    told = held(things(programme(event("talk", "p2", 25, lasts_s=25 * MIN))))
    row = told.plan.programme[0]
    point = told.point("principal", "p2")
    assert row.begins_at_s == NINE + 25 * MIN
    assert point.published_depart_at_s >= row.ends_at_s + 2 * MIN
    assert row.slack_s == row.bound_at_s - point.published_arrive_at_s >= 0


def test_an_event_slips_no_further_than_it_may_and_takes_those_behind_it_along() -> None:
    free = held(things())
    comes = int(arrives_min(free, "p3"))
    events = (
        event("welcome", "p3", comes - 1, may_slip_s=6 * MIN),
        event("talks", "p3", comes + 12, follows="welcome", gap_s=2 * MIN, may_slip_s=6 * MIN),
    )
    told = held(things(programme(*events)))
    welcome, talks = told.plan.programme
    assert welcome.slips_s == 3 * MIN and welcome.slack_s == -3 * MIN
    assert talks.begins_at_s == welcome.ends_at_s + 2 * MIN
    assert talks.slips_s == 2 * MIN


def test_an_event_that_cannot_be_kept_is_named_with_both_times() -> None:
    problem = the_only(refused(things(programme(event("welcome", "p3", 20)))))
    assert problem.code == "E0302"
    assert problem.what.startswith("welcome wants the principal by 2027-05-16 09:18")
    assert "let welcome begin or slip" in problem.mend


def test_a_chain_at_one_stop_holds_the_train_until_its_last_event_is_over() -> None:
    comes = int(arrives_min(held(things()), "p2"))
    events = (
        event("talk", "p2", comes - 4, may_slip_s=20 * MIN),
        event("lunch", "p2", comes + 8, follows="talk", gap_s=2 * MIN, may_slip_s=20 * MIN),
    )
    told = held(things(programme(*events)))
    talk, lunch = told.plan.programme
    assert lunch.begins_at_s == talk.ends_at_s + 2 * MIN > lunch.bound_at_s + 2 * MIN
    assert told.point("principal", "p2").published_depart_at_s >= lunch.ends_at_s + 2 * MIN


def test_an_event_longer_than_the_stop_names_both_times() -> None:
    comes = int(arrives_min(held(things()), "p2"))
    problem = the_only(refused(things(programme(event("talk", "p2", comes + 3, lasts_s=120 * MIN)))))
    assert (problem.code, problem.where) == ("E0302", "Place 2")
    assert "124 min or more" in problem.what and "the stop allows 50 min" in problem.what


def test_a_chain_longer_than_the_stop_counts_as_one() -> None:
    comes = int(arrives_min(held(things()), "p2"))
    events = (
        event("talk", "p2", comes + 5, may_slip_s=90 * MIN),
        event("lunch", "p2", comes + 45, follows="talk", gap_s=27 * MIN, may_slip_s=90 * MIN),
    )
    problem = the_only(refused(things(programme(*events))))
    assert "talk, lunch: the principal stands 51 min or more" in problem.what


def test_an_event_cannot_follow_one_that_the_train_reaches_later() -> None:
    events = (event("a", "p3", 10, lasts_s=MIN), event("b", "p2", 30, follows="a", may_slip_s=90 * MIN))
    problem = the_only(refused(things(programme(*events))))
    assert problem.code == "E0214" and "where the principal comes only later" in problem.what


def test_what_follows_binds_what_goes_before() -> None:
    plan = programme(
        event("a", "p3", 100, may_slip_s=60 * MIN), event("b", "p3", 120, follows="a", gap_s=5 * MIN)
    )
    assert latest_begins_s(plan)["a"] == NINE + 105 * MIN


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(1, 30), st.integers(0, 20)), min_size=1, max_size=5)
)
def test_law_of_a_chain_at_its_latest(drawn: list[tuple[int, int, int]]) -> None:
    """If the first begins at its latest, each begins within what it may; one second later, one does not."""
    events, at_min = [], 0
    for i, (slip, lasts, gap) in enumerate(drawn):
        before = f"e{i - 1}" if i else ""
        facts = {"may_slip_s": slip * MIN, "lasts_s": lasts * MIN, "gap_s": gap * MIN if i else 0}
        events.append(event(f"e{i}", "p3", at_min, follows=before, **facts))
        at_min += lasts + 20
    first_s = latest_begins_s(programme(*events))["e0"]
    for late_s, all_kept in ((0, True), (1, False)):
        begins_s, kept = first_s + late_s, []
        for i, each in enumerate(events):
            if i:
                begins_s = max(each.begins_at_s, begins_s + events[i - 1].lasts_s + each.gap_s)
            kept.append(begins_s <= each.begins_at_s + each.may_slip_s)
        assert all(kept) == all_kept


def party(name: str, people: int, carriage: int, *functions: str, role: str = "principal") -> Party:
    return Party(name, name, people, people, role, carriage, functions)


WATER = Supply("water", "l", 24.0, 0.0, 0.0, {"principal": 1000}, (), Basis.ASSUMED, "toy")
FUEL = Supply("fuel", "l", 0.0, 0.0, 0.25, {"principal": 100}, ("p2",), Basis.SURVEYED, "toy")
MANIFEST = Manifest(
    parties=(party("head", 2, 1, "head"), party("staff", 12, 2), party("guard", 3, 2, role="advance")),
    apart=(Apart(("head", "second"), "never together"),),
    cars=(Car("C1", "car", 6000.0, "principal", 3, "p2", 15 * MIN),),
    supplies=(WATER, FUEL),
)
AIR = OtherWay(
    "air", "air", "aircraft", (WayLeg("road", 10e3, 10.0, 0), WayLeg("flight", 1000e3, 250.0, 1800)),
    10, 0, 900e3, ("cars carried",), Basis.ASSUMED, "toy",
)  # fmt: skip


def test_people_supplies_cars_and_other_ways_stand_on_the_plan() -> None:
    told = held(things(programme(ways=(AIR,)), MANIFEST))
    plan = told.plan
    assert [(row.role, row.carriage, row.people) for row in plan.aboard] == [
        ("advance", 2, 3), ("principal", 1, 2), ("principal", 2, 12),
    ]  # fmt: skip
    water, fuel = plan.supplies
    hours = plan.trains[1].totals.total_s / 3600
    assert water.needed == pytest.approx(14 * hours, abs=1.0)
    until_p2_s = told.point("principal", "p2").published_depart_at_s
    until_p2_s -= told.point("principal", "p0").published_depart_at_s
    assert fuel.needed == pytest.approx(0.25 * 40 * until_p2_s / 3600, abs=1.0)
    assert fuel.until_place == "p2", "the first half, with its stop, is the harder one"
    assert plan.cars[0].ready_at_s == told.point("principal", "p2").published_arrive_at_s + 15 * MIN
    train, air = plan.alternatives
    assert train.door_to_door_s == plan.trains[1].totals.total_s + 900
    assert (air.door_to_door_s, air.people_left, air.cars_left, air.reaches) == (1000 + 5800, 4, 1, False)
    assert [item.where for item in plan.assumptions if item.what in ("supply", "other way")] == [
        "water",
        "air",
    ]


WRONG: list[tuple[str, str, Manifest]] = [
    ("E0203", "the movement has no rescue", replace(MANIFEST, parties=(party("x", 1, 1, role="rescue"),))),
    ("E0250", "has 4 carriages, 9 is asked for", replace(MANIFEST, parties=(party("x", 1, 9),))),
    ("E0250", "19 people need a berth, it has 18", replace(MANIFEST, parties=(party("x", 19, 2),))),
    ("E0250", "1 cars, it carries 0", replace(MANIFEST, cars=(replace(MANIFEST.cars[0], carriage=2),))),
    ("E0251", "head and second are both aboard",
     replace(MANIFEST, parties=(*MANIFEST.parties, party("two", 1, 2, "second")))),
    ("E0214", "the principal does not stand at p1",
     replace(MANIFEST, cars=(replace(MANIFEST.cars[0], hand_over="p1"),))),
    ("E0201", "p9 is not on the way", replace(MANIFEST, cars=(replace(MANIFEST.cars[0], hand_over="p9"),))),
    ("E0201", "p9 is not on the way", replace(MANIFEST, supplies=(replace(FUEL, filled_at=("p9",)),))),
    ("E0203", "the movement has no tail", replace(MANIFEST, supplies=(replace(FUEL, carried={"tail": 1}),))),
]  # fmt: skip


@pytest.mark.parametrize(("code", "words", "manifest"), WRONG)
def test_what_does_not_fit_is_told(code: str, words: str, manifest: Manifest) -> None:
    problems = refused(things(None, manifest))
    assert any(problem.code == code and words in problem.what for problem in problems)


def test_an_event_where_the_principal_does_not_stand_is_told() -> None:
    assert the_only(refused(things(programme(event("talk", "p1", 30))))).code == "E0214"
    assert the_only(refused(things(programme(event("talk", "p7", 30))))).code == "E0201"


def test_supplies_that_end_on_the_way_are_told() -> None:
    told = held(things(None, replace(MANIFEST, supplies=())))
    rows = held(things(None, MANIFEST)).plan.supplies
    assert told.plan.supplies == ()
    refuse_supplies(rows)
    with pytest.raises(InfeasibleError, match="E0350"):
        refuse_supplies([replace(row, carried=row.needed - 1) for row in rows])


def first(rows: tuple[Any, ...], **values: Any) -> tuple[Any, ...]:
    return (replace(rows[0], **values), *rows[1:])


TAMPERED: list[tuple[str, Callable[[Plan], dict[str, Any]]]] = [
    ("PROGRAMME", lambda plan: {"programme": ()}),
    ("PROGRAMME", lambda plan: {"programme": first(plan.programme, slack_s=99_999)}),
    ("PROGRAMME", lambda plan: {"programme": first(plan.programme, begins_at_s=0)}),
    ("ABOARD", lambda plan: {"aboard": first(plan.aboard, people=1)}),
    ("ABOARD", lambda plan: {"aboard": plan.aboard[1:]}),
    ("ABOARD", lambda plan: {"cars": first(plan.cars, ready_at_s=NINE)}),
    ("SUPPLIES", lambda plan: {"supplies": first(plan.supplies, needed=1)}),
    ("SUPPLIES", lambda plan: {"supplies": plan.supplies[1:]}),
    ("ALTERNATIVES", lambda plan: {"alternatives": first(plan.alternatives, door_to_door_s=60)}),
    ("ALTERNATIVES", lambda plan: {"alternatives": ()}),
    ("ASSUMPTIONS", lambda plan: {"assumptions": plan.assumptions[:-1]}),
]


@pytest.fixture(scope="module")
def whole() -> Told:
    return held(things(programme(event("talk", "p2", 30), ways=(AIR,)), MANIFEST))


def recheck(told: Told, plan: Plan, **inputs: Any) -> list[str]:
    asked = told.things
    given = Inputs(
        asked.network,
        asked.fleet,
        asked.timetable,
        asked.pack,
        asked.movement,
        asked.programme,
        asked.manifest,
    )
    record = check_plan(plan, columns(told.planned.runs), replace(given, **inputs))
    return [problem.what.partition(":")[0] for problem in record.problems]


@pytest.mark.parametrize(("rule", "change"), TAMPERED)
def test_the_check_finds_each_change(
    whole: Told, rule: str, change: Callable[[Plan], dict[str, Any]]
) -> None:
    assert recheck(whole, whole.plan) == []
    assert rule in recheck(whole, replace(whole.plan, **change(whole.plan)))


def test_the_check_knows_an_event_that_the_train_leaves_or_misses(whole: Told) -> None:
    """Rows that agree with the programme are not enough: the train must wait, and come in time."""
    late = replace(whole.things.programme, events=(event("talk", "p2", 40, lasts_s=90 * MIN),))
    assert "PROGRAMME" in recheck(whole, whole.plan, programme=late)
    assert "PROGRAMME" in recheck(whole, whole.plan, programme=None)
    assert "ABOARD" in recheck(whole, whole.plan, manifest=None)
    together = replace(MANIFEST, parties=(*MANIFEST.parties, party("two", 1, 1, "second")))
    assert "ABOARD" in recheck(whole, whole.plan, manifest=together)
    assert "SUPPLIES" in recheck(
        whole,
        whole.plan,
        manifest=replace(MANIFEST, supplies=(replace(WATER, carried={"principal": 1}), FUEL)),
    )


def test_a_car_does_not_go_on_where_another_train_takes_over() -> None:
    asked = things(None, replace(MANIFEST, cars=(replace(MANIFEST.cars[0], hand_over="p3"),)))
    taken = (HandoverRequest("p2", "hand-over", "7003", "host"),)
    roles = tuple(replace(role, handovers=taken) for role in asked.movement.roles)
    path = make_path(asked.network, ["p0", "p1", "p2", "p3"])
    found = manifest_problems(
        asked.manifest or MANIFEST, replace(asked.movement, roles=roles), asked.fleet, path
    )
    assert "ends at p2, where another takes over" in the_only(found).what
