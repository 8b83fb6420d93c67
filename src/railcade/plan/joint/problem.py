"""The search problem: everything that the joint search needs, as integers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from railcade.kernels.temporal import Lines, Places, World
from railcade.network import Network, Path
from railcade.plan.joint.arcs import Constraints
from railcade.plan.joint.closed import Barred
from railcade.plan.joint.contact import Contact, pairs_of
from railcade.plan.joint.others import Passage, Service
from railcade.plan.joint.roles import RoleNodes
from railcade.plan.occupation.rounding import down, up
from railcade.plan.occupation.timeline import Timeline

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class PlaceUse:
    """One train at one standable place: it holds a track from arrive to leave.

    `user` is ``("role", index)`` or ``("service", index)``.
    """

    user: tuple[str, int]
    place: str
    arrive_node: int
    arrive_s: int
    leave_node: int
    leave_s: int


@dataclass(frozen=True, eq=False)
class Problem:
    """A joint search problem.

    `depart` and `arrive` are the principal's first departure and last departure nodes with `arrive_s` from
    the latter to its arrival. `ends` are (node, seconds to arrival, booked arrival, weight) of other trains.
    """

    world: World
    earliest_s: Ints
    latest_s: Ints
    depart: int
    arrive: int
    arrive_s: int
    ends: Ints
    contacts: tuple[Contact | Barred, ...]
    visits: tuple[tuple[int, Passage], ...]
    uses: tuple[PlaceUse, ...]
    places: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Cast:
    """Who takes part: the movement's roles and the other trains, with their nodes, and what bars them."""

    network: Network
    path: Path
    timelines: Sequence[Timeline]
    nodes: RoleNodes
    services: Sequence[Service]
    contacts: Sequence[Contact | Barred]


def make_problem(constraints: Constraints, cast: Cast, weights: Mapping[str, int]) -> Problem:
    """Freeze constraints and cast into arrays."""
    lines, visits = _lines(cast)
    places, uses, names = _places(cast)
    ends = np.array(
        [
            (s.departs[-1], s.pattern.hops[-1].run_s, s.booked_end_s, weights[s.pattern.train.id])
            for s in cast.services
        ],
        dtype=np.int64,
    ).reshape(-1, 4)
    principal = cast.timelines[cast.nodes.principal]
    last = principal.arrive[principal.legs[-1].last]
    return Problem(
        world=World(constraints.compressed(), pairs_of(cast.contacts), lines, places),
        earliest_s=np.array(constraints.earliest_s, dtype=np.int64),
        latest_s=np.array(constraints.latest_s, dtype=np.int64),
        depart=cast.nodes.departs[cast.nodes.principal][0],
        arrive=cast.nodes.departs[cast.nodes.principal][-1],
        arrive_s=int(last.published_s) if last is not None else 0,
        ends=ends,
        contacts=tuple(cast.contacts),
        visits=visits,
        uses=uses,
        places=names,
    )


def _lines(cast: Cast) -> tuple[Lines, tuple[tuple[int, Passage], ...]]:
    by_line: dict[str, list[tuple[int, int, Passage]]] = {}
    for number, service in enumerate(cast.services):
        for node, hop in zip(service.departs, service.pattern.hops, strict=True):
            for passage in hop.passages:
                by_line.setdefault(passage.line, []).append((number, node, passage))
    names = sorted(by_line)
    rows = [row for name in names for row in by_line[name]]
    blocks = [block for _, _, passage in rows for block in passage.blocks]
    return (
        Lines(
            start=_cumulative([len(by_line[name]) for name in names]),
            single=_ints(int(by_line[name][0][2].single) for name in names),
            node=_ints(node for _, node, _ in rows),
            way=_ints(1 if passage.along else -1 for _, _, passage in rows),
            begin_s=_ints(passage.enter_s[0] for _, _, passage in rows),
            end_s=_ints(passage.complete_s[-1] for _, _, passage in rows),
            gap_s=_ints(passage.far_gap_s for _, _, passage in rows),
            reach_s=_ints(up(_reach(passage), 1) for _, _, passage in rows),
            block_start=_cumulative([len(passage.blocks) for _, _, passage in rows]),
            enter_s=np.array([enter for enter, _, _ in blocks], dtype=np.float64),
            clear_s=np.array([clear for _, clear, _ in blocks], dtype=np.float64),
            block_gap_s=_ints(gap_s for _, _, gap_s in blocks),
        ),
        tuple((number, passage) for number, _, passage in rows),
    )


def _reach(passage: Passage) -> float:
    """How long after its departure a train can still be in another's way on a line."""
    blocks = max(clear_s + gap_s for _, clear_s, gap_s in passage.blocks)
    return max(blocks, passage.complete_s[-1] + passage.far_gap_s)


def _places(cast: Cast) -> tuple[Places, tuple[PlaceUse, ...], tuple[str, ...]]:
    uses = [*_role_uses(cast), *_service_uses(cast)]
    by_place: dict[str, list[PlaceUse]] = {}
    for use in uses:
        by_place.setdefault(use.place, []).append(use)
    names = tuple(sorted(by_place))
    ordered = [use for name in names for use in by_place[name]]
    return (
        Places(
            start=_cumulative([len(by_place[name]) for name in names]),
            capacity=_ints(len(cast.network.places[name].tracks) for name in names),
            reset_s=_ints(cast.network.places[name].reset_s for name in names),
            arrive_node=_ints(use.arrive_node for use in ordered),
            arrive_s=_ints(use.arrive_s for use in ordered),
            leave_node=_ints(use.leave_node for use in ordered),
            leave_s=_ints(use.leave_s for use in ordered),
        ),
        tuple(ordered),
        names,
    )


def _role_uses(cast: Cast) -> list[PlaceUse]:
    found: list[PlaceUse] = []
    for role, timeline in enumerate(cast.timelines):
        departs = cast.nodes.departs[role]
        for i, place in enumerate(cast.path.places):
            if not place.standable:
                continue
            arrive, left, depart = timeline.arrive[i], timeline.left[i], timeline.depart[i]
            if arrive is None and depart is not None:
                arrive = depart
            if left is None:
                left = arrive
            if arrive is None or left is None:
                continue
            found.append(
                PlaceUse(
                    ("role", role),
                    place.id,
                    departs[arrive.leg],
                    down(arrive.soonest_s, 1),
                    departs[left.leg],
                    up(left.last_s, 1),
                )
            )
    return found


def _service_uses(cast: Cast) -> list[PlaceUse]:
    found: list[PlaceUse] = []
    for number, service in enumerate(cast.services):
        hops, points = service.pattern.hops, service.pattern.train.points
        for i, stop in enumerate(service.pattern.stops):
            arrive_node, arrive_s = (
                (service.departs[i - 1], hops[i - 1].run_s) if i > 0 else (service.departs[0], 0)
            )
            leave_node, leave_s = arrive_node, arrive_s
            if i < len(hops):
                leave_node, leave_s = service.departs[i], hops[i].left_s
            found.append(
                PlaceUse(("service", number), points[stop].place, arrive_node, arrive_s, leave_node, leave_s)
            )
    return found


def _ints(values: Iterable[int]) -> Ints:
    return np.array(list(values), dtype=np.int64)


def _cumulative(counts: Sequence[int]) -> Ints:
    starts = np.zeros(len(counts) + 1, dtype=np.int64)
    np.cumsum(counts, out=starts[1:])
    return starts
