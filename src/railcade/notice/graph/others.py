"""The other trains: quiet lines, loud holds, numbers where they are free to read."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from railcade.network import Path
from railcade.notice import look
from railcade.notice.boxes import Box, text_box, text_width_mm
from railcade.notice.graph.courses import OtherCourse, Point, RoleCourse
from railcade.notice.graph.scale import Scale
from railcade.notice.look import Stroke, Type
from railcade.notice.svg import Canvas

_STRAIGHT_MM = 0.3
_ABOVE_MM = 0.8
_CONVOY_MM = 7.3
_DAY_S = 86_400.0
_HALF_DAY_MM = 5.0
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
    for _, (start, end) in _holds(scale, path, courses):
        canvas.line(start, end, Stroke(look.INK, scale.weights.hold_pt))
    canvas.close_group()


def draw_hold_labels(canvas: Canvas, scale: Scale, path: Path, courses: Sequence[OtherCourse]) -> None:
    """Number and minutes at the left end of each hold, longest first, where they are free."""
    if trains_a_day(courses, scale) > look.LABELLED_TRAINS_A_DAY:
        return
    canvas.open_group("hold-labels")
    style = Type("condensed-semibold", scale.weights.number_pt + 0.4, look.INK, look.HALO_PT)
    drop_mm = 0.35 * style.size_pt * look.MM_PER_PT
    for (words, hold_s), (start, end) in sorted(
        _holds(scale, path, courses), key=lambda item: (-item[0][1], item[0][0])
    ):
        if hold_s < look.HOLD_LABEL_FROM_S:
            continue
        x, y = start
        for at, align in (
            ((x - 0.8, y + drop_mm), "end"),
            ((x - 0.8, y - 0.6), "end"),
            ((x - 0.8, y + 2.2), "end"),
            ((x, y - 0.9), "start"),
            ((x, y + 2.3), "start"),
            ((end[0] + 0.8, y + drop_mm), "start"),
        ):
            box = text_box(at, words, style, align, 0.0)
            if canvas.free(box) and _in_frame(box, scale):
                canvas.text(at, words, style, align)
                break
    canvas.close_group()


def draw_numbers(
    canvas: Canvas, scale: Scale, courses: Sequence[OtherCourse], roles: Sequence[RoleCourse]
) -> None:
    """One number per train along its line, where it is straight, free, and not near the movement."""
    canvas.open_group("numbers")
    lines = [(course, piece) for course in courses for piece in course.pieces]
    for course in courses:
        if not any(hold.hold_s >= look.HOLD_LABEL_FROM_S for hold in course.train.holds):
            _number(canvas, scale, course, lines, roles)
    canvas.close_group()


def _holds(
    scale: Scale, path: Path, courses: Sequence[OtherCourse]
) -> Iterator[tuple[tuple[str, int], tuple[Point, Point]]]:
    for course in courses:
        for hold in course.train.holds:
            i = path.index.get(hold.place)
            if i is None:
                continue
            y_mm = scale.y_mm(float(path.place_m[i]))
            start_mm = max(scale.left_mm, scale.x_mm(hold.from_at_s))
            end_mm = min(scale.right_mm, scale.x_mm(hold.until_at_s))
            if start_mm < end_mm:
                words = f"{course.train.number} held {hold.hold_s // 60}′"
                yield (words, hold.hold_s), ((start_mm, y_mm), (end_mm, y_mm))


def _number(
    canvas: Canvas,
    scale: Scale,
    course: OtherCourse,
    lines: Sequence[tuple[OtherCourse, Sequence[Point]]],
    roles: Sequence[RoleCourse],
) -> None:
    colour = look.OPPOSING if course.opposing else look.INK_2
    style = Type("condensed", scale.weights.number_pt, colour, look.HALO_PT)
    width_mm = text_width_mm(course.train.number, style)
    fallback: tuple[Point, float] | None = None
    for start, end in _straights(course, width_mm + 2.0):
        angle_deg = math.degrees(math.atan2(end[1] - start[1], end[0] - start[0]))
        length_mm = math.dist(start, end)
        for share in _SHARES:
            reach_mm = share * (length_mm - width_mm - 2.0) + width_mm / 2.0 + 1.0
            at = _above(start, angle_deg, reach_mm)
            box = text_box(at, course.train.number, style, "middle", angle_deg)
            if not (_in_frame(box, scale) and canvas.free(box) and _clear_of_roles(box, scale, roles)):
                continue
            if not _crossed(box, course, lines):
                canvas.text(at, course.train.number, style, "middle", angle_deg)
                return
            fallback = fallback or (at, angle_deg)
    if fallback is not None:
        canvas.text(fallback[0], course.train.number, style, "middle", fallback[1])


def _straights(course: OtherCourse, least_mm: float) -> list[tuple[Point, Point]]:
    """Stretches of a line that stay within a hair of their chord, longest first, none of them level."""
    found: list[tuple[Point, Point]] = []
    for piece in course.pieces:
        first = 0
        for k in range(1, len(piece)):
            if k + 1 == len(piece) or _bent(piece[first : k + 2]):
                if piece[first][1] != piece[k][1] and math.dist(piece[first], piece[k]) >= least_mm:
                    found.append((piece[first], piece[k]))
                first = k
    return sorted(found, key=lambda ends: (-round(math.dist(*ends), 3), ends))


def _bent(points: Sequence[Point]) -> bool:
    (x1, y1), (x2, y2) = points[0], points[-1]
    length = math.dist(points[0], points[-1]) or 1.0
    off_mm = (abs((x2 - x1) * (y - y1) - (y2 - y1) * (x - x1)) / length for x, y in points[1:-1])
    return any(off > _STRAIGHT_MM for off in off_mm)


def _above(start: Point, angle_deg: float, reach_mm: float) -> Point:
    turn = math.radians(angle_deg)
    x = start[0] + reach_mm * math.cos(turn) + _ABOVE_MM * math.sin(turn)
    y = start[1] + reach_mm * math.sin(turn) - _ABOVE_MM * math.cos(turn)
    return x, y


def _in_frame(box: Box, scale: Scale) -> bool:
    return all(
        scale.left_mm + 0.5 < x < scale.right_mm - 0.5
        and scale.top_mm + 0.4 < y < scale.bottom_mm - 0.4
        and not any(band.top_mm - 0.4 < y < band.bottom_mm + 0.4 for band in scale.bands)
        for x, y in box.corners
    )


def _clear_of_roles(box: Box, scale: Scale, roles: Sequence[RoleCourse]) -> bool:
    for x, y in box.corners:
        for role in roles:
            span = role.x_at_mm(y)
            if span is not None and span[0] - _CONVOY_MM < x < span[1] + _CONVOY_MM:
                return False
    return True


def _crossed(box: Box, own: OtherCourse, lines: Sequence[tuple[OtherCourse, Sequence[Point]]]) -> bool:
    low_x, high_x = min(x for x, _ in box.corners), max(x for x, _ in box.corners)
    low_y, high_y = min(y for _, y in box.corners), max(y for _, y in box.corners)
    return any(
        box.crossed_by(first, second)
        for course, piece in lines
        if course is not own and piece[0][0] < high_x and piece[-1][0] > low_x
        for first, second in zip(piece[:-1], piece[1:], strict=True)
        if first[0] < high_x
        and second[0] > low_x
        and min(first[1], second[1]) < high_y
        and max(first[1], second[1]) > low_y
    )
