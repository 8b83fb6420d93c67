"""Rows of the plan: what each post does, and which roads are closed when (docs/occupation.md, 10)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence

from railcade.network import Path
from railcade.plan.joint.settled import Settled
from railcade.plan.model import PostAction, ProtectionRow, RoadClosure
from railcade.plan.rows.guarded import Thing, things_of
from railcade.plan.rows.protection import Passages
from railcade.rules import ProtectionKind

TOGETHER = (ProtectionKind.POINTS,)
"""Kinds of which one person does several targets in one go; nobody guards or searches two things at once, and
a road or a line that waits for another would be closed for longer than asked."""


def post_actions(settled: Settled, rows: Sequence[ProtectionRow]) -> tuple[PostAction, ...]:
    """Windows of each post, merged where it cannot stand down in between; by post along the way, and time."""
    named = {
        (rule.id, thing.target): thing
        for rule in settled.pack.protection
        for thing in things_of(settled.path, rule)
    }
    groups: dict[Hashable, list[ProtectionRow]] = defaultdict(list)
    for row in rows:
        thing = named[row.rule, row.target]
        target = "" if row.kind in TOGETHER else row.target
        for post in thing.posts:
            groups[post, row.kind, thing.who, row.classes, target].append(row)
    actions = [
        _action(key, chain)
        for key, group in groups.items()
        for chain in merged(group, settled.pack.handover_s)
    ]
    along = _along(settled.path, named.values())
    return tuple(sorted(actions, key=lambda item: (along[item.post], *_order(item))))


def merged(rows: Sequence[ProtectionRow], handover_s: int) -> Iterator[list[ProtectionRow]]:
    """Rows in chains: within one, the next opens no later than `handover_s` after all before have closed."""
    chain: list[ProtectionRow] = []
    until_s = 0
    for row in sorted(rows, key=_opening):
        if chain and row.closed_from_s > until_s + handover_s:
            yield chain
            chain = []
        until_s = max(until_s, row.closed_until_s) if chain else row.closed_until_s
        chain.append(row)
    if chain:
        yield chain


def _opening(row: ProtectionRow) -> tuple[int, int, str, str]:
    return row.closed_from_s, row.closed_until_s, row.target, row.rule


def _action(key: Hashable, chain: Sequence[ProtectionRow]) -> PostAction:
    assert isinstance(key, tuple)
    post, kind, who, classes, _ = key
    last = max(chain, key=lambda row: row.closed_until_s)
    return PostAction(
        post=post,
        kind=kind,
        targets=tuple(dict.fromkeys(row.target for row in chain)),
        from_at_s=chain[0].closed_from_s,
        until_at_s=last.closed_until_s,
        rules=tuple(dict.fromkeys(row.rule for row in chain)),
        classes=classes,
        opens=chain[0].opens,
        closes=last.closes,
        who=who,
    )


def _order(item: PostAction) -> tuple[str, int, int, str, tuple[str, ...]]:
    return item.post, item.from_at_s, item.until_at_s, item.kind, item.targets


def _along(path: Path, things: Iterable[Thing]) -> dict[str, float]:
    """Where each post lies on the way: a place, or a crossing."""
    found = {place.id: float(at_m) for place, at_m in zip(path.places, path.place_m, strict=True)}
    for thing in things:
        for post in thing.posts:
            found.setdefault(post, thing.near_m)
    return found


def road_closures(settled: Settled, rows: Sequence[ProtectionRow]) -> tuple[RoadClosure, ...]:
    """Each time that a road is closed, along the way; a road that would open for a moment stays closed."""
    closed: dict[str, list[ProtectionRow]] = defaultdict(list)
    for row in rows:
        if row.kind == ProtectionKind.CROSSING:
            closed[row.target].append(row)
    things = {
        thing.target: thing
        for rule in settled.pack.protection
        if rule.kind is ProtectionKind.CROSSING
        for thing in things_of(settled.path, rule)
    }
    passages = Passages(settled, list(things.values()))
    names = {item.id: item.name for part in settled.path.sections for item in part.section.crossings}
    found = []
    for target, thing in sorted(things.items(), key=lambda item: (item[1].near_m, item[0])):
        section = settled.path.sections[thing.section].section.id
        for chain in merged(closed[target], settled.pack.handover_s):
            from_s, until_s = chain[0].closed_from_s, max(row.closed_until_s for row in chain)
            roles = _passing(settled, passages, thing, (from_s, until_s))
            found.append(RoadClosure(target, section, names[target], from_s, until_s, roles))
    return tuple(found)


def _passing(
    settled: Settled, passages: Passages, thing: Thing, window_s: tuple[int, int]
) -> tuple[str, ...]:
    """Roles whose head comes to a crossing while its road is closed."""
    found = []
    for role, timeline in enumerate(settled.timelines):
        at_s = settled.exact_s(role, passages.of(role, thing).arrives)
        if window_s[0] <= at_s <= window_s[1]:
            found.append(timeline.role)
    return tuple(found)
