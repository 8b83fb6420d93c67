"""Names along the lines of the movement, on sheets whose scale leaves room between the roles."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from railcade.notice import look
from railcade.notice.boxes import Box, text_box, text_width_mm
from railcade.notice.graph.along import above, in_frame, straights
from railcade.notice.graph.courses import Point, RoleCourse
from railcade.notice.graph.marks import mark_points
from railcade.notice.graph.scale import Scale
from railcade.notice.look import Type
from railcade.notice.svg import Canvas

_LIFT_MM = 1.5
_ENDS_MM = 1.0
_MARK_CLEAR_MM = 0.4
_APART_MM = 120.0
_SHARES = (0.5, 0.35, 0.65, 0.2, 0.8, 0.05, 0.95)


def draw_role_names(canvas: Canvas, scale: Scale, roles: Sequence[RoleCourse]) -> None:
    """Role and number above each line where it is straight and free, and again where it is long."""
    canvas.open_group("role-names")
    marks = [at for k, course in enumerate(roles) for at in mark_points(course, scale, k)]
    for course in roles:
        role = course.train.role
        words = f"{look.ROLE_NAMES.get(role, role.capitalize())} {course.train.number}"
        colour = look.ROLE_COLOURS.get(role, look.FOLLOW_UP)
        style = Type("condensed-semibold", scale.weights.number_pt, colour, look.HALO_PT)
        named: list[Point] = []
        for at, angle_deg in _spots(course, text_width_mm(words, style)):
            apart = all(math.dist(at, other) > _APART_MM for other in named)
            if apart and _is_free(canvas, scale, text_box(at, words, style, "middle", angle_deg), marks):
                canvas.text(at, words, style, "middle", angle_deg)
                named.append(at)
    canvas.close_group()


def _spots(course: RoleCourse, width_mm: float) -> Iterator[tuple[Point, float]]:
    """Where words could stand, and how they are turned; the longest straight stretch first."""
    for start, end in straights(course.pieces, width_mm + 2.0 * _ENDS_MM):
        angle_deg = math.degrees(math.atan2(end[1] - start[1], end[0] - start[0]))
        reach_mm = math.dist(start, end) - width_mm - 2.0 * _ENDS_MM
        for share in _SHARES:
            yield above(start, angle_deg, _ENDS_MM + width_mm / 2.0 + share * reach_mm, _LIFT_MM), angle_deg


def _is_free(canvas: Canvas, scale: Scale, box: Box, marks: Sequence[Point]) -> bool:
    """Whether words there stay in the frame and off other words and all role marks."""
    half_mm = look.MARK_MM / 2.0 + _MARK_CLEAR_MM
    crosses = any(
        box.crossed_by((x - dx, y - dy), (x + dx, y + dy))
        for x, y in marks
        for dx, dy in ((half_mm, 0.0), (0.0, half_mm), (half_mm, half_mm), (half_mm, -half_mm))
    )
    return in_frame(box, scale) and canvas.free(box) and not crosses
