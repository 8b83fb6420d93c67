"""What a chain of phases says: times at positions, and stored points."""

from __future__ import annotations

import math

import numpy as np

from railcade.kernels.ceiling import curve_seconds, w_on_piece
from railcade.kernels.compiling import inner, lean
from railcade.kernels.forces import (
    STILL,
    acceleration,
    coasting_law,
    eased,
    grade_at,
    law_of,
    resistance,
    traction,
)
from railcade.kernels.series import series_of, speed_after, time_to_way, way_after
from railcade.kernels.shapes import Codes, FloatArray, Law, Points, Task, Way
from railcade.kernels.tables import Rows

BREAK_M = 0.01
"""A point this far before a jump of the acceleration is stored, so that between any two neighbours the
acceleration lies between theirs."""

MOST_S = 2.0
"""Longest time between stored points while the speed changes: what lies between is told by polynomials."""

JUMP_MPS2 = 1e-6
STEADY_MPS2 = 1e-9
SAME_M = 1e-6


@inner
def phase_law(task: Task, phases: Rows, i: int) -> Law:
    """The law of motion of a phase; of no use for a braking curve."""
    row = phases[i]
    if row.way == Way.PULL.value:
        return law_of(task, row.cell, row.row)
    if row.way == Way.EASE.value:
        return eased(task.most_mps2)
    if row.way == Way.COAST.value:
        return coasting_law(task, row.cell)
    return STILL


@lean
def time_in(task: Task, curves: Rows, phases: Rows, i: int, x_m: float) -> float:
    """When a phase passes a position."""
    row = phases[i]
    if x_m <= row.x_m:
        return float(row.t_s)
    if row.way == Way.CURVE.value:
        piece = row.row
        left = max(row.x_m, curves[piece].left_m)
        return float(row.t_s + curve_seconds(curves, piece, left, min(x_m, curves[piece].right_m)))
    if row.way == Way.HOLD.value or row.way == Way.COAST_HOLD.value:
        return float(row.t_s + (x_m - row.x_m) / row.v_mps)
    series = series_of(phase_law(task, phases, i), row.x_m, row.v_mps)
    return float(row.t_s + time_to_way(series, x_m - row.x_m, phases[i + 1].t_s - row.t_s))


@lean
def tell_times(task: Task, curves: Rows, phases: Rows, n: int, at_m: FloatArray, times_s: FloatArray) -> None:
    """Fill `times_s` with the times at rising positions; those beyond the last phase get its time."""
    i = 0
    for k in range(len(at_m)):
        while i < n - 1 and phases[i + 1].x_m <= at_m[k]:
            i += 1
        times_s[k] = phases[n - 1].t_s if i == n - 1 else time_in(task, curves, phases, i, at_m[k])


@inner
def reason_of(task: Task, phases: Rows, i: int, falls: bool, codes: Codes) -> int:
    """The code of what binds at a point of a phase, where the speed `falls` or not."""
    row = phases[i]
    if row.way == Way.PULL.value:
        reason = task.segments[row.row].reason
        return codes.grade if falls and reason == codes.traction else int(reason)
    if row.way == Way.HOLD.value:
        cell = task.cells[row.cell]
        return int(cell.reason if row.v_mps >= cell.limit_mps else task.segments[row.row].reason)
    if row.way == Way.EASE.value:
        return codes.acceleration
    return codes.braking if row.way == Way.CURVE.value else codes.build_up


@inner
def store(task: Task, phases: Rows, i: int, points: Points, n: int, state: tuple[float, float, float, float, float],
          codes: Codes) -> int:  # fmt: skip
    """Store a point (position, speed, time, acceleration and its rate) of a phase with its force.

    A point that all but coincides with the one before replaces it.
    """
    x, v, t, a, jerk = state
    if n > 1 and n <= len(points.x_m) and x - points.x_m[n - 1] < SAME_M:
        n -= 1
    if n >= len(points.x_m):
        return n + 1
    row = phases[i]
    if row.way == Way.PULL.value:
        force = traction(task, row.row, v)
    elif row.way == Way.COAST.value:
        force = 0.0
    else:
        rest = resistance(task, row.cell, v) + task.weight_newton * grade_at(task, row.cell, x)
        force = task.dynamic_mass_kg * a + rest
    points.x_m[n], points.v_mps[n], points.t_s[n] = x, v, t
    points.a_mps2[n], points.force_newton[n] = a, force
    falls = a < -STEADY_MPS2 or (a <= STEADY_MPS2 and jerk < 0.0)
    points.reason[n] = reason_of(task, phases, i, falls, codes)
    return n + 1


