"""Rows of the plan: protection windows (docs/occupation.md, 10)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from railcade.motion import times_at
from railcade.plan.joint.settled import Settled, present
from railcade.plan.model import Anchor, ProtectionRow
from railcade.plan.occupation.timeline import Leg, Offset, Timeline
from railcade.plan.rows.guarded import Thing, things_of
from railcade.rules import Clock, Closure, Event, ProtectionRule

Things = Sequence[tuple[ProtectionRule, Thing]]


@dataclass(frozen=True, slots=True)
class Passage:
    """When a role is at a thing: its head comes, its head leaves, its tail is clear."""

    arrives: Offset
    leaves: Offset
    complete: Offset

    def at(self, event: Event) -> Offset:
        """The instant of an event."""
        named = {Event.ARRIVES: self.arrives, Event.LEAVES: self.leaves, Event.COMPLETE: self.complete}
        return named[event]


def protection_rows(settled: Settled) -> tuple[ProtectionRow, ...]:
    """Every window of the pack, in order of rule and way."""
    things = [(rule, thing) for rule in settled.pack.protection for thing in things_of(settled.path, rule)]
    passages = Passages(settled, [thing for _, thing in things])
    return tuple(row for rule, thing in things for row in _rows(settled, rule, thing, passages))


def _rows(
    settled: Settled, rule: ProtectionRule, thing: Thing, passages: Passages
) -> Iterator[ProtectionRow]:
    if rule.closure is Closure.EACH:
        for role in range(len(settled.timelines)):
            yield _row(settled, rule, thing, (role, role), passages)
    else:
        first, last = settled.role(rule.from_role), settled.role(rule.until_role)
        yield _row(settled, rule, thing, (first, last), passages)


def _row(
    settled: Settled, rule: ProtectionRule, thing: Thing, roles: tuple[int, int], passages: Passages
) -> ProtectionRow:
    """Whole seconds, outward of what the clocks ask for: of published times, or of exact ones too."""
    first, last = roles
    opens = passages.of(first, thing).at(rule.from_event)
    closes = passages.of(last, thing).at(rule.until_event)
    from_s, until_s = settled.published_s(first, opens), settled.published_s(last, closes)
    if rule.from_clock is Clock.ACTUAL:
        from_s = min(from_s, settled.exact_s(first, opens))
    if rule.until_clock is Clock.ACTUAL:
        until_s = max(until_s, settled.exact_s(last, closes))
    names = [settled.timelines[role].role for role in roles]
    return ProtectionRow(
        rule=rule.id,
        kind=str(rule.kind),
        target=thing.target,
        closed_from_s=math.floor(from_s - rule.before_s + 1e-6),
        closed_until_s=math.ceil(until_s + rule.after_s - 1e-6),
        classes=rule.classes,
        post=thing.posts[0],
        opens=Anchor(names[0], str(rule.from_event), -rule.before_s, str(rule.from_clock)),
        closes=Anchor(names[1], str(rule.until_event), rule.after_s, str(rule.until_clock)),
    )


class Passages:
    """Passages of all roles at things; times of a leg are asked for at once, for each call has its cost."""

    def __init__(self, settled: Settled, things: Sequence[Thing]) -> None:
        self.settled = settled
        self.passed_s: dict[tuple[int, int], dict[float, float]] = {}
        for role, timeline in enumerate(settled.timelines):
            for number, leg in enumerate(timeline.legs):
                self.passed_s[role, number] = self._passed(leg, things)

    def _passed(self, leg: Leg, things: Sequence[Thing]) -> dict[float, float]:
        """Seconds after departure at which the head is where heads and tails of a leg are asked for."""
        end_m, length_m = float(self.settled.path.place_m[leg.last]), leg.formation.length_m
        wanted: set[float] = set()
        for thing in things:
            if leg.first <= thing.section < leg.last:
                wanted |= {thing.near_m, thing.far_m, thing.far_m + length_m}
        positions = sorted(position_m for position_m in wanted if position_m < end_m)
        return dict(zip(positions, times_at(leg.run, np.array(positions)).tolist(), strict=True))

    def of(self, role: int, thing: Thing) -> Passage:
        """The passage of a role at a thing."""
        timeline = self.settled.timelines[role]
        if thing.section < 0:
            return _at_place(timeline, thing.place)
        length_m = timeline.formation_at(thing.section).length_m
        heads_m = (thing.near_m, thing.far_m, thing.far_m + length_m)
        return Passage(*(self._head(role, thing.section, head_m) for head_m in heads_m))

    def _head(self, role: int, section: int, head_m: float) -> Offset:
        """The head at a position, as an event of a section; beyond the next stand it is the arrival there."""
        timeline, path = self.settled.timelines[role], self.settled.path
        number = timeline.complete[section].leg
        last = timeline.legs[number].last
        if head_m >= float(path.place_m[last]):
            return present(timeline.arrive[last])
        if head_m == float(path.place_m[section + 1]):
            return present(timeline.arrive[section + 1])
        leaves = present(timeline.depart[section])
        exact_s = self.passed_s[role, number][head_m]
        return Offset(number, exact_s, exact_s + leaves.published_s - leaves.exact_s)


def _at_place(timeline: Timeline, place: int) -> Passage:
    """At a place: it arrives, leaves, and its tail leaves; at either end what there is of these."""
    arrives, departs, left = timeline.arrive[place], timeline.depart[place], timeline.left[place]
    return Passage(present(arrives or departs), present(departs or arrives), present(left or arrives))
