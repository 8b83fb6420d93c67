"""Allowances as OSRD's tests state them, and energy at the wheel of TrainRuns' trains.

Sources: OpenRailAssociation/osrd (LGPL-3.0-only), AllowanceValueTest and the documentation of standard
allowances, facts only (data/SOURCE.md, `integrator.json`); `insertion_behaviour.json` beside this file;
railtoolkit/TrainRuns.jl for trains and paths, whose energies are those of an independent converged solver.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from railcade.motion import Run, RunSettings, trainrun
from railcade.motion.allowances import (
    HUNDRED_KM_M,
    Allowance,
    AllowanceKind,
    added_on_stretch_s,
    allowance_table,
)
from railcade.motion.allowances.stretched import stretched
from railcade.motion.energy import energy_account
from railcade.motion.energy.between import Stretching
from railcade.units import mps_from_kmh
from tests.motion.lines import line, train
from tests.oracles.cases import held_until_clear, read
from tests.oracles.test_motion_trainruns import CASES, GRAVITY_MPS2, OWN, train_from

RECOVERY = AllowanceKind.RECOVERY
SAID = {case["id"]: case for case in read("integrator.json")["cases"]}
JOULE_PER_KWH = 3.6e6


def steady(length_m: float, duration_s: float) -> Run:
    """A run at one speed, for rules that look at time and way alone."""
    x_m, t_s = np.linspace(0.0, length_m, 9), np.linspace(0.0, duration_s, 9)
    v_mps = np.full(9, length_m / duration_s)
    return Run(x_m, t_s, v_mps, np.zeros(9), np.zeros(9), np.ones(9, np.int8))


def test_values() -> None:
    said = SAID["allowance_values"]["expect"]
    percent = Allowance(RECOVERY, 0.0, 1000.0, added_percentage=42.0)
    assert added_on_stretch_s(steady(1000.0, 100.0), percent) == pytest.approx(said["percent 42 of 100 s"])
    per_way = Allowance(RECOVERY, 0.0, HUNDRED_KM_M, added_s_per_m=60.0 / HUNDRED_KM_M)
    expected_s = said["1 min/100km over 100 km"]
    assert added_on_stretch_s(steady(HUNDRED_KM_M, 5000.0), per_way) == pytest.approx(expected_s)
    fixed = Allowance(RECOVERY, 0.0, 40.0, added_s=8.0)
    table = allowance_table(steady(40.0, 4.0), [fixed], [10.0])
    expected_s = said["fixed 8 s over 4 s total, 1 s section"]
    assert table.added_s[RECOVERY][0] == pytest.approx(expected_s)
    assert table.of_kind_s(RECOVERY) == pytest.approx(8.0)


def test_the_example_of_the_documentation() -> None:
    said = SAID["standard_allowance_doc_example"]
    length_m = 1000.0 * said["distance_km"]
    item = Allowance(RECOVERY, 0.0, length_m, added_s_per_m=5.0 * 60.0 / HUNDRED_KM_M)
    table = allowance_table(steady(length_m, said["base_s"]), [item])
    assert table.total_s.sum() == pytest.approx(said["expect_s"])


@pytest.mark.parametrize("share", [0.03, 0.07, 0.2])
def test_a_standard_allowance_scales_all_times(share: float) -> None:
    """`insertion_behaviour.json`: total time = base x (1 + x), and passing times scaled as well."""
    item, settings = train(mass_kg=400e3), RunSettings(0.0, 20_000.0)
    path = line(20_000.0, [(0.0, 0.004), (9000.0, -0.006)], [(0.0, 16.0), (12_000.0, 10.0)])
    base = trainrun(item, path, settings)
    slower = stretched(item, path, settings, base, Stretching(1.0 + share))
    assert slower.t_s == pytest.approx((1.0 + share) * base.t_s, rel=1e-14)
    assert slower.duration_s == pytest.approx((1.0 + share) * base.duration_s, rel=1e-14)
    assert np.all(slower.v_mps <= base.v_mps)


@pytest.mark.parametrize("case", OWN)
def test_energy_at_the_wheel(case: str) -> None:
    """Within 0.02 %: the other solver's times agree to 0.1 ms, its energies are sums of a lower order."""
    own: dict[str, Any] = OWN[case]
    train_name, path_name = case.split("_")
    item, length_m = train_from(train_name)
    *sections, (end_m, _, _) = CASES["paths"][path_name]["characteristic_sections"]
    limits = [(at, mps_from_kmh(kmh)) for at, kmh, _ in sections]
    grades = [(at, permille / 1000.0) for at, _, permille in sections]
    path = line(end_m, grades, held_until_clear(limits, length_m, end_m))
    settings = RunSettings(0.0, end_m, service_brake_factor=1.0, gravity_mps2=GRAVITY_MPS2)
    account = energy_account(item, path, settings, trainrun(item, path, settings))
    assert account.traction_joule == pytest.approx(JOULE_PER_KWH * own["wheel_traction_kwh"], rel=2e-4)
