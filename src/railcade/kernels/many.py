"""Many runs of one train over the same cells, each with its own figures."""

from __future__ import annotations

import numpy as np
from numba import njit

from railcade.kernels.passing import run_times
from railcade.kernels.shapes import Brake, Cells, IntArray, Status, Table, Task, Train


@njit(cache=True)
def varied(task: Task, factor: Table) -> Task:
    """The task with the factors of mass, resistance, traction, brake, build-up, and a largest speed, m/s."""
    train, brake, cells = task.train, task.train.brake, task.cells
    return Task(
        Train(
            train.weight_newton * factor[0],
            train.dynamic_mass_kg * factor[0],
            train.resistance_newton * factor[1],
            train.resistance_newton_per_mps * factor[1],
            train.resistance_newton_per_mps2 * factor[1],
            train.knot_mps,
            train.force_newton * factor[2],
            train.slope_newton_per_mps * factor[2],
            Brake(
                brake.speed_mps,
                brake.deceleration_mps2 * factor[3],
                brake.build_up_stop_s * factor[4],
                brake.build_up_limit_s * factor[4],
                brake.grade_share,
            ),
            train.most_mps2,
        ),
        Cells(
            cells.edge_m, cells.grade, cells.grade_per_m, np.minimum(cells.limit_mps, factor[5]), cells.reason
        ),
        task.max_step_m,
        task.max_step_s,
        task.reasons,
    )


@njit(cache=True, nogil=True)
def run_many(task: Task, factors: Table, at: IntArray, times_s: Table, status: IntArray) -> None:
    """Times at the edges `at` for each row of `factors` (n, 6); nan where the run failed.

    Fills `times_s` (n, k) and `status` (n,). Rows are independent of each other: any split of them gives
    the same figures.
    """
    edge_s = np.empty(len(task.cells.edge_m))
    for i in range(len(factors)):
        status[i] = run_times(varied(task, factors[i]), edge_s)[0]
        for j in range(len(at)):
            times_s[i, j] = edge_s[at[j]] if status[i] == Status.DONE.value else np.nan
