"""The account of a run: closed forms, the balance, what comes back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as tests_settings
from hypothesis import strategies as st

from railcade.basis import Basis
from railcade.motion import BrakeModel, Reason, Run, RunSettings, Traction, Train, trainrun
from railcade.motion.energy import (
    NO_USE,
    ElectricUse,
    EnergyAccount,
    electric_use_of,
    energy_account,
)
from railcade.motion.energy.between import Stretching
from railcade.network import Extents, Path
from tests.motion.energy.test_laws_energy import held_back
from tests.motion.lines import line, plain_train, random_line, train
from tests.motion.train.test_train_of import ELECTRIC, formation, vehicle

SEEDS = st.integers(0, 2**32 - 1)
CLOSES = 1e-9
FULL = RunSettings(0.0, 10_000.0, service_brake_factor=1.0)
BARE = plain_train(0.5 * 414_460.0, (0.0, 0.0, 0.0), 0.7, 20.0)
"""Half a m/s² of traction, nothing resists, brakes of 0.7 m/s²."""


def all_work(account: EnergyAccount) -> float:
    """Sum of the sizes of all works."""
    return (
        account.traction_joule + account.brake_joule + account.resistance_joule + abs(account.grade_joule)
    )


def unclosed(account: EnergyAccount) -> float:
    return abs(account.imbalance_joule) / all_work(account)


def draw(seed: int, step_m: float) -> tuple[Train, Path, RunSettings]:
    rng = np.random.default_rng(seed)
    length_m = float(rng.uniform(500.0, 4000.0))
    path = random_line(rng, length_m, int(rng.integers(1, 6)))
    item = train(mass_kg=float(rng.uniform(300e3, 1200e3)), length_m=float(rng.uniform(50.0, 600.0)))
    return item, path, RunSettings(0.0, length_m, max_step_m=step_m)


def account_of(item: Train, path: Path, settings: RunSettings, use: ElectricUse = NO_USE) -> EnergyAccount:
    return energy_account(item, path, settings, trainrun(item, path, settings), use)


@given(SEEDS)
def test_the_balance_closes_with_points_50_m_apart(seed: int) -> None:
    item, path, settings = draw(seed, 50.0)
    assert unclosed(account_of(item, path, settings)) < CLOSES


@given(SEEDS)
def test_it_closes_with_acceleration_held_back_with_brakes_for_any_grade_and_for_a_point(seed: int) -> None:
    item, path, settings = draw(seed, 50.0)
    assert unclosed(account_of(held_back(item, np.random.default_rng([seed, 1])), path, settings)) < CLOSES


def test_it_closes_where_speed_passes_a_knot_of_the_table_and_comes_back_to_it() -> None:
    """A rise stops the gain of speed just above 8 m/s, where a table has a knot: between two stored points,
    at 8 m/s both, the piece above the knot holds."""
    item, settings = train(length_m=480.0, traction_factor=0.2), RunSettings(0.0, 3000.0)
    path = line(3000.0, [(0.0, 0.0), (510.0, 0.03), (630.0, 0.0)])
    run = trainrun(item, path, settings)
    at_knot = np.flatnonzero((np.abs(run.v_mps - 8.0) < 1e-9) & (run.x_m < 700.0))
    assert np.diff(at_knot).tolist() == [1]
    assert unclosed(energy_account(item, path, settings, run)) < CLOSES


@given(SEEDS, st.floats(1.0, 1.2), st.floats(0.0, 2e-3))
def test_the_balance_of_a_slower_run_closes(seed: int, time_factor: float, added_s_per_m: float) -> None:
    item, path, settings = draw(seed, 50.0)
    run = trainrun(item, path, settings)
    stretching = Stretching(time_factor, added_s_per_m)
    account = energy_account(item, path, settings, run, ElectricUse(hotel_watt=1.0), stretching)
    assert unclosed(account) < CLOSES
    length_m = settings.to_m - settings.from_m
    slower_s = time_factor * run.duration_s + added_s_per_m * length_m
    assert account.hotel_joule == pytest.approx(slower_s, rel=1e-12)


@tests_settings(max_examples=15)
@given(SEEDS)
def test_stored_points_may_be_far_apart(seed: int) -> None:
    item, path, settings = draw(seed, 50.0)
    near = replace(settings, max_step_m=10.0)
    one, other = account_of(item, path, settings), account_of(item, path, near)
    within = 1e-8 * all_work(one)
    assert one.traction_joule == pytest.approx(other.traction_joule, abs=within)
    assert one.brake_joule == pytest.approx(other.brake_joule, abs=within)
    assert one.resistance_joule == pytest.approx(other.resistance_joule, abs=within)


def test_an_error_of_a_millionth_is_found() -> None:
    item, path, settings = draw(1, 50.0)
    run = trainrun(item, path, settings)
    wrong = replace(run, v_mps=run.v_mps * (1.0 + 1e-6))
    assert unclosed(energy_account(item, path, settings, wrong)) > CLOSES


def test_all_kinetic_energy_goes_into_the_brakes_where_nothing_resists() -> None:
    account = account_of(BARE, line(10_000.0), FULL)
    gained = 0.5 * BARE.dynamic_mass_kg * 20.0**2
    assert account.traction_joule == pytest.approx(gained, rel=1e-12)
    assert account.brake_joule == pytest.approx(gained, rel=1e-9)
    assert (account.resistance_joule, account.grade_joule, account.kinetic_joule) == (0.0, 0.0, 0.0)


def test_a_steady_fall_gives_its_height_to_brakes_and_resistance() -> None:
    item = plain_train(0.5 * 414_460.0, (6000.0, 0.0, 0.0), 0.7, 20.0)
    account = account_of(item, line(10_000.0, [(0.0, -0.01)]), FULL)
    assert account.grade_joule == pytest.approx(-391e3 * 9.81 * 100.0, rel=1e-12)
    assert account.resistance_joule == pytest.approx(6000.0 * 10_000.0, rel=1e-9)
    took = account.traction_joule - account.grade_joule - account.resistance_joule
    assert account.brake_joule == pytest.approx(took, rel=1e-9)


def test_a_part_of_a_run_gains_kinetic_energy() -> None:
    run = trainrun(BARE, line(10_000.0), FULL)
    count = int(np.argmax(run.v_mps >= 20.0)) + 1
    columns = (run.x_m, run.t_s, run.v_mps, run.a_mps2, run.force_newton, run.reason)
    part = Run(*(column[:count] for column in columns))
    account = energy_account(BARE, line(10_000.0), FULL, part)
    assert account.kinetic_joule == pytest.approx(account.traction_joule, rel=1e-12)


def test_force_that_changes_its_sign_between_two_points_is_told_apart() -> None:
    """A long train creeps over a hump: it pulls at first and brakes at last within one stored step."""
    item = replace(plain_train(200e3, (0.0, 0.0, 0.0), 0.7, 2.0), length_m=200.0)
    path = line(4000.0, [(0.0, 0.004), (2000.0, -0.004)])
    account = account_of(item, path, replace(FULL, to_m=4000.0, max_step_m=4000.0))
    climbed_joule = 391e3 * 9.81 * 0.004 * (2000.0 + 50.0)
    gained = 0.5 * item.dynamic_mass_kg * 2.0**2
    assert account.traction_joule == pytest.approx(climbed_joule + gained, rel=1e-9)


def test_a_braking_onto_a_rise_that_comes_to_pull_is_told_apart() -> None:
    """The driver keeps 0.07 m/s² on any grade: on the rise the train must pull for it.

    The mean rise grows over the train's length L, so M B = m g i y / L at y metres into it.
    """
    brake, rise, length_m = 0.07, 0.02, 200.0
    item = replace(BARE, length_m=length_m, brake=BrakeModel((0.0,), (brake,), on_any_grade=True))
    path = line(10_000.0, [(0.0, 0.0), (9000.0, rise)])
    account = account_of(item, path, replace(FULL, max_step_m=10_000.0))
    weight_newton, held_newton = item.mass_kg * 9.81, item.dynamic_mass_kg * brake
    braked_m, turn_m = 20.0**2 / (2.0 * brake), length_m * held_newton / (weight_newton * rise)
    level_m = braked_m - 1000.0
    assert 0.0 < turn_m < length_m and level_m > 0.0
    growing_m = length_m - turn_m
    pulled_joule = 0.5 * (weight_newton * rise - held_newton) * growing_m
    pulled_joule += (weight_newton * rise - held_newton) * (1000.0 - length_m)
    gained = 0.5 * item.dynamic_mass_kg * 20.0**2
    assert account.traction_joule == pytest.approx(gained + pulled_joule, rel=1e-11)
    assert account.brake_joule == pytest.approx(held_newton * (level_m + 0.5 * turn_m), rel=1e-11)


def test_an_electric_brake_gives_way_to_friction_while_it_holds_the_speed() -> None:
    """The fall grows under the train: 60 kN of electric brake are enough at first, and not at last."""
    item = replace(electric(60e3), length_m=2000.0, cap_mps=10.0)
    path = line(10_000.0, [(0.0, 0.0), (4000.0, -0.03)])
    part = RunSettings(0.0, 10_000.0, service_brake_factor=1.0, until_m=6000.0)
    account = account_of(item, path, part, ElectricUse(regeneration_share=(1.0,)))
    weight_newton = item.mass_kg * 9.81 * 0.03
    enough_m = 2000.0 * 60e3 / weight_newton
    taken_joule = 60e3 * (2000.0 - 0.5 * enough_m)
    assert account.brake_joule == pytest.approx(0.5 * weight_newton * 2000.0, rel=1e-9)
    assert account.electric_joule == pytest.approx(taken_joule, rel=1e-4)


def test_hotel_load_counts_standing_too() -> None:
    path = line(10_000.0)
    account = account_of(BARE, path, FULL, ElectricUse(hotel_watt=500e3, standing_s=600.0))
    lasts_s = trainrun(BARE, path, FULL).duration_s
    assert account.hotel_joule == pytest.approx(500e3 * (lasts_s + 600.0), rel=1e-12)
    assert account.drawn_joule == account.traction_joule + account.hotel_joule


def electric(force_newton: float, count: int = 1) -> Train:
    pull = Traction((0.0, 100.0), (force_newton, force_newton))
    return replace(BARE, tractions=(pull,) * count)


def test_an_electric_brake_that_is_strong_enough_leaves_nothing_to_friction() -> None:
    account = account_of(electric(400e3), line(10_000.0), FULL, ElectricUse(regeneration_share=(0.8,)))
    assert account.electric_joule == pytest.approx(account.brake_joule, rel=1e-12)
    assert account.regenerated_joule == pytest.approx(0.8 * account.brake_joule, rel=1e-12)
    assert account.friction_joule == pytest.approx(0.0, abs=1.0)
    assert account.net_joule == pytest.approx(account.drawn_joule - account.regenerated_joule)


def test_friction_takes_what_the_electric_brake_cannot() -> None:
    """100 kN of 0.7 m/s² x 414 t, at every speed."""
    account = account_of(electric(100e3), line(10_000.0), FULL, ElectricUse(regeneration_share=(1.0,)))
    part = 100e3 / (0.7 * BARE.dynamic_mass_kg)
    assert account.electric_joule == pytest.approx(part * account.brake_joule, rel=1e-12)
    assert account.friction_joule == pytest.approx((1.0 - part) * account.brake_joule, rel=1e-12)


def test_each_locomotive_has_its_own_share() -> None:
    item, path = electric(50e3, 2), line(10_000.0)
    one = account_of(item, path, FULL, ElectricUse(regeneration_share=(0.9, 0.0)))
    both = account_of(item, path, FULL, ElectricUse(regeneration_share=(0.9, 0.3)))
    assert one.electric_joule == pytest.approx(0.5 * both.electric_joule, rel=1e-12)
    assert both.regenerated_joule == pytest.approx(0.6 * both.electric_joule, rel=1e-12)


def test_power_bounds_the_electric_brake_as_it_bounds_traction() -> None:
    """1 MW gives 50 kN at 20 m/s and more below: the work is 1 MW x time, but for the last metres."""
    pull = Traction((0.0, 100.0), (400e3, 400e3), power_watt=1e6)
    item = replace(BARE, tractions=(pull,))
    account = account_of(item, line(10_000.0), FULL, ElectricUse(regeneration_share=(1.0,)))
    meets_mps = 1e6 / (0.7 * item.dynamic_mass_kg)
    by_power = 1e6 * (20.0 - meets_mps) / 0.7
    assert account.electric_joule == pytest.approx(
        by_power + 0.5 * item.dynamic_mass_kg * meets_mps**2, rel=1e-5
    )


def neutral(path: Path, from_m: float, to_m: float) -> Path:
    return replace(path, neutral_m=Extents.of([from_m], [to_m], [0.0], [Basis.ASSUMED]))


def test_a_neutral_section_takes_nothing_back() -> None:
    """Braking from 20 m/s takes 286 m, of which the last 100 m lie in the neutral section."""
    item = replace(electric(400e3), collectors_m=(0.0,))
    use = ElectricUse(regeneration_share=(1.0,))
    account = account_of(item, neutral(line(10_000.0), 9900.0, 10_000.0), FULL, use)
    in_it = 0.7 * item.dynamic_mass_kg * 100.0
    assert account.friction_joule == pytest.approx(in_it, rel=1e-6)
    assert account.regenerated_joule == pytest.approx(account.brake_joule - in_it, rel=1e-9)


def test_who_coasts_does_no_work_and_can_brake_electrically() -> None:
    item = replace(electric(400e3), resistance=(3000.0, 0.0, 0.0))
    settings = replace(FULL, coasts_m=((150.0, 10_000.0),))
    run = trainrun(item, line(10_000.0), settings)
    account = energy_account(item, line(10_000.0), settings, run, ElectricUse(regeneration_share=(1.0,)))
    assert account.traction_joule == pytest.approx(400e3 * 150.0, rel=1e-9)
    assert account.brake_joule == pytest.approx((400e3 * 150.0 - 3000.0 * 10_000.0), rel=1e-6)
    assert account.regenerated_joule == pytest.approx(account.brake_joule, rel=1e-9)
    assert Reason.COASTING in run.reason


def test_shares_must_fit_the_locomotives() -> None:
    with pytest.raises(ValueError, match="1 shares of regeneration for 2 locomotives"):
        account_of(electric(50e3, 2), line(10_000.0), FULL, ElectricUse(regeneration_share=(0.9,)))


def test_air_in_a_tunnel_costs_work() -> None:
    item = plain_train(0.5 * 414_460.0, (0.0, 0.0, 13.0), 0.7, 20.0)
    path = line(10_000.0)
    tunnel = replace(path, tunnel_drag=Extents.of([4000.0], [6000.0], [2.0], [Basis.ASSUMED]))
    run = trainrun(item, tunnel, FULL)
    open_air, inside = (energy_account(item, way, FULL, run) for way in (path, tunnel))
    assert inside.resistance_joule - open_air.resistance_joule == pytest.approx(
        13.0 * 20.0**2 * 2000.0, rel=1e-9
    )


def test_use_of_a_formation() -> None:
    pull = replace(ELECTRIC, regeneration_share=0.7)
    diesel = replace(ELECTRIC, power="diesel")
    item = formation(vehicle("one", pull), vehicle("two", diesel), vehicle("coach"))
    use = electric_use_of(item, standing_s=60.0)
    assert use == ElectricUse(item.hotel_watt, 60.0, (0.7, 0.0))
    assert electric_use_of(item, ["25 kV AC"]).regeneration_share == (0.0,)


def test_a_brake_on_any_grade_keeps_its_deceleration() -> None:
    item = replace(BARE, brake=BrakeModel((0.0,), (0.7,), on_any_grade=True))
    account = account_of(item, line(10_000.0, [(0.0, -0.01)]), FULL)
    assert unclosed(account) < CLOSES
