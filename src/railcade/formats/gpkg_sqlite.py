"""The tables of a GeoPackage, read with SQLite alone: names, plain cells, shapes as points.

OGC GeoPackage 1.3 (12-128r17): clause 1.1.3 (gpkg_contents), 2.1.3 (GeoPackageBinary), 2.1.5 (geometry
columns); shapes are WKB of OGC Simple Feature Access (06-103r4, clause 8.2). Reading needs no more than that,
and starts in a tenth of the time that a library for all formats takes to load.
"""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from railcade.network.steps import FloatArray

DAMAGED = (sqlite3.Error, UnicodeError)
"""What reading raises for a file that is damaged, or no database."""

_ENVELOPE_BYTES = (0, 32, 48, 48, 64)
_HEADER_BYTES = 8
_KINDS = {1: "Point", 2: "LineString"}
_Z, _M, _SRID = 0x80000000, 0x40000000, 0x20000000


@dataclass(frozen=True, slots=True)
class Table:
    """Cells of a layer by column, its shapes as stored, and their system (``EPSG:4326``, or empty)."""

    cells: dict[str, list[Any]]
    shapes: list[Any]
    system: str


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that changes nothing in the file.

    Raises
    ------
    sqlite3.Error
        If it is no database.
    """
    uri = path.resolve().as_uri()
    with closing(sqlite3.connect(f"{uri}?mode=ro", uri=True)) as connection:
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.OperationalError:  # its journal cannot be made in a folder that is read-only
            with closing(sqlite3.connect(f"{uri}?immutable=1", uri=True)) as frozen:
                yield _careful(frozen)
        else:
            yield _careful(connection)


def _careful(connection: sqlite3.Connection) -> sqlite3.Connection:
    """The schema of the file may do nothing."""
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    return connection


def layer_names(connection: sqlite3.Connection) -> list[str]:
    """Layers of features and of attributes that are there."""
    statement = (
        "SELECT table_name FROM gpkg_contents JOIN sqlite_master ON lower(name) = lower(table_name) "
        "WHERE data_type IN ('features', 'attributes') AND type IN ('table', 'view')"
    )
    return [str(name) for (name,) in connection.execute(statement)]


def read_table(connection: sqlite3.Connection, name: str) -> Table:
    """All rows of a layer, in the order of their keys.

    Raises
    ------
    sqlite3.Error
        If the file is damaged there.
    """
    about = connection.execute("SELECT name, pk FROM pragma_table_info(?)", (name,)).fetchall()
    keys = [column for column, key in about if key]
    geometry = connection.execute(
        "SELECT column_name, organization, organization_coordsys_id FROM gpkg_geometry_columns g "
        "LEFT JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id WHERE lower(table_name) = lower(?)",
        (name,),
    ).fetchone()
    shape_column, organization, number = geometry or ("", None, None)
    wanted = [column for column, key in about if not key and column != shape_column]
    order = f" ORDER BY {_quoted(keys[0])}" if keys else ""
    columns = ", ".join(_quoted(column) for column in [*wanted, *([shape_column] if shape_column else [])])
    rows = _rows(connection, f"SELECT {columns} FROM {_quoted(name)}{order}") if columns else []
    by_column = list(zip(*rows, strict=True)) or [()] * (len(wanted) + 1)
    cells = {column: list(values) for column, values in zip(wanted, by_column, strict=False)}
    system = f"{organization}:{number}".upper() if organization and number and number > 0 else ""
    return Table(cells, list(by_column[len(wanted)]) if shape_column else [], system)


def _rows(connection: sqlite3.Connection, statement: str) -> list[tuple[Any, ...]]:
    """Rows of a query; bytes that are no letters become surrogates, of which the reader of cells tells."""
    try:
        return connection.execute(statement).fetchall()
    except sqlite3.OperationalError:
        connection.text_factory = lambda text: text.decode("utf-8", "surrogateescape")
        return connection.execute(statement).fetchall()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def points_of(shape: Any, kind: str) -> FloatArray | None:
    """Longitudes and latitudes of a Point or LineString, shape (k, 2), read-only; None for anything else."""
    if not isinstance(shape, bytes) or shape[:2] != b"GP" or len(shape) <= _HEADER_BYTES:
        return None
    envelope = shape[3] >> 1 & 7
    if envelope >= len(_ENVELOPE_BYTES):
        return None
    try:
        return _wkb_points(shape[_HEADER_BYTES + _ENVELOPE_BYTES[envelope] :], kind)
    except (struct.error, IndexError, ValueError):  # it ends before it should
        return None


def _wkb_points(wkb: bytes, kind: str) -> FloatArray | None:
    order = "<" if wkb[0] == 1 else ">"
    (code,) = struct.unpack_from(f"{order}I", wkb, 1)
    extended = bool(code & _Z) + bool(code & _M)
    offset = 9 if code & _SRID else 5
    plain = code & ~(_Z | _M | _SRID)
    dimensions = 2 + extended + (0, 1, 1, 2)[plain // 1000]
    if _KINDS.get(plain % 1000) != kind:
        return None
    count = 1
    if kind == "LineString":
        (count,) = struct.unpack_from(f"{order}I", wkb, offset)
        offset += 4
        if count < 2:
            return None
    numbers = np.frombuffer(wkb, f"{order}f8", dimensions * count, offset)
    points = np.array(numbers.reshape(count, dimensions)[:, :2], dtype=np.float64)
    points.setflags(write=False)
    return points
