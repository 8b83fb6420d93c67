"""Runs that keep their allowances: exact in time, unchanged outside capped stretches, parts kept apart."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as tests_settings
from hypothesis import strategies as st

from railcade.errors import InfeasibleError, InputError
from railcade.motion import Cap, Reason, Run, RunSettings, times_at, trainrun
from railcade.motion.allowances import HUNDRED_KM_M, Allowance, AllowanceKind, Spread
from railcade.motion.allowances.allowed import allowed_run
from railcade.motion.allowances.slowed import Slowing, slowing_cap
from railcade.motion.energy import ElectricUse, energy_account
from tests.motion.lines import imbalance, line, random_line, train

ENGINEERING, PATHING = AllowanceKind.ENGINEERING, AllowanceKind.PATHING
RECOVERY = AllowanceKind.RECOVERY
ITEM = train(mass_kg=600e3, cap_mps=100.0 / 3.6)
GRADES = [(0.0, 0.0), (9000.0, 0.006), (12_000.0, -0.008), (20_000.0, 0.0)]
PATH = line(30_000.0, GRADES, [(0.0, 20.0), (10_000.0, 8.0), (11_000.0, 20.0)])
SETTINGS = RunSettings(0.0, 30_000.0)
BASE = trainrun(ITEM, PATH, SETTINGS)
WORKS = Allowance(ENGINEERING, 8000.0, 18_000.0, added_s=90.0, spread=Spread.CAPPED)


def points_at(run: Run, stretch: Allowance) -> tuple[Run, Run]:
    """The parts of a run before a stretch and behind it."""
    columns = (run.x_m, run.t_s, run.v_mps, run.a_mps2, run.force_newton, run.reason)
    before, behind = run.x_m < stretch.from_m - 1e-6, run.x_m > stretch.to_m + 1e-6
    return Run(*(column[before] for column in columns)), Run(*(column[behind] for column in columns))


def with_ends(stretch: Allowance) -> RunSettings:
    """Settings of which a cap that binds nobody makes points at the ends of a stretch."""
    free = Cap(stretch.from_m, stretch.to_m, float("inf"), Reason.PACE, whole_train=False)
    return replace(SETTINGS, caps=(free,))


def test_time_is_added_in_the_stretch_and_nowhere_else() -> None:
    settings = with_ends(WORKS)
    found = allowed_run(ITEM, PATH, settings, [WORKS])
    assert found.run.duration_s == pytest.approx(BASE.duration_s + 90.0, abs=1e-6)
    gained_s = times_at(found.run, [8000.0, 18_000.0]) - times_at(found.base, [8000.0, 18_000.0])
    assert gained_s == pytest.approx([0.0, 90.0], abs=1e-6)
    for part, base in zip(points_at(found.run, WORKS), points_at(found.base, WORKS), strict=True):
        assert part.x_m == pytest.approx(base.x_m, abs=1e-6)
        assert part.v_mps == pytest.approx(base.v_mps, abs=1e-5)


def test_the_cap_is_one_speed_between_braking_and_traction() -> None:
    (cap,) = allowed_run(ITEM, PATH, SETTINGS, [WORKS]).settings.caps
    assert (cap.reason, cap.said) == (Reason.ALLOWANCE, "engineering")
    assert not cap.whole_train
    assert 8000.0 < cap.from_m < cap.to_m < 18_000.0
    run = trainrun(ITEM, PATH, replace(SETTINGS, caps=(cap,)))
    inside = (run.x_m >= cap.from_m) & (run.x_m <= cap.to_m)
    assert run.v_mps[inside].max() == pytest.approx(cap.speed_mps, abs=1e-9)


def test_a_little_more_cap_takes_a_little_less_time() -> None:
    cap = slowing_cap(ITEM, PATH, SETTINGS, Slowing(8000.0, 18_000.0, 90.0))
    faster = replace(cap, speed_mps=cap.speed_mps + 0.01)
    took_s = trainrun(ITEM, PATH, replace(SETTINGS, caps=(faster,))).duration_s
    assert 0.0 < BASE.duration_s + 90.0 - took_s < 1.0


def test_kinds_on_one_stretch_share_a_cap() -> None:
    crossing = replace(WORKS, kind=PATHING, added_s=30.0)
    found = allowed_run(ITEM, PATH, SETTINGS, [WORKS, crossing], [8000.0, 18_000.0])
    assert len(found.settings.caps) == 1
    assert found.run.duration_s == pytest.approx(BASE.duration_s + 120.0, abs=1e-6)
    assert found.table.added_s[ENGINEERING].tolist() == pytest.approx([0.0, 90.0, 0.0])
    assert found.table.added_s[PATHING].tolist() == pytest.approx([0.0, 30.0, 0.0])
    assert found.run.duration_s == pytest.approx(found.table.total_s.sum(), abs=1e-6)


def test_recovery_over_all_and_a_stretch_add_up_exactly() -> None:
    recovery = Allowance(
        RECOVERY, 0.0, 30_000.0, added_percentage=4.0, added_s_per_m=90.0 / HUNDRED_KM_M, added_s=20.0
    )
    found = allowed_run(ITEM, PATH, SETTINGS, [recovery, WORKS])
    alone = allowed_run(ITEM, PATH, SETTINGS, [recovery])
    all_s = 1.04 * BASE.duration_s + 27.0 + 20.0
    assert alone.run.duration_s == pytest.approx(all_s, rel=1e-12)
    assert found.run.duration_s == pytest.approx(all_s + 90.0, abs=1e-6)
    gained_s = times_at(found.run, [8000.0, 18_000.0]) - times_at(alone.run, [8000.0, 18_000.0])
    assert gained_s == pytest.approx([0.0, 90.0], abs=1e-6)
    assert imbalance(ITEM, PATH, found.run) < 1e-9


def test_the_energy_of_an_allowed_run_balances() -> None:
    recovery = Allowance(RECOVERY, 0.0, 30_000.0, added_percentage=5.0)
    found = allowed_run(ITEM, PATH, SETTINGS, [recovery, WORKS])
    capped = trainrun(ITEM, PATH, found.settings)
    use = ElectricUse(hotel_watt=1.0)
    account = energy_account(ITEM, PATH, found.settings, capped, use, found.stretching)
    base = energy_account(ITEM, PATH, SETTINGS, BASE)
    assert account.hotel_joule == pytest.approx(found.run.duration_s, rel=1e-9)
    assert account.traction_joule < base.traction_joule
    assert abs(account.imbalance_joule) < 1e-7 * account.traction_joule


def test_a_cap_over_the_whole_run_is_a_pace() -> None:
    item = Allowance(RECOVERY, 0.0, 30_000.0, added_percentage=5.0, spread=Spread.CAPPED)
    found = allowed_run(ITEM, PATH, SETTINGS, [item])
    (cap,) = found.settings.caps
    paced = trainrun(ITEM, PATH, replace(SETTINGS, pace_mps=cap.speed_mps))
    assert (cap.from_m, cap.to_m) == (0.0, 30_000.0)
    assert found.run.duration_s == pytest.approx(1.05 * BASE.duration_s, abs=1e-6)
    assert found.run.duration_s == pytest.approx(paced.duration_s, abs=1e-9)


def test_too_much_for_a_stretch_is_refused_with_what_fits() -> None:
    with pytest.raises(InfeasibleError) as caught:
        allowed_run(ITEM, PATH, SETTINGS, [replace(WORKS, from_m=21_000.0, to_m=22_500.0, added_s=600.0)])
    (problem,) = caught.value.problems
    assert (problem.code, problem.where) == ("E0302", "km 21.000 to 22.500 of the path")
    assert "600 s more do not fit into 1.500 km with the speed outside unchanged" in problem.what
    assert "longer stretch" in problem.mend


def test_who_still_gains_speed_at_the_end_cannot_catch_up() -> None:
    short = replace(SETTINGS, to_m=4000.0)
    with pytest.raises(InfeasibleError, match="reached the speed that it then keeps"):
        allowed_run(ITEM, PATH, short, [replace(WORKS, from_m=100.0, to_m=400.0, added_s=30.0)])


def test_a_stretch_is_not_too_short_for_a_lower_speed_where_a_higher_one_finds_no_place() -> None:
    """Found among random lines: at some speeds the search for the cap's place does not settle."""
    rng = np.random.default_rng(849)
    length_m = float(rng.uniform(5000.0, 30_000.0))
    path = random_line(rng, length_m, int(rng.integers(1, 12)))
    item = train(float(rng.uniform(300e3, 900e3)), float(rng.uniform(50.0, 600.0)), cap_mps=30.0)
    low_m = float(rng.uniform(0.0, 0.8 * length_m))
    high_m = float(rng.uniform(low_m + 300.0, length_m))
    slowing = Slowing(low_m, high_m, float(10.0 ** rng.uniform(0.3, 2.3)))
    settings = RunSettings(0.0, length_m)
    base = trainrun(item, path, settings)
    run = trainrun(item, path, replace(settings, caps=(slowing_cap(item, path, settings, slowing),)))
    assert run.duration_s == pytest.approx(base.duration_s + slowing.added_s, abs=1e-6)
    gained_s = times_at(run, [low_m, high_m]) - times_at(base, [low_m, high_m])
    assert gained_s == pytest.approx([0.0, slowing.added_s], abs=1e-5)


