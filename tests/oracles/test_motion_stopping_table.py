"""Why the table of stopping distances lies up to 1.8 m above the closed form.

The project's table (brake percentage by speed, P, 400 m, level) is met to the metre, but for one of its 25
figures, by explicit steps of 0.05 s, in each of which the speed of its start is kept: such steps add about
half a step at full speed, v x 0.025 s, and the last one runs beyond the stand. The closed form is exact.
"""

from __future__ import annotations

import pytest

from railcade.motion.braking import deceleration_bands, emergency_build_up_s
from tests.motion.braking.test_stopping import CASES, stopping_distance_m

STEP_S = 0.05


def stepped_m(percentage: float, speed_mps: float, step_s: float) -> float:
    """Stopping distance by explicit steps after the whole build-up."""
    speeds, values = deceleration_bands(percentage)
    bands = list(zip(speeds, values, strict=True))
    way_m = speed_mps * emergency_build_up_s("P", 400.0)
    while speed_mps > 0.0:
        slows = next(value for low, value in reversed(bands) if speed_mps > low)
        way_m += speed_mps * step_s
        speed_mps -= slows * step_s
    return way_m


def test_explicit_steps_give_the_table() -> None:
    off = [
        (percentage, kmh)
        for percentage, kmh, expected in CASES
        if round(stepped_m(percentage, kmh / 3.6, STEP_S)) != expected
    ]
    assert off == [(30, 120)]
    assert stepped_m(30.0, 120.0 / 3.6, STEP_S) == pytest.approx(2179.0, abs=1.1)


@pytest.mark.parametrize(("percentage", "kmh"), [(30, 60), (65, 120), (100, 80)])
def test_smaller_steps_lead_to_the_closed_form(percentage: float, kmh: float) -> None:
    """First order: a step ten times as short leaves a tenth of the error."""
    exact_m = stopping_distance_m(percentage, "P", 400.0, kmh / 3.6)
    errors_m = [stepped_m(percentage, kmh / 3.6, step_s) - exact_m for step_s in (0.01, 0.001)]
    assert errors_m[0] == pytest.approx(0.5 * 0.01 * kmh / 3.6, rel=0.25)
    assert errors_m[1] == pytest.approx(0.1 * errors_m[0], rel=0.25)
