"""Trains and paths of TrainRuns.jl: running times within 0.05 s of converged ones.

Source: railtoolkit/TrainRuns.jl, test/data (ISC, see data/SOURCE.md). Truth is `time_s` of an independent
converged solver, not what TrainRuns' explicit 20 m step gives. Its conventions: g = 9.80665, loaded
trains, resistance by Strahl (traction units, freight wagons) and in the dimensionless form (passenger
cars), grade at the head, limits kept until the tail is clear, the same deceleration
on any grade.
"""

from __future__ import annotations

from typing import Any

import pytest

from railcade.motion import BrakeModel, RunSettings, Traction, Train, course_of, running_times, trainrun
from railcade.motion.train.resistance import Terms, added, dimensionless, strahl, strahl_locomotive
from railcade.units import mps_from_kmh
from tests.motion.lines import line
from tests.oracles.cases import held_until_clear, read

WITHIN_S = 0.05
GRAVITY_MPS2 = 9.80665
BRAKE_MPS2 = {"freight": 0.225, "passenger": 0.375}
CASES = read("trainruns_cases.json")
OWN = read("trainruns_own_vs_snapshot.json")


def formation(name: str) -> list[dict[str, Any]]:
    data = CASES["trains"][name]
    vehicles = {vehicle["id"]: vehicle for vehicle in data["vehicles"]}
    return [vehicles[key] for key in data["trains"][0]["formation"]]


def terms(vehicle: dict[str, Any]) -> Terms:
    """Vehicles with traction: by Strahl, empty, the axles that do not drive with their own base."""
    base, air = vehicle["base_resistance"], vehicle["air_resistance"]
    if "tractive_effort" in vehicle:
        carried = 1.0 - vehicle["mass_traction"] / vehicle["mass"]
        mean = base + carried * (vehicle.get("rolling_resistance", 0.0) - base)
        return strahl_locomotive(1e3 * vehicle["mass"], mean, air, gravity_mps2=GRAVITY_MPS2)
    mass_kg = 1e3 * (vehicle["mass"] + vehicle["load_limit"])
    if vehicle["vehicle_type"] == "freight":
        return strahl(mass_kg, base, air, GRAVITY_MPS2)
    return dimensionless(mass_kg, (base, vehicle["rolling_resistance"], air), gravity_mps2=GRAVITY_MPS2)


def train_from(name: str) -> tuple[Train, float]:
    """A train with its mass at one point, and its length for limits."""
    vehicles = formation(name)
    empty = sum(vehicle["mass"] for vehicle in vehicles)
    rotating_factor = sum(vehicle["rotation_mass"] * vehicle["mass"] for vehicle in vehicles) / empty
    mass_kg = 1e3 * sum(vehicle["mass"] + vehicle.get("load_limit", 0.0) for vehicle in vehicles)
    (effort,) = (vehicle["tractive_effort"] for vehicle in vehicles if "tractive_effort" in vehicle)
    kind = "freight" if any(vehicle["vehicle_type"] == "freight" for vehicle in vehicles) else "passenger"
    brake_mps2 = -vehicles[0].get("a_braking", -BRAKE_MPS2[kind])
    item = Train(
        id=name,
        mass_kg=mass_kg,
        dynamic_mass_kg=rotating_factor * mass_kg,
        length_m=0.0,
        resistance=added(terms(vehicle) for vehicle in vehicles),
        tractions=(
            Traction(tuple(mps_from_kmh(kmh) for kmh, _ in effort), tuple(force for _, force in effort)),
        ),
        brake=BrakeModel((0.0,), (brake_mps2,), on_any_grade=True),
        cap_mps=mps_from_kmh(min(vehicle["speed_limit"] for vehicle in vehicles)),
    )
    return item, sum(vehicle["length"] for vehicle in vehicles)


@pytest.mark.parametrize("case", OWN)
def test_running_time(case: str) -> None:
    train_name, path_name = case.split("_")
    item, length_m = train_from(train_name)
    own = OWN[case]
    assert item.resistance == pytest.approx((own["r0"], own["r1"], own["r2"]), rel=1e-9)
    *sections, (end_m, _, _) = CASES["paths"][path_name]["characteristic_sections"]
    limits = [(at, mps_from_kmh(kmh)) for at, kmh, _ in sections]
    path = line(
        end_m,
        [(at, permille / 1000.0) for at, _, permille in sections],
        held_until_clear(limits, length_m, end_m),
    )
    settings = RunSettings(0.0, end_m, service_brake_factor=1.0, gravity_mps2=GRAVITY_MPS2)
    assert trainrun(item, path, settings).duration_s == pytest.approx(own["time_s"], abs=WITHIN_S)
    times_s = running_times(course_of(item, path, settings))
    assert times_s[-1] == pytest.approx(own["time_s"], abs=WITHIN_S)
