"""Write a network as GeoPackage; it opens in QGIS, and the same network gives the same bytes."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyogrio import get_gdal_config_option, set_gdal_config_options
from pyogrio.raw import write

from railcade.basis import Basis
from railcade.errors import DockError, Problem
from railcade.formats.gpkg_facts import ORDERS, orders_text, place_fact_rows, section_fact_rows
from railcade.formats.gpkg_read import read_network
from railcade.formats.gpkg_tables import (
    EXTENTS,
    FORMAT,
    LAYERS,
    MAY_LACK,
    PLACE_BASES,
    PROFILES,
    SECTION_BASES,
)
from railcade.network import Network, Place, Points, Section
from railcade.network.course import drawn_at

# GDAL writes the time of day into gpkg_contents; this fixed one keeps equal networks equal files.
WRITTEN_AT = "2000-01-01T00:00:00.000Z"
_DTYPES: Mapping[str, Any] = {"text": object, "real": np.float64, "whole": np.int64, "flag": np.bool_}
Row = tuple[Any, ...]


def write_network(network: Network, path: Path) -> None:
    """Write `network.gpkg`, replacing what is there.

    Raises
    ------
    DockError
        E0101 if the file cannot be written.
    """
    tables = {
        "places": [_place_row(place) for place in network.places.values()],
        "sections": [_section_row(section) for section in network.sections.values()],
        "place_tracks": list(_track_rows(network)),
        "profiles": list(_profile_rows(network)),
        "structures": list(_structure_rows(network)),
        "extents": list(_extent_rows(network)),
        "section_facts": list(section_fact_rows(network)),
        "place_facts": list(place_fact_rows(network)),
        "crossings": list(_crossing_rows(network)),
        "points": list(_points_rows(network)),
        "notes": list(_note_rows(network)),
    }
    shapes = {
        "places": [
            struct.pack("<BIdd", 1, 1, place.lon_deg, place.lat_deg) for place in network.places.values()
        ],
        "sections": [_line_wkb(section) for section in network.sections.values()],
        "crossings": [
            struct.pack("<BIdd", 1, 1, *drawn_at(section, item.at_m))
            for section in network.sections.values()
            for item in section.crossings
        ],
        "points": [
            struct.pack("<BIdd", 1, 1, *_points_at(network, place, item))
            for place in network.places.values()
            for item in place.points
        ],
    }
    try:
        path.unlink(missing_ok=True)
        with _gdal_options():
            for i, (layer, rows) in enumerate(tables.items()):
                if not rows and layer in MAY_LACK:
                    continue
                _write_layer(path, layer, rows, shapes.get(layer), append=i > 0)
    except (OSError, ValueError, RuntimeError) as error:  # the latter two are what pyogrio raises
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        mend = "check that the folder exists and may be written"
        raise DockError([Problem("E0101", str(path), f"cannot be written: {reason.lower()}", mend)]) from None


@contextmanager
def _gdal_options() -> Iterator[None]:
    """GDAL as we need it, then as it was. The file is new: no disk need be waited for at each layer."""
    options = {"OGR_CURRENT_DATE": WRITTEN_AT, "OGR_SQLITE_SYNCHRONOUS": "OFF"}
    before = {name: get_gdal_config_option(name) for name in options}
    set_gdal_config_options(options)
    try:
        yield
    finally:
        set_gdal_config_options(before)


def _write_layer(path: Path, layer: str, rows: list[Row], shapes: list[bytes] | None, append: bool) -> None:
    geometry_type, columns = LAYERS[layer]
    data: list[NDArray[Any]] = []
    names: list[str] = []
    for i, column in enumerate(columns):
        cells = [row[i] for row in rows]
        if column.may_lack and all(cell is None for cell in cells):
            continue
        array = np.empty(len(rows), dtype=_DTYPES[column.kind])
        array[:] = cells  # None becomes not-a-number in a column of numbers, which is written as nothing
        data.append(array)
        names.append(column.name)
    write(
        path,
        geometry=None if shapes is None else np.array(shapes, dtype=object),
        field_data=data,
        fields=np.array(names, dtype=object),
        layer=layer,
        driver="GPKG",
        geometry_type=geometry_type or None,
        crs="EPSG:4326" if geometry_type else None,
        append=append,
    )


def _place_row(place: Place) -> Row:
    return (
        *(place.id, place.name, place.local_name, str(place.kind), place.km, place.country, place.zone),
        *(place.reset_s, place.jack_tracks, place.may_reverse, place.main, place.box),
        *_bases(place.basis, PLACE_BASES),
        place.source,
    )


def _section_row(section: Section) -> Row:
    block = section.block
    return (
        *(section.id, section.start, section.end, section.length_m, section.tracks),
        *(str(block.kind), " ".join(map(repr, block.signal_m))),
        *(block.setting_s, block.clearing_s, block.release_s, str(block.basis)),
        *("+".join(map(str, section.gauges_mm)), section.power),
        *_bases(section.basis, SECTION_BASES),
        section.source,
    )


def _bases(basis: Mapping[str, Basis], names: tuple[str, ...]) -> Iterator[str | None]:
    return (str(basis[name]) if name in basis else None for name in names)


def _line_wkb(section: Section) -> bytes:
    return struct.pack("<BII", 1, 2, len(section.lonlat_deg)) + section.lonlat_deg.astype("<f8").tobytes()


def _track_rows(network: Network) -> Iterator[Row]:
    for place in network.places.values():
        for track in place.tracks:
            yield place.id, track.id, track.length_m, str(track.basis)


def _profile_rows(network: Network) -> Iterator[Row]:
    for section in network.sections.values():
        for kind in PROFILES:
            steps = getattr(section, kind)
            for start_m, value, basis in zip(steps.start_m, steps.value, steps.basis, strict=True):
                yield section.id, kind, float(start_m), float(value), str(basis)


def _structure_rows(network: Network) -> Iterator[Row]:
    for section in network.sections.values():
        for item in section.structures:
            drag_basis = None if item.drag_basis is None else str(item.drag_basis)
            yield (
                *(section.id, item.kind, item.from_m, item.to_m, str(item.basis)),
                *(item.drag_factor, drag_basis),
            )


def _extent_rows(network: Network) -> Iterator[Row]:
    for section in network.sections.values():
        for kind in EXTENTS:
            item = getattr(section, kind)
            for i, basis in enumerate(item.basis):
                value = None if kind == "neutral_m" else float(item.value[i])
                above_kg = float(item.above_kg[i]) or None
                yield (
                    *(section.id, kind, float(item.from_m[i]), float(item.to_m[i])),
                    *(value, above_kg, str(basis)),
                )


def _crossing_rows(network: Network) -> Iterator[Row]:
    for section in network.sections.values():
        for item in section.crossings:
            yield (
                *(item.id, item.name, str(item.kind), section.id, item.at_m),
                *(item.keeper_place or None, str(item.basis), item.source),
            )


def _points_rows(network: Network) -> Iterator[Row]:
    for place in network.places.values():
        for item in place.points:
            yield (
                *(item.id, place.id, item.name, item.section, item.at_m),
                *(str(item.facing), str(item.basis), item.source),
            )


def _points_at(network: Network, place: Place, item: Points) -> tuple[float, float]:
    """Where points are drawn."""
    section = network.sections[item.section]
    return drawn_at(section, item.at_m if section.start == place.id else section.length_m - item.at_m)


def _note_rows(network: Network) -> Iterator[Row]:
    yield "format", FORMAT
    yield "name", network.name
    yield "attribution", network.attribution
    if network.envelope_orders:
        yield ORDERS, orders_text(network.envelope_orders)
    for key, value in network.notes.items():
        yield f"note: {key}", value


__all__ = ["WRITTEN_AT", "read_network", "write_network"]
