"""The reference plan, made once, and copies of its folder to tamper with."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from railcade.app.planning import plan_movement

REQUEST = Path(__file__).parents[2] / "examples" / "corridor" / "movement.toml"


@pytest.fixture(scope="session")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the reference plan."""
    folder = tmp_path_factory.mktemp("reference") / "corridor"
    plan_movement(REQUEST, folder, lambda _: None)
    return folder


@pytest.fixture
def copied(reference: Path, tmp_path: Path) -> Callable[[], Path]:
    """A copy of the folder somewhere else."""

    def copy() -> Path:
        folder = tmp_path / "copy"
        shutil.copytree(reference, folder)
        return folder

    return copy
