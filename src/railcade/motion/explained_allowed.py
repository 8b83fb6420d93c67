"""A run that keeps its allowances, with what binds in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from railcade.motion.allowances import Allowance
from railcade.motion.allowed import allowed_run
from railcade.motion.between import Stretching
from railcade.motion.explain import Phase, explain
from railcade.motion.explained import ExplainedRun
from railcade.motion.train import Train
from railcade.motion.types import RunSettings
from railcade.motion.words import Stretch, path_stretch
from railcade.network import Path


def explained_allowed(
    train: Train,
    path: Path,
    settings: RunSettings,
    allowances: Sequence[Allowance],
    timing_points_m: ArrayLike = (),
    words: Stretch = path_stretch,
) -> ExplainedRun:
    """Run as `allowed_run` does, and tell why; `before_s` is 0.

    What binds is what binds the run before it is made slower all over.

    Raises
    ------
    InputError, InfeasibleError
        As `allowed_run`.
    """
    found = allowed_run(train, path, settings, allowances, timing_points_m, words)
    phases = explain(train, path, found.settings, found.driven)
    slower = tuple(_slower(phase, found.stretching, settings.from_m) for phase in phases)
    return ExplainedRun(train, found.settings, found.run, slower, 0.0, found)


def _slower(phase: Phase, stretching: Stretching, start_m: float) -> Phase:
    """A phase of a run that is made slower all over."""
    way_m = np.array([phase.from_m, phase.to_m]) - start_m
    from_s, to_s = stretching.times(np.array([phase.from_s, phase.to_s]), way_m).tolist()
    from_mps, to_mps = stretching.speeds(np.array([phase.from_mps, phase.to_mps])).tolist()
    return replace(phase, from_s=from_s, to_s=to_s, from_mps=from_mps, to_mps=to_mps)
