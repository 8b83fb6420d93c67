"""Why a possession, an isolation or closed hours leave no way, and the nearest ways out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from railcade.clock import local, zone_label
from railcade.errors import Problem
from railcade.kernels.temporal import propagate
from railcade.network import Network
from railcade.plan.dated import Closure, ClosureKind
from railcade.plan.joint.arcs import FAR_S, Arc
from railcade.plan.joint.closed import MOVEMENT, Barred
from railcade.plan.joint.problem import Cast
from railcade.plan.joint.problem import Problem as SearchProblem
from railcade.plan.joint.search import NO_ORDERS, add_arcs, make_orders

Ints = NDArray[np.int64]
_MINUTE_S = 60


def refuse_closures(problem: SearchProblem, cast: Cast) -> list[Problem]:
    """Closures that the movement can pass neither before nor after, even without other trains."""
    mine = [item for item in problem.contacts if isinstance(item, Barred) and item.service == MOVEMENT]
    shut = [item for item in mine if _contradicts(problem, item.ahead) and _contradicts(problem, item.behind)]
    return list(dict.fromkeys(refuse_barred(problem, cast, item) for item in shut))


def _contradicts(problem: SearchProblem, arcs: tuple[Arc, ...]) -> bool:
    earliest, latest = problem.earliest_s.copy(), problem.latest_s.copy()
    if bool((earliest > latest).any()):
        return True
    orders = make_orders(earliest.size, NO_ORDERS)
    add_arcs(orders, arcs)
    return propagate(problem.world.arcs, orders, earliest, latest, -1) >= 0


def refuse_barred(problem: SearchProblem, cast: Cast, item: Barred) -> Problem:
    """Someone who can pass neither before a closure nor after it (E0330)."""
    where = place_of(cast.network, item.closure)
    what, zone = closure_words(cast.network, item.closure), _zone(cast.network, item.closure)
    if item.service != MOVEMENT:
        service = cast.services[item.service]
        text = f"{what}; once held, train {service.id} can pass neither before nor after it"
        mend = f"let the owner, {item.closure.owner}, end it earlier, or name the train in its `cancels`"
        return Problem("E0330", where, text, mend)
    enters_s, clears_s = _bounds(problem, item)
    late_s = item.closure.until_at_s - enters_s
    text = (
        f"{what}; the movement would have to enter by {_clock(enters_s, zone)}, "
        f"and is clear at {_clock(clears_s, zone)} at the earliest"
    )
    wait = -(-late_s // _MINUTE_S)
    mend = (
        f"leave {wait} min later (depart_latest and arrive_latest), or have {item.closure.owner} end it by "
        f"{_clock(enters_s, zone)} or begin it after {_clock(clears_s, zone)}"
    )
    return Problem("E0330", where, text, mend)


def _bounds(problem: SearchProblem, item: Barred) -> tuple[int, int]:
    """Latest entry and earliest clearing of the movement, with block work, without other trains."""
    earliest, latest = problem.earliest_s.copy(), problem.latest_s.copy()
    propagate(problem.world.arcs, make_orders(earliest.size, NO_ORDERS), earliest, latest, -1)
    lasts_s = item.closure.until_at_s - item.closure.from_at_s
    enters_s = min(int(latest[arc.head]) + lasts_s - arc.weight_s for arc in item.ahead)
    clears_s = max(int(earliest[arc.tail]) + arc.weight_s for arc in item.behind)
    return min(enters_s, FAR_S), clears_s


def place_of(network: Network, closure: Closure) -> str:
    """A closure's section or place by names."""
    if closure.place:
        return network.places[closure.place].name
    section = network.sections[closure.section]
    return f"{network.places[section.start].name} – {network.places[section.end].name}"


def closure_words(network: Network, closure: Closure) -> str:
    """A closure in words, with its times by the place's clock."""
    zone = _zone(network, closure)
    span = f"from {_clock(closure.from_at_s, zone)} until {_clock(closure.until_at_s, zone)}"
    if closure.kind is ClosureKind.HOURS:
        thing = "the box is" if closure.place else "the line is"
        return f"{thing} closed {span} ({closure.number}, {closure.reason})"
    thing = "possession" if closure.kind is ClosureKind.POSSESSION else "no power, isolation"
    return f"{thing} {closure.number} ({closure.reason}) {span}"


def _zone(network: Network, closure: Closure) -> str:
    place = closure.place or network.sections[closure.section].start
    return network.places[place].zone


def _clock(instant_s: int, zone: str) -> str:
    return f"{local(instant_s, zone):%Y-%m-%d %H:%M} {zone_label(instant_s, zone)}"
