"""Railway tracks of OpenStreetMap, as Overpass exports them in JSON (plain or gzip).

Tags as the OSM wiki tells them under Key:railway and OpenRailwayMap/Tagging. A way without `usage` main or
branch is no running track; crossovers join running tracks and are kept for the way, not for what holds.
"""

from __future__ import annotations

import gzip
import json
import math
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from railcade.errors import InputError, Problem, raise_if_any
from railcade.formats.reading import unreadable

RUNNING = ("main", "branch")
LARGEST_FILE = 400_000_000
AXLE_KG = {
    "A": 16_000.0,
    "B1": 18_000.0,
    "B2": 18_000.0,
    "C2": 20_000.0,
    "C3": 20_000.0,
    "C4": 20_000.0,
    "D2": 22_500.0,
    "D3": 22_500.0,
    "D4": 22_500.0,
    "D4xL": 22_500.0,
    "E4": 25_000.0,
    "E5": 25_000.0,
}
"""Axle load of the line categories of EN 15528, kg."""
POWER = {
    "600": "600 V DC",
    "750": "750 V DC",
    "1500": "1.5 kV DC",
    "3000": "3 kV DC",
    "15000": "15 kV AC",
    "25000": "25 kV AC",
}
KMH_OF_MPH = 1.609344
_SPEED = re.compile(r"^(\d+(?:\.\d+)?)\s*(mph)?$")


@dataclass(frozen=True, slots=True)
class OsmWay:
    """One way: node ids, and what its tags say; None or empty where they say nothing.

    `structure` is bridge, tunnel or plain.
    """

    id: int
    nodes: tuple[int, ...]
    running: bool
    name: str
    limit_kmh: float | None
    gauges_mm: tuple[int, ...]
    power: str
    axle_load_kg: float | None
    structure: str


@dataclass(frozen=True, slots=True)
class OsmTracks:
    """Ways in order of their ids, longitude and latitude by node id; `base` is when it was taken."""

    ways: tuple[OsmWay, ...]
    lonlat_deg: Mapping[int, tuple[float, float]]
    base: str


def is_overpass(path: Path) -> bool:
    """Whether a file looks like an export of Overpass: gzip, or JSON that begins so."""
    name = path.name.lower()
    if name.endswith((".json.gz", ".geojson.gz")):
        return True
    try:
        with path.open("rb") as file:
            start = file.read(4096)
    except OSError:
        return False
    marks = (b'"osm3s"', b'"elements"', b"overpass-turbo")
    return name.endswith((".json", ".geojson")) and any(mark in start for mark in marks)


def read_tracks(path: Path) -> OsmTracks:
    """Running tracks and crossovers of an extract, as Overpass gives it or as GeoJSON of overpass-turbo.

    Raises
    ------
    InputError
        E0101, E0102, E0104, E0105: every fault of the file.
    """
    data = _document(path)
    elements = data.get("elements") if isinstance(data, dict) else None
    if isinstance(data, dict) and isinstance(data.get("features"), list):
        elements = _elements(data["features"])
    if not isinstance(elements, list):
        mend = "export it from Overpass with [out:json] and (._;>;); out body;"
        raise InputError([Problem("E0102", str(path), "there is no list of elements in it", mend)])
    problems: list[Problem] = []
    points: dict[int, tuple[float, float]] = {}
    ways: list[OsmWay] = []
    for i, element in enumerate(elements):
        kind = element.get("type") if isinstance(element, dict) else None
        where = f"{path} element {i}"
        if kind == "node":
            _point(where, element, points, problems)
        elif kind == "way" and _is_track(element):
            way = _way(where, element, problems)
            if way is not None:
                ways.append(way)
    problems.extend(_missing(path, ways, points))
    if not problems and not any(way.running for way in ways):
        what = "no running track in it: no way has railway=rail and usage=main or branch"
        problems.append(Problem("E0102", str(path), what, "export the ways of a railway line"))
    raise_if_any(problems)
    told = data.get("osm3s") or {}
    base = str(told.get("timestamp_osm_base") or data.get("timestamp", ""))
    return OsmTracks(tuple(sorted(ways, key=lambda way: way.id)), points, base)


def _elements(features: Sequence[Any]) -> list[dict[str, Any]]:
    """Features of overpass-turbo as elements; points of one position are one node, as of ways that meet."""
    numbers: dict[tuple[float, float], int] = {}
    found: list[dict[str, Any]] = []
    for i, feature in enumerate(features):
        geometry = feature.get("geometry") if isinstance(feature, dict) else None
        if not isinstance(geometry, dict) or geometry.get("type") != "LineString":
            continue
        tags = feature.get("properties") or {}
        digits = str(tags.get("@id", "")).rpartition("/")[2]
        points = [tuple(point[:2]) for point in geometry.get("coordinates", []) if isinstance(point, list)]
        nodes = [numbers.setdefault(point, len(numbers) + 1) for point in points]
        number = int(digits) if digits.isdigit() else i
        found.append({"type": "way", "id": number, "nodes": nodes, "tags": tags})
    for point, number in numbers.items():
        found.append(dict(zip(("lon", "lat"), point, strict=False), type="node", id=number))
    return found


