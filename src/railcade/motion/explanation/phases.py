"""Why a train runs as it does: the phases of a run with what binds in each, and all caps at a place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from railcade.motion.explanation.in_force import CapInForce, caps_at
from railcade.motion.sampling import states_at
from railcade.motion.train import Train
from railcade.motion.types import FloatArray, Reason, Run, RunSettings
from railcade.motion.way.limits import capped_of, limits_in
from railcade.motion.way.mean_grade import Ground, ground_of, mean_grade, parts_of
from railcade.network import Path

CAPPED = frozenset(
    {
        Reason.LINE_LIMIT,
        Reason.TRAIN_CAP,
        Reason.PACE,
        Reason.AXLE_LOAD,
        Reason.RULE,
        Reason.ALLOWANCE,
        Reason.TEMPORARY,
    }
)
"""Reasons of a speed that is kept."""

SLOWED = frozenset({Reason.BRAKING, Reason.BUILD_UP})
"""Reasons of a brake that was commanded."""

SAME_MPS = 1e-6
SAME_M = 1e-3


@dataclass(frozen=True, slots=True)
class Phase:
    """A part of a run in which one thing binds.

    Parameters
    ----------
    from_m, to_m : float
        Positions of the head.
    from_s, to_s : float
        Seconds from departure.
    from_mps, to_mps : float
        Speed at both ends.
    reason : Reason
        Never START or END.
    cap : CapInForce or None
        What binds where a speed is kept; what is braked for, with the brake on or building up (None: a
        stand); else None.
    grade, steepest_grade : float
        Mean over the phase, and largest, of the mean grade under the train.
    stop_m : float
        Where the train stands next.
    said : str
        The allowances that make every metre take longer, if they do.
    without : Phase or None
        The phase as it is without them.
    """

    from_m: float
    to_m: float
    from_s: float
    to_s: float
    from_mps: float
    to_mps: float
    reason: Reason
    cap: CapInForce | None
    grade: float
    steepest_grade: float
    stop_m: float
    said: str = ""
    without: Phase | None = None

    @property
    def length_m(self) -> float:
        """How far it reaches, m."""
        return self.to_m - self.from_m

    @property
    def duration_s(self) -> float:
        """How long it lasts, s."""
        return self.to_s - self.from_s


@dataclass(frozen=True, slots=True)
class Why:
    """What binds at one place, and the forces there.

    Parameters
    ----------
    position_m, time_s, speed_mps, acceleration_mps2 : float
        Of the head; beyond the place where the acceleration jumps.
    force_newton, resistance_newton, curve_newton, grade_newton : float
        Traction (positive) or brake; running resistance; what curves and grade add to it, the last
        positive on a rise. Dynamic mass times acceleration is the first less the three others.
    grade : float
        Mean under the train.
    phase : Phase
        The one that the place lies in; at a break the one beyond.
    caps : tuple of CapInForce
        All in force there, the lowest first.
    """

    position_m: float
    time_s: float
    speed_mps: float
    acceleration_mps2: float
    force_newton: float
    resistance_newton: float
    curve_newton: float
    grade_newton: float
    grade: float
    phase: Phase
    caps: tuple[CapInForce, ...]

    @property
    def following(self) -> CapInForce | None:
        """The lowest cap above the speed that binds: what would bind if that were lifted."""
        bound = self.phase.cap if self.phase.reason in CAPPED else None
        least_mps = bound.speed_mps if bound is not None else self.speed_mps
        above = (cap for cap in self.caps if cap.speed_mps > least_mps + SAME_MPS)
        return next(above, None)


def explain(train: Train, path: Path, settings: RunSettings, run: Run) -> tuple[Phase, ...]:
    """The phases of a run, without gaps from its first to its last point.

    Parameters
    ----------
    train, path, settings
        Those that `run` was made with.
    run : Run
    """
    ceiling_mps, _ = limits_in(path, capped_of(train, path, settings), run.x_m, train.length_m)
    reasons = _reasons(run, ceiling_mps)
    firsts = _firsts(run, reasons, ceiling_mps)
    lasts = [*firsts[1:], len(run.x_m) - 1]
    caps = _Caps(train, path, settings, run)
    ground = Ground(path.grade.start_m, path.grade.value)
    grade, grade_per_m = mean_grade(ground, run.x_m, parts_of(train))
    found: list[Phase] = []
    for first, last in reversed(list(zip(firsts, lasts, strict=True))):
        apart_m = np.diff(run.x_m[first : last + 1])
        begin, change = grade[first:last], grade_per_m[first:last] * apart_m
        found.append(
            Phase(
                from_m=float(run.x_m[first]),
                to_m=float(run.x_m[last]),
                from_s=float(run.t_s[first]),
                to_s=float(run.t_s[last]),
                from_mps=float(run.v_mps[first]),
                to_mps=float(run.v_mps[last]),
                reason=Reason(int(reasons[first])),
                cap=caps.of(Reason(int(reasons[first])), first, last, found[-1] if found else None),
                grade=float(np.dot(begin + 0.5 * change, apart_m) / apart_m.sum()),
                steepest_grade=float(max(begin.max(), (begin + change).max())),
                stop_m=settings.to_m,
            )
        )
    return tuple(reversed(found))


def why(
    train: Train, path: Path, settings: RunSettings, run: Run, phases: Sequence[Phase], position_m: float
) -> Why:
    """What binds at one position of the head.

    Parameters
    ----------
    train, path, settings
        Those that `run` was made with.
    run : Run
    phases : sequence of Phase
        Of this run, from `explain`.
    position_m : float

    Raises
    ------
    ValueError
        For a position outside the run.
    """
    there = states_at(run, [position_m])
    here_m, parts = np.array([position_m, position_m + SAME_M]), parts_of(train)
    bare = Ground(path.grade.start_m, path.grade.value)
    curved = ground_of(path, settings.curve_law, train.length_m)
    grade, resisting = (float(mean_grade(ground, here_m, parts)[0][0]) for ground in (bare, curved))
    weight_newton = train.mass_kg * settings.gravity_mps2
    force_newton, acceleration_mps2 = float(there.force_newton[0]), float(there.a_mps2[0])
    free_newton = force_newton - train.dynamic_mass_kg * acceleration_mps2
    return Why(
        position_m=position_m,
        time_s=float(there.t_s[0]),
        speed_mps=float(there.v_mps[0]),
        acceleration_mps2=acceleration_mps2,
        force_newton=force_newton,
        resistance_newton=free_newton - weight_newton * resisting,
        curve_newton=weight_newton * (resisting - grade),
        grade_newton=weight_newton * grade,
        grade=grade,
        phase=next((phase for phase in phases if phase.to_m > position_m), phases[-1]),
        caps=caps_at(train, path, settings, position_m),
    )


class _Caps:
    """Which cap belongs to a phase: the one kept, or the one braked for."""

    def __init__(self, train: Train, path: Path, settings: RunSettings, run: Run) -> None:
        self.train, self.path, self.settings, self.run = train, path, settings, run

    def of(self, reason: Reason, first: int, last: int, behind: Phase | None) -> CapInForce | None:
        """The cap of the phase from one stored point to another; `behind` is the phase that follows it."""
        run = self.run
        if reason in CAPPED:
            # Looked up at its end: of limits that follow each other at one speed the last holds longest.
            here_m = max(float(run.x_m[last]) - SAME_M, 0.5 * float(run.x_m[first] + run.x_m[last]))
            return self._lowest(here_m, reason)
        if reason == Reason.BUILD_UP and behind is not None and behind.reason in SLOWED:
            return behind.cap
        if reason not in SLOWED:
            return None
        met = self._lowest(float(run.x_m[last]))
        if met is not None and met.speed_mps <= run.v_mps[last] + SAME_MPS:
            return met
        if behind is not None and behind.reason in SLOWED:
            return behind.cap
        return self._ahead(float(run.x_m[last]), float(run.v_mps[last]))

    def _ahead(self, position_m: float, speed_mps: float) -> CapInForce | None:
        """The first lower cap on the way ahead; None if the train comes to stand before it."""
        path = self.path
        starts = np.concatenate(
            [path.limit_mps.start_m, path.heavy_limits.from_m, path.temporary_limits.from_m]
        )
        starts = np.append(starts, [cap.from_m for cap in self.settings.caps])
        for start_m in np.unique(starts[(starts > position_m) & (starts < self.settings.to_m)]).tolist():
            cap = self._lowest(start_m)
            if cap is not None and cap.speed_mps < speed_mps:
                return cap
        return None

    def _lowest(self, position_m: float, reason: Reason | None = None) -> CapInForce | None:
        caps = caps_at(self.train, self.path, self.settings, position_m)
        named = [cap for cap in caps if reason is None or cap.reason == reason]
        return next(iter(named or caps), None)


def _reasons(run: Run, ceiling_mps: FloatArray) -> NDArray[np.int64]:
    """Reason of each interval; the first point is stored as START, which says nothing of what binds."""
    reasons = run.reason[:-1].astype(np.int64)
    if reasons[0] != Reason.START:
        return reasons
    behind = Reason(int(reasons[1])) if len(reasons) > 1 else Reason.TRACTION
    at_cap = run.v_mps[0] >= ceiling_mps[0] - SAME_MPS
    if at_cap and behind not in SLOWED and abs(run.v_mps[1] - run.v_mps[0]) <= SAME_MPS:
        reasons[0] = behind if behind in CAPPED else Reason.LINE_LIMIT
    elif run.a_mps2[0] > 0.0 and behind in CAPPED | SLOWED:
        reasons[0] = Reason.TRACTION
    else:
        reasons[0] = behind
    return reasons


def _firsts(run: Run, reasons: NDArray[np.int64], ceiling_mps: FloatArray) -> list[int]:
    """First stored point of each phase: where the reason changes, or where one braking meets its cap and
    the next goes on at once."""
    new = np.empty(len(reasons), dtype=bool)
    new[0] = True
    new[1:] = reasons[1:] != reasons[:-1]
    met = (ceiling_mps[1:] < ceiling_mps[:-1] - SAME_MPS) & (run.v_mps[1:-1] >= ceiling_mps[1:] - SAME_MPS)
    new[1:] |= met & (reasons[1:] == Reason.BRAKING)
    return [int(i) for i in np.flatnonzero(new)]
