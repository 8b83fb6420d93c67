"""The build-up of the brake: coasting from its command until it acts."""

from __future__ import annotations

from typing import NamedTuple

from railcade.kernels.ceiling import on_curve, w_on_curve
from railcade.kernels.compiling import inner, lean
from railcade.kernels.forces import AHEAD_M, STILL, acceleration, coasting_law, grade_at
from railcade.kernels.series import Series, advance, series_of, speed_after, way_after
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

TINY_M2PS3 = 1e-9
"""A rate of the excess below this is taken for this: the bracket then tells the next time to try."""


class Probe(NamedTuple):
    """Coasting from a state: the most by which it exceeds a braking curve (negative if it does not).

    With the time of build-up that was left there, the last state, the curve, and the next free phase.
    """

    gap_m2ps2: float
    left_s: float
    state: State
    curve: int
    n: int


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
    return advance(law, state, row.end_m, (0.0, v_held_mps), left_s), Way.COAST.value


@lean
def coast(work: Work, n: int, state: State, curve: int) -> Probe:
    """Coast from a state for the build-up time of one curve, to its end at most; stores the phases."""
    task, curves = work.task, work.curves
    time_s = build_up_s(task, curves, curve)
    right = curves[curves[curve].last].right_m
    if time_s <= 0.0 or state.x_m >= right:
        gap = 0.5 * state.v_mps**2 - w_on_curve(curves, curve, min(state.x_m, right))
        return Probe(gap, time_s, state, curve, n)
    worst, left, until, held = SAFE_M2PS2, 0.0, state.t_s + time_s, state.v_mps
    while until - state.t_s > INSTANT_S and state.v_mps > 0.0 and state.x_m < right:
        after, way = glide(task, state, held, until - state.t_s)
        n = put(work.phases, n, state, way, 0)
        state = after
        gap = 0.5 * state.v_mps**2 - w_on_curve(curves, curve, state.x_m)
        if gap > worst:
            worst, left = gap, until - state.t_s
        if worst > SETTLED_M2PS2:  # less is a touch, after which it may still exceed what lies beyond
            break
    return Probe(worst, left if left > INSTANT_S else 0.0, state, curve, n)


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
def rate_of(task: Task, curves: Rows, there: State, a_mps2: float, probe: Probe) -> float:
    """By how much the excess rises if the command comes a second later from `there`, m²/s³.

    To first order: the command comes v farther on and faster by the acceleration; resistance takes a share
    of that, the change of the grade beneath the coasting train adds to it.
    """
    end, at_end = min(probe.state.cell, len(task.cells) - 1), probe.state
    time_s = at_end.t_s - there.t_s
    rise = grade_at(task, end, at_end.x_m) - grade_at(task, there.cell, there.x_m)
    by_grade = -task.weight_newton * task.mass_share_per_kg * rise
    by_v2 = 2.0 * task.resistance_newton_per_mps2 * task.cells[there.cell].drag * there.v_mps
    damped = (task.resistance_newton_per_mps + by_v2) * task.mass_share_per_kg * time_s
    faster_mps2 = a_mps2 * (1.0 - damped) + by_grade
    moves_mps = there.v_mps + time_s * (a_mps2 * (1.0 - 0.5 * damped) + 0.5 * by_grade)
    slows_mps2 = on_curve(curves, probe.curve, at_end.x_m)[1]
    return float(at_end.v_mps * faster_mps2 + slows_mps2 * moves_mps)


@inner
def guess_s(task: Task, curves: Rows, state: State, law: Law, curve: int) -> float:
    """When, from a state on, the brake is commanded if accelerations stay as they are there and then."""
    time_s = build_up_s(task, curves, curve)
    a = acceleration(law, state.x_m + AHEAD_M, state.v_mps)
    per_grade = task.weight_newton * task.mass_share_per_kg
    slowing = acceleration(coasting_law(task, state.cell), state.x_m, state.v_mps)
    slowing += per_grade * grade_at(task, state.cell, state.x_m)  # by resistance alone
    h, cell, ease = 0.0, state.cell, min(slowing - per_grade * grade_at(task, state.cell, state.x_m), 0.0)
    for _ in range(6):
        v = state.v_mps + a * h
        v_end = v + ease * time_s
        x = state.x_m + h * (state.v_mps + 0.5 * a * h)
        x_end = x + time_s * (v + 0.5 * ease * time_s)
        w, slows = on_curve(curves, curve, x_end)
        gap = 0.5 * v_end * v_end - w
        rate = v_end * a + slows * (v + a * time_s)
        if rate <= 0.0:
            break
        h -= gap / rate
        if abs(gap) < 1e-4 * v_end * v_end:
            break
        middle = 0.5 * (x + x_end) - gap / slows
        while cell + 1 < len(task.cells) and task.cells[cell].end_m <= middle:
            cell += 1
        while cell > state.cell and task.cells[cell].edge_m > middle:
            cell -= 1
        ease = min(slowing - per_grade * grade_at(task, cell, middle), 0.0)
    return h


