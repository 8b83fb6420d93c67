"""Force at the wheel: what traction, current and rails allow, and what the brakes give."""

from __future__ import annotations

import numpy as np

from railcade.network.steps import FloatArray
from railcade.plan.check.build_up import Stored, built_up_too_fast, needed_times_s
from railcade.plan.check.course import Course
from railcade.plan.check.forces import grip_mps2, most_newton, nominal_deceleration_mps2
from railcade.plan.check.tally import Tally

FORCE_TOLERANCE = 1e-6
LEAST_FORCE_NEWTON = 1000.0
SPEED_TOLERANCE_MPS = 1e-6


def check_pulls(course: Course, tally: Tally) -> None:
    """Every stored point, with what holds from there to the next."""
    _traction(course, tally)
    _neutral(course, tally)
    _adhesion(course, tally)
    _feeding(course, tally)
    _brake(course, tally)


def _traction(course: Course, tally: Tally) -> None:
    """Within the tables on good rails."""
    run, special = course.run, course.special
    good = np.ones(len(run.x_m))
    below_mps = np.maximum(run.v_mps - SPEED_TOLERANCE_MPS, 0.0)
    most = np.maximum(
        most_newton(run.formation, special.supplies, run.v_mps, good),
        most_newton(run.formation, special.supplies, below_mps, good),
    )
    tally.examine("TRACTION", len(most))
    allowed = most + FORCE_TOLERANCE * np.maximum(LEAST_FORCE_NEWTON, most)
    for k in np.flatnonzero(course.force_newton > allowed).tolist():
        under = " and ".join(sorted(special.supplies))
        what = f"pulls {course.force_newton[k]:.0f} N under {under}, it has {most[k]:.0f} N"
        tally.refuse("TRACTION", "E0401", course.at(k), what)


def _neutral(course: Course, tally: Tally) -> None:
    """No tractive force but that of diesels while a collector in use is in a neutral section."""
    tally.examine("NEUTRAL", len(course.run.x_m))
    without = _without_wire(course)
    pulls = course.force_newton > without + FORCE_TOLERANCE * np.maximum(LEAST_FORCE_NEWTON, without)
    for k in np.flatnonzero(course.special.neutral & pulls).tolist():
        what = f"pulls {course.force_newton[k]:.0f} N with a collector in a neutral section"
        if without[k] > 0.0:
            what += f", its diesels have {without[k]:.0f} N"
        tally.refuse("NEUTRAL", "E0401", course.at(k), what)


def _without_wire(course: Course) -> FloatArray:
    """What the train can pull without current, on the rails there."""
    run, special = course.run, course.special
    below_mps = np.maximum(run.v_mps - SPEED_TOLERANCE_MPS, 0.0)
    here, below = (
        most_newton(run.formation, special.supplies, v_mps, special.adhesion_share, diesel_alone=True)
        for v_mps in (run.v_mps, below_mps)
    )
    return np.maximum(here, below)


def fed_newton(course: Course, speed_mps: FloatArray) -> FloatArray:
    """Largest tractive force at a speed for each point but the last, under what holds from there.

    Electric traction with what the line feeds, none in a neutral section, and diesels beside it.
    """
    run, special = course.run, course.special
    known = run.formation, special.supplies, speed_mps, special.adhesion_share[:-1]
    both, own = most_newton(*known), most_newton(*known, diesel_alone=True)
    fed_watt = np.where(special.neutral, 0.0, special.feeding_watt)[:-1]
    return np.asarray(own + np.minimum(both - own, fed_watt / np.maximum(speed_mps, 1e-9)))


def _adhesion(course: Course, tally: Tally) -> None:
    """Where rails are slippery: traction as its driven axles grip, brakes as every wheel does."""
    run, share = course.run, course.special.adhesion_share
    tally.examine("ADHESION", len(share))
    at = np.flatnonzero(share < 1.0)
    v_mps, force = run.v_mps[at], course.force_newton[at]
    most = most_newton(run.formation, course.special.supplies, v_mps, share[at])
    gripped = share[at] * course.inertia_kg * grip_mps2(v_mps)
    pulls = force > most + FORCE_TOLERANCE * np.maximum(LEAST_FORCE_NEWTON, most)
    brakes = -force > gripped * (1.0 + FORCE_TOLERANCE)
    for j in np.flatnonzero(pulls | brakes).tolist():
        does, passed = ("pulls", most[j]) if pulls[j] else ("brakes", gripped[j])
        rails = f"rails of {100.0 * share[at[j]]:.0f} % pass on {passed:.0f} N"
        tally.refuse("ADHESION", "E0401", course.at(at[j]), f"{does} with {abs(force[j]):.0f} N, {rails}")


def _feeding(course: Course, tally: Tally) -> None:
    """Power at the wheel within what the feeding and the diesels give where a collector in use stands."""
    most_watt = course.special.feeding_watt
    tally.examine("FEEDING", len(most_watt))
    weak = np.isfinite(most_watt)
    without = _without_wire(course) if np.any(weak) else np.zeros(len(most_watt))
    drawn_watt = (course.force_newton - without * (1.0 + FORCE_TOLERANCE)) * course.run.v_mps
    for k in np.flatnonzero(weak & (drawn_watt > most_watt * (1.0 + FORCE_TOLERANCE))).tolist():
        what = f"draws {drawn_watt[k] / 1000.0:.1f} kW, the feeding gives {most_watt[k] / 1000.0:.1f} kW"
        tally.refuse("FEEDING", "E0401", course.at(k), what)


def _brake(course: Course, tally: Tally) -> None:
    most = nominal_deceleration_mps2(course.run.formation, course.run.v_mps) * course.inertia_kg
    tally.examine("BRAKE", len(most))
    for k in np.flatnonzero(-course.force_newton > most * (1.0 + FORCE_TOLERANCE)).tolist():
        what = f"brakes with {-course.force_newton[k]:.0f} N, its brakes give {most[k]:.0f} N"
        tally.refuse("BRAKE", "E0401", course.at(k), what)
    stored = Stored(course.t_s, course.run.v_mps, course.a_mps2, course.force_newton)
    for late in built_up_too_fast(stored, *needed_times_s(course.run.formation)):
        what = (
            f"brakes {late.without_s:.1f} s after traction, the brake needs {late.needed_s:.1f} s to build up"
        )
        tally.refuse("BRAKE", "E0401", course.at(late.point), what)
