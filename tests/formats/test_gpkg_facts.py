"""Facts of acceptance and stopping in `network.gpkg`: read as written, and each fault told."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from railcade.basis import Basis
from railcade.formats.gpkg import read_network, write_network
from railcade.formats.network_import import import_network
from railcade.network import Network
from tests.formats.networks import plain
from tests.formats.own_line import write_line
from tests.formats.test_gpkg import change, problems_of


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Network:
    """A small line, its first section and place with all facts."""
    bare = import_network(write_line(tmp_path_factory.mktemp("sources")))
    name, place_id = next(iter(bare.sections)), next(iter(bare.places))
    section, place = bare.sections[name], bare.places[place_id]
    facts = {"load_kg_per_m": 7200.0, "envelope": "GB", "least_radius_m": 300.0}
    basis = {**section.basis, **dict.fromkeys(facts, Basis.ESTIMATED)}
    rich = replace(section, basis=dict(sorted(basis.items())), **facts)  # type: ignore[arg-type]
    known = {**place.basis, "fuel": Basis.PUBLISHED, "stopping": Basis.ASSUMED}
    here = replace(
        place,
        fuel=False,
        stopping="forbidden",
        stopping_reason="a school",
        basis=dict(sorted(known.items())),
    )
    return replace(
        bare,
        sections={**bare.sections, name: rich},
        places={**bare.places, place_id: here},
        envelope_orders=(("GA", "GB"), ("0-VM", "1-VM", "T")),
    )


@pytest.fixture(scope="module")
def written(network: Network, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("written") / "network.gpkg"
    write_network(network, path)
    return path


@pytest.fixture
def spoiled(written: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(written, tmp_path / "network.gpkg"))


def test_facts_are_read_as_they_were_written(network: Network, written: Path) -> None:
    assert plain(read_network(written)) == plain(network)


WRONG = [
    ("UPDATE section_facts SET name = NULL WHERE kind = 'envelope'", "section_facts row", "E0105"),
    ("UPDATE section_facts SET value = NULL WHERE kind = 'load_kg_per_m'", "section_facts row", "E0105"),
    ("UPDATE section_facts SET kind = 'least_radius_m' WHERE kind = 'load_kg_per_m'", "section_facts row",
     "E0108"),
    ("UPDATE section_facts SET value = -5 WHERE kind = 'load_kg_per_m'", "section_facts row", "E0105"),
    ("UPDATE section_facts SET section = 'nowhere'", "section_facts row", "E0201"),
    ("UPDATE place_facts SET value = 'forbidden' WHERE kind = 'fuel'", "place_facts row", "E0105"),
    ("UPDATE place_facts SET value = 'maybe' WHERE kind = 'fuel'", "place_facts row", "E0105"),
    ("UPDATE place_facts SET reason = NULL WHERE kind = 'stopping'", "place_facts row", "E0104"),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "where", "code"), WRONG, ids=[item[0][:60] for item in WRONG])
def test_a_fault_is_told(spoiled: Path, statement: str, where: str, code: str) -> None:
    change(spoiled, statement)
    found = problems_of(spoiled)
    assert any(where in item.where and item.code == code for item in found), found
