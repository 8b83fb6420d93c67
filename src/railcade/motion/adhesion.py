"""What wheel and rail can pass on: adhesion over speed, and brakes that it bounds."""

from __future__ import annotations

import numpy as np

from railcade.motion.types import FloatArray
from railcade.units import KMH_PER_MPS

ADHESION_BASE = 0.161
ADHESION_MPS = 7.5 / KMH_PER_MPS
ADHESION_OFFSET_MPS = 44.0 / KMH_PER_MPS
"""mu = base + `ADHESION_MPS` / (v + `ADHESION_OFFSET_MPS`)."""

BAND_MPS = 0.5
BANDS_TO_MPS = 120.0


def adhesion(speed_mps: FloatArray) -> FloatArray:
    """Adhesion of good, dry rails: 0.161 + 7.5 / (V + 44), V in km/h.

    Source: Curtius and Kniffler 1943. A mean: measured values scatter widely, and wet or soiled rails are
    told by a factor.

    Parameters
    ----------
    speed_mps : ndarray
        m/s, 0 or more.
    """
    return np.asarray(ADHESION_BASE + ADHESION_MPS / (speed_mps + ADHESION_OFFSET_MPS))


def bounded_by_adhesion(
    bands: tuple[FloatArray, FloatArray], adhesion_factor: float, gravity_mps2: float
) -> tuple[FloatArray, FloatArray]:
    """Brake bands, with no deceleration above factor x mu(v) x g.

    Every wheel is taken as braked. Bands of 0.5 m/s hold the lowest adhesion in them, that of their upper
    end, so that no braking is told shorter than it is; above 120 m/s mu counts as 0.161.

    Parameters
    ----------
    bands : (ndarray, ndarray), each of shape (n,)
        Speeds above which a deceleration holds, m/s, from 0, and the decelerations, m/s².
    adhesion_factor : float
        Share of the adhesion of good rails.
    gravity_mps2 : float

    Returns
    -------
    (ndarray, ndarray)
        Bands of the same form; neighbours differ.
    """
    from_mps, slows_mps2 = bands
    knots = np.union1d(np.arange(0.0, BANDS_TO_MPS + BAND_MPS, BAND_MPS), from_mps)
    most_mps2 = adhesion_factor * gravity_mps2 * adhesion(np.append(knots[1:], np.inf))
    given_mps2 = slows_mps2[np.searchsorted(from_mps, knots, "right") - 1]
    bounded_mps2 = np.minimum(given_mps2, most_mps2)
    kept = np.append(True, np.diff(bounded_mps2) != 0.0)
    return knots[kept], bounded_mps2[kept]
