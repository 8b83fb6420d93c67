"""Why a movement cannot be planned, in words that name the rule and the place."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from railcade.clock import local, zone_label
from railcade.errors import InfeasibleError, Problem
from railcade.kernels.temporal import KIND_LINE, KIND_MOVEMENT, KIND_PLACE, propagate
from railcade.network import Path, Place
from railcade.plan.joint.arcs import FAR_S
from railcade.plan.joint.barring import refuse_barred, refuse_closures
from railcade.plan.joint.closed import Barred
from railcade.plan.joint.others import Passage
from railcade.plan.joint.problem import Cast
from railcade.plan.joint.problem import Problem as SearchProblem
from railcade.plan.joint.search import NO_ORDERS, Failure, make_orders
from railcade.plan.joint.settled import Settled
from railcade.plan.joint.spacing import Bound
from railcade.plan.occupation.rounding import down, up
from railcade.plan.occupation.timeline import Timeline
from railcade.plan.occupation.tracks import Hold
from railcade.plan.request import Movement


def section_name(path: Path, section: int) -> str:
    """A section by its places' names, in travel order."""
    return f"{path.places[section].name} – {path.places[section + 1].name}"


def minutes(seconds: float) -> str:
    """Minutes for people, one decimal."""
    return f"{seconds / 60:.1f} min"


def refuse_spacing(path: Path, timelines: Sequence[Timeline], least: Bound, most: Bound) -> Problem:
    """Minimum spacing exceeds maximum spacing on one leg."""
    pair = f"{timelines[least.behind].role} behind {timelines[least.ahead].role}"
    low, high = section_name(path, least.section), section_name(path, most.section)
    between = "" if low == high else f", where {high} allows no more"
    return Problem(
        "E0301",
        f"section {low}",
        f"{pair}: {least.reason} asks for {minutes(least.value_s)} between departures, "
        f"{most.reason} allows {minutes(most.value_s)}{between}",
        "add a block post there, raise the validity in the rule pack, or let all roles stand before it",
    )


def refuse_tracks(place: Place, holds: Sequence[Hold]) -> Problem:
    """The trains at a place cannot be laid on its tracks."""
    longest = max(holds, key=lambda hold: hold.length_m)
    return Problem(
        "E0210",
        place.name,
        f"its {len(place.tracks)} tracks of at most {place.longest_track_m:.0f} m do not take all trains "
        f"that stand there (the longest has {longest.length_m:.0f} m)",
        "stand at another place, or lengthen tracks in the assumptions if they are longer in truth",
    )


def refuse_backlog(settled: Settled) -> InfeasibleError:
    """The line is so full that trains are late for as long as one looks."""
    late = [
        service.id
        for service, departs_s in zip(settled.services, settled.services_s, strict=True)
        if int(departs_s[-1]) + service.pattern.hops[-1].run_s > service.booked_end_s
    ]
    what = f"{len(late)} trains are late and the line is too full to recover; the last is {late[-1]}"
    mend = "run the movement at a quieter time, or plan with fewer trains in the timetable"
    return InfeasibleError([Problem("E0303", settled.path.places[-1].name, what, mend)])


def refuse_search(
    problem: SearchProblem, cast: Cast, movement: Movement, failure: Failure
) -> InfeasibleError:
    """Turn what closed the branches into problems."""
    if failure.exhausted:
        return InfeasibleError(
            [
                Problem(
                    "E0304",
                    f"search.max_nodes = {movement.search.max_nodes}",
                    f"no plan was found in {failure.nodes} steps",
                    "raise search.max_nodes, or widen the departure window",
                )
            ]
        )
    programme = _programme(problem, cast, movement)
    if programme is not None:
        return InfeasibleError([programme])
    closed = refuse_closures(problem, cast)
    if closed:
        return InfeasibleError(closed)
    seen: dict[str, Problem] = {}
    for cause in failure.causes:
        told = _cause(problem, cast, cause)
        seen.setdefault(told.where + told.what, told)
    return InfeasibleError(list(seen.values()) or [_nothing(movement)])


