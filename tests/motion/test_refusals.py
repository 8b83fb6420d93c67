"""Runs that cannot be: each names the place and the missing force."""

from __future__ import annotations

import math

import pytest

from railcade.errors import InfeasibleError, InputError
from railcade.motion import BrakeModel, RunSettings, course_of, pace_for_duration, trainrun
from tests.motion.lines import line, plain_train, train

WHOLE = RunSettings(0.0, 20_000.0)


def only_problem(caught: pytest.ExceptionInfo[InputError]) -> tuple[str, str, str]:
    (problem,) = caught.value.problems
    return problem.code, problem.where, problem.what


def test_a_train_that_stalls_on_the_way() -> None:
    grades = [(0.0, 0.0), (6000.0, 0.05)]
    with pytest.raises(InputError) as caught:
        trainrun(train(length_m=600.0), line(20_000.0, grades), WHOLE)
    code, where, what = only_problem(caught)
    assert code == "E0207"
    assert 6.0 < float(where.split()[1]) < 7.5
    assert "kN are missing" in what


def test_a_start_on_a_grade_says_the_missing_force() -> None:
    item = plain_train(100e3, (5000.0, 0.0, 0.0), 0.7, 20.0)
    with pytest.raises(InputError) as caught:
        trainrun(item, line(20_000.0, [(0.0, 0.03)]), WHOLE)
    missing_kn = (391_000.0 * 9.81 * 0.03 + 5000.0 - 100e3) / 1000.0
    assert only_problem(caught)[0] == "E0207"
    assert f"{missing_kn:.1f} kN" in only_problem(caught)[2]


def test_a_fall_at_the_limit_that_the_brakes_cannot_hold() -> None:
    item = plain_train(100e3, (5000.0, 0.0, 0.0), 0.2, 20.0)
    grades = [(0.0, 0.0), (8000.0, -0.03), (9000.0, 0.0)]
    with pytest.raises(InputError) as caught:
        trainrun(item, line(20_000.0, grades), WHOLE)
    code, where, what = only_problem(caught)
    missing_kn = (391_000.0 * 9.81 * 0.03 - 414_460.0 * 0.2 * WHOLE.service_brake_factor) / 1000.0
    assert (code, where) == ("E0208", "km 8.000 of the path, near Alpha")
    assert f"{missing_kn:.1f} kN" in what


def test_a_stop_on_a_fall_that_the_brakes_cannot_make() -> None:
    item = plain_train(100e3, (5000.0, 0.0, 0.0), 0.2, 20.0)
    with pytest.raises(InputError) as caught:
        trainrun(item, line(20_000.0, [(0.0, 0.0), (15_000.0, -0.03)]), WHOLE)
    assert only_problem(caught)[:2] == ("E0208", "km 20.000 of the path, near Omega")


def test_settings_outside_the_path_are_told_together() -> None:
    settings = RunSettings(5000.0, 30_000.0, pace_mps=0.0, max_step_m=-1.0)
    with pytest.raises(InputError) as caught:
        trainrun(train(), line(20_000.0), settings)
    assert [problem.code for problem in caught.value.problems] == ["E0105"] * 3


def test_the_pace_is_the_largest_that_lasts_long_enough() -> None:
    item, path, step_mps = train(), line(20_000.0, [(0.0, 0.004), (9000.0, -0.006)]), 0.5 / 3.6
    free = trainrun(item, path, WHOLE)
    pace_mps = pace_for_duration(course_of(item, path, WHOLE), free.duration_s + 300.0, step_mps)
    count = round(pace_mps / step_mps)
    assert pace_mps == count * step_mps
    slow, fast = (
        trainrun(item, path, RunSettings(0.0, 20_000.0, pace_mps=n * step_mps)).duration_s
        for n in (count, count + 1)
    )
    assert fast < free.duration_s + 300.0 <= slow


def test_a_run_that_is_slow_enough_needs_no_pace() -> None:
    item, path = train(), line(20_000.0)
    free = trainrun(item, path, WHOLE)
    assert pace_for_duration(course_of(item, path, WHOLE), free.duration_s, 0.1) == math.inf
    with pytest.raises(InfeasibleError):
        pace_for_duration(course_of(item, path, WHOLE), 1e6, 1.0)


def test_a_brake_may_have_no_build_up() -> None:
    item = plain_train(100e3, (5000.0, 0.0, 0.0), 0.5, 20.0)
    assert item.brake == BrakeModel((0.0,), (0.5,), 0.0, 0.0)
    assert trainrun(item, line(20_000.0), WHOLE).v_mps.max() == 20.0
