"""A run with what binds in it, as one thing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from railcade.motion.explanation.phases import Phase, explain
from railcade.motion.running import trainrun
from railcade.motion.train import Train
from railcade.motion.types import Run, RunSettings
from railcade.network import Path

if TYPE_CHECKING:
    from railcade.motion.allowances.allowed import AllowedRun


@dataclass(frozen=True, slots=True, eq=False)
class ExplainedRun:
    """A run from stand to stand, with its phases; `before_s` of running lie behind it.

    `allowed` tells what `run` is made of where it has allowances.
    """

    train: Train
    settings: RunSettings
    run: Run
    phases: tuple[Phase, ...]
    before_s: float
    allowed: AllowedRun | None = None


def explained_run(train: Train, path: Path, settings: RunSettings, before_s: float = 0.0) -> ExplainedRun:
    """Run as `trainrun` does, and tell why.

    Raises
    ------
    InputError
        As `trainrun`.
    """
    run = trainrun(train, path, settings)
    return ExplainedRun(train, settings, run, explain(train, path, settings, run), before_s)
