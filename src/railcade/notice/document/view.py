"""What a reader may see of a plan, and how he names things."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from railcade.fleet import Fleet
from railcade.network import Crossing, Network, Path, Place, Points, Structure, make_path
from railcade.notice import look
from railcade.notice.document.blocks import Span, Words, mark, strong
from railcade.notice.document.details import NOTHING_GIVEN, NoticeDetails, ReleaseGroup
from railcade.notice.document.words import place_name
from railcade.plan.model import Plan, PlanPoint, PlanTrain
from railcade.plan.request import Movement
from railcade.rules import RulePack


@dataclass(frozen=True, eq=False)
class Facts:
    """All that a notice is made from.

    `record_id` is that of the check record; `details` what `notice.toml` says, or nothing.
    """

    plan: Plan
    movement: Movement
    network: Network
    fleet: Fleet
    pack: RulePack
    record_id: str
    details: NoticeDetails = field(default=NOTHING_GIVEN)


@dataclass(frozen=True, eq=False)
class View:
    """Facts as a release group sees them; without a group, all of them."""

    facts: Facts
    group: ReleaseGroup | None = None

    def shows(self, part: str) -> bool:
        """Whether a part (`details.PARTS`) is released to this reader."""
        return self.group is None or part not in self.group.withheld

    @property
    def plan(self) -> Plan:
        """The plan."""
        return self.facts.plan

    @property
    def details(self) -> NoticeDetails:
        """What was given besides the plan."""
        return self.facts.details

    @cached_property
    def path(self) -> Path:
        """The way of the movement."""
        return make_path(self.facts.network, self.plan.route)

    @cached_property
    def principal(self) -> PlanTrain:
        """The train whose times decide days and stands."""
        trains = self.plan.trains
        return next((train for train in trains if train.role == "principal"), trains[0])

    @cached_property
    def points(self) -> Mapping[str, Mapping[str, PlanPoint]]:
        """Points by role and place."""
        return {train.role: {point.place: point for point in train.points} for train in self.plan.trains}

    @cached_property
    def no_stop(self) -> frozenset[str]:
        """Places at which no train of the movement may stop."""
        return frozenset(row.place for row in self.plan.stopping_places if row.kind == "forbidden")

    @cached_property
    def crossings(self) -> Mapping[str, Crossing]:
        """Level crossings on the way, by id."""
        return {item.id: item for part in self.path.sections for item in part.section.crossings}

    @cached_property
    def crossing_sections(self) -> Mapping[str, str]:
        """Section of each crossing."""
        return {item.id: part.section.id for part in self.path.sections for item in part.section.crossings}

    @cached_property
    def points_at(self) -> Mapping[str, tuple[str, Points]]:
        """Points on the way, by id, with the place that works them."""
        return {item.id: (place.id, item) for place in self.path.places for item in place.points}

    @cached_property
    def structures(self) -> Mapping[str, tuple[str, Structure]]:
        """Bridges and tunnels on the way, by id, with their section."""
        return {
            name: (part.section.id, item)
            for part in self.path.sections
            for name, item in part.section.named_structures
        }

    @property
    def origin(self) -> Place:
        """Where the movement begins."""
        return self.path.places[0]

    @property
    def destination(self) -> Place:
        """Where it ends."""
        return self.path.places[-1]

    def at_m(self, place: str) -> float:
        """Metres from the origin on the way; 0 for a place that is not on it."""
        index = self.path.index.get(place)
        return 0.0 if index is None else float(self.path.place_m[index])

    def name(self, place: str) -> str:
        """Name of a place, or its id where the network does not know it."""
        found = self.facts.network.places.get(place)
        return place if found is None else place_name(found)

    def zone(self, place: str) -> str:
        """Zone of a place."""
        found = self.facts.network.places.get(place)
        return self.origin.zone if found is None else found.zone

    def ends(self, section: str) -> tuple[str, str]:
        """Place ids of a section in the direction of travel."""
        found = self.facts.network.sections[section]
        if self.path.index.get(found.start, 0) <= self.path.index.get(found.end, 0):
            return found.start, found.end
        return found.end, found.start

    def role_name(self, role: str) -> str:
        """``Principal``; ``Train 9103`` where roles are not released."""
        if self.shows("roles"):
            return look.ROLE_NAMES.get(role, role.capitalize())
        return f"Train {self.number(role)}"

    def number(self, role: str) -> str:
        """Running number of a role."""
        return next((train.number for train in self.plan.trains if train.role == role), role)

    def role_words(self, role: str) -> Words:
        """Mark and name, the principal strong; all alike where roles are not released."""
        if not self.shows("roles"):
            return self.role_name(role)
        name: Words = self.role_name(role)
        if role == "principal":
            name = strong(name)
        return (mark(role), name)

    def principal_words(self, role: str, words: Words) -> Words:
        """Strong where it is said of the principal and roles are released."""
        return Span("strong", words) if role == "principal" and self.shows("roles") and words else words
