"""Stopping from a speed, in closed form: delay, linear build-up, bands of deceleration, grade, adhesion."""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import astuple, dataclass
from typing import NamedTuple

import numpy as np

from railcade.errors import InputError, Problem
from railcade.motion.adhesion import bounded_by_adhesion
from railcade.motion.braking.model import BrakeModel, brake_faults
from railcade.rules import BrakeFactors
from railcade.units import KMH_PER_MPS, STANDARD_GRAVITY_MPS2

_TURNED = 1e-12  # a band is not entered in the last instant before its brake outweighs the fall


class Stop(NamedTuple):
    """From the command of the brake to a stand."""

    distance_m: float
    time_s: float


def stop_of(
    brake: BrakeModel,
    speed_mps: float,
    *,
    grade: float = 0.0,
    factors: BrakeFactors | None = None,
    adhesion_factor: float = 1.0,
    gravity_mps2: float = STANDARD_GRAVITY_MPS2,
) -> Stop:
    """Distance and time from the command of the brake to a stand.

    During build-up a fall accelerates the train, a rise is not counted. After it the train slows with the
    brake and the grade. Resistance is left out (it is part of the model), as is the rotating mass in the
    share of a fall: both on the safe side.

    Parameters
    ----------
    brake : BrakeModel
        For example `braking.full_brake` of a formation.
    speed_mps : float
        At the command.
    grade : float
        Rise per metre, negative downhill, constant.
    factors : BrakeFactors or None
        Guaranteed over nominal brakes; None for nominal.
    adhesion_factor : float
        Share of the adhesion of good rails; below 1 the deceleration is at most factor x mu(v) x g
        (`adhesion.bounded_by_adhesion`).
    gravity_mps2 : float

    Raises
    ------
    InputError
        E0105 for figures with which nothing stops, all at once; E0208 where the fall is steeper than the
        brakes can hold.
    """
    _check(brake, factors, speed_mps, grade, adhesion_factor, gravity_mps2)
    from_mps, slows_mps2 = _bands(brake, factors, adhesion_factor, gravity_mps2)
    longer = 1.0 if factors is None else factors.time_factor
    fall_mps2 = max(0.0, -gravity_mps2 * grade)
    linear_s = longer * brake.linear_s
    idle_s = max(0.0, longer * brake.build_up_stop_s - 0.5 * linear_s)
    growth = _Growth(from_mps, slows_mps2, linear_s, fall_mps2, speed_mps + fall_mps2 * idle_s)
    growth.run()
    distance_m = speed_mps * idle_s + 0.5 * fall_mps2 * idle_s**2 + growth.x_m
    time_s = idle_s + growth.t_s
    felt_grade = 0.0 if brake.on_any_grade else grade
    rest = _at_full_force(growth, felt_grade, gravity_mps2, adhesion_factor)
    return Stop(distance_m + rest.distance_m, time_s + rest.time_s)


def _check(
    brake: BrakeModel,
    factors: BrakeFactors | None,
    speed_mps: float,
    grade: float,
    adhesion_factor: float,
    gravity_mps2: float,
) -> None:
    """Raise E0105 for figures that are not those of a train that stops."""
    found = brake_faults(brake)
    if not 0.0 <= speed_mps < math.inf:
        found.append(f"the speed is {speed_mps} m/s, not 0 or above")
    if not -1.0 < grade < 1.0:
        found.append(f"the grade is {grade}, not a rise per metre between -1 and 1")
    if not 0.0 < adhesion_factor < math.inf:
        found.append(f"the adhesion is {adhesion_factor} of that of good rails, not above 0")
    if not 0.0 < gravity_mps2 < math.inf:
        found.append(f"gravity is {gravity_mps2} m/s², not above 0")
    if factors is not None and not all(0.0 < factor < math.inf for factor in astuple(factors)):
        found.append(f"the factors of guaranteed brakes are {astuple(factors)}, not all above 0")
    if found:
        mend = "give the figures of a train that stops"
        raise InputError([Problem("E0105", "stopping distance", what, mend) for what in found])


def _at_full_force(growth: _Growth, grade: float, gravity_mps2: float, adhesion_factor: float) -> Stop:
    """From the speed at full force to a stand."""
    high_mps = growth.v_mps
    distance_m = time_s = 0.0
    for low_mps, value in zip(reversed(growth.from_mps), reversed(growth.slows_mps2), strict=True):
        if high_mps <= low_mps:
            continue
        total_mps2 = value + gravity_mps2 * grade
        if total_mps2 <= 0.0:
            raise InputError([_runaway(value, grade, high_mps, adhesion_factor)])
        distance_m += (high_mps**2 - low_mps**2) / (2.0 * total_mps2)
        time_s += (high_mps - low_mps) / total_mps2
        high_mps = low_mps
    return Stop(distance_m, time_s)


