"""The task that the kernels run: a train on a way, as tables."""

from __future__ import annotations

import math

import numpy as np

from railcade.errors import InputError, Problem
from railcade.kernels import CURVE, PHASE, Codes, State, Status, Task, Work, rows
from railcade.motion.traction import band_table, segment_table
from railcade.motion.train import Train
from railcade.motion.types import FloatArray, Reason, RunSettings
from railcade.motion.way import SAME_M, way_cells
from railcade.network import Path
from railcade.units import KMH_PER_MPS

CODES = Codes(
    traction=int(Reason.TRACTION),
    grade=int(Reason.GRADE),
    acceleration=int(Reason.ACCELERATION),
    build_up=int(Reason.BUILD_UP),
    braking=int(Reason.BRAKING),
)
MOST_PHASES = 1 << 23
LEAST_KN = 0.05
"""Less is not told in figures."""


def task_of(train: Train, path: Path, settings: RunSettings) -> Task:
    """Prepare a run.

    Raises
    ------
    InputError
        E0105 for settings outside the path.
    """
    check_settings(path, settings)
    check_train(train)
    cells, conditions = way_cells(train, path, settings)
    segments, first_segment = segment_table(train, settings, conditions)
    bands, first_band = band_table(train, settings, conditions)
    time_factor = settings.brakes.time_factor if settings.brakes is not None else 1.0
    return Task(
        train.mass_kg * settings.gravity_mps2,
        train.dynamic_mass_kg,
        1.0 / train.dynamic_mass_kg,
        *train.resistance,
        train.most_mps2,
        time_factor * train.brake.build_up_stop_s,
        time_factor * train.brake.build_up_limit_s,
        0.0 if train.brake.on_any_grade else 1.0,
        settings.start_mps,
        _edge_near(cells["edge_m"], settings.until_m),
        settings.build_up_left_s,
        settings.build_up_held_mps,
        cells,
        segments,
        first_segment,
        bands,
        first_band,
    )


def work_of(task: Task, phases: int = 0) -> Work:
    """A task with room for its braking curves and phases: at least as many as usual."""
    most_bands = int(np.diff(task.first_band).max())
    curves = rows(CURVE, len(task.cells) * (most_bands + 1) + 2)
    most = max(phases, 4 * len(task.cells) + 20 * len(task.segments) + 256)
    return Work(task, curves, rows(PHASE, most))


def _edge_near(edge_m: FloatArray, until_m: float) -> float:
    """The edge that stands for `until_m`: cutting takes breaks that all but coincide for one."""
    i = int(np.argmin(np.abs(edge_m - min(until_m, float(edge_m[-1]) + 1.0))))
    return float(edge_m[i]) if abs(edge_m[i] - until_m) <= 2.0 * SAME_M else until_m


def check_train(train: Train) -> None:
    """Raise E0105 for figures of a train with which nothing can run, all at once."""
    problems = []
    for name in ("mass_kg", "dynamic_mass_kg", "cap_mps", "most_mps2"):
        if not getattr(train, name) > 0.0:
            problems.append(f"{name} is {getattr(train, name)}, not above 0")
    for name in ("mass_kg", "dynamic_mass_kg", "length_m"):
        if not 0.0 <= getattr(train, name) < math.inf:
            problems.append(f"{name} is {getattr(train, name)}, not a figure from 0 up")
    brake = train.brake
    figures = [*train.resistance, *brake.speed_mps, *brake.deceleration_mps2]
    figures += [brake.build_up_stop_s, brake.build_up_limit_s]
    figures += [figure for pull in train.tractions for figure in (*pull.speed_mps, *pull.force_newton)]
    if not all(0.0 <= figure < math.inf for figure in figures):
        problems.append("a figure of resistance, brake or traction is below 0 or not finite")
    if problems:
        mend = "give the figures of a train that runs"
        raise InputError([Problem("E0105", f"train {train.id}", what, mend) for what in problems])


def check_settings(path: Path, settings: RunSettings) -> None:
    """Raise E0105 for settings outside the path, all at once."""
    problems, from_m, to_m = [], settings.from_m, settings.to_m
    if not 0.0 <= from_m < to_m <= path.length_m + 1e-6:
        problems.append(
            f"a run from {from_m:.1f} m to {to_m:.1f} m does not lie on the path "
            f"of {path.length_m:.1f} m in travel direction"
        )
    for name in ("pace_mps", "service_brake_factor", "gravity_mps2", "max_step_m"):
        if not getattr(settings, name) > 0.0:
            problems.append(f"{name} is {getattr(settings, name)}, not above 0")
    if settings.gravity_mps2 == math.inf:
        problems.append("gravity_mps2 is infinite")
    for name in ("start_mps", "build_up_left_s", "build_up_held_mps"):
        if not 0.0 <= getattr(settings, name) < math.inf:
            problems.append(f"{name} is {getattr(settings, name)}, not 0 or above")
    if not settings.until_m > from_m:
        problems.append(f"until_m is {settings.until_m}, not beyond the start at {from_m:.1f} m")
    for cap in settings.caps:
        if not (cap.from_m < cap.to_m and cap.speed_mps > 0.0):
            problems.append(f"a cap of {cap.speed_mps} m/s from {cap.from_m} m to {cap.to_m} m caps nothing")
    for coast_from_m, coast_to_m in settings.coasts_m:
        if not coast_from_m < coast_to_m:
            problems.append(f"coasting from {coast_from_m} m to {coast_to_m} m has no length")
    if problems:
        raise InputError([Problem("E0105", "run settings", what, "give a value inside") for what in problems])


def run_failure(train: Train, path: Path, status: Status, at: State, lack_mps2: float) -> InputError:
    """Why a run failed, from status, state and missing acceleration."""
    missing_kn = max(lack_mps2, 0.0) * train.dynamic_mass_kg / 1000.0
    name = f"train {train.id} ({train.mass_kg / 1000.0:.0f} t)"
    code, mend = "E0207", "add traction or drop mass"
    if status == Status.RUNAWAY:
        code, mend = "E0208", "add braked mass, or lower the speed ahead of the fall"
        what = f"the brakes of {name} cannot hold it on the fall: {missing_kn:.1f} kN are missing"
    elif status == Status.STALLED and missing_kn < LEAST_KN:
        what = f"{name} comes to a stand there: its pull just balances resistance and grade"
    elif status == Status.STALLED:
        what = f"{name} cannot start or stalls on the grade: {missing_kn:.1f} kN are missing"
    elif status == Status.TOO_FAST:
        code, mend = "E0105", "start slower, or earlier"
        what = f"{name} starts at {at.v_mps * KMH_PER_MPS:.1f} km/h, faster than limit or brakes allow there"
    else:
        code, mend = "E0207", "add traction, drop mass, or cut the way into shorter runs"
        what = f"no way on was found for {name} at {at.v_mps * KMH_PER_MPS:.3f} km/h; its run was given up"
    return InputError([Problem(code, place_near(path, at.x_m), what, mend)])


def place_near(path: Path, x_m: float) -> str:
    """A position of the path in words."""
    nearest = path.places[int(np.argmin(np.abs(path.place_m - x_m)))]
    return f"km {x_m / 1000.0:.3f} of the path, near {nearest.name}"


def with_pace(task: Task, pace_mps: float) -> Task:
    """The task under one more cap, whose reason is not told."""
    if pace_mps == math.inf:
        return task
    cells = task.cells.copy()
    limit_mps: FloatArray = cells["limit_mps"]
    np.minimum(limit_mps, pace_mps, out=limit_mps)
    return task._replace(cells=cells)
