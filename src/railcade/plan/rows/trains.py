"""Rows of the plan: the roles at their timing points, their legs and totals."""

from __future__ import annotations

from railcade.plan.joint.roles import border_process, stop_of
from railcade.plan.joint.settled import Settled
from railcade.plan.model import PlanLeg, PlanPoint, PlanTrain, Totals
from railcade.plan.occupation.timeline import Timeline


def plan_trains(settled: Settled) -> tuple[PlanTrain, ...]:
    """One row for each role."""
    return tuple(_train(settled, role) for role in range(len(settled.timelines)))


def run_key(timeline: Timeline, leg: int) -> str:
    """Key of a leg's run in runs.npz."""
    return f"{timeline.role}/{leg}"


def _train(settled: Settled, role: int) -> PlanTrain:
    timeline = settled.timelines[role]
    legs = tuple(
        PlanLeg(
            run=run_key(timeline, i),
            from_place=settled.path.places[leg.first].id,
            to_place=settled.path.places[leg.last].id,
            depart_at_s=settled.departs[role][i],
            formation=leg.formation.id,
            pace_mps=leg.pace_mps,
        )
        for i, leg in enumerate(timeline.legs)
    )
    points = tuple(_point(settled, role, i) for i in range(len(settled.path.places)))
    formations = tuple(dict.fromkeys(leg.formation.id for leg in timeline.legs))
    return PlanTrain(timeline.role, timeline.number, formations, legs, points, _totals(settled, role, points))


def _point(settled: Settled, role: int, i: int) -> PlanPoint:
    timeline, place = settled.timelines[role], settled.path.places[i]
    arrive, depart = timeline.arrive[i], timeline.depart[i]
    first, last = (arrive or depart), (depart or arrive)
    if first is None or last is None:
        raise ValueError("a role arrives at or departs from every place")
    done = timeline.complete[i - 1] if i > 0 else first
    stand, reason = _stand(settled, timeline, i)
    return PlanPoint(
        place=place.id,
        position_m=float(settled.path.place_m[i]),
        arrive_at_s=round(settled.exact_s(role, first), 3),
        depart_at_s=round(settled.exact_s(role, last), 3),
        complete_at_s=round(settled.exact_s(role, done), 3),
        published_arrive_at_s=int(settled.published_s(role, first)),
        published_depart_at_s=int(settled.published_s(role, last)),
        track=settled.tracks.get((place.id, ("role", role)), ""),
        stand=stand,
        reason=reason,
    )


def _stand(settled: Settled, timeline: Timeline, i: int) -> tuple[str, str]:
    """Why a role stands at a place, as kind and as words."""
    if i not in timeline.stands:
        return "", ""
    place, movement = settled.path.places[i].id, settled.movement
    stop = stop_of(movement, timeline.role, place)
    words = stop.reason if stop is not None else ""
    if i == timeline.stands[0]:
        return "origin", words
    if i == timeline.stands[-1]:
        return "destination", words
    border = movement.border
    if border is not None and place == border.place:
        return "border", border.reason
    if border is not None and place == border.reform_place:
        return "reform", words or "all trains form up again; sweep validity starts anew"
    return "stop", words


def _totals(settled: Settled, role: int, points: tuple[PlanPoint, ...]) -> Totals:
    timeline, movement = settled.timelines[role], settled.movement
    running_s = sum(int(_arrival(timeline, i)) for i in range(len(timeline.legs)))
    inner = [points[i] for i in timeline.stands[1:-1]]
    stops = [stop_of(movement, timeline.role, point.place) for point in inner]
    stops_s = sum(stop.dwell_s for stop in stops if stop is not None)
    process = border_process(movement, settled.timelines, settled.path)
    border_s = process.work_s(role) if process is not None else 0
    total_s = points[-1].published_arrive_at_s - points[0].published_depart_at_s
    return Totals(running_s, stops_s, border_s, total_s - running_s - stops_s - border_s, total_s)


def _arrival(timeline: Timeline, leg: int) -> float:
    arrive = timeline.arrive[timeline.legs[leg].last]
    return arrive.published_s if arrive is not None else 0.0