@inner
def first_mps2(task: Task, curves: Rows, phases: Rows, i: int) -> float:
    """The acceleration at the beginning of a phase."""
    row = phases[i]
    if row.way == Way.CURVE.value:
        piece = curves[row.row]
        return float(piece.slows_mps2_per_m * (piece.right_m - row.x_m) - piece.slows_mps2)
    return acceleration(phase_law(task, phases, i), row.x_m, row.v_mps)


@lean
def tell_curve(task: Task, curves: Rows, phases: Rows, i: int, points: Points, n: int, most_m: float,
               codes: Codes) -> int:  # fmt: skip
    """Store the points of a phase on a braking curve."""
    row, x_end = phases[i], phases[i + 1].x_m
    piece = curves[row.row]
    way = x_end - row.x_m
    count = max(int(np.ceil(way / most_m)), 1)
    before = x_end - BREAK_M if way > 2.0 * BREAK_M and row.row == piece.last else x_end
    x, t = row.x_m, row.t_s
    for k in range(count + (before < x_end)):
        if k > 0:
            following = before if k == count else row.x_m + way * k / count
            t += curve_seconds(curves, row.row, max(x, piece.left_m), following)
            x = following
        a = piece.slows_mps2_per_m * (piece.right_m - x) - piece.slows_mps2
        v = row.v_mps if k == 0 else math.sqrt(2.0 * w_on_piece(curves, row.row, x))
        n = store(task, phases, i, points, n, (x, v, t, a, 0.0), codes)
    return n


@lean
def tell_steps(task: Task, curves: Rows, phases: Rows, i: int, points: Points, n: int, most_m: float,
               codes: Codes) -> int:  # fmt: skip
    """Store the points of a phase with a law of motion, and one just before a jump at its end."""
    row = phases[i]
    law = phase_law(task, phases, i)
    way, time_s = phases[i + 1].x_m - row.x_m, phases[i + 1].t_s - row.t_s
    series = series_of(law, row.x_m, row.v_mps)
    a = acceleration(law, row.x_m, row.v_mps)
    n = store(task, phases, i, points, n, (row.x_m, row.v_mps, row.t_s, a, series[2]), codes)
    fastest = max(row.v_mps, phases[i + 1].v_mps)
    count = int(np.ceil(max(time_s * fastest / most_m if way > most_m else 1.0, time_s / MOST_S)))
    for k in range(1, count):
        h = time_s * k / count
        x, v = row.x_m + way_after(series, h), speed_after(series, h)
        n = store(task, phases, i, points, n, (x, v, row.t_s + h, acceleration(law, x, v), series[2]), codes)
    end_v = phases[i + 1].v_mps
    jump = acceleration(law, phases[i + 1].x_m, end_v) - first_mps2(task, curves, phases, i + 1)
    if abs(jump) > JUMP_MPS2 and way > 2.0 * BREAK_M and end_v > 0.0:
        h = time_s - BREAK_M / end_v
        if h > 0.5 * time_s:
            x, v = row.x_m + way_after(series, h), speed_after(series, h)
            n = store(task, phases, i, points, n, (x, v, row.t_s + h, acceleration(law, x, v), series[2]), codes)
    return n


@lean
def tell_points(task: Task, curves: Rows, phases: Rows, n_phases: int, points: Points, most_m: float,
                codes: Codes) -> int:  # fmt: skip
    """Store points at most `most_m` apart; returns their number, which may exceed the arrays.

    The last point has the acceleration just before it.
    """
    n = 0
    for i in range(n_phases - 1):
        row = phases[i]
        if row.way == Way.CURVE.value:
            n = tell_curve(task, curves, phases, i, points, n, most_m, codes)
            continue
        if row.way != Way.HOLD.value and row.way != Way.COAST_HOLD.value:
            n = tell_steps(task, curves, phases, i, points, n, most_m, codes)
            continue
        way = phases[i + 1].x_m - row.x_m
        count = max(int(np.ceil(way / most_m)), 1)
        jumps = abs(first_mps2(task, curves, phases, i + 1)) > JUMP_MPS2 and way > 2.0 * BREAK_M
        for k in range(count + jumps):
            x = row.x_m + (way - BREAK_M if k == count else way * k / count)
            t = row.t_s + (x - row.x_m) / row.v_mps
            n = store(task, phases, i, points, n, (x, row.v_mps, t, 0.0, 0.0), codes)
    i, end = n_phases - 2, phases[n_phases - 1]
    if phases[i].way == Way.CURVE.value:
        piece = curves[phases[i].row]
        a = piece.slows_mps2_per_m * (piece.right_m - end.x_m) - piece.slows_mps2
    else:
        a = acceleration(phase_law(task, phases, i), end.x_m, end.v_mps)
    return store(task, phases, i, points, n, (end.x_m, end.v_mps, end.t_s, a, 0.0), codes)
