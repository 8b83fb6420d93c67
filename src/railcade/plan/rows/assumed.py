"""Every estimated or assumed value that a plan rests on, one entry each."""

from __future__ import annotations

import math
from collections.abc import Iterator

from railcade.basis import Assumption, Basis
from railcade.fleet import Formation, Traction, Vehicle
from railcade.network import unsure_values
from railcade.plan.joint.planner import Things
from railcade.plan.joint.settled import Settled
from railcade.units import kmh_from_mps


def assumptions(things: Things, settled: Settled) -> tuple[Assumption, ...]:
    """Network, formations as they run, and other traffic, in this order."""
    found = list(unsure_values(settled.path))
    used = {leg.formation.id: leg.formation for timeline in settled.timelines for leg in timeline.legs}
    for formation in used.values():
        found.extend(_of_formation(formation))
    vehicles = {vehicle.id: vehicle for formation in used.values() for vehicle in formation.vehicles}
    for vehicle in vehicles.values():
        found.extend(_of_vehicle(vehicle))
    for source in sorted({train.source for train in things.timetable.trains if train.synthetic}):
        count = sum(train.source == source for train in things.timetable.trains)
        found.append(Assumption("other traffic", "timetable", f"{count} trains a day", Basis.ASSUMED, source))
    return tuple(found)


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
        yield Assumption("vehicle", vehicle.id, text, vehicle.basis, vehicle.source)
    traction = vehicle.traction
    if traction is not None and traction.basis.unsure:
        yield Assumption("traction", vehicle.id, _pull(traction), traction.basis, traction.source)
    for cap in vehicle.caps:
        if cap.basis.unsure:
            text = f"{kmh_from_mps(cap.speed_mps):.1f} km/h: {cap.reason}"
            yield Assumption("speed cap", vehicle.id, text, cap.basis, vehicle.source)


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
