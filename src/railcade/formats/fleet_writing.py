"""`fleet.toml` written: vehicles, tractions and formations that were composed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from railcade.fleet import Formation, SpeedCap, Traction, Vehicle
from railcade.units import kmh_from_mps


def write_fleet(path: Path, name: str, formations: Sequence[Formation]) -> None:
    """Write a fleet that `read_fleet` reads; the same formations give the same bytes."""
    import tomli_w

    vehicles = {each.id: each for formation in formations for each in formation.vehicles}
    tractions = {each.traction for each in vehicles.values() if each.traction is not None}
    ordered = sorted(tractions, key=lambda each: (each.class_name, each.force_newton))
    names = {traction: f"traction_{i + 1}" for i, traction in enumerate(ordered)}
    document: dict[str, Any] = {
        "name": name,
        "tractions": {names[each]: _traction(each) for each in ordered},
        "vehicles": {key: _vehicle(each, names) for key, each in sorted(vehicles.items())},
        "formations": {each.id: _formation(each) for each in formations},
    }
    path.write_text(tomli_w.dumps(document, multiline_strings=False), encoding="utf-8", newline="\n")


def _traction(traction: Traction) -> dict[str, Any]:
    found: dict[str, Any] = {
        "class": traction.class_name,
        "power": traction.power,
        "speed_kmh": [_plain(kmh_from_mps(speed_mps)) for speed_mps in traction.speed_mps],
        "force_kn": [_plain(force_newton / 1000.0) for force_newton in traction.force_newton],
        "basis": str(traction.basis),
        "source": traction.source,
        "head_end": traction.head_end,
        "regeneration_share": traction.regeneration_share,
    }
    if math.isfinite(traction.power_watt):
        found["power_kw"] = _plain(traction.power_watt / 1000.0)
    if traction.adhesive_mass_kg:
        found["adhesive_mass_t"] = _plain(traction.adhesive_mass_kg / 1000.0)
    return found


def _vehicle(vehicle: Vehicle, names: dict[Traction, str]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "kind": vehicle.kind,
        "length_m": vehicle.length_m,
        "mass_t": _plain(vehicle.mass_kg / 1000.0),
        "braked_mass_t": _plain(vehicle.braked_mass_kg / 1000.0),
        "axles": vehicle.axles,
        "max_axle_load_t": _plain(vehicle.max_axle_load_kg / 1000.0),
        "rotating_factor": vehicle.rotating_factor,
        "resistance_newton": vehicle.resistance_newton,
        "resistance_newton_per_mps": vehicle.resistance_newton_per_mps,
        "resistance_newton_per_mps2": vehicle.resistance_newton_per_mps2,
        "armoured": vehicle.armoured,
        "hotel_kw": _plain(vehicle.hotel_watt / 1000.0),
        "supply_kw": _plain(vehicle.supply_watt / 1000.0),
        "seats": vehicle.seats,
        "berths": vehicle.berths,
        "cars": vehicle.cars,
        "basis": str(vehicle.basis),
        "source": vehicle.source,
    }
    if vehicle.caps:
        found["caps"] = _caps(vehicle.caps)
    if vehicle.traction is not None:
        found["traction"] = names[vehicle.traction]
    return {**found, **_known(vehicle)}


def _known(vehicle: Vehicle) -> dict[str, Any]:
    """Facts that may be unknown; what is unknown is left out."""
    facts: dict[str, str | float | None] = {
        "gauge_envelope": vehicle.gauge_envelope or None,
        "min_curve_radius_m": vehicle.min_curve_radius_m,
        "coupler": vehicle.coupler or None,
        "coupler_strength_kn": _thousandth(vehicle.coupler_strength_newton),
        "fuel_range_km": _thousandth(vehicle.fuel_range_m),
    }
    return {key: value for key, value in facts.items() if value is not None}


def _thousandth(value: float | None) -> float | None:
    return None if value is None else _plain(value / 1000.0)


def _formation(formation: Formation) -> dict[str, Any]:
    return {
        "vehicles": [each.id for each in formation.vehicles],
        "gauge_mm": formation.gauge_mm,
        "brake_position": formation.brake_position,
        "caps": _caps(formation.caps),
        "basis": str(formation.basis),
        "source": formation.source,
    }


def _caps(caps: Sequence[SpeedCap]) -> list[dict[str, Any]]:
    return [
        {"speed_kmh": _plain(kmh_from_mps(cap.speed_mps)), "reason": cap.reason, "basis": str(cap.basis)}
        for cap in caps
    ]


def _plain(value: float) -> float:
    """Without the last digits that a change of units brings."""
    return float(f"{value:.12g}")
