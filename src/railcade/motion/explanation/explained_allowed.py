"""A run that keeps its allowances, with what binds in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from railcade.motion.allowances import Allowance, Spread
from railcade.motion.allowances.allowed import allowed_run, kinds_words
from railcade.motion.energy.between import AS_IT_IS, Stretching
from railcade.motion.explanation.explained import ExplainedRun
from railcade.motion.explanation.phases import CAPPED, Phase, explain
from railcade.motion.kilometres import Stretch, path_stretch
from railcade.motion.train import Train
from railcade.motion.types import Reason, RunSettings
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

    Where it is made slower all over the allowance binds, except where the train brakes for what lies ahead; a
    phase also tells what it would be without.

    Raises
    ------
    InputError, InfeasibleError
        As `allowed_run`.
    """
    found = allowed_run(train, path, settings, allowances, timing_points_m, words)
    phases = explain(train, path, found.settings, found.driven)
    if found.stretching != AS_IT_IS:
        said = kinds_words(allowances, Spread.LINEAR)
        phases = tuple(_slower(phase, found.stretching, settings.from_m, said) for phase in phases)
    return ExplainedRun(train, found.settings, found.run, phases, 0.0, found)


def _slower(phase: Phase, stretching: Stretching, start_m: float, said: str) -> Phase:
    """A phase of a run that is made slower all over."""
    way_m = np.array([phase.from_m, phase.to_m]) - start_m
    from_s, to_s = stretching.times(np.array([phase.from_s, phase.to_s]), way_m).tolist()
    from_mps, to_mps = stretching.speeds(np.array([phase.from_mps, phase.to_mps])).tolist()
    slower = replace(phase, from_s=from_s, to_s=to_s, from_mps=from_mps, to_mps=to_mps)
    cap = phase.cap
    if cap is not None:
        kept_mps = float(stretching.speeds(np.array([cap.speed_mps]))[0])
        cap = replace(cap, speed_mps=kept_mps, reason=Reason.ALLOWANCE, said=said)
    if phase.reason == Reason.BRAKING:
        return replace(slower, cap=cap)
    cap = cap if phase.reason in CAPPED else None
    return replace(slower, reason=Reason.ALLOWANCE, cap=cap, said=said, without=phase)
