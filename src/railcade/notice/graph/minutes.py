"""Minute figures at each crossing of a role and a station, as in printed graphs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from railcade.clock import local
from railcade.network import Path
from railcade.notice import look
from railcade.notice.boxes import Box, text_box
from railcade.notice.graph.courses import Point, RoleCourse
from railcade.notice.graph.scale import Scale
from railcade.notice.graph.stations import StationLabel, unnamed
from railcade.notice.graph.times import rest_words
from railcade.notice.look import Type
from railcade.notice.svg import Canvas
from railcade.plan.model import PlanPoint

_RIGHT_MM = 1.0
_ABOVE_MM = 0.7
_BELOW_MM = 2.4
_PLAIN_PT = 6.0
_PRINCIPAL_PT = 7.0


def draw_minutes(
    canvas: Canvas, scale: Scale, path: Path, labels: Sequence[StationLabel], roles: Sequence[RoleCourse]
) -> None:
    """The published minute right of the line above the station; of an arrival left of it and below."""
    canvas.open_group("minutes")
    named = {path.places[label.index].id: label for label in labels if not unnamed(path.places[label.index])}
    for course in sorted(roles, key=lambda course: course.train.role != "principal"):
        style = _style(course.train.role)
        for point in course.train.points:
            label = named.get(point.place)
            if label is None:
                continue
            for words, at, align in _figures(point, path, scale, label.true_mm):
                box = text_box(at, words, style, align, 0.0)
                if canvas.free(box) and _in_sight(box, scale):
                    canvas.text(at, words, style, align)
    canvas.close_group()


def _figures(point: PlanPoint, path: Path, scale: Scale, y_mm: float) -> Iterator[tuple[str, Point, str]]:
    zone = path.places[path.index[point.place]].zone
    if point.stand and point.stand != "origin":
        at = (scale.x_mm(point.arrive_at_s) - _ABOVE_MM, y_mm + _BELOW_MM)
        yield _minute(point.published_arrive_at_s, zone), at, "end"
    if point.stand != "destination":
        at = (scale.x_mm(point.depart_at_s) + _RIGHT_MM, y_mm - _ABOVE_MM)
        yield _minute(point.published_depart_at_s, zone), at, "start"


def _minute(at_s: int, zone: str) -> str:
    moment = local(at_s, zone)
    return f"{moment.minute:02d}{rest_words(moment.second)}"


def _style(role: str) -> Type:
    colour = look.ROLE_COLOURS.get(role, look.FOLLOW_UP)
    if role == "principal":
        return Type("condensed-semibold", _PRINCIPAL_PT, colour, look.HALO_PT)
    return Type("condensed", _PLAIN_PT, colour, look.HALO_PT)


def _in_sight(box: Box, scale: Scale) -> bool:
    """Inside the frame from left to right; at its ends they may stand on the edge."""
    left_mm, _, right_mm, _ = box.frame
    return scale.left_mm < left_mm and right_mm < scale.right_mm
