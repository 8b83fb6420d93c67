"""Trains as they were made, and why they are no shorter."""

from __future__ import annotations

from dataclasses import dataclass

from railcade.compose.request import TrainRequest
from railcade.fleet import Formation, RegisterVehicle


@dataclass(frozen=True, slots=True)
class Judged:
    """A rule beside what the train has: `bound` and `value` in `unit`; `least` where the bound is a least."""

    rule: str
    value: float
    bound: float
    unit: str
    least: bool
    source: str = ""


@dataclass(frozen=True, slots=True)
class Binding:
    """A rule that costs something: without it there were so many fewer vehicles, or so much less mass."""

    train: str
    rule: str
    vehicles: int
    mass_kg: float


@dataclass(frozen=True, eq=False)
class ComposedTrain:
    """A train, its vehicles from the head, and how it stands to each rule."""

    request: TrainRequest
    vehicles: tuple[RegisterVehicle, ...]
    formation: Formation
    judged: tuple[Judged, ...]


@dataclass(frozen=True, slots=True)
class Reserve:
    """Vehicles of a role: in service, taken, asked to stay."""

    role: str
    in_service: int
    taken: int
    asked: int

    @property
    def left(self) -> int:
        """Vehicles that stay."""
        return self.in_service - self.taken


@dataclass(frozen=True, eq=False)
class Composition:
    """All trains; `proved` where no make-up with fewer vehicles or less mass exists.

    `left_open` counts rules of which the work allowed did not tell whether they bind.
    """

    trains: tuple[ComposedTrain, ...]
    reserves: tuple[Reserve, ...]
    bindings: tuple[Binding, ...]
    proved: bool
    left_open: int = 0
