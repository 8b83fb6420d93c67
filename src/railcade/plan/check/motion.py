"""Runs against the laws of motion: balance at stored points, bounds in between, limits, traction, brakes.

Nothing is integrated. At each stored point ``dynamic mass · a = force − resistance − m g · mean grade``;
between two points acceleration can only change by what resistance, grade, traction table and brake model
change, which bounds v² and the time.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from railcade.network.steps import FloatArray
from railcade.plan.check.build_up import Stored, built_up_too_fast, needed_times_s
from railcade.plan.check.events import LegRun
from railcade.plan.check.forces import (
    dynamic_mass_kg,
    most_newton,
    nominal_deceleration_mps2,
    resistance_newton,
)
from railcade.plan.check.inputs import Columns
from railcade.plan.check.tally import Tally
from railcade.plan.check.way import Way, least_under, mean_grade
from railcade.plan.check.world import World
from railcade.plan.model import PlanLeg, PlanTrain
from railcade.units import KMH_PER_MPS, STANDARD_GRAVITY_MPS2

FORCE_TOLERANCE = 1e-6
LEAST_FORCE_NEWTON = 1000.0
STEP_M = 50.0
PLACE_TOLERANCE_M = 1e-6
SPEED_TOLERANCE_MPS = 1e-6
BETWEEN_TOLERANCE_MPS = 0.02
"""For the speed at a change of limit that is no stored point, where v² is taken as linear."""
BUILD_UP = 6
LARGEST_REASON = 15


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """A run with its formation and the grade under the train at every stored point."""

    where: str
    leg: PlanLeg
    run: LegRun
    t_s: FloatArray
    a_mps2: FloatArray
    force_newton: FloatArray
    reason: NDArray[np.int64]
    length_m: float
    mass_kg: float
    inertia_kg: float
    grade: FloatArray


def check_motion(world: World, tally: Tally) -> None:
    """Every run of every role."""
    for name in ("MOTION-FORCE", "MOTION-BETWEEN", "MOTION-LIMIT", "TRACTION", "BRAKE"):
        tally.examine(name, 0)
    for role, train in zip(world.roles, world.plan.trains, strict=True):
        for leg, run in zip(train.legs, role.legs, strict=True):
            course = _course(world.way, train, leg, run, world.runs[leg.run])
            if _shape_holds(world.way, course, tally):
                _balance(course, tally)
                _between(world.way, course, tally)
                _limits(world.way, course, tally)
                _traction(world.way, course, tally)
                _brake(course, tally)


def _course(way: Way, train: PlanTrain, leg: PlanLeg, run: LegRun, columns: Columns) -> Course:
    vehicles = run.formation.vehicles
    length_m = math.fsum(vehicle.length_m for vehicle in vehicles)
    return Course(
        where=f"{train.role} {leg.from_place} to {leg.to_place}",
        leg=leg,
        run=run,
        t_s=np.asarray(columns["t_s"], dtype=np.float64),
        a_mps2=np.asarray(columns["a_mps2"], dtype=np.float64),
        force_newton=np.asarray(columns["force_newton"], dtype=np.float64),
        reason=np.asarray(columns["reason"], dtype=np.int64),
        length_m=length_m,
        mass_kg=math.fsum(vehicle.mass_kg for vehicle in vehicles),
        inertia_kg=dynamic_mass_kg(run.formation),
        grade=mean_grade(way, run.x_m, length_m),
    )


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
    resistance = resistance_newton(course.run.formation, course.run.v_mps)
    weight = course.mass_kg * STANDARD_GRAVITY_MPS2 * course.grade
    rest = course.inertia_kg * course.a_mps2 - (course.force_newton - resistance - weight)
    scale = np.maximum(LEAST_FORCE_NEWTON, np.maximum(np.abs(course.force_newton), np.abs(weight)))
    tally.examine("MOTION-FORCE", len(rest))
    for k in np.flatnonzero(np.abs(rest) > FORCE_TOLERANCE * scale):
        what = f"{float(rest[k]):+.1f} N are not accounted for"
        tally.refuse("MOTION-FORCE", "E0401", _at(course, int(k)), what)


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
        tally.refuse("MOTION-BETWEEN", "E0402", _at(course, int(k)), what)
    for k in np.flatnonzero(slip & ~jump):
        what = f"{dt[k]:.3f} s for {dx[k]:.1f} m, possible are {low_s[k]:.3f} to {high_s[k]:.3f} s"
        tally.refuse("MOTION-BETWEEN", "E0402", _at(course, int(k)), what)


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
    resistance = np.abs(np.diff(resistance_newton(formation, run.v_mps)))
    weight = course.mass_kg * STANDARD_GRAVITY_MPS2 * _grade_change(way, course)
    pull = np.abs(_table_change(way, course))
    model = nominal_deceleration_mps2(formation, run.v_mps)
    brake = np.where(course.force_newton[:-1] < 0.0, np.abs(np.diff(model)) * course.inertia_kg, 0.0)
    building = (course.reason[:-1] == BUILD_UP) & (course.reason[1:] == BUILD_UP)
    ramp = np.where(building, np.abs(np.diff(course.force_newton)), 0.0)
    tractive = np.where(course.force_newton[:-1] > 0.0, pull, 0.0)
    return np.asarray((resistance + weight + tractive + brake + ramp) / course.inertia_kg)


def _grade_change(way: Way, course: Course) -> FloatArray:
    """Largest change of the mean grade from the first point of each interval; extremes lie at its kinks."""
    x_m, at = course.run.x_m, course.grade
    kinks_m = np.concatenate((way.grade.start_m, way.grade.start_m + course.length_m))
    kinks_m = np.sort(kinks_m[(kinks_m > x_m[0]) & (kinks_m < x_m[-1])])
    change = np.abs(np.diff(at))
    if len(kinks_m):
        k = np.searchsorted(x_m, kinks_m, side="right") - 1
        np.maximum.at(change, k, np.abs(mean_grade(way, kinks_m, course.length_m) - at[k]))
    return change


def _table_change(way: Way, course: Course) -> FloatArray:
    """Change of the largest tractive force over each interval, on the section where it begins."""
    change = np.zeros(len(course.run.x_m) - 1)
    v_mps = course.run.v_mps
    for supply, on in _supplies(way, course.run):
        table = most_newton(course.run.formation, supply, v_mps)
        change = np.where(on[:-1], np.diff(table), change)
    return change


def _supplies(way: Way, run: LegRun) -> list[tuple[str, NDArray[np.bool_]]]:
    """Each supply on the leg, and at which stored points the head is under it (the last: just before)."""
    section = np.clip(np.searchsorted(way.x_m, run.x_m, side="right") - 1, run.first, run.last - 1)
    power = np.array([item.power for item in way.sections])[section]
    return [(str(supply), power == supply) for supply in np.unique(power)]


def _limits(way: Way, course: Course, tally: Tally) -> None:
    run = course.run
    vehicles = run.formation.vehicles
    caps = (*run.formation.caps, *(cap for vehicle in vehicles for cap in vehicle.caps))
    cap_mps = min((cap.speed_mps for cap in caps), default=math.inf)
    what = f"is paced to {course.leg.pace_mps} m/s"
    tally.judge("MOTION-LIMIT", course.leg.pace_mps >= 0.0, "E0403", course.where, what)
    if course.leg.pace_mps > 0.0:
        cap_mps = min(cap_mps, course.leg.pace_mps)
    limit = np.minimum(least_under(way.limit_mps, run.x_m, course.length_m, way.length_m), cap_mps)
    tally.examine("MOTION-LIMIT", len(limit))
    for k in np.flatnonzero(run.v_mps > limit + SPEED_TOLERANCE_MPS):
        _refuse_limit(course, tally, float(run.x_m[k]), float(run.v_mps[k]), float(limit[k]))
    for at_m in (way.limit_mps.start_m, way.limit_mps.ends_m(way.length_m) + course.length_m):
        _limits_at(way, course, at_m, tally)


def _limits_at(way: Way, course: Course, at_m: FloatArray, tally: Tally) -> None:
    """Each limit where it begins or ends to bind, if it is no stored point; v² is then linear between two."""
    run = course.run
    inside = (at_m > run.x_m[0]) & (at_m < run.x_m[-1])
    at_m, value = at_m[inside], way.limit_mps.value[inside]
    k = np.searchsorted(run.x_m, at_m, side="right") - 1
    share = (at_m - run.x_m[k]) / (run.x_m[k + 1] - run.x_m[k])
    square = run.v_mps[k] ** 2 + share * (run.v_mps[k + 1] ** 2 - run.v_mps[k] ** 2)
    tally.examine("MOTION-LIMIT", len(value))
    for j in np.flatnonzero(np.sqrt(square) > value + BETWEEN_TOLERANCE_MPS):
        _refuse_limit(course, tally, float(at_m[j]), math.sqrt(square[j]), float(value[j]))


def _refuse_limit(course: Course, tally: Tally, at_m: float, v_mps: float, limit_mps: float) -> None:
    what = f"{v_mps * KMH_PER_MPS:.2f} km/h where {limit_mps * KMH_PER_MPS:.2f} km/h is the limit"
    tally.refuse("MOTION-LIMIT", "E0403", f"{course.where} at km {at_m / 1000.0:.3f}", what)


def _traction(way: Way, course: Course, tally: Tally) -> None:
    run = course.run
    for supply, on in _supplies(way, run):
        table = np.maximum(
            most_newton(run.formation, supply, run.v_mps),
            most_newton(run.formation, supply, np.maximum(run.v_mps - SPEED_TOLERANCE_MPS, 0.0)),
        )
        tally.examine("TRACTION", int(on.sum()))
        allowed = table + FORCE_TOLERANCE * np.maximum(LEAST_FORCE_NEWTON, table)
        for k in np.flatnonzero(on & (course.force_newton > allowed)):
            what = f"pulls {course.force_newton[k]:.0f} N under {supply}, it has {table[k]:.0f} N"
            tally.refuse("TRACTION", "E0401", _at(course, int(k)), what)


def _brake(course: Course, tally: Tally) -> None:
    most = nominal_deceleration_mps2(course.run.formation, course.run.v_mps) * course.inertia_kg
    tally.examine("BRAKE", len(most))
    for k in np.flatnonzero(-course.force_newton > most * (1.0 + FORCE_TOLERANCE)):
        what = f"brakes with {-course.force_newton[k]:.0f} N, its brakes give {most[k]:.0f} N"
        tally.refuse("BRAKE", "E0401", _at(course, int(k)), what)
    stored = Stored(course.t_s, course.run.v_mps, course.a_mps2, course.force_newton)
    for late in built_up_too_fast(stored, *needed_times_s(course.run.formation)):
        what = (
            f"brakes {late.without_s:.1f} s after traction, the brake needs {late.needed_s:.1f} s to build up"
        )
        tally.refuse("BRAKE", "E0401", _at(course, late.point), what)


def _at(course: Course, k: int) -> str:
    return f"{course.where} at km {course.run.x_m[k] / 1000.0:.3f}"
