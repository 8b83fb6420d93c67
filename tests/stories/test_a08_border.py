"""The border and the change of gauge (domain.md 9, scenario 8), to its numbers.

05:00 KST  three trains at p1, each 2 h / 3 h 30 / 6 h on a jack track
           one jack track    all ready in 11.5 h in half of all cases
           two jack tracks   7.2 h
           one bogie set     refused, with the ways out, each of which can be planned
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from railcade.basis import Basis
from railcade.clock import from_iso, local
from railcade.plan.check import check_plan
from railcade.plan.check.inputs import Inputs
from railcade.plan.joint.planner import Things
from railcade.plan.model import BorderRow, Plan
from railcade.plan.request import FarBrakes, HandoverRequest, Spread, StepRequest
from tests.stories.crossing import ROLES, Crossing, over_the_border
from tests.stories.told import Told, columns, held, refused, the_only

H = 3600
FIVE = from_iso("2027-05-17T05:00:00+09:00")
LIFT = StepRequest(
    "regauging",
    "bogie exchange",
    Spread("triangular", (2 * H, 7 * H // 2, 6 * H)),
    True,
    Basis.ASSUMED,
    "2, 3.5, 6 h",
)
BEFORE = StepRequest("formalities", "customs", Spread("fixed", (1800,)), False, Basis.ASSUMED, "test")
TEST = StepRequest("brake_test", "brake test", Spread("fixed", (1500,)), False, Basis.ASSUMED, "test")
CHANGE = StepRequest(
    "transfer", "change of trains", Spread("lognormal", (2400, 3600)), False, Basis.ASSUMED, "test"
)
BEYOND = StepRequest("far_formalities", "entry", Spread("fixed", (2700,)), False, Basis.ASSUMED, "test")


def at_the_border(jack_tracks: int = 2, sets: int = 3, *steps: StepRequest, **asked: object) -> Things:
    """Three trains that come from five o'clock on, with time enough."""
    things = over_the_border(Crossing(jack_tracks, sets, 0, 16 * 60))
    border = things.movement.border
    assert border is not None
    border = replace(border, duration_s=0, steps=steps or (LIFT,), reform_extra_s=3600)
    border = replace(border, **asked)  # type: ignore[arg-type]
    movement = replace(
        things.movement,
        border=border,
        depart_earliest_s=FIVE - 2 * H,
        depart_latest_s=FIVE + H,
        arrive_latest_s=FIVE + 30 * H,
    )
    return replace(things, movement=movement)


def with_handover(things: Things, **kinds: str) -> Things:
    """Some roles taken over by another train at the border place."""
    roles = tuple(
        replace(role, handovers=(HandoverRequest("p1", kinds[role.role], f"7{i}", "host"),))
        if role.role in kinds
        else role
        for i, role in enumerate(things.movement.roles)
    )
    return replace(things, movement=replace(things.movement, roles=roles))


def ready_h(told: Told) -> dict[tuple[int, float], float]:
    return {(row.jack_tracks, row.quantile): row.ready_s / H for row in told.plan.border_outlook}


def worked_h(row: BorderRow) -> float:
    return sum(step.until_at_s - step.from_at_s for step in row.steps) / H


@pytest.fixture(scope="module")
def one_track() -> Told:
    return held(at_the_border(1, of="all"))


@pytest.fixture(scope="module")
def two_tracks() -> Told:
    return held(at_the_border(2, of="all"))


def test_all_ready_in_half_of_all_cases(one_track: Told, two_tracks: Told) -> None:
    for told in (one_track, two_tracks):
        told_h = ready_h(told)
        assert told_h[1, 0.5] == pytest.approx(11.46, abs=0.05)
        assert told_h[2, 0.5] == pytest.approx(7.15, abs=0.05)
        assert told_h[1, 0.8] == pytest.approx(12.72, abs=0.05)
        assert told_h[2, 0.95] == pytest.approx(8.98, abs=0.05)
        assert told_h[3, 0.5] == pytest.approx(4.56, abs=0.05)


@pytest.mark.parametrize(("tracks", "wanted_h"), [(1, 11.5), (2, 7.2)])
def test_the_plan_takes_that_time(tracks: int, wanted_h: float, request: pytest.FixtureRequest) -> None:
    told = request.getfixturevalue("one_track" if tracks == 1 else "two_tracks")
    comes_s = told.plan.border[0].arrive_at_s
    ends_s = max(row.steps[-1].until_at_s for row in told.plan.border)
    # The trains come one behind the other, so that all are there a little after the first.
    assert (ends_s - comes_s) / H == pytest.approx(wanted_h, abs=0.25)
    assert len({row.jack_track for row in told.plan.border}) == tracks


