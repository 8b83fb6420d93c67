"""Driving forwards by what remains to be paid."""

from __future__ import annotations

import math
from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from railcade.motion.economy.moves import COAST, EDGE_M2PS2, NEVER_M2PS2, POWER, Grid, Moves
from railcade.motion.economy.programme import Costs
from railcade.motion.types import FloatArray

STICKY_RATIO = 5e-6
"""A regime goes on unless another is cheaper by this share of all costs: less is noise of the grid."""


class Regime(IntEnum):
    """How a step of the mesh is driven. SLOWED: as fast as may be, by the brake."""

    POWER = POWER
    COAST = COAST
    HOLD = 2
    HOLD_BY_BRAKE = 3
    SLOWED = 4


class Trace(NamedTuple):
    """The best driving that the programme found.

    Parameters
    ----------
    w_m2ps2 : ndarray, shape (n + 1,)
    regime : ndarray of int, shape (n,)
    duration_s : float
    """

    w_m2ps2: FloatArray
    regime: NDArray[np.int64]
    duration_s: float


class Option(NamedTuple):
    """One way to drive over a step, and what then remains to be paid. `held`: it ends at a speed to hold."""

    regime: Regime
    held: bool
    work_m2ps2: float
    seconds: float
    next_m2ps2: float
    left_m2ps2: float


def trace_of(moves: Moves, costs: Costs) -> Trace | None:
    """Drive from the start to the end; None where no option leads on."""
    mesh, n = moves.mesh, len(moves.mesh.step_m)
    w, regime = np.zeros(n + 1), np.empty(n, np.int64)
    worth = costs.worth_watt_per_kg
    sticky = STICKY_RATIO * float(costs.node_m2ps2[0, 0])
    duration_s, last = 0.0, Regime.SLOWED
    for i in range(n):
        best, least = None, math.inf
        for option in options_at(moves, costs, i, float(w[i])):
            total = option.work_m2ps2 + worth * option.seconds + option.left_m2ps2
            if option.held or option.regime == last:
                total -= sticky
            if total < least:
                best, least = option, total
        if best is None or least >= 0.5 * NEVER_M2PS2:
            return None
        w[i + 1] = best.next_m2ps2
        coasted, last = last == Regime.COAST, best.regime
        if best.next_m2ps2 >= mesh.top_m2ps2[i + 1] - EDGE_M2PS2 and best.work_m2ps2 <= 0.0:
            last = Regime.SLOWED
        meets_top = coasted and best.held and last == Regime.POWER  # within the step; until there it coasts
        regime[i] = Regime.COAST if meets_top else last
        duration_s += best.seconds
    return Trace(w, regime, duration_s)


def options_at(moves: Moves, costs: Costs, i: int, w_m2ps2: float) -> list[Option]:
    """All ways to drive on from a speed at a point of the mesh."""
    mesh, grid = moves.mesh, moves.grid
    step_m, v_mps = float(mesh.step_m[i]), math.sqrt(2.0 * w_m2ps2)
    k, share = _near(grid, i, v_mps)
    found, after = [], [0.0, 0.0]
    for kind in (POWER, COAST):
        lower, upper = moves.next_m2ps2[i, kind, k], moves.next_m2ps2[i, kind, k + 1]
        after[kind] = float(lower + share * (upper - lower))
        lower, upper = moves.work_m2ps2[i, kind, k], moves.work_m2ps2[i, kind, k + 1]
        work = float(lower + share * (upper - lower))
        if work < 1e-3 * NEVER_M2PS2 and after[kind] >= 0.0:
            next_mps = math.sqrt(2.0 * after[kind])
            at, part = _near(grid, i + 1, next_mps)
            row = costs.node_m2ps2[i + 1]
            left = float(row[at] + part * (row[at + 1] - row[at]))
            seconds = 2.0 * step_m / (v_mps + next_mps)
            found.append(Option(Regime(kind), False, work, seconds, after[kind], left))
    a, b, c = moves.mover.resistance
    for hold, held in costs.holds:
        goal = float(hold.goal_m2ps2[i + 1])
        low, high = (0.0, after[COAST]) if hold.by_brake else (after[COAST], after[POWER])
        powered = bool(found) and found[0].regime == Regime.POWER
        if not low - EDGE_M2PS2 <= goal <= high + EDGE_M2PS2 or not (hold.by_brake or powered):
            continue
        mean_mps = 0.5 * (v_mps + math.sqrt(2.0 * goal))
        against = a + mean_mps * (b + c * float(mesh.drag_factor[i]) * mean_mps) + float(mesh.hill_mps2[i])
        needed = goal - w_m2ps2 + against * step_m
        work = needed if needed > 0.0 else moves.mover.regeneration_share * needed
        regime = Regime.HOLD_BY_BRAKE if hold.by_brake else Regime.HOLD
        if goal >= mesh.top_m2ps2[i + 1] - EDGE_M2PS2:
            regime = Regime.POWER  # the limit holds it
        found.append(Option(regime, True, work, step_m / mean_mps, goal, float(held[i + 1])))
    return found


def _near(grid: Grid, i: int, v_mps: float) -> tuple[int, float]:
    """Below which node of a point a speed lies, and the share of the way in v² to the next."""
    low, high = float(grid.low_mps[i]), float(grid.high_mps[i])
    if high <= low:
        return 0, 0.0
    gap_mps = (high - low) / (grid.speeds - 1)
    k = min(max(int((v_mps - low) / gap_mps), 0), grid.speeds - 2)
    below, above = low + gap_mps * k, low + gap_mps * (k + 1)
    return k, min(max((v_mps * v_mps - below * below) / (above * above - below * below), 0.0), 1.0)
