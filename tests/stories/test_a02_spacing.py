"""Trains of the movement and others on one line: who waits, who is paced, what is refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from railcade.basis import Basis
from railcade.network import Network, Steps
from railcade.plan.joint.planner import Things
from railcade.plan.request import StopRequest
from railcade.timetable import BookedTrain
from tests.plan.lines import LineStyle, line_network
from tests.plan.toys import NINE, Ask, toy_pack, toy_things, toy_train
from tests.stories.told import held, refused, the_only

THREE = {"advance": 60.0, "principal": 60.0, "follow_up": 60.0}
LENGTHS_M = [5000.0] * 4
TRACKS = [4, 3, 3, 3, 4]


def on_track(train: BookedTrain, track: str) -> BookedTrain:
    return replace(train, points=tuple(replace(point, track=track) for point in train.points))


def test_an_opposing_train_waits_in_a_loop_until_the_last_train_is_complete() -> None:
    """A freight train comes towards the movement; p2 is the last loop that it reaches in time.

    p0 -> advance -> principal -> follow-up ->      [loop p2]  <- freight <- p4
    """
    way = [("p4", 0, 8), ("p3", 0, 8), ("p2", 0, 8), ("p1", 0, 8), ("p0", 0, 0)]
    freight = on_track(toy_train("2002", "freight", -4, way), "2")
    told = held(
        toy_things(line_network(LENGTHS_M, TRACKS), Ask(THREE), [freight], toy_pack(max_delay_s=7200))
    )
    waits = told.other("2002")
    assert len(waits.holds) == 1
    loop = waits.holds[0].place
    assert loop not in ("p0", "p4")
    point = next(point for point in waits.points if point.place == loop)
    here = told.plan.route.index(loop)
    advance, last = told.train("advance"), told.train("follow_up")
    # It stands before the line beyond is closed for the advance train, and leaves when the last is in.
    assert point.arrive_at_s <= advance.points[here].depart_at_s - 120
    assert point.depart_at_s >= last.points[here].complete_at_s + 120
    # Not a step longer than the rules ask for: setting, clearing and release of the block, 2 min.
    assert point.depart_at_s - last.points[here].complete_at_s < 120 + 2 * told.plan.publish_step_s
    # Between the roles it runs nowhere.
    for role in told.plan.trains:
        met = [p for p in waits.points if p.place == loop]
        assert met[0].arrive_at_s < role.points[here].arrive_at_s < met[0].depart_at_s


def test_a_faster_advance_train_is_paced() -> None:
    """80 km/h before 50 km/h: without a cap the distance would grow from lead to far beyond validity."""
    network = line_network([8000.0] * 6, [4] * 7, LineStyle(limit_mps=25.0))
    ask = Ask({"advance": 80.0, "principal": 50.0})
    told = held(toy_things(network, ask))
    leg, behind = told.train("advance").legs[0], told.train("principal").legs[0]
    assert 49.0 / 3.6 <= leg.pace_mps <= 51.0 / 3.6
    assert behind.pace_mps == 0.0
    runs = told.planned.runs
    assert abs(runs[leg.run].duration_s - runs[behind.run].duration_s) < 20.0
    spacing_s = [row.actual_s for row in told.spacing("principal")]
    assert max(spacing_s) - min(spacing_s) < 60
    assert min(spacing_s) >= 360


def test_a_long_slow_section_is_refused_by_name() -> None:
    """12 km at 30 km/h: the block is free after 24 min at the earliest, the sweep is valid for 15."""
    network = line_network([4000.0, 12_000.0, 4000.0], [4, 2, 2, 4])
    slow = replace(network.sections["p1-p2"], limit_mps=Steps.constant(30 / 3.6, Basis.ASSUMED))
    network = replace(network, sections={**network.sections, "p1-p2": slow})
    problem = the_only(refused(toy_things(network, Ask({"advance": 60.0, "principal": 60.0}))))
    assert problem.code == "E0301"
    assert problem.where == "section Place 1 – Place 2"
    assert "principal behind advance: block asks for" in problem.what
    assert "sweep validity allows" in problem.what


def stop_of_principal(dwell_min: int, resweep: bool) -> Things:
    stop = StopRequest("p2", 60 * dwell_min, 120, "test", ("principal",), resweep)
    return toy_things(line_network(LENGTHS_M, TRACKS), Ask({"advance": 60.0, "principal": 60.0}, (stop,)))


def test_a_stop_within_the_sweep_is_planned() -> None:
    told = held(stop_of_principal(3, False))
    assert not any(row.resweep or row.suspended for row in told.plan.sweep)
    assert max(row.used_at_s - row.swept_at_s for row in told.plan.sweep) <= 900


@pytest.mark.parametrize("dwell_min", [10, 30])
def test_a_stop_that_outlasts_the_sweep_is_refused(dwell_min: int) -> None:
    # Validity 15 min less lead 6 min bears 9 min.
    problem = the_only(refused(stop_of_principal(dwell_min, False)))
    assert problem.code == "E0305"
    assert problem.where == "movement  stops.p2.dwell"
    assert f"stands {dwell_min} min" in problem.what and "bears 9 min" in problem.what


def test_a_stop_that_just_fits_on_paper_is_refused_where_blocks_take_their_time() -> None:
    # 9 min would do if nothing but the lead counted; running through a block comes on top.
    problem = the_only(refused(stop_of_principal(9, False)))
    assert (problem.code, problem.where) == ("E0302", "Place 2")
    assert "fall further behind than the rules bear" in problem.what


def test_with_a_resweep_the_same_stop_is_planned_and_listed() -> None:
    told = held(stop_of_principal(30, True))
    late = [row for row in told.plan.sweep if row.resweep]
    assert [row.section for row in late] == ["p2-p3", "p3-p4"]
    assert all(row.used_at_s > row.valid_until_s and row.suspended for row in late)
    assert [row.maximum_s for row in told.spacing("principal")][2:] == [-1, -1]


def double(network: Network, section: str) -> Network:
    return replace(
        network, sections={**network.sections, section: replace(network.sections[section], tracks=2)}
    )


def test_freight_on_the_other_track_waits_for_advance_and_principal_only_if_the_pack_says_so() -> None:
    """On double line an opposing train passes between the roles unless a rule holds its kind."""
    network = line_network(LENGTHS_M, TRACKS)
    for section in list(network.sections):
        network = double(network, section)
    way = [("p4", 0, 8), ("p3", 0, 8), ("p2", 0, 8), ("p1", 0, 8), ("p0", 0, 0)]
    train = on_track(toy_train("2002", "freight", 0, way), "2")
    told = held(toy_things(network, Ask(THREE), [train]))
    assert told.plan.bill.trains_held == 0
    roles = [role.points[2].arrive_at_s - NINE for role in told.plan.trains]
    assert np.all(np.diff(roles) > 0)
