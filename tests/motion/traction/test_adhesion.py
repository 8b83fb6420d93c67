"""Adhesion over speed, and braking on slippery rails."""

from __future__ import annotations

import numpy as np
import pytest

from railcade.motion import stop_of
from railcade.motion.adhesion import adhesion, bounded_by_adhesion
from railcade.motion.braking import full_brake_of_percentage

GRAVITY_MPS2 = 9.81


def test_the_law_of_curtius_and_kniffler() -> None:
    """At rest 0.331; at 100 km/h 0.213."""
    assert adhesion(np.array([0.0, 100.0 / 3.6])) == pytest.approx([0.161 + 7.5 / 44.0, 0.161 + 7.5 / 144.0])


def test_bands_hold_the_lowest_adhesion_in_them() -> None:
    given = np.array([0.0, 20.1]), np.array([1.5, 0.3])
    from_mps, slows_mps2 = bounded_by_adhesion(given, 0.2, GRAVITY_MPS2)
    assert from_mps[:3].tolist() == [0.0, 0.5, 1.0]
    ends = np.append(from_mps[1:], np.inf)
    bounded = from_mps < 20.1
    assert slows_mps2[bounded] == pytest.approx(0.2 * GRAVITY_MPS2 * adhesion(ends[bounded]), rel=1e-14)
    assert 20.1 in from_mps
    assert slows_mps2[~bounded].max() == 0.3


def test_what_brakes_less_than_adhesion_is_left_alone() -> None:
    given = np.array([0.0, 20.0]), np.array([0.3, 0.25])
    from_mps, slows_mps2 = bounded_by_adhesion(given, 0.9, GRAVITY_MPS2)
    assert (from_mps.tolist(), slows_mps2.tolist()) == ([0.0, 20.0], [0.3, 0.25])


def test_stopping_on_slippery_rails() -> None:
    """Brake percentage 130 at 100 km/h: rails with a third of their adhesion give less than the brakes ask.

    Against the integral of v dv over factor mu(v) g, the brakes asking for more at every speed.
    """
    brake = full_brake_of_percentage(130.0, "P", 400.0)
    v_mps = np.linspace(0.0, 100.0 / 3.6, 200_001)
    asked = np.interp(v_mps, brake.speed_mps, brake.deceleration_mps2)
    given = 0.3 * GRAVITY_MPS2 * (0.161 + 7.5 / (3.6 * v_mps + 44.0))
    assert np.all(asked > given)
    braking_m = float(np.trapezoid(v_mps / given, v_mps))
    wet, dry = (stop_of(brake, v_mps[-1], adhesion_factor=factor) for factor in (0.3, 1.0))
    build_up_m = v_mps[-1] * brake.build_up_stop_s
    assert wet.distance_m - build_up_m == pytest.approx(braking_m, rel=2e-2)
    assert wet.distance_m - build_up_m > braking_m
    assert wet.distance_m > dry.distance_m and wet.time_s > dry.time_s


def test_less_adhesion_never_stops_sooner() -> None:
    brake = full_brake_of_percentage(80.0, "P", 400.0)
    factors = (1.0, 0.6, 0.3, 0.2, 0.1)
    stops = [stop_of(brake, 25.0, grade=-0.01, adhesion_factor=f).distance_m for f in factors]
    assert stops == sorted(stops)
    assert stops[-1] > 1.5 * stops[0]
