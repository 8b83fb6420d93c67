"""What binds, told at the line itself where the band has no room: in the white beneath the run."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from railcade.motion import ExplainedRun, Kilometres, Phase, Reason, states_at
from railcade.motion.explanation.phases import CAPPED, SLOWED
from railcade.motion.explanation.words import phase_words, reason_words
from railcade.notice import look
from railcade.notice.boxes import Box, lines_of, text_box
from railcade.notice.speed.scale import Row, Scale
from railcade.notice.svg import Canvas, Point, level_mm

_ROOM_MM = 34.0
_ASIDE_MM = 2.8
_LEAD = 1.2
_DROP_MM = 3.0
_TRIES = 12
_CLEAR_MM = 1.0
_SEEN_MM = 4.0
_EDGE_MM = 0.4
_LOOKS = 25

Unnamed = tuple[Row, ExplainedRun, int]


def draw_notes(canvas: Canvas, scale: Scale, unnamed: Sequence[Unnamed], kilometres: Kilometres) -> None:
    """Words beside each phase of a force that has none; a build-up is told with its braking."""
    canvas.open_group("notes")
    for row, leg, i in unnamed:
        phase = leg.phases[i]
        if phase.reason == Reason.BUILD_UP and leg.phases[i + 1 : i + 2]:
            continue
        if phase.reason in CAPPED or not _seen(scale, row, phase):
            continue
        words = phase_words(phase, kilometres.place) if phase.reason in SLOWED else reason_words(phase.reason)
        if phase.reason == Reason.BRAKING:
            before = leg.phases[i - 1]
            if i and before.reason == Reason.BUILD_UP:
                words += f", brake building up from {kilometres.place(before.from_m)}"
        _place(canvas, scale, (row, leg, i), lines_of(words, look.NOTE, _ROOM_MM))
    canvas.close_group()


def _seen(scale: Scale, row: Row, phase: Phase) -> bool:
    """Whether a phase is large enough on paper to be looked for."""
    rise_mm = abs(scale.y_mm(row, phase.to_mps) - scale.y_mm(row, phase.from_mps))
    return rise_mm + phase.length_m * row.mm_per_m >= _SEEN_MM


def _place(canvas: Canvas, scale: Scale, unnamed: Unnamed, lines: Sequence[str]) -> None:
    """On the side where the run is higher, from the middle of the phase downwards."""
    row, leg, i = unnamed
    phase = leg.phases[i]
    falls = phase.to_mps < phase.from_mps
    x_mm = row.x_mm(phase.from_m) - _ASIDE_MM if falls else row.x_mm(phase.to_m) + _ASIDE_MM
    align = "end" if falls else "start"
    pitch_mm = look.NOTE.size_pt * look.MM_PER_PT * _LEAD
    first_mm = scale.y_mm(row, 0.5 * (phase.from_mps + phase.to_mps))
    for k in range(_TRIES):
        top_mm = first_mm + k * _DROP_MM
        points = [(x_mm, level_mm(top_mm + n * pitch_mm)) for n in range(len(lines))]
        boxes = [text_box(at, line, look.NOTE, align, 0.0) for at, line in zip(points, lines, strict=True)]
        if all(canvas.free(box.widened(_EDGE_MM)) and _in_the_white(scale, row, leg, box) for box in boxes):
            _write(canvas, points, lines, align)
            return


def _write(canvas: Canvas, points: Sequence[Point], lines: Sequence[str], align: str) -> None:
    for at, line in zip(points, lines, strict=True):
        ground = text_box(at, line, look.NOTE, align, 0.0).widened(_EDGE_MM)
        canvas.polygon(ground.corners, look.PAPER)
        canvas.text(at, line, look.NOTE, align)


def _in_the_white(scale: Scale, row: Row, leg: ExplainedRun, box: Box) -> bool:
    """Whether a box lies in the panel and the run stays above it."""
    left, top, right, bottom = box.frame
    first_mm, last_mm = row.x_mm(leg.settings.from_m), row.x_mm(leg.settings.to_m)
    if left < first_mm or right > last_mm or bottom > row.bottom_mm - _CLEAR_MM:
        return False
    ends_mm = max(left - _CLEAR_MM, first_mm), min(right + _CLEAR_MM, last_mm)
    from_m, to_m = (row.from_m + (x_mm - row.x_mm(row.from_m)) / row.mm_per_m for x_mm in ends_mm)
    slowest_mps = float(states_at(leg.run, np.linspace(from_m, to_m, _LOOKS)).v_mps.min())
    return scale.y_mm(row, slowest_mps) < top - _CLEAR_MM
