"""What goes into the kernels and comes out: NamedTuples of scalars and arrays, and status codes."""

from __future__ import annotations

import math
from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
Table = NDArray[np.float64]
"""Rows of figures of several units."""


class Status(IntEnum):
    """How a run ended."""

    DONE = 0
    FULL = 1
    STALLED = 2
    RUNAWAY = 3
    LOST = 4


class Brake(NamedTuple):
    """Deceleration on level track by bands of speed: `deceleration_mps2[i]` above `speed_mps[i]`.

    `grade_share` of the grade acts on the braking train beside it: 1, or 0 if the brake makes up for it.
    """

    speed_mps: FloatArray
    deceleration_mps2: FloatArray
    build_up_stop_s: float
    build_up_limit_s: float
    grade_share: float = 1.0


class Train(NamedTuple):
    """Masses, resistance, traction, brake.

    Traction in segment `i`, which begins at `knot_mps[i]`, is
    ``force_newton[i] + slope_newton_per_mps[i] (v - knot_mps[i])``. The last segment has no force: it
    is what lies beyond the table, and what coasting uses. Force is held back where the acceleration
    would exceed `most_mps2`.
    """

    weight_newton: float
    dynamic_mass_kg: float
    resistance_newton: float
    resistance_newton_per_mps: float
    resistance_newton_per_mps2: float
    knot_mps: FloatArray
    force_newton: FloatArray
    slope_newton_per_mps: FloatArray
    brake: Brake
    most_mps2: float = math.inf


class Cells(NamedTuple):
    """The path as the whole train sees it, cut where anything breaks.

    In cell `i`, from `edge_m[i]` to `edge_m[i + 1]`, the mean grade under the train is linear, the
    limit constant.
    """

    edge_m: FloatArray
    grade: FloatArray
    grade_per_m: FloatArray
    limit_mps: FloatArray
    reason: IntArray


class Arcs(NamedTuple):
    """Braking curves, each from its first piece `first[j]` to its last `last[j]`.

    In a piece the deceleration is linear in position, so that v²/2 is an exact parabola, written from
    the piece's right end: with u = right - x, v²/2 = w + d u - s u²/2.
    """

    left_m: FloatArray
    right_m: FloatArray
    w_m2ps2: FloatArray
    deceleration_mps2: FloatArray
    deceleration_mps2_per_m: FloatArray
    cell: IntArray
    first: IntArray
    last: IntArray


class Task(NamedTuple):
    """All that a run needs. `reasons`: codes for traction, grade, build-up, braking, in this order."""

    train: Train
    cells: Cells
    max_step_m: float
    max_step_s: float
    reasons: tuple[int, int, int, int]


class Work(NamedTuple):
    """A task with its braking curves."""

    task: Task
    arcs: Arcs


class Law(NamedTuple):
    """Acceleration inside a cell and a segment: base + by_v v + by_v2 v² + by_x (x - from)."""

    base_mps2: float
    by_v_per_s: float
    by_v2_per_m: float
    by_x_mps2_per_m: float
    from_m: float


class State(NamedTuple):
    """Where a run is: position, speed, time; `cell` is the one just beyond the position."""

    x_m: float
    v_mps: float
    t_s: float
    cell: int


class Out(NamedTuple):
    """Stored points; all of one length."""

    x_m: FloatArray
    t_s: FloatArray
    v_mps: FloatArray
    a_mps2: FloatArray
    force_newton: FloatArray
    reason: NDArray[np.int8]
