"""What decides whether a formation is accepted on a section: each fact judged, with what binds.

EN 15528 for loads (axle and metre); envelopes by the network's own orders; curves, supply, trailing load on
the ruling grade, pull at the couplers, fuel. What either side does not say is not judged, and told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from railcade.basis import Basis
from railcade.fleet import Formation, Vehicle
from railcade.motion import Condition, Train, starting_newton, tractions_of
from railcade.network import Network, Path, PathSection, Section
from railcade.plan.preflight.grades import slopes_of, trains_of
from railcade.plan.preflight.stretch import Stretch
from railcade.units import STANDARD_GRAVITY_MPS2

FACTS = (
    *("axle_load", "metre_load", "envelope", "curve_radius"),
    *("power", "trailing_load", "coupler", "fuel_range"),
)
MISSING = ("section", "vehicle", "order", "place")
"""Whose fact is not known; "order": no order of envelopes holds both names."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A fact of a formation on one section (`section` is its index on the way).

    `limit` and `value` in `unit`, or their names; `missing` tells whose fact is not known, then nothing else
    counts. `spare_share` orders what binds: the limit over the value, less one; below 0 it does not hold.
    """

    fact: str
    section: int
    limit: float = 0.0
    value: float = 0.0
    unit: str = ""
    limit_name: str = ""
    value_name: str = ""
    vehicle: str = ""
    basis: Basis = Basis.SURVEYED
    spare_share: float = 0.0
    missing: str = ""

    @property
    def holds(self) -> bool:
        """Whether it was judged and is in order."""
        return not self.missing and self.spare_share >= 0.0


def judged(stretch: Stretch, path: Path, network: Network, stands: Sequence[int]) -> Iterator[Judged]:
    """Every fact of a formation on every section of its stretch; its role stands at the places `stands`."""
    yield from judged_but_grades(stretch, path, network, stands)
    yield from _trailing(stretch, path)


def judged_but_grades(
    stretch: Stretch, path: Path, network: Network, stands: Sequence[int]
) -> Iterator[Judged]:
    """The same without the trailing load, which takes a look at every grade."""
    formation = stretch.formation
    for i in range(stretch.start, stretch.end):
        item = path.sections[i]
        yield _axle_load(formation, item.section, i)
        yield _metre_load(formation, item.section, i)
        yield _envelope(formation, item.section, i, network.envelope_orders)
        yield _curve(formation, item.section, i)
        yield _power(formation, item, i)
        yield from _coupler(formation, item, i)
    yield from _fuel(stretch, path, stands)


def weaker(*bases: Basis) -> Basis:
    """The least sure of some bases."""
    return max(bases, key=list(Basis).index)


def _numbers(
    fact: str, section: int, unit: str, sides: tuple[float, float], who: Vehicle, basis: Basis
) -> Judged:
    limit, value = sides
    spare_share = limit / value - 1.0 if value > 0.0 else np.inf
    return Judged(
        fact, section, limit, value, unit, vehicle=who.id, basis=weaker(basis, who.basis),
        spare_share=float(spare_share),
    )  # fmt: skip


def _axle_load(formation: Formation, section: Section, i: int) -> Judged:
    who = max(formation.vehicles, key=lambda item: item.max_axle_load_kg)
    at = int(np.argmin(section.axle_load_kg.value))
    sides = float(section.axle_load_kg.value[at]), who.max_axle_load_kg
    return _numbers("axle_load", i, "kg", sides, who, section.axle_load_kg.basis[at])


def _metre_load(formation: Formation, section: Section, i: int) -> Judged:
    if section.load_kg_per_m is None:
        return Judged("metre_load", i, missing="section")
    who = max(formation.vehicles, key=lambda item: item.load_kg_per_m)
    basis = section.basis["load_kg_per_m"]
    return _numbers("metre_load", i, "kg/m", (section.load_kg_per_m, who.load_kg_per_m), who, basis)


def _envelope(
    formation: Formation, section: Section, i: int, orders: Sequence[Sequence[str]]
) -> Judged:
    if not section.envelope:
        return Judged("envelope", i, missing="section")
    unknown = next((item for item in formation.vehicles if not item.gauge_envelope), None)
    if unknown is not None:
        return Judged("envelope", i, vehicle=unknown.id, missing="vehicle")
    rooms = [(room(item.gauge_envelope, section.envelope, orders), item) for item in formation.vehicles]
    apart = next((item for steps, item in rooms if steps is None), None)
    if apart is not None:
        return Judged("envelope", i, vehicle=apart.id, missing="order")
    steps, who = min(((steps, item) for steps, item in rooms if steps is not None), key=lambda pair: pair[0])
    basis = weaker(section.basis["envelope"], who.basis)
    return Judged(
        "envelope", i, limit_name=section.envelope, value_name=who.gauge_envelope, vehicle=who.id,
        basis=basis, spare_share=float(steps),
    )  # fmt: skip


def room(inner: str, outer: str, orders: Sequence[Sequence[str]]) -> int | None:
    """How many envelopes larger `outer` is than `inner`, below 0 if smaller; None where no order says."""
    if inner == outer:
        return 0
    for order in orders:
        if inner in order and outer in order:
            return order.index(outer) - order.index(inner)
    return None


def _curve(formation: Formation, section: Section, i: int) -> Judged:
    radii = list(zip(section.curve_radius_m.value.tolist(), section.curve_radius_m.basis, strict=True))
    if section.least_radius_m is not None:
        radii.append((section.least_radius_m, section.basis["least_radius_m"]))
    if not radii:
        return Judged("curve_radius", i, missing="section")
    unknown = next((item for item in formation.vehicles if item.min_curve_radius_m is None), None)
    if unknown is not None:
        return Judged("curve_radius", i, vehicle=unknown.id, missing="vehicle")
    radius_m, basis = min(radii, key=lambda pair: pair[0])
    who = max(formation.vehicles, key=lambda item: item.min_curve_radius_m or 0.0)
    return _numbers("curve_radius", i, "m", (radius_m, who.min_curve_radius_m or 0.0), who, basis)


def _power(formation: Formation, item: PathSection, i: int) -> Judged:
    supply = item.section.power
    locomotives = [vehicle for vehicle in formation.vehicles if vehicle.traction is not None]
    unfit = [who for who in locomotives if who.traction and not who.traction.works_under((supply,))]
    who = (unfit or locomotives)[0]
    name = who.traction.power if who.traction is not None else ""
    basis = weaker(item.section.basis.get("power", Basis.SURVEYED), *_traction_basis(who))
    return Judged(
        "power", i, limit_name=supply, value_name=name, vehicle=who.id, basis=basis,
        spare_share=-1.0 if unfit else 0.0,
    )  # fmt: skip


def _traction_basis(who: Vehicle) -> tuple[Basis, ...]:
    return () if who.traction is None else (who.traction.basis,)


def _trailing(stretch: Stretch, path: Path) -> Iterator[Judged]:
    """Load behind the locomotives against what they start on the worst grade of each section."""
    formation = stretch.formation
    wagons = [item for item in formation.vehicles if item.traction is None]
    trailing_kg = sum(item.mass_kg for item in wagons)
    if not trailing_kg:
        return
    drag_newton = sum(item.resistance_newton for item in wagons)
    bases = [item.basis for item in formation.vehicles]
    for train, ends_m in trains_of(stretch, path):
        under = slopes_of(train, path, *ends_m, path.place_m)
        pulls = _starting(train, under.conditions)[under.condition]
        slope_mps2 = STANDARD_GRAVITY_MPS2 * (under.grade + under.curve_grade)
        needed = drag_newton + trailing_kg * slope_mps2
        own = train.resistance[0] - drag_newton + (formation.mass_kg - trailing_kg) * slope_mps2
        sections = under.sections(path)
        rising = needed > 0.0
        for i in np.unique(sections[rising]).tolist():
            here = rising & (sections == i)
            share = float(((pulls - own)[here] / needed[here]).min())
            grades = [path.grade.basis[k] for k in _steps_in(path, i)]
            yield Judged(
                "trailing_load", i, max(0.0, share) * trailing_kg, trailing_kg, "kg",
                basis=weaker(*bases, *grades), spare_share=share - 1.0,
            )  # fmt: skip


def _starting(train: Train, conditions: Sequence[Condition]) -> NDArray[np.float64]:
    """Force at a start under each condition; where nothing is fed, as if it were."""
    factors = [Condition(adhesion_factor=item.adhesion_factor) for item in conditions]
    return np.array([starting_newton(train.tractions, STANDARD_GRAVITY_MPS2, item) for item in factors])


def _steps_in(path: Path, section: int) -> range:
    starts = path.grade.start_m
    from_m, to_m = float(path.place_m[section]), float(path.place_m[section + 1])
    first = max(0, int(np.searchsorted(starts, from_m, "right")) - 1)
    return range(first, max(first + 1, int(np.searchsorted(starts, to_m, "left"))))


def _coupler(formation: Formation, item: PathSection, i: int) -> Iterator[Judged]:
    """Pull at each coupling while all locomotives that fit the supply start with full force.

    The train then moves as one: each part has its share of the force by its mass.
    """
    if len(formation.vehicles) < 2:
        return
    pulls = [_full_newton(vehicle, item.section.power) for vehicle in formation.vehicles]
    share_mps2 = sum(pulls) / formation.mass_kg
    front_newton = 0.0
    worst: Judged | None = None
    for k, (ahead, behind) in enumerate(pairwise(formation.vehicles)):
        front_newton += pulls[k] - share_mps2 * ahead.mass_kg
        weak = min((ahead, behind), key=lambda who: who.coupler_strength_newton or -1.0)
        if weak.coupler_strength_newton is None:
            yield Judged("coupler", i, vehicle=weak.id, missing="vehicle")
            return
        sides = weak.coupler_strength_newton, max(front_newton, 0.0)
        found = _numbers("coupler", i, "N", sides, weak, weak.basis)
        if worst is None or found.spare_share < worst.spare_share:
            worst = found
    if worst is not None and worst.value > 0.0:
        yield worst


def _full_newton(vehicle: Vehicle, supply: str) -> float:
    pull = vehicle.traction
    if pull is None or not pull.works_under((supply,)):
        return 0.0
    return starting_newton(tractions_of(_alone(vehicle)), STANDARD_GRAVITY_MPS2)


def _alone(vehicle: Vehicle) -> Formation:
    """A vehicle as a formation of its own, for its tractions."""
    return Formation(vehicle.id, (vehicle,), 1435, "P", (), vehicle.basis, vehicle.source)


def _fuel(stretch: Stretch, path: Path, stands: Sequence[int]) -> Iterator[Judged]:
    """Way between fuelling against the shortest range; it comes with full tanks."""
    vehicles = stretch.formation.vehicles
    diesels = [item for item in vehicles if item.traction is not None and not item.traction.electric]
    if not diesels:
        return
    unknown = next((item for item in diesels if item.fuel_range_m is None), None)
    if unknown is not None:
        yield Judged("fuel_range", stretch.start, vehicle=unknown.id, missing="vehicle")
        return
    inner = [place for place in stands if stretch.start < place < stretch.end]
    filled = [place for place in inner if path.places[place].fuel]
    ends = [stretch.start, *filled, stretch.end]
    first, last = max(pairwise(ends), key=lambda pair: path.place_m[pair[1]] - path.place_m[pair[0]])
    who = min(diesels, key=lambda item: item.fuel_range_m or 0.0)
    way_m = float(path.place_m[last] - path.place_m[first])
    basis = weaker(who.basis, *(path.places[place].basis["fuel"] for place in filled))
    found = _numbers("fuel_range", last - 1, "m", (who.fuel_range_m or 0.0, way_m), who, basis)
    silent = any(path.places[place].fuel is None for place in inner)
    if found.spare_share < 0.0 and silent:
        found = Judged("fuel_range", last - 1, vehicle=who.id, missing="place")
    yield found
