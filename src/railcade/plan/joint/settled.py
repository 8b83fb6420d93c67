"""A movement with its departures settled: absolute times of every event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from railcade.network import Network, Path
from railcade.plan.joint.contact import role_of
from railcade.plan.joint.others import Service
from railcade.plan.occupation.timeline import Offset, Timeline
from railcade.plan.request import Movement
from railcade.rules import RulePack


@dataclass(frozen=True, eq=False)
class Settled:
    """All that the plan's rows are written from.

    `departs[role][leg]` and `services_s[service][hop]` are POSIX seconds; `tracks` maps
    ``(place, user)`` to a track id, users as in `problem.PlaceUse`.
    """

    movement: Movement
    network: Network
    path: Path
    pack: RulePack
    timelines: Sequence[Timeline]
    departs: Sequence[Sequence[int]]
    services: Sequence[Service]
    services_s: Sequence[Sequence[int]]
    tracks: Mapping[tuple[str, tuple[str, int]], str]
    suspended: frozenset[int]

    def exact_s(self, role: int, offset: Offset) -> float:
        """Exact instant of a role's event."""
        return self.departs[role][offset.leg] + offset.exact_s

    def published_s(self, role: int, offset: Offset) -> float:
        """Published instant of a role's event."""
        return self.departs[role][offset.leg] + offset.published_s

    def role(self, name: str) -> int:
        """Index of the role that a rule names."""
        return role_of(name, self.timelines)


def present(offset: Offset | None) -> Offset:
    """An event that must be there."""
    if offset is None:
        raise ValueError("the train has no such event at this place")
    return offset
