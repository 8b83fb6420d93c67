r"""Scenario 1, nominal: three trains over 849 km among 40 trains a day.

time
 |   advance     principal    follow-up
 |    \            \             \          15 min +- 1 between the first two at every place,
 |     \            \             \         at least 10 min before the third, more where the
 |      \            \             \        block work of a section takes longer
 +------------------------------------- km
"""

from __future__ import annotations

from pathlib import Path

import pytest

from railcade.app.planning import PlanResult
from railcade.app.verifying import verify
from railcade.formats.timetable_csv import read_timetable
from railcade.plan.model import Plan, PlanTrain
from tests.stories.corridor import CORRIDOR, planned, shown

LEAD_S, PLAY_S, FOLLOW_S = 900, 60, 600
Gap = tuple[str, float, float]


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> PlanResult:
    return planned(CORRIDOR / "nominal.toml", tmp_path_factory.mktemp("nominal") / "first")


def gaps(ahead: PlanTrain, behind: PlanTrain) -> list[Gap]:
    """Place, seconds between arrivals, seconds between departures."""
    pairs = zip(ahead.points, behind.points, strict=True)
    return [(a.place, b.arrive_at_s - a.arrive_at_s, b.depart_at_s - a.depart_at_s) for a, b in pairs]


def most_s(plan: Plan, place: str) -> float:
    """15 min and 1, or where blocks ask for more, what they ask for and 1."""
    rows = [row for row in plan.spacing if row.behind == "principal" and place in row.section.split("-")]
    blocks_s = [row.minimum_s for row in rows if row.reason == "block"]
    return max([LEAD_S, *blocks_s]) + PLAY_S


def test_forty_trains_and_849_km(result: PlanResult) -> None:
    assert len(read_timetable(CORRIDOR / "timetable.csv").trains) == 40
    assert result.plan.length_m == pytest.approx(849_200.0)
    assert [train.role for train in result.plan.trains] == ["advance", "principal", "follow-up"]


def test_free_of_conflict(result: PlanResult) -> None:
    assert result.record.holds
    assert verify(result.folder).record_id == result.record.record_id


def test_fifteen_minutes_at_every_timing_point(result: PlanResult) -> None:
    plan = result.plan
    between = gaps(plan.trains[0], plan.trains[1])
    assert len(between) == len(plan.route) > 100
    off = [
        gap for gap in between if not LEAD_S - PLAY_S <= min(gap[1:]) <= max(gap[1:]) <= most_s(plan, gap[0])
    ]
    assert off == []


def test_fifteen_minutes_as_published_too(result: PlanResult) -> None:
    ahead, behind = result.plan.trains[:2]
    for a, b in zip(ahead.points, behind.points, strict=True):
        for gap_s in (
            b.published_arrive_at_s - a.published_arrive_at_s,
            b.published_depart_at_s - a.published_depart_at_s,
        ):
            assert LEAD_S <= gap_s <= most_s(result.plan, a.place), a.place


def test_the_follow_up_keeps_ten_minutes_and_block_headway(result: PlanResult) -> None:
    plan = result.plan
    assert all(min(gap[1:]) >= FOLLOW_S for gap in gaps(plan.trains[1], plan.trains[2]))
    rows = [row for row in plan.spacing if row.behind == "follow-up"]
    assert all(row.actual_s >= row.minimum_s for row in rows)
    # Sections of 7 or 8 km worked from station to station: their headway is what binds, not the 10 min.
    slow = [row for row in rows if row.reason == "block" and row.minimum_s > FOLLOW_S]
    assert len(slow) > len(rows) / 2


def test_trains_that_are_held_are_listed_with_their_minutes(result: PlanResult) -> None:
    plan = result.plan
    waiting = [train for train in plan.other_trains if train.holds]
    assert len(waiting) == plan.bill.trains_held >= 6
    for train in plan.other_trains:
        late_s = train.points[-1].arrive_at_s - train.points[-1].booked_arrive_s
        assert train.delay_s == late_s
        assert (late_s > 0) <= bool(train.holds)
    assert plan.bill.delay_s == sum(train.delay_s for train in plan.other_trains) > 0
    line = next(line for line in shown(result) if line.startswith("other trains"))
    assert f"{plan.bill.trains_held} of {plan.bill.trains_in_window} held" in line
    assert f"{plan.bill.delay_s / 60:.0f} min" in line


def test_the_same_request_gives_the_same_bytes(result: PlanResult, tmp_path: Path) -> None:
    again = planned(CORRIDOR / "nominal.toml", tmp_path / "again").folder
    names = sorted(path.relative_to(result.folder) for path in result.folder.rglob("*") if path.is_file())
    assert {"plan.json", "runs.npz", "check_record.json", "notice.pdf", "graph.svg"} <= set(map(str, names))
    assert names == sorted(path.relative_to(again) for path in again.rglob("*") if path.is_file())
    assert [
        name for name in names if (again / name).read_bytes() != (result.folder / name).read_bytes()
    ] == []
