"""What the brakes do: the conversion model of ETCS, and deceleration by speed.

Source: ERA, UNISIG, SUBSET-026 version 3.6.0 chapter 3, clauses A.3.7 (deceleration from brake
percentage), A.3.8 (brake build-up time), A.3.9 (their constants); valid for brake percentages of 30 to
250, speeds to 200 km/h, lengths to 900 m in P (1500 m with freight constants) and 1500 m in G.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

from railcade.errors import InputError, Problem
from railcade.fleet import Deceleration, Formation
from railcade.units import mps_from_kmh

CUBIC = (
    (0.0663, 4.72e-3, 6.1e-5, -6.3e-7),
    (0.13, 5.14e-3, -4.54e-6, 2.73e-7),
    (0.0479, 5.81e-3, -6.76e-6, 5.58e-8),
    (0.048, 5.52e-3, -3.85e-6, 3e-8),
    (0.0559, 5.06e-3, 1.66e-6, 3.23e-9),
)
"""A.3.7.6: deceleration = a0 + a1 λ + a2 λ² + a3 λ³ in m/s², for the bands that end at `BAND_KMH`."""

BAND_KMH = (100.0, 120.0, 150.0, 180.0, math.inf)
PERCENTAGE_RANGE = (30.0, 250.0)
SERVICE_PERCENTAGE_CAP = 135.0
PASSENGER_LENGTH_M = 900.0
LONGEST_M = 1500.0
LIMIT_BUILD_UP = {"P": 1.2, "G": 1.16}
"""A.3.9: build-up time towards a limit above zero over that towards a stand."""


@dataclass(frozen=True, slots=True)
class BrakeModel:
    """Deceleration by bands of speed, and build-up.

    Parameters
    ----------
    speed_mps, deceleration_mps2 : tuple of float
        On level track, resistance included, the deceleration is `deceleration_mps2[i]` above
        `speed_mps[i]`, up to and including the next speed; the first speed is 0.
    build_up_stop_s, build_up_limit_s : float
        Equivalent time without brake force from the command, towards a stand and towards a limit.
    on_any_grade : bool
        Whether the brake makes up for the grade, so that the deceleration holds on any.
    linear_s : float
        Over how long the force grows, linearly, around the equivalent time; 0: at once. Stopping distances
        count it; a run takes the equivalent time, and is no shorter for that.
    """

    speed_mps: tuple[float, ...]
    deceleration_mps2: tuple[float, ...]
    build_up_stop_s: float = 0.0
    build_up_limit_s: float = 0.0
    on_any_grade: bool = False
    linear_s: float = 0.0


def brake_with_delay(
    speed_mps: tuple[float, ...], deceleration_mps2: tuple[float, ...], delay_s: float, linear_s: float
) -> BrakeModel:
    """A brake that does nothing for `delay_s`, then grows linearly over `linear_s` to full force.

    The equivalent time is ``delay + linear / 2``: at full force the speed is then the same.

    Raises
    ------
    ValueError
        For a negative time.
    """
    if delay_s < 0.0 or linear_s < 0.0:
        raise ValueError(f"a brake does not act before its command: {delay_s} s, {linear_s} s")
    time_s = delay_s + 0.5 * linear_s
    return BrakeModel(speed_mps, deceleration_mps2, time_s, time_s, linear_s=linear_s)


def deceleration_bands(brake_percentage: float) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Speeds from which each deceleration holds, m/s, and the decelerations, m/s² (A.3.7).

    Below V_lim = 16.85 λ^0.428 km/h it is 0.0075 λ + 0.076.

    Raises
    ------
    InputError
        E0105 for a percentage outside the model's range.
    """
    check_range(brake_percentage)
    lam = brake_percentage
    speeds, values = [0.0], [0.0075 * lam + 0.076]
    lowest_kmh = 16.85 * lam**0.428
    for (a0, a1, a2, a3), band_kmh in zip(CUBIC, BAND_KMH, strict=True):
        if band_kmh > lowest_kmh:
            speeds.append(mps_from_kmh(lowest_kmh))
            values.append(a0 + lam * (a1 + lam * (a2 + lam * a3)))
            lowest_kmh = band_kmh
    return tuple(speeds), tuple(values)


def emergency_build_up_s(brake_position: str, length_m: float) -> float:
    """Build-up time of the full (emergency) brake to a stand, s (A.3.8, A.3.9)."""
    hundreds = length_m / 100.0
    if length_m > PASSENGER_LENGTH_M:
        return -0.4 + 1.6 * hundreds + 0.03 * hundreds**2
    if brake_position == "G":
        return 12.0 + 0.05 * hundreds**2
    return 2.3 + 0.17 * max(4.0, hundreds) ** 2


