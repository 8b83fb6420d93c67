"""Where trains stand: tracks that are too few or too short, jack tracks, bogie sets, forming up again."""

from __future__ import annotations

import pytest

from railcade.plan.request import StopRequest
from tests.plan.lines import LineStyle, line_network
from tests.plan.toys import Ask, toy_things
from tests.stories.crossing import Crossing, over_the_border
from tests.stories.told import held, refused, the_only

THREE = {"advance": 60.0, "principal": 60.0, "follow_up": 60.0}
STOP = StopRequest("p2", 600, 600, "test")


def test_three_trains_need_three_tracks_and_one_to_pass() -> None:
    network = line_network([5000.0] * 4, [4, 2, 3, 2, 4])
    problem = the_only(refused(toy_things(network, Ask(THREE, (STOP,)))))
    assert problem.code == "E0210"
    assert problem.where == "movement  stops.p2.place"
    assert "3 tracks" in problem.what and "Place 2" in problem.what
    assert held(toy_things(line_network([5000.0] * 4, [4, 2, 4, 2, 4]), Ask(THREE, (STOP,)))).plan


def test_a_loop_shorter_than_the_train() -> None:
    network = line_network([5000.0] * 4, [4] * 5, LineStyle(long_m={2: 180.0}))
    problems = refused(toy_things(network, Ask(THREE, (STOP,))))
    assert {problem.code for problem in problems} == {"E0204"}
    assert all(problem.where == "movement  stops.p2.place" for problem in problems)
    assert "200 m long" in problems[0].what and "180 m" in problems[0].what


def test_two_jack_tracks_three_sets_and_the_third_train_waits() -> None:
    told = held(over_the_border(Crossing()))
    stands = [train.points[told.plan.route.index("p1")] for train in told.plan.trains]
    freed_s = stands[0].published_arrive_at_s + 3600
    assert stands[2].published_depart_at_s >= freed_s + 3600
    waits_s = [p.published_depart_at_s - p.published_arrive_at_s - 3600 for p in stands]
    assert waits_s[2] > 30 * 60 > waits_s[0]
    assert all(train.totals.border_s == 3600 for train in told.plan.trains)


def test_on_three_jack_tracks_nobody_waits_for_one() -> None:
    two, three = held(over_the_border(Crossing())), held(over_the_border(Crossing(jack_tracks=3)))
    ends_s = [told.train("principal").points[-1].published_arrive_at_s for told in (two, three)]
    assert ends_s[0] - ends_s[1] > 30 * 60


@pytest.mark.parametrize("sets", [1, 2])
def test_a_set_leaves_with_the_train_it_is_fitted_to(sets: int) -> None:
    problem = the_only(refused(over_the_border(Crossing(bogie_sets=sets))))
    assert (problem.code, problem.where) == ("E0212", "movement  border.bogie_sets")
    assert f"{sets} bogie set{'' if sets == 1 else 's'} for 3 trains" in problem.what


def test_a_wait_that_the_request_does_not_allow_is_refused() -> None:
    problem = the_only(refused(over_the_border(Crossing(extra_min=10))))
    assert (problem.code, problem.where) == ("E0302", "Place 1")


def test_where_they_form_up_again_the_sweep_starts_anew() -> None:
    told = held(over_the_border(Crossing()))
    at = told.plan.route.index("p3")
    arrive_s = [train.points[at].published_arrive_at_s for train in told.plan.trains]
    depart_s = [train.points[at].published_depart_at_s for train in told.plan.trains]
    assert min(depart_s) >= max(arrive_s) + 20 * 60
    suspended = [bool(row.suspended) for row in told.plan.sweep]
    assert suspended == [False, True, True, False]
    assert [row.maximum_s for row in told.spacing("principal")][1:3] == [-1, -1]
    anew = told.plan.sweep[-1]
    assert anew.swept_at_s > depart_s[0] and anew.used_at_s <= anew.valid_until_s
    spacing = told.spacing("principal")[-1]
    assert 360 <= spacing.actual_s <= spacing.maximum_s
