"""Which lines run through a box: an index of straight pieces by square of the sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from railcade.notice.boxes import Box
from railcade.notice.graph.courses import OtherCourse, Point

_SQUARE_MM = 8.0

Piece = tuple[OtherCourse, Point, Point]


class Nearby:
    """The lines of other trains, each straight piece under every square that its frame touches."""

    def __init__(self, courses: Sequence[OtherCourse]) -> None:
        self._squares: dict[tuple[int, int], list[Piece]] = {}
        for course in courses:
            for points in course.pieces:
                for start, end in zip(points[:-1], points[1:], strict=True):
                    for square in _squares(Box((start, end)).frame):
                        self._squares.setdefault(square, []).append((course, start, end))

    def crosses(self, box: Box, own: OtherCourse | None = None) -> bool:
        """Whether a line other than `own` runs through a box."""
        return any(
            course is not own and box.crossed_by(start, end)
            for square in _squares(box.frame)
            for course, start, end in self._squares.get(square, ())
        )


def _squares(frame: tuple[float, float, float, float]) -> Iterator[tuple[int, int]]:
    left, top, right, bottom = (int(edge // _SQUARE_MM) for edge in frame)
    return ((column, row) for column in range(left, right + 1) for row in range(top, bottom + 1))
