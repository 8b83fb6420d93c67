"""The movement's own constraints: stands, border, re-forming, spacing, programme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from railcade.network import Path
from railcade.plan.border import Crossing, Process, make_process
from railcade.plan.joint.arcs import Constraints
from railcade.plan.joint.spacing import PRINCIPAL, Bound
from railcade.plan.occupation.rounding import down, up
from railcade.plan.occupation.timeline import Timeline
from railcade.plan.request import Movement, StopRequest


@dataclass(frozen=True, eq=False)
class RoleNodes:
    """Nodes of the movement: ``departs[role][leg]``, and the start on a jack track by role."""

    departs: tuple[tuple[int, ...], ...]
    jacks: Mapping[int, int]
    principal: int


def add_roles(
    constraints: Constraints, movement: Movement, timelines: Sequence[Timeline], path: Path
) -> RoleNodes:
    """Number the departures of all roles and bind each role's own stands."""
    departs = tuple(
        tuple(constraints.node(movement.publish_step_s) for _ in timeline.legs) for timeline in timelines
    )
    principal = [timeline.role for timeline in timelines].index(PRINCIPAL)
    nodes = RoleNodes(departs, {}, principal)
    _programme(constraints, movement, timelines, nodes)
    for role, timeline in enumerate(timelines):
        for leg in range(len(timeline.legs) - 1):
            place = path.places[timeline.legs[leg].last].id
            stop = stop_of(movement, timeline.role, place)
            if stop is not None:
                arrive_s = _arrival_s(timeline, leg)
                dwell_s = up(stop.dwell_s, movement.publish_step_s)
                constraints.at_least(departs[role][leg], departs[role][leg + 1], arrive_s + dwell_s)
                most_s = arrive_s + dwell_s + down(stop.extra_s, movement.publish_step_s)
                constraints.at_most(departs[role][leg], departs[role][leg + 1], most_s)
    if movement.border is None:
        return nodes
    jacks = _border(constraints, movement, timelines, nodes, path)
    _reform(constraints, movement, timelines, nodes, path)
    return RoleNodes(departs, jacks, principal)


def add_spacing(
    constraints: Constraints, nodes: RoleNodes, minima: Sequence[Bound], maxima: Sequence[Bound]
) -> None:
    """Bind the departures of pairs of roles."""
    for bound in minima:
        tail, head = (
            nodes.departs[bound.ahead][bound.ahead_leg],
            nodes.departs[bound.behind][bound.behind_leg],
        )
        constraints.at_least(tail, head, int(bound.value_s))
    for bound in maxima:
        tail, head = (
            nodes.departs[bound.ahead][bound.ahead_leg],
            nodes.departs[bound.behind][bound.behind_leg],
        )
        constraints.at_most(tail, head, int(bound.value_s))


def stop_of(movement: Movement, role: str, place: str) -> StopRequest | None:
    """The stop that a role makes at a place, if any."""
    for stop in movement.stops:
        if stop.place == place and (not stop.roles or role in stop.roles):
            return stop
    return None


def stand_places(movement: Movement, role: str, path: Path) -> tuple[int, ...]:
    """Place indices at which a role stands, in order, origin and destination included."""
    stands = {0, len(path.places) - 1}
    for stop in movement.stops:
        if not stop.roles or role in stop.roles:
            stands.add(path.index[stop.place])
    if movement.border is not None:
        stands.add(path.index[movement.border.place])
        stands.add(path.index[movement.border.reform_place])
    return tuple(sorted(stands))


def suspended_sections(movement: Movement, path: Path) -> frozenset[int]:
    """Sections on which maximum spacing does not bind: docs/occupation.md, 6."""
    stands = [set(stand_places(movement, role.role, path)) for role in movement.roles]
    together = sorted(set.intersection(*stands))
    suspended: set[int] = set()
    if movement.border is not None:
        suspended |= set(range(path.index[movement.border.place], path.index[movement.border.reform_place]))
    for stop in movement.stops:
        if stop.resweep:
            start = path.index[stop.place]
            suspended |= set(range(start, next(place for place in together if place > start)))
    return frozenset(suspended)


def _arrival_s(timeline: Timeline, leg: int) -> int:
    """Published arrival at the end of a leg, seconds after its departure."""
    arrive = timeline.arrive[timeline.legs[leg].last]
    if arrive is None:
        raise ValueError("a leg ends at an arrival")
    return int(arrive.published_s)


