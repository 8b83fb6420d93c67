"""What motion takes from a formation."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from railcade.basis import Basis
from railcade.errors import InputError
from railcade.fleet import Deceleration, Formation, SpeedCap, Traction, Vehicle
from railcade.motion import BrakeModel, full_brake, service_brake, stop_of, train_of
from railcade.motion.train import tractions_of

DIESEL = Traction(
    "D", "diesel", (0.0, 30.0), (300e3, 300e3), Basis.ASSUMED, "test", 2.4e6, 120e3, head_end=True
)
ELECTRIC = replace(DIESEL, class_name="E", power="3 kV DC", power_watt=math.inf, adhesive_mass_kg=0.0)


def vehicle(name: str, pull: Traction | None = None, caps: tuple[SpeedCap, ...] = ()) -> Vehicle:
    mass_kg, length_m = (120e3, 20.0) if pull else (50e3, 25.0)
    return Vehicle(
        id=name,
        kind="test",
        length_m=length_m,
        mass_kg=mass_kg,
        braked_mass_kg=0.65 * mass_kg,
        axles=4,
        max_axle_load_kg=mass_kg / 4.0 + 500.0,
        rotating_factor=1.1,
        resistance_newton=1000.0,
        resistance_newton_per_mps=10.0,
        resistance_newton_per_mps2=3.0,
        armoured=False,
        caps=caps,
        traction=pull,
        basis=Basis.ASSUMED,
        source="test",
        hotel_watt=0.0 if pull else 30e3,
    )


def formation(*vehicles: Vehicle, deceleration: Deceleration | None = None) -> Formation:
    caps = (SpeedCap(30.0, "brake percentage 65", Basis.ASSUMED),)
    return Formation("f", vehicles, 1435, "P", caps, Basis.ASSUMED, "test", deceleration)


COACH = vehicle("coach")
GAMMA = Deceleration((0.0, 20.0), (1.0, 0.8), 2.5, Basis.PUBLISHED, "test")


def test_blocks_are_runs_of_equal_neighbours_from_head_to_tail() -> None:
    heavy = replace(vehicle("heavy"), mass_kg=80e3)
    found = train_of(formation(vehicle("loco", DIESEL), COACH, COACH, heavy, COACH))
    assert found.blocks == ((20.0, 120e3), (50.0, 100e3), (25.0, 80e3), (25.0, 50e3))
    assert sum(length for length, _ in found.blocks) == found.length_m
    assert sum(mass for _, mass in found.blocks) == found.mass_kg


def test_collectors_are_in_the_middle_of_electric_locomotives_in_use() -> None:
    mixed = formation(vehicle("e", ELECTRIC), vehicle("d", DIESEL), COACH, vehicle("e", ELECTRIC))
    assert train_of(mixed).collectors_m == (10.0, 75.0)
    assert [item.diesel for item in train_of(mixed).tractions] == [False, True, False]
    assert train_of(mixed, ["3 kV DC"]).collectors_m == (10.0, 75.0)
    under_another_wire = train_of(mixed, ["25 kV AC"])
    assert under_another_wire.collectors_m == ()
    assert len(under_another_wire.tractions) == 1


def test_every_cap_is_kept_with_its_reason_and_the_lowest_binds() -> None:
    armour = SpeedCap(25.0, "armour", Basis.ASSUMED)
    tyres = SpeedCap(33.0, "tyres", Basis.ASSUMED)
    saloon = vehicle("saloon", caps=(armour, tyres))
    found = train_of(formation(vehicle("loco", DIESEL), saloon, saloon))
    assert found.caps == ((30.0, "brake percentage 65"), (25.0, "armour"), (33.0, "tyres"))
    assert (found.cap_mps, found.cap_reason) == (25.0, "armour")


def test_axle_load_and_rotating_mass_are_those_of_the_vehicles() -> None:
    turning = replace(COACH, rotating_factor=1.3)
    found = train_of(formation(vehicle("loco", DIESEL), COACH, turning))
    assert found.axle_load_kg == 30_500.0
    assert found.dynamic_mass_kg == pytest.approx(1.1 * 170e3 + 1.3 * 50e3)


def test_the_first_diesel_that_feeds_has_less_power() -> None:
    loco = vehicle("loco", DIESEL)
    first, second = tractions_of(formation(loco, loco, COACH, COACH))
    assert (first.power_watt, second.power_watt) == (2.34e6, 2.4e6)
    assert (first.adhesive_mass_kg, first.force_newton) == (120e3, (300e3, 300e3))
    silent = replace(DIESEL, head_end=False)
    assert tractions_of(formation(vehicle("loco", silent), COACH))[0].power_watt == 2.4e6
    starved = formation(loco, *[COACH] * 90)
    assert tractions_of(starved)[0].power_watt == 0.0


def test_an_electric_locomotive_feeds_beside_its_traction() -> None:
    mixed = formation(vehicle("e", replace(ELECTRIC, power_watt=4e6)), vehicle("d", DIESEL), COACH)
    assert [item.power_watt for item in tractions_of(mixed)] == [4e6, 2.4e6]
    assert [item.power_watt for item in tractions_of(mixed, ["none"])] == [2.37e6]


def test_deceleration_by_speed_holds_instead_of_the_brake_percentage() -> None:
    gamma = formation(vehicle("loco", DIESEL), COACH, deceleration=GAMMA)
    assert service_brake(gamma) == full_brake(gamma) == BrakeModel((0.0, 20.0), (1.0, 0.8), 2.5, 2.5)
    assert train_of(gamma).brake == service_brake(gamma)
    found = stop_of(full_brake(gamma), 25.0)
    assert found.distance_m == pytest.approx(25.0 * 2.5 + (25.0**2 - 20.0**2) / 1.6 + 20.0**2 / 2.0)
    assert found.time_s == pytest.approx(2.5 + 5.0 / 0.8 + 20.0)


def test_the_brake_percentage_may_lie_outside_the_model_where_deceleration_is_given() -> None:
    unbraked = replace(COACH, braked_mass_kg=0.0)
    poor = formation(vehicle("loco", DIESEL), *[unbraked] * 20)
    with pytest.raises(InputError, match="E0105"):
        train_of(poor)
    with pytest.raises(InputError, match="E0105"):
        full_brake(poor)
    assert train_of(formation(*poor.vehicles, deceleration=GAMMA)).brake.build_up_stop_s == 2.5


def test_the_full_brake_by_percentage_builds_up_sooner_than_the_service_brake() -> None:
    plain = formation(vehicle("loco", DIESEL), COACH)
    assert full_brake(plain).deceleration_mps2 == service_brake(plain).deceleration_mps2
    assert full_brake(plain).build_up_stop_s == pytest.approx(5.02)
    assert full_brake(plain).build_up_limit_s == pytest.approx(1.2 * 5.02)
