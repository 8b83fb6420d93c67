"""What is no file, has no end, or is nested without end: each reader says so."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from railcade.app.verifying import verify
from railcade.errors import CheckFailed, InputError
from railcade.formats.gpkg_read import read_network
from railcade.formats.plan_json import plan_text, read_plan
from railcade.formats.reading import LARGEST_BYTES, read_text, read_toml
from railcade.formats.runs_npz import read_runs
from tests.formats.plans import small_plan

READERS: list[Callable[[Path], Any]] = [read_text, read_toml, read_plan, read_runs, read_network]


def code_of(read: Callable[[Path], Any], path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read(path)
    (problem,) = caught.value.problems
    assert problem.mend
    return problem.code


@pytest.mark.parametrize("read", READERS)
def test_devices_pipes_and_folders_are_no_files(read: Callable[[Path], Any], tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert code_of(read, tmp_path / "pipe") == "E0101"
    assert code_of(read, Path("/dev/zero")) == "E0101"
    assert code_of(read, tmp_path) == "E0101"
    assert code_of(read, tmp_path / "none") == "E0101"
    assert code_of(read, tmp_path / "no\0path") == "E0101"


def test_a_text_larger_than_the_bound_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.toml"
    path.touch()
    os.truncate(path, LARGEST_BYTES + 1)
    assert code_of(read_text, path) == "E0102"


@pytest.mark.parametrize("text", ["[" * 100_000, "9" * 5000, '{"a":' * 100_000])
def test_json_without_end(tmp_path: Path, text: str) -> None:
    (tmp_path / "plan.json").write_text(text)
    assert code_of(read_plan, tmp_path / "plan.json") == "E0102"
    (tmp_path / "check_record.json").write_text(text)
    with pytest.raises(CheckFailed) as caught:
        verify(tmp_path)
    assert caught.value.problems[0].code == "E0109"


@pytest.mark.parametrize("value", [10**400, -(10**4000), 10**30])
@pytest.mark.parametrize("key", ["publish_step_s", "length_m"])
def test_numbers_of_a_plan_are_bounded(tmp_path: Path, value: int, key: str) -> None:
    document = json.loads(plan_text(small_plan()))
    if key in document:
        document[key] = value
    else:
        document["trains"][0]["points"][0]["position_m"] = value
    (tmp_path / "plan.json").write_text(json.dumps(document))
    assert code_of(read_plan, tmp_path / "plan.json") == "E0105"


def test_any_depth_where_a_number_belongs(tmp_path: Path) -> None:
    text = plan_text(small_plan())
    assert text.count('"publish_step_s": 60') == 1
    for depth in range(700, 1100, 10):
        deep = "[" * depth + "]" * depth
        (tmp_path / "plan.json").write_text(text.replace('"publish_step_s": 60', f'"publish_step_s": {deep}'))
        assert code_of(read_plan, tmp_path / "plan.json") in ("E0102", "E0105")
