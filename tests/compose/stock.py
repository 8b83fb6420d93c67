"""Small registers for tests: a vehicle in one line."""

from __future__ import annotations

from typing import Any

from railcade.basis import Basis
from railcade.compose import ComposeRequest, Limits, Needs, TrainRequest
from railcade.fleet import FactNote, Register, RegisterVehicle, SpeedCap, State, Traction

NOTE = FactNote(Basis.ASSUMED, "low", "test")
PULLS = Traction("test", "diesel", (0.0, 30.0), (300e3, 100e3), Basis.ASSUMED, "test")
CAP = SpeedCap(20.0, "test", Basis.ASSUMED)
ORDER = ("locomotive", "escort", "saloon", "sleeping", "power van", "vehicle carrier", "escort")


def vehicle(number: str, role: str, **facts: Any) -> RegisterVehicle:
    """A vehicle of 50 t and 25 m that brakes with 35 t, but for `facts`."""
    usual: dict[str, Any] = {
        "type_name": role,
        "state": State.IN_SERVICE,
        "home": "",
        "gauges_mm": (1435,),
        "mass_empty_kg": 45e3,
        "mass_loaded_kg": 50e3,
        "armour": "",
        "length_m": 25.0,
        "axles": 4,
        "max_axle_load_kg": 13e3,
        "braked_mass_kg": 35e3,
        "coupler": "screw",
        "coupler_strength_newton": 850e3,
        "seats": 0,
        "berths": 0,
        "briefing_seats": 0,
        "cars": 0,
        "hotel_watt": 0.0,
        "supply_watt": 0.0,
        "equipment": (),
        "rotating_factor": 1.05,
        "resistance_newton": 800.0,
        "resistance_newton_per_mps": 10.0,
        "resistance_newton_per_mps2": 2.5,
        "caps": (),
        "traction": PULLS if role == "locomotive" else None,
        "note": NOTE,
        "notes": {},
    }
    return RegisterVehicle(id=number, role=role, **{**usual, **facts})


def register(*vehicles: RegisterVehicle) -> Register:
    return Register("test", {each.id: each for each in vehicles}, {"test": PULLS})


def train(name: str = "one", needs: Needs | None = None, limits: Limits | None = None) -> TrainRequest:
    return TrainRequest(name, "principal", 1435, "P", needs or Needs(), limits or Limits(), (CAP,), ORDER)


def request(*trains: TrainRequest, **reserve: int) -> ComposeRequest:
    return ComposeRequest("test", trains, reserve)
