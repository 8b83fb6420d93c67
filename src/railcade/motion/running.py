"""`trainrun`: a whole train along its path."""

from __future__ import annotations

import numpy as np

from railcade.kernels import Points, Status, run_points
from railcade.motion.task import CODES, MOST_PHASES, run_failure, task_of, work_of
from railcade.motion.train import Train
from railcade.motion.types import Reason, Run, RunSettings
from railcade.network import Path


def trainrun(train: Train, path: Path, settings: RunSettings) -> Run:
    """Run as fast as forces and limits allow, from `from_m` to rest at `to_m`.

    Traction is full until the limit; braking uses `service_brake_factor` of the brake's deceleration
    and is placed, with its build-up before it, so that it meets its target exactly. During build-up
    the train coasts; where a fall would make it faster than at the command, the speed is held. Where
    a braking follows another so closely that the build-up does not fit between, the brake is still
    on and the coasting shorter.

    Total deceleration is factor x a(v) + (m / M) g i, with a(v) of the brake on level track, m and M
    static and dynamic mass and i the mean grade under the train; the stored force is what remains
    for the brake beside resistance and grade.

    Raises
    ------
    InputError
        E0105 for settings outside the path, E0207 where the train cannot start or stalls, E0208
        where the brakes cannot hold it; the last two with place and missing kN.
    """
    task = task_of(train, path, settings)
    work = work_of(task)
    way_m = float(task.cells[-1].end_m - task.cells[0].edge_m)
    size = 4 * len(work.phases) + int(1.5 * way_m / settings.max_step_m)
    while True:
        points = _columns(size)
        status, count, state, lack_mps2 = run_points(work, points, settings.max_step_m, CODES)
        if status == Status.DONE:
            return _run(points, count)
        if status != Status.FULL or size > 4 * MOST_PHASES:
            raise run_failure(train, path, Status(status), state, lack_mps2)
        work = work_of(task, 2 * len(work.phases))
        size *= 2


def _columns(size: int) -> Points:
    x_m, t_s, v_mps, a_mps2, force_newton = np.empty((5, size))
    return Points(x_m, t_s, v_mps, a_mps2, force_newton, np.empty(size, np.int8))


def _run(points: Points, count: int) -> Run:
    points.reason[0], points.reason[count - 1] = Reason.START, Reason.END
    run = Run(
        x_m=points.x_m[:count].copy(),
        t_s=points.t_s[:count].copy(),
        v_mps=points.v_mps[:count].copy(),
        a_mps2=points.a_mps2[:count].copy(),
        force_newton=points.force_newton[:count].copy(),
        reason=points.reason[:count].copy(),
    )
    for column in (run.x_m, run.t_s, run.v_mps, run.a_mps2, run.force_newton, run.reason):
        column.setflags(write=False)
    return run
