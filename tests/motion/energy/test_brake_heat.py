"""Heat of brakes on falls: the reference case of the law, cooling, sharing, and the warning."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as tests_settings
from hypothesis import strategies as st

from railcade.motion import BrakeModel, RunSettings, Traction, Train, trainrun
from railcade.motion.energy import ElectricUse, worked_run
from railcade.motion.energy.heat import (
    TREAD_BRAKE,
    BrakeGear,
    BrakeHeat,
    BrakeHeatLimit,
    brake_gear_of,
    brake_heat,
    heat_problems,
    slower_mps,
)
from railcade.network import Path
from tests.motion.lines import line, random_line, train
from tests.motion.train.test_train_of import DIESEL, formation, vehicle

KMH_70 = 70.0 / 3.6
QUARTER = BrakeGear(0.25)
"""Four axles that brake alike."""


def wagon(speed_mps: float = KMH_70, axle_kg: float = 22_500.0) -> Train:
    """Four axles of 22.5 t that nothing but the brake resists."""
    return Train(
        id="wagon",
        mass_kg=4.0 * axle_kg,
        dynamic_mass_kg=4.0 * axle_kg,
        length_m=15.0,
        resistance=(0.0, 0.0, 0.0),
        tractions=(Traction((0.0, 100.0), (50e3, 50e3)),),
        brake=BrakeModel((0.0,), (0.7,)),
        cap_mps=speed_mps,
    )


def fall(permille: float, length_m: float = 40_000.0) -> Path:
    return line(length_m + 10_000.0, [(0.0, 0.0), (5000.0, -permille / 1e3), (5000.0 + length_m, 0.0)])


def heats(
    item: Train, path: Path, gear: BrakeGear = QUARTER, use: ElectricUse | None = None
) -> tuple[BrakeHeat, ...]:
    settings = RunSettings(0.0, path.length_m)
    run = trainrun(item, path, settings)
    return brake_heat(worked_run(item, path, settings, run, use or ElectricUse()), gear)


def test_the_reference_case_of_the_law() -> None:
    """21 permille, 70 km/h, 40 km, 22.5 t: 45 kW a wheel for 34 min, says the TSI; exactly 45.05 and 34.3."""
    (found,) = heats(wagon(), fall(21.0))
    assert 0.5 * found.axle_watt == pytest.approx(45e3, rel=3e-3)
    assert found.duration_s == pytest.approx(34.0 * 60.0, rel=1e-2)
    assert found.peak_ratio == pytest.approx(1.0, abs=1e-2)
    assert found.brake_joule == pytest.approx(90e3 * 9.81 * 840.0, rel=1e-6)
    assert (found.fall_m, found.from_m) == (pytest.approx(840.0), 5000.0)
    assert found.peak_m == pytest.approx(45_000.0, abs=50.0)


def test_heat_follows_the_law_of_cooling() -> None:
    """Steady power P for a time t from cold holds P tau (1 - exp(-t / tau)); a mild fall comes to P tau."""
    (short,), (long,) = heats(wagon(), fall(10.0, 10_000.0)), heats(wagon(), fall(10.0, 400_000.0))
    limit = TREAD_BRAKE
    held = short.axle_watt * limit.cooling_s * -math.expm1(-short.duration_s / limit.cooling_s)
    assert short.peak_ratio == pytest.approx(held / limit.held_joule, rel=1e-3)
    assert long.peak_ratio == pytest.approx(long.axle_watt * limit.cooling_s / limit.held_joule, rel=1e-3)


def test_a_second_fall_finds_the_brakes_warm() -> None:
    grades = [(0.0, 0.0), (5000.0, -0.02), (15_000.0, 0.0), (17_000.0, -0.02), (27_000.0, 0.0)]
    first, second = heats(wagon(), line(40_000.0, grades))
    cooling_s = 2000.0 / KMH_70
    kept = first.peak_ratio * math.exp(-(second.duration_s + cooling_s) / TREAD_BRAKE.cooling_s)
    assert second.peak_ratio == pytest.approx(first.peak_ratio + kept, rel=2e-2)


def test_a_short_level_does_not_end_a_fall() -> None:
    grades = [(0.0, 0.0), (5000.0, -0.02), (9000.0, 0.0), (9010.0, -0.02), (15_000.0, 0.0)]
    assert len(heats(wagon(), line(30_000.0, grades))) == 1
    assert len(heats(wagon(), line(30_000.0, [(at + 100.0 * (at > 9000.0), g) for at, g in grades]))) == 2


def test_electric_brakes_take_their_part_first() -> None:
    """50 kN at every speed, of 18.5 kN that the fall asks for: nothing is left."""
    (found,) = heats(wagon(), fall(21.0), use=ElectricUse(regeneration_share=(0.5,)))
    assert found.friction_joule == pytest.approx(0.0, abs=1.0)
    assert found.brake_joule == pytest.approx(90e3 * 9.81 * 840.0, rel=1e-6)
    assert found.peak_ratio == pytest.approx(0.0, abs=1e-9)


def test_no_fall_no_heat() -> None:
    assert heats(wagon(), line(20_000.0, [(0.0, 0.01)])) == ()


def test_the_hardest_axle_is_that_of_the_vehicle_with_most_braked_mass_for_each() -> None:
    light = replace(vehicle("light"), braked_mass_kg=0.0)
    item = formation(vehicle("loco", DIESEL), vehicle("coach"), replace(vehicle("six"), axles=6), light)
    every_kg = 0.65 * (120e3 + 50e3 + 50e3)
    assert brake_gear_of(item) == BrakeGear(0.65 * 120e3 / 4.0 / every_kg, TREAD_BRAKE)
    with pytest.raises(ValueError, match="no braked axle"):
        brake_gear_of(formation(light))


def test_the_warning_says_where_how_much_and_how_to_mend() -> None:
    found = heats(wagon(), fall(30.0))
    (problem,) = heat_problems(found, QUARTER)
    assert (problem.code, problem.where) == ("E0215", "km 5.0 to km 45.0")
    assert "1059 MJ in 34 min" in problem.what
    assert "129 kW in the mean and comes to 1.44 times the heat of 90 kW over 34 min" in problem.what
    assert "at a mean of 36 km/h at most" in problem.mend
    assert "23 min take off half of the heat" in problem.mend
    assert heat_problems(heats(wagon(), fall(20.0)), QUARTER) == ()


@tests_settings(max_examples=15)
@given(st.floats(22.0, 40.0), st.floats(5_000.0, 60_000.0))
def test_the_speed_of_the_warning_is_slow_enough(permille: float, length_m: float) -> None:
    path = fall(permille, length_m)
    (hot,) = heats(wagon(), path)
    slow_mps = slower_mps(hot, TREAD_BRAKE)
    if hot.peak_ratio <= 1.0:
        assert slow_mps >= 0.99 * hot.mean_mps
        return
    (mended,) = heats(wagon(min(slow_mps, KMH_70)), path)
    assert mended.peak_ratio == pytest.approx(1.0, abs=2e-2)


@tests_settings(max_examples=20)
@given(st.integers(0, 2**32 - 1))
def test_twice_the_train_on_the_same_brakes_is_twice_the_heat(seed: int) -> None:
    path = random_line(np.random.default_rng(seed), 5000.0, 3)
    item = train(mass_kg=500e3)
    twice = replace(
        train(mass_kg=1000e3, traction_factor=2.0),
        resistance=tuple(2.0 * term for term in item.resistance),
    )
    for one, other in zip(heats(item, path), heats(twice, path), strict=True):
        assert (one.from_m, one.to_m) == pytest.approx((other.from_m, other.to_m), abs=1e-6)
        assert other.friction_joule == pytest.approx(2.0 * one.friction_joule, rel=1e-6, abs=10.0)
        assert other.peak_ratio == pytest.approx(2.0 * one.peak_ratio, rel=1e-6, abs=1e-6)


def test_a_limit_without_cooling_in_sight_is_its_energy() -> None:
    limit = BrakeHeatLimit(100e3, 600.0, 1e9, TREAD_BRAKE.note)
    assert limit.held_joule == pytest.approx(60e6, rel=1e-6)
