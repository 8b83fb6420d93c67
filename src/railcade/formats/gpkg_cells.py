"""Layers of a GeoPackage as columns of plain values, each cell checked against its declaration."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from sqlite3 import Connection
from typing import Any

import numpy as np

from railcade.errors import InputError, Problem
from railcade.formats.gpkg_sqlite import DAMAGED, layer_names, opened, points_of, read_table
from railcade.formats.gpkg_tables import LAYERS, MAY_LACK, Column
from railcade.formats.reading import hidden_character, missing_file, near, ordinary
from railcade.network.steps import FloatArray

WGS84 = "EPSG:4326"
_SQLITE = b"SQLite format 3\0"
_EMPTY: dict[str, Any] = {"text": "", "real": 0.0, "whole": 0, "flag": False}
_SAID = {"text": "text", "real": "a number", "whole": "a whole number", "flag": "true or false"}


class Layer:
    """One layer: its columns by name, the points of its shapes, and the rows that have a fault."""

    def __init__(
        self, where: str, name: str, values: dict[str, list[Any]], shapes: list[FloatArray], faulty: set[int]
    ) -> None:
        self.name_where = where
        self.columns = LAYERS[name][1]
        self.values = values
        self.shapes = shapes
        self.faulty = faulty
        self.size = len(next(iter(values.values()), []))

    def column(self, name: str) -> list[Any]:
        """Values of a column."""
        return self.values[name]

    def where(self, i: int, column: str = "") -> str:
        """Row `i` (counted from 1 for people) and the column."""
        return f"{self.name_where} row {i + 1}" + (f"  {column}" if column else "")

    def rows(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Sound rows as mappings, each with its number and its shape's points under ``shape``."""
        for i in range(self.size):
            if i in self.faulty:
                continue
            row = {name: values[i] for name, values in self.values.items()}
            if self.shapes:
                row["shape"] = self.shapes[i]
            yield i, row


def open_layers(path: Path, problems: list[Problem]) -> dict[str, Layer]:
    """All layers that are declared; faults of cells are added to `problems`."""
    try:
        ordinary(path)
    except InputError as error:
        problems.extend(error.problems)
        return {}
    try:
        with path.open("rb") as file:
            start = file.read(len(_SQLITE))
    except OSError as error:
        problems.append(missing_file(path, error))
        return {}
    try:
        if start == _SQLITE:
            with opened(path) as connection:
                return _layers(path, connection, problems)
    except DAMAGED:
        pass
    problems.append(Problem("E0102", str(path), "not a GeoPackage", "make one with: railcade import"))
    return {}


def _layers(path: Path, connection: Connection, problems: list[Problem]) -> dict[str, Layer]:
    present = layer_names(connection)
    if not present:
        problems.append(Problem("E0102", str(path), "not a GeoPackage", "make one with: railcade import"))
        return {}
    layers: dict[str, Layer] = {}
    others = [layer for layer in present if layer not in LAYERS]
    for name in LAYERS:
        if name not in present and name in MAY_LACK:
            problems.extend(_misspelt(path, name, others))
            empty: dict[str, list[Any]] = {column.name: [] for column in LAYERS[name][1]}
            layers[name] = Layer(f"{path} layer {name}", name, empty, [], set())
            continue
        if name not in present:
            hint = near(name, others) if others else "import the line again"
            problems.append(Problem("E0104", str(path), f"the layer {name} is missing", hint))
            continue
        layer = _layer(path, connection, name, problems)
        if layer is not None:
            layers[name] = layer
    return layers


def _misspelt(path: Path, name: str, others: Sequence[str]) -> list[Problem]:
    """A layer that may lack is not missed, so one that only looks like it must be told."""
    return [
        Problem("E0103", f"{path} layer {other}", f"unknown layer {other}", f"did you mean {name}?")
        for other in get_close_matches(name, others, cutoff=0.75)
    ]


def _layer(path: Path, connection: Connection, name: str, problems: list[Problem]) -> Layer | None:
    geometry_type, columns = LAYERS[name]
    where = f"{path} layer {name}"
    try:
        table = read_table(connection, name)
    except DAMAGED as error:
        problems.append(Problem("E0102", where, f"cannot be read: {error}", "import the line again"))
        return None
    cells = table.cells
    known = {column.name for column in columns}
    for field in cells:
        if field not in known:
            problems.append(
                Problem("E0103", where, f"unknown column {field}", near(field, known - set(cells)))
            )
    size = max(map(len, cells.values()), default=0)
    for column in columns:
        if column.may_lack:
            cells.setdefault(column.name, [None] * size)
    missing = [column for column in columns if column.name not in cells]
    for column in missing:
        mend = f"add it: {column.meaning}"
        problems.append(Problem("E0104", where, f"the column {column.name} is missing", mend))
    if geometry_type and table.system != WGS84:
        what = f"its coordinates are in {table.system or 'no system'}"
        problems.append(Problem("E0105", where, what, f"save the layer in {WGS84}"))
    if missing:
        return None
    faults: dict[int, list[Problem]] = defaultdict(list)
    values = {column.name: _values(where, column, cells[column.name], faults) for column in columns}
    points = _shapes(where, geometry_type, table.shapes, faults) if geometry_type else []
    problems.extend(problem for i in sorted(faults) for problem in faults[i])
    return Layer(where, name, values, points, set(faults))


