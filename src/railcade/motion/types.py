"""The values that go into and come out of a run."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from railcade.motion.curves import CurveLaw, roeckl
from railcade.rules import BrakeFactors
from railcade.units import STANDARD_GRAVITY_MPS2

FloatArray = NDArray[np.float64]


class Reason(IntEnum):
    """What binds the speed or the force at a stored point and on to the next."""

    START = 0
    TRACTION = 1
    LINE_LIMIT = 2
    TRAIN_CAP = 3
    PACE = 4
    BRAKING = 5
    BUILD_UP = 6
    GRADE = 7
    END = 8
    COASTING = 9
    NEUTRAL_SECTION = 10
    ADHESION = 11
    AXLE_LOAD = 12
    RULE = 13
    ACCELERATION = 14
    FEEDING = 15
    ALLOWANCE = 16
    TEMPORARY = 17


@dataclass(frozen=True, slots=True)
class Condition:
    """What traction and brake find at a place.

    Parameters
    ----------
    powered : bool
        False where the driver coasts: nothing pulls.
    adhesion_factor : float
        Share of the adhesion of good rails.
    power_watt : float
        Most power at the wheel that the feeding allows to what draws current.
    reason : Reason
        What to name where it binds.
    fed : bool
        False in a neutral section: what draws current does not pull.
    """

    powered: bool = True
    adhesion_factor: float = 1.0
    power_watt: float = float("inf")
    reason: Reason = Reason.TRACTION
    fed: bool = True


NORMAL = Condition()
COAST = Condition(powered=False, reason=Reason.COASTING)
"""The first two conditions of every run."""


@dataclass(frozen=True, slots=True)
class Cap:
    """A largest speed over a stretch of the way, with its reason.

    `whole_train`: kept until the tail has left `to_m`; else by the head alone, as a driver's choice is.
    `said`: what the reason is in the words of who gave it, or empty.
    """

    from_m: float
    to_m: float
    speed_mps: float
    reason: Reason = Reason.RULE
    whole_train: bool = True
    said: str = ""


@dataclass(frozen=True, slots=True)
class RunSettings:
    """Where and how a run goes.

    Parameters
    ----------
    from_m, to_m : float
        Positions of the head at start and end, both at rest.
    pace_mps : float
        Cap that keeps the train at its place in the movement; ``inf`` for none.
    brakes : BrakeFactors or None
        Factors of guaranteed brakes; None for nominal.
    service_brake_factor : float
        Share of the full deceleration used for planned braking.
    gravity_mps2 : float
    max_step_m : float
        Largest distance between stored points.
    start_mps : float
        Speed of the head at `from_m`: 0 for a departure, more for a train under way.
    build_up_left_s, build_up_held_mps : float
        For a train under way whose brake has been commanded: time until it acts, and speed at the command,
        which coasting down a fall does not exceed. 0 where none has been.
    until_m : float
        Where the calculation stops, with the train still moving, if before `to_m`.
    caps : tuple of Cap
    coasts_m : tuple of (float, float)
        Stretches, by the head, over which the driver draws no power.
    curve_law : callable
        Resistance over weight of a radius in m; for the path's own curves, if it has any.
    """

    from_m: float
    to_m: float
    pace_mps: float = float("inf")
    brakes: BrakeFactors | None = None
    service_brake_factor: float = 0.6
    gravity_mps2: float = STANDARD_GRAVITY_MPS2
    max_step_m: float = 50.0
    start_mps: float = 0.0
    build_up_left_s: float = 0.0
    build_up_held_mps: float = 0.0
    until_m: float = float("inf")
    caps: tuple[Cap, ...] = ()
    coasts_m: tuple[tuple[float, float], ...] = ()
    curve_law: CurveLaw = roeckl


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """A run from rest to rest.

    Parameters
    ----------
    x_m : ndarray, shape (n,)
        Position of the head on the path, rising.
    t_s : ndarray, shape (n,)
        Seconds from departure, rising.
    v_mps, a_mps2, force_newton : ndarray, shape (n,)
        Speed, acceleration just beyond the point (at the last point: just before), and the force of
        traction (positive) or brake (negative) that gives it.
    reason : ndarray of int8, shape (n,)
        `Reason` values.
    """

    x_m: FloatArray
    t_s: FloatArray
    v_mps: FloatArray
    a_mps2: FloatArray
    force_newton: FloatArray
    reason: NDArray[np.int8]

    @property
    def duration_s(self) -> float:
        """Running time, s."""
        return float(self.t_s[-1])