def service_build_up_s(brake_position: str, length_m: float) -> float:
    """Build-up time of the service brake to a stand, s (A.3.8, A.3.9); above 900 m as freight trains."""
    hundreds = length_m / 100.0
    if length_m > PASSENGER_LENGTH_M:
        return 10.5 + 0.32 * hundreds + 0.18 * hundreds**2
    if brake_position == "G":
        return 3.0 + 2.77 * max(4.0, hundreds)
    return 3.0 + 1.5 * hundreds + 0.1 * hundreds**2


def brake_of_percentage(brake_percentage: float, brake_position: str, length_m: float) -> BrakeModel:
    """Nominal service brake of a train: full deceleration with the percentage capped at 135 (A.3.7.3).

    Raises
    ------
    InputError
        E0105 outside the model's range.
    """
    check_range(brake_percentage, brake_position, length_m)
    speeds, values = deceleration_bands(min(brake_percentage, SERVICE_PERCENTAGE_CAP))
    time_s = service_build_up_s(brake_position, length_m)
    return BrakeModel(speeds, values, time_s, time_s * LIMIT_BUILD_UP[brake_position])


def full_brake_of_percentage(brake_percentage: float, brake_position: str, length_m: float) -> BrakeModel:
    """Nominal full (emergency) brake of a train (A.3.7, A.3.8).

    Raises
    ------
    InputError
        E0105 outside the model's range.
    """
    check_range(brake_percentage, brake_position, length_m)
    time_s = emergency_build_up_s(brake_position, length_m)
    return BrakeModel(*deceleration_bands(brake_percentage), time_s, time_s * LIMIT_BUILD_UP[brake_position])


def service_brake(formation: Formation) -> BrakeModel:
    """Nominal service brake of a formation, by its deceleration where given, else by its percentage.

    Raises
    ------
    InputError
        E0105 outside the range of the conversion model.
    """
    if formation.deceleration is not None:
        return _given(formation.deceleration)
    return brake_of_percentage(formation.brake_percentage, formation.brake_position, formation.length_m)


def full_brake(formation: Formation) -> BrakeModel:
    """Nominal full brake of a formation, by its deceleration where given, else by its percentage.

    Raises
    ------
    InputError
        E0105 outside the range of the conversion model.
    """
    if formation.deceleration is not None:
        return _given(formation.deceleration)
    return full_brake_of_percentage(
        formation.brake_percentage, formation.brake_position, formation.length_m
    )


def _given(table: Deceleration) -> BrakeModel:
    return BrakeModel(table.speed_mps, table.deceleration_mps2, table.build_up_s, table.build_up_s)


def brake_faults(brake: BrakeModel) -> list[str]:
    """What of a brake cannot be, in words."""
    speeds, slows = brake.speed_mps, brake.deceleration_mps2
    found = []
    if len(speeds) != len(slows) or not speeds or speeds[0] != 0.0:
        found.append("the brake needs one deceleration for each speed, the first speed 0")
    if not all(low < high < math.inf for low, high in pairwise(speeds)):
        found.append(f"the speeds of the brake do not rise: {', '.join(map(str, speeds))} m/s")
    if not all(0.0 <= value < math.inf for value in slows):
        given = ", ".join(map(str, slows))
        found.append(f"a deceleration of the brake is below 0 or not finite: {given} m/s²")
    times_s = brake.build_up_stop_s, brake.build_up_limit_s, brake.linear_s
    if not all(0.0 <= time_s < math.inf for time_s in times_s):
        found.append(f"a build-up time is below 0 or not finite: {', '.join(map(str, times_s))} s")
    return found


def check_range(brake_percentage: float, brake_position: str = "P", length_m: float = 0.0) -> None:
    """Raise E0105 with all that lies outside the range of the conversion model."""
    problems = []
    low, high = PERCENTAGE_RANGE
    if not low <= brake_percentage <= high:
        problems.append(f"brake percentage {brake_percentage:.1f} is outside {low:g} to {high:g}")
    if brake_position not in LIMIT_BUILD_UP:
        problems.append(f"brake position {brake_position!r} is neither P nor G")
    if not 0.0 <= length_m <= LONGEST_M:
        problems.append(f"length {length_m:.1f} m is outside 0 to {LONGEST_M:g} m")
    if problems:
        mend = "give a train within the range of the ETCS conversion model (SUBSET-026 A.3.7)"
        raise InputError([Problem("E0105", "brakes of the train", what, mend) for what in problems])
