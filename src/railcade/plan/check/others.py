"""Other trains against their booking: docs/occupation.md 9 and the bill."""

from __future__ import annotations

import math
from collections.abc import Mapping

from railcade.conditions import Possession
from railcade.plan.check.dated import covered
from railcade.plan.check.tally import Tally
from railcade.plan.check.traffic import due
from railcade.plan.check.world import World, clock
from railcade.plan.model import Bill, Hold, OtherPoint, OtherTrain, Plan
from railcade.timetable import BookedTrain

BEFORE_S = 3600
BEHIND_S = 6 * 3600
Booked = tuple[BookedTrain, int]
WIDEST_S = 7 * 86_400
"""The search looks further on where trains are late; a window much wider than any need is no window."""


def check_others(world: World, tally: Tally) -> None:
    """Every train in the window is there, as booked or later, to its end."""
    plan = world.plan
    movement, protection = world.inputs.movement, world.inputs.rules.protection
    before_s = max([BEFORE_S, *(rule.before_s for rule in protection)])
    behind_s = max([BEHIND_S, *(rule.after_s for rule in protection)])
    first_s = float(min(role.depart_s[0] for role in world.roles)) - before_s
    last_s = float(max(role.arrive_s[-1] for role in world.roles)) + behind_s
    widest_s = (
        min(first_s, movement.depart_earliest_s - before_s) - WIDEST_S,
        max(last_s, movement.arrive_latest_s + behind_s) + WIDEST_S,
    )
    wide = widest_s[0] <= plan.window_from_s <= first_s
    wide = wide and last_s <= plan.window_until_s <= widest_s[1]
    what = (
        f"the window must reach from {clock(first_s)} to {clock(last_s)}, "
        f"and not beyond {clock(widest_s[0])} and {clock(widest_s[1])}"
    )
    tally.judge("OTHER-END", wide, "E0411", "plan.window", what)
    from_s = plan.window_from_s if wide else int(first_s)
    wanted = running(world, due(world.inputs.timetable, from_s, plan.window_until_s if wide else int(last_s)))
    listed = {train.id: train for train in plan.other_trains}
    for name in sorted(wanted.keys() - listed.keys()):
        tally.judge("OTHER-END", False, "E0411", name, "runs in the window, but the plan does not hold it")
    for name, train in listed.items():
        if name not in wanted:
            tally.judge("OTHER-END", False, "E0411", name, "is not booked to run in the window")
            continue
        booked, zero_s = wanted[name]
        if _same_train(train, booked, zero_s, tally):
            _check_times(train, tally)
            _check_reach(train, plan.window_until_s, tally)
            _check_holds(train, tally, world.inputs.rules.max_delay_s)
    _check_bill(plan.bill, listed, world.inputs.rules.weights, tally)
    _check_costs(plan, tally)


def running(world: World, booked: Mapping[str, Booked]) -> Mapping[str, Booked]:
    """Booked trains without those that a possession cancels on the day."""
    cancels = [(item, number) for item in world.inputs.conditions.possessions for number in item.cancels]
    if not cancels:
        return booked
    return {
        name: (train, zero_s)
        for name, (train, zero_s) in booked.items()
        if not any(number == train.id and _meets(world, train, zero_s, item) for item, number in cancels)
    }


def _meets(world: World, train: BookedTrain, zero_s: int, item: Possession) -> bool:
    """Whether a train is booked, with its block work, where a possession is."""
    barred = {section.id for section, _, _ in covered(item.stretch, world.inputs.network)}
    for i, (here, following) in enumerate(zip(train.points[:-1], train.points[1:], strict=True)):
        section, forward = world.by_ends[here.place, following.place]
        if section.id not in barred:
            continue
        if section.tracks == 2 and item.track not in ("all", "forward" if forward else "backward"):
            continue
        clear_s = following.arrive_s
        if following.depart_s == following.arrive_s and i + 2 < len(train.points):
            run_s = following.arrive_s - here.depart_s
            clear_s += math.ceil(train.length_m * run_s / section.length_m)
        enters_s = zero_s + here.depart_s - section.block.setting_s
        leaves_s = zero_s + clear_s + section.block.clearing_s + section.block.release_s
        if enters_s < item.until_at_s and leaves_s > item.from_at_s:
            return True
    return False


def _same_train(train: OtherTrain, booked: BookedTrain, zero_s: int, tally: Tally) -> bool:
    told = (train.number, train.kind, train.length_m, train.source)
    wanted = (booked.id, booked.kind, booked.length_m, booked.source)
    tally.judge("OTHER-END", told == wanted, "E0411", train.id, f"is {told}, booked is {wanted}")
    way = tuple(point.place for point in train.points)
    booked_way = tuple(point.place for point in booked.points)
    tally.judge(
        "OTHER-END", way == booked_way, "E0411", train.id, f"does not run to {booked_way[-1]} as booked"
    )
    if way != booked_way:
        return False
    for point, wish in zip(train.points, booked.points, strict=True):
        times = (point.booked_arrive_s, point.booked_depart_s)
        same = times == (zero_s + wish.arrive_s, zero_s + wish.depart_s)
        what = f"at {point.place}: the plan's booked times are not those of the timetable"
        tally.judge("OTHER-BOOKED", same, "E0411", train.id, what)
    return True


