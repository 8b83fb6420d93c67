"""Where trains run on the sheet: lines of (x, y) in mm."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from railcade.network import Path
from railcade.notice.graph.scale import Band, Scale
from railcade.plan.model import OtherTrain, PlanPoint, PlanTrain

Point = tuple[float, float]
_HAIR_MM = 1e-6


@dataclass(frozen=True)
class RoleCourse:
    """A role's line in pieces, one for each part of the plot; the pieces end at bands."""

    train: PlanTrain
    pieces: tuple[tuple[Point, ...], ...]

    def x_at_mm(self, y_mm: float) -> tuple[float, float] | None:
        """Where the line comes to and leaves a height, or None where it is not drawn."""
        found: list[float] = []
        for piece, heights_mm in zip(self.pieces, self._heights_mm, strict=True):
            first = max(1, bisect_left(heights_mm, y_mm - _HAIR_MM))
            last = min(len(piece) - 1, bisect_right(heights_mm, y_mm + _HAIR_MM))
            for (x1, y1), (x2, y2) in zip(piece[first - 1 : last], piece[first : last + 1], strict=True):
                if y1 - _HAIR_MM <= y_mm <= y2 + _HAIR_MM:
                    found.extend((x1, x2) if y1 == y2 else (x1 + (x2 - x1) * (y_mm - y1) / (y2 - y1),))
        return (min(found), max(found)) if found else None

    @cached_property
    def _heights_mm(self) -> list[list[float]]:
        """Rising, because roles never turn back on their path."""
        return [[y for _, y in piece] for piece in self.pieces]


@dataclass(frozen=True, slots=True)
class OtherCourse:
    """Another train's line in pieces inside the frame; `opposing` runs against the movement."""

    train: OtherTrain
    opposing: bool
    pieces: tuple[tuple[Point, ...], ...]


def role_course(train: PlanTrain, scale: Scale, path: Path) -> RoleCourse:
    """Line of a role between its bands."""
    pieces: list[list[Point]] = [[]]
    for point in train.points:
        i = path.index[point.place]
        if any(band.first < i < band.last for band in scale.bands):
            continue
        y_mm = scale.y_mm(float(path.place_m[i]))
        arrive, depart = (scale.x_mm(point.arrive_at_s), y_mm), (scale.x_mm(point.depart_at_s), y_mm)
        opens = any(band.first == i for band in scale.bands)
        closes = any(band.last == i for band in scale.bands)
        if closes:
            pieces.append([depart])
        elif opens:
            pieces[-1].append(arrive)
        else:
            pieces[-1].extend([arrive] if arrive == depart else [arrive, depart])
    return RoleCourse(train, tuple(tuple(piece) for piece in pieces if len(piece) > 1))


def band_points(train: PlanTrain, band: Band, path: Path) -> tuple[PlanPoint, PlanPoint] | None:
    """A role's points at both ends of a band, or None where it does not run through it."""
    points = {point.place: point for point in train.points}
    ends = points.get(path.places[band.first].id), points.get(path.places[band.last].id)
    return (ends[0], ends[1]) if ends[0] is not None and ends[1] is not None else None


def other_courses(trains: Iterable[OtherTrain], scale: Scale, path: Path) -> list[OtherCourse]:
    """Lines of the other trains, cut at the frame; trains that never touch the path are left out."""
    found: list[OtherCourse] = []
    for train in trains:
        pieces: list[tuple[Point, ...]] = []
        run: list[Point] = []
        indices: list[int] = []
        before = -2
        for point in train.points:
            i = path.index.get(point.place, -2)
            if i >= 0 and run and abs(i - before) != 1:
                pieces.extend(_inside(run, scale))
                run = []
            if i >= 0:
                y_mm = scale.y_mm(float(path.place_m[i]))
                run.append((scale.x_mm(point.arrive_at_s), y_mm))
                if point.depart_at_s != point.arrive_at_s:
                    run.append((scale.x_mm(point.depart_at_s), y_mm))
                indices.append(i)
            before = i
        pieces.extend(_inside(run, scale))
        if pieces:
            found.append(OtherCourse(train, indices[-1] < indices[0], tuple(pieces)))
    return found


def _inside(run: Sequence[Point], scale: Scale) -> list[tuple[Point, ...]]:
    """The part of a line between the left and right edge of the frame; x never falls along it."""
    kept: list[Point] = []
    for (x1, y1), (x2, y2) in zip(run[:-1], run[1:], strict=True):
        if x2 < scale.left_mm or x1 > scale.right_mm:
            continue
        start, end = (x1, y1), (x2, y2)
        if x1 < scale.left_mm:
            start = (scale.left_mm, y1 + (y2 - y1) * (scale.left_mm - x1) / (x2 - x1))
        if x2 > scale.right_mm:
            end = (scale.right_mm, y1 + (y2 - y1) * (scale.right_mm - x1) / (x2 - x1))
        if not kept:
            kept.append(start)
        kept.append(end)
    return [tuple(kept)] if len(kept) > 1 else []
