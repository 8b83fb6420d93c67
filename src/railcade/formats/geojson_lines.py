"""The course of a line as GeoJSON: LineStrings in the order of the line, end to end.

Optional properties of a feature: `structure` (plain, bridge, tunnel, unknown) and `geometry_source`
(text; "estimated ..." makes the course estimated). Others are for readers.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from railcade.basis import Basis
from railcade.errors import InputError, Problem, raise_if_any
from railcade.formats.csv_cells import basis_of
from railcade.formats.reading import near, read_text, unreadable
from railcade.formats.stations_csv import MOST_LAT_DEG, MOST_LON_DEG
from railcade.network.course import Course, CoursePiece, chain, haversine_m

STRUCTURES = ("plain", "bridge", "tunnel", "unknown")
LARGEST_GAP_M = 50.0
Point = tuple[float, float]


def read_course(paths: Sequence[Path]) -> Course:
    """The course in one or more files, in their order.

    Ends that lie up to 50 m apart are joined by a straight, estimated piece; a wider gap is a problem.

    Raises
    ------
    InputError
        E0101, E0102, E0105, E0106: every fault of the files.
    """
    problems: list[Problem] = []
    parts: list[tuple[str, Sequence[Point], str, Basis]] = []
    for path in paths:
        try:
            for i, feature in enumerate(_features(path)):
                parts.extend(_parts(f"{path} feature {i}", feature, problems))
        except InputError as error:
            problems.extend(error.problems)
    problems.extend(_gap_problems(parts))
    if not problems and not parts:
        what = "no LineString in it"
        problems.append(Problem("E0102", str(paths[0]), what, "export the line as GeoJSON LineStrings"))
    if parts and len({point for _, points, _, _ in parts for point in points}) == 1:
        mend = "export the line as GeoJSON LineStrings"
        problems.append(Problem("E0105", str(paths[0]), "the line is but one point", mend))
    raise_if_any(problems)
    return _joined(parts)


def _features(path: Path) -> list[Any]:
    try:
        data = json.loads(read_text(path), parse_int=float)
    except json.JSONDecodeError as error:
        what = f"not JSON: {error.msg.lower()}"
        raise InputError(
            [Problem("E0102", f"{path}:{error.lineno}", what, "export it again as GeoJSON")]
        ) from None
    except (ValueError, RecursionError) as error:
        what = f"not JSON: {unreadable(error)}"
        raise InputError([Problem("E0102", str(path), what, "export it again as GeoJSON")]) from None
    features = data.get("features") if isinstance(data, dict) else None
    if isinstance(data, dict) and data.get("type") == "Feature":
        features = [data]
    if not isinstance(features, list):
        what = "not a GeoJSON FeatureCollection"
        raise InputError([Problem("E0102", str(path), what, "export the line as GeoJSON in WGS 84")])
    return features


def _parts(
    where: str, feature: Any, problems: list[Problem]
) -> Iterator[tuple[str, Sequence[Point], str, Basis]]:
    """The chains of points of one feature, with what they run on and their basis."""
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(geometry, dict) or kind not in ("LineString", "MultiLineString"):
        mend = "keep only the line of the railway in this file"
        problems.append(Problem("E0105", where, f"{kind or 'no geometry'} instead of a LineString", mend))
        return
    told = feature.get("properties")
    properties = told if isinstance(told, dict) else {}
    structure = str(properties.get("structure", "unknown"))
    if structure not in STRUCTURES:
        what = f'"{structure}" is no structure'
        problems.append(Problem("E0105", f"{where}  structure", what, near(structure, STRUCTURES)))
    source = str(properties.get("geometry_source", "published"))
    basis = Basis.PUBLISHED if source.startswith("OpenStreetMap") else basis_of(source)
    if basis is None:
        mend = "begin with OpenStreetMap, surveyed, published, estimated or assumed"
        problems.append(Problem("E0105", f"{where}  geometry_source", f'"{source}" says no basis', mend))
    lines = [geometry.get("coordinates")] if kind == "LineString" else geometry.get("coordinates")
    for line in lines if isinstance(lines, list) else [None]:
        points = _points(where, line, problems)
        if points:
            yield where, points, structure, basis or Basis.ASSUMED


def _points(where: str, line: Any, problems: list[Problem]) -> list[Point]:
    if not isinstance(line, list) or len(line) < 2:
        problems.append(
            Problem("E0105", where, "a line of fewer than two points", "remove it or complete it")
        )
        return []
    points = []
    for i, item in enumerate(line):
        numbers = isinstance(item, list) and len(item) >= 2 and all(type(x) is float for x in item[:2])
        if not numbers:
            problems.append(
                Problem("E0105", f"{where} point {i}", f"{item} is no point", "give [longitude, latitude]")
            )
            return []
        lon_deg, lat_deg = float(item[0]), float(item[1])
        if not (math.isfinite(lon_deg) and math.isfinite(lat_deg)):
            problems.append(
                Problem("E0106", f"{where} point {i}", f"{item} is not finite", "remove the point")
            )
            return []
        if abs(lon_deg) > MOST_LON_DEG or abs(lat_deg) > MOST_LAT_DEG:
            what = f"{item} is no longitude and latitude in degrees"
            problems.append(Problem("E0105", f"{where} point {i}", what, "export in WGS 84 (EPSG:4326)"))
            return []
        points.append((lon_deg, lat_deg))
    return points


def _gap_problems(parts: Sequence[tuple[str, Sequence[Point], str, Basis]]) -> Iterator[Problem]:
    for (_, before, _, _), (where, points, _, _) in zip(parts, parts[1:], strict=False):
        gap_m = float(haversine_m(before[-1], points[0]))
        if gap_m > LARGEST_GAP_M:
            what = f"begins {gap_m:.0f} m from where the piece before it ends"
            mend = "put the pieces in order, each in the direction of the line, and draw what is missing"
            yield Problem("E0105", where, what, mend)


def _joined(parts: Sequence[tuple[str, Sequence[Point], str, Basis]]) -> Course:
    points: list[Point] = []
    marks: list[tuple[int, str, Basis]] = []
    for _, line, structure, basis in parts:
        if points and points[-1] != line[0]:
            points.append(line[0])
            marks.append((len(points) - 1, "unknown", Basis.ESTIMATED))
        points.extend(line[1:] if points else line)
        marks.append((len(points) - 1, structure, basis))
    chained, along_m = chain(points)
    kept = np.append(0, np.cumsum(np.any(np.diff(np.array(points), axis=0) != 0.0, axis=1)))
    pieces: list[CoursePiece] = []
    start_m = 0.0
    for last, structure, basis in marks:
        end_m = float(along_m[kept[last]])
        if end_m > start_m:
            pieces.append(CoursePiece(start_m, end_m, structure, basis))
        start_m = end_m
    return Course(chained, along_m, tuple(pieces))
