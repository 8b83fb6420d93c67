"""Stopping places: the rows, and no planned stand where trains must not stand (docs/occupation.md, 13)."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from railcade.plan.check.tally import Tally
from railcade.plan.check.world import World
from railcade.plan.model import StoppingPlaceRow

RULE = "STOPPING"
TOUCH_M = 0.01
"""Structures nearer than this are one."""


def check_stopping(world: World, tally: Tally) -> None:
    """The rows are those that the inputs give, in order; nobody stands at a forbidden place."""
    wanted = [row for i in range(len(world.way.places)) for row in _rows(world, i)]
    for row in wanted:
        listed = row in world.plan.stopping_places
        what = f"{row.kind}, {row.reason} ({row.source}), is not listed"
        tally.judge(RULE, listed, "E0433", row.place, what)
    same = list(world.plan.stopping_places) == wanted
    what = f"{len(world.plan.stopping_places)} rows, wanted are these {len(wanted)} in travel order"
    tally.judge(RULE, same, "E0433", "plan.stopping_places", what)
    barred = {row.place for row in wanted if row.kind == "forbidden"}
    for train in world.plan.trains:
        for point in train.points:
            if point.stand:
                what = f"the {train.role} stands here, where trains must not"
                tally.judge(RULE, point.place not in barred, "E0433", point.place, what)


def _length_m(world: World) -> float:
    formations = world.inputs.fleet.formations
    asked = {name for role in world.inputs.movement.roles for _, name in role.formations}
    lengths = [
        math.fsum(vehicle.length_m for vehicle in formations[name].vehicles)
        for name in asked
        if name in formations
    ]
    return max(lengths, default=0.0)


def _rows(world: World, i: int) -> Iterator[StoppingPlaceRow]:
    place, length_m = world.way.places[i], _length_m(world)
    said = [(place.stopping, place.stopping_reason, "network")]
    said += [
        (item.kind, item.reason, "request")
        for item in world.inputs.movement.stopping.places
        if item.place == place.id
    ]
    hindered = [("forbidden", reason, "derived") for reason in _hindrances(world, i, length_m)]
    bars = [item for item in said if item[0] == "forbidden"] + hindered
    likes = [item for item in said if item[0] == "preferred"]
    room = max((track.length_m for track in place.tracks), default=0.0)
    if not bars and len(place.tracks) > 1 and room >= length_m:
        likes.append(("preferred", "refuge", "derived"))
    for kind, reason, source in (*bars, *likes):
        yield StoppingPlaceRow(place.id, kind, reason, source)


def _hindrances(world: World, i: int, length_m: float) -> Iterator[str]:
    """A train that stands at a post reaches back by its length; a place with tracks is made to stand at."""
    way, asked = world.way, world.inputs.movement.stopping
    head_m = float(way.x_m[i])
    back_m = max(0.0, head_m - length_m)
    if head_m > back_m and abs(_mean(world, back_m, head_m)) > asked.steepest_grade:
        yield "gradient"
    if way.places[i].tracks:
        return
    tunnels, bridges = _built(world, "tunnel"), _built(world, "bridge")
    long_bridges = [(a, b) for a, b in bridges if b - a >= asked.viaduct_m]
    neutral = list(zip(way.neutral.from_m.tolist(), way.neutral.to_m.tolist(), strict=True))
    for reason, spans in (("tunnel", tunnels), ("viaduct", long_bridges), ("neutral_section", neutral)):
        if any(a < head_m and b > back_m for a, b in spans):
            yield reason
    if any(back_m < at_m < head_m for at_m in _roads_m(world)):
        yield "crossing"


def _mean(world: World, from_m: float, to_m: float) -> float:
    """Rise over way between two positions."""
    starts_m, values = world.way.grade.start_m, world.way.grade.value
    inner_m = starts_m[(starts_m > from_m) & (starts_m < to_m)]
    grid_m = np.concatenate(([from_m], inner_m, [to_m]))
    at = np.searchsorted(starts_m, grid_m[:-1], side="right") - 1
    return float(np.sum(np.diff(grid_m) * values[at])) / (to_m - from_m)


def _roads_m(world: World) -> Iterator[float]:
    """Where roads cross the way."""
    for i, section in enumerate(world.way.sections):
        for crossing in section.crossings:
            if world.way.forward[i]:
                yield float(world.way.x_m[i]) + crossing.at_m
            else:
                yield float(world.way.x_m[i + 1]) - crossing.at_m


def _built(world: World, kind: str) -> list[tuple[float, float]]:
    """Structures of a kind along the way, those that touch joined."""
    spans = []
    for section, forward, at_m in zip(
        world.way.sections, world.way.forward, world.way.x_m[:-1].tolist(), strict=True
    ):
        for item in section.structures:
            if item.kind == kind:
                a, b = (item.from_m, item.to_m) if forward else (-item.to_m, -item.from_m)
                zero_m = at_m if forward else at_m + section.length_m
                spans.append((zero_m + a, zero_m + b))
    found: list[tuple[float, float]] = []
    for a, b in sorted(spans):
        if found and a - found[-1][1] < TOUCH_M:
            found[-1] = (found[-1][0], max(found[-1][1], b))
        else:
            found.append((a, b))
    return found
