"""`network.gpkg`: nothing is lost, the same network gives the same bytes, and every fault is told."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyogrio
import pytest
from hypothesis import HealthCheck, given, settings
from pyogrio.raw import read, write

from railcade.errors import DockError, InputError, Problem
from railcade.formats.gpkg import read_network, write_network
from railcade.formats.gpkg_tables import LAYERS, MAY_LACK, Column
from railcade.formats.network_import import import_network
from railcade.network import Network
from tests.formats.networks import networks, plain
from tests.formats.own_line import ASSUMPTIONS, write_line


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small line of one's own, with a bridge, a loop and crossings."""
    folder = tmp_path_factory.mktemp("written")
    sources = write_line(folder, assumptions=ASSUMPTIONS + "crossing_every_km = [4, 6]\n")
    write_network(import_network(sources), folder / "network.gpkg")
    return folder / "network.gpkg"


@pytest.fixture
def spoiled(written: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(written, tmp_path / "network.gpkg"))


def change(path: Path, *statements: str) -> None:
    """Spoil a GeoPackage as another program might."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")
    triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for (name,) in triggers:  # they call functions of GDAL that are not in plain SQLite
        connection.execute(f'DROP TRIGGER "{name}"')
    for statement in statements:
        connection.execute(statement)
    connection.close()


def problems_of(path: Path) -> list[Problem]:
    with pytest.raises(InputError) as caught:
        read_network(path)
    return list(caught.value.problems)


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(networks())
def test_nothing_is_lost(tmp_path_factory: pytest.TempPathFactory, network: Network) -> None:
    path = tmp_path_factory.mktemp("trip") / "network.gpkg"
    write_network(network, path)
    again = read_network(path)
    assert plain(again) == plain(network)
    assert list(again.places) == list(network.places)
    first = path.read_bytes()
    write_network(again, path)
    assert path.read_bytes() == first


def test_what_was_read_cannot_be_changed(written: Path) -> None:
    section = next(iter(read_network(written).sections.values()))
    with pytest.raises(ValueError, match="read-only"):
        section.lonlat_deg[0, 0] = 0.0


def test_it_opens_in_other_programs(written: Path) -> None:
    layers = {str(name): kind for name, kind in pyogrio.list_layers(written)}
    declared = {name: geometry_type or None for name, (geometry_type, _) in LAYERS.items()}
    lacking = {"extents", "section_facts", "place_facts"}  # this line has none
    assert lacking < set(MAY_LACK)
    assert layers == {name: kind for name, kind in declared.items() if name not in lacking}
    for name in ("places", "sections", "crossings", "points"):
        about = pyogrio.read_info(written, layer=name)
        assert about["crs"] == "EPSG:4326"
        assert about["geometry_name"] == "geom"


def test_it_names_no_time_of_writing(written: Path) -> None:
    with sqlite3.connect(written) as connection:
        moments = {row[0] for row in connection.execute("SELECT last_change FROM gpkg_contents")}
    connection.close()
    assert moments == {"2000-01-01T00:00:00.000Z"}
    assert pyogrio.get_gdal_config_option("OGR_CURRENT_DATE") is None


def test_a_folder_that_is_not_there(written: Path, tmp_path: Path) -> None:
    with pytest.raises(DockError, match=r"E0101.*cannot be written"):
        write_network(read_network(written), tmp_path / "nowhere" / "network.gpkg")


def test_missing_and_no_geopackage(tmp_path: Path) -> None:
    (tmp_path / "network.gpkg").write_text("name,km\n")
    assert [problem.code for problem in problems_of(tmp_path / "network.gpkg")] == ["E0102"]
    (missing,) = problems_of(tmp_path / "netwerk.gpkg")
    assert (missing.code, missing.mend) == ("E0101", "did you mean network.gpkg?")
    (folder,) = problems_of(tmp_path)
    assert folder.code == "E0101"


def test_damaged_bytes_are_told_and_never_trusted(
    written: Path, tmp_path: Path, cases: Callable[[int], int]
) -> None:
    """Any damage is read as before, or told; never a traceback."""
    whole = written.read_bytes()
    rng = np.random.default_rng(1)
    path = tmp_path / "network.gpkg"
    told = 0
    for _ in range(cases(40)):
        data = bytearray(whole[: int(rng.integers(200, len(whole) + 1))])
        for at in rng.integers(100, len(data), 50):
            data[at] = rng.integers(0, 256)
        path.write_bytes(data)
        try:
            read_network(path)
        except InputError:
            told += 1
    assert told > 0


def test_layers_and_columns_that_lack_or_are_unknown(spoiled: Path) -> None:
    change(
        spoiled,
        "ALTER TABLE places RENAME COLUMN zone TO zon",
        "DELETE FROM gpkg_contents WHERE table_name = 'notes'",
        "DROP TABLE notes",
    )
    found = [str(problem) for problem in problems_of(spoiled)]
    assert any("layer places: unknown column zon; did you mean zone?" in text for text in found)
    assert any("layer places: the column zone is missing; add it: IANA time zone" in text for text in found)
    assert any("the layer notes is missing" in text for text in found)


# What is changed, the code that it raises, and what is said.
FAULTS = [
    ("UPDATE places SET km = NULL WHERE id = 'beta'", "E0106", "is empty or not a number"),
    ("UPDATE places SET km = 9e999 WHERE id = 'beta'", "E0106", "inf is not a number to compute with"),
    ("UPDATE places SET name = '' WHERE id = 'beta'", "E0104", "is empty"),
    ("UPDATE sections SET power = NULL", "E0104", "is empty"),
    ("UPDATE sections SET length_m_basis = NULL", "E0104", "is empty"),
    ("UPDATE places SET reset_s_basis = NULL", "E0104", "is empty"),
    ("UPDATE places SET may_reverse = 1", "E0104", "is empty"),
    ("UPDATE places SET kind = 'staton' WHERE id = 'beta'", "E0105", '"staton" is not allowed'),
    ("UPDATE places SET km_basis = 'guessed' WHERE id = 'beta'", "E0105", '"guessed" is not allowed'),
    ("UPDATE places SET zone = 'Europe/Berlln' WHERE id = 'beta'", "E0105", "is no IANA time zone"),
    ("UPDATE places SET reset_s = -1 WHERE id = 'beta'", "E0105", "-1 is outside its range"),
    ("UPDATE places SET reset_s = 0 WHERE id = 'beta'", "E0105", "0 s from one train leaving a track"),
    ("UPDATE sections SET gauges_mm = '1e999'", "E0105", '"1e999" is no gauge'),
    ("UPDATE sections SET gauges_mm = '" + "9" * 400 + "'", "E0105", '9999" is no gauge'),
    ("UPDATE places SET kind = 'post' WHERE id = 'beta'", "E0105", "beta is a post with 2 tracks"),
    ("UPDATE places SET km = 100 WHERE id = 'beta'", "E0211", "does not lie beyond km 100 of beta"),
    ("UPDATE places SET id = 'gamma' WHERE id = 'beta'", "E0108", "the id gamma is used before"),
    ("UPDATE places SET geom = NULL WHERE id = 'beta'", "E0105", "its shape is not one Point"),
    ("DELETE FROM place_tracks WHERE place = 'beta'", "E0105", "beta is a station with 0 tracks"),
    ("UPDATE place_tracks SET length_m = 0 WHERE place = 'beta'", "E0105", "0 is outside its range"),
    ("UPDATE place_tracks SET track = '1' WHERE place = 'beta'", "E0108", "two tracks 1"),
    (
        "UPDATE place_tracks SET place = 'betta' WHERE place = 'beta'",
        "E0201",
        '"betta" is not in the layer places',
    ),
    ("UPDATE sections SET start_place = 'betta' WHERE start_place = 'beta'", "E0201", '"betta" is not in'),
    ("UPDATE sections SET length_m = -5", "E0105", "-5 is outside its range"),
    ("UPDATE sections SET tracks = 3", "E0105", "3 is outside its range"),
    ("UPDATE sections SET id = 'a'", "E0108", "the id a is used before"),
    ("UPDATE sections SET start_place = 'alpha', end_place = 'gamma'", "E0108", "joins the same places"),
    ("UPDATE sections SET gauges_mm = 'wide'", "E0105", '"wide" is no gauge'),
    ("UPDATE sections SET signal_m = '5 x'", "E0105", '"5 x" is no list of signals'),
    ("UPDATE sections SET signal_m = '99999'", "E0105", "is no list of signals"),
    ("UPDATE sections SET signal_m = '5 4', block_kind = 'fixed_block'", "E0105", "the signals do not rise"),
    ("UPDATE sections SET signal_m = '4 5'", "E0105", "has no signals between the ends"),
    ("UPDATE sections SET geom = (SELECT geom FROM places)", "E0105", "its shape is not one LineString"),
    (
        "UPDATE profiles SET section = 'nowhere' WHERE start_m = 0 AND kind = 'grade'",
        "E0201",
        "is not in the layer",
    ),
    ("DELETE FROM profiles WHERE kind = 'grade'", "E0104", "has no grade"),
    ("UPDATE profiles SET value = 0 WHERE kind = 'limit_mps'", "E0105", "0 is not above 0"),
    ("UPDATE profiles SET value = 9e999 WHERE kind = 'limit_mps'", "E0106", "inf is not a number"),
    ("UPDATE profiles SET value = 12 WHERE kind = 'grade'", "E0105", "a grade of 12 m per m"),
    ("UPDATE profiles SET start_m = 1 WHERE start_m = 0", "E0105", "the first value begins at 1 m"),
    ("UPDATE profiles SET start_m = 0", "E0105", "0 m does not lie beyond 0 m"),
    ("UPDATE profiles SET start_m = 90000 WHERE start_m > 0", "E0105", "lies beyond the section"),
    ("UPDATE profiles SET start_m = start_m / 1e6", "E0105", "does not lie beyond"),
    ("UPDATE structures SET from_m = to_m", "E0105", "does not lie on the section"),
    ("UPDATE structures SET to_m = 90000", "E0105", "does not lie on the section"),
    ("UPDATE points SET section = 'nowhere' WHERE place = 'alpha'", "E0201", '"nowhere" is not in the layer'),
    ("UPDATE points SET place = 'betta' WHERE place = 'beta'", "E0201", '"betta" is not in the layer places'),
    ("UPDATE points SET place = 'gamma' WHERE place = 'alpha'", "E0105", "does not touch gamma"),
    ("UPDATE points SET at_m = 90000", "E0105", "90000 m lies beyond the section"),
    ("UPDATE points SET at_m = -1", "E0105", "-1 is outside its range"),
    ("UPDATE points SET name = '1'", "E0108", "the place beta has two points 1"),
    ("UPDATE points SET id = 'a'", "E0108", "the id a is used before"),
    ("UPDATE points SET facing = 'inn'", "E0105", '"inn" is not allowed'),
    ("UPDATE crossings SET at_m = 90000", "E0105", "90000 m lies beyond the section"),
    ("UPDATE crossings SET at_m = 0", "E0105", "0 is outside its range"),
    ("UPDATE crossings SET kind = 'keper'", "E0105", '"keper" is not allowed'),
    ("UPDATE crossings SET keeper_place = 'betta'", "E0201", '"betta" is not in the layer places'),
    ("UPDATE crossings SET section = 'nowhere'", "E0201", '"nowhere" is not in the layer sections'),
    ("UPDATE crossings SET id = 'a'", "E0108", "the id a is used before"),
    ("UPDATE places SET box_basis = NULL", "E0104", "is empty"),
    ("UPDATE notes SET value = 'railcade.network/9' WHERE key = 'format'", "E0102", "the format is"),
    ("DELETE FROM notes WHERE key = 'name'", "E0104", "no row with the key name"),
    ("UPDATE notes SET key = 'format' WHERE key = 'name'", "E0108", "format stands twice"),
    ("UPDATE notes SET key = 'seed' WHERE key = 'note: seed'", "E0103", "unknown key seed"),
]


@pytest.mark.parametrize(("statement", "code", "what"), FAULTS)
def test_each_fault_is_told(spoiled: Path, statement: str, code: str, what: str) -> None:
    change(spoiled, statement)
    found = problems_of(spoiled)
    assert any(problem.code == code and what in problem.what for problem in found), found
    assert all(problem.where.startswith(str(spoiled)) for problem in found)


def test_faults_are_told_together_and_each_once(spoiled: Path) -> None:
    change(
        spoiled,
        "UPDATE places SET km = NULL WHERE id = 'beta'",
        "UPDATE places SET zone = 'Europe/Berlln' WHERE id = 'gamma'",
        "UPDATE sections SET length_m = -5 WHERE start_place = 'beta'",
        "UPDATE profiles SET value = 0 WHERE kind = 'axle_load_kg' AND section LIKE 'alpha%'",
        "UPDATE place_tracks SET place = 'betta', length_m = NULL WHERE place = 'beta'",
        "UPDATE structures SET section = 'nowhere'",
        "UPDATE notes SET key = 'seed' WHERE key = 'note: seed'",
    )
    found = [(problem.code, problem.where.split("layer ")[1]) for problem in problems_of(spoiled)]
    assert sorted(found) == [
        ("E0103", "notes"),
        ("E0105", "places row 6  zone"),
        ("E0105", "profiles row 3  value"),
        ("E0105", "sections row 3  length_m"),
        ("E0106", "place_tracks row 3  length_m"),
        ("E0106", "place_tracks row 4  length_m"),
        ("E0106", "places row 3  km"),
        ("E0201", "structures row 1  section"),
    ]


def test_another_coordinate_system_and_no_number(spoiled: Path) -> None:
    meta, _, shapes, data = read(spoiled, layer="places")
    data[list(meta["fields"]).index("km")] = np.array(["ten"] * len(shapes), dtype=object)
    write(
        spoiled, shapes, data, meta["fields"], layer="places", driver="GPKG",
        geometry_type="Point", crs="EPSG:3857", append=False,
    )  # fmt: skip
    found = problems_of(spoiled)
    assert any("its coordinates are in EPSG:3857" in problem.what for problem in found)
    assert any("ten is not a number" in problem.what for problem in found)


def test_each_declared_column_is_written_if_there_is_something_to_say(written: Path) -> None:
    for name, (_, columns) in LAYERS.items():
        assert all(isinstance(column, Column) and column.meaning for column in columns)
        if name not in MAY_LACK:
            fields = [str(field) for field in pyogrio.read_info(written, layer=name)["fields"]]
            assert fields == [column.name for column in columns if not column.may_lack]
