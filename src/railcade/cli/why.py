"""Why a train runs as it does at one place, in words."""

from __future__ import annotations

from railcade.app.running import Running
from railcade.cli.style import Style, wrapped
from railcade.motion import ExplainedRun, Why
from railcade.motion.explanation.phases import CAPPED, SAME_MPS
from railcade.motion.explanation.words import duration_words, phase_words, words_there
from railcade.motion.kilometres import Place
from railcade.units import PERMILLE, kmh_from_mps

_TOLD = 3
_LABEL = 12


def why_lines(running: Running, leg: ExplainedRun, answer: Why, style: Style, width: int) -> list[str]:
    """What binds at one place, what would bind next, and the forces there."""
    place = running.kilometres.place
    trend = _trend_words(answer.acceleration_mps2)
    head = f"{place(answer.position_m)}   {kmh_from_mps(answer.speed_mps):.1f} km/h{trend}"
    ran = f"after {duration_words(leg.before_s + answer.time_s)} of running   {_grade_words(answer.grade)}"
    lines = ["", f"{style.bold(head)}   {style.dim(ran)}"]
    lines += _hanging("", phase_words(answer.phase, place), width)
    lines += _others(answer, place, width)
    return [*lines, *_hanging("forces", _force_words(answer), width)]


def _hanging(label: str, text: str, width: int) -> list[str]:
    first, *rest = wrapped(text, width - _LABEL)
    return [f"  {label}".ljust(_LABEL) + first, *(" " * _LABEL + line for line in rest)]


def _others(answer: Why, place: Place, width: int) -> list[str]:
    """The caps that bind as much, and those that would bind next, up to three."""
    kept = answer.phase.cap if answer.phase.reason in CAPPED else None
    equal = [cap for cap in answer.caps if kept and cap.speed_mps == kept.speed_mps]
    beside = [cap for cap in equal if kept and cap.reason != kept.reason]
    bound_mps = (kept.speed_mps if kept else answer.speed_mps) + SAME_MPS
    above = [cap for cap in answer.caps if cap.speed_mps > bound_mps]
    lines = []
    for title, caps in (("beside it", beside), ("above it", above)):
        for i, cap in enumerate(caps[:_TOLD]):
            lines += _hanging(title if i == 0 else "", words_there(cap, answer.position_m, place), width)
    return lines


def _force_words(answer: Why) -> str:
    parts = [
        f"{'traction' if answer.force_newton >= 0.0 else 'brake'} {abs(answer.force_newton) / 1e3:,.1f} kN",
        f"resistance {answer.resistance_newton / 1e3:,.1f} kN",
        f"curves {answer.curve_newton / 1e3:,.1f} kN" if answer.curve_newton else "",
        f"grade {_signed(answer.grade_newton / 1e3)} kN",
    ]
    return ", ".join(part for part in parts if part)


def _trend_words(acceleration_mps2: float) -> str:
    if abs(acceleration_mps2) < 1e-3:
        return ""
    return ", rising" if acceleration_mps2 > 0.0 else ", falling"


def _grade_words(grade: float) -> str:
    permille = f"{abs(grade) / PERMILLE:.1f} ‰"
    return "level" if permille == "0.0 ‰" else f"{'rise' if grade > 0.0 else 'fall'} of {permille}"


def _signed(value: float) -> str:
    return f"{value:+,.1f}".replace("-", "−")
