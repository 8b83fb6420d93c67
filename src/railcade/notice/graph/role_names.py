"""Names along the lines of the movement, on sheets whose scale leaves room between the roles."""

from __future__ import annotations

import math
from collections.abc import Sequence

from railcade.notice import look
from railcade.notice.boxes import Box, text_box, text_width_mm
from railcade.notice.graph.along import above, in_frame, straights
from railcade.notice.graph.courses import Point, RoleCourse
from railcade.notice.graph.marks import mark_points
from railcade.notice.graph.scale import Scale
from railcade.notice.look import Type
from railcade.notice.svg import Canvas

_LIFT_MM = 1.5
_STATION_CLEAR_MM = 4.0
_MARK_CLEAR_MM = 0.4
_SHARES = (0.3, 0.45, 0.6, 0.2, 0.75)


def draw_role_names(canvas: Canvas, scale: Scale, roles: Sequence[RoleCourse]) -> None:
    """Role and number once above each line, clear of its ends and of the station lines there."""
    canvas.open_group("role-names")
    marks = [at for k, course in enumerate(roles) for at in mark_points(course, scale, k)]
    for course in roles:
        role = course.train.role
        words = f"{look.ROLE_NAMES.get(role, role.capitalize())} {course.train.number}"
        colour = look.ROLE_COLOURS.get(role, look.FOLLOW_UP)
        style = Type("condensed-semibold", scale.weights.number_pt, colour, look.HALO_PT)
        width_mm = text_width_mm(words, style)
        for start, end in straights(course.pieces, width_mm + 2.0 * _STATION_CLEAR_MM):
            angle_deg = math.degrees(math.atan2(end[1] - start[1], end[0] - start[0]))
            reach_mm = math.dist(start, end) - width_mm
            spots = [above(start, angle_deg, width_mm / 2.0 + s * reach_mm, _LIFT_MM) for s in _SHARES]
            free = [
                at
                for at in spots
                if _is_free(canvas, scale, text_box(at, words, style, "middle", angle_deg), marks)
            ]
            if free:
                canvas.text(free[0], words, style, "middle", angle_deg)
                break
    canvas.close_group()


def _is_free(canvas: Canvas, scale: Scale, box: Box, marks: Sequence[Point]) -> bool:
    """Whether words there stay in the frame and off other words and all role marks."""
    half_mm = look.MARK_MM / 2.0 + _MARK_CLEAR_MM
    crosses = any(
        box.crossed_by((x - dx, y - dy), (x + dx, y + dy))
        for x, y in marks
        for dx, dy in ((half_mm, 0.0), (0.0, half_mm), (half_mm, half_mm), (half_mm, -half_mm))
    )
    return in_frame(box, scale) and canvas.free(box) and not crosses
