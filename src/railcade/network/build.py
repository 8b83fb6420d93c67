"""From listed places along a course to a network: posts between them, sections, profiles cut to fit."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from railcade.basis import Basis
from railcade.network.build_secured import with_crossings, with_points
from railcade.network.course import Course, Mileposts
from railcade.network.drawn import cut_steps
from railcade.network.model import (
    Block,
    BlockKind,
    Network,
    Place,
    PlaceKind,
    Section,
    Structure,
    Track,
)
from railcade.network.secured import Crossing
from railcade.network.steps import Steps

TRACK_GRID_M = 10.0
TYPICAL_DRAG = {1: 2.25, 2: 1.6}
"""Drag of air in a tunnel over that outside, by the tracks in it.

The one train of TTOBench 1.4 (Kouzoupis and others) that comes with tunnels, a Stadler FLIRT of 59 m, has a
term of v² of 12.1 kg/m, and 15.2 kg/m more in 24 m² (single line), 7.2 kg/m more in 40 m² (double line).
Hansen, Nawaz and Olsson (Journal of Rail Transport Planning and Management 7, 2017) found 16.0 kg/m more
in 27 m², down to 2.4 in 87 m². So wide modern tunnels have less.
"""
_RANK = {Basis.SURVEYED: 0, Basis.PUBLISHED: 1, Basis.ESTIMATED: 2, Basis.ASSUMED: 3}


@dataclass(frozen=True, slots=True)
class PostRule:
    """How places are put between listed ones.

    No section is longer than `longest_m`; of the places put into one gap every `loop_every`-th is a
    loop with `loop_tracks` tracks of `track_m` (shortest, longest), the others are posts. 0: no loops.
    """

    longest_m: float
    loop_every: int
    loop_tracks: int
    track_m: tuple[float, float]
    reset_s: int


@dataclass(frozen=True, slots=True)
class Span:
    """What holds from one listed place to the next.

    `signal_spacing_m` 0: no signals between the ends. `tunnel_drag_factor` None: not known, "typical":
    `TYPICAL_DRAG`. `load_kg_per_m` None, `envelope` "" and `radius_m` (of the tightest curve of a section,
    smallest and largest) None: not known.
    """

    tracks: int
    block: BlockKind
    signal_spacing_m: float
    setting_s: int
    clearing_s: int
    release_s: int
    gauges_mm: tuple[int, ...]
    power: str
    axle_load_kg: float
    basis: Mapping[str, Basis]
    source: str
    tunnel_drag_factor: float | str | None = None
    load_kg_per_m: float | None = None
    envelope: str = ""
    radius_m: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """All that a network of one line is made of.

    `places` with everything between them, `span_of` the index into `spans` for each section, profiles
    along the whole line from its first place; crossings with their positions in metres of the line.
    """

    name: str
    attribution: str
    notes: Mapping[str, str]
    places: tuple[Place, ...]
    span_of: tuple[int, ...]
    spans: tuple[Span, ...]
    course: Course
    mileposts: Mileposts
    limit_mps: Steps
    grade: Steps
    structures: tuple[Structure, ...] = field(default=())
    radii_m: tuple[float | None, ...] = ()
    envelope_orders: tuple[tuple[str, ...], ...] = ()
    crossings: tuple[tuple[float, Crossing], ...] = field(default=())


def line_m(place: Place) -> float:
    """Position of a place on the line, m, to 0.1 m."""
    return round(1000.0 * place.km, 1)


def weakest(*bases: Basis) -> Basis:
    """The least sure of some bases."""
    return max(bases, key=_RANK.__getitem__)


def drawn_tracks(count: int, track_m: tuple[float, float], rng: np.random.Generator) -> tuple[Track, ...]:
    """Tracks of assumed lengths between two bounds, to 10 m; the first is the main track."""
    shortest_m, longest_m = track_m
    lengths_m = [shortest_m + (longest_m - shortest_m) * rng.random() for _ in range(count)]
    return tuple(
        Track(str(i), TRACK_GRID_M * round(length_m / TRACK_GRID_M), Basis.ASSUMED)
        for i, length_m in enumerate(lengths_m, start=1)
    )


def drawn_radii(
    span_of: Sequence[int], spans: Sequence[Span], rng: np.random.Generator
) -> tuple[float | None, ...]:
    """The tightest radius of each section, to 10 m; None where its span does not say."""
    found: list[float | None] = []
    for index in span_of:
        bounds_m = spans[index].radius_m
        if bounds_m is None:
            found.append(None)
            continue
        radius_m = bounds_m[0] + (bounds_m[1] - bounds_m[0]) * rng.random()
        found.append(TRACK_GRID_M * round(radius_m / TRACK_GRID_M))
    return tuple(found)


def with_posts(
    listed: Sequence[Place], course: Course, mileposts: Mileposts, rule: PostRule, rng: np.random.Generator
) -> tuple[tuple[Place, ...], tuple[int, ...]]:
    """Listed places and the posts and loops between them.

    Returns
    -------
    places : tuple of Place
    span_of : tuple of int
        For each section, the index of the listed place before it.
    """
    places: list[Place] = []
    span_of: list[int] = []
    for i, (before, after) in enumerate(zip(listed, listed[1:], strict=False)):
        gap_m = line_m(after) - line_m(before)
        parts = max(1, math.ceil(gap_m / rule.longest_m))
        places.append(before)
        for k in range(1, parts):
            position_m = round(line_m(before) + gap_m * k / parts, 1)
            loop = rule.loop_every > 0 and k % rule.loop_every == 0
            tracks = drawn_tracks(rule.loop_tracks, rule.track_m, rng) if loop else ()
            lon_deg, lat_deg = course.point_at(mileposts.along(position_m))
            places.append(_post(before, position_m, (lon_deg, lat_deg), tracks, rule))
        span_of.extend([i] * parts)
    return (*places, listed[-1]), tuple(span_of)


def _post(
    before: Place,
    position_m: float,
    lonlat_deg: tuple[float, float],
    tracks: tuple[Track, ...],
    rule: PostRule,
) -> Place:
    kind = PlaceKind.LOOP if tracks else PlaceKind.POST
    km = round(position_m / 1000.0, 4)
    basis = {
        "km": Basis.ASSUMED,
        "position": Basis.ASSUMED,
        "kind": Basis.ASSUMED,
        "zone": before.basis.get("zone", Basis.PUBLISHED),
    }
    if tracks:
        basis["reset_s"] = Basis.ASSUMED
    return Place(
        id=f"{kind}_{km:.1f}".replace(".", "_"),
        name=f"{kind} km {km:.1f}",
        kind=kind,
        km=km,
        lat_deg=lonlat_deg[1],
        lon_deg=lonlat_deg[0],
        country=before.country,
        zone=before.zone,
        tracks=tracks,
        reset_s=rule.reset_s if tracks else 0,
        basis=dict(sorted(basis.items())),
        source=f"assumed so that no section is longer than {rule.longest_m / 1000.0:g} km",
    )


def structures_on(course: Course, mileposts: Mileposts) -> tuple[Structure, ...]:
    """Bridges and tunnels in metres of the line, touching pieces of one kind joined."""
    found: list[Structure] = []
    for piece in course.pieces:
        if piece.structure not in ("bridge", "tunnel"):
            continue
        from_m, to_m = (round(mileposts.line(along_m), 1) for along_m in (piece.from_m, piece.to_m))
        if to_m <= from_m:
            continue
        last = found[-1] if found else None
        if last and last.kind == piece.structure and last.to_m == from_m and last.basis == piece.basis:
            found[-1] = replace(last, to_m=to_m)
        else:
            found.append(Structure(piece.structure, from_m, to_m, piece.basis))
    return tuple(found)


def build_network(line: Line) -> Network:
    """The network of a line."""
    line = replace(line, structures=structures_on(line.course, line.mileposts))
    sections = [
        with_crossings(_section(line, i, line.spans[span]), line_m(line.places[i]), line.crossings)
        for i, span in enumerate(line.span_of)
    ]
    return Network(
        name=line.name,
        places={place.id: place for place in with_points(line.places, sections)},
        sections={section.id: section for section in sections},
        attribution=line.attribution,
        notes=dict(line.notes),
        envelope_orders=line.envelope_orders,
    )


def _section(line: Line, i: int, span: Span) -> Section:
    start, end = line.places[i], line.places[i + 1]
    from_m, to_m = line_m(start), line_m(end)
    origin_m = line_m(line.places[0])
    profile_m = (round(from_m - origin_m, 1), round(to_m - origin_m, 1))
    along_m = (line.mileposts.along(from_m), line.mileposts.along(to_m))
    known = _known(line, i, span)
    return Section(
        id=f"{start.id}-{end.id}",
        start=start.id,
        end=end.id,
        length_m=round(to_m - from_m, 1),
        tracks=span.tracks,
        block=_block(span, to_m - from_m),
        gauges_mm=span.gauges_mm,
        power=span.power,
        limit_mps=cut_steps(line.limit_mps, *profile_m),
        grade=cut_steps(line.grade, *profile_m),
        axle_load_kg=Steps.constant(span.axle_load_kg, span.basis["axle_load_kg"]),
        structures=_with_drag(_cut_structures(line.structures, from_m, to_m), span),
        lonlat_deg=line.course.cut(*along_m),
        basis={
            "geometry": _course_basis(line.course, *along_m),
            "gauges_mm": span.basis["gauges_mm"],
            "length_m": weakest(start.basis["km"], end.basis["km"]),
            "power": span.basis["power"],
            "tracks": span.basis["tracks"],
            **{name: span.basis[name] for name in known},
        },
        source=span.source,
        **known,
    )


def _known(line: Line, i: int, span: Span) -> dict[str, Any]:
    """What is known of the loads and trains that a section takes."""
    facts = {
        "load_kg_per_m": span.load_kg_per_m,
        "envelope": span.envelope or None,
        "least_radius_m": line.radii_m[i] if line.radii_m else None,
    }
    return {name: value for name, value in facts.items() if value is not None}


def _block(span: Span, length_m: float) -> Block:
    parts = max(1, round(length_m / span.signal_spacing_m)) if span.signal_spacing_m > 0.0 else 1
    signals = tuple(round(length_m * k / parts, 1) for k in range(1, parts))
    basis = span.basis["block"]
    return Block(span.block, signals, span.setting_s, span.clearing_s, span.release_s, basis)


def _cut_structures(structures: Sequence[Structure], from_m: float, to_m: float) -> list[Structure]:
    found = []
    for item in structures:
        start_m = round(max(item.from_m, from_m) - from_m, 1)
        end_m = round(min(item.to_m, to_m) - from_m, 1)
        if start_m < end_m:
            found.append(replace(item, from_m=start_m, to_m=end_m))
    return found


def _with_drag(structures: Sequence[Structure], span: Span) -> tuple[Structure, ...]:
    factor = span.tunnel_drag_factor
    if factor is None:
        return tuple(structures)
    drag = TYPICAL_DRAG[span.tracks] if isinstance(factor, str) else factor
    basis = span.basis["tunnel_drag_factor"]
    return tuple(
        replace(item, drag_factor=drag, drag_basis=basis) if item.kind == "tunnel" else item
        for item in structures
    )


def _course_basis(course: Course, from_m: float, to_m: float) -> Basis:
    touching = [piece.basis for piece in course.pieces if piece.from_m < to_m and piece.to_m > from_m]
    return weakest(*touching) if touching else Basis.ASSUMED
