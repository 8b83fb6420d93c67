"""Every dependency has its half page: what it saves, size, licence, how to drop it."""

from __future__ import annotations

import re
import tomllib

from tests.house.tree import ROOT, source_files

NAME = re.compile(r"^[a-z0-9-]+")


def undecided(dependencies: list[str], pages: list[str]) -> list[str]:
    """Dependencies that no page is about."""
    names = [match[0] for match in map(NAME.match, dependencies) if match]
    return [name for name in names if not any(re.search(rf"\b{name}\b", page) for page in pages)]


def test_every_dependency_has_a_decision() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    folder = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert undecided(project["project"]["dependencies"], [path.stem for path in folder]) == []
    tools = (ROOT / "docs" / "decisions" / "0015-development-tools.md").read_text()
    assert undecided(project["dependency-groups"]["dev"], [tools]) == []


def test_every_dependency_is_imported() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    source = "\n".join(path.read_text() for path in source_files())
    names = [match[0] for match in map(NAME.match, project["dependencies"]) if match]
    modules = {name: name.replace("-", "_") for name in names}
    unused = [
        name for name in names if not re.search(rf"^\s*(import|from) {modules[name]}\b", source, re.MULTILINE)
    ]
    assert unused == ["tzdata"], "tzdata alone is read by the standard library, not imported"


def test_an_undecided_dependency_is_found() -> None:
    assert undecided(["numpy>=2", "left-pad"], ["0004-numpy"]) == ["left-pad"]
