"""Drag of air in tunnels, under a train that may be in them with a part of its length."""

from __future__ import annotations

import numpy as np

from railcade.motion.types import FloatArray
from railcade.network import Extents

MOST_PIECES = 20
"""A train's way through a portal is cut into at most so many pieces, each with the drag of its middle.

Through the portal the factor changes linearly by e = (factor in the tunnel - 1) x (part of the train that
the tunnel holds), so with n = ceil(20 e) pieces, 20 at most, it is off by at most e / (2 n): 0.025 of the
term of v² for e up to 1, e / 40 beyond. Over each piece the mean is exact, and so is the work at a
constant speed.
"""


def portal_cuts(tunnels: Extents, length_m: float) -> FloatArray:
    """Positions of the head at which the drag of a train changes, as cut into pieces."""
    if not len(tunnels):
        return np.empty(0)
    ramp_m = np.minimum(tunnels.to_m - tunnels.from_m, length_m)
    held = ramp_m / length_m if length_m > 0.0 else np.zeros(len(ramp_m))
    change = np.abs(tunnels.value - 1.0) * held
    count = np.clip(np.ceil(MOST_PIECES * change), 1, MOST_PIECES).astype(np.int64)
    which = np.repeat(np.arange(len(count)), count + 1)
    piece = np.arange(len(which)) - np.repeat(np.cumsum(count + 1) - count - 1, count + 1)
    share = piece / count[which]
    entering_m = tunnels.from_m[which] + share * ramp_m[which]
    leaving_m = tunnels.to_m[which] + length_m - share * ramp_m[which]
    cuts_m: FloatArray = np.concatenate([entering_m, leaving_m])
    return cuts_m


def drag_under(tunnels: Extents, head_m: FloatArray, length_m: float) -> FloatArray:
    """Factor of the term of v² of the resistance: 1 outside, in a tunnel weighted with the length inside.

    Parameters
    ----------
    tunnels : Extents
        Drag in the tunnel over that outside.
    head_m : ndarray, shape (n,)
    length_m : float
        A train without length is in the tunnel with its head.
    """
    if not len(tunnels):
        return np.ones(len(head_m))
    # Ends before starts, so that where two tunnels touch the sum returns to nothing in between.
    at_m = np.concatenate([tunnels.to_m, tunnels.from_m])
    change = np.concatenate([1.0 - tunnels.value, tunnels.value - 1.0])
    order = np.argsort(at_m, kind="stable")
    at_m, more = at_m[order], np.cumsum(change[order])
    if length_m <= 0.0:
        inside = np.searchsorted(at_m, head_m, "right") - 1
        return 1.0 + np.where(inside >= 0, more[inside], 0.0)
    area_m = np.concatenate([[0.0], np.cumsum(more[:-1] * np.diff(at_m))])
    under_m = np.interp(head_m, at_m, area_m) - np.interp(head_m - length_m, at_m, area_m)
    drag: FloatArray = 1.0 + under_m / length_m
    return drag