def test_each_train_at_its_own_quantile() -> None:
    for quantile, wanted_h in ((0.5, 3.76), (0.8, 4.59), (0.95, 5.30)):
        told = held(at_the_border(2, of="train", quantile=quantile))
        for row in told.plan.border:
            assert worked_h(row) == pytest.approx(wanted_h, abs=1 / 60)
            assert row.steps[0].quantile == pytest.approx(quantile, abs=1e-4)


def test_one_set_is_refused_with_the_ways_out() -> None:
    problem = the_only(refused(at_the_border(2, 1)))
    assert (problem.code, problem.where) == ("E0212", "movement  border.bogie_sets")
    assert "1 bogie set for 3 trains" in problem.what
    for way in ("bogie_sets = 3", "1520 mm stock", 'change = "transfer"', "host", 'change = "hand-over"'):
        assert way in problem.mend


def test_the_way_out_over_a_host_that_supplies_advance_and_follow_up() -> None:
    things = with_handover(
        at_the_border(2, 1, BEFORE, LIFT, BEYOND), advance="hand-over", follow_up="hand-over"
    )
    told = held(things)
    assert [(row.role, row.begins, row.owner) for row in told.plan.handovers] == [
        ("advance", "70", "host"),
        ("follow_up", "72", "host"),
    ]
    rows = {(row.role, row.place): row for row in told.plan.border}
    assert worked_h(rows["principal", "p1"]) > 4.0
    assert worked_h(rows["advance", "p1"]) == 0 and rows["advance", "p1"].jack_track == ""
    assert ("advance", "p3") not in rows and ("principal", "p3") in rows
    assert told.train("advance").totals.border_s == 0
    # One train is lifted: more jack tracks would not help it.
    assert {row.jack_tracks for row in told.plan.border_outlook} == {1}
    assert [bool(row.suspended) for row in told.plan.sweep] == [False, True, True, False]
    anew = told.plan.sweep[-1]
    assert anew.swept_at_s > told.point("advance", "p3").depart_at_s and anew.used_at_s <= anew.valid_until_s


def test_a_host_whose_train_waits_at_the_re_forming_place() -> None:
    """The advance train that came runs through on its own gauge as far as the rails of both lie."""
    things = at_the_border(2, 2, BEFORE, LIFT, BEYOND)
    sections = dict(things.network.sections)
    for name in ("p1-p2", "p2-p3"):
        sections[name] = replace(sections[name], gauges_mm=(1435, 1520))
    advance = replace(
        things.movement.roles[0],
        formations=(("p0", "advance"), ("p3", "advance_broad")),
        handovers=(HandoverRequest("p3", "hand-over", "70", "host"),),
    )
    movement = replace(things.movement, roles=(advance, *things.movement.roles[1:]))
    told = held(replace(things, movement=movement, network=replace(things.network, sections=sections)))
    (row,) = told.plan.handovers
    assert (row.role, row.place, row.begins, row.formation) == ("advance", "p3", "70", "advance_broad")
    first = told.plan.border[0]
    assert [step.kind for step in first.steps] == ["formalities"] and first.jack_track == ""
    assert [row.role for row in told.plan.border if row.place == "p3"] == ["principal", "follow_up"]
    anew = told.plan.sweep[-1]
    assert row.leaves_at_s < anew.swept_at_s and anew.used_at_s <= anew.valid_until_s
    assert min(train.points[3].published_depart_at_s for train in told.plan.trains) >= max(
        train.points[3].published_arrive_at_s + 20 * 60 for train in told.plan.trains
    )


def test_the_way_out_over_stock_that_stands_there() -> None:
    told = held(with_handover(at_the_border(2, 0, BEFORE, LIFT, CHANGE), **dict.fromkeys(ROLES, "transfer")))
    assert {row.kind for row in told.plan.handovers} == {"transfer"}
    for row in told.plan.border:
        assert [step.kind for step in row.steps] == ["formalities", "transfer"]
        assert row.jack_track == "" and worked_h(row) < 1.5
    assert told.plan.border_outlook == ()


