"""The balance of work over a run: force against kinetic and potential energy and resistance.

What happens between two stored points follows from the reason at the first: full traction, a largest
acceleration, coasting, steady speed, or a brake whose deceleration is constant but for the grade. Work is
summed with these forces by rules of fourth order or exact ones, on points at most 1 m apart; heights come
from the profile itself.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import settings as tests_settings
from hypothesis import strategies as st

from railcade.motion import BrakeModel, Reason, Run, RunSettings, Train, trainrun
from railcade.network import Path
from tests.motion.lines import line, mean_grade, random_line, train

SEEDS = st.integers(0, 2**32 - 1)
GRAVITY_MPS2 = 9.81
CLOSES = 1e-9
SAME_MPS = 1e-9
PULLING = (Reason.START, Reason.TRACTION, Reason.GRADE, Reason.ACCELERATION)
EASED = (Reason.START, Reason.ACCELERATION)


def height_m(path: Path, item: Train, x_m: float) -> float:
    """Mean height of the train with its head at a position; behind the path its first grade goes on."""
    starts = [-1e5, *path.grade.start_m[1:].tolist(), 1e9]
    tail_m, area, height = x_m - item.length_m, 0.0, 0.0
    for low, high, grade in zip(starts[:-1], starts[1:], path.grade.value.tolist(), strict=True):
        if item.length_m == 0.0 and low <= x_m < high:
            return height + grade * (x_m - low)
        a, b = max(low, tail_m), min(high, x_m)
        if b > a:
            area += (b - a) * (height + grade * (0.5 * (a + b) - low))
        height += grade * (high - low)
    return area / item.length_m


def grade_under(path: Path, item: Train, x_m: float, middle_m: float) -> float:
    """Mean grade under the train; under one that is a point that of the interval, whose middle is given."""
    if item.length_m > 0.0:
        return mean_grade(path, x_m, item.length_m)
    return float(path.grade.value[np.searchsorted(path.grade.start_m, middle_m, "right") - 1])


def pulled(item: Train, v_mps: float, middle_mps: float) -> tuple[float, float]:
    """Force and its slope over speed in the piece of the tables that holds a speed in the middle."""
    force, slope = 0.0, 0.0
    for traction in item.tractions:
        speeds, forces = traction.speed_mps, traction.force_newton
        i = int(np.clip(np.searchsorted(speeds, middle_mps) - 1, 0, len(speeds) - 2))
        rise = (forces[i + 1] - forces[i]) / (speeds[i + 1] - speeds[i])
        force += forces[i] + rise * (v_mps - speeds[i])
        slope += rise
    return force, slope


def works(item: Train, path: Path, run: Run, i: int) -> tuple[float, float]:
    """Work of force and of resistance, J, between a point and the next."""
    a, b, c = item.resistance
    v, x = run.v_mps[i : i + 2], run.x_m[i : i + 2]
    h, dx = run.t_s[i + 1] - run.t_s[i], x[1] - x[0]
    weight, mass = item.mass_kg * GRAVITY_MPS2, item.dynamic_mass_kg
    grade = np.array([grade_under(path, item, at, 0.5 * float(x.sum())) for at in x.tolist()])
    rest = a + v * (b + v * c)
    steady = abs(v[1] - v[0]) < SAME_MPS
    eased = run.reason[i] in EASED and run.a_mps2[i] > (1.0 - CLOSES) * item.most_mps2
    pulls = run.reason[i] in PULLING and not steady and not eased
    coasts = run.reason[i] == Reason.BUILD_UP and not steady
    force, slope = np.zeros(2), np.zeros(2)
    if pulls:
        pairs = [pulled(item, speed, 0.5 * (v[0] + v[1])) for speed in v.tolist()]
        force, slope = np.array(pairs).T
    acceleration = (force - rest - weight * grade) / mass
    if not pulls and not coasts:
        fall = 0.0 if eased or item.brake.on_any_grade else weight / mass * (grade - grade[0])
        acceleration = run.a_mps2[i] - fall if eased or run.reason[i] == Reason.BRAKING else np.zeros(2)
    lost = _hermite(h, rest * v, (a + v * (2.0 * b + 3.0 * c * v)) * acceleration)
    if pulls or coasts:
        return _hermite(h, force * v, (slope * v + force) * acceleration), lost
    return 0.5 * dx * float((mass * acceleration + weight * grade).sum()) + lost, lost


def _hermite(h_s: float, value: np.ndarray, rate: np.ndarray) -> float:
    """Integral over a step from values and their rates at both ends."""
    return float(0.5 * h_s * (value[0] + value[1]) + h_s**2 / 12.0 * (rate[0] - rate[1]))


def unclosed(item: Train, path: Path, run: Run) -> float:
    """What the works leave open between start and end, over all work that was done."""
    pairs = np.array([works(item, path, run, i) for i in range(len(run.x_m) - 1)])
    ends = [height_m(path, item, x) for x in (run.x_m[0], run.x_m[-1])]
    potential = item.mass_kg * GRAVITY_MPS2 * (ends[1] - ends[0])
    return abs(float(pairs[:, 0].sum() - pairs[:, 1].sum()) - potential) / float(np.abs(pairs).sum())


def draw(seed: int) -> tuple[Train, Path, RunSettings]:
    rng = np.random.default_rng(seed)
    length_m = float(rng.uniform(500.0, 2000.0))
    path = random_line(rng, length_m, int(rng.integers(1, 6)))
    item = train(mass_kg=float(rng.uniform(300e3, 1200e3)), length_m=float(rng.uniform(50.0, 600.0)))
    return item, path, RunSettings(0.0, length_m, max_step_m=1.0)


def held_back(item: Train, rng: np.random.Generator) -> Train:
    """The train with a largest acceleration, brakes that make up for the grade, or as a point: by chance."""
    most_mps2 = float(10.0 ** rng.uniform(-2.5, -0.3)) if rng.random() < 0.7 else item.most_mps2
    brake = replace(item.brake, on_any_grade=bool(rng.random() < 0.6))
    length_m = 0.0 if rng.random() < 0.5 else item.length_m
    return replace(item, most_mps2=most_mps2, brake=brake, length_m=length_m)


@given(SEEDS)
def test_the_balance_of_energy_closes(seed: int) -> None:
    item, path, settings = draw(seed)
    assert unclosed(item, path, trainrun(item, path, settings)) < CLOSES


@tests_settings(max_examples=20)
@given(SEEDS)
def test_it_closes_with_acceleration_held_back_with_brakes_for_any_grade_and_for_a_point(seed: int) -> None:
    item, path, settings = draw(seed)
    item = held_back(item, np.random.default_rng([seed, 1]))
    assert unclosed(item, path, trainrun(item, path, settings)) < CLOSES


def test_it_closes_where_a_command_lies_above_the_curve() -> None:
    """On a rise coasting slows more than a brake for any grade; two curves are in reach of the build-up."""
    starts = (0.0, 209.3, 676.4, 1068.1, 1263.0, 1372.9)
    grades = (0.0121135, 0.0334817, 0.0065124, 0.0237943, 0.0245442, 0.0021627)
    limits = (80.0, 40.0, 80.0, 25.0, 40.0, 25.0)
    path = line(
        1648.89,
        list(zip(starts, grades, strict=True)),
        [(start, limit / 3.6) for start, limit in zip(starts, limits, strict=True)],
    )
    brake = BrakeModel((0.0,), (0.15517463,), 3.6592973, 19.18107136, on_any_grade=True)
    item = replace(train(mass_kg=421_479.12, length_m=0.0, cap_mps=30.0), brake=brake)
    run = trainrun(item, path, RunSettings(0.0, 1648.89, max_step_m=1.0))
    assert unclosed(item, path, run) < CLOSES


def test_an_error_of_a_millionth_is_found() -> None:
    item, path, settings = draw(1)
    run = trainrun(item, path, settings)
    assert unclosed(item, path, replace(run, v_mps=run.v_mps * (1.0 + 1e-6))) > CLOSES
