"""A run made slower all over: each metre takes longer in the same way, and forces follow from their balance.

With times ``t' = k t + rho x`` the speed is ``v' = v / (k + rho v)`` and the acceleration
``a' = k a / (k + rho v)³`` (both by the chain rule). No limit is exceeded, since k is 1 or more and rho 0
or more. On rises where the train loses speed it may need more force than it has: its speed falls more
slowly than the slope makes it fall. Then there is no such run.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from railcade.errors import InputError, Problem
from railcade.motion.energy.between import (
    AS_IT_IS,
    Moments,
    Stretching,
    Under,
    moments_of,
    pulled,
    traction_rows,
    under,
)
from railcade.motion.kilometres import Stretch, path_stretch
from railcade.motion.traction import band_table
from railcade.motion.train import Train
from railcade.motion.types import FloatArray, Reason, Run, RunSettings
from railcade.network import Path

LEAST_NEWTON = 1.0
"""Less is rounding."""

KEPT = (Reason.START, Reason.BRAKING, Reason.END)
"""Reasons that hold for the slower run too."""


def stretched(
    train: Train,
    path: Path,
    settings: RunSettings,
    run: Run,
    stretching: Stretching,
    words: Stretch = path_stretch,
) -> Run:
    """The slower run: the points of `run`; START is at the same time 0.

    What binds is the allowance, except where the train brakes for what lies ahead.

    Parameters
    ----------
    train, path, settings
        Those that `run` was made with.
    run : Run
    stretching : Stretching
    words : callable
        How errors tell a stretch.

    Raises
    ------
    InputError
        E0207 where it needs more force than traction gives, E0208 where more than the full brakes give; all
        such stretches at once, each with place and missing kN.
    """
    ground = under(train, path, settings, run)
    moments = moments_of(train, settings, run, ground, stretching)
    problems = _missing(train, settings, run, (ground, moments), words)
    if problems:
        raise InputError(problems)
    a_mps2 = stretching.accelerations(run.v_mps, run.a_mps2)
    slower = Run(
        x_m=run.x_m.copy(),
        t_s=stretching.times(run.t_s, run.x_m - run.x_m[0]),
        v_mps=stretching.speeds(run.v_mps),
        a_mps2=a_mps2,
        force_newton=_forces(train, settings, run, ground, stretching),
        reason=_reasons(run, stretching),
    )
    for column in (slower.x_m, slower.t_s, slower.v_mps, slower.a_mps2, slower.force_newton, slower.reason):
        column.setflags(write=False)
    return slower


def _reasons(run: Run, stretching: Stretching) -> NDArray[np.int8]:
    """Reasons of the slower run."""
    if stretching == AS_IT_IS:
        return run.reason.copy()
    return np.where(np.isin(run.reason, KEPT), run.reason, Reason.ALLOWANCE).astype(np.int8)


def _forces(
    train: Train, settings: RunSettings, run: Run, ground: Under, stretching: Stretching
) -> FloatArray:
    """Force at each stored point: what the base run has there, changed by inertia and resistance."""
    speeds_mps = stretching.speeds(run.v_mps)
    drag = np.append(ground.drag_factor, ground.drag_factor[-1])
    _, b, c = train.resistance
    resistance = b * (speeds_mps - run.v_mps) + c * drag * (speeds_mps**2 - run.v_mps**2)
    inertia = stretching.accelerations(run.v_mps, run.a_mps2) - run.a_mps2
    return np.asarray(run.force_newton + train.dynamic_mass_kg * inertia + resistance)


def _missing(
    train: Train, settings: RunSettings, run: Run, known: tuple[Under, Moments], words: Stretch
) -> list[Problem]:
    """Stretches on which the run needs more force than there is."""
    ground, moments = known
    rows = traction_rows(train, settings, ground.conditions, moments.condition, moments.v_mps)
    most_newton = np.where(moments.duration_s > 0.0, pulled(rows, moments.v_mps), np.inf)
    least_newton = _full_brakes(train, settings, known)
    pull = _largest(moments, moments.force_newton - most_newton, len(run.x_m) - 1)
    brake = _largest(moments, least_newton - moments.force_newton, len(run.x_m) - 1)
    return [
        *_problems(run, pull, "E0207", "traction gives", words),
        *_problems(run, brake, "E0208", "the full brakes give", words),
    ]


def _full_brakes(train: Train, settings: RunSettings, known: tuple[Under, Moments]) -> FloatArray:
    """Force of the nominal full brakes, negative, N: their deceleration on the level holds resistance."""
    ground, moments = known
    full = replace(settings, service_brake_factor=1.0, brakes=None)
    table, first = band_table(train, full, ground.conditions)
    slows = np.empty(len(moments.v_mps))
    for i in range(len(ground.conditions)):
        here = moments.condition == i
        part = table[first[i] : first[i + 1]]
        at = np.maximum(np.searchsorted(part["from_mps"], moments.v_mps[here]) - 1, 0)
        slows[here] = part["deceleration_mps2"][at]
    newton = moments.resistance_newton - train.dynamic_mass_kg * slows
    return newton + moments.grade_newton if train.brake.on_any_grade else newton


def _largest(moments: Moments, newton: FloatArray, count: int) -> FloatArray:
    """Largest value from each stored point to the next."""
    most = np.full(count, -np.inf)
    np.maximum.at(most, moments.interval, newton)
    return most


def _problems(
    run: Run, missing_newton: FloatArray, code: str, gives: str, words: Stretch
) -> list[Problem]:
    mend = "spread the allowance capped or by coasting, or make it smaller"
    found = []
    for first, last in _stretches(missing_newton > LEAST_NEWTON):
        much_kn = missing_newton[first:last].max() / 1e3
        where = words(float(run.x_m[first]), float(run.x_m[last]))
        what = f"a run made slower all over needs {much_kn:.1f} kN more there than {gives}"
        found.append(Problem(code, where, what, mend))
    return found


def _stretches(inside: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.diff(np.concatenate([[False], inside, [False]]).astype(np.int8))
    starts, ends = np.flatnonzero(edges == 1).tolist(), np.flatnonzero(edges == -1).tolist()
    return list(zip(starts, ends, strict=True))
