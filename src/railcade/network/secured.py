"""What is secured for a movement beside the line itself: level crossings and points."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from railcade.basis import Basis


class CrossingKind(StrEnum):
    """How a road is kept off a level crossing: by a keeper, by the train itself, or by nothing."""

    KEEPER = "keeper"
    AUTOMATIC = "automatic"
    OPEN = "open"


class Facing(StrEnum):
    """Which trains meet points at their blades: those that come in, that go out, or both."""

    IN = "in"
    OUT = "out"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Crossing:
    """A level crossing, in metres from the section's start.

    `keeper_place` is the place from which it is worked; empty where its keeper, if it has one, is at the
    crossing. `id` is unique in the network, `name` what people call it, or the road.
    """

    id: str
    name: str
    kind: CrossingKind
    at_m: float
    keeper_place: str
    basis: Basis
    source: str = ""


@dataclass(frozen=True, slots=True)
class Points:
    """A set of points on the running line of a place.

    It lies `at_m` metres from the place, on `section`. `name` is the signaller's, unique at the place; `id`
    is unique in the network.
    """

    id: str
    name: str
    section: str
    at_m: float
    facing: Facing
    basis: Basis
    source: str = ""
