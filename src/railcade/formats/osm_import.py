"""A network from OpenStreetMap: tracks, a list of places and `assumptions.toml`.

Topology, limits, gauge, power, axle loads, bridges and tunnels come from the tracks. What runs side by side
is one line of one or two tracks; where lines part is a junction. Each piece of line between two ends is then
built as a line of one's own is, and what the tags do not tell is assumed in the same way.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import numpy as np

from railcade.basis import Basis
from railcade.errors import Problem, raise_if_any
from railcade.formats.assumptions_toml import AssumptionsFile, StretchTable, read_assumptions
from railcade.formats.line_spans import Names
from railcade.formats.network_import import line_network
from railcade.formats.osm_json import OsmTracks, is_overpass, read_tracks
from railcade.formats.osm_lines import Piece, laid_over
from railcade.formats.osm_tags import told_limits, told_span, tracks_beside
from railcade.formats.osm_ways import TrackGraph, neighbours
from railcade.formats.reading import TomlFile, collect
from railcade.formats.stations_csv import StationRow, read_places
from railcade.network import Network, Place, PlaceKind, Section
from railcade.network.build_secured import assumed_points
from railcade.network.course import Course, CoursePiece, chain

FARTHEST_M = 1000.0
REACH_M = 150.0
NAMED_WITHIN_M = 1500.0
M_PER_KM = 1000.0
SEEDS_APART = 1000


@dataclass(frozen=True, slots=True)
class Laid:
    """Ends as rows, and the pieces between them, each from its end with the smaller kilometre."""

    rows: tuple[StationRow, ...]
    pieces: tuple[Piece, ...]


def import_tracks(sources: Sequence[Path]) -> Network:
    """Build a network from an Overpass extract.

    Parameters
    ----------
    sources : sequence of Path
        One extract (``.json`` or ``.json.gz``), one ``.csv`` of places, one ``.toml`` of assumptions.

    Raises
    ------
    InputError
        Every fault of every file (E0101-E0106, E0108), and of what does not fit together (E0105, E0201,
        E0202).
    """
    tracks, places, assumptions = _sorted_sources(sources)
    found, rows, (file, toml) = collect(
        lambda: read_tracks(tracks), lambda: read_places(places), lambda: read_assumptions(assumptions)
    )
    graph = TrackGraph(found)
    laid = _laid(graph, rows, file)
    names = Names(laid.rows, toml)
    _check_names(names, file)
    raise_if_any(names.problems)
    nets = [_piece_network(found, graph, laid, k, (file, toml)) for k in range(len(laid.pieces))]
    return _merged(nets, laid, file)


def _sorted_sources(sources: Sequence[Path]) -> list[Path]:
    """The extract, the list of places, the assumptions."""
    kinds = {
        "extract of OpenStreetMap": is_overpass,
        "CSV of places": _ends_in(".csv"),
        "TOML of assumptions": _ends_in(".toml"),
    }
    found: list[Path] = []
    problems: list[Problem] = []
    for kind, fits in kinds.items():
        own = [path for path in sources if fits(path)]
        if not own:
            problems.append(Problem("E0104", "sources", f"there is no {kind}", f"name a {kind} too"))
        elif len(own) > 1:
            what = f"{len(own)} files would each be the {kind}"
            problems.append(Problem("E0108", str(own[1]), what, "give one"))
        found.extend(own[:1])
    for path in sources:
        if not any(fits(path) for fits in kinds.values()):
            mend = "give one extract, one .csv of places and one .toml of assumptions"
            problems.append(Problem("E0102", str(path), "it is no source beside an extract", mend))
    raise_if_any(problems)
    return found


def _ends_in(suffix: str) -> Callable[[Path], bool]:
    return lambda path: path.suffix.lower() == suffix


def _laid(graph: TrackGraph, rows: Sequence[StationRow], file: AssumptionsFile) -> Laid:
    """Places put on tracks, lines laid over each other, junctions named; kilometres from the first place."""
    problems: list[Problem] = []
    stops = [row for row in rows if row.kind != PlaceKind.POST]
    on_track: list[tuple[float, float]] = []
    at_place: dict[int, int] = {}
    for i, row in enumerate(stops):
        near, away_m = graph.near((row.lon_deg, row.lat_deg), FARTHEST_M)
        if not near:
            what = f"{row.name} lies {away_m / M_PER_KM:.1f} km from the nearest running track"
            mend = "mend its coordinates, or leave it out"
            problems.append(Problem("E0105", f"{row.where}  lat, lon", what, mend))
            continue
        on_track.append(graph.lonlat_deg[near[0]])
        for node in graph.near(graph.lonlat_deg[near[0]], REACH_M)[0]:
            if at_place.setdefault(node, i) != i:
                what = f"{row.name} and {stops[at_place[node]].name} lie on the same tracks"
                problems.append(Problem("E0105", f"{row.where}  lat, lon", what, "leave one of them out"))
                break
    raise_if_any(problems)
    routes = neighbours(graph, at_place, range(len(stops)))
    pieces, junctions = laid_over(graph.plane, routes, on_track)
    ends = [
        replace(row, lon_deg=round(lon, 6), lat_deg=round(lat, 6), km_basis=Basis.ESTIMATED)
        for row, (lon, lat) in zip(stops, on_track, strict=True)
    ]
    ends += _named(junctions, graph, [row for row in rows if row.kind == PlaceKind.POST], stops[0])
    at_m = _distances(pieces, len(ends))
    lost = [i for i in range(len(stops)) if math.isinf(at_m[i])]
    mend = "mend its coordinates, or fetch the tracks between them too"
    for i in lost:
        what = f"no running tracks lead from {stops[0].name} to {stops[i].name}"
        problems.append(Problem("E0202", f"{stops[i].where}  lat, lon", what, mend))
    raise_if_any(problems)
    return Laid(tuple(_with_km(ends, at_m)), tuple(_rising(pieces, at_m)))


def _named(
    junctions: Sequence[tuple[float, float]], graph: TrackGraph, named: Sequence[StationRow], like: StationRow
) -> list[StationRow]:
    """Junctions as rows: the nearest listed post gives the name, else a number."""
    found = []
    left = list(named)
    for number, (lon_deg, lat_deg) in enumerate(junctions, start=1):
        row = replace(
            like,
            id=f"junction_{number}",
            name=f"junction {number}",
            local_name="",
            position_basis=Basis.PUBLISHED,
            source="position: where the tracks of OpenStreetMap part",
        )
        here_m = graph.plane.xy_m([(lon_deg, lat_deg)])
        away_m = [float(np.hypot(*(graph.plane.xy_m([(x.lon_deg, x.lat_deg)]) - here_m)[0])) for x in left]
        if away_m and min(away_m) <= NAMED_WITHIN_M:
            post = left.pop(int(np.argmin(away_m)))
            row = replace(row, where=post.where, id=post.id, name=post.name, local_name=post.local_name)
        found.append(
            replace(
                row,
                kind=PlaceKind.POST,
                lon_deg=round(lon_deg, 6),
                lat_deg=round(lat_deg, 6),
                km_basis=Basis.ESTIMATED,
            )
        )
    return found


def _distances(pieces: Sequence[Piece], ends: int) -> list[float]:
    """Metres from the first place, by the shortest way."""
    at_m = [math.inf] * ends
    heap = [(0.0, 0)]
    while heap:
        here_m, end = heapq.heappop(heap)
        if here_m < at_m[end]:
            at_m[end] = here_m
            for piece in pieces:
                if end in piece.ends:
                    heapq.heappush(heap, (here_m + round(piece.length_m, 1), sum(piece.ends) - end))
    return at_m


def _with_km(rows: Sequence[StationRow], at_m: Sequence[float]) -> list[StationRow]:
    return [replace(row, km=round(m / M_PER_KM, 4)) for row, m in zip(rows, at_m, strict=True)]


def _rising(pieces: Sequence[Piece], at_m: Sequence[float]) -> list[Piece]:
    """Pieces from the smaller kilometre on."""
    found = []
    for piece in pieces:
        a, b = piece.ends
        turned = Piece((b, a), piece.lonlat_deg[::-1], piece.ways[::-1])
        found.append(piece if (at_m[a], a) <= (at_m[b], b) else turned)
    return sorted(found, key=lambda piece: (at_m[piece.ends[0]], at_m[piece.ends[1]], piece.ends))


def _check_names(names: Names, file: AssumptionsFile) -> None:
    for i, name in enumerate(file.main):
        names.index(name, "main", i)
    for i, table in enumerate(file.place):
        names.index(table.name, "place", i, "name")
    for i, stretch in enumerate(file.stretch):
        names.index(stretch.from_place, "stretch", i, "from")
        names.index(stretch.to_place, "stretch", i, "to")


def _piece_network(
    tracks: OsmTracks, graph: TrackGraph, laid: Laid, k: int, said: tuple[AssumptionsFile, TomlFile]
) -> Network:
    """One piece of line as a network of its own."""
    file, toml = said
    piece = laid.pieces[k]
    first, last = (laid.rows[end] for end in piece.ends)
    power, gauges_mm, axle_kg = told_span(piece)
    first = replace(
        first, power=power, power_basis=Basis.PUBLISHED, gauges_mm=gauges_mm, gauges_basis=Basis.PUBLISHED
    )
    last = replace(last, km=round(first.km + piece.length_m / M_PER_KM, 4))
    names = {first.id, first.name, last.id, last.name}
    tags: dict[str, object] = {"from": first.name, "to": last.name, "basis": Basis.ESTIMATED}
    tags |= {"tracks": tracks_beside(graph, tracks, piece), "source": f"OpenStreetMap {tracks.base}".strip()}
    if axle_kg is not None:
        tags["axle_load_t"] = axle_kg / M_PER_KM
    own = [StretchTable.model_validate(tags)]
    own += [
        _here(stretch, first, last) for i, stretch in enumerate(file.stretch) if k in _reach(laid, stretch)
    ]
    part = file.model_copy(
        update={
            "seed": SEEDS_APART * file.seed + k,
            "main": [name for name in file.main if name in names],
            "place": [table for table in file.place if table.name in names],
            "stretch": own,
        }
    )
    return line_network(_course(piece), (first, last), None, (part, toml), told_limits(piece))


def _here(stretch: StretchTable, first: StationRow, last: StationRow) -> StretchTable:
    return stretch.model_copy(update={"from_place": first.name, "to_place": last.name})


def _reach(laid: Laid, stretch: StretchTable) -> set[int]:
    """Pieces that a stretch covers: the one that joins its ends, or all on the shortest way between them."""
    number = {row.name: i for i, row in enumerate(laid.rows)} | {row.id: i for i, row in enumerate(laid.rows)}
    first, last = number[stretch.from_place], number[stretch.to_place]
    direct = [k for k, piece in enumerate(laid.pieces) if set(piece.ends) == {first, last}]
    if direct:
        return set(direct)
    heap: list[tuple[float, int, tuple[int, ...]]] = [(0.0, first, ())]
    done: set[int] = set()
    while heap:
        here_m, end, way = heapq.heappop(heap)
        if end == last:
            return set(way)
        if end in done:
            continue
        done.add(end)
        for k, piece in enumerate(laid.pieces):
            if end in piece.ends:
                heapq.heappush(heap, (here_m + piece.length_m, sum(piece.ends) - end, (*way, k)))
    return set()


def _course(piece: Piece) -> Course:
    points, along_m = chain(piece.lonlat_deg)
    pieces = [
        CoursePiece(float(a), float(b), way.structure, Basis.PUBLISHED)
        for a, b, way in zip(along_m, along_m[1:], piece.ways, strict=False)
    ]
    return Course(points, along_m, tuple(pieces))


def _merged(nets: Sequence[Network], laid: Laid, file: AssumptionsFile) -> Network:
    """One network: posts that would share an id get a number, ends are the same place in all pieces."""
    ends = {row.id: row for row in laid.rows}
    places: dict[str, Place] = {}
    sections: dict[str, Section] = {}
    for net in nets:
        new: dict[str, str] = {}
        for place in net.places.values():
            if place.id not in ends:
                new[place.id] = _free(place.id, places)
                places[new[place.id]] = replace(place, id=new[place.id], points=())
            elif place.id not in places:
                row = ends[place.id]
                places[place.id] = replace(
                    place, points=(), km=row.km, lon_deg=row.lon_deg, lat_deg=row.lat_deg
                )
        for section in net.sections.values():
            start, end = (new.get(place, place) for place in (section.start, section.end))
            name = _free(f"{start}-{end}", sections)
            sections[name] = replace(section, id=name, start=start, end=end)
    return Network(
        name=file.name,
        places={name: _with_points(place, sections.values()) for name, place in places.items()},
        sections=sections,
        attribution=file.attribution,
        notes={**file.notes, "seed": str(file.seed)},
    )


def _free(name: str, taken: Mapping[str, object]) -> str:
    """The name, or the name with the first number behind it that is not taken."""
    names = (name if k == 1 else f"{name}_{k}" for k in count(1))
    return next(each for each in names if each not in taken)


def _with_points(place: Place, sections: Collection[Section]) -> Place:
    """Points at either end of a place; where more than two lines meet, on the first of each side."""
    before = next((item for item in sections if item.end == place.id), None)
    after = next((item for item in sections if item.start == place.id), None)
    return replace(place, points=assumed_points(place, before, after))
