"""Brakes given by their force over speed, as bands of deceleration."""

from __future__ import annotations

import numpy as np

from railcade.motion.braking.model import BrakeModel
from railcade.motion.types import FloatArray

BAND_MPS = 0.05


def brake_of_force(
    speed_mps: FloatArray,
    force_newton: FloatArray,
    resistance: tuple[float, float, float],
    dynamic_mass_kg: float,
    band_mps: float = BAND_MPS,
) -> BrakeModel:
    """A brake whose force, with the resistance of the train, slows it: (F(v) + R(v)) / M.

    Grade acts beside it. Each band has the deceleration of its middle, so that time and way are right to the
    second order of its width.

    Parameters
    ----------
    speed_mps, force_newton : ndarray, shape (n,)
        Force of the brake, linear in between; the first and last go on outside.
    resistance : tuple of float
        Davis terms, N, N/(m/s), N/(m/s)².
    dynamic_mass_kg : float
    band_mps : float
        Width of a band.

    Raises
    ------
    ValueError
        If speeds do not rise from 0, or forces are negative.
    """
    if len(speed_mps) != len(force_newton) or speed_mps[0] != 0.0 or np.any(np.diff(speed_mps) <= 0.0):
        raise ValueError("speeds rise from 0, with a force for each")
    if np.any(force_newton < 0.0):
        raise ValueError("the force of a brake is not negative")
    low = np.arange(0.0, speed_mps[-1] + band_mps, band_mps)
    v = low + 0.5 * band_mps
    a, b, c = resistance
    slows = (np.interp(v, speed_mps, force_newton) + a + b * v + c * v**2) / dynamic_mass_kg
    return BrakeModel(tuple(low.tolist()), tuple(slows.tolist()))
