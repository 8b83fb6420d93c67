"""Times between stored points."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from railcade.motion import RunSettings, time_at, times_at, trainrun
from tests.motion.lines import line, plain_train, random_line, train

RUN = trainrun(
    train(mass_kg=700e3), random_line(np.random.default_rng(5), 30_000.0, 30), RunSettings(0.0, 30_000.0)
)


def test_stored_points_are_met() -> None:
    assert times_at(RUN, RUN.x_m) == pytest.approx(RUN.t_s, abs=1e-9)
    assert (time_at(RUN, 0.0), time_at(RUN, 30_000.0)) == (0.0, RUN.duration_s)


@given(st.lists(st.floats(0.0, 30_000.0), min_size=2))
def test_times_rise_with_position(positions: list[float]) -> None:
    positions.sort()
    times = times_at(RUN, np.array(positions))
    assert np.all(np.diff(times) >= -1e-9)


def test_constant_acceleration_is_exact() -> None:
    item = plain_train(0.5 * 414_460.0, (0.0, 0.0, 0.0), 0.5, 20.0)
    run = trainrun(item, line(5000.0), RunSettings(0.0, 5000.0, service_brake_factor=1.0))
    near = np.linspace(0.0, 390.0, 57)
    assert times_at(run, near) == pytest.approx(np.sqrt(2.0 * near / 0.5), abs=1e-9)
    assert times_at(run, 5000.0 - near) == pytest.approx(run.duration_s - np.sqrt(2.0 * near / 0.5), abs=1e-6)


def test_a_position_outside_the_run_is_refused() -> None:
    with pytest.raises(ValueError, match="must lie in the run"):
        times_at(RUN, [30_001.0])
