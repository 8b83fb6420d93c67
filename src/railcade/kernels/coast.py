"""The build-up of the brake: when it is commanded, and the coasting until it acts."""

from __future__ import annotations

from railcade.kernels.ceiling import w_on_arc
from railcade.kernels.compiling import inner, lean
from railcade.kernels.forces import AHEAD_M, acceleration, grade_at, law_of, resistance, rk4, step, traction
from railcade.kernels.shapes import Law, Out, State, Work

TOUCH_M2PS2 = 1e-9
ROOT_M2PS2 = 1e-11
SAFE_M2PS2 = -1e300
SAME_M = 1e-6
HELD_SHARE = 1e-9
INSTANT_S = 1e-9
"""Shorter than this is no time: doubles at 10^6 m and 10^5 s cannot tell such a step from standing still."""

BREAK_M = 0.01
"""A point this far before a jump of the acceleration is stored, so that between any two neighbours the
acceleration lies between theirs."""


@lean
def store(out: Out, n: int, state: State, a_mps2: float, force_newton: float, reason: int) -> int:
    """Store a point; returns the next free index, which may lie beyond the arrays (the caller looks).

    A point that all but coincides with the one before replaces it.
    """
    if 1 < n <= len(out.x_m) and state.x_m - out.x_m[n - 1] < SAME_M:
        n -= 1
    if n < len(out.x_m):
        out.x_m[n] = state.x_m
        out.t_s[n] = state.t_s
        out.v_mps[n] = state.v_mps
        out.a_mps2[n] = a_mps2
        out.force_newton[n] = force_newton
        out.reason[n] = reason
    return n + 1


@lean
def store_break(work: Work, out: Out, n: int, span: tuple[State, State], how: tuple[int, int]) -> int:
    """Store a point just before the end of a step at which the acceleration jumps.

    `how` is the traction segment of the step and the reason to store.
    """
    before, after = span
    segment, reason = how
    h = after.t_s - before.t_s - BREAK_M / after.v_mps if after.v_mps > 0.0 else 0.0
    if h <= 0.0 or after.x_m - before.x_m < 2.0 * BREAK_M:
        return n
    train = work.task.train
    law = law_of(train, work.task.cells, before.cell, segment)
    held = acceleration(law, before.x_m + AHEAD_M, before.v_mps) > train.most_mps2 * (1.0 + HELD_SHARE)
    if held:
        law = Law(train.most_mps2, 0.0, 0.0, 0.0, 0.0)
    x, v = rk4(law, before.x_m, before.v_mps, h)
    state = State(x, v, before.t_s + h, before.cell)
    a, force = acceleration(law, x, v), traction(train, segment, v)
    if held:
        grade_newton = train.weight_newton * grade_at(work.task.cells, before.cell, x)
        force = train.dynamic_mass_kg * a + resistance(train, v) + grade_newton
    return store(out, n, state, a, force, reason)


@lean
def step_s(work: Work, v_mps: float, left_s: float) -> float:
    """Length of the next step: at most the time left, and the most that may lie between stored points."""
    h = min(work.task.max_step_s, left_s)
    if v_mps * h > 0.9 * work.task.max_step_m:
        h = 0.9 * work.task.max_step_m / v_mps
    return h


@inner
def arc_in_reach(work: Work, state: State, arc: int) -> int:
    """The first braking curve that coasting from here might meet within its build-up time; -1 if none.

    Coasting never gains speed beyond that at command, so v times build-up bounds its reach.
    """
    arcs, brake = work.arcs, work.task.train.brake
    w = 0.5 * state.v_mps**2
    reach = state.x_m + state.v_mps * max(brake.build_up_stop_s, brake.build_up_limit_s)
    while arc < len(arcs.first) and arcs.left_m[arcs.first[arc]] <= reach + AHEAD_M:
        lowest = w_on_arc(arcs, arc, min(reach, arcs.right_m[arcs.last[arc]]))
        if w >= lowest - TOUCH_M2PS2:
            return arc
        arc += 1
    return -1


@inner
def build_up_s(work: Work, arc: int) -> float:
    """Build-up time of the brake for an arc: to a stand or to a limit."""
    brake = work.task.train.brake
    stop = work.arcs.w_m2ps2[work.arcs.last[arc]] == 0.0
    return brake.build_up_stop_s if stop else brake.build_up_limit_s


@lean
def coast_step(work: Work, state: State, v_held_mps: float, left_s: float) -> tuple[State, float]:
    """One step without traction, and its acceleration at the start.

    A fall does not carry it past the held speed, nor past the limit.
    """
    task = work.task
    v_held_mps = min(v_held_mps, task.cells.limit_mps[state.cell])
    train, cells, cell = task.train, task.cells, state.cell
    coasting = len(train.knot_mps) - 1
    h = step_s(work, state.v_mps, left_s)
    law = law_of(train, cells, cell, coasting)
    edge = cells.edge_m[cell + 1]
    if state.v_mps >= v_held_mps and acceleration(law, state.x_m + AHEAD_M, state.v_mps) > 0.0:
        x = state.x_m + state.v_mps * h
        if law.by_x_mps2_per_m < 0.0:
            until = state.x_m - acceleration(law, state.x_m, state.v_mps) / law.by_x_mps2_per_m
            x = min(x, max(until, state.x_m + AHEAD_M))
        if x >= edge:
            x, cell = edge, cell + 1
        after = State(x, state.v_mps, state.t_s + (x - state.x_m) / state.v_mps, cell)
        return after, 0.0
    a = acceleration(law, state.x_m, state.v_mps)
    return step(law, state, edge, (0.0, v_held_mps), h), a


