"""Rows of protection: complete, and as wide as the pack demands (docs/occupation.md 10)."""

from __future__ import annotations

import math
from collections.abc import Iterator

from railcade.plan.check.tally import Tally
from railcade.plan.check.world import World, anchor, clock
from railcade.rules import ProtectionKind, ProtectionRule

ON_SECTIONS = frozenset({ProtectionKind.SAME_LINE, ProtectionKind.ADJACENT_LINE, ProtectionKind.CROSSING})
Window = tuple[float, float]


def check_protection(exact: World, published: World, tally: Tally) -> None:
    """Each window that the pack demands has its row, neither narrower nor wider than told."""
    pack, plan = exact.inputs.rules, exact.plan
    rows = {(row.rule, row.target): row for row in plan.protection}
    if len(rows) != len(plan.protection):
        tally.refuse("PROTECTION", "E0409", "plan.protection", "a window is listed twice")
    wanted: set[tuple[str, str]] = set()
    for rule in pack.protection:
        for (target, one), (_, other) in zip(_demands(exact, rule), _demands(published, rule), strict=True):
            wanted.add((rule.id, target))
            from_s, until_s = min(one[0], other[0]), max(one[1], other[1])
            row = rows.get((rule.id, target))
            if row is None:
                what = f"{rule.id} asks for {clock(from_s)} until {clock(until_s)}; no window is listed"
                tally.judge("PROTECTION", False, "E0409", target, what)
                continue
            listed = (row.closed_from_s, row.closed_until_s)
            fits = (
                _outward(listed, (from_s, until_s)) and row.kind == rule.kind and row.classes == rule.classes
            )
            what = (
                f"{rule.id} asks for {rule.kind} from {clock(from_s)} until {clock(until_s)}, "
                f"listed is {row.kind} from {clock(listed[0])} until {clock(listed[1])}"
            )
            tally.judge("PROTECTION", fits, "E0409", target, what)
    for rule_id, target in sorted(rows.keys() - wanted):
        tally.refuse("PROTECTION", "E0409", target, f"{rule_id} is listed, but the pack does not ask for it")


def _outward(listed: tuple[int, int], asked: Window) -> bool:
    """Whole seconds outward: at least as wide, and by less than two seconds wider."""
    before_s, behind_s = asked[0] - listed[0], listed[1] - asked[1]
    return -0.01 <= before_s <= 2.0 and -0.01 <= behind_s <= 2.0 and math.isfinite(before_s + behind_s)


def _demands(world: World, rule: ProtectionRule) -> Iterator[tuple[str, Window]]:
    first, last = anchor(world, rule.from_role), anchor(world, rule.until_role)
    if rule.kind in ON_SECTIONS:
        for i, section in enumerate(world.way.sections):
            if rule.kind is not ProtectionKind.ADJACENT_LINE or section.tracks == 2:
                until_s = float(last.complete_s[i + 1]) + rule.after_s
                yield section.id, (float(first.depart_s[i]) - rule.before_s, until_s)
        return
    for i, place in enumerate(world.way.places):
        if place.tracks:
            until_s = float(last.left_s[i]) + rule.after_s
            yield place.id, (float(first.arrive_s[i]) - rule.before_s, until_s)
