"""Runs against the laws of motion: balance at stored points, bounds in between.

Nothing is integrated. At each stored point ``dynamic mass · a = force − resistance − m g · mean grade``;
between two points acceleration can only change by what resistance, grade, traction table and brake model
change, which bounds v² and the time.
"""

from __future__ import annotations

import numpy as np

from railcade.network.steps import FloatArray
from railcade.plan.check.course import Course, course_of
from railcade.plan.check.forces import air_newton, nominal_deceleration_mps2, resistance_newton
from railcade.plan.check.ground import drag_slack, drag_under, grade_kinks_m, mean_grade, portals_m
from railcade.plan.check.limits import check_limits
from railcade.plan.check.pulls import FORCE_TOLERANCE, LEAST_FORCE_NEWTON, check_pulls, fed_newton
from railcade.plan.check.tally import Tally
from railcade.plan.check.way import Way
from railcade.plan.check.world import World
from railcade.units import STANDARD_GRAVITY_MPS2

STEP_M = 50.0
PLACE_TOLERANCE_M = 1e-6
SPEED_TOLERANCE_MPS = 1e-6
BUILD_UP = 6
LARGEST_REASON = 17
PULLS = ("TRACTION", "NEUTRAL", "ADHESION", "FEEDING", "BRAKE")


def check_motion(world: World, tally: Tally) -> None:
    """Every run of every role."""
    for name in ("MOTION-FORCE", "MOTION-BETWEEN", "MOTION-LIMIT", *PULLS):
        tally.examine(name, 0)
    for role, train in zip(world.roles, world.plan.trains, strict=True):
        for leg, run in zip(train.legs, role.legs, strict=True):
            course = course_of(world.way, train, leg, run, world.runs[leg.run])
            if _shape_holds(world.way, course, tally):
                _balance(course, tally)
                _between(world.way, course, tally)
                check_limits(world.way, course, tally)
                check_pulls(course, tally)


def _shape_holds(way: Way, course: Course, tally: Tally) -> bool:
    """From place to place and from rest to rest, in steps of at most 50 m; that it rises `whole` has seen."""
    x_m, v_mps, run = course.run.x_m, course.run.v_mps, course.run
    ends = abs(x_m[0] - way.x_m[run.first]) + abs(x_m[-1] - way.x_m[run.last]) <= PLACE_TOLERANCE_M
    rest = v_mps[0] == 0.0 and abs(v_mps[-1]) <= SPEED_TOLERANCE_MPS and course.t_s[0] == 0.0
    close = bool(np.all(np.diff(x_m) <= STEP_M + PLACE_TOLERANCE_M))
    known = bool(np.all((course.reason >= 0) & (course.reason <= LARGEST_REASON)))
    told = (
        (ends, "does not go from place to place of its leg"),
        (rest, "does not start at time 0 and end at rest"),
        (close, f"stored points lie more than {STEP_M:.0f} m apart"),
        (known, "holds a reason that is not one"),
    )
    for holds, what in told:
        tally.judge("MOTION-BETWEEN", bool(holds), "E0402", course.where, f"the run {what}")
    return bool(ends and rest)


def _balance(course: Course, tally: Tally) -> None:
    """Mass times acceleration; where a train passes a portal, as far as its drag is told (`drag_slack`)."""
    formation, v_mps = course.run.formation, course.run.v_mps
    air = air_newton(formation, v_mps)
    resistance = resistance_newton(formation, v_mps) + course.drag_factor * air
    weight = course.mass_kg * STANDARD_GRAVITY_MPS2 * course.grade
    rest = course.inertia_kg * course.a_mps2 - (course.force_newton - resistance - weight)
    scale = np.maximum(LEAST_FORCE_NEWTON, np.maximum(np.abs(course.force_newton), np.abs(weight)))
    tally.examine("MOTION-FORCE", len(rest))
    for k in np.flatnonzero(np.abs(rest) > FORCE_TOLERANCE * scale + course.slack_factor * air).tolist():
        what = f"{float(rest[k]):+.1f} N are not accounted for"
        tally.refuse("MOTION-FORCE", "E0401", course.at(k), what)


def _between(way: Way, course: Course, tally: Tally) -> None:
    """V² and time between two points, with the acceleration within reach of that at the first."""
    v1, v2 = course.run.v_mps[:-1], course.run.v_mps[1:]
    dx, dt = np.diff(course.run.x_m), np.diff(course.t_s)
    reach = _reach_mps2(way, course)
    a1 = course.a_mps2[:-1]
    small = 1e-6 * (1.0 + v1 * v1 + v2 * v2)
    jump = np.abs(v2 * v2 - v1 * v1 - 2.0 * a1 * dx) > 2.0 * reach * dx + small
    last = abs(v2[-1] ** 2 - v1[-1] ** 2 - 2.0 * course.a_mps2[-1] * dx[-1])
    jump[-1] |= last > 2.0 * reach[-1] * dx[-1] + small[-1]
    low_s, high_s = _time_bounds_s(course, a1 - reach, a1 + reach)
    slip = (dt < low_s - 1e-6 * (1.0 + dt)) | (dt > high_s + 1e-6 * (1.0 + dt))
    tally.examine("MOTION-BETWEEN", 2 * len(dx))
    for k in np.flatnonzero(jump):
        what = f"speed goes from {v1[k]:.3f} to {v2[k]:.3f} m/s over {dx[k]:.1f} m at {a1[k]:+.4f} m/s²"
        tally.refuse("MOTION-BETWEEN", "E0402", course.at(int(k)), what)
    for k in np.flatnonzero(slip & ~jump):
        what = f"{dt[k]:.3f} s for {dx[k]:.1f} m, possible are {low_s[k]:.3f} to {high_s[k]:.3f} s"
        tally.refuse("MOTION-BETWEEN", "E0402", course.at(int(k)), what)


