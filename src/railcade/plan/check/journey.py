"""Events, people, supplies, cars and other ways: the rows against programme and manifest, counted again."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from railcade.basis import Assumption
from railcade.fleet import Formation
from railcade.journey import Event, Manifest, Programme, Supply
from railcade.plan.check.events import RoleEvents
from railcade.plan.check.tally import Tally
from railcade.plan.check.world import PRINCIPAL, World, clock
from railcade.plan.model_journey import AboardRow, AlternativeRow, CarriedRow, ProgrammeRow, SupplyRow

FEW_METRES_M = 0.2


def check_journey(published: World, tally: Tally) -> None:
    """On published times, which are what people are told."""
    inputs, plan = published.inputs, published.plan
    if inputs.programme is not None:
        _same(
            tally, "PROGRAMME", "plan.programme", plan.programme, list(_events(published, inputs.programme))
        )
        for row in plan.programme:
            what = f"{row.event} slips by {row.slips_s} s, {row.may_slip_s} s are allowed"
            tally.judge("PROGRAMME", row.slips_s <= row.may_slip_s, "E0419", row.place, what)
        ways = list(_ways(published, inputs.programme))
        if ways or plan.alternatives:
            _same(tally, "ALTERNATIVES", "plan.alternatives", plan.alternatives, ways)
    elif plan.programme or plan.alternatives:
        tally.judge("PROGRAMME", False, "E0419", "plan.programme", "the movement has no programme")
    if inputs.manifest is None:
        told = plan.aboard or plan.supplies or plan.cars
        if told:
            tally.judge("ABOARD", False, "E0419", "plan.aboard", "the movement has no manifest")
        return
    manifest = inputs.manifest
    _same(tally, "ABOARD", "plan.aboard", plan.aboard, list(_aboard(published, manifest)))
    _fits(published, manifest, tally)
    if manifest.cars or plan.cars:
        _same(tally, "ABOARD", "plan.cars", plan.cars, list(_cars(published, manifest)))
    if manifest.supplies or plan.supplies:
        _same(tally, "SUPPLIES", "plan.supplies", plan.supplies, list(_supplies(published, manifest)))
    for supply in plan.supplies:
        what = f"{supply.needed} {supply.unit} of {supply.what} are needed, {supply.carried} carried"
        lasts = supply.needed <= supply.carried
        tally.judge("SUPPLIES", lasts, "E0419", f"{supply.role}, {supply.from_place}", what)


def unsure_of_journey(programme: Programme | None, manifest: Manifest | None) -> Iterator[Assumption]:
    """Supplies and other ways whose figures are estimated or assumed."""
    for supply in manifest.supplies if manifest is not None else ():
        if supply.basis.unsure:
            uses = {
                "for each person and day": supply.person_day_factor,
                "an hour": supply.hour_factor,
                "for each kWh": supply.kwh_factor,
            }
            used = ", ".join(f"{use:g} {supply.unit} {words}" for words, use in uses.items() if use)
            yield Assumption("supply", supply.what, used, supply.basis, supply.source)
    for way in programme.ways if programme is not None else ():
        if way.basis.unsure:
            value = f"{way.seats} seats, {sum(leg.length_m for leg in way.legs) / 1000.0:.0f} km"
            yield Assumption("other way", way.id, value, way.basis, way.source)


def _same(tally: Tally, rule: str, where: str, listed: Sequence[Any], wanted: Sequence[Any]) -> None:
    """Rows one by one, in order; all rows and no others."""
    tally.judge(rule, len(listed) == len(wanted), "E0419", where, f"{len(listed)} rows, {len(wanted)} wanted")
    for row, want in zip(listed, wanted, strict=False):
        tally.judge(rule, row == want, "E0419", where, f"{row} is listed, {want} follows from the inputs")


def _principal(world: World) -> RoleEvents:
    return world.role(PRINCIPAL) or world.roles[0]


def _events(world: World, programme: Programme) -> Iterator[ProgrammeRow]:
    role = _principal(world)
    over_s: dict[str, int] = {}
    for event in programme.events:
        at = world.index.get(event.place, 0)
        after_s = over_s[event.follows] + event.gap_s if event.follows else event.begins_at_s
        begins_s = max(event.begins_at_s, after_s)
        if at:
            comes_s = round(float(role.arrive_s[at]))
            begins_s = max(begins_s, comes_s + event.lead_s)
            latest_s = event.begins_at_s - event.lead_s
            train = ("arrival", latest_s, comes_s, latest_s - comes_s)
        else:
            leaves_s = round(float(role.depart_s[0]))
            ready_s = begins_s + event.lasts_s + event.lead_s
            train = ("departure", ready_s, leaves_s, leaves_s - ready_s)
        over_s[event.id] = begins_s + event.lasts_s
        yield _event_row(event, train, begins_s)


def _event_row(event: Event, train: tuple[str, int, int, int], begins_s: int) -> ProgrammeRow:
    ends_s = begins_s + event.lasts_s
    slips_s = begins_s - event.begins_at_s
    return ProgrammeRow(
        event.id, event.title, event.place, *train, begins_s, ends_s, slips_s, event.may_slip_s
    )


def check_stands_for_events(published: World, tally: Tally) -> None:
    """No train leaves an event behind: where the principal goes on, it waits until people are aboard."""
    programme = published.inputs.programme
    if programme is None:
        return
    role, last = _principal(published), len(published.way.places) - 1
    for row, event in zip(published.plan.programme, programme.events, strict=False):
        at = published.index.get(event.place)
        if at is None or at == last:
            continue
        leaves_s, ready_s = float(role.depart_s[at]), row.ends_at_s + event.lead_s
        what = f"the principal leaves at {clock(leaves_s)}, {event.title} is over at {clock(ready_s)}"
        tally.judge("PROGRAMME", leaves_s >= ready_s, "E0419", event.place, what)


def _ways(world: World, programme: Programme) -> Iterator[AlternativeRow]:
    if not programme.ways:
        return
    manifest = world.inputs.manifest
    role = _principal(world)
    rides_s = round(float(role.arrive_s[-1]) - float(role.depart_s[0]))
    room = sum(vehicle.seats + vehicle.berths for vehicle in _carriages(role))
    door_s = programme.door_before_s + programme.door_after_s + rides_s
    yield AlternativeRow(
        "train", "rail", "Principal train", door_s, room, 0, 0, round(world.way.length_m, 1), 0.0, True, ()
    )
    people = sum(each.people for each in manifest.parties if each.role == PRINCIPAL) if manifest else 0
    cars = sum(1 for each in manifest.cars if each.role == PRINCIPAL) if manifest else 0
    for way in programme.ways:
        longest_m, takes_s = 0.0, 0.0
        for leg in way.legs:
            longest_m = max(longest_m, leg.length_m)
            takes_s += leg.extra_s + (leg.length_m / leg.speed_mps if leg.length_m > 0.0 else 0.0)
        reaches = way.reach_m == 0.0 or longest_m <= way.reach_m
        left = max(people - way.seats, 0), max(cars - way.cars, 0)
        yield AlternativeRow(
            way.id, way.mode, way.title, math.ceil(takes_s - 1e-6), way.seats, *left,
            longest_m, way.reach_m, reaches, way.without,
        )  # fmt: skip


def _carriages(role: RoleEvents) -> list[Any]:
    return [vehicle for vehicle in role.legs[0].formation.vehicles if vehicle.traction is None]


def _aboard(world: World, manifest: Manifest) -> Iterator[AboardRow]:
    for role in world.roles:
        for k, vehicle in enumerate(_carriages(role)):
            here = [each for each in manifest.parties if each.role == role.role and each.carriage == k + 1]
            if here:
                functions = sorted({name for each in here for name in each.functions})
                people, sleepers = sum(each.people for each in here), sum(each.sleepers for each in here)
                yield AboardRow(
                    role.role, k + 1, vehicle.id, people, vehicle.seats, sleepers, vehicle.berths,
                    tuple(functions),
                )  # fmt: skip


def _fits(world: World, manifest: Manifest, tally: Tally) -> None:
    """Nobody without a place, nothing beyond the end of a train, functions that travel apart."""
    lengths = {role.role: len(_carriages(role)) for role in world.roles}
    put = [(each.id, each.role, each.carriage) for each in manifest.parties]
    put += [(each.id, each.role, each.carriage) for each in manifest.cars]
    for name, role_name, carriage in put:
        there = carriage <= lengths.get(role_name, 0)
        tally.judge("ABOARD", there, "E0419", name, f"{role_name} has no carriage {carriage}")
    for row in world.plan.aboard:
        fits = row.sleepers <= row.berths and row.people <= max(row.seats, row.berths)
        what = f"{row.people} people, {row.sleepers} with a berth: {row.seats} seats, {row.berths} berths"
        tally.judge("ABOARD", fits, "E0419", f"{row.role}, carriage {row.carriage}", what)
    for role in world.roles:
        aboard = [name for each in manifest.parties if each.role == role.role for name in each.functions]
        for rule in manifest.apart:
            together = [name for name in rule.functions if name in aboard]
            what = f"{' and '.join(together)} are both aboard"
            tally.judge("ABOARD", len(together) < 2, "E0419", role.role, what)


def _cars(world: World, manifest: Manifest) -> Iterator[CarriedRow]:
    for car in manifest.cars:
        role = world.role(car.role)
        at = world.index.get(car.hand_over)
        if role is not None and at is not None:
            ready_s = round(float(role.arrive_s[at])) + car.unload_s
            yield CarriedRow(car.id, car.title, car.role, car.carriage, car.mass_kg, car.hand_over, ready_s)


def _supplies(world: World, manifest: Manifest) -> Iterator[SupplyRow]:
    for role in world.roles:
        people = sum(each.people for each in manifest.parties if each.role == role.role)
        hotel_watt = max(_hotel_watt(leg.formation) for leg in role.legs)
        for supply in manifest.supplies:
            if role.role in supply.carried:
                yield _hardest(world, role, supply, people, hotel_watt)


def _hotel_watt(formation: Formation) -> float:
    return sum(vehicle.hotel_watt for vehicle in formation.vehicles)


def _hardest(world: World, role: RoleEvents, supply: Supply, people: int, hotel_watt: float) -> SupplyRow:
    """From filling to filling, which is when the train leaves there; the first of the hardest stretches."""
    last = len(world.way.places) - 1
    fillings = [
        at for at in sorted(role.stands) if 0 < at < last and world.way.places[at].id in supply.filled_at
    ]
    begins = [0, *fillings]
    ends = [*fillings, last]
    lasts_s = [
        float(role.depart_s[end] if end < last else role.arrive_s[end]) - float(role.depart_s[begin])
        for begin, end in zip(begins, ends, strict=True)
    ]
    hours = [each_s / 3600.0 for each_s in lasts_s]
    used = [
        math.ceil(
            supply.person_day_factor * people * hour / 24.0
            + supply.hour_factor * hour
            + supply.kwh_factor * hotel_watt / 1000.0 * hour
            - 1e-6
        )
        for hour in hours
    ]
    k = used.index(max(used))
    places = world.way.places
    return SupplyRow(
        role.role, supply.what, supply.unit, used[k], supply.carried[role.role],
        places[begins[k]].id, places[ends[k]].id,
    )  # fmt: skip
