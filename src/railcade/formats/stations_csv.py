"""Stations of a line as CSV: one row for each place, in the order of the line.

Columns that must be there: name, km, lat, lon. `docs/assumptions.md` tells what the others mean.
"""

from __future__ import annotations

import csv
import io
import math
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import available_timezones

from railcade.basis import Basis
from railcade.clock import is_zone
from railcade.errors import Problem, raise_if_any
from railcade.formats.gpkg_tables import LONGEST_SECTION_M, MOST_KM
from railcade.formats.reading import hidden_character, near, read_text, twice
from railcade.network import PlaceKind

NEEDED = ("name", "km", "lat", "lon")
USED = (
    *("id", "name_local", "kind", "country", "zone", "km_basis", "km_source"),
    *("coord_basis", "coord_source", "gauge_mm", "electrification"),
)
FOR_READERS = ("seq", "line", "km_published", "offset_from_line_km", "geom_km", "note")
POWERS = ("none", "600 V DC", "750 V DC", "1.5 kV DC", "3 kV DC", "15 kV AC", "25 kV AC")
MOST_LAT_DEG = 90.0
MOST_LON_DEG = 180.0
CLOSEST_M = 1.0

# The first word that fits counts. "Sourced" means that the list names who says so.
BASIS_WORDS = (
    ("surveyed", Basis.SURVEYED),
    ("published value differs", Basis.ESTIMATED),
    ("published", Basis.PUBLISHED),
    ("sourced place", Basis.ESTIMATED),
    ("sourced", Basis.PUBLISHED),
    ("interpolated", Basis.ESTIMATED),
    ("estimated", Basis.ESTIMATED),
    ("reported", Basis.ESTIMATED),
    ("assumed", Basis.ASSUMED),
)
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
    reader = csv.reader(io.StringIO(read_text(path)), strict=True)
    problems: list[Problem] = []
    rows: list[StationRow] = []
    try:
        header = [name.strip() for name in next(reader, [])]
        raise_if_any(_header_problems(path, header))
        for cells in reader:
            if cells:
                rows.append(_row(f"{path}:{reader.line_num}", header, cells, problems))
    except csv.Error as error:
        what = f"not a CSV table: {error}"
        problems.append(
            Problem("E0102", f"{path}:{reader.line_num}", what, "export it again as CSV with commas")
        )
    problems.extend(_order_problems(path, rows))
    raise_if_any(problems)
    return tuple(rows)


def slug(name: str) -> str:
    """An id from a name: Latin letters, digits and underscores, without what stands in brackets."""
    plain = unicodedata.normalize("NFKD", re.sub(r"\(.*?\)", "", name)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain.lower().replace("'", "")).strip("_")


def basis_of(text: str) -> Basis | None:
    """Basis that a text such as ``published`` or ``estimated (on a fill)`` states; None if unknown."""
    for word, basis in BASIS_WORDS:
        if text.strip().lower().startswith(word):
            return basis
    return None


def _header_problems(path: Path, header: list[str]) -> list[Problem]:
    where = f"{path}:1"
    if not header:
        return [Problem("E0102", where, "the file is empty", f"give a header with {', '.join(NEEDED)}")]
    if len(header) == 1 and any(mark in header[0] for mark in ";\t"):
        what = "the cells are not separated by commas"
        return [Problem("E0102", where, what, "export it again as CSV with commas, decimals with a point")]
    known = {*NEEDED, *USED, *FOR_READERS}
    problems = [
        Problem("E0103", where, f"unknown column {name or '(no name)'}", near(name, known - set(header)))
        for name in header
        if name not in known
    ]
    for name in NEEDED:
        if name not in header:
            problems.append(Problem("E0104", where, f"the column {name} is missing", f"add a column {name}"))
    for i in twice(header):
        problems.append(Problem("E0108", where, f"the column {header[i]} stands twice", "keep one of them"))
    return problems


