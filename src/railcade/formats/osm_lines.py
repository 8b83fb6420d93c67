"""Ways over tracks laid upon each other: what runs side by side is one line, where they part is a junction.

The shortest ways come first. Of each further one only what lies apart from all lines so far is new; where
it leaves them, the line that it leaves is cut in two.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from railcade.formats.osm_json import OsmWay
from railcade.formats.osm_ways import Plane, Route
from railcade.network.course import haversine_m
from railcade.network.steps import FloatArray

BESIDE_M = 70.0
LEAST_COS = 0.9
SAMPLE_M = 50.0
SHORTEST_M = 600.0
"""Parts of a way that leave a line for less than this are tracks of the same station, or loops."""
LONGEST_APART_M = 3000.0
"""Two tracks of one line may lie further apart than `BESIDE_M` for as long as this."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A line between two ends: points, and the OSM way of each step between them.

    `ends` are numbers of places, then of junctions, which are counted on from the places.
    """

    ends: tuple[int, int]
    lonlat_deg: tuple[tuple[float, float], ...]
    ways: tuple[OsmWay, ...]

    @property
    def along_m(self) -> FloatArray:
        """Distance of each point from the first, m."""
        points = np.array(self.lonlat_deg)
        return np.append(0.0, np.cumsum(haversine_m(points[:-1], points[1:])))

    @property
    def length_m(self) -> float:
        """Its length, m."""
        return float(self.along_m[-1])


@dataclass(frozen=True, slots=True)
class Place:
    """An end of pieces: number and position."""

    number: int
    lonlat_deg: tuple[float, float]


def laid_over(
    plane: Plane, routes: Sequence[Route], places: Sequence[tuple[float, float]]
) -> tuple[list[Piece], list[tuple[float, float]]]:
    """Pieces between places and junctions, and the junctions' positions."""
    pieces: list[Piece] = []
    ends = list(places)
    for route in routes:
        whole = Piece(route.ends, route.lonlat_deg, route.ways)
        # One new part at a time, for each cuts the pieces that the others are looked up in.
        while (part := _next_new(plane, pieces, whole)) is not None:
            from_m, to_m = part
            first = _end_at(plane, pieces, ends, whole, from_m)
            last = _end_at(plane, pieces, ends, whole, to_m)
            if first == last:
                break
            from_m, to_m = (
                _abreast(plane, whole, ends[end], m) for end, m in ((first, from_m), (last, to_m))
            )
            pieces.append(_joined(replace(_cut(whole, from_m, to_m), ends=(first, last)), ends))
    pieces = [_joined(piece, ends) for piece in pieces]
    return _through(pieces, ends, len(places))


def _samples(piece: Piece) -> tuple[FloatArray, FloatArray]:
    """Positions along a piece, and the points there."""
    along_m = piece.along_m
    at_m = np.linspace(0.0, along_m[-1], max(2, round(along_m[-1] / SAMPLE_M) + 1))
    points = np.array(piece.lonlat_deg)
    return at_m, np.column_stack([np.interp(at_m, along_m, points[:, i]) for i in (0, 1)])


def _heading(points_m: FloatArray) -> FloatArray:
    ahead = np.gradient(points_m, axis=0)
    unit: FloatArray = ahead / np.maximum(np.hypot(*ahead.T), 1e-9)[:, None]
    return unit


def _beside(plane: Plane, pieces: Sequence[Piece], points_m: FloatArray) -> np.ndarray:
    """Which points lie beside a piece and run as it does."""
    on = np.zeros(len(points_m), bool)
    heading = _heading(points_m)
    for piece in pieces:
        other_m = plane.xy_m(_samples(piece)[1])
        away_m = np.hypot(*np.moveaxis(points_m[:, None] - other_m[None], 2, 0))
        along = np.abs(heading @ _heading(other_m).T) >= LEAST_COS
        on |= np.any((away_m <= BESIDE_M) & along, axis=1)
    return on


def _next_new(plane: Plane, pieces: Sequence[Piece], whole: Piece) -> tuple[float, float] | None:
    """The first part of a way that lies on no piece yet."""
    at_m, lonlat = _samples(whole)
    on = _beside(plane, pieces, plane.xy_m(lonlat))
    for value in (False, True):  # short gaps first, then short touches
        for first, last in list(_runs(on, value)):
            inner = value is False or (first > 0 and last < len(on))
            if inner and at_m[last - 1] - at_m[first] < SHORTEST_M and last - first < len(on):
                on[first:last] = not value
    for first, last in _runs(on, False):
        return float(at_m[max(first - 1, 0)]), float(at_m[min(last, len(at_m) - 1)])
    return None


def _runs(marks: np.ndarray, value: bool) -> Iterator[tuple[int, int]]:
    """First and one beyond the last of each run of a value."""
    padded = np.concatenate([[not value], marks, [not value]]) == value
    edges = np.flatnonzero(padded[1:] != padded[:-1])
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)


