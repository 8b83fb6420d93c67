"""Brakes by force: the way of a stop against its closed form, and what is refused."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from railcade.motion import RunSettings, trainrun
from railcade.motion.braking.force import brake_of_force
from tests.motion.lines import line, plain_train

MASS_KG = 414_460.0
FORCE_NEWTON = 200e3
DAVIS = (5854.0, 0.0, 12.96)


def test_a_stop_with_constant_force_and_quadratic_drag() -> None:
    """Way from v to a stand: M / (2 c) ln(1 + c v² / (F + a)); time by the arc tangent."""
    item = plain_train(213_900.0, DAVIS, 0.7, 30.0)
    speeds, forces = np.array([0.0, 31.0]), np.full(2, FORCE_NEWTON)
    brake = brake_of_force(speeds, forces, DAVIS, item.dynamic_mass_kg)
    item = replace(item, brake=brake)
    run = trainrun(item, line(12_000.0), RunSettings(0.0, 12_000.0, service_brake_factor=1.0))
    first = int(np.argmax(run.reason == 5))
    v, base, c = float(run.v_mps[first]), FORCE_NEWTON + DAVIS[0], DAVIS[2]
    way_m = MASS_KG / (2.0 * c) * math.log1p(c * v * v / base)
    time_s = MASS_KG / math.sqrt(base * c) * math.atan(v * math.sqrt(c / base))
    assert run.x_m[-1] - run.x_m[first] == pytest.approx(way_m, rel=1e-7)
    assert run.t_s[-1] - run.t_s[first] == pytest.approx(time_s, rel=1e-7)


@pytest.mark.parametrize(
    ("speeds", "forces"), [([1.0, 2.0], [1.0, 1.0]), ([0.0, 0.0], [1.0, 1.0]), ([0.0, 1.0], [1.0, -1.0])]
)
def test_tables_that_make_no_brake_are_refused(speeds: list[float], forces: list[float]) -> None:
    with pytest.raises(ValueError, match=r"rise|negative"):
        brake_of_force(np.array(speeds), np.array(forces), DAVIS, MASS_KG)
