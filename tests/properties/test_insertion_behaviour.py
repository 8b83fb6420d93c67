"""What a train that is inserted into a timetable does: ten properties told of another planner's tests.

The texts lie in `tests/oracles/insertion_behaviour.json`, with their source (OpenRailAssociation/osrd,
LGPL-3.0-only; statements only, no code and no numbers). Each law here quotes the one it holds. Of the ten,
"engineering allowance" and "standard allowance" do not apply: Railcade has no allowances yet, running times
are the shortest ones, and a paced train is slower over whole legs only. Of "temporary speed limits and work
schedules" the limits apply, as limits of the line; work that closes a track is not read yet.

    other trains are fixed here (largest delay 0), so that a block they hold is a wall for the principal
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from math import ceil, inf

import numpy as np
import pytest

from railcade.basis import Basis
from railcade.errors import InfeasibleError, InputError
from railcade.motion import RunSettings, train_of, trainrun
from railcade.network import Network, Steps, make_path
from railcade.plan.joint.planner import Things
from railcade.plan.occupation.booked import service_day_at_s
from railcade.plan.request import StopRequest
from railcade.plan.traffic.problems import timetable_problems
from railcade.timetable import BookedPoint, BookedTrain, Timetable
from tests.house.tree import ROOT
from tests.plan.lines import LineStyle, line_network
from tests.plan.sweep import conflicts
from tests.plan.toys import NINE, ZONE, Ask, toy_pack, toy_things, toy_train
from tests.properties.random_lines import random_line
from tests.stories.told import Told, held, refused, tell

STATEMENTS = json.loads((ROOT / "tests" / "oracles" / "insertion_behaviour.json").read_text())["properties"]
FREE = "free network: departure at requested time, run time = standalone run time"
BUSY = (
    "occupied block [t0,t1]: result leaves by delaying departure exactly to t1 if delay allowed; "
    "otherwise no path"
)
DELAY = (
    "departure delay used before any slow-down; "
    "total delay never exceeds max departure delay (default 7200 s)"
)
OPENING = (
    "opening between two trains: found iff gap >= own blocking time; "
    "margin before/after widen every occupied interval"
)
STANDS = "stop duration is lengthened (up to limit) if following block is busy and a stop exists before it"
ARRIVAL = "requested arrival window (tolerance before/after) respected at any step"
LIMITS = "temporary speed limits and work schedules are honoured like occupancies/limits"
BACK = (
    "result inserted back into timetable must give zero conflicts "
    "(regression: issue 13834 shows it failing in production)"
)
NOT_YET = (
    "engineering allowance: speed outside its section unchanged; "
    "impossible if next train behind would be hit",
    "standard allowance x %: total time = base*(1+x) and arrival windows checked on scaled times",
)
ALONE = {"principal": 60.0}
WORK_S = 120


def test_every_statement_is_held_by_a_law_or_told_not_to_apply() -> None:
    held_here = {FREE, BUSY, DELAY, OPENING, STANDS, ARRIVAL, LIMITS, BACK}
    assert held_here | set(NOT_YET) == set(STATEMENTS)


def standalone_s(things: Things, role: str = "principal") -> float:
    """Running time of a role's formation over the whole way, alone on the line."""
    path = make_path(things.network, things.way)
    formation = things.fleet.formations[role]
    return trainrun(train_of(formation), path, RunSettings(0.0, path.length_m, inf)).duration_s


def wall(minutes: int, start_min: int, track: str = "2") -> BookedTrain:
    """A train that runs the same way from p0 to p1 in so many minutes and ends there."""
    train = toy_train(f"20{start_min + 50}", "freight", start_min, [("p0", 0, minutes), ("p1", 0, 0)])
    return on(train, track)


def on(train: BookedTrain, track: str) -> BookedTrain:
    return replace(train, points=tuple(replace(point, track=track) for point in train.points))


def line(sections: int = 2) -> Network:
    return line_network([5000.0] * sections, [4] * (sections + 1), LineStyle())


def fixed(things: Things) -> Things:
    """Other trains stay as booked."""
    return replace(things, pack=replace(things.pack, max_delay_s=0))


def leaves_s(told: Told) -> int:
    return told.train("principal").points[0].published_depart_at_s - NINE


def test_free_network(cases: Callable[[int], int]) -> None:
    # FREE
    seen = 0
    for seed in range(cases(40)):
        things = random_line(seed)
        if things.movement.border is not None:
            continue
        roles = tuple(role for role in things.movement.roles if role.role == "principal")
        open_s = {
            "depart_latest_s": things.movement.depart_latest_s + 60,
            "arrive_latest_s": things.movement.arrive_latest_s + 7200,
        }
        movement = replace(things.movement, roles=roles, stops=(), **open_s)
        pack = replace(things.pack, protection=things.pack.protection[:1])  # others name roles that are gone
        try:
            told = held(replace(things, movement=movement, pack=pack, timetable=Timetable("none", (), "")))
        except InputError:
            continue  # too long for a track at an end of the line
        seen += 1
        assert leaves_s(told) == -NINE % movement.publish_step_s  # 0 but for odd steps
        points = told.train("principal").points
        assert points[-1].arrive_at_s - points[0].depart_at_s == pytest.approx(
            standalone_s(things), abs=0.002
        )
    assert seen > 20


