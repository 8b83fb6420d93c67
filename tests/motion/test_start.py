"""What a run starts from: grade and limits of what lies under it, wherever it stands."""

from __future__ import annotations

import pytest

from railcade.motion import RunSettings, trainrun
from tests.motion.lines import line, train


def test_a_run_starts_where_the_train_stands() -> None:
    path = line(20_000.0, [(0.0, -0.005), (1000.0, 0.005)])
    run = trainrun(train(length_m=500.0), path, RunSettings(1200.0, 20_000.0))
    behind = 500.0 - 200.0
    grade = (200.0 * 0.005 - behind * 0.005) / 500.0
    item = train(length_m=500.0)
    force = sum(t.force_newton[0] for t in item.tractions) - item.resistance[0] - item.mass_kg * 9.81 * grade
    assert run.a_mps2[0] == pytest.approx(force / item.dynamic_mass_kg, rel=1e-12)
