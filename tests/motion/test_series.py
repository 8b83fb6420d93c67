"""Long steps: of the eighth order, exact at their ends, and short enough for their last term."""

from __future__ import annotations

import math

import numpy as np
import pytest

from railcade.kernels.forces import acceleration
from railcade.kernels.series import LAST_TERM_MPS, advance, carried, fitting_s, series_of, speed_after
from railcade.kernels.shapes import Law, State

LAW = Law(0.4, -0.012, -2e-4, 1e-5, 0.0, 0.0, 1.0)
START = State(0.0, 0.0, 0.0, 0)
FREE = (0.0, 1e9)


def end_of(count: int) -> State:
    state = START
    for _ in range(count):
        state = carried(LAW, state, 80.0 / count)
    return state


def test_eighth_order() -> None:
    exact = end_of(1024)
    errors = [abs(end_of(count).v_mps - exact.v_mps) for count in (4, 8, 16)]
    orders = [math.log2(coarse / fine) for coarse, fine in zip(errors[:-1], errors[1:], strict=True)]
    print("orders measured:", [round(order, 2) for order in orders], "errors m/s:", errors)
    assert orders == pytest.approx([8.0, 8.0], abs=0.5)


def test_the_last_term_bounds_the_error_of_a_step() -> None:
    """Left out is less than the last term: the time constant is longer than the step."""
    state = State(0.0, 8.0, 0.0, 0)
    series = series_of(LAW, state.x_m, state.v_mps)
    h = fitting_s(series, 60.0)
    assert abs(series[8]) * h**8 <= LAST_TERM_MPS
    fine = state
    for _ in range(256):
        fine = carried(LAW, fine, h / 256)
    error_mps = abs(carried(LAW, state, h).v_mps - fine.v_mps)
    print("step", h, "s, error", error_mps, "m/s")
    assert error_mps <= LAST_TERM_MPS


def test_a_last_term_that_passes_through_0_bounds_nothing() -> None:
    """Near the speed in balance the eighth term changes its sign: 30 s by it alone, 2.9e-7 m/s off."""
    law = Law(0.38965954969010547, -0.02246895729712771, -5.603049782624631e-05, 0.0, 0.0, 0.0, 1.0)
    state = State(0.0, 14.757966236, 0.0, 0)
    series = series_of(law, state.x_m, state.v_mps)
    assert abs(series[8]) * 30.8**8 <= LAST_TERM_MPS
    h = fitting_s(series, 30.8)
    fine = state
    for _ in range(256):
        fine = carried(law, fine, h / 256)
    assert abs(speed_after(series, h) - fine.v_mps) <= LAST_TERM_MPS


def test_landing_does_not_lengthen_a_step_beyond_its_series() -> None:
    """Steps that end on an edge, drawn so that the guess lies just within what the series carries."""
    rng = np.random.default_rng(3)
    for _ in range(500):
        law = Law(rng.uniform(-0.2, 0.4), rng.uniform(-0.03, 0.0), -1e-4, rng.normal() * 1e-4, 0.0, 0.0, 1.0)
        state = State(0.0, rng.uniform(2.0, 20.0), 0.0, 0)
        series = series_of(law, state.x_m, state.v_mps)
        reach = fitting_s(series, 500.0)
        edge_m = carried(law, state, reach).x_m * (1.0 + 10.0 ** rng.uniform(-12.0, -2.0))
        after = advance(law, state, edge_m, FREE, math.inf)
        assert fitting_s(series, after.t_s) == after.t_s


def test_case_a2_in_long_steps() -> None:
    """Constant force and Davis resistance, case A2 of the analytic cases, to 10 m/s."""
    mass_kg, (a, b, c) = 414_460.0, (5854.0, 74.16000000000001, 12.96)
    law = Law((213_900.0 - a) / mass_kg, -b / mass_kg, -c / mass_kg, 0.0, 0.0, 0.0, 1.0)
    state = START
    while state.v_mps < 10.0:
        state = advance(law, state, 1e6, (0.0, 10.0), math.inf)
    assert (state.t_s, state.x_m) == pytest.approx((19.998891785723572, 100.15845311279678), rel=1e-8)


@pytest.mark.parametrize("base_mps2", [0.3, 0.02, -0.02, -0.25])
def test_a_step_ends_on_the_edge_or_on_the_bound(base_mps2: float) -> None:
    law = Law(base_mps2, -1e-3, -5e-5, -2e-5, 100.0, 0.0, 1.0)
    for bounds in ((0.0, 1e9), (11.9, 12.1)):
        state = State(100.0, 12.0, 5.0, 3)
        for _ in range(50):
            after = advance(law, state, 400.0, bounds, math.inf)
            assert after.t_s > state.t_s
            assert bounds[0] <= after.v_mps <= bounds[1]
            state = after
            if state.cell == 4 or state.v_mps in bounds:
                break
        assert (state.cell == 4) == (state.x_m == 400.0)
        assert state.cell == 4 or state.v_mps in bounds


def test_a_dip_below_a_bound_ends_where_the_speed_is_back() -> None:
    """Coasting from the held speed over a rise that turns into a fall."""
    law = Law(-0.01, 0.0, 0.0, 1e-4, 0.0, 0.0, 1.0)
    after = advance(law, State(0.0, 10.0, 0.0, 0), 1000.0, (0.0, 10.0), math.inf)
    while after.v_mps < 10.0:
        after = advance(law, after, 1000.0, (0.0, 10.0), math.inf)
    # v² / 2 changes by the integral of a over x: back after twice the way to where a is 0.
    assert after.x_m == pytest.approx(200.0, abs=1e-6)
    assert np.sign(acceleration(law, after.x_m, after.v_mps)) == 1.0
