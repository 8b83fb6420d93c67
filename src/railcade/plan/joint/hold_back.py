"""Roles ahead of the principal leave as late as the rest allows: spacing is least, the sweep freshest.

The search gives every train its earliest times. For an advance train that is as far ahead as validity allows;
nothing of the objective is lost when it leaves later, as long as nobody else has to move.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from railcade.kernels.temporal import CONSISTENT, check_places
from railcade.plan.joint.problem import Problem
from railcade.plan.joint.roles import RoleNodes
from railcade.plan.joint.search import Solution

Ints = NDArray[np.int64]
Edges = Mapping[int, Sequence[tuple[int, int]]]
MOST_PASSES = 8


def hold_back(problem: Problem, nodes: RoleNodes, solution: Solution) -> Ints:
    """Times with the roles ahead of the principal at their latest, all other trains where they are."""
    movable = [node for role in range(nodes.principal) for node in nodes.departs[role]]
    movable += [nodes.jacks[role] for role in range(nodes.principal) if role in nodes.jacks]
    edges = _edges(problem, solution, movable)
    times_s = solution.times_s
    whole = _latest(problem, edges, times_s, movable)
    if _fits(problem, whole):
        return whole
    # Somewhere a track is wanted by another train: move one departure at a time, where it is free.
    for _ in range(MOST_PASSES):
        before = times_s
        for node in reversed(movable):
            later = _latest(problem, edges, times_s, [node])
            times_s = later if _fits(problem, later) else times_s
        if np.array_equal(before, times_s):
            break
    return times_s


def _fits(problem: Problem, times_s: Ints) -> bool:
    return check_places(problem.world.places, times_s).status == CONSISTENT


def _edges(problem: Problem, solution: Solution, movable: Collection[int]) -> Edges:
    """What must come a least time after each movable node: rules, decided orders, trains that wait for it."""
    arcs = problem.world.arcs
    edges: dict[int, list[tuple[int, int]]] = {node: [] for node in movable}
    for node in movable:
        span = range(arcs.out_start[node], arcs.out_start[node + 1])
        edges[node].extend((int(arcs.out_node[i]), int(arcs.out_weight[i])) for i in span)
    for tail, head, weight_s in zip(*(column.tolist() for column in solution.orders), strict=True):
        if tail in edges:
            edges[tail].append((head, weight_s))
    times_s = solution.times_s
    for contact in problem.contacts:
        if all(times_s[arc.head] >= times_s[arc.tail] + arc.weight_s for arc in contact.behind):
            for arc in contact.behind:
                if arc.tail in edges:
                    edges[arc.tail].append((arc.head, arc.weight_s))
    return edges


def _latest(problem: Problem, edges: Edges, times_s: Ints, movable: Sequence[int]) -> Ints:
    """The latest times of some nodes while all others stay where they are."""
    later = times_s.copy()
    later[movable] = problem.latest_s[movable]
    grid_s = problem.world.arcs.grid_s
    changed = True
    while changed:
        changed = False
        for node in movable:
            bounds = [int(later[head]) - weight_s for head, weight_s in edges[node]]
            bound_s = min(bounds, default=int(times_s[node])) // int(grid_s[node]) * int(grid_s[node])
            if bound_s < later[node]:
                later[node] = bound_s
                changed = True
    return later