def _check_times(train: OtherTrain, tally: Tally) -> None:
    before: OtherPoint | None = None
    last = train.points[-1]
    for point in train.points:
        at = f"at {point.place}: "
        early = point.depart_at_s < point.booked_depart_s
        what = f"{at}leaves {point.booked_depart_s - point.depart_at_s} s before its booked time"
        tally.judge("OTHER-BOOKED", not early, "E0411", train.id, what)
        dwell_s, booked_s = (
            point.depart_at_s - point.arrive_at_s,
            point.booked_depart_s - point.booked_arrive_s,
        )
        if before is None:
            stays = point.arrive_at_s in (point.depart_at_s, point.booked_arrive_s)
        else:
            stays = dwell_s == 0 if point is last else dwell_s >= booked_s
            run_s = point.arrive_at_s - before.depart_at_s
            booked_run_s = point.booked_arrive_s - before.booked_depart_s
            what = f"{at}has run {run_s} s from {before.place}, booked are {booked_run_s} s"
            tally.judge("OTHER-BOOKED", run_s == booked_run_s, "E0411", train.id, what)
        what = f"{at}stands {dwell_s} s, booked are {booked_s} s"
        tally.judge("OTHER-BOOKED", stays, "E0411", train.id, what)
        before = point


def _check_reach(train: OtherTrain, until_s: int, tally: Tally) -> None:
    """A late train ends within the window: beyond it the plan does not hold those that it might meet."""
    last = train.points[-1]
    late = last.arrive_at_s > last.booked_arrive_s
    what = f"ends late at {clock(last.arrive_at_s)}, the plan looks at other trains until {clock(until_s)}"
    tally.judge("OTHER-END", not late or last.arrive_at_s <= until_s, "E0411", train.id, what)


def _check_holds(train: OtherTrain, tally: Tally, most_s: int) -> None:
    delay_s = train.points[-1].arrive_at_s - train.points[-1].booked_arrive_s
    tally.judge(
        "BILL", train.delay_s == delay_s, "E0414", train.id, f"late by {delay_s} s, not {train.delay_s} s"
    )
    what = f"is {delay_s} s late, the pack allows {most_s} s"
    tally.judge("BILL", delay_s <= most_s, "E0411", train.id, what)
    holds = tuple(hold for i, point in enumerate(train.points) if (hold := _hold(i, point)) is not None)
    tally.judge("BILL", train.holds == holds, "E0414", train.id, f"holds are {holds}, listed {train.holds}")


def _hold(i: int, point: OtherPoint) -> Hold | None:
    booked_s = point.booked_depart_s
    if i > 0:
        booked_s += point.arrive_at_s - point.booked_arrive_s
    wait_s = point.depart_at_s - booked_s
    return Hold(point.place, booked_s, point.depart_at_s, wait_s) if wait_s > 0 else None


def _check_costs(plan: Plan, tally: Tally) -> None:
    """What the bill says of roads and boxes is what stands in the plan, which is judged elsewhere."""
    roads, boxes = plan.road_closures, [row for row in plan.protection if row.kind == "box_open"]
    facts = (
        ("crossings closed", plan.bill.crossings, len({road.crossing for road in roads})),
        ("road closure in seconds", plan.bill.road_closure_s, sum(r.until_at_s - r.from_at_s for r in roads)),
        ("boxes opened", plan.bill.boxes_opened, len({row.target for row in boxes})),
    )
    for name, told, counted in facts:
        tally.judge("BILL", told == counted, "E0414", "plan.bill", f"{name}: {told}, counted {counted}")


def _check_bill(
    bill: Bill, trains: Mapping[str, OtherTrain], weights: Mapping[str, int], tally: Tally
) -> None:
    ends = {name: train.points[-1] for name, train in trains.items()}
    delays_s = {name: end.arrive_at_s - end.booked_arrive_s for name, end in ends.items()}
    worst_s = max(delays_s.values(), default=0)
    facts = (
        ("trains in the window", bill.trains_in_window, len(trains)),
        ("trains held", bill.trains_held, sum(bool(train.holds) for train in trains.values())),
        ("delay in seconds", bill.delay_s, sum(delays_s.values())),
        (
            "weighted delay in seconds",
            bill.weighted_delay_s,
            sum(delays_s[name] * weights.get(train.kind, 1) for name, train in trains.items()),
        ),
        ("worst delay in seconds", bill.worst_delay_s, worst_s),
    )
    for name, told, counted in facts:
        tally.judge("BILL", told == counted, "E0414", "plan.bill", f"{name}: {told}, counted {counted}")
    worst = delays_s.get(bill.worst_train, 0) == worst_s if worst_s else bill.worst_train == ""
    tally.judge("BILL", worst, "E0414", "plan.bill", f"{bill.worst_train!r} is not the worst delayed")
