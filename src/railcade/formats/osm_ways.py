"""Ways of trains over the tracks of an extract: from place to place, without turning back.

Dijkstra (1959) over pairs of neighbouring nodes, so that the turn at each node is known. A way ends at the
first place that it comes to.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from railcade.formats.osm_json import OsmTracks, OsmWay
from railcade.network.course import EARTH_RADIUS_M
from railcade.network.steps import FloatArray

LEAST_COS = 0.5
CROSSOVER_COST = 1.5
LONGEST_STEP_M = 50.0
Step = tuple[int, float, OsmWay]


@dataclass(frozen=True, slots=True)
class Plane:
    """A local plane, metres east and north, around a middle latitude: exact to 0.1 % within 100 km."""

    middle_lat_deg: float

    def xy_m(self, lonlat_deg: ArrayLike) -> FloatArray:
        """Points in metres, shape (n, 2)."""
        scale = (
            np.radians(1.0) * EARTH_RADIUS_M * np.array([math.cos(math.radians(self.middle_lat_deg)), 1.0])
        )
        found: FloatArray = np.asarray(lonlat_deg, float).reshape(-1, 2) * scale
        return found


@dataclass(frozen=True, slots=True)
class Route:
    """A way between two places: points, and the OSM way of each step between them."""

    ends: tuple[int, int]
    lonlat_deg: tuple[tuple[float, float], ...]
    ways: tuple[OsmWay, ...]
    length_m: float


class TrackGraph:
    """Tracks as a graph of nodes."""

    def __init__(self, tracks: OsmTracks) -> None:
        names = sorted({node for way in tracks.ways for node in way.nodes})
        self.number = {name: i for i, name in enumerate(names)}
        self.lonlat_deg = [tracks.lonlat_deg[name] for name in names]
        self.plane = Plane(sum(lat for _, lat in self.lonlat_deg) / len(self.lonlat_deg))
        chains = [(self._dense(way), way) for way in tracks.ways]
        self.at_m = self.plane.xy_m(self.lonlat_deg)
        self.steps: list[list[Step]] = [[] for _ in self.lonlat_deg]
        self.running = np.zeros(len(self.lonlat_deg), bool)
        for chain, way in chains:
            for a, b in pairwise(chain):
                self._join(a, b, way)

    def _dense(self, way: OsmWay) -> list[int]:
        """Nodes of a way with points put in between, so that a place can be put anywhere on a straight."""
        found = [self.number[way.nodes[0]]]
        for a, b in pairwise(way.nodes):
            first, last = self.lonlat_deg[self.number[a]], self.lonlat_deg[self.number[b]]
            from_m, to_m = self.plane.xy_m([first, last])
            parts = max(1, math.ceil(float(np.hypot(*(to_m - from_m))) / LONGEST_STEP_M))
            for k in range(1, parts):
                share = k / parts
                found.append(len(self.lonlat_deg))
                self.lonlat_deg.append(
                    (first[0] + share * (last[0] - first[0]), first[1] + share * (last[1] - first[1]))
                )
            found.append(self.number[b])
        return found

    def _join(self, a: int, b: int, way: OsmWay) -> None:
        length_m = float(np.hypot(*(self.at_m[b] - self.at_m[a])))
        if length_m > 0.0:
            self.steps[a].append((b, length_m, way))
            self.steps[b].append((a, length_m, way))
            if way.running:
                self.running[[a, b]] = True

    def near(self, lonlat_deg: tuple[float, float], reach_m: float) -> tuple[list[int], float]:
        """Nodes of running tracks within reach, nearest first, and how far the nearest one of all is."""
        away_m = np.hypot(*(self.at_m - self.plane.xy_m([lonlat_deg])).T)
        away_m[~self.running] = math.inf
        order = np.argsort(away_m, kind="stable")
        return [int(i) for i in order[: int(np.sum(away_m <= reach_m))]], float(away_m[order[0]])

    def bends(self, a: int, b: int, c: int) -> bool:
        """Whether a train cannot go from `a` over `b` to `c` without turning back."""
        first_m, second_m = self.at_m[b] - self.at_m[a], self.at_m[c] - self.at_m[b]
        product = float(np.hypot(*first_m) * np.hypot(*second_m))
        return float(first_m @ second_m) < LEAST_COS * product


def neighbours(graph: TrackGraph, at_place: Mapping[int, int], places: Sequence[int]) -> list[Route]:
    """The shortest way between each two places without another between; `at_place` is the place of a node."""
    found: list[Route] = []
    for place in places:
        found.extend(route for route in _from(graph, at_place, place) if route.ends[0] < route.ends[1])
    return sorted(found, key=lambda route: (route.length_m, route.ends))


def _from(graph: TrackGraph, at_place: Mapping[int, int], place: int) -> list[Route]:
    """Ways from a place to all places next to it."""
    heap: list[tuple[float, int, int]] = []
    came: dict[tuple[int, int], tuple[tuple[int, int] | None, OsmWay]] = {}
    best: dict[tuple[int, int], float] = {}
    for node, here in sorted(at_place.items()):
        if here == place:
            for after, length_m, way in graph.steps[node]:
                if at_place.get(after) != place:
                    _offer(heap, best, came, (length_m, (node, after), None, way))
    routes: dict[int, Route] = {}
    done: set[tuple[int, int]] = set()
    while heap:
        cost_m, before, node = heapq.heappop(heap)
        state = (before, node)
        if state in done:
            continue
        done.add(state)
        there = at_place.get(node)
        if there is not None:
            if there != place and there not in routes:
                routes[there] = _route(graph, came, state, (place, there))
            continue
        for after, length_m, way in graph.steps[node]:
            if after != before and not graph.bends(before, node, after):
                cost = cost_m + length_m * (1.0 if way.running else CROSSOVER_COST)
                _offer(heap, best, came, (cost, (node, after), state, way))
    return [routes[there] for there in sorted(routes)]


def _offer(
    heap: list[tuple[float, int, int]],
    best: dict[tuple[int, int], float],
    came: dict[tuple[int, int], tuple[tuple[int, int] | None, OsmWay]],
    step: tuple[float, tuple[int, int], tuple[int, int] | None, OsmWay],
) -> None:
    cost_m, state, before, way = step
    if cost_m < best.get(state, math.inf):
        best[state] = cost_m
        came[state] = (before, way)
        heapq.heappush(heap, (cost_m, *state))


def _route(
    graph: TrackGraph,
    came: Mapping[tuple[int, int], tuple[tuple[int, int] | None, OsmWay]],
    last: tuple[int, int],
    ends: tuple[int, int],
) -> Route:
    nodes, ways = [last[1]], []
    state: tuple[int, int] | None = last
    while state is not None:
        before, way = came[state]
        nodes.append(state[0])
        ways.append(way)
        state = before
    points_m = graph.at_m[nodes]
    length_m = float(np.sum(np.hypot(*np.diff(points_m, axis=0).T)))
    return Route(ends, tuple(graph.lonlat_deg[i] for i in reversed(nodes)), tuple(reversed(ways)), length_m)
