"""The files that the house tests read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "railcade"
FOLDERS = (".ci", "bench", "docs", "examples", "src", "tests")
TEXT = {
    "", ".cfg", ".css", ".csv", ".geojson", ".html", ".js", ".json", ".lock", ".md", ".py", ".svg", ".toml",
    ".txt", ".typ",
}  # fmt: skip


def source_files() -> list[Path]:
    """Every Python file of the product."""
    return sorted(SOURCE.rglob("*.py"))


def rooms() -> list[Path]:
    """The folder of each room."""
    return sorted(path.parent for path in SOURCE.glob("*/__init__.py"))


def text_files() -> Iterator[Path]:
    """Every text file that is published with the project."""
    for path in sorted(ROOT.iterdir()):
        if path.is_file() and path.suffix in TEXT and path.name != ".git":
            yield path
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and path.suffix in TEXT and "__pycache__" not in path.parts:
                yield path


def short(path: Path) -> str:
    """Path from the root, for messages."""
    return path.relative_to(ROOT).as_posix()
