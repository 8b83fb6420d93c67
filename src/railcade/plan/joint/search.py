"""The joint search: branch and bound over who goes first, best bound first.

A node of the tree is a set of decided orders. Its bounds come from propagating all of them with the
movement's own rules (`kernels.temporal.settle`); the earliest times are a relaxation, so its weighted delay
is a lower bound, and a node without open conflicts is a plan. The objective is lexicographic: weighted delay
of other trains, the principal's journey time, its departure. The search is exact within its choices; when it
ends at its node limit it says so.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from railcade.kernels.temporal import (
    CONSISTENT,
    FULL,
    IMPOSSIBLE,
    KIND_BOUND,
    KIND_LINE,
    KIND_MOVEMENT,
    KIND_PLACE,
    Finding,
    Orders,
    add_order,
    add_orders,
    line_gap,
    propagate,
    settle,
)
from railcade.plan.joint.arcs import Arc
from railcade.plan.joint.problem import Problem

Ints = NDArray[np.int64]
Key = tuple[int, int, int]
Columns = tuple[Ints, Ints, Ints]
"""Decided arcs: tails, heads, weights, each of shape (n,)."""

ORDERS_ROOM = 4096
NO_ORDERS: Columns = (np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.int64))
NO_KEY: Key = (0, 0, 0)
NO_FINDING = Finding(CONSISTENT, 0, -1, -1, -1, 0)


@dataclass(frozen=True, eq=False)
class Solution:
    """Times of all nodes, the objective (weighted delay, journey, departure), and how the search ended."""

    times_s: Ints
    orders: Columns
    key: Key
    nodes: int
    proved: bool


@dataclass(frozen=True, eq=False)
class Failure:
    """No plan: the conflicts that closed most branches, and whether the node limit was reached."""

    causes: tuple[tuple[int, int, int, int], ...]
    nodes: int
    exhausted: bool


@dataclass(frozen=True, eq=False)
class _Node:
    """A consistent set of orders with its propagated bounds, and the conflict that is open (or none)."""

    key: Key
    depth: int
    orders: Columns
    earliest: Ints
    latest: Ints
    found: Finding


@dataclass(eq=False)
class _Search:
    problem: Problem
    max_nodes: int
    heap: list[tuple[Key, int, int, _Node]] = field(default_factory=list)
    causes: Counter[tuple[int, int, int, int]] = field(default_factory=Counter)
    nodes: int = 0
    pushed: int = 0
    exact: bool = True
    best: Solution | None = None

    def run(self) -> Solution | Failure:
        node = self._root()
        while node is not None:
            node = self._plunge(node)
            if node is None:
                node = self._next()
            if self.nodes >= self.max_nodes:
                break
        if self.best is not None:
            proved = self.exact and node is None
            return replace(self.best, nodes=self.nodes, proved=proved)
        return Failure(tuple(cause for cause, _ in self.causes.most_common(5)), self.nodes, node is not None)

    def _root(self) -> _Node | None:
        earliest, latest = self.problem.earliest_s.copy(), self.problem.latest_s.copy()
        crossed = propagate(
            self.problem.world.arcs, make_orders(earliest.size, NO_ORDERS), earliest, latest, -1
        )
        if crossed >= 0:
            self.causes[KIND_BOUND, crossed, -1, -1] += 1
            return None
        return self._settled(_Node(NO_KEY, 0, NO_ORDERS, earliest, latest, NO_FINDING), ())

    def _next(self) -> _Node | None:
        """The open node with the best bound; none when no bound beats the best plan."""
        while self.heap:
            key, _, _, node = heapq.heappop(self.heap)
            if self.best is None or key < self.best.key:
                return node
        return None

    def _plunge(self, node: _Node) -> _Node | None:
        """Branch; keep the siblings for later and go on with the best child."""
        if node.found.status == CONSISTENT:
            return self._finish(node)
        return self._branch(node, node.found, node.earliest)

    def _branch(self, node: _Node, found: Finding, times_s: Ints) -> _Node | None:
        """Children of a node by the orders that settle a conflict found at `times_s`."""
        choices_here = list(choices(self.problem, found, times_s, node.latest))
        if not choices_here:
            self.exact = False
        children = [child for arcs in choices_here if (child := self._settled(node, arcs)) is not None]
        children.sort(key=lambda child: child.key)
        for child in children[1:]:
            self.pushed += 1
            heapq.heappush(self.heap, (child.key, child.depth, self.pushed, child))
        return children[0] if children else None

    def _settled(self, parent: _Node, arcs: tuple[Arc, ...]) -> _Node | None:
        """A node with more orders, or None where it holds no plan that beats the best."""
        self.nodes += 1
        earliest, latest = parent.earliest.copy(), parent.latest.copy()
        working = make_orders(earliest.size, parent.orders)
        since = int(working.used[0])
        add_arcs(working, arcs)
        found = Finding(*settle(self.problem.world, working, earliest, latest, since))
        if found.status == FULL:
            raise RuntimeError(f"more than {ORDERS_ROOM} orders decided: enlarge ORDERS_ROOM")
        if found.status == IMPOSSIBLE:
            self.causes[found.kind, found.where, found.first, found.second] += 1
            return None
        key = bound_of(self.problem, earliest, latest)
        if self.best is not None and key >= self.best.key:
            return None
        used = int(working.used[0])
        columns = (working.tail[:used].copy(), working.head[:used].copy(), working.weight[:used].copy())
        return _Node(key, parent.depth - 1, columns, earliest, latest, found)

    def _finish(self, node: _Node) -> _Node | None:
        """A plan: its shortest journey, and of those the earliest departure.

        Departing later than the earliest may meet a conflict that no order settles: then it is branched on.
        """
        problem = self.problem
        self._keep(node.earliest, node.orders)
        latest = node.latest.copy()
        if problem.ends.size:
            np.minimum.at(latest, problem.ends[:, 0], node.earliest[problem.ends[:, 0]])
        journey_s = self._shortest(node, latest)
        earliest, latest, working = self._with_journey(node, latest, journey_s)
        found = Finding(*settle(problem.world, working, earliest, latest, int(working.used[0])))
        if found.status == CONSISTENT:
            self._keep(earliest, node.orders)
            return None
        if found.kind in (KIND_MOVEMENT, KIND_LINE, KIND_PLACE):
            return self._branch(node, found, earliest)
        self.exact = False
        return None

    def _shortest(self, node: _Node, latest: Ints) -> int:
        """The least time from the principal's first departure to its last (bisection)."""
        problem = self.problem
        high = int(node.earliest[problem.arrive] - node.earliest[problem.depart])
        low = max(0, int(node.earliest[problem.arrive] - latest[problem.depart]))
        step_s = int(problem.world.arcs.grid_s[problem.depart])
        while low < high:
            middle = low + (high - low) // (2 * step_s) * step_s
            earliest, _, _ = self._with_journey(node, latest, middle)
            if earliest.size:
                high = middle
            else:
                low = middle + step_s
        return high

    def _with_journey(self, node: _Node, latest: Ints, journey_s: int) -> tuple[Ints, Ints, Orders]:
        """Bounds with a journey of at most `journey_s`; empty arrays where there are none."""
        problem = self.problem
        earliest, latest = node.earliest.copy(), latest.copy()
        working = make_orders(earliest.size, node.orders)
        add_arcs(working, (Arc(problem.arrive, problem.depart, -journey_s),))
        if propagate(problem.world.arcs, working, earliest, latest, -1) >= 0:
            return np.empty(0, np.int64), latest, working
        return earliest, latest, working

    def _keep(self, times_s: Ints, orders: Columns) -> None:
        key = key_of(self.problem, times_s)
        if self.best is None or key < self.best.key:
            self.best = Solution(times_s.copy(), orders, key, self.nodes, False)


