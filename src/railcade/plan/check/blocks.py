"""Blocks and stretches: docs/occupation.md 2 and 3, every train against every other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from railcade.network.steps import FloatArray
from railcade.plan.check.holds import TOLERANCE_S, Holds
from railcade.plan.check.tally import Tally
from railcade.plan.check.world import World, after_s, clock, track_of


def check_blocks(world: World, tally: Tally) -> None:
    """No block is held twice; published times are judged where a role takes part."""
    holds = _role_holds(world)
    of_roles = len(holds.owner)
    holds.extend(_other_holds(world))
    tally.examine(world.rule("BLOCK"), len(holds.owner) - of_roles if world.others else of_roles)
    tally.examine(world.rule("BLOCK-SPACING"), of_roles)
    for i, j in holds.clashes():
        owners = (holds.owner[i], holds.owner[j])
        both_roles = max(owners) < len(world.roles)
        if world.published and min(owners) >= len(world.roles):
            continue
        section, _, block = holds.resource[i]
        what = (
            f"{world.named(owners[0])} holds block {block + 1} until {clock(holds.until_s[i])}, "
            f"{world.named(owners[1])} from {clock(holds.from_s[j])}"
        )
        rule, code = ("BLOCK-SPACING", "E0405") if both_roles else ("BLOCK", "E0404")
        tally.refuse(world.rule(rule), code, section, what)


def _role_holds(world: World) -> Holds:
    holds = Holds()
    for owner, role in enumerate(world.roles):
        for i, (section, forward) in enumerate(zip(world.way.sections, world.way.forward, strict=True)):
            _add(
                holds,
                owner,
                (section.id, track_of(section, forward), forward),
                (role.enter_s[i], role.clear_s[i]),
            )
            _widen(holds, section.block.setting_s, after_s(section), len(role.enter_s[i]))
    return holds


def _other_holds(world: World) -> Holds:
    holds = Holds()
    for owner, train in enumerate(world.others, len(world.roles)):
        for i, (section, forward) in enumerate(zip(train.sections, train.forward, strict=True)):
            _add(holds, owner, (section.id, track_of(section, forward), forward), train.blocks_s[i])
            _widen(holds, section.block.setting_s, after_s(section), len(section.block.signal_m) + 1)
    return holds


def _add(
    holds: Holds, owner: int, place: tuple[str, str, bool], times: tuple[FloatArray, FloatArray]
) -> None:
    """Blocks are numbered in the section's own direction, so that opposing trains name the same one."""
    section, track, forward = place
    size = len(times[0])
    for block, (enter_s, clear_s) in enumerate(zip(*times, strict=True)):
        number = block if forward else size - 1 - block
        holds.add((section, track, number), owner, float(enter_s), float(clear_s))


def _widen(holds: Holds, before_s: int, behind_s: int, count: int) -> None:
    for i in range(len(holds.owner) - count, len(holds.owner)):
        holds.from_s[i] -= before_s
        holds.until_s[i] += behind_s


Passage = tuple[int, float, float]


def check_stretches(world: World, tally: Tally) -> None:
    """Opposing trains never share a stretch of single line."""
    ways: dict[str, dict[int, list[Passage]]] = defaultdict(lambda: defaultdict(list))
    for owner, group, direction, from_s, until_s in _passages(world):
        tally.examine(world.rule("STRETCH"))
        for sign in (direction,) if direction else (1, -1):
            ways[group][sign].append((owner, from_s, until_s))
    for group, by_sign in sorted(ways.items()):
        up, down = by_sign[1], by_sign[-1]
        if not up or not down:
            continue
        up_times, down_times = np.array(up), np.array(down)
        meet = (up_times[:, None, 1] < down_times[None, :, 2] - TOLERANCE_S) & (
            down_times[None, :, 1] < up_times[:, None, 2] - TOLERANCE_S
        )
        for i, j in zip(*np.nonzero(meet), strict=True):
            _refuse_stretch(world, tally, group, (up[i], down[j]))


def _refuse_stretch(world: World, tally: Tally, group: str, pair: tuple[Passage, Passage]) -> None:
    (one, from_s, until_s), (other, other_from_s, other_until_s) = pair
    if one == other or (world.published and min(one, other) >= len(world.roles)):
        return
    what = (
        f"opposing trains on the stretch: {world.named(one)} {clock(from_s)} to {clock(until_s)}, "
        f"{world.named(other)} {clock(other_from_s)} to {clock(other_until_s)}"
    )
    tally.refuse(world.rule("STRETCH"), "E0404", group, what)


def _passages(world: World) -> Iterator[tuple[int, str, int, float, float]]:
    way = world.way
    for owner, role in enumerate(world.roles):
        for group, first, last, direction in world.stretches.passages(way.sections, way.forward):
            from_s = float(role.depart_s[first]) - way.sections[first].block.setting_s
            until_s = float(role.complete_s[last + 1]) + after_s(way.sections[last])
            yield owner, group, direction, from_s, until_s
    for owner, train in enumerate(world.others, len(world.roles)):
        for group, first, last, direction in world.stretches.passages(train.sections, train.forward):
            from_s = float(train.depart_s[first]) - train.sections[first].block.setting_s
            until_s = float(train.complete_s[last + 1]) + after_s(train.sections[last])
            yield owner, group, direction, from_s, until_s
