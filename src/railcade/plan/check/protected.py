"""What the pack asks for along the way: every window with its things, posts and instants, laid anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from railcade.network import Crossing, CrossingKind, Facing, PlaceKind
from railcade.plan.check.events import RoleEvents
from railcade.plan.check.way import Way
from railcade.plan.check.world import World, anchor
from railcade.plan.model import Anchor
from railcade.rules import Clock, Closure, Event, ProtectionKind, ProtectionRule, Target, Who

PLACES = frozenset({ProtectionKind.SHUNTING, ProtectionKind.BOX_OPEN})
LINES = frozenset({ProtectionKind.SAME_LINE, ProtectionKind.ADJACENT_LINE, ProtectionKind.POWER})
ENDS = frozenset({ProtectionKind.SAME_LINE, ProtectionKind.ADJACENT_LINE})


@dataclass(frozen=True, slots=True)
class Item:
    """A thing on the way: at place `place`, or where that is None from `near_m` to `far_m` on `section`."""

    target: str
    posts: tuple[str, ...]
    who: Who
    place: int | None
    section: int
    near_m: float
    far_m: float


@dataclass(frozen=True, slots=True)
class Demand:
    """A window that the pack asks for, `window_s` before it is rounded outward."""

    rule: ProtectionRule
    item: Item
    window_s: tuple[float, float]
    opens: Anchor
    closes: Anchor


def demands(exact: World, published: World) -> Iterator[Demand]:
    """Every window of the pack, in order of rule and way."""
    for rule in exact.inputs.rules.protection:
        for item in items(exact.way, rule):
            names = [role.role for role in exact.roles]
            pairs = [(name, name) for name in names]
            if rule.closure is Closure.ONCE:
                pairs = [(anchor(exact, rule.from_role).role, anchor(exact, rule.until_role).role)]
            for first, last in pairs:
                yield _demand((exact, published), rule, item, (first, last))


def _demand(
    worlds: tuple[World, World], rule: ProtectionRule, item: Item, pair: tuple[str, str]
) -> Demand:
    opening = [_when_s(world, pair[0], item, rule.from_event) for world in worlds]
    closing = [_when_s(world, pair[1], item, rule.until_event) for world in worlds]
    from_s = min(opening) if rule.from_clock is Clock.ACTUAL else opening[1]
    until_s = max(closing) if rule.until_clock is Clock.ACTUAL else closing[1]
    return Demand(
        rule,
        item,
        (from_s - rule.before_s, until_s + rule.after_s),
        Anchor(pair[0], rule.from_event.value, -rule.before_s, rule.from_clock.value),
        Anchor(pair[1], rule.until_event.value, rule.after_s, rule.until_clock.value),
    )


def _when_s(world: World, name: str, item: Item, event: Event) -> float:
    role = world.role(name)
    assert role is not None
    if item.place is not None:
        columns = {Event.ARRIVES: role.arrive_s, Event.LEAVES: role.depart_s, Event.COMPLETE: role.left_s}
        return float(columns[event][item.place])
    far_m = item.far_m + (role.length_m(item.section) if event is Event.COMPLETE else 0.0)
    return head_s(world.way, role, item.section, item.near_m if event is Event.ARRIVES else far_m)


def head_s(way: Way, role: RoleEvents, section: int, at_m: float) -> float:
    """When the head is at a position, told as an event of a section; beyond the next stand, the arrival."""
    leg = role.leg_of(section)
    if at_m >= way.x_m[leg.last]:
        return float(role.arrive_s[leg.last])
    if at_m == way.x_m[section + 1]:
        return float(role.arrive_s[section + 1])
    return float(leg.when_s(np.array([at_m]))[0] + role.shift_s[section])


def items(way: Way, rule: ProtectionRule) -> Iterator[Item]:
    """All that a rule protects."""
    if rule.kind in PLACES:
        for i, place in enumerate(way.places):
            if place.box if rule.kind is ProtectionKind.BOX_OPEN else len(place.tracks) > 0:
                yield Item(place.id, (_behind(way, i),), rule.who, i, i, 0.0, 0.0)
    elif rule.kind in LINES:
        yield from _of_line(way, rule)
    elif rule.kind is ProtectionKind.POINTS:
        yield from _of_points(way, rule)
    else:
        for i in range(len(way.sections)):
            yield from _of_section(way, rule, i)
        if rule.kind is not ProtectionKind.CROSSING and Target.STATION in rule.scope.targets:
            for i, place in enumerate(way.places):
                if place.kind is PlaceKind.STATION:
                    yield Item(place.id, (place.id,), rule.who, i, i, 0.0, 0.0)


def _of_line(way: Way, rule: ProtectionRule) -> Iterator[Item]:
    for i, section in enumerate(way.sections):
        tunnel = any(item.kind == "tunnel" for item in section.structures)
        double = section.tracks == 2 and (tunnel or not rule.scope.tunnels_only)
        if rule.kind is ProtectionKind.POWER:
            double = double and section.power != "none"
        if double or rule.kind is ProtectionKind.SAME_LINE:
            near, far = _behind(way, i), _ahead(way, i + 1)
            posts = (near, far) if rule.kind in ENDS and near != far else (near,)
            yield Item(section.id, posts, rule.who, None, i, float(way.x_m[i]), float(way.x_m[i + 1]))


def _of_points(way: Way, rule: ProtectionRule) -> Iterator[Item]:
    for i, place in enumerate(way.places):
        for points in place.points:
            for section, sign, met in ((i - 1, -1.0, Facing.IN), (i, 1.0, Facing.OUT)):
                there = 0 <= section < len(way.sections) and way.sections[section].id == points.section
                if there and (not rule.scope.facing_only or points.facing in (met, Facing.BOTH)):
                    at_m = float(way.x_m[i]) + sign * points.at_m
                    yield Item(points.id, (_behind(way, i),), rule.who, None, section, at_m, at_m)


def _of_section(way: Way, rule: ProtectionRule, i: int) -> Iterator[Item]:
    """Crossings and structures of a section that a rule looks at."""
    section, scope = way.sections[i], rule.scope
    if rule.kind is ProtectionKind.CROSSING or Target.CROSSING in scope.targets:
        for crossing in section.crossings:
            if crossing.kind.value in scope.crossings or not scope.crossings:
                at_m = _laid(way, i, crossing.at_m)
                post = crossing.keeper_place if crossing.keeper_place else crossing.id
                yield Item(crossing.id, (post,), _worker(crossing, rule), None, i, at_m, at_m)
    kinds = {target.value for target in scope.targets}
    for name, item in section.named_structures:
        if item.kind in kinds and item.to_m - item.from_m >= scope.least_m:
            a_m, b_m = _laid(way, i, item.from_m), _laid(way, i, item.to_m)
            yield Item(name, (_behind(way, i),), rule.who, None, i, min(a_m, b_m), max(a_m, b_m))


def _worker(crossing: Crossing, rule: ProtectionRule) -> Who:
    """Where no keeper is, a guard does a keeper's work."""
    kept = crossing.kind is CrossingKind.KEEPER or crossing.keeper_place != ""
    return Who.GUARD if rule.who is Who.KEEPER and not kept else rule.who


def _laid(way: Way, i: int, at_m: float) -> float:
    forward, length_m = way.forward[i], way.sections[i].length_m
    return float(way.x_m[i]) + (at_m if forward else length_m - at_m)


def _behind(way: Way, i: int) -> str:
    """Nearest box at or behind a place, else the first on the way, else the place itself."""
    boxes = [k for k, place in enumerate(way.places) if place.box]
    before = [k for k in boxes if k <= i]
    return way.places[before[-1] if before else boxes[0] if boxes else i].id


def _ahead(way: Way, i: int) -> str:
    """Nearest box at or ahead of a place, else the last on the way, else the place itself."""
    boxes = [k for k, place in enumerate(way.places) if place.box]
    beyond = [k for k in boxes if k >= i]
    return way.places[beyond[0] if beyond else boxes[-1] if boxes else i].id
