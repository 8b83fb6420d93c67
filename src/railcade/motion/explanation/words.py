"""What binds a run, in words: one wording for terminal, picture and files."""

from __future__ import annotations

from railcade.motion.explanation.in_force import CapInForce
from railcade.motion.explanation.phases import Phase
from railcade.motion.kilometres import Place, path_place
from railcade.motion.types import Reason
from railcade.units import PERMILLE, kmh_from_mps

SAME_GRADE = 0.05 * PERMILLE
SAME_MPS = 0.05 / 3.6
CLEAR_M = 1.0
"""The tail is told of where the head is farther out of the limit than this."""


def phase_words(phase: Phase, place: Place = path_place) -> str:
    """What binds in a phase, and its figures.

    Parameters
    ----------
    phase : Phase
    place : callable
        How a position is told.
    """
    if phase.reason in _SLOWING:
        return f"{_SLOWING[phase.reason]} {_target(phase, place)}"
    if phase.without is not None:
        much = phase.said if phase.cap is None else cap_words(phase.cap)
        return f"{much}; without it {phase_words(phase.without, place)}"
    if phase.cap is not None:
        return cap_words(phase.cap) + _reach_words(phase, phase.cap, place)
    return f"{_FORCES.get(phase.reason, reason_words(phase.reason))}{_grade_words(phase)}{_trend(phase)}"


def cap_words(cap: CapInForce) -> str:
    """A cap and why it is."""
    speed = f"{speed_words(cap.speed_mps)} km/h"
    if cap.reason == Reason.AXLE_LOAD and cap.said:
        return f"axle load {cap.said}: {speed}"
    if cap.reason == Reason.ALLOWANCE and cap.said:
        return f"{cap.said} {speed}"
    return f"{reason_words(cap.reason)} {speed}" + (f": {cap.said}" if cap.said else "")


def words_there(cap: CapInForce, position_m: float, place: Place = path_place) -> str:
    """A cap as it is met at one position: where only the tail still binds, with where that is clear."""
    if position_m <= cap.to_m + CLEAR_M or cap.clear_m <= cap.to_m:
        return cap_words(cap)
    return f"{cap_words(cap)} until the tail is clear at {place(cap.clear_m)}"


def reason_words(reason: Reason) -> str:
    """The name of a reason."""
    return _NAMES.get(reason, reason.name.lower().replace("_", " "))


def speed_words(speed_mps: float) -> str:
    """A speed in km/h, with one decimal where it is not whole."""
    text = f"{kmh_from_mps(speed_mps):.1f}"
    return text.removesuffix(".0")


def duration_words(duration_s: float) -> str:
    """A running time in hours, minutes and seconds."""
    whole_s = round(duration_s)
    return f"{whole_s // 3600}:{whole_s % 3600 // 60:02d}:{whole_s % 60:02d}"


_NAMES = {
    Reason.LINE_LIMIT: "line limit",
    Reason.TRAIN_CAP: "train cap",
    Reason.PACE: "pace",
    Reason.AXLE_LOAD: "axle load",
    Reason.RULE: "rule",
    Reason.TRACTION: "full traction",
    Reason.GRADE: "full traction, speed falls",
    Reason.ADHESION: "adhesion",
    Reason.ACCELERATION: "largest acceleration",
    Reason.BRAKING: "braking",
    Reason.BUILD_UP: "brake building up",
    Reason.COASTING: "coasting",
    Reason.NEUTRAL_SECTION: "neutral section",
    Reason.FEEDING: "weak feeding",
    Reason.TEMPORARY: "temporary restriction",
    Reason.ALLOWANCE: "allowance",
}
_FORCES = {
    Reason.GRADE: "full traction",
    Reason.ADHESION: "traction at the limit of adhesion",
    Reason.COASTING: "coasting, no power drawn",
    Reason.NEUTRAL_SECTION: "neutral section, no power",
    Reason.FEEDING: "traction at the limit of the feeding",
}
_SLOWING = {Reason.BRAKING: "braking to", Reason.BUILD_UP: "brake building up for"}


def _target(phase: Phase, place: Place) -> str:
    if phase.cap is None:
        return f"a stand at {place(phase.stop_m)}"
    return f"{speed_words(phase.cap.speed_mps)} km/h at {place(phase.cap.from_m)}"


def _reach_words(phase: Phase, cap: CapInForce, place: Place) -> str:
    """To where the cap holds for the head, and where the tail is clear, if the phase lasts beyond that."""
    if phase.to_m <= cap.to_m + CLEAR_M or cap.clear_m <= cap.to_m:
        return ""
    if phase.from_m >= cap.to_m:
        return f" until the tail is clear at {place(cap.clear_m)}"
    return f" to {place(cap.to_m)}, tail clear at {place(cap.clear_m)}"


def _grade_words(phase: Phase) -> str:
    """The grade, where it is what slows the train."""
    if phase.to_mps >= phase.from_mps - SAME_MPS or phase.steepest_grade < SAME_GRADE:
        return ""
    much = "up to " if phase.steepest_grade - phase.grade > SAME_GRADE else ""
    return f" on a rise of {much}{phase.steepest_grade / PERMILLE:.1f} ‰"


def _trend(phase: Phase) -> str:
    if phase.to_mps > phase.from_mps + SAME_MPS:
        return ", speed rises"
    return ", speed falls" if phase.to_mps < phase.from_mps - SAME_MPS else ""
