"""Editions in folders: the chain, what is refused as stale, foreign or of another edition."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from railcade.app.cancelling import cancel_notice
from railcade.app.editions import refuse_cancellation, refuse_stale
from railcade.app.folder import read_inputs
from railcade.app.planning import plan_movement
from railcade.app.printing import notice_facts
from railcade.app.verifying import verify
from railcade.cli import main
from railcade.errors import CheckFailed, InputError, RailcadeError, StaleError
from railcade.formats.edition_json import edition_text, read_edition
from railcade.formats.plan_json import read_plan
from railcade.notice.amendments import Edition, Link, changes_between
from railcade.notice.document import View
from railcade.plan.model import Plan
from tests.stories.test_tutorial import PAGE, PART, Reader


@dataclass(frozen=True)
class Editions:
    request: Path
    first: Path
    same: Path
    moved: Path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Editions:
    """The tutorial's movement: first edition, an unchanged second one, and a second with one minute moved."""
    reader = Reader(tmp_path_factory.mktemp("valley"), tmp_path_factory.mktemp("notes") / "left_at")
    for part in PART.finditer(PAGE):
        if part["name"]:
            reader.write(part["name"], part["text"])
        elif part["kind"] == "sh" and "railcade verify" not in part["text"]:
            reader.type(part["text"])
    request, first = reader.folder / "movement.toml", reader.folder / "out"
    same, moved = reader.folder / "same", reader.folder / "moved"
    plan_movement(request, same, print_nothing, first)
    later = reader.folder / "later.toml"
    text = request.read_text(encoding="utf-8")
    assert text.count('dwell = "5 min"') >= 1
    later.write_text(text.replace('dwell = "5 min"', 'dwell = "6 min"', 1), encoding="utf-8")
    plan_movement(later, moved, print_nothing, first)
    return Editions(request, first, same, moved)


def print_nothing(_: str) -> None:
    """No progress."""


def view_of(folder: Path) -> View:
    return View(notice_facts(read_inputs(folder), read_plan(folder / "plan.json"), "record"))


def raised(error: RailcadeError) -> list[tuple[str, str]]:
    return [(problem.code, problem.what) for problem in error.problems]


def test_an_edition_carries_the_one_before_and_counts_on(made: Editions) -> None:
    first, second = read_edition(made.first / "edition.json"), read_edition(made.moved / "edition.json")
    assert (first.number, first.replaces) == (1, ())
    assert (second.number, second.replaces) == (2, (first.as_link(),))
    plan = read_plan(made.moved / "plan.json")
    assert plan.inputs["amended_plan.json"] == first.plan_sha256
    assert verify(made.moved).holds
    assert (made.moved / "amendment.pdf").read_bytes().startswith(b"%PDF")
    assert not (made.first / "amendment.pdf").exists()


def test_an_unchanged_request_changes_nothing(made: Editions) -> None:
    assert changes_between(view_of(made.first), view_of(made.same)) == ()


