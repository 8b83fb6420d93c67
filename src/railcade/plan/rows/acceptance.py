"""Rows of the plan: what binds for each formation and fact, and what is not known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from railcade.plan.joint.planner import Things
from railcade.plan.joint.settled import Settled
from railcade.plan.model import AcceptanceRow
from railcade.plan.preflight.acceptance import FACTS, MISSING, Judged, judged
from railcade.plan.preflight.accepting import stands_of
from railcade.plan.preflight.fitting import stretches_of


def acceptance_rows(things: Things, settled: Settled) -> tuple[AcceptanceRow, ...]:
    """Formations in order of the request, facts in their order: what binds, then what is not known."""
    path = settled.path
    found: dict[str, list[Judged]] = {}
    for stretch in stretches_of(things.movement, path, things.fleet):
        stands = stands_of(things.movement, stretch.role, path)
        found.setdefault(stretch.formation.id, []).extend(judged(stretch, path, things.network, stands))
    return tuple(
        row
        for formation, items in found.items()
        for fact in FACTS
        for row in _rows(settled, formation, [item for item in items if item.fact == fact])
    )


def _rows(settled: Settled, formation: str, items: Sequence[Judged]) -> Iterator[AcceptanceRow]:
    known = [item for item in items if not item.missing]
    if known:
        least = min(known, key=lambda item: (item.spare_share, item.section))
        yield _row(settled, formation, least, 1)
    for whose in MISSING:
        silent = sorted((item for item in items if item.missing == whose), key=lambda item: item.section)
        if silent:
            yield _row(settled, formation, silent[0], len({item.section for item in silent}))


def _row(settled: Settled, formation: str, item: Judged, sections: int) -> AcceptanceRow:
    return AcceptanceRow(
        section=settled.path.sections[item.section].section.id,
        formation=formation,
        fact=item.fact,
        limit=round(item.limit, 1),
        value=round(item.value, 1),
        unit=item.unit,
        holds=item.holds,
        basis="" if item.missing else str(item.basis),
        limit_name=item.limit_name,
        value_name=item.value_name,
        vehicle=item.vehicle,
        known=not item.missing,
        missing=item.missing,
        sections=sections,
    )
