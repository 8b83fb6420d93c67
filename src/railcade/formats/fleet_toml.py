"""`fleet.toml`: vehicles, tractions and formations."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

from railcade.errors import raise_if_any
from railcade.fleet import Deceleration, Fleet, Formation, SpeedCap, Traction, Vehicle
from railcade.formats.fleet_faults import counted, faults_of
from railcade.formats.fleet_tables import (
    CapTable,
    DecelerationTable,
    FleetFile,
    FormationTable,
    TractionTable,
    VehicleTable,
)
from railcade.formats.reading import read_toml, typed
from railcade.units import mps_from_kmh


def read_fleet(path: Path) -> Fleet:
    """Read a fleet file.

    Raises
    ------
    InputError
        Every problem of the file: E0101-E0106 and E0203 for names that it does not define.
    """
    toml = read_toml(path)
    file = typed(FleetFile, toml)
    raise_if_any(faults_of(file, toml))
    tractions = {name: traction(table) for name, table in file.tractions.items()}
    vehicles = {name: _vehicle(name, table, tractions) for name, table in file.vehicles.items()}
    formations = {name: _formation(name, table, vehicles) for name, table in file.formations.items()}
    return Fleet(file.name, vehicles, formations)


def speed_caps(tables: Sequence[CapTable]) -> tuple[SpeedCap, ...]:
    """Speed caps of their tables."""
    return tuple(SpeedCap(mps_from_kmh(table.speed_kmh), table.reason, table.basis) for table in tables)


def traction(table: TractionTable) -> Traction:
    """What a locomotive pulls, of its table."""
    return Traction(
        class_name=table.class_name,
        power=table.power,
        speed_mps=tuple(mps_from_kmh(speed_kmh) for speed_kmh in table.speed_kmh),
        force_newton=tuple(1000.0 * force_kn for force_kn in table.force_kn),
        basis=table.basis,
        source=table.source,
        power_watt=math.inf if table.power_kw is None else 1000.0 * table.power_kw,
        adhesive_mass_kg=1000.0 * (table.adhesive_mass_t or 0.0),
        head_end=table.head_end,
        regeneration_share=table.regeneration_share,
    )


def _vehicle(name: str, table: VehicleTable, tractions: dict[str, Traction]) -> Vehicle:
    return Vehicle(
        id=name,
        kind=table.kind,
        length_m=table.length_m,
        mass_kg=1000.0 * table.mass_t,
        braked_mass_kg=1000.0 * table.braked_mass_t,
        axles=table.axles,
        max_axle_load_kg=1000.0 * table.max_axle_load_t,
        rotating_factor=table.rotating_factor,
        resistance_newton=table.resistance_newton,
        resistance_newton_per_mps=table.resistance_newton_per_mps,
        resistance_newton_per_mps2=table.resistance_newton_per_mps2,
        armoured=table.armoured,
        caps=speed_caps(table.caps),
        traction=tractions[table.traction] if table.traction else None,
        basis=table.basis,
        source=table.source,
        hotel_watt=1000.0 * table.hotel_kw,
        supply_watt=1000.0 * table.supply_kw,
        seats=table.seats,
        berths=table.berths,
        cars=table.cars,
        gauge_envelope=table.gauge_envelope,
        min_curve_radius_m=table.min_curve_radius_m,
        coupler=table.coupler,
        coupler_strength_newton=thousandfold(table.coupler_strength_kn),
        fuel_range_m=thousandfold(table.fuel_range_km),
    )


def _deceleration(table: DecelerationTable) -> Deceleration:
    return Deceleration(
        speed_mps=tuple(mps_from_kmh(speed_kmh) for speed_kmh in table.speed_kmh),
        deceleration_mps2=tuple(table.deceleration_mps2),
        build_up_s=table.build_up_s,
        basis=table.basis,
        source=table.source,
    )


def _formation(name: str, table: FormationTable, vehicles: dict[str, Vehicle]) -> Formation:
    members: list[Vehicle] = []
    for count, vehicle in map(counted, table.vehicles):
        members.extend([vehicles[vehicle]] * count)
    return Formation(
        id=name,
        vehicles=tuple(members),
        gauge_mm=table.gauge_mm,
        brake_position=table.brake_position,
        caps=speed_caps(table.caps),
        basis=table.basis,
        source=table.source,
        deceleration=None if table.deceleration is None else _deceleration(table.deceleration),
    )


def thousandfold(value: float | None) -> float | None:
    """A value in kN or km in N or m; None stays None."""
    return None if value is None else 1000.0 * value