def _values(where: str, column: Column, cells: Sequence[Any], faults: dict[int, list[Problem]]) -> list[Any]:
    found = _sound(column, cells)
    if found is not None:
        return found
    found = []
    for i, cell in enumerate(cells):
        value, fault = _value(column, cell)
        if fault is not None:
            code, what, mend = fault
            faults[i].append(Problem(code, f"{where} row {i + 1}  {column.name}", what, mend))
        found.append(value)
    return found


def _sound(column: Column, cells: Sequence[Any]) -> list[Any] | None:
    """Values of a column in which there is no fault, looked at as a whole; None where each must be told."""
    kinds = set(map(type, cells))
    if column.kind == "text":
        if not kinds <= ({str, type(None)} if column.optional else {str}):
            return None
        texts = ["" if cell is None else cell for cell in cells]
        known = set(texts)
        allowed = not column.choices or known <= {*column.choices, ""}
        empty = "" in known and not column.optional
        return texts if allowed and not empty and not hidden_character("".join(known)) else None
    if not kinds <= ({float} if column.kind == "real" else {int}) or not cells:
        return None
    least, most = min(cells), max(cells)
    inside = column.least <= least and column.above < least and most <= column.most
    if not inside or not math.isfinite(least) or not math.isfinite(most):
        return None
    return [bool(cell) for cell in cells] if column.kind == "flag" else list(cells)


def _value(column: Column, cell: Any) -> tuple[Any, tuple[str, str, str] | None]:
    """The value of a cell, and what is wrong with it (code, what, mend)."""
    empty = _EMPTY[column.kind]
    if cell is None:
        if column.optional:
            return empty, None
        # SQLite stores nothing for not-a-number.
        text = column.kind == "text"
        code, what = ("E0104", "is empty") if text else ("E0106", "is empty or not a number")
        return empty, (code, what, f"give {column.meaning}")
    if column.kind == "text":
        return _text(column, cell)
    number = isinstance(cell, int | float)
    if not number or (column.kind == "whole" and math.isfinite(cell) and cell != int(cell)):
        return empty, ("E0105", f"{cell} is not {_SAID[column.kind]}", f"give {column.meaning}")
    if not math.isfinite(cell):
        return empty, ("E0106", f"{cell} is not a number to compute with", f"give {column.meaning}")
    if cell < column.least or cell <= column.above or cell > column.most:
        bounds = [f"above {column.above:g}"] if math.isfinite(column.above) else []
        bounds += [f"at least {column.least:g}"] if math.isfinite(column.least) else []
        bounds += [f"at most {column.most:g}"] if math.isfinite(column.most) else []
        return empty, ("E0105", f"{cell:g} is outside its range", f"give a number {' and '.join(bounds)}")
    if column.kind == "flag":
        return bool(cell), None
    return (int(cell) if column.kind == "whole" else float(cell)), None


def _text(column: Column, cell: Any) -> tuple[str, tuple[str, str, str] | None]:
    if isinstance(cell, bytes):
        return "", ("E0105", "is no text", f"give {column.meaning}")
    text = cell if isinstance(cell, str) else str(cell)
    if not text and not column.optional:
        return "", ("E0104", "is empty", f"give {column.meaning}")
    if hidden_character(text):
        what = f"holds the character {hidden_character(text)}"
        return "", ("E0105", what, "write it on one line, in characters that can be seen")
    if text and column.choices and text not in column.choices:
        return column.choices[0], ("E0105", f'"{text}" is not allowed', near(text, column.choices))
    return text, None


def _shapes(
    where: str, kind: str, shapes: Sequence[Any], faults: dict[int, list[Problem]]
) -> list[FloatArray]:
    """Points of each shape; a stand-in point where there is a fault."""
    found = []
    for i, shape in enumerate(shapes):
        points = points_of(shape, kind)
        if points is None:
            what, mend = f"its shape is not one {kind}", "draw it as one, without parts"
            faults[i].append(Problem("E0105", f"{where} row {i + 1}  shape", what, mend))
        elif not np.all(np.isfinite(points)) or np.any(np.abs(points) > (180.0, 90.0)):
            what, mend = "its shape leaves the globe", "give longitude and latitude in degrees"
            faults[i].append(Problem("E0105", f"{where} row {i + 1}  shape", what, mend))
        found.append(points if points is not None else np.zeros((2, 2)))
    return found
