"""The movement against each other train on each link: what it takes to go ahead of it, or behind it.

Docs/occupation.md, 5. The movement is one occupant: who is not ahead of its first role waits for its last.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from railcade.kernels.temporal import Pairs
from railcade.network import Path
from railcade.plan.joint.arcs import Arc
from railcade.plan.joint.others import LinkVisit, Service
from railcade.plan.joint.roles import RoleNodes
from railcade.plan.occupation.rounding import up
from railcade.plan.occupation.timeline import Offset, Timeline
from railcade.rules import ProtectionKind, ProtectionRule, RulePack

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Contact:
    """One other train on one link of the movement's way, with the arcs of both orders."""

    service: int
    link: int
    key: tuple[str, ...]
    ahead: tuple[Arc, ...]
    behind: tuple[Arc, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """A side of a protection window: a role, and seconds before its entry or after its leaving."""

    role: int
    gap_s: int


@dataclass(eq=False)
class Meeting:
    """Finds the contacts of a movement."""

    path: Path
    timelines: Sequence[Timeline]
    nodes: RoleNodes
    pack: RulePack
    step_s: int
    _spans: dict[tuple[str, ...], tuple[int, int]] = field(default_factory=dict)
    _weights: dict[tuple[int, int, str], tuple[tuple[Arc, ...], tuple[Arc, ...]]] = field(
        default_factory=dict
    )

    def contacts(self, services: Sequence[Service]) -> list[Contact]:
        """All contacts, by service and link."""
        where = {item.section.id: i for i, item in enumerate(self.path.sections)}
        found: list[Contact] = []
        for number, service in enumerate(services):
            for i, visit in enumerate(service.pattern.links):
                indices = sorted(where[s.section.id] for s in visit.sections if s.section.id in where)
                if indices:
                    ahead, behind = self._orders(service, i, visit, indices)
                    if ahead or behind:
                        found.append(Contact(number, i, visit.key, ahead, behind))
        return found

    def _orders(
        self, service: Service, link: int, visit: LinkVisit, indices: Sequence[int]
    ) -> tuple[tuple[Arc, ...], tuple[Arc, ...]]:
        """Arcs for a visit; the offsets are the same on every service day."""
        key = (id(service.pattern), link, service.pattern.train.kind)
        if key not in self._weights:
            self._weights[key] = self._relative(visit, indices, service.pattern.train.kind)
        node = service.departs[link]
        ahead, behind = self._weights[key]
        return (
            tuple(Arc(node, arc.head, arc.weight_s) for arc in ahead),
            tuple(Arc(arc.tail, node, arc.weight_s) for arc in behind),
        )

    def _relative(
        self, visit: LinkVisit, indices: Sequence[int], kind: str
    ) -> tuple[tuple[Arc, ...], tuple[Arc, ...]]:
        by_section = {item.section.id: n for n, item in enumerate(visit.sections)}
        shared = [(i, by_section[self.path.sections[i].section.id]) for i in indices]
        along = all(self.path.sections[i].forward == visit.sections[n].forward for i, n in shared)
        single = any(item.section.tracks == 1 for item in visit.sections)
        if along:
            return self._following(visit, shared, kind)
        if single:
            return self._opposing(visit, indices, kind)
        return self._adjacent(visit, shared, kind)

    def _following(
        self, visit: LinkVisit, shared: Sequence[tuple[int, int]], kind: str
    ) -> tuple[tuple[Arc, ...], tuple[Arc, ...]]:
        # Sections of one link may be worked differently; the slowest work holds for all, on the safe side.
        blocks = [item.section.block for item in visit.sections]
        base_s = max(block.setting_s + block.clearing_s + block.release_s for block in blocks)
        opening, closing = self._windows(ProtectionKind.SAME_LINE, kind, base_s)
        ahead = [self._ahead(w, [(i, visit.complete_s[n]) for i, n in shared]) for w in opening]
        behind = [self._behind(w, [(i, visit.enter_s[n]) for i, n in shared]) for w in closing]
        return tuple(ahead), tuple(behind)

    def _opposing(
        self, visit: LinkVisit, indices: Sequence[int], kind: str
    ) -> tuple[tuple[Arc, ...], tuple[Arc, ...]]:
        near, far = visit.sections[-1].section.block, visit.sections[0].section.block
        opening, _ = self._windows(ProtectionKind.SAME_LINE, kind, near.setting_s)
        work_s = far.setting_s + far.clearing_s + far.release_s
        _, closing = self._windows(ProtectionKind.SAME_LINE, kind, work_s)
        gone_s = visit.complete_s[-1] + near.clearing_s + near.release_s
        ahead = [self._ahead(w, [(indices[0], gone_s)]) for w in opening]
        behind = [self._behind(w, [(indices[-1], 0)]) for w in closing]
        return tuple(ahead), tuple(behind)

    def _adjacent(
        self, visit: LinkVisit, shared: Sequence[tuple[int, int]], kind: str
    ) -> tuple[tuple[Arc, ...], tuple[Arc, ...]]:
        opening, closing = self._windows(ProtectionKind.ADJACENT_LINE, kind, None)
        ahead = [self._ahead(w, [(i, visit.complete_s[n]) for i, n in shared]) for w in opening]
        behind = [self._behind(w, [(i, visit.enter_s[n]) for i, n in shared]) for w in closing]
        return tuple(ahead), tuple(behind)

    def _windows(
        self, kind: ProtectionKind, train_kind: str, base_s: int | None
    ) -> tuple[list[Window], list[Window]]:
        """Openings and closings that bind a kind of train; `base_s` is the block's own time at both ends."""
        opening: dict[int, int] = {} if base_s is None else {0: base_s}
        closing: dict[int, int] = {} if base_s is None else {len(self.timelines) - 1: base_s}
        for rule in rules_for(self.pack, kind, train_kind):
            first, last = role_of(rule.from_role, self.timelines), role_of(rule.until_role, self.timelines)
            opening[first] = max(opening.get(first, 0), rule.before_s)
            closing[last] = max(closing.get(last, 0), rule.after_s)
        return (
            [Window(role, gap_s) for role, gap_s in sorted(opening.items())],
            [Window(role, gap_s) for role, gap_s in sorted(closing.items())],
        )

    def _ahead(self, window: Window, gone: Sequence[tuple[int, int]]) -> Arc:
        """The other train has gone from each section before the window opens there."""
        timeline = self.timelines[window.role]
        departs = [(_of(timeline.depart[i]), gone_s) for i, gone_s in gone]
        need_s = max(gone_s + window.gap_s - depart.soonest_s for depart, gone_s in departs)
        head = self.nodes.departs[window.role][departs[0][0].leg]
        return Arc(-1, head, up(need_s, self.step_s))

    def _behind(self, window: Window, entries: Sequence[tuple[int, int]]) -> Arc:
        """The other train enters each section after the window has closed there."""
        timeline = self.timelines[window.role]
        clears = [(timeline.complete[i], enter_s) for i, enter_s in entries]
        need_s = max(clear.last_s + window.gap_s - enter_s for clear, enter_s in clears)
        tail = self.nodes.departs[window.role][clears[0][0].leg]
        return Arc(tail, -1, up(need_s, self.step_s))


def rules_for(pack: RulePack, kind: ProtectionKind, train_kind: str) -> Iterator[ProtectionRule]:
    """Rules of a kind that bind a kind of train."""
    for rule in pack.protection:
        if rule.kind == kind and (not rule.classes or train_kind in rule.classes):
            yield rule


def role_of(name: str, timelines: Sequence[Timeline]) -> int:
    """Index of the role that a rule names; "first" and "last" are those of the movement.

    A rule that names a role which the movement does not have binds the nearest outer one.
    """
    names = [timeline.role for timeline in timelines]
    if name in names:
        return names.index(name)
    return 0 if name in ("first", "advance") else len(names) - 1


def pairs_of(contacts: Sequence[Contact]) -> Pairs:
    """The contacts as the kernel reads them."""
    return Pairs(*_flat([c.ahead for c in contacts]), *_flat([c.behind for c in contacts]))


def _flat(groups: Sequence[Sequence[Arc]]) -> tuple[Ints, Ints, Ints, Ints]:
    arcs = [arc for group in groups for arc in group]
    starts = np.zeros(len(groups) + 1, dtype=np.int64)
    np.cumsum([len(group) for group in groups], out=starts[1:])
    columns = (
        np.array([arc.tail for arc in arcs], dtype=np.int64),
        np.array([arc.head for arc in arcs], dtype=np.int64),
        np.array([arc.weight_s for arc in arcs], dtype=np.int64),
    )
    return starts, *columns


def _of(offset: Offset | None) -> Offset:
    if offset is None:
        raise ValueError("the role leaves this place")
    return offset
