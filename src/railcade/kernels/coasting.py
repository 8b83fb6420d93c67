"""The build-up of the brake: coasting from its command until it acts."""

from __future__ import annotations

from typing import NamedTuple

from railcade.kernels.ceiling import on_curve, w_on_curve
from railcade.kernels.compiling import inner, lean
from railcade.kernels.forces import AHEAD_M, STILL, acceleration, coasting_law, grade_at, resistance
from railcade.kernels.series import (
    Series,
    advance_apart,
    rate_after,
    series_of,
    slow_down,
    speed_after,
    way_after,
)
from railcade.kernels.shapes import Law, State, Task, Way, Work
from railcade.kernels.tables import Rows

SAFE_M2PS2 = -1e300
INSTANT_S = 1e-9
"""Shorter than this is no time: doubles at 10^6 m and 10^5 s cannot tell such a step from standing still."""

TOUCH_M2PS2 = 1e-9
ROOT_M2PS2 = 1e-11
SETTLED_M2PS2 = 5e-10
"""Less than what a braking curve is met within; at 10^6 m doubles carry no more."""

SETTLED = 2e-10
"""The same relative to the square of the speed."""

TOUCHES_S = 1e-6
"""So far a command is shifted to see whether a touch of a curve's end becomes an excess."""

EARLY_S = 2e-6
"""So exactly the time of build-up is met."""

TINY_M2PS3 = 1e-9
"""A rate of the excess below this is taken for this: the bracket then tells the next time to try."""


class Probe(NamedTuple):
    """Coasting from a state: the most by which it exceeds a braking curve (negative if it does not).

    With the time of build-up that was left there, the last state, the curve, the next free phase, and by how
    much the excess rises if the command comes a second later.
    """

    gap_m2ps2: float
    left_s: float
    state: State
    curve: int
    n: int
    rate_m2ps3: float


class Shift(NamedTuple):
    """How the state changes for each second by which the command comes later."""

    x_m: float
    v_mps: float


class Bracket(NamedTuple):
    """Where the command lies, and whether the ends have been tried."""

    low_s: float
    high_s: float
    low_seen: bool
    high_seen: bool


@inner
def put(phases: Rows, n: int, state: State, way: int, row: int) -> int:
    """Store the beginning of a phase; returns the next free row, which may lie beyond (the caller looks)."""
    if n < len(phases):
        here = phases[n]
        here.x_m, here.v_mps, here.t_s = state.x_m, state.v_mps, state.t_s
        here.cell, here.way, here.row = state.cell, way, row
    return n + 1


@inner
def build_up_s(task: Task, curves: Rows, curve: int) -> float:
    """Build-up time of the brake for a curve: to a stand or to a limit."""
    stop = curves[curves[curve].last].w_m2ps2 == 0.0
    return task.build_up_stop_s if stop else task.build_up_limit_s


@inner
def curve_in_reach(task: Task, curves: Rows, state: State, curve: int) -> int:
    """The first braking curve that coasting from here might meet within its build-up time; -1 if none.

    Coasting never gains speed beyond that at command, so v times build-up bounds its reach.
    """
    reach = state.x_m + state.v_mps * max(task.build_up_stop_s, task.build_up_limit_s)
    w = 0.5 * state.v_mps * state.v_mps
    while curve < len(curves) and curves[curve].left_m <= reach + AHEAD_M:
        last = curves[curve].last
        if w >= w_on_curve(curves, curve, min(reach, curves[last].right_m)) - TOUCH_M2PS2:
            return curve
        curve = last + 1
    return -1


@inner
def glide(task: Task, state: State, v_held_mps: float, left_s: float) -> tuple[State, int]:
    """One step without traction, and its way; a fall does not carry it past the held speed, nor the limit."""
    row, cell = task.cells[state.cell], state.cell
    v_held_mps = min(v_held_mps, row.limit_mps)
    law = coasting_law(task, cell)
    if state.v_mps >= v_held_mps and acceleration(law, state.x_m + AHEAD_M, state.v_mps) > 0.0:
        x = state.x_m + v_held_mps * left_s
        if law.by_x_mps2_per_m < 0.0:
            until = state.x_m - acceleration(law, state.x_m, state.v_mps) / law.by_x_mps2_per_m
            x = min(x, max(until, state.x_m + AHEAD_M))
        if x >= row.end_m:
            x, cell = row.end_m, cell + 1
        after = State(x, v_held_mps, state.t_s + (x - state.x_m) / v_held_mps, cell)
        return after, Way.COAST_HOLD.value
    after, told = slow_down(law, state, row.end_m, left_s)
    if told and after.v_mps <= v_held_mps:
        return after, Way.COAST.value
    return advance_apart(law, state, row.end_m, (0.0, v_held_mps), left_s), Way.COAST.value


