"""Legs and runs of each role, with the faster roles paced to the slowest.

Between two stands every role takes the time of the slowest: who would outrun the others is held by a speed
cap for its leg, also where another role stands on the way. Without it the spacing of a leg drifts until no
departure satisfies its minimum at one end and its maximum at the other.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from railcade.fleet import Fleet, Formation
from railcade.motion import Course, Run, RunSettings, Train, course_of, pace_for_duration, train_of, trainrun
from railcade.network import Path
from railcade.plan.joint.roles import stand_places
from railcade.plan.occupation.timeline import Leg, Timeline, make_timeline
from railcade.plan.request import Movement, RoleRequest
from railcade.units import mps_from_kmh

PACE_STEP_MPS = mps_from_kmh(0.1)
SAME_S = 1e-6
"""Rounding sets runs apart that nothing sets apart: a cap that neither train reaches."""


Span = tuple[int, int, Formation]
"""A leg before it is run: first and last place index, and what runs it."""


@dataclass(eq=False)
class _Legs:
    """Each leg prepared once for each formation: it tells the times of any pace; only one is run."""

    path: Path
    trains: dict[tuple[str, tuple[str, ...]], Train]
    courses: dict[tuple[str, int, int], Course]

    def settings(self, first: int, last: int, pace_mps: float = math.inf) -> RunSettings:
        return RunSettings(float(self.path.place_m[first]), float(self.path.place_m[last]), pace_mps)

    def train(self, formation: Formation, first: int, last: int) -> Train:
        """The train with the locomotives that work under every supply of a leg."""
        supplies = tuple(sorted({item.section.power for item in self.path.sections[first:last]}))
        key = (formation.id, supplies)
        if key not in self.trains:
            self.trains[key] = train_of(formation, supplies)
        return self.trains[key]

    def course(self, formation: Formation, first: int, last: int) -> Course:
        key = (formation.id, first, last)
        if key not in self.courses:
            train, settings = self.train(formation, first, last), self.settings(first, last)
            place_m = self.path.place_m[first : last + 1]
            self.courses[key] = course_of(train, self.path, settings, place_m)
        return self.courses[key]

    def between_s(self, legs: Sequence[Span], first: int, last: int) -> float:
        """Running time of a role between two places, free, without its standing in between."""
        total_s = 0.0
        for start, end, formation in legs:
            low, high = max(start, first), min(end, last)
            if low < high:
                passed_s = self.course(formation, start, end).times_s()
                total_s += float(passed_s[high - start] - passed_s[low - start])
        return total_s

    def paced(self, formation: Formation, first: int, last: int, duration_s: float) -> tuple[Run, float]:
        """The run that comes nearest to `duration_s`, and its cap (0.0 where the free run is that slow)."""
        course, cap_mps = self.course(formation, first, last), math.inf
        if course.duration_s() < duration_s - SAME_S:
            pace_mps = pace_for_duration(course, duration_s, PACE_STEP_MPS)
            caps = (pace_mps, pace_mps + PACE_STEP_MPS)
            cap_mps = min(caps, key=lambda cap: abs(course.duration_s(cap) - duration_s))
        run = trainrun(course.train, self.path, self.settings(first, last, cap_mps))
        return run, cap_mps if cap_mps < math.inf else 0.0


def make_timelines(movement: Movement, path: Path, fleet: Fleet) -> tuple[Timeline, ...]:
    """The timeline of each role, in request order."""
    runs = _Legs(path, {}, {})
    spans = {role.role: _spans(movement, role, path, fleet) for role in movement.roles}
    ends = {(first, last) for legs in spans.values() for first, last, _ in legs}
    slowest = {
        (first, last): max(runs.between_s(legs, first, last) for legs in spans.values())
        for first, last in sorted(ends)
    }
    return tuple(_timeline(movement, role, runs, spans[role.role], slowest) for role in movement.roles)


def formation_from(role: RoleRequest, fleet: Fleet, path: Path, place: int) -> Formation:
    """The formation with which a role leaves a place."""
    chosen = role.formations[0][1]
    for start, name in role.formations:
        if path.index[start] <= place:
            chosen = name
    return fleet.formations[chosen]


def _spans(movement: Movement, role: RoleRequest, path: Path, fleet: Fleet) -> Sequence[Span]:
    stands = stand_places(movement, role.role, path)
    return [(a, b, formation_from(role, fleet, path, a)) for a, b in pairwise(stands)]


def _timeline(
    movement: Movement,
    role: RoleRequest,
    runs: _Legs,
    spans: Sequence[Span],
    slowest: Mapping[tuple[int, int], float],
) -> Timeline:
    legs: list[Leg] = []
    for first, last, formation in spans:
        run, pace_mps = runs.paced(formation, first, last, slowest[first, last])
        legs.append(Leg(first, last, formation, run, pace_mps))
    return make_timeline(role.role, role.number, tuple(legs), runs.path, movement.publish_step_s)
