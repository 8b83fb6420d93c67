"""A tampered plan folder is refused with rule and place, by a thief's hand and by a forger's.

The thief edits files. The forger also writes the new hashes into plan and record, so that only the rules
stand in his way.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from railcade.basis import Basis
from railcade.cli import main
from railcade.formats.gpkg import write_network
from railcade.formats.gpkg_read import read_network
from railcade.formats.runs_npz import COLUMNS, read_runs
from railcade.network import Extents
from railcade.plan.check import from_json, sealed, to_json, with_papers

Document = dict[str, Any]
EDITED = "E0109"


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def forge(folder: Path) -> None:
    """Put the hashes of the files as they now are into plan and record."""
    edit_plan(
        folder, lambda plan: plan["inputs"].update({n: sha256(folder / "inputs" / n) for n in plan["inputs"]})
    )
    path = folder / "check_record.json"
    data = json.loads(path.read_text())
    papers = {name: sha256(folder / name) for name in data.pop("papers")}
    del data["papers_id"]
    data["inputs"] = json.loads((folder / "plan.json").read_text())["inputs"]
    record = from_json(json.dumps(data | {"record_id": _id(data)}))
    new = sealed(record, sha256(folder / "plan.json"), sha256(folder / "runs.npz"))
    path.write_text(to_json(with_papers(new, papers)))


def _id(data: Document) -> str:
    """The id of a record, made as the record's docstring says."""
    text = json.dumps(data | {"record_id": ""}, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    digits = hashlib.sha256(text.encode()).hexdigest()[:8].upper()
    return f"{digits[:4]} {digits[4:]}"


def edit_plan(folder: Path, change: Callable[[Document], object]) -> None:
    path = folder / "plan.json"
    plan = json.loads(path.read_text(encoding="utf-8"))
    change(plan)
    path.write_text(json.dumps(plan, ensure_ascii=False), encoding="utf-8")


def moved(text: str, by_s: int) -> str:
    """An instant of plan.json, later by some seconds; its form stays."""
    moment = datetime.fromisoformat(text) + timedelta(seconds=by_s)
    return (
        moment.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
        if "." in text
        else moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    )


def shift_role(role: int, by_s: int) -> Callable[[Path], None]:
    """A role as a whole, earlier or later."""

    def change(plan: Document) -> None:
        train = plan["trains"][role]
        for row in (*train["legs"], *train["points"]):
            row.update({key: moved(value, by_s) for key, value in row.items() if key.endswith("_at")})

    return lambda folder: edit_plan(folder, change)


def let_go(folder: Path) -> None:
    """The train that waits longest at a place leaves as booked."""

    def change(plan: Document) -> None:
        train = max(plan["other_trains"], key=lambda item: item["delay_s"])
        for point in train["points"]:
            point["arrive_at"], point["depart_at"] = point["booked_arrive"], point["booked_depart"]
        train["holds"], train["delay_s"] = [], 0

    edit_plan(folder, change)


def taken_twice(folder: Path) -> None:
    """The follow-up train enters the first section while the principal is on it."""
    plan = json.loads((folder / "plan.json").read_text())
    principal, follow_up = (plan["trains"][i]["legs"][0]["depart_at"] for i in (1, 2))
    apart = datetime.fromisoformat(follow_up) - datetime.fromisoformat(principal)
    shift_role(2, 120 - round(apart.total_seconds()))(folder)


def shorten_loop(folder: Path) -> None:
    """Every track at a stop is shorter than the train that stands there."""
    with sqlite3.connect(folder / "inputs" / "network.gpkg") as network:
        network.execute("UPDATE place_tracks SET length_m = 300 WHERE place = 'hamhung'")
    network.close()


def shorter_validity(folder: Path) -> None:
    path = folder / "inputs" / "rules.toml"
    text = path.read_text(encoding="utf-8")
    edited = text.replace('[spacing.validity]\nvalue = "30 min"', '[spacing.validity]\nvalue = "16 min"')
    assert edited != text
    path.write_text(edited, encoding="utf-8")


def drawn_in(kind: str, value: float, above_kg: float = 0.0) -> Callable[[Path], None]:
    """The last metres into Hamhung have what they had not when the runs were made."""

    def change(folder: Path) -> None:
        path = folder / "inputs" / "network.gpkg"
        network = read_network(path)
        name, section = next((key, item) for key, item in network.sections.items() if item.end == "hamhung")
        reach_m = [section.length_m - 400.0], [section.length_m - 10.0]
        extent = Extents.of(*reach_m, [value], [Basis.SURVEYED], [above_kg])
        changed = replace(network, sections={**network.sections, name: replace(section, **{kind: extent})})
        path.unlink()
        write_network(changed, path)

    return change


def force(folder: Path) -> None:
    """One per cent more force at one of 70,000 points."""
    path = folder / "runs.npz"
    runs = {key: dict(columns) for key, columns in read_runs(path).items()}
    values = runs["principal/3"]["force_newton"].copy()
    at = int(np.argmax(np.abs(values)))
    values[at] *= 1.01
    runs["principal/3"]["force_newton"] = values
    np.savez(path, **{f"{key}/{column}": runs[key][column] for key in runs for column in COLUMNS})


def false_rows_ahead(folder: Path) -> None:
    """Before each row of spacing a false one."""

    def change(plan: Document) -> None:
        false = {"actual_s": 1, "minimum_s": 0}
        plan["spacing"] = [new for row in plan["spacing"] for new in (row | false, row)]

    edit_plan(folder, change)


def invented(folder: Path) -> None:
    """An assumption about the first that is listed, with another value."""

    def change(plan: Document) -> None:
        first = plan["assumptions"][0]
        plan["assumptions"].append(first | {"value": "as told by the press"})

    edit_plan(folder, change)


TAMPERED: list[tuple[str, Callable[[Path], None], str, str]] = [
    ("principal 20 min earlier", shift_role(1, -1200), "LEAD", "pyongyang-west_pyongyang"),
    ("principal 20 min earlier, unseen track", shift_role(1, -1200), "REPORT", "pyongyang-west_pyongyang"),
    ("a held train let go", let_go, "MOVEMENT", "loop_"),
    ("a section taken twice", taken_twice, "BLOCK-SPACING", "pyongyang-west_pyongyang"),
    ("sweep too old", shift_role(0, -1800), "VALIDITY", "pyongyang-west_pyongyang"),
    ("a loop shortened", shorten_loop, "FIT", "hamhung"),
    ("a curve drawn in", drawn_in("curve_radius_m", 300.0), "MOTION-FORCE", "at km"),
    ("leaves on the rails", drawn_in("adhesion", 0.01), "ADHESION", "at km"),
    ("a limit for heavy axles", drawn_in("heavy_limits", 2.0, 10e3), "MOTION-LIMIT", "at km"),
    ("an input edited", shorter_validity, "VALIDITY", "-"),
    ("false rows ahead of the true ones", false_rows_ahead, "SPACING-ROWS", "pyongyang-west_pyongyang"),
    ("an assumption invented", invented, "ASSUMPTIONS", ""),
    ("a point's force changed", force, "MOTION-FORCE", "principal kilju to chongjin_chongnyon at km"),
]


def refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> list[dict[str, str]]:
    """Problems that `railcade verify` tells; its exit code is 4."""
    assert main(["verify", str(folder), "--json"]) == 4
    problems: list[dict[str, str]] = json.loads(capsys.readouterr().out)["problems"]
    return problems


@pytest.mark.parametrize(
    ("tamper", "rule", "place"), [item[1:] for item in TAMPERED], ids=[item[0] for item in TAMPERED]
)
def test_refused_with_rule_and_place(
    copied: Callable[[], Path],
    capsys: pytest.CaptureFixture[str],
    tamper: Callable[[Path], None],
    rule: str,
    place: str,
) -> None:
    folder = copied()
    tamper(folder)
    stolen = refused(folder, capsys)
    assert EDITED in {item["code"] for item in stolen}
    assert [item for item in stolen if item["what"].startswith(f"{rule}: ") and place in item["where"]]
    forge(folder)
    forged = refused(folder, capsys)
    assert EDITED not in {item["code"] for item in forged}
    assert [item for item in forged if item["what"].startswith(f"{rule}: ") and place in item["where"]]


def test_a_copy_elsewhere_holds(copied: Callable[[], Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(copied())]) == 0
    assert re.search(r"holds\s+[0-9A-F]{4} [0-9A-F]{4}", capsys.readouterr().out)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"holds": true', '"holds": false'),
        ('"failed": 0', '"failed": 1'),
        ('"railcade": "', '"railcade": "9'),
    ],
)
def test_an_edited_record_is_refused(
    copied: Callable[[], Path], capsys: pytest.CaptureFixture[str], old: str, new: str
) -> None:
    path = copied() / "check_record.json"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert [item["code"] for item in refused(path.parent, capsys)] == [EDITED]


