"""Bounds between the departures of two roles: docs/occupation.md, 6.

Every rule binds two events, each an offset from a leg's departure; so every rule is a bound between two
departures. The tightest of each pair of legs is kept, with the section and the reason that made it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from railcade.motion import full_brake, stop_of, times_at
from railcade.network import Path
from railcade.plan.occupation.rounding import down, up
from railcade.plan.occupation.timeline import Offset, Timeline
from railcade.rules import RulePack

ADVANCE = "advance"
PRINCIPAL = "principal"
LOOK_BACK_M = 5000.0
"""Over which at least speed, fall and rails before a section count for its braking point (occupation.md)."""


@dataclass(frozen=True, slots=True)
class Bound:
    """``depart[behind leg] - depart[ahead leg]`` is at least (or at most) `value_s`, for `reason`."""

    ahead: int
    behind: int
    ahead_leg: int
    behind_leg: int
    value_s: float
    section: int
    reason: str


@dataclass(frozen=True, eq=False)
class RolePair:
    """Two roles by index in the request, the sections where maximum spacing is suspended, and the rules."""

    ahead: int
    behind: int
    a: Timeline
    b: Timeline
    path: Path
    pack: RulePack
    suspended: frozenset[int]

    @property
    def swept(self) -> bool:
        """Whether this pair is the one that the sweep binds."""
        return self.a.role == ADVANCE and self.b.role == PRINCIPAL

    def bound(self, ahead: Offset, behind: Offset, gap_s: float, where: tuple[int, str]) -> Bound:
        """Least distance between departures for `behind` to come `gap_s` after `ahead`."""
        value_s = gap_s + max(ahead.exact_s - behind.exact_s, ahead.published_s - behind.published_s)
        return Bound(self.ahead, self.behind, ahead.leg, behind.leg, value_s, where[0], where[1])

    def ceiling(self, ahead: Offset, behind: Offset, gap_s: float, where: tuple[int, str]) -> Bound:
        """Largest distance between departures for `behind` to come at most `gap_s` after `ahead`."""
        value_s = gap_s + min(ahead.exact_s - behind.exact_s, ahead.published_s - behind.published_s)
        return Bound(self.ahead, self.behind, ahead.leg, behind.leg, value_s, where[0], where[1])


def role_pairs(
    timelines: Sequence[Timeline], path: Path, pack: RulePack, suspended: frozenset[int]
) -> tuple[RolePair, ...]:
    """Neighbouring pairs in request order, and advance with principal wherever they stand."""
    names = [timeline.role for timeline in timelines]
    wanted = set(pairwise(range(len(names))))
    if ADVANCE in names and PRINCIPAL in names:
        wanted.add((names.index(ADVANCE), names.index(PRINCIPAL)))
    return tuple(RolePair(i, j, timelines[i], timelines[j], path, pack, suspended) for i, j in sorted(wanted))


def minimum_bounds(pair: RolePair) -> Iterator[Bound]:
    """Every least distance of a pair: block, rule pack, braking and reports."""
    for section in range(len(pair.path.sections)):
        yield from block_bounds(pair, section)
    spacing = pair.pack.spacing
    least_s = spacing.lead_s if pair.swept else spacing.follow_min_s
    yield from _at_places(pair, least_s)
    if pair.swept:
        for section in range(len(pair.path.sections)):
            yield report_bound(pair, section)


def maximum_bounds(pair: RolePair) -> Iterator[Bound]:
    """Every largest distance of a pair: sweep validity, or the follow-up's maximum."""
    spacing = pair.pack.spacing
    for section in range(len(pair.path.sections)):
        if section in pair.suspended:
            continue
        if pair.swept:
            where = (section, "sweep validity")
            yield pair.ceiling(pair.a.complete[section], pair.b.complete[section], spacing.validity_s, where)
        else:
            ahead, behind = pair.a.depart[section], pair.b.depart[section]
            if ahead is not None and behind is not None:
                yield pair.ceiling(ahead, behind, spacing.follow_max_s, (section, "rule pack"))


def block_bounds(pair: RolePair, section: int) -> Iterator[Bound]:
    """Docs/occupation.md, 2."""
    block = pair.path.sections[section].section.block
    gap_s = block.setting_s + block.clearing_s + block.release_s
    for ahead, behind in zip(pair.a.blocks[section], pair.b.blocks[section], strict=True):
        yield pair.bound(ahead.clear, behind.enter, gap_s, (section, "block"))


