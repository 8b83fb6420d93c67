"""Speed under every limit: of the line, of lines for heavy axles, of the train, of its pace."""

from __future__ import annotations

import math

import numpy as np

from railcade.network.steps import FloatArray
from railcade.plan.check.course import Course
from railcade.plan.check.tally import Tally
from railcade.plan.check.way import Spans, Way, least_under
from railcade.units import KMH_PER_MPS

SPEED_TOLERANCE_MPS = 1e-6
BETWEEN_TOLERANCE_MPS = 0.02
"""For the speed at a change of limit that is no stored point, where v² is taken as linear."""


def check_limits(way: Way, course: Course, tally: Tally) -> None:
    """At every stored point, and wherever a limit begins or ends to bind."""
    run = course.run
    vehicles = run.formation.vehicles
    caps = (*run.formation.caps, *(cap for vehicle in vehicles for cap in vehicle.caps))
    cap_mps = min((cap.speed_mps for cap in caps), default=math.inf)
    what = f"is paced to {course.leg.pace_mps} m/s"
    tally.judge("MOTION-LIMIT", course.leg.pace_mps >= 0.0, "E0403", course.where, what)
    if course.leg.pace_mps > 0.0:
        cap_mps = min(cap_mps, course.leg.pace_mps)
    limit = np.minimum(least_under(way.limit_mps, run.x_m, course.length_m, way.length_m), cap_mps)
    heavy = _heavy_limits(way, course)
    for from_m, to_m, value in zip(heavy.from_m, heavy.to_m + course.length_m, heavy.value, strict=True):
        here = slice(*np.searchsorted(run.x_m, (from_m, to_m)))
        np.minimum(limit[here], value, out=limit[here])
    tally.examine("MOTION-LIMIT", len(limit))
    for k in np.flatnonzero(run.v_mps > limit + SPEED_TOLERANCE_MPS):
        _refuse(course, tally, float(run.x_m[k]), float(run.v_mps[k]), float(limit[k]))
    line = way.limit_mps
    for at_m in (line.start_m, line.ends_m(way.length_m) + course.length_m):
        _check_at(course, at_m, line.value, tally)
    for at_m in (heavy.from_m, heavy.to_m + course.length_m):
        _check_at(course, at_m, heavy.value, tally)


def _heavy_limits(way: Way, course: Course) -> Spans:
    """Limits for heavy axles that bind this train, and temporary ones."""
    heaviest_kg = max(vehicle.max_axle_load_kg for vehicle in course.run.formation.vehicles)
    heavy = way.heavy_limits
    binds = heavy.above_kg < heaviest_kg
    short = way.temporary
    return Spans(
        np.concatenate((heavy.from_m[binds], short.from_m)),
        np.concatenate((heavy.to_m[binds], short.to_m)),
        np.concatenate((heavy.value[binds], short.value)),
        np.concatenate((heavy.above_kg[binds], short.above_kg)),
    )


def _check_at(course: Course, at_m: FloatArray, limit_mps: FloatArray, tally: Tally) -> None:
    """Limits where they begin or end to bind, if it is no stored point; v² is then linear between two."""
    run = course.run
    inside = (at_m > run.x_m[0]) & (at_m < run.x_m[-1])
    at_m, value = at_m[inside], limit_mps[inside]
    k = np.searchsorted(run.x_m, at_m, side="right") - 1
    share = (at_m - run.x_m[k]) / (run.x_m[k + 1] - run.x_m[k])
    square = run.v_mps[k] ** 2 + share * (run.v_mps[k + 1] ** 2 - run.v_mps[k] ** 2)
    tally.examine("MOTION-LIMIT", len(value))
    for j in np.flatnonzero(np.sqrt(square) > value + BETWEEN_TOLERANCE_MPS):
        _refuse(course, tally, float(at_m[j]), math.sqrt(square[j]), float(value[j]))


def _refuse(course: Course, tally: Tally, at_m: float, v_mps: float, limit_mps: float) -> None:
    what = f"{v_mps * KMH_PER_MPS:.2f} km/h where {limit_mps * KMH_PER_MPS:.2f} km/h is the limit"
    tally.refuse("MOTION-LIMIT", "E0403", f"{course.where} at km {at_m / 1000.0:.3f}", what)
