"""The time that the brake needs before it acts: no traction just before a train is slowed by it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from railcade.fleet import Formation
from railcade.network.steps import FloatArray
from railcade.plan.check.forces import service_build_up_s

PULL_NEWTON = 1.0
"""Force above which a train is under traction."""
SLOWING_MPS2 = 1e-9
REST_MPS = 1e-6
SHORT_S = 1e-3
"""By how much a build-up may be shorter than it must be."""
LIMIT_SHARE = {"P": 1.2, "G": 1.16}
"""Build-up towards a limit over that towards a stand (SUBSET-026 A.3.9)."""


class Late(NamedTuple):
    """A stored point at which a braking begins too soon after traction, s."""

    point: int
    without_s: float
    needed_s: float


class Stored(NamedTuple):
    """What the stored points of a run say, each shape (n,)."""

    t_s: FloatArray
    v_mps: FloatArray
    a_mps2: FloatArray
    force_newton: FloatArray


def brakings(stored: Stored) -> list[tuple[int, int]]:
    """First point of each braking and the point where it ends: brake force that slows the train."""
    slows = (stored.force_newton < -PULL_NEWTON) & (stored.a_mps2 < -SLOWING_MPS2)
    slows[-1] = False
    turns = np.diff(np.concatenate(([False], slows)).astype(np.int8))
    return list(zip(np.flatnonzero(turns == 1).tolist(), np.flatnonzero(turns == -1).tolist(), strict=True))


def needed_times_s(formation: Formation) -> tuple[float, float]:
    """Build-up of the service brake to a stand and to a limit, s."""
    if formation.deceleration is not None:
        return formation.deceleration.build_up_s, formation.deceleration.build_up_s
    length_m = math.fsum(vehicle.length_m for vehicle in formation.vehicles)
    stand_s = service_build_up_s(formation.brake_position, length_m)
    return stand_s, stand_s * LIMIT_SHARE.get(formation.brake_position, 1.0)


def built_up_too_fast(stored: Stored, stand_s: float, limit_s: float) -> Iterator[Late]:
    """Brakings with traction within the build-up time ahead of them.

    Where another braking ended within that time, the brake is still on and nothing is demanded. Speed
    held on a fall by the brake is no traction.
    """
    pulled = np.flatnonzero(stored.force_newton[:-1] > PULL_NEWTON)
    before_s = -np.inf
    for first, end in brakings(stored):
        start_s = float(stored.t_s[first])
        needed_s = stand_s if stored.v_mps[end] <= REST_MPS else limit_s
        last = int(np.searchsorted(pulled, first)) - 1
        without_s = start_s - float(stored.t_s[pulled[last] + 1]) if last >= 0 else np.inf
        if without_s < needed_s - SHORT_S and start_s - before_s > needed_s:
            yield Late(first, without_s, needed_s)
        before_s = float(stored.t_s[end])
