"""Long steps of motion: the power series of speed in time, to the eighth order."""

from __future__ import annotations

import math

from railcade.kernels.compiling import inner, lean
from railcade.kernels.forces import acceleration, plain_acceleration
from railcade.kernels.shapes import Law, State

ORDER = 8
LANDED_M = 1e-9
LANDED_MPS = 1e-12
LAST_TERM_MPS = 1e-9
"""Most that the last term of the series may give; what is left out is smaller by step over time constant."""

BEFORE_SHARE = 0.02
"""Of the term before the last so much counts as last: where the signs of the law's terms make the last one
pass through 0, it does not tell what is left out."""


NOTHING, EDGE, BOUND = 0, 1, 2
"""What a step is to end on."""

LITTLE = 0.1
"""Up to here a series is reverted by four terms; beyond, the first guess is a rougher one."""

CLOSE_S = 1e-5
"""From here on one more step of Newton's method lands."""

NEAR_S = 1e-3
"""A correction below this is the last where terms to the second order in it are counted."""

MORE = 1.002
"""So much longer a guessed step is taken, that what is looked for lies before its end."""


Series = tuple[float, float, float, float, float, float, float, float, float]
"""v(t) = c0 + c1 t + ... + c8 t⁸ from a state on; m/s per s to each power."""


@inner
def series_of(law: Law, x_m: float, v_mps: float) -> Series:
    """Coefficients by recursion of v' = base + p v + r v² + s (x - from) + power / (v + offset), x' = v."""
    if law.power_m2ps3 != 0.0:
        return series_with_power(law, x_m, v_mps)
    return plain_series(law, x_m, v_mps)


@inner
def plain_series(law: Law, x_m: float, v_mps: float) -> Series:
    """The same where no power is in the law."""
    r, s = law.by_v2_per_m, law.by_x_mps2_per_m
    q = law.by_v_per_s + 2.0 * r * v_mps
    # Each term is one product away from the one before; what else it needs is known earlier. Written so,
    # the chain takes half the time.
    v1 = plain_acceleration(law, x_m, v_mps)
    v2 = q * (1.0 / 2.0) * v1 + s * (1.0 / 2.0) * v_mps
    v3 = q * (1.0 / 3.0) * v2 + v1 * (r * (1.0 / 3.0) * v1 + s * (1.0 / 6.0))
    v4 = q * (1.0 / 4.0) * v3 + v2 * (r * (1.0 / 2.0) * v1 + s * (1.0 / 12.0))
    v5 = q * (1.0 / 5.0) * v4 + (v3 * (r * (2.0 / 5.0) * v1 + s * (1.0 / 20.0)) + r * (1.0 / 5.0) * (v2 * v2))
    v6 = q * (1.0 / 6.0) * v5 + (v4 * (r * (1.0 / 3.0) * v1 + s * (1.0 / 30.0)) + r * (1.0 / 3.0) * (v2 * v3))
    squares = 2.0 * (v2 * v4) + v3 * v3
    v7 = q * (1.0 / 7.0) * v6 + (v5 * (r * (2.0 / 7.0) * v1 + s * (1.0 / 42.0)) + r * (1.0 / 7.0) * squares)
    products = v2 * v5 + v3 * v4
    v8 = q * (1.0 / 8.0) * v7 + (v6 * (r * (1.0 / 4.0) * v1 + s * (1.0 / 56.0)) + r * (1.0 / 4.0) * products)
    return v_mps, v1, v2, v3, v4, v5, v6, v7, v8


