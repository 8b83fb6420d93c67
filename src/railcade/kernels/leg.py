"""The run forwards from rest to rest: traction, steady speed, build-up, braking."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from railcade.kernels.ceiling import arc_seconds, find_arcs, make_arcs, piece_at, w_on_arc
from railcade.kernels.coast import (
    BREAK_M,
    HELD_SHARE,
    INSTANT_S,
    TOUCH_M2PS2,
    arc_in_reach,
    build_up_s,
    coast,
    command_s,
    moved,
    overshoot,
    step_s,
    store,
    store_break,
)
from railcade.kernels.compiling import lean
from railcade.kernels.forces import (
    AHEAD_M,
    acceleration,
    deceleration,
    grade_at,
    law_of,
    resistance,
    segment_below,
    step,
    traction,
)
from railcade.kernels.shapes import Law, Out, State, Status, Task, Work

SLOW_MPS = 1e-3
"""A train that still slows at this speed has stalled."""

MET_M2PS2 = 1e-5
SNAP_MPS = 1e-9


@lean
def force_bounds(work: Work, state: State) -> tuple[float, float]:
    """Least and largest force that keep the present speed if the resistance is between them.

    At the limit: from the brake's force up to full traction. At a jump of the traction table: its two
    sides. Elsewhere there is nothing to keep: the bounds are crossed.
    """
    train, v = work.task.train, state.v_mps
    below = segment_below(train, v)
    if v >= work.task.cells.limit_mps[state.cell]:
        brake = train.dynamic_mass_kg * deceleration(train, v)
        grade = grade_at(work.task.cells, state.cell, state.x_m + AHEAD_M)
        made_up = (1.0 - train.brake.grade_share) * train.weight_newton * grade
        return min(0.0, resistance(train, v) - brake + made_up), traction(train, below, v)
    if below + 1 < len(train.knot_mps) and train.knot_mps[below + 1] == v:
        return traction(train, below + 1, v), traction(train, below, v)
    return 1.0, 0.0


@lean
def steady(work: Work, state: State, bounds: tuple[float, float]) -> State:
    """Keep the speed to the cell's edge, the longest step, or where the force needed leaves its bounds."""
    cells, cell, v = work.task.cells, state.cell, state.v_mps
    train = work.task.train
    low, high = bounds
    need = resistance(train, v) + train.weight_newton * grade_at(cells, cell, state.x_m)
    rise = train.weight_newton * cells.grade_per_m[cell]
    x = state.x_m + work.task.max_step_m
    if rise > 0.0:
        x = min(x, state.x_m + (high - need) / rise)
    elif rise < 0.0:
        x = min(x, state.x_m + (low - need) / rise)
    x = max(x, state.x_m + AHEAD_M)
    if x >= cells.edge_m[cell + 1]:
        x, cell = cells.edge_m[cell + 1], cell + 1
    return State(x, v, state.t_s + (x - state.x_m) / v, cell)


@lean
def segment_ahead(work: Work, state: State) -> int:
    """The traction segment that the speed moves into: above a knot when it rises, below when it falls."""
    train, v = work.task.train, state.v_mps
    below = segment_below(train, v)
    above = below + 1
    if above < len(train.knot_mps) and train.knot_mps[above] == v:
        law = law_of(train, work.task.cells, state.cell, above)
        at_limit = v >= work.task.cells.limit_mps[state.cell]
        if not at_limit and acceleration(law, state.x_m + AHEAD_M, v) > 0.0:
            return above
    return below


@lean
def pull(work: Work, state: State, segment: int, law: Law) -> State:
    """One step under full traction of a segment, whose law of motion is handed in."""
    train, cells = work.task.train, work.task.cells
    low = train.knot_mps[segment]
    high = cells.limit_mps[state.cell]
    if segment + 1 < len(train.knot_mps):
        high = min(high, train.knot_mps[segment + 1])
    edge = cells.edge_m[state.cell + 1]
    return step(law, state, edge, (low, high), step_s(work, state.v_mps, math.inf))


@lean
def held_back(work: Work, state: State, segment: int, laws: tuple[Law, Law]) -> State:
    """One step at the largest acceleration, at most to where full traction (the second law) gives no more."""
    held, full = laws
    after = pull(work, state, segment, held)
    if acceleration(full, after.x_m, after.v_mps) >= held.base_mps2:
        return after
    low, high = 0.0, after.t_s - state.t_s
    while high - low > INSTANT_S:
        middle = 0.5 * (low + high)
        there = moved(state, held, middle)
        if acceleration(full, there.x_m, there.v_mps) >= held.base_mps2:
            low = middle
        else:
            high = middle
    return moved(state, held, high)


