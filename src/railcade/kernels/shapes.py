"""What goes into the kernels of motion and comes out: NamedTuples of scalars and tables, and codes."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from railcade.kernels.tables import Rows

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
    TOO_FAST = 5


class Way(IntEnum):
    """How a phase of a run goes."""

    PULL = 0
    HOLD = 1
    EASE = 2
    COAST = 3
    COAST_HOLD = 4
    CURVE = 5


class Task(NamedTuple):
    """All that a run needs.

    `mass_share_per_kg` is one over the dynamic mass. `first_segment[c]` and `first_band[c]` are the first
    rows of condition `c`; condition 1 has no force. Traction is held back where the acceleration would
    exceed `most_mps2`. `grade_share` of the grade acts on the braking train beside the brake: 1, or 0 if
    the brake makes up for it. The run begins at `start_mps` and ends at rest at the last cell's end, or
    at `until_m`, an edge. Where `left_s` is above 0 a brake has been commanded before the start, at
    `held_mps`, and acts after that time.
    """

    weight_newton: float
    dynamic_mass_kg: float
    mass_share_per_kg: float
    resistance_newton: float
    resistance_newton_per_mps: float
    resistance_newton_per_mps2: float
    most_mps2: float
    build_up_stop_s: float
    build_up_limit_s: float
    grade_share: float
    start_mps: float
    until_m: float
    left_s: float
    held_mps: float
    cells: Rows
    segments: Rows
    first_segment: IntArray
    bands: Rows
    first_band: IntArray


class Work(NamedTuple):
    """A task with room for what is found: braking curves, phases of the run."""

    task: Task
    curves: Rows
    phases: Rows


class Law(NamedTuple):
    """Acceleration in a cell and a segment.

    It is base + by_v v + by_v2 v² + power / (v + offset) + by_x (x - from).
    """

    base_mps2: float
    by_v_per_s: float
    by_v2_per_m: float
    by_x_mps2_per_m: float
    from_m: float
    power_m2ps3: float
    offset_mps: float


class State(NamedTuple):
    """Where a run is: position, speed, time; `cell` is the one just beyond the position."""

    x_m: float
    v_mps: float
    t_s: float
    cell: int


class Codes(NamedTuple):
    """Codes to store for what the tables do not tell: force that does not suffice, phases of the brake."""

    traction: int
    grade: int
    acceleration: int
    build_up: int
    braking: int


class Points(NamedTuple):
    """Stored points of a run; all of one length."""

    x_m: FloatArray
    t_s: FloatArray
    v_mps: FloatArray
    a_mps2: FloatArray
    force_newton: FloatArray
    reason: NDArray[np.int8]