def _programme(
    constraints: Constraints, movement: Movement, timelines: Sequence[Timeline], nodes: RoleNodes
) -> None:
    """The principal's departure window and latest arrival."""
    step_s = movement.publish_step_s
    first, last = nodes.departs[nodes.principal][0], nodes.departs[nodes.principal][-1]
    constraints.earliest_s[first] = up(movement.depart_earliest_s, step_s)
    constraints.latest_s[first] = down(movement.depart_latest_s, step_s)
    timeline = timelines[nodes.principal]
    arrive_s = _arrival_s(timeline, len(timeline.legs) - 1)
    latest_s = down(movement.arrive_latest_s - arrive_s, step_s)
    constraints.latest_s[last] = min(constraints.latest_s[last], latest_s)


def _leg_to(timeline: Timeline, place: int) -> int:
    return [leg.last for leg in timeline.legs].index(place)


def border_process(movement: Movement, timelines: Sequence[Timeline], path: Path) -> Process | None:
    """The process at the border, or None where the movement has none."""
    border = movement.border
    if border is None:
        return None
    place = path.index[border.place]
    crossings = [
        Crossing(
            before=timeline.formation_at(place - 1),
            after=timeline.formation_at(place),
            here=role.handover_at(border.place),
            beyond=role.handover_at(border.reform_place),
        )
        for role, timeline in zip(movement.roles, timelines, strict=True)
    ]
    return make_process(border, crossings, path.places[place].jack_tracks, movement.publish_step_s)


def _border(
    constraints: Constraints, movement: Movement, timelines: Sequence[Timeline], nodes: RoleNodes, path: Path
) -> dict[int, int]:
    """Each role does its steps, on jack tracks in its turn; departure follows when the work is done."""
    border, process = movement.border, border_process(movement, timelines, path)
    if border is None or process is None:
        raise ValueError("there is no border to bind")
    place = path.index[border.place]
    extra_s = down(border.extra_s, movement.publish_step_s)
    jacks: dict[int, int] = {}
    before: int | None = None
    for role, timeline in enumerate(timelines):
        leg, work = _leg_to(timeline, place), process.works[role]
        comes, leaves, arrive_s = (
            nodes.departs[role][leg],
            nodes.departs[role][leg + 1],
            _arrival_s(timeline, leg),
        )
        constraints.at_least(comes, leaves, arrive_s + process.work_s(role))
        constraints.at_most(comes, leaves, arrive_s + process.work_s(role) + extra_s)
        if not work.tracks:
            continue
        jacks[role] = constraints.node(movement.publish_step_s)
        on_jack_s, after_s = process.lasts_s(work.jack), process.lasts_s(work.after)
        constraints.at_least(comes, jacks[role], arrive_s + process.lasts_s(work.before))
        constraints.at_least(jacks[role], leaves, on_jack_s + after_s)
        if before is not None:
            constraints.at_least(jacks[before], jacks[role], 0)
        for ahead in process.behind[role]:
            constraints.at_least(jacks[ahead], jacks[role], process.lasts_s(process.works[ahead].jack))
        before = role
    return jacks


def _reform(
    constraints: Constraints, movement: Movement, timelines: Sequence[Timeline], nodes: RoleNodes, path: Path
) -> None:
    """No role leaves before all have come and are ready; the first leaves soon after.

    A role is ready `reform_s` after it has come, or when the far side's formalities are done, if later.
    """
    border, process = movement.border, border_process(movement, timelines, path)
    if border is None or process is None:
        raise ValueError("there is no border to bind")
    place = path.index[border.reform_place]
    waits_s = [
        max(up(border.reform_s, movement.publish_step_s), process.lasts_s(work.far)) for work in process.works
    ]
    for role, timeline in enumerate(timelines):
        leg = _leg_to(timeline, place)
        if leg + 1 == len(timeline.legs):
            continue
        leaves = nodes.departs[role][leg + 1]
        for other, other_timeline in enumerate(timelines):
            other_leg = _leg_to(other_timeline, place)
            ready_s = _arrival_s(other_timeline, other_leg) + waits_s[other]
            constraints.at_least(nodes.departs[other][other_leg], leaves, ready_s)
            if role == 0 and other == len(timelines) - 1:
                most_s = ready_s + down(border.reform_extra_s, movement.publish_step_s)
                constraints.at_most(nodes.departs[other][other_leg], leaves, most_s)