@lean
def jumps(work: Work, before: State, after: State, segment: int) -> bool:
    """Whether acceleration may jump after a step: at the limit, or at an end of the traction segment."""
    knots = work.task.train.knot_mps
    v = after.v_mps
    at_limit = v >= work.task.cells.limit_mps[before.cell]
    return bool(at_limit or v <= knots[segment] or (segment + 1 < len(knots) and v >= knots[segment + 1]))


@lean
def drive(work: Work, out: Out, n: int, state: State, arc: int) -> tuple[int, State, int, int]:
    """One step before the next braking: as fast as traction and limit allow, or its build-up if due.

    Returns status, state, next free index, and the curve that was met (-1 while there is none).
    """
    train, cells, reasons = work.task.train, work.task.cells, work.task.reasons
    grade = grade_at(cells, state.cell, state.x_m)
    ahead = grade_at(cells, state.cell, state.x_m + AHEAD_M)
    bounds = force_bounds(work, state)
    at_limit = state.v_mps >= cells.limit_mps[state.cell]
    rest = resistance(train, state.v_mps)
    need = rest + train.weight_newton * ahead
    if at_limit and need < bounds[0]:
        return Status.RUNAWAY.value, state, n, -1
    if bounds[0] <= need <= bounds[1]:
        segment, a, force = -1, 0.0, rest + train.weight_newton * grade
        law = Law(0.0, 0.0, 0.0, 0.0, 0.0)
        reason = cells.reason[state.cell] if at_limit else reasons[0]
        after = steady(work, state, bounds)
    else:
        segment = segment_ahead(work, state)
        law = law_of(train, cells, state.cell, segment)
        force = traction(train, segment, state.v_mps)
        a = acceleration(law, state.x_m, state.v_mps)
        if state.v_mps < SLOW_MPS and a <= 0.0:
            return Status.STALLED.value, state, n, -1
        rising = acceleration(law, state.x_m + AHEAD_M, state.v_mps) >= 0.0
        reason = reasons[0] if rising else reasons[1]
        if acceleration(law, state.x_m + AHEAD_M, state.v_mps) > train.most_mps2 * (1.0 + HELD_SHARE):
            full, law, a = law, Law(train.most_mps2, 0.0, 0.0, 0.0, 0.0), train.most_mps2
            force = train.dynamic_mass_kg * a + rest + train.weight_newton * grade
            after = held_back(work, state, segment, (law, full))
        else:
            after = pull(work, state, segment, law)
    near = arc_in_reach(work, after, arc)
    if near >= 0 and overshoot(work, after, near, build_up_s(work, near)) > 0.0:
        h = command_s(work, state, law, after.t_s - state.t_s, near)
        if h > 0.0:
            n = store(out, n, state, a, force, reason)
            before, state = state, moved(state, law, h)
            if segment >= 0:
                n = store_break(work, out, n, (before, state), (segment, reason))
        state, n, near = coast(work, out, n, state, near)
        gap = w_on_arc(work.arcs, near, state.x_m) - 0.5 * state.v_mps**2
        return Status.DONE.value, state, n, near if gap < MET_M2PS2 else -1
    n = store(out, n, state, a, force, reason)
    if segment >= 0 and jumps(work, state, after, segment):
        n = store_break(work, out, n, (state, after), (segment, reason))
    return Status.DONE.value, after, n, -1


