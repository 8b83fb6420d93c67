"""The stepping scheme of TrainRuns.jl, rebuilt to show that its data are read right.

Each step of 20 m keeps the acceleration of its start. A step that goes too far (limit, start of braking,
balance of forces) is done again with a tenth of its length, down to 0.02 m; points of interest and ends of
sections are landed on. The last step of a braking takes the deceleration that fits; to a stand it may be as
long as 20 m. Source: the behaviour of railtoolkit/TrainRuns.jl, commit 7ca94cb (ISC), in words of our own.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

STEPS_M = (20.0, 2.0, 0.2, 0.02)
DIGITS = 4
SAME_M = 1e-3

Point = tuple[float, float, float]
"""Position, time, speed."""


@dataclass
class Stretch:
    """A stretch of one limit and one grade, with the speed at which it must be left."""

    start_m: float
    end_m: float
    limit_mps: float
    slowing_newton: float
    exit_mps: float = 0.0


@dataclass
class Walk:
    """A train on its way: forces by speed, its brake, the points so far, positions to be landed on."""

    pull: Callable[[float], float]
    resist: Callable[[float], float]
    dynamic_mass_kg: float
    brake_mps2: float
    length_m: float
    marks_m: Sequence[float]
    points: list[Point]

    def rest(self, stretch: Stretch, v_mps: float) -> float:
        """What is left of full traction, N."""
        return self.pull(v_mps) - self.resist(v_mps) - stretch.slowing_newton

    def braking_m(self, v_mps: float, exit_mps: float) -> float:
        """Way to brake, rounded up."""
        way = (v_mps**2 - exit_mps**2) / 2.0 / self.brake_mps2
        return max(0.0, math.ceil(way * 10**DIGITS) / 10**DIGITS)

    def mark(self, stretch: Stretch, x_m: float) -> float:
        """The next position on which a point must lie."""
        return min(mark for mark in (*self.marks_m, stretch.end_m) if mark > x_m)


def moved(point: Point, a_mps2: float, step_m: float) -> Point:
    """A step of constant acceleration; a speed below 0 where it would end before."""
    x, t, v = point
    if a_mps2 == 0.0:
        return x + step_m, t + step_m / v, v
    square = v * v + 2.0 * a_mps2 * step_m
    if square < 0.0:
        return x + step_m, t, -1.0
    after = math.sqrt(square)
    return x + step_m, t + (after - v) / a_mps2, after


def run(walk: Walk, stretches: Sequence[Stretch]) -> list[Point]:
    """From rest at the first stretch to rest at the end of the last."""
    entry_mps = 0.0
    for stretch in reversed(stretches):
        stretch.exit_mps = min(stretch.limit_mps, entry_mps)
        square = stretch.exit_mps**2 + 2.0 * walk.brake_mps2 * (stretch.end_m - stretch.start_m)
        entry_mps = min(stretch.limit_mps, math.floor(math.sqrt(square) * 10**DIGITS) / 10**DIGITS)
    for i, stretch in enumerate(stretches):
        reached_mps = math.inf
        while stretch.end_m - walk.points[-1][0] >= SAME_M:
            x, _, v = walk.points[-1]
            low_mps, until_m = behind(stretches[: i + 1], x, walk.length_m)
            if x + walk.braking_m(v, stretch.exit_mps) >= stretch.end_m:
                brake(walk, stretch)
            elif (v >= low_mps or reached_mps == low_mps) and walk.rest(stretch, v) >= 0.0:
                cruise(walk, stretch, until_m)
            else:
                reached_mps = low_mps if pull(walk, stretch, low_mps) else math.inf
        _, t, v = walk.points[-1]
        walk.points[-1] = (stretch.end_m, t, v)
    return walk.points


def behind(stretches: Sequence[Stretch], x_m: float, length_m: float) -> tuple[float, float]:
    """The lowest limit under the train, and where its tail leaves it."""
    low_mps, until_m = stretches[-1].limit_mps, stretches[-1].end_m + length_m
    for stretch in reversed(stretches[:-1]):
        if stretch.end_m + length_m > x_m and stretch.limit_mps < low_mps:
            low_mps, until_m = stretch.limit_mps, stretch.end_m + length_m
    return low_mps, until_m


def cruise(walk: Walk, stretch: Stretch, until_m: float) -> None:
    """At steady speed to a position, or to where braking starts."""
    x, _, v = walk.points[-1]
    until_m = min(until_m, stretch.end_m - walk.braking_m(v, stretch.exit_mps))
    while x < until_m:
        step_m = min(until_m, walk.mark(stretch, x)) - x
        walk.points.append(moved(walk.points[-1], 0.0, step_m))
        x = walk.points[-1][0]


def pull(walk: Walk, stretch: Stretch, limit_mps: float) -> bool:
    """Full traction, gaining or losing speed; whether the limit ended it: the speed then stays just below."""
    gains = walk.rest(stretch, walk.points[-1][2]) > 0.0
    level, step_m = 0, STEPS_M[0]
    while True:
        x, _, v = walk.points[-1]
        mark_m = walk.mark(stretch, x)
        after = moved(walk.points[-1], walk.rest(stretch, v) / walk.dynamic_mass_kg, step_m)
        braking_m = walk.braking_m(after[2], stretch.exit_mps)
        too_near = braking_m > 0.0 and after[0] + braking_m > stretch.end_m
        too_fast = gains and after[2] > limit_mps
        balanced = (walk.rest(stretch, after[2]) > 0.0) != gains
        if (too_near or too_fast or balanced) and level < len(STEPS_M) - 1:
            level += 1
            step_m = STEPS_M[level]
        elif too_near or too_fast:
            if not too_fast:
                brake(walk, stretch)
            return too_fast
        elif after[0] > mark_m and level < len(STEPS_M) - 1:
            level += 1
            step_m = mark_m - x
        else:
            walk.points.append((min(after[0], mark_m), *after[1:]))
            if balanced or after[0] >= stretch.end_m:
                return False
            if after[0] >= mark_m:
                level, step_m = 0, STEPS_M[0]


def brake(walk: Walk, stretch: Stretch) -> None:
    """Brake to the end of the stretch and the speed there."""
    level, step_m = 0, STEPS_M[0]
    while True:
        x, t, v = walk.points[-1]
        mark_m = walk.mark(stretch, x)
        after = moved(walk.points[-1], -walk.brake_mps2, step_m)
        if after[2] < stretch.exit_mps or after[0] > stretch.end_m:
            if after[2] >= 0.0 and level < len(STEPS_M) - 1:
                level += 1
                step_m = STEPS_M[level]
                continue
            last_mps2 = (stretch.exit_mps**2 - v**2) / 2.0 / (stretch.end_m - x)
            walk.points.append((stretch.end_m, t + (stretch.exit_mps - v) / last_mps2, stretch.exit_mps))
            return
        if after[0] > mark_m:
            step_m = mark_m - x
            continue
        walk.points.append(after)
        if after[0] >= mark_m:
            level, step_m = 0, STEPS_M[0]
        if after[0] >= stretch.end_m:
            return
