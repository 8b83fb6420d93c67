"""OSRD's test cases of a maximum-effort run and of its integrator, restated with converged values.

Source: OpenRailAssociation/osrd (LGPL-3.0-only), core/envelope-sim, MaxEffortEnvelopeTest,
TrainPhysicsIntegratorTest, EnvelopeSimPathTest; facts only, values re-expressed; the expected figures are
converged values of an independent solver (1 m, 1 ms), not those of OSRD's first-order scheme. Its integrator
cases take the grade as a tangent.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from railcade.errors import InputError
from railcade.kernels.shapes import Law
from railcade.motion import BrakeModel, Reason, Run, RunSettings, Traction, Train, trainrun
from railcade.motion.way.mean_grade import Ground, Part, mean_grade
from railcade.network import Path
from tests.motion.lines import line, stepped

MASS_KG = 850_000.0
INERTIA_KG = 1.05 * MASS_KG
DAVIS = (5525.0, 244.8, 13.2192)
TOP_MPS = 83.3333333333
LIMIT = [(0.0, 44.4)]
WITHIN_M = 1.0


def simple(brake_mps2: float = 0.5) -> Train:
    """OSRD's simple rolling stock: 400 m, 450 kN falling linearly to 180 kN at 300 km/h."""
    return Train(
        id="simple",
        mass_kg=MASS_KG,
        dynamic_mass_kg=INERTIA_KG,
        length_m=400.0,
        resistance=DAVIS,
        tractions=(Traction((0.0, TOP_MPS), (450e3, 180e3)),),
        brake=BrakeModel((0.0,), (brake_mps2,)),
        cap_mps=TOP_MPS,
    )


def run_of(item: Train, path: Path, from_m: float, to_m: float) -> Run:
    return trainrun(item, path, RunSettings(from_m, to_m, service_brake_factor=1.0))


def starts_m(run: Run, reason: Reason) -> float:
    """Where a reason first binds."""
    return float(run.x_m[np.argmax(run.reason == reason)])


def test_flat_two_stops() -> None:
    path = line(10_000.0, limit_mps=LIMIT)
    first, second = run_of(simple(), path, 0.0, 6000.0), run_of(simple(), path, 6000.0, 10_000.0)
    assert starts_m(first, Reason.LINE_LIMIT) == pytest.approx(2726.28, abs=0.01)
    assert first.t_s[np.argmax(first.reason == Reason.LINE_LIMIT)] == pytest.approx(113.037, abs=1e-3)
    assert starts_m(first, Reason.BRAKING) == pytest.approx(4028.64, abs=0.01)
    assert Reason.LINE_LIMIT not in second.reason
    assert starts_m(second, Reason.BRAKING) == pytest.approx(8292.0, abs=WITHIN_M)


def test_up_20_two_stops() -> None:
    """Their brake is the same on any grade; ours adds the grade, so it is given without it here."""
    path = line(10_000.0, [(0.0, 0.02)], LIMIT)
    item = simple(0.5 - MASS_KG * 9.81 * 0.02 / INERTIA_KG)
    first, second = run_of(item, path, 0.0, 6000.0), run_of(item, path, 6000.0, 10_000.0)
    assert starts_m(first, Reason.BRAKING) == pytest.approx(4379.5, abs=WITHIN_M)
    assert starts_m(second, Reason.BRAKING) == pytest.approx(8827.3, abs=WITHIN_M)


def test_braking_from_the_limit() -> None:
    run = run_of(simple(), line(100_000.0, limit_mps=LIMIT), 0.0, 8500.0)
    assert starts_m(run, Reason.BRAKING) == pytest.approx(6528.64, abs=0.01)


@pytest.mark.parametrize(
    ("grades", "from_m", "place"),
    [
        ([(0.0, 1.0)], 0.0, "km 0.000 of the path, near Alpha"),
        ([(0.0, 0.0), (5000.0, 1.0), (5100.0, 0.0)], 5100.0, "km 5.100 of the path, near Omega"),
    ],
    ids=["cannot start", "cannot restart"],
)
def test_insufficient_traction(grades: list[tuple[float, float]], from_m: float, place: str) -> None:
    with pytest.raises(InputError) as caught:
        run_of(simple(), line(10_000.0, grades, LIMIT), from_m, 10_000.0)
    (problem,) = caught.value.problems
    grade = 1.0 if from_m == 0.0 else 0.25
    missing_kn = (MASS_KG * 9.81 * grade + DAVIS[0] - 450e3) / 1000.0
    assert (problem.code, problem.where) == ("E0207", place)
    assert f"{missing_kn:.1f} kN" in problem.what


