r"""Scenario 9: a spent-fuel train on a real network, no meet with a passenger train in a tunnel.

Loosdorf --- Rohr ====== bypass, 5 km of it in tunnels ====== Wagram --- Boeheimkirchen
                \------- St. Poelten Hbf --------------------/
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from railcade.app.planning import PlanResult, plan_movement
from railcade.app.verifying import verify
from railcade.errors import CheckFailed, InputError
from railcade.formats.rules_toml import read_rules
from railcade.formats.runs_npz import read_runs
from railcade.network import Network
from railcade.plan.model import Plan
from tests.house.tree import ROOT

EXAMPLE = ROOT / "examples" / "st_poelten"
RULE = 'id = "no-meet-in-tunnels"'
CAP_MPS = 50 * 0.44704


def planned(
    folder: Path, without_rule: bool = False, changes: tuple[tuple[str, str], ...] = ()
) -> PlanResult:
    text = (EXAMPLE / "key-train.toml").read_text(encoding="utf-8")
    rules = (EXAMPLE / "rules" / "key-train.toml").read_text(encoding="utf-8")
    if without_rule:
        tables = rules.split("[[protection]]")
        rules = "[[protection]]".join(table for table in tables if RULE not in table)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    for name in ("network.gpkg", "fleet.toml", "timetable.csv", "factors.toml"):
        text = text.replace(f'"{name}"', f'"{(EXAMPLE / name).as_posix()}"')
    (folder / "rules").mkdir(parents=True)
    (folder / "rules" / "key-train.toml").write_text(rules, encoding="utf-8")
    (folder / "movement.toml").write_text(text, encoding="utf-8")
    return plan_movement(folder / "movement.toml", folder / "plan", lambda _: None)


def tunnel_meets(plan: Plan, network: Network) -> Iterator[tuple[str, str]]:
    """Passenger trains on a section with a tunnel while the key train is on it, with the section."""
    (key,) = plan.trains
    for a, b in pairwise(key.points):
        ends = {a.place, b.place}
        section = next(item for item in network.sections.values() if {item.start, item.end} == ends)
        if not section.has_tunnel:
            continue
        for other in plan.other_trains:
            for c, d in pairwise(other.points):
                together = c.depart_at_s < b.arrive_at_s and a.depart_at_s < d.arrive_at_s
                if other.kind == "passenger" and {c.place, d.place} == ends and together:
                    yield other.number, section.id


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> PlanResult:
    return planned(tmp_path_factory.mktemp("key"))


def test_no_meet_in_a_tunnel_and_one_train_is_held_for_it(result: PlanResult) -> None:
    assert list(tunnel_meets(result.plan, result.network)) == []
    held = [(train.number, hold.place) for train in result.plan.other_trains for hold in train.holds]
    assert held == [("409", "boeheimkirchen")]


def test_without_the_rule_they_would_meet_in_a_tunnel(tmp_path: Path) -> None:
    free = planned(tmp_path, without_rule=True)
    assert "409" in {number for number, _ in tunnel_meets(free.plan, free.network)}
    assert not any(train.holds for train in free.plan.other_trains)


def test_fifty_miles_an_hour_at_most(result: PlanResult) -> None:
    (run,) = read_runs(result.folder / "runs.npz").values()
    assert float(max(run["v_mps"])) <= CAP_MPS + 1e-6
    assert float(max(run["v_mps"])) > CAP_MPS - 0.1


def test_the_factor_table_lies_in_the_folder_with_its_hash(result: PlanResult) -> None:
    table = json.loads((result.folder / "factors.json").read_text(encoding="utf-8"))
    assert table["chosen"] == table["lowest_score"] == "Freight bypass"
    assert [row["number"] for row in table["factors"]] == list(range(1, 30))
    # Added up again from the table alone.
    for name, score in table["scores"].items():
        rows = [row for row in table["factors"] if row["counts"]]
        shares = [next(v["share"] for v in row["values"] if v["alternative"] == name) for row in rows]
        mean = sum(row["weight"] * share for row, share in zip(rows, shares, strict=True))
        assert mean / sum(row["weight"] for row in rows) == pytest.approx(score, abs=1e-6)
    assert verify(result.folder).holds
    (result.folder / "factors.json").write_text("{}", encoding="utf-8")
    with pytest.raises(CheckFailed, match=r"factors\.json"):
        verify(result.folder)


def test_a_way_that_is_not_among_the_alternatives_is_refused(tmp_path: Path) -> None:
    text = (EXAMPLE / "factors.toml").read_text(encoding="utf-8").replace('via = ["post_19_5"]', "via = []")
    text = text.replace('"st_poelten_hbf"', '"prinzersdorf"')
    (tmp_path / "factors.toml").write_text(text, encoding="utf-8")
    to_own = ('"factors.toml"', f'"{(tmp_path / "factors.toml").as_posix()}"')
    with pytest.raises(InputError) as caught:
        planned(tmp_path / "movement", changes=(to_own,))
    assert "E0214" in str(caught.value)
    assert "is the same way as" in str(caught.value)
    assert "takes none of the ways" in str(caught.value)


def test_a_formation_that_may_run_faster_than_the_pack_allows_is_refused(tmp_path: Path) -> None:
    fleet = (EXAMPLE / "fleet.toml").read_text(encoding="utf-8")
    fleet = fleet.replace("speed_kmh = 80.467,", "speed_kmh = 85,")
    (tmp_path / "fleet.toml").write_text(fleet, encoding="utf-8")
    to_own = ('"fleet.toml"', f'"{(tmp_path / "fleet.toml").as_posix()}"')
    with pytest.raises(InputError, match=r"may run at 85\.0 km/h, KEY-TRAIN allows 80\.5"):
        planned(tmp_path / "movement", changes=(to_own,))


def test_what_the_pack_says_for_the_day_itself() -> None:
    pack = read_rules(EXAMPLE / "rules" / "key-train.toml")
    assert pack.conduct.call_in_s == 7200
    assert pack.conduct.after_alarm_mps == pytest.approx(30 * 0.44704)
    assert pack.conduct.siding_mps == pytest.approx(10 * 0.44704)
    assert pack.notes["conduct_call_in"].source.startswith("10 CFR 73.37")
