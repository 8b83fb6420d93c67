"""Rows of the plan: spacing of each pair at each section, and the sweep (docs/occupation.md, 10)."""

from __future__ import annotations

import math
from collections.abc import Iterator

from railcade.plan.joint.settled import Settled, present
from railcade.plan.joint.spacing import ADVANCE, PRINCIPAL, RolePair, braking_offset, role_pairs
from railcade.plan.model import SpacingRow, SweepRow
from railcade.plan.occupation.timeline import Offset

# Exact times carry rounding noise of this size; half a second is rounded up whatever the noise.
NOISE_S = 1e-6


def spacing_rows(settled: Settled) -> tuple[SpacingRow, ...]:
    """One row for each pair and section."""
    pairs = role_pairs(settled.timelines, settled.path, settled.pack, settled.suspended)
    return tuple(
        _row(settled, pair, section) for pair in pairs for section in range(len(settled.path.sections))
    )


def _row(settled: Settled, pair: RolePair, section: int) -> SpacingRow:
    actual_s = _between(settled, pair, pair.a.depart[section], pair.b.depart[section])
    slack_s, reason = min(_slacks(settled, pair, section), key=lambda item: item[0])
    told_s = _nearest(actual_s)
    return SpacingRow(
        ahead=pair.a.role,
        behind=pair.b.role,
        section=settled.path.sections[section].section.id,
        minimum_s=min(_nearest(actual_s - slack_s), told_s),
        actual_s=told_s,
        maximum_s=_maximum(settled, pair, section, actual_s),
        reason=reason,
    )


def _nearest(value_s: float) -> int:
    return math.floor(value_s + 0.5 + NOISE_S)


def _between(settled: Settled, pair: RolePair, ahead: Offset | None, behind: Offset | None) -> float:
    """Seconds from an event of the role ahead to one of the role behind."""
    first, second = present(ahead), present(behind)
    return settled.exact_s(pair.behind, second) - settled.exact_s(pair.ahead, first)


def _slacks(settled: Settled, pair: RolePair, section: int) -> Iterator[tuple[float, str]]:
    """Seconds to spare under each rule that keeps a pair apart on a section."""
    spacing = settled.pack.spacing
    least_s = spacing.lead_s if pair.swept else spacing.follow_min_s
    departs = pair.a.depart[section], pair.b.depart[section]
    arrives = pair.a.arrive[section + 1], pair.b.arrive[section + 1]
    for ahead, behind in (departs, arrives):
        yield _between(settled, pair, ahead, behind) - least_s, "rule pack"
    block = settled.path.sections[section].section.block
    gap_s = block.setting_s + block.clearing_s + block.release_s
    for a, b in zip(pair.a.blocks[section], pair.b.blocks[section], strict=True):
        yield _between(settled, pair, a.clear, b.enter) - gap_s, "block"
    if pair.swept:
        point = braking_offset(pair.b, settled.path, section, settled.pack)
        reported_s = _between(settled, pair, pair.a.complete[section], point)
        yield reported_s - spacing.latency.total_s, "braking and reports"


def _maximum(settled: Settled, pair: RolePair, section: int, actual_s: float) -> int:
    if section in settled.suspended:
        return -1
    if not pair.swept:
        return settled.pack.spacing.follow_max_s
    used_s = _between(settled, pair, pair.a.complete[section], pair.b.complete[section])
    return max(_nearest(actual_s + settled.pack.spacing.validity_s - used_s), _nearest(actual_s))


def sweep_rows(settled: Settled) -> tuple[SweepRow, ...]:
    """One row for each section, where the movement has both an advance and a principal train."""
    names = [timeline.role for timeline in settled.timelines]
    if ADVANCE not in names or PRINCIPAL not in names:
        return ()
    advance, principal = names.index(ADVANCE), names.index(PRINCIPAL)
    spacing = settled.pack.spacing
    rows: list[SweepRow] = []
    for i, item in enumerate(settled.path.sections):
        swept_s = settled.exact_s(advance, settled.timelines[advance].complete[i])
        used_s = settled.exact_s(principal, settled.timelines[principal].complete[i])
        suspended = i in settled.suspended
        rows.append(
            SweepRow(
                section=item.section.id,
                swept_at_s=round(swept_s, 3),
                reported_at_s=round(swept_s + spacing.latency.total_s, 3),
                valid_until_s=round(swept_s + spacing.validity_s, 3),
                used_at_s=round(used_s, 3),
                suspended=_why(settled, i) if suspended else "",
                resweep=suspended and used_s > swept_s + spacing.validity_s,
            )
        )
    return tuple(rows)


def _why(settled: Settled, section: int) -> str:
    border = settled.movement.border
    index = settled.path.index
    if border is not None and index[border.place] <= section < index[border.reform_place]:
        return "border"
    return "stop"
