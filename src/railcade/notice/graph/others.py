"""The other trains: quiet lines, loud holds, numbers where they are free to read."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from railcade.network import Path
from railcade.notice import look
from railcade.notice.boxes import Box, text_box, text_width_mm
from railcade.notice.graph.along import above, in_frame, straights
from railcade.notice.graph.courses import OtherCourse, Point, RoleCourse
from railcade.notice.graph.nearby import Nearby
from railcade.notice.graph.scale import Scale
from railcade.notice.look import Stroke, Type
from railcade.notice.svg import Canvas
from railcade.plan.model import Hold, OtherTrain

_ABOVE_MM = 0.8
_CONVOY_MM = 7.3
_BESIDE_MM = 1.2
_DAY_S = 86_400.0
_SHARES = (0.5, 0.35, 0.65, 0.2, 0.8, 0.1, 0.9)


def trains_a_day(courses: Sequence[OtherCourse], scale: Scale) -> float:
    """How busy the sheet is."""
    return len(courses) * _DAY_S / max(_DAY_S, scale.until_at_s - scale.from_at_s)


def draw_others(canvas: Canvas, scale: Scale, courses: Sequence[OtherCourse]) -> None:
    """Lines, held trains a little heavier."""
    canvas.open_group("others")
    weights = scale.weights
    busy = trains_a_day(courses, scale) >= look.BUSY_TRAINS_A_DAY
    usual_pt = weights.other_busy_pt if busy else weights.other_pt
    for course in courses:
        width_pt = weights.other_held_pt if course.train.holds else usual_pt
        colour = look.OPPOSING if course.opposing else look.OTHER
        for piece in course.pieces:
            canvas.polyline(piece, Stroke(colour, width_pt))
    canvas.close_group()


def draw_holds(canvas: Canvas, scale: Scale, path: Path, courses: Sequence[OtherCourse]) -> None:
    """Each hold as an ink bar on the line of the held train."""
    canvas.open_group("holds")
    for _, _, (start, end) in _holds(scale, path, courses):
        canvas.line(start, end, Stroke(look.INK, scale.weights.hold_pt))
    canvas.close_group()


def any_hold(scale: Scale, path: Path, courses: Sequence[OtherCourse]) -> bool:
    """Whether a hold lies on the sheet."""
    return next(_holds(scale, path, courses), None) is not None


def draw_hold_labels(
    canvas: Canvas,
    scale: Scale,
    path: Path,
    courses: Sequence[OtherCourse],
    roles: Sequence[RoleCourse],
) -> frozenset[str]:
    """Number and minutes at the left end of each hold, or near it, longest hold first, where they are free.

    Returns the ids of the trains that are named so.
    """
    named: set[str] = set()
    if trains_a_day(courses, scale) > look.LABELLED_TRAINS_A_DAY:
        return frozenset()
    canvas.open_group("hold-labels")
    nearby = Nearby(courses)
    style = Type("condensed-semibold", scale.weights.number_pt + 0.4, look.INK, look.HALO_PT)
    drop_mm = 0.35 * style.size_pt * look.MM_PER_PT
    holds = sorted(_holds(scale, path, courses), key=lambda item: (-item[1].hold_s, item[0].id))
    for train, hold, (start, end) in holds:
        if hold.hold_s < look.HOLD_LABEL_FROM_S:
            continue
        words = f"{train.number} held {(hold.hold_s + 30) // 60}′"
        x, y = start
        spots: list[tuple[Point, str]] = [
            ((x - 1.2, y + drop_mm), "end"),
            ((x - 1.2, y - 0.6), "end"),
            ((x - 1.2, y + 2.2), "end"),
            ((x, y - 0.9), "start"),
            ((x, y + 2.3), "start"),
            ((end[0] + 1.2, y + drop_mm), "start"),
            ((end[0] + 1.2, y - 0.6), "start"),
            ((end[0] + 1.2, y + 2.2), "start"),
        ]
        boxes = [(at, align, text_box(at, words, style, align, 0.0)) for at, align in spots]
        for at, align, box in [*boxes[:3], *sorted(boxes[3:], key=lambda item: nearby.crosses(item[2]))]:
            if canvas.free(box) and in_frame(box, scale) and clear_of_roles(box, roles, _BESIDE_MM):
                canvas.text(at, words, style, align)
                named.add(train.id)
                break
    canvas.close_group()
    return frozenset(named)


def draw_numbers(
    canvas: Canvas,
    scale: Scale,
    courses: Sequence[OtherCourse],
    nearby: Nearby,
    roles: Sequence[RoleCourse],
) -> None:
    """One number per train along its line, where it is straight, free, and not near the movement."""
    canvas.open_group("numbers")
    for course in courses:
        _number(canvas, scale, course, nearby, roles)
    canvas.close_group()


def _holds(
    scale: Scale, path: Path, courses: Sequence[OtherCourse]
) -> Iterator[tuple[OtherTrain, Hold, tuple[Point, Point]]]:
    for course in courses:
        for hold in course.train.holds:
            i = path.index.get(hold.place)
            if i is None:
                continue
            y_mm = scale.y_mm(float(path.place_m[i]))
            start_mm = max(scale.left_mm, scale.x_mm(hold.from_at_s))
            end_mm = min(scale.right_mm, scale.x_mm(hold.until_at_s))
            if start_mm < end_mm:
                yield course.train, hold, ((start_mm, y_mm), (end_mm, y_mm))


def _number(
    canvas: Canvas,
    scale: Scale,
    course: OtherCourse,
    nearby: Nearby,
    roles: Sequence[RoleCourse],
) -> None:
    colour = look.OPPOSING if course.opposing else look.INK_2
    style = Type("condensed", scale.weights.number_pt, colour, look.HALO_PT)
    width_mm = text_width_mm(course.train.number, style)
    fallback: tuple[Point, float] | None = None
    for start, end in straights(course.pieces, width_mm + 2.0):
        angle_deg = math.degrees(math.atan2(end[1] - start[1], end[0] - start[0]))
        length_mm = math.dist(start, end)
        for share in _SHARES:
            reach_mm = share * (length_mm - width_mm - 2.0) + width_mm / 2.0 + 1.0
            at = above(start, angle_deg, reach_mm, _ABOVE_MM)
            box = text_box(at, course.train.number, style, "middle", angle_deg)
            if not (in_frame(box, scale) and canvas.free(box) and clear_of_roles(box, roles, _CONVOY_MM)):
                continue
            if not nearby.crosses(box, course):
                canvas.text(at, course.train.number, style, "middle", angle_deg)
                return
            fallback = fallback or (at, angle_deg)
    if fallback is not None:
        canvas.text(fallback[0], course.train.number, style, "middle", fallback[1])


def clear_of_roles(box: Box, roles: Sequence[RoleCourse], distance_mm: float) -> bool:
    """Whether a box is farther than a distance from the movement."""
    left_mm, top_mm, right_mm, bottom_mm = box.frame
    for y_mm in (top_mm, (top_mm + bottom_mm) / 2.0, bottom_mm):
        for role in roles:
            span = role.x_at_mm(y_mm)
            if span is not None and left_mm < span[1] + distance_mm and right_mm > span[0] - distance_mm:
                return False
    return True
