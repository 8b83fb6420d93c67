"""Words along lines: where a line is straight, and where words above it stand."""

from __future__ import annotations

import math
from collections.abc import Sequence

from railcade.notice.boxes import Box
from railcade.notice.graph.courses import Point
from railcade.notice.graph.scale import Scale

_STRAIGHT_MM = 0.3
_LONGEST_RUN = 60


def straights(pieces: Sequence[Sequence[Point]], least_mm: float) -> list[tuple[Point, Point]]:
    """Stretches of a line that stay within a hair of their chord, longest first, none of them level."""
    found: list[tuple[Point, Point]] = []
    for piece in pieces:
        first = 0
        for k in range(1, len(piece)):
            if k + 1 == len(piece) or k - first > _LONGEST_RUN or _bent(piece[first : k + 2]):
                if piece[first][1] != piece[k][1] and math.dist(piece[first], piece[k]) >= least_mm:
                    found.append((piece[first], piece[k]))
                first = k
    return sorted(found, key=lambda ends: (-round(math.dist(*ends), 3), ends))


def _bent(points: Sequence[Point]) -> bool:
    (x1, y1), (x2, y2) = points[0], points[-1]
    length = math.dist(points[0], points[-1]) or 1.0
    off_mm = (abs((x2 - x1) * (y - y1) - (y2 - y1) * (x - x1)) / length for x, y in points[1:-1])
    return any(off > _STRAIGHT_MM for off in off_mm)


def above(start: Point, angle_deg: float, reach_mm: float, lift_mm: float) -> Point:
    """A point some way along a line from its start, lifted off it."""
    turn = math.radians(angle_deg)
    x = start[0] + reach_mm * math.cos(turn) + lift_mm * math.sin(turn)
    y = start[1] + reach_mm * math.sin(turn) - lift_mm * math.cos(turn)
    return x, y


def in_frame(box: Box, scale: Scale) -> bool:
    """Whether words stand inside the plot and outside its bands."""
    return all(
        scale.left_mm + 0.5 < x < scale.right_mm - 0.5
        and scale.top_mm + 0.4 < y < scale.bottom_mm - 0.4
        and not any(band.top_mm - 0.4 < y < band.bottom_mm + 0.4 for band in scale.bands)
        for x, y in box.corners
    )
