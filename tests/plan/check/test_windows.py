"""Windows, lists of posts and closed roads: each forgery of them is told, with rule and place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from railcade.basis import Basis
from railcade.network import Structure
from railcade.plan.model import Anchor
from railcade.rules import Scope
from tests.plan.check import hand
from tests.plan.check.test_fires import Case


def _row(name: str, index: int, /, **values: Any) -> Callable[[Case], None]:
    def change(case: Case) -> None:
        rows = list(getattr(case.plan, name))
        rows[index] = replace(rows[index], **values)
        case.set(**{name: tuple(rows)})

    return change


def _twice(name: str) -> Callable[[Case], None]:
    def change(case: Case) -> None:
        rows = getattr(case.plan, name)
        case.set(**{name: (rows[0], *rows)})

    return change


def _out_of_order(case: Case) -> None:
    """The last two of one post, the later ahead of the sooner."""
    *rest, sooner, later = [action for action in case.plan.post_actions if action.post == "p5"]
    others = [action for action in case.plan.post_actions if action.post != "p5"]
    case.set(post_actions=(*others, *rest, later, sooner))


def _long_handover(case: Case) -> None:
    """With an hour to stand down, three closures of one road would be one."""
    case.inputs = replace(case.inputs, rules=replace(case.inputs.rules, handover_s=3600))


CASES: list[tuple[str, str, str, Callable[[Case], object]]] = [
    ("window at another post", "PROTECTION", "p0-p1", _row("protection", 0, post="p1")),
    ("window of another kind", "PROTECTION", "p0-p1", _row("protection", 0, kind="points")),
    ("window that hangs on another train", "PROTECTION", "p0-p1",
     _row("protection", 0, closes=Anchor("principal", "complete", 900, "actual"))),
    ("action missing", "POSTS", "x0", lambda c: c.set(post_actions=c.plan.post_actions[:-1])),
    ("action twice", "POSTS", "p0", _twice("post_actions")),
    ("action narrower", "POSTS", "p0", _row("post_actions", 0, from_at_s=hand.START_S)),
    ("action wider", "POSTS", "p0", _row("post_actions", 0, from_at_s=hand.START_S - 7200)),
    ("action at another post", "POSTS", "p4", _row("post_actions", 0, post="p4")),
    ("action by another", "POSTS", "x0", _row("post_actions", -1, who="guard")),
    ("action of no rule", "POSTS", "p0", _row("post_actions", 0, rules=("own",))),
    ("action at one target more", "POSTS", "p0", _row("post_actions", 0, targets=("p0-p1", "p1-p2"))),
    ("action that hangs on another train", "POSTS", "p0",
     _row("post_actions", 0, opens=Anchor("principal", "arrives", -1800, "actual"))),
    ("actions out of order", "POSTS", "p5", _out_of_order),
    ("actions that nobody can part", "POSTS", "x0",
     _long_handover),
    ("road left out", "ROADS", "x0", lambda c: c.set(road_closures=c.plan.road_closures[1:])),
    ("road open too soon", "ROADS", "x0", _row("road_closures", 0, until_at_s=hand.START_S)),
    ("road of another name", "ROADS", "x0", _row("road_closures", 0, name="High Street")),
    ("road, another train passes", "ROADS", "x0", _row("road_closures", 0, roles=("principal",))),
    ("road that is none", "ROADS", "x9", _row("road_closures", 0, crossing="x9")),
    ("crossings in the bill", "BILL", "plan.bill", lambda c: c.set(bill=replace(c.plan.bill, crossings=2))),
    ("road minutes in the bill", "BILL", "plan.bill",
     lambda c: c.set(bill=replace(c.plan.bill, road_closure_s=1))),
    ("boxes in the bill", "BILL", "plan.bill", lambda c: c.set(bill=replace(c.plan.bill, boxes_opened=1))),
]  # fmt: skip


@pytest.mark.parametrize(("what", "rule", "where", "tamper"), CASES, ids=[case[0] for case in CASES])
def test_each_forgery_is_told(
    what: str, rule: str, where: str, tamper: Callable[[Case], object]
) -> None:
    case = Case()
    tamper(case)
    found = case.check().problems
    assert any(item.what.startswith(f"{rule}: ") and item.where.startswith(where) for item in found), found


def test_beside_tunnels_only_where_a_tunnel_lies() -> None:
    """A train on the other track in a window that holds in tunnels: refused as soon as one lies there."""
    for tunnel in (False, True):
        case = Case()
        rules = case.inputs.rules
        beside = replace(rules.protection[1], before_s=4000, classes=(), scope=Scope(tunnels_only=True))
        protection = (rules.protection[0], beside, *rules.protection[2:])
        case.inputs = replace(case.inputs, rules=replace(rules, protection=protection))
        if tunnel:
            case.section("p1-p2", structures=(Structure("tunnel", 100.0, 200.0, Basis.SURVEYED),))
        refused = {item.what.split(":")[0] for item in case.check().problems}
        assert ("ADJACENT" in refused) == tunnel
        # Without a tunnel the pack does not ask for the window that is listed.
        assert "PROTECTION" in refused
