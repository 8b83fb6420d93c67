"""Times only: equal to `trainrun`, and a batch equal to single runs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from railcade.errors import InputError
from railcade.motion import (
    RunSettings,
    Traction,
    Variations,
    course_of,
    run_many,
    running_times,
    times_at,
    trainrun,
)
from tests.motion.lines import line, plain_train, random_line, train
from tests.motion.test_trainrun import LONG_M, draw

SEEDS = st.integers(0, 2**32 - 1)
WITHIN_S = 1e-3


@given(SEEDS)
def test_times_are_those_of_the_run(seed: int) -> None:
    item, path, settings = draw(seed, LONG_M)
    at_m = np.linspace(settings.from_m, settings.to_m, 7)
    course = course_of(item, path, settings, at_m)
    run = trainrun(item, path, settings)
    assert course.times_s()[:-1] == pytest.approx(times_at(run, at_m), abs=WITHIN_S)
    assert course.duration_s() == run.duration_s
    paced = trainrun(item, path, replace(settings, pace_mps=min(settings.pace_mps, 7.0)))
    assert course.duration_s(7.0) == paced.duration_s


@pytest.mark.parametrize("seed", [1, 2])
def test_times_of_a_long_line(seed: int) -> None:
    path = random_line(np.random.default_rng(seed), 600_000.0, 1000)
    settings, item = RunSettings(0.0, 600_000.0), train(cap_mps=30.0)
    course = course_of(item, path, settings)
    run = trainrun(item, path, settings)
    assert course.duration_s() == run.duration_s


@given(SEEDS)
def test_a_held_back_train_and_a_brake_that_makes_up_for_the_grade(seed: int) -> None:
    item, path, settings = draw(seed, LONG_M)
    brake = replace(item.brake, on_any_grade=True)
    item = replace(item, brake=brake, most_mps2=0.2)
    course = course_of(item, path, settings)
    expected_s = trainrun(item, path, settings).duration_s
    assert course.duration_s() == expected_s


def test_closed_form_of_rest_to_rest() -> None:
    """Case A8 of the analytic cases: constant acceleration, limit and braking."""
    item = plain_train(0.5 * 414_460.0, (0.0, 0.0, 0.0), 0.7, 20.0)
    course = course_of(item, line(10_000.0), RunSettings(0.0, 10_000.0, service_brake_factor=1.0))
    assert running_times(course)[-1] == pytest.approx(534.2857142857143, rel=1e-9)


def variations(count: int) -> Variations:
    rng = np.random.default_rng(5)
    return Variations(
        mass_factor=rng.uniform(0.9, 1.1, count),
        resistance_factor=rng.uniform(0.8, 1.3, count),
        traction_factor=rng.uniform(0.8, 1.0, count),
        brake_factor=rng.uniform(0.8, 1.1, count),
        build_up_factor=rng.uniform(0.0, 1.2, count),
        pace_mps=rng.choice([8.0, 12.0, np.inf], count),
    )


def test_a_batch_is_its_single_runs_on_any_number_of_cores() -> None:
    path, settings = random_line(np.random.default_rng(4), 60_000.0, 60), RunSettings(500.0, 60_000.0)
    item, vary = train(), variations(40)
    course = course_of(item, path, settings, [10_000.0, 30_000.0])
    one, three = run_many(course, vary, cores=1), run_many(course, vary, cores=3)
    assert one.times_s.tobytes() == three.times_s.tobytes()
    assert one.duration_s.tobytes() == three.duration_s.tobytes()
    assert one.status.tolist() == [0] * 40
    for i in (0, 13, 39):
        single = [float(np.asarray(getattr(vary, name))[i]) for name in vary.__slots__]
        alone = run_many(course, Variations(*single))
        assert alone.duration_s[0] == one.duration_s[i]
    plain = run_many(course, Variations())
    assert [*plain.times_s[0], plain.duration_s[0]] == running_times(course).tolist()


def test_a_varied_train_is_the_train_with_these_figures() -> None:
    path, settings = random_line(np.random.default_rng(8), 40_000.0, 30), RunSettings(0.0, 40_000.0)
    item = train()
    heavier = replace(
        item,
        mass_kg=1.05 * item.mass_kg,
        dynamic_mass_kg=1.05 * item.dynamic_mass_kg,
        resistance=tuple(1.1 * term for term in item.resistance),  # type: ignore[arg-type]
        tractions=tuple(
            replace(t, force_newton=tuple(0.9 * f for f in t.force_newton)) for t in item.tractions
        ),
        brake=replace(
            item.brake,
            deceleration_mps2=tuple(0.8 * d for d in item.brake.deceleration_mps2),
            build_up_stop_s=1.2 * item.brake.build_up_stop_s,
            build_up_limit_s=1.2 * item.brake.build_up_limit_s,
        ),
    )
    batch = run_many(course_of(item, path, settings), Variations(1.05, 1.1, 0.9, 0.8, 1.2, 11.0))
    expected_s = trainrun(heavier, path, replace(settings, pace_mps=11.0)).duration_s
    assert batch.duration_s[0] == pytest.approx(expected_s, abs=WITHIN_S)


def test_a_run_that_fails_has_no_time_and_says_why() -> None:
    path = line(10_000.0, [(0.0, 0.0), (4000.0, 0.02)])
    course = course_of(train(), path, RunSettings(0.0, 10_000.0), [5000.0])
    batch = run_many(course, Variations(traction_factor=[1.0, 0.1]))
    assert batch.status.tolist() == [0, 2]
    assert np.isnan(batch.duration_s).tolist() == [False, True]
    assert np.isnan(batch.times_s[:, 0]).tolist() == [False, True]
    weak = replace(train(), tractions=(Traction((0.0, 30.0), (60e3, 10e3)),))
    with pytest.raises(InputError) as alone:
        running_times(course_of(weak, path, RunSettings(0.0, 10_000.0)))
    with pytest.raises(InputError) as whole:
        trainrun(weak, path, RunSettings(0.0, 10_000.0))
    assert alone.value.problems[0].code == whole.value.problems[0].code == "E0207"


def test_what_a_course_refuses() -> None:
    path, settings = line(10_000.0), RunSettings(0.0, 10_000.0)
    course = course_of(train(), path, settings)
    with pytest.raises(ValueError, match="positions must rise in the run"):
        course_of(train(), path, settings, [10_001.0])
    with pytest.raises(ValueError, match="positions must rise in the run"):
        course_of(train(), path, settings, [5000.0, 4000.0])
    with pytest.raises(ValueError, match="above 0"):
        run_many(course, Variations(mass_factor=0.0))
