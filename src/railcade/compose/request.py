"""What trains shall carry, and what they must fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from railcade.fleet import SpeedCap

LOCOMOTIVE = "locomotive"
"""The role of vehicles that pull."""
ORDER = (
    "locomotive", "escort", "communications", "briefing", "saloon", "dining", "sleeping", "staff",
    "power van", "baggage", "stores", "vehicle carrier", "escort",
)  # fmt: skip
"""From the head: an escort at both ends, saloon and briefing between them, cars behind; no other role."""


@dataclass(frozen=True, slots=True)
class Needs:
    """Least of each; `roles` and `equipment` count vehicles, `armoured` names roles that must be armoured."""

    berths: int = 0
    seats: int = 0
    briefing_seats: int = 0
    cars: int = 0
    roles: Mapping[str, int] = field(default_factory=dict)
    equipment: Mapping[str, int] = field(default_factory=dict)
    armoured: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """What the train must fit; None is no limit.

    Parameters
    ----------
    length_m : float or None
        Of the shortest loop or platform that it uses.
    mass_kg : float or None
    axle_load_kg, mass_per_metre_kg : float or None
        EN 15528: of each vehicle, loaded.
    brake_percentage : float or None
        Braked mass over mass, percent, at least.
    ruling_grade : float or None
        Rise per metre on which it must start, curve resistance counted in.
    starting_share : float
        Resistance at the start over weight.
    sources : mapping of name to text
        Where a limit comes from, where that is not the request itself.
    """

    length_m: float | None = None
    mass_kg: float | None = None
    axle_load_kg: float | None = None
    mass_per_metre_kg: float | None = None
    brake_percentage: float | None = None
    ruling_grade: float | None = None
    starting_share: float = 0.005
    sources: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TrainRequest:
    """A train to be made.

    `order` lists the roles that may be in it, from the head; one that stands twice is shared between both.
    """

    id: str
    role: str
    gauge_mm: int
    brake_position: str
    needs: Needs
    limits: Limits
    caps: tuple[SpeedCap, ...]
    order: tuple[str, ...] = ORDER


@dataclass(frozen=True, slots=True)
class ComposeRequest:
    """Trains to be made of one register; `reserve` counts vehicles by role that stay behind."""

    name: str
    trains: tuple[TrainRequest, ...]
    reserve: Mapping[str, int]
