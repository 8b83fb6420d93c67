"""Every value of formations that was estimated or assumed, one entry each."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator

from railcade.basis import Assumption
from railcade.fleet.model import Formation, Traction, Vehicle
from railcade.units import kmh_from_mps


def unsure_of(formations: Collection[Formation]) -> tuple[Assumption, ...]:
    """List what is not surveyed or published: formations first, then each of their vehicles once."""
    vehicles = {vehicle.id: vehicle for formation in formations for vehicle in formation.vehicles}
    of_formations = (item for formation in formations for item in _of_formation(formation))
    return (*of_formations, *(item for vehicle in vehicles.values() for item in _of_vehicle(vehicle)))


def _of_formation(formation: Formation) -> Iterator[Assumption]:
    if formation.basis.unsure:
        mass_t = formation.mass_kg / 1000.0
        text = f"{len(formation.vehicles)} vehicles, {formation.length_m:.0f} m, {mass_t:.0f} t"
        yield Assumption("formation", formation.id, text, formation.basis, formation.source)
    slows = formation.deceleration
    if slows is not None and slows.basis.unsure:
        least, most = min(slows.deceleration_mps2), max(slows.deceleration_mps2)
        text = f"{least:.2f} to {most:.2f} m/s², build-up {slows.build_up_s:.1f} s"
        yield Assumption("deceleration", formation.id, text, slows.basis, slows.source)
    for cap in formation.caps:
        if cap.basis.unsure:
            text = f"{kmh_from_mps(cap.speed_mps):.1f} km/h: {cap.reason}"
            yield Assumption("speed cap", formation.id, text, cap.basis, formation.source)


def _of_vehicle(vehicle: Vehicle) -> Iterator[Assumption]:
    if vehicle.basis.unsure:
        mass_t, braked_t = vehicle.mass_kg / 1000.0, vehicle.braked_mass_kg / 1000.0
        text = f"{mass_t:.1f} t, {vehicle.length_m:.1f} m, braked {braked_t:.1f} t"
        if vehicle.hotel_watt > 0.0:
            text += f", hotel load {vehicle.hotel_watt / 1000.0:.1f} kW"
        text += "".join(f", {part}" for part in _acceptance(vehicle))
        yield Assumption("vehicle", vehicle.id, text, vehicle.basis, vehicle.source)
    traction = vehicle.traction
    if traction is not None and traction.basis.unsure:
        yield Assumption("traction", vehicle.id, _pull(traction), traction.basis, traction.source)
    for cap in vehicle.caps:
        if cap.basis.unsure:
            text = f"{kmh_from_mps(cap.speed_mps):.1f} km/h: {cap.reason}"
            yield Assumption("speed cap", vehicle.id, text, cap.basis, vehicle.source)


def _acceptance(vehicle: Vehicle) -> Iterator[str]:
    """What of a vehicle decides where it is accepted."""
    if vehicle.gauge_envelope:
        yield f"envelope {vehicle.gauge_envelope}"
    if vehicle.min_curve_radius_m is not None:
        yield f"curves from {vehicle.min_curve_radius_m:.0f} m"
    if vehicle.coupler:
        yield f"coupler {vehicle.coupler}"
    if vehicle.coupler_strength_newton is not None:
        yield f"couplers bear {vehicle.coupler_strength_newton / 1000.0:.0f} kN"
    if vehicle.fuel_range_m is not None:
        yield f"fuel for {vehicle.fuel_range_m / 1000.0:.0f} km"


def _pull(traction: Traction) -> str:
    text = f"{traction.class_name}, {traction.power}, {max(traction.force_newton) / 1000:.0f} kN"
    if traction.power_watt < math.inf:
        text += f", {traction.power_watt / 1000:.0f} kW"
    if traction.adhesive_mass_kg > 0.0:
        text += f", {traction.adhesive_mass_kg / 1000:.1f} t on driven axles"
    if traction.head_end:
        text += ", feeds the hotel load"
    if traction.regeneration_share > 0.0:
        text += f", gives {100 * traction.regeneration_share:.0f} % back"
    return text