def _programme(problem: SearchProblem, cast: Cast, movement: Movement) -> Problem | None:
    """Whether the movement alone, without other traffic, misses its latest arrival."""
    step_s = movement.publish_step_s
    if up(movement.depart_earliest_s, step_s) > down(movement.depart_latest_s, step_s):
        return Problem(
            "E0302",
            cast.path.places[0].name,
            f"no multiple of the publish step, {step_s} s, lies between depart_earliest and depart_latest",
            "widen the departure window, or shorten publish_step",
        )
    earliest, latest = problem.earliest_s.copy(), problem.latest_s.copy()
    crossed = bool((earliest > latest).any())
    if (
        not crossed
        and propagate(problem.world.arcs, make_orders(earliest.size, NO_ORDERS), earliest, latest, -1) < 0
    ):
        return None
    earliest, latest = problem.earliest_s.copy(), np.full_like(problem.latest_s, FAR_S)
    latest[problem.depart] = down(movement.depart_latest_s, step_s)
    last = cast.path.places[-1]
    if propagate(problem.world.arcs, make_orders(earliest.size, NO_ORDERS), earliest, latest, -1) >= 0:
        return Problem(
            "E0302",
            _where_apart(cast, movement),
            "stops, border and spacing contradict one another: a role would have to stand longer than "
            "its stop allows, or fall further behind than the rules bear",
            "let all roles stand there, raise `extra`, shorten the stop, or raise the largest spacing",
        )
    arrive_s = int(earliest[problem.arrive]) + problem.arrive_s
    asked = local(movement.arrive_latest_s, last.zone)
    first = local(arrive_s, last.zone)
    label = zone_label(arrive_s, last.zone)
    return Problem(
        "E0302",
        last.name,
        f"the principal arrives at {first:%Y-%m-%d %H:%M} {label} at the earliest, "
        f"the latest asked for is {asked:%Y-%m-%d %H:%M}",
        f"set arrive_latest to {first.isoformat()} or later, or leave earlier",
    )


def _where_apart(cast: Cast, movement: Movement) -> str:
    """Places where roles stand unequally long, for nothing else drives them apart."""
    all_roles = {role.role for role in movement.roles}
    places = [stop.place for stop in movement.stops if stop.roles and set(stop.roles) != all_roles]
    if movement.border is not None:
        places.append(movement.border.place)
    names = [cast.path.places[cast.path.index[place]].name for place in places]
    return ", ".join(names) or "the movement alone"


def _cause(problem: SearchProblem, cast: Cast, cause: tuple[int, int, int, int]) -> Problem:
    kind, where, first, second = cause
    mend = "widen the departure window, give stops before more `extra`, or raise max_delay in the rule pack"
    if kind == KIND_MOVEMENT:
        contact = problem.contacts[where]
        if isinstance(contact, Barred):
            return refuse_barred(problem, cast, contact)
        train = cast.services[contact.service]
        return Problem(
            "E0303",
            _line_name(cast, contact.passage),
            f"train {train.id} can neither pass before the movement nor wait for it",
            mend,
        )
    if kind == KIND_LINE:
        (a, passage), (b, _) = problem.visits[first], problem.visits[second]
        what = f"trains {cast.services[a].id} and {cast.services[b].id} cannot be kept apart once one is held"
        return Problem("E0303", _line_name(cast, passage), what, mend)
    if kind == KIND_PLACE:
        place = cast.network.places[problem.places[where]]
        return Problem(
            "E0303", place.name, f"more trains than its {len(place.tracks)} tracks would have to stand", mend
        )
    return _bound_cause(cast, where, mend)


def _bound_cause(cast: Cast, node: int, mend: str) -> Problem:
    for role, departs in enumerate(cast.nodes.departs):
        if node in departs:
            timeline = cast.timelines[role]
            place = cast.path.places[timeline.legs[departs.index(node)].first]
            return Problem(
                "E0303",
                place.name,
                f"the {timeline.role} cannot leave within its bounds if other trains go first",
                mend,
            )
    for service in cast.services:
        if node in service.departs:
            point = service.pattern.train.points[service.pattern.stops[service.departs.index(node)]]
            place = cast.network.places[point.place]
            return Problem(
                "E0303",
                place.name,
                f"train {service.id} would be held beyond the largest delay of the rule pack",
                mend,
            )
    return Problem("E0303", "border", "the turns on the jack tracks do not fit", mend)


def _line_name(cast: Cast, passage: Passage) -> str:
    """A line by the names of its ends, as the other train runs it."""
    first, last = passage.sections[0], passage.sections[-1]
    start = first.section.start if first.forward else first.section.end
    end = last.section.end if last.forward else last.section.start
    return f"{cast.network.places[start].name} – {cast.network.places[end].name}"


def _nothing(movement: Movement) -> Problem:
    return Problem("E0303", movement.id, "no order of trains keeps all rules", "widen the departure window")
