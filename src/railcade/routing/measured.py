"""Factors of a way that network and timetable tell. Means are over the length of the way."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np

from railcade.basis import Basis
from railcade.network import BlockKind, Path, PathSection, Steps
from railcade.network.build import weakest
from railcade.network.course import haversine_m
from railcade.routing.factors import Told
from railcade.timetable import Timetable
from railcade.units import PERMILLE

CURVE_M = 700.0
"""Resistance of a curve of radius r, permille: 700 / r (Russian rules for traction calculations, PTR)."""
M_PER_KM = 1000.0
KG_PER_T = 1000.0
S_PER_MIN = 60.0
KMH_PER_MPS = 3.6
SMOOTH_M = 100.0
Value = tuple[float, Basis, str]


def measured(alternative: str, path: Path, timetable: Timetable, cap_mps: float) -> list[Told]:
    """All factors of a way that can be measured, rounded to four digits behind the point."""
    length_m = path.length_m
    sections = [item.section for item in path.sections]
    drawn = weakest(*(section.basis.get("geometry", Basis.ASSUMED) for section in sections))
    found: dict[str, Value] = {
        "trip_length": (length_m / M_PER_KM, _weakest(path, "length_m"), "lengths of the sections"),
        "facilities": (
            100_000.0 * sum(place.standable for place in path.places) / length_m,
            weakest(*(place.basis.get("kind", Basis.ASSUMED) for place in path.places)),
            "places where trains can stand",
        ),
        "track_class": (
            min(float(np.min(section.axle_load_kg.value)) for section in sections) / KG_PER_T,
            weakest(*(basis for section in sections for basis in section.axle_load_kg.basis)),
            "least axle load of the way",
        ),
        "grade_and_curvature": (
            _slope_permille(path) + CURVE_M * _turned_rad(path) / length_m,
            weakest(drawn, *path.grade.basis),
            "mean of the grade either way, and of 700/r by the drawn course",
        ),
        "signals": (
            _share(path, lambda item: item.section.block.kind is BlockKind.FIXED_BLOCK),
            weakest(*(section.block.basis for section in sections)),
            "length with block signals",
        ),
        "single_track": (
            _share(path, lambda item: item.section.tracks == 1),
            _weakest(path, "tracks"),
            "length on single line",
        ),
        "speed": (
            KMH_PER_MPS * length_m / _free_s(path.limit_mps, length_m, cap_mps),
            weakest(*path.limit_mps.basis),
            "mean speed at the limits and the train's own",
        ),
        "transit_time": (
            _free_s(path.limit_mps, length_m, cap_mps) / S_PER_MIN,
            weakest(*path.limit_mps.basis, _weakest(path, "length_m")),
            "at the limits and the train's own, without stops",
        ),
    }
    found |= _things(path) | _traffic(path, timetable)
    return [
        Told(key, alternative, round(value, 4), basis, source)
        for key, (value, basis, source) in found.items()
    ]


def _weakest(path: Path, name: str) -> Basis:
    return weakest(*(item.section.basis.get(name, Basis.ASSUMED) for item in path.sections))


def _share(path: Path, holds: Callable[[PathSection], bool]) -> float:
    return sum(item.section.length_m for item in path.sections if holds(item)) / path.length_m


def _things(path: Path) -> dict[str, Value]:
    """What is counted on the way, or measured in kilometres of it."""
    crossings = [item for part in path.sections for item in part.section.crossings]
    ids = {part.section.id for part in path.sections}
    points = [item for place in path.places for item in place.points if item.section in ids]
    found: dict[str, Value] = {
        "crossings": (
            float(len(crossings)),
            _of([item.basis for item in crossings]),
            "crossings of the network",
        ),
        "turnouts": (float(len(points)), _of([item.basis for item in points]), "points of the network"),
    }
    for key, kind in (("tunnels", "tunnel"), ("bridges", "bridge")):
        own = [item for part in path.sections for item in part.section.structures if item.kind == kind]
        length_m = sum(item.to_m - item.from_m for item in own)
        found[key] = (length_m / M_PER_KM, _of([item.basis for item in own]), "structures of the network")
    return found


def _of(bases: Sequence[Basis]) -> Basis:
    """What a count rests on; that there is nothing is assumed."""
    return weakest(*bases) if bases else Basis.ASSUMED


def _traffic(path: Path, timetable: Timetable) -> dict[str, Value]:
    """Trains a day, all and with passengers, either direction."""
    counts: Mapping[str, Counter[frozenset[str]]] = {"all": Counter(), "passenger": Counter()}
    for train in timetable.trains:
        for a, b in pairwise(train.points):
            for kind in ("all", train.kind):
                if kind in counts:
                    counts[kind][frozenset((a.place, b.place))] += 1
    basis = Basis.ASSUMED if any(train.synthetic for train in timetable.trains) else Basis.PUBLISHED
    found = {}
    for key, kind in (("traffic_density", "all"), ("passenger_traffic", "passenger")):
        train_m = sum(
            counts[kind][frozenset((item.section.start, item.section.end))] * item.section.length_m
            for item in path.sections
        )
        found[key] = (train_m / path.length_m, basis, f"timetable: {timetable.source or timetable.name}")
    return found


def _spans(steps: Steps, length_m: float) -> Iterator[tuple[float, float]]:
    """Length and value of each step."""
    ends_m = [*steps.start_m[1:].tolist(), length_m]
    for start_m, end_m, value in zip(steps.start_m.tolist(), ends_m, steps.value.tolist(), strict=True):
        yield end_m - start_m, value


def _slope_permille(path: Path) -> float:
    spans = _spans(path.grade, path.length_m)
    return sum(length_m * abs(grade) for length_m, grade in spans) / path.length_m / PERMILLE


def _free_s(limit_mps: Steps, length_m: float, cap_mps: float) -> float:
    """Time at the limits, s."""
    return sum(
        part_m / (min(at_mps, cap_mps) if cap_mps > 0.0 else at_mps)
        for part_m, at_mps in _spans(limit_mps, length_m)
    )


def _turned_rad(path: Path) -> float:
    """By how much the way turns, all curves together, rad; from the drawing at steps of `SMOOTH_M`.

    The mean of 1/r over a length is the angle turned on it divided by the length.
    """
    turned = 0.0
    for item in path.sections:
        points = np.asarray(item.section.lonlat_deg, float)
        along_m = np.append(0.0, np.cumsum(haversine_m(points[:-1], points[1:])))
        at_m = np.linspace(0.0, along_m[-1], max(2, round(float(along_m[-1]) / SMOOTH_M) + 1))
        east = np.interp(at_m, along_m, points[:, 0]) * math.cos(math.radians(points[0, 1]))
        headings = np.unwrap(np.arctan2(np.diff(np.interp(at_m, along_m, points[:, 1])), np.diff(east)))
        turned += float(np.sum(np.abs(np.diff(headings))))
    return turned
