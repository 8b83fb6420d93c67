"""Stops with delay and linear build-up, in closed form, against the case A9 and against integration."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from railcade.errors import InputError
from railcade.motion import BrakeModel, stop_of
from railcade.motion.braking import brake_with_delay
from railcade.rules import BrakeFactors
from tests.oracles.cases import read

CASE = next(case for case in read("analytic_cases.json") if case["id"] == "A9")
STEP_S = 5e-4


def test_a9() -> None:
    given = CASE["given"]
    brake = brake_with_delay((0.0,), (given["brake_mps2"],), given["delay_s"], given["build_up_s"])
    stop = stop_of(brake, given["v0_mps"])
    assert stop.distance_m == pytest.approx(CASE["x_m"], rel=1e-13)
    assert stop.time_s == pytest.approx(CASE["t_s"], rel=1e-13)


@given(st.floats(0.0, 0.02), st.floats(0.2, 1.2), st.floats(0.0, 4.0), st.floats(0.0, 8.0))
def test_the_equivalent_time_gives_the_same_time_and_never_less_way(
    fall: float, slows: float, delay_s: float, linear_s: float
) -> None:
    """It brakes as long, and is longer by a T² / 24: a stop that outlasts the build-up."""
    brake = brake_with_delay((0.0,), (0.3 + slows,), delay_s, linear_s)
    stop = stop_of(brake, 30.0, grade=-fall)
    short = stop_of(replace(brake, linear_s=0.0), 30.0, grade=-fall)
    assert stop.time_s == pytest.approx(short.time_s, rel=1e-12)
    gain_m = (0.3 + slows) * linear_s**2 / 24.0
    assert short.distance_m - stop.distance_m == pytest.approx(gain_m, abs=1e-9)


def stepped(brake: BrakeModel, v_mps: float, grade: float) -> tuple[float, float]:
    """The same law by small steps, with the mean of both ends."""
    begins_s = brake.build_up_stop_s - 0.5 * brake.linear_s
    t_s = x_m = 0.0
    while v_mps > 0.0:
        k = max(0, bisect_left(brake.speed_mps, v_mps) - 1)
        share = min(1.0, max(0.0, (t_s + 0.5 * STEP_S - begins_s) / brake.linear_s))
        full = t_s >= begins_s + brake.linear_s
        slows = share * brake.deceleration_mps2[k] + 9.81 * (grade if full else min(grade, 0.0))
        x_m += STEP_S * (v_mps - 0.5 * slows * STEP_S)
        v_mps -= slows * STEP_S
        t_s += STEP_S
    return x_m, t_s


@pytest.mark.parametrize(
    ("bands", "v_mps", "grade"),
    [
        (((0.0, 10.0, 18.0), (0.9, 0.7, 0.5)), 22.0, 0.0),
        (((0.0, 10.0, 18.0), (0.9, 0.7, 0.5)), 17.9, -0.02),  # gains speed into a weaker band
        (((0.0, 18.0), (0.5, 2.0)), 17.9, -0.02),  # meets a stronger band, and stays at its edge
        (((0.0, 18.0), (0.5, 2.0)), 18.1, -0.02),  # comes down to the edge and stays there
        (((0.0, 2.0), (0.8, 0.6)), 1.5, 0.0),  # stands before full force
        (((0.0, 10.0), (0.8, 0.6)), 15.0, 0.015),  # a rise counts after the build-up only
    ],
)
def test_bands_and_falls_during_build_up(
    bands: tuple[tuple[float, ...], tuple[float, ...]], v_mps: float, grade: float
) -> None:
    brake = brake_with_delay(*bands, 1.0, 5.0)
    stop = stop_of(brake, v_mps, grade=grade)
    assert (stop.distance_m, stop.time_s) == pytest.approx(stepped(brake, v_mps, grade), rel=1e-3, abs=2e-3)


SLOWS = st.lists(st.floats(0.25, 1.5), min_size=3, max_size=3)
GRADES = st.floats(-0.02, 0.02)


@settings(max_examples=60)
@given(SLOWS, st.floats(0.5, 40.0), GRADES, st.floats(0.1, 9.0))
def test_more_speed_never_stops_shorter(
    slows: list[float], v_mps: float, grade: float, linear_s: float
) -> None:
    brake = brake_with_delay((0.0, 8.0, 20.0), tuple(slows), 0.5, linear_s)
    slow, fast = stop_of(brake, v_mps, grade=grade), stop_of(brake, v_mps + 0.5, grade=grade)
    assert fast.distance_m > slow.distance_m
    assert fast.time_s > slow.time_s


def test_guaranteed_brakes_take_longer_to_build_up() -> None:
    brake = brake_with_delay((0.0,), (0.8,), 1.0, 4.0)
    stop = stop_of(brake, 20.0, factors=BrakeFactors(0.7, 0.9, 1.1))
    longer = stop_of(brake_with_delay((0.0,), (0.8 * 0.63,), 1.1, 4.4), 20.0)
    assert stop == pytest.approx(longer, rel=1e-13)


def test_a_brake_that_makes_up_for_the_grade_stops_as_on_the_level() -> None:
    brake = BrakeModel((0.0,), (0.7,), on_any_grade=True)
    assert stop_of(brake, 20.0, grade=0.02) == stop_of(brake, 20.0)


def test_a_fall_that_wins_is_refused_after_the_build_up() -> None:
    with pytest.raises(InputError, match="E0208"):
        stop_of(brake_with_delay((0.0,), (0.1,), 1.0, 4.0), 20.0, grade=-0.02)
    with pytest.raises(ValueError, match="before its command"):
        brake_with_delay((0.0,), (0.1,), -1.0, 4.0)
