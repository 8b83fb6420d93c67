"""What `plan` and `verify` show, of a result that was made by hand."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from railcade.cli.planned import planned_data, planned_lines, record_data, record_lines
from railcade.cli.style import PLAIN
from railcade.network import Network
from railcade.plan.check import CheckRecord, RuleCount, make_record
from railcade.plan.model import Plan
from tests.formats.plans import small_plan
from tests.plan.lines import line_network

RECORD = make_record(
    (RuleCount("BLOCK", 1200, 0), RuleCount("LEAD", 10, 0), RuleCount("BLOCK/PUBLISHED", 1199, 0)), (), {}
)


@dataclass(frozen=True)
class Result:
    """What the use case gives back."""

    plan: Plan
    network: Network
    record: CheckRecord
    folder: Path
    seconds: float
    compared: None = None


@pytest.fixture
def result(tmp_path: Path) -> Result:
    folder = tmp_path / "out"
    (folder / "inputs").mkdir(parents=True)
    (folder / "plan.json").write_text("")
    return Result(small_plan(), line_network([8000.0, 8000.0]), RECORD, folder, 1.234)


def test_summary_then_folder(result: Result) -> None:
    lines = planned_lines(result, PLAIN, 100)  # type: ignore[arg-type]
    assert lines[1].startswith("1 Small   Place 0 – Place 2   16 km by rail (great circle 15)")
    assert lines[-3].startswith(f"check record  holds  {RECORD.record_id}")
    assert lines[-3].endswith("2 rules, 2,409 facts examined")
    assert lines[-1] == f"{result.folder}/  inputs/  plan.json  1.2 s"


def test_the_same_as_json(result: Result) -> None:
    data = json.loads(json.dumps(planned_data(result)))  # type: ignore[arg-type]
    assert data["check_record"] == {"holds": True, "id": RECORD.record_id}
    assert data["trains"][0]["totals"]["total_s"] == 1320
    assert data["files"] == ["inputs/", "plan.json"]


def test_a_record_by_rule() -> None:
    assert record_lines(RECORD, PLAIN) == [
        "rule       exact  published",
        "───────────────────────────",
        "BLOCK      1,200      1,199",
        "LEAD          10",
        "",
        f"check record  holds  {RECORD.record_id}",
    ]
    assert record_data(RECORD)["rules"][0] == {"id": "BLOCK", "examined": 1200, "failed": 0}


def test_a_record_that_refuses() -> None:
    refused = replace(RECORD, holds=False, rules=(RuleCount("LEAD", 10, 3),))
    lines = record_lines(refused, PLAIN)
    assert lines[2].endswith("3 refused")
    assert "check record  refused" in lines[-1]
