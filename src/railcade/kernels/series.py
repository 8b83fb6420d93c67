"""Long steps of motion: the power series of speed in time, to the sixth order."""

from __future__ import annotations

import math

from railcade.kernels.compiling import inner, lean
from railcade.kernels.forces import LANDED_M, LANDED_MPS, acceleration
from railcade.kernels.shapes import Law, State

ORDER = 6
LAST_TERM_MPS = 1e-7
"""Most that the last term of the series may give; what is left out is smaller by step over time constant."""


CLOSE_S = 1e-5
"""From here on one more step of Newton's method lands."""

MORE = 1.002
"""So much longer a guessed step is taken, that what is looked for lies before its end."""


Series = tuple[float, float, float, float, float, float, float]
"""v(t) = c0 + c1 t + ... + c6 t⁶ from a state on; m/s per s to each power."""


@inner
def series_of(law: Law, x_m: float, v_mps: float) -> Series:
    """Coefficients by recursion (Picard's) of v' = base + p v + r v² + s (x - from), x' = v."""
    r, s = law.by_v2_per_m, law.by_x_mps2_per_m
    q = law.by_v_per_s + 2.0 * r * v_mps
    v1 = acceleration(law, x_m, v_mps)
    v2 = (q * v1 + s * v_mps) * (1.0 / 2.0)
    v3 = (q * v2 + r * v1 * v1 + s * v1 * (1.0 / 2.0)) * (1.0 / 3.0)
    v4 = (q * v3 + 2.0 * r * v1 * v2 + s * v2 * (1.0 / 3.0)) * (1.0 / 4.0)
    v5 = (q * v4 + r * (2.0 * v1 * v3 + v2 * v2) + s * v3 * (1.0 / 4.0)) * (1.0 / 5.0)
    v6 = (q * v5 + 2.0 * r * (v1 * v4 + v2 * v3) + s * v4 * (1.0 / 5.0)) * (1.0 / 6.0)
    return v_mps, v1, v2, v3, v4, v5, v6


@inner
def speed_after(c: Series, h_s: float) -> float:
    """Speed after a time, m/s."""
    return c[0] + h_s * (c[1] + h_s * (c[2] + h_s * (c[3] + h_s * (c[4] + h_s * (c[5] + h_s * c[6])))))


@inner
def way_after(c: Series, h_s: float) -> float:
    """Way after a time, m."""
    high = c[4] * (1.0 / 5.0) + h_s * (c[5] * (1.0 / 6.0) + h_s * c[6] * (1.0 / 7.0))
    low = c[1] * (1.0 / 2.0) + h_s * (c[2] * (1.0 / 3.0) + h_s * (c[3] * (1.0 / 4.0) + h_s * high))
    return h_s * (c[0] + h_s * low)


@inner
def rate_after(c: Series, h_s: float) -> float:
    """Acceleration after a time, m/s²."""
    high = 4.0 * c[4] + h_s * (5.0 * c[5] + h_s * 6.0 * c[6])
    return c[1] + h_s * (2.0 * c[2] + h_s * (3.0 * c[3] + h_s * high))


@inner
def fitting_s(c: Series, h_s: float) -> float:
    """The step, at most `h_s`, that the series carries: its last term stays below `LAST_TERM_MPS`."""
    cube = h_s * h_s * h_s
    while abs(c[6]) * cube * cube > LAST_TERM_MPS:
        h_s *= 0.75
        cube = h_s * h_s * h_s
    return h_s


@lean
def time_to_way(c: Series, way_m: float, h_s: float) -> float:
    """When a way is run, at most `h_s`, after which it is: Halley's method (1694) inside a bracket.

    A last step of Newton's is not looked at again: from `CLOSE_S` it lands within 1e-9 m.
    """
    low, high, h = 0.0, h_s, h_s
    for _ in range(60):
        miss, v = way_after(c, h) - way_m, speed_after(c, h)
        if abs(miss) <= CLOSE_S * v:
            return min(h - miss / v, h_s)
        if abs(miss) <= LANDED_M:
            break
        if miss > 0.0:
            high = h
        else:
            low = h
        curved = v * v - 0.5 * miss * rate_after(c, h)
        h = h - miss * v / curved if curved > 0.0 else low
        if not low < h < high:
            h = 0.5 * (low + high)
            if high - low <= 1e-15 * high:
                break
    return h


