"""The contracts of import-linter fire: a bad import of each kind is refused by name."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT, SOURCE

BAD = {
    "network/model.py": ("import railcade.fleet", "network is not allowed to import railcade.fleet"),
    "motion/types.py": ("import railcade.plan.model", "motion is not allowed to import railcade.plan"),
    "motion/train/formation.py": (
        "import railcade.motion.running",
        "motion.train is not allowed to import railcade.motion.running",
    ),
    "kernels/__init__.py": ("import railcade.units", "kernels is not allowed to import railcade.units"),
    "rules/model.py": ("import pydantic", "railcade.rules.model -> pydantic"),
    "routing/__init__.py": ("import numba", "railcade.routing -> numba"),
    "cli/__init__.py": ("import typst", "railcade.cli -> typst"),
    "app/__init__.py": ("import rich", "railcade.app -> rich"),
    "plan/check/__init__.py": (
        "import railcade.plan.joint.search, railcade.motion.types",
        "railcade.plan.check is not allowed to import railcade.plan.joint",
    ),
    "plan/occupation/__init__.py": (
        "import railcade.plan.joint.search",
        "plan.occupation is not allowed to import railcade.plan.joint",
    ),
}


def report(folder: Path) -> str:
    """What import-linter says about the product as it lies under a folder."""
    shutil.copy(ROOT / "pyproject.toml", folder)
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache", "--config", "pyproject.toml"],
        cwd=folder, env=os.environ | {"PYTHONPATH": str(folder)}, capture_output=True, text=True, check=False,
    )
    return done.stdout


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The report on a copy of the product with one bad import of each kind, and a room without a floor."""
    folder = tmp_path_factory.mktemp("bad")
    shutil.copytree(SOURCE, folder / "railcade", ignore=shutil.ignore_patterns("__pycache__"))
    for path, (line, _) in BAD.items():
        with (folder / "railcade" / path).open("a", encoding="utf-8") as file:
            file.write(f"\n{line}\n")
    (folder / "railcade" / "utils").mkdir()
    (folder / "railcade" / "utils" / "__init__.py").touch()
    return report(folder)


@pytest.mark.parametrize("path", BAD)
def test_a_bad_import_is_refused(broken: str, path: str) -> None:
    assert BAD[path][1] in broken, broken


def test_a_room_without_a_floor_is_refused(broken: str) -> None:
    assert "railcade.utils" in broken
