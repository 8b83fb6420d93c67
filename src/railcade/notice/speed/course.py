"""The run as a line whose form says what the driver does."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from railcade.motion import ExplainedRun, Phase, Reason, states_at
from railcade.notice import look
from railcade.notice.boxes import Box
from railcade.notice.look import Stroke
from railcade.notice.speed.scale import Row, Scale, stroke_width_pt
from railcade.notice.svg import Canvas, Point

WITHOUT_POWER = frozenset({Reason.BUILD_UP, Reason.COASTING, Reason.NEUTRAL_SECTION})
_SAMPLE_MM = 0.15
_SAMPLES = 64
_OFF_MM = 0.02
_TEETH_EVERY_MM = 1.05
_TOOTH_MM = 1.7


@dataclass(frozen=True, slots=True)
class Piece:
    """A phase as drawn in a row."""

    reason: Reason
    points: tuple[Point, ...]


def run_pieces(scale: Scale, legs: Sequence[ExplainedRun]) -> list[list[Piece]]:
    """The run as drawn, by rows."""
    return [
        [
            Piece(phase.reason, tuple(_points(scale, row, leg, phase)))
            for leg in legs
            for phase in leg.phases
            if phase.from_m < row.to_m and phase.to_m > row.from_m
        ]
        for row in scale.rows
    ]


def crossed(box: Box, pieces: Sequence[Piece]) -> bool:
    """Whether the run goes through a box."""
    left, _, right, _ = box.frame
    return any(
        box.crossed_by(a, b)
        for piece in pieces
        if piece.points[0][0] <= right and piece.points[-1][0] >= left
        for a, b in pairwise(piece.points)
    )


def draw_run(canvas: Canvas, scale: Scale, rows: Sequence[Sequence[Piece]]) -> None:
    """Every phase in its form: thin without power, combed where the brake slows it, else heavy."""
    canvas.open_group("run")
    width_pt = stroke_width_pt(scale)
    for pieces in rows:
        for piece in pieces:
            if piece.reason == Reason.BRAKING:
                draw_teeth(canvas, piece.points, width_pt)
        for thin in (True, False):
            for points in _joined(pieces, thin):
                stroke = Stroke(look.PRINCIPAL, look.RUN_THIN_PT if thin else width_pt)
                canvas.polyline(points, stroke, cap="butt" if thin else "round")
    canvas.close_group()


def draw_teeth(canvas: Canvas, points: Sequence[Point], width_pt: float) -> None:
    """A comb inside a braking curve."""
    stroke = Stroke(look.PRINCIPAL, look.TEETH_PT)
    reach_mm = 0.5 * width_pt * look.MM_PER_PT + _TOOTH_MM
    along_mm = _TEETH_EVERY_MM / 2.0
    for (x1, y1), (x2, y2) in pairwise(points):
        length_mm = math.dist((x1, y1), (x2, y2))
        while along_mm < length_mm:
            x, y = x1 + (x2 - x1) * along_mm / length_mm, y1 + (y2 - y1) * along_mm / length_mm
            across = (-(y2 - y1) / length_mm, (x2 - x1) / length_mm)
            canvas.line((x, y), (x + reach_mm * across[0], y + reach_mm * across[1]), stroke)
            along_mm += _TEETH_EVERY_MM
        along_mm -= length_mm


def _joined(pieces: Sequence[Piece], thin: bool) -> list[list[Point]]:
    """Pieces of one weight; neighbours as one line, so that corners are round."""
    found: list[list[Point]] = []
    for piece in pieces:
        if (piece.reason in WITHOUT_POWER) is not thin:
            continue
        if found and found[-1][-1] == piece.points[0]:
            found[-1] += piece.points[1:]
        else:
            found.append(list(piece.points))
    return found


def _points(scale: Scale, row: Row, leg: ExplainedRun, phase: Phase) -> list[Point]:
    """The phase as drawn in a row: only what shows on paper."""
    from_m, to_m = max(phase.from_m, row.from_m), min(phase.to_m, row.to_m)
    width_mm = (to_m - from_m) * row.mm_per_m
    count = max(2, min(_SAMPLES * 64, math.ceil(width_mm / _SAMPLE_MM)), _SAMPLES if _slopes(phase) else 2)
    share = np.linspace(0.0, 1.0, count)
    # Squared at a start and mirrored at a stand: the line is upright where the train stands.
    if phase.from_mps == 0.0:
        share = share**2
    elif phase.to_mps == 0.0:
        share = 1.0 - (1.0 - share) ** 2
    states = states_at(leg.run, from_m + share * (to_m - from_m))
    x_mm = np.array([row.x_mm(float(x_m)) for x_m in states.x_m])
    y_mm = np.array([scale.y_mm(row, float(v_mps)) for v_mps in states.v_mps])
    keep = _showing(np.column_stack([x_mm, y_mm]))
    return [(round(float(x_mm[i]), 3), round(float(y_mm[i]), 3)) for i in keep]


def _slopes(phase: Phase) -> bool:
    return abs(phase.to_mps - phase.from_mps) > 1e-6


def _showing(points_mm: NDArray[np.float64]) -> list[int]:
    """Points without which a line would be off by more than a hair (Douglas and Peucker 1973)."""
    keep = {0, len(points_mm) - 1}
    todo = [(0, len(points_mm) - 1)]
    while todo:
        first, last = todo.pop()
        if last - first < 2:
            continue
        chord = points_mm[last] - points_mm[first]
        length_mm = float(np.hypot(*chord)) or 1.0
        off = points_mm[first + 1 : last] - points_mm[first]
        off_mm = np.abs(chord[0] * off[:, 1] - chord[1] * off[:, 0]) / length_mm
        worst = int(np.argmax(off_mm))
        if off_mm[worst] > _OFF_MM:
            keep.add(first + 1 + worst)
            todo += [(first, first + 1 + worst), (first + 1 + worst, last)]
    return sorted(keep)
