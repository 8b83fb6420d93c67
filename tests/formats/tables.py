"""The tables of docs/assumptions.md and docs/network.md, from the declarations of the formats.

``python -m tests.formats.tables`` writes them between their marks; a test compares them.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo

from railcade.formats.assumptions_toml import (
    AssumptionsFile,
    LineTable,
    PlacesTable,
    PlaceTable,
    StretchTable,
)
from railcade.formats.gpkg_tables import LAYERS, Column
from railcade.formats.reading import FileModel
from railcade.formats.values import duration_text

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = ("docs/assumptions.md", "docs/network.md")
DURATIONS = ("setting", "clearing", "release", "reset")
MODELS: dict[str, type[FileModel]] = {
    "file": AssumptionsFile,
    "line": LineTable,
    "stretch": StretchTable,
    "places": PlacesTable,
    "place": PlaceTable,
}
MARK = re.compile(r"(<!-- table (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def _default(key: str, info: FieldInfo) -> str:
    value: Any = info.get_default()
    if info.is_required():
        return "must be given"
    if isinstance(value, FileModel):
        return "as below"
    if value is None or value in ("", [], {}):
        return ""
    if key in DURATIONS:
        return f'`"{duration_text(value)}"`'
    return f"`{str(value).lower()}`" if isinstance(value, bool) else f"`{value}`"


def _keys(model: type[FileModel]) -> str:
    rows = ["| key | meaning | default |", "|---|---|---|"]
    for name, info in model.model_fields.items():
        key = info.alias or name
        rows.append(f"| `{key}` | {info.description} | {_default(key, info)} |".replace("  |", " |"))
    return "\n".join(rows) + "\n"


def _columns(layer: str) -> str:
    rows = ["| column | kind | meaning |", "|---|---|---|"]
    rows += [f"| `{column.name}` | {_kind(column)} | {column.meaning} |" for column in LAYERS[layer][1]]
    return "\n".join(rows) + "\n"


def _kind(column: Column) -> str:
    words = {"text": "text", "real": "number", "whole": "whole number", "flag": "true or false"}[column.kind]
    words += ", may be empty" if column.optional else ""
    return words + (" or left out" if column.may_lack else "")


def with_tables(text: str) -> str:
    """A document with each marked table as the code declares it."""

    def table(match: re.Match[str]) -> str:
        name = match[2]
        rows = _keys(MODELS[name]) if name in MODELS else _columns(name.removeprefix("layer_"))
        return match[1] + rows + match[3]

    return MARK.sub(table, text)


if __name__ == "__main__":
    for path in DOCUMENTS:
        document = ROOT / path
        document.write_text(with_tables(document.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
