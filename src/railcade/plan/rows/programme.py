"""Rows of the plan: events beside the principal train, and other ways of going."""

from __future__ import annotations

import math
from collections.abc import Iterator

from railcade.journey import Event, Manifest, OtherWay, Programme
from railcade.plan.joint.settled import Settled, present
from railcade.plan.model_journey import AlternativeRow, ProgrammeRow

PRINCIPAL = "principal"


def programme_rows(programme: Programme, settled: Settled) -> tuple[ProgrammeRow, ...]:
    """Events in order of their booked begin."""
    ends_s: dict[str, int] = {}
    return tuple(_rows(programme, settled, ends_s))


def _rows(programme: Programme, settled: Settled, ends_s: dict[str, int]) -> Iterator[ProgrammeRow]:
    role = settled.role(PRINCIPAL)
    timeline = settled.timelines[role]
    for event in programme.events:
        at = settled.path.index[event.place]
        begins_s = event.begins_at_s
        if event.follows:
            begins_s = max(begins_s, ends_s[event.follows] + event.gap_s)
        if at == 0:
            bound_s, train_s = begins_s + event.lasts_s + event.lead_s, settled.departs[role][0]
            slack_s = train_s - bound_s
        else:
            bound_s = event.begins_at_s - event.lead_s
            train_s = int(settled.published_s(role, present(timeline.arrive[at])))
            slack_s = bound_s - train_s
            begins_s = max(begins_s, train_s + event.lead_s)
        ends_s[event.id] = begins_s + event.lasts_s
        yield _row(event, ("departure" if at == 0 else "arrival", bound_s, train_s, slack_s), begins_s)


def _row(event: Event, train: tuple[str, int, int, int], begins_s: int) -> ProgrammeRow:
    bounds, bound_s, train_s, slack_s = train
    return ProgrammeRow(
        event=event.id,
        title=event.title,
        place=event.place,
        bounds=bounds,
        bound_at_s=bound_s,
        train_at_s=train_s,
        slack_s=slack_s,
        begins_at_s=begins_s,
        ends_at_s=begins_s + event.lasts_s,
        slips_s=begins_s - event.begins_at_s,
        may_slip_s=event.may_slip_s,
    )


def alternative_rows(
    programme: Programme, manifest: Manifest | None, settled: Settled
) -> tuple[AlternativeRow, ...]:
    """The principal train first, then each other way for the same people and cars."""
    if not programme.ways:
        return ()
    role = settled.role(PRINCIPAL)
    timeline = settled.timelines[role]
    arrive = present(timeline.arrive[len(settled.path.places) - 1])
    rides_s = int(settled.published_s(role, arrive)) - settled.departs[role][0]
    carriages = timeline.legs[0].formation.carriages
    train = AlternativeRow(
        way="train",
        mode="rail",
        title="Principal train",
        door_to_door_s=programme.door_before_s + rides_s + programme.door_after_s,
        seats=sum(vehicle.berths + vehicle.seats for vehicle in carriages),
        people_left=0,
        cars_left=0,
        longest_m=round(settled.path.length_m, 1),
        reach_m=0.0,
        reaches=True,
        without=(),
    )
    people = 0 if manifest is None else manifest.people(PRINCIPAL)
    cars = 0 if manifest is None else sum(car.role == PRINCIPAL for car in manifest.cars)
    return (train, *(_other(way, people, cars) for way in programme.ways))


def _other(way: OtherWay, people: int, cars: int) -> AlternativeRow:
    return AlternativeRow(
        way=way.id,
        mode=way.mode,
        title=way.title,
        door_to_door_s=math.ceil(way.duration_s - 1e-6),
        seats=way.seats,
        people_left=max(0, people - way.seats),
        cars_left=max(0, cars - way.cars),
        longest_m=way.longest_m,
        reach_m=way.reach_m,
        reaches=not way.reach_m or way.longest_m <= way.reach_m,
        without=way.without,
    )