def solve(problem: Problem, max_nodes: int) -> Solution | Failure:
    """Search a problem.

    Parameters
    ----------
    problem : Problem
    max_nodes : int
        Sets of orders to bound at most.
    """
    return _Search(problem, max_nodes).run()


def delay_of(problem: Problem, times_s: Ints) -> int:
    """Weighted delay of other trains at their destinations, s."""
    if not problem.ends.size:
        return 0
    node, run_s, booked_s, weight = problem.ends.T
    return int(((times_s[node] + run_s - booked_s) * weight).sum())


def key_of(problem: Problem, times_s: Ints) -> Key:
    """The objective of complete times."""
    journey_s = int(times_s[problem.arrive] - times_s[problem.depart]) + problem.arrive_s
    return (delay_of(problem, times_s), journey_s, int(times_s[problem.depart]))


def bound_of(problem: Problem, earliest: Ints, latest: Ints) -> Key:
    """A key that no completion of a node can beat."""
    journey_s = int(earliest[problem.arrive] - latest[problem.depart]) + problem.arrive_s
    return (delay_of(problem, earliest), max(journey_s, 0), int(earliest[problem.depart]))


def choices(problem: Problem, found: Finding, earliest: Ints, latest: Ints) -> Iterator[tuple[Arc, ...]]:
    """The orders between which an open conflict must be decided."""
    if found.kind == KIND_MOVEMENT:
        contact = problem.contacts[found.where]
        yield contact.behind
        yield contact.ahead
    elif found.kind == KIND_LINE:
        lines = problem.world.lines
        u, v = int(lines.node[found.first]), int(lines.node[found.second])
        yield (Arc(u, v, int(line_gap(lines, found.where, found.first, found.second))),)
        yield (Arc(v, u, int(line_gap(lines, found.where, found.second, found.first))),)
    elif found.kind == KIND_PLACE:
        yield from _track_orders(problem, found, earliest, latest)