@lean
def series_with_power(law: Law, x_m: float, v_mps: float) -> Series:
    """The same with power: y = power / (v + offset) has a series too, since y (v + offset) is constant."""
    p, r, s = law.by_v_per_s, law.by_v2_per_m, law.by_x_mps2_per_m
    over = -1.0 / (v_mps + law.offset_mps)
    q = p + 2.0 * r * v_mps
    y0 = -law.power_m2ps3 * over
    v1 = acceleration(law, x_m, v_mps)
    y1 = over * v1 * y0
    v2 = (q * v1 + s * v_mps + y1) * (1.0 / 2.0)
    y2 = over * (v1 * y1 + v2 * y0)
    v3 = (q * v2 + r * v1 * v1 + s * v1 * (1.0 / 2.0) + y2) * (1.0 / 3.0)
    y3 = over * (v1 * y2 + v2 * y1 + v3 * y0)
    v4 = (q * v3 + 2.0 * r * v1 * v2 + s * v2 * (1.0 / 3.0) + y3) * (1.0 / 4.0)
    y4 = over * (v1 * y3 + v2 * y2 + v3 * y1 + v4 * y0)
    v5 = (q * v4 + r * (2.0 * v1 * v3 + v2 * v2) + s * v3 * (1.0 / 4.0) + y4) * (1.0 / 5.0)
    y5 = over * (v1 * y4 + v2 * y3 + v3 * y2 + v4 * y1 + v5 * y0)
    v6 = (q * v5 + 2.0 * r * (v1 * v4 + v2 * v3) + s * v4 * (1.0 / 5.0) + y5) * (1.0 / 6.0)
    y6 = over * (v1 * y5 + v2 * y4 + v3 * y3 + v4 * y2 + v5 * y1 + v6 * y0)
    v7 = (q * v6 + r * (2.0 * (v1 * v5 + v2 * v4) + v3 * v3) + s * v5 * (1.0 / 6.0) + y6) * (1.0 / 7.0)
    y7 = over * (v1 * y6 + v2 * y5 + v3 * y4 + v4 * y3 + v5 * y2 + v6 * y1 + v7 * y0)
    v8 = (q * v7 + 2.0 * r * (v1 * v6 + v2 * v5 + v3 * v4) + s * v6 * (1.0 / 7.0) + y7) * (1.0 / 8.0)
    return v_mps, v1, v2, v3, v4, v5, v6, v7, v8


# Polynomials in pairs (Estrin 1960): half as many products wait for each other as in a nested form.


@inner
def speed_after(c: Series, h_s: float) -> float:
    """Speed after a time, m/s."""
    square = h_s * h_s
    low = (c[0] + h_s * c[1]) + square * (c[2] + h_s * c[3])
    high = (c[4] + h_s * c[5]) + square * (c[6] + h_s * c[7]) + square * square * c[8]
    return low + square * square * high


@inner
def way_after(c: Series, h_s: float) -> float:
    """Way after a time, m."""
    square = h_s * h_s
    low = (c[0] + h_s * (c[1] * (1.0 / 2.0))) + square * (c[2] * (1.0 / 3.0) + h_s * (c[3] * (1.0 / 4.0)))
    middle = c[4] * (1.0 / 5.0) + h_s * (c[5] * (1.0 / 6.0))
    high = c[6] * (1.0 / 7.0) + h_s * (c[7] * (1.0 / 8.0)) + square * (c[8] * (1.0 / 9.0))
    return h_s * (low + square * square * (middle + square * high))


@inner
def rate_after(c: Series, h_s: float) -> float:
    """Acceleration after a time, m/s²."""
    square = h_s * h_s
    low = (c[1] + h_s * (2.0 * c[2])) + square * (3.0 * c[3] + h_s * (4.0 * c[4]))
    high = (5.0 * c[5] + h_s * (6.0 * c[6])) + square * (7.0 * c[7] + h_s * (8.0 * c[8]))
    return low + square * square * high


@inner
def last_mps(c: Series, h_s: float) -> float:
    """The last term of a step, or a share of the one before: the last alone may pass through 0."""
    square = h_s * h_s
    before = abs(c[7]) * (h_s * square) * (square * square)
    return max(abs(c[8]) * (square * square) * (square * square), BEFORE_SHARE * before)