@lean
def time_to_speed(c: Series, v_mps: float, h_s: float) -> float:
    """When a speed is met, at most `h_s`, at which it has been passed: Newton's method in the same way."""
    low, high, h = 0.0, h_s, h_s
    rising = True
    for i in range(60):
        miss, a = speed_after(c, h) - v_mps, rate_after(c, h)
        if i == 0:
            rising = miss > 0.0  # not by the start, which may lie on the bound and turn back to it
        if abs(miss) <= CLOSE_S * abs(a):
            return min(h - miss / a, h_s)
        if abs(miss) <= LANDED_MPS:
            break
        if (miss > 0.0) == rising:
            high = h
        else:
            low = h
        h = h - miss / a if a != 0.0 else low
        if not low < h < high:
            h = 0.5 * (low + high)
            if high - low <= 1e-15 * high:
                break
    return h


@inner
def guess_s(c: Series, way_m: float, bounds: tuple[float, float], h_s: float) -> float:
    """A step that reaches the end of a way or a bound of speed, or a little more; at most `h_s`."""
    square = c[0] * c[0] + 2.0 * c[1] * way_m
    if square > 0.0:
        v_end = math.sqrt(square)
        h = 2.0 * way_m / (c[0] + v_end)
        bend = h * h * h * c[2] * (1.0 / 3.0) / v_end
        h_s = min(h_s, MORE * (h - bend) if abs(bend) < 0.2 * h else 1.1 * h)
    elif c[1] < 0.0:
        h_s = min(h_s, -1.01 * c[0] / c[1] + 1e-6)
    gap = bounds[1] - c[0] if c[1] > 0.0 else bounds[0] - c[0]
    if gap * c[1] > 0.0 and abs(c[1]) * h_s > 0.7 * abs(gap):
        h = gap / c[1]
        bend = h * c[2] / c[1]
        if abs(bend) < 0.3:
            h_s = min(h_s, MORE * h * (1.0 - bend + 2.0 * bend * bend))
    return h_s


@lean
def advance(law: Law, state: State, edge_m: float, bounds: tuple[float, float], h_s: float) -> State:
    """A step of at most `h_s` that ends on the cell's edge or on a bound of speed if it meets one.

    It may also end before: where the series reaches no farther, or where the speed turns near a bound.
    """
    c = series_of(law, state.x_m, state.v_mps)
    v_low, v_high = bounds
    way = edge_m - state.x_m
    h = fitting_s(c, guess_s(c, way, bounds, h_s))
    if c[1] * rate_after(c, h) < 0.0 and c[0] + c[1] * h > v_high:
        h = max(h * c[1] / (c[1] - rate_after(c, h)), 0.1 * h)  # it may be above the bound in between
    cell, x, v = state.cell, way_after(c, h), speed_after(c, h)
    # Twice: what lies beyond the edge may hide that a bound was met, and the other way round.
    for _ in range(2):
        if v > v_high + LANDED_MPS or v < v_low:
            bound = v_high if v > v_high else v_low
            h = time_to_speed(c, bound, h)
            x, v, cell = way_after(c, h), bound, state.cell
        if x >= way - LANDED_M and cell == state.cell:
            h = time_to_way(c, way, h)
            x, v, cell = way, speed_after(c, h), cell + 1
    x = edge_m if cell > state.cell else state.x_m + x
    return State(x, max(min(v, v_high), v_low), state.t_s + h, cell)


@inner
def carried(law: Law, state: State, h_s: float) -> State:
    """The state a little later under a law of motion, within the reach of one step."""
    c = series_of(law, state.x_m, state.v_mps)
    return State(state.x_m + way_after(c, h_s), speed_after(c, h_s), state.t_s + h_s, state.cell)