def _end_at(
    plane: Plane, pieces: list[Piece], ends: list[tuple[float, float]], whole: Piece, at_m: float
) -> int:
    """The place or junction at a position of a way; a line that passes there is cut."""
    if at_m <= 0.0:
        return whole.ends[0]
    if at_m >= whole.length_m:
        return whole.ends[1]
    points = np.array(whole.lonlat_deg)
    here = [
        (
            float(np.interp(at_m, whole.along_m, points[:, 0])),
            float(np.interp(at_m, whole.along_m, points[:, 1])),
        )
    ]
    away_m = np.hypot(*(plane.xy_m(ends) - plane.xy_m(here)).T)
    nearest = int(np.argmin(away_m))
    if away_m[nearest] < SHORTEST_M:
        return nearest
    best = min(range(len(pieces)), key=lambda i: _foot(plane, pieces[i], here)[0])
    foot_m = _foot(plane, pieces[best], here)[1]
    piece = pieces[best]
    points = np.array(piece.lonlat_deg)
    ends.append(
        (
            float(np.interp(foot_m, piece.along_m, points[:, 0])),
            float(np.interp(foot_m, piece.along_m, points[:, 1])),
        )
    )
    number = len(ends) - 1
    pieces[best] = replace(_cut(piece, 0.0, foot_m), ends=(piece.ends[0], number))
    pieces.append(replace(_cut(piece, foot_m, piece.length_m), ends=(number, piece.ends[1])))
    return number


def _abreast(plane: Plane, whole: Piece, end: tuple[float, float], at_m: float) -> float:
    """Where on a way an end lies abreast; the position itself where the way does not pass by it."""
    away_m, foot_m = _foot(plane, whole, [end])
    return foot_m if away_m <= BESIDE_M + SAMPLE_M else at_m


def _foot(plane: Plane, piece: Piece, here: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """How far a piece is from a point, and where on it the nearest sample lies."""
    at_m, lonlat = _samples(piece)
    away_m = np.hypot(*(plane.xy_m(lonlat) - plane.xy_m(here)).T)
    i = int(np.argmin(away_m))
    return float(away_m[i]), float(at_m[i])


def _cut(piece: Piece, from_m: float, to_m: float) -> Piece:
    """A part of a piece; its ends are still those of the whole."""
    along_m = piece.along_m
    points = np.array(piece.lonlat_deg)

    def at(position_m: float) -> tuple[float, float]:
        return (
            float(np.interp(position_m, along_m, points[:, 0])),
            float(np.interp(position_m, along_m, points[:, 1])),
        )

    inside = np.flatnonzero((along_m > from_m + 0.01) & (along_m < to_m - 0.01))
    starts_m = [from_m, *along_m[inside]]
    steps = np.clip(np.searchsorted(along_m, np.array(starts_m) + 0.005, "right") - 1, 0, len(piece.ways) - 1)
    lonlat = (at(from_m), *(piece.lonlat_deg[int(i)] for i in inside), at(to_m))
    return Piece(piece.ends, lonlat, tuple(piece.ways[int(i)] for i in steps))


def _joined(piece: Piece, ends: Sequence[tuple[float, float]]) -> Piece:
    """A piece that begins and ends at the position of its ends."""
    first, last = ends[piece.ends[0]], ends[piece.ends[1]]
    lonlat, ways = list(piece.lonlat_deg), list(piece.ways)
    if lonlat[0] != first:
        lonlat.insert(0, first)
        ways.insert(0, ways[0])
    if lonlat[-1] != last:
        lonlat.append(last)
        ways.append(ways[-1])
    return Piece(piece.ends, tuple(lonlat), tuple(ways))


def _through(
    pieces: Sequence[Piece], ends: Sequence[tuple[float, float]], places: int
) -> tuple[list[Piece], list[tuple[float, float]]]:
    """Without junctions at which but two pieces meet, the others numbered anew."""
    found = _once(pieces)
    for number in range(places, len(ends)):
        at = [piece for piece in found if number in piece.ends]
        if len(at) == 2:
            first, second = at
            first = first if first.ends[1] == number else _turned(first)
            second = second if second.ends[0] == number else _turned(second)
            found = [piece for piece in found if piece not in at]
            found.append(
                Piece(
                    (first.ends[0], second.ends[1]),
                    first.lonlat_deg + second.lonlat_deg[1:],
                    first.ways + second.ways,
                )
            )
    kept = sorted({end for piece in found for end in piece.ends if end >= places})
    new = {number: places + i for i, number in enumerate(kept)} | {i: i for i in range(places)}
    found = [replace(piece, ends=(new[piece.ends[0]], new[piece.ends[1]])) for piece in found]
    return sorted(found, key=lambda piece: piece.ends), [ends[number] for number in kept]


def _once(pieces: Sequence[Piece]) -> list[Piece]:
    """Without the longer of two short pieces between the same ends: tracks of one line that lie apart."""
    kept: list[Piece] = []
    for piece in sorted(pieces, key=lambda item: (item.length_m, item.ends)):
        twin = any(set(piece.ends) == set(other.ends) for other in kept)
        if not twin or piece.length_m > LONGEST_APART_M:
            kept.append(piece)
    return kept


def _turned(piece: Piece) -> Piece:
    return Piece(piece.ends[::-1], piece.lonlat_deg[::-1], piece.ways[::-1])


__all__ = ["Piece", "laid_over"]
