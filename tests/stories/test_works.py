"""The corridor in a week of works: a possession, a soft stretch, a box that closes at night.

16:30        18:15
|possession  |            unsan - sinchang, single line: all three trains pass behind it
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from railcade.app.folder import RUNS
from railcade.app.planning import PlanResult, plan_movement
from railcade.app.verifying import verify
from railcade.clock import from_iso
from railcade.errors import CheckFailed
from railcade.formats.runs_npz import read_runs
from railcade.units import mps_from_kmh
from tests.stories.corridor import CORRIDOR

UNTIL_S = from_iso("2027-05-16T18:15:00+09:00")


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> PlanResult:
    folder = tmp_path_factory.mktemp("works") / "plan"
    return plan_movement(CORRIDOR / "possessions.toml", folder, lambda _: None)


def test_all_trains_pass_behind_the_possession(result: PlanResult) -> None:
    assert result.record.holds
    for train in result.plan.trains:
        entry = next(point for point in train.points if point.place == "unsan")
        assert entry.depart_at_s >= UNTIL_S
    assert {row.number for row in result.plan.possessions} == {"P 20/7", "I 20/2", "H 20/1"}


def test_all_trains_go_slowly_over_the_soft_stretch(result: PlanResult) -> None:
    (row,) = result.plan.restrictions
    assert (row.number, row.section) == ("R 20/12", "post_238_4-kumya")
    runs = read_runs(result.folder / RUNS)
    position_m = {point.place: point.position_m for point in result.plan.trains[0].points}
    from_m, to_m = (position_m["post_238_4"] + at_m for at_m in (row.from_m, row.to_m))
    for train in result.plan.trains:
        legs = [leg for leg in train.legs if position_m[leg.from_place] <= from_m < position_m[leg.to_place]]
        run = runs[legs[0].run]
        there = (run["x_m"] >= from_m) & (run["x_m"] <= to_m)
        assert np.all(run["v_mps"][there] <= mps_from_kmh(40.0) + 1e-6)


def test_the_rule_pack_has_the_box_opened(result: PlanResult) -> None:
    rows = [row for row in result.plan.possessions if row.place == "orang"]
    assert rows and {row.opened_by for row in rows} == {"boxes"}
    windows = [row for row in result.plan.protection if row.target == "orang" and row.kind == "box_open"]
    closed = [row for row in rows if row.from_at_s < windows[0].closed_until_s]
    assert closed[0].until_at_s > windows[0].closed_from_s


def test_the_folder_carries_its_conditions_and_refuses_edited_ones(result: PlanResult) -> None:
    assert verify(result.folder).holds
    path: Path = result.folder / "inputs" / "conditions.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("18:15:00", "20:15:00"), encoding="utf-8")
    with pytest.raises(CheckFailed) as caught:
        verify(result.folder)
    path.write_text(text, encoding="utf-8")
    codes = {problem.code for problem in caught.value.problems}
    assert {"E0109", "E0430", "E0431"} <= codes
