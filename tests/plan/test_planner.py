"""What the planner settles around the search."""

from __future__ import annotations

from dataclasses import replace

from railcade.plan.dated.window import AFTER_S, BEFORE_S
from tests.plan.lines import line_network
from tests.plan.toys import NINE, Ask, toy_pack, toy_things
from tests.stories.told import held, refused, the_only

LINE = line_network([5000.0, 5000.0], [3, 3, 3])


def test_other_traffic_is_looked_at_until_six_hours_after_the_last_role() -> None:
    # The request bounds the principal's arrival; the follow-up comes after it.
    alone = held(toy_things(LINE, Ask({"principal": 60.0})))
    arrives_s = alone.train("principal").points[-1].published_arrive_at_s
    ask = Ask({"principal": 60.0, "follow_up": 60.0}, window_min=0, within_min=-(-(arrives_s - NINE) // 60))
    told = held(toy_things(LINE, ask))
    last_s = told.train("follow_up").points[-1].published_arrive_at_s
    assert last_s > told.things.movement.arrive_latest_s
    assert told.plan.window_until_s >= last_s + AFTER_S


def test_a_single_leg_that_arrives_too_late_is_refused() -> None:
    # Departure and arrival bound the same node, and no other role tightens it.
    problem = the_only(refused(toy_things(LINE, Ask({"principal": 60.0}, within_min=5))))
    assert problem.code == "E0302"
    assert problem.where == "Place 2"


def test_a_single_leg_too_late_is_refused_with_further_roles_too() -> None:
    ask = Ask({"advance": 60.0, "principal": 60.0, "follow_up": 60.0}, within_min=5)
    problem = the_only(refused(toy_things(LINE, ask)))
    assert (problem.code, problem.where) == ("E0302", "Place 2")
    assert "arrives at" in problem.what


def test_a_departure_window_between_two_publish_steps_is_refused_as_such() -> None:
    # Nine o'clock is no multiple of 7 s, and the window has no width.
    problem = the_only(refused(toy_things(LINE, Ask({"principal": 60.0}, window_min=0, step_s=7))))
    assert (problem.code, problem.where) == ("E0302", "Place 0")
    assert "no multiple of the publish step, 7 s" in problem.what


def test_other_traffic_is_looked_at_from_an_hour_before_the_first_role() -> None:
    # Without an advance train no validity bounds how far ahead the first one is.
    ask = Ask({"rescue": 60.0, "decoy": 60.0, "principal": 60.0}, window_min=0)
    told = held(toy_things(LINE, ask, (), toy_pack(validity_s=400)))
    first_s = told.train("rescue").points[0].published_depart_at_s
    assert first_s < NINE - 400
    assert told.plan.window_from_s <= first_s - BEFORE_S


def test_a_departure_window_of_twelve_days_is_planned() -> None:
    # The traffic that was looked at reaches to the end of the window, long after the movement.
    ask = Ask({"principal": 60.0}, window_min=12 * 1440, within_min=12 * 1440 + 60)
    told = held(toy_things(LINE, ask))
    assert told.plan.window_until_s > told.train("principal").points[-1].published_arrive_at_s + 11 * 86_400


def test_other_traffic_is_looked_at_as_far_as_the_pack_protects() -> None:
    pack = toy_pack()
    far = replace(pack, protection=(replace(pack.protection[0], before_s=6 * 3600, after_s=9 * 3600),))
    told = held(toy_things(LINE, Ask({"principal": 60.0}), (), far))
    points = told.train("principal").points
    assert told.plan.window_from_s <= points[0].published_depart_at_s - 6 * 3600
    assert told.plan.window_until_s >= points[-1].published_arrive_at_s + 9 * 3600
