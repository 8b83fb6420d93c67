"""What a run starts from: grade and limits of what lies under it, wherever it stands."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from railcade.basis import Basis
from railcade.motion import RunSettings, trainrun
from railcade.network import Extents
from tests.motion.lines import line, train


def test_a_run_starts_where_the_train_stands() -> None:
    path = line(20_000.0, [(0.0, -0.005), (1000.0, 0.005)])
    run = trainrun(train(length_m=500.0), path, RunSettings(1200.0, 20_000.0))
    behind = 500.0 - 200.0
    grade = (200.0 * 0.005 - behind * 0.005) / 500.0
    item = train(length_m=500.0)
    force = sum(t.force_newton[0] for t in item.tractions) - item.resistance[0] - item.mass_kg * 9.81 * grade
    assert run.a_mps2[0] == pytest.approx(force / item.dynamic_mass_kg, rel=1e-12)


@pytest.mark.parametrize("coasts", [True, False])
def test_a_train_at_its_limit_draws_nothing_where_it_coasts_or_meets_a_neutral_section(coasts: bool) -> None:
    """The condition changes where the speed is held, not where the train pulls."""
    path, settings = line(12_000.0), RunSettings(0.0, 12_000.0)
    if coasts:
        settings = replace(settings, coasts_m=((5000.0, 6500.0),))
    else:
        path = replace(path, neutral_m=Extents.of([5000.0], [6500.0], [0.0], [Basis.ASSUMED]))
    run = trainrun(replace(train(), collectors_m=(0.0,)), path, settings)
    inside = (run.x_m >= 5000.0) & (run.x_m < 6500.0)
    assert inside.sum() > 10
    assert np.all(run.force_newton[inside] <= 0.0)
    assert run.v_mps[inside][-1] < run.v_mps[inside][0] - 0.1
    assert np.all(run.force_newton[(run.x_m > 4000.0) & (run.x_m < 4999.0)] > 0.0)
