"""The way as it rises and falls: heights by the grades, figures in permille."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from railcade.network import Path
from railcade.notice import look
from railcade.notice.boxes import text_box, text_width_mm
from railcade.notice.speed.scale import LEFT_MM, Row, Scale
from railcade.notice.svg import Canvas, level_mm
from railcade.units import PERMILLE

_PAD_MM = 4.2
_FLOOR_MM = 1.6
_STEEPEST_MM_PER_MM = 1.5
_NUMBER_GAP_MM = 0.7
_LIFT_MM = 1.0
_APART_MM = 0.2


def draw_grades(canvas: Canvas, scale: Scale, path: Path) -> None:
    """Height above the start over distance, dashed where a grade is unsure, with its figures."""
    canvas.open_group("grades")
    breaks_m = np.append(path.grade.start_m, path.length_m)
    height_m = np.concatenate([[0.0], np.cumsum(np.diff(breaks_m) * path.grade.value)])
    mm_per_m = _height_scale(scale, breaks_m, height_m)
    for row in scale.rows:
        edges_m = _inside(breaks_m, row)
        tops_m = np.interp(edges_m, breaks_m, height_m)
        base_m = float(tops_m.min())
        floor_mm = row.grade_bottom_mm - _FLOOR_MM
        points = [
            (row.x_mm(float(x_m)), floor_mm - mm_per_m * (float(top_m) - base_m))
            for x_m, top_m in zip(edges_m, tops_m, strict=True)
        ]
        ground = [(points[0][0], row.grade_bottom_mm), *points, (points[-1][0], row.grade_bottom_mm)]
        canvas.polygon(ground, look.INK, look.GROUND_OPACITY)
        _line(canvas, path, edges_m, points)
        _figures(canvas, scale, path, edges_m, points)
        canvas.text((LEFT_MM - 2.0, row.grade_top_mm + 2.2), "‰", look.HEAD, "end")
        unsure = any(basis.unsure for basis in path.grade.basis)
        _heights(canvas, row, (base_m, float(tops_m.max())), mm_per_m, unsure)
    canvas.close_group()


def _heights(canvas: Canvas, row: Row, ends_m: tuple[float, float], mm_per_m: float, unsure: bool) -> None:
    """The lowest and the highest point of a row, over the start of the way."""
    base_m, top_m = ends_m
    style = look.italic(look.HEIGHT) if unsure else look.HEIGHT
    for height_m in (base_m, top_m):
        y_mm = row.grade_bottom_mm - _FLOOR_MM - mm_per_m * (height_m - base_m)
        words = f"{height_m:+,.0f} m".replace("-", "−").replace("+0 m", "0 m").replace("−0 m", "0 m")
        at = (LEFT_MM - 2.0, level_mm(y_mm + 0.35 * style.size_pt * look.MM_PER_PT))
        words = f"≈ {words}" if unsure else words
        if canvas.free(text_box(at, words, style, "end", 0.0).widened(_APART_MM)):
            canvas.text(at, words, style, "end")


def _height_scale(scale: Scale, breaks_m: NDArray[np.float64], height_m: NDArray[np.float64]) -> float:
    """One scale of height for all rows, so that equal slopes look equal; nothing leans over backwards."""
    spans = []
    for row in scale.rows:
        tops_m = np.interp(_inside(breaks_m, row), breaks_m, height_m)
        spans.append(float(tops_m.max() - tops_m.min()))
    row = scale.rows[0]
    room_mm = row.grade_bottom_mm - row.grade_top_mm - _PAD_MM - _FLOOR_MM
    steepest = float(np.abs(np.diff(height_m) / np.diff(breaks_m)).max())
    upright = _STEEPEST_MM_PER_MM * row.mm_per_m / steepest if steepest > 0.0 else np.inf
    return float(min(room_mm / max(*spans, 0.1), upright))


def _inside(breaks_m: NDArray[np.float64], row: Row) -> NDArray[np.float64]:
    between = breaks_m[(breaks_m > row.from_m) & (breaks_m < row.to_m)]
    return np.concatenate([[row.from_m], between, [row.to_m]])


def _unsure_at(path: Path, position_m: float) -> bool:
    at = int(np.searchsorted(path.grade.start_m, position_m, "right")) - 1
    return path.grade.basis[at].unsure


def _line(
    canvas: Canvas, path: Path, edges_m: NDArray[np.float64], points: list[tuple[float, float]]
) -> None:
    """The height line; neighbours of one basis as one, so that dashes stay even."""
    unsure = [_unsure_at(path, 0.5 * (a + b)) for a, b in zip(edges_m[:-1], edges_m[1:], strict=True)]
    first = 0
    for k in range(1, len(unsure) + 1):
        if k == len(unsure) or unsure[k] != unsure[first]:
            dash = look.DASH_MM if unsure[first] else ()
            canvas.polyline(points[first : k + 1], replace(look.HEIGHT_LINE, dash_mm=dash))
            first = k


def _figures(
    canvas: Canvas, scale: Scale, path: Path, edges_m: NDArray[np.float64], points: list[tuple[float, float]]
) -> None:
    """Each grade above its piece of line, where that is long enough."""
    for k, middle_m in enumerate(0.5 * (edges_m[:-1] + edges_m[1:])):
        grade = path.grade.at(float(middle_m))
        words = f"{grade / PERMILLE:+.1f}".replace("-", "−") if abs(grade) >= 0.05 * PERMILLE else "0"
        style = look.GRADE_FIGURE
        if _unsure_at(path, float(middle_m)):
            style, words = look.italic(style), f"≈ {words}"
        (x1, y1), (x2, y2) = points[k], points[k + 1]
        half_mm = 0.5 * text_width_mm(words, style)
        if x2 - x1 < 2.0 * half_mm + _NUMBER_GAP_MM:
            continue
        rise_mm = half_mm * abs(y2 - y1) / (x2 - x1)
        at = ((x1 + x2) / 2.0, level_mm((y1 + y2) / 2.0 - rise_mm - _LIFT_MM))
        if canvas.free(text_box(at, words, style, "middle", 0.0).widened(_APART_MM)):
            canvas.text(at, words, style, "middle")
