"""Names along the lines of the movement, on sheets whose scale leaves room between the roles."""

from __future__ import annotations

import math
from collections.abc import Sequence

from railcade.notice import look
from railcade.notice.boxes import text_box, text_width_mm
from railcade.notice.graph.along import above, in_frame, straights
from railcade.notice.graph.courses import RoleCourse
from railcade.notice.graph.scale import Scale
from railcade.notice.look import Type
from railcade.notice.svg import Canvas

_LIFT_MM = 1.5
_STATION_CLEAR_MM = 4.0


def draw_role_names(canvas: Canvas, scale: Scale, roles: Sequence[RoleCourse]) -> None:
    """Role and number once above each line, clear of its ends and of the station lines there."""
    canvas.open_group("role-names")
    for course in roles:
        role = course.train.role
        words = f"{look.ROLE_NAMES.get(role, role.capitalize())} {course.train.number}"
        colour = look.ROLE_COLOURS.get(role, look.FOLLOW_UP)
        style = Type("condensed-semibold", scale.weights.number_pt, colour, look.HALO_PT)
        width_mm = text_width_mm(words, style)
        for start, end in straights(course.pieces, width_mm + 2.0 * _STATION_CLEAR_MM):
            angle_deg = math.degrees(math.atan2(end[1] - start[1], end[0] - start[0]))
            at = above(start, angle_deg, 0.3 * math.dist(start, end) + width_mm / 4.0, _LIFT_MM)
            box = text_box(at, words, style, "middle", angle_deg)
            if in_frame(box, scale) and canvas.free(box):
                canvas.text(at, words, style, "middle", angle_deg)
                break
    canvas.close_group()
