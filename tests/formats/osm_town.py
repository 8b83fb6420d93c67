"""A small extract: a double line west - east, a line that leaves it northwards, and a loop of it beside."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

LAT, LON = 48.0, 15.0
M_LAT, M_LON = 1.0 / 111_195.0, 1.0 / (111_195.0 * 0.66913)
PLACES = """\
name,country,lat,lon
West,AT,{west}
East,AT,{east}
North,AT,{north}
"""
ASSUMPTIONS = """\
name = "A town"
seed = 3
attribution = "mine"
[zones]
AT = "Europe/Vienna"
[line]
gauge_mm = [1435]
power = "none"
loop_every = 0
"""
MAIN = {
    "railway": "rail",
    "usage": "main",
    "maxspeed": "120",
    "gauge": "1435",
    "electrified": "contact_line",
    "voltage": "15000",
    "railway:track_class": "D4",
}


class Extract:
    """Ways by points in metres east and north of a middle; points of one position are one node."""

    def __init__(self) -> None:
        self.ids: dict[tuple[float, float], int] = {}
        self.ways: list[dict[str, Any]] = []

    def way(self, points: list[tuple[float, float]], **tags: str) -> None:
        nodes = [self.ids.setdefault(point, 1000 + len(self.ids)) for point in points]
        told = {key.replace("__", ":"): value for key, value in tags.items()}
        self.ways.append({"type": "way", "id": len(self.ways) + 1, "nodes": nodes, "tags": {**MAIN, **told}})

    def data(self) -> dict[str, Any]:
        nodes = [
            {"type": "node", "id": number, "lat": LAT + y * M_LAT, "lon": LON + x * M_LON}
            for (x, y), number in self.ids.items()
        ]
        return {"osm3s": {"timestamp_osm_base": "2024-01-01T00:00:00Z"}, "elements": self.ways + nodes}


def where(x_m: float, y_m: float) -> str:
    return f"{LAT + y_m * M_LAT:.6f},{LON + x_m * M_LON:.6f}"


def town() -> Extract:
    """West at -6 km, East at 6 km; a single line from 0 to North; 2 km of tunnel in the west."""
    extract = Extract()
    for y in (0.0, 5.0):
        extract.way([(-6500.0, y), (-5000.0, y)])
        extract.way([(-5000.0, y), (-4000.0, y), (-3000.0, y)], tunnel="yes", maxspeed="90")
        extract.way([(-3000.0, y), (-1500.0, y), (0.0, y), (3000.0, y), (6500.0, y)])
    extract.way(
        [(0.0, 5.0), (500.0, 60.0), (1000.0, 300.0), (3000.0, 3000.0), (4000.0, 5500.0)],
        usage="branch",
        electrified="no",
        voltage="",
        railway__track_class="C3",
        maxspeed="60",
    )
    return extract


def write_town(
    folder: Path, data: Any = None, places: str = "", assumptions: str = ASSUMPTIONS
) -> list[Path]:
    """The three files of the town, with parts of one's own."""
    places = places or PLACES.format(west=where(-6000, 0), east=where(6000, 0), north=where(3900, 5250))
    paths = [folder / "town.json", folder / "places.csv", folder / "assumptions.toml"]
    text = data if isinstance(data, str) else json.dumps(town().data() if data is None else data)
    for path, content in zip(paths, (text, places, assumptions), strict=True):
        path.write_text(content, encoding="utf-8")
    return paths
