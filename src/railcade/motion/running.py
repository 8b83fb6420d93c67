"""`trainrun`: a whole train from rest to rest."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from railcade.errors import InfeasibleError, InputError, Problem
from railcade.kernels import Brake, Out, Status, Task, run_leg
from railcade.kernels import Train as TrainArrays
from railcade.motion.cells import make_cells
from railcade.motion.train import Train, force_table
from railcade.motion.types import Reason, Run, RunSettings
from railcade.network import Path
from railcade.units import KMH_PER_MPS

LONGEST_STEP_S = 2.0
"""Largest step of the integrator; its error is of the fourth order in it.

Where force falls steeply with speed the step is shorter: at most the time in which speed settles there
(mass over slope), well inside the stability of the Runge-Kutta method (2.78 of it; Hairer and Wanner 1996).
"""

MOST_POINTS = 1 << 23


def trainrun(train: Train, path: Path, settings: RunSettings) -> Run:
    """Run as fast as forces and limits allow, from rest at `from_m` to rest at `to_m`.

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
    check_settings(path, settings)
    cells = make_cells(train, path, settings)
    arrays = kernel_train(train, settings)
    most_mps2 = (arrays.force_newton.max() - arrays.weight_newton * min(0.0, path.grade.value.min())) / (
        arrays.dynamic_mass_kg
    )
    longest_s = min(
        LONGEST_STEP_S,
        math.sqrt(0.2 * settings.max_step_m / max(most_mps2, 0.1)),
        arrays.dynamic_mass_kg / max(float(np.abs(arrays.slope_newton_per_mps).max()), 1.0),
    )
    reasons = (int(Reason.TRACTION), int(Reason.GRADE), int(Reason.BUILD_UP), int(Reason.BRAKING))
    task = Task(arrays, cells, settings.max_step_m, longest_s, reasons)
    size = 256 + 4 * len(cells.limit_mps) + int(3 * (settings.to_m - settings.from_m) / settings.max_step_m)
    while True:
        out = _columns(size)
        status, count, x_m, v_mps, lack_mps2 = run_leg(task, out)
        if status == Status.DONE and count <= size:
            return _run(out, count)
        if status not in (Status.DONE, Status.FULL):
            raise run_failure(train, path, Status(status), (x_m, v_mps, lack_mps2))
        size *= 2
        if size > MOST_POINTS:
            raise run_failure(train, path, Status.LOST, (x_m, v_mps, lack_mps2))


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
    free = trainrun(train, path, replace(settings, pace_mps=math.inf))
    if free.duration_s >= duration_s:
        return math.inf
    low, high = 0, math.ceil(float(free.v_mps.max()) / step_mps)
    slow_s, fast_s = math.inf, free.duration_s
    while high - low > 1:
        middle = _guess((low, slow_s), (high, fast_s), duration_s)
        took_s = trainrun(train, path, replace(settings, pace_mps=middle * step_mps)).duration_s
        if took_s >= duration_s:
            low, slow_s = middle, took_s
        else:
            high, fast_s = middle, took_s
    if low == 0:
        what = f"no pace of {step_mps * KMH_PER_MPS:g} km/h or more makes the run last {duration_s:.0f} s"
        where = _where(path, settings.from_m)
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


def check_settings(path: Path, settings: RunSettings) -> None:
    """Raise E0105 for settings outside the path."""
    problems = []
    if not 0.0 <= settings.from_m < settings.to_m <= path.length_m + 1e-6:
        problems.append(
            f"a run from {settings.from_m:.1f} m to {settings.to_m:.1f} m does not lie on the path "
            f"of {path.length_m:.1f} m in travel direction"
        )
    for name in ("pace_mps", "service_brake_factor", "gravity_mps2", "max_step_m"):
        if not getattr(settings, name) > 0.0:
            problems.append(f"{name} is {getattr(settings, name)}, not above 0")
    if problems:
        raise InputError([Problem("E0105", "run settings", what, "give a value inside") for what in problems])


def kernel_train(train: Train, settings: RunSettings) -> TrainArrays:
    """The train as the kernels take it, with the brakes of these settings."""
    factors = settings.brakes
    share, time = settings.service_brake_factor, 1.0
    if factors is not None:
        share, time = share * factors.speed_factor * factors.rolling_factor, factors.time_factor
    brake = Brake(
        np.array(train.brake.speed_mps),
        share * np.array(train.brake.deceleration_mps2),
        time * train.brake.build_up_stop_s,
        time * train.brake.build_up_limit_s,
        0.0 if train.brake.on_any_grade else 1.0,
    )
    weight_newton = train.mass_kg * settings.gravity_mps2
    return TrainArrays(
        weight_newton,
        train.dynamic_mass_kg,
        *train.resistance,
        *force_table(train.tractions),
        brake,
        train.most_mps2,
    )


def _columns(size: int) -> Out:
    x_m, t_s, v_mps, a_mps2, force_newton = np.empty((5, size))
    return Out(x_m, t_s, v_mps, a_mps2, force_newton, np.empty(size, np.int8))


def _run(out: Out, count: int) -> Run:
    out.reason[0], out.reason[count - 1] = Reason.START, Reason.END
    run = Run(
        x_m=out.x_m[:count].copy(),
        t_s=out.t_s[:count].copy(),
        v_mps=out.v_mps[:count].copy(),
        a_mps2=out.a_mps2[:count].copy(),
        force_newton=out.force_newton[:count].copy(),
        reason=out.reason[:count].copy(),
    )
    for column in (run.x_m, run.t_s, run.v_mps, run.a_mps2, run.force_newton, run.reason):
        column.setflags(write=False)
    return run


def _where(path: Path, x_m: float) -> str:
    nearest = path.places[int(np.argmin(np.abs(path.place_m - x_m)))]
    return f"km {x_m / 1000.0:.3f} of the path, near {nearest.name}"


def run_failure(train: Train, path: Path, status: Status, at: tuple[float, float, float]) -> InputError:
    """Why a run failed, from status, position, speed and missing acceleration."""
    x_m, v_mps, lack_mps2 = at
    missing_kn = lack_mps2 * train.dynamic_mass_kg / 1000.0
    name = f"train {train.id} ({train.mass_kg / 1000.0:.0f} t)"
    code, mend = "E0207", "add traction or drop mass"
    if status == Status.RUNAWAY:
        code, mend = "E0208", "add braked mass, or lower the speed ahead of the fall"
        what = f"the brakes of {name} cannot hold it on the fall: {missing_kn:.1f} kN are missing"
    elif status == Status.STALLED:
        what = f"{name} cannot start or stalls on the grade: {missing_kn:.1f} kN are missing"
    else:
        what = f"{name} hardly moves ({v_mps * KMH_PER_MPS:.3f} km/h), its run was given up"
    return InputError([Problem(code, _where(path, x_m), what, mend)])
