"""What a run starts from: grade and limits of what lies under it, wherever it stands."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from railcade.basis import Basis
from railcade.errors import InputError
from railcade.kernels import CURVE, rows
from railcade.kernels.ceiling import curve_seconds
from railcade.motion import BrakeModel, RunSettings, trainrun
from railcade.network import Extents
from tests.motion.lines import line, train
from tests.motion.test_trainrun import draw


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


@given(st.integers(0, 2**32 - 1))
def test_no_run_is_given_up(seed: int) -> None:
    """Whatever brake, cap and length: a run arrives, or its train is too weak."""
    item, path, settings = draw(seed)
    rng = np.random.default_rng(seed)
    brake = item.brake
    if rng.integers(2):
        brake = replace(brake, build_up_stop_s=0.0, build_up_limit_s=0.0)
    brake = replace(brake, on_any_grade=bool(rng.integers(2)))
    length_m, cap_mps = float(rng.choice([0.0, item.length_m])), float(rng.uniform(5.0, 40.0))
    most_mps2 = 0.2 if rng.integers(2) else math.inf
    item = replace(item, brake=brake, length_m=length_m, cap_mps=cap_mps, most_mps2=most_mps2)
    try:
        run = trainrun(item, path, settings)
    except InputError as error:
        assert "cannot start or stalls" in str(error)
    else:
        assert run.x_m[-1] == settings.to_m
        assert np.all(np.diff(run.t_s) > 0.0)


@pytest.mark.parametrize("least", [0.05, 0.02, 0.005])
def test_a_brake_that_hardly_outweighs_the_fall_takes_its_time(least: float) -> None:
    """Deceleration from 0.5 m/s² at the stand to nearly none, 300 m before: dt = dv / sqrt(a² - k v²)."""
    curves = rows(CURVE, 1)
    row = curves[0]
    row.left_m, row.right_m, row.w_m2ps2, row.slows_mps2 = 0.0, 300.0, 0.0, 0.5
    row.slows_mps2_per_m, row.cell, row.last = (0.5 - least) / 300.0, 0, 0
    u = np.linspace(0.0, np.sqrt(300.0), 400_001) ** 2  # dx / v in the root of x, in which it is smooth
    v_per_root = np.sqrt(2.0 * (0.5 - 0.5 * row.slows_mps2_per_m * u))
    exact_s = float(np.trapezoid(2.0 / v_per_root, np.sqrt(u)))
    assert curve_seconds(curves, 0, 0.0, 300.0) == pytest.approx(exact_s, rel=1e-8)


@pytest.mark.parametrize("slope", [0.0024552053306119773, 1e-4, 1e-9, -1e-9, -1e-4, -4e-4])
@pytest.mark.parametrize("v_mps", [0.5, 7.344598116386848])
def test_the_time_on_an_uneven_piece_is_exact(slope: float, v_mps: float) -> None:
    """To 0.011 m/s² on 226 m and down to a speed above 0: dx / v by 8 points in each of 400 parts."""
    curves = rows(CURVE, 1)
    row, way_m = curves[0], 225.79035353667473
    row.left_m, row.right_m, row.w_m2ps2, row.slows_mps2 = 0.0, way_m, 0.5 * v_mps**2, 0.5654066613490788
    row.slows_mps2_per_m, row.cell, row.last = slope, 0, 0
    node, weight = np.polynomial.legendre.leggauss(8)
    ends = way_m * np.linspace(0.0, 1.0, 401) ** 2  # measured from the right end, denser there
    half = 0.5 * np.diff(ends)
    u = (ends[:-1] + half)[:, None] + half[:, None] * node
    v_at_mps = np.sqrt(v_mps**2 + u * (2.0 * row.slows_mps2 - slope * u))
    exact_s = float((half[:, None] * weight / v_at_mps).sum())
    assert curve_seconds(curves, 0, 0.0, way_m) == pytest.approx(exact_s, rel=1e-12)
    parts_s = curve_seconds(curves, 0, 0.0, 100.0) + curve_seconds(curves, 0, 100.0, way_m)
    assert parts_s == pytest.approx(exact_s, rel=1e-12)


def test_a_train_that_coasts_onto_its_limit_before_the_brake_acts_keeps_it() -> None:
    """On a rise coasting slows more than a brake for any grade: the rest of its build-up is not coasted."""
    path = line(2000.0, [(0.0, 0.02)], [(0.0, 10.0 / 3.6), (500.0, 5.0 / 3.6)])
    item = replace(train(mass_kg=500e3, length_m=0.0), brake=BrakeModel((0.0,), (0.15,), 12.0, 12.0, True))
    run = trainrun(item, path, RunSettings(0.0, 2000.0))
    under_way = (run.x_m > 100.0) & (run.x_m < 1900.0)
    assert np.all(run.v_mps[under_way] >= 5.0 / 3.6 - 1e-9)


def test_until_is_an_edge_also_beside_a_break() -> None:
    path = line(8000.0, [(0.0, 0.0), (3000.0, 0.004)])
    for until_m in (3000.0 - 1e-7, 3000.0, 3000.0 + 1e-7):
        run = trainrun(train(), path, RunSettings(0.0, 8000.0, until_m=until_m))
        assert run.x_m[-1] == pytest.approx(3000.0, abs=1e-6)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"most_mps2": 0.0}, "most_mps2 is 0.0, not above 0"),
        ({"cap_mps": 0.0}, "cap_mps is 0.0, not above 0"),
        ({"cap_mps": math.nan}, "cap_mps is nan, not above 0"),
        ({"mass_kg": -1e5}, "mass_kg is -100000.0, not above 0"),
        ({"length_m": -50.0}, "length_m is -50.0, not a figure from 0 up"),
        ({"resistance": (math.nan, 0.0, 0.0)}, "a figure of resistance, brake or traction"),
        ({"brake": BrakeModel((0.0,), (0.5,), -5.0, 0.0)}, "a figure of resistance, brake or traction"),
    ],
)
def test_a_train_that_cannot_be_is_refused(change: dict[str, object], told: str) -> None:
    item = replace(train(), **change)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="E0105") as caught:
        trainrun(item, line(5000.0), RunSettings(0.0, 5000.0))
    assert told in str(caught.value)


def test_the_speed_told_is_the_one_asked_for() -> None:
    path = line(5000.0, limit_mps=[(0.0, 1.0 / 3.6)])
    with pytest.raises(InputError, match=r"starts at 43\.2 km/h"):
        trainrun(train(), path, RunSettings(0.0, 5000.0, start_mps=12.0))
