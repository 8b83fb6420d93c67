"""The run that keeps its allowances: shortest run, added time of each kind, and how both are driven."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from railcade.errors import raise_if_any
from railcade.motion.allowances.kinds import (
    Allowance,
    AllowanceTable,
    Spread,
    added_on_stretch_s,
    allowance_problems,
    allowance_table,
)
from railcade.motion.allowances.slowed import Slowing, slowing_cap
from railcade.motion.allowances.stretched import stretched
from railcade.motion.economy import least_energy
from railcade.motion.energy.between import AS_IT_IS, Stretching
from railcade.motion.kilometres import Stretch, path_stretch
from railcade.motion.running import trainrun
from railcade.motion.train import Train
from railcade.motion.types import Cap, Reason, Run, RunSettings
from railcade.network import Path


@dataclass(frozen=True, slots=True, eq=False)
class AllowedRun:
    """A run with its allowances, and what it is made of.

    Parameters
    ----------
    run : Run
        Takes exactly the base time and all that is added.
    base : Run
        The shortest run, without any of it.
    driven : Run
        The run with its caps, before `stretching` makes it slower all over.
    table : AllowanceTable
        Base time and each kind between timing points. Inside a capped stretch the passing times of `run` are
        not its sums: time is lost where the cap binds, not in proportion.
    settings : RunSettings
        Those of the base with the caps of capped stretches. With `driven` and `stretching`
        `energy.energy_account` tells the energy.
    stretching : Stretching
        How much slower the run is all over than the one with these settings.
    """

    run: Run
    base: Run
    driven: Run
    table: AllowanceTable
    settings: RunSettings
    stretching: Stretching

    @property
    def lower_caps(self) -> tuple[Cap, ...]:
        """Caps of the settings as the run keeps them: made slower all over with it."""
        return tuple(replace(cap, speed_mps=self._slower(cap.speed_mps)) for cap in self.settings.caps)

    def _slower(self, speed_mps: float) -> float:
        return float(self.stretching.speeds(np.array([speed_mps]))[0])


def allowed_run(
    train: Train,
    path: Path,
    settings: RunSettings,
    allowances: Sequence[Allowance],
    timing_points_m: ArrayLike = (),
    words: Stretch = path_stretch,
) -> AllowedRun:
    """The run that takes its base time and all allowances, each counted on the base run.

    Capped stretches come first, with 1 / k of their time, since the linear part makes everything k times as
    long; so each stretch takes exactly what it is given, and outside it nothing of that.

    Parameters
    ----------
    train, path, settings
        As for `trainrun`.
    allowances : sequence of Allowance
    timing_points_m : array_like
        Positions of the head between which the table counts.
    words : callable
        How errors tell a stretch.

    Raises
    ------
    InputError
        E0105 for allowances that are wrong, all of them at once; E0207 or E0208 where a linear spread asks
        for more force than there is (`stretched.stretched`); what `trainrun` raises.
    InfeasibleError
        E0302 where a stretch is too short for what it shall take (`slowed.slowing_cap`).
    """
    base = trainrun(train, path, settings)
    raise_if_any(allowance_problems(base, allowances, words))
    table = allowance_table(base, allowances, timing_points_m)
    stretching = _stretching(base, allowances)
    slowings = _slowings(base, allowances, stretching)
    # Caps of stretches that lie apart: none changes the run on another.
    caps = [slowing_cap(train, path, settings, slowing, words) for slowing in slowings]
    coasting_s = sum(added_on_stretch_s(base, i) for i in allowances if i.spread == Spread.COASTING)
    if coasting_s > 0.0:
        least = least_energy(train, path, settings, base.duration_s + coasting_s)
        named = _named(least.settings, settings, kinds_words(allowances, Spread.COASTING))
        run = trainrun(train, path, named)
        return AllowedRun(run, base, run, table, named, AS_IT_IS)
    capped = replace(settings, caps=(*settings.caps, *caps))
    driven = run = trainrun(train, path, capped) if caps else base
    if stretching != AS_IT_IS:
        run = stretched(train, path, capped, driven, stretching, words)
    return AllowedRun(run, base, driven, table, capped, stretching)


def kinds_words(allowances: Sequence[Allowance], spread: Spread) -> str:
    """The kinds that are spread so, as they are told."""
    return " and ".join(dict.fromkeys(str(item.kind) for item in allowances if item.spread == spread))


def _named(least: RunSettings, settings: RunSettings, said: str) -> RunSettings:
    """Settings of the run of least energy, its speeds told as what they are kept for."""
    caps = (
        cap if cap in settings.caps else replace(cap, reason=Reason.ALLOWANCE, said=said)
        for cap in least.caps
    )
    return replace(least, caps=tuple(caps))


def _stretching(base: Run, allowances: Sequence[Allowance]) -> Stretching:
    """What all linear allowances together do to every metre."""
    linear = [item for item in allowances if item.spread == Spread.LINEAR]
    factor = 1.0 + sum(item.added_percentage / 100.0 + item.added_s / base.duration_s for item in linear)
    return Stretching(factor, sum(item.added_s_per_m for item in linear))


def _slowings(base: Run, allowances: Sequence[Allowance], stretching: Stretching) -> list[Slowing]:
    """Time of each capped stretch, all kinds on it together, as the run has it before the linear part."""
    found: dict[tuple[float, float], list[Allowance]] = {}
    for item in allowances:
        if item.spread == Spread.CAPPED:
            found.setdefault((item.from_m, item.to_m), []).append(item)
    return [
        Slowing(
            *ends_m,
            added_s=sum(added_on_stretch_s(base, item) for item in items) / stretching.time_factor,
            said=kinds_words(items, Spread.CAPPED),
        )
        for ends_m, items in found.items()
    ]
