"""Level crossings of a line as CSV, one row for each; no list of places has a column `crossing`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from railcade.basis import Basis
from railcade.errors import Problem, raise_if_any
from railcade.formats.csv_cells import csv_rows
from railcade.formats.reading import near, twice
from railcade.network import CrossingKind

NEEDED = ("crossing", "km", "kind")
USED = ("id", "keeper", "basis", "source")
FOR_READERS = ("note", "road", "lat", "lon")


@dataclass(frozen=True, slots=True)
class CrossingRow:
    """A row as read; `keeper` is a place by name or id, or empty."""

    where: str
    id: str
    name: str
    km: float
    kind: CrossingKind
    keeper: str
    basis: Basis
    source: str


def has_crossings(header: str) -> bool:
    """Whether the header of a CSV has the column by which a list of crossings is known."""
    return "crossing" in [name.strip().strip('"') for name in header.split(",")]


def read_crossings_list(path: Path) -> tuple[CrossingRow, ...]:
    """Rows of a list of crossings.

    Raises
    ------
    InputError
        E0101-E0106, E0108: every fault of the file.
    """
    problems: list[Problem] = []
    rows = []
    for cells in csv_rows(path, NEEDED, USED, problems, FOR_READERS):
        name, kind, km = cells.text("crossing"), cells.text("kind"), cells.km()
        if not name:
            cells.fault("E0104", "crossing", "the name is empty", "give the crossing or its road a name")
        if kind not in set(CrossingKind):
            what = f'"{kind}" is no kind of crossing' if kind else "the kind is empty"
            cells.fault("E0105" if kind else "E0104", "kind", what, near(kind, list(CrossingKind)))
        rows.append(
            CrossingRow(
                where=cells.where,
                id=cells.text("id") or crossing_id(km),
                name=name,
                km=km,
                kind=CrossingKind(kind) if kind in set(CrossingKind) else CrossingKind.OPEN,
                keeper=cells.text("keeper"),
                basis=cells.basis("basis", cells.text("basis")),
                source=cells.text("source") or "list of crossings",
            )
        )
    for i in twice([row.id for row in rows]):
        what = f"the id {rows[i].id} stands above already"
        problems.append(Problem("E0108", rows[i].where, what, "give it another in a column id"))
    raise_if_any(problems)
    return tuple(rows)


def crossing_id(km: float) -> str:
    """The id of a crossing that has no other: where it lies, to 10 m."""
    return f"crossing_{km:.2f}".replace(".", "_")
