"""Border and re-forming: docs/occupation.md 7."""

from __future__ import annotations

import math

from railcade.plan.check.holds import TOLERANCE_S
from railcade.plan.check.tally import Tally
from railcade.plan.check.world import World, clock
from railcade.plan.request import BorderRequest


def check_border(world: World, tally: Tally) -> None:
    """Jack tracks in order of the roles, bogie sets, duration, and all roles standing together behind it."""
    border = world.inputs.movement.border
    if border is None:
        return
    for name, place in (("BORDER", border.place), ("REFORM", border.reform_place)):
        here = world.index.get(place)
        stands = here is not None and all(here in role.stands for role in world.roles)
        tally.judge(world.rule(name), stands, "E0412", place, "not every role stands here")
        if stands and here is not None:
            (_jacks if name == "BORDER" else _reform)(world, border, here, tally)


def _jacks(world: World, border: BorderRequest, here: int, tally: Tally) -> None:
    """The earliest work in order of the roles: if even that ends after a departure, none fits."""
    place = world.way.places[here]
    roles = world.roles
    what = f"{len(roles)} roles, {border.bogie_sets} bogie sets"
    tally.judge(world.rule("BORDER"), border.bogie_sets >= len(roles), "E0412", place.id, what)
    if place.jack_tracks < 1:
        tally.judge(world.rule("BORDER"), False, "E0412", place.id, "there is no jack track")
        return
    free_s = [-float("inf")] * place.jack_tracks
    before_s = -float("inf")
    for role in roles:
        free_s.sort()
        begin_s = max(float(role.arrive_s[here]), free_s[0], before_s)
        end_s = begin_s + border.duration_s
        free_s[0], before_s = end_s, begin_s
        leaves_s = float(role.depart_s[here])
        what = f"{role.role} leaves at {clock(leaves_s)}, its work on a jack track ends at {clock(end_s)}"
        tally.judge(world.rule("BORDER"), leaves_s >= end_s - TOLERANCE_S, "E0412", place.id, what)


def _reform(world: World, border: BorderRequest, here: int, tally: Tally) -> None:
    if here == len(world.way.places) - 1:
        return
    ready_s = max(float(role.arrive_s[here]) for role in world.roles) + border.reform_s
    for role in world.roles:
        leaves_s = float(role.depart_s[here])
        what = f"{role.role} leaves at {clock(leaves_s)}, all are there and ready at {clock(ready_s)}"
        tally.judge(
            world.rule("REFORM"), leaves_s >= ready_s - TOLERANCE_S, "E0412", border.reform_place, what
        )
    if world.published:
        # The largest wait counts from published arrivals alone: those are what the programme promises.
        first_s = min(float(role.depart_s[here]) for role in world.roles)
        step_s = world.plan.publish_step_s
        latest_s = math.ceil(ready_s / step_s) * step_s + border.reform_extra_s
        what = f"the first leaves at {clock(first_s)}, the request allows {clock(latest_s)}"
        tally.judge(world.rule("REFORM"), first_s <= latest_s, "E0412", border.reform_place, what)
