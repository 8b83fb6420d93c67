"""The run forwards: traction, steady speed, build-up, braking, as a chain of phases."""

from __future__ import annotations

import math

from railcade.kernels.ceiling import curve_seconds, find_curves, piece_at, w_on_curve
from railcade.kernels.coasting import (
    SAFE_M2PS2,
    SETTLED,
    SETTLED_M2PS2,
    Probe,
    build_up_s,
    command,
    curve_in_reach,
    later,
    put,
    roll,
    settled,
    step_series,
)
from railcade.kernels.compiling import inner, lean
from railcade.kernels.forces import (
    AHEAD_M,
    STILL,
    acceleration,
    deceleration,
    eased,
    grade_at,
    law_of,
    missing_mps2,
    resistance,
    segment_at,
    traction,
)
from railcade.kernels.series import advance, carried
from railcade.kernels.shapes import Law, State, Status, Task, Way, Work
from railcade.kernels.tables import Rows

SLOW_MPS = 1e-3
"""A train that still slows at this speed has stalled."""

MET_M2PS2 = 1e-8
ABOVE_M2PS2 = 1e-4
SNAP_MPS = 1e-9
AT_REST_M2PS2 = 1e-8
"""The end of a run that coasts to a stand may be missed by a tenth of a millimetre a second."""

HELD_SHARE = 1e-9
SHORT_S = 1e-6
"""No step is cut shorter than this, so that a run never hangs where full traction just suffices."""

NEAR_S = 2.0
ROLLING_MPS = 5.0
"""While it slows, or below this speed, with a braking in reach a step is no longer than `NEAR_S`: coasting
from its end may pass below a curve that coasting from within would exceed."""

MOST_STEPS = 200


@inner
def steady_way(task: Task, state: State, segment: int) -> float:
    """How far the present speed can be kept in this cell, m; -1 if not at all, -2 for want of brakes.

    -3 if the speed rises past a jump of the traction. The force needed must lie between that of the brake
    and full traction at the limit, between the two sides of the traction at one of its jumps.
    """
    cell, v = state.cell, state.v_mps
    row = task.cells[cell]
    at_limit = v >= row.limit_mps
    if not at_limit and task.segments[segment].top_mps != v:
        return -1.0
    way = row.end_m - state.x_m
    rise = task.weight_newton * row.grade_per_m
    need = resistance(task, cell, v) + task.weight_newton * grade_at(task, cell, state.x_m + AHEAD_M)
    high = traction(task, segment, v)
    if not at_limit:
        low = traction(task, segment + 1, v)
    elif need < 0.0 or need + rise * way < 0.0:
        made_up = (1.0 - task.grade_share) * task.weight_newton * grade_at(task, cell, state.x_m + AHEAD_M)
        brake = task.dynamic_mass_kg * deceleration(task, row.condition, v)
        low = min(0.0, resistance(task, cell, v) - brake + made_up)
        if need < low:
            return -2.0
    else:
        low = 0.0
    if not low <= need <= high:
        return -3.0 if need < low and not at_limit else -1.0
    if need + rise * way > high:
        way = (high - need) / rise
    elif need + rise * way < low:
        way = (low - need) / rise
    return float(max(way, AHEAD_M))


@inner
def leap(task: Task, state: State, below: int, most_s: float) -> tuple[State, Law, int, int]:
    """One step as fast as traction and limit allow, and the law, way and segment it followed.

    The way is a negative status where there is none.
    """
    cell, v = state.cell, state.v_mps
    row = task.cells[cell]
    way = steady_way(task, state, below)
    if way == -2.0:
        return state, STILL, -Status.RUNAWAY.value, below
    if way > 0.0:
        x = state.x_m + min(way, v * most_s)
        if x >= row.end_m:
            x, cell = row.end_m, cell + 1
        return State(x, v, state.t_s + (x - state.x_m) / v, cell), STILL, Way.HOLD.value, below
    segment = below + 1 if way == -3.0 else below
    law = law_of(task, cell, segment)
    a = acceleration(law, state.x_m + AHEAD_M, v)
    if v < SLOW_MPS and (a <= 0.0 or acceleration(law, state.x_m, v) <= 0.0):
        return state, law, -Status.STALLED.value, below
    piece = task.segments[segment]
    bounds = (piece.knot_mps, min(row.limit_mps, piece.top_mps))
    if a > task.most_mps2 * (1.0 + HELD_SHARE):
        held = eased(task.most_mps2)
        after = until_free(state, held, law, (row.end_m, most_s), bounds)
        return after, held, Way.EASE.value, segment
    after = advance(law, state, row.end_m, bounds, most_s)
    if task.most_mps2 < math.inf:
        after = until_held(state, law, after, task.most_mps2 * (1.0 + HELD_SHARE))
    return after, law, Way.PULL.value, segment


