"""Where words stand: turned rectangles, and whether two of them touch."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from railcade.notice.fonts import text_width_em
from railcade.notice.look import MM_PER_PT, Type

ABOVE_EM = 0.74
BELOW_EM = 0.16
_SHIFT = {"start": 0.0, "middle": 0.5, "end": 1.0}


@dataclass(frozen=True)
class Box:
    """A rectangle turned about its corner; `corners` in order around it, mm."""

    corners: tuple[tuple[float, float], ...]

    @cached_property
    def frame(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the upright rectangle around it."""
        across, down = zip(*self.corners, strict=True)
        return min(across), min(down), max(across), max(down)

    @property
    def right_mm(self) -> float:
        """Its rightmost point."""
        return self.frame[2]

    def touches(self, other: Box) -> bool:
        """Whether two boxes overlap (separating axes of two convex shapes)."""
        left, top, right, bottom = self.frame
        his_left, his_top, his_right, his_bottom = other.frame
        if left > his_right or his_left > right or top > his_bottom or his_top > bottom:
            return False
        return not (self._parted_from(other) or other._parted_from(self))

    def widened(self, by_mm: float) -> Box:
        """The upright rectangle around it, larger on every side."""
        left, top, right, bottom = self.frame
        left, top, right, bottom = left - by_mm, top - by_mm, right + by_mm, bottom + by_mm
        return Box(((left, top), (right, top), (right, bottom), (left, bottom)))

    def inside(self, width_mm: float, height_mm: float) -> bool:
        """Whether the box lies on a sheet of this size."""
        return all(0.0 <= x <= width_mm and 0.0 <= y <= height_mm for x, y in self.corners)

    def crossed_by(self, start: tuple[float, float], end: tuple[float, float]) -> bool:
        """Whether a straight line goes through the box."""
        return self.touches(Box((start, end)))

    def _parted_from(self, other: Box) -> bool:
        for (x1, y1), (x2, y2) in zip(self.corners, (*self.corners[1:], self.corners[0]), strict=True):
            across_x, across_y = y2 - y1, x1 - x2
            own = [across_x * x + across_y * y for x, y in self.corners]
            his = [across_x * x + across_y * y for x, y in other.corners]
            if max(own) <= min(his) + 1e-9 or max(his) <= min(own) + 1e-9:
                return True
        return False


def text_width_mm(words: str, style: Type) -> float:
    """Width of words on paper, mm."""
    return text_width_em(words, style.face) * style.size_pt * MM_PER_PT


def lines_of(words: str, style: Type, room_mm: float) -> list[str]:
    """Words in as many lines as a width asks for, broken at blanks alone; a longer word stands alone."""
    lines = [""]
    for word in words.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_width_mm(longer, style) > room_mm:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def text_box(at: tuple[float, float], words: str, style: Type, align: str, angle_deg: float) -> Box:
    """Box of words on a baseline that starts, is centred or ends at a point."""
    em_mm = style.size_pt * MM_PER_PT
    width_mm = text_width_mm(words, style)
    left_mm = -_SHIFT[align] * width_mm
    turn = math.radians(angle_deg)
    cos, sin = math.cos(turn), math.sin(turn)
    flat = (
        (left_mm, -ABOVE_EM * em_mm),
        (left_mm + width_mm, -ABOVE_EM * em_mm),
        (left_mm + width_mm, BELOW_EM * em_mm),
        (left_mm, BELOW_EM * em_mm),
    )
    return Box(tuple((at[0] + x * cos - y * sin, at[1] + x * sin + y * cos) for x, y in flat))
