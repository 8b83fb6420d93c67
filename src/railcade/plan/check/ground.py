"""The ground under a train, weighted with the mass of its vehicles: grade, curves, and air in tunnels."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from railcade.fleet import Formation
from railcade.network.steps import FloatArray
from railcade.plan.check.way import Spans, Way
from railcade.units import PERMILLE

WIDE_M = 300.0
STAIR = 20.0
"""Steps of the stair by which a run may tell the drag of a train that passes a portal (docs/motion.md)."""
PORTAL_M = 1e-5
HAIR = 1e-9


class Load(NamedTuple):
    """A part of a train with even mass: where it begins and ends behind the head, share of mass per metre."""

    from_m: float
    to_m: float
    share_per_m: float


def loads(formation: Formation) -> tuple[Load, ...]:
    """Vehicles from head to tail; neighbours with the same mass per metre are one load."""
    mass_kg = math.fsum(vehicle.mass_kg for vehicle in formation.vehicles)
    found: list[Load] = []
    behind_m = 0.0
    for vehicle in formation.vehicles:
        load = Load(behind_m, behind_m + vehicle.length_m, vehicle.mass_kg / vehicle.length_m / mass_kg)
        if found and found[-1].share_per_m == load.share_per_m:
            load = load._replace(from_m=found.pop().from_m)
        found.append(load)
        behind_m += vehicle.length_m
    return tuple(found)


def curve_resistance(radius_m: FloatArray) -> FloatArray:
    """Resistance of curves over weight: 650 / (R - 55) N/kN from 300 m up, 500 / (R - 30) below (Röckl 1880).

    The engine refuses radii below 100 m, for which the law does not hold.
    """
    wide = radius_m >= WIDE_M
    offset_m, newton = np.where(wide, 55.0, 30.0), np.where(wide, 650.0, 500.0)
    return np.asarray(PERMILLE * newton / (radius_m - offset_m))


def mean_grade(way: Way, head_m: FloatArray, train: tuple[Load, ...]) -> FloatArray:
    """Mean under a train of the grade, with the resistance of curves as a rise in either direction.

    The height is the integral of both; under each load the mean is its rise over its length, and the
    means weigh as the loads do. Before the first place and beyond the last one the nearest grade goes on,
    without curves.
    """
    total = np.zeros(len(head_m))
    for load in train:
        rise_m = _height_m(way, head_m - load.from_m) - _height_m(way, head_m - load.to_m)
        total += load.share_per_m * rise_m
    return total


def _height_m(way: Way, x_m: FloatArray) -> FloatArray:
    starts, values = way.grade.start_m, way.grade.value
    at_start_m = np.concatenate(([0.0], np.cumsum(np.diff(starts) * values[:-1])))
    step = np.clip(np.searchsorted(starts, x_m, side="right") - 1, 0, len(starts) - 1)
    height_m = at_start_m[step] + (x_m - starts[step]) * values[step]
    if len(way.curves.value):
        ends_m = np.stack([way.curves.from_m, way.curves.to_m], axis=1).ravel()
        rises_m = curve_resistance(way.curves.value) * (way.curves.to_m - way.curves.from_m)
        sums_m = np.concatenate(([0.0], np.cumsum(rises_m)))
        height_m += np.interp(x_m, ends_m, np.stack([sums_m[:-1], sums_m[1:]], axis=1).ravel())
    return np.asarray(height_m)


def grade_kinks_m(way: Way, train: tuple[Load, ...]) -> FloatArray:
    """Positions of the head at which the mean grade changes its slope."""
    breaks_m = np.concatenate((way.grade.start_m, way.curves.from_m, way.curves.to_m))
    behind_m = np.unique([end_m for load in train for end_m in (load.from_m, load.to_m)])
    return np.sort((breaks_m[:, None] + behind_m).ravel())


def drag_under(tunnels: Spans, head_m: FloatArray, length_m: float) -> FloatArray:
    """Factor of the term of v²: 1 outside, in a tunnel by the share of the length inside; heads rise."""
    drag = np.ones(len(head_m))
    for from_m, to_m, value in zip(tunnels.from_m, tunnels.to_m, tunnels.value, strict=True):
        here = slice(*np.searchsorted(head_m, (from_m, to_m + length_m)))
        inside_m = np.minimum(head_m[here], to_m) - np.maximum(head_m[here] - length_m, from_m)
        drag[here] += (value - 1.0) * inside_m / length_m
    return drag


def portals_m(tunnels: Spans, length_m: float) -> FloatArray:
    """Positions of the head at which the train begins or ends to pass a portal, shape (n, 4)."""
    passing_m = np.minimum(tunnels.to_m - tunnels.from_m, length_m)
    left_m = tunnels.to_m + length_m
    return np.stack([tunnels.from_m, tunnels.from_m + passing_m, left_m - passing_m, left_m], axis=1)


def drag_slack(tunnels: Spans, head_m: FloatArray, length_m: float) -> FloatArray:
    """By how much the factor of a run may be off: while a train passes a portal, nothing elsewhere.

    With e = (factor in the tunnel - 1) times the part of the train that the tunnel holds, the run may tell
    the factor by a stair of n = ceil(20 e) equal steps, 1 to 20: it is then off by at most e / (2 n).
    """
    slack = np.zeros(len(head_m))
    ends_m = portals_m(tunnels, length_m)
    change = np.abs(tunnels.value - 1.0) * (ends_m[:, 1] - ends_m[:, 0]) / length_m
    # A hair above a whole number of steps is that number: rounding must not refuse a true run.
    most = change / (2.0 * np.clip(np.ceil(STAIR * change - HAIR), 1.0, STAIR))
    for row, off in zip(ends_m, most, strict=True):
        for from_m, to_m in (row[:2], row[2:]):
            slack[slice(*np.searchsorted(head_m, (from_m - PORTAL_M, to_m + PORTAL_M)))] += off
    return slack
