"""The search problem: everything that the joint search needs, as integers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from railcade.kernels.temporal import Links, Places, World
from railcade.network import Network, Path
from railcade.plan.joint.arcs import Constraints
from railcade.plan.joint.contact import Contact, pairs_of
from railcade.plan.joint.others import LinkVisit, Service
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
    contacts: tuple[Contact, ...]
    visits: tuple[tuple[int, int], ...]
    uses: tuple[PlaceUse, ...]
    places: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Cast:
    """Who takes part: the movement's roles and the other trains, with their nodes."""

    network: Network
    path: Path
    timelines: Sequence[Timeline]
    nodes: RoleNodes
    services: Sequence[Service]
    contacts: Sequence[Contact]


def make_problem(constraints: Constraints, cast: Cast, weights: Mapping[str, int]) -> Problem:
    """Freeze constraints and cast into arrays."""
    links, visits = _links(cast)
    places, uses, names = _places(cast)
    ends = np.array(
        [
            (s.departs[-1], s.pattern.links[-1].run_s, s.booked_end_s, weights[s.pattern.train.id])
            for s in cast.services
        ],
        dtype=np.int64,
    ).reshape(-1, 4)
    principal = cast.timelines[cast.nodes.principal]
    last = principal.arrive[principal.legs[-1].last]
    return Problem(
        world=World(constraints.compressed(), pairs_of(cast.contacts), links, places),
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


def _links(cast: Cast) -> tuple[Links, tuple[tuple[int, int], ...]]:
    by_key: dict[tuple[str, ...], list[tuple[int, int]]] = {}
    for number, service in enumerate(cast.services):
        for i, visit in enumerate(service.pattern.links):
            by_key.setdefault(visit.key, []).append((number, i))
    order = [pair for key in sorted(by_key) for pair in by_key[key]]
    rows = [cast.services[number].pattern.links[i] for number, i in order]
    blocks = [block for row in rows for block in row.blocks]
    return (
        Links(
            start=_cumulative([len(by_key[key]) for key in sorted(by_key)]),
            exclusive=_ints(_single(rows_of(cast, by_key[key][0])) for key in sorted(by_key)),
            node=_ints(cast.services[number].departs[i] for number, i in order),
            way=_ints(1 if _upward(row) else -1 for row in rows),
            end_s=_ints(row.complete_s[-1] for row in rows),
            gap_s=_ints(_far_gap(row) for row in rows),
            block_start=_cumulative([len(row.blocks) for row in rows]),
            enter_s=_ints(down(enter, 1) for enter, _, _ in blocks),
            clear_s=_ints(up(clear, 1) for _, clear, _ in blocks),
            block_gap_s=_ints(gap_s for _, _, gap_s in blocks),
        ),
        tuple(order),
    )


def rows_of(cast: Cast, pair: tuple[int, int]) -> LinkVisit:
    """The link visit of a (service, link) pair."""
    return cast.services[pair[0]].pattern.links[pair[1]]


def _single(row: LinkVisit) -> int:
    return int(any(item.section.tracks == 1 for item in row.sections))


def _upward(row: LinkVisit) -> bool:
    """A direction that is the same for all trains on a link: from the lesser to the greater end place."""
    first, last = row.sections[0], row.sections[-1]
    start = first.section.start if first.forward else first.section.end
    end = last.section.end if last.forward else last.section.start
    return start < end


def _far_gap(row: LinkVisit) -> int:
    block = row.sections[-1].section.block
    return block.setting_s + block.clearing_s + block.release_s


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
        links, points = service.pattern.links, service.pattern.train.points
        for i, stop in enumerate(service.pattern.stops):
            arrive_node, arrive_s = (
                (service.departs[i - 1], links[i - 1].run_s) if i > 0 else (service.departs[0], 0)
            )
            leave_node, leave_s = arrive_node, arrive_s
            if i < len(links):
                leave_node, leave_s = service.departs[i], links[i].left_s
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
