"""Whole runs: one with its phases, or many with times only."""

from __future__ import annotations

import numpy as np

from railcade.kernels.compiling import njit
from railcade.kernels.drive import drive
from railcade.kernels.points import Telling, tell_points, tell_times
from railcade.kernels.shapes import Codes, FloatArray, IntArray, Points, State, Status, Table, Task, Work


@njit(cache=True)
def run_times(work: Work, at_m: FloatArray, times_s: FloatArray) -> tuple[int, State, float]:
    """Times at rising positions. Returns status, last state, and missing acceleration (m/s²) there."""
    status, n, state, lack = drive(work)
    if status == Status.DONE.value:
        tell_times(work, n, at_m, times_s)
    return status, state, lack


@njit(cache=True)
def run_points(work: Work, points: Points, most_m: float, codes: Codes) -> tuple[int, int, State, float]:
    """Stored points. Returns status, their number, last state, and missing acceleration (m/s²) there."""
    status, n, state, lack = drive(work)
    if status == Status.DONE.value:
        n = tell_points(Telling(work, points, most_m, codes), n)
        status = Status.DONE.value if n <= len(points.x_m) else Status.FULL.value
    return status, n, state, lack


@njit(cache=True)
def varied(task: Task, factor: FloatArray) -> Task:
    """The task with the factors of mass, resistance, traction, brake, build-up, and a largest speed, m/s."""
    segments, bands, cells = task.segments.copy(), task.bands.copy(), task.cells
    for i in range(len(segments)):
        segments[i].force_newton *= factor[2]
        segments[i].slope_newton_per_mps *= factor[2]
        segments[i].power_watt *= factor[2]
    for i in range(len(bands)):
        bands[i].deceleration_mps2 *= factor[3]
    if factor[5] < np.inf:  # copied only where it must be: that takes as long as a tenth of a run
        cells = task.cells.copy()
        for i in range(len(cells)):
            cells[i].limit_mps = min(cells[i].limit_mps, factor[5])
    return Task(
        task.weight_newton * factor[0],
        task.dynamic_mass_kg * factor[0],
        task.mass_share_per_kg / factor[0],
        task.resistance_newton * factor[1],
        task.resistance_newton_per_mps * factor[1],
        task.resistance_newton_per_mps2 * factor[1],
        task.most_mps2,
        task.build_up_stop_s * factor[4],
        task.build_up_limit_s * factor[4],
        task.grade_share,
        task.start_mps,
        task.until_m,
        task.left_s,
        task.held_mps,
        cells,
        segments,
        task.first_segment,
        bands,
        task.first_band,
    )


@njit(cache=True, nogil=True)
def run_many(work: Work, factors: Table, at_m: FloatArray, times_s: Table, status: IntArray) -> None:
    """Times at the rising positions `at_m` for each row of `factors` (n, 6); nan where the run failed.

    Fills `times_s` (n, k) and `status` (n,). Rows are independent of each other: any split of them gives
    the same figures.
    """
    for i in range(len(factors)):
        item = Work(varied(work.task, factors[i]), work.curves, work.phases)
        status[i], n, _, _ = drive(item)
        if status[i] == Status.DONE.value:
            tell_times(item, n, at_m, times_s[i])
        else:
            times_s[i, :] = np.nan
