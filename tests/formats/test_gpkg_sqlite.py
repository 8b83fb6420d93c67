"""Reading a GeoPackage as what it is, a SQLite database: journals, shapes of any dimension, odd cells."""

from __future__ import annotations

import math
import shutil
import sqlite3
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from railcade.formats.gpkg import write_network
from railcade.formats.gpkg_cells import _sound, _value
from railcade.formats.gpkg_read import read_network
from railcade.formats.gpkg_sqlite import layer_names, opened, points_of, read_table
from railcade.formats.gpkg_tables import LAYERS
from railcade.formats.network_import import import_network
from tests.formats.own_line import write_line
from tests.formats.test_gpkg import change, problems_of

HEADER = b"GP\x00\x01" + struct.pack("<i", 4326)
Numbers = tuple[float, ...]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("written")
    write_network(import_network(write_line(folder)), folder / "network.gpkg")
    return folder / "network.gpkg"


@pytest.fixture
def spoiled(written: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(written, tmp_path / "network.gpkg"))


def line(code: int, *points: Numbers, order: str = "<", srid: bytes = b"") -> bytes:
    head = (b"\x01" if order == "<" else b"\x00") + struct.pack(f"{order}I", code) + srid
    body = struct.pack(f"{order}I", len(points))
    return head + body + b"".join(struct.pack(f"{order}{len(point)}d", *point) for point in points)


@pytest.mark.parametrize(
    "wkb",
    [
        line(2, (1.0, 2.0), (3.0, 4.0)),
        line(2, (1.0, 2.0), (3.0, 4.0), order=">"),
        line(1002, (1.0, 2.0, 9.0), (3.0, 4.0, 9.0)),
        line(2002, (1.0, 2.0, 9.0), (3.0, 4.0, 9.0)),
        line(3002, (1.0, 2.0, 8.0, 9.0), (3.0, 4.0, 8.0, 9.0)),
        line(0x80000002, (1.0, 2.0, 9.0), (3.0, 4.0, 9.0)),
        line(0xE0000002, (1.0, 2.0, 8.0, 9.0), (3.0, 4.0, 8.0, 9.0), srid=b"\x00\x00\x00\x00"),
    ],
)
@pytest.mark.parametrize(("flags", "envelope"), [(1, 0), (3, 32), (5, 48), (7, 48), (9, 64)])
def test_lines_of_any_dimension_lie_flat(wkb: bytes, flags: int, envelope: int) -> None:
    shape = b"GP\x00" + bytes([flags]) + struct.pack("<i", 4326) + bytes(envelope) + wkb
    points = points_of(shape, "LineString")
    assert points is not None and np.array_equal(points, [[1.0, 2.0], [3.0, 4.0]])
    assert not points.flags.writeable
    assert points_of(shape, "Point") is None


def test_points_and_what_is_none() -> None:
    point = HEADER + b"\x01" + struct.pack("<I2d", 1, 5.0, 6.0)
    found = points_of(point, "Point")
    assert found is not None and found.tolist() == [[5.0, 6.0]]
    whole = HEADER + line(2, (1.0, 2.0), (3.0, 4.0))
    assert all(points_of(whole[:size], "LineString") is None for size in range(len(whole)))
    assert points_of(HEADER + line(2, (1.0, 2.0)), "LineString") is None
    assert points_of(HEADER + line(5, (1.0, 2.0), (3.0, 4.0)), "LineString") is None
    assert points_of(HEADER + line(4002, (1.0, 2.0), (3.0, 4.0)), "LineString") is None
    assert points_of(b"GP\x00\x0b" + whole[4:], "LineString") is None
    assert points_of("text", "Point") is None
    assert points_of(None, "Point") is None


def test_what_is_still_in_the_journal_of_another_program_is_read(spoiled: Path) -> None:
    writer = sqlite3.connect(spoiled)
    writer.execute("PRAGMA journal_mode = WAL")
    for (name,) in writer.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        writer.execute(f'DROP TRIGGER "{name}"')
    writer.execute("UPDATE places SET reset_s = 77 WHERE reset_s > 0")
    writer.commit()
    assert {place.reset_s for place in read_network(spoiled).places.values()} == {0, 77}
    writer.close()


