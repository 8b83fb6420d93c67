"""Stopping distances against tabulated ones (ETCS conversion model, P, 400 m unless told).

The table on the level was made with explicit steps of 0.05 s, which stop up to 1.8 m late: shown in
tests/oracles/test_motion_stopping_table.py. The closed form is met to 0.06 m in test_motion_etcs.py there.
"""

from __future__ import annotations

from typing import Any

import pytest

from railcade.errors import InputError
from railcade.motion import BrakeModel, stop_of
from railcade.motion.braking import deceleration_bands, full_brake_of_percentage
from railcade.rules import BrakeFactors

GUARANTEED = BrakeFactors(speed_factor=0.7, rolling_factor=0.9, time_factor=1.1)
LATE_M = 2.0
LEVEL = {
    30: (261, 546, 967, 1560, 2179),
    50: (193, 392, 660, 1028, 1471),
    65: (166, 331, 550, 825, 1179),
    80: (147, 290, 477, 711, 995),
    100: (131, 252, 411, 607, 841),
}


def stopping_distance_m(
    percentage: float,
    position: str,
    length_m: float,
    speed_mps: float,
    grade: float = 0.0,
    factors: BrakeFactors | None = None,
) -> float:
    brake = full_brake_of_percentage(percentage, position, length_m)
    return stop_of(brake, speed_mps, grade=grade, factors=factors).distance_m


CASES = [
    (percentage, kmh, expected)
    for percentage, row in LEVEL.items()
    for kmh, expected in zip((40, 60, 80, 100, 120), row, strict=True)
]


@pytest.mark.parametrize(("percentage", "kmh", "expected_m"), CASES)
def test_level(percentage: float, kmh: float, expected_m: float) -> None:
    late_m = expected_m - stopping_distance_m(percentage, "P", 400.0, kmh / 3.6)
    assert -0.5 < late_m < LATE_M


@pytest.mark.parametrize(
    ("permille", "kmh", "expected_m"),
    [(-10, 40, 248), (-10, 60, 502), (-10, 80, 844), (-20, 40, 345), (-20, 60, 698), (-20, 80, 1171)],
)
def test_a_fall_adds_speed_while_the_brake_builds_up(permille: float, kmh: float, expected_m: float) -> None:
    assert round(stopping_distance_m(50.0, "P", 400.0, kmh / 3.6, grade=permille / 1000.0)) == expected_m


@pytest.mark.parametrize(
    ("percentage", "length_m", "permille", "factors", "expected_m"),
    [
        (50.0, 400.0, 0, GUARANTEED, 581),
        (50.0, 400.0, -10, GUARANTEED, 889),
        (50.0, 560.0, 0, None, 435),
        (50.0, 560.0, -10, None, 560),
        (50.0, 560.0, 0, GUARANTEED, 629),
        (50.0, 560.0, -10, GUARANTEED, 966),
    ],
)
def test_guaranteed_brakes_and_a_long_train(
    percentage: float, length_m: float, permille: float, factors: BrakeFactors | None, expected_m: float
) -> None:
    grade = permille / 1000.0
    found_m = stopping_distance_m(percentage, "P", length_m, 60 / 3.6, grade=grade, factors=factors)
    assert round(found_m) == expected_m


def test_position_g_takes_longer() -> None:
    assert stopping_distance_m(65.0, "G", 400.0, 20.0) == pytest.approx(
        stopping_distance_m(65.0, "P", 400.0, 20.0) + 20.0 * (12.8 - 5.02)
    )


def test_a_fall_that_the_brakes_cannot_hold_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        stopping_distance_m(30.0, "P", 400.0, 20.0, grade=-0.04)
    assert [problem.code for problem in caught.value.problems] == ["E0208"]
    assert "40.0 ‰" in str(caught.value)


def test_all_that_lies_outside_the_model_is_told_at_once() -> None:
    with pytest.raises(InputError) as caught:
        stopping_distance_m(20.0, "R", 1600.0, 20.0)
    assert [problem.code for problem in caught.value.problems] == ["E0105"] * 3


BRAKE = full_brake_of_percentage(65.0, "P", 400.0)
NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"speed_mps": -1.0}, "the speed is -1.0 m/s, not 0 or above"),
        ({"speed_mps": NAN}, "the speed is nan m/s"),
        ({"speed_mps": INF}, "the speed is inf m/s"),
        ({"grade": NAN}, "the grade is nan"),
        ({"grade": -12.0}, "the grade is -12.0, not a rise per metre"),
        ({"adhesion_factor": 0.0}, "the adhesion is 0.0"),
        ({"adhesion_factor": NAN}, "the adhesion is nan"),
        ({"gravity_mps2": -9.81}, "gravity is -9.81 m/s²"),
        ({"factors": BrakeFactors(0.7, NAN, 1.1)}, "the factors of guaranteed brakes are"),
        ({"brake": BrakeModel((), ())}, "needs one deceleration for each speed"),
        ({"brake": BrakeModel((0.0, 5.0), (0.5,))}, "needs one deceleration for each speed"),
        ({"brake": BrakeModel((5.0,), (0.5,))}, "the first speed 0"),
        ({"brake": BrakeModel((0.0, 9.0, 8.0), (0.5, 0.4, 0.3))}, "speeds of the brake do not rise"),
        ({"brake": BrakeModel((0.0, NAN), (0.5, 0.4))}, "speeds of the brake do not rise"),
        ({"brake": BrakeModel((0.0,), (-0.5,))}, "a deceleration of the brake is below 0 or not finite"),
        ({"brake": BrakeModel((0.0,), (0.5,), -1.0)}, "a build-up time is below 0 or not finite"),
        ({"brake": BrakeModel((0.0,), (0.5,), linear_s=NAN)}, "a build-up time is below 0 or not finite"),
    ],
)
def test_figures_with_which_nothing_stops(words: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError) as caught:
        stop_of(**{"brake": BRAKE, "speed_mps": 20.0, **words})
    (problem,) = caught.value.problems
    assert problem.code == "E0105"
    assert told in problem.what


def test_all_wrong_figures_are_told_at_once() -> None:
    with pytest.raises(InputError) as caught:
        stop_of(BrakeModel((0.0,), (NAN,)), NAN, grade=NAN)
    assert [problem.code for problem in caught.value.problems] == ["E0105"] * 3


@pytest.mark.parametrize("percentage", [29.9, 250.1, NAN, -60.0])
def test_a_percentage_outside_the_model_makes_no_bands(percentage: float) -> None:
    with pytest.raises(InputError, match=r"E0105.*outside 30 to 250"):
        deceleration_bands(percentage)
