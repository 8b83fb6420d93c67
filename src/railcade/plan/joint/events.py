"""Events of the programme as constraints of the principal, and what is said where they cannot be kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from railcade.clock import local, zone_label
from railcade.errors import InfeasibleError, Problem
from railcade.journey import Event, Programme
from railcade.network import Path, Place
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


def waited_for(programme: Programme, event: Event) -> Iterator[tuple[Event, int]]:
    """The event and all before it in its chain, each with the least time from its begin to the event's."""
    named = {each.id: each for each in programme.events}
    after_s = 0
    yield event, after_s
    while event.follows:
        before = named[event.follows]
        after_s += before.lasts_s + event.gap_s
        event = before
        yield event, after_s


def bind_events(
    constraints: Constraints, programme: Programme, timeline: Timeline, nodes: RoleNodes, path: Path
) -> None:
    """Bind the principal's departures.

    At the origin it leaves when the event is over and people are aboard; elsewhere it comes so early that the
    event begins no later than it may, and where it goes on, it waits until the event is over, which may slip
    with those that it follows.
    """
    departs = nodes.departs[nodes.principal]
    latest_s = latest_begins_s(programme)
    stands = [leg.first for leg in timeline.legs]
    ends = [leg.last for leg in timeline.legs]
    for event in programme.events:
        at = path.index[event.place]
        over_s = event.lasts_s + event.lead_s
        if at in stands:
            node = departs[stands.index(at)]
            earliest_s = event.begins_at_s + over_s
            constraints.earliest_s[node] = max(constraints.earliest_s[node], earliest_s)
            for before, after_s in waited_for(programme, event):
                came_at = path.index[before.place]
                if 0 < came_at <= at:
                    comes_s = int(present(timeline.arrive[came_at]).published_s)
                    wait_s = comes_s + before.lead_s + after_s + over_s
                    constraints.at_least(departs[ends.index(came_at)], node, wait_s)
        if at == 0:
            continue
        leg = ends.index(at)
        arrive_s = int(present(timeline.arrive[at]).published_s)
        latest_depart_s = latest_s[event.id] - event.lead_s - arrive_s
        constraints.latest_s[departs[leg]] = min(constraints.latest_s[departs[leg]], latest_depart_s)


def refuse_events(programme: Programme, settled: Settled) -> InfeasibleError:
    """Events that the best movement without a programme misses, each with its time and the time needed.

    Also stops at which the train may not stand as long as their events take.
    """
    latest_s = latest_begins_s(programme)
    role = settled.role("principal")
    timeline = settled.timelines[role]
    problems = list(_short_stands(programme, settled))
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
        f"{event.title} is over at {over:%Y-%m-%d %H:%M}, lead counted in"
    )
    return Problem("E0302", place.name, what, f"leave at {over.isoformat()} or later, or begin earlier")


def _short_stands(programme: Programme, settled: Settled) -> Iterator[Problem]:
    """Stops whose longest stand is shorter than what their events need from arrival to departure."""
    latest_s = latest_begins_s(programme)
    for stop in settled.movement.stops:
        held = [event for event in programme.events if event.place == stop.place]
        if not held or (stop.roles and "principal" not in stop.roles):
            continue
        comes_s = min(latest_s[event.id] - event.lead_s for event in held)
        needed_s = max(event.begins_at_s + event.lasts_s + event.lead_s - comes_s for event in held)
        for event in held:
            for before, after_s in waited_for(programme, event):
                if before.place == stop.place:
                    stand_s = before.lead_s + after_s + event.lasts_s + event.lead_s
                    needed_s = max(needed_s, stand_s)
        step_s = settled.movement.publish_step_s
        longest_s = -(-stop.dwell_s // step_s) * step_s + stop.extra_s
        if needed_s > longest_s:
            yield _short(held, settled.path.places[settled.path.index[stop.place]], (needed_s, longest_s))


def _short(held: Sequence[Event], place: Place, stand_s: tuple[int, int]) -> Problem:
    needed_min, longest_min = -(-stand_s[0] // 60), stand_s[1] // 60
    names = ", ".join(event.title for event in held)
    what = f"{names}: the principal stands {needed_min} min or more, leads counted in; "
    what += f"the stop allows {longest_min} min"
    mend = f"let dwell and extra of the stop be {needed_min} min or more together, or change the events"
    return Problem("E0302", place.name, what, mend)


def _together(programme: Programme) -> Problem:
    names = ", ".join(event.id for event in programme.events)
    what = "without a programme the principal comes in time for each, but no plan waits until all are over"
    return Problem("E0302", names, what, "let one of them slip, or stand longer where it is held")
