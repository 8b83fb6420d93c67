"""The run of `leg` without stored points: only the times at the edges of the cells.

Cells, braking curves, forces and laws of motion are those of `leg`; steps are as long as a cell allows.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit

from railcade.kernels.ceiling import arc_seconds, find_arcs, make_arcs, piece_at, w_on_arc
from railcade.kernels.coast import (
    HELD_SHARE,
    INSTANT_S,
    ROOT_M2PS2,
    SAFE_M2PS2,
    TOUCH_M2PS2,
    arc_in_reach,
    build_up_s,
)
from railcade.kernels.compiling import inner, lean
from railcade.kernels.forces import AHEAD_M, acceleration, grade_at, law_of, resistance, traction
from railcade.kernels.leg import MET_M2PS2, SLOW_MPS, SNAP_MPS, force_bounds, missing_mps2
from railcade.kernels.series import advance, carried
from railcade.kernels.shapes import Arcs, FloatArray, Law, State, Status, Task, Work

STILL = Law(0.0, 0.0, 0.0, 0.0, 0.0)
NEAR_S = 2.0
ROLLING_MPS = 5.0
"""While it slows, or below this speed, with a braking in reach a step is no longer than `NEAR_S`: coasting
from its end may pass below a curve that coasting from within would exceed."""

SETTLED_M2PS2 = 5e-10
"""Less than what a braking curve is met within; at 10^6 m doubles carry no more."""

SETTLED = 1e-9
"""The same relative to the square of the speed."""

SHIFT = 1e-5
SHIFT_MPS = 1.0
"""Above this speed an excess below this share of its square is mended to first order: 1e-5 m are left."""

MOST_STEPS = 200


class Probe(NamedTuple):
    """Coasting from a state: the most by which it exceeds a braking curve (negative if it does not).

    With the deceleration of the curve and the build-up time left there, the last state, and the curve.
    """

    gap_m2ps2: float
    slows_mps2: float
    left_s: float
    state: State
    arc: int


@inner
def segment_of(work: Work, v_mps: float, segment: int) -> int:
    """The traction segment at hand at a speed, at a knot the one below it; searched from a near one."""
    knots = work.task.train.knot_mps
    while segment > 0 and knots[segment] >= v_mps:
        segment -= 1
    while segment + 1 < len(knots) and knots[segment + 1] < v_mps:
        segment += 1
    return segment


@inner
def steady_way(work: Work, state: State, need_newton: float, below: int) -> float:
    """How far the present speed can be kept in this cell, m; -1 if not at all, -2 for want of brakes.

    The force needed must lie between that of the brake and full traction at the limit, between the two
    sides of the traction table at one of its jumps.
    """
    train, cells, cell, v = work.task.train, work.task.cells, state.cell, state.v_mps
    way = cells.edge_m[cell + 1] - state.x_m
    rise = train.weight_newton * cells.grade_per_m[cell]
    high = traction(train, below, v)
    if v >= cells.limit_mps[cell]:
        low = 0.0
        if need_newton < 0.0 or need_newton + rise * way < 0.0:
            low = force_bounds(work, state)[0]
            if need_newton < low:
                return -2.0
    elif below + 1 < len(train.knot_mps) and train.knot_mps[below + 1] == v:
        low = traction(train, below + 1, v)
    else:
        return -1.0
    if not low <= need_newton <= high:
        return -1.0
    if need_newton + rise * way > high:
        way = (high - need_newton) / rise
    elif need_newton + rise * way < low:
        way = (low - need_newton) / rise
    return float(max(way, AHEAD_M))


@inner
def leap(work: Work, state: State, below: int, most_s: float) -> tuple[int, State, Law]:
    """One step as fast as traction and limit allow. Returns status, state and the law it followed."""
    train, cells, cell, v = work.task.train, work.task.cells, state.cell, state.v_mps
    ahead = cells.grade[cell] + cells.grade_per_m[cell] * (state.x_m + AHEAD_M - cells.edge_m[cell])
    edge = cells.edge_m[cell + 1]
    way = steady_way(work, state, resistance(train, v) + train.weight_newton * ahead, below)
    if way == -2.0:
        return Status.RUNAWAY.value, state, STILL
    if way > 0.0:
        x = state.x_m + min(way, v * most_s)
        if x >= edge:
            x, cell = edge, cell + 1
        return Status.DONE.value, State(x, v, state.t_s + (x - state.x_m) / v, cell), STILL
    law = law_of(train, cells, cell, below)
    segment, limit = below, cells.limit_mps[cell]
    if below + 1 < len(train.knot_mps) and train.knot_mps[below + 1] == v and v < limit:
        above = law_of(train, cells, cell, below + 1)
        if acceleration(above, state.x_m + AHEAD_M, v) > 0.0:
            law, segment = above, below + 1
    if v < SLOW_MPS and acceleration(law, state.x_m, v) <= 0.0:
        return Status.STALLED.value, state, law
    high = limit
    if segment + 1 < len(train.knot_mps):
        high = min(high, train.knot_mps[segment + 1])
    bounds = (train.knot_mps[segment], high)
    if acceleration(law, state.x_m + AHEAD_M, v) > train.most_mps2 * (1.0 + HELD_SHARE):
        held = Law(train.most_mps2, 0.0, 0.0, 0.0, 0.0)
        return Status.DONE.value, until_free(state, (held, law), (edge, most_s), bounds), held
    return Status.DONE.value, advance(law, state, edge, bounds, most_s), law


@lean
def until_free(
    state: State, laws: tuple[Law, Law], most: tuple[float, float], bounds: tuple[float, float]
) -> State:
    """One step at the largest acceleration, at most to where full traction (the second law) gives no more.

    `most` is the edge of the cell and the longest time.
    """
    held, full = laws
    after = advance(held, state, most[0], bounds, most[1])
    if acceleration(full, after.x_m, after.v_mps) >= held.base_mps2:
        return after
    low, high = 0.0, after.t_s - state.t_s
    while high - low > INSTANT_S:
        middle = 0.5 * (low + high)
        there = carried(held, state, middle)
        if acceleration(full, there.x_m, there.v_mps) >= held.base_mps2:
            low = middle
        else:
            high = middle
    return carried(held, state, high)


@inner
def glide(work: Work, state: State, v_held_mps: float, left_s: float) -> State:
    """One step without traction; a fall does not carry it past the held speed, nor past the limit."""
    train, cells, cell = work.task.train, work.task.cells, state.cell
    v_held_mps = min(v_held_mps, cells.limit_mps[cell])
    law = law_of(train, cells, cell, len(train.knot_mps) - 1)
    edge = cells.edge_m[cell + 1]
    if state.v_mps >= v_held_mps and acceleration(law, state.x_m + AHEAD_M, state.v_mps) > 0.0:
        x = state.x_m + state.v_mps * left_s
        if law.by_x_mps2_per_m < 0.0:
            until = state.x_m - acceleration(law, state.x_m, state.v_mps) / law.by_x_mps2_per_m
            x = min(x, max(until, state.x_m + AHEAD_M))
        if x >= edge:
            x, cell = edge, cell + 1
        return State(x, state.v_mps, state.t_s + (x - state.x_m) / state.v_mps, cell)
    return advance(law, state, edge, (0.0, v_held_mps), left_s)


@inner
def slowing(arcs: Arcs, arc: int, x_m: float) -> float:
    """Deceleration of a braking curve at a position; before its start that of the start."""
    piece = piece_at(arcs, arc, x_m)
    u = arcs.right_m[piece] - max(x_m, arcs.left_m[piece])
    return float(arcs.deceleration_mps2[piece] - arcs.deceleration_mps2_per_m[piece] * u)


@inner
def excess(work: Work, times_s: FloatArray, state: State, arc: int, time_s: float) -> Probe:
    """Coast from a state for the build-up time, or until a braking curve is exceeded.

    Writes the times at edges on the way; a run that goes another way writes them again.
    """
    arcs = work.arcs
    right = arcs.right_m[arcs.last[arc]]
    if time_s <= 0.0 or state.x_m >= right:
        x = min(state.x_m, right)
        gap = 0.5 * state.v_mps**2 - w_on_arc(arcs, arc, x)
        return Probe(gap, slowing(arcs, arc, x), time_s, state, arc)
    worst, slows, left, met = SAFE_M2PS2, 1.0, 0.0, arc
    until, held, end = state.t_s + time_s, state.v_mps, work.task.cells.edge_m[-1]
    while until - state.t_s > INSTANT_S and state.v_mps > 0.0 and state.x_m < end:
        after = glide(work, state, held, until - state.t_s)
        if after.cell > state.cell:
            times_s[after.cell] = after.t_s
        state = after
        gap = 0.5 * state.v_mps**2 - w_on_arc(arcs, arc, state.x_m)
        if gap > worst:
            worst, left, met = gap, until - state.t_s, arc
            slows = slowing(arcs, arc, state.x_m)
        if worst > SETTLED_M2PS2:  # less is a touch, after which it may still exceed what lies beyond
            break
        while arc < len(arcs.first) - 1 and arcs.right_m[arcs.last[arc]] <= state.x_m:
            arc += 1
    return Probe(worst, slows, left if left > INSTANT_S else 0.0, state, met)


@inner
def settled(probe: Probe, v_mps: float) -> bool:
    """Whether coasting meets the curve just when the brake acts."""
    return probe.left_s == 0.0 and abs(probe.gap_m2ps2) <= SETTLED_M2PS2 + SETTLED * v_mps * v_mps


@inner
def command(
    work: Work, times_s: FloatArray, span: tuple[State, State], law: Law, found: Probe
) -> tuple[float, Probe]:
    """When, within a step, the brake is commanded: the root of `excess`, by secants inside a bracket.

    The step's end exceeds by what was found. 0 where its start does too: the brake is then still on.
    Returns the time and what coasting from there gave.
    """
    state, after = span
    arc = found.arc
    time_s = build_up_s(work, arc)
    low, high, tried = 0.0, after.t_s - state.t_s, False
    h, v, probe = high, after.v_mps, found
    g_low, g_high, h_old, g_old, left_old = SAFE_M2PS2, found.gap_m2ps2, -1.0, 0.0, 0.0
    a, tolerance = (after.v_mps - state.v_mps) / high, 1e-10 / max(1.0, state.v_mps)
    for i in range(100):
        g, left = probe.gap_m2ps2, probe.left_s
        rate = (v + a * (time_s - left)) * turning(work, state, probe, h) + v * a
        if i > 0 and (left > 0.0) == (left_old > 0.0) and (g - g_old) * (h - h_old) > 0.0:
            rate = (g - g_old) / (h - h_old)
            following = h - g / rate
        elif rate > 0.0 and (left == 0.0 or i == 0):
            following = h - g / rate - left
        else:
            following = high - g_high * (high - low) / (g_high - g_low)
        if i > 0 and left == 0.0 and rate > 0.0 and low < following < high:
            nearly = shifted(work, probe, -g / rate, a * time_s)
            if nearly.left_s == 0.0:
                return following, nearly
        if i % 8 == 7:
            following = 0.5 * (low + high)
        h_old, g_old, left_old, h = h, g, left, following
        if h <= low and not tried:
            h = 0.0
        elif not low < h < high:
            h = 0.5 * (low + high)
        tried = tried or h == 0.0
        there = later(law, state, h)
        v = there.v_mps
        probe = excess(work, times_s, there, arc, time_s)
        g = probe.gap_m2ps2
        if (h == 0.0 and g >= 0.0) or abs(g) <= SETTLED_M2PS2 or settled(probe, v):
            return h, probe
        if g > 0.0:
            high, g_high = h, g
        else:
            low, g_low = h, g
        if high - low <= tolerance:
            break
    return low, Probe(SAFE_M2PS2, 1.0, 0.0, state, arc)


@inner
def turning(work: Work, state: State, probe: Probe, h_s: float) -> float:
    """By how much a metre of later command raises the excess, m/s²: the curve's deceleration where it is met.

    With the grade at the command in place of that where it is met, for coasting feels the difference too.
    """
    cells, train = work.task.cells, work.task.train
    there = min(probe.state.cell, len(cells.limit_mps) - 1)
    met = grade_at(cells, there, probe.state.x_m)
    more = met - grade_at(cells, state.cell, state.x_m + state.v_mps * h_s)
    slows = probe.slows_mps2 - train.weight_newton / train.dynamic_mass_kg * more
    return slows if slows > 0.3 * probe.slows_mps2 else probe.slows_mps2


@inner
def shifted(work: Work, probe: Probe, shift_s: float, gained_mps: float) -> Probe:
    """The end of coasting after a slightly shifted command, to first order; not settled if that is too far.

    `gained_mps` is what the speed at the command changes by in the time of build-up.
    """
    state, cells = probe.state, work.task.cells
    x = state.x_m + (state.v_mps + gained_mps) * shift_s
    inside = cells.edge_m[state.cell] < x < cells.edge_m[state.cell + 1]
    if state.v_mps < SHIFT_MPS or abs(probe.gap_m2ps2) > SHIFT * state.v_mps**2 or not inside:
        return Probe(probe.gap_m2ps2, probe.slows_mps2, 1.0, state, probe.arc)
    v = math.sqrt(2.0 * max(w_on_arc(work.arcs, probe.arc, x), 0.0))
    return Probe(0.0, probe.slows_mps2, 0.0, State(x, v, state.t_s + shift_s, state.cell), probe.arc)


@lean
def roll(work: Work, times_s: FloatArray, state: State, arc: int) -> tuple[State, int]:
    """Coast from the command until the brake acts on a curve. Returns the state and the curve met."""
    arcs, cells = work.arcs, work.task.cells
    held, until, end = state.v_mps, state.t_s + build_up_s(work, arc), cells.edge_m[-1]
    while until - state.t_s > INSTANT_S and state.v_mps > 0.0 and state.x_m < end:
        after = glide(work, state, held, until - state.t_s)
        gap = 0.5 * after.v_mps**2 - w_on_arc(arcs, arc, after.x_m)
        if gap > TOUCH_M2PS2:
            after = touch(work, (state, after), held, arc, gap)
        if after.cell > state.cell:
            times_s[after.cell] = after.t_s
        state = after
        if gap >= -TOUCH_M2PS2:
            break
        while arc < len(arcs.first) - 1 and arcs.right_m[arcs.last[arc]] <= state.x_m:
            arc += 1
    return state, arc


@lean
def touch(work: Work, span: tuple[State, State], held_mps: float, arc: int, gap_m2ps2: float) -> State:
    """Where coasting from one state to the next meets a curve, by regula falsi and bisection in turn."""
    before, state = span
    low, high = 0.0, state.t_s - before.t_s
    g_low = 0.5 * before.v_mps**2 - w_on_arc(work.arcs, arc, before.x_m)
    g_high = gap_m2ps2
    for i in range(100):
        h = 0.5 * (low + high)
        if i % 3 < 2 and g_low < 0.0:
            h = high - g_high * (high - low) / (g_high - g_low)
        state = glide(work, before, held_mps, h)
        g = 0.5 * state.v_mps**2 - w_on_arc(work.arcs, arc, state.x_m)
        if abs(g) <= ROOT_M2PS2:
            break
        if g > 0.0:
            high, g_high = h, g
        else:
            low, g_low = h, g
        if high - low < 1e-12:
            break
    return state


@inner
def brake_down(work: Work, times_s: FloatArray, state: State, arc: int) -> State:
    """Follow a braking curve from where it was met to its end."""
    arcs, cells = work.arcs, work.task.cells
    x, t = state.x_m, state.t_s
    last = arcs.last[arc]
    for piece in range(piece_at(arcs, arc, x), last + 1):
        right, cell = arcs.right_m[piece], arcs.cell[piece]
        if x >= right:
            break
        t += arc_seconds(arcs, piece, max(x, arcs.left_m[piece]), right)
        x = right
        if right >= cells.edge_m[cell + 1]:
            times_s[cell + 1] = t
    v = math.sqrt(2.0 * arcs.w_m2ps2[last])
    cell = arcs.cell[last]
    if x >= cells.edge_m[cell + 1] and cell + 1 < len(cells.limit_mps):
        cell += 1
        if abs(v - cells.limit_mps[cell]) < SNAP_MPS:
            v = cells.limit_mps[cell]
    return State(x, v, t, cell)


@inner
def hurry(work: Work, times_s: FloatArray) -> tuple[int, State]:
    """The whole run. Returns status and last state."""
    arcs, cells = work.arcs, work.task.cells
    end = cells.edge_m[-1]
    state = State(cells.edge_m[0], 0.0, 0.0, 0)
    segment, arc = 0, 0
    times_s[0] = 0.0
    for _ in range(MOST_STEPS * (len(cells.limit_mps) + 10)):
        if state.x_m >= end:
            break
        segment = segment_of(work, state.v_mps, segment)
        status, after, law = leap(work, state, segment, math.inf)
        if status != Status.DONE.value:
            return status, state
        near = arc_in_reach(work, after, arc)
        often = after.v_mps < state.v_mps or state.v_mps < ROLLING_MPS
        if near >= 0 and often and after.t_s - state.t_s > NEAR_S:
            status, after, law = leap(work, state, segment, NEAR_S)
            near = arc_in_reach(work, after, arc)
        found = Probe(SAFE_M2PS2, 1.0, 0.0, after, near)
        if near >= 0:
            found = excess(work, times_s, after, near, build_up_s(work, near))
        if found.gap_m2ps2 > 0.0:
            found = Probe(found.gap_m2ps2, found.slows_mps2, found.left_s, found.state, near)
            h, probe = command(work, times_s, (state, after), law, found)
            state, met = later(law, state, h), near
            if settled(probe, state.v_mps):
                state, met = probe.state, probe.arc
            else:
                state, met = roll(work, times_s, state, met)
            if w_on_arc(arcs, met, state.x_m) - 0.5 * state.v_mps**2 < MET_M2PS2:
                state = brake_down(work, times_s, state, met)
                arc = met
        else:
            if after.cell > state.cell:
                times_s[after.cell] = after.t_s
            state = after
        while arc < len(arcs.first) and arcs.right_m[arcs.last[arc]] <= state.x_m:
            arc += 1
    if state.x_m < end or 0.5 * state.v_mps**2 > TOUCH_M2PS2:
        return Status.LOST.value, state
    times_s[len(cells.limit_mps)] = state.t_s
    return Status.DONE.value, state


@inner
def later(law: Law, state: State, h_s: float) -> State:
    """The state a little later under a law of motion, or with steady speed where the law is `STILL`."""
    if law.base_mps2 == 0.0 and law.by_v2_per_m == 0.0 and law.by_x_mps2_per_m == 0.0:
        return State(state.x_m + state.v_mps * h_s, state.v_mps, state.t_s + h_s, state.cell)
    return carried(law, state, h_s)


@njit(cache=True)
def run_times(task: Task, times_s: FloatArray) -> tuple[int, float, float, float]:
    """A run from rest at the first edge to rest at the last; fills the times at all edges.

    Returns status and, where it failed, position, speed and the missing acceleration (m/s²) there.
    """
    count = len(task.cells.limit_mps)
    size = count * (len(task.train.brake.speed_mps) + 1) + 2
    pieces = np.empty((size, 5))
    index = np.empty(size, np.int64)
    ends = np.empty((count + 1, 2), np.int64)
    status, n, arcs, x_m, lack = find_arcs(task, pieces, index, ends)
    if status != Status.DONE.value:
        return status, x_m, 0.0, lack
    work = Work(task, make_arcs(pieces[:n], index[:n], ends[:arcs]))
    status, state = hurry(work, times_s)
    return status, state.x_m, state.v_mps, missing_mps2(task, status, state)
