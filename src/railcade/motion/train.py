"""A train as motion sees it: one mass with a length, forces and a cap."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from railcade.fleet import Formation
from railcade.motion.braking import BrakeModel, brake_of_percentage
from railcade.motion.types import FloatArray


@dataclass(frozen=True, slots=True)
class Train:
    """What runs.

    Parameters
    ----------
    id : str
    mass_kg, dynamic_mass_kg, length_m : float
        Mass is spread evenly over the length; a length of 0 is a point, whose acceleration jumps at
        breaks of grade.
    resistance : tuple of float
        Davis terms, N, N/(m/s), N/(m/s)².
    tractions : tuple of ((m/s, ...), (N, ...))
        Force over speed of each locomotive: linear in between, the first force below the first speed,
        zero beyond the last speed.
    brake : BrakeModel
        Nominal brakes.
    cap_mps : float
    cap_reason : str
    most_mps2 : float
        Force is held back where the acceleration would exceed it (comfort); ``inf`` for none.
    blocks : tuple of (float, float)
        Length and mass of parts of the train from head to tail, where mass is not spread evenly; each part
        is even in itself. Empty: one part.
    collectors_m : tuple of float
        Distances of the current collectors in use behind the head; empty where none is needed (diesel).
    axle_load_kg : float
        The heaviest axle.
    """

    id: str
    mass_kg: float
    dynamic_mass_kg: float
    length_m: float
    resistance: tuple[float, float, float]
    tractions: tuple[tuple[tuple[float, ...], tuple[float, ...]], ...]
    brake: BrakeModel
    cap_mps: float = float("inf")
    cap_reason: str = ""
    most_mps2: float = float("inf")
    blocks: tuple[tuple[float, float], ...] = ()
    collectors_m: tuple[float, ...] = ()
    axle_load_kg: float = 0.0


def train_of(formation: Formation, supplies: Collection[str] = ()) -> Train:
    """The train that a formation makes, with brakes by its percentage (SUBSET-026 A.3.7).

    Parameters
    ----------
    formation : Formation
    supplies : collection of str
        Power supplies of the way. Only locomotives that work under each of them pull; empty: all pull.

    Raises
    ------
    InputError
        E0105 if its brakes lie outside the range of the conversion model.
    """
    return Train(
        id=formation.id,
        mass_kg=formation.mass_kg,
        dynamic_mass_kg=formation.dynamic_mass_kg,
        length_m=formation.length_m,
        resistance=formation.resistance,
        tractions=tuple(
            (traction.speed_mps, traction.force_newton)
            for traction in formation.tractions
            if traction.power == "diesel" or all(supply == traction.power for supply in supplies)
        ),
        brake=brake_of_percentage(formation.brake_percentage, formation.brake_position, formation.length_m),
        cap_mps=formation.cap.speed_mps,
        cap_reason=formation.cap.reason,
    )


def force_table(
    tractions: Sequence[tuple[tuple[float, ...], tuple[float, ...]]],
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Sum of the locomotives' forces as segments: where each begins, its force there, its slope.

    The last segment has no force.
    """
    knots = np.unique([0.0, *(speed for speeds, _ in tractions for speed in speeds)])
    begin, slope = np.zeros(len(knots)), np.zeros(len(knots))
    for speeds, forces in tractions:
        inside = knots[:-1] < speeds[-1]
        at = np.interp(knots, speeds, forces)
        begin[:-1] += np.where(inside, at[:-1], 0.0)
        slope[:-1] += np.where(inside, np.diff(at) / np.diff(knots), 0.0)
    if len(knots) == 1:
        return np.array([0.0, 1.0]), np.zeros(2), np.zeros(2)
    return knots, begin, slope
