"""What the tags of a piece of line say: limits along it, power, gauge, axle load, and how many tracks."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from railcade.basis import Basis
from railcade.formats.line_spans import Fixed
from railcade.formats.osm_json import OsmTracks
from railcade.formats.osm_lines import LEAST_COS, Piece
from railcade.formats.osm_ways import TrackGraph
from railcade.network.steps import FloatArray
from railcade.units import mps_from_kmh

NEAREST_M, FARTHEST_M = 2.5, 30.0
SAMPLE_M = 100.0
LEAST_SHARE = 0.5


def told_limits(piece: Piece) -> list[Fixed]:
    """Speed limits as tagged, neighbours of one value joined; gaps where there is no tag."""
    along_m = piece.along_m
    found: list[Fixed] = []
    for from_m, to_m, way in zip(along_m, along_m[1:], piece.ways, strict=False):
        if way.limit_kmh is None:
            continue
        first_m, last_m, value = round(float(from_m), 1), round(float(to_m), 1), mps_from_kmh(way.limit_kmh)
        if found and found[-1].to_m == first_m and found[-1].value == value:
            first_m = found.pop().from_m
        if last_m > first_m:
            found.append(Fixed(first_m, last_m, value, Basis.PUBLISHED))
    return found


def told_span(piece: Piece) -> tuple[str, tuple[int, ...], float | None]:
    """Power and gauges of most of its length, and the least axle load of its running tracks, kg.

    Power and gauges are empty, the load None, where no tag tells.
    """
    lengths_m = np.diff(piece.along_m)
    power: Counter[str] = Counter()
    gauges: Counter[tuple[int, ...]] = Counter()
    for length_m, way in zip(lengths_m.tolist(), piece.ways, strict=True):
        power[way.power] += length_m
        gauges[way.gauges_mm] += length_m
    loads_kg = [way.axle_load_kg for way in piece.ways if way.running and way.axle_load_kg is not None]
    return _most(power) or "", _most(gauges) or (), min(loads_kg, default=None)


def _most(counts: Counter[Any]) -> Any:
    told = [(length_m, value) for value, length_m in counts.items() if value]
    return max(told)[1] if told else None


def tracks_beside(graph: TrackGraph, tracks: OsmTracks, piece: Piece) -> int:
    """1, or 2 where another running track lies beside most of the piece."""
    middle_m, heading = _segments(graph, tracks)
    points_m = graph.plane.xy_m(piece.lonlat_deg)
    along_m = np.append(0.0, np.cumsum(np.hypot(*np.diff(points_m, axis=0).T)))
    at_m = np.arange(0.5 * SAMPLE_M, along_m[-1], SAMPLE_M)
    here_m = np.column_stack([np.interp(at_m, along_m, points_m[:, i]) for i in (0, 1)])
    ahead_m = np.column_stack([np.interp(at_m + 1.0, along_m, points_m[:, i]) for i in (0, 1)]) - here_m
    unit = ahead_m / np.maximum(np.hypot(*ahead_m.T), 1e-9)[:, None]
    doubled = [
        _other(middle_m - here, direction, heading) for here, direction in zip(here_m, unit, strict=True)
    ]
    return 2 if doubled and float(np.mean(doubled)) >= LEAST_SHARE else 1


def _segments(graph: TrackGraph, tracks: OsmTracks) -> tuple[FloatArray, FloatArray]:
    """Points on running tracks, at most 20 m apart, and the headings there."""
    points: list[FloatArray] = []
    headings: list[FloatArray] = []
    for way in tracks.ways:
        if way.running:
            at_m = graph.at_m[[graph.number[node] for node in way.nodes]]
            for a, b in zip(at_m, at_m[1:], strict=False):
                length_m = float(np.hypot(*(b - a)))
                count = max(1, int(length_m // 20.0))
                share = (np.arange(count) + 0.5)[:, None] / count
                points.append(a + share * (b - a))
                headings.append(np.repeat(((b - a) / max(length_m, 1e-9))[None], count, axis=0))
    return np.concatenate(points), np.concatenate(headings)


def _other(away_m: FloatArray, along_sign: FloatArray, heading_sign: FloatArray) -> bool:
    """Whether a parallel track lies to one side."""
    beyond_m = np.abs(away_m @ along_sign)
    aside_m = np.abs(away_m @ np.array([-along_sign[1], along_sign[0]]))
    near = (beyond_m <= 25.0) & (aside_m >= NEAREST_M) & (aside_m <= FARTHEST_M)
    return bool(np.any(near & (np.abs(heading_sign @ along_sign) >= LEAST_COS)))


__all__ = ["told_limits", "told_span", "tracks_beside"]
