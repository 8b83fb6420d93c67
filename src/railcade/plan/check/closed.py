"""No train where the line is closed, and the rows of what is in force (docs/occupation.md, 11)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from railcade.plan.check.dated import Shut, binding, movement_reach_s, shut
from railcade.plan.check.events import RoleEvents
from railcade.plan.check.holds import TOLERANCE_S
from railcade.plan.check.tally import Tally
from railcade.plan.check.traffic import OtherEvents
from railcade.plan.check.world import World, after_s, clock
from railcade.plan.model import PossessionRow, RestrictionRow
from railcade.rules import ProtectionKind

PLACE_M = 0.06
"""Rows tell metres to a tenth."""


class Presence(NamedTuple):
    """A train on what is shut, with its block work."""

    train: str
    from_s: float
    until_s: float


def check_closed(world: World, tally: Tally) -> None:
    """Every role and every other train against everything that is shut while any of them runs."""
    rule = world.rule("CLOSED")
    tally.examine(rule)
    trains: list[RoleEvents | OtherEvents] = [*world.roles, *world.others]
    from_s = int(min(float(item.depart_s[0]) for item in trains)) - 3600
    until_s = int(max(float(item.arrive_s[-1]) for item in trains)) + 3600
    for item in shut(world.inputs, from_s, until_s):
        for presence in _present(world, item):
            meets = presence.until_s > item.from_s + TOLERANCE_S
            meets = meets and presence.from_s < item.until_s - TOLERANCE_S
            what = (
                f"{presence.train} is there from {clock(presence.from_s)} until {clock(presence.until_s)}, "
                f"{item.kind} {item.number} closes it from {clock(item.from_s)} until {clock(item.until_s)}"
            )
            tally.judge(rule, not meets, "E0430", item.section or item.place, what)


def _present(world: World, item: Shut) -> Iterator[Presence]:
    if item.place:
        if not opener(world, item.place):
            yield from _roles_at(world, item.place)
        for train in world.others:
            yield from _other_at(train, item.place)
        return
    for i, section in enumerate(world.way.sections):
        if item.bars(section, world.way.forward[i]) and _needs(world, item, i):
            for role in world.roles:
                enters_s = float(role.depart_s[i]) - section.block.setting_s
                yield Presence(role.role, enters_s, float(role.complete_s[i + 1]) + after_s(section))
    if item.kind == "isolation":
        return
    for train in world.others:
        for i, (section, forward) in enumerate(zip(train.sections, train.forward, strict=True)):
            if item.bars(section, forward):
                enters_s = float(train.depart_s[i]) - section.block.setting_s
                yield Presence(train.id, enters_s, float(train.complete_s[i + 1]) + after_s(section))


def _needs(world: World, item: Shut, section: int) -> bool:
    """Whether it matters to the movement: without power, only if one of its trains draws current."""
    if item.kind != "isolation":
        return True
    vehicles = [vehicle for role in world.roles for vehicle in role.leg_of(section).formation.vehicles]
    return any(vehicle.traction is not None and vehicle.traction.electric for vehicle in vehicles)


def opener(world: World, place: str) -> str:
    """The rule of the pack that has the box at a place opened, if there is both."""
    if not place or not world.inputs.network.places[place].box:
        return ""
    rules = world.inputs.rules.protection
    return next((rule.id for rule in rules if rule.kind is ProtectionKind.BOX_OPEN), "")


def _roles_at(world: World, place: str) -> Iterator[Presence]:
    here = world.index.get(place)
    if here is None:
        return
    for role in world.roles:
        yield Presence(role.role, float(role.arrive_s[here]), _gone_s(role, here))


def _gone_s(role: RoleEvents, place: int) -> float:
    return float(role.left_s[place])


def _other_at(train: OtherEvents, place: str) -> Iterator[Presence]:
    for i, name in enumerate(train.places):
        if name == place:
            comes_s = float(train.depart_s[0] if i == 0 else train.arrive_s[i])
            yield Presence(train.id, comes_s, float(train.left_s[i]))


def check_conditions(world: World, tally: Tally) -> None:
    """The rows of restrictions and of what is shut on the way: all of them, in order, and no other."""
    told, wanted = world.plan.restrictions, list(_restrictions(world))
    fits = len(told) == len(wanted) and all(map(_alike, told, wanted))
    what = f"{len(told)} restrictions are listed, the conditions bring {len(wanted)}, or they differ"
    tally.judge("CONDITIONS", fits, "E0431", "plan.restrictions", what)
    for row in wanted:
        listed = any(_alike(item, row) for item in told)
        tally.judge("CONDITIONS", listed, "E0431", row.section, f"{row.number} is not listed as it is")
    shut_rows = _shut_rows(world)
    for number, pair in enumerate(zip(world.plan.possessions, shut_rows, strict=False)):
        tally.judge(
            "CONDITIONS", pair[0] == pair[1], "E0431", f"plan.possessions[{number}]", f"is not {pair[1]}"
        )
    what = f"{len(world.plan.possessions)} closures are listed, the conditions bring {len(shut_rows)}"
    same = len(world.plan.possessions) == len(shut_rows)
    tally.judge("CONDITIONS", same, "E0431", "plan.possessions", what)


def _restrictions(world: World) -> Iterator[RestrictionRow]:
    for i, _, item, first_m, last_m in binding(world.inputs, world.way):
        yield RestrictionRow(
            section=world.way.sections[i].id,
            from_m=first_m,
            to_m=last_m,
            speed_mps=item.speed_mps,
            from_at_s=item.from_at_s,
            until_at_s=item.until_at_s,
            reason=item.reason,
            owner=item.owner,
            number=item.number,
        )


def _alike(told: RestrictionRow, wanted: RestrictionRow) -> bool:
    near = abs(told.from_m - wanted.from_m) <= PLACE_M and abs(told.to_m - wanted.to_m) <= PLACE_M
    return near and replace(told, from_m=wanted.from_m, to_m=wanted.to_m) == wanted


def _shut_rows(world: World) -> list[PossessionRow]:
    """What is shut on the way within the movement's reach: in travel order, by time, by number."""
    at = {section.id: i for i, section in enumerate(world.way.sections)}
    found = []
    for item in shut(world.inputs, *movement_reach_s(world.inputs)):
        where = world.index.get(item.place) if item.place else at.get(item.section)
        if where is not None:
            row = PossessionRow(
                kind=item.kind,
                number=item.number,
                section=item.section,
                place=item.place,
                track=item.track,
                from_at_s=item.from_s,
                until_at_s=item.until_s,
                reason=item.reason,
                owner=item.owner,
                opened_by=opener(world, item.place),
            )
            found.append((where, item.from_s, item.number, row))
    return [row for *_, row in sorted(found, key=lambda entry: entry[:3])]
