"""What the documents say of the formats is what the code declares."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from railcade.formats.gpkg_tables import LAYERS
from railcade.formats.network_import import import_network
from railcade.formats.stations_csv import FOR_READERS, NEEDED, USED
from tests.formats.tables import DOCUMENTS, MODELS, ROOT, with_tables


@pytest.mark.parametrize("path", DOCUMENTS)
def test_tables_are_those_of_the_code(path: str) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    assert with_tables(text) == text, f"{path} is behind: python -m tests.formats.tables"


def test_every_key_column_and_layer_is_told() -> None:
    text = "".join((ROOT / path).read_text(encoding="utf-8") for path in DOCUMENTS)
    told = set(re.findall(r"<!-- table (\w+) -->", text))
    assert told == {*MODELS, *(f"layer_{name}" for name in LAYERS)}
    for column in (*NEEDED, *USED, *FOR_READERS):
        assert f"`{column}`" in text, column


def test_the_example_of_the_document_is_a_line(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "assumptions.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```(json|csv|toml)\n(.*?)```", text, re.DOTALL)
    names = {"json": "line.geojson", "csv": "stations.csv", "toml": "assumptions.toml"}
    paths = []
    for kind, content in blocks[:4]:
        path = tmp_path / ("crossings.csv" if content.startswith("crossing,") else names[kind])
        path.write_text(content, encoding="utf-8")
        paths.append(path)
    network = import_network(paths)
    assert len(network.places) > 3
    crossings = [item for section in network.sections.values() for item in section.crossings]
    assert [item.name for item in crossings] == ["Mill Lane", "B 12", "Field path"]
    assert {place.zone for place in network.places.values()} == {"Europe/Vienna"}
