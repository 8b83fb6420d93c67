"""Rows of the plan: what dated conditions close and slow on the way (docs/occupation.md, 11)."""

from __future__ import annotations

from railcade.plan.dated import Closure, closures, in_force, movement_window_s
from railcade.plan.joint.planner import Things
from railcade.plan.joint.settled import Settled
from railcade.plan.model import PossessionRow, RestrictionRow
from railcade.rules import ProtectionKind


def restriction_rows(things: Things, settled: Settled) -> tuple[RestrictionRow, ...]:
    """Temporary restrictions that count for the movement, in travel order."""
    window_s = movement_window_s(things.movement, things.pack)
    return tuple(
        RestrictionRow(
            section=entry.reach.section,
            from_m=round(entry.reach.from_m, 1),
            to_m=round(entry.reach.to_m, 1),
            speed_mps=entry.restriction.speed_mps,
            from_at_s=entry.restriction.from_at_s,
            until_at_s=entry.restriction.until_at_s,
            reason=entry.restriction.reason,
            owner=entry.restriction.owner,
            number=entry.restriction.number,
        )
        for entry in in_force(things.conditions, things.network, settled.path, window_s)
    )


def possession_rows(things: Things, settled: Settled) -> tuple[PossessionRow, ...]:
    """Closures of sections and boxes of the way in the movement's window, in travel order, then by time."""
    window_s = movement_window_s(things.movement, things.pack)
    sections = {item.section.id: i for i, item in enumerate(settled.path.sections)}
    places = settled.path.index
    opener = next((rule.id for rule in things.pack.protection if rule.kind is ProtectionKind.BOX_OPEN), "")
    found: list[tuple[int, int, str, PossessionRow]] = []
    for closure in closures(things.conditions, things.network, window_s):
        at = places.get(closure.place) if closure.place else sections.get(closure.section)
        if at is not None:
            opened = bool(closure.place) and things.network.places[closure.place].box
            row = _row(closure, opener if opened else "")
            found.append((at, closure.from_at_s, closure.number, row))
    return tuple(row for *_, row in sorted(found, key=lambda item: item[:3]))


def _row(closure: Closure, opened_by: str) -> PossessionRow:
    return PossessionRow(
        kind=str(closure.kind),
        number=closure.number,
        section=closure.section,
        place=closure.place,
        track=str(closure.track),
        from_at_s=closure.from_at_s,
        until_at_s=closure.until_at_s,
        reason=closure.reason,
        owner=closure.owner,
        opened_by=opened_by,
    )
