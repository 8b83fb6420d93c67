"""A small line of one's own, as the files that a person would write."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

STATIONS = """\
name,km,lat,lon
Alpha,0,50.0,10.0
Beta,9.5,50.0,10.1
Gamma,31,50.0,10.4
"""
ASSUMPTIONS = """\
name = "A line of my own"
seed = 7
attribution = "mine"
[zones]
"" = "Europe/Berlin"
[line]
gauge_mm = [1435]
power = "none"
"""


def feature(points: list[list[float]], **properties: Any) -> dict[str, Any]:
    geometry = {"type": "LineString", "coordinates": points}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


COURSE = [
    feature([[10.0, 50.0], [10.2, 50.0]], structure="plain", geometry_source="surveyed"),
    feature([[10.2, 50.0], [10.21, 50.0]], structure="bridge", geometry_source="surveyed"),
    feature([[10.21, 50.0], [10.4, 50.0]], structure="unknown", geometry_source="estimated"),
]


def write_line(
    folder: Path, stations: str = STATIONS, assumptions: str = ASSUMPTIONS, course: Any = COURSE
) -> list[Path]:
    """Write the three files; `course` is a list of features or the whole text."""
    text = (
        course if isinstance(course, str) else json.dumps({"type": "FeatureCollection", "features": course})
    )
    paths = [folder / "line.geojson", folder / "stations.csv", folder / "assumptions.toml"]
    for path, content in zip(paths, (text, stations, assumptions), strict=True):
        path.write_text(content, encoding="utf-8")
    return paths