@inner
def fitting_s(c: Series, h_s: float) -> float:
    """The step, at most `h_s`, that the series carries: its last term stays below `LAST_TERM_MPS`."""
    last = last_mps(c, h_s)
    if last > LAST_TERM_MPS:
        root = math.sqrt(math.sqrt(math.sqrt(LAST_TERM_MPS / last)))
        h_s *= 0.999 * root
        if last_mps(c, h_s) > LAST_TERM_MPS:  # the term before falls by the seventh power only
            h_s *= math.sqrt(math.sqrt(root))
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


@inner
def reverted_s(y_s: float, bends: tuple[float, float, float]) -> float:
    """The h for which h + b1 h²/y + b2 h³/y² + b3 h⁴/y³ = y (Abramowitz and Stegun 1964, 3.6.25)."""
    b1, b2, b3 = bends
    square = b1 * b1
    third = 5.0 * b1 * (b2 - square) - b3
    fourth = 6.0 * b1 * b3 + 3.0 * b2 * b2 + square * (14.0 * square - 21.0 * b2)
    return y_s + y_s * (((2.0 * square - b2) - b1) + (third + fourth))


@inner
def edge_s(c: Series, way_m: float) -> float:
    """About when a way is run, by the first terms; ``inf`` if it turns back before."""
    if c[0] > 0.0:
        share = 1.0 / c[0]
        y = way_m * share
        b = share * y
        b1, b2, b3 = c[1] * b * (1.0 / 2.0), c[2] * y * b * (1.0 / 3.0), c[3] * y * y * b * (1.0 / 4.0)
        if abs(b1) < LITTLE and abs(b2) < LITTLE and abs(b3) < LITTLE:
            return reverted_s(y, (b1, b2, b3))
    square = c[0] * c[0] + 2.0 * c[1] * way_m
    if square <= 0.0:
        return math.inf
    v_end = math.sqrt(square)
    h = 2.0 * way_m / (c[0] + v_end)
    bend = h * h * h * c[2] * (1.0 / 3.0) / v_end
    return h - bend if abs(bend) < 0.2 * h else 1.1 * h


@inner
def bound_s(c: Series, bounds: tuple[float, float], h_s: float) -> float:
    """About when a bound of speed is met if that is before `h_s`; else ``inf``."""
    gap = bounds[1] - c[0] if c[1] > 0.0 else bounds[0] - c[0]
    if gap * c[1] <= 0.0 or abs(c[1]) * h_s < 0.7 * abs(gap):
        return math.inf
    share = 1.0 / c[1]
    y = gap * share
    b = share * y
    b1, b2, b3 = c[2] * b, c[3] * y * b, c[4] * y * y * b
    if abs(b1) < LITTLE and abs(b2) < LITTLE and abs(b3) < LITTLE:
        return reverted_s(y, (b1, b2, b3))
    return y * (1.0 - b1 + 2.0 * b1 * b1 - b2) if abs(b1) < 0.3 and abs(b2) < 0.1 else y


@inner
def advance(law: Law, state: State, edge_m: float, bounds: tuple[float, float], h_s: float) -> State:
    """A step of at most `h_s` that ends on the cell's edge or on a bound of speed if it meets one.

    It may also end before: where the series reaches no farther, or where the speed turns near a bound.
    What comes first is guessed and then landed on; where the guess was wrong, `careful` does it.
    """
    c = series_of(law, state.x_m, state.v_mps)
    way, v_low, v_high = edge_m - state.x_m, bounds[0], bounds[1]
    h, goal = h_s, NOTHING
    # By energy, with the mean of the accelerations now and at the bound: which of the two comes first?
    square = c[0] * c[0] + (c[1] + acceleration(law, state.x_m, v_high)) * way
    reaches = square < 1.1 * v_high * v_high if c[1] > 0.0 else c[0] * h_s >= way
    if reaches:
        h_edge = edge_s(c, way)
        if h_edge < h:
            h, goal = h_edge, EDGE
    if c[1] <= 0.0 or square > 0.9 * v_high * v_high:
        h_bound = bound_s(c, bounds, h)
        if h_bound < h:
            h, goal = h_bound, BOUND
    if h < math.inf:
        reach = fitting_s(c, h)
        if reach < h:
            h, goal = reach, NOTHING
        bound = v_high if c[1] > 0.0 else v_low
        h, moved, a, landed = land(c, (way, bound), h, goal)
        x, v = way if goal == EDGE else moved[0], bound if goal == BOUND else moved[1]
        inside = v_low <= v <= v_high and (goal == EDGE or x < way - LANDED_M)
        # The speed may have passed a bound and come back only if it turned.
        far = c[1] * c[2] <= 0.0 and abs(c[1]) * h < (v_high - c[0] if c[1] > 0.0 else c[0] - v_low)
        if landed and last_mps(c, h) <= LAST_TERM_MPS and inside and h <= h_s and (far or c[1] * a >= 0.0):
            cell = state.cell + 1 if goal == EDGE else state.cell
            return State(edge_m if goal == EDGE else state.x_m + x, v, state.t_s + h, cell)
    return careful(c, state, edge_m, bounds, h_s)


