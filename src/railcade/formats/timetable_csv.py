"""`timetable.csv`: other trains, one row for each place of each train.

Columns: ``train, kind, length_m, zone, place, arrive, depart, track, source``. Times are
``HH:MM:SS`` from midnight of the service day in the train's zone; hours may exceed 24.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from railcade.errors import Problem, raise_if_any
from railcade.formats.reading import hidden_character, near, read_text
from railcade.timetable import BookedPoint, BookedTrain, Timetable

COLUMNS: dict[str, str] = {
    "train": "train number; the rows of a train stand together, in travel order",
    "kind": "passenger or freight",
    "length_m": "length of the train, m, above 0",
    "zone": "IANA time zone of the service day, for example Asia/Pyongyang",
    "place": "a place id of the network",
    "arrive": "HH:MM:SS from midnight of the service day; hours may exceed 24",
    "depart": "HH:MM:SS, not before arrive; equal to it where the train passes and at its ends",
    "track": "id of the place's track that it uses; empty at posts and borders",
    "source": 'where the train comes from, for example "synthetic, seed 5"',
}
KINDS = ("passenger", "freight")
_TIME = re.compile(r"^(\d{1,3}):([0-5]\d):([0-5]\d)$")


def read_timetable(path: Path) -> Timetable:
    """Read a timetable.

    Raises
    ------
    InputError
        Every problem of the file (E0101-E0106, E0108).
    """
    reader = csv.reader(io.StringIO(read_text(path), newline=""))
    try:
        rows = list(reader)
    except csv.Error as error:
        problem = Problem(
            "E0102", f"{path}:{reader.line_num}", f"not CSV: {error}", "save it as comma-separated UTF-8"
        )
        raise_if_any([problem])
    header = [name.strip() for name in rows[0]] if rows else []
    raise_if_any(_header_problems(path, header))
    reading = _Reading(path, header)
    for number, row in enumerate(rows[1:], start=2):
        if any(cell.strip() for cell in row):
            reading.take(number, row)
    raise_if_any(reading.finish())
    trains = tuple(sorted(reading.trains, key=lambda train: train.id))
    source = "; ".join(sorted({train.source for train in trains}))
    return Timetable(path.stem, trains, source)


def write_timetable(path: Path, timetable: Timetable) -> None:
    """Write a timetable so that `read_timetable` gives it back."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for train in sorted(timetable.trains, key=lambda train: train.id):
        for point in train.points:
            times = (time_text(point.arrive_s), time_text(point.depart_s))
            fixed = (train.id, train.kind, f"{train.length_m:g}", train.zone)
            writer.writerow([*fixed, point.place, *times, point.track, train.source])
    path.write_bytes(out.getvalue().encode())


def time_text(time_s: int) -> str:
    """Seconds as ``HH:MM:SS``."""
    return f"{time_s // 3600:02d}:{time_s % 3600 // 60:02d}:{time_s % 60:02d}"


def _header_problems(path: Path, header: list[str]) -> list[Problem]:
    where = f"{path}:1"
    missing = [name for name in COLUMNS if name not in header]
    problems = [
        Problem("E0103", where, f"unknown column {name or '(empty)'}", near(name, missing or COLUMNS))
        for name in header
        if name not in COLUMNS
    ]
    for name in missing:
        problems.append(
            Problem("E0104", where, f"the column {name} is missing", f"add {name}: {COLUMNS[name]}")
        )
    for name in sorted({name for name in header if header.count(name) > 1}):
        problems.append(Problem("E0108", where, f"the column {name} stands twice", "keep one of them"))
    return problems


