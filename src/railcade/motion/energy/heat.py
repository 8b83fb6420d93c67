"""Heat in the friction brakes on long falls, against what wheels and blocks are made for.

Model: heat H held by one axle follows ``dH/dt = P - H / tau``: what the brake brings, less cooling in
proportion to the heat (Newton's law of cooling, one body). The limit is a braking that the axle is known
to bear: power P0 over a time D from cold. It holds ``H0 = P0 tau (1 - exp(-D / tau))``; the ratio H / H0
needs no heat capacity. tau is assumed. One body cannot tell a hot tread from a hot rim, nor brake fade:
the ratio is a warning, not a proof.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from railcade.errors import Problem
from railcade.fleet import Formation
from railcade.motion.energy.account import WorkedRun, Works
from railcade.motion.kilometres import path_place
from railcade.motion.types import FloatArray, Run
from railcade.rules import RuleNote
from railcade.units import KMH_PER_MPS, PERMILLE

LEAST_FALL_GRADE = 1.0 * PERMILLE
"""Less is no fall."""


@dataclass(frozen=True, slots=True)
class BrakeHeatLimit:
    """A braking that one axle bears, and how it cools.

    Parameters
    ----------
    axle_watt : float
        Power into the friction brake of one axle.
    duration_s : float
        How long it may last from cold.
    cooling_s : float
        Time constant of cooling.
    note : RuleNote
        Source, confidence and reason of all three.
    """

    axle_watt: float
    duration_s: float
    cooling_s: float
    note: RuleNote

    @property
    def held_joule(self) -> float:
        """Heat that the axle holds at the end of that braking."""
        return self.axle_watt * self.cooling_s * (1.0 - math.exp(-self.duration_s / self.cooling_s))


TREAD_BRAKE = BrakeHeatLimit(
    axle_watt=90e3,
    duration_s=34.0 * 60.0,
    cooling_s=2000.0,
    note=RuleNote(
        source="Commission Regulation (EU) 321/2013 (TSI freight wagons), 4.2.4.3.3, reference case: "
        "21 permille at 70 km/h over 40 km, 45 kW a wheel for 34 min, wheel of 920 mm, axle load 22.5 t",
        confidence="medium",
        reason="law for new wagons with tread brakes; older or other wheels may bear less, discs more. "
        "Time constant of cooling assumed: heat capacity of a wheel over its loss to air and rail",
    ),
)


@dataclass(frozen=True, slots=True)
class BrakeGear:
    """Friction brakes of a train.

    Parameters
    ----------
    axle_share : float
        Share of the work of all friction brakes that goes into the axle that gets most.
    limit : BrakeHeatLimit
    """

    axle_share: float
    limit: BrakeHeatLimit = TREAD_BRAKE


def brake_gear_of(formation: Formation, limit: BrakeHeatLimit = TREAD_BRAKE) -> BrakeGear:
    """Brakes of a formation: each vehicle brakes in proportion to its braked mass, its axles alike.

    Raises
    ------
    ValueError
        If no vehicle has braked mass and axles.
    """
    braked = [item for item in formation.vehicles if item.braked_mass_kg > 0.0 and item.axles > 0]
    if not braked:
        raise ValueError(f"formation {formation.id} has no braked axle")
    every_kg = sum(item.braked_mass_kg for item in braked)
    return BrakeGear(max(item.braked_mass_kg / item.axles for item in braked) / every_kg, limit)


@dataclass(frozen=True, slots=True)
class BrakeHeat:
    """What the brakes take on one fall.

    Parameters
    ----------
    from_m, to_m : float
        Positions of the head between which the train falls.
    fall_m : float
        Height lost by its middle.
    duration_s : float
    brake_joule, friction_joule : float
        Work into all brakes, and into the friction brakes of the whole train.
    axle_watt : float
        Mean power into the axle that gets most.
    peak_ratio : float
        Largest heat held by that axle on this fall over what it bears, earlier brakings counted.
    peak_m : float
        Where.
    """

    from_m: float
    to_m: float
    fall_m: float
    duration_s: float
    brake_joule: float
    friction_joule: float
    axle_watt: float
    peak_ratio: float
    peak_m: float

    @property
    def mean_mps(self) -> float:
        """Mean speed on the fall."""
        return (self.to_m - self.from_m) / self.duration_s


def brake_heat(worked: WorkedRun, gear: BrakeGear) -> tuple[BrakeHeat, ...]:
    """Heat in the brakes on each fall of a run that starts with cold brakes.

    A fall is where the mean grade under the train stays below -1 permille; what is shorter than the train
    does not end it. Electric brakes take their part first.

    Parameters
    ----------
    worked : WorkedRun
        From `energy.worked_run`.
    gear : BrakeGear
    """
    held_joule = _held(worked.works, gear)
    falls = _falls(worked.mean_grade, worked.run, worked.train.length_m)
    return tuple(_heat(worked, held_joule, gear, first, last) for first, last in falls)


def heat_problems(
    heats: Sequence[BrakeHeat], gear: BrakeGear, place: Callable[[float], str] = path_place
) -> tuple[Problem, ...]:
    """A warning for each fall on which an axle holds more heat than it bears, and how to mend it.

    Parameters
    ----------
    heats : sequence of BrakeHeat
    gear : BrakeGear
    place : callable
        How a position of the head is told.
    """
    return tuple(_warning(heat, gear, place) for heat in heats if heat.peak_ratio > 1.0)


def slower_mps(heat: BrakeHeat, limit: BrakeHeatLimit) -> float:
    """Mean speed at which the same fall would bring no more heat than the axle bears, from cold.

    The work into the brakes stays, its time grows: with the speed times r the power is r times as large,
    and after D / r seconds the heat is ``P r tau (1 - exp(-D / (r tau)))``. That the air then resists less
    is not counted.
    """
    mean_watt, lasts = heat.axle_watt, heat.duration_s / limit.cooling_s

    def held(factor: float) -> float:
        return mean_watt * factor * limit.cooling_s * -math.expm1(-lasts / factor)

    low, high = 0.0, 1.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        low, high = (low, middle) if held(middle) > limit.held_joule else (middle, high)
    return low * heat.mean_mps


def _held(works: Works, gear: BrakeGear) -> FloatArray:
    """Heat of the axle that gets most at each stored point, from cold, J."""
    axle_joule = gear.axle_share * (works.brake_joule - works.electric_joule)
    lasts = works.duration_s / gear.limit.cooling_s
    kept = np.exp(-lasts)
    gained = axle_joule * -np.expm1(-lasts) / np.maximum(lasts, 1e-300)
    steps = zip(kept.tolist(), gained.tolist(), strict=True)
    return np.array(list(accumulate(steps, lambda held, step: held * step[0] + step[1], initial=0.0)))


def _falls(grade: FloatArray, run: Run, join_m: float) -> list[tuple[int, int]]:
    """First and last stored point of each fall."""
    edges = np.diff(np.concatenate([[False], grade < -LEAST_FALL_GRADE, [False]]).astype(np.int8))
    found: list[tuple[int, int]] = []
    for first, last in zip(np.flatnonzero(edges == 1), np.flatnonzero(edges == -1), strict=True):
        if found and run.x_m[first] - run.x_m[found[-1][1]] < join_m:
            found[-1] = (found[-1][0], int(last))
        else:
            found.append((int(first), int(last)))
    return found


def _heat(
    worked: WorkedRun, held_joule: FloatArray, gear: BrakeGear, first: int, last: int
) -> BrakeHeat:
    run, works, part = worked.run, worked.works, slice(first, last)
    duration_s = float(works.duration_s[part].sum())
    brake_joule = float(works.brake_joule[part].sum())
    friction_joule = brake_joule - float(works.electric_joule[part].sum())
    peak = first + int(np.argmax(held_joule[first : last + 1]))
    return BrakeHeat(
        from_m=float(run.x_m[first]),
        to_m=float(run.x_m[last]),
        fall_m=-float((worked.mean_grade[part] * np.diff(run.x_m[first : last + 1])).sum()),
        duration_s=duration_s,
        brake_joule=brake_joule,
        friction_joule=friction_joule,
        axle_watt=gear.axle_share * friction_joule / duration_s,
        peak_ratio=float(held_joule[peak]) / gear.limit.held_joule,
        peak_m=float(run.x_m[peak]),
    )


def _warning(heat: BrakeHeat, gear: BrakeGear, place: Callable[[float], str]) -> Problem:
    limit = gear.limit
    what = (
        f"the brakes take {heat.friction_joule / 1e6:.0f} MJ in {heat.duration_s / 60.0:.0f} min of fall; "
        f"the axle that gets most takes {heat.axle_watt / 1e3:.0f} kW in the mean and comes to "
        f"{heat.peak_ratio:.2f} times the heat of {limit.axle_watt / 1e3:.0f} kW over "
        f"{limit.duration_s / 60.0:.0f} min"
    )
    half_min = limit.cooling_s * math.log(2.0) / 60.0
    mend = (
        f"run the fall at a mean of {slower_mps(heat, limit) * KMH_PER_MPS:.0f} km/h at most, brake "
        f"electrically, or stand before {place(heat.peak_m)}: {half_min:.0f} min take off half of the heat"
    )
    return Problem("E0215", f"{place(heat.from_m)} to {place(heat.to_m)}", what, mend)