@lean
def brake(work: Work, out: Out, n: int, state: State, arc: int) -> tuple[State, int]:
    """Follow a braking curve from where it was met to its end."""
    task, arcs = work.task, work.arcs
    train, cells = task.train, task.cells
    x, t, v = state.x_m, state.t_s, state.v_mps
    last = arcs.last[arc]
    for piece in range(piece_at(arcs, arc, x), last + 1):
        right, slope, cell = arcs.right_m[piece], arcs.deceleration_mps2_per_m[piece], arcs.cell[piece]
        count = int(np.ceil((right - x) / task.max_step_m))
        left = x
        jump = piece == last and right - x > 2.0 * BREAK_M
        for i in range(count + jump):
            u = right - x
            a = slope * u - arcs.deceleration_mps2[piece]
            force = train.dynamic_mass_kg * a + resistance(train, v)
            force += train.weight_newton * grade_at(cells, cell, x)
            n = store(out, n, State(x, v, t, cell), a, force, task.reasons[3])
            after = right if i >= count - 1 else left + (right - left) * (i + 1) / count
            if jump and i == count - 1:
                after = right - BREAK_M
            t += arc_seconds(arcs, piece, max(x, arcs.left_m[piece]), after)
            x = after
            u = right - x
            v = math.sqrt(2.0 * (arcs.w_m2ps2[piece] + u * (arcs.deceleration_mps2[piece] - 0.5 * slope * u)))
    cell = arcs.cell[last]
    if x >= cells.edge_m[cell + 1] and cell + 1 < len(cells.limit_mps):
        cell += 1
        if abs(v - cells.limit_mps[cell]) < SNAP_MPS:
            v = cells.limit_mps[cell]
    return State(x, v, t, cell), n


@lean
def forwards(work: Work, out: Out) -> tuple[int, int, State]:
    """The whole run. Returns status, number of stored points, last state."""
    arcs, cells = work.arcs, work.task.cells
    end = cells.edge_m[-1]
    state = State(cells.edge_m[0], 0.0, 0.0, 0)
    n, arc = 0, 0
    while state.x_m < end:
        status, state, n, met = drive(work, out, n, state, arc)
        if status != Status.DONE.value:
            return status, n, state
        if met >= 0:
            state, n = brake(work, out, n, state, met)
            arc = met
        if n >= len(out.x_m):
            return Status.FULL.value, n, state
        while arc < len(arcs.first) and arcs.right_m[arcs.last[arc]] <= state.x_m:
            arc += 1
    if 0.5 * state.v_mps**2 > TOUCH_M2PS2:
        return Status.LOST.value, n, state
    n = finish(work, out, n, state)
    return Status.DONE.value, n, state


@lean
def finish(work: Work, out: Out, n: int, state: State) -> int:
    """Store the end: at rest on the mark, with the acceleration just before."""
    train, cells = work.task.train, work.task.cells
    end, cell = cells.edge_m[-1], len(cells.limit_mps) - 1
    a = -work.arcs.deceleration_mps2[-1]
    force = (
        train.dynamic_mass_kg * a + resistance(train, 0.0) + train.weight_newton * grade_at(cells, cell, end)
    )
    if out.reason[n - 1] != work.task.reasons[3]:  # it rolled out
        force = 0.0
        a = acceleration(law_of(train, cells, cell, len(train.knot_mps) - 1), end, 0.0)
    return store(out, n, State(end, 0.0, state.t_s, cell), a, force, work.task.reasons[3])


@lean
def missing_mps2(task: Task, status: int, state: State) -> float:
    """What a train that stalled or ran away lacks in acceleration; 0 for any other status."""
    train, cells = task.train, task.cells
    ahead = state.x_m + AHEAD_M
    if status == Status.STALLED.value:
        return -acceleration(law_of(train, cells, state.cell, 0), ahead, 0.0)
    if status == Status.RUNAWAY.value:
        fall = train.weight_newton * grade_at(cells, state.cell, ahead) / train.dynamic_mass_kg
        return -fall - deceleration(train, state.v_mps)
    return 0.0


@njit(cache=True)
def run_leg(task: Task, out: Out) -> tuple[int, int, float, float, float]:
    """A run from rest at the first edge to rest at the last.

    Fills `out` from the front. Returns status, number of points, and, where it failed, position, speed
    and the missing acceleration (m/s²) there.
    """
    cells = task.cells
    count = len(cells.limit_mps)
    size = count * (len(task.train.brake.speed_mps) + 1) + 2
    pieces = np.empty((size, 5))
    index = np.empty(size, np.int64)
    ends = np.empty((count + 1, 2), np.int64)
    status, n, arcs, x_m, lack = find_arcs(task, pieces, index, ends)
    if status != Status.DONE.value:
        return status, 0, x_m, 0.0, lack
    work = Work(task, make_arcs(pieces[:n], index[:n], ends[:arcs]))
    status, n, state = forwards(work, out)
    return status, n, state.x_m, state.v_mps, missing_mps2(task, status, state)