class _Cells:
    """The cells of one row by column, noting faults as they are asked for."""

    def __init__(self, where: str, cells: dict[str, str], problems: list[Problem]) -> None:
        self.where, self.cells, self.problems = where, cells, problems

    def text(self, name: str) -> str:
        return self.cells.get(name, "").strip()

    def fault(self, code: str, name: str, what: str, mend: str) -> None:
        self.problems.append(Problem(code, f"{self.where}  {name}", what, mend))

    def number(self, name: str, most_deg: float = math.inf) -> float:
        text = self.text(name)
        if not text:
            self.fault("E0104", name, f"{name} is empty", "give a number")
            return 0.0
        try:
            value = float(text)
        except ValueError:
            self.fault("E0105", name, f'"{text}" is not a number', "give a number such as 112.4")
            return 0.0
        if not math.isfinite(value):
            self.fault(
                "E0106", name, f"{text} is not a number to compute with", "give a number such as 112.4"
            )
            return 0.0
        if abs(value) > most_deg:
            self.fault(
                "E0105",
                name,
                f"{text} is beyond {most_deg:g} degrees",
                "give degrees, north and east positive",
            )
        return value

    def km(self) -> float:
        value = self.number("km")
        if not 0.0 <= value <= MOST_KM:
            what = f"{self.text('km')} is outside its range"
            self.fault("E0105", "km", what, f"give kilometres from 0 to {MOST_KM:,.0f}")
            return 0.0
        return value

    def basis(self, name: str, text: str) -> Basis:
        if not text:
            return Basis.PUBLISHED
        found = basis_of(text)
        if found is None:
            words = ", ".join(dict.fromkeys(word for word, _ in BASIS_WORDS if " " not in word))
            self.fault("E0105", name, f'"{text}" says no basis that is known', f"begin with one of {words}")
        return found or Basis.ASSUMED

    def gauges(self) -> tuple[tuple[int, ...], Basis]:
        text = self.text("gauge_mm")
        match = _GAUGE.match(text)
        if not text or match is None:
            if text:
                self.fault(
                    "E0105", "gauge_mm", f'"{text}" is not a gauge', "write 1435, or 1435+1520 for both"
                )
            return (), Basis.ASSUMED
        gauges_mm = tuple(int(part) for part in match.group(1).split("+"))
        return gauges_mm, self.basis("gauge_mm", match.group(2) or "")

    def power(self) -> tuple[str, Basis]:
        match = _POWER.match(self.text("electrification"))
        if match is None:
            return "", Basis.ASSUMED
        if match.group(1) not in POWERS:
            what = f'"{match.group(1)}" is not a supply that is known'
            self.fault("E0105", "electrification", what, near(match.group(1), POWERS))
        return match.group(1), self.basis("electrification", match.group(2) or "")


def _row(where: str, header: list[str], values: list[str], problems: list[Problem]) -> StationRow:
    if len(values) != len(header):
        what = f"{len(values)} cells under {len(header)} columns"
        problems.append(Problem("E0102", where, what, 'put text that holds a comma between "quotes"'))
    cells = _Cells(where, dict(zip(header, values, strict=False)), problems)
    for column in (*NEEDED, *USED):
        if hidden_character(cells.text(column)):
            what = f"holds the character {hidden_character(cells.text(column))}"
            cells.fault("E0105", column, what, "write it on one line, in characters that can be seen")
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
    gauges_mm, gauges_basis = cells.gauges()
    power, power_basis = cells.power()
    return StationRow(
        where=where,
        id=place_id,
        name=name,
        local_name=cells.text("name_local"),
        kind=kind,
        country=cells.text("country"),
        zone=zone,
        km=cells.km(),
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


def _order_problems(path: Path, rows: list[StationRow]) -> list[Problem]:
    problems = []
    ids = [row.id for row in rows]
    for i in twice(ids):
        first = rows[ids.index(ids[i])].where
        what = f"the id {ids[i]} stands in {first} already"
        problems.append(Problem("E0108", rows[i].where, what, "give one of them another id in a column id"))
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
