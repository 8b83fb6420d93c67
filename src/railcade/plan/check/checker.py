"""All rules in turn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from railcade.plan.check.acceptance import check_acceptance
from railcade.plan.check.asked import check_request, check_route
from railcade.plan.check.assumed import check_assumptions
from railcade.plan.check.blocks import check_blocks, check_stretches
from railcade.plan.check.border import check_border
from railcade.plan.check.border_odds import check_far_brakes, check_handovers, check_odds
from railcade.plan.check.closed import check_closed, check_conditions
from railcade.plan.check.dated import temporary_limits
from railcade.plan.check.events import exact_events, leg_runs, published_events
from railcade.plan.check.fits import check_fits
from railcade.plan.check.inputs import Columns, Inputs
from railcade.plan.check.journey import check_journey, check_stands_for_events
from railcade.plan.check.motion import check_motion
from railcade.plan.check.movement import check_movement
from railcade.plan.check.others import check_others
from railcade.plan.check.pace import check_paces
from railcade.plan.check.protection import check_protection
from railcade.plan.check.record import CheckRecord, make_record
from railcade.plan.check.spacing import check_spacing, check_sweep_rows
from railcade.plan.check.spacing_rows import check_spacing_rows
from railcade.plan.check.stopping import check_stopping
from railcade.plan.check.stretches import find_stretches
from railcade.plan.check.tally import Tally
from railcade.plan.check.times import check_rounding, check_times, check_totals
from railcade.plan.check.tracks import check_tracks
from railcade.plan.check.traffic import other_events
from railcade.plan.check.way import Links, lay, links
from railcade.plan.check.whole import is_whole
from railcade.plan.check.world import World
from railcade.plan.model import Plan


def check_plan(plan: Plan, runs: Mapping[str, Columns], inputs: Inputs) -> CheckRecord:
    """Check a plan against its inputs, by nothing but these.

    Parameters
    ----------
    plan : Plan
    runs : mapping of run key to columns, each of shape (n,)
        As in runs.npz: x_m, t_s, v_mps, a_mps2, force_newton, reason.
    inputs : Inputs

    Returns
    -------
    CheckRecord
        Without the hashes of the plan's files; `sealed` adds them. It never raises for a bad plan.
    """
    tally = Tally()
    by_ends = links(inputs.network)
    if is_whole(plan, runs, inputs, by_ends, tally):
        _check_whole_plan(_rebuild(plan, runs, inputs, by_ends), tally)
        tally.close()
    return make_record(tally.rules(), tuple(tally.problems), plan.inputs)


def _rebuild(plan: Plan, runs: Mapping[str, Columns], inputs: Inputs, by_ends: Links) -> World:
    way = lay(inputs.network, by_ends, plan.route)
    way = replace(way, temporary=temporary_limits(inputs, way))
    return World(
        plan=plan,
        runs=runs,
        inputs=inputs,
        way=way,
        by_ends=by_ends,
        stretches=find_stretches(inputs.network),
        roles=tuple(
            exact_events(train.role, leg_runs(train, runs, inputs.fleet, way), way) for train in plan.trains
        ),
        others=tuple(other_events(train, by_ends) for train in plan.other_trains),
    )


def _check_whole_plan(exact: World, tally: Tally) -> None:
    check_route(exact, tally)
    check_request(exact, tally)
    check_motion(exact, tally)
    check_paces(exact, tally)
    check_fits(exact, tally)
    check_acceptance(exact, tally)
    check_times(exact, tally)
    check_rounding(exact, tally)
    check_totals(exact, tally)
    check_others(exact, tally)
    check_assumptions(exact, tally)
    check_sweep_rows(exact, tally)
    check_odds(exact, tally)
    check_handovers(exact, tally)
    check_far_brakes(exact, tally)
    check_conditions(exact, tally)
    check_stopping(exact, tally)
    published = exact.as_published(
        tuple(
            published_events(
                role,
                exact.way,
                [point.published_arrive_at_s for point in train.points],
                [point.published_depart_at_s for point in train.points],
            )
            for role, train in zip(exact.roles, exact.plan.trains, strict=True)
        )
    )
    check_protection(exact, published, tally)
    check_journey(published, tally)
    check_stands_for_events(published, tally)
    for world in (exact, published):
        check_blocks(world, tally)
        check_stretches(world, tally)
        check_tracks(world, tally)
        check_movement(world, tally)
        check_border(world, tally)
        check_closed(world, tally)
    check_spacing_rows(exact, tally, check_spacing(exact, tally))
    check_spacing(published, tally)
