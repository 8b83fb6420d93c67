"""What a chain of phases says: times at positions, and stored points."""

from __future__ import annotations

import math
from typing import NamedTuple

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
from railcade.kernels.shapes import Codes, FloatArray, Law, Points, Way, Work

BREAK_M = 0.01
"""A point this far before a jump of the acceleration is stored, so that between any two neighbours the
acceleration lies between theirs."""

MOST_S = 2.0
"""Longest time between stored points while the speed changes: what lies between is told by polynomials."""

JUMP_MPS2 = 1e-6
STEADY_MPS2 = 1e-9
SAME_M = 1e-6


class Telling(NamedTuple):
    """What is told of a run: its work, the points to fill, their largest distance, and codes."""

    work: Work
    points: Points
    most_m: float
    codes: Codes


class Point(NamedTuple):
    """Position, speed, time, acceleration, and whether that tends to fall."""

    x_m: float
    v_mps: float
    t_s: float
    a_mps2: float
    sinks: bool


@inner
def phase_law(work: Work, i: int) -> Law:
    """The law of motion of a phase; of no use for a braking curve."""
    row = work.phases[i]
    if row.way == Way.PULL.value:
        return law_of(work.task, row.cell, row.row)
    if row.way == Way.EASE.value:
        return eased(work.task.most_mps2)
    if row.way == Way.COAST.value:
        return coasting_law(work.task, row.cell)
    return STILL


@lean
def time_in(work: Work, i: int, x_m: float) -> float:
    """When a phase passes a position."""
    row = work.phases[i]
    if x_m <= row.x_m:
        return float(row.t_s)
    if row.way == Way.CURVE.value:
        piece = work.curves[row.row]
        left, right = max(row.x_m, piece.left_m), min(x_m, piece.right_m)
        return float(row.t_s + curve_seconds(work.curves, row.row, left, right))
    if row.way == Way.HOLD.value or row.way == Way.COAST_HOLD.value:
        return float(row.t_s + (x_m - row.x_m) / row.v_mps)
    series = series_of(phase_law(work, i), row.x_m, row.v_mps)
    return float(row.t_s + time_to_way(series, x_m - row.x_m, work.phases[i + 1].t_s - row.t_s))


@lean
def tell_times(work: Work, n: int, at_m: FloatArray, times_s: FloatArray) -> None:
    """Fill `times_s` with the times at rising positions; those beyond the last phase get its time."""
    i, phases = 0, work.phases
    for k in range(len(at_m)):
        while i < n - 1 and phases[i + 1].x_m <= at_m[k]:
            i += 1
        times_s[k] = phases[n - 1].t_s if i == n - 1 else time_in(work, i, at_m[k])


@inner
def reason_of(telling: Telling, i: int, falls: bool) -> int:
    """The code of what binds at a point of a phase, where the speed `falls` or not."""
    task, codes, row = telling.work.task, telling.codes, telling.work.phases[i]
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
def store(telling: Telling, i: int, n: int, point: Point) -> int:
    """Store a point of a phase with its force; one that all but coincides with the one before replaces it."""
    task, points, row = telling.work.task, telling.points, telling.work.phases[i]
    x, v, t, a, sinks = point
    if n > 1 and n <= len(points.x_m) and x - points.x_m[n - 1] < SAME_M:
        n -= 1
    if n >= len(points.x_m):
        return n + 1
    if row.way == Way.PULL.value:
        force = traction(task, row.row, v)
    elif row.way == Way.COAST.value:
        force = 0.0
    else:
        rest = resistance(task, row.cell, v) + task.weight_newton * grade_at(task, row.cell, x)
        force = task.dynamic_mass_kg * a + rest
    points.x_m[n], points.v_mps[n], points.t_s[n] = x, v, t
    points.a_mps2[n], points.force_newton[n] = a, force
    falls = a < -STEADY_MPS2 or (a <= STEADY_MPS2 and sinks)
    points.reason[n] = reason_of(telling, i, falls)
    return n + 1


@inner
def curve_mps2(work: Work, i: int, x_m: float) -> float:
    """The acceleration on the braking curve of a phase."""
    piece = work.curves[work.phases[i].row]
    return float(piece.slows_mps2_per_m * (piece.right_m - x_m) - piece.slows_mps2)


