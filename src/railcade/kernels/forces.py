"""Forces on the whole train, and one step of motion under them."""

from __future__ import annotations

from railcade.kernels.compiling import inner, lean
from railcade.kernels.shapes import Cells, Law, State, Train

AHEAD_M = 1e-6
"""What comes next is judged this far ahead, so that a run never hangs at the point where it changes."""

LANDED_M = 1e-9
LANDED_MPS = 1e-12


@inner
def grade_at(cells: Cells, cell: int, x_m: float) -> float:
    """Mean grade under the train with its head at a position of a cell."""
    return float(cells.grade[cell] + cells.grade_per_m[cell] * (x_m - cells.edge_m[cell]))


@inner
def resistance(train: Train, v_mps: float) -> float:
    """Davis resistance, N."""
    return train.resistance_newton + v_mps * (
        train.resistance_newton_per_mps + v_mps * train.resistance_newton_per_mps2
    )


@inner
def traction(train: Train, segment: int, v_mps: float) -> float:
    """Force of a segment of the traction table, N."""
    over_mps = v_mps - train.knot_mps[segment]
    return float(train.force_newton[segment] + train.slope_newton_per_mps[segment] * over_mps)


@inner
def law_of(train: Train, cells: Cells, cell: int, segment: int) -> Law:
    """The law of motion in a cell with full traction of a segment; the last segment means coasting."""
    mass, slope = train.dynamic_mass_kg, train.slope_newton_per_mps[segment]
    base = train.force_newton[segment] - slope * train.knot_mps[segment] - train.resistance_newton
    return Law(
        (base - train.weight_newton * cells.grade[cell]) / mass,
        (slope - train.resistance_newton_per_mps) / mass,
        -train.resistance_newton_per_mps2 / mass,
        -train.weight_newton * cells.grade_per_m[cell] / mass,
        cells.edge_m[cell],
    )


@inner
def acceleration(law: Law, x_m: float, v_mps: float) -> float:
    """Acceleration at a position and speed."""
    by_speed = v_mps * (law.by_v_per_s + v_mps * law.by_v2_per_m)
    return law.base_mps2 + by_speed + law.by_x_mps2_per_m * (x_m - law.from_m)


@lean
def segment_below(train: Train, v_mps: float) -> int:
    """The segment whose force is at hand at a speed; at a knot the one below it."""
    segment = len(train.knot_mps) - 1
    while segment > 0 and train.knot_mps[segment] >= v_mps:
        segment -= 1
    return segment


@inner
def deceleration(train: Train, v_mps: float) -> float:
    """Deceleration of the brake on level track; at a knot of speed the band below it."""
    band = len(train.brake.speed_mps) - 1
    while band > 0 and train.brake.speed_mps[band] >= v_mps:
        band -= 1
    return float(train.brake.deceleration_mps2[band])


@lean
def rk4(law: Law, x_m: float, v_mps: float, h_s: float) -> tuple[float, float]:
    """One classical Runge-Kutta step (Kutta 1901) of x' = v, v' = a(x, v)."""
    half = 0.5 * h_s
    a1 = acceleration(law, x_m, v_mps)
    v2 = v_mps + half * a1
    a2 = acceleration(law, x_m + half * v_mps, v2)
    v3 = v_mps + half * a2
    a3 = acceleration(law, x_m + half * v2, v3)
    v4 = v_mps + h_s * a3
    a4 = acceleration(law, x_m + h_s * v3, v4)
    return (
        x_m + h_s / 6.0 * (v_mps + 2.0 * v2 + 2.0 * v3 + v4),
        v_mps + h_s / 6.0 * (a1 + 2.0 * a2 + 2.0 * a3 + a4),
    )


@lean
def land(law: Law, state: State, h_s: float, by_speed: bool, goal_m_or_mps: float) -> float:
    """The step, at most `h_s`, that ends on a position, or on a speed if `by_speed`.

    Newton's method, kept by bisection inside the bracket, whose end `h_s` lies beyond the goal_m_or_mps.
    """
    tolerance = LANDED_MPS if by_speed else LANDED_M
    low, high, h = 0.0, h_s, h_s
    rising = True
    for i in range(60):
        x, v = rk4(law, state.x_m, state.v_mps, h)
        miss = (v if by_speed else x) - goal_m_or_mps
        if i == 0:
            rising = miss > 0.0
        if abs(miss) <= tolerance:
            break
        if (miss > 0.0) == rising:
            high = h
        else:
            low = h
        rate = acceleration(law, x, v) if by_speed else v
        h = h - miss / rate if rate != 0.0 else low
        if not low < h < high:
            h = 0.5 * (low + high)
    return h


@lean
def step(law: Law, state: State, edge_m: float, bounds: tuple[float, float], h_s: float) -> State:
    """A step of at most `h_s` that ends on the cell's edge or on a bound of speed if it meets one."""
    v_low, v_high = bounds
    cell, h = state.cell, h_s
    x, v = rk4(law, state.x_m, state.v_mps, h)
    # Twice: what lies beyond the edge may hide that a bound was met, and the other way round.
    for _ in range(2):
        if v > v_high + LANDED_MPS or v < v_low:
            bound = v_high if v > v_high else v_low
            h = land(law, state, h, True, bound)
            x, v, cell = rk4(law, state.x_m, state.v_mps, h)[0], bound, state.cell
        if x >= edge_m - LANDED_M and cell == state.cell:
            h = land(law, state, h, False, edge_m)
            x, v, cell = edge_m, rk4(law, state.x_m, state.v_mps, h)[1], cell + 1
    return State(x, max(min(v, v_high), v_low), state.t_s + h, cell)
