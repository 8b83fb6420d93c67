"""Rows of the plan: other trains, their holds, the bill."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from railcade.plan.joint.others import Service
from railcade.plan.joint.settled import Settled
from railcade.plan.model import Bill, Hold, OtherPoint, OtherTrain, ProtectionRow, RoadClosure
from railcade.rules import ProtectionKind


def other_trains(settled: Settled) -> tuple[OtherTrain, ...]:
    """Every service in the window, retimed or as booked."""
    return tuple(_train(settled, i) for i in range(len(settled.services)))


def _train(settled: Settled, number: int) -> OtherTrain:
    service = settled.services[number]
    train = service.pattern.train
    points = _points(settled, number)
    holds = tuple(
        hold for a, b in zip([None, *points[:-1]], points, strict=True) if (hold := _hold(a, b)) is not None
    )
    delay_s = points[-1].arrive_at_s - points[-1].booked_arrive_s
    return OtherTrain(service.id, train.id, train.kind, train.length_m, points, holds, delay_s, train.source)


def _points(settled: Settled, number: int) -> tuple[OtherPoint, ...]:
    """Times at every point: the shift of a hop's departure moves all points up to the next arrival."""
    service = settled.services[number]
    pattern, zero_s = service.pattern, service.zero_s
    result: list[OtherPoint] = []
    arrive_shift_s = _shift(service, settled.services_s[number], 0)
    for i, point in enumerate(pattern.train.points):
        depart_shift_s = arrive_shift_s
        if i in pattern.stops[:-1]:
            depart_shift_s = _shift(service, settled.services_s[number], pattern.stops.index(i))
        if i == 0:
            arrive_shift_s = depart_shift_s
        wish = point.track
        result.append(
            OtherPoint(
                place=point.place,
                booked_arrive_s=zero_s + point.arrive_s,
                booked_depart_s=zero_s + point.depart_s,
                arrive_at_s=zero_s + point.arrive_s + arrive_shift_s,
                depart_at_s=zero_s + point.depart_s + depart_shift_s,
                track=settled.tracks.get((point.place, ("service", number)), wish),
            )
        )
        arrive_shift_s = depart_shift_s
    return tuple(result)


def _shift(service: Service, departs_s: Sequence[int], hop: int) -> int:
    booked_s = service.zero_s + service.pattern.train.points[service.pattern.stops[hop]].depart_s
    return int(departs_s[hop]) - booked_s


def _hold(before: OtherPoint | None, point: OtherPoint) -> Hold | None:
    """The wait at a point beyond the booked one."""
    lateness_s = point.arrive_at_s - point.booked_arrive_s if before is not None else 0
    hold_s = point.depart_at_s - point.booked_depart_s - lateness_s
    if hold_s <= 0:
        return None
    return Hold(point.place, point.depart_at_s - hold_s, point.depart_at_s, hold_s)


def make_bill(
    trains: Sequence[OtherTrain],
    weights: Mapping[str, int],
    protection: Sequence[ProtectionRow],
    roads: Sequence[RoadClosure],
) -> Bill:
    """Minutes late at destinations, and who pays most (ties by id); roads closed and boxes opened."""
    held = [train for train in trains if train.holds]
    worst = max(held, key=lambda train: (train.delay_s, train.id), default=None)
    return Bill(
        trains_in_window=len(trains),
        trains_held=len(held),
        delay_s=sum(train.delay_s for train in held),
        weighted_delay_s=sum(train.delay_s * weights.get(train.kind, 1) for train in held),
        worst_train=worst.id if worst is not None else "",
        worst_delay_s=worst.delay_s if worst is not None else 0,
        crossings=len({road.crossing for road in roads}),
        road_closure_s=sum(road.until_at_s - road.from_at_s for road in roads),
        boxes_opened=len({row.target for row in protection if row.kind == ProtectionKind.BOX_OPEN}),
    )
