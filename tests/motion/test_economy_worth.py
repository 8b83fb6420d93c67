"""What a joule of kinetic energy is worth along a run, beside what a run that is changed costs."""

from __future__ import annotations

import math

import numpy as np
import pytest

from railcade.motion import RunSettings, trainrun
from railcade.motion.economy.bracket import Bracket
from railcade.motion.economy.passes import meshes_of
from railcade.motion.economy.polish import Model, kinetic_worth
from railcade.motion.energy import energy_account
from railcade.network import Path
from tests.motion.lines import line, train

LENGTH_M = 8000.0
WORTH_WATT = 2e6
SHIFT_M = 2.0
WAYS = [(1200.0, 5600.0), (2000.0, 6000.0), (6500.0, LENGTH_M), (7000.0, LENGTH_M)]
"""From where to where it coasts: down to a limit, beyond that, and to the stop."""

TRAIN = train(mass_kg=400e3, length_m=200.0, cap_mps=40.0)


def broken_line() -> Path:
    return line(LENGTH_M, [(0.0, 0.0), (3000.0, 0.006), (4500.0, -0.004)], [(0.0, 40.0), (5500.0, 18.0)])


def settings_of(start_m: float, end_m: float) -> RunSettings:
    """Coasting from one place to another, and full traction elsewhere."""
    return RunSettings(0.0, LENGTH_M, coasts_m=((start_m, end_m),))


def cost_joule(settings: RunSettings, share: float) -> float:
    path = broken_line()
    run = trainrun(TRAIN, path, settings)
    account = energy_account(TRAIN, path, settings, run)
    return account.traction_joule - share * account.brake_joule + WORTH_WATT * run.duration_s


@pytest.mark.parametrize("share", [0.0, 0.5])
@pytest.mark.parametrize(("start_m", "end_m"), WAYS)
def test_it_tells_what_a_moved_switching_point_costs(start_m: float, end_m: float, share: float) -> None:
    """A start moved on by dx pulls for F dx more, and each joule of that is worth what the adjoint says."""
    path, settings = broken_line(), settings_of(start_m, end_m)
    run = trainrun(TRAIN, path, settings)
    mover, _, mesh = meshes_of(
        TRAIN, path, settings, trainrun(TRAIN, path, RunSettings(0.0, LENGTH_M)), share
    )
    worth = kinetic_worth(Model(mover, mesh, WORTH_WATT / TRAIN.dynamic_mass_kg), run)
    at = int(np.argmin(np.abs(run.x_m - start_m)))
    told_newton = (1.0 - worth[at]) * run.force_newton[at - 1]
    moved = [cost_joule(settings_of(start_m + by_m, end_m), share) for by_m in (-SHIFT_M, SHIFT_M)]
    found_newton = (moved[1] - moved[0]) / (2.0 * SHIFT_M)
    assert found_newton == pytest.approx(told_newton, rel=0.01, abs=0.003 * run.force_newton[at - 1])


def test_a_force_too_many_is_found() -> None:
    """The check above would see it if full traction were taken for free."""
    path, settings = broken_line(), settings_of(1200.0, 2500.0)
    run = trainrun(TRAIN, path, settings)
    mover, _, mesh = meshes_of(TRAIN, path, settings, run, 0.0)
    model = Model(mover, mesh, WORTH_WATT / TRAIN.dynamic_mass_kg)
    at = int(np.argmin(np.abs(run.x_m - 1200.0)))
    dearer = model._replace(worth_watt_per_kg=1.2 * model.worth_watt_per_kg)
    assert abs(kinetic_worth(dearer, run)[at] - kinetic_worth(model, run)[at]) > 0.05


def test_the_worth_of_a_second_is_narrowed_from_both_sides() -> None:
    bracket = Bracket().missed(1.0, 5.0)
    assert bracket.next_watt_per_kg() is None
    assert not bracket.within(math.inf)
    bracket = bracket.missed(4.0, -5.0)
    assert bracket.next_watt_per_kg() == pytest.approx(2.0)
    assert bracket.within(2.0)
    assert not bracket.within(1.0)
    stalled = replace_slow(bracket, math.inf)
    assert stalled.next_watt_per_kg() == pytest.approx(2.0), "a stall tells which side, not how far"


def replace_slow(bracket: Bracket, miss_s: float) -> Bracket:
    assert bracket.slow is not None
    return bracket._replace(slow=(bracket.slow[0], miss_s))