def _bands(
    brake: BrakeModel, factors: BrakeFactors | None, adhesion_factor: float, gravity_mps2: float
) -> tuple[list[float], list[float]]:
    share = 1.0 if factors is None else factors.speed_factor * factors.rolling_factor
    bands = np.array(brake.speed_mps), share * np.array(brake.deceleration_mps2)
    if adhesion_factor < 1.0:
        bands = bounded_by_adhesion(bands, adhesion_factor, gravity_mps2)
    return bands[0].tolist(), bands[1].tolist()


def _runaway(deceleration_mps2: float, grade: float, speed_mps: float, adhesion_factor: float) -> Problem:
    speed_kmh = speed_mps * KMH_PER_MPS
    what = (
        f"brakes that slow by {deceleration_mps2:.3f} m/s² on the level cannot slow the train at "
        f"{speed_kmh:.0f} km/h on a fall of {-1e3 * grade:.1f} ‰"
    )
    mend = "lower the speed on the fall or add braked mass"
    if adhesion_factor < 1.0:
        mend = f"look at the rails of {100.0 * adhesion_factor:.0f} % adhesion; where they pass it on, {mend}"
    return Problem("E0208", "stopping distance", what, mend)


@dataclass(slots=True)
class _Growth:
    """Linear build-up over `linear_s`: dv/dt = fall - a t / linear, with a by bands of speed.

    Within a band v is a parabola of t and x a cubic, so edges are met at roots of a quadratic. Where the band
    above an edge slows and the one below it does not yet, the speed stays at the edge.
    """

    from_mps: list[float]
    slows_mps2: list[float]
    linear_s: float
    fall_mps2: float
    v_mps: float
    x_m: float = 0.0
    t_s: float = 0.0

    def run(self) -> None:
        """On to full force, or to a stand."""
        k = max(0, bisect_left(self.from_mps, self.v_mps) - 1)
        while self.t_s < self.linear_s and self.v_mps > 0.0:
            at_top = k + 1 < len(self.from_mps) and self.v_mps == self.from_mps[k + 1]
            if not (at_top and self.t_s < self._turn_s(k)):
                k = self._in_band(k)
            elif self.t_s < (1.0 - _TURNED) * self._turn_s(k + 1):
                k += 1
            else:
                until_s = min(self.linear_s, self._turn_s(k))
                self.x_m += self.v_mps * (until_s - self.t_s)
                self.t_s = until_s

    def _turn_s(self, k: int) -> float:
        """When the brake outweighs the fall in a band."""
        if self.slows_mps2[k] == 0.0:
            return math.inf if self.fall_mps2 > 0.0 else 0.0
        return self.fall_mps2 * self.linear_s / self.slows_mps2[k]

    def _in_band(self, k: int) -> int:
        """On to the edge of a band, or to full force; the band beyond."""
        growth = self.slows_mps2[k] / self.linear_s
        rise = self.fall_mps2 - growth * self.t_s
        top = self.from_mps[k + 1] if k + 1 < len(self.from_mps) else math.inf
        edge, beyond, after_s = self.from_mps[k], k - 1, self._falls_after_s(k)
        if self.t_s < self._turn_s(k) and rise * rise >= 2.0 * growth * (top - self.v_mps):
            root = math.sqrt(rise * rise - 2.0 * growth * (top - self.v_mps))
            edge, beyond, after_s = top, k, 2.0 * (top - self.v_mps) / (rise + root)
        h = min(after_s, self.linear_s - self.t_s)
        self.x_m += h * (self.v_mps + h * (rise / 2.0 - growth * h / 6.0))
        self.v_mps += h * (rise - growth * h / 2.0)
        if h < after_s:
            self.t_s = self.linear_s
            return k
        self.v_mps, self.t_s = edge, self.t_s + h
        return beyond

    def _falls_after_s(self, k: int) -> float:
        """Time until the speed, which changes by rise t - growth t² / 2, is at the lower edge of a band."""
        growth = self.slows_mps2[k] / self.linear_s
        rise = self.fall_mps2 - growth * self.t_s
        drop_mps = self.v_mps - self.from_mps[k]
        if growth == 0.0:
            return math.inf
        root = math.sqrt(rise * rise + 2.0 * growth * drop_mps)
        return (rise + root) / growth if rise > 0.0 or drop_mps == 0.0 else 2.0 * drop_mps / (root - rise)
