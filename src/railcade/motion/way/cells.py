"""The path as the whole train sees it, cut into cells: grade, limit, drag, and what traction finds."""

from __future__ import annotations

import numpy as np

from railcade.kernels.tables import CELL, Rows, rows
from railcade.motion.train import Train
from railcade.motion.types import Condition, FloatArray, RunSettings
from railcade.motion.way.conditions import Special, conditions_in, special_of
from railcade.motion.way.limits import Capped, capped_of, limits_in
from railcade.motion.way.mean_grade import Ground, Part, ground_of, mean_grade, parts_of
from railcade.motion.way.tunnels import drag_under, portal_cuts
from railcade.network import Path

SAME_M = 1e-6
"""Breaks nearer than this are one."""


def way_cells(
    train: Train, path: Path, settings: RunSettings, marks_m: FloatArray | None = None
) -> tuple[Rows, tuple[Condition, ...]]:
    """Cut the way from `settings.from_m` to `settings.to_m` wherever anything breaks for head or tail.

    In each cell the mean grade under the train is linear, everything else constant. The limit is the
    lowest of the line's under any part of the train, the heavy trains' if it is one, the caps of train,
    pace and settings; of equal ones the first in this order gives the reason. Curves count as grade by
    `settings.curve_law`. Drag in portals is a stair of small steps: `motion.way.tunnels`.
    Behind the path's start its first grade goes on, and nothing else is there.

    Parameters
    ----------
    train : Train
    path : Path
    settings : RunSettings
        `until_m` is an edge if it lies inside.
    marks_m : ndarray, shape (k,), optional
        More positions of the head at which to cut.

    Returns
    -------
    cells : Rows of `kernels.tables.CELL`
    conditions : tuple of Condition
        What `cells.condition` points at; the first two are `NORMAL` and `COAST`.

    Raises
    ------
    ValueError
        For blocks that are not the train's, or a curve tighter than the law of curves allows.
    """
    parts = parts_of(train)
    ground = ground_of(path, settings.curve_law, train.length_m)
    capped, special = capped_of(train, path, settings), special_of(train, path, settings)
    breaks = _breaks(train, path, (ground, parts), capped, special)
    breaks.append(portal_cuts(path.tunnel_drag, train.length_m))
    breaks.append(np.array([settings.until_m]))
    if marks_m is not None:
        breaks.append(marks_m)
    edges_m = _edges(breaks, settings)
    middle_m = 0.5 * (edges_m[:-1] + edges_m[1:])
    cells = rows(CELL, len(middle_m))
    cells["edge_m"], cells["end_m"] = edges_m[:-1], edges_m[1:]
    cells["grade"], cells["grade_per_m"] = mean_grade(ground, edges_m, parts)
    cells["limit_mps"], cells["reason"] = limits_in(path, capped, edges_m, train.length_m)
    cells["drag"] = drag_under(path.tunnel_drag, middle_m, train.length_m)
    cells["condition"], conditions = conditions_in(special, middle_m)
    return cells, conditions


def _breaks(
    train: Train, path: Path, under: tuple[Ground, tuple[Part, ...]], capped: Capped, special: Special
) -> list[FloatArray]:
    """Positions of the head at which something breaks, in any order and more than once."""
    ground, parts = under
    limit_m = path.limit_mps.start_m
    behind_m = sorted({end_m for part in parts for end_m in (part.from_m, part.to_m)})
    breaks = [ground.start_m[1:] + distance_m for distance_m in behind_m]
    breaks += [limit_m[1:], limit_m + train.length_m, capped.from_m, capped.to_m]
    return breaks + special.ends_m


def _edges(breaks: list[FloatArray], settings: RunSettings) -> FloatArray:
    every_m = np.concatenate(breaks)
    inside = (every_m > settings.from_m + SAME_M) & (every_m < settings.to_m - SAME_M)
    edges_m = np.concatenate([[settings.from_m], every_m[inside], [settings.to_m]])
    edges_m.sort()
    apart: FloatArray = edges_m[np.concatenate([[True], np.diff(edges_m) > SAME_M])]
    return apart