@dataclass(slots=True)
class _Reading:
    """Rows so far."""

    path: Path
    header: list[str]
    trains: list[BookedTrain] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    fixed: tuple[str, str, float, str, str] | None = None
    first_line: int = 0
    points: list[BookedPoint] = field(default_factory=list)

    def take(self, number: int, row: list[str]) -> None:
        """Read one row."""
        where = f"{self.path}:{number}"
        if len(row) != len(self.header):
            what = f"{len(row)} values, but {len(self.header)} columns"
            self.problems.append(Problem("E0102", where, what, "give each column one value; quote commas"))
            return
        cells = {name: cell.strip() for name, cell in zip(self.header, row, strict=True)}
        found = len(self.problems)
        for name, cell in cells.items():
            if hidden_character(cell):
                what = f"holds the character {hidden_character(cell)}"
                self._wrong(f"{where}  {name}", what, name)
        fixed = self._fixed(where, cells)
        point = self._point(where, cells)
        if len(self.problems) > found or fixed is None or point is None:
            return
        if self.fixed is None or self.fixed[0] != fixed[0]:
            self._close()
            self.fixed, self.first_line = fixed, number
        elif self.fixed != fixed:
            what = f"train {fixed[0]} has another kind, length, zone or source than in line {self.first_line}"
            self.problems.append(Problem("E0105", where, what, "give all rows of a train the same"))
        if self.points and point.arrive_s < self.points[-1].depart_s:
            what = f"train {fixed[0]} arrives at {point.place} before it departs from {self.points[-1].place}"
            mend = "mend the times; after midnight hours go on above 24"
            self.problems.append(Problem("E0105", f"{where}  arrive", what, mend))
        self.points.append(point)

    def finish(self) -> list[Problem]:
        """Close the last train; all problems."""
        self._close()
        return self.problems

    def _close(self) -> None:
        if self.fixed is None:
            return
        number, kind, length_m, zone, source = self.fixed
        where = f"{self.path}:{self.first_line}"
        if any(train.id == number for train in self.trains):
            what = f"train {number} stands twice"
            self.problems.append(
                Problem("E0108", where, what, "keep the rows of a train together, or renumber one")
            )
        if len(self.points) < 2:
            what = f"train {number} has one place only"
            self.problems.append(Problem("E0105", where, what, "give it at least two places"))
        self.trains.append(BookedTrain(number, kind, length_m, zone, tuple(self.points), source))
        self.points = []
        self.fixed = None

    def _fixed(self, where: str, cells: dict[str, str]) -> tuple[str, str, float, str, str] | None:
        length_m = self._number(f"{where}  length_m", cells["length_m"])
        for name in ("train", "place", "source"):
            if not cells[name]:
                self._wrong(f"{where}  {name}", "is empty", name)
        if cells["kind"] not in KINDS:
            mend = near(cells["kind"], KINDS)
            self.problems.append(
                Problem("E0105", f"{where}  kind", f'"{cells["kind"]}" is no kind of train', mend)
            )
        try:
            ZoneInfo(cells["zone"])
        except (KeyError, ValueError, OSError):
            self._wrong(f"{where}  zone", f'"{cells["zone"]}" is no time zone', "zone")
        if length_m is None:
            return None
        return cells["train"], cells["kind"], length_m, cells["zone"], cells["source"]

    def _point(self, where: str, cells: dict[str, str]) -> BookedPoint | None:
        arrive_s = self._time(f"{where}  arrive", cells["arrive"], "arrive")
        depart_s = self._time(f"{where}  depart", cells["depart"], "depart")
        if arrive_s is None or depart_s is None:
            return None
        if depart_s < arrive_s:
            what = f"departs {cells['depart']} before it arrives {cells['arrive']}"
            self.problems.append(Problem("E0105", f"{where}  depart", what, "mend one of the two times"))
        return BookedPoint(cells["place"], arrive_s, depart_s, cells["track"])

    def _number(self, where: str, text: str) -> float | None:
        value = _parsed(float, text)
        if value is not None and not math.isfinite(value):
            mend = f"give {COLUMNS['length_m']}"
            self.problems.append(Problem("E0106", where, f"{text} is not a number to compute with", mend))
            return None
        if value is None or value <= 0.0:
            self._wrong(where, f'"{text}" is not a length', "length_m")
            return None
        return value

    def _time(self, where: str, text: str, column: str) -> int | None:
        match = _TIME.match(text)
        if match is None:
            self._wrong(where, f'"{text}" is not a time of the service day', column)
            return None
        hours, minutes, rest = map(int, match.groups())
        return 3600 * hours + 60 * minutes + rest

    def _wrong(self, where: str, what: str, column: str) -> None:
        self.problems.append(Problem("E0105", where, what, f"give {COLUMNS[column]}"))


def _parsed(kind: Callable[[str], float], text: str) -> float | None:
    try:
        return kind(text)
    except ValueError:
        return None
