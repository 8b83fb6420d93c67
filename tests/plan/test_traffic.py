"""Synthetic traffic: conflict-free with itself every day, both ways, from its seed alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from railcade.errors import InfeasibleError, InputError
from railcade.network import Network, make_path
from railcade.plan.traffic.draw import TrafficSettings, draw_traffic
from railcade.plan.traffic.parts import find_parts, section_run_s, shared_gauges
from railcade.plan.traffic.problems import timetable_problems
from railcade.timetable import BookedTrain
from tests.plan.lines import LineStyle, joined, line_network, plain_section
from tests.plan.sweep import busiest_share, conflicts

SHORT = TrafficSettings(min_part_m=6_000.0, max_part_m=60_000.0, tries=12)
LONG_LINE = line_network(
    [7_000.0, 6_000.0, 8_000.0, 9_000.0, 5_000.0, 10_000.0] * 5,
    [*([2, 0, 3, 3, 0, 2] * 5), 2],
    LineStyle(double=frozenset({3, 4}), signal_m={7: (2_000.0, 4_000.0)}, limit_mps=18.0),
)


@st.composite
def small_lines(draw: st.DrawFn) -> Network:
    count = draw(st.integers(2, 9))
    lengths_m = [float(draw(st.integers(20, 100))) * 100.0 for _ in range(count)]
    inner = [draw(st.sampled_from([0, 0, 1, 2, 2, 3])) for _ in range(count - 1)]
    signals = {i: (lengths_m[i] / 4, lengths_m[i] / 2) for i in draw(st.sets(st.integers(0, count - 1)))}
    style = LineStyle(
        double=frozenset(draw(st.sets(st.integers(0, count - 1), max_size=3))),
        signal_m=signals,
        reset_s=draw(st.sampled_from([0, 60, 200])),
        setting_s=draw(st.integers(0, 120)),
        track_m=draw(st.sampled_from([450.0, 700.0, 900.0])),
        zones={i: "Asia/Vladivostok" for i in draw(st.sets(st.integers(0, count)))},
    )
    return line_network(lengths_m, [2, *inner, draw(st.integers(2, 3))], style)


@given(network=small_lines(), trains=st.integers(0, 24), seed=st.integers(0, 2**32))
def test_traffic_on_any_line_is_free_of_conflict_or_says_how_much_fits(
    network: Network, trains: int, seed: int
) -> None:
    try:
        timetable = draw_traffic(network, trains, seed, SHORT)
    except InfeasibleError as error:
        assert f"of {trains} trains fit" in error.problems[0].what
        return
    assert len(timetable.trains) == trains
    assert conflicts(network, timetable) == []
    assert timetable_problems(network, timetable) == []
    assert busiest_share(network, timetable) <= SHORT.max_share
    assert all(train.synthetic and str(seed) in train.source for train in timetable.trains)
    for train in timetable.trains:
        runs_as_booked(network, train)


def runs_as_booked(network: Network, train: BookedTrain) -> None:
    """Section times are those of the stated law, times are on the grid, and it stands where it fits."""
    path = make_path(network, [point.place for point in train.points])
    stands = [point.depart_s > point.arrive_s for point in train.points]
    stands[0] = stands[-1] = True
    for i, item in enumerate(path.sections):
        run_s = train.points[i + 1].arrive_s - train.points[i].depart_s
        assert run_s == section_run_s(item.section, train.kind, stands[i], stands[i + 1])
    for point, place, stood in zip(train.points, path.places, stands, strict=True):
        assert point.arrive_s % 30 == 0 and point.depart_s % 30 == 0
        assert bool(point.track) == place.standable
        if stood:
            assert {track.id: track.length_m for track in place.tracks}[point.track] >= train.length_m
    assert 0 <= train.points[0].depart_s < 86_400
    assert 250 <= train.length_m <= 700


def test_same_seed_same_trains_and_another_seed_others() -> None:
    first = draw_traffic(LONG_LINE, 16, 7)
    assert first == draw_traffic(LONG_LINE, 16, 7)
    assert first != draw_traffic(LONG_LINE, 16, 8)


def test_numbers_say_kind_and_direction() -> None:
    timetable = draw_traffic(LONG_LINE, 20, 5)
    numbers = [int(train.id) for train in timetable.trains]
    assert numbers == sorted(set(numbers))
    for train, number in zip(timetable.trains, numbers, strict=True):
        first, last = (int(train.points[i].place[1:]) for i in (0, -1))
        assert (first < last) == (number % 2 == 1)
        assert train.kind == ("freight" if number > 2000 else "passenger")
    assert {(train.kind, int(train.id) % 2) for train in timetable.trains} == {
        (kind, odd) for kind in ("freight", "passenger") for odd in (0, 1)
    }


def test_too_many_trains_are_refused_with_how_many_fit() -> None:
    with pytest.raises(InfeasibleError, match=r"only \d+ of 300 trains fit on toy"):
        draw_traffic(line_network([9_000.0], [2, 2]), 300, 1, SHORT)
    with pytest.raises(InputError, match="1001 trains a day"):
        draw_traffic(LONG_LINE, 1_001, 1)


def test_a_line_too_short_for_the_usual_parts_has_trains_on_half_of_it_or_more() -> None:
    network = line_network([9_000.0] * 5, [3] * 6)
    timetable = draw_traffic(network, 12, 1)
    assert len(timetable.trains) == 12
    assert conflicts(network, timetable) == []
    spans = {len(train.points) - 1 for train in timetable.trains}
    assert min(spans) >= 3 and max(spans) == 5


def test_a_line_without_any_part_takes_no_train() -> None:
    with pytest.raises(InfeasibleError, match="only 0 of 1 trains"):
        draw_traffic(line_network([9_000.0]), 1, 1, TrafficSettings(max_part_m=5_000.0))


def test_parts_end_at_borders_at_gauge_changes_and_where_trains_reverse() -> None:
    style = LineStyle(
        countries={4: "RU", 5: "RU", 6: "RU", 7: "RU", 8: "RU"},
        gauges_mm={1: (1435, 1520), 2: (1520,), 3: (1520,), 4: (1520,), 5: (1520,), 6: (1520,), 7: (1520,)},
        reversing=frozenset({6}),
    )
    network = line_network([5_000.0] * 8, [2] * 9, style)
    ends = {(part.places[0], part.places[-1]) for part in find_parts(network, 5_000.0, 99_000.0)}
    korean = {("p0", "p1"), ("p0", "p2"), ("p1", "p2"), ("p1", "p3"), ("p2", "p3")}
    russian = {("p4", "p5"), ("p4", "p6"), ("p5", "p6"), ("p6", "p7"), ("p6", "p8"), ("p7", "p8")}
    assert ends == korean | russian
    assert shared_gauges(make_path(network, ["p0", "p1", "p2"])) == {1435}


def test_parts_take_the_shorter_way_and_the_direction_of_the_line() -> None:
    network = line_network([5_000.0, 5_000.0], [2, 2, 2])
    bypass = plain_section(network.places["p2"], network.places["p0"], 9_000.0, LineStyle())
    parts = find_parts(joined("ring", network, sections=[bypass]), 1_000.0, 9_500.0)
    assert {part.places for part in parts} == {("p0", "p1"), ("p1", "p2"), ("p2", "p0")}


def test_trains_begin_at_main_places_only() -> None:
    network = line_network([5_000.0] * 4, [2] * 5, LineStyle(minor=frozenset({1, 3})))
    for train in draw_traffic(network, 6, 3, SHORT).trains:
        assert {train.points[0].place, train.points[-1].place} <= {"p0", "p2", "p4"}


def test_no_block_is_held_longer_than_the_share_that_is_asked_for() -> None:
    assert busiest_share(LONG_LINE, draw_traffic(LONG_LINE, 20, 3)) > 0.2
    tight = TrafficSettings(max_share=0.2)
    assert 0.15 < busiest_share(LONG_LINE, draw_traffic(LONG_LINE, 20, 3, tight)) <= 0.2