@lean
def until_held(state: State, law: Law, after: State, most_mps2: float) -> State:
    """A step of full traction, at most to where it gives more than the largest acceleration."""
    if acceleration(law, after.x_m, after.v_mps) <= most_mps2 or after.t_s - state.t_s <= SHORT_S:
        return after
    low, high = 0.0, after.t_s - state.t_s
    while high - low > 1e-9:
        middle = 0.5 * (low + high)
        there = carried(law, state, middle)
        if acceleration(law, there.x_m, there.v_mps) <= most_mps2:
            low = middle
        else:
            high = middle
    return carried(law, state, max(high, SHORT_S))


@lean
def until_free(
    state: State, held: Law, full: Law, most: tuple[float, float], bounds: tuple[float, float]
) -> State:
    """One step at the largest acceleration, at most to where full traction (the second law) gives no more.

    `most` is the edge of the cell and the longest time.
    """
    after = advance(held, state, most[0], bounds, most[1])
    if acceleration(full, after.x_m, after.v_mps) >= held.base_mps2:
        return after
    low, high = 0.0, after.t_s - state.t_s
    while high - low > 1e-9:
        middle = 0.5 * (low + high)
        there = carried(held, state, middle)
        if acceleration(full, there.x_m, there.v_mps) >= held.base_mps2:
            low = middle
        else:
            high = middle
    return carried(held, state, high)


@inner
def hold_on(work: Work, n: int, state: State, segment: int, curve: int) -> tuple[State, int]:
    """Keep the limit over whole cells while force and brake suffice and no braking is in reach.

    What `leap` does, without what it must look at elsewhere.
    """
    task, curves = work.task, work.curves
    x, v, t, cell = state
    row = task.cells[cell]
    condition, drag, limit, s_per_m = row.condition, row.drag, row.limit_mps, 1.0 / v
    if v != limit:
        return state, n
    rest, high = resistance(task, cell, v), traction(task, segment, v)
    low = 0.0
    if task.grade_share == 1.0:  # else what the brake does depends on the grade
        low = min(0.0, rest - task.dynamic_mass_kg * deceleration(task, condition, v))
    free_m = min(task.until_m, task.cells[len(task.cells) - 1].edge_m)
    if curve < len(curves):
        free_m = min(free_m, curves[curve].left_m - v * max(task.build_up_stop_s, task.build_up_limit_s))
    while row.end_m <= free_m and row.condition == condition and row.drag == drag and row.limit_mps == limit:
        need = rest + task.weight_newton * (row.grade + row.grade_per_m * (x - row.edge_m))
        end_need = rest + task.weight_newton * (row.grade + row.grade_per_m * (row.end_m - row.edge_m))
        if not (low <= need <= high and low <= end_need <= high):
            break
        n = put(work.phases, n, State(x, v, t, cell), Way.HOLD.value, segment)
        t += (row.end_m - x) * s_per_m
        x, cell = row.end_m, cell + 1
        row = task.cells[cell]
    return State(x, v, t, cell), n


@inner
def follow(work: Work, n: int, state: State, curve: int) -> tuple[State, int]:
    """Follow a braking curve from where it was met to its end, or to where the run is left."""
    task, curves = work.task, work.curves
    x, t, v = state.x_m, state.t_s, state.v_mps
    piece, last = piece_at(curves, curve, x), curves[curve].last
    cell = min(state.cell, len(task.cells) - 1)
    while piece <= last and x < curves[piece].right_m and x < task.until_m:
        row = curves[piece]
        cell, right = int(row.cell), row.right_m
        n = put(work.phases, n, State(x, v, t, cell), Way.CURVE.value, piece)
        t += curve_seconds(curves, piece, max(x, row.left_m), right)
        x, v = right, math.sqrt(2.0 * row.w_m2ps2)
        piece += 1
    if x >= task.cells[cell].end_m and cell + 1 < len(task.cells):
        cell += 1
        limit = task.cells[cell].limit_mps
        if abs(v - limit) < SNAP_MPS:
            v = limit
    return State(x, v, t, cell), n


@inner
def brake(work: Work, n: int, span: tuple[State, State], law: Law, near: int) -> tuple[State, int, int]:
    """Command the brake within a step if it is due, coast, follow the curve. Returns -1 for a curve if not.

    Each curve in reach, from `near` on, has its own build-up; the first command counts. The phase of the
    step has been stored in the row before `n`.
    """
    task, curves = work.task, work.curves
    state, after = span
    first_s, chosen, curve, several = -1.0, near, near, False
    series = step_series(law, state)
    probe = Probe(SAFE_M2PS2, 0.0, state, near, n, 0.0)
    while curve >= 0 and first_s != 0.0:
        h, found = command(work, n, (state, after), series, curve)
        if h >= 0.0:
            first_s, chosen, probe = h, curve, found
            if h > 0.0:
                after = later(series, state, h)
        curve = curve_in_reach(task, curves, after, curves[curve].last + 1)
        several = several or curve >= 0
    if first_s < 0.0:
        return span[1], n, -1
    state = state if first_s == 0.0 else after
    if first_s == 0.0 or several or not settled(probe, state.v_mps):
        most = build_up_s(task, curves, chosen), state.v_mps
        probe = roll(work, n if first_s > 0.0 else n - 1, state, near, most)
    return slowed(work, probe)


