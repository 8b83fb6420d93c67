"""What is told of a run with allowances is that of the run shown: the allowance binds where it does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from railcade.motion import ExplainedRun, Reason, RunSettings, explained_run, states_at, why
from railcade.motion.allowances import Allowance, AllowanceKind, Spread
from railcade.motion.explanation.explained_allowed import explained_allowed
from railcade.motion.explanation.words import cap_words, phase_words
from tests.motion.lines import line, train

ITEM = train(mass_kg=600e3, length_m=300.0, cap_mps=100.0 / 3.6)
PATH = line(30_000.0, limit_mps=[(0.0, 80.0 / 3.6), (12_000.0, 40.0 / 3.6), (15_000.0, 80.0 / 3.6)])
SETTINGS = RunSettings(0.0, 30_000.0)
RECOVERY = Allowance(AllowanceKind.RECOVERY, 0.0, 30_000.0, added_percentage=5.0)
WORKS = Allowance(AllowanceKind.ENGINEERING, 17_000.0, 27_000.0, added_s=60.0, spread=Spread.CAPPED)


def told(*allowances: Allowance) -> ExplainedRun:
    return explained_allowed(ITEM, PATH, SETTINGS, allowances)


def test_recovery_all_over_binds_wherever_the_train_does_not_brake() -> None:
    found, base = told(RECOVERY), explained_run(ITEM, PATH, SETTINGS)
    reasons = {phase.reason for phase in found.phases}
    assert reasons == {Reason.ALLOWANCE, Reason.BRAKING}
    assert {Reason.TRACTION, Reason.LINE_LIMIT, Reason.BRAKING} < {phase.reason for phase in base.phases}
    assert set(found.run.reason.tolist()) == {*map(int, reasons), Reason.START, Reason.END}
    for phase, before in zip(found.phases, base.phases, strict=True):
        assert phase.duration_s == pytest.approx(1.05 * before.duration_s)
        braking = phase.reason == Reason.BRAKING
        assert (phase.without, phase.said) == ((None, "") if braking else (before, "recovery"))


def test_each_phase_tells_speeds_of_the_run_shown() -> None:
    found = told(RECOVERY)
    for phase in found.phases:
        ends = states_at(found.run, [phase.from_m, phase.to_m]).v_mps.tolist()
        assert ends == pytest.approx([phase.from_mps, phase.to_mps], abs=1e-9)
        if phase.cap is not None and phase.reason == Reason.ALLOWANCE:
            assert phase.cap.speed_mps == pytest.approx(phase.from_mps)
            assert phase.cap.reason == Reason.ALLOWANCE
    kept = [phase for phase in found.phases if phase.cap is not None and phase.reason == Reason.ALLOWANCE]
    assert phase_words(kept[0]) == "recovery 76.2 km/h; without it line limit 80 km/h"
    assert phase_words(found.phases[0]) == "recovery; without it full traction, speed rises"
    slowed = next(phase for phase in found.phases if phase.reason == Reason.BRAKING)
    assert phase_words(slowed) == "braking to 38.1 km/h at km 12.0"
    assert slowed.to_mps == pytest.approx(40.0 / 3.6 / 1.05)


def test_at_one_place_what_binds_is_below_all_caps() -> None:
    found = told(RECOVERY)
    answer = why(ITEM, PATH, SETTINGS, found.run, found.phases, 8000.0)
    assert answer.phase.reason == Reason.ALLOWANCE
    assert answer.following is not None
    assert answer.following.reason == Reason.LINE_LIMIT
    assert answer.speed_mps == pytest.approx(answer.following.speed_mps / 1.05)


def test_a_lower_speed_on_a_stretch_is_told_as_what_it_is_kept_for() -> None:
    found = told(WORKS)
    kept = next(phase for phase in found.phases if phase.reason == Reason.ALLOWANCE)
    assert kept.cap is not None and kept.without is None
    assert cap_words(kept.cap).startswith("engineering ")
    both = told(WORKS, replace(WORKS, kind=AllowanceKind.PATHING, added_s=20.0))
    assert {phase.cap.said for phase in both.phases if phase.reason == Reason.ALLOWANCE and phase.cap} == {
        "engineering and pathing"
    }
    slower = told(WORKS, RECOVERY)
    inside = why(ITEM, PATH, slower.settings, slower.run, slower.phases, 22_000.0).phase
    words = phase_words(inside)
    assert words.startswith("recovery ") and "; without it engineering " in words


def test_speeds_of_the_run_of_least_energy_are_kept_for_recovery() -> None:
    found = told(replace(RECOVERY, spread=Spread.COASTING))
    assert found.allowed is not None
    assert found.allowed.run is found.run
    caps = found.settings.caps
    assert {(cap.reason, cap.said) for cap in caps} <= {(Reason.ALLOWANCE, "recovery")}
    assert Reason.PACE not in set(np.unique(found.run.reason).tolist())
