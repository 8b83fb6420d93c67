"""Role forms and role marks: one form and one mark each, everywhere."""

from __future__ import annotations

import math
from collections.abc import Sequence

from railcade.notice import look
from railcade.notice.graph.courses import Point, RoleCourse
from railcade.notice.graph.scale import Scale
from railcade.notice.look import Stroke, Weights
from railcade.notice.svg import Canvas

_EDGE_MM = 4.0
_SOLID = ("principal", "advance")
_STAND_CLEAR_MM = 4.0


def draw_form(canvas: Canvas, role: str, points: Sequence[Point], weights: Weights) -> None:
    """A role's line: casing, then solid, or hollow for those behind the principal."""
    colour = look.ROLE_COLOURS.get(role, look.FOLLOW_UP)
    width_pt = {"principal": weights.principal_pt, "advance": weights.advance_pt}.get(role, weights.behind_pt)
    canvas.polyline(points, Stroke(look.PAPER, width_pt + look.CASING_PT), cap="square")
    canvas.polyline(points, Stroke(colour, width_pt), cap="square")
    if role not in _SOLID:
        canvas.polyline(points, Stroke(look.PAPER, weights.core_pt), cap="butt")


def draw_mark(canvas: Canvas, role: str, at: Point, size_mm: float = look.MARK_MM) -> None:
    """A role's mark, cased in paper so that it stands off its line."""
    colour, half_mm = look.ROLE_COLOURS.get(role, look.FOLLOW_UP), size_mm / 2.0
    x, y = at
    casing = Stroke(look.PAPER, look.CASING_PT)
    if role == "principal":
        reach_mm = half_mm * 1.12
        shape = [(x, y - reach_mm), (x + reach_mm, y), (x, y + reach_mm), (x - reach_mm, y)]
        canvas.polygon(shape, colour, stroke=casing)
    elif role == "advance":
        rise_mm = size_mm * math.sqrt(3.0) / 2.0
        shape = [(x, y - rise_mm * 0.6), (x + half_mm, y + rise_mm * 0.4), (x - half_mm, y + rise_mm * 0.4)]
        canvas.polygon(shape, colour, stroke=casing)
    elif role == "rescue":
        canvas.circle(at, half_mm, look.PAPER, casing)
        for start, end in (((x - half_mm, y), (x + half_mm, y)), ((x, y - half_mm), (x, y + half_mm))):
            canvas.line(start, end, Stroke(colour, 1.5))
    else:
        ring = Stroke(colour, 1.35, (0.5, 0.4) if role == "decoy" else ())
        canvas.circle(at, half_mm * 0.8, look.PAPER, ring)


def mark_points(course: RoleCourse, scale: Scale, place_in_order: int) -> list[Point]:
    """Where a role's marks stand: evenly spread in height, each role a little lower than the one before."""
    found: list[Point] = []
    for piece in course.pieces:
        top_mm, bottom_mm = piece[0][1], piece[-1][1]
        count = round(abs(bottom_mm - top_mm) / look.MARK_EVERY_MM)
        for k in range(count):
            share = (k + 0.5) / count
            middle_mm = top_mm + share * (bottom_mm - top_mm)
            for stand_mm in _stands_mm(piece):
                if abs(middle_mm - stand_mm) < _STAND_CLEAR_MM:
                    middle_mm = stand_mm - _STAND_CLEAR_MM
            y_mm = middle_mm + (place_in_order - 1) * look.MARK_STAGGER_MM
            point = _on_slope(piece, y_mm)
            inside = min(top_mm, bottom_mm) + _EDGE_MM < y_mm < max(top_mm, bottom_mm) - _EDGE_MM
            if point is not None and inside and scale.left_mm < point[0] < scale.right_mm:
                found.append(point)
    return found


def _stands_mm(piece: Sequence[Point]) -> list[float]:
    return [y1 for (_, y1), (_, y2) in zip(piece[:-1], piece[1:], strict=True) if y1 == y2]


def _on_slope(piece: Sequence[Point], y_mm: float) -> Point | None:
    for (x1, y1), (x2, y2) in zip(piece[:-1], piece[1:], strict=True):
        if y1 < y_mm <= y2:
            return x1 + (x2 - x1) * (y_mm - y1) / (y2 - y1), y_mm
    return None
