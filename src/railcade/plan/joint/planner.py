"""From frozen things to a plan: timelines, problem, search, rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from railcade.conditions import NONE, Conditions
from railcade.errors import InfeasibleError, Problem
from railcade.fleet import Fleet
from railcade.journey import Manifest, Programme
from railcade.motion import Run
from railcade.network import Network, Path, make_path
from railcade.plan.dated import closures, in_force, movement_window_s, restricted, traffic_window_s
from railcade.plan.dated.window import BEFORE_S, reach_s
from railcade.plan.joint.arcs import Constraints
from railcade.plan.joint.closed import Barred, barred
from railcade.plan.joint.contact import Contact, Meeting
from railcade.plan.joint.events import bind_events, refuse_events
from railcade.plan.joint.hold_back import hold_back
from railcade.plan.joint.others import Service, add_services, running, services, weights_of
from railcade.plan.joint.pacing import make_timelines
from railcade.plan.joint.problem import Cast, PlaceUse, make_problem
from railcade.plan.joint.problem import Problem as SearchProblem
from railcade.plan.joint.refusals import refuse_backlog, refuse_search, refuse_spacing, refuse_tracks
from railcade.plan.joint.roles import add_roles, add_spacing, suspended_sections
from railcade.plan.joint.search import Failure, solve
from railcade.plan.joint.settled import Settled
from railcade.plan.joint.spacing import Bound, maximum_bounds, minimum_bounds, role_pairs, tightest
from railcade.plan.occupation.rounding import up
from railcade.plan.occupation.timeline import Timeline
from railcade.plan.occupation.tracks import Hold, assign_tracks
from railcade.plan.request import Movement
from railcade.rules import RulePack
from railcade.timetable import Timetable

MOST_ROUNDS = 6
"""How often traffic is looked at further on before a line is called too full to take back what was held."""


Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Things:
    """What a movement is planned with, read and checked at the docks."""

    movement: Movement
    network: Network
    fleet: Fleet
    timetable: Timetable
    pack: RulePack
    way: Sequence[str]
    programme: Programme | None = None
    manifest: Manifest | None = None
    conditions: Conditions = NONE

    def path(self) -> Path:
        """The way with the temporary speed restrictions that count for the movement."""
        path = make_path(self.network, self.way)
        window_s = movement_window_s(self.movement, self.pack)
        return restricted(path, in_force(self.conditions, self.network, path, window_s))


@dataclass(frozen=True, eq=False)
class Planned:
    """A settled movement, its runs by key, and how the search ended."""

    settled: Settled
    runs: Mapping[str, Run]
    nodes: int
    proved: bool
    window_s: tuple[int, int]


def plan_jointly(things: Things, progress: Callable[[str], None]) -> Planned:
    """Plan a movement.

    Raises
    ------
    InfeasibleError
        With the rule and the place that forbid it.
    """
    movement = things.movement
    path = things.path()
    progress("running times")
    timelines = make_timelines(movement, path, things.fleet)
    suspended = suspended_sections(movement, path)
    minima, maxima = _bounds(things, path, timelines, suspended)
    before_s, after_s = reach_s(things.pack)
    window_s = traffic_window_s(movement, things.pack)
    for further in range(MOST_ROUNDS):
        progress("paths and holds" if further == 0 else "paths and holds, further on")
        planned = _search(things, path, timelines, (minima, maxima), window_s)
        early_s = _first_departure(planned.settled) - before_s
        late_s = max(_latest_end(planned.settled) + BEFORE_S, _last_arrival(planned.settled) + after_s)
        if window_s[0] <= early_s and late_s <= window_s[1]:
            return planned
        # A train runs outside the traffic that was looked at: look further, so that its way is free there.
        window_s = (
            window_s[0] if window_s[0] <= early_s else early_s - before_s,
            window_s[1] if late_s <= window_s[1] else late_s + after_s,
        )
    raise refuse_backlog(planned.settled)


def _bounds(
    things: Things, path: Path, timelines: Sequence[Timeline], suspended: frozenset[int]
) -> tuple[list[Bound], list[Bound]]:
    """Tightest spacing bounds of every pair of legs; refuses where the minimum exceeds the maximum."""
    step_s = things.movement.publish_step_s
    minima: list[Bound] = []
    maxima: list[Bound] = []
    problems: list[Problem] = []
    for pair in role_pairs(timelines, path, things.pack, suspended):
        least = tightest(list(minimum_bounds(pair)), step_s, True)
        most = tightest(list(maximum_bounds(pair)), step_s, False)
        minima.extend(least.values())
        maxima.extend(most.values())
        problems.extend(
            refuse_spacing(path, timelines, least[key], most[key])
            for key in sorted(least.keys() & most.keys())
            if least[key].value_s > most[key].value_s
        )
    if problems:
        raise InfeasibleError(problems)
    return minima, maxima


def _search(
    things: Things,
    path: Path,
    timelines: Sequence[Timeline],
    bounds: tuple[Sequence[Bound], Sequence[Bound]],
    window_s: tuple[int, int],
) -> Planned:
    movement, pack = things.movement, things.pack
    constraints = Constraints()
    nodes = add_roles(constraints, movement, timelines, path)
    if things.programme is not None:
        bind_events(constraints, things.programme, timelines[nodes.principal], nodes, path)
    add_spacing(constraints, nodes, *bounds)
    closed = closures(things.conditions, things.network, window_s)
    found = running(services(things.network, things.timetable, window_s), closed)
    trains = add_services(constraints, things.network, found, (pack.max_delay_s, movement.publish_step_s))
    met = (path, timelines, nodes)
    contacts: list[Contact | Barred] = [
        *Meeting(*met, pack).contacts(trains),
        *barred(constraints, met, (things.network, trains), closed, pack),
    ]
    cast = Cast(things.network, path, timelines, nodes, trains, contacts)
    problem = make_problem(constraints, cast, weights_of(things.timetable, pack.weights))
    # Propagation looks at bounds that arcs tighten: those that contradict from the start are found here.
    fits = bool((problem.earliest_s <= problem.latest_s).all())
    outcome = solve(problem, movement.search.max_nodes) if fits else Failure((), 0, False)
    if isinstance(outcome, Failure):
        if things.programme is not None and not outcome.exhausted:
            _blame_events(things, path, timelines, bounds, window_s)
        raise refuse_search(problem, cast, movement, outcome)
    times_s = hold_back(problem, nodes, outcome)
    settled = _settle(things, cast, problem, times_s)
    runs = {f"{timeline.role}/{i}": leg.run for timeline in timelines for i, leg in enumerate(timeline.legs)}
    return Planned(settled, runs, outcome.nodes, outcome.proved, window_s)


def _blame_events(
    things: Things,
    path: Path,
    timelines: Sequence[Timeline],
    bounds: tuple[Sequence[Bound], Sequence[Bound]],
    window_s: tuple[int, int],
) -> None:
    """Refuse with the events that are missed, if they alone forbid the movement."""
    try:
        free = _search(replace(things, programme=None), path, timelines, bounds, window_s)
    except InfeasibleError:
        return
    if things.programme is not None:
        raise refuse_events(things.programme, free.settled)


def _settle(things: Things, cast: Cast, problem: SearchProblem, times_s: Ints) -> Settled:
    tracks = _tracks(things, cast, problem, times_s)
    return Settled(
        movement=things.movement,
        network=things.network,
        path=cast.path,
        pack=things.pack,
        timelines=cast.timelines,
        departs=[[int(times_s[node]) for node in row] for row in cast.nodes.departs],
        services=cast.services,
        services_s=[[int(times_s[node]) for node in service.departs] for service in cast.services],
        tracks=tracks,
        suspended=suspended_sections(things.movement, cast.path),
    )


def _tracks(
    things: Things, cast: Cast, problem: SearchProblem, times_s: Ints
) -> dict[tuple[str, tuple[str, int]], str]:
    by_place: dict[str, list[Hold]] = {}
    for use in problem.uses:
        by_place.setdefault(use.place, []).append(_hold(cast, use, times_s))
    chosen: dict[tuple[str, tuple[str, int]], str] = {}
    problems: list[Problem] = []
    for name, holds in sorted(by_place.items()):
        place = things.network.places[name]
        tracks = assign_tracks(place, holds)
        if tracks is None:
            problems.append(refuse_tracks(place, holds))
            continue
        chosen.update({(name, user): track for user, track in tracks.items()})
    if problems:
        raise InfeasibleError(problems)
    return chosen


def _hold(cast: Cast, use: PlaceUse, times_s: Ints) -> Hold:
    """A train's need of a track: its length counts where it stands."""
    arrive_s = int(times_s[use.arrive_node]) + use.arrive_s
    leave_s = int(times_s[use.leave_node]) + use.leave_s
    kind, number = use.user
    if kind == "role":
        timeline = cast.timelines[number]
        index = cast.path.index[use.place]
        stands = index in timeline.stands
        length_m = timeline.formation_at(max(0, index - 1)).length_m
        wish = cast.network.places[use.place].tracks[0].id
        return Hold(use.user, arrive_s, leave_s, length_m if stands else 0.0, wish)
    service = cast.services[number]
    return Hold(
        use.user, arrive_s, leave_s, _standing_length(service, use, times_s), _booked_track(service, use)
    )