@lean
def command(work: Work, n: int, span: tuple[State, State], law: Law, curve: int) -> tuple[float, Probe]:
    """When, within a step, the brake is commanded: the root of the excess of `coast` inside a bracket.

    The step goes from `span[0]` to `span[1]`, whose excess is not known yet. Returns the time, with what
    coasting from there gave; -1 where the step ends below the curves; 0 where its start already exceeds:
    then a braking lies just behind and the brake is still on.
    """
    state, after = span
    step_s = after.t_s - state.t_s
    series = step_series(law, state)
    tolerance = 1e-10 / max(1.0, state.v_mps)
    bracket = Bracket(0.0, step_s, False, False)
    h = min(max(guess_s(work.task, work.curves, state, law, curve), 0.0), step_s)
    if h < 1e-3 * step_s:
        h = 0.0
    probe = Probe(SAFE_M2PS2, 0.0, state, curve, n)
    old_s, old = -1.0, probe
    for i in range(100):
        there = after if h == step_s else later(series, state, h)
        probe = coast(work, n, there, curve)
        g = probe.gap_m2ps2
        if h == step_s and g <= SETTLED_M2PS2:
            return -1.0, probe
        if (h == 0.0 and g >= 0.0) or settled(probe, there.v_mps):
            return h, probe
        # Coasting under a limit may touch the end of its curve for every command: no root before it rises.
        touch_s = TOUCHES_S if probe.left_s > 0.0 and near_zero(g, there.v_mps) else 0.0
        if g > 0.0 and touch_s == 0.0:
            bracket = Bracket(bracket.low_s, h, bracket.low_seen or h == 0.0, True)
        else:
            bracket = Bracket(h, bracket.high_s, True, bracket.high_seen)
        if bracket.high_s - bracket.low_s <= max(tolerance, 2.0 * touch_s):
            break
        alike = old_s >= 0.0 and (probe.left_s > 0.0) == (old.left_s > 0.0)
        if touch_s > 0.0:
            following = h + touch_s
        elif alike and (g - old.gap_m2ps2) * (h - old_s) > 0.0:
            following = h - g * (h - old_s) / (g - old.gap_m2ps2)
        elif probe.left_s > 0.0 and g > 0.0:  # met before the brake acts: so late is the command
            following = h - probe.left_s
        else:
            a = (after.v_mps - state.v_mps) / step_s
            following = h - g / max(rate_of(work.task, work.curves, there, a, probe), TINY_M2PS3)
        if i % 8 == 7:
            following = 0.5 * (bracket.low_s + bracket.high_s)
        old_s, old, h = h, probe, inside(bracket, following)
    found_s = bracket.low_s if bracket.high_seen else -1.0
    return found_s, Probe(SAFE_M2PS2, 0.0, later(series, state, bracket.low_s), curve, n)


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
    """
    task, curves = work.task, work.curves
    until, held = state.t_s + most[0], most[1]
    end = task.cells[len(task.cells) - 1].end_m
    while until - state.t_s > INSTANT_S and state.v_mps > 0.0 and state.x_m < end:
        after, way = glide(task, state, held, until - state.t_s)
        gap = 0.5 * after.v_mps**2 - w_on_curve(curves, curve, after.x_m)
        if gap > TOUCH_M2PS2:
            after = touch(work, (state, after), held, curve, gap)
        n = put(work.phases, n, state, way, 0)
        state = after
        if gap >= -TOUCH_M2PS2:
            break
        while curves[curve].last + 1 < len(curves) and curves[curves[curve].last].right_m <= state.x_m:
            curve = curves[curve].last + 1
    return Probe(0.0, 0.0, state, curve, n)


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
