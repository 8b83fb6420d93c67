"""Local time at every place in any year, 687 km beside 1,181, and a journey that adds up by hand.

2011-08   Pyongyang UTC+9      Vladivostok UTC+11   border + 2 h
2016      Pyongyang UTC+8:30   Vladivostok UTC+10   border + 1 h 30
2027      Pyongyang UTC+9      Vladivostok UTC+10   border + 1 h
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from railcade.app.planning import PlanResult
from railcade.app.times import path_times
from railcade.cli.times import times_data
from railcade.clock import local
from tests.stories.corridor import asked, planned, shown

QUICK = {"max_nodes = 3000": "max_nodes = 600"}
YEARS = {
    "2011": {
        "depart_earliest = 2027-05-16T16:00:00+09:00": "depart_earliest = 2011-08-20T16:00:00+09:00",
        "depart_latest = 2027-05-16T16:30:00+09:00": "depart_latest = 2011-08-20T16:30:00+09:00",
        "arrive_latest = 2027-05-18T00:30:00+10:00": "arrive_latest = 2011-08-22T01:30:00+11:00",
    },
    "2016": {
        "depart_earliest = 2027-05-16T16:00:00+09:00": "depart_earliest = 2016-05-16T16:00:00+08:30",
        "depart_latest = 2027-05-16T16:30:00+09:00": "depart_latest = 2016-05-16T16:30:00+08:30",
        "arrive_latest = 2027-05-18T00:30:00+10:00": "arrive_latest = 2016-05-18T01:00:00+10:00",
    },
    "2027": {},
}
OFFSETS_H = {"2011": (9.0, 11.0), "2016": (8.5, 10.0), "2027": (9.0, 10.0)}
DAYS = {
    "2011": r"Sat 20 Aug 2011 KST \(UTC\+9\) to Mon 22 Aug 2011 \D*UTC\+11\)?; ",
    "2016": r"Mon 16 May 2016 KST \(UTC\+8:30\) to Wed 18 May 2016 \D*UTC\+10\)?; ",
    "2027": r"Sun 16 May 2027 KST \(UTC\+9\) to Tue 18 May 2027 \D*UTC\+10\)?; ",
}


@pytest.fixture(scope="module", params=sorted(YEARS))
def journey(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, PlanResult]:
    folder = tmp_path_factory.mktemp("clocks")
    return request.param, planned(
        asked("movement.toml", QUICK | YEARS[request.param], folder), folder / "out"
    )


def test_every_place_has_its_local_time(journey: tuple[str, PlanResult]) -> None:
    year, result = journey
    east = result.plan.route.index("khasan")
    for train in result.plan.trains:
        for i, point in enumerate(train.points):
            offset = timedelta(hours=OFFSETS_H[year][i >= east])
            moment = local(point.published_arrive_at_s, result.network.places[point.place].zone)
            assert moment.utcoffset() == offset, point.place
            by_hand = datetime.fromtimestamp(point.published_arrive_at_s, UTC).replace(tzinfo=None) + offset
            assert moment.replace(tzinfo=None) == by_hand


def test_the_path_table_says_local_times_with_their_offset(journey: tuple[str, PlanResult]) -> None:
    year, result = journey
    east = result.plan.route.index("khasan")
    rows = times_data(path_times(result.folder))["times"]
    assert len(rows) == 3 * len(result.plan.route)
    for row in rows:
        offset = timedelta(hours=OFFSETS_H[year][result.plan.route.index(row["place"]) >= east])
        for told, utc in ((row["arrive"], row["arrive_utc"]), (row["depart"], row["depart_utc"])):
            if told is not None:
                moment = datetime.fromisoformat(told)
                assert moment.utcoffset() == offset, row["place"]
                assert moment == datetime.fromisoformat(utc.replace("Z", "+00:00"))


def test_the_clock_at_the_border(journey: tuple[str, PlanResult]) -> None:
    year, result = journey
    west_h, east_h = OFFSETS_H[year]
    zones = [result.network.places[place].zone for place in ("tumangang", "khasan")]
    noon_s = result.plan.trains[0].points[-1].published_arrive_at_s
    step = local(noon_s, zones[1]).replace(tzinfo=None) - local(noon_s, zones[0]).replace(tzinfo=None)
    assert step == timedelta(hours=east_h - west_h)


def test_the_summary_says_local_times(journey: tuple[str, PlanResult]) -> None:
    year, result = journey
    lines = shown(result)
    assert any(re.fullmatch(DAYS[year] + "times are local, at the border KST", line) for line in lines)
    west_h, east_h = OFFSETS_H[year]
    for train in result.plan.trains:
        row = next(line.split() for line in lines if f" {train.role} " in line[:14])
        border = next(point for point in train.points if point.stand == "border")
        first, last = train.points[0], train.points[-1]
        told = [
            (first.published_depart_at_s, west_h),
            (border.published_arrive_at_s, west_h),
            (border.published_depart_at_s, west_h),
            (last.published_arrive_at_s, east_h),
        ]
        clocks = [datetime.fromtimestamp(at_s, UTC) + timedelta(hours=hours) for at_s, hours in told]
        assert row[2:6] == [f"{moment:%H:%M}" for moment in clocks]


def test_the_parts_of_the_journey_add_up_by_hand(journey: tuple[str, PlanResult]) -> None:
    result = journey[1]
    lines = shown(result)
    for train in result.plan.trains:
        row = next(line.split() for line in lines if f" {train.role} " in line[:14])
        running, stops, border, waiting, total = (minutes(cell) for cell in row[6:11])
        assert running + stops + border + waiting == total
        ends = train.points[-1].published_arrive_at_s - train.points[0].published_depart_at_s
        assert total * 60 == ends == train.totals.total_s


def test_twenty_hours_of_running_stay_twenty_hours(journey: tuple[str, PlanResult]) -> None:
    # 59.5 km/h at most over 1,181 km takes 19.85 h at the very least, without a stop.
    for train in journey[1].plan.trains:
        hours = train.totals.running_s / 3600
        assert hours > 19.8
        assert 21.0 <= hours + train.totals.stops_s / 3600 <= 25.0
        assert train.totals.border_s == 3.5 * 3600


def test_the_straight_line_is_shown_and_never_used(journey: tuple[str, PlanResult]) -> None:
    result = journey[1]
    assert "1,181 km by rail (great circle 687)" in shown(result)[1]
    assert round(result.plan.great_circle_m / 1000) == 687
    assert round(result.plan.length_m / 1000) == 1181
    sections = {frozenset((item.start, item.end)): item.length_m for item in result.network.sections.values()}
    steps = zip(result.plan.route[:-1], result.plan.route[1:], strict=True)
    assert sum(sections[frozenset(step)] for step in steps) == pytest.approx(result.plan.length_m, abs=0.01)
    for train in result.plan.trains:
        assert train.points[-1].position_m == pytest.approx(result.plan.length_m, abs=0.01)


def minutes(cell: str) -> int:
    hours, rest = cell.split(":")
    return 60 * int(hours) + int(rest)
