"""The movement and other trains against what closes the line: all of it before, or all of it after.

Docs/occupation.md, 11. A closure is a train that cannot move: a node with one possible time. The movement is
one occupant: all roles pass before a closure begins, or after it has ended.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from railcade.network import Network, Path, Place, Section
from railcade.plan.dated import Closure, ClosureKind
from railcade.plan.joint.arcs import Arc, Constraints
from railcade.plan.joint.others import Pattern, Service
from railcade.plan.joint.roles import RoleNodes
from railcade.plan.occupation.booked import left_s
from railcade.plan.occupation.rounding import up
from railcade.plan.occupation.timeline import Offset, Timeline
from railcade.rules import ProtectionKind, RulePack

MOVEMENT = -1


@dataclass(frozen=True, eq=False)
class Barred:
    """The movement (`service` -1) or another train against a closure, with the arcs of both orders.

    `ahead`: the closure has ended before the train comes; `behind`: the train has gone before it begins.
    """

    service: int
    closure: Closure
    node: int
    ahead: tuple[Arc, ...]
    behind: tuple[Arc, ...]


@dataclass(frozen=True, eq=False)
class Use:
    """A train where a closure may be: from `enter_s` until `clear_s` after the departure at a node."""

    enter_node: int
    enter_s: float
    clear_node: int
    clear_s: float


def opens_box(pack: RulePack, place: Place) -> bool:
    """Whether the pack has a closed box opened for the movement: one that the network knows of."""
    return place.box and any(rule.kind is ProtectionKind.BOX_OPEN for rule in pack.protection)


def barred(
    constraints: Constraints,
    movement: tuple[Path, Sequence[Timeline], RoleNodes],
    traffic: tuple[Network, Sequence[Service]],
    found: Sequence[Closure],
    pack: RulePack,
) -> list[Barred]:
    """Everyone against every closure on his way; each closure that matters gets a node."""
    result: list[Barred] = []
    for closure in found:
        uses = [(MOVEMENT, use) for use in _of_movement(*movement, closure, pack)]
        uses_of_all = [(MOVEMENT, [use for _, use in uses])] if uses else []
        for number, service in enumerate(traffic[1]):
            met = list(_of_service(traffic[0], service, closure))
            if any(_may_meet(constraints, use, closure) for use in met):
                uses_of_all.append((number, met))
        if uses_of_all:
            node = _fixed(constraints, closure.from_at_s)
            result.extend(_barred(number, closure, node, met) for number, met in uses_of_all)
    return result


def _fixed(constraints: Constraints, at_s: int) -> int:
    node = constraints.node(1, at_s)
    constraints.latest_s[node] = at_s
    return node


def _barred(number: int, closure: Closure, node: int, uses: Sequence[Use]) -> Barred:
    lasts_s = closure.until_at_s - closure.from_at_s
    return Barred(
        number,
        closure,
        node,
        tuple(Arc(node, use.enter_node, up(lasts_s - use.enter_s, 1)) for use in uses),
        tuple(Arc(use.clear_node, node, up(use.clear_s, 1)) for use in uses),
    )


def _may_meet(constraints: Constraints, use: Use, closure: Closure) -> bool:
    """Whether a train that is never early can come before a closure has ended."""
    return constraints.earliest_s[use.enter_node] + use.enter_s < closure.until_at_s


def work_s(section: Section) -> tuple[int, int]:
    """Block work before a head enters a section, and after its tail has left."""
    block = section.block
    return block.setting_s, block.clearing_s + block.release_s


def _of_movement(
    path: Path, timelines: Sequence[Timeline], nodes: RoleNodes, closure: Closure, pack: RulePack
) -> Iterator[Use]:
    if closure.place:
        at = path.index.get(closure.place)
        if at is not None and not opens_box(pack, path.places[at]):
            yield from _at_place(at, timelines, nodes)
        return
    for i, item in enumerate(path.sections):
        if closure.closes(item) and _binds(closure, timelines, i):
            before_s, after_s = work_s(item.section)
            for role, timeline in enumerate(timelines):
                enters, clears = timeline.depart[i], timeline.complete[i]
                if enters is not None:
                    departs = nodes.departs[role]
                    yield Use(
                        departs[enters.leg],
                        enters.soonest_s - before_s,
                        departs[clears.leg],
                        clears.last_s + after_s,
                    )


def _binds(closure: Closure, timelines: Sequence[Timeline], section: int) -> bool:
    """Without power the line is closed only to a movement of which a train draws current there."""
    if closure.kind is not ClosureKind.ISOLATION:
        return True
    formations = [timeline.formation_at(section) for timeline in timelines]
    return any(pull.electric for formation in formations for pull in formation.tractions)


def _at_place(place: int, timelines: Sequence[Timeline], nodes: RoleNodes) -> Iterator[Use]:
    """From arrival to the tail's leaving; at the ends of the journey only what there is of both."""
    for role, timeline in enumerate(timelines):
        comes: Offset | None = timeline.arrive[place] or timeline.depart[place]
        goes: Offset | None = timeline.left[place] or timeline.arrive[place]
        if comes is not None and goes is not None:
            departs = nodes.departs[role]
            yield Use(departs[comes.leg], comes.soonest_s, departs[goes.leg], goes.last_s)


def _of_service(network: Network, service: Service, closure: Closure) -> Iterator[Use]:
    """Where another train uses what is closed; its traction is not booked, so power does not bind it."""
    if closure.kind is ClosureKind.ISOLATION:
        return
    pattern = service.pattern
    if closure.place:
        yield from _passing(network, service, closure.place)
        return
    for node, hop in zip(service.departs, pattern.hops, strict=True):
        for passage in hop.passages:
            for n, item in enumerate(passage.sections):
                if closure.closes(item):
                    before_s, after_s = work_s(item.section)
                    enter_s, clear_s = passage.enter_s[n] - before_s, passage.complete_s[n] + after_s
                    yield Use(node, enter_s, node, clear_s)


def _passing(network: Network, service: Service, place: str) -> Iterator[Use]:
    pattern = service.pattern
    for i, point in enumerate(pattern.train.points):
        if point.place == place:
            before, behind = _hop_to(pattern, i), _hop_from(pattern, i)
            zero = [pattern.train.points[pattern.stops[hop]].depart_s for hop in (before, behind)]
            goes_s = point.arrive_s - zero[0]
            if i + 1 < len(pattern.train.points):
                following = pattern.train.points[i + 1]
                length_m = _length_m(network, place, following.place)
                tail_m = pattern.train.length_m
                goes_s = left_s(point.depart_s, following.arrive_s, length_m, tail_m) - zero[1]
            comes_s = point.depart_s if i == 0 else point.arrive_s
            yield Use(service.departs[before], comes_s - zero[0], service.departs[behind], goes_s)


def _hop_to(pattern: Pattern, point: int) -> int:
    """The hop on which a train comes to a point; the first leaves from its own."""
    return max(0, sum(stop < point for stop in pattern.stops) - 1)


def _hop_from(pattern: Pattern, point: int) -> int:
    """The hop on which a train leaves a point, or ends."""
    return min(len(pattern.hops) - 1, sum(stop <= point for stop in pattern.stops) - 1)


def _length_m(network: Network, place: str, following: str) -> float:
    return next(
        item.length_m for item in network.sections_at[place] if following in (item.start, item.end)
    )


__all__ = ["MOVEMENT", "Barred", "barred", "opens_box", "work_s"]
