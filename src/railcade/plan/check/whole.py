"""Whether every part of a plan that another names is there: without it, no other rule can be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from railcade.plan.check.inputs import Columns, Inputs
from railcade.plan.check.tally import Tally
from railcade.plan.check.way import Links
from railcade.plan.model import OtherTrain, Plan, PlanTrain

COLUMNS = ("x_m", "t_s", "v_mps", "a_mps2", "force_newton", "reason")
Fault = tuple[str, str]
LATEST_S = 10_413_792_000
"""Start of the year 2300: an instant beyond it, or before 1970, is none of a plan."""

LONGEST_M = 10_000.0
LARGEST = 1e9


def is_whole(plan: Plan, runs: Mapping[str, Columns], inputs: Inputs, by_ends: Links, tally: Tally) -> bool:
    """Refuse what is missing or does not hang together; True where all other rules can be applied."""
    faults = list(_route(plan.route, by_ends))
    roles = [train.role for train in plan.trains]
    asked = [role.role for role in inputs.movement.roles]
    if roles != asked or not roles or len(set(roles)) != len(roles):
        faults.append(("plan.trains", f"roles are {roles}, the request has {asked}"))
    for train in plan.trains:
        faults.extend(_train(plan, train, inputs, by_ends))
        for leg in train.legs:
            faults.extend((f"runs {leg.run}", what) for what in _run(runs.get(leg.run)))
    used = [leg.run for train in plan.trains for leg in train.legs]
    if sorted(used) != sorted(runs):
        faults.append(("runs", "not every run belongs to exactly one leg of the plan"))
    names = [train.id for train in plan.other_trains]
    if len(set(names)) != len(names):
        faults.append(("plan.other_trains", "a train stands twice"))
    for other in plan.other_trains:
        faults.extend(_other(other, by_ends))
    faults.extend(_instants(plan))
    if plan.search.nodes < 0:
        faults.append(("plan.search", f"{plan.search.nodes} nodes were searched"))
    tally.examine("WHOLE", 4 + len(plan.trains) + len(used) + len(names))
    for where, what in faults:
        tally.refuse("WHOLE", "E0418", where, what)
    return not faults


def _route(route: tuple[str, ...], by_ends: Links) -> Iterator[Fault]:
    if len(route) < 2 or len(set(route)) != len(route):
        yield "plan.route", "fewer than two places, or a place twice"
    for pair in zip(route[:-1], route[1:], strict=True):
        if pair not in by_ends:
            yield "plan.route", f"no section joins {pair[0]} and {pair[1]}"


def _instants(plan: Plan) -> Iterator[Fault]:
    if not 0 < plan.publish_step_s <= 86_400:
        yield "plan.publish_step_s", f"is {plan.publish_step_s} s"
    for train in plan.trains:
        told = [float(leg.depart_at_s) for leg in train.legs]
        for point in train.points:
            told += (point.arrive_at_s, point.depart_at_s, point.complete_at_s)
            told += (point.published_arrive_at_s, point.published_depart_at_s)
        if not all(0.0 <= at_s <= LATEST_S for at_s in told):
            yield train.role, "an instant lies outside the years 1970 to 2300"
    for other in plan.other_trains:
        if not all(
            0 <= at_s <= LATEST_S for item in other.points for at_s in (item.arrive_at_s, item.depart_at_s)
        ):
            yield other.id, "an instant lies outside the years 1970 to 2300"
    rows: list[float] = [at_s for row in plan.protection for at_s in (row.closed_from_s, row.closed_until_s)]
    rows += [at_s for row in plan.post_actions for at_s in (row.from_at_s, row.until_at_s)]
    rows += [at_s for row in plan.road_closures for at_s in (row.from_at_s, row.until_at_s)]
    rows += [at_s for row in plan.sweep for at_s in (row.swept_at_s, row.reported_at_s)]
    rows += [at_s for row in plan.sweep for at_s in (row.valid_until_s, row.used_at_s)]
    if not all(0 <= at_s <= LATEST_S for at_s in (*rows, plan.window_from_s, plan.window_until_s)):
        yield "plan", "an instant of its rows lies outside the years 1970 to 2300"


def _train(plan: Plan, train: PlanTrain, inputs: Inputs, by_ends: Links) -> Iterator[Fault]:
    if tuple(point.place for point in train.points) != plan.route:
        yield train.role, "its points are not the places of the route"
    ends = [(leg.from_place, leg.to_place) for leg in train.legs]
    joined = bool(ends) and all(a[1] == b[0] for a, b in zip(ends[:-1], ends[1:], strict=True))
    if not joined or not plan.route or (ends[0][0], ends[-1][1]) != (plan.route[0], plan.route[-1]):
        yield train.role, "its legs do not join origin and destination"
    index = {place: i for i, place in enumerate(plan.route)}
    for leg in train.legs:
        if index.get(leg.from_place, 1) >= index.get(leg.to_place, 0):
            yield train.role, f"a leg does not run forward from {leg.from_place} to {leg.to_place}"
        formation = inputs.fleet.formations.get(leg.formation)
        if formation is None or not formation.vehicles:
            yield train.role, f"formation {leg.formation} is not in the fleet, or is empty"


def _run(columns: Columns | None) -> Iterator[str]:
    if columns is None:
        yield "the run is missing"
        return
    if any(name not in columns for name in COLUMNS):
        yield "a column is missing"
        return
    sizes = {columns[name].shape for name in COLUMNS}
    if len(sizes) != 1 or len(next(iter(sizes))) != 1 or next(iter(sizes))[0] < 2:
        yield "its columns are not of one length, two points or more"
    elif not all(np.all(np.abs(columns[name]) <= LARGEST) for name in COLUMNS):
        yield "holds a number that is not finite, or out of all measure"
    elif not (np.all(np.diff(columns["x_m"]) > 0.0) and np.all(np.diff(columns["t_s"]) > 0.0)):
        yield "its positions or times do not rise"
    elif np.any(columns["v_mps"] < 0.0):
        yield "holds a negative speed"


def _other(train: OtherTrain, by_ends: Links) -> Iterator[Fault]:
    places = [point.place for point in train.points]
    if len(places) < 2 or not 0.0 < train.length_m <= LONGEST_M:
        yield train.id, "has fewer than two places, or no length that a train can have"
    for pair in zip(places[:-1], places[1:], strict=True):
        if pair not in by_ends:
            yield train.id, f"no section joins {pair[0]} and {pair[1]}"
