"""What a stranger does: clone, `make run`, look at the graph, take the folder elsewhere and verify it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.e2e.browser import browser
from tests.e2e.png import pixels, share_of_commonest

pytestmark = pytest.mark.system

ROOT = Path(__file__).resolve().parents[2]
LEFT = {
    "plan.json", "check_record.json", "runs.npz", "graph.svg", "graph_2.svg", "graph.png", "index.html",
    "notice.pdf", "inputs",
}  # fmt: skip
QUIET = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--force-device-scale-factor=1",
]


def call(*words: str | Path, cwd: Path) -> str:
    """Run a command as from a fresh shell; what it prints."""
    ours = ("VIRTUAL_ENV", "PYTHONPATH", "MAKEFLAGS", "MAKELEVEL", "PYTEST_CURRENT_TEST")
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    done = subprocess.run(words, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{words} ended with {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, by relative path."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clean clone in which `make run` has run once."""
    folder = tmp_path_factory.mktemp("clone") / "railcade"
    call("git", "clone", "--quiet", ROOT, folder, cwd=ROOT)
    call("make", "run", cwd=folder)
    return folder


def test_the_plan_folder_is_complete_and_its_check_passed(clone: Path) -> None:
    out = clone / "out" / "corridor"
    assert {path.name for path in out.iterdir()} >= LEFT
    assert json.loads((out / "plan.json").read_text())["schema"] == "railcade.plan/1"
    assert json.loads((out / "check_record.json").read_text())["holds"] is True


def test_a_second_run_gives_the_same_bytes(clone: Path) -> None:
    first = contents(clone / "out" / "corridor")
    printed = call("make", "run", cwd=clone)
    assert contents(clone / "out" / "corridor") == first
    assert "pip install" not in printed, "the second run set up again"


def test_the_folder_verifies_elsewhere(clone: Path, tmp_path: Path) -> None:
    copy = tmp_path / "elsewhere" / "plan"
    shutil.copytree(clone / "out" / "corridor", copy)
    before = contents(copy)
    call(clone / ".venv" / "bin" / "railcade", "verify", copy, cwd=tmp_path)
    assert contents(copy) == before


def test_a_browser_shows_the_graph(clone: Path, tmp_path: Path) -> None:
    picture = tmp_path / "graph.png"
    graph = (clone / "out" / "corridor" / "graph.svg").resolve().as_uri()
    flags = [*QUIET, f"--user-data-dir={tmp_path / 'profile'}", "--window-size=1600,1100"]
    call("chromium", *flags, f"--screenshot={picture}", graph, cwd=tmp_path)
    shown = pixels(picture)
    assert shown.shape[:2] == (1100, 1600)
    assert share_of_commonest(shown) < 0.97


def test_a_browser_shows_the_page_without_a_complaint(clone: Path, tmp_path: Path) -> None:
    with browser(tmp_path / "profile") as page:
        page.size(1280, 800)
        page.open(clone / "out" / "corridor" / "index.html", "document.querySelector('#map .route')")
        assert page.complaints == []
        assert [url for url in page.requests if not url.startswith(("file:", "data:"))] == []
        assert page.see("document.querySelectorAll('#graph .principal').length") > 0
        assert share_of_commonest(pixels(page.picture(tmp_path / "page.png"))) < 0.97


def test_the_picture_beside_the_drawing_is_not_blank(clone: Path) -> None:
    assert share_of_commonest(pixels(clone / "out" / "corridor" / "graph.png")) < 0.97