@lean
def advance_apart(
    law: Law, state: State, edge_m: float, bounds: tuple[float, float], h_s: float
) -> State:
    """As `advance`, for where it is rarely needed: not a part of what calls it."""
    return advance(law, state, edge_m, bounds, h_s)


@inner
def slow_down(law: Law, state: State, edge_m: float, h_s: float) -> tuple[State, bool]:
    """As `advance` for a train that slows all the way, with no bound near; False where it does not."""
    c = plain_series(law, state.x_m, state.v_mps)
    way, h, goal = edge_m - state.x_m, h_s, NOTHING
    if c[0] * h_s >= way:
        h_edge = edge_s(c, way)
        if h_edge < h_s:
            h, goal = h_edge, EDGE
    h, moved, a, landed = land(c, (way, 0.0), h, goal)
    inside = goal == EDGE or moved[0] < way - LANDED_M
    slows = c[1] < 0.0 and a < 0.0 and moved[1] > 0.5 * c[0]
    x = edge_m if goal == EDGE else state.x_m + moved[0]
    after = State(x, moved[1], state.t_s + h, state.cell + 1 if goal == EDGE else state.cell)
    return after, landed and last_mps(c, h) <= LAST_TERM_MPS and inside and slows and h <= h_s


@inner
def land(
    c: Series, goals: tuple[float, float], h_s: float, goal: int
) -> tuple[float, tuple[float, float], float, bool]:
    """Mend a guessed step until it ends on its goal, a way or a bound of speed, without a bracket.

    By Halley's method. Returns the step, way and speed, acceleration there, and whether it has landed.
    """
    x, v, a = way_after(c, h_s), speed_after(c, h_s), rate_after(c, h_s)
    if goal == NOTHING:
        return h_s, (x, v), a, True
    for _ in range(5):
        bend = c[2] + h_s * (3.0 * c[3] + h_s * (6.0 * c[4] + h_s * (10.0 * c[5])))
        by = v if goal == EDGE else a
        if by == 0.0:
            break
        share = 1.0 / by
        d = (x - goals[0] if goal == EDGE else v - goals[1]) * share
        curved = (0.5 * a if goal == EDGE else bend) * d * share
        d *= 1.0 + curved
        h_s -= d
        if not (h_s > 0.0 and abs(curved) < 0.3):  # it may turn before
            break
        if abs(d) <= NEAR_S:  # near enough to be told by three terms
            x -= d * (v - d * (0.5 * a - d * (1.0 / 3.0) * bend))
            return h_s, (x, v - d * (a - d * bend)), a - 2.0 * d * bend, True
        x, v, a = way_after(c, h_s), speed_after(c, h_s), rate_after(c, h_s)
    return h_s, (x, v), a, False


@lean
def careful(c: Series, state: State, edge_m: float, bounds: tuple[float, float], h_s: float) -> State:
    """The same with every root in a bracket."""
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