def test_a_changed_notice_and_a_sheet_that_nobody_drew_are_refused(
    copied: Callable[[], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = copied()
    with (folder / "notice.pdf").open("ab") as notice:
        notice.write(b"%")
    (folder / "graph_99.svg").write_text("<svg/>", encoding="utf-8")
    found = [(item["code"], Path(item["where"]).name) for item in refused(folder, capsys)]
    assert found == [(EDITED, "notice.pdf"), (EDITED, "graph_99.svg")]


def test_a_missing_file_is_refused(copied: Callable[[], Path], capsys: pytest.CaptureFixture[str]) -> None:
    folder = copied()
    (folder / "inputs" / "timetable.csv").unlink()
    problems = refused(folder, capsys)
    assert [item["where"].endswith("timetable.csv") for item in problems] == [True] * len(problems)


def test_an_input_that_is_none_is_refused(
    copied: Callable[[], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = copied()
    (folder / "inputs" / "consent.txt").write_text("The infrastructure manager has accepted this.\n")
    edit_plan(folder, lambda plan: plan["inputs"].update({"consent.txt": ""}))
    forge(folder)
    assert [item["what"] for item in refused(folder, capsys)] == ["it names consent.txt, which is no input"]


def test_a_record_of_another_version_is_judged_by_hashes_and_rules(copied: Callable[[], Path]) -> None:
    folder = copied()
    path = folder / "check_record.json"
    data = json.loads(path.read_text(encoding="utf-8")) | {"railcade": "0.0.1"}
    papers, _ = data.pop("papers"), data.pop("papers_id")
    record = from_json(json.dumps(data | {"record_id": _id(data)}))
    path.write_text(to_json(with_papers(record, papers)), encoding="utf-8")
    assert main(["verify", str(folder)]) == 0