@pytest.mark.parametrize("minutes", [6, 9, 13, 20])
@pytest.mark.parametrize("step_s", [1, 30, 60])
def test_an_occupied_block_delays_the_departure_exactly(minutes: int, step_s: int) -> None:
    # BUSY
    ask = Ask(ALONE, (), 30, 240, step_s)
    told = held(fixed(toy_things(line(), ask, [wall(minutes, 0)])))
    # It ends at p1: it is complete on arrival. Behind it block work of 2 min, and the pack's 2 min before.
    assert leaves_s(told) == ceil((60 * minutes + WORK_S) / step_s) * step_s


def test_an_occupied_block_without_delay_allowed_is_no_path() -> None:
    # BUSY
    problems = refused(fixed(toy_things(line(), Ask(ALONE, (), 5, 240), [wall(13, 0)])))
    assert [problem.code for problem in problems] == ["E0303"]
    assert problems[0].where == "Place 0 – Place 1"


def test_departure_delay_before_any_slow_down(cases: Callable[[int], int]) -> None:
    # DELAY
    late = 0
    for seed in range(cases(60)):
        things = random_line(seed)
        try:
            told = tell(things)
        except (InputError, InfeasibleError):
            continue
        movement = things.movement
        assert 0 <= leaves_s(told) <= movement.depart_latest_s - movement.depart_earliest_s
        late += leaves_s(told) > 0
        train = told.train("principal")
        runs = [told.planned.runs[leg.run] for leg in train.legs if leg.pace_mps == 0.0]
        path = make_path(things.network, things.way)
        for run in runs:
            settings = RunSettings(float(run.x_m[0]), float(run.x_m[-1]), inf)
            alone = trainrun(train_of(things.fleet.formations["principal"]), path, settings)
            assert run.duration_s == alone.duration_s
    assert late > 5


def fits(gap_min: int, before_s: int, after_s: int) -> bool:
    """Whether the principal finds the opening between two trains, leaving after one and before the other."""
    pack = toy_pack(max_delay_s=0)
    rule = replace(pack.protection[0], before_s=before_s, after_s=after_s)
    pack = replace(pack, protection=(rule,))
    ask = Ask(ALONE, (), gap_min, 240, 1)
    trains = [wall(5, 0, "2"), wall(5, gap_min, "3")]
    try:
        held(toy_things(line(1), ask, trains, pack))
    except InfeasibleError:
        return False
    return True


@pytest.mark.parametrize(("before_s", "after_s"), [(0, 0), (120, 60), (300, 0), (0, 240), (300, 240)])
def test_an_opening_is_found_iff_the_gap_suffices(before_s: int, after_s: int) -> None:
    # OPENING
    own_s = ceil(standalone_s(toy_things(line(1), Ask(ALONE))))
    # The first is complete 5 min after its departure; of margin and block work the larger counts.
    need_s = 300 + max(before_s, WORK_S) + own_s + max(after_s, WORK_S)
    found = [fits(gap_min, before_s, after_s) for gap_min in range(8, 30)]
    assert found == [60 * gap_min >= need_s for gap_min in range(8, 30)]
    assert True in found and False in found


def busy_beyond(stop_extra_s: int, window_min: int, until_min: int) -> Things:
    """The section behind the stop is held until so many minutes after nine."""
    stop = StopRequest("p1", 120, stop_extra_s, "test")
    ahead = on(toy_train("2001", "freight", 0, [("p1", 0, until_min), ("p2", 0, 0)]), "2")
    return fixed(toy_things(line(), Ask(ALONE, (stop,), window_min, 240, 30), [ahead]))


@pytest.mark.parametrize("until_min", [5, 9, 15])
def test_a_stop_is_lengthened_before_a_busy_block(until_min: int) -> None:
    # STANDS
    told = held(busy_beyond(1200, 0, until_min))
    point = told.train("principal").points[1]
    at_least_s = point.published_arrive_at_s + 120
    assert point.published_depart_at_s == max(at_least_s, NINE + 60 * until_min + WORK_S)
    assert leaves_s(told) == 0


def test_a_stop_is_lengthened_up_to_its_limit() -> None:
    # STANDS
    arrive_s = held(busy_beyond(1200, 0, 15)).train("principal").points[1].published_arrive_at_s - NINE
    needed_s = 15 * 60 + WORK_S - arrive_s - 120
    assert held(busy_beyond(needed_s, 0, 15)).plan
    assert {problem.code for problem in refused(busy_beyond(needed_s - 30, 0, 15))} == {"E0303"}


