"""Cells of a CSV table that people keep: header and rows, each fault noted with its place."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Sequence
from pathlib import Path

from railcade.basis import Basis
from railcade.errors import Problem, raise_if_any
from railcade.formats.gpkg_tables import MOST_KM
from railcade.formats.reading import hidden_character, near, read_text, twice

# The first word that fits counts. "Sourced" means that the list names who says so.
BASIS_WORDS = (
    ("surveyed", Basis.SURVEYED),
    ("published value differs", Basis.ESTIMATED),
    ("published", Basis.PUBLISHED),
    ("sourced place", Basis.ESTIMATED),
    ("sourced", Basis.PUBLISHED),
    ("interpolated", Basis.ESTIMATED),
    ("estimated", Basis.ESTIMATED),
    ("reported", Basis.ESTIMATED),
    ("assumed", Basis.ASSUMED),
)


class Cells:
    """The cells of one row by column, noting faults as they are asked for."""

    def __init__(self, where: str, cells: dict[str, str], problems: list[Problem]) -> None:
        self.where, self.cells, self.problems = where, cells, problems

    def text(self, name: str) -> str:
        """A cell without blanks around it."""
        return self.cells.get(name, "").strip()

    def fault(self, code: str, name: str, what: str, mend: str) -> None:
        """Note a fault of a cell."""
        self.problems.append(Problem(code, f"{self.where}  {name}", what, mend))

    def number(self, name: str, most_deg: float = math.inf) -> float:
        """A finite number, 0 where there is none."""
        text = self.text(name)
        if not text:
            self.fault("E0104", name, f"{name} is empty", "give a number")
            return 0.0
        try:
            value = float(text)
        except ValueError:
            self.fault("E0105", name, f'"{text}" is not a number', "give a number such as 112.4")
            return 0.0
        if not math.isfinite(value):
            self.fault(
                "E0106", name, f"{text} is not a number to compute with", "give a number such as 112.4"
            )
            return 0.0
        if abs(value) > most_deg:
            self.fault(
                "E0105",
                name,
                f"{text} is beyond {most_deg:g} degrees",
                "give degrees, north and east positive",
            )
        return value

    def km(self) -> float:
        """Kilometres on the line."""
        value = self.number("km")
        if not 0.0 <= value <= MOST_KM:
            what = f"{self.text('km')} is outside its range"
            self.fault("E0105", "km", what, f"give kilometres from 0 to {MOST_KM:,.0f}")
            return 0.0
        return value

    def basis(self, name: str, text: str) -> Basis:
        """The basis that a text of a column states; published where it is empty."""
        if not text:
            return Basis.PUBLISHED
        found = basis_of(text)
        if found is None:
            words = ", ".join(dict.fromkeys(word for word, _ in BASIS_WORDS if " " not in word))
            self.fault("E0105", name, f'"{text}" says no basis that is known', f"begin with one of {words}")
        return found or Basis.ASSUMED

    def hidden(self, columns: Sequence[str]) -> None:
        """Note characters that nobody can see."""
        for column in columns:
            if hidden_character(self.text(column)):
                what = f"holds the character {hidden_character(self.text(column))}"
                self.fault("E0105", column, what, "write it on one line, in characters that can be seen")


def csv_rows(
    path: Path,
    needed: Sequence[str],
    used: Sequence[str],
    problems: list[Problem],
    others: Sequence[str] = (),
) -> Iterator[Cells]:
    """Rows of a table with a header, as cells; columns of `others` may be there and are not used.

    Raises
    ------
    InputError
        E0101-E0104, E0108: every fault of the header.
    """
    reader = csv.reader(io.StringIO(read_text(path)), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        raise_if_any(_header_problems(path, header, needed, {*needed, *used, *others}))
        for values in reader:
            if not values:
                continue
            where = f"{path}:{reader.line_num}"
            if len(values) != len(header):
                what = f"{len(values)} cells under {len(header)} columns"
                problems.append(Problem("E0102", where, what, 'put text that holds a comma between "quotes"'))
            cells = Cells(where, dict(zip(header, values, strict=False)), problems)
            cells.hidden((*needed, *used))
            yield cells
    except csv.Error as error:
        what = f"not a CSV table: {error}"
        problems.append(
            Problem("E0102", f"{path}:{reader.line_num}", what, "export it again as CSV with commas")
        )


def basis_of(text: str) -> Basis | None:
    """Basis that a text such as ``published`` or ``estimated (on a fill)`` states; None if unknown."""
    for word, basis in BASIS_WORDS:
        if text.strip().lower().startswith(word):
            return basis
    return None


def _header_problems(path: Path, header: list[str], needed: Sequence[str], known: set[str]) -> list[Problem]:
    where = f"{path}:1"
    if not header:
        return [Problem("E0102", where, "the file is empty", f"give a header with {', '.join(needed)}")]
    if len(header) == 1 and any(mark in header[0] for mark in ";\t"):
        what = "the cells are not separated by commas"
        return [Problem("E0102", where, what, "export it again as CSV with commas, decimals with a point")]
    problems = [
        Problem("E0103", where, f"unknown column {name or '(no name)'}", near(name, known - set(header)))
        for name in header
        if name not in known
    ]
    for name in needed:
        if name not in header:
            problems.append(Problem("E0104", where, f"the column {name} is missing", f"add a column {name}"))
    for i in twice(header):
        problems.append(Problem("E0108", where, f"the column {header[i]} stands twice", "keep one of them"))
    return problems
