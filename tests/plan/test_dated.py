"""Possessions, isolations, restrictions and opening hours, honoured by plan and check."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from railcade.clock import from_iso
from railcade.conditions import (
    Conditions,
    Isolation,
    Opening,
    OpeningHours,
    Possession,
    Restriction,
    RunningTrack,
    Stretch,
)
from railcade.errors import InfeasibleError, InputError
from railcade.motion import Reason
from railcade.network import Network
from railcade.plan.dated import Closure, closures, reaches_of, stretch_problems
from railcade.plan.joint.planner import Things
from railcade.rules import ProtectionKind, ProtectionRule
from tests.plan.lines import LineStyle, line_network
from tests.plan.toys import NINE, NOTE, Ask, toy_pack, toy_things, toy_train
from tests.stories.told import Told, held, refused, tell, the_only

LINE = line_network([5000.0, 5000.0, 5000.0], [3, 3, 3, 3])
ASK = Ask({"principal": 60.0}, window_min=90, within_min=200)
MIDDLE = Stretch(section="p1-p2")
ALWAYS = tuple(Opening(day, 0, 86_400) for day in range(7))


def possession(from_min: int, until_min: int, **changes: Any) -> Possession:
    whole = Possession(
        "P1", MIDDLE, RunningTrack.ALL, NINE + 60 * from_min, NINE + 60 * until_min, "rails", "north"
    )
    return replace(whole, **changes)


def restriction(speed_mps: float, from_min: int = -60, until_min: int = 600, **changes: Any) -> Restriction:
    at_s = NINE + 60 * from_min, NINE + 60 * until_min
    return replace(Restriction("R1", MIDDLE, speed_mps, *at_s, "soft ground", "north"), **changes)


def things(conditions: Conditions, ask: Ask = ASK, network: Network = LINE, *trains: Any) -> Things:
    return replace(toy_things(network, ask, trains), conditions=conditions)


def conditions(**parts: Any) -> Conditions:
    return Conditions("test", **parts)


def passes_s(told: Told) -> tuple[float, float]:
    """Entry to the middle section and clearing of it, with block work (60 s before, 60 s after)."""
    return told.point("principal", "p1").depart_at_s - 60, told.point("principal", "p2").complete_at_s + 60


def test_a_possession_that_lies_on_the_earliest_way_moves_the_movement_behind_it() -> None:
    free = held(things(conditions()))
    told = held(things(conditions(possessions=(possession(0, 30),))))
    assert passes_s(free)[0] < NINE + 1800
    assert NINE + 1800 <= passes_s(told)[0] <= NINE + 1860
    (row,) = told.plan.possessions
    assert (row.kind, row.number, row.section, row.track) == ("possession", "P1", "p1-p2", "all")


def test_a_possession_behind_the_movement_lets_it_pass_before() -> None:
    told = held(things(conditions(possessions=(possession(15, 200),))))
    assert passes_s(told)[1] <= NINE + 900


def test_all_roles_pass_on_the_same_side() -> None:
    ask = Ask({"advance": 60.0, "principal": 60.0, "follow_up": 60.0}, window_min=90, within_min=220)
    told = held(things(conditions(possessions=(possession(10, 30),)), ask))
    for role in ("advance", "principal", "follow_up"):
        assert told.point(role, "p1").depart_at_s - 60 >= NINE + 1800


def test_a_possession_that_leaves_no_way_is_refused_with_the_ways_out() -> None:
    problem = the_only(refused(things(conditions(possessions=(possession(-60, 180),)))))
    assert (problem.code, problem.where) == ("E0330", "Place 1 – Place 2")
    assert "possession P1 (rails) from 2027-05-16 08:00 KST until 2027-05-16 12:00 KST" in problem.what
    late_min = int(problem.mend.split()[1])
    # As late as it says is enough, and a minute less is not.
    for extra_min, found in ((late_min, True), (late_min - 1, False)):
        ask = replace(ASK, window_min=ASK.window_min + extra_min, within_min=ASK.within_min + extra_min)
        case = things(conditions(possessions=(possession(-60, 180),)), ask)
        assert (tell(case).record.holds if found else bool(refused(case))) is True


DOUBLE = line_network([5000.0, 5000.0, 5000.0], [3, 3, 3, 3], LineStyle(double=frozenset({0, 1, 2})))


def test_a_possession_of_the_other_track_of_double_line_lets_the_movement_pass() -> None:
    other = conditions(possessions=(possession(-60, 180, track=RunningTrack.BACKWARD),))
    told = held(things(other, ASK, DOUBLE))
    assert passes_s(told)[0] < NINE + 1800
    assert told.plan.possessions[0].track == "backward"
    own = conditions(possessions=(possession(-60, 180, track=RunningTrack.FORWARD),))
    assert the_only(refused(things(own, ASK, DOUBLE))).code == "E0330"


def through(name: str = "11", start_min: int = 60) -> Any:
    way = [("p3", 0, 8), ("p2", 0, 8), ("p1", 0, 8), ("p0", 0, 0)]
    return replace(toy_train(name, "freight", start_min, way), points=tuple(
        replace(point, track="1") for point in toy_train(name, "freight", start_min, way).points
    ))  # fmt: skip


def test_a_train_booked_through_a_possession_is_told_or_cancelled() -> None:
    shut = possession(60, 90)
    problem = the_only(refused(things(conditions(possessions=(shut,)), ASK, LINE, through())))
    assert (problem.code, problem.where) == ("E0231", "train 11")
    told = held(things(conditions(possessions=(replace(shut, cancels=("11",)),)), ASK, LINE, through()))
    assert "11/2027-05-16" not in {train.id for train in told.plan.other_trains}


def test_a_train_that_the_movement_holds_does_not_run_into_a_possession() -> None:
    # Booked clear of it by a few minutes: it goes through before, or is kept until after.
    shut = conditions(possessions=(possession(45, 75),))
    ask = Ask({"principal": 60.0}, window_min=4, within_min=40)
    told = held(things(shut, ask, LINE, through(start_min=5)))
    points = {point.place: point for point in told.other("11").points}
    assert points["p1"].arrive_at_s <= NINE + 45 * 60 or points["p2"].depart_at_s >= NINE + 75 * 60


def test_without_power_only_what_draws_current_waits() -> None:
    off = conditions(
        isolations=(Isolation("I1", MIDDLE, RunningTrack.ALL, NINE, NINE + 1800, "wire", "south"),)
    )
    diesel = held(things(off))
    assert passes_s(diesel)[0] < NINE + 1800
    wired = line_network([5000.0] * 3, [3, 3, 3, 3], LineStyle(power="3 kV DC"))
    case = things(off, ASK, wired)
    vehicle = next(iter(case.fleet.vehicles.values()))
    assert vehicle.traction is not None
    electric = replace(vehicle, traction=replace(vehicle.traction, power="3 kV DC"))
    formation = replace(case.fleet.formations["principal"], vehicles=(electric,))
    fleet = replace(case.fleet, formations={"principal": formation})
    told = held(replace(case, fleet=fleet))
    assert passes_s(told)[0] >= NINE + 1800


def box(from_h: int, until_h: int) -> OpeningHours:
    openings = tuple(Opening(day, 3600 * from_h, 3600 * until_h) for day in range(7))
    return OpeningHours("H1", "p1", None, openings, "no staff at night", "north")


def test_a_closed_box_is_passed_when_it_is_open() -> None:
    told = held(things(conditions(hours=(box(10, 22),))))
    assert told.point("principal", "p1").arrive_at_s >= NINE + 3600


def test_a_rule_that_opens_boxes_opens_a_closed_one() -> None:
    pack = toy_pack()
    rule = ProtectionRule("boxes", ProtectionKind.BOX_OPEN, "first", 600, "last", 0, (), NOTE)
    case = replace(
        things(conditions(hours=(box(10, 22),))), pack=replace(pack, protection=(*pack.protection, rule))
    )
    told = held(case)
    assert told.point("principal", "p1").arrive_at_s < NINE + 3600
    assert {row.opened_by for row in told.plan.possessions} == {"boxes"}
    assert told.plan.bill.boxes_opened > 0
    # A box that the network does not know of is opened by nobody.
    places = {**LINE.places, "p1": replace(LINE.places["p1"], box=False)}
    told = held(replace(case, network=replace(LINE, places=places)))
    assert told.point("principal", "p1").arrive_at_s >= NINE + 3600
    assert {row.opened_by for row in told.plan.possessions} == {""}


def test_a_closed_line_is_passed_when_it_is_open() -> None:
    openings = tuple(Opening(day, 36_000, 79_200) for day in range(7))
    hours = OpeningHours("H2", "", MIDDLE, openings, "no traffic at night", "north")
    told = held(things(conditions(hours=(hours,))))
    assert passes_s(told)[0] >= NINE + 3600
    always = replace(hours, openings=ALWAYS)
    assert passes_s(held(things(conditions(hours=(always,)))))[0] < NINE + 3600


def test_a_restriction_slows_and_is_named_in_the_run() -> None:
    free, told = held(things(conditions())), held(things(conditions(restrictions=(restriction(8.0),))))
    assert told.train("principal").totals.running_s > free.train("principal").totals.running_s
    run = told.planned.runs["principal/0"]
    slow = (run.x_m > 5000.0) & (run.x_m < 10_000.0)
    assert run.v_mps[slow].max() <= 8.0 + 1e-6
    assert int(Reason.TEMPORARY) in run.reason[slow]
    assert [row.section for row in told.plan.restrictions] == ["p1-p2"]


def test_a_restriction_of_another_week_changes_nothing_but_is_kept_in_the_inputs() -> None:
    later = restriction(8.0, 14_400, 14_500)
    assert held(things(conditions(restrictions=(later,)))).plan == held(things(conditions())).plan


@settings(max_examples=8, deadline=None)
@given(
    st.floats(3.0, 20.0), st.floats(0.0, 14.0), st.floats(0.1, 6.0), st.sampled_from([2.0, 8.0, 30.0])
)
def test_a_restriction_never_makes_a_run_faster(
    speed_mps: float, from_km: float, length_km: float, other_mps: float
) -> None:
    stretch = Stretch(from_m=1000.0 * from_km, to_m=1000.0 * min(from_km + length_km, 15.0))
    other = restriction(other_mps, stretch=MIDDLE)
    added = restriction(speed_mps, stretch=stretch, number="R2")
    times = [
        held(things(conditions(restrictions=parts))).planned.runs["principal/0"].duration_s
        for parts in ((other,), (other, added))
    ]
    assert times[1] >= times[0] - 1e-6


@settings(max_examples=8, deadline=None)
@given(st.integers(-30_000, 30_000), st.integers(1, 2000), st.booleans())
def test_a_possession_outside_the_window_changes_nothing(from_min: int, length_min: int, kept: bool) -> None:
    case = things(conditions())
    outside = from_min + length_min < -600 or from_min > 1500
    shut = conditions(possessions=(possession(from_min, from_min + length_min),))
    if outside:
        assert held(replace(case, conditions=shut)).plan == held(case).plan
    else:
        assert tell_or_refuse(replace(case, conditions=shut))


def tell_or_refuse(case: Things) -> bool:
    """Whatever happens, no plan is written that the check does not let stand."""
    try:
        return tell(case).record.holds
    except (InputError, InfeasibleError) as error:
        return bool(error.problems)


def test_kilometres_and_places_name_the_same_sections() -> None:
    by_km = reaches_of(Stretch(from_m=5000.0, to_m=12_500.0), LINE)
    assert [(reach.section, reach.from_m, reach.to_m) for reach in by_km] == [
        ("p1-p2", 0.0, 5000.0),
        ("p2-p3", 0.0, 2500.0),
    ]
    assert [reach.section for reach in reaches_of(Stretch(places=("p3", "p1")), LINE)] == ["p1-p2", "p2-p3"]
    assert reaches_of(Stretch(section="p1-p2", from_m=6000.0, to_m=7000.0), LINE)[0].from_m == 1000.0


@pytest.mark.parametrize(
    ("stretch", "code"),
    [
        (Stretch(section="p1-p9"), "E0230"),
        (Stretch(places=("p1", "p9")), "E0201"),
        (Stretch(from_m=90_000.0, to_m=91_000.0), "E0230"),
    ],
)
def test_what_the_network_lacks_is_told(stretch: Stretch, code: str) -> None:
    assert [problem.code for problem in stretch_problems(stretch, LINE, "conditions  x")] == [code]
    shut = conditions(possessions=(possession(0, 1, stretch=stretch),))
    assert code in {problem.code for problem in refused(things(shut))}


def test_kilometres_of_two_lines_are_refused() -> None:
    extra = replace(LINE.sections["p1-p2"], id="other", start="p1", end="p3")
    network = replace(LINE, sections={**LINE.sections, "other": extra})
    problems = list(stretch_problems(Stretch(from_m=5500.0, to_m=6000.0), network, "x"))
    assert [problem.code for problem in problems] == ["E0230"]


def test_tracks_and_trains_that_are_not_there_are_told() -> None:
    shut = possession(0, 1, track=RunningTrack.FORWARD, cancels=("77",))
    codes = [problem.code for problem in refused(things(conditions(possessions=(shut,))))]
    assert codes == ["E0214", "E0203"]


def test_hours_over_midnight_and_a_change_of_clock() -> None:
    night = OpeningHours("H", "p1", None, (Opening(6, 79_200, 93_600),), "", "")
    place = replace(LINE.places["p1"], zone="Europe/Berlin")
    network = replace(LINE, places={**LINE.places, "p1": place})
    # The last Sunday of March 2027: the clock goes from 2 to 3 in the night before, open 22:00 to 02:00.
    window_s = from_iso("2027-03-28T00:00:00+01:00"), from_iso("2027-03-29T12:00:00+02:00")
    spans: list[Closure] = list(closures(conditions(hours=(night,)), network, window_s))
    assert spans[0].until_at_s == from_iso("2027-03-28T22:00:00+02:00")
    assert spans[1].from_at_s == from_iso("2027-03-29T02:00:00+02:00")
