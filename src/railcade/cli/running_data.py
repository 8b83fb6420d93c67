"""What `railcade motion --json` says: SI, positions from the start of the way."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from railcade.app.running import Running, RunningRow
from railcade.cli.running import share_words
from railcade.motion import CapInForce, ExplainedRun, Phase, TimeShare, Why
from railcade.motion.explanation.words import phase_words, words_there


def motion_data(
    running: Running, answers: Sequence[tuple[ExplainedRun, Why]], files: Sequence[Path]
) -> dict[str, Any]:
    """Everything as a JSON object, SI, positions from the start of the way."""
    formation = running.formation
    return {
        "formation": formation.id,
        "mass_kg": formation.mass_kg,
        "length_m": formation.length_m,
        "brake_percentage": formation.brake_percentage,
        "cap_mps": formation.cap.speed_mps,
        "cap_reason": formation.cap.reason,
        "base_s": running.base_s,
        "added_s": running.added_s,
        "running_s": running.running_s,
        "driven": [data for i, leg in enumerate(running.legs) for data in _driven_data(leg, i)],
        "rows": [_row_data(running, row) for row in running.rows],
        "energy": asdict(running.energy),
        "shares": [_share_data(share) for share in running.shares],
        "phases": [
            _phase_data(phase, i, leg, running)
            for i, leg in enumerate(running.legs)
            for phase in leg.phases
        ],
        "warnings": [asdict(item) for item in running.warnings],
        "assumptions": [asdict(item) for item in running.assumptions],
        "why": [why_data(running, leg, answer) for leg, answer in answers],
        "files": [str(path) for path in files],
    }


def why_data(running: Running, leg: ExplainedRun, answer: Why) -> dict[str, Any]:
    """What binds at one place, as a JSON object."""
    place = running.kilometres.place
    following = answer.following
    return {
        "km": running.kilometres.at(answer.position_m),
        "position_m": answer.position_m,
        "running_s": leg.before_s + answer.time_s,
        "speed_mps": answer.speed_mps,
        "acceleration_mps2": answer.acceleration_mps2,
        "force_newton": answer.force_newton,
        "resistance_newton": answer.resistance_newton,
        "curve_newton": answer.curve_newton,
        "grade_newton": answer.grade_newton,
        "grade": answer.grade,
        "reason": answer.phase.reason.name.lower(),
        "words": phase_words(answer.phase, place),
        "caps": [_cap_data(cap) for cap in answer.caps],
        "next": None if following is None else words_there(following, answer.position_m, place),
    }


def _row_data(running: Running, row: RunningRow) -> dict[str, Any]:
    return {
        "place": row.place.id,
        "km": running.kilometres.at(row.position_m),
        "position_m": row.position_m,
        "running_s": row.running_s,
        "base_s": row.base_s,
        "added_s": dict(row.added_s),
        "speed_mps": row.speed_mps,
        "stands": row.stands,
    }


def _driven_data(leg: ExplainedRun, leg_number: int) -> list[dict[str, Any]]:
    """How a leg keeps what is added: slower all over, and with a lower largest speed on stretches."""
    if leg.allowed is None:
        return []
    slower = leg.allowed.stretching
    caps = [
        {"from_m": cap.from_m, "to_m": cap.to_m, "speed_mps": cap.speed_mps}
        for cap in leg.allowed.lower_caps
    ]
    return [{"leg": leg_number, **asdict(slower), "caps": caps}]


def _share_data(share: TimeShare) -> dict[str, Any]:
    return {
        "reason": share.reason.name.lower(),
        "words": share_words(share),
        "length_m": share.length_m,
        "duration_s": share.duration_s,
        "lost_s": share.lost_s,
        "phases": share.count,
    }


def _phase_data(phase: Phase, leg_number: int, leg: ExplainedRun, running: Running) -> dict[str, Any]:
    return {
        "leg": leg_number,
        "from_m": phase.from_m,
        "to_m": phase.to_m,
        "from_s": leg.before_s + phase.from_s,
        "to_s": leg.before_s + phase.to_s,
        "from_mps": phase.from_mps,
        "to_mps": phase.to_mps,
        "reason": phase.reason.name.lower(),
        "cap": None if phase.cap is None else _cap_data(phase.cap),
        "steepest_grade": phase.steepest_grade,
        "words": phase_words(phase, running.kilometres.place),
    }


def _cap_data(cap: CapInForce) -> dict[str, Any]:
    """Bounds that are nowhere are left out: JSON has no infinity."""
    held = {"from_m": cap.from_m, "to_m": cap.to_m, "clear_m": cap.clear_m}
    ends = {name: value for name, value in held.items() if math.isfinite(value)}
    return {"speed_mps": cap.speed_mps, "reason": cap.reason.name.lower(), "said": cap.said, **ends}
