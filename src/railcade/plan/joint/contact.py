"""The movement against each other train on each line: what it takes to go ahead of it, or behind it.

Docs/occupation.md, 5. The movement is one occupant: who is not ahead of its first role waits for its last.
A line is a stretch of single line or a section of double line: it is there that two trains have an order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from railcade.kernels.temporal import Pairs
from railcade.network import Path
from railcade.plan.joint.arcs import Arc
from railcade.plan.joint.closed import Barred
from railcade.plan.joint.others import Passage, Service
from railcade.plan.joint.roles import RoleNodes
from railcade.plan.occupation.rounding import up
from railcade.plan.occupation.timeline import Offset, Timeline
from railcade.rules import ProtectionKind, ProtectionRule, RulePack

Ints = NDArray[np.int64]
Orders = tuple[tuple[Arc, ...], tuple[Arc, ...]]


@dataclass(frozen=True, eq=False)
class Contact:
    """One other train on one line of the movement's way, with the arcs of both orders."""

    service: int
    passage: Passage
    ahead: tuple[Arc, ...]
    behind: tuple[Arc, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """A side of a protection window: a role, and seconds before its entry or after its leaving."""

    role: int
    gap_s: int


@dataclass(frozen=True, slots=True)
class Event:
    """Another train's event on path section `section`: its time, and the block work that must lie between."""

    section: int
    at_s: int
    work_s: int


@dataclass(eq=False)
class Meeting:
    """Finds the contacts of a movement."""

    path: Path
    timelines: Sequence[Timeline]
    nodes: RoleNodes
    pack: RulePack
    _orders: dict[int, Orders] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.where = {item.section.id: i for i, item in enumerate(self.path.sections)}

    def contacts(self, services: Sequence[Service]) -> list[Contact]:
        """All contacts, by service, hop and line."""
        found: list[Contact] = []
        for number, service in enumerate(services):
            kind = service.pattern.train.kind
            for node, hop in zip(service.departs, service.pattern.hops, strict=True):
                for passage in hop.passages:
                    ahead, behind = self._relative(passage, kind)
                    if ahead or behind:
                        found.append(
                            Contact(
                                number,
                                passage,
                                tuple(Arc(node, arc.head, arc.weight_s) for arc in ahead),
                                tuple(Arc(arc.tail, node, arc.weight_s) for arc in behind),
                            )
                        )
        return found

    def _relative(self, passage: Passage, kind: str) -> Orders:
        """Arcs of a passage without the other train's node; they are the same on every service day."""
        if id(passage) not in self._orders:
            self._orders[id(passage)] = self._orders_of(passage, kind)
        return self._orders[id(passage)]

    def _orders_of(self, passage: Passage, kind: str) -> Orders:
        shared = [
            (self.where[item.section.id], n)
            for n, item in enumerate(passage.sections)
            if item.section.id in self.where
        ]
        if not shared:
            return (), ()
        i, n = shared[0]
        if self.path.sections[i].forward == passage.sections[n].forward:
            return self._one_by_one(passage, shared, (ProtectionKind.SAME_LINE, kind))
        if passage.single:
            return self._opposing(passage, sorted(i for i, _ in shared), kind)
        return self._one_by_one(passage, shared, (ProtectionKind.ADJACENT_LINE, kind))

    def _one_by_one(
        self, passage: Passage, shared: Sequence[tuple[int, int]], rule: tuple[ProtectionKind, str]
    ) -> Orders:
        """Following on the same track, or passing on the other: section by section."""
        gone: list[Event] = []
        come: list[Event] = []
        for i, n in shared:
            block = passage.sections[n].section.block
            work_s = block.setting_s + block.clearing_s + block.release_s
            work_s = work_s if rule[0] == ProtectionKind.SAME_LINE else 0
            gone.append(Event(i, passage.complete_s[n], work_s))
            come.append(Event(i, passage.enter_s[n], work_s))
        opening, closing = self._windows(*rule)
        ahead = [self._ahead(window, gone) for window in opening]
        behind = [self._behind(window, come) for window in closing]
        inside = [k for k, (i, _) in enumerate(shared) if self.path.sections[i].section.has_tunnel]
        if inside:
            opening, closing = self._windows(*rule, tunnels=True)
            ahead += [self._ahead(window, [gone[k] for k in inside]) for window in opening]
            behind += [self._behind(window, [come[k] for k in inside]) for window in closing]
        return tuple(ahead), tuple(behind)

    def _opposing(self, passage: Passage, indices: Sequence[int], kind: str) -> Orders:
        """Head on: the other train has left the whole stretch, or enters it when the movement has."""
        near, far = passage.sections[-1].section.block, passage.sections[0].section.block
        gone_s = passage.complete_s[-1] + near.clearing_s + near.release_s
        gone = [Event(indices[0], gone_s, near.setting_s)]
        work_s = far.setting_s + far.clearing_s + far.release_s
        come = [Event(indices[-1], passage.enter_s[0], work_s)]
        opening, closing = self._windows(ProtectionKind.SAME_LINE, kind)
        return (
            tuple(self._ahead(window, gone) for window in opening),
            tuple(self._behind(window, come) for window in closing),
        )

    def _windows(
        self, kind: ProtectionKind, train_kind: str, tunnels: bool = False
    ) -> tuple[list[Window], list[Window]]:
        """Openings and closings that bind a kind of train; on the own line block work binds in any case.

        With `tunnels` those of the rules that bind on sections with a tunnel only.
        """
        own = kind == ProtectionKind.SAME_LINE and not tunnels
        opening: dict[int, int] = {0: 0} if own else {}
        closing: dict[int, int] = {len(self.timelines) - 1: 0} if own else {}
        for rule in rules_for(self.pack, kind, train_kind):
            if rule.scope.tunnels_only is not tunnels:
                continue
            first, last = role_of(rule.from_role, self.timelines), role_of(rule.until_role, self.timelines)
            opening[first] = max(opening.get(first, 0), rule.before_s)
            closing[last] = max(closing.get(last, 0), rule.after_s)
        return (
            [Window(role, gap_s) for role, gap_s in sorted(opening.items())],
            [Window(role, gap_s) for role, gap_s in sorted(closing.items())],
        )

    def _gap_s(self, window: Window, event: Event, outermost: int) -> int:
        """Window and block work do not add up: the larger counts; the work only at the outer roles."""
        return max(window.gap_s, event.work_s) if window.role == outermost else window.gap_s

    def _ahead(self, window: Window, gone: Sequence[Event]) -> Arc:
        """The other train has gone from each section before the window opens there."""
        timeline = self.timelines[window.role]
        needs = [
            event.at_s + self._gap_s(window, event, 0) - _of(timeline.depart[event.section]).soonest_s
            for event in gone
        ]
        head = self.nodes.departs[window.role][_of(timeline.depart[gone[0].section]).leg]
        return Arc(-1, head, up(max(needs), 1))

    def _behind(self, window: Window, come: Sequence[Event]) -> Arc:
        """The other train enters each section after the window has closed there."""
        timeline = self.timelines[window.role]
        last = len(self.timelines) - 1
        needs = [
            timeline.complete[event.section].last_s + self._gap_s(window, event, last) - event.at_s
            for event in come
        ]
        tail = self.nodes.departs[window.role][timeline.complete[come[0].section].leg]
        return Arc(tail, -1, up(max(needs), 1))


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


def pairs_of(contacts: Sequence[Contact | Barred]) -> Pairs:
    """Contacts and closures as the kernel reads them."""
    return Pairs(*_flat([c.ahead for c in contacts]), *_flat([c.behind for c in contacts]))


def _flat(groups: Sequence[Sequence[Arc]]) -> tuple[Ints, Ints, Ints, Ints]:
    arcs = [arc for group in groups for arc in group]
    starts = np.zeros(len(groups) + 1, dtype=np.int64)
    np.cumsum([len(group) for group in groups], out=starts[1:])
    return (
        starts,
        np.array([arc.tail for arc in arcs], dtype=np.int64),
        np.array([arc.head for arc in arcs], dtype=np.int64),
        np.array([arc.weight_s for arc in arcs], dtype=np.int64),
    )


def _of(offset: Offset | None) -> Offset:
    if offset is None:
        raise ValueError("the role leaves this place")
    return offset
