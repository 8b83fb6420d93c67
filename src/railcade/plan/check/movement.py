"""The movement towards other trains: docs/occupation.md 5."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from railcade.network import Section
from railcade.plan.check.holds import TOLERANCE_S
from railcade.plan.check.tally import Tally
from railcade.plan.check.world import World, after_s, anchor, block_work_s, clock, track_of
from railcade.rules import ProtectionKind, ProtectionRule


@dataclass(frozen=True, slots=True)
class Use:
    """Another train on a section: in from `depart_s` until complete at `complete_s`."""

    train: str
    kind: str
    forward: bool
    depart_s: float
    complete_s: float


def entry_s(world: World, name: str, section: int) -> float:
    """When a rule's role enters a section ("first": the earliest of all)."""
    chosen = world.roles if name == "first" else (anchor(world, name),)
    return min(float(role.depart_s[section]) for role in chosen)


def clear_s(world: World, name: str, section: int) -> float:
    """When a section is clear of a rule's role ("last": of all)."""
    chosen = world.roles if name == "last" else (anchor(world, name),)
    return max(float(role.complete_s[section + 1]) for role in chosen)


def check_movement(world: World, tally: Tally) -> None:
    """No other train between the roles, nor inside the pack's windows on this line and beside it."""
    uses = _uses(world)
    facts = max(len(world.way.sections), sum(len(on) for on in uses.values()))
    tally.examine(world.rule("MOVEMENT"), facts)
    for i, section in enumerate(world.way.sections):
        for use in uses.get(section.id, ()):
            same_track = track_of(section, use.forward) == track_of(section, world.way.forward[i])
            if same_track:
                _judge_same(world, tally, i, use)
            else:
                _judge_adjacent(world, tally, i, use)
    _check_stretches(world, tally)
    for kind, rule in ((ProtectionKind.SAME_LINE, "SAME-LINE"), (ProtectionKind.ADJACENT_LINE, "ADJACENT")):
        beside = kind is ProtectionKind.SAME_LINE or any(item.tracks == 2 for item in world.way.sections)
        if beside and any(item.kind is kind for item in world.inputs.rules.protection):
            tally.examine(world.rule(rule), facts)


def _uses(world: World) -> dict[str, list[Use]]:
    found: dict[str, list[Use]] = {section.id: [] for section in world.way.sections}
    for train in world.others:
        for i, (section, forward) in enumerate(zip(train.sections, train.forward, strict=True)):
            if section.id in found:
                times_s = (float(train.depart_s[i]), float(train.complete_s[i + 1]))
                found[section.id].append(Use(train.id, train.kind, forward, *times_s))
    return found


def _windows(
    world: World, kind: ProtectionKind, train_kind: str, place: tuple[int, int]
) -> Iterator[tuple[ProtectionRule, float, float]]:
    """Rules of a kind that hold a kind of train: beginning at the first section, end at the second."""
    for rule in world.inputs.rules.protection:
        if rule.kind is kind and (not rule.classes or train_kind in rule.classes):
            from_s = entry_s(world, rule.from_role, place[0]) - rule.before_s
            yield rule, from_s, clear_s(world, rule.until_role, place[1]) + rule.after_s


def _meets(use: Use, from_s: float, until_s: float) -> bool:
    return use.complete_s > from_s + TOLERANCE_S and use.depart_s < until_s - TOLERANCE_S


def _judge_same(world: World, tally: Tally, i: int, use: Use) -> None:
    section = world.way.sections[i]
    work_s = block_work_s(section)
    from_s, until_s = entry_s(world, "first", i) - work_s, clear_s(world, "last", i) + work_s
    if _meets(use, from_s, until_s):
        tally.refuse(world.rule("MOVEMENT"), "E0404", section.id, _told(use, section, from_s, until_s))
        return
    for rule, opens_s, closes_s in _windows(world, ProtectionKind.SAME_LINE, use.kind, (i, i)):
        if _meets(use, opens_s, closes_s):
            what = f"{rule.id}, {_told(use, section, opens_s, closes_s)}"
            tally.refuse(world.rule("SAME-LINE"), "E0409", section.id, what)


def _judge_adjacent(world: World, tally: Tally, i: int, use: Use) -> None:
    section = world.way.sections[i]
    in_tunnel = any(item.kind == "tunnel" for item in section.structures)
    for rule, opens_s, closes_s in _windows(world, ProtectionKind.ADJACENT_LINE, use.kind, (i, i)):
        if rule.scope.tunnels_only and not in_tunnel:
            continue
        if _meets(use, opens_s, closes_s):
            what = f"{rule.id}, {_told(use, section, opens_s, closes_s)}"
            tally.refuse(world.rule("ADJACENT"), "E0409", section.id, what)


def _told(use: Use, section: Section, from_s: float, until_s: float) -> str:
    return (
        f"{use.train} is on {section.id} from {clock(use.depart_s)} to {clock(use.complete_s)}, "
        f"closed from {clock(from_s)} until {clock(until_s)}"
    )


def _check_stretches(world: World, tally: Tally) -> None:
    """Opposing trains have left a stretch before the first role comes, or enter after the last has left."""
    mine = world.stretches.passages(world.way.sections, world.way.forward)
    by_group = {group: (first, last, direction) for group, first, last, direction in mine}
    for train in world.others:
        for group, first, last, direction in world.stretches.passages(train.sections, train.forward):
            here = by_group.get(group)
            if here is None or direction * here[2] > 0:
                continue
            left_s = float(train.complete_s[last + 1]) + after_s(train.sections[last])
            use = Use(train.id, train.kind, train.forward[first], float(train.depart_s[first]), left_s)
            _judge_stretch(world, tally, group, (here[0], here[1]), use)


def _judge_stretch(world: World, tally: Tally, group: str, here: tuple[int, int], use: Use) -> None:
    entry, leave = (world.way.sections[i] for i in here)
    from_s = entry_s(world, "first", here[0]) - entry.block.setting_s
    until_s = clear_s(world, "last", here[1]) + after_s(leave)
    if _meets(use, from_s, until_s):
        tally.refuse(world.rule("MOVEMENT"), "E0404", group, _told(use, entry, from_s, until_s))
        return
    for rule, opens_s, closes_s in _windows(world, ProtectionKind.SAME_LINE, use.kind, here):
        if _meets(use, opens_s, closes_s):
            what = f"{rule.id}, opposing, {_told(use, entry, opens_s, closes_s)}"
            tally.refuse(world.rule("SAME-LINE"), "E0409", group, what)
