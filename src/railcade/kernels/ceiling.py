"""The ceiling: limits and the braking curves down to them, found from the end backwards."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from railcade.kernels.compiling import inner, lean
from railcade.kernels.shapes import Arcs, IntArray, Status, Table, Task, Train

NODES = np.polynomial.legendre.leggauss(8)
NODE = NODES[0].copy()
WEIGHT = NODES[1].copy()
FEW_NODES = np.polynomial.legendre.leggauss(4)
FEW_NODE = FEW_NODES[0].copy()
FEW_WEIGHT = FEW_NODES[1].copy()
EVEN = 0.1
"""Four points do where the square of the deceleration changes by less than this share: 1e-10 of the time."""


@inner
def w_on_arc(arcs: Arcs, arc: int, x_m: float) -> float:
    """v²/2 on a braking curve; before its start the first piece goes on with constant deceleration."""
    piece = piece_at(arcs, arc, x_m)
    u = arcs.right_m[piece] - max(x_m, arcs.left_m[piece])
    slope = arcs.deceleration_mps2_per_m[piece]
    w = arcs.w_m2ps2[piece] + u * (arcs.deceleration_mps2[piece] - 0.5 * slope * u)
    if x_m < arcs.left_m[piece]:
        w += (arcs.left_m[piece] - x_m) * (arcs.deceleration_mps2[piece] - slope * u)
    return float(w)


@inner
def piece_at(arcs: Arcs, arc: int, x_m: float) -> int:
    """The piece of an arc that holds a position and goes on beyond it."""
    low, high = arcs.first[arc], arcs.last[arc]
    while low < high:
        middle = (low + high) // 2
        if arcs.right_m[middle] <= x_m:
            low = middle + 1
        else:
            high = middle
    return int(low)


@lean
def arc_seconds(arcs: Arcs, piece: int, left_m: float, right_m: float) -> float:
    """Time between two positions of a piece, by eight Gauss points on dv/a, or on dx/v where v is steady."""
    right, slope = arcs.right_m[piece], arcs.deceleration_mps2_per_m[piece]
    d_right, w_right = arcs.deceleration_mps2[piece], arcs.w_m2ps2[piece]
    u1, u2 = right - left_m, right - right_m
    v1 = math.sqrt(2.0 * (w_right + u1 * (d_right - 0.5 * slope * u1)))
    v2 = math.sqrt(2.0 * (w_right + u2 * (d_right - 0.5 * slope * u2)))
    if slope == 0.0:
        return 2.0 * (right_m - left_m) / (v1 + v2)
    total = 0.0
    most, change = d_right * d_right - slope * (v2 * v2 - 2.0 * w_right), slope * (v2 * v2 - v1 * v1)
    if abs(change) < EVEN * most and u1 > u2:
        for i in range(len(FEW_NODE)):
            v = 0.5 * (v1 + v2) + 0.5 * (v1 - v2) * FEW_NODE[i]
            square = most + slope * (v2 * v2 - v * v)
            total += FEW_WEIGHT[i] * 0.5 * (v1 - v2) / math.sqrt(square)
        return total
    for i in range(len(NODE)):
        if v2 > 0.5 * v1:
            u = 0.5 * (u1 + u2) + 0.5 * (u1 - u2) * NODE[i]
            w = w_right + u * (d_right - 0.5 * slope * u)
            total += WEIGHT[i] * 0.5 * (u1 - u2) / math.sqrt(2.0 * w)
        else:
            v = 0.5 * (v1 + v2) + 0.5 * (v1 - v2) * NODE[i]
            square = d_right * d_right - 2.0 * slope * (0.5 * v * v - w_right)
            total += WEIGHT[i] * 0.5 * (v1 - v2) / math.sqrt(square)
    return total


@lean
def band_above(train: Train, w_m2ps2: float) -> int:
    """The band of the brake from a speed upwards."""
    band = len(train.brake.speed_mps) - 1
    while band > 0 and 0.5 * train.brake.speed_mps[band] ** 2 > w_m2ps2:
        band -= 1
    return band


@lean
def arc_piece(task: Task, cell: int, x_m: float, w_m2ps2: float) -> tuple[float, float, float, float]:
    """One piece backwards from (x, w): its left end, w there, deceleration and its slope at the right end.

    It ends at the cell's edge, at a knot of the brake or at the limit. Where the brake cannot slow the
    train the piece has no length; the deceleration, which is not positive there, is the least of the cell.
    """
    train, cells = task.train, task.cells
    per_grade = train.brake.grade_share * train.weight_newton / train.dynamic_mass_kg
    band = band_above(train, w_m2ps2)
    slope = per_grade * cells.grade_per_m[cell]
    grade = cells.grade[cell] + cells.grade_per_m[cell] * (x_m - cells.edge_m[cell])
    d = train.brake.deceleration_mps2[band] + per_grade * grade
    room = x_m - cells.edge_m[cell]
    w_goal = 0.5 * cells.limit_mps[cell] ** 2
    if band + 1 < len(train.brake.speed_mps):
        w_goal = min(w_goal, 0.5 * train.brake.speed_mps[band + 1] ** 2)
    gain = w_goal - w_m2ps2
    square = d * d - 2.0 * slope * gain
    if d > 0.0 and square >= 0.0:
        u = 2.0 * gain / (d + math.sqrt(square))
        if u <= room:
            return x_m - u, w_goal, d, slope
    if d <= 0.0 or d - slope * room <= 0.0:
        return x_m, w_m2ps2, min(d, d - slope * room), slope
    return cells.edge_m[cell], w_m2ps2 + room * (d - 0.5 * slope * room), d, slope


@lean
def find_arcs(
    task: Task, pieces: Table, index: IntArray, ends: IntArray
) -> tuple[int, int, int, float, float]:
    """All braking curves, from the last backwards.

    `pieces` (n, 5), `index` (n,) and `ends` (m, 2) are filled from the front, last piece first. Returns
    status, number of pieces, number of arcs, and where and by how much (m/s²) the brake fails.
    """
    cells = task.cells
    last = len(cells.limit_mps) - 1
    x, w, braking = cells.edge_m[last + 1], 0.0, True
    n, arcs = 0, 0
    ends[0, 0] = 0
    for cell in range(last, -1, -1):
        w_limit = 0.5 * cells.limit_mps[cell] ** 2
        if w >= w_limit:
            if braking and n > ends[arcs, 0]:
                ends[arcs, 1] = n - 1
                arcs += 1
            x, w, braking = cells.edge_m[cell], w_limit, False
            continue
        if not braking:
            ends[arcs, 0] = n
            braking = True
        while braking and x > cells.edge_m[cell]:
            left, w_left, d, slope = arc_piece(task, cell, x, w)
            if left >= x and d <= 0.0:
                return Status.RUNAWAY.value, n, arcs, x, -d
            pieces[n, 0], pieces[n, 1], pieces[n, 2], pieces[n, 3], pieces[n, 4] = left, x, w, d, slope
            index[n] = cell
            n += 1
            x, w = left, w_left
            if w >= w_limit:
                ends[arcs, 1] = n - 1
                arcs += 1
                x, w, braking = cells.edge_m[cell], w_limit, False
    if braking:
        ends[arcs, 1] = n - 1
        arcs += 1
    return Status.DONE.value, n, arcs, 0.0, 0.0


@njit(cache=True)
def make_arcs(pieces: Table, index: IntArray, ends: IntArray) -> Arcs:
    """Turn what `find_arcs` filled (cut to its counts) into rising order."""
    n = len(index)
    turned = pieces[::-1]
    return Arcs(
        turned[:, 0].copy(),
        turned[:, 1].copy(),
        turned[:, 2].copy(),
        turned[:, 3].copy(),
        turned[:, 4].copy(),
        index[::-1].copy(),
        n - 1 - ends[::-1, 1].copy(),
        n - 1 - ends[::-1, 0].copy(),
    )
