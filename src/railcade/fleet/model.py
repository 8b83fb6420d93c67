"""Vehicle, traction, formation, fleet."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from railcade.basis import Basis

DIESEL = "diesel"
"""The power of a locomotive that needs no supply."""


@dataclass(frozen=True, slots=True)
class SpeedCap:
    """A top speed and the reason for it ("brake percentage 64", "class of the running gear")."""

    speed_mps: float
    reason: str
    basis: Basis


@dataclass(frozen=True, slots=True)
class Traction:
    """What a locomotive pulls.

    Parameters
    ----------
    class_name : str
    power : str
        The supply it needs: ``"3 kV DC"``, ``"25 kV AC"`` or ``"diesel"``.
    speed_mps, force_newton : tuple of float
        Largest force at the wheel over speed, linear in between, zero beyond the last speed. Starting
        force and top speed alone are a table of two speeds with the same force.
    basis : Basis
        Of all figures together, the weakest.
    source : str
    power_watt : float
        Largest power at the wheel; ``inf`` where the table holds it already.
    adhesive_mass_kg : float
        Mass on the driven axles, which bounds the force by adhesion; 0 where the table holds it already.
    head_end : bool
        Whether it feeds the hotel load of the train.
    regeneration_share : float
        Share of the braking energy at the wheel of this locomotive that goes back, 0 to 1.
    """

    class_name: str
    power: str
    speed_mps: tuple[float, ...]
    force_newton: tuple[float, ...]
    basis: Basis
    source: str
    power_watt: float = math.inf
    adhesive_mass_kg: float = 0.0
    head_end: bool = False
    regeneration_share: float = 0.0

    @property
    def electric(self) -> bool:
        """Whether it draws current from the line."""
        return self.power != DIESEL

    def works_under(self, supplies: Collection[str]) -> bool:
        """Whether it pulls under each of the supplies."""
        return not self.electric or all(supply == self.power for supply in supplies)


@dataclass(frozen=True, slots=True)
class Vehicle:
    """One vehicle as it runs (loaded).

    Parameters
    ----------
    id, kind : str
        `kind` is its role in the fleet: locomotive, saloon, escort, sleeping, ...
    length_m, mass_kg, braked_mass_kg : float
    axles : int
    max_axle_load_kg : float
        The heaviest axle, not the mean.
    rotating_factor : float
        Mass that must be accelerated over static mass, for example 1.06.
    resistance_newton, resistance_newton_per_mps, resistance_newton_per_mps2 : float
        Davis terms of this vehicle: R = a + b v + c v².
    armoured : bool
    caps : tuple of SpeedCap
    traction : Traction or None
    basis : Basis
        Of mass, length, brake mass and hotel load together, the weakest of them.
    source : str
    hotel_watt : float
        Light, heating, cooling and kitchens, in the mean; 0 where the vehicle feeds itself.
    supply_watt : float
        What it feeds the train with (a power van).
    seats, berths, cars : int
        Places to sit and to sleep; road cars that it carries.
    gauge_envelope : str
        Name of the gauge envelope that it keeps to ("GB", "1-T"); empty where it is not known.
    min_curve_radius_m : float or None
        The tightest curve that it may pass; None where it is not known.
    coupler : str
        Kind of coupler at both ends; empty where it is not known.
    coupler_strength_newton : float or None
        Pull that couplers and draw gear bear for a long time; None where it is not known.
    fuel_range_m : float or None
        How far a diesel goes on its fuel; None where it is not known or does not matter.
    """

    id: str
    kind: str
    length_m: float
    mass_kg: float
    braked_mass_kg: float
    axles: int
    max_axle_load_kg: float
    rotating_factor: float
    resistance_newton: float
    resistance_newton_per_mps: float
    resistance_newton_per_mps2: float
    armoured: bool
    caps: tuple[SpeedCap, ...]
    traction: Traction | None
    basis: Basis
    source: str
    hotel_watt: float = 0.0
    supply_watt: float = 0.0
    seats: int = 0
    berths: int = 0
    cars: int = 0
    gauge_envelope: str = ""
    min_curve_radius_m: float | None = None
    coupler: str = ""
    coupler_strength_newton: float | None = None
    fuel_range_m: float | None = None

    @property
    def load_kg_per_m(self) -> float:
        """Mass over length over couplers, kg/m (EN 15528: p)."""
        return self.mass_kg / self.length_m


@dataclass(frozen=True, slots=True)
class Deceleration:
    """Full braking of a train that is not told by its brake percentage (a gamma train of ETCS).

    Parameters
    ----------
    speed_mps, deceleration_mps2 : tuple of float
        On level track, resistance included: `deceleration_mps2[i]` above `speed_mps[i]`, up to and
        including the next speed; the first speed is 0.
    build_up_s : float
        Equivalent time without brake force from the command.
    basis : Basis
    source : str
    """

    speed_mps: tuple[float, ...]
    deceleration_mps2: tuple[float, ...]
    build_up_s: float
    basis: Basis
    source: str


@dataclass(frozen=True, eq=False)
class Formation:
    """Vehicles in order, head first.

    `brake_position` is ``"P"`` or ``"G"``; `gauge_mm` the gauge its bogies stand on;
    `caps` are caps of the whole train (its brake percentage, a rule), beside those of its vehicles;
    `deceleration`, where given, holds instead of the brake percentage.
    """

    id: str
    vehicles: tuple[Vehicle, ...]
    gauge_mm: int
    brake_position: str
    caps: tuple[SpeedCap, ...]
    basis: Basis
    source: str
    deceleration: Deceleration | None = None

    @cached_property
    def length_m(self) -> float:
        """Length over couplers, m."""
        return sum(vehicle.length_m for vehicle in self.vehicles)

    @cached_property
    def mass_kg(self) -> float:
        """Static mass, kg."""
        return sum(vehicle.mass_kg for vehicle in self.vehicles)

    @cached_property
    def dynamic_mass_kg(self) -> float:
        """Mass to be accelerated, rotating parts counted, kg."""
        return sum(vehicle.mass_kg * vehicle.rotating_factor for vehicle in self.vehicles)

    @cached_property
    def brake_percentage(self) -> float:
        """Braked mass over mass, percent (UIC 544-1), nominal."""
        return 100.0 * sum(vehicle.braked_mass_kg for vehicle in self.vehicles) / self.mass_kg

    @cached_property
    def max_axle_load_kg(self) -> float:
        """Heaviest axle, kg."""
        return max(vehicle.max_axle_load_kg for vehicle in self.vehicles)

    @cached_property
    def resistance(self) -> tuple[float, float, float]:
        """Davis terms of the train: N, N/(m/s), N/(m/s)²."""
        return (
            sum(vehicle.resistance_newton for vehicle in self.vehicles),
            sum(vehicle.resistance_newton_per_mps for vehicle in self.vehicles),
            sum(vehicle.resistance_newton_per_mps2 for vehicle in self.vehicles),
        )

    @cached_property
    def hotel_watt(self) -> float:
        """Hotel load of all vehicles, W."""
        return sum(vehicle.hotel_watt for vehicle in self.vehicles)

    @cached_property
    def carriages(self) -> tuple[Vehicle, ...]:
        """Vehicles that do not pull, head first: carriage 1 is the first of them."""
        return tuple(vehicle for vehicle in self.vehicles if vehicle.traction is None)

    @cached_property
    def supply_watt(self) -> float:
        """What its vehicles feed the train with, W."""
        return sum(vehicle.supply_watt for vehicle in self.vehicles)

    @cached_property
    def tractions(self) -> tuple[Traction, ...]:
        """Traction of each locomotive, head first."""
        return tuple(vehicle.traction for vehicle in self.vehicles if vehicle.traction is not None)

    @cached_property
    def all_caps(self) -> tuple[SpeedCap, ...]:
        """Caps of the train, then those of its vehicles, head first."""
        return (*self.caps, *(cap for vehicle in self.vehicles for cap in vehicle.caps))

    @cached_property
    def cap(self) -> SpeedCap:
        """The lowest speed cap and its reason; the first found wins a tie."""
        return min(self.all_caps, key=lambda cap: cap.speed_mps)


@dataclass(frozen=True, eq=False)
class Fleet:
    """Vehicles and formations by id."""

    name: str
    vehicles: Mapping[str, Vehicle]
    formations: Mapping[str, Formation]
