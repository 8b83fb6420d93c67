"""Arriving in time: the worth of a second is moved until the polished driving takes the time asked for."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from railcade.motion.economy.arrival import ON_TIME_S, Drive, arriving, settled
from railcade.motion.economy.bracket import Bracket
from railcade.motion.economy.driving import Driving, at_worth, driving_of
from railcade.motion.economy.moves import Moves
from railcade.motion.economy.passes import FINE_RATIO, fine_step_m, programme_for
from railcade.motion.economy.polish import Model, polished
from railcade.motion.types import Run

DRIVEN_RATIO = 3e-5
"""How near to the duration a run must be driven before its arrival is adjusted, as a share of it."""

MOST_AIMS, MOST_TRIES = 8, 40
SAME_WORTH_RATIO = 1e-6
"""Worths of a second that differ by this share drive alike."""

WORTH_PER_TIME_RATIO = 10.0
"""The worth of a second rises by so many times the share of the time that is missed, at a first guess."""

MOST_HURRIES = 4
SOONER_RATIO = 1e-3
"""By so much, as a share of the duration, the programme hurries each time where its driving stalls."""

SETTLED_COUNT = 2.0
"""Coasting down to a kept speed is driven on by so many steps of the mesh, to see where it is met."""

FIRST_STEP_SHARE, NEXT_STEP_SHARE = 0.25, 0.0625
"""First steps of polishing as shares of that, for the first worth and for those after it."""


class Aim(NamedTuple):
    """What is to be reached, and how driving is tried. `work_joule` tells what the run of a driving costs."""

    drive: Drive
    work_joule: Callable[[Driving, Run], float]
    duration_s: float


class Driven(NamedTuple):
    """A driving, its run, and the worth of a second under which it was found."""

    driving: Driving
    run: Run
    worth_watt_per_kg: float


def driven(aim: Aim, moves: Moves, worth_watt_per_kg: float) -> Driven | None:
    """The driving that arrives in time, from a first guess of the worth of a second; None if none does."""
    mesh, worth = moves.mesh, worth_watt_per_kg
    by_m = SETTLED_COUNT * fine_step_m(float(mesh.x_m[-1] - mesh.x_m[0]))
    for hurry in range(MOST_HURRIES):
        found = programme_for(moves, (1.0 - hurry * SOONER_RATIO) * aim.duration_s, worth, FINE_RATIO)
        if found is None:
            return None
        worth = found.costs.worth_watt_per_kg
        near = _nearest(aim, moves, driving_of(mesh, found.costs, found.trace), worth, by_m)
        if near is None:
            continue
        arrived = arriving(aim.drive, near.driving, near.run, aim.duration_s, by_m)
        if arrived is not None:
            return Driven(*arrived, near.worth_watt_per_kg)
        held = _held(aim, moves, near, by_m)
        if held is not None:
            return held
    return None


def _held(aim: Aim, moves: Moves, near: Driven, by_m: float) -> Driven | None:
    """The driving that arrives in time by other held speeds, for where no coasting can be shifted."""
    driving, run, worth = near
    bracket = Bracket()
    for _ in range(MOST_TRIES):
        miss_s = run.duration_s - aim.duration_s
        if abs(miss_s) <= ON_TIME_S:
            return Driven(driving, run, worth)
        bracket = bracket.missed(worth, miss_s)
        worth = bracket.next_watt_per_kg() or _other_watt_per_kg(aim, worth, miss_s)
        if not near.driving.kept or bracket.within(SAME_WORTH_RATIO**2):
            return None
        driving, tried = settled(aim.drive, at_worth(near.driving, moves.mover, worth), by_m)
        if tried is None:
            return None
        run = tried
    return None


def _other_watt_per_kg(aim: Aim, worth_watt_per_kg: float, miss_s: float) -> float:
    """A worth at which the time nearly fits, from what it misses at another; twice or half at most."""
    ratio = math.exp(WORTH_PER_TIME_RATIO * miss_s / aim.duration_s)
    return worth_watt_per_kg * min(max(ratio, 0.5), 2.0)


def _nearest(
    aim: Aim, moves: Moves, driving: Driving, worth_watt_per_kg: float, by_m: float
) -> Driven | None:
    """The polished driving whose time is nearest to what is asked for; None where the given one stalls."""
    worth, bracket = worth_watt_per_kg, Bracket()
    best: Driven | None = None
    for _ in range(MOST_AIMS):
        worth_watt = worth * moves.mover.dynamic_mass_kg
        first_m = by_m * (FIRST_STEP_SHARE if best is None else NEXT_STEP_SHARE)

        def cost_joule(tried: Driving, run: Run, worth_watt: float = worth_watt) -> float:
            return aim.work_joule(tried, run) + worth_watt * run.duration_s

        model = Model(moves.mover, moves.mesh, worth)
        better = polished(aim.drive, cost_joule, model, driving, (first_m, by_m))
        if better is None:
            break
        driving, run = better
        miss_s = run.duration_s - aim.duration_s
        if best is None or abs(miss_s) < abs(best.run.duration_s - aim.duration_s):
            best = Driven(driving, run, worth)
        bracket = bracket.missed(worth, miss_s)
        if abs(miss_s) <= DRIVEN_RATIO * aim.duration_s or bracket.within(SAME_WORTH_RATIO):
            break
        worth = bracket.next_watt_per_kg() or _other_watt_per_kg(aim, worth, miss_s)
        driving = at_worth(driving, moves.mover, worth)
    return best
