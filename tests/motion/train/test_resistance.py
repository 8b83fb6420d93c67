"""Laws of running resistance and of curves, against values worked by hand and what others computed."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from railcade.basis import Basis
from railcade.motion import RunSettings, trainrun
from railcade.motion.curves import (
    CurveLaw,
    curve_extents,
    eight_hundred,
    per_degree,
    roeckl,
    ttobench,
)
from railcade.motion.train.resistance import (
    Terms,
    added,
    canadian_national,
    davis,
    dimensionless,
    in_tunnel,
    modified_davis,
    sauthoff,
    strahl,
    strahl_locomotive,
)
from tests.motion.lines import line, train

G_MPS2 = 9.80665
SHORT_TON_KG = 907.18474
POUND_NEWTON = 4.4482216152605
MPH_MPS = 0.44704
SQUARE_FOOT_M2 = 0.09290304


def at(terms: Terms, v_mps: float) -> float:
    return terms[0] + v_mps * (terms[1] + v_mps * terms[2])


def test_a_freight_train_by_strahl() -> None:
    """V 90 with ten loaded wagons: the terms that TrainRuns makes of the same coefficients."""
    found = added([strahl_locomotive(80e3, 2.2, 10.0, gravity_mps2=G_MPS2), strahl(840e3, 1.4, 3.9, G_MPS2)])
    assert found == pytest.approx((13435.110499999999, 84.729456, 51.80358939839999), rel=1e-12)


def test_a_multiple_unit_in_the_dimensionless_form() -> None:
    found = added([dimensionless(68e3 + 20e3, (3.0, 1.4, 3.9), gravity_mps2=G_MPS2)])
    v_mps = 100.0 / 3.6
    by_hand = 88.0 * G_MPS2 * (3.0 + 1.4 + 3.9 * 1.15**2)
    assert at(found, v_mps) == pytest.approx(by_hand, rel=1e-12)


def test_express_coaches_by_sauthoff() -> None:
    """Ten coaches, 400 t, 120 km/h: 1.9 + 0.3 + 0.0048 x 12.7 x 1.45 x 135² / 400 = 6.227 kp/t."""
    by_hand = 1.9 + 0.0025 * 120.0 + 0.0048 * 12.7 * 1.45 * 135.0**2 / 400.0
    assert by_hand == pytest.approx(6.227, abs=1e-3)
    assert at(sauthoff(400e3, 10), 120.0 / 3.6) == pytest.approx(400.0 * G_MPS2 * by_hand, rel=1e-12)


@pytest.mark.parametrize(
    ("kind", "a", "b", "c"),
    [("passenger", 6.3743, 0.32905, 0.08146), ("freight", 6.3743, 0.49358, 0.11979)],
)
def test_davis(kind: str, a: float, b: float, c: float) -> None:
    """Metric coefficients as published with FCalc 2: N/t, 129.0 N per axle, N/(m/s)/t, N/(m/s)²/m²."""
    found = davis(60e3, 4, 10.0, kind)
    assert found == pytest.approx((a * 60.0 + 128.998 * 4, b * 60.0, c * 10.0), rel=1e-4)


def test_modified_davis_and_canadian_national() -> None:
    """A car of 130 short tons on four axles at 50 mile/h, pounds per ton by hand."""
    mass_kg, v_mps = 130.0 * SHORT_TON_KG, 50.0 * MPH_MPS
    modified = 0.6 + 20.0 / 32.5 + 0.01 * 50.0 + 0.07 * 2500.0 / 130.0
    assert at(modified_davis(mass_kg, 4), v_mps) == pytest.approx(modified * 130.0 * POUND_NEWTON)
    canadian = 1.5 + 18.0 * 4 / 130.0 + 0.03 * 50.0 + 4.9 * 140.0 * 2500.0 / (10_000.0 * 130.0)
    found = canadian_national(mass_kg, 4, 140.0 * SQUARE_FOOT_M2, 4.9)
    assert at(found, v_mps) == pytest.approx(canadian * 130.0 * POUND_NEWTON)


def test_what_a_law_does_not_cover_is_refused() -> None:
    with pytest.raises(ValueError, match="none of"):
        davis(60e3, 4, 10.0, "tram")
    with pytest.raises(ValueError, match="axle loads"):
        davis(10e3, 4, 10.0, "freight")
    with pytest.raises(ValueError, match="tunnel"):
        in_tunnel((1.0, 1.0, 1.0), 0.9)


@given(st.floats(0.0, 80.0), st.floats(0.1, 20.0), st.floats(20e3, 100e3), st.floats(1.0, 3.0))
def test_resistance_grows_with_speed_mass_and_tunnel(
    v_mps: float, more_mps: float, mass_kg: float, factor: float
) -> None:
    def laws(mass_kg: float) -> list[Terms]:
        return [
            strahl(mass_kg, 1.4, 3.9),
            strahl_locomotive(mass_kg, 2.2, 10.0),
            dimensionless(mass_kg, (2.0, 0.715, 3.64)),
            sauthoff(mass_kg, 3),
            davis(mass_kg, 4, 10.0, "freight"),
            modified_davis(mass_kg, 4),
            canadian_national(mass_kg, 4, 10.0, 4.9),
        ]

    for light, heavy in zip(laws(mass_kg), laws(1.5 * mass_kg), strict=True):
        assert 0.0 < at(light, v_mps) < at(light, v_mps + more_mps)
        assert at(light, v_mps) < at(heavy, v_mps)
        assert at(light, v_mps) <= at(in_tunnel(light, factor), v_mps)


@pytest.mark.parametrize(
    ("law", "radius_m", "permille"),
    [
        (roeckl, 300.0, 650.0 / 245.0),
        (roeckl, 299.0, 500.0 / 269.0),
        (roeckl, 705.0, 1.0),
        (roeckl, 130.0, 5.0),
        (eight_hundred, 400.0, 2.0),
        (ttobench, 530.0, 1.0),
        (ttobench, 185.0, 5.0),
        (per_degree, 30.48 / (2.0 * math.sin(math.radians(0.5))), 0.4),
    ],
)
def test_curves(law: CurveLaw, radius_m: float, permille: float) -> None:
    assert law(radius_m) == pytest.approx(permille / 1000.0, rel=1e-9)


@pytest.mark.parametrize("law", [roeckl, eight_hundred, ttobench, per_degree])
def test_a_wider_curve_resists_less_on_each_branch(law: CurveLaw) -> None:
    for low, high in ((100.0, 299.9), (300.0, 1e5)):
        radii = np.geomspace(low, high, 200)
        assert np.all(np.diff([law(radius) for radius in radii]) < 0.0)
    with pytest.raises(ValueError, match="does not hold"):
        law(99.0)


def test_a_transition_is_resisted_by_its_mean_curvature() -> None:
    """800 / R is linear in curvature, so the total over a clothoid is that of its mean."""
    bends = [(0.0, math.inf, math.inf), (100.0, math.inf, -500.0), (193.0, -500.0, -500.0)]
    radii = curve_extents(bends, 300.0, Basis.ASSUMED)
    resisting = np.array([eight_hundred(radius_m) for radius_m in radii.value.tolist()])
    assert float(np.sum(resisting * (radii.to_m - radii.from_m))) == pytest.approx(
        0.0016 * (0.5 * 93.0 + 107.0), rel=1e-12
    )
    assert radii.from_m[0] == 100.0
    assert (radii.to_m - radii.from_m).max() == 107.0


def test_a_curve_lengthens_the_run() -> None:
    path, item, settings = line(8000.0), train(), RunSettings(0.0, 8000.0)
    bends = [(0.0, 250.0, 250.0), (2000.0, math.inf, math.inf)]
    bent = replace(path, curve_radius_m=curve_extents(bends, 8000.0, Basis.ASSUMED))
    assert trainrun(item, bent, settings).duration_s > trainrun(item, path, settings).duration_s