@inner
def phase_mps2(work: Work, i: int, x_m: float, v_mps: float) -> float:
    """The acceleration in a phase."""
    if work.phases[i].way == Way.CURVE.value:
        return curve_mps2(work, i, x_m)
    return acceleration(phase_law(work, i), x_m, v_mps)


@inner
def jumps(work: Work, i: int) -> bool:
    """Whether the acceleration jumps at the end of a phase that is long enough for a point before."""
    row, following = work.phases[i], work.phases[i + 1]
    before = phase_mps2(work, i, following.x_m, following.v_mps)
    after = phase_mps2(work, i + 1, following.x_m, following.v_mps)
    return abs(before - after) > JUMP_MPS2 and following.x_m - row.x_m > 2.0 * BREAK_M


@lean
def tell_curve(telling: Telling, i: int, n: int) -> int:
    """Store the points of a phase on a braking curve."""
    work = telling.work
    row, x_end = work.phases[i], work.phases[i + 1].x_m
    piece = work.curves[row.row]
    count = max(int(np.ceil((x_end - row.x_m) / telling.most_m)), 1)
    x, t = row.x_m, row.t_s
    for k in range(count + jumps(work, i)):
        if k > 0:
            following = x_end - BREAK_M if k == count else row.x_m + (x_end - row.x_m) * k / count
            if following <= x:
                continue
            t += curve_seconds(work.curves, row.row, max(x, piece.left_m), following)
            x = following
        v = row.v_mps if k == 0 else math.sqrt(2.0 * w_on_piece(work.curves, row.row, x))
        n = store(telling, i, n, Point(x, v, t, curve_mps2(work, i, x), True))
    return n


@lean
def tell_steps(telling: Telling, i: int, n: int) -> int:
    """Store the points of a phase with a law of motion, and one just before a jump at its end."""
    work = telling.work
    row, end = work.phases[i], work.phases[i + 1]
    law = phase_law(work, i)
    way, time_s = end.x_m - row.x_m, end.t_s - row.t_s
    series = series_of(law, row.x_m, row.v_mps)
    a, sinks = acceleration(law, row.x_m, row.v_mps), series[2] < 0.0
    n = store(telling, i, n, Point(row.x_m, row.v_mps, row.t_s, a, sinks))
    fast_m = time_s * max(row.v_mps, end.v_mps) if way > telling.most_m else 0.0
    count = max(int(np.ceil(max(fast_m / telling.most_m, time_s / MOST_S))), 1)
    for k in range(1, count + 1):
        h = time_s * k / count
        if k == count:  # the end itself is the next phase's
            h = time_s - BREAK_M / end.v_mps if end.v_mps > 0.0 and jumps(work, i) else 0.0
            if h <= time_s * (k - 1) / count:
                break
        x, v = row.x_m + way_after(series, h), speed_after(series, h)
        n = store(telling, i, n, Point(x, v, row.t_s + h, acceleration(law, x, v), sinks))
    return n


@lean
def tell_hold(telling: Telling, i: int, n: int) -> int:
    """Store the points of a phase of steady speed."""
    work = telling.work
    row = work.phases[i]
    way = work.phases[i + 1].x_m - row.x_m
    count = max(int(np.ceil(way / telling.most_m)), 1)
    for k in range(count + jumps(work, i)):
        x = row.x_m + (way - BREAK_M if k == count else way * k / count)
        n = store(telling, i, n, Point(x, row.v_mps, row.t_s + (x - row.x_m) / row.v_mps, 0.0, False))
    return n


@lean
def tell_points(telling: Telling, n_phases: int) -> int:
    """Store points at most `most_m` apart; returns their number, which may exceed the arrays.

    The last point has the acceleration just before it.
    """
    n, work = 0, telling.work
    for i in range(n_phases - 1):
        way = work.phases[i].way
        if way == Way.CURVE.value:
            n = tell_curve(telling, i, n)
        elif way == Way.HOLD.value or way == Way.COAST_HOLD.value:
            n = tell_hold(telling, i, n)
        else:
            n = tell_steps(telling, i, n)
    i, end = n_phases - 2, work.phases[n_phases - 1]
    a = phase_mps2(work, i, end.x_m, end.v_mps)
    return store(telling, i, n, Point(end.x_m, end.v_mps, end.t_s, a, False))
