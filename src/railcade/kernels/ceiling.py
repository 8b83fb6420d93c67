"""The ceiling: braking curves down to the limits, found from the end backwards."""

from __future__ import annotations

import math

from railcade.kernels.compiling import inner, lean
from railcade.kernels.shapes import Status, Task
from railcade.kernels.tables import Rows


@inner
def on_curve(curves: Rows, first: int, x_m: float) -> tuple[float, float]:
    """v²/2 on a braking curve, and its deceleration; before its start that of the start goes on."""
    row = curves[piece_at(curves, first, x_m)]
    before = max(row.left_m - x_m, 0.0)
    u = row.right_m - x_m - before
    slows = row.slows_mps2 - row.slows_mps2_per_m * u
    w = row.w_m2ps2 + u * (row.slows_mps2 - 0.5 * row.slows_mps2_per_m * u)
    return float(w + before * slows), float(slows)


@inner
def w_on_curve(curves: Rows, first: int, x_m: float) -> float:
    """v²/2 on a braking curve."""
    return on_curve(curves, first, x_m)[0]


@inner
def piece_at(curves: Rows, first: int, x_m: float) -> int:
    """The piece of a curve, at or after its piece `first`, that holds a position and goes on beyond it."""
    piece, last = first, curves[first].last
    while piece < last and curves[piece].right_m <= x_m:
        piece += 1
    return int(piece)


@inner
def w_on_piece(curves: Rows, piece: int, x_m: float) -> float:
    """v²/2 on a piece."""
    row = curves[piece]
    u = row.right_m - x_m
    return float(row.w_m2ps2 + u * (row.slows_mps2 - 0.5 * row.slows_mps2_per_m * u))


@inner
def curve_seconds(curves: Rows, piece: int, left_m: float, right_m: float) -> float:
    """Time between two positions of a piece, in closed form."""
    row = curves[piece]
    slope, way = row.slows_mps2_per_m, right_m - left_m
    v1 = math.sqrt(2.0 * w_on_piece(curves, piece, left_m))
    v2 = math.sqrt(2.0 * max(w_on_piece(curves, piece, right_m), 0.0))
    if slope == 0.0 or way <= 0.0:
        return 2.0 * way / (v1 + v2) if way > 0.0 else 0.0
    after = row.slows_mps2 - slope * (row.right_m - right_m)
    return uneven_seconds(slope, way, (v1, v2), (max(after - slope * way, 0.0), max(after, 0.0)))


@lean
def uneven_seconds(
    slows_mps2_per_m: float, way_m: float, v_mps: tuple[float, float], slows_mps2: tuple[float, float]
) -> float:
    """The same where the deceleration d changes evenly with position, with speeds and d at both ends.

    Position is harmonic or hyperbolic in time: v and d / sqrt(slope) are the legs of a right angle that
    turns evenly; sqrt(-slope) v + d falls by the same share in each second. All sums are of positive terms.
    """
    v1, v2 = v_mps
    slope = slows_mps2_per_m
    d1, d2 = slows_mps2
    root, fall_mps = math.sqrt(abs(slope)), way_m * (d1 + d2) / (v1 + v2)
    if slope > 0.0:
        return math.atan2(root * (fall_mps * d2 + v2 * slope * way_m), d1 * d2 + slope * v1 * v2) / root
    return math.log1p((root * fall_mps - slope * way_m) / (root * v2 + d2)) / root


@inner
def piece_before(task: Task, cell: int, x_m: float, w_m2ps2: float) -> tuple[float, float, float, float]:
    """One piece backwards from (x, w): its left end, w there, deceleration and its slope at the right end.

    It ends at the cell's edge, at a knot of the brake or at the limit. Where the brake cannot slow the
    train the piece has no length; the deceleration, which is not positive there, is the least of the cell.
    """
    way = task.cells[cell]
    band, beyond = task.first_band[way.condition], task.first_band[way.condition + 1]
    while band + 1 < beyond and 0.5 * task.bands[band + 1].from_mps ** 2 <= w_m2ps2:
        band += 1
    per_grade = task.grade_share * task.weight_newton / task.dynamic_mass_kg
    slope = per_grade * way.grade_per_m
    grade = way.grade + way.grade_per_m * (x_m - way.edge_m)
    slows = task.bands[band].deceleration_mps2 + per_grade * grade
    room = x_m - way.edge_m
    w_goal = 0.5 * way.limit_mps * way.limit_mps
    if band + 1 < beyond:
        w_goal = min(w_goal, 0.5 * task.bands[band + 1].from_mps ** 2)
    gain = w_goal - w_m2ps2
    square = slows * slows - 2.0 * slope * gain
    if slows > 0.0 and square >= 0.0:
        u = 2.0 * gain / (slows + math.sqrt(square))
        if u <= room:
            return x_m - u, w_goal, slows, slope
    if slows <= 0.0 or slows - slope * room <= 0.0:
        return x_m, w_m2ps2, min(slows, slows - slope * room), slope
    return way.edge_m, w_m2ps2 + room * (slows - 0.5 * slope * room), slows, slope


@lean
def find_curves(task: Task, curves: Rows) -> tuple[int, int, float, float]:
    """All braking curves, from the end backwards, written into `curves` from its end.

    Returns status, the first row used, and where and by how much (m/s²) the brake fails.
    """
    cells = task.cells
    count = len(cells)
    top = last = len(curves) - 1
    x, w, braking = cells[count - 1].end_m, 0.0, True
    for cell in range(count - 1, -1, -1):
        edge = cells[cell].edge_m
        w_limit = 0.5 * cells[cell].limit_mps * cells[cell].limit_mps
        if w >= w_limit:
            x, w, braking = edge, w_limit, False
            continue
        if not braking:
            last, braking = top, True
        while braking and x > edge:
            left, w_left, slows, slope = piece_before(task, cell, x, w)
            if left >= x and slows <= 0.0:
                return Status.RUNAWAY.value, top + 1, x, -slows
            row = curves[top]
            row.left_m, row.right_m, row.w_m2ps2 = left, x, w
            row.slows_mps2, row.slows_mps2_per_m = slows, slope
            row.cell, row.last = cell, last
            top -= 1
            x, w = left, w_left
            if w >= w_limit:
                x, w, braking = edge, w_limit, False
    return Status.DONE.value, top + 1, 0.0, 0.0
