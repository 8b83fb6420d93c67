"""The running-time equation where it has a closed form.

Cases A1 to A8 of the project's analytic cases (each formula checked there against quadrature to 3e-15). A
vehicle of 391 t, 414.46 t with rotating parts, g = 9.81.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from railcade.kernels.shapes import Law
from railcade.motion import Run, RunSettings, trainrun
from tests.motion.lines import line, plain_train, stepped

DAVIS = (5854.0, 74.16000000000001, 12.96)
FULL_BRAKE = 1.0
STEP_TOLERANCE = 1e-6


def reaches(run: Run, v_mps: float) -> tuple[float, float]:
    """Time and position at which the run first has a speed."""
    i = int(np.argmax(run.v_mps >= v_mps))
    return float(run.t_s[i]), float(run.x_m[i])


@pytest.mark.parametrize(
    ("resistance", "t_s", "x_m"),
    [
        ((0.0, 0.0, 0.0), 19.376344086021508, 96.88172043010753),
        (DAVIS, 19.998891785723572, 100.15845311279678),
    ],
    ids=["A1 constant force", "A2 with Davis"],
)
def test_pulling_away(resistance: tuple[float, float, float], t_s: float, x_m: float) -> None:
    item = plain_train(213_900.0, resistance, 0.7, 10.0)
    run = trainrun(item, line(5000.0), RunSettings(0.0, 5000.0, service_brake_factor=FULL_BRAKE))
    assert reaches(run, 10.0) == pytest.approx((t_s, x_m), rel=STEP_TOLERANCE)


@pytest.mark.parametrize(
    ("grade", "v_mps", "t_s", "x_m"),
    [
        (0.0, 20.0, 420.97728864654937, 11855.831426813906),
        (0.01, 10.0, 221.56748197006624, 5219.968638824387),
    ],
    ids=["A3 level", "A4 uphill"],
)
def test_coasting(grade: float, v_mps: float, t_s: float, x_m: float) -> None:
    mass_kg = 414_460.0
    base = -(DAVIS[0] + 391_000.0 * 9.81 * grade) / mass_kg
    law = Law(base, -DAVIS[1] / mass_kg, -DAVIS[2] / mass_kg, 0.0, 0.0, 0.0, 1.0)
    x, v, count = 0.0, 38.888888888888886, 400
    for _ in range(count):
        x, v = stepped(law, x, v, t_s / count)
    assert (x, v) == pytest.approx((x_m, v_mps), rel=1e-9)


def test_a8_rest_to_rest_under_a_limit() -> None:
    item = plain_train(0.5 * 414_460.0, (0.0, 0.0, 0.0), 0.7, 20.0)
    run = trainrun(item, line(10_000.0), RunSettings(0.0, 10_000.0, service_brake_factor=FULL_BRAKE))
    assert run.duration_s == pytest.approx(534.2857142857143, rel=1e-9)


def test_rest_to_rest_without_reaching_the_limit() -> None:
    """Triangle of speed: v² = 2 x a b / (a + b), t = v / a + v / b."""
    item = plain_train(0.5 * 414_460.0, (0.0, 0.0, 0.0), 0.7, 200.0)
    run = trainrun(item, line(1000.0), RunSettings(0.0, 1000.0, service_brake_factor=FULL_BRAKE))
    v_mps = np.sqrt(2.0 * 1000.0 * 0.5 * 0.7 / 1.2)
    assert run.v_mps.max() == pytest.approx(v_mps, rel=1e-9)
    assert run.duration_s == pytest.approx(v_mps / 0.5 + v_mps / 0.7, rel=1e-9)


def test_braking_on_a_rise_that_grows_evenly() -> None:
    """A train longer than the stretch of rise: deceleration linear in position, x'' = -(d + s x).

    The train stops with its head at the end of the line, 300 m beyond the foot of the rise. With u
    metres to go, v² / 2 = d u - s u² / 2 and t = acos(1 - s u / d) / sqrt(s), d the deceleration at the
    end and s = (m g / M) (rise / length).
    """
    item = plain_train(0.5 * 414_460.0, (0.0, 0.0, 0.0), 0.3, 15.0)
    item = replace(item, length_m=1000.0)
    path = line(5000.0, [(0.0, 0.0), (4700.0, 0.02)])
    run = trainrun(item, path, RunSettings(0.0, 5000.0, service_brake_factor=FULL_BRAKE))
    slope = 391_000.0 * 9.81 * 0.02 / 1000.0 / 414_460.0
    at_end = 0.3 + slope * 300.0
    foot = np.searchsorted(run.x_m, 4700.0)
    assert run.x_m[foot] == 4700.0
    assert 0.5 * run.v_mps[foot] ** 2 == pytest.approx(at_end * 300.0 - 0.5 * slope * 300.0**2, rel=1e-12)
    expected_s = np.arccos(1.0 - slope * 300.0 / at_end) / np.sqrt(slope)
    assert run.duration_s - run.t_s[foot] == pytest.approx(expected_s, rel=1e-9)
