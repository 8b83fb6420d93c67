"""Running times only, by the thousand: no stored points, the way prepared once."""

from __future__ import annotations

import math
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from railcade.kernels import Cells, Status, Task, run_times
from railcade.kernels import run_many as run_rows
from railcade.motion.braking import BrakeModel
from railcade.motion.cells import make_cells
from railcade.motion.running import check_settings, kernel_train, run_failure, trainrun
from railcade.motion.times import times_at
from railcade.motion.train import Train
from railcade.motion.types import FloatArray, RunSettings
from railcade.network import Path

NO_BRAKE = BrakeModel((0.0,), (1.0,))
UNSTORED = (math.inf, math.inf, (0, 0, 0, 0))
"""Steps and reasons of stored points, of which there are none."""


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """A way prepared for trains of one length. Made by `course_of`.

    Parameters
    ----------
    path : Path
    settings : RunSettings
        Its `from_m` and `to_m` are those of the course; the rest may differ from run to run.
    length_m : float
        Length of the trains.
    at_m : ndarray, shape (k,)
        Positions of the head at which times are told.
    cells : Cells
        Limits are those of the line.
    at : ndarray of int, shape (k,)
        Edge of each position.
    """

    path: Path
    settings: RunSettings
    length_m: float
    at_m: FloatArray
    cells: Cells
    at: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Variations:
    """What differs from run to run: arrays of one length n, or scalars for all.

    Parameters
    ----------
    mass_factor, resistance_factor, traction_factor, brake_factor, build_up_factor : array_like
        Multiply static and dynamic mass, all Davis terms, force, deceleration, build-up times.
    pace_mps : array_like
        Cap beside those of train and settings; ``inf`` for none.
    """

    mass_factor: ArrayLike = 1.0
    resistance_factor: ArrayLike = 1.0
    traction_factor: ArrayLike = 1.0
    brake_factor: ArrayLike = 1.0
    build_up_factor: ArrayLike = 1.0
    pace_mps: ArrayLike = math.inf


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Times of many runs.

    Parameters
    ----------
    duration_s : ndarray, shape (n,)
        Running time; nan where the run failed.
    times_s : ndarray, shape (n, k)
        When the head passes each position of the course; nan where the run failed.
    status : ndarray of int, shape (n,)
        `kernels.Status`: 0 done, 2 cannot start or stalls, 3 the brakes cannot hold it, 4 given up.
    """

    duration_s: FloatArray
    times_s: FloatArray
    status: NDArray[np.int64]


def course_of(length_m: float, path: Path, settings: RunSettings, at_m: ArrayLike = ()) -> Course:
    """Prepare a way for trains of a length, with times at positions of the head.

    Raises
    ------
    InputError
        E0105 for settings outside the path.
    ValueError
        For a position outside the way.
    """
    check_settings(path, settings)
    at = np.atleast_1d(np.asarray(at_m, dtype=np.float64))
    if np.any(at < settings.from_m - 1e-6) or np.any(at > settings.to_m + 1e-6):
        raise ValueError(f"positions must lie in the run, {settings.from_m} to {settings.to_m} m")
    bare = Train("", 1.0, 1.0, length_m, (0.0, 0.0, 0.0), (), NO_BRAKE)
    cells = make_cells(bare, path, replace(settings, pace_mps=math.inf), at)
    right = np.clip(np.searchsorted(cells.edge_m, at), 1, len(cells.edge_m) - 1)
    nearer = np.abs(cells.edge_m[right - 1] - at) <= np.abs(cells.edge_m[right] - at)
    return Course(path, settings, length_m, at, cells, np.where(nearer, right - 1, right).astype(np.int64))


def running_times(train: Train, course: Course, settings: RunSettings | None = None) -> FloatArray:
    """Times at the positions of a course and, last, at its end, s: meant to be those of `trainrun`.

    On random lines of 3 km and more they agree within 5 ms (tests/motion/test_batch.py). On shorter ones a
    difference of 0.49 s was seen once in 2,300 lines; its cause is not known, so nothing plans with these
    times yet.

    Parameters
    ----------
    train : Train
        Of the course's length.
    course : Course
    settings : RunSettings or None
        Pace, brakes and gravity of this run; None for those of the course.

    Raises
    ------
    InputError
        E0207 where the train cannot start or stalls, E0208 where the brakes cannot hold it.
    """
    task = _task(train, course, settings or course.settings)
    edge_s = np.empty(len(task.cells.edge_m))
    status, x_m, v_mps, lack_mps2 = run_times(task, edge_s)
    if status == Status.LOST:  # long steps got nowhere: short ones may
        run = trainrun(train, course.path, settings or course.settings)
        return np.append(times_at(run, course.at_m), run.duration_s)
    if status != Status.DONE:
        raise run_failure(train, course.path, Status(status), (x_m, v_mps, lack_mps2))
    times: FloatArray = edge_s[np.append(course.at, len(edge_s) - 1)]
    return times


def run_many(
    train: Train,
    course: Course,
    variations: Variations,
    settings: RunSettings | None = None,
    cores: int | None = None,
) -> Batch:
    """Run a train over a course once for each variation, on several cores.

    The figures do not depend on `cores` (None for all). Runs that fail do not stop the others: see `Batch`.

    Raises
    ------
    ValueError
        For variations that are not above 0, or of several lengths.
    """
    columns = (
        variations.mass_factor,
        variations.resistance_factor,
        variations.traction_factor,
        variations.brake_factor,
        variations.build_up_factor,
        variations.pace_mps,
    )
    factors = np.stack(np.broadcast_arrays(*(np.atleast_1d(np.asarray(c, float)) for c in columns)), axis=1)
    positive = np.array([True, False, False, True, False, True])  # the others may be 0
    if not np.all(np.where(positive, factors > 0.0, factors >= 0.0)):
        raise ValueError("variations must be above 0 (resistance, traction and build-up: not below)")
    task = _task(train, course, settings or course.settings)
    at = np.append(course.at, len(task.cells.edge_m) - 1)
    count = len(factors)
    times_s, status = np.empty((count, len(at))), np.empty(count, np.int64)
    parts = min(count, cores or os.cpu_count() or 1)
    cuts = [count * i // parts for i in range(parts + 1)]

    def part(i: int) -> None:
        rows = slice(cuts[i], cuts[i + 1])
        run_rows(task, factors[rows], at, times_s[rows], status[rows])

    with ThreadPoolExecutor(parts) as pool:
        list(pool.map(part, range(parts)))
    return Batch(times_s[:, -1], times_s[:, :-1], status)


def _task(train: Train, course: Course, settings: RunSettings) -> Task:
    if train.length_m != course.length_m:
        raise ValueError(f"train of {train.length_m} m on a course for {course.length_m} m")
    if (settings.from_m, settings.to_m) != (course.settings.from_m, course.settings.to_m):
        raise ValueError("settings of another way than the course's")
    limit = np.minimum(course.cells.limit_mps, min(train.cap_mps, settings.pace_mps))
    return Task(kernel_train(train, settings), course.cells._replace(limit_mps=limit), *UNSTORED)