def test_sudden_slopes_drop_and_recover() -> None:
    slopes = [(0, 0), (5000, 40), (6000, -40), (7000, 0), (8000, 50), (8500, -50), (9000, 0)]
    path = line(20_000.0, [(float(at), grade / 1000.0) for at, grade in slopes], LIMIT)
    run = run_of(simple(), path, 0.0, 20_000.0)
    keep = np.concatenate([[True], np.diff(run.reason) != 0])
    phases = [Reason(int(reason)).name for reason in run.reason[keep]]
    cycle = ["LINE_LIMIT", "GRADE", "TRACTION"]
    assert phases == ["START", "TRACTION", *cycle, *cycle, "LINE_LIMIT", "BRAKING", "END"]


def law(force_newton: float, slope_newton_per_mps: float, grade: float) -> Law:
    base = force_newton - DAVIS[0] - MASS_KG * 9.81 * math.sin(math.atan(grade))
    return Law(
        base / INERTIA_KG,
        (slope_newton_per_mps - DAVIS[1]) / INERTIA_KG,
        -DAVIS[2] / INERTIA_KG,
        0.0,
        0.0,
        0.0,
        1.0,
    )


def after(item: Law, v_mps: float, seconds: float, count: int = 2000) -> tuple[float, float]:
    x = 0.0
    for _ in range(count):
        x, v_mps = stepped(item, x, v_mps, seconds / count)
    return x, v_mps


def test_integrator() -> None:
    falling = -(450e3 - 180e3) / TOP_MPS
    assert after(law(0.0, 0.0, -0.04), 0.0, 30.0) == pytest.approx((164.67, 10.9538), abs=5e-3)
    assert after(law(450e3, falling, -0.045), 0.0, 10.0) == pytest.approx((45.3, 8.9992), abs=5e-3)
    # Full power for 20 min on the level: 180 kN above the table's end; then 20 min up 35 permille.
    v, t, h = 0.0, 0.0, 0.1
    while t < 1200.0 - 1e-9:
        piece = law(450e3, falling, 0.0) if v < TOP_MPS else law(180e3, 0.0, 0.0)
        v, t = stepped(piece, 0.0, v, h)[1], t + h
    assert v == pytest.approx(104.5963, abs=1e-3)
    while t < 2400.0 - 1e-9:
        piece = law(450e3, falling, 0.035) if v < TOP_MPS else law(180e3, 0.0, 0.035)
        v, t = stepped(piece, 0.0, v, h)[1], t + h
    assert v == pytest.approx(38.425, abs=1e-3)


def test_a_kick_is_followed_by_coasting() -> None:
    """500 kN for a second: it still rolls after a minute of coasting, and stands after two."""
    _, v_mps = after(law(500e3, 0.0, 0.0), 0.0, 1.0)
    assert after(law(0.0, 0.0, 0.0), v_mps, 60.0)[1] > 0.0 > after(law(0.0, 0.0, 0.0), v_mps, 120.0)[1]


@pytest.mark.parametrize(
    ("tail_m", "head_m", "permille"), [(0, 3, 0), (0, 10, 0), (9, 10, 0), (6, 10, -1.5), (2, 4, 1)]
)
def test_mean_grade(tail_m: float, head_m: float, permille: float) -> None:
    ground = Ground(np.array([0.0, 3.0, 6.0, 9.0]), np.array([0.0, 0.002, -0.002, 0.0]))
    train = (Part(0.0, head_m - tail_m, 1.0),)
    mean, per_m = mean_grade(ground, np.array([head_m, head_m + 1e-6]), train)
    assert mean[0] == pytest.approx(permille / 1000.0, abs=1e-12)
    assert abs(per_m[0]) <= 0.004
