"""docs/tutorial.md followed word by word: its files, its commands, in an empty folder."""

from __future__ import annotations

import os
import re
import struct
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.house.tree import ROOT

PAGE = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
PART = re.compile(r"(?:^\*\*`(?P<name>[^`\n]+)`\*\*\n\n)?^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.S | re.M)
# The id of the record hashes what was written, and its counts grow with every rule of the check.
RECORD = re.compile(r"(?<=check record  holds).*")


@dataclass
class Reader:
    """Somebody who does what the page says, from where the last command left them."""

    folder: Path
    left_at: Path
    said: str = ""

    def write(self, name: str, text: str) -> None:
        assert not (self.folder / name).exists(), f"{name} is written twice"
        (self.folder / name).write_text(text, encoding="utf-8", newline="\n")

    def type(self, commands: str) -> None:
        before = [str(Path(sys.executable).parent), os.environ["PATH"]]
        done = subprocess.run(
            ["sh", "-c", f'set -e\n{commands}\npwd > "$LEFT_AT"'],
            cwd=self.folder,
            env={
                **os.environ,
                "PATH": os.pathsep.join(before),
                "COLUMNS": "100",
                "LEFT_AT": str(self.left_at),
            },
            text=True,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, commands + done.stdout + done.stderr
        self.folder, self.said = Path(self.left_at.read_text().strip()), done.stdout


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """The reader at the end of the page; what is shown after a command was said by it."""
    reader = Reader(tmp_path_factory.mktemp("tutorial"), tmp_path_factory.mktemp("notes") / "left_at")
    for part in PART.finditer(PAGE):
        if part["name"]:
            reader.write(part["name"], part["text"])
        elif part["kind"] == "sh":
            reader.type(part["text"])
        elif part["kind"] == "text":
            assert RECORD.sub("", part["text"].strip()) in RECORD.sub("", reader.said)
    return reader


def test_it_ends_with_a_graph(reader: Reader) -> None:
    graph = (reader.folder / "out" / "graph.png").read_bytes()
    assert graph.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", graph[16:24])
    assert width > 2000 and height > 1000
    svg = (reader.folder / "out" / "graph.svg").read_text(encoding="utf-8")
    assert all(name in svg for name in ("Millbrook", "Stonebridge", "Lakeside", "Principal"))


def test_it_ends_with_a_record_that_holds(reader: Reader) -> None:
    # Its last command is verify.
    assert re.search(r"check record\s+holds", reader.said)


def test_it_begins_with_an_empty_folder_and_shows_every_file(reader: Reader) -> None:
    parts = list(PART.finditer(PAGE))
    named = {part["name"] for part in parts if part["name"]}
    made = {"network.gpkg", "run", "timetable.csv", "out"}
    assert {path.name for path in reader.folder.iterdir()} == named | made
    assert "six small files" in PAGE and len(named) == 6
    commands = [line for part in parts if part["kind"] == "sh" for line in part["text"].splitlines()]
    assert "nine commands" in " ".join(PAGE.split()) and len(commands) == 9
