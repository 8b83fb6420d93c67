"""Whether programme and manifest fit the movement: names, places, berths, cars, functions."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator

from railcade.errors import Problem
from railcade.fleet import Fleet, Formation, Vehicle
from railcade.journey import Car, Manifest, Programme
from railcade.network import Path
from railcade.plan.request import Movement

PRINCIPAL = "principal"


def programme_problems(programme: Programme, movement: Movement, path: Path) -> list[Problem]:
    """Events where the principal does not stand, or stands too early (E0214); places off the way (E0201)."""
    stands = _stands(movement, PRINCIPAL)
    problems = []
    held_at = {event.id: event.place for event in programme.events}
    for event in programme.events:
        where = f"programme  events.{event.id}.place"
        if event.place not in path.index:
            what = f"{event.place} is not on the way"
            problems.append(Problem("E0201", where, what, _near(event.place, stands)))
        elif event.place not in stands:
            what = f"the principal does not stand at {event.place}"
            mend = f"add a stop there, or hold {event.id} at {_near(event.place, stands)}"
            problems.append(Problem("E0214", where, what, mend))
        after = held_at.get(event.follows, event.place)
        if path.index.get(event.place, 0) < path.index.get(after, 0):
            what = f"{event.id} follows {event.follows} at {after}, where the principal comes only later"
            mend = f"hold {event.id} at {after} or behind it, or let it follow another event"
            problems.append(Problem("E0214", f"programme  events.{event.id}.follows", what, mend))
    return problems


def manifest_problems(manifest: Manifest, movement: Movement, fleet: Fleet, path: Path) -> list[Problem]:
    """Unknown trains (E0203), carriages and places (E0250), functions (E0251) that do not fit: all."""
    trains = {
        role.role: [fleet.formations[name] for _, name in role.formations if name in fleet.formations]
        for role in movement.roles
    }
    problems = [
        *_carriage_problems(manifest, trains),
        *_changed_carriages(manifest, trains),
        *_apart_problems(manifest),
        *_car_problems(manifest, movement, path),
        *_supply_problems(manifest, trains, path),
    ]
    return list(dict.fromkeys(problems))


def _stands(movement: Movement, role: str) -> list[str]:
    stops = [stop.place for stop in movement.stops if not stop.roles or role in stop.roles]
    border = [] if movement.border is None else [movement.border.place, movement.border.reform_place]
    return [movement.origin, *stops, *border, movement.destination]


def _near(word: str, known: Collection[str]) -> str:
    close = difflib.get_close_matches(word, sorted(known), n=2, cutoff=0.6)
    return f"did you mean {' or '.join(close)}?" if close else f"use one of {', '.join(known)}"


def _carriage_problems(manifest: Manifest, trains: dict[str, list[Formation]]) -> Iterator[Problem]:
    """Names of trains and numbers of carriages, then what each carriage holds."""
    placed = [(f"parties.{each.id}", each.role, each.carriage) for each in manifest.parties]
    placed += [(f"cars.{each.id}", each.role, each.carriage) for each in manifest.cars]
    for key, role, carriage in placed:
        if role not in trains:
            what = f"the movement has no {role}"
            yield Problem("E0203", f"manifest  {key}.role", what, _near(role, trains))
        elif trains[role] and carriage > len(trains[role][0].carriages):
            count = len(trains[role][0].carriages)
            what = f"the {role} has {count} carriages, {carriage} is asked for"
            yield Problem("E0250", f"manifest  {key}.carriage", what, f"give a number from 1 to {count}")
    for role, formations in trains.items():
        if formations:
            for number, vehicle in enumerate(formations[0].carriages, start=1):
                yield from _full(manifest, role, number, vehicle)


def _full(manifest: Manifest, role: str, number: int, vehicle: Vehicle) -> Iterator[Problem]:
    here = [party for party in manifest.parties if (party.role, party.carriage) == (role, number)]
    cars = [car for car in manifest.cars if (car.role, car.carriage) == (role, number)]
    where = f"{role}, carriage {number} ({vehicle.id})"
    sleepers = sum(party.sleepers for party in here)
    people = sum(party.people for party in here)
    if sleepers > vehicle.berths:
        what = f"{sleepers} people need a berth, it has {vehicle.berths}"
        yield Problem("E0250", where, what, "put some into another carriage, or make the train longer")
    elif people > max(vehicle.seats, vehicle.berths):
        what = f"{people} people, it has {vehicle.seats} seats and {vehicle.berths} berths"
        yield Problem("E0250", where, what, "put some into another carriage, or make the train longer")
    if len(cars) > vehicle.cars:
        what = f"{len(cars)} cars, it carries {vehicle.cars}"
        yield Problem("E0250", where, what, "put them onto a vehicle carrier with room")
    if cars and sum(car.mass_kg for car in cars) > vehicle.mass_kg:
        what = f"cars of {sum(car.mass_kg for car in cars) / 1000.0:g} t on a vehicle of "
        what += f"{vehicle.mass_kg / 1000.0:g} t loaded"
        yield Problem("E0250", where, what, "give the loaded mass of the carrier in the fleet")


def _changed_carriages(manifest: Manifest, trains: dict[str, list[Formation]]) -> Iterator[Problem]:
    """Where the formation changes, carriages with people or cars stay what they are."""
    used = {(each.role, each.carriage) for each in manifest.parties}
    used |= {(each.role, each.carriage) for each in manifest.cars}
    for role, carriage in sorted(used):
        formations = trains.get(role, [])
        kinds = [
            formation.carriages[carriage - 1].kind
            for formation in formations
            if carriage <= len(formation.carriages)
        ]
        if formations and carriage <= len(formations[0].carriages):
            gone = len(kinds) < len(formations)
            if gone or len(set(kinds)) > 1:
                after = "missing" if gone else " and ".join(dict.fromkeys(kinds))
                what = f"carriage {carriage} is not the same all the way: {after}"
                mend = "keep carriages in place where the formation changes"
                yield Problem("E0250", f"{role}, carriage {carriage}", what, mend)


def _apart_problems(manifest: Manifest) -> Iterator[Problem]:
    for rule in manifest.apart:
        for role in sorted({party.role for party in manifest.parties}):
            aboard = {name for party in manifest.parties if party.role == role for name in party.functions}
            together = [name for name in rule.functions if name in aboard]
            if len(together) > 1:
                what = f"{' and '.join(together)} are both aboard: {rule.reason}"
                yield Problem("E0251", role, what, "let them travel on different trains of the movement")


def _car_problems(manifest: Manifest, movement: Movement, path: Path) -> Iterator[Problem]:
    roles = {role.role: role for role in movement.roles}
    for car in manifest.cars:
        if car.role in roles:
            yield from _hand_over(car, _stands(movement, car.role), path)
            for taken in roles[car.role].handovers:
                if path.index.get(taken.place, 0) < path.index.get(car.hand_over, 0):
                    what = f"the {car.role} that carries it ends at {taken.place}, where another takes over"
                    mend = f"hand it over at {taken.place}, or carry it on a train that goes on"
                    yield Problem("E0250", f"manifest  cars.{car.id}.hand_over", what, mend)


def _hand_over(car: Car, stands: list[str], path: Path) -> Iterator[Problem]:
    where = f"manifest  cars.{car.id}.hand_over"
    if car.hand_over not in path.index:
        yield Problem("E0201", where, f"{car.hand_over} is not on the way", _near(car.hand_over, stands))
    elif car.hand_over not in stands[1:]:
        what = f"the {car.role} does not stand at {car.hand_over}"
        yield Problem("E0214", where, what, f"hand over at {', '.join(stands[1:])}")


def _supply_problems(manifest: Manifest, trains: dict[str, list[Formation]], path: Path) -> Iterator[Problem]:
    for supply in manifest.supplies:
        for role in supply.carried:
            if role not in trains:
                where = f"manifest  supplies.{supply.what}.carried.{role}"
                yield Problem("E0203", where, f"the movement has no {role}", _near(role, trains))
        for place in supply.filled_at:
            if place not in path.index:
                where = f"manifest  supplies.{supply.what}.filled_at"
                yield Problem("E0201", where, f"{place} is not on the way", _near(place, path.index))
    for role, formations in trains.items():
        for formation in formations:
            feeds = any(pull.head_end for pull in formation.tractions)
            if formation.supply_watt and not feeds and formation.hotel_watt > formation.supply_watt:
                what = (
                    f"the hotel load is {formation.hotel_watt / 1000.0:.0f} kW, its power vans give "
                    f"{formation.supply_watt / 1000.0:.0f} kW"
                )
                yield Problem("E0250", f"{role}, {formation.id}", what, "add a power van, or lower hotel_kw")
