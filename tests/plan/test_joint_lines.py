"""Where lines part at a post, or single line becomes double: trains meet on lines, not between stations."""

from __future__ import annotations

from dataclasses import replace

import pytest

from railcade.errors import InfeasibleError
from railcade.network import Network
from railcade.plan.joint import Things
from railcade.plan.request import StopRequest
from railcade.plan.traffic import timetable_problems
from railcade.routing import find_way
from railcade.rules import ProtectionKind
from railcade.timetable import BookedTrain
from tests.plan.lines import LineStyle, line_network, plain_section
from tests.plan.toys import NINE, Ask, toy_movement, toy_pack, toy_things, toy_train
from tests.stories.told import tell

TWO = {"advance": 60.0, "principal": 60.0}


def tracked(network: Network, train: BookedTrain, tracks: dict[str, str] | None = None) -> BookedTrain:
    """The train with a track wherever there is one."""
    wish = tracks or {}
    points = tuple(
        replace(p, track=wish.get(p.place, "1") if network.places[p.place].tracks else "")
        for p in train.points
    )
    return replace(train, points=points)


def fork() -> Network:
    """p0 - p1 - p2 (a post) - p3 - p4, and p2 - q1."""
    line = line_network([6000.0] * 4, [3, 3, 0, 3, 3])
    branch = replace(line.places["p3"], id="q1", name="Q1")
    section = plain_section(line.places["p2"], branch, 6000.0, LineStyle())
    places, sections = {**line.places, "q1": branch}, {**line.sections, section.id: section}
    return Network("fork", places, sections, "drawn by hand")


@pytest.mark.parametrize("start_min", range(-6, 24, 6))
def test_trains_that_part_at_a_post_are_kept_apart_before_it(start_min: int) -> None:
    network = fork()
    seen = 0
    for other_min in range(-6, 40, 4):
        trains = (
            tracked(
                network,
                toy_train(
                    "101", "freight", start_min, [("p0", 0, 9), ("p1", 0, 9), ("p2", 0, 9), ("p3", 0, 0)]
                ),
            ),
            tracked(
                network,
                toy_train("102", "freight", other_min, [("q1", 0, 9), ("p2", 0, 9), ("p1", 0, 0)]),
                {"p1": "2"},
            ),
        )
        things = toy_things(network, Ask(TWO, window_min=10), trains)
        if timetable_problems(network, things.timetable):
            continue
        way = find_way(network, "p0", "p4")
        movement = replace(things.movement, origin="p0", destination="p4")
        try:
            told = tell(replace(things, way=way, movement=movement))
        except InfeasibleError:
            continue
        assert told.record.holds, [str(problem) for problem in told.record.problems]
        seen += 1
    assert seen > 2


def mixed() -> Network:
    """p0 = p1 (a post) - p2 - p3: double line, then single, and nowhere to stand in between."""
    return line_network([9000.0, 3000.0, 6000.0], [3, 0, 3, 3], LineStyle(double=frozenset({0})))


def test_trains_cross_on_the_double_part() -> None:
    network = mixed()
    trains = (
        tracked(network, toy_train("101", "freight", 20, [("p0", 0, 14), ("p1", 0, 5), ("p2", 0, 0)])),
        tracked(
            network,
            toy_train("102", "freight", 18, [("p2", 0, 5), ("p1", 0, 14), ("p0", 0, 0)]),
            {"p0": "2", "p2": "2"},
        ),
    )
    things = toy_things(network, Ask(TWO, window_min=30, within_min=400), trains, toy_pack(max_delay_s=300))
    late = replace(things.movement, depart_earliest_s=NINE + 5400, depart_latest_s=NINE + 7200)
    told = tell(replace(things, movement=late))
    assert told.record.holds
    assert told.plan.bill.delay_s == 0, "the movement is far away and the two never meet on the single line"


@pytest.mark.parametrize("start_min", range(-40, 60, 12))
def test_the_other_track_is_held_on_the_double_part(start_min: int) -> None:
    network = mixed()
    pack = toy_pack(max_delay_s=7200)
    same = replace(pack.protection[0], before_s=0, after_s=0)
    adjacent = replace(same, id="adjacent", kind=ProtectionKind.ADJACENT_LINE, before_s=1500, after_s=1500)
    way = [("p3", 0, 9), ("p2", 0, 5), ("p1", 0, 14), ("p0", 0, 0)]
    train = tracked(network, toy_train("101", "freight", start_min, way))
    told = tell(
        toy_things(network, Ask(TWO, window_min=30), (train,), replace(pack, protection=(same, adjacent)))
    )
    assert told.record.holds, [str(problem) for problem in told.record.problems]


def waiting_line(low_min: int, high_min: int) -> Things:
    """The later the movement leaves, the shorter its stop at p2; others use both tracks of its origin."""
    network = line_network([6000.0] * 3, [4, 2, 3, 3])
    places = {**network.places, "p1": replace(network.places["p1"], reset_s=900)}
    network = replace(network, places=places)
    opposing = tracked(network, toy_train("200", "freight", -10, [("p3", 0, 48), ("p2", 0, 0)]))
    first = tracked(network, toy_train("101", "freight", 10, [("p0", 0, 9), ("p1", 0, 0)]))
    second = tracked(
        network, toy_train("102", "freight", 22, [("p0", 0, 9), ("p1", 0, 0)]), {"p0": "2", "p1": "2"}
    )
    ask = Ask({"principal": 60.0}, (StopRequest("p2", 120, 3600, "test"),), 0, 400)
    things = toy_things(network, ask, (first, second, opposing))
    movement, _ = toy_movement(ask, "p1", "p3")
    movement = replace(movement, depart_earliest_s=NINE + 60 * low_min, depart_latest_s=NINE + 60 * high_min)
    return replace(things, way=find_way(network, "p1", "p3"), movement=movement)


def test_a_wider_window_never_makes_the_journey_longer() -> None:
    narrow, wide = tell(waiting_line(34, 70)), tell(waiting_line(0, 70))
    assert narrow.plan.search.proved and wide.plan.search.proved
    assert wide.plan.bill.weighted_delay_s <= narrow.plan.bill.weighted_delay_s
    assert wide.train("principal").totals.total_s == narrow.train("principal").totals.total_s


def test_a_short_stop_of_one_role_keeps_the_others_paced() -> None:
    network = line_network([8000.0] * 8, [4] * 9)
    speeds = {"advance": 90.0, "principal": 50.0, "follow-up": 90.0}
    stop = StopRequest("p4", 60, 600, "test", roles=("principal",))
    told = tell(
        toy_things(
            network,
            Ask(speeds, (stop,), within_min=400),
            (),
            toy_pack(lead_s=600, validity_s=1800, follow_max_s=1800),
        )
    )
    assert told.record.holds
