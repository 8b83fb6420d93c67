"""The braking point ahead of a section, where a wide margin puts it further back than 5 km."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from railcade.basis import Basis
from railcade.motion import full_brake, stop_of
from railcade.network import Steps
from railcade.plan.joint.spacing import braking_offset
from tests.plan.lines import LineStyle, line_network
from tests.plan.toys import Ask, toy_pack, toy_things
from tests.stories.told import tell


@pytest.mark.parametrize("margin_m", [200.0, 4700.0, 5600.0, 6500.0])
def test_from_the_braking_point_the_train_as_it_runs_there_stops_short(margin_m: float) -> None:
    """Fast until 5.2 km ahead of a section, slow from there: the speed at the braking point counts."""
    network = line_network([12_000.0, 6000.0], [3, 3, 3], LineStyle(limit_mps=45.0))
    limit = Steps.of([0.0, 6800.0], [45.0, 8.0], [Basis.SURVEYED] * 2)
    section = replace(network.sections["p0-p1"], limit_mps=limit)
    network = replace(network, sections={**network.sections, "p0-p1": section})
    pack = toy_pack(validity_s=3600)
    pack = replace(pack, spacing=replace(pack.spacing, margin_m=margin_m))
    told = tell(toy_things(network, Ask({"advance": 140.0, "principal": 140.0}, window_min=0), (), pack))
    assert told.record.problems == ()
    settled = told.planned.settled
    principal = next(item for item in settled.timelines if item.role == "principal")
    leg = principal.legs[0]
    after_s = braking_offset(principal, settled.path, 1, pack).exact_s
    at_m = float(np.interp(after_s, leg.run.t_s, leg.run.x_m))
    stop_m = stop_of(
        full_brake(leg.formation),
        float(np.interp(after_s, leg.run.t_s, leg.run.v_mps)),
        factors=pack.spacing.brakes,
    ).distance_m
    assert at_m + stop_m + margin_m <= 12_000.0 + 1.0
