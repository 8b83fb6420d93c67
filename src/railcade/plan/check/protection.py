"""Rows of protection: complete, and as wide as the pack demands (docs/occupation.md 10)."""

from __future__ import annotations

import math

from railcade.plan.check.posts import check_posts, check_roads
from railcade.plan.check.protected import Demand, demands
from railcade.plan.check.tally import Tally
from railcade.plan.check.world import World, clock
from railcade.plan.model import ProtectionRow

Window = tuple[float, float]


def check_protection(exact: World, published: World, tally: Tally) -> None:
    """Each window that the pack demands has its row, neither narrower nor wider than told; so have posts."""
    rows = {_key(row): row for row in exact.plan.protection}
    if len(rows) != len(exact.plan.protection):
        tally.refuse("PROTECTION", "E0409", "plan.protection", "a window is listed twice")
    wanted: dict[tuple[str, str, str], Demand] = {}
    for demand in demands(exact, published):
        key = (demand.rule.id, demand.item.target, demand.opens.role)
        wanted[key] = demand
        _judge(demand, rows.get(key), tally)
    for key in sorted(rows.keys() - wanted.keys()):
        what = f"{key[0]} is listed, but the pack does not ask for it"
        tally.refuse("PROTECTION", "E0409", key[1], what)
    asked = [(demand, rows[key]) for key, demand in wanted.items() if key in rows]
    check_posts(exact, asked, tally)
    check_roads(exact, asked, tally)


def _key(row: ProtectionRow) -> tuple[str, str, str]:
    return row.rule, row.target, row.opens.role


def _judge(demand: Demand, row: ProtectionRow | None, tally: Tally) -> None:
    rule, (from_s, until_s) = demand.rule, demand.window_s
    if row is None:
        what = f"{rule.id} asks for {clock(from_s)} until {clock(until_s)}; no window is listed"
        tally.judge("PROTECTION", False, "E0409", demand.item.target, what)
        return
    listed = (row.closed_from_s, row.closed_until_s)
    fits = _outward(listed, (from_s, until_s)) and row.kind == rule.kind and row.classes == rule.classes
    what = (
        f"{rule.id} asks for {rule.kind} from {clock(from_s)} until {clock(until_s)}, "
        f"listed is {row.kind} from {clock(listed[0])} until {clock(listed[1])}"
    )
    tally.judge("PROTECTION", fits, "E0409", demand.item.target, what)
    hangs = (row.post, row.opens, row.closes) == (demand.item.posts[0], demand.opens, demand.closes)
    what = f"{rule.id} hangs on {demand.opens}, {demand.closes}, post {demand.item.posts[0]}, not as listed"
    tally.judge("PROTECTION", hangs, "E0409", demand.item.target, what)


def _outward(listed: tuple[int, int], asked: Window) -> bool:
    """Whole seconds outward: at least as wide, and by less than two seconds wider."""
    before_s, behind_s = asked[0] - listed[0], listed[1] - asked[1]
    return -0.01 <= before_s <= 2.0 and -0.01 <= behind_s <= 2.0 and math.isfinite(before_s + behind_s)
