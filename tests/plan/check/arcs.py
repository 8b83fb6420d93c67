"""Runs of the movement by hand: constant acceleration, speed, coasting and braking, in closed form."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

LIMIT_MPS = 16.0
RESISTANCE_NEWTON = 8000.0
PULL_NEWTON = 200_000.0
MASS_KG, INERTIA_KG, LENGTH_M = 400_000.0, 420_000.0, 170.0
UP_MPS2 = (PULL_NEWTON - RESISTANCE_NEWTON) / INERTIA_KG
DOWN_MPS2 = 0.25
COAST_MPS2 = RESISTANCE_NEWTON / INERTIA_KG
BUILD_UP_S = 3.0 + 1.5 * 1.7 + 0.1 * 1.7**2
"""SUBSET-026 A.3.8 and A.3.9: service brake to a stand, position P, 170 m."""
BRAKED_FROM_MPS = LIMIT_MPS - COAST_MPS2 * BUILD_UP_S
Run = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class Arc:
    """From rest at `from_m` to rest at `to_m`, positions on the line."""

    from_m: float
    to_m: float

    @property
    def up_m(self) -> float:
        return LIMIT_MPS**2 / (2.0 * UP_MPS2)

    @property
    def coast_m(self) -> float:
        return self.brake_m - 0.5 * (LIMIT_MPS + BRAKED_FROM_MPS) * BUILD_UP_S

    @property
    def brake_m(self) -> float:
        return self.to_m - BRAKED_FROM_MPS**2 / (2.0 * DOWN_MPS2)

    def speed_mps(self, at_m: float) -> float:
        rise = math.sqrt(2.0 * UP_MPS2 * max(0.0, at_m - self.from_m))
        coasts = math.sqrt(LIMIT_MPS**2 - 2.0 * COAST_MPS2 * max(0.0, at_m - self.coast_m))
        return min(LIMIT_MPS, rise, coasts, math.sqrt(2.0 * DOWN_MPS2 * max(0.0, self.to_m - at_m)))

    def time_s(self, at_m: float) -> float:
        """Seconds from departure."""
        gone_m = at_m - self.from_m
        if gone_m <= self.up_m:
            return math.sqrt(2.0 * gone_m / UP_MPS2)
        cruise_s = LIMIT_MPS / UP_MPS2 + (min(at_m, self.coast_m) - self.from_m - self.up_m) / LIMIT_MPS
        if at_m <= self.coast_m:
            return cruise_s
        if at_m <= self.brake_m:
            return cruise_s + (LIMIT_MPS - self.speed_mps(at_m)) / COAST_MPS2
        return cruise_s + BUILD_UP_S + (BRAKED_FROM_MPS - self.speed_mps(at_m)) / DOWN_MPS2

    def run(self) -> Run:
        grid = set(np.arange(self.from_m, self.to_m, 50.0).tolist())
        changes_m = [self.from_m + self.up_m, self.coast_m, self.brake_m]
        x_m = np.array(sorted(grid | {*changes_m, self.to_m}))
        phase = np.searchsorted(changes_m, x_m, side="right")
        a_mps2 = np.array([UP_MPS2, 0.0, -COAST_MPS2, -DOWN_MPS2])[phase]
        force_newton = np.array(
            [PULL_NEWTON, RESISTANCE_NEWTON, 0.0, RESISTANCE_NEWTON - INERTIA_KG * DOWN_MPS2]
        )
        return {
            "x_m": x_m,
            "t_s": np.array([self.time_s(x) for x in x_m.tolist()]),
            "v_mps": np.array([self.speed_mps(x) for x in x_m.tolist()]),
            "a_mps2": a_mps2,
            "force_newton": force_newton[phase],
            "reason": np.array([1, 2, 6, 5], dtype=np.int8)[phase],
        }
