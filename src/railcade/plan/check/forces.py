"""What acts on a train, by formulas of the check's own."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator

import numpy as np

from railcade.fleet import DIESEL, Formation, Traction
from railcade.network.steps import FloatArray
from railcade.rules import BrakeFactors
from railcade.units import KMH_PER_MPS, STANDARD_GRAVITY_MPS2

BAND_ENDS_KMH = (100.0, 120.0, 150.0, 180.0)
BAND_TERMS = (
    (0.0663, 4.72e-3, 6.1e-5, -6.3e-7),
    (0.13, 5.14e-3, -4.54e-6, 2.73e-7),
    (0.0479, 5.81e-3, -6.76e-6, 5.58e-8),
    (0.048, 5.52e-3, -3.85e-6, 3e-8),
    (0.0559, 5.06e-3, 1.66e-6, 3.23e-9),
)
"""Cubic terms in the brake percentage of the deceleration in each speed band (SUBSET-026 A.3.7)."""
SPEED_TOLERANCE_MPS = 1e-6
GRIP_STEP_MPS, GRIP_STEPS = 0.5, 240
"""In which bands slippery rails bound the guaranteed brakes (docs/occupation.md, 6)."""


def resistance_newton(formation: Formation, speed_mps: FloatArray) -> FloatArray:
    """Davis resistance without its term of v², the sum over the vehicles, N."""
    constant = math.fsum(vehicle.resistance_newton for vehicle in formation.vehicles)
    linear = math.fsum(vehicle.resistance_newton_per_mps for vehicle in formation.vehicles)
    return constant + linear * speed_mps


def air_newton(formation: Formation, speed_mps: FloatArray) -> FloatArray:
    """The term of v² of the Davis resistance in the open, the sum over the vehicles, N."""
    square = math.fsum(vehicle.resistance_newton_per_mps2 for vehicle in formation.vehicles)
    return square * speed_mps * speed_mps


def dynamic_mass_kg(formation: Formation) -> float:
    """Mass with rotating parts, kg."""
    return math.fsum(vehicle.mass_kg * vehicle.rotating_factor for vehicle in formation.vehicles)


def fits(supply: str, power: str) -> bool:
    """Whether traction of kind `power` works under the supply of a section; diesel works everywhere."""
    return power in (DIESEL, supply)


def in_use(pull: Traction, supplies: Collection[str]) -> bool:
    """Whether traction pulls on a leg: only what works under each of its supplies does."""
    return all(fits(supply, pull.power) for supply in supplies)


def most_newton(
    formation: Formation,
    supplies: Collection[str],
    speed_mps: FloatArray,
    adhesion_share: FloatArray,
    *,
    diesel_alone: bool = False,
) -> FloatArray:
    """Largest tractive force on a leg: of each locomotive in use the least of three, summed, N.

    Its table; its power at the wheel over v, less the hotel load if it is a diesel and the first that feeds
    the train; and what adhesion passes on to its driven axles. `adhesion_share`: over that of good rails.
    `diesel_alone`: of what needs no wire.
    """
    total = np.zeros(len(speed_mps))
    to_feed_watt = math.fsum(vehicle.hotel_watt for vehicle in formation.vehicles)
    for vehicle in formation.vehicles:
        pull = vehicle.traction
        if pull is None or not in_use(pull, supplies):
            continue
        power_watt = pull.power_watt
        if pull.head_end:
            power_watt = max(0.0, power_watt - to_feed_watt) if pull.power == DIESEL else power_watt
            to_feed_watt = 0.0
        if diesel_alone and pull.power != DIESEL:
            continue
        most = np.interp(speed_mps, pull.speed_mps, pull.force_newton, right=0.0)
        if power_watt < math.inf:
            most = np.where(most * speed_mps > power_watt, power_watt / np.maximum(speed_mps, 1e-9), most)
        if pull.adhesive_mass_kg > 0.0:
            most = np.minimum(most, adhesion_share * grip_mps2(speed_mps) * pull.adhesive_mass_kg)
        total += most
    return total


def grip_mps2(speed_mps: FloatArray) -> FloatArray:
    """Force that good rails pass on, over mass: g (0.161 + 7.5 / (V + 44)), V in km/h.

    Source: Curtius and Kniffler 1943.
    """
    return STANDARD_GRAVITY_MPS2 * (0.161 + 7.5 / (44.0 + KMH_PER_MPS * speed_mps))


def brake_percentage(formation: Formation) -> float:
    """Braked mass over mass, percent."""
    braked_kg = math.fsum(vehicle.braked_mass_kg for vehicle in formation.vehicles)
    return 100.0 * braked_kg / math.fsum(vehicle.mass_kg for vehicle in formation.vehicles)


def deceleration_bands(percentage: float) -> tuple[FloatArray, FloatArray]:
    """Speeds at which the deceleration changes, m/s, and its value up to each of them and beyond, m/s².

    ETCS conversion model, SUBSET-026 A.3.7: below 16.85 · percentage^0.428 km/h a basic value, above it
    a cubic in the percentage for each band up to 100, 120, 150, 180 km/h and beyond.
    """
    basic_kmh = 16.85 * percentage**0.428
    ends, values = [basic_kmh], [0.0075 * percentage + 0.076]
    for upper_kmh, terms in zip((*BAND_ENDS_KMH, math.inf), BAND_TERMS, strict=True):
        if upper_kmh > basic_kmh:
            ends.append(upper_kmh)
            values.append(sum(term * percentage**power for power, term in enumerate(terms)))
    return np.array(ends[:-1]) / KMH_PER_MPS, np.array(values)


def slowing_bands(formation: Formation) -> tuple[FloatArray, FloatArray]:
    """As `deceleration_bands`: what the formation gives, else the model for its brake percentage."""
    given = formation.deceleration
    if given is None:
        return deceleration_bands(brake_percentage(formation))
    return np.array(given.speed_mps[1:]), np.array(given.deceleration_mps2)


def nominal_deceleration_mps2(formation: Formation, speed_mps: FloatArray) -> FloatArray:
    """Deceleration of its brakes; at a change of band the larger of both sides, m/s²."""
    ends_mps, values = slowing_bands(formation)
    below = values[np.searchsorted(ends_mps, speed_mps - SPEED_TOLERANCE_MPS, side="left")]
    above = values[np.searchsorted(ends_mps, speed_mps + SPEED_TOLERANCE_MPS, side="left")]
    return np.asarray(np.maximum(below, above))


def build_up_s(position: str, length_m: float) -> float:
    """Time until the emergency brake acts fully, s (SUBSET-026 A.3.8; L in hundreds of metres).

    P up to 900 m: 2.3 + 0.17 L², at least as for 400 m; P beyond: −0.4 + 1.6 L + 0.03 L².
    G up to 900 m: 12 + 0.05 L²; G beyond: −0.4 + 1.6 L + 0.03 L².
    """
    hundreds = length_m / 100.0
    if length_m > 900.0:
        return -0.4 + 1.6 * hundreds + 0.03 * hundreds * hundreds
    if position == "G":
        return 12.0 + 0.05 * hundreds * hundreds
    hundreds = max(hundreds, 4.0)
    return 2.3 + 0.17 * hundreds * hundreds


def service_build_up_s(position: str, length_m: float) -> float:
    """Time until the service brake acts fully towards a stand, s (SUBSET-026 A.3.8 and A.3.9).

    P up to 900 m: 3 + 1.5 L + 0.1 L²; G up to 900 m: 3 + 2.77 L, at least as for 400 m; beyond 900 m:
    10.5 + 0.32 L + 0.18 L²; L in hundreds of metres.
    """
    hundreds = length_m / 100.0
    if length_m > 900.0:
        return 10.5 + 0.32 * hundreds + 0.18 * hundreds * hundreds
    if position == "G":
        return 3.0 + 2.77 * max(hundreds, 4.0)
    return 3.0 + 1.5 * hundreds + 0.1 * hundreds * hundreds


def guaranteed_bands(
    formation: Formation, factors: BrakeFactors, adhesion_share: float
) -> Iterator[tuple[float, float]]:
    """Up to which speed, m/s, guaranteed brakes slow by how much on the level, m/s²; the last is infinite.

    Where rails are slippery the speeds are also all multiples of 0.5 m/s up to 120 m/s, and up to each of
    them the brakes slow by no more than what the rails pass on at it.
    """
    ends_mps, values = slowing_bands(formation)
    tops_mps = ends_mps
    if adhesion_share < 1.0:
        tops_mps = np.unique(np.concatenate((ends_mps, GRIP_STEP_MPS * np.arange(1, GRIP_STEPS + 1))))
    tops_mps = np.append(tops_mps, np.inf)
    slows_mps2 = values[np.searchsorted(ends_mps, tops_mps)] * factors.speed_factor * factors.rolling_factor
    if adhesion_share < 1.0:
        slows_mps2 = np.minimum(slows_mps2, adhesion_share * grip_mps2(tops_mps))
    yield from zip(tops_mps.tolist(), slows_mps2.tolist(), strict=True)


def safe_distance_m(
    formation: Formation,
    speed_mps: float,
    fall_grade: float,
    factors: BrakeFactors,
    adhesion_share: float = 1.0,
) -> float:
    """Stopping distance on guaranteed brakes, resistance left out, m; infinite where the fall wins.

    `fall_grade` is at most 0. While the brake builds up, none acts and the fall accelerates the train; then
    the deceleration of each band, less the fall: v² = 2 a x piece by piece. `adhesion_share`: over that of
    good rails.
    """
    length_m = math.fsum(vehicle.length_m for vehicle in formation.vehicles)
    pull_mps2 = -STANDARD_GRAVITY_MPS2 * fall_grade
    given = formation.deceleration
    full_s = build_up_s(formation.brake_position, length_m) if given is None else given.build_up_s
    idle_s = full_s * factors.time_factor
    distance_m = speed_mps * idle_s + 0.5 * pull_mps2 * idle_s * idle_s
    rest_mps = speed_mps + pull_mps2 * idle_s
    lower_mps = 0.0
    for upper_mps, slows_mps2 in guaranteed_bands(formation, factors, adhesion_share):
        top_mps = min(rest_mps, upper_mps)
        if top_mps <= lower_mps:
            break
        if slows_mps2 <= pull_mps2:
            return math.inf
        distance_m += (top_mps * top_mps - lower_mps * lower_mps) / (2.0 * (slows_mps2 - pull_mps2))
        lower_mps = upper_mps
    return distance_m
