"""States of a run between its stored points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from railcade.motion.times import times_at
from railcade.motion.types import FloatArray, Run


@dataclass(frozen=True, slots=True, eq=False)
class States:
    """States of a train at chosen positions: the columns of a `Run`, each of shape (k,)."""

    x_m: FloatArray
    t_s: FloatArray
    v_mps: FloatArray
    a_mps2: FloatArray
    force_newton: FloatArray
    reason: NDArray[np.int8]


def states_at(run: Run, positions_m: ArrayLike) -> States:
    """States where the head passes each position; at a stored point those stored.

    Times are those of `times_at`; speed is the derivative of the same polynomial x(t). Acceleration and force
    are linear in time between two stored points: both are stored on either side of every jump.

    Raises
    ------
    ValueError
        For a position outside the run.
    """
    t_s = times_at(run, positions_m)
    x_m = np.clip(np.asarray(positions_m, dtype=np.float64), run.x_m[0], run.x_m[-1])
    i = np.clip(np.searchsorted(run.x_m, x_m, "right") - 1, 0, len(run.x_m) - 2)
    h = run.t_s[i + 1] - run.t_s[i]
    s = np.where(h > 0.0, (t_s - run.t_s[i]) / np.where(h > 0.0, h, 1.0), 0.0)
    v0, v1, a0 = run.v_mps[i] * h, run.v_mps[i + 1] * h, 0.5 * run.a_mps2[i] * h * h
    rest, rate = run.x_m[i + 1] - run.x_m[i] - v0 - a0, v1 - v0 - 2.0 * a0
    cubic, quartic = 4.0 * rest - rate, rate - 3.0 * rest
    slope = v0 + s * (2.0 * a0 + s * (3.0 * cubic + 4.0 * s * quartic))
    v_mps = np.where(h > 0.0, slope / np.where(h > 0.0, h, 1.0), run.v_mps[i])
    last = x_m >= run.x_m[-1]
    v_mps, s = np.where(last, run.v_mps[-1], np.maximum(v_mps, 0.0)), np.where(last, 1.0, s)
    return States(
        x_m=x_m,
        t_s=t_s,
        v_mps=v_mps,
        a_mps2=run.a_mps2[i] + s * (run.a_mps2[i + 1] - run.a_mps2[i]),
        force_newton=run.force_newton[i] + s * (run.force_newton[i + 1] - run.force_newton[i]),
        reason=np.where(last, run.reason[-1], run.reason[i]).astype(np.int8),
    )


def sampled(run: Run, step_m: float) -> States:
    """States every `step_m` from the start of a run, and at its end.

    Raises
    ------
    ValueError
        For a step that is not above 0.
    """
    if not step_m > 0.0:
        raise ValueError(f"a step of {step_m} m is not above 0")
    count = int((run.x_m[-1] - run.x_m[0] - 1e-6) // step_m) + 1
    return states_at(run, np.append(run.x_m[0] + step_m * np.arange(count), run.x_m[-1]))