def _at_places(pair: RolePair, least_s: int) -> Iterator[Bound]:
    for place in range(len(pair.path.places)):
        section = min(place, len(pair.path.sections) - 1)
        for events in (
            (pair.a.depart[place], pair.b.depart[place]),
            (pair.a.arrive[place], pair.b.arrive[place]),
        ):
            ahead, behind = events
            if ahead is not None and behind is not None:
                yield pair.bound(ahead, behind, least_s, (section, "rule pack"))


def report_bound(pair: RolePair, section: int) -> Bound:
    """The principal is not beyond its braking point before the section ahead was reported clear."""
    gap_s = pair.pack.spacing.latency.total_s
    place = braking_offset(pair.b, pair.path, section, pair.pack)
    return pair.bound(pair.a.complete[section], place, gap_s, (section, "braking and reports"))


def braking_offset(timeline: Timeline, path: Path, section: int, pack: RulePack) -> Offset:
    """When a role is where it can just be stopped before a section, or leaves the stand behind it."""
    depart = timeline.depart[section]
    if depart is None:
        raise ValueError("a section begins at a place that is left")
    leg = timeline.legs[depart.leg]
    if leg.first == section:
        return depart
    end_m = float(path.place_m[section])
    start_m = float(path.place_m[leg.first])
    braking_m = end_m - safe_distance_m(timeline, path, section, pack) - pack.spacing.margin_m
    if braking_m <= start_m:
        return Offset(depart.leg, 0.0, 0.0)
    place = int(np.searchsorted(path.place_m, braking_m, "right")) - 1
    before = timeline.depart[place]
    if before is None:
        raise ValueError("the braking point lies on this leg")
    exact_s = float(times_at(leg.run, np.array([braking_m]))[0])
    return Offset(depart.leg, exact_s, exact_s + before.published_s - before.exact_s)


def safe_distance_m(timeline: Timeline, path: Path, section: int, pack: RulePack) -> float:
    """Stopping distance on guaranteed brakes ahead of a section, m (docs/occupation.md, 6)."""
    depart = timeline.depart[section]
    if depart is None:
        raise ValueError("a section begins at a place that is left")
    leg = timeline.legs[depart.leg]
    formation = leg.formation
    end_m = float(path.place_m[section])
    start_m = float(path.place_m[leg.first])
    back_m, needed_m, safe_m = 0.0, LOOK_BACK_M, 0.0
    while needed_m > back_m and end_m - back_m > start_m:
        back_m = needed_m
        near_m = max(end_m - back_m, start_m)
        stored = (leg.run.x_m >= near_m) & (leg.run.x_m <= end_m)
        safe_m = stop_of(
            full_brake(formation),
            float(leg.run.v_mps[stored].max()),
            grade=steepest_fall(path, near_m - formation.length_m, end_m),
            factors=pack.spacing.brakes,
            adhesion_factor=lowest_adhesion(path, near_m - formation.length_m, end_m),
        ).distance_m
        needed_m = safe_m + pack.spacing.margin_m
    return safe_m


def steepest_fall(path: Path, from_m: float, to_m: float) -> float:
    """Least grade between two positions, at most 0."""
    starts = path.grade.start_m
    first = max(0, int(np.searchsorted(starts, max(from_m, 0.0), "right")) - 1)
    last = int(np.searchsorted(starts, to_m, "left"))
    return min(0.0, float(path.grade.value[first : max(last, first + 1)].min()))


def lowest_adhesion(path: Path, from_m: float, to_m: float) -> float:
    """Least share of the adhesion of good rails between two positions, at most 1."""
    slippery = (path.adhesion.from_m < to_m) & (path.adhesion.to_m > from_m)
    return min(1.0, float(path.adhesion.value[slippery].min(initial=1.0)))


def tightest(bounds: Sequence[Bound], step_s: int, largest: bool) -> dict[tuple[int, int, int, int], Bound]:
    """The binding bound of each pair of legs, rounded to the step on the safe side.

    `largest` keeps the largest (for minima, rounded up), else the smallest (for maxima, rounded down).
    Ties keep the bound of the earlier section.
    """
    kept: dict[tuple[int, int, int, int], Bound] = {}
    for item in bounds:
        key = (item.ahead, item.behind, item.ahead_leg, item.behind_leg)
        value_s = up(item.value_s, step_s) if largest else down(item.value_s, step_s)
        other = kept.get(key)
        if other is None or (value_s > other.value_s if largest else value_s < other.value_s):
            kept[key] = Bound(*key, value_s, item.section, item.reason)
    return kept
