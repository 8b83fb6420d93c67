"""Level crossings and points in a GeoPackage, checked against the sections on which they lie."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from railcade.basis import Basis
from railcade.errors import Problem
from railcade.formats.gpkg_cells import Layer
from railcade.formats.reading import twice
from railcade.network import Crossing, CrossingKind, Facing, Points


def read_crossings(
    layer: Layer, lengths_m: Mapping[str, float], problems: list[Problem]
) -> dict[str, tuple[Crossing, ...]]:
    """Level crossings by section, in the order of the rows; every section has its key."""
    check_ids(layer, problems)
    found: dict[str, list[Crossing]] = {section: [] for section in lengths_m}
    for i, row in layer.rows():
        length_m = lengths_m.get(row["section"])
        if length_m is None:
            continue
        if row["at_m"] >= length_m:
            what = f"{row['at_m']:g} m lies beyond the section, {length_m:g} m long"
            problems.append(Problem("E0105", layer.where(i, "at_m"), what, "count from the section's start"))
        kind, basis = CrossingKind(row["kind"]), Basis(row["basis"])
        crossing = Crossing(
            row["id"], row["name"], kind, row["at_m"], row["keeper_place"], basis, row["source"]
        )
        found[row["section"]].append(crossing)
    return {section: tuple(crossings) for section, crossings in found.items()}


def read_points(layer: Layer, sections: Layer, problems: list[Problem]) -> dict[str, tuple[Points, ...]]:
    """Points by place, in the order of the rows."""
    check_ids(layer, problems)
    ends = {row["id"]: (row["start_place"], row["end_place"], row["length_m"]) for _, row in sections.rows()}
    found: dict[str, list[Points]] = defaultdict(list)
    for i, row in layer.rows():
        place, section = row["place"], row["section"]
        if section not in ends:
            continue
        start, end, length_m = ends[section]
        if place not in (start, end):
            what = f"the section {section} does not touch {place}"
            mend = f"name a section that ends at {place}"
            problems.append(Problem("E0105", layer.where(i, "section"), what, mend))
        if row["at_m"] >= length_m:
            what = f"{row['at_m']:g} m lies beyond the section, {length_m:g} m long"
            problems.append(Problem("E0105", layer.where(i, "at_m"), what, f"count from {place}"))
        if any(item.name == row["name"] for item in found[place]):
            what = f"the place {place} has two points {row['name']}"
            problems.append(Problem("E0108", layer.where(i, "name"), what, "give each its own name"))
        facing, basis = Facing(row["facing"]), Basis(row["basis"])
        found[place].append(
            Points(row["id"], row["name"], section, row["at_m"], facing, basis, row["source"])
        )
    return {place: tuple(items) for place, items in found.items()}


def check_ids(layer: Layer, problems: list[Problem]) -> None:
    """No two rows of a layer have one id."""
    ids = layer.column("id")
    for i in twice(ids):
        if i in layer.faulty:
            continue
        problems.append(
            Problem("E0108", layer.where(i, "id"), f"the id {ids[i]} is used before", "give it another")
        )
