"""What each post does, and which roads are closed: every window once, no window merged that need not be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from itertools import pairwise

from railcade.plan.check.protected import Demand, head_s
from railcade.plan.check.tally import Tally
from railcade.plan.check.world import World, clock
from railcade.plan.model import PostAction, ProtectionRow, RoadClosure
from railcade.rules import ProtectionKind

Asked = Sequence[tuple[Demand, ProtectionRow]]
Group = tuple[str, str, str, tuple[str, ...], str]
MANY_TARGETS = frozenset({"points"})


def check_posts(world: World, asked: Asked, tally: Tally) -> None:
    """Each window is in exactly one action of each of its posts; each action is just its windows together."""
    actions: dict[Group, list[PostAction]] = defaultdict(list)
    for action in world.plan.post_actions:
        single = "" if action.kind in MANY_TARGETS else " ".join(action.targets)
        actions[action.post, action.kind, action.who, action.classes, single].append(action)
    rows: dict[Group, list[ProtectionRow]] = defaultdict(list)
    for demand, row in asked:
        single = "" if row.kind in MANY_TARGETS else row.target
        for post in demand.item.posts:
            rows[post, row.kind, demand.item.who.value, row.classes, single].append(row)
    if rows or actions:
        tally.examine("POSTS")
    for group in sorted(actions.keys() - rows.keys()):
        tally.refuse("POSTS", "E0440", group[0], f"{group[1]} is listed, but nothing asks for it")
    for group, own in rows.items():
        _judge_group(group, own, actions.get(group, []), world.inputs.rules.handover_s, tally)
    _judge_order(world.plan.post_actions, tally)


def _judge_group(
    group: Group, rows: Sequence[ProtectionRow], actions: Sequence[PostAction], handover_s: int, tally: Tally
) -> None:
    covered: dict[int, list[ProtectionRow]] = defaultdict(list)
    for row in rows:
        by = [k for k, action in enumerate(actions) if _covers(action, row)]
        what = f"{row.rule} at {row.target} is in {len(by)} actions of {row.kind}, wanted in one"
        tally.judge("POSTS", len(by) == 1, "E0440", group[0], what)
        for k in by:
            covered[k].append(row)
    for k, action in enumerate(actions):
        what = f"{_told([(action.from_at_s, action.until_at_s)])} is not its windows of {action.kind}"
        tally.judge("POSTS", _is_union(action, covered[k], handover_s), "E0440", group[0], what)
    for a, b in pairwise(sorted(actions, key=lambda action: action.from_at_s)):
        what = f"{a.kind} until {clock(a.until_at_s)} and from {clock(b.from_at_s)} are one for a person"
        tally.judge("POSTS", b.from_at_s > a.until_at_s + handover_s, "E0440", group[0], what)


def _covers(action: PostAction, row: ProtectionRow) -> bool:
    within = action.from_at_s <= row.closed_from_s and row.closed_until_s <= action.until_at_s
    return within and row.target in action.targets and row.rule in action.rules


def _is_union(action: PostAction, rows: Sequence[ProtectionRow], handover_s: int) -> bool:
    """Whether an action is its rows, which hang together, and no more."""
    if not rows:
        return False
    begins = {row.opens for row in rows if row.closed_from_s == action.from_at_s}
    ends = {row.closes for row in rows if row.closed_until_s == action.until_at_s}
    named = (set(action.targets), set(action.rules))
    return (
        named == ({row.target for row in rows}, {row.rule for row in rows})
        and len(named[0]) == len(action.targets)
        and len(named[1]) == len(action.rules)
        and action.opens in begins
        and action.closes in ends
        and _hang_together(rows, handover_s)
    )


def _hang_together(rows: Sequence[ProtectionRow], handover_s: int) -> bool:
    reach_s: float = min(row.closed_from_s for row in rows)
    for row in sorted(rows, key=lambda item: item.closed_from_s):
        if row.closed_from_s > reach_s + handover_s:
            return False
        reach_s = max(reach_s, row.closed_until_s)
    return True


def _judge_order(actions: Sequence[PostAction], tally: Tally) -> None:
    """Those of one post stand together, in order of time: a person reads one list from top to bottom."""
    seen: dict[str, int] = {}
    last = ""
    for action in actions:
        ordered = action.post == last and seen[last] <= action.from_at_s
        new = action.post != last and action.post not in seen
        what = f"{action.kind} from {clock(action.from_at_s)} stands out of order"
        tally.judge("POSTS", ordered or new, "E0440", action.post, what)
        seen[action.post], last = action.from_at_s, action.post


def check_roads(world: World, asked: Asked, tally: Tally) -> None:
    """Each road is closed for its windows, and listed with the roles that pass; in order of the way."""
    windows: dict[str, list[ProtectionRow]] = defaultdict(list)
    items = {demand.item.target: demand for demand, row in asked if row.kind == ProtectionKind.CROSSING}
    for _, row in asked:
        if row.kind == ProtectionKind.CROSSING:
            windows[row.target].append(row)
    facts: dict[Hashable, str] = {}
    for section in world.way.sections:
        facts.update({crossing.id: f"{section.id} {crossing.name}" for crossing in section.crossings})
    listed: dict[str, list[RoadClosure]] = defaultdict(list)
    for road in world.plan.road_closures:
        listed[road.crossing].append(road)
    if items or listed:
        tally.examine("ROADS")
    for crossing in sorted(listed.keys() - items.keys()):
        tally.refuse("ROADS", "E0441", crossing, "a road is listed, but no rule closes it")
    for crossing, demand in items.items():
        wanted = _closed(windows[crossing], world.inputs.rules.handover_s)
        found = [(road.from_at_s, road.until_at_s) for road in listed.get(crossing, [])]
        what = f"its road is closed {_told(wanted)}, listed {_told(found)}"
        tally.judge("ROADS", found == wanted, "E0441", crossing, what)
        for road in listed.get(crossing, []):
            roles = _passing(world, demand, road)
            told = (f"{road.section} {road.name}", road.roles) == (facts.get(crossing), roles)
            what = f"lies on {facts.get(crossing)}, and {', '.join(roles) or 'nobody'} passes"
            tally.judge("ROADS", told, "E0441", crossing, what)
    _judge_along(world, items, tally)


def _judge_along(world: World, items: Mapping[str, Demand], tally: Tally) -> None:
    at_m = [items[road.crossing].item.near_m for road in world.plan.road_closures if road.crossing in items]
    if at_m != sorted(at_m):
        tally.refuse("ROADS", "E0441", "plan.road_closures", "roads are not listed in order of the way")


def _closed(rows: Sequence[ProtectionRow], handover_s: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for from_s, until_s in sorted((row.closed_from_s, row.closed_until_s) for row in rows):
        if found and from_s <= found[-1][1] + handover_s:
            found[-1] = (found[-1][0], max(found[-1][1], until_s))
        else:
            found.append((from_s, until_s))
    return found


def _told(windows: Sequence[tuple[int, int]]) -> str:
    return " and ".join(f"{clock(a)} until {clock(b)}" for a, b in windows) or "never"


def _passing(world: World, demand: Demand, road: RoadClosure) -> tuple[str, ...]:
    item = demand.item
    return tuple(
        role.role
        for role in world.roles
        if road.from_at_s <= head_s(world.way, role, item.section, item.near_m) <= road.until_at_s
    )
