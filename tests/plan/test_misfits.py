"""What does not fit together is judged by the clocks of the day of the movement."""

from __future__ import annotations

from dataclasses import replace

from railcade.app.planning import misfits
from railcade.clock import from_iso
from railcade.plan.joint.planner import Things
from railcade.timetable import BookedTrain
from tests.plan.lines import line_network
from tests.plan.toys import Ask, toy_things, toy_train


def opposing(name: str, zone: str, track: str, clock_min: int, places: tuple[str, ...]) -> BookedTrain:
    train = toy_train(name, "freight", clock_min - 9 * 60, [(place, 0, 9) for place in places])
    points = tuple(replace(point, track=track) for point in train.points)
    return replace(train, zone=zone, points=points)


def leaving(depart: str) -> Things:
    """Noon in Pyongyang against 13:00 in Vladivostok, opposite to each other on single line."""
    south = opposing("101", "Asia/Pyongyang", "1", 12 * 60, ("p0", "p1", "p2"))
    north = opposing("102", "Asia/Vladivostok", "2", 13 * 60, ("p2", "p1", "p0"))
    things = toy_things(line_network([6000.0, 6000.0], [3, 3, 3]), Ask({"principal": 60.0}), (south, north))
    depart_s = from_iso(depart)
    window = replace(things.movement, depart_earliest_s=depart_s, depart_latest_s=depart_s + 360)
    return replace(things, movement=replace(window, arrive_latest_s=depart_s + 10_800))


def test_trains_of_two_zones_meet_by_the_offsets_of_the_day_of_the_movement() -> None:
    # Korea was half an hour behind Tokyo from 2015 to 2018: the two trains meet there today, not then.
    assert {problem.code for problem in misfits(leaving("2027-05-16T09:00:00+09:00"))} == {"E0213"}
    assert misfits(leaving("2016-05-16T09:00:00+08:30")) == []
    # The day is that of the place where the movement leaves: in UTC this is still the day before the change.
    assert misfits(leaving("2018-05-04T23:00:00+08:30")) == []
    assert {problem.code for problem in misfits(leaving("2018-05-06T01:00:00+09:00"))} == {"E0213"}
