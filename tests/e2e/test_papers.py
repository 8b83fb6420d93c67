"""Papers of the reference plan as a reader finds them: text by poppler, one page for each post, pictures."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from railcade.app.folder import read_inputs
from railcade.app.planning import plan_movement
from railcade.app.printing import notice_facts, posts_view
from railcade.formats.plan_json import read_plan
from railcade.notice.document import View
from railcade.notice.document.located import locate
from railcade.notice.document.words import from_clock, until_clock
from railcade.notice.extracts import extract_names, make_extracts
from tests.house.tree import ROOT

pytestmark = pytest.mark.system


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reference plan, and a look at whether poppler is there."""
    if shutil.which("pdftotext") is None:
        pytest.fail("make test-system needs the Debian package poppler-utils")
    made = tmp_path_factory.mktemp("papers") / "out"
    plan_movement(ROOT / "examples" / "corridor" / "movement.toml", made, lambda _: None)
    return made


def text_of(pdf: Path) -> str:
    """All words of a file, in the order of the page, blanks joined."""
    done = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, check=True)
    return " ".join(done.stdout.decode("utf-8").split())


@pytest.fixture(scope="module")
def posts(folder: Path) -> View:
    sources, plan = read_inputs(folder), read_plan(folder / "plan.json")
    return posts_view(notice_facts(sources, plan, "record"))


def test_every_action_and_every_held_train_is_found_on_the_page_of_its_post(
    folder: Path, posts: View
) -> None:
    extracts = make_extracts(posts)
    files = dict(zip((item.post for item in extracts), extract_names(extracts), strict=True))
    texts = {post: text_of(folder / "extracts" / f"{name}.pdf") for post, name in files.items()}
    assert len(list((folder / "extracts").iterdir())) == len(files) + 1
    for action in posts.plan.post_actions:
        zone = locate(posts, action.post).zone
        assert from_clock(action.from_at_s, zone) in texts[action.post], action
        ends_s = [action.until_at_s]
        if action.kind in ("box_open", "guard"):  # a box closes, a guard goes after all else is done there
            ends_s += [each.until_at_s for each in posts.plan.post_actions if each.post == action.post]
            holds = [hold for train in posts.plan.other_trains for hold in train.holds]
            ends_s += [hold.until_at_s for hold in holds if hold.place == action.post]
        assert any(until_clock(end_s, zone) in texts[action.post] for end_s in ends_s), action
        if action.kind == "crossing" and action.targets != (action.post,):
            assert all(locate(posts, item).short in texts[action.post].lower() for item in action.targets)
    for train in posts.plan.other_trains:
        for hold in train.holds:
            assert f"Train {train.number}" in texts[hold.place]
    assert not any("Principal" in text or "Advance" in text for text in texts.values())


def test_each_file_is_one_page_and_none_runs_into_its_foot(folder: Path, posts: View) -> None:
    whole = folder / "extracts" / "all.pdf"
    boxes = subprocess.run(["pdftotext", "-bbox", str(whole), "-"], capture_output=True, check=True)
    pages = boxes.stdout.decode("utf-8").split("<page ")[1:]
    assert len(pages) == len(make_extracts(posts))
    for page in pages:
        words = [line for line in page.splitlines() if "<word" in line]
        foot = next(k for k, line in enumerate(words) if ">Railcade<" in line)
        last_mm = max(float(line.split('yMax="')[1].split('"')[0]) for line in words[:foot]) / 72 * 25.4
        assert last_mm < 276.5


def test_the_notice_holds_every_protected_crossing_and_every_held_train(folder: Path, posts: View) -> None:
    text = text_of(folder / "notice.pdf").lower()
    for target in {row.target for row in posts.plan.protection if row.target in posts.crossings}:
        assert posts.crossings[target].name.lower() in text
    assert all(train.number in text for train in posts.plan.other_trains if train.holds)
    assert "not an authority to move" in text


def test_papers_are_drawn_by_poppler_in_grey_and_in_one_bit(folder: Path, tmp_path: Path) -> None:
    for name in ("extracts/sinpo.pdf", "cards/crew_principal.pdf", "cards/messages.pdf"):
        for way in ("-gray", "-mono"):
            stem = tmp_path / f"{Path(name).stem}{way}"
            subprocess.run(
                ["pdftoppm", "-r", "60", way, "-l", "1", str(folder / name), str(stem)], check=True
            )
            data = next(tmp_path.glob(f"{stem.name}*")).read_bytes()
            assert data.startswith((b"P5", b"P4")) and len(set(data[32:])) > 1
