"""A leg prepared once: its running times by the thousand, without stored points."""

from __future__ import annotations

import math
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from railcade.errors import InfeasibleError, Problem
from railcade.kernels import Status, Work, run_times
from railcade.kernels import run_many as run_rows
from railcade.motion.task import MOST_PHASES, place_near, run_failure, task_of, with_pace, work_of
from railcade.motion.train import Train
from railcade.motion.types import FloatArray, RunSettings
from railcade.network import Path
from railcade.units import KMH_PER_MPS

FASTEST_MPS = 200.0
"""No train on rails is paced above this."""


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """A train on its way, prepared for many runs. Made by `course_of`; remembers the times of each pace.

    Parameters
    ----------
    train : Train
    path : Path
    work : Work
        Task and room for one run at a time: a course is for one thread, but `run_many` makes room of its own.
    at_m : ndarray, shape (k,)
        Positions of the head at which times are told, rising.
    known_s : dict of float to ndarray
        Times by pace.
    """

    train: Train
    path: Path
    work: Work
    at_m: FloatArray
    known_s: dict[float, FloatArray] = field(default_factory=dict)

    def times_s(self, pace_mps: float = math.inf) -> FloatArray:
        """When the head passes each position and, last, the end, s from departure: those of `trainrun`.

        Parameters
        ----------
        pace_mps : float
            One more cap; ``inf`` for none.

        Returns
        -------
        times_s : ndarray, shape (k + 1,)
            Read-only.

        Raises
        ------
        InputError
            E0207 where the train cannot start or stalls, E0208 where the brakes cannot hold it.
        """
        if pace_mps not in self.known_s:
            self.known_s[pace_mps] = running_times(self, pace_mps)
        return self.known_s[pace_mps]

    def duration_s(self, pace_mps: float = math.inf) -> float:
        """Running time to the end, s; as `times_s`."""
        return float(self.times_s(pace_mps)[-1])


@dataclass(frozen=True, slots=True, eq=False)
class Variations:
    """What differs from run to run: arrays of one length n, or scalars for all.

    Parameters
    ----------
    mass_factor, resistance_factor, traction_factor, brake_factor, build_up_factor : array_like
        Multiply static and dynamic mass, all Davis terms, force, deceleration, build-up times. What bounds
        force or brake from outside (adhesion, feeding) is multiplied with them: where it binds, vary the
        train itself.
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
        `kernels.Status`: 0 done, 1 too long to be run, 2 cannot start or stalls, 3 the brakes cannot hold
        it, 4 given up, 5 starts too fast.
    """

    duration_s: FloatArray
    times_s: FloatArray
    status: NDArray[np.int64]


def course_of(train: Train, path: Path, settings: RunSettings, at_m: ArrayLike = ()) -> Course:
    """Prepare a train's way, with times at rising positions of the head.

    Raises
    ------
    InputError
        E0105 for settings outside the path.
    ValueError
        For positions outside the way or not rising.
    """
    task = task_of(train, path, settings)
    at = np.atleast_1d(np.asarray(at_m, dtype=np.float64))
    end_m = min(settings.to_m, settings.until_m)
    inside = np.all((at >= settings.from_m - 1e-6) & (at <= end_m + 1e-6))  # nan is not
    if not (inside and np.all(np.diff(at) >= 0.0)):
        raise ValueError(f"positions must rise in the run, {settings.from_m} to {end_m} m")
    return Course(train, path, work_of(task), at)


def running_times(course: Course, pace_mps: float = math.inf) -> FloatArray:
    """What `Course.times_s` tells, calculated anew.

    Raises
    ------
    InputError
        As `Course.times_s`.
    ValueError
        For a pace that is not above 0.
    """
    if not pace_mps > 0.0:
        raise ValueError(f"a pace of {pace_mps} m/s is none")
    work = course.work
    if pace_mps < math.inf:
        work = work._replace(task=with_pace(work.task, pace_mps))
    count = len(course.at_m)
    at_m, times_s = np.empty(count + 1), np.empty(count + 1)
    at_m[:count], at_m[count] = course.at_m, math.inf
    while True:
        status, state, lack_mps2 = run_times(work, at_m, times_s)
        if status == Status.DONE:
            times_s.setflags(write=False)
            return times_s
        if status != Status.FULL or len(work.phases) > MOST_PHASES:
            raise run_failure(course.train, course.path, Status(status), state, lack_mps2)
        work = work_of(work.task, 2 * len(work.phases))


def pace_for_duration(course: Course, duration_s: float, step_mps: float) -> float:
    """The largest cap, a multiple of `step_mps`, with which a course takes at least `duration_s`.

    ``inf`` if it takes that long without one.

    Raises
    ------
    InfeasibleError
        E0302 if even the lowest cap is too fast.
    """
    free_s = course.duration_s()
    if free_s >= duration_s:
        return math.inf
    cells = course.work.task.cells
    low, high = 0, math.ceil(min(float(cells["limit_mps"].max()), FASTEST_MPS) / step_mps)
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
        where = place_near(course.path, float(cells["edge_m"][0]))
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


def run_many(course: Course, variations: Variations, cores: int | None = None) -> Batch:
    """Run a course once for each variation, on several cores.

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
    finite = np.all(np.isfinite(factors[:, :-1]))
    if not (finite and np.all(np.where(positive, factors > 0.0, factors >= 0.0))):
        raise ValueError("variations are finite and above 0 (resistance, traction and build-up: not below)")
    at_m = np.append(course.at_m, math.inf)
    count = len(factors)
    times_s, status = np.empty((count, len(at_m))), np.empty(count, np.int64)
    left, phases = np.arange(count), 0
    while len(left):  # a run may need more phases than usual: only those are run again
        phases = _run_rows(course, (factors, left, at_m), (times_s, status), phases, cores) * 4
        left = np.flatnonzero(status == Status.FULL.value)
    return Batch(times_s[:, -1], times_s[:, :-1], status)


def _run_rows(
    course: Course,
    what: tuple[FloatArray, NDArray[np.int64], FloatArray],
    found: tuple[FloatArray, NDArray[np.int64]],
    phases: int,
    cores: int | None,
) -> int:
    """Run the rows chosen in `what`, a part on each core; returns the room for phases that was given."""
    (factors, chosen, at_m), (times_s, status) = what, found
    parts = min(len(chosen), cores or os.cpu_count() or 1)
    works = [work_of(course.work.task, phases) for _ in range(parts)]

    def part(work: Work, mine: NDArray[np.int64]) -> None:
        some_s, some = np.empty((len(mine), len(at_m))), np.empty(len(mine), np.int64)
        run_rows(work, factors[mine], at_m, some_s, some)
        times_s[mine], status[mine] = some_s, some

    with ThreadPoolExecutor(parts) as pool:
        list(pool.map(part, works, np.array_split(chosen, parts)))
    return len(works[0].phases)
