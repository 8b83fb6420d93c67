"""The band of reasons: what binds at each place, named in it where there is room."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from railcade.motion import ExplainedRun, Kilometres, Phase, Reason
from railcade.motion.explanation.phases import CAPPED
from railcade.motion.explanation.words import phase_words, reason_words, speed_words
from railcade.network import Path
from railcade.notice import look
from railcade.notice.boxes import lines_of, text_width_mm
from railcade.notice.look import Type
from railcade.notice.speed.course import WITHOUT_POWER
from railcade.notice.speed.notes import draw_notes
from railcade.notice.speed.scale import Row, Scale
from railcade.notice.svg import Canvas

_PAD_MM = 0.7
_LEAD = 1.18
_COMB_EVERY_MM = 1.05
_TICK_FROM_MM = 0.35
_OPACITY = {Reason.LINE_LIMIT: look.LIMIT_OPACITY}


def draw_reasons(
    canvas: Canvas, scale: Scale, path: Path, legs: Sequence[ExplainedRun], cap_unsure: bool
) -> None:
    """One box for each phase: tinted where a cap binds, with an edge if it is the line's; else marked.

    What finds no room in its box is told at the line itself, if the sheet has room for that.
    """
    canvas.open_group("reasons")
    kilometres = Kilometres(path)
    unnamed: list[tuple[Row, ExplainedRun, int]] = []
    for row in scale.rows:
        canvas.polyline(
            [
                (row.x_mm(row.from_m), row.band_top_mm),
                (row.right_mm, row.band_top_mm),
                (row.right_mm, row.band_bottom_mm),
                (row.x_mm(row.from_m), row.band_bottom_mm),
                (row.x_mm(row.from_m), row.band_top_mm),
            ],
            look.BAND_OUTLINE,
            cap="square",
        )
        for leg in legs:
            for i, phase in enumerate(leg.phases):
                if phase.from_m < row.to_m and phase.to_m > row.from_m:
                    unsure = _unsure(path, phase, cap_unsure)
                    wording = _wording(scale, row, phase, unsure, kilometres)
                    _box(canvas, row, phase, marked=phase.reason in CAPPED or wording is None)
                    if wording is None:
                        unnamed.append((row, leg, i))
                    else:
                        _set(canvas, row, phase, *wording)
    canvas.close_group()
    if scale.single:
        draw_notes(canvas, scale, unnamed, kilometres)


def draw_mark(canvas: Canvas, corners: tuple[float, float, float, float], reason: Reason) -> None:
    """The mark of a reason in a box of left, top, right, bottom."""
    left, top, right, bottom = corners
    if right - left < _TICK_FROM_MM:
        return
    if reason in WITHOUT_POWER:
        middle = (top + bottom) / 2.0
        canvas.line((left, middle), (right, middle), look.BAND_MARK)
    elif reason == Reason.BRAKING:
        count = max(1, int((right - left) / _COMB_EVERY_MM))
        for k in range(count):
            x = left + (right - left) * (k + 0.5) / count
            canvas.line((x, top), (x, bottom), look.BAND_MARK)
    elif reason == Reason.GRADE:
        canvas.line((left, top), (right, bottom), look.BAND_MARK)
    elif reason in (Reason.TRACTION, Reason.ADHESION, Reason.ACCELERATION):
        canvas.line((left, bottom), (right, top), look.BAND_MARK)
    else:
        opacity = _OPACITY.get(reason, look.CAP_OPACITY)
        canvas.rect((left, top), (right - left, bottom - top), look.INK, opacity)
        if reason == Reason.LINE_LIMIT:  # tints die in a fax, an edge does not
            canvas.line((left, top), (right, top), look.LIMIT_EDGE)
        if reason == Reason.ALLOWANCE:
            canvas.line((left, bottom), (right, bottom), look.LIMIT_EDGE)


def _box(canvas: Canvas, row: Row, phase: Phase, marked: bool) -> None:
    left, right = row.x_mm(phase.from_m), row.x_mm(phase.to_m)
    if marked:
        draw_mark(canvas, (left, row.band_top_mm, right, row.band_bottom_mm), phase.reason)
    if phase.from_m > row.from_m and right - left > _TICK_FROM_MM:
        canvas.line((left, row.band_top_mm), (left, row.band_bottom_mm), look.BAND_OUTLINE)


def _wording(
    scale: Scale, row: Row, phase: Phase, unsure: bool, kilometres: Kilometres
) -> tuple[list[str], Type] | None:
    """The longest wording that fits the box, in one line or in several."""
    room_mm = row.x_mm(phase.to_m) - row.x_mm(phase.from_m) - 2.0 * _PAD_MM
    height_mm = row.band_bottom_mm - row.band_top_mm - _PAD_MM
    sizes = (look.BAND_WORDS, look.BAND_WORDS_SMALL) if scale.single else (look.BAND_WORDS_SMALL,)
    for size in sizes:
        style = look.italic(size) if unsure else size
        for choice in _choices(phase, kilometres):
            words = f"≈\u00a0{choice}" if unsure else choice
            lines = lines_of(words, style, room_mm)
            if _fits(lines, style, room_mm, height_mm):
                return lines, style
    return None


def _fits(lines: Sequence[str], style: Type, room_mm: float, height_mm: float) -> bool:
    pitch_mm = style.size_pt * look.MM_PER_PT * _LEAD
    return len(lines) * pitch_mm <= height_mm and all(text_width_mm(line, style) <= room_mm for line in lines)


def _set(canvas: Canvas, row: Row, phase: Phase, lines: Sequence[str], style: Type) -> None:
    em_mm = style.size_pt * look.MM_PER_PT
    middle_mm = (row.x_mm(phase.from_m) + row.x_mm(phase.to_m)) / 2.0
    centre_mm = (row.band_top_mm + row.band_bottom_mm) / 2.0 + 0.35 * em_mm
    for k, line in enumerate(lines):
        shift_mm = (k - (len(lines) - 1) / 2.0) * _LEAD * em_mm
        canvas.text((middle_mm, centre_mm + shift_mm), line, style, "middle")


def _choices(phase: Phase, kilometres: Kilometres) -> list[str]:
    """Wordings from the full one to the shortest."""
    name = "brake" if phase.reason == Reason.BRAKING else reason_words(phase.reason)
    if phase.cap is None or phase.reason in (Reason.BRAKING, Reason.BUILD_UP):
        short = {Reason.BUILD_UP: "build-up", Reason.TRACTION: "traction"}.get(phase.reason, name)
        return [phase_words(phase, kilometres.place), name, short]
    speed = speed_words(phase.cap.speed_mps)
    brief = {Reason.LINE_LIMIT: "limit", Reason.TRAIN_CAP: "cap"}.get(phase.reason, name)
    shorter = [f"{name} {speed} km/h", f"{name} {speed}", f"{brief} {speed}", speed]
    return [phase_words(phase, kilometres.place), *shorter]


def _unsure(path: Path, phase: Phase, cap_unsure: bool) -> bool:
    """Whether the cap that binds is estimated or assumed."""
    if phase.reason == Reason.TRAIN_CAP:
        return cap_unsure
    given = {
        Reason.LINE_LIMIT: (path.limit_mps.start_m, path.limit_mps.basis),
        Reason.AXLE_LOAD: (path.heavy_limits.from_m, path.heavy_limits.basis),
        Reason.TEMPORARY: (path.temporary_limits.from_m, path.temporary_limits.basis),
    }
    if phase.reason not in given or phase.cap is None:
        return False
    starts_m, bases = given[phase.reason]
    return any(bases[i].unsure for i in np.flatnonzero(starts_m == phase.cap.from_m).tolist())
