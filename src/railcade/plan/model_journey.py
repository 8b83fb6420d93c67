"""Rows of the plan on programme, people, cars and supplies: part of `railcade.plan.model`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """An event beside the principal train, published times.

    `bounds` is "departure" where the train waits for the event (at its origin), else "arrival". `bound_at_s`
    is the earliest departure or the latest arrival with which the event is as booked, `train_at_s` the
    planned one, `slack_s` what lies between: below 0 the event begins `slips_s` later than booked.
    """

    event: str
    title: str
    place: str
    bounds: str
    bound_at_s: int
    train_at_s: int
    slack_s: int
    begins_at_s: int
    ends_at_s: int
    slips_s: int
    may_slip_s: int


@dataclass(frozen=True, slots=True)
class AboardRow:
    """People in a carriage (counted from the head, 1 is the first that does not pull)."""

    role: str
    carriage: int
    vehicle: str
    people: int
    seats: int
    sleepers: int
    berths: int
    functions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SupplyRow:
    """What a train uses on its hardest stretch between two fillings, beside what it carries."""

    role: str
    what: str
    unit: str
    needed: int
    carried: int
    from_place: str
    until_place: str


@dataclass(frozen=True, slots=True)
class CarriedRow:
    """A road car, and when it can go on by road."""

    car: str
    title: str
    role: str
    carriage: int
    mass_kg: float
    hand_over: str
    ready_at_s: int


@dataclass(frozen=True, slots=True)
class AlternativeRow:
    """The train, or another way of going, door to door.

    `people_left` and `cars_left` stay behind on one journey. `reaches` is False where a leg is longer than
    what the way can do without stopping.
    """

    way: str
    mode: str
    title: str
    door_to_door_s: int
    seats: int
    people_left: int
    cars_left: int
    longest_m: float
    reach_m: float
    reaches: bool
    without: tuple[str, ...]
