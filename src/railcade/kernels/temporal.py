"""Temporal constraints between trains: propagation and the detection of conflicts.

Nodes are departures; an arc ``(u, v, w)`` says ``time[v] >= time[u] + w``. `earliest` and `latest`
are bounds of each node in integer seconds. `settle` propagates all arcs, forces every order that is
the only possible one left, and returns the first conflict in time that is still open.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from railcade.kernels.compiling import njit

Ints = NDArray[np.int64]

CONSISTENT = 0
OPEN = 1
IMPOSSIBLE = 2
FULL = 3

SAME_S = 0.001
"""Times that differ by less are the same time: the plan stores milliseconds."""

KIND_NONE = 0
KIND_BOUND = 1
KIND_MOVEMENT = 2
KIND_LINE = 3
KIND_PLACE = 4


class Arcs(NamedTuple):
    """Fixed arcs, compressed by tail (`out_*`) and by head (`in_*`). Times are multiples of `grid_s`."""

    grid_s: Ints
    out_start: Ints
    out_node: Ints
    out_weight: Ints
    in_start: Ints
    in_node: Ints
    in_weight: Ints


class Orders(NamedTuple):
    """Arcs decided on during the search, as linked lists; `used[0]` are in use."""

    tail: Ints
    head: Ints
    weight: Ints
    out_first: Ints
    out_next: Ints
    in_first: Ints
    in_next: Ints
    used: Ints


class Pairs(NamedTuple):
    """The movement against each other train on a line: arcs if the other goes ahead, or behind."""

    ahead_start: Ints
    ahead_tail: Ints
    ahead_head: Ints
    ahead_weight: Ints
    behind_start: Ints
    behind_tail: Ints
    behind_head: Ints
    behind_weight: Ints


class Lines(NamedTuple):
    """Other trains on each line: a stretch of single line, or a section of double line.

    Passages of line ``k`` are ``start[k]:start[k + 1]``. `way` is +1 or -1. Relative to the departure:
    `begin_s` is the entry, `end_s` the tail's leaving, `gap_s` the time after that before an opposing train
    may enter at the far end, `reach_s` the time after which nobody is in the way any more. Blocks of a
    passage are ``block_start[i]:block_start[i + 1]`` in travel order, with entry and clearing relative to
    the departure and the time that must lie between two trains in `block_gap_s`. On `single` lines opposing
    trains exclude one another.
    """

    start: Ints
    single: Ints
    node: Ints
    way: Ints
    begin_s: Ints
    end_s: Ints
    gap_s: Ints
    reach_s: Ints
    block_start: Ints
    enter_s: NDArray[np.float64]
    clear_s: NDArray[np.float64]
    block_gap_s: Ints


class Places(NamedTuple):
    """Who holds tracks at each place: users of place ``k`` are ``start[k]:start[k + 1]``."""

    start: Ints
    capacity: Ints
    reset_s: Ints
    arrive_node: Ints
    arrive_s: Ints
    leave_node: Ints
    leave_s: Ints


class World(NamedTuple):
    """All that does not change during a search."""

    arcs: Arcs
    pairs: Pairs
    lines: Lines
    places: Places


class Finding(NamedTuple):
    """What `settle` found: status, kind of conflict, its place or pair, both users, and its time."""

    status: int
    kind: int
    where: int
    first: int
    second: int
    at_s: int


@njit(cache=True)
def add_order(orders: Orders, tail: int, head: int, weight: int) -> bool:
    """Append one decided arc; False when there is no room left."""
    slot = orders.used[0]
    if slot >= orders.tail.size:
        return False
    orders.tail[slot] = tail
    orders.head[slot] = head
    orders.weight[slot] = weight
    orders.out_next[slot] = orders.out_first[tail]
    orders.out_first[tail] = slot
    orders.in_next[slot] = orders.in_first[head]
    orders.in_first[head] = slot
    orders.used[0] = slot + 1
    return True


@njit(cache=True)
def add_orders(orders: Orders, tails: Ints, heads: Ints, weights: Ints) -> None:
    """Append arcs that are known to fit."""
    for i in range(tails.size):
        add_order(orders, tails[i], heads[i], weights[i])


@njit(cache=True)
def _on_grid(time_s: int, grid_s: int) -> int:
    """The first multiple of the grid that is not before a time."""
    return -(-time_s // grid_s) * grid_s


@njit(cache=True)
def _push(queue: Ints, waiting: NDArray[np.bool_], ends: Ints, node: int) -> None:
    if not waiting[node]:
        waiting[node] = True
        queue[ends[1]] = node
        ends[1] = (ends[1] + 1) % queue.size


@njit(cache=True)
def _raise_earliest(
    arcs: Arcs, orders: Orders, earliest: Ints, latest: Ints, work: tuple[Ints, NDArray[np.bool_], Ints]
) -> int:
    queue, waiting, ends = work
    while ends[0] != ends[1]:
        node = queue[ends[0]]
        ends[0] = (ends[0] + 1) % queue.size
        waiting[node] = False
        time_s = earliest[node]
        for i in range(arcs.out_start[node], arcs.out_start[node + 1]):
            other = arcs.out_node[i]
            if time_s + arcs.out_weight[i] > earliest[other]:
                earliest[other] = _on_grid(time_s + arcs.out_weight[i], arcs.grid_s[other])
                if earliest[other] > latest[other]:
                    return int(other)
                _push(queue, waiting, ends, other)
        slot = orders.out_first[node]
        while slot >= 0:
            other = orders.head[slot]
            if time_s + orders.weight[slot] > earliest[other]:
                earliest[other] = _on_grid(time_s + orders.weight[slot], arcs.grid_s[other])
                if earliest[other] > latest[other]:
                    return int(other)
                _push(queue, waiting, ends, other)
            slot = orders.out_next[slot]
    return -1


@njit(cache=True)
def _lower_latest(
    arcs: Arcs, orders: Orders, earliest: Ints, latest: Ints, work: tuple[Ints, NDArray[np.bool_], Ints]
) -> int:
    queue, waiting, ends = work
    while ends[0] != ends[1]:
        node = queue[ends[0]]
        ends[0] = (ends[0] + 1) % queue.size
        waiting[node] = False
        time_s = latest[node]
        for i in range(arcs.in_start[node], arcs.in_start[node + 1]):
            other = arcs.in_node[i]
            if time_s - arcs.in_weight[i] < latest[other]:
                latest[other] = -_on_grid(arcs.in_weight[i] - time_s, arcs.grid_s[other])
                if earliest[other] > latest[other]:
                    return int(other)
                _push(queue, waiting, ends, other)
        slot = orders.in_first[node]
        while slot >= 0:
            other = orders.tail[slot]
            if time_s - orders.weight[slot] < latest[other]:
                latest[other] = -_on_grid(orders.weight[slot] - time_s, arcs.grid_s[other])
                if earliest[other] > latest[other]:
                    return int(other)
                _push(queue, waiting, ends, other)
            slot = orders.in_next[slot]
    return -1


@njit(cache=True)
def propagate(arcs: Arcs, orders: Orders, earliest: Ints, latest: Ints, from_order: int) -> int:
    """Tighten both bounds; all nodes if `from_order` < 0, else from the orders added since.

    Returns the node whose bounds crossed, or -1.
    """
    size = earliest.size
    queue = np.empty(size + 1, np.int64)
    waiting = np.zeros(size, np.bool_)
    ends = np.zeros(2, np.int64)
    work = (queue, waiting, ends)
    for backward in range(2):
        ends[:] = 0
        waiting[:] = False
        if from_order < 0:
            for node in range(size):
                _push(queue, waiting, ends, node)
        for slot in range(max(from_order, 0), orders.used[0]):
            _push(queue, waiting, ends, orders.head[slot] if backward else orders.tail[slot])
        if backward:
            crossed = _lower_latest(arcs, orders, earliest, latest, work)
        else:
            crossed = _raise_earliest(arcs, orders, earliest, latest, work)
        if crossed >= 0:
            return crossed
    return -1


@njit(cache=True)
def _slack(
    tails: Ints, heads: Ints, weights: Ints, span: tuple[int, int], earliest: Ints, bound: Ints
) -> int:
    """Least ``bound[head] - earliest[tail] - weight`` over a span of arcs (0 if the span is empty)."""
    least = np.int64(2**60)
    for i in range(span[0], span[1]):
        room = bound[heads[i]] - earliest[tails[i]] - weights[i]
        least = min(least, room)
    return int(least)


@njit(cache=True)
def _force(orders: Orders, tails: Ints, heads: Ints, weights: Ints, span: tuple[int, int]) -> bool:
    room = True
    for i in range(span[0], span[1]):
        room = room and add_order(orders, tails[i], heads[i], weights[i])
    return room


@njit(cache=True)
def check_pairs(pairs: Pairs, orders: Orders, earliest: Ints, latest: Ints) -> Finding:
    """Movement against others: force what is forced, return the earliest open conflict."""
    found = Finding(CONSISTENT, KIND_NONE, -1, -1, -1, 2**60)
    for pair in range(pairs.ahead_start.size - 1):
        ahead = (pairs.ahead_start[pair], pairs.ahead_start[pair + 1])
        behind = (pairs.behind_start[pair], pairs.behind_start[pair + 1])
        if _slack(pairs.ahead_tail, pairs.ahead_head, pairs.ahead_weight, ahead, earliest, earliest) >= 0:
            continue
        if _slack(pairs.behind_tail, pairs.behind_head, pairs.behind_weight, behind, earliest, earliest) >= 0:
            continue
        can_ahead = (
            _slack(pairs.ahead_tail, pairs.ahead_head, pairs.ahead_weight, ahead, earliest, latest) >= 0
        )
        can_behind = (
            _slack(pairs.behind_tail, pairs.behind_head, pairs.behind_weight, behind, earliest, latest) >= 0
        )
        if not can_ahead and not can_behind:
            return Finding(IMPOSSIBLE, KIND_MOVEMENT, pair, -1, -1, 0)
        if can_ahead and can_behind:
            at_s = earliest[pairs.behind_head[behind[0]]]
            if at_s < found.at_s:
                found = Finding(OPEN, KIND_MOVEMENT, pair, -1, -1, at_s)
            continue
        if can_ahead:
            room = _force(orders, pairs.ahead_tail, pairs.ahead_head, pairs.ahead_weight, ahead)
        else:
            room = _force(orders, pairs.behind_tail, pairs.behind_head, pairs.behind_weight, behind)
        if not room:
            return Finding(FULL, KIND_NONE, -1, -1, -1, 0)
    return found


@njit(cache=True)
def line_gap(lines: Lines, line: int, ahead: int, behind: int) -> int:
    """Least time from the departure of `ahead` to that of `behind` on a line; very negative if free."""
    if lines.way[ahead] != lines.way[behind]:
        if lines.single[line] == 0:
            return -(2**60)
        return int(lines.end_s[ahead] + lines.gap_s[ahead] - lines.begin_s[behind])
    least = -(2.0**60)
    offset = lines.block_start[behind] - lines.block_start[ahead]
    for i in range(lines.block_start[ahead], lines.block_start[ahead + 1]):
        need = lines.clear_s[i] + lines.block_gap_s[i] - lines.enter_s[i + offset]
        least = max(least, need)
    return math.ceil(least - SAME_S)


@njit(cache=True)
def check_lines(lines: Lines, orders: Orders, earliest: Ints, latest: Ints) -> Finding:
    """Others against others on each line: force what is forced, return the earliest open conflict."""
    found = Finding(CONSISTENT, KIND_NONE, -1, -1, -1, 2**60)
    for line in range(lines.start.size - 1):
        begin, end = lines.start[line], lines.start[line + 1]
        entry = earliest[lines.node[begin:end]] + lines.begin_s[begin:end]
        order = np.argsort(entry, kind="mergesort")
        for i in range(order.size):
            u = order[i] + begin
            time_u = earliest[lines.node[u]]
            for j in range(i + 1, order.size):
                v = order[j] + begin
                if entry[order[j]] >= time_u + lines.reach_s[u]:
                    break
                found = _judge(lines, orders, (earliest, latest), (line, u, v), found)
                if found.status >= IMPOSSIBLE:
                    return found
    return found


@njit(cache=True)
def _judge(
    lines: Lines, orders: Orders, bounds: tuple[Ints, Ints], pair: tuple[int, int, int], found: Finding
) -> Finding:
    """Two trains on a line: fine, forced, impossible, or open; then the earlier of it and `found`."""
    earliest, latest = bounds
    line, u, v = pair
    node_u, node_v = lines.node[u], lines.node[v]
    after = line_gap(lines, line, u, v)
    if earliest[node_v] >= earliest[node_u] + after:
        return found
    before = line_gap(lines, line, v, u)
    if earliest[node_u] >= earliest[node_v] + before:
        return found
    at_s = earliest[node_u] + lines.begin_s[u]
    can_after = earliest[node_u] + after <= latest[node_v]
    can_before = earliest[node_v] + before <= latest[node_u]
    if not can_after and not can_before:
        return Finding(IMPOSSIBLE, KIND_LINE, line, u, v, at_s)
    if can_after and can_before:
        return Finding(OPEN, KIND_LINE, line, u, v, at_s) if at_s < found.at_s else found
    if can_after:
        room = add_order(orders, node_u, node_v, after)
    else:
        room = add_order(orders, node_v, node_u, before)
    return found if room else Finding(FULL, KIND_NONE, -1, -1, -1, 0)


@njit(cache=True)
def check_places(places: Places, earliest: Ints) -> Finding:
    """The earliest moment at which a place holds more trains than it has tracks."""
    found = Finding(CONSISTENT, KIND_NONE, -1, -1, -1, 2**60)
    for place in range(places.capacity.size):
        begin, end = places.start[place], places.start[place + 1]
        if end - begin <= places.capacity[place]:
            continue
        arrive = earliest[places.arrive_node[begin:end]] + places.arrive_s[begin:end]
        leave = earliest[places.leave_node[begin:end]] + places.leave_s[begin:end] + places.reset_s[place]
        order = np.argsort(arrive, kind="mergesort")
        for i in range(order.size):
            now = arrive[order[i]]
            if now >= found.at_s:
                break
            held = 0
            for j in range(i + 1):
                if leave[order[j]] > now:
                    held += 1
            if held > places.capacity[place]:
                found = Finding(OPEN, KIND_PLACE, place, begin + order[i], -1, now)
                break
    return found


@njit(cache=True)
def settle(world: World, orders: Orders, earliest: Ints, latest: Ints, since: int) -> Finding:
    """Propagate and force until nothing moves; return the first open conflict, or why there is no way.

    In the bounds handed in, all fixed arcs and the first `since` orders are already propagated.
    """
    while True:
        crossed = propagate(world.arcs, orders, earliest, latest, since)
        if crossed >= 0:
            return Finding(IMPOSSIBLE, KIND_BOUND, crossed, -1, -1, 0)
        since = orders.used[0]
        by_pair = check_pairs(world.pairs, orders, earliest, latest)
        if by_pair.status >= IMPOSSIBLE:
            return by_pair
        if orders.used[0] > since:
            continue
        by_line = check_lines(world.lines, orders, earliest, latest)
        if by_line.status >= IMPOSSIBLE:
            return by_line
        if orders.used[0] > since:
            continue
        by_place = check_places(world.places, earliest)
        found = by_pair
        if by_line.at_s < found.at_s:
            found = by_line
        if by_place.at_s < found.at_s:
            found = by_place
        return found
