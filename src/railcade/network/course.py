"""The drawn course of a line: points on the sphere, and where kilometres lie on them.

Distances are great circles on a sphere of mean radius 6,371.0088 km (Moritz, Geodetic Reference
System 1980, Journal of Geodesy 74, 2000), by the haversine formula (Sinnott, Virtues of the Haversine,
Sky and Telescope 68, 1984). A sphere is off by at most 0.6 %; lengths of the line never come from here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from railcade.basis import Basis
from railcade.network.model import Network, Section
from railcade.network.steps import FloatArray

EARTH_RADIUS_M = 6_371_008.8


def haversine_m(a_lonlat_deg: ArrayLike, b_lonlat_deg: ArrayLike) -> FloatArray:
    """Great circle distance, m, between points or arrays of points of shape (..., 2)."""
    a, b = np.radians(np.asarray(a_lonlat_deg, float)), np.radians(np.asarray(b_lonlat_deg, float))
    half = (b - a) / 2.0
    square = np.sin(half[..., 1]) ** 2 + np.cos(a[..., 1]) * np.cos(b[..., 1]) * np.sin(half[..., 0]) ** 2
    distance_m: FloatArray = 2.0 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.clip(square, 0.0, 1.0)))
    return distance_m


def great_circle_m(network: Network, a: str, b: str) -> float:
    """Straight distance between two places, m: for people, never a length of the line.

    Raises
    ------
    KeyError
        If a place is unknown.
    """
    first, second = network.places[a], network.places[b]
    return float(haversine_m([first.lon_deg, first.lat_deg], [second.lon_deg, second.lat_deg]))


def drawn_at(section: Section, at_m: float) -> tuple[float, float]:
    """Longitude and latitude, degrees, of a position on a section, in proportion of its drawing."""
    points, along_m = chain(section.lonlat_deg)
    drawn_m = at_m / section.length_m * along_m[-1]
    lon_deg, lat_deg = (float(np.interp(drawn_m, along_m, points[:, i])) for i in (0, 1))
    return round(lon_deg, 6), round(lat_deg, 6)


@dataclass(frozen=True, slots=True)
class CoursePiece:
    """A stretch of the course, metres on the drawing: plain, bridge, tunnel or unknown."""

    from_m: float
    to_m: float
    structure: str
    basis: Basis


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """A chain of points.

    Parameters
    ----------
    lonlat_deg : ndarray, shape (n, 2)
        Neighbouring points differ.
    along_m : ndarray, shape (n,)
        Distance on the drawing from the first point, m.
    pieces : tuple of CoursePiece
        In order, without gaps.
    """

    lonlat_deg: FloatArray
    along_m: FloatArray
    pieces: tuple[CoursePiece, ...]

    def point_at(self, along_m: float) -> tuple[float, float]:
        """Longitude and latitude, degrees, rounded to 1e-6 (0.1 m)."""
        lon_deg = float(np.interp(along_m, self.along_m, self.lonlat_deg[:, 0]))
        lat_deg = float(np.interp(along_m, self.along_m, self.lonlat_deg[:, 1]))
        return round(lon_deg, 6), round(lat_deg, 6)

    def cut(self, from_m: float, to_m: float) -> FloatArray:
        """Points from one position to another, both ends included, shape (k, 2)."""
        inside = (self.along_m > from_m) & (self.along_m < to_m)
        points = [self.point_at(from_m), *map(tuple, self.lonlat_deg[inside]), self.point_at(to_m)]
        array = np.array(points, dtype=np.float64)
        array.setflags(write=False)
        return array


def chain(lonlat_deg: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Points and their distances along the chain; a point equal to the one before it is dropped."""
    points = np.array(lonlat_deg, dtype=np.float64)
    keep = np.append(True, np.any(np.diff(points, axis=0) != 0.0, axis=1))
    points = points[keep]
    along_m = np.append(0.0, np.cumsum(haversine_m(points[:-1], points[1:])))
    for array in (points, along_m):
        array.setflags(write=False)
    return points, along_m


def lay_along(course: Course, lonlat_deg: Sequence[tuple[float, float]]) -> tuple[FloatArray, FloatArray]:
    """Lay places onto the course in their order.

    Each place goes to the nearest point of some segment; of all choices that do not go back along the
    course, the one with the least sum of distances is taken (dynamic programming over segments), so
    that a line that turns back or passes a place twice is followed rightly. Where no choice keeps the
    order, positions fall, and the caller says so.

    Returns
    -------
    along_m : ndarray, shape (n,)
        Position of each place on the drawing.
    offset_m : ndarray, shape (n,)
        Its distance from the drawing.
    """
    nearest = [_nearest(course, point) for point in lonlat_deg]
    before_m, total_m = nearest[0]
    came_from: list[NDArray[np.intp]] = []
    for along_m, offset_m in nearest[1:]:
        best_m = np.minimum.accumulate(total_m)
        first = np.maximum.accumulate(np.where(total_m == best_m, np.arange(len(best_m)), 0))
        reached = np.searchsorted(before_m, along_m, "right") - 1
        came_from.append(np.where(reached >= 0, first[reached], 0))
        total_m = np.where(reached >= 0, best_m[reached], np.inf) + offset_m
        before_m = along_m
    segment = int(np.argmin(total_m))
    chosen = [segment]
    for first in reversed(came_from):
        segment = int(first[segment])
        chosen.append(segment)
    chosen.reverse()
    place_m = np.array([nearest[i][0][segment] for i, segment in enumerate(chosen)])
    away_m = np.array([nearest[i][1][segment] for i, segment in enumerate(chosen)])
    return place_m, away_m


def _nearest(course: Course, point: tuple[float, float]) -> tuple[FloatArray, FloatArray]:
    """On each segment, the position nearest to a point and its distance, in a local plane."""
    scale = np.array([np.cos(np.radians(point[1])), 1.0]) * np.radians(1.0) * EARTH_RADIUS_M
    flat_m = (course.lonlat_deg - np.array(point)) * scale
    start_m, step_m = flat_m[:-1], np.diff(flat_m, axis=0)
    share = np.clip(-np.sum(start_m * step_m, axis=1) / np.sum(step_m**2, axis=1), 0.0, 1.0)
    foot_m = start_m + share[:, None] * step_m
    along_m = course.along_m[:-1] + share * np.diff(course.along_m)
    return along_m, np.hypot(foot_m[:, 0], foot_m[:, 1])


@dataclass(frozen=True, slots=True, eq=False)
class Mileposts:
    """Where kilometres lie on the drawing: straight interpolation between places.

    Parameters
    ----------
    line_m, along_m : ndarray, shape (n,)
        Positions of the known places on the line and on the drawing, both strictly rising.
    """

    line_m: FloatArray
    along_m: FloatArray

    def along(self, line_m: float) -> float:
        """Position on the drawing of a position on the line, m."""
        return float(np.interp(line_m, self.line_m, self.along_m))

    def line(self, along_m: float) -> float:
        """Position on the line of a position on the drawing, m."""
        return float(np.interp(along_m, self.along_m, self.line_m))