def test_a_transfer_needs_its_minutes() -> None:
    problem = the_only(refused(with_handover(at_the_border(2, 2), principal="transfer")))
    assert problem.code == "E0214" and "transfer is missing" in problem.what


def test_the_principal_is_not_left_behind() -> None:
    problem = the_only(refused(with_handover(at_the_border(2, 2), principal="hand-over")))
    assert problem.code == "E0214" and "stay behind" in problem.what


def test_half_an_hour_is_refused() -> None:
    problem = the_only(refused(at_the_border(2, duration_s=1800)))
    assert (problem.code, problem.where) == ("E0340", "movement  border.duration")
    assert "30 min at the border" in problem.what and "at least 2 h: it is p0" in problem.what
    assert "p50 is 3 h 46 min" in problem.what and '"3 h 46 min"' in problem.mend


def test_a_shorter_stop_says_its_quantile_and_may_be_accepted() -> None:
    problem = the_only(refused(at_the_border(2, duration_s=3 * H)))
    assert "it is p17 of a train's work, too short in 83 of 100 cases" in problem.what
    told = held(at_the_border(2, duration_s=3 * H, quantile=0.16))
    assert {worked_h(row) for row in told.plan.border} == {3.0}
    assert {round(step.quantile, 2) for row in told.plan.border for step in row.steps} == {0.17}


def test_longer_than_the_steps_can_take() -> None:
    problem = the_only(refused(at_the_border(2, duration_s=7 * H)))
    assert problem.code == "E0214" and "at most 6 h" in problem.what


def test_steps_in_a_row_and_what_lies_off_the_jack_track() -> None:
    told = held(at_the_border(1, 3, BEFORE, LIFT, TEST, BEYOND))
    first, second = told.plan.border[:2]
    assert [step.kind for step in first.steps] == ["formalities", "regauging", "brake_test"]
    # The second is lifted as soon as the first has left the jack track, while its brakes are tested.
    assert second.steps[1].from_at_s == first.steps[1].until_at_s
    assert second.jack_wait_s == second.steps[1].from_at_s - second.steps[0].until_at_s > 2 * H
    far = [row for row in told.plan.border if row.place == "p3"]
    assert len(far) == 3
    leaves_s = told.point("advance", "p3").published_depart_at_s
    assert leaves_s >= max(row.steps[-1].until_at_s for row in far)


def test_a_shed_shorter_than_the_train() -> None:
    told = held(carriages(at_the_border(2, 3, shed_m=150.0)))
    assert [row.jack_track for row in told.plan.border] == ["1 2"] * 3
    problem = refused(carriages(at_the_border(1, 3, shed_m=150.0)))[0]
    assert problem.code == "E0204" and "300 m long, 1 jack tracks of 150 m" in problem.what


def carriages(things: Things) -> Things:
    """Each broad formation with 300 m of carriages behind its locomotive."""
    fleet, vehicles = things.fleet, dict(things.fleet.vehicles)
    formations = dict(fleet.formations)
    for name, formation in fleet.formations.items():
        if name.endswith("_broad"):
            car = replace(
                formation.vehicles[0], id=f"{name}_car", length_m=100.0, traction=None, mass_kg=60e3
            )
            car = replace(car, braked_mass_kg=48e3, axles=4)
            vehicles[car.id] = car
            formations[name] = replace(formation, vehicles=(*formation.vehicles, car, car, car))
    return replace(things, fleet=replace(fleet, vehicles=vehicles, formations=formations))


def far_brakes(needed_tf: float) -> FarBrakes:
    axles = (("principal_vehicle", 9.0 * 9806.65),)
    return FarBrakes(needed_tf * 0.0980665, 8.0 * 9806.65, axles, Basis.PUBLISHED, "test")


def test_the_rule_book_changes_with_the_crew() -> None:
    told = held(at_the_border(2, 3, LIFT, BEYOND, rule_book="PTE"))
    assert [(row.place, row.rule_book) for row in told.plan.border] == [("p1", "PTE")] * 3 + [("p3", "")] * 3
    kept = tuple(replace(row, rule_book="") for row in told.plan.border)
    assert forged(told, replace(told.plan, border=kept)) == {"BORDER"}