@lean
def overshoot(work: Work, state: State, arc: int, time_s: float) -> float:
    """By how much (m²/s²) coasting from here for the build-up time exceeds a braking curve; < 0 if not."""
    arcs = work.arcs
    right = arcs.right_m[arcs.last[arc]]
    if time_s <= 0.0 or state.x_m >= right:
        return 0.5 * state.v_mps**2 - w_on_arc(arcs, arc, min(state.x_m, right))
    worst = SAFE_M2PS2
    until = state.t_s + time_s
    held = state.v_mps
    end = work.task.cells.edge_m[-1]
    while until - state.t_s > INSTANT_S and state.v_mps > 0.0 and state.x_m < end:
        state, _ = coast_step(work, state, held, until - state.t_s)
        worst = max(worst, 0.5 * state.v_mps**2 - w_on_arc(arcs, arc, state.x_m))
        if worst > 0.0:
            break
        while arc < len(arcs.first) - 1 and arcs.right_m[arcs.last[arc]] <= state.x_m:
            arc += 1
    return worst


@lean
def moved(state: State, law: Law, h_s: float) -> State:
    """The state a little later under a law of motion."""
    x, v = rk4(law, state.x_m, state.v_mps, h_s)
    return State(x, v, state.t_s + h_s, state.cell)


@lean
def command_s(work: Work, state: State, law: Law, h_s: float, arc: int) -> float:
    """When, within a step, the brake is commanded: the root of `overshoot` (Illinois method, bisecting).

    The step's end must overshoot. 0 where its start does too: the brake is then still on from before.
    """
    time_s = build_up_s(work, arc)
    low, high = 0.0, h_s
    g_low = overshoot(work, state, arc, time_s)
    g_high = overshoot(work, moved(state, law, h_s), arc, time_s)
    if g_low >= 0.0:
        return 0.0
    tolerance, side = 1e-10 / max(1.0, state.v_mps), 0
    for i in range(100):
        h = 0.5 * (low + high)
        if i % 4 != 3 and g_low > SAFE_M2PS2:
            h = min(max(high - g_high * (high - low) / (g_high - g_low), low), high)
        g = overshoot(work, moved(state, law, h), arc, time_s)
        if abs(g) <= ROOT_M2PS2:
            return h
        if g > 0.0:
            g_low = 0.5 * g_low if side > 0 else g_low
            high, g_high, side = h, g, 1
        else:
            g_high = 0.5 * g_high if side < 0 else g_high
            low, g_low, side = h, g, -1
        if high - low <= tolerance:
            break
    return low


@lean
def coast(work: Work, out: Out, n: int, state: State, arc: int) -> tuple[State, int, int]:
    """Coast from the command until the brake acts on a curve; stores the points on the way.

    Returns the state, the next free index and the curve that was met. Where a curve is met before the
    build-up has passed, a braking lies just behind and the brake was still on.
    """
    train, arcs, cells = work.task.train, work.arcs, work.task.cells
    held, until, end = state.v_mps, state.t_s + build_up_s(work, arc), cells.edge_m[-1]
    coasting = len(train.knot_mps) - 1
    while until - state.t_s > INSTANT_S and state.v_mps > 0.0 and state.x_m < end:
        after, a = coast_step(work, state, held, until - state.t_s)
        most = min(held, cells.limit_mps[state.cell])
        grade = grade_at(cells, state.cell, state.x_m)
        force = train.weight_newton * grade + resistance(train, state.v_mps)
        held_now = a == 0.0 and state.v_mps >= most
        n = store(out, n, state, a, force if held_now else 0.0, work.task.reasons[2])
        met = 0.5 * after.v_mps**2 - w_on_arc(arcs, arc, after.x_m) >= -TOUCH_M2PS2
        if met:
            after = meet(work, state, after, held, arc)
        if not held_now and (met or after.v_mps >= most or until - after.t_s <= INSTANT_S):
            n = store_break(work, out, n, (state, after), (coasting, work.task.reasons[2]))
        state = after
        if met:
            break
        while arc < len(arcs.first) - 1 and arcs.right_m[arcs.last[arc]] <= state.x_m:
            arc += 1
    return state, n, arc


@lean
def meet(work: Work, before: State, after: State, held_mps: float, arc: int) -> State:
    """Where coasting from one state to the next meets a curve, by bisection."""
    low, high = 0.0, after.t_s - before.t_s
    if 0.5 * after.v_mps**2 - w_on_arc(work.arcs, arc, after.x_m) <= TOUCH_M2PS2:
        return after
    state = after
    for _ in range(60):
        middle = 0.5 * (low + high)
        state, _ = coast_step(work, before, held_mps, middle)
        if 0.5 * state.v_mps**2 - w_on_arc(work.arcs, arc, state.x_m) > 0.0:
            high = middle
        else:
            low = middle
        if high - low < 1e-12:
            break
    return state
