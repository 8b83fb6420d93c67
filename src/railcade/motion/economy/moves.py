"""What a train can do over one step of the mesh, from every speed of a grid at once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from railcade.motion.economy.mesh import Mesh, Mover, pull_mps2, resistance_mps2
from railcade.motion.types import FloatArray

NEVER_M2PS2 = 1e12
"""Stands for an infinite cost; finite, so that one can interpolate beside it."""

EDGE_M2PS2 = 1e-9

POWER, COAST = 0, 1


class Grid(NamedTuple):
    """At each point of the mesh `speeds` speeds, evenly from `low_mps` to `high_mps`, both (n + 1,)."""

    low_mps: FloatArray
    high_mps: FloatArray
    speeds: int
    slowest_mps: float

    @property
    def w_m2ps2(self) -> FloatArray:
        """v²/2 of all nodes, shape (n + 1, speeds)."""
        share = np.linspace(0.0, 1.0, self.speeds)
        v_mps = self.low_mps[:, None] + (self.high_mps - self.low_mps)[:, None] * share
        w: FloatArray = 0.5 * v_mps * v_mps
        return w


class Moves(NamedTuple):
    """Two ways to drive over each step from each node, full traction and coasting; arrays (n, 2, count).

    Where one would go beyond the fastest run, traction is partial or the brake slows it.

    Parameters
    ----------
    mover : Mover
    mesh : Mesh
    grid : Grid
    work_m2ps2 : ndarray
        Work of traction, less what the brake gives back; `NEVER_M2PS2` where the move cannot be.
    seconds : ndarray
    next_m2ps2 : ndarray
        Where it ends.
    node : ndarray of int
    share : ndarray
        It ends between `node` and `node + 1` of the next point, this share of the way in v²/2.
    """

    mover: Mover
    mesh: Mesh
    grid: Grid
    work_m2ps2: FloatArray
    seconds: FloatArray
    next_m2ps2: FloatArray
    node: NDArray[np.int64]
    share: FloatArray


def moves_of(mover: Mover, mesh: Mesh, grid: Grid) -> Moves:
    """All moves over a mesh on a grid of speeds."""
    w = grid.w_m2ps2
    pulled, after = _rolled(mover, mesh, w[:-1])
    over = after > mesh.top_m2ps2[1:, None, None]
    after = np.minimum(after, mesh.top_m2ps2[1:, None, None])
    needed = needed_m2ps2(mover, mesh, w[:-1, None], after)
    work = np.where(over, paid_m2ps2(mover, np.minimum(needed, pulled)), pulled)
    work[:, POWER][w[:-1] > mesh.command_m2ps2[:-1, None] + EDGE_M2PS2] = NEVER_M2PS2
    next_mps = np.sqrt(2.0 * np.maximum(after, 0.0))
    mean_mps = 0.5 * (np.sqrt(2.0 * w[:-1, None]) + next_mps)
    low, high = grid.low_mps[1:, None, None], grid.high_mps[1:, None, None]
    can = (next_mps >= low - EDGE_M2PS2) & (next_mps <= high + EDGE_M2PS2)
    can &= (after >= 0.0) & (mean_mps > 0.0)
    seconds = mesh.step_m[:, None, None] / np.where(can, mean_mps, 1.0)
    work = np.where(can, work, NEVER_M2PS2)
    return Moves(mover, mesh, grid, work, seconds, after, *located(grid, after))


def located(grid: Grid, w_m2ps2: FloatArray) -> tuple[NDArray[np.int64], FloatArray]:
    """Below which node each w lies, and the share of the way in w to the next node.

    `w` has one row for each of the last points of the grid.
    """
    rows = (slice(len(grid.low_mps) - len(w_m2ps2), None), *(None,) * (w_m2ps2.ndim - 1))
    low, span = grid.low_mps[rows], (grid.high_mps - grid.low_mps)[rows]
    gap_mps = np.where(span > 0.0, span, 1.0) / (grid.speeds - 1)
    at = (np.sqrt(2.0 * np.maximum(w_m2ps2, 0.0)) - low) / gap_mps
    node = np.clip(at, 0, grid.speeds - 2).astype(np.int64)
    below, above = low + gap_mps * node, low + gap_mps * (node + 1)
    share = (2.0 * w_m2ps2 - below * below) / (above * above - below * below)
    return node, np.where(span > 0.0, np.clip(share, 0.0, 1.0), 0.0)


def needed_m2ps2(mover: Mover, mesh: Mesh, w_m2ps2: FloatArray, after_m2ps2: FloatArray) -> FloatArray:
    """Work of a constant force that takes the train over each step from w to `after`; of the brake if < 0.

    Shapes (n, ...), as numpy broadcasts them.
    """
    rows = (slice(None), *(None,) * (after_m2ps2.ndim - 1))
    mean_mps = 0.5 * (np.sqrt(2.0 * w_m2ps2) + np.sqrt(2.0 * np.maximum(after_m2ps2, 0.0)))
    against = resistance_mps2(mover, mesh.drag_factor[rows], mean_mps) + mesh.hill_mps2[rows]
    needed: FloatArray = after_m2ps2 - w_m2ps2 + against * mesh.step_m[rows]
    return needed


def paid_m2ps2(mover: Mover, needed_m2ps2: FloatArray) -> FloatArray:
    """What work of traction costs, and work of the brake brings."""
    paid: FloatArray = np.where(needed_m2ps2 >= 0.0, 1.0, mover.regeneration_share) * needed_m2ps2
    return paid


def _rolled(mover: Mover, mesh: Mesh, w_m2ps2: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Work of traction over each step, and w after it, by the midpoint rule over distance.

    The middle is not faster than the fastest run: forces beyond a last speed of the tables do not count.
    """
    top_m2ps2 = np.maximum(mesh.top_m2ps2[:-1], mesh.top_m2ps2[1:])[:, None]
    step_m, drag, hill = mesh.step_m[:, None], mesh.drag_factor[:, None], mesh.hill_mps2[:, None]

    def forces(w_m2ps2: FloatArray, *, powered: bool) -> tuple[FloatArray, FloatArray]:
        v_mps = np.sqrt(2.0 * np.maximum(w_m2ps2, 0.0))
        against = resistance_mps2(mover, drag, v_mps) + hill
        if not powered:
            return np.zeros_like(against), against
        most = np.maximum(mover.most_mps2 + against, 0.0)
        return np.minimum(pull_mps2(mover, mesh.condition, v_mps), most), against

    work, after = [], []
    for powered in (True, False):
        pull, against = forces(w_m2ps2, powered=powered)
        middle_m2ps2 = np.minimum(w_m2ps2 + 0.5 * step_m * (pull - against), top_m2ps2)
        pull, against = forces(middle_m2ps2, powered=powered)
        work.append(step_m * pull)
        after.append(w_m2ps2 + step_m * (pull - against))
    return np.stack(work, axis=1), np.stack(after, axis=1)
