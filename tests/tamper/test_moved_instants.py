"""Any instant of the reference plan, moved by a publish step or more, is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from railcade.app.folder import PLAN, RUNS, read_inputs
from railcade.formats.plan_json import read_plan
from railcade.formats.runs_npz import read_runs
from railcade.plan.check import Inputs, check_plan
from tests.plan.check.test_mutations import leaves, put

FIRST_INSTANT_S = 1e9


def test_an_instant_moved(reference: Path, cases: Callable[[int], int]) -> None:
    plan, runs, sources = read_plan(reference / PLAN), read_runs(reference / RUNS), read_inputs(reference)
    inputs = Inputs(
        sources.network,
        sources.fleet,
        sources.timetable,
        sources.rules,
        sources.movement,
        programme=sources.programme,
        manifest=sources.manifest,
        conditions=sources.conditions,
    )
    assert check_plan(plan, runs, inputs).holds
    instants = [
        (where, value)
        for where, value in leaves(plan)
        if isinstance(value, int | float) and value > FIRST_INSTANT_S and "window" not in str(where[0])
    ]
    assert len(instants) > 5000
    rng = np.random.default_rng(15)
    for at in rng.integers(len(instants), size=cases(30)).tolist():
        where, value = instants[at]
        moved = value + plan.publish_step_s * int(rng.choice([-10, -1, 1, 10]))
        assert not check_plan(put(plan, where, moved), runs, inputs).holds, f"{where}: {value} became {moved}"
