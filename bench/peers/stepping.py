"""A stepping scheme as found in the field, rebuilt for comparison only.

It looks like Runge-Kutta of fourth order, but each stage starts where the one before ended, so that the
four lie at 0, 1/2, 1 and 2 steps instead of 0, 1/2, 1/2 and 1: the scheme is of first order. Point mass,
one deceleration on any grade, the speed clipped to the ceiling of limits and braking curves.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


@njit(cache=True)
def ceiling_w(edges_m: FloatArray, limits_mps: FloatArray, brake_mps2: float) -> FloatArray:
    """v²/2 that may be had at each edge so that every limit ahead is met."""
    n = len(limits_mps)
    w = np.zeros(n + 1)
    for i in range(n - 1, -1, -1):
        here = 0.5 * limits_mps[i] ** 2
        if i > 0:
            here = min(here, 0.5 * limits_mps[i - 1] ** 2)
        w[i] = min(here, w[i + 1] + brake_mps2 * (edges_m[i + 1] - edges_m[i]))
    return w


@njit(cache=True)
def running_time_s(
    edges_m: FloatArray,
    grades: FloatArray,
    limits_mps: FloatArray,
    train: tuple[float, float, tuple[float, float, float], FloatArray, FloatArray],
    brake_mps2: float,
    step_s: float,
) -> float:
    """Seconds from rest to rest. `train` is weight, dynamic mass, Davis terms, speeds, forces."""
    weight, mass, davis, speeds, forces = train
    ceiling = ceiling_w(edges_m, limits_mps, brake_mps2)
    x, v, t, cell, end = 0.0, 0.0, 0.0, 0, edges_m[-1]
    shares = (0.5, 0.5, 1.0)
    weights = (1.0, 2.0, 2.0, 1.0)
    while x < end - 1e-6:
        total, there, speed = 0.0, x, v
        for stage in range(4):
            at = cell
            while at + 1 < len(grades) and edges_m[at + 1] <= there:
                at += 1
            force = np.interp(speed, speeds, forces)
            rest = davis[0] + speed * (davis[1] + speed * davis[2]) + weight * grades[at]
            a = (force - rest) / mass
            total += weights[stage] * a
            if stage < 3:
                h = shares[stage] * step_s
                there += h * speed + 0.5 * a * h * h
                speed = max(0.0, speed + a * h)
        a = total / 6.0
        v_next = v + a * step_s
        x_next = x + step_s * 0.5 * (v + v_next)
        while cell + 1 < len(grades) and edges_m[cell + 1] <= x:
            cell += 1
        x_next = min(x_next, edges_m[cell + 1])
        braking = ceiling[cell + 1] + brake_mps2 * (edges_m[cell + 1] - x_next)
        top = min(limits_mps[cell], np.sqrt(2.0 * braking))
        v_next = min(v_next, top) if v_next > 0.0 else top
        t += 2.0 * (x_next - x) / max(v + v_next, 1e-3)
        x, v = x_next, v_next
    return t
