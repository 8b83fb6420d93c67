"""Times between the stored points of a run."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from railcade.motion.types import FloatArray, Run


def times_at(run: Run, positions_m: ArrayLike) -> FloatArray:
    """When the head passes each position, seconds from departure.

    Between two stored points x(t) is the polynomial of fourth degree that has position and speed of both and
    the acceleration of the first; stored points are met exactly.

    Raises
    ------
    ValueError
        For a position outside the run.
    """
    x = np.asarray(positions_m, dtype=np.float64)
    if np.any(x < run.x_m[0] - 1e-6) or np.any(x > run.x_m[-1] + 1e-6):
        raise ValueError(f"positions must lie in the run, {run.x_m[0]} to {run.x_m[-1]} m")
    x = np.clip(x, run.x_m[0], run.x_m[-1])
    i = np.clip(np.searchsorted(run.x_m, x, "right") - 1, 0, len(run.x_m) - 2)
    h = run.t_s[i + 1] - run.t_s[i]
    x0, dx = run.x_m[i], run.x_m[i + 1] - run.x_m[i]
    v0, v1, a0 = run.v_mps[i] * h, run.v_mps[i + 1] * h, 0.5 * run.a_mps2[i] * h * h
    rest, rate = dx - v0 - a0, v1 - v0 - 2.0 * a0
    cubic, quartic = 4.0 * rest - rate, rate - 3.0 * rest
    goal = x - x0
    low, high = np.zeros_like(goal), np.ones_like(goal)
    s = np.where(dx > 0.0, goal / np.where(dx > 0.0, dx, 1.0), 0.0)
    for _ in range(60):
        miss = s * (v0 + s * (a0 + s * (cubic + s * quartic))) - goal
        low, high = np.where(miss <= 0.0, s, low), np.where(miss >= 0.0, s, high)
        slope = v0 + s * (2.0 * a0 + s * (3.0 * cubic + 4.0 * s * quartic))
        newton = s - miss / np.where(slope > 0.0, slope, np.inf)
        following = np.where((newton > low) & (newton < high), newton, 0.5 * (low + high))
        done = bool(np.all(np.abs(following - s) <= 1e-15))
        s = following
        if done:
            break
    times: FloatArray = run.t_s[i] + h * np.clip(s, 0.0, 1.0)
    return times


def time_at(run: Run, position_m: float) -> float:
    """When the head passes a position, seconds from departure. See `times_at`."""
    return float(times_at(run, [position_m])[0])
