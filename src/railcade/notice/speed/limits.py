"""What may be run: limits of the line as a stair, and the tint above what the whole train may."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from railcade.motion import CapInForce, ExplainedRun, Reason, Train
from railcade.motion.explanation.words import cap_words, speed_words
from railcade.motion.way import way_cells
from railcade.network import Path, Steps
from railcade.notice import look
from railcade.notice.boxes import ABOVE_EM, Box, text_box, text_width_mm
from railcade.notice.look import Stroke
from railcade.notice.speed.course import Piece, crossed
from railcade.notice.speed.scale import LEFT_MM, Row, Scale, stroke_width_pt
from railcade.notice.svg import Canvas, Point, level_mm

_LIFT_MM = 0.8
_CLEAR_MM = 0.8
_APART_MM = 0.2
_CAP_STEP_MM = 4.0
_CAP_INSET_MM = 3.0
_SHARES = (0.5, 0.3, 0.7, 0.15, 0.85)


def draw_forbidden(canvas: Canvas, scale: Scale, path: Path, legs: Sequence[ExplainedRun]) -> None:
    """Tint above the lowest cap anywhere under the train."""
    canvas.open_group("forbidden")
    cells = [way_cells(leg.train, path, leg.settings)[0] for leg in legs]
    for row in scale.rows:
        for table in cells:
            inside = table[(table["edge_m"] < row.to_m) & (table["end_m"] > row.from_m)]
            if not len(inside):
                continue
            corners = [(row.x_mm(float(inside["edge_m"][0])), row.top_mm)]
            last_mm = math.nan
            for start_m, end_m, speed_mps in inside[["edge_m", "end_m", "limit_mps"]].tolist():
                y_mm, right_mm = scale.y_mm(row, speed_mps), row.x_mm(end_m)
                if y_mm == last_mm:
                    corners[-1] = (right_mm, y_mm)
                else:
                    corners += [(row.x_mm(start_m), y_mm), (right_mm, y_mm)]
                last_mm = y_mm
            canvas.polygon([*corners, (corners[-1][0], row.top_mm)], look.INK, look.WINDOW_OPACITY)
    canvas.close_group()


def draw_limits(canvas: Canvas, scale: Scale, limit_mps: Steps, length_m: float) -> None:
    """Limits as they are posted, dashed where unsure; those above the panel are left out."""
    canvas.open_group("limits")
    for row in scale.rows:
        for unsure, points in _stairs(row, scale, limit_mps, length_m):
            dash = look.DASH_MM if unsure else ()
            canvas.polyline(points, replace(look.LIMIT_LINE, dash_mm=dash))
    canvas.close_group()


def _stairs(row: Row, scale: Scale, limit_mps: Steps, length_m: float) -> list[tuple[bool, list[Point]]]:
    """Lines of a row and whether they are unsure; neighbours of one basis in one: dashes stay even."""
    ends_m = [*limit_mps.start_m[1:].tolist(), length_m]
    found: list[tuple[bool, list[Point]]] = []
    for start_m, end_m, speed_mps, basis in zip(
        limit_mps.start_m.tolist(), ends_m, limit_mps.value.tolist(), limit_mps.basis, strict=True
    ):
        if start_m >= row.to_m or end_m <= row.from_m:
            continue
        y_mm = scale.y_mm(row, speed_mps)
        step = [(row.x_mm(start_m), y_mm), (row.x_mm(end_m), y_mm)]
        if found and found[-1][0] == basis.unsure:
            found[-1][1].extend(step)
        else:
            found.append((basis.unsure, [*found[-1][1][-1:], *step] if found else step))
    return found


def draw_limit_figures(canvas: Canvas, scale: Scale, path: Path, rows: Sequence[Sequence[Piece]]) -> None:
    """The speed of each limit above its line, where the run leaves room; equal neighbours have one."""
    limit_mps = path.limit_mps
    canvas.open_group("limit figures")
    style = look.LIMIT_FIGURE if scale.single else look.LIMIT_FIGURE_SMALL
    for row, pieces in zip(scale.rows, rows, strict=True):
        for start_m, end_m, i in _equal(limit_mps, path.length_m):
            if start_m >= row.to_m or end_m <= row.from_m:
                continue
            words, face = speed_words(float(limit_mps.value[i])), style
            if limit_mps.basis[i].unsure:
                words, face = f"≈ {words}", look.italic(style)
            left_mm, right_mm = row.x_mm(start_m), row.x_mm(end_m)
            highest_mm = row.top_mm + ABOVE_EM * face.size_pt * look.MM_PER_PT + 0.1
            y_mm = level_mm(max(scale.y_mm(row, float(limit_mps.value[i])) - _lift_mm(scale), highest_mm))
            if right_mm - left_mm < text_width_mm(words, face) + _CLEAR_MM:
                continue
            found = []
            for share in _SHARES:
                at = (left_mm + share * (right_mm - left_mm), y_mm)
                box = text_box(at, words, face, "middle", 0.0)
                inside = left_mm <= box.frame[0] and box.frame[2] <= right_mm
                if inside and canvas.free(box.widened(_APART_MM)) and not crossed(box, pieces):
                    found.append((_on_place(row, path, box), at))
            if found:
                canvas.text(min(found, key=lambda item: item[0])[1], words, face, "middle")
    canvas.close_group()


def _on_place(row: Row, path: Path, box: Box) -> bool:
    """Whether the line of a place goes through a box."""
    left, _, right, _ = box.frame
    return any(row.holds(x_m) and left < row.x_mm(x_m) < right for x_m in path.place_m.tolist())


def _equal(steps: Steps, length_m: float) -> list[tuple[float, float, int]]:
    """Runs of equal value and surety: start, end, index of the first."""
    found: list[tuple[float, float, int]] = []
    ends_m = [*steps.start_m[1:].tolist(), length_m]
    for i, (start_m, end_m) in enumerate(zip(steps.start_m.tolist(), ends_m, strict=True)):
        last = found[-1] if found else None
        if last and (steps.value[last[2]], steps.basis[last[2]]) == (steps.value[i], steps.basis[i]):
            found[-1] = (last[0], end_m, last[2])
        else:
            found.append((start_m, end_m, i))
    return found


def draw_train_cap(
    canvas: Canvas, scale: Scale, train: Train, unsure: bool, path: Path, rows: Sequence[Sequence[Piece]]
) -> None:
    """The train's own cap across each row, named where no limit, run or words stand in the way."""
    cap_mps = train.cap_mps
    if not math.isfinite(cap_mps) or cap_mps >= scale.top_mps:
        return
    canvas.open_group("train cap")
    words = cap_words(CapInForce(cap_mps, Reason.TRAIN_CAP, said=train.cap_reason))
    style = look.CAP_WORDS
    style, words = (look.italic(style), f"≈ {words}") if unsure else (style, words)
    stroke = Stroke(look.INK_2, look.CAP_PT, look.DASH_MM if unsure else ())
    width_mm = text_width_mm(words, style)
    for row, pieces in zip(scale.rows, rows, strict=True):
        y_mm = scale.y_mm(row, cap_mps)
        canvas.line((LEFT_MM, y_mm), (row.right_mm, y_mm), stroke)
        lines = [points for _, points in _stairs(row, scale, path.limit_mps, path.length_m)]
        x_mm = LEFT_MM + _CAP_INSET_MM
        while x_mm + width_mm < row.right_mm:
            at = (x_mm, level_mm(y_mm - _lift_mm(scale)))
            box = text_box(at, words, style, "start", 0.0)
            cut = any(box.crossed_by(a, b) for line in lines for a, b in pairwise(line))
            if not cut and canvas.free(box.widened(_APART_MM)) and not crossed(box, pieces):
                canvas.text(at, words, style)
                break
            x_mm += _CAP_STEP_MM
    canvas.close_group()


def _lift_mm(scale: Scale) -> float:
    """How far words stand above a line that the run may lie on."""
    return 0.5 * stroke_width_pt(scale) * look.MM_PER_PT + _LIFT_MM
