"""The printed notice as poppler reads it: fonts, and the words that must be found on its pages."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from railcade.app.folder import read_inputs
from railcade.app.planning import plan_movement
from railcade.formats.plan_json import read_plan
from railcade.notice.document import Facts, View
from railcade.notice.document.blocks import plain
from railcade.notice.document.located import locate

pytestmark = pytest.mark.system

REQUEST = Path(__file__).resolve().parents[2] / "examples" / "corridor" / "movement.toml"


def read(*words: str | Path) -> str:
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("notice") / "corridor"
    plan_movement(REQUEST, place, lambda _: None)
    return place


@pytest.fixture(scope="module")
def text(folder: Path) -> str:
    return re.sub(r"\s+", " ", read("pdftotext", "-layout", folder / "notice.pdf", "-"))


def test_only_plex_is_in_it_hangul_and_cyrillic_among_it(folder: Path, text: str) -> None:
    rows = read("pdffonts", folder / "notice.pdf").splitlines()[2:]
    assert rows
    assert all(row.partition("+")[2].startswith("IBMPlex") for row in rows), rows
    assert "평양" in text and "Владивосток" in text


def test_every_protected_crossing_and_every_held_train_is_found(folder: Path, text: str) -> None:
    plan, sources = read_plan(folder / "plan.json"), read_inputs(folder)
    facts = Facts(plan, sources.movement, sources.network, sources.fleet, sources.rules, "")
    view = View(facts)
    crossings = {row.target for row in plan.protection if row.target in view.crossings}
    assert crossings
    names = {plain(locate(view, crossing).name) for crossing in crossings}
    assert [name for name in sorted(names) if name not in text] == []
    held = {train.number for train in plan.other_trains if train.holds}
    assert held
    assert [number for number in sorted(held) if not re.search(rf"\b{number}\b", text)] == []


def test_every_page_says_whose_it_is_and_what_is_never_claimed(folder: Path) -> None:
    pages = read("pdftotext", folder / "notice.pdf", "-").split("\f")[:-1]
    for number, page in enumerate(pages, 1):
        flat = re.sub(r"\s+", " ", page)
        assert "Special train notice 27/0516" in flat, number
        assert f"{number} / {len(pages)}" in flat, number
        assert "Edition 1 · copy" in flat, number
        assert "never widens a signal" in flat, number
