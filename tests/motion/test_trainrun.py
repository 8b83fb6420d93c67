"""Laws of a run on random lines: force balance, limits for head and tail, bounds between points."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from railcade.motion import (
    BrakeModel,
    Reason,
    Run,
    RunSettings,
    Traction,
    Train,
    times_at,
    trainrun,
)
from railcade.network import Path
from railcade.rules import BrakeFactors
from tests.motion.lines import imbalance, line, pulled_newton, random_line, train

SEEDS = st.integers(0, 2**32 - 1)
SMALL_NEWTON = 1e-3
LONG_M = 3000.0


def draw(seed: int, shortest_m: float = 30.0) -> tuple[Train, Path, RunSettings]:
    """A random train that can run, a random line, and a way on it."""
    rng = np.random.default_rng(seed)
    length_m = float(10.0 ** rng.uniform(np.log10(shortest_m), 4.6))
    path = random_line(rng, length_m, int(rng.integers(0, 40)))
    item = train(
        mass_kg=float(rng.uniform(300e3, 1200e3)),
        length_m=float(rng.uniform(50.0, 850.0)),
        percentage=float(rng.uniform(45.0, 140.0)),
        position=str(rng.choice(["P", "G"])),
        cap_mps=float(rng.uniform(8.0, 25.0)),
    )
    start_m = float(rng.uniform(0.0, 0.4 * length_m))
    pace_mps = float(rng.choice([np.inf, 9.0, 14.0]))
    return (
        item,
        path,
        RunSettings(start_m, length_m, pace_mps, service_brake_factor=float(rng.uniform(0.5, 1.0))),
    )


def lowest_limit(path: Path, item: Train, x_m: float) -> float:
    starts, values = path.limit_mps.start_m, path.limit_mps.value
    tail_m = max(0.0, x_m - item.length_m)
    under = [
        value
        for low, high, value in zip(starts, [*starts[1:], np.inf], values, strict=True)
        if low <= x_m + 1e-6 and high > tail_m + 1e-6
    ]
    return float(min(under))


def outside_mps2(run: Run) -> float:
    """How far the mean acceleration between two points leaves the accelerations at both."""
    dx = np.diff(run.x_m)
    mean = 0.5 * np.diff(run.v_mps**2) / dx
    low, high = np.minimum(run.a_mps2[1:], run.a_mps2[:-1]), np.maximum(run.a_mps2[1:], run.a_mps2[:-1])
    rounding = 1e-9 * run.x_m[-1] / dx
    return float((np.maximum(low - mean, mean - high) - rounding).max())


@given(SEEDS)
def test_mass_times_acceleration_is_the_sum_of_forces_at_every_stored_point(seed: int) -> None:
    item, path, settings = draw(seed)
    assert imbalance(item, path, trainrun(item, path, settings)) < 1e-9


@given(SEEDS)
def test_no_limit_is_exceeded_by_head_or_tail(seed: int) -> None:
    item, path, settings = draw(seed)
    run = trainrun(item, path, settings)
    cap_mps = min(item.cap_mps, settings.pace_mps)
    for x, v in zip(run.x_m.tolist(), run.v_mps.tolist(), strict=True):
        assert v <= min(cap_mps, lowest_limit(path, item, x)) + 1e-9, x


@given(SEEDS)
def test_the_force_is_within_traction_and_brake(seed: int) -> None:
    item, path, settings = draw(seed)
    run = trainrun(item, path, settings)
    for v, force in zip(run.v_mps.tolist(), run.force_newton.tolist(), strict=True):
        band = max(0, int(np.searchsorted(item.brake.speed_mps, v, "left")) - 1)
        brake = item.dynamic_mass_kg * settings.service_brake_factor * item.brake.deceleration_mps2[band]
        assert -brake - SMALL_NEWTON <= force <= pulled_newton(item, v) + SMALL_NEWTON


@given(SEEDS)
def test_points_are_close_rise_and_agree_with_each_other(seed: int) -> None:
    item, path, settings = draw(seed)
    run = trainrun(item, path, settings)
    dx, dt = np.diff(run.x_m), np.diff(run.t_s)
    assert (run.x_m[0], run.t_s[0], run.v_mps[0]) == (settings.from_m, 0.0, 0.0)
    assert (run.x_m[-1], run.v_mps[-1]) == (settings.to_m, 0.0)
    assert dx.min() > 0.0
    assert dt.min() > 0.0
    assert dx.max() <= settings.max_step_m * (1.0 + 1e-12)
    assert outside_mps2(run) < 2e-3  # a rise that eases while the speed grows has its extreme in between
    # Time between two points: within what speeds between theirs, or accelerations a little apart, allow.
    straight = 2.0 * dx / (run.v_mps[1:] + run.v_mps[:-1])
    assert np.all(np.abs(dt - straight) <= 0.05 * dt + 1e-9)


@given(SEEDS)
def test_speed_and_path_are_integrals_over_time(seed: int) -> None:
    """Fine points, part by part: trapezoids of a, and of v with the end correction of Euler and Maclaurin."""
    item, path, settings = draw(seed)
    run = trainrun(item, path, replace(settings, max_step_m=5.0))
    h, a1, a2 = np.diff(run.t_s), run.a_mps2[:-1], run.a_mps2[1:]
    smooth = (run.reason[1:] == run.reason[:-1]) & (np.abs(a2 - a1) < 1e-2) & ((a1 == 0.0) == (a2 == 0.0))
    gained = np.diff(run.v_mps) - 0.5 * h * (a1 + a2)
    way = np.diff(run.x_m) - h * (0.5 * (run.v_mps[1:] + run.v_mps[:-1]) + h * (a1 - a2) / 12.0)
    assert np.all(np.abs(gained) <= 1e-5 + 1e-3 * h**3, where=smooth)
    assert np.all(np.abs(way) <= 1e-6 + 1e-5 * h**4, where=smooth)


@given(SEEDS, st.floats(1.0, 2.0))
def test_more_traction_is_never_slower(seed: int, factor: float) -> None:
    """Without build-up. With it, a stronger train on a leg of some metres may have to brake before a rise."""
    item, path, settings = draw(seed)
    brake = replace(item.brake, build_up_stop_s=0.0, build_up_limit_s=0.0)
    item = replace(item, brake=brake)
    tables = tuple(replace(t, force_newton=tuple(factor * f for f in t.force_newton)) for t in item.tractions)
    run, more = trainrun(item, path, settings), trainrun(replace(item, tractions=tables), path, settings)
    assert more.duration_s <= run.duration_s + 1e-6


@given(SEEDS)
def test_a_higher_pace_is_never_slower(seed: int) -> None:
    item, path, settings = draw(seed, LONG_M)
    run = trainrun(item, path, replace(settings, pace_mps=9.0))
    assert trainrun(item, path, replace(settings, pace_mps=11.0)).duration_s <= run.duration_s + 1e-6


@given(SEEDS)
def test_same_inputs_same_bytes(seed: int) -> None:
    item, path, settings = draw(seed)
    one, two = trainrun(item, path, settings), trainrun(item, path, settings)
    for name in ("x_m", "t_s", "v_mps", "a_mps2", "force_newton", "reason"):
        assert getattr(one, name).tobytes() == getattr(two, name).tobytes()


@given(SEEDS)
def test_fewer_stored_points_do_not_change_the_run(seed: int) -> None:
    """The last metres of rolling out on a rise are the most sensitive: 1e-7 m are 2 ms."""
    item, path, settings = draw(seed, LONG_M)
    coarse = trainrun(item, path, settings)
    fine = trainrun(item, path, replace(settings, max_step_m=2.0))
    assert fine.duration_s == pytest.approx(coarse.duration_s, abs=5e-3)
    inside = np.linspace(settings.from_m, settings.to_m, 101)
    assert times_at(coarse, inside) == pytest.approx(times_at(fine, inside), abs=5e-3)


def test_the_limit_holds_until_the_tail_is_clear() -> None:
    path = line(10_000.0, limit_mps=[(0.0, 20.0), (3000.0, 10.0), (3500.0, 20.0)])
    item = train(length_m=500.0, mass_kg=500e3, cap_mps=30.0)
    run = trainrun(item, path, RunSettings(0.0, 10_000.0))
    under = (run.x_m >= 3000.0) & (run.x_m <= 4000.0)
    assert run.v_mps[under].max() == 10.0
    assert run.v_mps[np.searchsorted(run.x_m, 3500.0)] == 10.0
    assert run.v_mps[np.searchsorted(run.x_m, 4000.0) + 1] > 10.0


def test_the_reason_says_what_binds() -> None:
    path = line(20_000.0, limit_mps=[(0.0, 20.0), (8000.0, 10.0)])
    item = train(mass_kg=500e3, cap_mps=16.0)
    run = trainrun(item, path, RunSettings(0.0, 20_000.0))
    keep = np.concatenate([[True], np.diff(run.reason) != 0])
    names = [Reason(int(reason)).name for reason in run.reason[keep]]
    braking = ["BUILD_UP", "BRAKING"]
    assert names == ["START", "TRACTION", "TRAIN_CAP", *braking, "LINE_LIMIT", *braking, "END"]
    paced = trainrun(item, path, RunSettings(0.0, 20_000.0, pace_mps=9.0))
    assert Reason.PACE in paced.reason
    assert not {Reason.LINE_LIMIT, Reason.TRAIN_CAP} & set(paced.reason.tolist())


@pytest.mark.parametrize(("permille", "held"), [(0.0, False), (-8.0, True)])
def test_build_up_coasts_and_holds_on_a_fall(permille: float, held: bool) -> None:
    item = train(mass_kg=800e3, cap_mps=16.0)
    run = trainrun(item, line(12_000.0, [(0.0, permille / 1000.0)]), RunSettings(0.0, 12_000.0))
    at = np.flatnonzero(run.reason == Reason.BUILD_UP)
    brakes = np.flatnonzero(run.reason == Reason.BRAKING)[0]
    assert run.t_s[brakes] - run.t_s[at[0]] == pytest.approx(item.brake.build_up_stop_s, abs=1e-6)
    assert np.all(run.force_newton[at] <= 0.0)
    assert bool(np.all(run.v_mps[at] == 16.0)) is held
    assert bool(np.all(run.force_newton[at] < 0.0)) is held


def test_a_longer_build_up_and_guaranteed_brakes_take_longer() -> None:
    path, item, settings = line(12_000.0), train(), RunSettings(0.0, 12_000.0)
    brake = item.brake
    slow = BrakeModel(brake.speed_mps, brake.deceleration_mps2, 2.0 * brake.build_up_stop_s, 0.0)
    run = trainrun(item, path, settings)
    later = trainrun(replace(item, brake=slow), path, settings)
    safe = trainrun(item, path, replace(settings, brakes=BrakeFactors(0.7, 0.9, 1.1)))
    assert later.duration_s > run.duration_s
    assert safe.duration_s > run.duration_s
    command, acts = (safe.t_s[np.argmax(safe.reason == r)] for r in (Reason.BUILD_UP, Reason.BRAKING))
    assert acts - command == pytest.approx(1.1 * brake.build_up_stop_s, abs=1e-6)


def test_a_train_longer_than_a_hump_barely_feels_it() -> None:
    hump = [(0.0, 0.0), (3000.0, 0.03), (3100.0, -0.03), (3200.0, 0.0)]
    item = train(length_m=800.0, mass_kg=900e3)
    flat = trainrun(item, line(8000.0), RunSettings(0.0, 8000.0))
    over = trainrun(item, line(8000.0, hump), RunSettings(0.0, 8000.0))
    point = replace(item, length_m=0.0)
    steep = trainrun(point, line(8000.0, hump), RunSettings(0.0, 8000.0))
    assert over.duration_s - flat.duration_s < 1.0
    assert steep.v_mps[np.searchsorted(steep.x_m, 3100.0)] < over.v_mps[np.searchsorted(over.x_m, 3100.0)]


def test_two_limits_close_together_keep_the_brake_on() -> None:
    path = line(8000.0, limit_mps=[(0.0, 16.0), (4000.0, 13.0), (4030.0, 9.0)])
    item = train(mass_kg=700e3, length_m=300.0)
    run = trainrun(item, path, RunSettings(0.0, 8000.0))
    between = (run.x_m >= 4000.0) & (run.x_m < 4030.0)
    assert Reason.TRACTION not in run.reason[between]
    assert run.v_mps[np.searchsorted(run.x_m, 4000.0)] <= 13.0
    assert run.v_mps[np.searchsorted(run.x_m, 4030.0)] == pytest.approx(9.0, abs=1e-9)


def test_coasting_under_a_lower_limit_does_not_pass_it_again() -> None:
    """Build-up of 14 s that begins at a high limit, runs on below a lower one, and down a fall."""
    limits = [(0.0, 20.0), (60.0, 2.0), (90.0, 20.0), (100.0, 1.4)]
    path = line(200.0, [(0.0, 0.03), (60.0, -0.03), (95.0, 0.0)], limits)
    item = train(mass_kg=300e3, length_m=20.0, position="G")
    run = trainrun(item, path, RunSettings(0.0, 200.0))
    for x, v in zip(run.x_m.tolist(), run.v_mps.tolist(), strict=True):
        assert v <= lowest_limit(path, item, x) + 1e-9


def test_rolling_out_on_a_rise_ends_on_the_mark() -> None:
    path = line(4000.0, [(0.0, 0.0), (2500.0, 0.012)], [(0.0, 20.0), (3500.0, 1.4)])
    item = train(mass_kg=900e3, length_m=850.0)
    run = trainrun(item, path, RunSettings(0.0, 4000.0))
    assert run.reason[-2] == Reason.BUILD_UP
    assert 0.5 * run.v_mps[-2] ** 2 == pytest.approx(-run.a_mps2[-2] * (4000.0 - run.x_m[-2]), rel=1e-3)


@pytest.mark.parametrize(
    "table",
    [
        ((0.0, 10.0, 10.1, 40.0), (60e3, 60e3, 30e3, 10e3)),
        ((0.0, 0.1, 40.0), (380e3, 83e3, 30e3)),
        ((0.0, 0.3, 40.0), (200e3, 36e3, 30e3)),
    ],
)
def test_a_steep_fall_of_force_does_not_shake_the_speed(
    table: tuple[tuple[float, ...], tuple[float, ...]],
) -> None:
    item = replace(
        train(mass_kg=300e3, length_m=200.0),
        tractions=(Traction(*table),),
        resistance=(3000.0, 50.0, 10.0),
    )
    path = line(800.0, [(0.0, 0.012)])
    run = trainrun(item, path, RunSettings(0.0, 800.0))
    pulling = int(np.argmax(~np.isin(run.reason, [Reason.START, Reason.TRACTION, Reason.GRADE])))

    def rate(v_mps: float) -> float:
        need = 3000.0 + v_mps * (50.0 + 10.0 * v_mps) + item.mass_kg * 9.81 * 0.012
        return (pulled_newton(item, v_mps) - need) / item.dynamic_mass_kg

    x_m, v_mps, t_s, h_s = 0.0, 0.0, 0.0, 0.002
    for i in range(pulling):
        while t_s < run.t_s[i] - 1e-12:  # the midpoint rule, in steps that are short for any of the tables
            step_s = min(h_s, run.t_s[i] - t_s)
            middle_mps = v_mps + 0.5 * step_s * rate(v_mps)
            x_m, v_mps, t_s = x_m + step_s * middle_mps, v_mps + step_s * rate(middle_mps), t_s + step_s
        assert (run.x_m[i], run.v_mps[i]) == pytest.approx((x_m, v_mps), rel=1e-4, abs=1e-5)


def test_full_traction_ends_where_it_would_exceed_the_largest_acceleration() -> None:
    """Within a step, too: here the grade falls away under the train while it pulls."""
    item = replace(train(cap_mps=40.0), most_mps2=0.1)
    run = trainrun(item, line(6000.0, grade=((0.0, 0.006), (1500.0, -0.008))), RunSettings(0.0, 6000.0))
    assert run.a_mps2.max() == pytest.approx(0.1, rel=1e-6)
