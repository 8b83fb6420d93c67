"""The dynamic programme: the cheapest way to drive on from every speed at every point of the mesh.

What is least is work + worth x time (Bellman 1957), where the worth of a second stands for the duration.
Beside full traction and coasting, which lead between the nodes of the grid, the programme knows the speeds
that are best held exactly: by traction where v² dR/dv is the worth of a second (Howlett 2000), by a brake
that gives back a share r of its work where r v² dR/dv is (Khmelnitsky 2000).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from railcade.motion.economy.mesh import Mover, brake_mps2, marginal_watt_per_kg, resistance_mps2
from railcade.motion.economy.moves import (
    COAST,
    EDGE_M2PS2,
    NEVER_M2PS2,
    POWER,
    Moves,
    located,
    needed_m2ps2,
    paid_m2ps2,
)
from railcade.motion.types import FloatArray

FASTEST_MPS = 300.0


class Hold(NamedTuple):
    """A speed to hold, by traction or by the brake.

    Parameters
    ----------
    by_brake : bool
    counted_share : float
        Of the work of holding it: 1 for traction, what comes back for the brake.
    goal_m2ps2 : ndarray, shape (n + 1,)
        v²/2 to hold over the step that ends at each point; that of the fastest run where it is slower.
    reach_m2ps2 : ndarray, shape (n, count)
        What it costs to end a step there, worth of time included, from each node.
    stay_m2ps2 : ndarray, shape (n,)
        The same from the speed itself.
    node : ndarray of int, shape (n + 1,)
    share : ndarray, shape (n + 1,)
        Between which nodes it lies; -1 where it is outside the grid.
    """

    by_brake: bool
    counted_share: float
    goal_m2ps2: FloatArray
    reach_m2ps2: FloatArray
    stay_m2ps2: FloatArray
    node: NDArray[np.int64]
    share: FloatArray


class Costs(NamedTuple):
    """What remains to be paid to the end, in m²/s².

    Parameters
    ----------
    worth_watt_per_kg : float
        Of a second, per kg of dynamic mass.
    node_m2ps2 : ndarray, shape (n + 1, speeds)
        From each node of the grid.
    holds : tuple of (Hold, ndarray of shape (n + 1,))
        Each with what remains from its speed.
    """

    worth_watt_per_kg: float
    node_m2ps2: FloatArray
    holds: tuple[tuple[Hold, FloatArray], ...]


def costs_of(moves: Moves, worth_watt_per_kg: float) -> Costs:
    """Solve the programme backwards from the end, where the train stands."""
    n, count = len(moves.mesh.step_m), moves.grid.speeds
    pay = moves.work_m2ps2 + worth_watt_per_kg * moves.seconds
    holds = [hold_of(moves, worth_watt_per_kg, by_brake=False)]
    if moves.mover.regeneration_share > 0.0:
        holds.append(hold_of(moves, worth_watt_per_kg, by_brake=True))
    held = [np.full(n + 1, NEVER_M2PS2) for _ in holds]
    reached = [(hold.reach_m2ps2.min(axis=1) < NEVER_M2PS2).tolist() for hold in holds]
    near = [hold.node.tolist() for hold in holds]
    node, share = moves.node, moves.share
    left = np.zeros((n + 1, count))
    for i in range(n - 1, -1, -1):
        after = left[i + 1]
        below = after[node[i]]
        options = after[node[i] + 1]
        options -= below
        options *= share[i]
        options += below
        options += pay[i]
        best = np.minimum(options[POWER], options[COAST])
        for h, hold in enumerate(holds):
            if reached[h][i]:
                np.minimum(best, hold.reach_m2ps2[i] + held[h][i + 1], out=best)
        left[i] = best
        for h, hold in enumerate(holds):
            k = near[h][i]
            if k >= 0:
                leave = best[k] + hold.share[i] * (best[k + 1] - best[k])
                held[h][i] = min(leave, hold.stay_m2ps2[i] + held[h][i + 1])
    return Costs(worth_watt_per_kg, left, tuple(zip(holds, held, strict=True)))


def hold_of(moves: Moves, worth_watt_per_kg: float, *, by_brake: bool) -> Hold:
    """What holding, and coming to, the best speed costs over each step."""
    mesh, grid = moves.mesh, moves.grid
    counted_share = moves.mover.regeneration_share if by_brake else 1.0
    drags, which = np.unique(mesh.drag_factor, return_inverse=True)
    held_mps = [held_speed_mps(moves.mover, float(drag), worth_watt_per_kg / counted_share) for drag in drags]
    speeds_mps = np.maximum(held_mps, moves.grid.slowest_mps)
    steps = 0.5 * speeds_mps[which] ** 2
    goal = np.minimum(np.append(steps[:1], steps), mesh.top_m2ps2)
    w = grid.w_m2ps2
    node, share = located(grid, goal)
    inside = (w[:, 0] <= goal + EDGE_M2PS2) & (goal <= w[:, -1] + EDGE_M2PS2)
    first = np.arange(len(mesh.step_m))
    lower, upper = (moves.next_m2ps2[first, :, node[:-1] + k] for k in (0, 1))
    after = lower + share[:-1, None] * (upper - lower)
    commanded = (goal > mesh.command_m2ps2 + EDGE_M2PS2) & (goal < mesh.top_m2ps2)
    can_stay = inside[:-1] & inside[1:] & ~commanded[:-1]
    stay = _to_goal(moves, goal[:-1, None], goal, after[:, :, None], worth_watt_per_kg, by_brake)[:, 0]
    reach = _to_goal(moves, w[:-1], goal, moves.next_m2ps2, worth_watt_per_kg, by_brake)
    closed = (moves.work_m2ps2[:, POWER] >= NEVER_M2PS2) & (not by_brake) | ~inside[1:, None]
    return Hold(
        by_brake,
        counted_share,
        goal,
        np.where(closed, NEVER_M2PS2, reach),
        np.where(can_stay, stay, NEVER_M2PS2),
        np.where(inside, node, -1),
        share,
    )


def held_speed_mps(mover: Mover, drag_factor: float, worth_watt_per_kg: float) -> float:
    """The speed at which v² dR/dv is a worth of a second; it rises with speed, so there is one."""
    low_mps, high_mps = 0.0, FASTEST_MPS
    while high_mps - low_mps > 1e-13 * FASTEST_MPS:
        middle_mps = 0.5 * (low_mps + high_mps)
        if marginal_watt_per_kg(mover, drag_factor, middle_mps) < worth_watt_per_kg:
            low_mps = middle_mps
        else:
            high_mps = middle_mps
    return 0.5 * (low_mps + high_mps)


def _to_goal(
    moves: Moves,
    w_m2ps2: FloatArray,
    goal_m2ps2: FloatArray,
    after_m2ps2: FloatArray,
    worth_watt_per_kg: float,
    by_brake: bool,
) -> FloatArray:
    """Cost of a step from each w (n, k) to the goal by partial traction, or by the brake.

    `after` (n, 2, k) tells where full traction and coasting lead from there.
    """
    mesh, mover = moves.mesh, moves.mover
    end = np.broadcast_to(goal_m2ps2[1:, None], w_m2ps2.shape)
    needed = needed_m2ps2(mover, mesh, w_m2ps2, end)
    mean_mps = 0.5 * (np.sqrt(2.0 * w_m2ps2) + np.sqrt(2.0 * end))
    if by_brake:
        strength = brake_mps2(mover, mesh.condition, np.sqrt(2.0 * goal_m2ps2[1:]))
        against = resistance_mps2(mover, mesh.drag_factor[:, None], mean_mps)
        slowed = -needed <= (strength[:, None] - against) * mesh.step_m[:, None]
        can = (end <= after_m2ps2[:, COAST] + EDGE_M2PS2) & slowed
    else:
        can = (after_m2ps2[:, COAST] <= end + EDGE_M2PS2) & (end <= after_m2ps2[:, POWER] + EDGE_M2PS2)
    seconds = mesh.step_m[:, None] / np.maximum(mean_mps, EDGE_M2PS2)
    cost = paid_m2ps2(mover, needed) + worth_watt_per_kg * seconds
    return np.where(can & (mean_mps > 0.0), cost, NEVER_M2PS2)
