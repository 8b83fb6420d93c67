"""Vehicles that are alike, counted: the solver chooses counts, never one of two equal vehicles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

from railcade.fleet import RegisterVehicle

_OWN = frozenset({"id", "type_name", "home", "state", "note", "notes"})


@dataclass(frozen=True, slots=True)
class Kind:
    """Vehicles that are equal in every fact that a rule looks at, by id; `rank` orders kinds."""

    rank: int
    vehicles: tuple[RegisterVehicle, ...]

    @property
    def one(self) -> RegisterVehicle:
        """Any of them."""
        return self.vehicles[0]


def kinds_of(vehicles: Iterable[RegisterVehicle]) -> list[Kind]:
    """Kinds in order of their lowest id."""
    by_facts: dict[tuple[object, ...], list[RegisterVehicle]] = {}
    for vehicle in sorted(vehicles, key=lambda each: each.id):
        by_facts.setdefault(_facts(vehicle), []).append(vehicle)
    return [Kind(rank, tuple(alike)) for rank, alike in enumerate(by_facts.values())]


def _facts(vehicle: RegisterVehicle) -> tuple[object, ...]:
    return tuple(getattr(vehicle, item.name) for item in fields(vehicle) if item.name not in _OWN)
