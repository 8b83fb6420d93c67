"""`trainrun`: a whole train along its path."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from railcade.errors import InfeasibleError, Problem
from railcade.kernels import Points, Status, run_points
from railcade.motion.course import course_of
from railcade.motion.task import CODES, MOST_PHASES, run_failure, task_of, work_of
from railcade.motion.train import Train
from railcade.motion.types import Reason, Run, RunSettings
from railcade.network import Path
from railcade.units import KMH_PER_MPS


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


def pace_for_duration(
    train: Train, path: Path, settings: RunSettings, duration_s: float, step_mps: float
) -> float:
    """The largest cap, a multiple of `step_mps`, with which the run takes at least `duration_s`.

    ``inf`` if the run takes that long without one (`settings.pace_mps` is not used).

    Raises
    ------
    InfeasibleError
        E0302 if even the lowest cap is too fast.
    """
    course = course_of(train, path, replace(settings, pace_mps=math.inf))
    free_s = course.duration_s()
    if free_s >= duration_s:
        return math.inf
    fastest_mps = float(course.work.task.cells["limit_mps"].max())
    low, high = 0, math.ceil(fastest_mps / step_mps)
    slow_s, fast_s = math.inf, free_s
    while high - low > 1:
        middle = _guess((low, slow_s), (high, fast_s), duration_s)
        took_s = course.duration_s(middle * step_mps)
        if took_s >= duration_s:
            low, slow_s = middle, took_s
        else:
            high, fast_s = middle, took_s
    if low == 0:
        what = f"no pace of {step_mps * KMH_PER_MPS:g} km/h or more makes the run last {duration_s:.0f} s"
        nearest = path.places[int(np.argmin(np.abs(path.place_m - settings.from_m)))]
        where = f"km {settings.from_m / 1000.0:.3f} of the path, near {nearest.name}"
        raise InfeasibleError([Problem("E0302", where, what, "let the train wait instead")])
    return low * step_mps


def _guess(slow: tuple[int, float], fast: tuple[int, float], duration_s: float) -> int:
    """The next pace to try, strictly between a slow and a fast one: time is about linear in 1/pace."""
    (low, slow_s), (high, fast_s) = slow, fast
    if low == 0:
        guess = high * fast_s / duration_s
    else:
        share = (duration_s - fast_s) / (slow_s - fast_s)
        guess = 1.0 / (1.0 / high + share * (1.0 / low - 1.0 / high))
    return min(max(math.floor(guess), low + 1), high - 1)


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
