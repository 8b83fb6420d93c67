"""People, cars and supplies aboard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from railcade.basis import Basis


@dataclass(frozen=True, slots=True)
class Party:
    """People who travel together.

    `carriage` counts from the head of the train, vehicles that pull left out, from 1. `functions` are what
    they do, which `Apart` names; names of people have no place here.
    """

    id: str
    title: str
    people: int
    sleepers: int
    role: str
    carriage: int
    functions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Apart:
    """Functions of which no two may be on the same train."""

    functions: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Car:
    """A road car carried; `hand_over` is where it goes on by road, `unload_s` how long that takes."""

    id: str
    title: str
    mass_kg: float
    role: str
    carriage: int
    hand_over: str
    unload_s: int


@dataclass(frozen=True, slots=True)
class Supply:
    """What is used on the way.

    Parameters
    ----------
    what, unit : str
    person_day_factor, hour_factor, kwh_factor : float
        Units used for each person and day, hour of the train's journey, kWh of hotel load.
    carried : mapping of role to int
        Units aboard at the start, and after each filling.
    filled_at : tuple of str
        Places where it is filled up.
    basis : Basis
    source : str
    """

    what: str
    unit: str
    person_day_factor: float
    hour_factor: float
    kwh_factor: float
    carried: Mapping[str, int]
    filled_at: tuple[str, ...]
    basis: Basis
    source: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """Who and what is aboard which carriage of which train."""

    parties: tuple[Party, ...]
    apart: tuple[Apart, ...]
    cars: tuple[Car, ...]
    supplies: tuple[Supply, ...]

    def people(self, role: str) -> int:
        """People aboard a train."""
        return sum(party.people for party in self.parties if party.role == role)
