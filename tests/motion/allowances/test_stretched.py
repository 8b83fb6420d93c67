"""Runs made slower all over: their times, their balance of forces, and where there is no such run."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as tests_settings
from hypothesis import strategies as st

from railcade.basis import Basis
from railcade.errors import InputError
from railcade.motion import BrakeModel, Reason, RunSettings, trainrun
from railcade.motion.allowances.stretched import stretched
from railcade.motion.energy.between import Stretching
from railcade.network import Extents
from tests.motion.lines import imbalance, line, plain_train, random_line, train

SEEDS = st.integers(0, 2**32 - 1)


@given(SEEDS, st.floats(1.0, 1.15), st.floats(0.0, 2e-3))
def test_times_speeds_and_forces(seed: int, time_factor: float, added_s_per_m: float) -> None:
    rng = np.random.default_rng(seed)
    path = random_line(rng, 5000.0, 4)
    item = train(mass_kg=float(rng.uniform(300e3, 900e3)))
    settings = RunSettings(0.0, 5000.0)
    run, stretching = trainrun(item, path, settings), Stretching(time_factor, added_s_per_m)
    slower = stretched(item, path, settings, run, stretching)
    assert slower.duration_s == pytest.approx(time_factor * run.duration_s + 5000.0 * added_s_per_m)
    assert np.all(slower.v_mps <= run.v_mps)
    assert slower.v_mps[[0, -1]].tolist() == [0.0, 0.0]
    assert imbalance(item, path, slower) < 1e-9
    same = np.isin(run.reason, (Reason.START, Reason.BRAKING, Reason.END)) | (stretching == Stretching())
    assert slower.reason.tolist() == np.where(same, run.reason, Reason.ALLOWANCE).tolist()


@tests_settings(max_examples=15)
@given(SEEDS)
def test_acceleration_is_the_slope_of_speed(seed: int) -> None:
    """Between points 1 m apart, the acceleration of the middle lies between those of the ends."""
    path = random_line(np.random.default_rng(seed), 2000.0, 3)
    settings = RunSettings(0.0, 2000.0, max_step_m=1.0)
    item = train(mass_kg=500e3)
    slower = stretched(item, path, settings, trainrun(item, path, settings), Stretching(1.07, 1e-3))
    slope_mps2 = np.diff(slower.v_mps) / np.diff(slower.t_s)
    low = np.minimum(slower.a_mps2[:-1], slower.a_mps2[1:])
    high = np.maximum(slower.a_mps2[:-1], slower.a_mps2[1:])
    assert np.all(slope_mps2 > low - 0.02)
    assert np.all(slope_mps2 < high + 0.02)


def test_without_stretching_nothing_changes() -> None:
    item, path, settings = train(), line(5000.0, [(0.0, 0.005)]), RunSettings(0.0, 5000.0)
    run = trainrun(item, path, settings)
    same = stretched(item, path, settings, run, Stretching())
    assert same.t_s == pytest.approx(run.t_s, rel=1e-15)
    assert same.force_newton == pytest.approx(run.force_newton, rel=1e-12)


def test_a_rise_on_which_speed_falls_at_constant_force_leaves_none_to_lose_less() -> None:
    """Force is 0.5 m/s² x M at any speed. On 8 % of rise speed falls; 10 % slower it would fall less."""
    item = plain_train(0.5 * 414_460.0, (0.0, 0.0, 0.0), 0.7, 20.0)
    path, settings = line(5000.0, [(0.0, 0.0), (3000.0, 0.08), (3200.0, 0.0)]), RunSettings(0.0, 5000.0)
    run = trainrun(item, path, settings)
    with pytest.raises(InputError) as caught:
        stretched(item, path, settings, run, Stretching(1.1))
    (problem,) = caught.value.problems
    slows_mps2 = 391e3 * 9.81 * 0.08 / 414_460.0 - 0.5
    missing_kn = 414.46 * slows_mps2 * (1.0 - 1.0 / 1.1**2)
    assert (problem.code, problem.where) == ("E0207", "km 3.000 to 3.200 of the path")
    assert f"needs {missing_kn:.1f} kN more there than traction gives" in problem.what
    assert "capped" in problem.mend


def test_brakes_that_are_weaker_at_lower_speed_may_not_do() -> None:
    """0.3 m/s² at 20 m/s asks for 0.29 at 19.8 m/s, where there are 0.1: told with the full brakes."""
    item = plain_train(0.5 * 414_460.0, (0.0, 0.0, 0.0), 0.7, 20.0)
    item = replace(item, brake=BrakeModel((0.0, 15.0), (0.1, 0.3)))
    path, settings = line(9000.0), RunSettings(0.0, 9000.0, service_brake_factor=1.0)
    with pytest.raises(InputError) as caught:
        stretched(item, path, settings, trainrun(item, path, settings), Stretching(1.05))
    (problem,) = caught.value.problems
    assert problem.code == "E0208"
    assert f"{414.46 * (0.3 / 1.05**2 - 0.1):.1f} kN more there than the full brakes give" in problem.what


def test_a_neutral_section_on_a_rise_is_no_place_for_it() -> None:
    """What coasts there cannot coast more slowly: force would be needed where none may be drawn."""
    item = replace(train(mass_kg=500e3), collectors_m=(0.0,))
    path, settings = line(6000.0, [(0.0, 0.01)]), RunSettings(0.0, 6000.0)
    dead = replace(path, neutral_m=Extents.of([3000.0], [3100.0], [0.0], [Basis.ASSUMED]))
    run = trainrun(item, dead, settings)
    with pytest.raises(InputError) as caught:
        stretched(item, dead, settings, run, Stretching(1.05))
    (problem,) = caught.value.problems
    assert (problem.code, problem.where) == ("E0207", "km 3.000 to 3.100 of the path")
    assert stretched(item, path, settings, trainrun(item, path, settings), Stretching(1.05)).duration_s > 0.0
