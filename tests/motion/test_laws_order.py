"""Laws of order between runs: what cannot make a train slower, and what cannot make it faster.

Brakes here act at once where a law says so: while its brake builds up a train coasts, and on a leg of some
metres a stronger or freer train may be where it has to coast up a rise before it brakes.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from railcade.motion import BrakeModel, RunSettings, Train, trainrun
from railcade.network import Path
from tests.motion.lines import line, random_line, train

SEEDS = st.integers(0, 2**32 - 1)
ROUNDING_S = 1e-6


def at_once(item: Train) -> Train:
    """The train with a brake that needs no build-up."""
    return replace(item, brake=replace(item.brake, build_up_stop_s=0.0, build_up_limit_s=0.0))


def draw(seed: int) -> tuple[Train, Path, RunSettings]:
    """A random train with brakes that act at once, on a random line."""
    rng = np.random.default_rng(seed)
    length_m = float(rng.uniform(500.0, 30_000.0))
    path = random_line(rng, length_m, int(rng.integers(1, 40)))
    item = train(
        mass_kg=float(rng.uniform(300e3, 1200e3)),
        length_m=float(rng.uniform(50.0, 850.0)),
        percentage=float(rng.uniform(45.0, 140.0)),
        cap_mps=float(rng.uniform(8.0, 25.0)),
    )
    return at_once(item), path, RunSettings(0.0, length_m)


def with_limits(path: Path, factor: np.ndarray) -> Path:
    """The path with each limit times a factor."""
    limits = path.limit_mps
    values = (limits.value * factor).tolist()
    return replace(path, limit_mps=type(limits).of(limits.start_m.tolist(), values, limits.basis))


def rises_only(path: Path) -> Path:
    """The path with each fall turned into a rise."""
    grade = path.grade
    return replace(
        path, grade=type(grade).of(grade.start_m.tolist(), np.abs(grade.value).tolist(), grade.basis)
    )


@given(SEEDS)
def test_a_higher_limit_is_never_slower(seed: int) -> None:
    item, path, settings = draw(seed)
    factor = np.random.default_rng(seed).uniform(1.0, 1.5, len(path.limit_mps.value))
    run, free = trainrun(item, path, settings), trainrun(item, with_limits(path, factor), settings)
    assert free.duration_s <= run.duration_s + ROUNDING_S


@given(SEEDS, st.floats(1.0, 1.6))
def test_better_brakes_are_never_slower(seed: int, factor: float) -> None:
    item, path, settings = draw(seed)
    better = replace(settings, service_brake_factor=factor * settings.service_brake_factor)
    run, short = trainrun(item, path, settings), trainrun(item, path, better)
    assert short.duration_s <= run.duration_s + ROUNDING_S


@example(0, 1e-313)
@example(0, 1e-12)
@given(SEEDS, st.floats(0.0, 1.0))
def test_a_shorter_build_up_is_never_slower_on_the_level(seed: int, factor: float) -> None:
    rng = np.random.default_rng(seed)
    limits = sorted((float(at), float(rng.choice([8.0, 14.0, 20.0]))) for at in rng.uniform(1.0, 9e3, 6))
    path = line(10_000.0, limit_mps=[(0.0, 12.0), *limits])
    item, settings = train(), RunSettings(0.0, 10_000.0)
    brake = item.brake
    quick = replace(
        brake,
        build_up_stop_s=factor * brake.build_up_stop_s,
        build_up_limit_s=factor * brake.build_up_limit_s,
    )
    run, short = trainrun(item, path, settings), trainrun(replace(item, brake=quick), path, settings)
    assert short.duration_s <= run.duration_s + ROUNDING_S


@given(SEEDS, st.floats(1.0, 1.3))
def test_heavier_is_never_faster_where_no_grade_falls(seed: int, factor: float) -> None:
    """Resistance per tonne and brake deceleration are the same; only the force is shared by more tonnes."""
    item, path, settings = draw(seed)
    path = rises_only(path)
    heavy = replace(
        item,
        mass_kg=factor * item.mass_kg,
        dynamic_mass_kg=factor * item.dynamic_mass_kg,
        resistance=tuple(factor * term for term in item.resistance),
    )
    run, slow = trainrun(item, path, settings), trainrun(heavy, path, settings)
    assert slow.duration_s >= run.duration_s - ROUNDING_S


@given(SEEDS, st.floats(0.0, 600.0), st.floats(-0.006, 0.006))
def test_longer_is_never_faster_on_a_constant_grade(seed: int, more_m: float, grade: float) -> None:
    item, path, settings = draw(seed)
    path = replace(path, grade=line(path.length_m, [(0.0, grade)]).grade)
    longer = replace(item, length_m=item.length_m + more_m)
    run, slow = trainrun(item, path, settings), trainrun(longer, path, settings)
    assert slow.duration_s >= run.duration_s - ROUNDING_S


@given(SEEDS, st.floats(0.3, 0.9))
def test_brakes_that_make_up_for_the_grade_slow_alike_on_any(seed: int, brake_mps2: float) -> None:
    item, path, settings = draw(seed)
    item = replace(item, brake=BrakeModel((0.0,), (brake_mps2,), on_any_grade=True))
    run = trainrun(item, path, replace(settings, service_brake_factor=1.0))
    braking = run.a_mps2[:-1][run.reason[:-1] == 5]
    assert np.allclose(braking, -brake_mps2, rtol=1e-12)


@given(SEEDS, st.floats(0.05, 0.6))
def test_the_largest_acceleration_is_kept_and_never_faster(seed: int, most_mps2: float) -> None:
    item, path, settings = draw(seed)
    soft = replace(item, most_mps2=most_mps2)
    run, slow = trainrun(item, path, settings), trainrun(soft, path, settings)
    assert slow.a_mps2.max() <= most_mps2 * (1.0 + 1e-6)
    assert slow.duration_s >= run.duration_s - ROUNDING_S
