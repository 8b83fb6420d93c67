"""What holds on extents of sections in a GeoPackage: structures, curves, neutral sections and the like."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any

from railcade.basis import Basis
from railcade.errors import Problem
from railcade.formats.gpkg_cells import Layer
from railcade.formats.gpkg_tables import EXTENTS
from railcade.network import NOWHERE, Extents, Structure

TIGHTEST_CURVE_M = 100.0
Row = Mapping[str, Any]
# What is wrong with a value of each kind, and how to mend it.
_BOUNDS: dict[str, tuple[Callable[[float], bool], str, str]] = {
    "curve_radius_m": (
        lambda value: value >= TIGHTEST_CURVE_M,
        "is no radius from 100 m up",
        "give metres, positive to either side; below 100 m no law of resistance holds: add it to the grade",
    ),
    "neutral_m": (lambda value: value == 0.0, "is a value without meaning", "empty it"),
    "adhesion": (
        lambda value: 0.0 < value <= 1.0,
        "is not above 0 and at most 1",
        "give the share of the adhesion of good rails, for example 0.6",
    ),
    "feeding_watt": (
        lambda value: value > 0.0,
        "is not above 0",
        "give watts at the wheel; where no current may be drawn, the kind is neutral_m",
    ),
    "heavy_limits": (lambda value: value > 0.0, "is not above 0", "give m/s"),
}


def read_structures(
    layer: Layer, lengths_m: Mapping[str, float], problems: list[Problem]
) -> dict[str, list[Structure]]:
    """Structures by section."""
    found: dict[str, list[Structure]] = defaultdict(list)
    dragging: dict[Hashable, list[tuple[int, Row]]] = defaultdict(list)
    for i, row in layer.rows():
        _check_reach(layer, i, row, lengths_m, problems)
        _check_drag(layer, i, row, problems)
        factor = row["drag_factor"] or None
        drag_basis = Basis(row["drag_basis"]) if row["drag_basis"] else None
        item = Structure(
            row["kind"], row["from_m"], row["to_m"], Basis(row["basis"]), factor, drag_basis
        )
        found[row["section"]].append(item)
        if factor is not None:
            dragging[row["section"]].append((i, row))
    _check_apart(layer, dragging.values(), problems)
    return found


def _check_drag(layer: Layer, i: int, row: Row, problems: list[Problem]) -> None:
    factor, basis = row["drag_factor"], row["drag_basis"]
    if (factor or basis) and row["kind"] != "tunnel":
        what, mend = f"a {row['kind']} has no drag", "empty drag_factor and drag_basis"
        problems.append(Problem("E0105", layer.where(i), what, mend))
    elif factor and not basis:
        mend = "give what drag_factor rests on"
        problems.append(Problem("E0104", layer.where(i, "drag_basis"), "is empty", mend))
    elif basis and not factor:
        mend = "give the drag in the tunnel over that outside, or empty drag_basis"
        problems.append(Problem("E0104", layer.where(i, "drag_factor"), "is empty", mend))


def read_extents(
    layer: Layer, lengths_m: Mapping[str, float], problems: list[Problem]
) -> dict[str, dict[str, Extents]]:
    """Extents by section and kind; kinds that a section lacks are empty."""
    rows: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    alike: dict[Hashable, list[tuple[int, Row]]] = defaultdict(list)
    before = len(problems)
    for i, row in layer.rows():
        _check_reach(layer, i, row, lengths_m, problems)
        _check_value(layer, i, row, problems)
        rows[row["section"]][row["kind"]].append(row)
        alike[row["section"], row["kind"], row["above_kg"]].append((i, row))
    _check_apart(layer, alike.values(), problems)
    if len(problems) > before:
        return {}
    return {
        section: {kind: _extents(rows[section][kind]) for kind in EXTENTS} for section in lengths_m
    }


def _extents(rows: Sequence[Row]) -> Extents:
    if not rows:
        return NOWHERE
    return Extents.of(
        [row["from_m"] for row in rows],
        [row["to_m"] for row in rows],
        [row["value"] for row in rows],
        [Basis(row["basis"]) for row in rows],
        [row["above_kg"] for row in rows],
    )


def _check_value(layer: Layer, i: int, row: Row, problems: list[Problem]) -> None:
    kind, value = row["kind"], row["value"]
    sound, what, mend = _BOUNDS[kind]
    if not sound(value):
        problems.append(Problem("E0105", layer.where(i, "value"), f"{value:g} for {kind} {what}", mend))
    if kind == "heavy_limits" and not row["above_kg"] > 0.0:
        mend = "give kilograms; a limit for all trains belongs into the layer profiles"
        problems.append(Problem("E0104", layer.where(i, "above_kg"), "is empty or 0", mend))
    if kind != "heavy_limits" and row["above_kg"] > 0.0:
        what = f"{kind} holds for every train"
        problems.append(Problem("E0105", layer.where(i, "above_kg"), what, "empty it"))


def _check_reach(
    layer: Layer, i: int, row: Row, lengths_m: Mapping[str, float], problems: list[Problem]
) -> None:
    from_m, to_m = row["from_m"], row["to_m"]
    if not from_m < to_m <= lengths_m.get(row["section"], to_m):
        what = f"{from_m:g} to {to_m:g} m does not lie on the section"
        mend = "give metres from the section's start, rising"
        problems.append(Problem("E0105", layer.where(i), what, mend))


def _check_apart(
    layer: Layer, groups: Iterable[Sequence[tuple[int, Row]]], problems: list[Problem]
) -> None:
    """No two of a group over each other: which of them would hold?"""
    for group in groups:
        ordered = sorted(group, key=lambda item: (item[1]["from_m"], item[1]["to_m"]))
        for (before, first), (i, row) in zip(ordered, ordered[1:], strict=False):
            if row["from_m"] < first["to_m"]:
                what = f"begins at {row['from_m']:g} m, before row {before + 1} ends at {first['to_m']:g} m"
                mend = "let one end where the other begins"
                problems.append(Problem("E0105", layer.where(i), what, mend))