def _track_orders(
    problem: Problem, found: Finding, earliest: Ints, latest: Ints
) -> Iterator[tuple[Arc, ...]]:
    """Too many trains at a place: one of them must leave before another comes."""
    places = problem.world.places
    reset_s = int(places.reset_s[found.where])
    held = []
    for i in range(places.start[found.where], places.start[found.where + 1]):
        arrive = earliest[places.arrive_node[i]] + places.arrive_s[i]
        leave = earliest[places.leave_node[i]] + places.leave_s[i] + reset_s
        if arrive <= found.at_s < leave:
            held.append(i)
    for first, second in permutations(held, 2):
        tail, head = int(places.leave_node[first]), int(places.arrive_node[second])
        weight_s = int(places.leave_s[first]) + reset_s - int(places.arrive_s[second])
        if earliest[tail] + weight_s <= latest[head]:
            yield (Arc(tail, head, weight_s),)


def make_orders(size: int, arcs: Columns) -> Orders:
    """Working orders that hold some arcs."""
    orders = Orders(
        tail=np.empty(ORDERS_ROOM, dtype=np.int64),
        head=np.empty(ORDERS_ROOM, dtype=np.int64),
        weight=np.empty(ORDERS_ROOM, dtype=np.int64),
        out_first=np.full(size, -1, dtype=np.int64),
        out_next=np.empty(ORDERS_ROOM, dtype=np.int64),
        in_first=np.full(size, -1, dtype=np.int64),
        in_next=np.empty(ORDERS_ROOM, dtype=np.int64),
        used=np.zeros(1, dtype=np.int64),
    )
    add_orders(orders, *arcs)
    return orders


def add_arcs(orders: Orders, arcs: tuple[Arc, ...]) -> None:
    """Append a handful of arcs."""
    for arc in arcs:
        add_order(orders, arc.tail, arc.head, arc.weight_s)


__all__ = ["Failure", "Solution", "choices", "delay_of", "solve"]
