"""Everything estimated or assumed that the plan rests on, counted again."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from railcade.basis import Assumption, Basis
from railcade.conditions import Isolation, OpeningHours, Possession, Restriction
from railcade.fleet import Formation, SpeedCap, Traction, Vehicle
from railcade.network import Extents, Place, Section, Steps, make_path, unsure_values
from railcade.plan.check.border_steps import asked_steps
from railcade.plan.check.dated import binding, movement_reach_s, shut
from railcade.plan.check.journey import unsure_of_journey
from railcade.plan.check.tally import Tally
from railcade.plan.check.world import World
from railcade.units import KMH_PER_MPS, NEWTON_PER_TF

Named = tuple[str, str, Basis]


def check_assumptions(world: World, tally: Tally) -> None:
    """The list is the one counted again, word for word: nothing left out, invented or told twice.

    Kinds and places of the network are counted a second time by `_found`, without the network's own list.
    """
    listed = Counter(world.plan.assumptions)
    wanted = Counter(_wanted(world))
    tally.examine("ASSUMPTIONS")
    for item, times in wanted.items():
        what = f"{item.what} {item.value} is listed {listed[item]} times so, wanted {times}"
        tally.judge("ASSUMPTIONS", listed[item] == times, "E0410", item.where, what)
    for item in listed:
        if item not in wanted:
            what = f"{item.what} {item.value} is listed, but the inputs do not say so"
            tally.refuse("ASSUMPTIONS", "E0410", item.where, what)
    named = {(item.what, item.where, item.basis) for item in listed}
    for what, where, basis in _found(world):
        missing = f"{what} is {basis}, but not listed"
        tally.judge("ASSUMPTIONS", (what, where, basis) in named, "E0410", where, missing)


def _wanted(world: World) -> Iterator[Assumption]:
    yield from unsure_values(make_path(world.inputs.network, world.plan.route))
    formations = _formations(world)
    for formation in formations.values():
        yield from _told_of_formation(formation)
    for vehicle in _vehicles(formations).values():
        yield from _told_of_vehicle(vehicle)
    drawn = Counter(
        train.source for train in world.inputs.timetable.trains if train.source.startswith("synthetic")
    )
    for source, count in drawn.items():
        yield Assumption("other traffic", "timetable", f"{count} trains a day", Basis.ASSUMED, source)
    yield from unsure_of_journey(world.inputs.programme, world.inputs.manifest)
    yield from _told_of_border(world)
    yield from _told_of_conditions(world)


def _told_of_border(world: World) -> Iterator[Assumption]:
    border = world.inputs.movement.border
    if border is None:
        return
    for step in asked_steps(border):
        if step.basis.unsure:
            values = ", ".join(format(value_s / 60.0, "g") for value_s in step.spread.values_s)
            where, value = f"{border.place} {step.kind}", f"{step.spread.kind} {values} min"
            yield Assumption("border step", where, value, step.basis, step.source)
    far = border.brakes
    if far is not None and far.basis.unsure:
        needed = far.needed_newton_per_kg * 1e5 / NEWTON_PER_TF
        value = f"{needed:.1f} tf on 100 t, {far.other_axle_newton / 1e3:.1f} kN an axle"
        yield Assumption("brakes beyond the border", border.place, value, far.basis, far.source)


def _told_of_conditions(world: World) -> Iterator[Assumption]:
    """What is shut or restricted on the way by a condition that is not published."""
    way = {*(section.id for section in world.way.sections), *(place.id for place in world.way.places)}
    closes = shut(world.inputs, *movement_reach_s(world.inputs))
    counts = {item.number for item in closes if {item.section, item.place} & way}
    counts |= {item.number for _, _, item, _, _ in binding(world.inputs, world.way)}
    brought = world.inputs.conditions
    told: list[tuple[str, Possession | Isolation | Restriction | OpeningHours]] = []
    told += [("possession", item) for item in brought.possessions]
    told += [("isolation", item) for item in brought.isolations]
    told += [("temporary restriction", item) for item in brought.restrictions]
    told += [("opening hours", item) for item in brought.hours]
    for what, item in told:
        if item.number in counts and item.basis in (Basis.ESTIMATED, Basis.ASSUMED):
            yield Assumption(what, item.number, item.reason, item.basis, item.owner)


def _formations(world: World) -> dict[str, Formation]:
    return {leg.formation.id: leg.formation for role in world.roles for leg in role.legs}


def _vehicles(formations: Mapping[str, Formation]) -> dict[str, Vehicle]:
    return {vehicle.id: vehicle for formation in formations.values() for vehicle in formation.vehicles}


def _told_of_formation(formation: Formation) -> Iterator[Assumption]:
    if formation.basis.unsure:
        length_m = sum(vehicle.length_m for vehicle in formation.vehicles)
        mass_t = sum(vehicle.mass_kg for vehicle in formation.vehicles) / 1000.0
        value = f"{len(formation.vehicles)} vehicles, {length_m:.0f} m, {mass_t:.0f} t"
        yield Assumption("formation", formation.id, value, formation.basis, formation.source)
    yield from _told_of_deceleration(formation)
    yield from _told_of_caps(formation.caps, formation.id, formation.source)


def _told_of_vehicle(vehicle: Vehicle) -> Iterator[Assumption]:
    if vehicle.basis.unsure:
        braked_t = vehicle.braked_mass_kg / 1000.0
        value = f"{vehicle.mass_kg / 1000.0:.1f} t, {vehicle.length_m:.1f} m, braked {braked_t:.1f} t"
        value += f", hotel load {vehicle.hotel_watt / 1000.0:.1f} kW" if vehicle.hotel_watt else ""
        value += ", ".join(["", *_told_of_acceptance(vehicle)])
        yield Assumption("vehicle", vehicle.id, value, vehicle.basis, vehicle.source)
    traction = vehicle.traction
    if traction is not None and traction.basis.unsure:
        value = ", ".join(_told_of_traction(traction))
        yield Assumption("traction", vehicle.id, value, traction.basis, traction.source)
    yield from _told_of_caps(vehicle.caps, vehicle.id, vehicle.source)


def _told_of_acceptance(vehicle: Vehicle) -> Iterator[str]:
    if vehicle.gauge_envelope:
        yield "envelope " + vehicle.gauge_envelope
    for value, divisor, before, unit in (
        (vehicle.min_curve_radius_m, 1.0, "curves from", "m"),
        (None, 1.0, "", ""),
        (vehicle.coupler_strength_newton, 1000.0, "couplers bear", "kN"),
        (vehicle.fuel_range_m, 1000.0, "fuel for", "km"),
    ):
        if not before and vehicle.coupler:
            yield "coupler " + vehicle.coupler
        if value is not None:
            yield f"{before} {value / divisor:.0f} {unit}"


def _told_of_traction(pull: Traction) -> Iterator[str]:
    yield from (pull.class_name, pull.power, f"{max(pull.force_newton) / 1000.0:.0f} kN")
    if pull.power_watt != math.inf:
        yield f"{pull.power_watt / 1000.0:.0f} kW"
    if pull.adhesive_mass_kg:
        yield f"{pull.adhesive_mass_kg / 1000.0:.1f} t on driven axles"
    if pull.head_end:
        yield "feeds the hotel load"
    if pull.regeneration_share:
        yield f"gives {100.0 * pull.regeneration_share:.0f} % back"


def _told_of_deceleration(formation: Formation) -> Iterator[Assumption]:
    given = formation.deceleration
    if given is not None and given.basis.unsure:
        values = sorted(given.deceleration_mps2)
        value = f"{values[0]:.2f} to {values[-1]:.2f} m/s², build-up {given.build_up_s:.1f} s"
        yield Assumption("deceleration", formation.id, value, given.basis, given.source)


def _told_of_caps(caps: Iterable[SpeedCap], where: str, source: str) -> Iterator[Assumption]:
    for cap in caps:
        if cap.basis.unsure:
            value = f"{cap.speed_mps * KMH_PER_MPS:.1f} km/h: {cap.reason}"
            yield Assumption("speed cap", where, value, cap.basis, source)


def _found(world: World) -> Iterator[Named]:
    for place in world.way.places:
        yield from _of_place(place)
    for section in world.way.sections:
        yield from _of_section(section)


def _of_place(place: Place) -> Iterator[Named]:
    yield from ((f"place {name}", place.id, basis) for name, basis in place.basis.items() if basis.unsure)
    for track in place.tracks:
        if track.basis.unsure:
            yield "track length", f"{place.id} track {track.id}", track.basis
    yield from (("points", item.id, item.basis) for item in place.points if item.basis.unsure)


def _of_section(section: Section) -> Iterator[Named]:
    yield from (
        (f"section {name}", section.id, basis) for name, basis in section.basis.items() if basis.unsure
    )
    if section.block.basis.unsure:
        yield "block working", section.id, section.block.basis
    profiles = {"speed limit": section.limit_mps, "grade": section.grade, "axle load": section.axle_load_kg}
    for name, steps in profiles.items():
        yield from ((name, f"{section.id} at {at_m:.0f} m", basis) for at_m, basis in _changes(steps))
    yield from _spans(section)
    yield from (("crossing", item.id, item.basis) for item in section.crossings if item.basis.unsure)


def _spans(section: Section) -> Iterator[Named]:
    for structure in section.structures:
        basis = structure.drag_basis or structure.basis
        if structure.drag_factor is not None and basis.unsure:
            yield "tunnel drag", f"{section.id} at {structure.from_m:.0f} m", basis
    kinds: tuple[tuple[str, Extents], ...] = (
        ("curve", section.curve_radius_m),
        ("neutral section", section.neutral_m),
        ("adhesion", section.adhesion),
        ("feeding", section.feeding_watt),
        ("speed limit", section.heavy_limits),
    )
    for name, extents in kinds:
        for from_m, above_kg, basis in zip(extents.from_m, extents.above_kg, extents.basis, strict=True):
            if basis.unsure:
                heavy = f" above {above_kg / 1000.0:g} t an axle" if above_kg > 0.0 else ""
                yield name + heavy, f"{section.id} at {from_m:.0f} m", basis


def _changes(steps: Steps) -> Iterator[tuple[float, Basis]]:
    """Where an unsure value begins that is not the one before it."""
    for k, basis in enumerate(steps.basis):
        goes_on = k > 0 and steps.value[k] == steps.value[k - 1] and basis == steps.basis[k - 1]
        if basis.unsure and not goes_on:
            yield float(steps.start_m[k]), basis