def _time_bounds_s(
    course: Course, least_mps2: FloatArray, most_mps2: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Shortest and longest time from speed to speed with an acceleration between two bounds.

    With constant acceleration dt = 2 dx / (v1 + v2). The largest acceleration from v1 on is never
    slower; the smallest from v1 on, or the largest back from v2, is never faster, as far as it moves.
    """
    v1, v2, dx = course.run.v_mps[:-1], course.run.v_mps[1:], np.diff(course.run.x_m)
    with np.errstate(divide="ignore", invalid="ignore"):
        fastest = 2.0 * dx / (v1 + np.sqrt(np.maximum(v1 * v1 + 2.0 * most_mps2 * dx, 0.0)))
        ahead, back = v1 * v1 + 2.0 * least_mps2 * dx, v2 * v2 - 2.0 * most_mps2 * dx
        slow_ahead = np.where(ahead >= 0.0, 2.0 * dx / (v1 + np.sqrt(np.maximum(ahead, 0.0))), np.inf)
        slow_back = np.where(back >= 0.0, 2.0 * dx / (v2 + np.sqrt(np.maximum(back, 0.0))), np.inf)
        slowest = np.minimum(slow_ahead, slow_back)
        slowest = np.where(np.isinf(slowest) & (ahead < 0.0) & (back < 0.0), dx / np.minimum(v1, v2), slowest)
    return np.asarray(fastest), np.asarray(slowest)


def _reach_mps2(way: Way, course: Course) -> FloatArray:
    """How far acceleration can move from that at the first point of each interval."""
    run, formation = course.run, course.run.formation
    resistance = np.abs(np.diff(resistance_newton(formation, run.v_mps))) + _air_change(way, course)
    weight = course.mass_kg * STANDARD_GRAVITY_MPS2 * _grade_change(way, course)
    model = nominal_deceleration_mps2(formation, run.v_mps)
    brake = np.where(course.force_newton[:-1] < 0.0, np.abs(np.diff(model)) * course.inertia_kg, 0.0)
    building = (course.reason[:-1] == BUILD_UP) & (course.reason[1:] == BUILD_UP)
    ramp = np.where(building, np.abs(np.diff(course.force_newton)), 0.0)
    tractive = np.where(course.force_newton[:-1] > 0.0, _pull_change(course), 0.0)
    return np.asarray((resistance + weight + tractive + brake + ramp) / course.inertia_kg)


def _grade_change(way: Way, course: Course) -> FloatArray:
    """Largest change of the mean grade from the first point of each interval."""
    kinks_m = _inside(course, grade_kinks_m(way, course.loads))
    return _largest_change(course, course.grade, (kinks_m, mean_grade(way, kinks_m, course.loads)))


def _air_change(way: Way, course: Course) -> FloatArray:
    """Largest change of the term of v² over each interval, with what the drag at a portal may be off."""
    if not len(way.tunnels.value):
        return np.asarray(np.abs(np.diff(air_newton(course.run.formation, course.run.v_mps))))
    kinks_m = _inside(course, np.sort(portals_m(way.tunnels, course.length_m).ravel()))
    drag, slack = (
        _largest_change(course, value, (kinks_m, under(way.tunnels, kinks_m, course.length_m)))
        for value, under in ((course.drag_factor, drag_under), (course.slack_factor, drag_slack))
    )
    air = air_newton(course.run.formation, course.run.v_mps)
    most = np.maximum(air[:-1], air[1:])
    told = course.drag_factor[:-1] + course.slack_factor[:-1]
    return np.asarray(told * np.abs(np.diff(air)) + (drag + slack + 2.0 * course.slack_factor[:-1]) * most)


def _inside(course: Course, kinks_m: FloatArray) -> FloatArray:
    return np.asarray(kinks_m[(kinks_m > course.run.x_m[0]) & (kinks_m < course.run.x_m[-1])])


def _largest_change(
    course: Course, value: FloatArray, kinks: tuple[FloatArray, FloatArray]
) -> FloatArray:
    """Largest change from the first point of each interval; in between linear but for kinks (m, value)."""
    change, (kinks_m, kinked) = np.abs(np.diff(value)), kinks
    if len(kinks_m):
        k = np.searchsorted(course.run.x_m, kinks_m, side="right") - 1
        np.maximum.at(change, k, np.abs(kinked - value[k]))
    return np.asarray(change)


def _pull_change(course: Course) -> FloatArray:
    """Change of the largest tractive force over each interval, under what holds from its first point."""
    v_mps = course.run.v_mps
    before, after = (fed_newton(course, at_mps) for at_mps in (v_mps[:-1], v_mps[1:]))
    return np.asarray(np.abs(after - before))
