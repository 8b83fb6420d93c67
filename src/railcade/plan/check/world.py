"""What the check has rebuilt, handed from rule to rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from railcade.clock import iso
from railcade.network import Section
from railcade.plan.check.events import RoleEvents
from railcade.plan.check.inputs import Columns, Inputs
from railcade.plan.check.stretches import Stretches
from railcade.plan.check.tally import PUBLISHED
from railcade.plan.check.traffic import OtherEvents
from railcade.plan.check.way import Links, Way
from railcade.plan.model import Plan
from railcade.rules import Spacing

ADVANCE = "advance"
PRINCIPAL = "principal"


@dataclass(frozen=True, eq=False)
class World:
    """Plan, inputs and everything derived from them; `roles` are exact or published events."""

    plan: Plan
    runs: Mapping[str, Columns]
    inputs: Inputs
    way: Way
    by_ends: Links
    stretches: Stretches
    roles: tuple[RoleEvents, ...]
    others: tuple[OtherEvents, ...]
    published: bool = False

    def as_published(self, roles: tuple[RoleEvents, ...]) -> World:
        """The same world with published events."""
        return replace(self, roles=roles, published=True)

    def rule(self, name: str) -> str:
        """Id of a rule in this pass."""
        return name + PUBLISHED if self.published else name

    @property
    def spacing(self) -> Spacing:
        """Spacing rules of the pack."""
        return self.inputs.rules.spacing

    @cached_property
    def index(self) -> Mapping[str, int]:
        """Position of each place on the way."""
        return {place.id: i for i, place in enumerate(self.way.places)}

    def role(self, name: str) -> RoleEvents | None:
        """A role by name."""
        return next((item for item in self.roles if item.role == name), None)

    def named(self, owner: int) -> str:
        """Name of a holder: roles come first, then other trains."""
        if owner < len(self.roles):
            return self.roles[owner].role
        return self.others[owner - len(self.roles)].id

    @cached_property
    def suspended(self) -> Mapping[int, str]:
        """Sections where maximum spacing is suspended, and why (docs/occupation.md 6)."""
        found: dict[int, str] = {}
        movement = self.inputs.movement
        common = frozenset.intersection(*(role.stands for role in self.roles))
        for stop in movement.stops:
            here = self.index.get(stop.place)
            if stop.resweep and here is not None:
                later = min((i for i in common if i > here), default=len(self.way.sections))
                found.update((section, "stop") for section in range(here, later))
        border = movement.border
        if border is not None and border.place in self.index and border.reform_place in self.index:
            reach = range(self.index[border.place], self.index[border.reform_place])
            found.update((section, "border") for section in reach)
        return found

    @cached_property
    def pairs(self) -> tuple[tuple[RoleEvents, RoleEvents], ...]:
        """Neighbouring roles, and advance with principal wherever they stand in the list."""
        names = [item.role for item in self.roles]
        wanted = {(i, i + 1) for i in range(len(names) - 1)}
        if ADVANCE in names and PRINCIPAL in names:
            wanted.add((names.index(ADVANCE), names.index(PRINCIPAL)))
        return tuple((self.roles[i], self.roles[j]) for i, j in sorted(wanted))


def swept(ahead: RoleEvents, behind: RoleEvents) -> bool:
    """Whether a pair is the one that the sweep binds."""
    return ahead.role == ADVANCE and behind.role == PRINCIPAL


def anchor(world: World, name: str) -> RoleEvents:
    """The role that an anchor names; one that the movement lacks means the outer one on its side."""
    role = world.role(name)
    if role is not None:
        return role
    return world.roles[0] if name in ("first", ADVANCE) else world.roles[-1]


def block_work_s(section: Section) -> int:
    """Setting, clearing and release of a section together, s."""
    return section.block.setting_s + after_s(section)


def after_s(section: Section) -> int:
    """From a tail leaving until the block is free, s."""
    return section.block.clearing_s + section.block.release_s


def track_of(section: Section, forward: bool) -> str:
    """Running track: one for both directions on single line, one for each on double."""
    if section.tracks == 1:
        return "single"
    return "forward" if forward else "backward"


def clock(instant_s: float) -> str:
    """An instant for people, whole seconds UTC."""
    return iso(round(instant_s))