def test_wrong_allowances_are_refused_before_anything_is_run() -> None:
    with pytest.raises(InputError) as caught:
        allowed_run(ITEM, PATH, SETTINGS, [replace(WORKS, added_s=0.0), replace(WORKS, to_m=1.0)])
    assert [problem.code for problem in caught.value.problems] == ["E0105", "E0105"]


@tests_settings(max_examples=5)
@given(st.integers(0, 2**32 - 1))
def test_exact_on_random_lines_or_refused(seed: int) -> None:
    rng = np.random.default_rng(seed)
    length_m = float(rng.uniform(6000.0, 12_000.0))
    path = random_line(rng, length_m, int(rng.integers(1, 6)))
    low_m, high_m = np.sort(rng.uniform(0.0, length_m, 2)).tolist()
    settings = RunSettings(0.0, length_m)
    item = Allowance(ENGINEERING, low_m, high_m, added_s=float(rng.uniform(5.0, 60.0)), spread=Spread.CAPPED)
    try:
        found = allowed_run(ITEM, path, settings, [item])
    except InfeasibleError as refused:
        assert "do not fit" in str(refused)
        return
    assert found.run.duration_s == pytest.approx(found.base.duration_s + item.added_s, abs=1e-6)
    gained_s = times_at(found.run, [low_m, high_m]) - times_at(found.base, [low_m, high_m])
    assert gained_s == pytest.approx([0.0, item.added_s], abs=1e-5)


def test_time_spread_by_coasting_takes_less_energy_than_time_spread_evenly() -> None:
    recovery = Allowance(AllowanceKind.RECOVERY, 0.0, 30_000.0, added_percentage=8.0)
    even, coasting = (
        allowed_run(ITEM, PATH, SETTINGS, [replace(recovery, spread=spread)])
        for spread in (Spread.LINEAR, Spread.COASTING)
    )
    assert coasting.run.duration_s == pytest.approx(1.08 * BASE.duration_s, abs=0.01)
    assert coasting.run.duration_s == pytest.approx(even.run.duration_s, abs=0.01)
    assert Reason.COASTING in coasting.run.reason
    spent = [np.clip(one.run.force_newton[:-1], 0.0, None) @ np.diff(one.run.x_m) for one in (even, coasting)]
    assert spent[1] < spent[0]
    with pytest.raises(InputError, match=r"E0105 .*no other beside it"):
        allowed_run(ITEM, PATH, SETTINGS, [recovery, replace(recovery, spread=Spread.COASTING)])
