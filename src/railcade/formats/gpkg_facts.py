"""What decides where trains are accepted and may stop, in a GeoPackage: facts of sections and places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from railcade.basis import Basis
from railcade.errors import Problem
from railcade.formats.gpkg_cells import Layer
from railcade.formats.gpkg_tables import SECTION_FACTS
from railcade.network import Network

ORDERS = "envelopes"
"""Key of the note that holds the orders of gauge envelopes: ``GA < GB < GC; 0-VM < 1-VM``."""
Facts = dict[str, dict[str, Any]]
"""Fields by section or place id, the bases of each under ``basis``."""


def section_fact_rows(network: Network) -> Iterator[tuple[Any, ...]]:
    """Rows of the layer section_facts."""
    for section in network.sections.values():
        for kind in SECTION_FACTS:
            value = getattr(section, kind)
            if value not in (None, ""):
                name = value if isinstance(value, str) else None
                number = None if name else float(value)
                yield section.id, kind, number, name, str(section.basis[kind])


def place_fact_rows(network: Network) -> Iterator[tuple[Any, ...]]:
    """Rows of the layer place_facts."""
    for place in network.places.values():
        if place.fuel is not None:
            yield place.id, "fuel", "yes" if place.fuel else "no", None, str(place.basis["fuel"])
        if place.stopping:
            basis = str(place.basis["stopping"])
            yield place.id, "stopping", place.stopping, place.stopping_reason or None, basis


def read_section_facts(layer: Layer, problems: list[Problem]) -> Facts:
    """Facts by section."""
    found: Facts = defaultdict(lambda: {"basis": {}})
    for i, row in layer.rows():
        facts, kind = found[row["section"]], row["kind"]
        _once(layer, i, facts, kind, problems)
        named = kind == "envelope"
        if named != bool(row["name"]) or named == bool(row["value"]):
            mend = "an envelope has a name and no value, all else a value and no name"
            problems.append(Problem("E0105", layer.where(i), f"{kind} with value and name mixed up", mend))
        facts[kind] = row["name"] if named else row["value"]
        facts["basis"][kind] = Basis(row["basis"])
    return found


def read_place_facts(layer: Layer, problems: list[Problem]) -> Facts:
    """Facts by place."""
    found: Facts = defaultdict(lambda: {"basis": {}})
    for i, row in layer.rows():
        facts, kind, value = found[row["place"]], row["kind"], row["value"]
        _once(layer, i, facts, kind, problems)
        if (kind == "fuel") != (value in ("yes", "no")):
            mend = "fuel is yes or no, stopping preferred or forbidden"
            problems.append(Problem("E0105", layer.where(i, "value"), f'"{value}" for {kind}', mend))
        if kind == "fuel":
            facts["fuel"] = value == "yes"
        else:
            facts["stopping"], facts["stopping_reason"] = value, row["reason"]
            if not row["reason"]:
                mend = "say why trains stop there, or must not"
                problems.append(Problem("E0104", layer.where(i, "reason"), "is empty", mend))
        facts["basis"][kind] = Basis(row["basis"])
    return found


def _once(layer: Layer, i: int, facts: dict[str, Any], kind: str, problems: list[Problem]) -> None:
    if kind in facts:
        problems.append(Problem("E0108", layer.where(i), f"{kind} stands twice", "keep one row"))


def orders_text(orders: tuple[tuple[str, ...], ...]) -> str:
    """Orders of envelopes as a note."""
    return "; ".join(" < ".join(order) for order in orders)


def orders_of(text: str) -> tuple[tuple[str, ...], ...]:
    """Orders of envelopes from a note."""
    rows = (tuple(name.strip() for name in row.split("<")) for row in text.split(";"))
    return tuple(row for row in rows if any(row))
