"""Every fact that decides where a formation is accepted, found anew (docs/occupation.md, 12)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from railcade.basis import Basis
from railcade.fleet import Formation, Vehicle
from railcade.network import Section
from railcade.network.steps import FloatArray
from railcade.plan.check.forces import fits, most_newton
from railcade.plan.check.ground import grade_kinks_m, loads, mean_grade
from railcade.plan.check.way import Way
from railcade.units import STANDARD_GRAVITY_MPS2

ORDER = (
    *("axle_load", "metre_load", "envelope", "curve_radius"),
    *("power", "trailing_load", "coupler", "fuel_range"),
)
SURE_FIRST = (Basis.SURVEYED, Basis.PUBLISHED, Basis.ESTIMATED, Basis.ASSUMED)


@dataclass(frozen=True, slots=True)
class Found:
    """One fact on one section of the way: both sides, or whose side is silent (`lacks`)."""

    fact: str
    section: int
    sides: tuple[float, float] = (0.0, 0.0)
    names: tuple[str, str] = ("", "")
    vehicles: frozenset[str] = frozenset()
    basis: str = ""
    reserve_share: float = math.inf
    lacks: str = ""


def worst(bases: Iterable[Basis]) -> str:
    """The least sure of some bases, as told."""
    return str(SURE_FIRST[max((SURE_FIRST.index(basis) for basis in bases), default=0)])


def facts(
    way: Way, formation: Formation, span: range, stands: Iterable[int], orders: tuple[tuple[str, ...], ...]
) -> Iterator[Found]:
    """All facts of a formation on the sections of a span; its role stands at the places `stands`."""
    for i in span:
        section = way.sections[i]
        yield _axles(formation, section, i)
        yield _metres(formation, section, i)
        yield _room(formation, section, i, orders)
        yield _radius(formation, section, i)
        yield _supply(formation, section, i)
        yield from _pull(formation, section, i)
    yield from _trailing(way, formation, span)
    yield from _fuel(way, formation, span, stands)


def _measured(fact: str, i: int, limit: float, values: dict[str, float]) -> Found:
    """A number per vehicle against a limit: the largest counts, whoever has it."""
    most = max(values.values())
    who = frozenset(name for name, value in values.items() if value >= most * (1.0 - 1e-12))
    reserve_share = limit / most - 1.0 if most > 0.0 else math.inf
    return Found(fact, i, (limit, most), ("", ""), who, "", reserve_share)


def _axles(formation: Formation, section: Section, i: int) -> Found:
    steps = section.axle_load_kg
    at = int(np.flatnonzero(steps.value == steps.value.min())[0])
    values = {vehicle.id: vehicle.max_axle_load_kg for vehicle in formation.vehicles}
    found = _measured("axle_load", i, float(steps.value[at]), values)
    return _based(found, (steps.basis[at], _first(formation, found.vehicles).basis))


def _based(found: Found, bases: Iterable[Basis]) -> Found:
    return Found(
        found.fact, found.section, found.sides, found.names, found.vehicles, worst(bases), found.reserve_share
    )


def _first(formation: Formation, names: frozenset[str]) -> Vehicle:
    return next(item for item in formation.vehicles if item.id in names)


def _metres(formation: Formation, section: Section, i: int) -> Found:
    limit = section.load_kg_per_m
    if limit is None:
        return Found("metre_load", i, lacks="section")
    values = {item.id: item.mass_kg / item.length_m for item in formation.vehicles}
    found = _measured("metre_load", i, limit, values)
    return _based(found, (section.basis["load_kg_per_m"], _first(formation, found.vehicles).basis))


def _room(
    formation: Formation, section: Section, i: int, orders: tuple[tuple[str, ...], ...]
) -> Found:
    if section.envelope == "":
        return Found("envelope", i, lacks="section")
    unsaid = [item.id for item in formation.vehicles if item.gauge_envelope == ""]
    if unsaid:
        return Found("envelope", i, vehicles=frozenset(unsaid[:1]), lacks="vehicle")
    steps: dict[str, int] = {}
    for item in formation.vehicles:
        names = (item.gauge_envelope, section.envelope)
        both = [order for order in orders if set(names) <= set(order)]
        if names[0] != names[1] and not both:
            return Found("envelope", i, vehicles=frozenset({item.id}), lacks="order")
        steps[item.id] = 0 if names[0] == names[1] else both[0].index(names[1]) - both[0].index(names[0])
    least = min(steps.values())
    who = frozenset(name for name, count in steps.items() if count == least)
    first = _first(formation, who)
    basis = worst((section.basis["envelope"], first.basis))
    return Found(
        "envelope", i, names=(section.envelope, first.gauge_envelope), vehicles=who, basis=basis,
        reserve_share=float(least),
    )  # fmt: skip


def _radius(formation: Formation, section: Section, i: int) -> Found:
    curves = section.curve_radius_m
    known = [(float(value), basis) for value, basis in zip(curves.value, curves.basis, strict=True)]
    if section.least_radius_m is not None:
        known.append((section.least_radius_m, section.basis["least_radius_m"]))
    if not known:
        return Found("curve_radius", i, lacks="section")
    values = {item.id: item.min_curve_radius_m for item in formation.vehicles}
    silent = [name for name, value in values.items() if value is None]
    if silent:
        return Found("curve_radius", i, vehicles=frozenset(silent[:1]), lacks="vehicle")
    tightest_m, basis = sorted(known, key=lambda pair: pair[0])[0]
    needs = {name: value for name, value in values.items() if value is not None}
    found = _measured("curve_radius", i, tightest_m, needs)
    return _based(found, (basis, _first(formation, found.vehicles).basis))


def _supply(formation: Formation, section: Section, i: int) -> Found:
    pulling = [item for item in formation.vehicles if item.traction is not None]
    kinds = {item.id: item.traction.power for item in pulling if item.traction is not None}
    unfit = [name for name, power in kinds.items() if not fits(section.power, power)]
    who = next(iter(unfit or kinds))
    traction = _first(formation, frozenset({who})).traction
    bases = [section.basis.get("power", Basis.SURVEYED)]
    bases += [] if traction is None else [traction.basis]
    return Found(
        "power", i, names=(section.power, kinds[who]), vehicles=frozenset({who}), basis=worst(bases),
        reserve_share=-1.0 if unfit else 0.0,
    )  # fmt: skip


def _trailing(way: Way, formation: Formation, span: range) -> Iterator[Found]:
    """Largest load that the locomotives start wherever the head is on a section, other things equal."""
    hauled = [item for item in formation.vehicles if item.traction is None]
    if not hauled:
        return
    hauled_kg = math.fsum(item.mass_kg for item in hauled)
    own_kg = math.fsum(item.mass_kg for item in formation.vehicles) - hauled_kg
    drag = math.fsum(item.resistance_newton for item in hauled)
    own_drag = math.fsum(item.resistance_newton for item in formation.vehicles) - drag
    heads_m, lift = _slopes(way, formation, span)
    for i in span:
        here = slice(*np.searchsorted(heads_m, (way.x_m[i], np.nextafter(way.x_m[i + 1], np.inf))))
        grip = _gripped(way, formation, heads_m[here], (i, i + 1))
        pull = most_newton(formation, [way.sections[i].power], np.zeros(len(grip)), grip)
        if not pull.any():
            pull = most_newton(formation, (), np.zeros(len(grip)), grip)
        asked = drag + hauled_kg * lift[here]
        up = asked > 0.0
        if up.any():
            least = float(((pull - own_drag - own_kg * lift[here])[up] / asked[up]).min())
            bases = [*(item.basis for item in formation.vehicles), *way.sections[i].grade.basis]
            sides = (max(0.0, least) * hauled_kg, hauled_kg)
            yield Found("trailing_load", i, sides, basis=worst(bases), reserve_share=least - 1.0)


def _slopes(way: Way, formation: Formation, span: range) -> tuple[FloatArray, FloatArray]:
    """Heads between which the grade is linear, and the weight along it over mass there."""
    parts, length_m = loads(formation), math.fsum(item.length_m for item in formation.vehicles)
    low_m, high_m = float(way.x_m[span.start]), float(way.x_m[span.stop])
    rails_m = np.concatenate((way.adhesion.from_m, way.adhesion.to_m + length_m))
    edges_m = np.concatenate((grade_kinks_m(way, parts), rails_m, way.x_m))
    heads_m = np.unique(edges_m[(edges_m >= low_m) & (edges_m <= high_m)])
    return heads_m, STANDARD_GRAVITY_MPS2 * mean_grade(way, heads_m, parts)


def _gripped(way: Way, formation: Formation, heads_m: FloatArray, ends: tuple[int, int]) -> FloatArray:
    """Share of the adhesion of good rails under a train with its head on a section; edges count as inside."""
    length_m = math.fsum(item.length_m for item in formation.vehicles)
    low_m, high_m = float(way.x_m[ends[0]]), float(way.x_m[ends[1]])
    share = np.ones(len(heads_m))
    rails = way.adhesion
    for from_m, to_m, value in zip(rails.from_m, rails.to_m + length_m, rails.value, strict=True):
        if from_m < high_m and to_m > low_m:
            touched = (heads_m >= from_m) & (heads_m <= to_m)
            share[touched] = np.minimum(share[touched], value)
    return share


def _pull(formation: Formation, section: Section, i: int) -> Iterator[Found]:
    """Every coupling while the train starts with full force: what is ahead pulls what is behind."""
    vehicles = formation.vehicles
    if len(vehicles) < 2:
        return
    force = np.array([_force_newton(item, section.power) for item in vehicles])
    mass = np.array([item.mass_kg for item in vehicles])
    borne = (np.cumsum(force) - force.sum() * np.cumsum(mass) / mass.sum())[:-1]
    strengths = [item.coupler_strength_newton for item in vehicles]
    silent = [item.id for item, strength in zip(vehicles, strengths, strict=True) if strength is None]
    if silent:
        yield Found("coupler", i, vehicles=frozenset(silent), lacks="vehicle")
        return
    bears = np.array([strength or 0.0 for strength in strengths])
    weak = np.minimum(bears[:-1], bears[1:])
    pulled = borne > 1e-6
    if not pulled.any():
        return
    reserve = np.where(pulled, weak / np.maximum(borne, 1e-6) - 1.0, np.inf)
    k = int(np.argmin(reserve))
    pair = vehicles[k : k + 2]
    who = frozenset(item.id for item in pair if item.coupler_strength_newton == weak[k])
    sides = (float(weak[k]), float(borne[k]))
    basis = worst([_first(formation, who).basis])
    yield Found("coupler", i, sides, vehicles=who, basis=basis, reserve_share=float(reserve[k]))


def _force_newton(item: Vehicle, supply: str) -> float:
    alone = Formation(item.id, (item,), 1435, "P", (), item.basis, item.source)
    return float(most_newton(alone, [supply], np.zeros(1), np.ones(1))[0])


def _fuel(way: Way, formation: Formation, span: range, stands: Iterable[int]) -> Iterator[Found]:
    """The longest way between full tanks, which it has at its first place."""
    ranges = {
        item.id: item.fuel_range_m
        for item in formation.vehicles
        if item.traction is not None and not item.traction.electric
    }
    if not ranges:
        return
    silent = [name for name, value in ranges.items() if value is None]
    if silent:
        yield Found("fuel_range", span.start, vehicles=frozenset(silent[:1]), lacks="vehicle")
        return
    inner = sorted(place for place in set(stands) if span.start < place < span.stop)
    fuelled = [place for place in inner if way.places[place].fuel]
    stops = [span.start, *fuelled, span.stop]
    gaps = [(float(way.x_m[b] - way.x_m[a]), b) for a, b in zip(stops[:-1], stops[1:], strict=True)]
    longest_m = max(gap_m for gap_m, _ in gaps)
    end = next(place for gap_m, place in gaps if gap_m == longest_m)
    least_m = min(value for value in ranges.values() if value is not None)
    who = frozenset(name for name, value in ranges.items() if value == least_m)
    if longest_m > least_m and any(way.places[place].fuel is None for place in inner):
        yield Found("fuel_range", end - 1, vehicles=who, lacks="place")
        return
    bases = [_first(formation, who).basis, *(way.places[place].basis["fuel"] for place in fuelled)]
    sides, reserve_share = (least_m, longest_m), least_m / longest_m - 1.0
    yield Found("fuel_range", end - 1, sides, ("", ""), who, worst(bases), reserve_share)
