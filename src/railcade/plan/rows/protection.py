"""Rows of the plan: protection windows (docs/occupation.md, 10)."""

from __future__ import annotations

import math
from collections.abc import Iterator

from railcade.plan.joint.settled import Settled, present
from railcade.plan.model import ProtectionRow
from railcade.plan.occupation.timeline import Offset
from railcade.rules import ProtectionKind, ProtectionRule

ON_SECTIONS = (ProtectionKind.SAME_LINE, ProtectionKind.CROSSING, ProtectionKind.ADJACENT_LINE)


def protection_rows(settled: Settled) -> tuple[ProtectionRow, ...]:
    """Every window of the pack, in order of rule and way."""
    rows: list[ProtectionRow] = []
    for rule in settled.pack.protection:
        rows.extend(_on_sections(settled, rule) if rule.kind in ON_SECTIONS else _at_places(settled, rule))
    return tuple(rows)


def _on_sections(settled: Settled, rule: ProtectionRule) -> Iterator[ProtectionRow]:
    first, last = settled.role(rule.from_role), settled.role(rule.until_role)
    for i, item in enumerate(settled.path.sections):
        if rule.kind == ProtectionKind.ADJACENT_LINE and item.section.tracks < 2:
            continue
        opens, closes = settled.timelines[first].depart[i], settled.timelines[last].complete[i]
        yield _row(settled, rule, item.section.id, (first, present(opens)), (last, closes))


def _at_places(settled: Settled, rule: ProtectionRule) -> Iterator[ProtectionRow]:
    first, last = settled.role(rule.from_role), settled.role(rule.until_role)
    for i, place in enumerate(settled.path.places):
        if not place.tracks:
            continue
        opens = settled.timelines[first].arrive[i] or settled.timelines[first].depart[i]
        closes = settled.timelines[last].left[i] or settled.timelines[last].arrive[i]
        yield _row(settled, rule, place.id, (first, present(opens)), (last, present(closes)))


def _row(
    settled: Settled,
    rule: ProtectionRule,
    target: str,
    opens: tuple[int, Offset],
    closes: tuple[int, Offset],
) -> ProtectionRow:
    """Whole seconds, outward of exact and published."""
    from_s = min(settled.exact_s(*opens), settled.published_s(*opens)) - rule.before_s
    until_s = max(settled.exact_s(*closes), settled.published_s(*closes)) + rule.after_s
    return ProtectionRow(
        rule=rule.id,
        kind=str(rule.kind),
        target=target,
        closed_from_s=math.floor(from_s + 1e-6),
        closed_until_s=math.ceil(until_s - 1e-6),
        classes=rule.classes,
    )