@inner
def slowed(work: Work, probe: Probe) -> tuple[State, int, int]:
    """Follow the curve that coasting has met, if it has."""
    state, n, curve = probe.state, probe.n, probe.curve
    below = w_on_curve(work.curves, curve, state.x_m) - 0.5 * state.v_mps**2
    # What `settled` takes for met is met. Far above it another curve, with a shorter build-up, was the first.
    if -ABOVE_M2PS2 < below < MET_M2PS2 + 2.0 * SETTLED * state.v_mps**2:
        state, n = follow(work, n, state, curve)
    return state, n, curve


@inner
def above_ceiling(task: Task, curves: Rows, first: int) -> bool:
    """Whether the run begins faster than limit and brakes allow."""
    x, w = task.cells[0].edge_m, 0.5 * task.start_mps**2
    if task.start_mps > task.cells[0].limit_mps + SNAP_MPS:
        return True
    while first < len(curves) and curves[first].left_m <= x:
        if w > w_on_curve(curves, first, x) + SETTLED_M2PS2 + SNAP_MPS * w:
            return True
        first = curves[first].last + 1
    return False


@inner
def next_step(
    work: Work, state: State, segment: int, curve: int
) -> tuple[State, Law, int, int, int]:
    """One step, short where a braking near it asks for that: as `leap`, and the curve in reach or -1."""
    most_s = math.inf
    while True:
        after, law, way, used = leap(work.task, state, segment, most_s)
        if way < 0:
            return after, law, way, used, -1
        near = curve_in_reach(work.task, work.curves, after, curve)
        slow = way != Way.HOLD.value and (after.v_mps < state.v_mps or state.v_mps < ROLLING_MPS)
        if near < 0 or not slow or most_s <= NEAR_S or after.t_s - state.t_s <= NEAR_S:
            return after, law, way, used, near
        most_s = max(0.5 * (after.t_s - state.t_s), NEAR_S)


@inner
def passed(curves: Rows, curve: int, x_m: float) -> int:
    """The first curve that ends beyond a position, from one on."""
    while curve < len(curves) and curves[curves[curve].last].right_m <= x_m:
        curve = curves[curve].last + 1
    return curve


@inner
def ended(work: Work, n: int, state: State) -> tuple[int, int, State]:
    """Status, number of phases and last state once the steps are over."""
    task, room = work.task, len(work.phases)
    if n >= room:
        return Status.FULL.value, n, state
    if state.x_m < task.until_m:
        arrived = state.x_m >= task.cells[len(task.cells) - 1].end_m and state.t_s < math.inf
        if not (arrived and 0.5 * state.v_mps**2 <= AT_REST_M2PS2):
            return Status.LOST.value, n, state
        state = State(state.x_m, 0.0, state.t_s, state.cell)
    while n > 0 and work.phases[n - 1].x_m >= task.until_m:  # a braking goes on beyond, in phases from there
        n -= 1
        row = work.phases[n]
        state = State(row.x_m, row.v_mps, row.t_s, row.cell)
    return Status.DONE.value, put(work.phases, n, state, Way.HOLD.value, 0), state


@lean
def drive(work: Work) -> tuple[int, int, State, float]:
    """The whole run; fills curves and phases, of which the last row is the end.

    Returns status, number of phases, the last state, and the missing acceleration (m/s²) where it failed.
    """
    task, curves = work.task, work.curves
    cells, limit_mps = task.cells, task.cells[0].limit_mps
    state = State(cells[0].edge_m, min(task.start_mps, limit_mps), 0.0, 0)
    status, curve, x_m, lack = find_curves(task, curves)
    if status != Status.DONE.value:
        return status, 0, State(x_m, 0.0, 0.0, 0), lack
    if above_ceiling(task, curves, curve):
        return Status.TOO_FAST.value, 0, State(state.x_m, task.start_mps, 0.0, 0), 0.0
    end = min(cells[len(cells) - 1].end_m, task.until_m)
    segment, n = 0, 0
    if task.left_s > 0.0 and curve < len(curves):
        begun = roll(work, 0, state, curve, (task.left_s, max(task.held_mps, state.v_mps)))
        state, n, met = slowed(work, begun)
        curve = passed(curves, met, state.x_m)
    for _ in range(MOST_STEPS * (len(cells) + 10)):
        if state.x_m >= end or n >= len(work.phases):
            break
        segment = segment_at(task, cells[state.cell].condition, state.v_mps, segment)
        if state.v_mps == cells[state.cell].limit_mps:
            state, n = hold_on(work, n, state, segment, curve)
            curve = passed(curves, curve, state.x_m)
            segment = segment_at(task, cells[state.cell].condition, state.v_mps, segment)
        after, law, way, used, near = next_step(work, state, segment, curve)
        if way < 0:
            return -way, n, state, missing_mps2(task, way == -Status.STALLED.value, state)
        n = put(work.phases, n, state, way, used)
        met = -1
        if near >= 0:
            after, n, met = brake(work, n, (state, after), law, near)
        state = after
        curve = passed(curves, met if met >= 0 else curve, state.x_m)
    status, n, state = ended(work, n, state)
    return status, n, state, 0.0