def test_nothing_is_written_beside_the_file(written: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(written, tmp_path / "odd name #1? 100%.gpkg"))
    before = path.read_bytes()
    read_network(path)
    assert [item.name for item in tmp_path.iterdir()] == [path.name]
    assert path.read_bytes() == before


def test_a_file_whose_journal_cannot_be_made(spoiled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a folder that is read-only: then the file is read as it stands."""
    connect = sqlite3.connect

    class Refused:
        def execute(self, statement: str) -> None:
            raise sqlite3.OperationalError("unable to open database file")

        def close(self) -> None: ...

    def refusing(database: str, uri: bool) -> sqlite3.Connection | Refused:
        return Refused() if "mode=ro" in database else connect(database, uri=uri)

    places = list(read_network(spoiled).places)
    monkeypatch.setattr("railcade.formats.gpkg_sqlite.sqlite3.connect", refusing)
    assert list(read_network(spoiled).places) == places


def test_layers_are_tables_that_are_there(spoiled: Path) -> None:
    change(
        spoiled,
        "INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('ghost', 'features', 'a')",
        "CREATE TABLE picture (id)",
        "INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('picture', 'tiles', 'b')",
    )
    with opened(spoiled) as connection:
        assert {"ghost", "picture"}.isdisjoint(layer_names(connection))
        table = read_table(connection, "places")
    assert table.system == "EPSG:4326"
    assert "fid" not in table.cells and "geom" not in table.cells
    assert len(table.shapes) == len(table.cells["id"])


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE places SET name = CAST(x'41ff42' AS TEXT) WHERE id = 'beta'", "holds the character"),
        ("UPDATE places SET name = x'4142' WHERE id = 'beta'", "is no text"),
        ("UPDATE places SET km = x'4142' WHERE id = 'beta'", "is not a number"),
        ("UPDATE places SET km = 'ten' WHERE id = 'beta'", "ten is not a number"),
        ("UPDATE places SET reset_s = 1.5 WHERE id = 'beta'", "1.5 is not a whole number"),
        ("UPDATE places SET geom = zeroblob(40) WHERE id = 'beta'", "its shape is not one Point"),
    ],
)
def test_cells_of_another_type_than_their_column(spoiled: Path, statement: str, what: str) -> None:
    change(spoiled, statement)
    assert any(what in problem.what for problem in problems_of(spoiled))


def test_reading_loads_no_library_for_all_formats(written: Path) -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom railcade.formats.gpkg_read import read_network\n"
        f"read_network(Path({str(written)!r}))\n"
        "print([name for name in ('pyogrio', 'pyproj', 'shapely', 'numba') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_sound_column_is_read_as_its_cells_are() -> None:
    """The look at a whole column says what the look at each cell says, or nothing."""
    rng = np.random.default_rng(5)
    odd = {
        "text": ["", "a\nb", None, b"x", "guessed"],
        "real": [math.inf, None, "ten", 7, -1e9, 1e9],
        "whole": [1.5, None, "x", -3, 10**9],
        "flag": [None, "x", 2, 0.5],
    }
    for _, columns in LAYERS.values():
        for column in columns:
            usual = {"text": column.choices or ("abc",), "real": (1.25, 2.0), "whole": (1, 2), "flag": (0, 1)}
            for _ in range(30):
                cells = [usual[column.kind][int(k)] for k in rng.integers(0, len(usual[column.kind]), 3)]
                if rng.random() < 0.5:
                    cells[1] = odd[column.kind][int(rng.integers(0, len(odd[column.kind])))]
                found = _sound(column, cells)
                each = [_value(column, cell) for cell in cells]
                assert found is None or found == [value for value, _ in each]
                assert found is None or all(fault is None for _, fault in each)
                if found is not None:
                    assert [type(value) for value in found] == [type(value) for value, _ in each]
