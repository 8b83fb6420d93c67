"""Results are written whole, and nothing is lost for them."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from railcade.app import scratch
from railcade.app.drawing import draw_timetable
from railcade.app.importing import import_network
from railcade.app.placing import check_folder_free, writing
from railcade.app.planning import plan_movement
from railcade.errors import InputError

CORRIDOR = Path(__file__).parents[2] / "examples" / "corridor"
OURS = (
    "check_record.json", "runs.npz", "graph.svg", "graph.png", "graph_2.svg", "index.html", "notice.pdf",
    "inputs/fleet.toml", "inputs/network.gpkg",
)  # fmt: skip


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    (folder / "inputs").mkdir(parents=True)
    (folder / "plan.json").write_text(json.dumps({"schema": "railcade.plan/1"}))
    for name in OURS:
        (folder / name).write_text("x")
    return folder


def refused(folder: Path, *inputs: Path) -> str:
    with pytest.raises(InputError) as caught:
        check_folder_free(folder, inputs)
    (problem,) = caught.value.problems
    assert problem.code == "E0110" and problem.where == str(folder) and problem.mend
    return problem.what


def test_an_earlier_plan_an_empty_folder_and_nothing_are_free(plan: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for folder in (plan, tmp_path / "empty", tmp_path / "new" / "deep"):
        check_folder_free(folder, [CORRIDOR / "movement.toml"])


@pytest.mark.parametrize(
    "stray", ["thesis.doc", "graph_0.svg", "graph_2.svg.bak", "inputs/notes.txt", ".hidden"]
)
def test_a_file_that_is_not_ours_keeps_a_plan_folder_from_being_replaced(plan: Path, stray: str) -> None:
    (plan / stray).write_text("years of work")
    assert stray in refused(plan)


def test_a_link_or_folder_under_one_of_our_names_is_not_ours(plan: Path) -> None:
    (plan / "graph.svg").unlink()
    (plan / "graph.svg").mkdir()
    assert "graph.svg" in refused(plan)
    (plan / "graph.svg").rmdir()
    (plan / "graph.svg").symlink_to(CORRIDOR / "movement.toml")
    assert "graph.svg" in refused(plan)


@pytest.mark.parametrize("text", ['{"schema": "floor.plan/2"}', "[1]", "no json", "[" * 100_000])
def test_another_plan_json_makes_no_plan_folder(plan: Path, text: str) -> None:
    (plan / "plan.json").write_text(text)
    assert "no plan folder" in refused(plan)


def test_links_and_files_are_no_place_for_a_plan(plan: Path, tmp_path: Path) -> None:
    link, dangling, file = tmp_path / "link", tmp_path / "dangling", tmp_path / "file"
    link.symlink_to(plan)
    dangling.symlink_to(tmp_path / "nowhere")
    file.write_text("x")
    assert [refused(path) for path in (link, dangling, file)] == ["is a link", "is a link", "is a file"]


def test_what_a_plan_is_made_from_is_never_replaced_by_it(
    plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "fleet.toml" in refused(plan, plan / "inputs" / "fleet.toml")
    monkeypatch.chdir(plan / "inputs")
    for folder in (Path(), Path(".."), tmp_path):
        assert "current directory" in refused(folder)
    monkeypatch.chdir(tmp_path)
    assert "fleet.toml" in refused(Path("out"), Path("out/inputs/fleet.toml"))


def test_planning_into_the_folder_of_its_own_inputs_is_refused_before_the_search(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(CORRIDOR, tmp_path / "corridor")
    before = sorted(tmp_path.rglob("*"))
    monkeypatch.chdir(tmp_path / "corridor" / "rules")
    for folder in ("..", ".", "../../corridor"):
        with pytest.raises(InputError, match="E0110"):
            plan_movement(Path("../movement.toml"), Path(folder), lambda _: None)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("place", ["/proc/foo", "/proc/foo/bar", "{file}/x", "{long}"])
def test_a_place_that_cannot_be_written_is_told_as_one(tmp_path: Path, place: str) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    target = Path(place.format(file=file, long=tmp_path / ("n" * 300) / "x"))
    with pytest.raises(InputError, match="cannot be written"), writing(target):
        pytest.fail("written")
    assert list(tmp_path.iterdir()) == [file]


def test_a_failure_leaves_no_folder_behind(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), writing(tmp_path / "a" / "b" / "out") as folder:
        (folder / "half").write_text("x")
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


def test_the_old_plan_stands_again_if_the_new_one_cannot_take_its_place(plan: Path) -> None:
    before = sorted(plan.rglob("*"))
    with pytest.raises(InputError, match="cannot be written"), writing(plan) as folder:
        scratch.swap(folder / "never written", plan)
    assert sorted(plan.rglob("*")) == before
    assert list(plan.parent.iterdir()) == [plan]


def test_a_stop_between_the_two_moves_puts_the_old_plan_back(
    plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, rename = sorted(plan.rglob("*")), Path.rename

    def stopped(path: Path, target: Path) -> Path:
        if path.name == "new":
            monkeypatch.undo()
            scratch.clear()
            raise ZeroDivisionError
        return rename(path, target)

    with pytest.raises(ZeroDivisionError), writing(plan) as folder:
        (folder / "new").mkdir()
        monkeypatch.setattr(Path, "rename", stopped)
        scratch.swap(folder / "new", plan)
    assert sorted(plan.rglob("*")) == before
    assert list(plan.parent.iterdir()) == [plan]


def output_refused(output: Path, tmp_path: Path) -> str:
    kept = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    sources = [tmp_path / name for name in ("line.geojson", "stations.csv", "assumptions.toml")]
    with pytest.raises(InputError) as caught:
        if output.suffix == ".csv":
            draw_timetable(tmp_path / "network.gpkg", 4, 1, output)
        else:
            import_network(sources, output, lambda _: None)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == kept
    (problem,) = caught.value.problems
    assert problem.code == "E0110"
    return problem.what


def test_import_and_traffic_write_over_nothing_but_their_own_kind(tmp_path: Path) -> None:
    for name in ("line.geojson", "stations.csv", "assumptions.toml", "other.gpkg", "other.csv"):
        (tmp_path / name).write_text("kept")
    shutil.copy(CORRIDOR / "network.gpkg", tmp_path)
    (tmp_path / "folder.gpkg").mkdir()
    (tmp_path / "hard.gpkg").hardlink_to(tmp_path / "line.geojson")
    (tmp_path / "soft.csv").symlink_to(tmp_path / "other.csv")
    os.mkfifo(tmp_path / "pipe.csv")
    told = {
        "line.geojson": "is a file that the result is made from",
        "hard.gpkg": "is a file that the result is made from",
        "network.shp": "does not end in .gpkg",
        "folder.gpkg": "is a folder",
        "other.gpkg": "exists and holds something else",
        "other.csv": "exists and holds something else",
        "stations.csv": "exists and holds something else",
        "soft.csv": "is a link",
        "pipe.csv": "is a device or pipe, no file",
    }
    assert {name: output_refused(tmp_path / name, tmp_path) for name in told} == told


def test_a_timetable_is_drawn_over_an_earlier_one_alone(tmp_path: Path) -> None:
    network, output = CORRIDOR / "network.gpkg", tmp_path / "timetable.csv"
    draw_timetable(network, 2, 1, output)
    first = output.read_bytes()
    draw_timetable(network, 2, 2, output)
    assert output.read_bytes() != first
    assert list(tmp_path.iterdir()) == [output]
    for place in (".", "/proc/foo.csv"):
        with pytest.raises(InputError, match="E0110"):
            draw_timetable(network, 2, 1, Path(place))
