"""Read a network from GeoPackage: all of it is checked before any of it is used."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import available_timezones

from railcade.basis import Basis
from railcade.clock import is_zone
from railcade.errors import Problem, raise_if_any
from railcade.formats.gpkg_cells import Layer, open_layers
from railcade.formats.gpkg_extents import read_extents, read_structures
from railcade.formats.gpkg_facts import ORDERS, Facts, orders_of, read_place_facts, read_section_facts
from railcade.formats.gpkg_secured import check_ids, read_crossings, read_points
from railcade.formats.gpkg_tables import FORMAT, LAYERS, PLACE_BASES, PROFILES, SECTION_BASES
from railcade.formats.reading import near, twice
from railcade.network import (
    Block,
    BlockKind,
    Network,
    Place,
    PlaceKind,
    Points,
    Section,
    Steps,
    Structure,
    Track,
)

ThingT = TypeVar("ThingT", Place, Section)
_TRACKLESS = (PlaceKind.POST, PlaceKind.BORDER)
_LARGEST_GRADE = 0.2
_CLOSEST_M = 0.01  # nearer breaks would fall together once positions count along a whole line
_PLAIN = (
    *("id", "name", "km", "country", "zone", "reset_s"),
    *("jack_tracks", "may_reverse", "main", "source", "local_name", "box"),
)


def read_network(path: Path) -> Network:
    """The network in a GeoPackage that Railcade or another program wrote.

    Raises
    ------
    InputError
        E0101-E0106, E0108, E0201, E0211: every fault of the file.
    """
    problems: list[Problem] = []
    layers = open_layers(path, problems)
    if len(layers) < len(LAYERS):
        raise_if_any(problems)
    notes = _notes(layers["notes"], problems)
    points = read_points(layers["points"], layers["sections"], problems)
    places = _places(layers["places"], layers["place_tracks"], points, problems)
    _check_references(layers, problems)
    _check_sections(layers["sections"], places, problems)
    profiles = _profiles(layers["profiles"], layers["sections"], problems)
    lengths_m = {row["id"]: row["length_m"] for _, row in layers["sections"].rows()}
    structures = read_structures(layers["structures"], lengths_m, problems)
    extents = read_extents(layers["extents"], lengths_m, problems)
    crossings = read_crossings(layers["crossings"], lengths_m, problems)
    signals = {
        i: _signals(layers["sections"].where(i), row, problems) for i, row in layers["sections"].rows()
    }
    gauges = {i: _gauges(layers["sections"].where(i), row, problems) for i, row in layers["sections"].rows()}
    section_facts = read_section_facts(layers["section_facts"], problems)
    place_facts = read_place_facts(layers["place_facts"], problems)
    raise_if_any(problems)
    sections = {
        row["id"]: _knowing(
            _section(
                row,
                profiles[row["id"]] | extents[row["id"]] | {"crossings": crossings[row["id"]]},
                structures[row["id"]],
                signals[i],
                gauges[i],
            ),
            section_facts,
        )
        for i, row in layers["sections"].rows()
    }
    places = {name: _knowing(place, place_facts) for name, place in places.items()}
    orders = orders_of(notes.pop(ORDERS, ""))
    return Network(notes.pop("name"), places, sections, notes.pop("attribution"), notes, orders)


def _knowing(thing: ThingT, facts: Facts) -> ThingT:
    """A place or section with the facts that are known of it."""
    if thing.id not in facts:
        return thing
    known = dict(facts[thing.id])
    basis = {**thing.basis, **known.pop("basis")}
    return replace(thing, basis=dict(sorted(basis.items())), **known)


def _notes(layer: Layer, problems: list[Problem]) -> dict[str, str]:
    found = {row["key"]: row["value"] for _, row in layer.rows()}
    for i in twice(layer.column("key")):
        problems.append(
            Problem("E0108", layer.where(i), f"{layer.column('key')[i]} stands twice", "keep one")
        )
    if layer.faulty:
        return found
    if found.get("format") != FORMAT:
        what = f'the format is "{found.get("format", "")}"'
        problems.append(
            Problem("E0102", layer.name_where, what, f"this reads {FORMAT}: import the line again")
        )
    for key in ("name", "attribution"):
        if key not in found:
            problems.append(Problem("E0104", layer.name_where, f"no row with the key {key}", f"add {key}"))
    plain = ("format", "name", "attribution", ORDERS)
    unknown = [key for key in found if key not in plain and not key.startswith("note: ")]
    for key in unknown:
        what = f"unknown key {key}"
        problems.append(
            Problem("E0103", layer.name_where, what, f'write "note: {key}" for a note of your own')
        )
    named = {key: found[key] for key in ("name", "attribution", ORDERS) if key in found}
    return named | {
        key.removeprefix("note: "): value for key, value in found.items() if key.startswith("note: ")
    }


def _tracks(layer: Layer, problems: list[Problem]) -> dict[str, list[Track]]:
    tracks: dict[str, list[Track]] = defaultdict(list)
    for i, row in layer.rows():
        if any(track.id == row["track"] for track in tracks[row["place"]]):
            what = f"the place {row['place']} has two tracks {row['track']}"
            problems.append(Problem("E0108", layer.where(i), what, "give each its own id"))
        tracks[row["place"]].append(Track(row["track"], row["length_m"], Basis(row["basis"])))
    return tracks


def _places(
    layer: Layer, track_layer: Layer, points: Mapping[str, tuple[Points, ...]], problems: list[Problem]
) -> dict[str, Place]:
    check_ids(layer, problems)
    tracks = _tracks(track_layer, problems)
    unknown = {zone for zone in set(layer.column("zone")) if not is_zone(zone)}
    places: dict[str, Place] = {}
    for i, row in layer.rows():
        own = tuple(tracks.get(row["id"], ()))
        if row["zone"] in unknown:
            what, mend = f'"{row["zone"]}" is no IANA time zone', near(row["zone"], available_timezones())
            problems.append(Problem("E0105", layer.where(i, "zone"), what, mend))
        if (row["kind"] in _TRACKLESS) != (not own) and not track_layer.faulty:
            what = f"{row['id']} is a {row['kind']} with {len(own)} tracks"
            mend = "a post or border has no tracks, a station or loop at least one"
            problems.append(Problem("E0105", layer.where(i, "kind"), what, mend))
        if own and row["reset_s"] < 1:
            what = "0 s from one train leaving a track to the next on it"
            problems.append(Problem("E0105", layer.where(i, "reset_s"), what, "give at least 1"))
        for name, stands in (
            ("reset_s", bool(own)),
            ("jack_tracks", row["jack_tracks"] > 0),
            ("may_reverse", row["may_reverse"]),
        ):
            if stands and not row[f"{name}_basis"]:
                mend = f"give what {name} rests on"
                problems.append(Problem("E0104", layer.where(i, f"{name}_basis"), "is empty", mend))
        (lon_deg, lat_deg) = (float(x) for x in row["shape"][0])
        places[row["id"]] = Place(
            **{name: row[name] for name in _PLAIN},
            kind=PlaceKind(row["kind"]),
            lat_deg=lat_deg,
            lon_deg=lon_deg,
            tracks=own,
            basis=_basis(row, PLACE_BASES),
            points=points.get(row["id"], ()),
        )
    return places


def _basis(row: dict[str, Any], names: Sequence[str]) -> dict[str, Basis]:
    return {name: Basis(row[f"{name}_basis"]) for name in names if row[f"{name}_basis"]}


def _check_references(layers: dict[str, Layer], problems: list[Problem]) -> None:
    for layer in layers.values():
        for column in layer.columns:
            if not column.refers:
                continue
            known = set(layers[column.refers].column("id"))
            for i, value in enumerate(layer.column(column.name)):
                if i not in layer.faulty and value not in known and (value or not column.optional):
                    what = f'"{value}" is not in the layer {column.refers}'
                    problems.append(Problem("E0201", layer.where(i, column.name), what, near(value, known)))


def _check_sections(layer: Layer, places: dict[str, Place], problems: list[Problem]) -> None:
    check_ids(layer, problems)
    joined: dict[frozenset[str], str] = {}
    for i, row in layer.rows():
        start, end = places.get(row["start_place"]), places.get(row["end_place"])
        if start is None or end is None:
            continue
        if end.km <= start.km:
            what = f"km {end.km:g} of {end.id} does not lie beyond km {start.km:g} of {start.id}"
            mend = "a section runs from its smaller to its larger kilometre"
            problems.append(Problem("E0211", layer.where(i), what, mend))
        pair = frozenset((start.id, end.id))
        if pair in joined:
            what, mend = f"joins the same places as {joined[pair]}", "keep one, with two tracks"
            problems.append(Problem("E0108", layer.where(i), what, mend))
        joined[pair] = row["id"]


def _profiles(layer: Layer, sections: Layer, problems: list[Problem]) -> dict[str, dict[str, Steps]]:
    """Profiles by section and kind."""
    rows: dict[tuple[str, str], list[int]] = defaultdict(list)
    starts, values, bases = layer.column("start_m"), layer.column("value"), layer.column("basis")
    for i, key in enumerate(zip(layer.column("section"), layer.column("kind"), strict=True)):
        rows[key].append(i)
    lengths = {row["id"]: row["length_m"] for _, row in sections.rows()}
    found: dict[str, dict[str, Steps]] = {section: {} for section in lengths}
    for section, length_m in lengths.items():
        for kind in PROFILES:
            at = rows.get((section, kind), [])
            if not at and not layer.faulty:
                what = f"the section {section} has no {kind}"
                mend = f"add a row {section}, {kind}, start_m 0"
                problems.append(Problem("E0104", layer.name_where, what, mend))
            if not at or not layer.faulty.isdisjoint(at):
                continue
            before = len(problems)
            _check_profile(layer, at, length_m, problems)
            if len(problems) == before:
                steps = Steps.of(
                    [starts[i] for i in at], [values[i] for i in at], [Basis(bases[i]) for i in at]
                )
                found[section][kind] = steps
    return found


def _check_profile(layer: Layer, at: Sequence[int], length_m: float, problems: list[Problem]) -> None:
    starts, values, kinds = layer.column("start_m"), layer.column("value"), layer.column("kind")
    if starts[at[0]] != 0.0:
        what = f"the first value begins at {starts[at[0]]:g} m"
        problems.append(Problem("E0105", layer.where(at[0], "start_m"), what, "begin at 0"))
    for before, i in zip(at, at[1:], strict=False):
        if starts[i] - starts[before] < _CLOSEST_M:
            what = f"{starts[i]:g} m does not lie beyond {starts[before]:g} m"
            problems.append(Problem("E0105", layer.where(i, "start_m"), what, "sort the rows by start_m"))
    for i in at:
        if starts[i] > length_m - _CLOSEST_M:
            what = f"{starts[i]:g} m lies beyond the section, {length_m:g} m long"
            problems.append(Problem("E0105", layer.where(i, "start_m"), what, "remove the row"))
        if kinds[i] == "grade" and abs(values[i]) > _LARGEST_GRADE:
            what, mend = f"a grade of {values[i]:g} m per m", "give rise per metre: 12 permille is 0.012"
            problems.append(Problem("E0105", layer.where(i, "value"), what, mend))
        if kinds[i] != "grade" and values[i] <= 0.0:
            what, mend = f"{values[i]:g} is not above 0", "give m/s for limit_mps, kilograms for axle_load_kg"
            problems.append(Problem("E0105", layer.where(i, "value"), what, mend))


def _signals(where: str, row: dict[str, Any], problems: list[Problem]) -> tuple[float, ...]:
    text, length_m = row["signal_m"], row["length_m"]
    where = f"{where}  signal_m"
    signals = _numbers(text, float)
    if signals is None or not all(_CLOSEST_M <= signal <= length_m - _CLOSEST_M for signal in signals):
        mend = f"write metres between 0 and {length_m:g} with blanks between"
        problems.append(Problem("E0105", where, f'"{text}" is no list of signals', mend))
        return ()
    if any(b - a < _CLOSEST_M for a, b in zip(signals, signals[1:], strict=False)):
        mend = "sort them from the section's start"
        problems.append(Problem("E0105", where, "the signals do not rise", mend))
    if signals and row["block_kind"] == BlockKind.STATION_TO_STATION:
        what = "station-to-station working has no signals between the ends"
        problems.append(Problem("E0105", where, what, "empty it, or set block_kind to fixed_block"))
    return tuple(signals)


def _gauges(where: str, row: dict[str, Any], problems: list[Problem]) -> tuple[int, ...]:
    text = row["gauges_mm"]
    gauges_mm = _numbers(text.replace("+", " "), int)
    if not gauges_mm or min(gauges_mm) <= 0:
        mend = "write 1435, or 1435+1520 for both"
        problems.append(Problem("E0105", f"{where}  gauges_mm", f'"{text}" is no gauge', mend))
    return tuple(gauges_mm or ())


def _numbers(text: str, kind: Callable[[str], Any]) -> list[Any] | None:
    try:
        numbers = [kind(part) for part in text.split()]
        return numbers if all(map(math.isfinite, numbers)) else None
    except (ValueError, OverflowError):
        return None


def _section(
    row: dict[str, Any],
    profiles: Mapping[str, Any],
    structures: list[Structure],
    signal_m: tuple[float, ...],
    gauges_mm: tuple[int, ...],
) -> Section:
    block = Block(
        BlockKind(row["block_kind"]),
        signal_m,
        row["setting_s"],
        row["clearing_s"],
        row["release_s"],
        Basis(row["block_basis"]),
    )
    return Section(
        id=row["id"],
        start=row["start_place"],
        end=row["end_place"],
        length_m=row["length_m"],
        tracks=row["tracks"],
        block=block,
        gauges_mm=gauges_mm,
        power=row["power"],
        **profiles,
        structures=tuple(structures),
        lonlat_deg=row["shape"],
        basis=_basis(row, SECTION_BASES),
        source=row["source"],
    )
