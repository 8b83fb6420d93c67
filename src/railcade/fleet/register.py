"""The register: every vehicle that can be called on, with what is known of it and how well."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from railcade.basis import Basis, weakest
from railcade.fleet.model import SpeedCap, Traction, Vehicle


class State(StrEnum):
    """Whether a vehicle can be called on today: only those in service are."""

    IN_SERVICE = "in service"
    REPAIR = "repair"
    RESERVED = "reserved"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class FactNote:
    """What one fact rests on: basis, confidence (high, medium, low), source."""

    basis: Basis
    confidence: str
    source: str


@dataclass(frozen=True, slots=True)
class RegisterVehicle:
    """One vehicle of the register.

    Parameters
    ----------
    id, type_name, role : str
        `role` is what it is for: locomotive, saloon, briefing, communications, sleeping, dining, escort,
        vehicle carrier, power van, staff, baggage, ...
    state : State
    home : str
        Where it stands, as people say it; empty if not told.
    gauges_mm : tuple of int
        Gauges that it can stand on, by change of bogies where there are several.
    mass_empty_kg, mass_loaded_kg : float
    armour : str
        What is armoured ("floor", "floor and sides"); empty if nothing is.
    length_m : float
    axles : int
    max_axle_load_kg : float
        The heaviest axle, loaded.
    braked_mass_kg : float
        Loaded, nominal.
    coupler : str
        Kind of coupler at both ends ("SA-3", "screw", ...).
    coupler_strength_newton : float
        Pull that its couplers and draw gear bear for a long time.
    seats, berths, briefing_seats, cars : int
        Places to sit, to sleep, at a briefing table; road cars that it carries.
    hotel_watt, supply_watt : float
        Mean load that the train must feed; what it feeds the train with.
    equipment : tuple of str
        What it carries ("satellite", "kitchen", "medical", ...).
    rotating_factor : float
    resistance_newton, resistance_newton_per_mps, resistance_newton_per_mps2 : float
        Davis terms: R = a + b v + c v².
    caps : tuple of SpeedCap
    traction : Traction or None
    note : FactNote
        What all facts rest on but those of `notes`.
    notes : mapping of key of the file to FactNote
        Facts that are better or worse known than the rest.
    """

    id: str
    type_name: str
    role: str
    state: State
    home: str
    gauges_mm: tuple[int, ...]
    mass_empty_kg: float
    mass_loaded_kg: float
    armour: str
    length_m: float
    axles: int
    max_axle_load_kg: float
    braked_mass_kg: float
    coupler: str
    coupler_strength_newton: float
    seats: int
    berths: int
    briefing_seats: int
    cars: int
    hotel_watt: float
    supply_watt: float
    equipment: tuple[str, ...]
    rotating_factor: float
    resistance_newton: float
    resistance_newton_per_mps: float
    resistance_newton_per_mps2: float
    caps: tuple[SpeedCap, ...]
    traction: Traction | None
    note: FactNote
    notes: Mapping[str, FactNote]

    @property
    def mass_per_metre_kg(self) -> float:
        """Loaded mass over length over couplers, kg (EN 15528 calls it p)."""
        return self.mass_loaded_kg / self.length_m

    def as_vehicle(self) -> Vehicle:
        """The vehicle as it runs, loaded; its basis is the weakest of all its facts."""
        notes = [self.note, *self.notes.values()]
        basis = weakest([note.basis for note in notes])
        return Vehicle(
            id=self.id,
            kind=self.role,
            length_m=self.length_m,
            mass_kg=self.mass_loaded_kg,
            braked_mass_kg=self.braked_mass_kg,
            axles=self.axles,
            max_axle_load_kg=self.max_axle_load_kg,
            rotating_factor=self.rotating_factor,
            resistance_newton=self.resistance_newton,
            resistance_newton_per_mps=self.resistance_newton_per_mps,
            resistance_newton_per_mps2=self.resistance_newton_per_mps2,
            armoured=bool(self.armour),
            caps=self.caps,
            traction=self.traction,
            basis=basis,
            source=next(note.source for note in notes if note.basis is basis),
            hotel_watt=self.hotel_watt,
            supply_watt=self.supply_watt,
            seats=self.seats,
            berths=self.berths,
            cars=self.cars,
            coupler=self.coupler,
            coupler_strength_newton=self.coupler_strength_newton,
        )


@dataclass(frozen=True, eq=False)
class Register:
    """Vehicles by id, and the tractions that its locomotives name."""

    name: str
    vehicles: Mapping[str, RegisterVehicle]
    tractions: Mapping[str, Traction]

    @cached_property
    def in_service(self) -> tuple[RegisterVehicle, ...]:
        """Vehicles that can be called on, by id."""
        found = [vehicle for vehicle in self.vehicles.values() if vehicle.state is State.IN_SERVICE]
        return tuple(sorted(found, key=lambda vehicle: vehicle.id))
