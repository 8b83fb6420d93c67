"""Switching points moved to where the run itself says that they are best.

Along a run that is driven, the worth of a joule of kinetic energy is what one more would save of traction,
worth of time included. By Pontryagin's principle one pulls where it is above 1, holds a speed where it is
1, coasts where it is below 1 and brakes where it is below what the brake gives back (Howlett 2000; Albrecht,
Howlett, Pudney, Vu and Zhou 2016). So a switching point is best where it is 1 beside it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from enum import Enum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from railcade.motion.economy.arrival import Drive, settled
from railcade.motion.economy.driving import Coast, Driving
from railcade.motion.economy.mesh import Mesh, Mover, pull_mps2
from railcade.motion.types import FloatArray, Reason, Run

ROLLING = (Reason.COASTING, Reason.NEUTRAL_SECTION, Reason.BUILD_UP)
PULLING = (Reason.START, Reason.TRACTION, Reason.GRADE, Reason.ADHESION, Reason.FEEDING)
SLOWING = (Reason.BRAKING, Reason.END)

BESIDE_MPS = 1e-3
"""The slope of the traction over speed is taken between speeds so far to either side."""

SLOW_MPS = 0.1
"""Worth over speed cubed is not followed below it: at a start and a stop nothing is decided."""

EVEN_RATIO = 1e-9
"""Growth over a stretch below which the closed form loses digits, and its limit is taken."""

BEFORE_M = 0.02
"""What is done before a switching point is looked at so far before it."""

MOST_ROUNDS = 40
LEAST_STEP_M = 0.2
SHRINK_FACTOR, GROW_FACTOR = 0.4, 1.4
"""Steps of a point that turns round, and of one that goes on (near those of Riedmiller and Braun 1993)."""

FLAT_RATIO = 3e-4
"""A point beside which the worth is so near to 1 is left where it is."""


class Model(NamedTuple):
    """What the worth of kinetic energy is found with."""

    mover: Mover
    mesh: Mesh
    worth_watt_per_kg: float


class Place(Enum):
    """Which end of what is moved."""

    COAST_START = "start of coasting"
    COAST_END = "end of coasting"
    KEPT_END = "end of a kept speed"


Point = tuple[Place, int]
"""A switching point: which end, and of the how manieth coasting or kept speed."""

Cost = Callable[[Driving, Run], float]
"""Work of a run and the worth of its time, J."""


def kinetic_worth(model: Model, run: Run) -> FloatArray:
    """What a joule more of kinetic energy saves, just beyond each stored point of a run.

    With p the worth, f the force of traction and r the resistance, both per kg of dynamic mass, and
    w = v²/2, the adjoint equation is dp/dx = (1 - p) df/dw + p dr/dw - worth of a second / v³, without f
    where the train coasts (Albrecht et al. 2016, with w for v). At a held speed a joule more is one of
    traction less, so p is 1; where the brake takes it, p is what the brake gives back. Solved from the end
    backwards, exactly for coefficients that are constant between two stored points. Where full traction
    meets the brake it is not continuous, which is left out: the best driving coasts in between.

    Parameters
    ----------
    model : Model
    run : Run

    Returns
    -------
    worth_ratio : ndarray, shape (n,)
        Joules saved for a joule, with n stored points.
    """
    rate_per_m, gain_per_m, free = _rates(model, run)
    by_brake = np.isin(run.reason[:-1], SLOWING) | (run.force_newton[:-1] <= 0.0)
    fixed = np.where(by_brake, model.mover.regeneration_share, 1.0)
    step_m = np.diff(run.x_m)
    grow = np.exp(-rate_per_m * step_m)
    uneven = np.abs(rate_per_m * step_m) > EVEN_RATIO
    along_m = np.where(uneven, (1.0 - grow) / np.where(uneven, rate_per_m, 1.0), step_m)
    worth_ratio = np.empty(len(run.x_m))
    worth_ratio[-1] = model.mover.regeneration_share
    for i in range(len(step_m) - 1, -1, -1):
        worth_ratio[i] = worth_ratio[i + 1] * grow[i] - gain_per_m[i] * along_m[i] if free[i] else fixed[i]
    return worth_ratio


def _rates(model: Model, run: Run) -> tuple[FloatArray, FloatArray, NDArray[np.bool_]]:
    """Coefficients a and c of dp/dx = a p + c between stored points, and where the speed is free."""
    mover, mesh, worth_watt_per_kg = model
    middle_m = 0.5 * (run.x_m[:-1] + run.x_m[1:])
    step = np.clip(np.searchsorted(mesh.x_m, middle_m) - 1, 0, len(mesh.step_m) - 1)
    v_mps = np.maximum(0.5 * (run.v_mps[:-1] + run.v_mps[1:]), SLOW_MPS)
    _, b, c = mover.resistance
    drag_per_m = b / v_mps + 2.0 * c * mesh.drag_factor[step]
    around_mps = v_mps[:, None] + BESIDE_MPS * np.array([-1.0, 1.0])
    below_mps2, above_mps2 = pull_mps2(mover, mesh.condition[step], around_mps).T
    reason = run.reason[:-1]
    pulls, eased = np.isin(reason, PULLING), reason == Reason.ACCELERATION
    pull_per_m = np.where(pulls, (above_mps2 - below_mps2) / (2.0 * BESIDE_MPS * v_mps), 0.0)
    pull_per_m = np.where(eased, drag_per_m, pull_per_m)  # as much force as keeps the acceleration
    free = pulls | eased | np.isin(reason, ROLLING)
    return drag_per_m - pull_per_m, pull_per_m - worth_watt_per_kg / v_mps**3, free


def polished(
    drive: Drive, cost: Cost, model: Model, driving: Driving, steps_m: tuple[float, float]
) -> tuple[Driving, Run] | None:
    """Move all free switching points to where they are best, each by steps of its own.

    The steps are those of Rprop, which looks at the signs of slopes alone (Riedmiller and Braun 1993).

    Parameters
    ----------
    drive, cost : callable
    model : Model
    driving : Driving
    steps_m : tuple of float
        The first step of each point, and the largest, which is that for `settled`, too.

    Returns
    -------
    driving, run : Driving, Run
        The given one where that costs less; None where it stalls.
    """
    first_m, most_m = steps_m
    driving, run = settled(drive, driving, most_m)
    if run is None:
        return None
    begun = last = driving, run
    steps: dict[Point, float] = {}  # signed: the last move of each point
    for _ in range(MOST_ROUNDS):
        slopes = _slopes(driving, run, kinetic_worth(model, run))
        if all(abs(steps.get(point, first_m)) <= LEAST_STEP_M for point in slopes):
            break
        for point, slope in slopes.items():
            size_m = first_m
            if point in steps:
                goes_on = (steps[point] > 0.0) == (slope < 0.0)
                size_m = abs(steps[point]) * (GROW_FACTOR if goes_on else SHRINK_FACTOR)
            steps[point] = -math.copysign(min(max(size_m, LEAST_STEP_M), most_m), slope)
        driving, run = settled(drive, _moved(driving, {point: steps[point] for point in slopes}), most_m)
        if run is None:
            break
        last = driving, run
    return last if cost(*last) < cost(*begun) else begun


def _slopes(driving: Driving, run: Run, worth_ratio: FloatArray) -> dict[Point, float]:
    """How all costs rise when a free switching point moves on, but for a factor above 0."""
    found: dict[Point, float] = {}
    for i, (start_m, end_m, open_end) in enumerate(driving.coasts):
        before = int(np.searchsorted(run.x_m, start_m - BEFORE_M, "right")) - 1
        if before >= 0 and run.force_newton[before] > 0.0:
            found[Place.COAST_START, i] = 1.0 - float(worth_ratio[_at(run, start_m)])
        at = _at(run, end_m)
        if open_end and Reason(int(run.reason[at])) in PULLING:
            found[Place.COAST_END, i] = float(worth_ratio[at]) - 1.0
    coast_starts_m = {coast.from_m for coast in driving.coasts}
    for i, item in enumerate(driving.kept):
        at = _at(run, item.to_m)
        if item.to_m not in coast_starts_m and Reason(int(run.reason[at])) in PULLING:
            found[Place.KEPT_END, i] = float(worth_ratio[at]) - 1.0
    return {point: slope for point, slope in found.items() if abs(slope) > FLAT_RATIO}


def _at(run: Run, x_m: float) -> int:
    return int(np.argmin(np.abs(run.x_m - x_m)))


def _moved(driving: Driving, moves_m: dict[Point, float]) -> Driving:
    """All points moved; coasting that would end before it begins has no length, until it grows again."""
    last = len(driving.coasts) - 1
    kept_until = {item.to_m: k for k, item in enumerate(driving.kept)}
    kept_from = {item.from_m: k for k, item in enumerate(driving.kept) if item.coasted}
    kept = [
        item._replace(to_m=item.to_m + moves_m.get((Place.KEPT_END, k), 0.0))
        for k, item in enumerate(driving.kept)
    ]
    coasts: list[Coast] = []
    for i, coast in enumerate(driving.coasts):
        before, after = kept_until.get(coast.from_m), kept_from.get(coast.to_m)
        low_m = coasts[-1].to_m if coasts else -math.inf
        if before is not None:
            low_m = max(low_m, kept[before].from_m)
        from_m = max(coast.from_m + moves_m.get((Place.COAST_START, i), 0.0), low_m)
        to_m = coast.to_m + moves_m.get((Place.COAST_END, i), 0.0)
        if i < last:
            to_m = min(to_m, driving.coasts[i + 1].from_m)
        if i < last and after is not None:
            to_m = min(to_m, kept[after].to_m)
        if from_m > to_m:
            from_m = to_m = coast.to_m if i == last else max(0.5 * (coast.from_m + coast.to_m), low_m)
        if before is not None:
            kept[before] = kept[before]._replace(to_m=from_m)
        if after is not None:
            kept[after] = kept[after]._replace(from_m=to_m)
        coasts.append(coast._replace(from_m=from_m, to_m=to_m))
    return Driving(tuple(kept), tuple(coasts))
