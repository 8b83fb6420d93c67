"""Each way in which a given timetable can be wrong is told, with both trains, place and time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from railcade.network import Network
from railcade.plan.traffic.problems import timetable_problems
from railcade.timetable import BookedPoint, BookedTrain, Timetable
from tests.plan.lines import LineStyle, line_network
from tests.plan.sweep import conflicts

# setting 60 s, clearing + release 60 s, reset 60 s; p2 is a post, p3-p4 is double line
LINE = line_network([6_000.0] * 5, [3, 3, 0, 3, 3, 3], LineStyle(double=frozenset({3})))
RUN_S = 600


def train(number: str, places: str, depart_s: int, tracks: str = "", dwell_s: int = 0) -> BookedTrain:
    """A train over ``p<digit>`` places, 600 s a section; `dwell_s` at every place between that has tracks."""
    points, now_s = [], depart_s
    for index, digit in enumerate(places):
        track = "" if digit == "2" else (tracks[index] if tracks else "1")
        stand_s = dwell_s if 0 < index < len(places) - 1 and digit != "2" else 0
        points.append(BookedPoint(f"p{digit}", now_s, now_s + stand_s, track))
        now_s += stand_s + RUN_S
    return BookedTrain(number, "freight", 300.0, "Asia/Pyongyang", tuple(points), "by hand")


def problems(*trains: BookedTrain, network: Network = LINE) -> list[str]:
    return [str(item) for item in timetable_problems(network, Timetable("given", trains, "by hand"))]


def codes(*trains: BookedTrain, network: Network = LINE) -> list[str]:
    return [item.split()[0] for item in problems(*trains, network=network)]


def test_trains_that_keep_out_of_each_others_way_are_sound() -> None:
    north, behind = train("1", "012345", 36_000), train("3", "012345", 37_800)
    assert problems(north, behind, train("2", "543210", 7_200)) == []


def test_following_too_close_on_a_section_names_both_trains_section_and_time() -> None:
    # the first ends at p1 at 10:10:00 and holds the block to 10:11:00; setting begins 60 s before departure
    assert problems(train("1", "01", 36_000), train("3", "01", 36_720, "22")) == []
    (told,) = problems(train("1", "01", 36_000), train("3", "01", 36_719, "22"))
    assert told.startswith("E0213 train 3: trains 1 and 3: both hold section Place 0 - Place 1 (p0-p1)")
    assert "at 10:10:59 Asia/Pyongyang" in told


def test_a_passing_train_holds_its_block_until_its_tail_is_clear() -> None:
    # passing p1 at 10:10:00 with 300 m on a section of 6,000 m in 600 s: 30 s more than one that ends there
    assert problems(train("1", "0123", 36_000), train("3", "01", 36_750, "22")) == []
    assert codes(train("1", "0123", 36_000), train("3", "01", 36_749, "22")) == ["E0213"]


def test_block_signals_let_trains_follow_closer() -> None:
    network = line_network([6_000.0], [3, 3], LineStyle(signal_m={0: (3_000.0,)}))
    # cleared half way + 300 m = 330 s, + 60 s; setting 60 s
    first = train("1", "01", 36_000)
    assert problems(first, train("3", "01", 36_450, "22"), network=network) == []
    assert codes(first, train("3", "01", 36_449, "22"), network=network) == ["E0213"]


def test_opposing_trains_between_two_loops_name_the_stretch_once() -> None:
    # p1-p2-p3 is one stretch: nobody can wait at the post p2
    forward, backward = train("1", "123", 36_000), train("2", "321", 36_700, "222")
    (told,) = problems(forward, backward)
    assert "the single line Place 1 - Place 3 (p1-p2..p2-p3) in opposite directions at 10:10:40" in told
    # the first is at p3 at 10:20:00 and holds to 10:21:00
    assert problems(forward, train("2", "321", 37_320, "222")) == []
    assert codes(forward, train("2", "321", 37_319, "222")) == ["E0213"]
    # the same two on different sections of the stretch at all times conflict all the same
    assert codes(train("1", "123", 36_000), train("2", "321", 37_200, "222")) == ["E0213"]


def test_trains_meet_freely_on_double_line() -> None:
    assert problems(train("1", "34", 36_000), train("2", "43", 36_000, "22")) == []
    assert codes(train("1", "34", 36_000), train("3", "34", 36_000, "22")) == ["E0213"]


def test_a_track_taken_twice_and_a_reset_too_short_are_told() -> None:
    standing = train("1", "345", 36_000, "111", dwell_s=600)
    # it stands at p4 from 10:10:00 to 10:20:00, its tail is off the track at 10:20:30, reset to 10:21:30
    assert problems(standing, train("2", "43", 37_290)) == []
    (told,) = problems(standing, train("2", "43", 37_289))
    assert "both hold track 1 at Place 4 (with its reset) at 10:21:29" in told
    assert codes(standing, train("2", "43", 36_900)) == ["E0213"]
    assert problems(standing, train("2", "43", 36_900, "22")) == []


def test_yesterdays_and_tomorrows_runs_count() -> None:
    late = train("1", "0123", 86_000)  # passes p1 at 00:03:20 of the next day
    (told,) = problems(late, train("2", "10", 30, "22"))
    assert "trains 1 and 2" in told or "trains 2 and 1" in told
    assert problems(late, train("2", "10", 3_000, "22")) == []


def test_a_train_that_stands_for_a_day_meets_itself() -> None:
    (told,) = problems(train("1", "345", 36_000, dwell_s=86_400))
    assert "it meets its own run of another day" in told and "Place 4" in told


def test_trains_of_two_zones_are_compared_by_the_offsets_of_the_day() -> None:
    # 10:00 in Vladivostok is 09:00 in Pyongyang in 2027, 08:00 in August 2011 (+11 against +9)
    eastern = replace(train("3", "34", 36_000, "22"), zone="Asia/Vladivostok")
    timetable = Timetable("given", (train("1", "34", 32_400), eastern), "by hand")
    assert len(timetable_problems(LINE, timetable)) == 1
    assert timetable_problems(LINE, timetable, date(2011, 8, 15)) == []


def at(train: BookedTrain, index: int, **changes: object) -> BookedTrain:
    points = list(train.points)
    points[index] = replace(points[index], **changes)  # type: ignore[arg-type]
    return replace(train, points=tuple(points))


SOUND = train("7", "01", 36_000)


@pytest.mark.parametrize(
    ("given_train", "code", "words"),
    [
        (at(SOUND, 1, place="p11"), "E0201", "place 'p11' is unknown; did you mean p1"),
        (at(SOUND, 1, place="p3"), "E0202", "no section joins p0 and p3"),
        (at(SOUND, 1, arrive_s=36_000), "E0105", "arrives at p1 not later than it departs from p0"),
        (at(SOUND, 1, depart_s=36_000), "E0105", "departs before it arrives"),
        (at(SOUND, 1, track="9"), "E0105", "track '9' is unknown; Place 1 has 1, 2, 3"),
        (replace(SOUND, length_m=801.0), "E0204", "801 m do not fit track 1 of 800 m"),
        (replace(SOUND, zone="Asia/Pyonyang"), "E0105", "'Asia/Pyonyang' is not a time zone"),
        (replace(SOUND, points=SOUND.points[:1]), "E0105", "two places or more"),
        (train("7", "12", 36_000), "E0210", "stands at post km 12.0, which has no track"),
        (at(train("7", "123", 36_000), 1, depart_s=36_660), "E0210", "stands at post km 12.0"),
    ],
)
def test_a_train_that_does_not_fit_the_line_is_told(given_train: BookedTrain, code: str, words: str) -> None:
    told = problems(given_train)
    assert any(item.startswith(f"{code} train 7") and words in item for item in told), told


def test_one_unfit_train_hides_no_conflict_of_the_others() -> None:
    unfit = at(SOUND, 1, place="nowhere")
    assert codes(unfit, train("1", "01", 36_000), train("3", "01", 36_100, "22")) == ["E0201", "E0213"]


def test_a_number_given_twice_is_told() -> None:
    assert codes(train("1", "01", 36_000), train("1", "01", 50_000)) == ["E0108"]


def test_a_train_may_be_longer_than_a_track_that_it_passes() -> None:
    network = line_network([6_000.0] * 2, [2, 2, 2], LineStyle(long_m={1: 200.0}))
    assert problems(train("1", "01", 36_000), network=network) != []
    points = [BookedPoint(f"p{i}", 36_000 + RUN_S * i, 36_000 + RUN_S * i, "1") for i in range(3)]
    assert problems(replace(train("1", "01", 36_000), points=tuple(points)), network=network) == []


@st.composite
def crowded(draw: st.DrawFn) -> Timetable:
    ways = ("0123", "12345", "345", "54321", "3210", "543", "01", "34")
    trains = []
    for number in range(draw(st.integers(2, 4))):
        places = draw(st.sampled_from(ways))
        tracks = "".join(draw(st.sampled_from("123")) for _ in places)
        depart_s = 60 * draw(st.integers(0, 60)) + draw(st.sampled_from([0, 84_000]))
        dwell_s = draw(st.sampled_from([0, 0, 120, 900]))
        trains.append(train(str(number), places, depart_s, tracks, dwell_s))
    return Timetable("crowded", tuple(trains), "by hand")


@given(crowded())
def test_conflicts_are_told_exactly_where_a_pairwise_sweep_finds_them(timetable: Timetable) -> None:
    swept = {frozenset((one, two)) for _, one, two in conflicts(LINE, timetable)}
    told = {
        frozenset(problem.what.split(":")[0].removeprefix("trains ").split(" and "))
        for problem in timetable_problems(LINE, timetable)
    }
    assert told == swept
