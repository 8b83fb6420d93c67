"""Stations of a line as CSV: one row for each place, in the order of the line.

Columns that must be there: name, km, lat, lon. `docs/assumptions.md` tells what the others mean.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import available_timezones

from railcade.basis import Basis
from railcade.clock import is_zone
from railcade.errors import Problem, raise_if_any
from railcade.formats.csv_cells import Cells, csv_rows
from railcade.formats.gpkg_tables import LONGEST_SECTION_M
from railcade.formats.reading import near, twice
from railcade.network import PlaceKind

NEEDED = ("name", "km", "lat", "lon")
PLACED = ("name", "lat", "lon")
USED = (
    *("id", "name_local", "kind", "country", "zone", "km_basis", "km_source"),
    *("coord_basis", "coord_source", "gauge_mm", "electrification"),
)
FOR_READERS = ("seq", "line", "km_published", "offset_from_line_km", "geom_km", "note")
POWERS = ("none", "600 V DC", "750 V DC", "1.5 kV DC", "3 kV DC", "15 kV AC", "25 kV AC")
MOST_LAT_DEG = 90.0
MOST_LON_DEG = 180.0
CLOSEST_M = 1.0

_GAUGE = re.compile(r"^(\d{3,4}(?:\s*\+\s*\d{3,4})*)\s*(?:\((.*)\))?$")
_POWER = re.compile(r"^([^(]+?)\s*(?:\((.*)\))?$")


@dataclass(frozen=True, slots=True)
class StationRow:
    """A row as read. `gauges_mm` and `power` hold from here to the next place; empty where not given."""

    where: str
    id: str
    name: str
    local_name: str
    kind: str
    country: str
    zone: str
    km: float
    km_basis: Basis
    lat_deg: float
    lon_deg: float
    position_basis: Basis
    gauges_mm: tuple[int, ...]
    gauges_basis: Basis
    power: str
    power_basis: Basis
    source: str


def read_stations(path: Path) -> tuple[StationRow, ...]:
    """Rows of a stations file.

    Raises
    ------
    InputError
        E0101-E0106, E0108, E0211: every fault of the file.
    """
    problems: list[Problem] = []
    rows = [_row(cells) for cells in csv_rows(path, NEEDED, USED, problems, FOR_READERS)]
    problems.extend(_order_problems(path, rows))
    raise_if_any(problems)
    return tuple(rows)


def read_places(path: Path) -> tuple[StationRow, ...]:
    """Rows of a list of places whose kilometres follow from the tracks between them; km is 0.

    Raises
    ------
    InputError
        E0101-E0106, E0108: every fault of the file.
    """
    problems: list[Problem] = []
    used = tuple(name for name in USED if not name.startswith("km"))
    rows = [_row(cells, 0.0) for cells in csv_rows(path, PLACED, used, problems, FOR_READERS)]
    problems.extend(_twice_problems(rows))
    if len(rows) < 2:
        problems.append(Problem("E0104", str(path), f"{len(rows)} places", "a network needs at least two"))
    raise_if_any(problems)
    return tuple(rows)


def slug(name: str) -> str:
    """An id from a name: Latin letters, digits and underscores, without what stands in brackets."""
    plain = unicodedata.normalize("NFKD", re.sub(r"\(.*?\)", "", name)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain.lower().replace("'", "")).strip("_")


def _gauges(cells: Cells) -> tuple[tuple[int, ...], Basis]:
    text = cells.text("gauge_mm")
    match = _GAUGE.match(text)
    if not text or match is None:
        if text:
            cells.fault("E0105", "gauge_mm", f'"{text}" is not a gauge', "write 1435, or 1435+1520 for both")
        return (), Basis.ASSUMED
    gauges_mm = tuple(int(part) for part in match.group(1).split("+"))
    return gauges_mm, cells.basis("gauge_mm", match.group(2) or "")


def _power(cells: Cells) -> tuple[str, Basis]:
    match = _POWER.match(cells.text("electrification"))
    if match is None:
        return "", Basis.ASSUMED
    if match.group(1) not in POWERS:
        what = f'"{match.group(1)}" is not a supply that is known'
        cells.fault("E0105", "electrification", what, near(match.group(1), POWERS))
    return match.group(1), cells.basis("electrification", match.group(2) or "")


def _row(cells: Cells, km: float | None = None) -> StationRow:
    name = cells.text("name")
    place_id = cells.text("id") or slug(name)
    if not name:
        cells.fault("E0104", "name", "the name is empty", "give the place a name")
    elif not place_id or place_id != slug(place_id):
        what = f'"{place_id}" is no id' if place_id else f'"{name}" has no Latin letters to make an id of'
        cells.fault("E0105", "id", what, "give an id of small Latin letters, digits and _")
    kind, zone = cells.text("kind"), cells.text("zone")
    if kind and kind not in set(PlaceKind):
        cells.fault("E0105", "kind", f'"{kind}" is no kind of place', near(kind, list(PlaceKind)))
    if zone and not is_zone(zone):
        cells.fault("E0105", "zone", f'"{zone}" is no IANA time zone', near(zone, available_timezones()))
    gauges_mm, gauges_basis = _gauges(cells)
    power, power_basis = _power(cells)
    return StationRow(
        where=cells.where,
        id=place_id,
        name=name,
        local_name=cells.text("name_local"),
        kind=kind,
        country=cells.text("country"),
        zone=zone,
        km=cells.km() if km is None else km,
        km_basis=cells.basis("km_basis", cells.text("km_basis")),
        lat_deg=cells.number("lat", MOST_LAT_DEG),
        lon_deg=cells.number("lon", MOST_LON_DEG),
        position_basis=cells.basis("coord_basis", cells.text("coord_basis")),
        gauges_mm=gauges_mm,
        gauges_basis=gauges_basis,
        power=power,
        power_basis=power_basis,
        source=_source(cells.text("km_source"), cells.text("coord_source")),
    )


def _source(km_source: str, position_source: str) -> str:
    parts = [
        f"km: {km_source}" if km_source else "",
        f"position: {position_source}" if position_source else "",
    ]
    return "; ".join(part for part in parts if part) or "list of stations"


def _twice_problems(rows: list[StationRow]) -> list[Problem]:
    problems = []
    ids = [row.id for row in rows]
    for i in twice(ids):
        first = rows[ids.index(ids[i])].where
        what = f"the id {ids[i]} stands in {first} already"
        problems.append(Problem("E0108", rows[i].where, what, "give one of them another id in a column id"))
    return problems


def _order_problems(path: Path, rows: list[StationRow]) -> list[Problem]:
    problems = _twice_problems(rows)
    for before, row in zip(rows, rows[1:], strict=False):
        if 1000.0 * (row.km - before.km) < CLOSEST_M:
            what = f"{row.name} at km {row.km:g} does not lie beyond {before.name} at km {before.km:g}"
            problems.append(Problem("E0211", f"{row.where}  km", what, "sort the rows by km along the line"))
        elif 1000.0 * (row.km - before.km) > LONGEST_SECTION_M:
            what = f"{row.name} lies {row.km - before.km:,.0f} km beyond {before.name}"
            mend = f"at most {LONGEST_SECTION_M / 1000.0:,.0f} km: give km in kilometres, not metres"
            problems.append(Problem("E0105", f"{row.where}  km", what, mend))
    if len(rows) < 2:
        problems.append(Problem("E0104", str(path), f"{len(rows)} places", "a line needs at least two"))
    return problems
