"""What is protected along the way: each thing as a place, or an extent of a section, with its post."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from railcade.network import Crossing, CrossingKind, Facing, Path, PlaceKind, Section
from railcade.rules import ProtectionKind, ProtectionRule, Scope, Target, Who

AT_BOTH_ENDS = (ProtectionKind.SAME_LINE, ProtectionKind.ADJACENT_LINE)
NO_PLACE = -1


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that a rule protects.

    `place` is its index on the way, `NO_PLACE` for an extent from `near_m` to `far_m` of the path on section
    `section`. `posts` are those who carry it out, the first one answers for it.
    """

    target: str
    posts: tuple[str, ...]
    who: str
    place: int
    section: int
    near_m: float
    far_m: float


def things_of(path: Path, rule: ProtectionRule) -> Iterator[Thing]:
    """All that a rule protects, in order of the way."""
    if rule.kind in (ProtectionKind.SHUNTING, ProtectionKind.BOX_OPEN):
        yield from _places(path, rule)
    elif rule.kind is ProtectionKind.CROSSING:
        yield from _crossings(path, rule)
    elif rule.kind is ProtectionKind.POINTS:
        yield from _points(path, rule)
    elif rule.kind in (ProtectionKind.GUARD, ProtectionKind.SEARCH):
        yield from _watched(path, rule)
    else:
        yield from _sections(path, rule)


def _sections(path: Path, rule: ProtectionRule) -> Iterator[Thing]:
    for i, item in enumerate(path.sections):
        if binds(rule, item.section):
            posts = [post_behind(path, i)]
            if rule.kind in AT_BOTH_ENDS:
                posts.append(_post_ahead(path, i + 1))
            ends_m = float(path.place_m[i]), float(path.place_m[i + 1])
            unique = tuple(dict.fromkeys(posts))
            yield Thing(item.section.id, unique, str(rule.who), NO_PLACE, i, *ends_m)


def binds(rule: ProtectionRule, section: Section) -> bool:
    """Whether a rule of the line or of power applies to a section."""
    if rule.kind is ProtectionKind.SAME_LINE:
        return True
    if section.tracks < 2 or (rule.kind is ProtectionKind.POWER and section.power == "none"):
        return False
    return not rule.scope.tunnels_only or section.has_tunnel


def _places(path: Path, rule: ProtectionRule) -> Iterator[Thing]:
    for i, place in enumerate(path.places):
        if place.box if rule.kind is ProtectionKind.BOX_OPEN else place.tracks:
            yield _place(path, i, (post_behind(path, i),), rule)


def _place(path: Path, i: int, posts: tuple[str, ...], rule: ProtectionRule) -> Thing:
    at_m = float(path.place_m[i])
    return Thing(path.places[i].id, posts, str(rule.who), i, NO_PLACE, at_m, at_m)


def _crossings(path: Path, rule: ProtectionRule) -> Iterator[Thing]:
    for i in range(len(path.sections)):
        yield from _crossings_on(path, i, rule)


def _crossings_on(path: Path, i: int, rule: ProtectionRule) -> Iterator[Thing]:
    found = []
    for crossing in path.sections[i].section.crossings:
        if not rule.scope.crossings or crossing.kind in rule.scope.crossings:
            at_m = _along(path, i, crossing.at_m)
            post, who = crossing.keeper_place or crossing.id, _who_at(crossing, rule)
            found.append(Thing(crossing.id, (post,), who, NO_PLACE, i, at_m, at_m))
    yield from sorted(found, key=_where)


def _who_at(crossing: Crossing, rule: ProtectionRule) -> str:
    """A crossing without a keeper needs somebody who is sent there."""
    if rule.who is Who.KEEPER and crossing.kind is not CrossingKind.KEEPER and not crossing.keeper_place:
        return str(Who.GUARD)
    return str(rule.who)


def _points(path: Path, rule: ProtectionRule) -> Iterator[Thing]:
    sections = {item.section.id: i for i, item in enumerate(path.sections)}
    for i, place in enumerate(path.places):
        found = []
        for item in place.points:
            section = sections.get(item.section)
            if section not in (i - 1, i):
                continue
            met = Facing.IN if section == i - 1 else Facing.OUT
            if rule.scope.facing_only and item.facing not in (met, Facing.BOTH):
                continue
            at_m = float(path.place_m[i]) + (item.at_m if section == i else -item.at_m)
            found.append(
                Thing(item.id, (post_behind(path, i),), str(rule.who), NO_PLACE, section, at_m, at_m)
            )
        yield from sorted(found, key=_where)


def _watched(path: Path, rule: ProtectionRule) -> Iterator[Thing]:
    """What is guarded or searched: stations, and on the sections behind them crossings and structures."""
    for i, place in enumerate(path.places):
        if Target.STATION in rule.scope.targets and place.kind is PlaceKind.STATION:
            yield _place(path, i, (place.id,), rule)
        if i < len(path.sections):
            found = list(_structures_on(path, i, rule))
            if Target.CROSSING in rule.scope.targets:
                found.extend(_crossings_on(path, i, rule))
            yield from sorted(found, key=_where)


def _structures_on(path: Path, i: int, rule: ProtectionRule) -> Iterator[Thing]:
    scope: Scope = rule.scope
    for name, item in path.sections[i].section.named_structures:
        if item.kind in scope.targets and item.to_m - item.from_m >= scope.least_m:
            ends_m = sorted(_along(path, i, at_m) for at_m in (item.from_m, item.to_m))
            yield Thing(name, (post_behind(path, i),), str(rule.who), NO_PLACE, i, ends_m[0], ends_m[1])


def _along(path: Path, i: int, at_m: float) -> float:
    """Position on the path of a position on its section `i`."""
    item = path.sections[i]
    return float(path.place_m[i]) + (at_m if item.forward else item.section.length_m - at_m)


def _where(thing: Thing) -> tuple[float, float, str]:
    return thing.near_m, thing.far_m, thing.target


def post_behind(path: Path, i: int) -> str:
    """The nearest place with a box at or behind a place; else the first one ahead; else the place itself."""
    boxes = [place.id for place in path.places[: i + 1] if place.box]
    ahead = [place.id for place in path.places[i + 1 :] if place.box]
    return boxes[-1] if boxes else ahead[0] if ahead else path.places[i].id


def _post_ahead(path: Path, i: int) -> str:
    """The nearest place with a box at or ahead of a place; else the last behind; else the place itself."""
    ahead = [place.id for place in path.places[i:] if place.box]
    boxes = [place.id for place in path.places[:i] if place.box]
    return ahead[0] if ahead else boxes[-1] if boxes else path.places[i].id
