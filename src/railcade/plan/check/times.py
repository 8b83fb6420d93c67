"""Times of the plan against the runs, published times against exact ones, totals against both."""

from __future__ import annotations

from railcade.plan.check.events import RoleEvents
from railcade.plan.check.tally import Tally
from railcade.plan.check.world import World, clock
from railcade.plan.model import PlanPoint, PlanTrain, Totals

STORED_S = 0.002
"""The plan stores milliseconds."""
TAIL_S = 0.01
"""For instants of a tail between stored points, where interpolation differs."""
PLACE_M = 1e-3


def check_times(world: World, tally: Tally) -> None:
    """Exact times at places are those of the runs; departures from stands are those of the legs."""
    for role, train in zip(world.roles, world.plan.trains, strict=True):
        starts = {leg.from_place: leg.depart_at_s for leg in train.legs}
        for i, point in enumerate(train.points):
            where = f"{train.role} at {point.place}"
            stored_s = (point.arrive_at_s, point.depart_at_s, point.complete_at_s)
            complete_s = role.depart_s[0] if i == 0 else role.complete_s[i]
            run_s = (float(role.arrive_s[i]), float(role.depart_s[i]), float(complete_s))
            close = all(
                abs(a - b) <= allowed
                for a, b, allowed in zip(stored_s, run_s, (STORED_S, STORED_S, TAIL_S), strict=True)
            )
            what = f"the plan says {[clock(s) for s in stored_s]}, the run {[clock(s) for s in run_s]}"
            tally.judge("TIMES", close, "E0402", where, what)
            placed = abs(point.position_m - float(world.way.x_m[i])) <= PLACE_M
            what = f"is listed at {point.position_m:.3f} m, lies at {world.way.x_m[i]:.3f} m"
            tally.judge("TIMES", placed, "E0402", where, what)
            step_s = world.plan.publish_step_s
            if point.place in starts:
                whole = starts[point.place] % step_s == 0 and point.depart_at_s == starts[point.place]
                what = f"leaves at {point.depart_at_s:.3f} s, no multiple of the publish step"
                tally.judge("ROUNDING", whole, "E0413", where, what)


def check_rounding(world: World, tally: Tally) -> None:
    """Published times are multiples of the step: departures as is, arrivals up, passing nearest."""
    step_s = world.plan.publish_step_s
    for role, train in zip(world.roles, world.plan.trains, strict=True):
        last = len(train.points) - 1
        for i, point in enumerate(train.points):
            holds = _rounded(role, point, (i, last), step_s)
            what = (
                f"published {clock(point.published_arrive_at_s)} and {clock(point.published_depart_at_s)} "
                f"for {role.arrive_s[i]:.1f} s and {role.depart_s[i]:.1f} s in steps of {step_s} s"
            )
            tally.judge("ROUNDING", holds, "E0413", f"{train.role} at {point.place}", what)


def _rounded(role: RoleEvents, point: PlanPoint, place: tuple[int, int], step_s: int) -> bool:
    i, last = place
    arrive_s, depart_s = point.published_arrive_at_s, point.published_depart_at_s
    if arrive_s % step_s or depart_s % step_s:
        return False
    up_s = arrive_s - float(role.arrive_s[i])
    if i == 0:
        return arrive_s == depart_s == round(float(role.depart_s[0]))
    if i == last:
        return arrive_s == depart_s and -STORED_S <= up_s < step_s + STORED_S
    if i in role.stands:
        return -STORED_S <= up_s < step_s + STORED_S and depart_s == round(float(role.depart_s[i]))
    return arrive_s == depart_s and abs(up_s) <= step_s / 2 + STORED_S


def check_totals(world: World, tally: Tally) -> None:
    """Running, stops, border and waiting, in published seconds, add up to the journey."""
    for train in world.plan.trains:
        wanted = _totals(world, train)
        what = f"listed {train.totals}, published times give {wanted}"
        tally.judge("TOTALS", train.totals == wanted, "E0414", train.role, what)
        told = train.totals
        summed_s = told.running_s + told.stops_s + told.border_s + told.waiting_s
        what = f"{summed_s} s in parts, {told.total_s} s in total"
        tally.judge("TOTALS", summed_s == told.total_s and told.waiting_s >= 0, "E0414", train.role, what)


def _totals(world: World, train: PlanTrain) -> Totals:
    movement = world.inputs.movement
    published = {point.place: point for point in train.points}
    running_s = sum(published[leg.to_place].published_arrive_at_s - leg.depart_at_s for leg in train.legs)
    inner = {leg.to_place for leg in train.legs[:-1]}
    stops_s = sum(
        stop.dwell_s
        for stop in movement.stops
        if stop.place in inner and (not stop.roles or train.role in stop.roles)
    )
    place = movement.border.place if movement.border is not None else ""
    rows = [row for row in world.plan.border if (row.role, row.place) == (train.role, place)]
    border_s = sum(step.until_at_s - step.from_at_s for row in rows for step in row.steps)
    total_s = train.points[-1].published_arrive_at_s - train.legs[0].depart_at_s
    return Totals(running_s, stops_s, border_s, total_s - running_s - stops_s - border_s, total_s)
