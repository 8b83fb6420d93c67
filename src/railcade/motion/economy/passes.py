"""Two passes of the programme: a coarse one over all speeds, a fine one near what that found."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from railcade.motion.economy.bracket import Bracket
from railcade.motion.economy.mesh import Mesh, Mover, mover_and_mesh, pull_mps2
from railcade.motion.economy.moves import Grid, Moves, moves_of
from railcade.motion.economy.programme import Costs, costs_of
from railcade.motion.economy.tracing import Trace, trace_of
from railcade.motion.train import Train
from railcade.motion.types import FloatArray, Run, RunSettings
from railcade.network import Path

COARSE_COUNT, FINE_COUNT = 300, 1200
"""Steps into which the way is cut in the two passes, beside those at breaks."""

FINE_STEP_M = 200.0
"""The fine pass has steps of at most so much, on ways that are long."""

SPEEDS_COUNT = 160
CORRIDOR_COUNT = 8
"""The fine pass looks so many speeds of the coarse one to either side of what that found, and at least so far
as full traction changes v²/2 over `REACH_COUNT` steps."""

REACH_COUNT = 4

SLOWEST_MPS, CRAWL_MPS = 5.0, 2.0
SLOWEST_OF_MEAN_SHARE, SLOWEST_OF_FASTEST_SHARE, CRAWL_SHARE = 0.4, 0.5, 0.9
"""How slow a train may become to save energy: see `slowest_mps`."""

COARSE_RATIO, FINE_RATIO = 1e-3, 1e-4
"""How near to the duration the passes come, as a share of it."""

FIRST_WATT_PER_KG, LEAST_WATT_PER_KG, MOST_WATT_PER_KG = 1.0, 1e-6, 1e6
WORTH_FACTOR = 4.0
SAME_WORTH_RATIO = 2e-4
"""Worths of a second that differ by this share drive alike, up to the steps of the mesh."""

MOST_TRIES = 40


class Found(NamedTuple):
    """What the programme found for a duration, and the driving that comes nearest to it."""

    costs: Costs
    trace: Trace


def slowest_mps(top_mps: FloatArray, mean_mps: float) -> FloatArray:
    """The least speed where the fastest run has `top_mps`, for a mean speed over the way.

    Time at a creep costs no energy, so without a bound the cheapest run would all but stand on each
    summit. It is 5 m/s, or 0.4 of the mean speed, or half of the fastest run's if less, but 2 m/s at
    least; and 0.9 of the fastest run's where even that is more. These are choices, not physics.
    """
    usual_mps = min(SLOWEST_MPS, SLOWEST_OF_MEAN_SHARE * mean_mps)
    least_mps = np.maximum(np.minimum(usual_mps, SLOWEST_OF_FASTEST_SHARE * top_mps), CRAWL_MPS)
    slowest: FloatArray = np.minimum(CRAWL_SHARE * top_mps, least_mps)
    return slowest


def coarse_moves(mover: Mover, mesh: Mesh, duration_s: float) -> Moves:
    """Moves at all speeds."""
    top_mps = np.sqrt(2.0 * mesh.top_m2ps2)
    mean_mps = float(mesh.x_m[-1] - mesh.x_m[0]) / duration_s
    grid = Grid(slowest_mps(top_mps, mean_mps), top_mps, SPEEDS_COUNT, SLOWEST_OF_MEAN_SHARE * mean_mps)
    return moves_of(mover, mesh, grid)


def longest_s(moves: Moves) -> float:
    """How long the train takes where a second is worth next to nothing; 0 where it does not arrive."""
    trace = trace_of(moves, costs_of(moves, LEAST_WATT_PER_KG))
    return 0.0 if trace is None else trace.duration_s


def fine_moves(mover: Mover, mesh: Mesh, near: tuple[Mesh, Trace], duration_s: float) -> Moves:
    """Moves on a finer mesh, at speeds near those found on a coarser one."""
    coarse, trace = near
    w = np.interp(mesh.x_m, coarse.x_m, trace.w_m2ps2)
    v_mps, top_mps = np.sqrt(2.0 * w), np.sqrt(2.0 * mesh.top_m2ps2)
    mean_mps = float(mesh.x_m[-1] - mesh.x_m[0]) / duration_s
    pulled = mesh.step_m * pull_mps2(mover, mesh.condition, v_mps[:-1, None])[:, 0]
    reach = REACH_COUNT * np.maximum(np.append(pulled, 0.0), np.append(0.0, pulled))
    width = np.maximum(CORRIDOR_COUNT / SPEEDS_COUNT * float(top_mps.max()) * v_mps, reach)
    grid = Grid(
        np.clip(np.sqrt(2.0 * np.maximum(w - width, 0.0)), slowest_mps(top_mps, mean_mps), top_mps),
        np.minimum(np.sqrt(2.0 * (w + width)), top_mps),
        SPEEDS_COUNT,
        SLOWEST_OF_MEAN_SHARE * mean_mps,
    )
    return moves_of(mover, mesh, grid)


def programme_for(moves: Moves, duration_s: float, worth_watt_per_kg: float, ratio: float) -> Found | None:
    """The programme whose driving takes a duration to within a share of it, or comes nearest to that.

    The dearer a second, the faster it drives: regula falsi on the logarithm of the worth, which is bracketed
    from the first guess on.
    """
    worth, best, bracket = worth_watt_per_kg, None, Bracket()
    for _ in range(MOST_TRIES):
        costs = costs_of(moves, worth)
        trace = trace_of(moves, costs)
        miss_s = math.inf if trace is None else trace.duration_s - duration_s
        if trace is not None and (best is None or abs(miss_s) < best[0]):
            best = abs(miss_s), Found(costs, trace)
        if abs(miss_s) <= ratio * duration_s:
            break
        bracket = bracket.missed(worth, miss_s)
        worth = bracket.next_watt_per_kg() or worth * (WORTH_FACTOR if miss_s > 0.0 else 1.0 / WORTH_FACTOR)
        if bracket.within(SAME_WORTH_RATIO) or not LEAST_WATT_PER_KG < worth < MOST_WATT_PER_KG:
            break
    return None if best is None else best[1]


def fine_step_m(length_m: float) -> float:
    """The largest step of the fine pass on a way."""
    return min(length_m / FINE_COUNT, FINE_STEP_M)


def meshes_of(
    train: Train, path: Path, settings: RunSettings, fastest: Run, regeneration_share: float
) -> tuple[Mover, Mesh, Mesh]:
    """The train, and the meshes of the two passes."""
    length_m = settings.to_m - settings.from_m
    mover, coarse = mover_and_mesh(train, path, settings, fastest, length_m / COARSE_COUNT)
    _, fine = mover_and_mesh(train, path, settings, fastest, fine_step_m(length_m))
    return mover._replace(regeneration_share=regeneration_share), coarse, fine