@inner
def shifted(law: Law, way: int, h_s: float, v_mps: float, shift: Shift) -> Shift:
    """A shift of the state carried through a step: the linear part of the motion, to the third order."""
    dx, dv = shift
    if way == Way.COAST_HOLD.value:
        return Shift(dx + h_s * dv, dv)
    q, s = law.by_v_per_s + 2.0 * law.by_v2_per_m * v_mps, law.by_x_mps2_per_m
    a = q * dv + s * dx
    b = (q * a + s * dv) * (1.0 / 2.0)
    square = h_s * h_s
    dx = (dx + h_s * dv) + square * (a * (1.0 / 2.0) + h_s * (b * (1.0 / 3.0)))
    return Shift(dx, (dv + h_s * a) + square * (b + h_s * ((q * b + s * a * (1.0 / 2.0)) * (1.0 / 3.0))))


@lean
def coast(work: Work, n: int, state: State, curve: int, a_mps2: float) -> Probe:
    """Coast from a state for the build-up time of one curve, to its end at most; stores the phases.

    `a_mps2` is the acceleration until the command: the probe tells by how much the excess rises with it.
    """
    task, curves = work.task, work.curves
    time_s = build_up_s(task, curves, curve)
    right = curves[curves[curve].last].right_m
    if time_s <= INSTANT_S or state.x_m >= right:
        w, slows = on_curve(curves, curve, min(state.x_m, right))
        rate = state.v_mps * (a_mps2 + slows)
        left_s = time_s if time_s > INSTANT_S else 0.0
        return Probe(0.5 * state.v_mps**2 - w, left_s, state, curve, n, rate)
    worst, left, rate, until, held = SAFE_M2PS2, 0.0, 0.0, state.t_s + time_s, state.v_mps
    shift = Shift(state.v_mps, a_mps2)
    while until - state.t_s > INSTANT_S and state.v_mps > 0.0 and state.x_m < right:
        after, way = glide(task, state, held, until - state.t_s)
        n = put(work.phases, n, state, way, 0)
        law, h = coasting_law(task, state.cell), after.t_s - state.t_s
        shift = shifted(law, way, h, state.v_mps, shift)
        if after.v_mps >= held:  # from here on it is held
            shift = Shift(shift.x_m, a_mps2)
        w, slows = on_curve(curves, curve, after.x_m)
        gap, left_s = 0.5 * after.v_mps**2 - w, until - after.t_s
        if gap > worst:
            a = acceleration(law, after.x_m, after.v_mps) if way == Way.COAST.value else 0.0
            if left_s <= INSTANT_S:  # later by a second: at the same time after the command
                rate = after.v_mps * shift.v_mps + slows * shift.x_m
                after, gap = on_to_curve(task, after, gap, (a, slows))
            else:  # at the same place
                rate = after.v_mps * shift.v_mps - a * shift.x_m
            worst, left = gap, left_s
        state = after
        # An excess of less is a touch, after which it may still exceed what lies beyond.
        if worst > SETTLED_M2PS2 or left_s <= INSTANT_S:
            break
    return Probe(worst, left if left > EARLY_S else 0.0, state, curve, n, rate)


@inner
def on_to_curve(
    task: Task, state: State, gap_m2ps2: float, slowing: tuple[float, float]
) -> tuple[State, float]:
    """Let the brake act up to `EARLY_S` sooner or later than its build-up says, so that it meets the curve.

    `slowing` is the acceleration of coasting and the deceleration of the curve.
    """
    rate = state.v_mps * (slowing[0] + slowing[1])
    if not abs(gap_m2ps2) <= EARLY_S * rate or rate == 0.0 or state.cell >= len(task.cells):
        return state, gap_m2ps2
    row, v, h = task.cells[state.cell], state.v_mps, -gap_m2ps2 / rate
    x = state.x_m + h * v
    if not row.edge_m < x < row.end_m:
        return state, gap_m2ps2
    return State(x, v + h * slowing[0], state.t_s + h, state.cell), 0.0