def _standing_length(service: Service, use: PlaceUse, times_s: Ints) -> float:
    """Length where the train stands, 0 where it passes."""
    depart_s = int(times_s[use.leave_node]) if use.leave_node != use.arrive_node else None
    arrive_s = int(times_s[use.arrive_node]) + use.arrive_s
    stands = depart_s is None or depart_s > arrive_s
    return service.pattern.train.length_m if stands else 0.0


def _booked_track(service: Service, use: PlaceUse) -> str:
    for point in service.pattern.train.points:
        if point.place == use.place:
            return point.track
    return ""


def _first_departure(settled: Settled) -> int:
    """When the first role leaves."""
    return int(min(departs_s[0] for departs_s in settled.departs))


def _last_arrival(settled: Settled) -> int:
    """When the last role has arrived, published."""
    ends = []
    for timeline, departs_s in zip(settled.timelines, settled.departs, strict=True):
        arrive = timeline.arrive[timeline.legs[-1].last]
        ends.append(departs_s[-1] + (up(arrive.published_s, 1) if arrive is not None else 0))
    return max(ends)


def _latest_end(settled: Settled) -> int:
    """When the last held train has ended, 0 if none is held."""
    ends = [0]
    for service, departs_s in zip(settled.services, settled.services_s, strict=True):
        end_s = int(departs_s[-1]) + service.pattern.hops[-1].run_s
        if end_s > service.booked_end_s:
            ends.append(end_s)
    return max(ends)
