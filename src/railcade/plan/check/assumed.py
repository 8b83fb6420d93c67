"""Everything estimated or assumed that the plan rests on, counted again."""

from __future__ import annotations

from collections.abc import Iterator

from railcade.basis import Basis
from railcade.fleet import Formation, Vehicle
from railcade.network import Place, Section, Steps, make_path, unsure_values
from railcade.plan.check.tally import Tally
from railcade.plan.check.world import World

Named = tuple[str, str, Basis]


def check_assumptions(world: World, tally: Tally) -> None:
    """What is not listed is refused; values of the network are compared word for word."""
    listed = world.plan.assumptions
    named = {(item.what, item.where, item.basis) for item in listed}
    tally.examine("ASSUMPTIONS")
    for what, where, basis in _found(world):
        missing = f"{what} is {basis}, but not listed"
        tally.judge("ASSUMPTIONS", (what, where, basis) in named, "E0410", where, missing)
    told = set(listed)
    for item in unsure_values(make_path(world.inputs.network, world.plan.route)):
        missing = f"{item.what} {item.value} is not listed so"
        tally.judge("ASSUMPTIONS", item in told, "E0410", item.where, missing)
    drawn = {item.source for item in listed if item.what == "other traffic"}
    for train in world.inputs.timetable.trains:
        if train.source.startswith("synthetic"):
            tally.judge(
                "ASSUMPTIONS",
                train.source in drawn,
                "E0410",
                train.id,
                "is synthetic traffic, which is not listed",
            )


def _found(world: World) -> Iterator[Named]:
    for place in world.way.places:
        yield from _of_place(place)
    for section in world.way.sections:
        yield from _of_section(section)
    formations: dict[str, Formation] = {}
    for role in world.roles:
        formations.update((leg.formation.id, leg.formation) for leg in role.legs)
    vehicles = {vehicle.id: vehicle for formation in formations.values() for vehicle in formation.vehicles}
    for formation in formations.values():
        if formation.basis.unsure:
            yield "formation", formation.id, formation.basis
        yield from (("speed cap", formation.id, cap.basis) for cap in formation.caps if cap.basis.unsure)
    for vehicle in vehicles.values():
        yield from _of_vehicle(vehicle)


def _of_place(place: Place) -> Iterator[Named]:
    yield from ((f"place {name}", place.id, basis) for name, basis in place.basis.items() if basis.unsure)
    for track in place.tracks:
        if track.basis.unsure:
            yield "track length", f"{place.id} track {track.id}", track.basis


def _of_section(section: Section) -> Iterator[Named]:
    yield from (
        (f"section {name}", section.id, basis) for name, basis in section.basis.items() if basis.unsure
    )
    if section.block.basis.unsure:
        yield "block working", section.id, section.block.basis
    profiles = {"speed limit": section.limit_mps, "grade": section.grade, "axle load": section.axle_load_kg}
    for name, steps in profiles.items():
        yield from ((name, f"{section.id} at {at_m:.0f} m", basis) for at_m, basis in _changes(steps))


def _changes(steps: Steps) -> Iterator[tuple[float, Basis]]:
    """Where an unsure value begins that is not the one before it."""
    for k, basis in enumerate(steps.basis):
        goes_on = k > 0 and steps.value[k] == steps.value[k - 1] and basis == steps.basis[k - 1]
        if basis.unsure and not goes_on:
            yield float(steps.start_m[k]), basis


def _of_vehicle(vehicle: Vehicle) -> Iterator[Named]:
    if vehicle.basis.unsure:
        yield "vehicle", vehicle.id, vehicle.basis
    if vehicle.traction is not None and vehicle.traction.basis.unsure:
        yield "traction", vehicle.id, vehicle.traction.basis
    yield from (("speed cap", vehicle.id, cap.basis) for cap in vehicle.caps if cap.basis.unsure)