@inner
def settled(probe: Probe, v_mps: float) -> bool:
    """Whether coasting meets the curve just when the brake acts."""
    return probe.left_s == 0.0 and near_zero(probe.gap_m2ps2, v_mps)


@inner
def near_zero(gap_m2ps2: float, v_mps: float) -> bool:
    """Whether a gap is none."""
    return abs(gap_m2ps2) <= SETTLED_M2PS2 + SETTLED * v_mps * v_mps


@inner
def step_series(law: Law, state: State) -> Series:
    """The series of a step from a state: of its law, or of steady speed where that is `STILL`."""
    if law == STILL:
        return state.v_mps, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    return series_of(law, state.x_m, state.v_mps)


@inner
def later(series: Series, state: State, h_s: float) -> State:
    """The state a little later within a step, whose series is handed in."""
    x_m = state.x_m + way_after(series, h_s)
    return State(x_m, speed_after(series, h_s), state.t_s + h_s, state.cell)


@inner
def guess_s(task: Task, curves: Rows, span: tuple[State, State], series: Series, curve: int) -> float:
    """When, within a step, the brake is commanded if coasting slows the train evenly."""
    state, after = span
    time_s, step_s = build_up_s(task, curves, curve), after.t_s - state.t_s
    per_kg, per_grade = task.mass_share_per_kg, task.weight_newton * task.mass_share_per_kg
    h, cell, ease = step_s, state.cell, 0.0
    for _ in range(6):
        x, v, a = state.x_m + way_after(series, h), speed_after(series, h), rate_after(series, h)
        middle = x + 0.5 * time_s * v
        while cell + 1 < len(task.cells) and task.cells[cell].end_m <= middle:
            cell += 1
        while cell > state.cell and task.cells[cell].edge_m > middle:
            cell -= 1
        rest = resistance(task, cell, v + 0.5 * ease * time_s) * per_kg
        ease = min(-rest - per_grade * grade_at(task, cell, middle), 0.0)
        v_end = v + ease * time_s
        w, slows = on_curve(curves, curve, x + time_s * (v + 0.5 * ease * time_s))
        gap = 0.5 * v_end * v_end - w
        rate = v_end * a + slows * (v + a * time_s)
        if rate <= 0.0:
            break
        change = gap / rate
        if h == step_s and change < 0.0:
            break
        h = max(h - change, 0.0)
        if abs(change) < 0.01:
            break
    return h


@lean
def command(
    work: Work, n: int, span: tuple[State, State], series: Series, curve: int
) -> tuple[float, Probe]:
    """When, within a step, the brake is commanded: the root of the excess of `coast` inside a bracket.

    The step goes from `span[0]` to `span[1]`, whose excess is not known yet. Returns the time, with what
    coasting from there gave; -1 where the step ends below the curves; 0 where its start already exceeds:
    then a braking lies just behind and the brake is still on.
    """
    state, after = span
    step_s = after.t_s - state.t_s
    tolerance = 1e-10 / max(1.0, state.v_mps)
    bracket = Bracket(0.0, step_s, False, False)
    h = min(max(guess_s(work.task, work.curves, span, series, curve), 0.0), step_s)
    if h < 1e-3 * step_s:
        h = 0.0
    probe = Probe(SAFE_M2PS2, 0.0, state, curve, n, 0.0)
    old_s, old = -1.0, probe
    for i in range(100):
        there = after if h == step_s else later(series, state, h)
        probe = coast(work, n, there, curve, rate_after(series, h))
        g = probe.gap_m2ps2
        if h == step_s and g <= SETTLED_M2PS2:
            return -1.0, probe
        if (h == 0.0 and g >= 0.0) or settled(probe, there.v_mps):
            return h, probe
        # Coasting under a limit may touch the end of its curve for every command: no root before it rises.
        touches = probe.left_s > 0.0 and near_zero(g, there.v_mps)
        if abs(g) > TOUCH_M2PS2 and not near_zero(old.gap_m2ps2, there.v_mps):
            touches = False  # one more step of Newton's method
        touch_s = TOUCHES_S if touches else 0.0
        if g > 0.0 and touch_s == 0.0:
            bracket = Bracket(bracket.low_s, h, bracket.low_seen or h == 0.0, True)
        else:
            bracket = Bracket(h, bracket.high_s, True, bracket.high_seen)
        tolerance = max(tolerance, 2.0 * touch_s)
        if bracket.high_s - bracket.low_s <= tolerance:
            break
        following = h + touch_s if touch_s > 0.0 else next_try(h, probe, old_s, old)
        if i % 8 == 7:
            following = 0.5 * (bracket.low_s + bracket.high_s)
        old_s, old, h = h, probe, inside(bracket, following)
    found_s = bracket.low_s if bracket.high_seen else -1.0
    return found_s, Probe(SAFE_M2PS2, 0.0, later(series, state, bracket.low_s), curve, n, 0.0)


