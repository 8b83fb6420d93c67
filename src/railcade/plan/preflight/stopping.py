"""Where trains of the movement stop if they must, and where they must not (docs/occupation.md, 13).

Named by the network or the request, or found on the line: a train that stands at a post has its whole length
before it, on the running line. A place with tracks was made to stand at: but for the grade only names forbid.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from railcade.errors import Problem
from railcade.fleet import Fleet
from railcade.network import Path
from railcade.plan.request import Movement

PREFERRED, FORBIDDEN = "preferred", "forbidden"
TOUCH_M = 0.01
"""Structures nearer than this are one."""
NETWORK, REQUEST, DERIVED = "network", "request", "derived"


@dataclass(frozen=True, slots=True)
class StoppingPlace:
    """A place, "preferred" or "forbidden", why, and who says so."""

    place: str
    kind: str
    reason: str
    source: str


def stopping_places(movement: Movement, path: Path, fleet: Fleet) -> tuple[StoppingPlace, ...]:
    """All in travel order; at one place forbidden first, named before found."""
    length_m = longest_m(movement, fleet)
    line = _line_of(movement, path)
    return tuple(item for i in range(len(path.places)) for item in _at(movement, line, i, length_m))


def longest_m(movement: Movement, fleet: Fleet) -> float:
    """The longest formation of the movement, m."""
    names = {name for role in movement.roles for _, name in role.formations}
    return max((fleet.formations[name].length_m for name in names if name in fleet.formations), default=0.0)


@dataclass(frozen=True, slots=True)
class _Line:
    """A way, what spans of it forbid to stop there, by reason, and its crossings."""

    path: Path
    spans: tuple[tuple[str, tuple[tuple[float, float], ...]], ...]
    crossings_m: tuple[float, ...]


def _line_of(movement: Movement, path: Path) -> _Line:
    structures = list(_structures(path))
    least_m = movement.stopping.viaduct_m
    spans = (
        ("tunnel", tuple((a, b) for kind, a, b in structures if kind == "tunnel")),
        ("viaduct", tuple((a, b) for kind, a, b in structures if kind == "bridge" and b - a >= least_m)),
        ("neutral_section", tuple(zip(path.neutral_m.from_m, path.neutral_m.to_m, strict=True))),
    )
    return _Line(path, spans, tuple(_crossings_m(path)))


def _at(movement: Movement, line: _Line, i: int, length_m: float) -> Iterator[StoppingPlace]:
    place = line.path.places[i]
    named = [(place.stopping, place.stopping_reason, NETWORK)] if place.stopping else []
    named += [
        (item.kind, item.reason, REQUEST) for item in movement.stopping.places if item.place == place.id
    ]
    found = list(_hindered(movement, line, i, length_m))
    for kind in (FORBIDDEN, PREFERRED):
        yield from (
            StoppingPlace(place.id, kind, reason, source) for named_kind, reason, source in named
            if named_kind == kind
        )  # fmt: skip
        if kind == FORBIDDEN:
            yield from (StoppingPlace(place.id, FORBIDDEN, reason, DERIVED) for reason in found)
    barred = bool(found) or any(kind == FORBIDDEN for kind, _, _ in named)
    if not barred and place.standable and place.longest_track_m >= length_m:
        yield StoppingPlace(place.id, PREFERRED, "refuge", DERIVED)


def _hindered(movement: Movement, line: _Line, i: int, length_m: float) -> Iterator[str]:
    """What on the line forbids to stop at a place, each kind once."""
    head_m = float(line.path.place_m[i])
    tail_m = max(0.0, head_m - length_m)
    if abs(mean_grade(line.path, tail_m, head_m)) > movement.stopping.steepest_grade:
        yield "gradient"
    if line.path.places[i].tracks:
        return
    for reason, spans in line.spans:
        if any(from_m < head_m and to_m > tail_m for from_m, to_m in spans):
            yield reason
    if any(tail_m < at_m < head_m for at_m in line.crossings_m):
        yield "crossing"


def _crossings_m(path: Path) -> Iterator[float]:
    for i, item in enumerate(path.sections):
        for crossing in item.section.crossings:
            from_m = crossing.at_m if item.forward else item.section.length_m - crossing.at_m
            yield float(path.place_m[i]) + from_m


def _structures(path: Path) -> Iterator[tuple[str, float, float]]:
    """Bridges and tunnels along the way; what goes on beyond a section's end is one."""
    for kind in ("bridge", "tunnel"):
        spans = sorted(span for i in range(len(path.sections)) for span in _spans(path, i, kind))
        from_m, to_m = spans[0] if spans else (0.0, 0.0)
        for begin_m, end_m in spans[1:]:
            if begin_m - to_m < TOUCH_M:
                to_m = max(to_m, end_m)
                continue
            yield kind, from_m, to_m
            from_m, to_m = begin_m, end_m
        if spans:
            yield kind, from_m, to_m


def _spans(path: Path, i: int, kind: str) -> Iterator[tuple[float, float]]:
    item, at_m = path.sections[i], float(path.place_m[i])
    for part in (part for part in item.section.structures if part.kind == kind):
        from_m, to_m = part.from_m, part.to_m
        if not item.forward:
            from_m, to_m = item.section.length_m - to_m, item.section.length_m - from_m
        yield at_m + from_m, at_m + to_m


def mean_grade(path: Path, from_m: float, to_m: float) -> float:
    """Mean grade between two positions, 0 where they are one."""
    if to_m <= from_m:
        return 0.0
    starts = path.grade.start_m
    edges_m = np.concatenate(([from_m], starts[(starts > from_m) & (starts < to_m)], [to_m]))
    values = [path.grade.at(float(at_m)) for at_m in edges_m[:-1]]
    return float(np.dot(np.diff(edges_m), values) / (to_m - from_m))


def stopping_problems(movement: Movement, path: Path, fleet: Fleet) -> Iterator[Problem]:
    """Stops planned where trains must not stand (E0232); places preferred that are forbidden (E0214)."""
    known = stopping_places(movement, path, fleet)
    barred = {item.place: item for item in reversed(known) if item.kind == FORBIDDEN}
    refuges = [item.place for item in known if item.kind == PREFERRED]
    stands = [(f"stops.{stop.place}.place", stop.place) for stop in movement.stops]
    if movement.border is not None:
        stands += [
            ("border.place", movement.border.place),
            ("border.reform_place", movement.border.reform_place),
        ]
    stands += [("origin", movement.origin), ("destination", movement.destination)]
    for key, place in stands:
        if place in barred:
            item = barred[place]
            name = path.places[path.index[place]].name
            what = f"trains must not stand at {name}: {item.reason.replace('_', ' ')} ({item.source})"
            near = min(
                (other for other in refuges if other != place),
                key=lambda other: abs(path.place_m[path.index[other]] - path.place_m[path.index[place]]),
                default="",
            )
            mend = f"stand at {near}" if near else "no place on the way is a refuge: shorten the trains"
            yield Problem("E0232", f"movement  {key}", what, mend)
    for i, asked in enumerate(movement.stopping.places):
        if asked.kind == PREFERRED and asked.place in barred:
            item = barred[asked.place]
            reason = item.reason.replace("_", " ")
            what = f"{asked.place} is preferred, but forbidden: {reason} ({item.source})"
            yield Problem("E0214", f"movement  stopping.places[{i}].kind", what, "name another place")
