"""The run of least energy for a given time."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import NamedTuple

from railcade.errors import InfeasibleError, InputError, Problem
from railcade.motion.course import course_of, pace_for_duration
from railcade.motion.economy.aiming import Aim, driven
from railcade.motion.economy.arrival import ON_TIME_S
from railcade.motion.economy.driving import Driving, settings_of
from railcade.motion.economy.passes import (
    COARSE_RATIO,
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


def least_energy(
    train: Train, path: Path, settings: RunSettings, duration_s: float, regeneration_share: float = 0.0
) -> LeastEnergy:
    """The run from rest to rest that takes `duration_s` with the least work at the wheel.

    Limits, forces and brakes are those of `trainrun`, which makes the run. Pontryagin's principle leaves
    full traction, one speed to hold, coasting and full braking (Howlett and Pudney 1995; Howlett 2000;
    Khmelnitsky 2000); a dynamic programme finds where each holds, with hills and limits ahead. The train is
    never slower than `passes.slowest_mps`, a choice that forbids creeping over summits. Where one cap all
    along does better, which happens within some tenths of a second of the shortest time, it is taken. More
    time never costs more until it saves nothing; beyond that a lower cap all along uses it up, which costs
    braking on falls: a later departure would cost less.

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
    simple = _result(order, trainrun(train, path, paced), paced, math.nan)
    found = _economical(order, fastest)
    if found is None:
        return simple
    return found if found.work_joule <= simple.work_joule else replace(simple, worth_watt=found.worth_watt)


def _economical(order: Order, fastest: Run) -> LeastEnergy | None:
    """The run that the programme leads to; None where it finds none that arrives in time."""
    train, path, settings, duration_s, regeneration_share = order
    mover, coarse, fine = meshes_of(train, path, settings, fastest, regeneration_share)
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

    def work_joule(driving: Driving, run: Run) -> float:
        return _work_joule(order, run, settings_of(settings, driving))

    moves = fine_moves(mover, fine, (coarse, first.trace), duration_s)
    found = driven(Aim(drive, work_joule, duration_s), moves, first.costs.worth_watt_per_kg)
    if found is None:
        return None
    worth_watt = found.worth_watt_per_kg * train.dynamic_mass_kg
    return _result(order, found.run, settings_of(settings, found.driving), worth_watt)


def _slowed(order: Order, top_mps: float) -> LeastEnergy | None:
    """The run of least energy under the highest pace that leaves a use for all the time."""
    train, path, settings, duration_s, regeneration_share = order
    low_mps = pace_for_duration(course_of(train, path, settings), duration_s, PACE_MPS)
    high_mps, best = min(top_mps, settings.pace_mps), None
    for _ in range(PACES_COUNT):
        middle_mps = 0.5 * (low_mps + high_mps)
        slower = order._replace(settings=replace(settings, pace_mps=middle_mps))
        fastest = _fastest(slower)
        mover, coarse, _ = meshes_of(train, path, slower.settings, fastest, regeneration_share)
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
    return LeastEnergy(run, settings, _work_joule(order, run, settings), worth_watt)


def _work_joule(order: Order, run: Run, settings: RunSettings) -> float:
    account = energy_account(order.train, order.path, settings, run)
    return account.traction_joule - order.regeneration_share * account.brake_joule


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