def _document(path: Path) -> Any:
    try:
        raw = path.read_bytes()
        if raw[:2] == b"\x1f\x8b":
            with gzip.open(path) as file:
                raw = file.read(LARGEST_FILE)
        return json.loads(raw)
    except (zlib.error, gzip.BadGzipFile, EOFError) as error:
        mend = "fetch it again"
        raise InputError([Problem("E0102", str(path), f"not gzip: {error}".lower(), mend)]) from None
    except OSError as error:
        what = f"cannot be read: {error.strerror or error}".lower()
        raise InputError([Problem("E0101", str(path), what, "check the path")]) from None
    except (ValueError, RecursionError) as error:
        what = f"not JSON: {unreadable(error)}"
        raise InputError([Problem("E0102", str(path), what, "export it again from Overpass")]) from None


def _is_track(element: Mapping[str, Any]) -> bool:
    tags = element.get("tags")
    if not isinstance(tags, dict) or tags.get("railway") != "rail":
        return False
    return tags.get("service") == "crossover" or _running(tags)


def _running(tags: Mapping[str, Any]) -> bool:
    return tags.get("usage") in RUNNING and not tags.get("service")


def _point(
    where: str, element: Mapping[str, Any], points: dict[int, tuple[float, float]], problems: list[Problem]
) -> None:
    lon_deg, lat_deg, name = element.get("lon"), element.get("lat"), element.get("id")
    if type(name) is not int or not _degrees(lon_deg, 180.0) or not _degrees(lat_deg, 90.0):
        problems.append(Problem("E0105", where, "a node without id, lon and lat", "export it again"))
        return
    points[name] = (float(lon_deg or 0.0), float(lat_deg or 0.0))


def _degrees(value: object, most_deg: float) -> bool:
    return isinstance(value, int | float) and math.isfinite(value) and abs(value) <= most_deg


def _way(where: str, element: Mapping[str, Any], problems: list[Problem]) -> OsmWay | None:
    name, nodes, tags = element.get("id"), element.get("nodes"), element["tags"]
    sound = isinstance(nodes, list) and len(nodes) > 1 and all(type(node) is int for node in nodes)
    if type(name) is not int or not sound:
        mend = "export ways with their nodes: out body"
        problems.append(Problem("E0104", where, "a way without id, or of fewer than two nodes", mend))
        return None
    structure = "tunnel" if tags.get("tunnel") == "yes" else "plain"
    return OsmWay(
        id=name,
        nodes=tuple(nodes or ()),
        running=_running(tags),
        name=str(tags.get("name", "")),
        limit_kmh=_limit_kmh(where, tags, problems),
        gauges_mm=tuple(int(part) for part in str(tags.get("gauge", "")).split(";") if part.isdigit()),
        power="none" if tags.get("electrified") == "no" else POWER.get(str(tags.get("voltage")), ""),
        axle_load_kg=AXLE_KG.get(str(tags.get("railway:track_class"))),
        structure="bridge" if tags.get("bridge") not in (None, "no") else structure,
    )


def _limit_kmh(where: str, tags: Mapping[str, Any], problems: list[Problem]) -> float | None:
    """The limit of the track; where it differs by direction, the lower one."""
    keys = ("maxspeed", "maxspeed:forward", "maxspeed:backward")
    found = []
    for key in keys:
        text = str(tags.get(key, "")).strip()
        match = _SPEED.match(text)
        if match and float(match.group(1)) > 0.0:
            found.append(float(match.group(1)) * (KMH_OF_MPH if match.group(2) else 1.0))
        elif text and text not in ("none", "signals", "unknown"):
            what = f'"{text}" is no speed'
            problems.append(Problem("E0105", f"{where}  {key}", what, "mend it, or remove the tag"))
    return min(found, default=None)


def _missing(path: Path, ways: Sequence[OsmWay], points: Mapping[int, tuple[float, float]]) -> list[Problem]:
    lost = {way.id: sum(node not in points for node in way.nodes) for way in ways}
    mend = "export the nodes too: (._;>;); out body;"
    return [
        Problem("E0104", f"{path} way {name}", f"{count} of its nodes are not in the file", mend)
        for name, count in lost.items()
        if count
    ]
