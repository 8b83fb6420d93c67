"""Spacing between the roles: docs/occupation.md 6, every bound as a slack in seconds.

A slack is how much later (of a minimum: sooner) the train behind could still be; negative is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from railcade.network.steps import FloatArray
from railcade.plan.check.events import RoleEvents
from railcade.plan.check.forces import safe_distance_m
from railcade.plan.check.holds import TOLERANCE_S
from railcade.plan.check.tally import Tally
from railcade.plan.check.way import Way
from railcade.plan.check.world import ADVANCE, PRINCIPAL, World, block_work_s, clock, swept

LOOK_BACK_M = 5000.0


@dataclass(frozen=True, slots=True, eq=False)
class Slacks:
    """Slack of each rule of a pair by section, s; infinite where a rule does not bind.

    `pack_s` covers the departure into the section and the arrival at its end.
    """

    pack_s: FloatArray
    block_s: FloatArray
    report_s: FloatArray
    maximum_s: FloatArray


def check_spacing(world: World, tally: Tally) -> Mapping[tuple[str, str], Slacks]:
    """Least and largest distances of every pair; the slacks by names of the pair."""
    found: dict[tuple[str, str], Slacks] = {}
    for ahead, behind in world.pairs:
        slacks = found[ahead.role, behind.role] = pair_slacks(world, ahead, behind)
        pair = f"{behind.role} behind {ahead.role}"
        if swept(ahead, behind):
            _judge(world, tally, ("LEAD", "E0405"), slacks.pack_s, f"{pair}: lead")
            _judge(world, tally, ("REPORT", "E0415"), slacks.report_s, f"{pair}: not yet reported")
            if not np.all(np.isinf(slacks.maximum_s)):
                _judge(world, tally, ("VALIDITY", "E0406"), slacks.maximum_s, f"{pair}: sweep too old")
        else:
            _judge(world, tally, ("FOLLOW", "E0405"), slacks.pack_s, f"{pair}: least distance")
            _judge(world, tally, ("FOLLOW", "E0406"), slacks.maximum_s, f"{pair}: largest distance")
        _judge(world, tally, ("BLOCK-SPACING", "E0405"), slacks.block_s, f"{pair}: block")
    for rule in ("LEAD", "REPORT") if world.role(ADVANCE) and world.role(PRINCIPAL) else ():
        tally.examine(world.rule(rule), 0)
    return found


def _judge(world: World, tally: Tally, rule: tuple[str, str], slack_s: FloatArray, what: str) -> None:
    name, code = rule
    tally.examine(world.rule(name), int(np.isfinite(slack_s).sum()))
    for i in np.flatnonzero(slack_s < -TOLERANCE_S):
        section = world.way.sections[i]
        text = (
            f"{what}, {-float(slack_s[i]):.0f} s amiss" if np.isfinite(slack_s[i]) else f"{what}, cannot stop"
        )
        tally.refuse(world.rule(name), code, section.id, text)


def pair_slacks(world: World, ahead: RoleEvents, behind: RoleEvents) -> Slacks:
    """All slacks of a pair."""
    spacing, sections = world.spacing, world.way.sections
    least_s = spacing.lead_s if swept(ahead, behind) else spacing.follow_min_s
    depart_s = behind.depart_s - ahead.depart_s
    arrive_s = behind.arrive_s - ahead.arrive_s
    pack_s = np.minimum(depart_s[:-1], arrive_s[1:]) - least_s
    block_s = np.array(
        [
            float(np.min(behind.enter_s[i] - ahead.clear_s[i])) - block_work_s(section)
            for i, section in enumerate(sections)
        ]
    )
    if swept(ahead, behind):
        report_s = release_s(world, behind) - (ahead.complete_s[1:] + spacing.latency.total_s)
        maximum_s = ahead.complete_s[1:] + spacing.validity_s - behind.complete_s[1:]
    else:
        report_s = np.full(len(sections), np.inf)
        maximum_s = spacing.follow_max_s - depart_s[:-1]
    maximum_s = np.where([i in world.suspended for i in range(len(sections))], np.inf, maximum_s)
    return Slacks(pack_s, block_s, report_s, maximum_s)


def release_s(world: World, principal: RoleEvents) -> FloatArray:
    """Instant by which each section must have been reported.

    The head is at the last point from which the train stops `margin_m` short of the section; where it
    last stood between that point and the section, its departure.
    """
    return np.array([_release_s(world, principal, section) for section in range(len(world.way.sections))])


def _release_s(world: World, principal: RoleEvents, section: int) -> float:
    way = world.way
    leg = principal.leg_of(section)
    end_m, start_m = float(way.x_m[section]), float(way.x_m[leg.first])
    if leg.first == section:
        return float(principal.depart_s[section])
    distance_m = _stop_m(world, principal, section)
    if not np.isfinite(distance_m):
        return -np.inf
    point_m = end_m - distance_m - world.spacing.margin_m
    if point_m <= start_m:
        return float(principal.depart_s[leg.first])
    place = int(np.searchsorted(way.x_m, point_m, side="right")) - 1
    return float(leg.when_s(np.array([point_m]))[0] + principal.shift_s[place])


def _stop_m(world: World, principal: RoleEvents, section: int) -> float:
    """Safe stopping distance; the look-back grows until it holds the braking point, or all of the leg."""
    way, leg = world.way, principal.leg_of(section)
    end_m, start_m = float(way.x_m[section]), float(way.x_m[leg.first])
    back_m = LOOK_BACK_M
    while True:
        near_m = max(end_m - back_m, start_m)
        on_leg = (leg.x_m >= near_m) & (leg.x_m <= end_m)
        tail_m = near_m - principal.length_m(section)
        fall, share = steepest_fall(way, tail_m, end_m), most_slippery(way, tail_m, end_m)
        speed_mps = float(leg.v_mps[on_leg].max(initial=0.0))
        distance_m = safe_distance_m(leg.formation, speed_mps, fall, world.spacing.brakes, share)
        if near_m == start_m or distance_m + world.spacing.margin_m <= back_m:
            return distance_m
        back_m = distance_m + world.spacing.margin_m


def steepest_fall(way: Way, from_m: float, to_m: float) -> float:
    """Least grade, at most 0, of the steps that lie partly between two positions."""
    ends_m = way.grade.ends_m(way.length_m)
    inside = (way.grade.start_m < to_m) & (ends_m > from_m)
    return min(0.0, float(way.grade.value[inside].min(initial=0.0)))


def most_slippery(way: Way, from_m: float, to_m: float) -> float:
    """Least share of the adhesion of good rails, at most 1, where spans lie partly between two positions."""
    spans = zip(way.adhesion.from_m, way.adhesion.to_m, way.adhesion.value, strict=True)
    return min([1.0, *(float(share) for begin, end, share in spans if begin < to_m and from_m < end)])


def check_sweep_rows(world: World, tally: Tally) -> None:
    """The plan's rows of the sweep are those of the runs."""
    advance, principal = world.role(ADVANCE), world.role(PRINCIPAL)
    rows = world.plan.sweep
    if advance is None or principal is None:
        if rows:
            what = "a sweep is listed, but the movement has no advance or no principal train"
            tally.refuse("SUSPENDED", "E0406", "plan.sweep", what)
        return
    tally.judge(
        "SUSPENDED",
        [row.section for row in rows] == [section.id for section in world.way.sections],
        "E0406",
        "plan.sweep",
        "the rows do not name each section of the route once, in order",
    )
    if len(rows) != len(world.way.sections):
        return
    for i, row in enumerate(rows):
        swept_s, used_s = float(advance.complete_s[i + 1]), float(principal.complete_s[i + 1])
        valid_s = swept_s + world.spacing.validity_s
        wanted = (swept_s, swept_s + world.spacing.latency.total_s, valid_s, used_s)
        held = (row.swept_at_s, row.reported_at_s, row.valid_until_s, row.used_at_s)
        close = all(abs(a - b) <= TOLERANCE_S for a, b in zip(held, wanted, strict=True))
        what = f"row says {[clock(v) for v in held]}, the runs {[clock(v) for v in wanted]}"
        tally.judge("SUSPENDED", close, "E0406", row.section, what)
        why = world.suspended.get(i, "")
        suspended = bool(why)
        what = f"suspended: row says {row.suspended!r}, the request {why!r}"
        tally.judge("SUSPENDED", row.suspended == why, "E0406", row.section, what)
        late = suspended and used_s > valid_s
        what = f"re-sweep: row says {row.resweep}, the principal leaves {used_s - valid_s:.0f} s after it"
        near = suspended and abs(used_s - valid_s) <= TOLERANCE_S
        tally.judge("SUSPENDED", near or row.resweep == late, "E0406", row.section, what)
