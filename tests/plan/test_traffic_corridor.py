"""The example's other traffic: 40 trains a day on the corridor, as drawn from seed 5."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from railcade.formats.gpkg import read_network
from railcade.formats.timetable_csv import read_timetable
from railcade.network import Network, make_path
from railcade.plan.traffic.draw import draw_traffic
from railcade.plan.traffic.problems import timetable_problems
from railcade.timetable import BookedTrain, Timetable
from railcade.units import kmh_from_mps
from tests.plan.sweep import busiest_share, conflicts

CORRIDOR = Path(__file__).parents[2] / "examples" / "corridor"


@pytest.fixture(scope="module")
def network() -> Network:
    return read_network(CORRIDOR / "network.gpkg")


@pytest.fixture(scope="module")
def timetable() -> Timetable:
    return read_timetable(CORRIDOR / "timetable.csv")


def test_the_file_holds_what_seed_5_draws_today(network: Network, timetable: Timetable) -> None:
    assert timetable.trains == draw_traffic(network, 40, 5).trains


def test_forty_trains_run_both_ways_in_both_countries(network: Network, timetable: Timetable) -> None:
    assert len(timetable.trains) == 40
    assert all(train.source == "synthetic, seed 5" for train in timetable.trains)
    sorts = Counter((train.kind, train.zone, int(train.id) % 2) for train in timetable.trains)
    assert len(sorts) == 8 and min(sorts.values()) >= 2
    for train in timetable.trains:
        assert len({network.places[point.place].country for point in train.points}) == 1
        assert 80.0 <= length_m(network, train) / 1_000.0 <= 400.0


def test_no_train_holds_what_another_holds_on_any_day(network: Network, timetable: Timetable) -> None:
    assert conflicts(network, timetable) == []
    assert timetable_problems(network, timetable) == []
    assert busiest_share(network, timetable) <= 0.6


def test_speeds_are_those_of_slow_mixed_traffic(network: Network, timetable: Timetable) -> None:
    means = {}
    for kind in ("passenger", "freight"):
        trains = [train for train in timetable.trains if train.kind == kind]
        hours_s = sum(train.points[-1].arrive_s - train.points[0].depart_s for train in trains)
        means[kind] = kmh_from_mps(sum(length_m(network, train) for train in trains) / hours_s)
    assert 45.0 <= means["passenger"] <= 55.0
    assert 40.0 <= means["freight"] <= 45.0


def test_a_train_an_hour_late_or_sent_twice_is_told(network: Network, timetable: Timetable) -> None:
    first = timetable.trains[0]
    twice = replace(timetable, trains=(*timetable.trains, replace(first, id="9001")))
    told = timetable_problems(network, twice)
    assert told and all("9001" in str(problem) and first.id in str(problem) for problem in told)
    late = tuple(shifted(train, 3_600 * (train.kind == "freight")) for train in timetable.trains)
    told = timetable_problems(network, replace(timetable, trains=late))
    assert {problem.code for problem in told} == {"E0213"}


def shifted(train: BookedTrain, by_s: int) -> BookedTrain:
    points = tuple(
        replace(item, arrive_s=item.arrive_s + by_s, depart_s=item.depart_s + by_s) for item in train.points
    )
    return replace(train, points=points)


def length_m(network: Network, train: BookedTrain) -> float:
    return make_path(network, [point.place for point in train.points]).length_m
