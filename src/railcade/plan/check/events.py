"""When the roles arrive, depart, complete and clear: docs/occupation.md 1 and 8, from the runs alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from railcade.fleet import Fleet, Formation
from railcade.network.steps import FloatArray
from railcade.plan.check.inputs import Columns
from railcade.plan.check.way import Way
from railcade.plan.model import PlanTrain


@dataclass(frozen=True, slots=True, eq=False)
class LegRun:
    """A leg by place indices, its formation and its run with times of day."""

    first: int
    last: int
    formation: Formation
    x_m: FloatArray
    at_s: FloatArray
    v_mps: FloatArray

    def when_s(self, position_m: FloatArray) -> FloatArray:
        """Instants at which the head is at positions; between stored points acceleration counts as constant.

        With constant acceleration v² grows with distance and dt = 2 dx / (v1 + v).
        """
        k = np.clip(np.searchsorted(self.x_m, position_m, side="right") - 1, 0, len(self.x_m) - 2)
        share = np.clip((position_m - self.x_m[k]) / (self.x_m[k + 1] - self.x_m[k]), 0.0, 1.0)
        v1, v2 = self.v_mps[k], self.v_mps[k + 1]
        here = np.sqrt(v1 * v1 + share * (v2 * v2 - v1 * v1))
        part = np.divide(share * (v1 + v2), v1 + here, out=share.copy(), where=v1 + here > 0.0)
        return np.asarray(self.at_s[k] + part * (self.at_s[k + 1] - self.at_s[k]))


@dataclass(frozen=True, slots=True, eq=False)
class RoleEvents:
    """Events of a role, once exact and once published.

    `arrive_s`, `depart_s`, `left_s` by place; `complete_s[i]` is when section `i - 1` is clear
    (``complete_s[0]`` is not used); `enter_s`, `clear_s` by section, one value for each block.
    """

    role: str
    stands: frozenset[int]
    legs: tuple[LegRun, ...]
    arrive_s: FloatArray
    depart_s: FloatArray
    complete_s: FloatArray
    left_s: FloatArray
    enter_s: tuple[FloatArray, ...]
    clear_s: tuple[FloatArray, ...]
    shift_s: FloatArray

    def leg_of(self, section: int) -> LegRun:
        """The leg that runs over a section."""
        return next(leg for leg in self.legs if leg.first <= section < leg.last)

    def length_m(self, section: int) -> float:
        """Length of the train on a section, m."""
        return float(sum(vehicle.length_m for vehicle in self.leg_of(section).formation.vehicles))


def leg_runs(train: PlanTrain, runs: Mapping[str, Columns], fleet: Fleet, way: Way) -> tuple[LegRun, ...]:
    """The legs of a train over its runs."""
    index = {place.id: i for i, place in enumerate(way.places)}
    return tuple(
        LegRun(
            index[leg.from_place],
            index[leg.to_place],
            fleet.formations[leg.formation],
            np.asarray(runs[leg.run]["x_m"], dtype=np.float64),
            leg.depart_at_s + np.asarray(runs[leg.run]["t_s"], dtype=np.float64),
            np.asarray(runs[leg.run]["v_mps"], dtype=np.float64),
        )
        for leg in train.legs
    )


def exact_events(role: str, legs: tuple[LegRun, ...], way: Way) -> RoleEvents:
    """All events from the runs."""
    size = len(way.x_m)
    arrive, depart, complete, left = (np.zeros(size) for _ in range(4))
    enter: list[FloatArray] = []
    clear: list[FloatArray] = []
    for leg in legs:
        length_m, end_m = sum(vehicle.length_m for vehicle in leg.formation.vehicles), way.x_m[leg.last]
        heads_s = leg.when_s(way.x_m[leg.first : leg.last + 1])
        tails_s = leg.when_s(np.minimum(way.x_m[leg.first : leg.last + 1] + length_m, end_m))
        arrive[leg.first + 1 : leg.last + 1] = heads_s[1:]
        depart[leg.first : leg.last] = heads_s[:-1]
        complete[leg.first + 1 : leg.last + 1] = tails_s[1:]
        left[leg.first : leg.last] = tails_s[:-1]
        for section in range(leg.first, leg.last):
            ends_m = way.x_m[section] + way.signals_m(section)
            enter.append(leg.when_s(ends_m[:-1]))
            clear.append(leg.when_s(np.minimum(ends_m[1:] + length_m, end_m)))
    arrive[0], depart[-1], left[-1] = depart[0], arrive[-1], arrive[-1]
    stands = frozenset({0, *(leg.last for leg in legs)})
    return RoleEvents(
        role, stands, legs, arrive, depart, complete, left, tuple(enter), tuple(clear), np.zeros(size)
    )


def published_events(
    exact: RoleEvents, way: Way, arrive_s: Sequence[int], depart_s: Sequence[int]
) -> RoleEvents:
    """Events with published times at places: all of a section shift with the departure that begins it.

    An event that falls on an arrival to a stand takes the published arrival.
    """
    arrive, depart = np.array(arrive_s, dtype=np.float64), np.array(depart_s, dtype=np.float64)
    shift_s = depart - exact.depart_s
    complete, left = exact.complete_s.copy(), exact.left_s.copy()
    enter, clear = [], []
    for section in range(len(way.sections)):
        leg = exact.leg_of(section)
        room_m = way.x_m[leg.last] - exact.length_m(section)
        ends_m = way.x_m[section] + way.signals_m(section)
        enter.append(exact.enter_s[section] + shift_s[section])
        moved = exact.clear_s[section] + shift_s[section]
        clear.append(np.where(ends_m[1:] >= room_m, arrive[leg.last], moved))
        complete[section + 1] = clear[-1][-1]
        at_stand = way.x_m[section] >= room_m
        left[section] = arrive[leg.last] if at_stand else exact.left_s[section] + shift_s[section]
    left[-1] = arrive[-1]
    return replace(
        exact,
        arrive_s=arrive,
        depart_s=depart,
        complete_s=complete,
        left_s=left,
        enter_s=tuple(enter),
        clear_s=tuple(clear),
        shift_s=shift_s,
    )
