"""The values of TrainRuns.jl itself, under its own scheme of 20 m steps.

They are no truth for the engine: the scheme makes runs up to 0.6 % too fast. That the scheme, rebuilt in
`euler_20m`, gives them from the data that the engine is tested with shows that these data are read right.
"""

from __future__ import annotations

import numpy as np
import pytest

from railcade.units import mps_from_kmh
from tests.oracles.cases import read
from tests.oracles.euler_20m import Point, Stretch, Walk, run
from tests.oracles.test_motion_trainruns import CASES, GRAVITY_MPS2, OWN, train_from

POINTS = read("trainruns_points.json")
WITHIN_S = 0.012
WITHIN_MPS = 5e-4
"""What rounding in the scheme leaves open, after up to 102 km; most runs agree to 1e-9 s."""


def walked(case: str) -> list[Point]:
    train_name, path_name = case.split("_")
    item, length_m = train_from(train_name)
    pull, (a, b, c) = item.tractions[0], item.resistance
    rows = CASES["paths"][path_name]["characteristic_sections"]
    stretches: list[Stretch] = []
    for (start_m, kmh, permille), (end_m, _, _) in zip(rows[:-1], rows[1:], strict=True):
        limit_mps = min(mps_from_kmh(kmh), item.cap_mps)
        slowing_newton = permille / 1000.0 * item.mass_kg * GRAVITY_MPS2
        last = stretches[-1] if stretches else None
        if last and (last.limit_mps, last.slowing_newton) == (limit_mps, slowing_newton):
            last.end_m = end_m
        else:
            stretches.append(Stretch(start_m, end_m, limit_mps, slowing_newton))
    marks = POINTS["measured_at"].get(path_name, [])
    walk = Walk(
        pull=lambda v: float(np.interp(v, pull.speed_mps, pull.force_newton)),
        resist=lambda v: a + b * v + c * v * v,
        dynamic_mass_kg=item.dynamic_mass_kg,
        brake_mps2=item.brake.deceleration_mps2[0],
        length_m=length_m,
        marks_m=[at + (length_m if end == "rear" else 0.0) for at, end in marks],
        points=[(0.0, 0.0, 0.0)],
    )
    return run(walk, stretches)


@pytest.mark.parametrize("case", OWN)
def test_its_own_values(case: str) -> None:
    points = walked(case)
    assert points[-1][1] == pytest.approx(OWN[case]["trainruns_expected_s"], abs=WITHIN_S)
    for row in POINTS["passing"][case]:
        x, t, v = min(points, key=lambda point: abs(point[0] - row["x_m"]))
        assert (x, t, v) == (
            pytest.approx(row["x_m"], abs=1e-9),
            pytest.approx(row["t_s"], abs=WITHIN_S),
            pytest.approx(row["v_mps"], abs=WITHIN_MPS),
        )


@pytest.mark.parametrize("case", ["freight_const", "local_const", "longdistance_const"])
def test_to_the_last_digit_where_nothing_is_rounded(case: str) -> None:
    assert walked(case)[-1][1] == pytest.approx(OWN[case]["trainruns_expected_s"], abs=1e-9)


@pytest.mark.parametrize("case", POINTS["passing"])
def test_resistance_at_its_points(case: str) -> None:
    a, b, c = train_from(case.split("_", maxsplit=1)[0])[0].resistance
    for row in POINTS["passing"][case]:
        v = row["v_mps"]
        assert a + b * v + c * v * v == pytest.approx(row["resistance_newton"], rel=1e-9)


def test_smaller_steps_lead_to_the_converged_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The scheme is first order: a hundredth of its step leaves about a hundredth of its error."""
    case = "freight_const"
    error_s = OWN[case]["trainruns_expected_s"] - OWN[case]["time_s"]
    monkeypatch.setattr("tests.oracles.euler_20m.STEPS_M", (0.2, 0.02, 0.002, 0.0002))
    assert abs(walked(case)[-1][1] - OWN[case]["time_s"]) < 0.05 * abs(error_s)
