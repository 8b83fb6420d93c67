"""What binds in a run: its phases, the caps in force at a place, and what both say."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from railcade.basis import Basis
from railcade.motion import (
    Cap,
    CapInForce,
    Reason,
    RunSettings,
    caps_at,
    explain,
    explained_run,
    time_shares,
    trainrun,
    why,
)
from railcade.motion.explanation.phases import CAPPED
from railcade.motion.explanation.words import phase_words, words_there
from railcade.network import Extents, Path
from tests.motion.lines import imbalance, line, plain_train, random_line, train

FAST = 100.0 / 3.6
DOWN = line(
    12_000.0,
    grade=[(0.0, 0.0), (7000.0, 0.02), (9000.0, 0.0)],
    limit_mps=[(0.0, FAST), (3000.0, 40.0 / 3.6), (4000.0, FAST)],
)


def told(item, path: Path, settings: RunSettings) -> list[str]:
    return [phase_words(phase) for phase in explained_run(item, path, settings).phases]


def test_a_run_in_words() -> None:
    assert told(train(), DOWN, RunSettings(0.0, 12_000.0)) == [
        "full traction, speed rises",
        "train cap 60 km/h: brake percentage",
        "brake building up for 40 km/h at km 3.0",
        "braking to 40 km/h at km 3.0",
        "line limit 40 km/h to km 4.0, tail clear at km 4.6",
        "full traction, speed rises",
        "train cap 60 km/h: brake percentage",
        "full traction on a rise of up to 20.0 ‰, speed falls",
        "full traction, speed rises",
        "train cap 60 km/h: brake percentage",
        "brake building up for a stand at km 12.0",
        "braking to a stand at km 12.0",
    ]


@given(st.integers(0, 2**32 - 1))
def test_phases_on_random_lines(seed: int) -> None:
    """No gaps; where a cap binds it is the lowest there, and the speed is its; brakings end at their cap."""
    rng = np.random.default_rng(seed)
    length_m = float(rng.uniform(2000.0, 20_000.0))
    path = random_line(rng, length_m, int(rng.integers(1, 25)))
    item = train(length_m=float(rng.uniform(50.0, 850.0)), mass_kg=float(rng.uniform(300e3, 900e3)))
    settings = RunSettings(0.0, length_m, pace_mps=float(rng.choice([12.0, math.inf])))
    run = trainrun(item, path, settings)
    phases = explain(item, path, settings, run)
    assert (phases[0].from_m, phases[-1].to_m) == (0.0, length_m)
    assert math.isclose(sum(phase.duration_s for phase in phases), run.duration_s, rel_tol=1e-12)
    for before, after in zip(phases[:-1], phases[1:], strict=True):
        assert (before.to_m, before.to_s, before.to_mps) == (after.from_m, after.from_s, after.from_mps)
    for phase in phases:
        assert phase.reason not in (Reason.START, Reason.END)
        assert phase.length_m > 0.0
        if phase.reason in CAPPED:
            lowest = caps_at(item, path, settings, 0.5 * (phase.from_m + phase.to_m))[0]
            assert phase.cap.reason == phase.reason
            assert phase.cap.speed_mps == lowest.speed_mps
            assert phase.from_mps == pytest.approx(lowest.speed_mps, abs=1e-6)
            assert phase.to_m <= phase.cap.clear_m + 1e-6
        elif phase.reason == Reason.BRAKING and phase.cap is None:
            assert (phase.to_m, phase.to_mps) == (pytest.approx(length_m), 0.0)
        elif phase.reason == Reason.BRAKING and phase.to_mps <= phase.cap.speed_mps + 1e-6:
            assert phase.cap.from_m == pytest.approx(phase.to_m, abs=1e-3)


def test_a_place_names_the_cap_and_the_next_above_it() -> None:
    settings = RunSettings(0.0, 12_000.0)
    item = train()
    run = trainrun(item, DOWN, settings)
    phases = explain(item, DOWN, settings, run)
    tail = why(item, DOWN, settings, run, phases, 4200.0)
    assert tail.phase.reason == Reason.LINE_LIMIT
    assert words_there(tail.caps[0], 4200.0) == "line limit 40 km/h until the tail is clear at km 4.6"
    assert tail.following is not None
    assert words_there(tail.following, 4200.0) == "train cap 60 km/h: brake percentage"
    inside = why(item, DOWN, settings, run, phases, 3500.0)
    assert words_there(inside.caps[0], 3500.0) == "line limit 40 km/h"
    free = why(item, DOWN, settings, run, phases, 2000.0)
    assert (free.phase.reason, free.following.reason) == (Reason.TRAIN_CAP, Reason.LINE_LIMIT)
    climbing = why(item, DOWN, settings, run, phases, 8000.0)
    assert climbing.phase.reason == Reason.GRADE
    assert climbing.following == climbing.caps[0]
    with pytest.raises(ValueError, match="positions must lie in the run"):
        why(item, DOWN, settings, run, phases, 13_000.0)


def test_forces_at_a_place_are_those_of_the_run() -> None:
    settings = RunSettings(0.0, 12_000.0)
    item = train()
    run = trainrun(item, DOWN, settings)
    phases = explain(item, DOWN, settings, run)
    assert imbalance(item, DOWN, run) < 1e-9
    for position_m in (50.0, 2950.0, 8200.0, 8777.0, 11_900.0):
        at = why(item, DOWN, settings, run, phases, position_m)
        a, b, c = item.resistance
        assert at.resistance_newton == pytest.approx(a + b * at.speed_mps + c * at.speed_mps**2, rel=2e-3)
    assert why(item, DOWN, settings, run, phases, 8200.0).grade_newton == pytest.approx(
        item.mass_kg * 9.81 * 0.02
    )


def test_curves_are_told_apart_from_grade() -> None:
    settings = RunSettings(0.0, 12_000.0)
    item = train()
    bent = replace(DOWN, curve_radius_m=Extents.of([500.0], [3000.0], [400.0], [Basis.ASSUMED]))
    run = trainrun(item, bent, settings)
    there = why(item, bent, settings, run, explain(item, bent, settings, run), 2000.0)
    assert there.curve_newton == pytest.approx(item.mass_kg * 9.81 * settings.curve_law(400.0))
    assert (there.grade, there.grade_newton) == (0.0, 0.0)


def test_two_brakings_without_a_gap_are_told_apart() -> None:
    """From 30 m/s to 20 m/s at km 5, and on at once to 10 m/s 300 m later, at 0.5 m/s²."""
    path = line(9000.0, limit_mps=[(0.0, 30.0), (5000.0, 20.0), (5300.0, 10.0)])
    item = plain_train(400e3, (0.0, 0.0, 0.0), 0.5, 50.0)
    words = told(item, path, RunSettings(0.0, 9000.0, service_brake_factor=1.0))
    assert words == [
        "full traction, speed rises",
        "line limit 108 km/h",
        "braking to 72 km/h at km 5.0",
        "braking to 36 km/h at km 5.3",
        "line limit 36 km/h",
        "braking to a stand at km 9.0",
    ]


def test_a_run_that_never_reaches_its_cap() -> None:
    path = line(600.0)
    assert told(plain_train(100e3, (0.0, 0.0, 0.0), 0.5, 50.0), path, RunSettings(0.0, 600.0)) == [
        "full traction, speed rises",
        "braking to a stand at km 0.6",
    ]


def test_caps_in_force_with_reason_and_reach() -> None:
    heavy = Extents.of([2000.0], [2500.0], [40.0 / 3.6], [Basis.PUBLISHED], [20_000.0])
    item = replace(
        train(),
        axle_load_kg=22_500.0,
        caps=((60.0 / 3.6, "brake percentage"), (80.0 / 3.6, "running gear")),
    )
    ruled = Cap(1000.0, 2200.0, 10.0), Cap(1000.0, 2200.0, 9.0, Reason.RULE, whole_train=False)
    settings = RunSettings(0.0, 12_000.0, pace_mps=14.0, caps=ruled)
    path = replace(DOWN, heavy_limits=heavy)
    at = {x_m: [cap.reason for cap in caps_at(item, path, settings, x_m)] for x_m in (900.0, 2300.0, 2900.0)}
    both = [Reason.PACE, Reason.TRAIN_CAP, Reason.TRAIN_CAP]
    assert at[900.0] == [*both, Reason.LINE_LIMIT]
    assert at[2300.0] == [Reason.RULE, Reason.AXLE_LOAD, *both, Reason.LINE_LIMIT]
    assert at[2900.0] == [Reason.AXLE_LOAD, *both, Reason.LINE_LIMIT]
    assert caps_at(item, path, settings, 900.0)[2].said == "running gear"
    axle = caps_at(item, path, settings, 2900.0)[0]
    words = "axle load 22.5 t above 20 t: 40 km/h until the tail is clear at km 3.1"
    assert words_there(axle, 2900.0) == words
    light = replace(item, axle_load_kg=20_000.0)
    assert Reason.AXLE_LOAD not in {cap.reason for cap in caps_at(light, path, settings, 2300.0)}


def test_equal_limits_in_a_row_are_one_cap_that_reaches_to_their_end() -> None:
    limits = [(0.0, 20.0), (1000.0, 10.0), (1500.0, 10.0), (1800.0, 20.0), (1900.0, 10.0)]
    path = line(9000.0, limit_mps=limits)
    found = caps_at(train(), path, RunSettings(0.0, 9000.0), 2000.0)
    line_caps = [cap for cap in found if cap.reason == Reason.LINE_LIMIT]
    assert line_caps == [
        CapInForce(10.0, Reason.LINE_LIMIT, 1900.0, 9000.0, 9560.0),
        CapInForce(20.0, Reason.LINE_LIMIT, 1800.0, 1900.0, 2460.0),
    ]
    assert caps_at(train(), path, RunSettings(0.0, 9000.0), 1000.0)[0].to_m == 1800.0


def test_time_shares_add_up() -> None:
    leg = explained_run(train(), DOWN, RunSettings(0.0, 12_000.0))
    shares = time_shares(leg.phases, 60.0 / 3.6)
    assert math.isclose(sum(share.duration_s for share in shares), leg.run.duration_s)
    assert math.isclose(sum(share.length_m for share in shares), 12_000.0)
    assert sum(share.count for share in shares) == len(leg.phases)
    lost_s = sum(share.lost_s for share in shares)
    assert lost_s == pytest.approx(leg.run.duration_s - 12_000.0 / (60.0 / 3.6))
    capped = next(share for share in shares if share.reason == Reason.TRAIN_CAP)
    assert (capped.count, capped.lost_s) == (3, pytest.approx(0.0, abs=1e-6))
    assert Reason.BUILD_UP not in {share.reason for share in shares}
    assert [share.duration_s for share in shares] == sorted((s.duration_s for s in shares), reverse=True)


@pytest.mark.parametrize(
    ("until_m", "reason", "target"),
    [
        (2990.0, Reason.BRAKING, "40 km/h at km 3.0"),
        (11_990.0, Reason.BRAKING, "a stand at km 12.0"),
    ],
)
def test_a_braking_that_is_cut_off_is_for_the_cap_ahead(until_m: float, reason: Reason, target: str) -> None:
    last = explained_run(train(), DOWN, RunSettings(0.0, 12_000.0, until_m=until_m)).phases[-1]
    assert (last.reason, last.to_m) == (reason, until_m)
    assert phase_words(last).endswith(target)


def test_a_train_that_is_under_way() -> None:
    settings = RunSettings(1000.0, 12_000.0, start_mps=60.0 / 3.6)
    assert told(train(), DOWN, settings)[0] == "train cap 60 km/h: brake percentage"
    slower = replace(settings, start_mps=50.0 / 3.6)
    assert told(train(), DOWN, slower)[0] == "full traction, speed rises"
    near = RunSettings(2700.0, 12_000.0, start_mps=50.0 / 3.6)
    assert told(train(), DOWN, near)[0] == "brake building up for 40 km/h at km 3.0"


def test_what_the_driver_and_the_line_ask_for() -> None:
    """Coasting, a rule, a neutral section, slippery rails: each with its own reason."""
    level = line(12_000.0)
    rule = Cap(6000.0, 7000.0, 30.0 / 3.6)
    words = told(train(), level, RunSettings(0.0, 12_000.0, caps=(rule,), coasts_m=((400.0, 1500.0),)))
    assert "coasting, no power drawn, speed falls" in words
    assert "brake building up for 30 km/h at km 6.0" in words
    assert "rule 30 km/h to km 7.0, tail clear at km 7.6" in words
    neutral = Extents.of([400.0], [700.0], [0.0], [Basis.PUBLISHED])
    electric = replace(train(), collectors_m=(10.0, 30.0))
    words = told(electric, replace(level, neutral_m=neutral), RunSettings(0.0, 12_000.0))
    assert "neutral section, no power, speed falls" in words
    grip = tuple(replace(item, adhesive_mass_kg=60e3) for item in train().tractions)
    slippery = replace(level, adhesion=Extents.of([0.0], [500.0], [0.5], [Basis.ASSUMED]))
    words = told(replace(train(), tractions=grip), slippery, RunSettings(0.0, 12_000.0))
    assert words[0] == "traction at the limit of adhesion, speed rises"