@inner
def next_try(h_s: float, probe: Probe, old_s: float, old: Probe) -> float:
    """The next time to try: by Newton's method, or by the secant where that gains little."""
    gap, change = probe.gap_m2ps2, probe.gap_m2ps2 - old.gap_m2ps2
    alike = old_s >= 0.0 and (probe.left_s > 0.0) == (old.left_s > 0.0) and change * (h_s - old_s) > 0.0
    slow = alike and abs(gap) > 0.1 * abs(old.gap_m2ps2)
    if probe.left_s == 0.0 and probe.rate_m2ps3 > TINY_M2PS3 and not slow:
        return h_s - gap / probe.rate_m2ps3
    if alike:
        return h_s - gap * (h_s - old_s) / change
    if probe.left_s > 0.0 and gap > 0.0:  # met before the brake acts: so late is the command
        return h_s - probe.left_s
    return h_s - gap / max(probe.rate_m2ps3, TINY_M2PS3)


@inner
def inside(bracket: Bracket, h_s: float) -> float:
    """The next time to try: the one proposed, or an end not seen yet if it lies there, or the middle."""
    if bracket.low_s < h_s < bracket.high_s:
        return h_s
    if h_s >= bracket.high_s and not bracket.high_seen:
        return bracket.high_s
    if h_s <= bracket.low_s and not bracket.low_seen:
        return bracket.low_s
    return 0.5 * (bracket.low_s + bracket.high_s) if bracket.high_seen else bracket.high_s


@lean
def roll(work: Work, n: int, state: State, curve: int, most: tuple[float, float]) -> Probe:
    """Coast until the brake acts: the build-up has passed, or a curve is met before, the first or a later.

    `most` is the time left of the build-up, and the speed at the command, which a fall does not raise.
    Where coasting slows more than a curve the command may lie above it: then it is not met from below.
    """
    task, curves = work.task, work.curves
    until, held = state.t_s + most[0], most[1]
    end = task.cells[len(task.cells) - 1].end_m
    while until - state.t_s > INSTANT_S and state.v_mps > 0.0 and state.x_m < end:
        before = 0.5 * state.v_mps**2 - w_on_curve(curves, curve, state.x_m)
        after, way = glide(task, state, held, until - state.t_s)
        gap = 0.5 * after.v_mps**2 - w_on_curve(curves, curve, after.x_m)
        above = before > TOUCH_M2PS2 and not near_zero(before, state.v_mps) and gap < before
        if gap > TOUCH_M2PS2 and not above:
            after = touch(work, (state, after), held, curve, gap)
        n = put(work.phases, n, state, way, 0)
        state = after
        if near_zero(gap, state.v_mps) or (gap >= -TOUCH_M2PS2 and (not above or gap <= TOUCH_M2PS2)):
            break
        while curves[curve].last + 1 < len(curves) and curves[curves[curve].last].right_m <= state.x_m:
            curve = curves[curve].last + 1
    return Probe(0.0, 0.0, state, curve, n, 0.0)


@lean
def touch(work: Work, span: tuple[State, State], held_mps: float, curve: int, gap_m2ps2: float) -> State:
    """Where coasting from one state to the next meets a curve, by regula falsi and bisection in turn."""
    task, curves = work.task, work.curves
    before, state = span
    low, high = 0.0, state.t_s - before.t_s
    g_low = 0.5 * before.v_mps**2 - w_on_curve(curves, curve, before.x_m)
    g_high = gap_m2ps2
    for i in range(100):
        h = 0.5 * (low + high)
        if i % 3 < 2 and g_low < 0.0:
            h = high - g_high * (high - low) / (g_high - g_low)
        state, _ = glide(task, before, held_mps, h)
        g = 0.5 * state.v_mps**2 - w_on_curve(curves, curve, state.x_m)
        if abs(g) <= ROOT_M2PS2:
            break
        if g > 0.0:
            high, g_high = h, g
        else:
            low, g_low = h, g
        if high - low < 1e-12:
            break
    return state
