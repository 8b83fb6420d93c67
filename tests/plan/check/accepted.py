"""Acceptance and stopping places of the plan written down by hand, and changes that break their rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from railcade.basis import Basis
from railcade.network import Extents, Structure
from railcade.plan.model import AcceptanceRow, StoppingPlaceRow
from railcade.plan.request import StoppingPlaceRequest, StoppingRequest

HAULED_KG, HAULED_NEWTON, ENGINE_NEWTON, PULL_NEWTON = 300_000.0, 6000.0, 2000.0, 200_000.0
"""Six cars behind an engine, on the level: what it starts is in the ratio of forces."""


def acceptance() -> tuple[AcceptanceRow, ...]:
    """Standard on the first three sections, broad on the last two."""
    return (*_rows("standard", "p0-p1", 3), *_rows("broad", "p3-p4", 2))


def _rows(formation: str, section: str, sections: int) -> tuple[AcceptanceRow, ...]:
    started_kg = HAULED_KG * (PULL_NEWTON - ENGINE_NEWTON) / HAULED_NEWTON

    def known(fact: str, limit: float, value: float, unit: str, basis: str, vehicle: str) -> AcceptanceRow:
        return AcceptanceRow(
            section, formation, fact, limit, value, unit, True, basis, "", "", vehicle, True, "", 1
        )

    def silent(fact: str, missing: str, vehicle: str, count: int) -> AcceptanceRow:
        return AcceptanceRow(
            section, formation, fact, 0.0, 0.0, "", False, "", "", "", vehicle, False, missing, count
        )

    supply = known("power", 0.0, 0.0, "", "published", "engine")
    power = replace(supply, limit_name="none", value_name="diesel")
    return (
        known("axle_load", 22_500.0, 22_500.0, "kg", "published", "engine"),
        silent("metre_load", "section", "", sections),
        silent("envelope", "section", "", sections),
        silent("curve_radius", "section", "", sections),
        power,
        known("trailing_load", started_kg, HAULED_KG, "kg", "estimated", ""),
        silent("coupler", "vehicle", "engine", sections),
        silent("fuel_range", "vehicle", "engine", 1),
    )


def stopping() -> tuple[StoppingPlaceRow, ...]:
    """Every place of the line has tracks that take the longest train."""
    return tuple(StoppingPlaceRow(f"p{i}", "preferred", "refuge", "derived") for i in range(6))


def _section(**values: Any) -> Callable[[Any], None]:
    basis = dict.fromkeys(values, Basis.SURVEYED)
    return lambda case: case.section("p1-p2", **values, basis=basis)


def _vehicles(**values: Any) -> Callable[[Any], None]:
    def change(case: Any) -> None:
        fleet = case.inputs.fleet
        formations = {
            name: replace(item, vehicles=tuple(replace(vehicle, **values) for vehicle in item.vehicles))
            for name, item in fleet.formations.items()
        }
        case.inputs = replace(case.inputs, fleet=replace(fleet, formations=formations))

    return change


def _both(*changes: Callable[[Any], None]) -> Callable[[Any], None]:
    def change(case: Any) -> None:
        for each in changes:
            each(case)

    return change


def _row(number: int, **values: Any) -> Callable[[Any], None]:
    def change(case: Any) -> None:
        rows = list(case.plan.acceptance)
        rows[number] = replace(rows[number], **values)
        case.set(acceptance=tuple(rows))

    return change


def _place_row(number: int, **values: Any) -> Callable[[Any], None]:
    def change(case: Any) -> None:
        rows = list(case.plan.stopping_places)
        rows[number] = replace(rows[number], **values)
        case.set(stopping_places=tuple(rows))

    return change


def _orders(case: Any) -> None:
    case.inputs = replace(
        case.inputs, network=replace(case.inputs.network, envelope_orders=(("GA", "GB"),))
    )


def _ask(kind: str, place: str) -> Callable[[Any], None]:
    asked = StoppingRequest((StoppingPlaceRequest(place, kind, "a crowd"),))
    return lambda case: case.ask(stopping=asked)


TUNNEL = (Structure("tunnel", 5900.0, 6000.0, Basis.SURVEYED),)
NEUTRAL = Extents.of([5900.0], [5950.0], [0.0], [Basis.SURVEYED])
CURVE = Extents.of([100.0], [200.0], [180.0], [Basis.SURVEYED])

ACCEPTED: list[tuple[str, str, str, Callable[[Any], object]]] = [
    ("metre load too large", "ACCEPTANCE", "p1-p2", _section(load_kg_per_m=4000.0)),
    ("envelope too small", "ACCEPTANCE", "p1-p2",
     _both(_orders, _section(envelope="GA"), _vehicles(gauge_envelope="GB"))),
    ("envelopes of no order", "ACCEPTANCE", "standard envelope",
     _both(_section(envelope="1-T"), _vehicles(gauge_envelope="GB"))),
    ("tightest curve", "ACCEPTANCE", "p1-p2",
     _both(_section(least_radius_m=150.0), _vehicles(min_curve_radius_m=200.0))),
    ("a curve too tight", "ACCEPTANCE", "p1-p2",
     _both(lambda c: c.section("p1-p2", curve_radius_m=CURVE), _vehicles(min_curve_radius_m=200.0))),
    ("couplers too weak", "ACCEPTANCE", "p0-p1", _vehicles(coupler_strength_newton=100_000.0)),
    ("couplers of a truth not told", "ACCEPTANCE", "standard coupler",
     _vehicles(coupler_strength_newton=1e6)),
    ("fuel too little", "ACCEPTANCE", "p2-p3",
     _both(_vehicles(fuel_range_m=5000.0), lambda c: c.place("p2", fuel=False))),
    ("fuel enough, not told", "ACCEPTANCE", "standard fuel_range", _vehicles(fuel_range_m=1e6)),
    ("too heavy to start", "ACCEPTANCE", "p0-p1", _vehicles(resistance_newton=50_000.0)),
    ("what binds forged", "ACCEPTANCE", "standard axle_load", _row(0, value=20_000.0)),
    ("another basis", "ACCEPTANCE", "standard axle_load", _row(0, basis="surveyed")),
    ("another vehicle", "ACCEPTANCE", "standard axle_load", _row(0, vehicle="car")),
    ("another load started", "ACCEPTANCE", "standard trailing_load", _row(5, limit=9.9e6 + 20.0)),
    ("silence told as known", "ACCEPTANCE", "standard metre_load", _row(1, known=True, holds=True)),
    ("fewer sections not known", "ACCEPTANCE", "standard metre_load", _row(1, sections=2)),
    ("acceptance left out", "ACCEPTANCE", "plan.acceptance",
     lambda c: c.set(acceptance=c.plan.acceptance[:-1])),
    ("stop on a grade", "STOPPING", "p2", lambda c: c.ask(stopping=StoppingRequest(steepest_grade=-1.0))),
    ("post in a tunnel, not listed", "STOPPING", "p1", lambda c: (
        c.section("p0-p1", structures=TUNNEL), c.place("p1", tracks=()))),
    ("post on a viaduct, not listed", "STOPPING", "p1", lambda c: (
        c.section("p0-p1", structures=(replace(TUNNEL[0], kind="bridge"),)), c.place("p1", tracks=()))),
    ("post at a neutral section, not listed", "STOPPING", "p1", lambda c: (
        c.section("p0-p1", neutral_m=NEUTRAL), c.place("p1", tracks=()))),
    ("post at a crossing, not listed", "STOPPING", "p1", lambda c: (
        c.section("p0-p1", crossings=(replace(
            c.inputs.network.sections["p0-p1"].crossings[0], at_m=5950.0),)), c.place("p1", tracks=()))),
    ("stop where it is forbidden", "STOPPING", "p2", _ask("forbidden", "p2")),
    ("stop where the network forbids", "STOPPING", "p2",
     lambda c: c.place("p2", stopping="forbidden", stopping_reason="a yard", basis={
         "stopping": Basis.SURVEYED})),
    ("preferred place not listed", "STOPPING", "p1", _ask("preferred", "p1")),
    ("refuge forged", "STOPPING", "plan.stopping_places", _place_row(1, reason="hope")),
    ("refuge too short", "STOPPING", "plan.stopping_places",
     lambda c: c.place("p1", tracks=tuple(
         replace(track, length_m=160.0) for track in c.inputs.network.places["p1"].tracks))),
    ("stopping place left out", "STOPPING", "p0",
     lambda c: c.set(stopping_places=c.plan.stopping_places[1:])),
]  # fmt: skip

__all__ = ["ACCEPTED", "acceptance", "stopping"]