def test_with_a_window_the_departure_is_delayed_before_the_stop_is_lengthened() -> None:
    # DELAY, STANDS
    told = held(busy_beyond(1200, 30, 15))
    point = told.train("principal").points[1]
    assert point.published_depart_at_s - point.published_arrive_at_s == 120
    assert point.published_depart_at_s - NINE == 15 * 60 + WORK_S


@pytest.mark.parametrize("step_s", [1, 7, 30, 60])
def test_the_latest_arrival_is_kept_at_any_step(step_s: int) -> None:
    # ARRIVAL; an earliest arrival cannot be asked for
    things = toy_things(line(), Ask(ALONE, (), 10, 240, step_s))
    arrives_s = held(things).train("principal").points[-1].published_arrive_at_s
    just = replace(things, movement=replace(things.movement, arrive_latest_s=arrives_s))
    assert held(just).train("principal").points[-1].published_arrive_at_s == arrives_s
    missed = replace(things, movement=replace(things.movement, arrive_latest_s=arrives_s - 1))
    assert [problem.code for problem in refused(missed)] == ["E0302"]


@pytest.mark.parametrize("limit_kmh", [10.0, 25.0, 45.0])
def test_a_limit_of_the_line_is_honoured(limit_kmh: float) -> None:
    # LIMITS
    network = line()
    section = network.sections["p0-p1"]
    slow = Steps(
        np.array([0.0, 2000.0, 2600.0]), np.array([16.0, limit_kmh / 3.6, 16.0]), (Basis.ASSUMED,) * 3
    )
    slowed = replace(network, sections={**network.sections, "p0-p1": replace(section, limit_mps=slow)})
    free, bound = held(toy_things(network, Ask(ALONE))), held(toy_things(slowed, Ask(ALONE)))
    run = bound.planned.runs[bound.train("principal").legs[0].run]
    inside = (run.x_m >= 2000.0) & (run.x_m <= 2800.0)  # until the tail is clear
    assert run.v_mps[inside].max() <= limit_kmh / 3.6 + 1e-9
    assert run.duration_s > free.planned.runs[free.train("principal").legs[0].run].duration_s


def back(told: Told, with_roles: bool) -> Timetable:
    """The plan's trains of the day as a timetable: others as retimed, roles by their published seconds."""
    midnight_s = service_day_at_s(date(2027, 5, 16), ZONE)
    trains = []
    for train in told.plan.other_trains:
        if train.id.endswith("/2027-05-16"):
            rows = [(p.place, p.arrive_at_s, p.depart_at_s, p.track) for p in train.points]
            trains.append((train.number, train.kind, train.length_m, rows))
    if with_roles:
        for role in told.plan.trains:
            rows = [(p.place, p.published_arrive_at_s, p.published_depart_at_s, p.track) for p in role.points]
            length_m = told.things.fleet.formations[role.formations[0]].length_m
            trains.append((role.number, "passenger", length_m, rows))
    booked = []
    for number, kind, length_m, rows in trains:
        points = tuple(
            BookedPoint(place, arrive_s - midnight_s, depart_s - midnight_s, track)
            for place, arrive_s, depart_s, track in rows
        )
        booked.append(BookedTrain(number, kind, length_m, ZONE, points, "plan"))
    return Timetable("back", tuple(booked), "plan")


def test_others_as_retimed_are_free_of_conflict_among_themselves(cases: Callable[[int], int]) -> None:
    # BACK
    holding = 0
    for seed in range(cases(60)):
        try:
            told = tell(random_line(seed))
        except (InputError, InfeasibleError):
            continue
        timetable = back(told, False)
        assert timetable_problems(told.things.network, timetable) == [], seed
        assert conflicts(told.things.network, timetable) == [], seed
        holding += told.plan.bill.trains_held > 0
    assert holding > 5


def level_line(seed: int) -> Things:
    """A random line made level, with one limit and a step of one second: trains run evenly on it."""
    things = random_line(seed)
    even = {
        key: replace(
            item, grade=Steps.constant(0.0, Basis.ASSUMED), limit_mps=Steps.constant(12.0, Basis.ASSUMED)
        )
        for key, item in things.network.sections.items()
    }
    network = replace(things.network, sections=even)
    return replace(things, network=network, movement=replace(things.movement, publish_step_s=1))


def eased(network: Network) -> Network:
    """Block work and reset shorter by what a straight line between two places may be off, s."""
    off_s = 9
    sections = {
        key: replace(item, block=replace(item.block, setting_s=max(0, item.block.setting_s - off_s)))
        for key, item in network.sections.items()
    }
    places = {key: replace(item, reset_s=item.reset_s - off_s) for key, item in network.places.items()}
    return replace(network, sections=sections, places=places)


def test_the_whole_plan_inserted_back_gives_no_conflict(cases: Callable[[int], int]) -> None:
    # BACK
    holding = 0
    for seed in range(cases(60)):
        try:
            told = tell(level_line(seed))
        except (InputError, InfeasibleError):
            continue
        assert conflicts(eased(told.things.network), back(told, True)) == [], seed
        holding += told.plan.bill.trains_held > 0
    assert holding > 5
