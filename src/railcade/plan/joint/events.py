"""Events of the programme as constraints of the principal, and what is said where they cannot be kept."""

from __future__ import annotations

from collections.abc import Mapping

from railcade.clock import local, zone_label
from railcade.errors import InfeasibleError, Problem
from railcade.journey import Event, Programme
from railcade.network import Path
from railcade.plan.joint.arcs import Constraints
from railcade.plan.joint.roles import RoleNodes
from railcade.plan.joint.settled import Settled, present
from railcade.plan.occupation.timeline import Timeline


def latest_begins_s(programme: Programme) -> Mapping[str, int]:
    """Latest begin of each event, so that it and all that follow it slip by no more than they may."""
    found: dict[str, int] = {}
    for event in reversed(programme.events):
        followers = [each for each in programme.events if each.follows == event.id]
        latest_s = [found[each.id] - each.gap_s - event.lasts_s for each in followers]
        found[event.id] = min([event.begins_at_s + event.may_slip_s, *latest_s])
    return found


def bind_events(
    constraints: Constraints, programme: Programme, timeline: Timeline, nodes: RoleNodes, path: Path
) -> None:
    """Bind the principal's departures.

    At the origin it leaves when the event is over and people are aboard; elsewhere it comes so early that the
    event begins no later than it may, and where it goes on, it waits until the event is over.
    """
    departs = nodes.departs[nodes.principal]
    latest_s = latest_begins_s(programme)
    stands = [leg.first for leg in timeline.legs]
    for event in programme.events:
        at = path.index[event.place]
        over_s = event.lasts_s + event.lead_s
        if at in stands:
            node = departs[stands.index(at)]
            earliest_s = event.begins_at_s + over_s
            constraints.earliest_s[node] = max(constraints.earliest_s[node], earliest_s)
        if at == 0:
            continue
        leg = [each.last for each in timeline.legs].index(at)
        arrive_s = int(present(timeline.arrive[at]).published_s)
        latest_depart_s = latest_s[event.id] - event.lead_s - arrive_s
        constraints.latest_s[departs[leg]] = min(constraints.latest_s[departs[leg]], latest_depart_s)
        if leg + 1 < len(departs):
            constraints.at_least(departs[leg], departs[leg + 1], arrive_s + event.lead_s + over_s)


def refuse_events(programme: Programme, settled: Settled) -> InfeasibleError:
    """Events that the best movement without a programme misses, each with its time and the time needed."""
    latest_s = latest_begins_s(programme)
    role = settled.role("principal")
    timeline = settled.timelines[role]
    problems = []
    for event in programme.events:
        at = settled.path.index[event.place]
        if at == 0:
            leaves_s = settled.departs[role][0]
            if leaves_s < event.begins_at_s + event.lasts_s + event.lead_s:
                problems.append(_early(event, settled, leaves_s))
            continue
        arrives_s = int(settled.published_s(role, present(timeline.arrive[at])))
        wanted_s = latest_s[event.id] - event.lead_s
        if arrives_s > wanted_s:
            problems.append(_late(event, settled, arrives_s, wanted_s))
    return InfeasibleError(problems or [_together(programme)])


def _late(event: Event, settled: Settled, arrives_s: int, wanted_s: int) -> Problem:
    place = settled.path.places[settled.path.index[event.place]]
    arrives, wanted = local(arrives_s, place.zone), local(wanted_s, place.zone)
    what = (
        f"{event.title} wants the principal by {wanted:%Y-%m-%d %H:%M} {zone_label(wanted_s, place.zone)}; "
        f"without a programme it comes at {arrives:%Y-%m-%d %H:%M}"
    )
    mend = f"let {event.id} begin or slip {(arrives_s - wanted_s + 59) // 60} min later, or leave earlier"
    return Problem("E0302", place.name, what, mend)


def _early(event: Event, settled: Settled, leaves_s: int) -> Problem:
    place = settled.path.places[0]
    over_s = event.begins_at_s + event.lasts_s + event.lead_s
    leaves, over = local(leaves_s, place.zone), local(over_s, place.zone)
    what = (
        f"the principal leaves at {leaves:%Y-%m-%d %H:%M} {zone_label(leaves_s, place.zone)}, "
        f"{event.title} is over at {over:%H:%M}, lead counted in"
    )
    return Problem("E0302", place.name, what, f"leave at {over.isoformat()} or later, or begin earlier")


def _together(programme: Programme) -> Problem:
    names = ", ".join(event.id for event in programme.events)
    what = "each event alone can be kept, all together cannot"
    return Problem("E0302", names, what, "let one of them slip, or stand longer where it is held")
