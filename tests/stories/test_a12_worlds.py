"""Other worlds, same engine: each example plans, verifies, and keeps what its README says of it."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from railcade.app.folder import read_sources
from railcade.app.planning import PlanResult, plan_movement
from railcade.app.printing import notice_facts
from railcade.app.verifying import verify
from railcade.errors import InputError
from railcade.formats.runs_npz import read_runs
from railcade.notice.document import View
from railcade.notice.document.blocks import Table
from railcade.notice.document.sections.line import possessions
from railcade.plan.model import PlanTrain
from tests.house.tree import ROOT

EXAMPLES = ROOT / "examples"
WORLDS = (
    "evacuation/movement",
    "opening_sweep/track-1",
    "opening_sweep/track-2",
    "opening_sweep/track-2-unswept",
)
GIVEN_BACK_AT_S = 1_820_974_800  # 04:20 at St. Pölten on 15 September 2027, as conditions.toml says
FAST = ("pottenbrunn", "post_33_6", "post_38_5", "tullnerfeld_side")


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> dict[str, PlanResult]:
    folder = tmp_path_factory.mktemp("worlds")
    return {name: plan_movement(EXAMPLES / f"{name}.toml", folder / name, lambda _: None) for name in WORLDS}


def train(result: PlanResult, role: str) -> PlanTrain:
    return next(item for item in result.plan.trains if item.role == role)


def at(item: PlanTrain, place: str) -> int:
    return next(point.depart_at_s for point in item.points if point.place == place)


def test_make_examples_plans_every_request() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    listed = re.search(r"^EXAMPLES := ((?:.*\\\n)*.*)", makefile, re.MULTILINE)
    assert listed
    named = set(listed[1].replace("\\", " ").split())
    requests = {
        path.relative_to(EXAMPLES).with_suffix("").as_posix()
        for path in EXAMPLES.glob("*/*.toml")
        if "[[roles]]" in path.read_text(encoding="utf-8")
    }
    assert named == requests


@pytest.mark.parametrize("name", WORLDS)
def test_each_world_verifies(plans: dict[str, PlanResult], name: str) -> None:
    assert verify(plans[name].folder).holds


def test_the_evacuation_passes_behind_the_debris(plans: dict[str, PlanResult]) -> None:
    result = plans["evacuation/movement"]
    (debris,) = [row for row in result.plan.possessions if row.number == "D 1"]
    advance, principal = train(result, "advance"), train(result, "principal")
    assert at(advance, "alassio") > debris.until_at_s
    for a, b in zip(advance.points, principal.points, strict=True):
        assert 900 <= b.depart_at_s - a.depart_at_s <= 2700


def test_the_notice_tells_a_dead_wire_once(plans: dict[str, PlanResult]) -> None:
    result = plans["evacuation/movement"]
    facts = notice_facts(read_sources(EXAMPLES / "evacuation" / "movement.toml"), result.plan, "1EB2 4B81")
    (table,) = possessions(View(facts))
    assert isinstance(table, Table)
    assert len(table.rows) == len({row.number for row in result.plan.possessions}) == 3
    assert "Imperia – Andora" in str(table.rows)


def test_the_evacuation_creeps_over_the_slide(plans: dict[str, PlanResult]) -> None:
    result = plans["evacuation/movement"]
    for run in read_runs(result.folder / "runs.npz").values():
        start_m = 1000.0 * 37.95
        on_slide = (run["x_m"] > start_m) & (run["x_m"] < start_m + 300.0)
        if on_slide.any():
            assert float(run["v_mps"][on_slide].max()) * 3.6 <= 10.0 + 1e-6


def test_an_electric_train_is_refused_where_the_wire_is_dead(tmp_path: Path) -> None:
    text = (EXAMPLES / "evacuation" / "movement.toml").read_text(encoding="utf-8")
    for name in ("network.gpkg", "timetable.csv", "rules/evacuation.toml", "conditions.toml"):
        text = text.replace(f'"{name}"', f'"{(EXAMPLES / "evacuation" / name).as_posix()}"')
    fleet = (EXAMPLES / "evacuation" / "fleet.toml").read_text(encoding="utf-8")
    (tmp_path / "fleet.toml").write_text(
        fleet.replace('"diesel"\nspeed', '"3 kV DC"\nspeed'), encoding="utf-8"
    )
    (tmp_path / "movement.toml").write_text(text, encoding="utf-8")
    with pytest.raises(Exception, match=r"isolation|no supply|E 1"):
        plan_movement(tmp_path / "movement.toml", tmp_path / "plan", lambda _: None)


def test_the_sweep_unit_goes_first_on_both_tracks(plans: dict[str, PlanResult]) -> None:
    for name in ("track-1", "track-2"):
        result = plans[f"opening_sweep/{name}"]
        advance, principal = train(result, "advance"), train(result, "principal")
        gaps_s = [
            b.depart_at_s - a.depart_at_s for a, b in zip(advance.points, principal.points, strict=True)
        ]
        assert 900 <= min(gaps_s) <= max(gaps_s) <= 7200
        assert all(row.valid_until_s >= row.used_at_s for row in result.plan.sweep)
    out, back = plans["opening_sweep/track-1"], plans["opening_sweep/track-2"]
    assert out.plan.trains[0].points[-1].arrive_at_s < back.plan.trains[0].points[0].depart_at_s
    ends = {frozenset(pair) for pair in pairwise(out.plan.route)}
    assert ends == {frozenset(pair) for pair in pairwise(back.plan.route)}


def test_nothing_runs_before_the_works_are_over(plans: dict[str, PlanResult]) -> None:
    for name in WORLDS[1:]:
        assert min(at(item, "pottenbrunn") for item in plans[name].plan.trains) > GIVEN_BACK_AT_S


def test_the_unswept_track_opens_sooner_and_slower(plans: dict[str, PlanResult]) -> None:
    swept, unswept = plans["opening_sweep/track-2"], plans["opening_sweep/track-2-unswept"]
    first, second = train(unswept, "principal"), train(swept, "principal")
    assert second.points[0].depart_at_s - first.points[0].depart_at_s >= 900
    assert {row.speed_mps * 3.6 for row in unswept.plan.restrictions} == {160.0}
    (run,) = read_runs(unswept.folder / "runs.npz").values()
    restricted_m = sum(unswept.network.sections[f"{a}-{b}"].length_m for a, b in pairwise(FAST))
    on_it = run["x_m"] <= restricted_m
    assert float(run["v_mps"][on_it].max()) * 3.6 == pytest.approx(160.0, abs=0.5)


def test_a_lighter_sweep_unit_proves_too_little(tmp_path: Path) -> None:
    folder = EXAMPLES / "opening_sweep"
    text = (folder / "track-1.toml").read_text(encoding="utf-8")
    shared = ("../st_poelten/network.gpkg", "../st_poelten/timetable.csv")
    for name in (*shared, "rules/opening-sweep.toml", "conditions.toml"):
        text = text.replace(f'"{name}"', f'"{(folder / name).resolve().as_posix()}"')
    fleet = (folder / "fleet.toml").read_text(encoding="utf-8")
    express = fleet[fleet.index("[vehicles.express]") : fleet.index("[vehicles.coach]")]
    unit = express.replace("vehicles.express", "vehicles.unit").replace("mass_t = 88", "mass_t = 60", 1)
    light = fleet + unit.replace("max_axle_load_t = 22", "max_axle_load_t = 15.5")
    light = light.replace('["express", "3 x coach"]', '["unit", "3 x coach"]')
    (tmp_path / "fleet.toml").write_text(light, encoding="utf-8")
    (tmp_path / "movement.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="proves too little"):
        plan_movement(tmp_path / "movement.toml", tmp_path / "plan", lambda _: None)
