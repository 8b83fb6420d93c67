"""States between stored points, and kilometres of the line."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from railcade.motion import Kilometres, RunSettings, sampled, states_at, times_at, trainrun
from tests.motion.lines import line, random_line, train


def test_states_are_those_of_a_run_with_close_points() -> None:
    rng = np.random.default_rng(7)
    path = random_line(rng, 15_000.0, 20)
    coarse = trainrun(train(), path, RunSettings(0.0, 15_000.0))
    fine = trainrun(train(), path, RunSettings(0.0, 15_000.0, max_step_m=1.0))
    inside = (fine.v_mps > 1.0) & (fine.x_m > 1.0)
    states = states_at(coarse, fine.x_m[inside])
    assert np.abs(states.t_s - fine.t_s[inside]).max() < 2e-3
    assert np.abs(states.v_mps - fine.v_mps[inside]).max() < 2e-3
    smooth = np.abs(states.a_mps2 - fine.a_mps2[inside]) < 2e-3
    assert smooth.mean() > 0.98  # elsewhere the phase breaks lie within rounding of a point


def test_stored_points_are_met() -> None:
    run = trainrun(train(), line(8000.0), RunSettings(0.0, 8000.0))
    states = states_at(run, run.x_m)
    for name in ("x_m", "v_mps", "a_mps2", "force_newton"):
        assert np.allclose(getattr(states, name), getattr(run, name), rtol=1e-9, atol=1e-9), name
    assert np.allclose(states.t_s, run.t_s, rtol=0.0, atol=1e-9)
    assert np.array_equal(states.reason, run.reason)


def test_samples_are_even_and_end_at_the_end() -> None:
    run = trainrun(train(), line(805.0), RunSettings(0.0, 805.0))
    states = sampled(run, 10.0)
    assert np.array_equal(states.x_m, np.append(np.arange(0.0, 805.0, 10.0), 805.0))
    assert np.array_equal(states.t_s, times_at(run, states.x_m))
    assert np.all(np.diff(states.t_s) > 0.0)
    assert len(sampled(run, 5000.0).x_m) == 2
    with pytest.raises(ValueError, match="not above 0"):
        sampled(run, 0.0)
    with pytest.raises(ValueError, match="positions must lie in the run"):
        states_at(run, [900.0])


@pytest.mark.parametrize(
    ("posts", "of_line", "told"),
    [
        ((312.0, 320.0), True, "km 316.0"),
        ((20.0, 12.0), True, "km 16.0"),
        ((-2.0, 6.0), True, "km 2.0"),
        ((-12.0, -4.0), True, "km −8.0"),
        ((5.0, 5.0), False, "km 4.0 of the path"),
    ],
)
def test_kilometres_of_the_line(posts: tuple[float, float], of_line: bool, told: str) -> None:
    path = line(8000.0)
    places = tuple(replace(place, km=km) for place, km in zip(path.places, posts, strict=True))
    kilometres = Kilometres(replace(path, places=places))
    assert (kilometres.of_line, kilometres.place(4000.0)) == (of_line, told)
    assert kilometres.position_m(kilometres.at(1234.5)) == pytest.approx(1234.5)
    assert kilometres.position_m(1e4) is None
