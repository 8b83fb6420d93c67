"""A line of one's own: GeoJSON lines, a CSV of stations and `assumptions.toml` become a network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from railcade.basis import Basis
from railcade.errors import InputError, Problem, raise_if_any
from railcade.formats.assumptions_toml import AssumptionsFile, PlaceTable, StretchTable, read_assumptions
from railcade.formats.crossings_csv import CrossingRow, has_crossings, read_crossings_list
from railcade.formats.geojson_lines import read_course
from railcade.formats.line_crossings import drawn_crossings, listed_crossings
from railcade.formats.line_spans import Fixed, Names, make_profiles, make_spans
from railcade.formats.reading import TomlFile, collect, near, read_text
from railcade.formats.stations_csv import StationRow, read_stations
from railcade.network import Network, Place, PlaceKind
from railcade.network.build import (
    Line,
    PostRule,
    build_network,
    drawn_radii,
    drawn_tracks,
    line_m,
    structures_on,
    with_posts,
)
from railcade.network.build_secured import with_boxes
from railcade.network.course import Course, Mileposts, lay_along
from railcade.network.drawn import stream
from railcade.network.steps import FloatArray, frozen_array

FARTHEST_FROM_COURSE_M = 5000.0
GRADES, LIMITS, STATION_TRACKS, LOOP_TRACKS, RADII, CROSSINGS = 1, 2, 3, 4, 11, 50
_TRACKLESS = (PlaceKind.POST, PlaceKind.BORDER)


def import_network(sources: Sequence[Path]) -> Network:
    """Build a network of one line.

    Parameters
    ----------
    sources : sequence of Path
        One or more ``.geojson`` files in the order of the line, one ``.csv`` of places, one ``.toml``, and
        perhaps a ``.csv`` of level crossings.

    Raises
    ------
    InputError
        Every fault of every file (E0101-E0108, E0201, E0211), and of what does not fit together.
    """
    found = _sorted_sources(sources)
    (stations,), (assumptions,) = found["stations"], found["assumptions"]
    course, rows, crossings, (file, toml) = collect(
        lambda: read_course(found["lines"]),
        lambda: read_stations(stations),
        lambda: read_crossings_list(found["crossings"][0]) if found["crossings"] else None,
        lambda: read_assumptions(assumptions),
    )
    return line_network(course, rows, crossings, (file, toml))


def _kind_of(path: Path) -> str | None:
    """What a source is, by its suffix, a table by its header."""
    if path.suffix.lower() == ".csv":
        try:
            header = read_text(path).split("\n", 1)[0]
            return "crossings" if has_crossings(header) else "stations"
        except InputError:
            return "stations"  # whose reader tells what is wrong
    return {".geojson": "lines", ".json": "lines", ".toml": "assumptions"}.get(path.suffix.lower())


def _sorted_sources(sources: Sequence[Path]) -> dict[str, list[Path]]:
    """Sources by kind; all but the crossings must be there."""
    found: dict[str, list[Path]] = {"lines": [], "stations": [], "assumptions": [], "crossings": []}
    problems = []
    for path in sources:
        kind = _kind_of(path)
        if kind is None:
            mend = "give .geojson lines, a .csv of stations and a .toml of assumptions"
            problems.append(
                Problem("E0102", str(path), f"{path.suffix or 'no suffix'} is no source of a line", mend)
            )
        else:
            found[kind].append(path)
    suffixes = {
        "lines": "GeoJSON file of the line",
        "stations": "CSV of stations",
        "assumptions": "TOML of assumptions",
        "crossings": "CSV of crossings",
    }
    for kind, paths in found.items():
        if not paths and kind != "crossings":
            what, mend = f"there is no {suffixes[kind]}", f"name a {suffixes[kind]} too"
            problems.append(Problem("E0104", "sources", what, mend))
        elif len(paths) > 1 and kind != "lines":
            what = f"{len(paths)} files would each be the {suffixes[kind]}"
            problems.append(Problem("E0108", str(paths[1]), what, "give one"))
    raise_if_any(problems)
    return found


def line_network(
    course: Course,
    rows: Sequence[StationRow],
    crossing_rows: Sequence[CrossingRow] | None,
    said: tuple[AssumptionsFile, TomlFile],
    told_limits: Sequence[Fixed] = (),
) -> Network:
    """The network of one line between its first and last place.

    `told_limits` stand above drawn limits and below those of a stretch of `assumptions.toml`.

    Raises
    ------
    InputError
        What does not fit together.
    """
    file, toml = said
    names = Names(rows, toml)
    listed = _listed(rows, file, names)
    mileposts = _mileposts(course, rows, names.problems)
    spans = make_spans(rows, file, names)
    raise_if_any(names.problems)
    places, span_of = with_posts(listed, course, mileposts, _post_rule(file), stream(file.seed, LOOP_TRACKS))
    raise_if_any(_same_ids(places, toml))
    places = with_boxes(places, [spans[k].block for k in span_of])
    if crossing_rows is None:
        structures, draws = structures_on(course, mileposts), stream(file.seed, CROSSINGS)
        crossings = drawn_crossings(file, listed, places, structures, names, draws)
    else:
        crossings = listed_crossings(crossing_rows, places, names)
    raise_if_any(names.problems)
    standing_m = [line_m(place) - line_m(places[0]) for place in places if place.tracks]
    laws = make_profiles(listed, file, names)
    laws = replace(laws, fixed_limits=(*told_limits, *laws.fixed_limits))
    line = Line(
        name=file.name,
        attribution=file.attribution,
        notes={**file.notes, "seed": str(file.seed)},
        places=places,
        span_of=span_of,
        spans=spans,
        course=course,
        mileposts=mileposts,
        limit_mps=laws.limits(stream(file.seed, LIMITS)),
        grade=laws.grades(stream(file.seed, GRADES), standing_m),
        radii_m=drawn_radii(span_of, spans, stream(file.seed, RADII)),
        envelope_orders=tuple(tuple(order) for order in file.envelopes),
        crossings=tuple(crossings),
    )
    return build_network(line)


def _listed(rows: Sequence[StationRow], file: AssumptionsFile, names: Names) -> tuple[Place, ...]:
    tables = {names.index(table.name, "place", i, "name"): table for i, table in enumerate(file.place)}
    main = {names.index(name, "main", i) for i, name in enumerate(file.main)}
    rng = stream(file.seed, STATION_TRACKS)
    return tuple(
        _place(row, tables.get(i), i in main, file, rng, names.problems) for i, row in enumerate(rows)
    )


def _post_rule(file: AssumptionsFile) -> PostRule:
    return PostRule(
        longest_m=1000.0 * file.line.longest_section_km,
        loop_every=file.line.loop_every,
        loop_tracks=file.places.loop_tracks,
        track_m=(file.places.track_length_m[0], file.places.track_length_m[1]),
        reset_s=file.places.reset,
    )


def _mileposts(course: Course, rows: Sequence[StationRow], problems: list[Problem]) -> Mileposts:
    points = [(row.lon_deg, row.lat_deg) for row in rows]
    along_m, offset_m = lay_along(course, points)
    if not _fits(along_m, offset_m) and _fits(*lay_along(course, points[::-1])):
        what = f"the line is drawn from {rows[-1].name} to {rows[0].name}, against its kilometres"
        problems.append(Problem("E0211", "lines", what, "reverse the drawn line, or the list of stations"))
        return Mileposts(along_m, along_m)
    mend = "mend its coordinates, or draw the line through it"
    for row, offset in zip(rows, offset_m, strict=True):
        if offset > FARTHEST_FROM_COURSE_M:
            what = f"{row.name} lies {offset / 1000.0:.1f} km from the drawn line"
            problems.append(Problem("E0105", f"{row.where}  lat, lon", what, mend))
    for i in np.flatnonzero(np.diff(along_m) <= 0.0).tolist():
        what = f"{rows[i + 1].name} does not come after {rows[i].name} on the drawn line"
        mend = "put the drawn pieces in the direction of the kilometres, or mend the coordinates"
        problems.append(Problem("E0211", rows[i + 1].where, what, mend))
    return Mileposts(frozen_array(round(1000.0 * row.km, 1) for row in rows), along_m)


def _fits(along_m: FloatArray, offset_m: FloatArray) -> bool:
    return bool(np.all(np.diff(along_m) > 0.0) and np.all(offset_m <= FARTHEST_FROM_COURSE_M))


def _place(
    row: StationRow,
    table: PlaceTable | None,
    main: bool,
    file: AssumptionsFile,
    rng: np.random.Generator,
    problems: list[Problem],
) -> Place:
    table = table or PlaceTable(name=row.id)
    kind = PlaceKind(table.kind or row.kind or PlaceKind.STATION)
    zone = row.zone or file.zones.get(row.country, "")
    if not zone:
        what = f'no zone for the country "{row.country}"'
        problems.append(
            Problem("E0104", row.where, what, f"add it to [zones]: {near(row.country, file.zones)}")
        )
    count = 0 if kind in _TRACKLESS else file.places.station_tracks
    count = count if table.tracks is None else table.tracks
    if (kind in _TRACKLESS) != (count == 0):
        what = f"{row.name} is a {kind} with {count} tracks"
        mend = "a post or border has no tracks, a station or loop at least one"
        problems.append(Problem("E0105", row.where, what, mend))
    shortest_m, longest_m = table.track_length_m or file.places.track_length_m
    tracks = drawn_tracks(count, (shortest_m, longest_m), rng)
    return Place(
        id=row.id,
        name=row.name,
        kind=kind,
        km=row.km,
        lat_deg=row.lat_deg,
        lon_deg=row.lon_deg,
        country=row.country,
        zone=zone,
        tracks=tracks,
        reset_s=(file.places.reset if table.reset is None else table.reset) if tracks else 0,
        jack_tracks=table.jack_tracks,
        may_reverse=table.may_reverse,
        main=main,
        box=bool(table.box),
        basis=_place_basis(row, table, bool(tracks)),
        source=row.source,
        local_name=row.local_name,
        fuel=table.fuel,
        stopping=table.stopping,
        stopping_reason=table.stopping_reason,
    )


def _place_basis(row: StationRow, table: PlaceTable, standing: bool) -> dict[str, Basis]:
    basis = {
        "km": row.km_basis,
        "position": row.position_basis,
        "kind": Basis.PUBLISHED,
        "zone": Basis.PUBLISHED,
    }
    if standing:
        basis["reset_s"] = table.basis if table.reset is not None else Basis.ASSUMED
    if table.jack_tracks:
        basis["jack_tracks"] = table.basis
    if table.may_reverse:
        basis["may_reverse"] = table.basis
    if table.fuel is not None:
        basis["fuel"] = table.basis
    if table.stopping:
        basis["stopping"] = table.basis
    if table.box is not None:
        basis["box"] = table.basis
    return dict(sorted(basis.items()))


def _same_ids(places: Sequence[Place], toml: TomlFile) -> list[Problem]:
    """Ids of posts that clash, which needs posts nearer than 100 m or a station of that name."""
    seen: set[str] = set()
    problems = []
    for place in places:
        if place.id in seen:
            what, mend = f"two places would be called {place.id}", "allow longer sections"
            problems.append(Problem("E0108", toml.where("line", "longest_section_km"), what, mend))
        seen.add(place.id)
    return problems


__all__ = ["StretchTable", "import_network", "line_network"]
