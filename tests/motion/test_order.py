"""The error of the integrator falls with the fourth power of its step, and is small at the step used."""

from __future__ import annotations

import numpy as np
import pytest

from railcade.kernels import Out, Task, run_leg
from railcade.kernels.forces import rk4
from railcade.kernels.shapes import Law
from railcade.motion import RunSettings, trainrun
from railcade.motion.cells import make_cells
from railcade.motion.running import kernel_train
from tests.motion.lines import line, random_line, train

LAW = Law(0.4, -0.012, -2e-4, 1e-5, 0.0)


def end_of(count: int) -> tuple[float, float]:
    x, v = 0.0, 0.0
    for _ in range(count):
        x, v = rk4(LAW, x, v, 80.0 / count)
    return x, v


def test_fourth_order() -> None:
    exact = np.array(end_of(4096))
    errors = [np.abs(np.array(end_of(count)) - exact) for count in (8, 16, 32, 64)]
    for coarse, fine in zip(errors[:-1], errors[1:], strict=True):
        assert np.all(np.log2(coarse / fine) == pytest.approx(4.0, abs=0.35))


def duration_s(step_s: float, seed: int) -> float:
    """Running time with another step of the integrator."""
    rng = np.random.default_rng(seed)
    path, item, settings = random_line(rng, 60_000.0, 60), train(), RunSettings(0.0, 60_000.0)
    cells = make_cells(item, path, settings)
    size = 400_000
    out = Out(*np.empty((5, size)), np.empty(size, np.int8))
    status, count, *_ = run_leg(Task(kernel_train(item, settings), cells, 1000.0, step_s, (1, 7, 6, 5)), out)
    assert status == 0
    return float(out.t_s[count - 1])


def test_the_step_used_is_fine_enough_for_a_whole_line() -> None:
    for seed in (1, 2, 3):
        assert duration_s(2.0, seed) == pytest.approx(duration_s(0.1, seed), abs=1e-4)


def test_a_run_starts_where_the_train_stands() -> None:
    path = line(20_000.0, [(0.0, -0.005), (1000.0, 0.005)])
    run = trainrun(train(length_m=500.0), path, RunSettings(1200.0, 20_000.0))
    behind = 500.0 - 200.0
    grade = (200.0 * 0.005 - behind * 0.005) / 500.0
    item = train(length_m=500.0)
    force = sum(t.force_newton[0] for t in item.tractions) - item.resistance[0] - item.mass_kg * 9.81 * grade
    assert run.a_mps2[0] == pytest.approx(force / item.dynamic_mass_kg, rel=1e-12)
