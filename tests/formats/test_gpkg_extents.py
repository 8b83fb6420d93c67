"""Curves, tunnels, neutral sections and the like in `network.gpkg`: read, written, and each fault told."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pyogrio
import pytest

from railcade.basis import Basis
from railcade.formats.gpkg import read_network, write_network
from railcade.formats.gpkg_tables import EXTENTS, LAYERS
from railcade.formats.network_import import import_network
from railcade.network import Extents, Network, Structure
from tests.formats.networks import plain
from tests.formats.own_line import write_line
from tests.formats.test_gpkg import change, problems_of


def extents(*rows: tuple[float, float, float], above_kg: float = 0.0) -> Extents:
    begins, ends, values = zip(*rows, strict=True)
    return Extents.of(begins, ends, values, [Basis.PUBLISHED] * len(rows), [above_kg] * len(rows))


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Network:
    """A small line, its first section with one of everything."""
    bare = import_network(write_line(tmp_path_factory.mktemp("sources")))
    first = next(iter(bare.sections))
    rich = replace(
        bare.sections[first],
        structures=(
            Structure("tunnel", 100.0, 300.0, Basis.PUBLISHED, 2.0, Basis.ASSUMED),
            Structure("tunnel", 300.0, 400.0, Basis.PUBLISHED, 1.5, Basis.PUBLISHED),
            Structure("bridge", 250.0, 500.0, Basis.PUBLISHED),
        ),
        curve_radius_m=extents((0.0, 200.0, 300.0), (200.0, 350.0, 450.0)),
        neutral_m=extents((500.0, 600.0, 0.0)),
        adhesion=extents((700.0, 900.0, 0.6)),
        feeding_watt=extents((0.0, 1000.0, 2e6)),
        heavy_limits=extents((250.0, 500.0, 10.0), above_kg=20_000.0),
    )
    return replace(bare, sections={**bare.sections, first: rich})


@pytest.fixture(scope="module")
def written(network: Network, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("written") / "network.gpkg"
    write_network(network, path)
    return path


@pytest.fixture
def spoiled(written: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(written, tmp_path / "network.gpkg"))


def test_what_holds_on_extents_is_read_as_it_was_written(network: Network, written: Path) -> None:
    assert plain(read_network(written)) == plain(network)
    for layer in ("structures", "extents"):
        fields = [str(field) for field in pyogrio.read_info(written, layer=layer)["fields"]]
        assert fields == [column.name for column in LAYERS[layer][1]]


def test_what_is_not_said_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "network.gpkg"
    write_network(import_network(write_line(tmp_path)), path)
    assert "extents" not in pyogrio.list_layers(path)[:, 0]
    assert "drag_factor" not in pyogrio.read_info(path, layer="structures")["fields"]
    for section in read_network(path).sections.values():
        assert not any(len(getattr(section, kind)) for kind in (*EXTENTS, "tunnel_drag"))


def test_the_columns_of_drag_may_be_filled_for_some_tunnels(spoiled: Path) -> None:
    change(spoiled, "UPDATE structures SET drag_factor = NULL, drag_basis = NULL WHERE from_m = 300")
    drag = next(iter(read_network(spoiled).sections.values())).tunnel_drag
    assert (drag.value.tolist(), drag.basis) == ([2.0], (Basis.ASSUMED,))


FAULTS = [
    ("UPDATE structures SET drag_factor = 0.5 WHERE from_m = 100", "E0105", "0.5 is outside its range"),
    ("UPDATE structures SET drag_factor = 50 WHERE from_m = 100", "E0105", "50 is outside its range"),
    ("UPDATE structures SET drag_basis = 'guessed' WHERE from_m = 100", "E0105", '"guessed" is not allowed'),
    ("UPDATE structures SET drag_basis = NULL", "E0104", "is empty"),
    ("UPDATE structures SET drag_factor = NULL", "E0104", "is empty"),
    (
        "UPDATE structures SET drag_factor = 2, drag_basis = 'assumed' WHERE kind = 'bridge'",
        "E0105",
        "a bridge has no drag",
    ),
    ("UPDATE structures SET from_m = 250 WHERE from_m = 300", "E0105", "before row 1 ends at 300 m"),
    ("ALTER TABLE structures RENAME COLUMN drag_factor TO drag", "E0103", "unknown column drag"),
    ("UPDATE extents SET section = 'nowhere'", "E0201", '"nowhere" is not in the layer sections'),
    ("UPDATE extents SET kind = 'neutral'", "E0105", '"neutral" is not allowed'),
    ("UPDATE extents SET basis = NULL", "E0104", "is empty"),
    ("UPDATE extents SET to_m = from_m WHERE kind = 'neutral_m'", "E0105", "does not lie on the section"),
    ("UPDATE extents SET to_m = 90000 WHERE kind = 'adhesion'", "E0105", "does not lie on the section"),
    ("UPDATE extents SET from_m = -5 WHERE kind = 'adhesion'", "E0105", "-5 is outside its range"),
    ("UPDATE extents SET value = 99 WHERE kind = 'curve_radius_m'", "E0105", "is no radius from 100 m up"),
    ("UPDATE extents SET value = -300 WHERE kind = 'curve_radius_m'", "E0105", "is no radius"),
    ("UPDATE extents SET value = NULL WHERE kind = 'curve_radius_m'", "E0105", "is no radius"),
    ("UPDATE extents SET value = 5 WHERE kind = 'neutral_m'", "E0105", "is a value without meaning"),
    ("UPDATE extents SET value = 1.2 WHERE kind = 'adhesion'", "E0105", "is not above 0 and at most 1"),
    ("UPDATE extents SET value = NULL WHERE kind = 'adhesion'", "E0105", "is not above 0 and at most 1"),
    ("UPDATE extents SET value = 0 WHERE kind = 'feeding_watt'", "E0105", "0 for feeding_watt is not"),
    ("UPDATE extents SET value = -1 WHERE kind = 'heavy_limits'", "E0105", "is not above 0"),
    ("UPDATE extents SET above_kg = NULL", "E0104", "is empty or 0"),
    ("UPDATE extents SET above_kg = 20000", "E0105", "neutral_m holds for every train"),
    ("UPDATE extents SET from_m = 100 WHERE from_m = 200", "E0105", "before row 1 ends at 200 m"),
    ("ALTER TABLE extents RENAME COLUMN above_kg TO over_kg", "E0104", "the column above_kg is missing"),
    (
        "UPDATE gpkg_contents SET table_name = 'extent' WHERE table_name = 'extents';"
        "ALTER TABLE extents RENAME TO extent",
        "E0103",
        "unknown layer extent",
    ),
]


@pytest.mark.parametrize(("statement", "code", "what"), FAULTS)
def test_each_fault_is_told(spoiled: Path, statement: str, code: str, what: str) -> None:
    change(spoiled, *statement.split(";"))
    found = problems_of(spoiled)
    assert any(problem.code == code and what in problem.what for problem in found), found
    assert all(problem.where.startswith(str(spoiled)) and problem.mend for problem in found)


def test_limits_of_several_axle_loads_may_lie_over_each_other(network: Network, tmp_path: Path) -> None:
    first = next(iter(network.sections))
    both = Extents.of([250.0] * 2, [500.0] * 2, [10.0, 5.0], [Basis.PUBLISHED] * 2, [20e3, 22.5e3])
    section = replace(network.sections[first], heavy_limits=both)
    places = {key: replace(place, points=()) for key, place in network.places.items()}
    write_network(replace(network, places=places, sections={first: section}), tmp_path / "network.gpkg")
    assert plain(read_network(tmp_path / "network.gpkg").sections[first]) == plain(section)