def independent(one: Plan, other: Plan) -> set[tuple[str, ...]]:
    """What moved, from the JSON of the plans alone: published times and windows in whole minutes."""
    found: set[tuple[str, ...]] = set()
    for a, b in ((one, other), (other, one)):
        times = [
            {
                (train.role, p.place): (p.published_arrive_at_s, p.published_depart_at_s, p.track)
                for train in plan.trains
                for p in train.points
            }
            for plan in (a, b)
        ]
        found |= {("Times", *key) for key in times[0] if times[0][key] != times[1].get(key)}
        posts: list[dict[tuple[str, ...], list[tuple[int, int]]]] = []
        for plan in (a, b):
            windows: dict[tuple[str, ...], list[tuple[int, int]]] = {}
            for item in plan.post_actions:
                key = (item.post, item.kind, ",".join(sorted(item.targets)))
                minutes = (item.from_at_s // 60, -(-item.until_at_s // 60))
                windows.setdefault(key, []).append(minutes)
            posts.append({key: sorted(value) for key, value in windows.items()})
        found |= {("Windows of posts", *key) for key in posts[0] if posts[0][key] != posts[1].get(key)}
        holds = [
            {
                (train.id, h.place): (h.from_at_s, h.until_at_s)
                for train in plan.other_trains
                for h in train.holds
            }
            for plan in (a, b)
        ]
        found |= {("Held trains", *key) for key in holds[0] if holds[0][key] != holds[1].get(key)}
    return found


def test_a_moved_minute_is_named_as_an_independent_look_sees_it(made: Editions) -> None:
    changes = changes_between(view_of(made.first), view_of(made.moved))
    groups = {"Times": 2, "Windows of posts": 3, "Held trains": 2}
    named = {(item.group, *item.key[: groups[item.group]]) for item in changes if item.group in groups}
    assert named == independent(read_plan(made.first / "plan.json"), read_plan(made.moved / "plan.json"))
    assert named


def test_what_was_replaced_is_stale_and_the_newer_is_named(made: Editions) -> None:
    with pytest.raises(StaleError) as caught:
        refuse_stale(made.first, made.moved)
    assert raised(caught.value)[0][0] == "E0450"
    assert "replaced by edition 2" in raised(caught.value)[0][1]
    refuse_stale(made.moved, made.first)
    refuse_stale(made.moved, made.moved)


def test_two_second_editions_do_not_replace_one_another(made: Editions) -> None:
    with pytest.raises(CheckFailed) as caught:
        refuse_stale(made.same, made.moved)
    assert raised(caught.value)[0][0] == "E0451"


@pytest.mark.parametrize("name", ["notice.pdf", "extracts/all.pdf", "edition.json", "plan.json"])
def test_a_page_of_another_edition_is_refused_as_such(made: Editions, name: str, tmp_path: Path) -> None:
    mixed = tmp_path / "mixed"
    shutil.copytree(made.moved, mixed)
    shutil.copyfile(made.first / name, mixed / name)
    with pytest.raises(RailcadeError) as caught:
        verify(mixed)
    assert any(code == "E0109" and "edition 1" in what for code, what in raised(caught.value))


@pytest.mark.parametrize("name", ["extracts/all.pdf", "amendment.pdf", "inputs/amended_plan.json"])
def test_a_changed_or_missing_paper_is_refused(made: Editions, name: str, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    shutil.copytree(made.moved, folder)
    (folder / name).write_bytes((folder / name).read_bytes() + b" ")
    with pytest.raises(CheckFailed, match="E0109"):
        verify(folder)
    (folder / name).unlink()
    with pytest.raises(CheckFailed, match="missing"):
        verify(folder)


def test_a_page_too_many_is_refused(made: Editions, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    shutil.copytree(made.moved, folder)
    (folder / "extracts" / "another.pdf").write_bytes(b"%PDF")
    with pytest.raises(CheckFailed, match="does not name it"):
        verify(folder)


def test_a_cancelled_notice_is_stale_and_its_cancellation_no_plan(made: Editions, tmp_path: Path) -> None:
    output = tmp_path / "cancelled"
    done = cancel_notice(made.moved, output, "storm", print_nothing)
    assert done.edition.number == 3 and set(done.files) == {path.name for path in output.iterdir()}
    for folder in (made.first, made.moved):
        with pytest.raises(StaleError) as caught:
            refuse_stale(folder, output)
        assert "cancelled by edition 3" in raised(caught.value)[0][1]
        assert all("no plan of this movement is in force" in item.mend for item in caught.value.problems)
    with pytest.raises(StaleError, match="edition 3 cancels edition 2"):
        refuse_cancellation(output)
    with pytest.raises(StaleError, match="edition 3 cancels edition 2"):
        cancel_notice(output, tmp_path / "twice", "storm", print_nothing)
    with pytest.raises(StaleError, match="edition 3 cancels edition 2"):
        plan_movement(made.request, tmp_path / "after", print_nothing, output)
    refuse_cancellation(made.moved)
    first = {path.name: path.read_bytes() for path in output.iterdir()}
    cancel_notice(made.moved, output, "storm", print_nothing)
    assert first == {path.name: path.read_bytes() for path in output.iterdir()}
    (output / "notice.pdf").write_bytes(b"%PDF")
    with pytest.raises(CheckFailed, match="E0109"):
        refuse_stale(made.moved, output)
    with pytest.raises(InputError, match="E0110"):
        cancel_notice(made.moved, output, "storm", print_nothing)
    assert main(["verify", str(made.moved), "--latest", str(made.first)]) == 0
    assert main(["verify", str(made.first), "--latest", str(made.moved)]) == 4


def test_a_movement_does_not_amend_another(made: Editions, tmp_path: Path) -> None:
    other = made.request.parent / "other.toml"
    data = made.request.read_text(encoding="utf-8")
    number = read_plan(made.first / "plan.json").movement
    other.write_text(data.replace(f'id = "{number}"', 'id = "9 Other"', 1), encoding="utf-8")
    assert other.read_text(encoding="utf-8") != data
    with pytest.raises(InputError) as caught:
        plan_movement(other, tmp_path / "out", print_nothing, made.first)
    assert raised(caught.value)[0][0] == "E0451"
    assert not (tmp_path / "out").exists()


def test_the_folder_that_is_amended_is_not_overwritten(made: Editions) -> None:
    with pytest.raises(InputError, match="E0110"):
        plan_movement(made.request, made.first, print_nothing, made.first)


@pytest.mark.parametrize(
    "spoil",
    [{"number": 0}, {"number": True}, {"movement": 3}, {"schema": "x"}, {"more": 1}, {"replaces": [{}]}],
)
def test_a_spoilt_edition_file_is_an_input_error(spoil: dict[str, object], tmp_path: Path) -> None:
    edition = Edition("1", 3, "a", "r", (Link(2, "b", "s"), Link(1, "c", "t")))
    path = tmp_path / "edition.json"
    path.write_text(edition_text(edition), encoding="utf-8")
    assert read_edition(path) == edition
    path.write_text(
        json.dumps({**json.loads(edition_text(edition)), **spoil}, indent=1) + "\n", encoding="utf-8"
    )
    with pytest.raises(InputError, match="E0102"):
        read_edition(path)
