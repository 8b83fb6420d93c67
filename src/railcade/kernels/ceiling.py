"""The ceiling: braking curves down to the limits, found from the end backwards."""

from __future__ import annotations

import math

import numpy as np

from railcade.kernels.compiling import inner, lean
from railcade.kernels.shapes import Status, Task
from railcade.kernels.tables import Rows

NODES = np.polynomial.legendre.leggauss(8)
NODE = NODES[0].copy()
WEIGHT = NODES[1].copy()
FEW_NODES = np.polynomial.legendre.leggauss(4)
FEW_NODE = FEW_NODES[0].copy()
FEW_WEIGHT = FEW_NODES[1].copy()
EVEN = 0.1
"""Four points do where the square of the deceleration changes by less than this share: 1e-10 of the time."""


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
    """Time between two positions of a piece: exact on even grade, else by Gauss points."""
    row = curves[piece]
    slope = row.slows_mps2_per_m
    v1 = math.sqrt(2.0 * w_on_piece(curves, piece, left_m))
    v2 = math.sqrt(2.0 * max(w_on_piece(curves, piece, right_m), 0.0))
    if slope == 0.0:
        return 2.0 * (right_m - left_m) / (v1 + v2) if right_m > left_m else 0.0
    most = row.slows_mps2 * row.slows_mps2 - slope * (v2 * v2 - 2.0 * row.w_m2ps2)
    change = slope * (v2 * v2 - v1 * v1)
    if abs(change) < EVEN * most:
        total = 0.0
        for i in range(4):
            v = 0.5 * (v1 + v2) + 0.5 * (v1 - v2) * FEW_NODE[i]
            total += FEW_WEIGHT[i] / math.sqrt(most + slope * (v2 * v2 - v * v))
        return 0.5 * (v1 - v2) * total
    return uneven_seconds(curves, piece, left_m, right_m)


@lean
def uneven_seconds(curves: Rows, piece: int, left_m: float, right_m: float) -> float:
    """The same in closed form, or by eight points on dx/v where the speed hardly changes."""
    row = curves[piece]
    slope = row.slows_mps2_per_m
    v1 = math.sqrt(2.0 * w_on_piece(curves, piece, left_m))
    v2 = math.sqrt(2.0 * max(w_on_piece(curves, piece, right_m), 0.0))
    if v2 <= 0.5 * v1:
        # The deceleration is sqrt(a² - k v²): where the brake only just outweighs the fall, nearly 0.
        square, root = row.slows_mps2 * row.slows_mps2 + 2.0 * slope * row.w_m2ps2, math.sqrt(abs(slope))
        if square > 0.0:
            share = root / math.sqrt(square)
            if slope > 0.0:
                return (math.asin(min(v1 * share, 1.0)) - math.asin(min(v2 * share, 1.0))) / root
            return (math.asinh(v1 * share) - math.asinh(v2 * share)) / root
        share = root / math.sqrt(-square) if square < 0.0 else 0.0  # the brake grows towards the stand
        if share > 0.0:
            return (math.acosh(max(v1 * share, 1.0)) - math.acosh(max(v2 * share, 1.0))) / root
        return math.log(v1 / v2) / root
    total = 0.0
    for i in range(8):
        x = 0.5 * (left_m + right_m) + 0.5 * (right_m - left_m) * NODE[i]
        total += WEIGHT[i] * 0.5 * (right_m - left_m) / math.sqrt(2.0 * w_on_piece(curves, piece, x))
    return total


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
