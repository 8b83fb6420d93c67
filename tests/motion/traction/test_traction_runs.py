"""Runs under power, adhesion and their conditions: the force at every stored point, and laws."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from railcade.basis import Basis
from railcade.motion import BrakeModel, Condition, Reason, Run, RunSettings, Traction, Train, trainrun
from railcade.network import Extents, Path
from tests.motion.lines import imbalance, line, random_line
from tests.motion.traction.test_traction import directly_newton

LENGTH_M = 12_000.0
ALL = RunSettings(0.0, LENGTH_M)
ELECTRIC = Traction((0.0, 40.0), (350e3, 350e3), power_watt=6.4e6, adhesive_mass_kg=84e3)
DIESEL = Traction((0.0, 33.0), (290e3, 290e3), power_watt=2.35e6, adhesive_mass_kg=120e3)
PULLS = (Reason.TRACTION, Reason.ADHESION, Reason.RULE)


def train(*tractions: Traction, length_m: float = 300.0) -> Train:
    return Train(
        "t",
        800e3,
        850e3,
        length_m,
        (8e3, 120.0, 40.0),
        tractions,
        BrakeModel((0.0,), (0.7,)),
        cap_mps=30.0,
        collectors_m=(10.0,),
    )


def somewhere(*rows: tuple[float, float, float]) -> Extents:
    begins, ends, values = zip(*rows, strict=True)
    return Extents.of(begins, ends, values, [Basis.ASSUMED] * len(rows), [0.0] * len(rows))


def pulled(run: Run, item: Train, low_m: float, high_m: float, condition: Condition) -> float:
    """Largest relative difference of the stored pull from the words, within a stretch."""
    inside = (run.x_m >= low_m) & (run.x_m < high_m) & (run.v_mps > 0.0)
    inside &= np.isin(run.reason, PULLS)
    expected = np.array([directly_newton(item.tractions, v, condition) for v in run.v_mps[inside].tolist()])
    assert len(expected) > 0
    return float(np.abs(run.force_newton[inside] / expected - 1.0).max())


@pytest.mark.parametrize("tractions", [(ELECTRIC,), (DIESEL,), (ELECTRIC, DIESEL), (DIESEL, DIESEL)])
def test_the_force_of_every_stored_point_is_the_sum_of_the_least(tractions: tuple[Traction, ...]) -> None:
    item, path = train(*tractions), line(LENGTH_M, [(0.0, 0.004), (5000.0, -0.002)])
    run = trainrun(item, path, replace(ALL, max_step_m=10.0))
    assert pulled(run, item, 0.0, LENGTH_M, Condition()) < 1e-9
    assert imbalance(item, path, run) < 1e-9


def test_adhesion_binds_at_the_start_and_power_beyond() -> None:
    run = trainrun(train(replace(ELECTRIC, power_watt=4e6)), line(LENGTH_M), ALL)
    slips = np.flatnonzero(run.reason == Reason.ADHESION)
    pulls = np.flatnonzero(run.reason == Reason.TRACTION)
    assert len(slips) > 0 and len(pulls) > 0
    assert slips.max() < pulls.min()


def test_slippery_rails_hold_the_force_back_until_the_tail_is_off_them() -> None:
    item = train(ELECTRIC)
    path: Path = replace(line(LENGTH_M), adhesion=somewhere((200.0, 900.0, 0.4)))
    run, dry = trainrun(item, path, ALL), trainrun(item, line(LENGTH_M), ALL)
    wet = Condition(adhesion_factor=0.4)
    assert pulled(run, item, 200.0, 1200.0, wet) < 1e-9
    assert pulled(run, item, 1200.0, LENGTH_M, Condition()) < 1e-9
    assert set(run.reason[(run.x_m >= 200.0) & (run.x_m < 1200.0)]) == {Reason.ADHESION}
    assert run.duration_s > dry.duration_s + 5.0


def test_slippery_rails_lengthen_the_braking() -> None:
    item, path = train(ELECTRIC), line(LENGTH_M)
    wet = replace(path, adhesion=somewhere((9_000.0, LENGTH_M, 0.15)))
    full = replace(ALL, service_brake_factor=1.0)
    run, dry = trainrun(item, wet, full), trainrun(item, path, full)
    brakes = [each.x_m[each.reason == Reason.BRAKING].min() for each in (run, dry)]
    assert brakes[0] < brakes[1] - 100.0
    braking = (run.reason == Reason.BRAKING) & (run.x_m > 9_000.0)
    mu = 0.161 + 7.5 / (3.6 * run.v_mps[braking] + 44.0)
    assert np.all(-run.a_mps2[braking] <= 0.15 * 9.81 * mu + 1e-12)


def test_a_weak_feeding_bounds_the_power_of_the_train() -> None:
    item = train(ELECTRIC, ELECTRIC)
    path = replace(line(LENGTH_M), feeding_watt=somewhere((0.0, 6000.0, 4e6)))
    run = trainrun(item, path, ALL)
    moving = (run.x_m < 6000.0) & (run.v_mps > 0.0)
    assert np.all((run.force_newton * run.v_mps)[moving] <= 4e6 * (1.0 + 1e-9))
    assert run.duration_s > trainrun(item, line(LENGTH_M), ALL).duration_s


@settings(max_examples=25)
@given(
    st.integers(0, 2**32 - 1),
    st.floats(1.0, 2.0),
    st.sampled_from(["power_watt", "adhesive_mass_kg"]),
    st.floats(0.3, 1.0),
)
def test_more_power_or_adhesion_is_never_slower(seed: int, factor: float, name: str, slip: float) -> None:
    """The brake acts at once: with build-up a stronger train may have to brake earlier."""
    path = random_line(np.random.default_rng(seed), LENGTH_M, 12)
    path = replace(path, adhesion=somewhere((2e3, 5e3, slip)))
    item = train(ELECTRIC, DIESEL)
    more = train(*(replace(t, **{name: factor * getattr(t, name)}) for t in item.tractions))
    run, faster = trainrun(item, path, ALL), trainrun(more, path, ALL)
    assert faster.duration_s <= run.duration_s + 1e-6
    better = replace(path, adhesion=somewhere((2e3, 5e3, min(1.0, factor * slip))))
    assert trainrun(item, better, ALL).duration_s <= run.duration_s + 1e-6
    assert imbalance(item, path, run) < 1e-9
    assert math.isfinite(run.duration_s)