def test_brakes_are_counted_anew_and_tested() -> None:
    told = held(at_the_border(2, 3, LIFT, TEST, brakes=far_brakes(50.0)))
    rows = {row.role: row for row in told.plan.brakes}
    # 20 axles of 8 tf, 300 t; the principal's vehicle is told apart by its id.
    assert rows["advance"].far_newton_per_kg == pytest.approx(53.33 * 0.0980665, rel=1e-3)
    assert rows["advance"].near_percentage == 80.0
    assert rows["advance"].tested_at_s == told.plan.border[0].steps[-1].until_at_s
    problems = refused(at_the_border(2, 3, LIFT, TEST, brakes=far_brakes(58.0)))
    assert {problem.code for problem in problems} == {"E0240"}
    assert "53.3 tf of block pressure on 100 t, 58.0 tf are needed" in problems[0].what
    problem = the_only(refused(at_the_border(2, 3, LIFT, brakes=far_brakes(50.0))))
    assert problem.code == "E0214" and "no step tests them" in problem.what


def test_the_clock_stands_an_hour_further_beyond() -> None:
    told = held(at_the_border(2))
    at_s = told.point("principal", "p1").published_depart_at_s
    zones = [told.things.network.places[place].zone for place in ("p1", "p3")]
    near, far = (local(at_s, zone).replace(tzinfo=None) for zone in zones)
    assert (far - near).total_seconds() == H


def forged(told: Told, plan: Plan) -> set[str]:
    things = told.things
    inputs = Inputs(things.network, things.fleet, things.timetable, things.pack, things.movement)
    record = check_plan(plan, columns(told.planned.runs), inputs)
    return {rule.id.partition("/")[0] for rule in record.rules if rule.failed}


def test_the_check_counts_the_odds_itself(two_tracks: Told) -> None:
    plan = two_tracks.plan
    longer = tuple(replace(row, ready_s=row.ready_s + 600) for row in plan.border_outlook)
    assert forged(two_tracks, replace(plan, border_outlook=longer)) == {"BORDER-ODDS"}
    assert "BORDER-ODDS" in forged(two_tracks, replace(plan, border_outlook=longer[1:]))
    bolder = tuple(
        replace(row, steps=tuple(replace(step, quantile=0.9) for step in row.steps)) for row in plan.border
    )
    assert forged(two_tracks, replace(plan, border=bolder)) == {"BORDER", "BORDER-ODDS"}


def test_the_check_misses_no_hand_over_and_no_brakes() -> None:
    things = with_handover(
        at_the_border(2, 1, LIFT, TEST, brakes=far_brakes(50.0)), advance="hand-over", follow_up="hand-over"
    )
    told = held(things)
    plan = told.plan
    assert [row.role for row in plan.brakes] == ["principal"]
    assert forged(told, replace(plan, handovers=plan.handovers[1:])) == {"HANDOVER"}
    stronger = replace(plan.brakes[0], far_newton_per_kg=9.9)
    assert forged(told, replace(plan, brakes=(stronger,))) == {"FAR-BRAKES"}
    assert forged(told, replace(plan, brakes=())) == {"FAR-BRAKES"}


def test_no_instant_at_the_border_can_be_moved() -> None:
    things = with_handover(
        at_the_border(1, 2, BEFORE, LIFT, TEST, BEYOND, brakes=far_brakes(50.0)), follow_up="hand-over"
    )
    told = held(things)
    plan, step_s = told.plan, told.plan.publish_step_s
    for k, row in enumerate(plan.border):
        rows = list(plan.border)
        for by_s in (-step_s, step_s):
            for name in ("arrive_at_s", "waiting_s", "jack_wait_s"):
                rows[k] = replace(row, **{name: getattr(row, name) + by_s})
                assert forged(told, replace(plan, border=tuple(rows))), (row.role, row.place, name, by_s)
        for i, step in enumerate(row.steps):
            for name in ("from_at_s", "until_at_s"):
                moved = replace(step, **{name: getattr(step, name) + step_s})
                rows[k] = replace(row, steps=(*row.steps[:i], moved, *row.steps[i + 1 :]))
                assert forged(told, replace(plan, border=tuple(rows))), (row.role, row.place, step.kind, name)
    (handed,), brakes = plan.handovers, plan.brakes
    for name in ("arrives_at_s", "leaves_at_s"):
        later = replace(handed, **{name: getattr(handed, name) + step_s})
        assert forged(told, replace(plan, handovers=(later,))) == {"HANDOVER"}
    later_test = replace(brakes[0], tested_at_s=brakes[0].tested_at_s + step_s)
    assert forged(told, replace(plan, brakes=(later_test, *brakes[1:]))) == {"FAR-BRAKES"}
