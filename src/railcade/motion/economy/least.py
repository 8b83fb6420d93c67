"""The run of least energy for a given time."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import NamedTuple

from railcade.errors import InfeasibleError, InputError, Problem
from railcade.motion.course import course_of, pace_for_duration
from railcade.motion.economy.arrival import ON_TIME_S, Drive, arriving, settled
from railcade.motion.economy.driving import Driving, driving_of, settings_of
from railcade.motion.economy.moves import Moves
from railcade.motion.economy.passes import (
    COARSE_COUNT,
    COARSE_RATIO,
    FINE_COUNTS,
    FINE_RATIO,
    FIRST_WATT_PER_KG,
    coarse_moves,
    fine_moves,
    longest_s,
    meshes_of,
    programme_for,
)
from railcade.motion.energy import energy_account
from railcade.motion.running import trainrun
from railcade.motion.train import Train
from railcade.motion.types import Run, RunSettings
from railcade.network import Path

FASTEST_COUNT = 200
"""The fastest run, which bounds the programme, is stored at least so often."""

DRIVEN_RATIO = 3e-4
"""How near to the duration a run must be driven before its arrival is adjusted, as a share of it."""

MOST_AIMS = 8
SOONER_RATIO = 1e-3
"""By so much, as a share of the duration, the programme hurries where its driving stalls."""

PACE_MPS = 1e-7
PACES_COUNT = 10
ROOM_RATIO = 1e-3
"""A pace leaves so much more time to use than is asked for, as a share of it."""


@dataclass(frozen=True, slots=True, eq=False)
class LeastEnergy:
    """A run of least energy, and how it is driven.

    Parameters
    ----------
    run : Run
    settings : RunSettings
        `trainrun` makes the run from them: kept speeds are `caps` of the reason PACE, for the head alone;
        coasting is `coasts_m`; elsewhere the train pulls and brakes as in the fastest run. Where there is
        more time than saves energy, `pace_mps` uses it up.
    work_joule : float
        Work of traction at the wheel, less the share of the brake's that comes back.
    worth_watt : float
        What a second more would save, J/s: ``inf`` for the shortest run, 0 where it saves nothing, nan
        where that is not known.
    """

    run: Run
    settings: RunSettings
    work_joule: float
    worth_watt: float


class Order(NamedTuple):
    """What is asked for."""

    train: Train
    path: Path
    settings: RunSettings
    duration_s: float
    regeneration_share: float
    fine_count: int = 0


def least_energy(
    train: Train, path: Path, settings: RunSettings, duration_s: float, regeneration_share: float = 0.0
) -> LeastEnergy:
    """The run from rest to rest that takes `duration_s` with the least work at the wheel.

    Limits, forces and brakes are those of `trainrun`, which makes the run. Pontryagin's principle leaves
    full traction, one speed to hold, coasting and full braking (Howlett and Pudney 1995; Howlett 2000;
    Khmelnitsky 2000); a dynamic programme finds where each holds, with hills and limits ahead. The train is
    never slower than `passes.slowest_mps`, a choice that forbids creeping over summits. Where one cap all
    along does better, which happens within some tenths of a second of the shortest time, it is taken.

    Parameters
    ----------
    train : Train
    path : Path
    settings : RunSettings
        From rest to rest: no `start_mps`, no `until_m`. Caps and coasting in it are kept.
    duration_s : float
        The run ends within 0.002 s of it.
    regeneration_share : float
        What comes back of the work of the brake, from 0 to less than 1.

    Raises
    ------
    InfeasibleError
        E0306 where the duration is less than the shortest running time.
    InputError
        E0105 for settings outside the path or not from rest to rest, E0207 and E0208 as `trainrun`.
    ValueError
        For a share outside its range.
    """
    _check(settings, regeneration_share)
    order = Order(train, path, settings, duration_s, regeneration_share)
    fastest = _fastest(order)
    spare_s = duration_s - fastest.duration_s
    if spare_s < -ON_TIME_S:
        raise _too_short(order, fastest.duration_s)
    if spare_s < ON_TIME_S:
        return _result(order, trainrun(train, path, settings), settings, math.inf)
    pace_mps = pace_for_duration(course_of(train, path, settings), duration_s, PACE_MPS)
    paced = replace(settings, pace_mps=pace_mps)
    return _best(order, fastest, _result(order, trainrun(train, path, paced), paced, math.nan))


def _best(order: Order, fastest: Run, best: LeastEnergy) -> LeastEnergy:
    """The best of the runs that each mesh leads to, and of one at hand."""
    for count in FINE_COUNTS:
        found = _economical(order._replace(fine_count=count), fastest)
        if found is None:
            continue
        if found.work_joule < best.work_joule:
            best = found
        elif math.isnan(best.worth_watt):
            best = replace(best, worth_watt=found.worth_watt)
    return best


def _economical(order: Order, fastest: Run) -> LeastEnergy | None:
    """The run that the programme leads to; None where it finds none that arrives in time."""
    train, path, settings, duration_s, regeneration_share, fine_count = order
    counts = (COARSE_COUNT, fine_count)
    mover, coarse, fine = meshes_of(train, path, settings, fastest, counts)
    mover = mover._replace(regeneration_share=regeneration_share)
    moves = coarse_moves(mover, coarse, duration_s)
    if longest_s(moves) < duration_s:
        return _slowed(order, float(fastest.v_mps.max()))
    first = programme_for(moves, duration_s, FIRST_WATT_PER_KG, COARSE_RATIO)
    if first is None:
        return None

    def drive(driving: Driving) -> Run | None:
        try:
            return trainrun(train, path, settings_of(settings, driving))
        except InputError:  # stalled: too slow before a rise
            return None

    moves = fine_moves(mover, fine, (coarse, first.trace), duration_s)
    by_m = 2.0 * (settings.to_m - settings.from_m) / fine_count
    found = _driven(drive, moves, (duration_s, by_m), first.costs.worth_watt_per_kg)
    if found is None:
        return None
    driving, run, worth_watt_per_kg = found
    worth_watt = worth_watt_per_kg * train.dynamic_mass_kg
    return _result(order, run, settings_of(settings, driving), worth_watt)


def _driven(
    drive: Drive, moves: Moves, what: tuple[float, float], worth_watt_per_kg: float
) -> tuple[Driving, Run, float] | None:
    """The driving that arrives in time, its run, and the worth of a second per kg; None if there is none.

    `what` is the duration and twice the step of the mesh. The programme is asked for a little more or less
    time until the run, which is exact, nearly fits.
    """
    duration_s, by_m = what
    mesh, aim_s, worth = moves.mesh, duration_s, worth_watt_per_kg
    for _ in range(MOST_AIMS):
        found = programme_for(moves, aim_s, worth, FINE_RATIO)
        if found is None:
            return None
        worth = found.costs.worth_watt_per_kg
        driving, run = settled(drive, driving_of(mesh, found.costs, found.trace), by_m)
        if run is None:
            aim_s -= SOONER_RATIO * duration_s
            continue
        bias_s = run.duration_s - found.trace.duration_s
        if abs(aim_s + bias_s - duration_s) > DRIVEN_RATIO * duration_s:
            aim_s = duration_s - bias_s
            continue
        arrived = arriving(drive, driving, run, duration_s, by_m)
        if arrived is not None:
            return *arrived, worth
        aim_s -= SOONER_RATIO * duration_s
    return None


def _slowed(order: Order, top_mps: float) -> LeastEnergy | None:
    """The run of least energy under the highest pace that leaves a use for all the time."""
    train, path, settings, duration_s, regeneration_share, fine_count = order
    low_mps = pace_for_duration(course_of(train, path, settings), duration_s, PACE_MPS)
    high_mps, best = min(top_mps, settings.pace_mps), None
    for _ in range(PACES_COUNT):
        middle_mps = 0.5 * (low_mps + high_mps)
        slower = order._replace(settings=replace(settings, pace_mps=middle_mps))
        fastest = _fastest(slower)
        mover, coarse, _ = meshes_of(train, path, slower.settings, fastest, (COARSE_COUNT, fine_count))
        mover = mover._replace(regeneration_share=regeneration_share)
        if longest_s(coarse_moves(mover, coarse, duration_s)) < (1.0 + ROOM_RATIO) * duration_s:
            high_mps = middle_mps
        else:
            low_mps, best = middle_mps, (slower, fastest)
    found = None if best is None else _economical(*best)
    return None if found is None else replace(found, worth_watt=0.0)


def _fastest(order: Order) -> Run:
    settings = order.settings
    step_m = min(settings.max_step_m, (settings.to_m - settings.from_m) / FASTEST_COUNT)
    return trainrun(order.train, order.path, replace(settings, max_step_m=step_m))


def _result(order: Order, run: Run, settings: RunSettings, worth_watt: float) -> LeastEnergy:
    account = energy_account(order.train, order.path, settings, run)
    work_joule = account.traction_joule - order.regeneration_share * account.brake_joule
    return LeastEnergy(run, settings, work_joule, worth_watt)


def _check(settings: RunSettings, regeneration_share: float) -> None:
    if not 0.0 <= regeneration_share < 1.0:
        raise ValueError(f"a share of regeneration of {regeneration_share} is not from 0 to less than 1")
    if settings.start_mps > 0.0 or settings.until_m < settings.to_m:
        what = "least energy is found from rest to rest, not for a train under way or cut off"
        raise InputError([Problem("E0105", "run settings", what, "leave out start_mps and until_m")])


def _too_short(order: Order, shortest_s: float) -> InfeasibleError:
    path, from_m = order.path, order.settings.from_m
    nearest = path.places[int(abs(path.place_m - from_m).argmin())]
    where = f"km {from_m / 1000.0:.3f} of the path, near {nearest.name}"
    what = (
        f"{order.duration_s:.2f} s are {shortest_s - order.duration_s:.2f} s less than the shortest "
        f"running time, {shortest_s:.2f} s"
    )
    return InfeasibleError([Problem("E0306", where, what, "give at least the shortest running time")])
