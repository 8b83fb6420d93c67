"""The plan, row by row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from railcade.plan.joint.planner import Planned, Things
from railcade.plan.joint.settled import Settled
from railcade.plan.model import Plan, SearchReport
from railcade.plan.rows.aboard import aboard_rows, carried_rows, supply_rows
from railcade.plan.rows.acceptance import acceptance_rows
from railcade.plan.rows.assumed import assumptions
from railcade.plan.rows.border import border_rows, brake_rows, handover_rows, outlook_rows
from railcade.plan.rows.dated import possession_rows, restriction_rows
from railcade.plan.rows.others import make_bill, other_trains
from railcade.plan.rows.posts import post_actions, road_closures
from railcade.plan.rows.programme import alternative_rows, programme_rows
from railcade.plan.rows.protection import protection_rows
from railcade.plan.rows.spacing import spacing_rows, sweep_rows
from railcade.plan.rows.stopping import stopping_rows
from railcade.plan.rows.trains import plan_trains


def make_plan(things: Things, planned: Planned, hashes: Mapping[str, str], great_circle_m: float) -> Plan:
    """Write down a settled movement.

    Parameters
    ----------
    things, planned
        What was planned with, and the result.
    hashes : mapping of file name under ``inputs/`` to sha256
    great_circle_m : float
        Straight line between origin and destination, shown beside the length by rail.
    """
    settled, movement = planned.settled, things.movement
    others = other_trains(settled)
    trains = plan_trains(settled)
    at_border = border_rows(settled, trains)
    protection = protection_rows(settled)
    roads = road_closures(settled, protection)
    return Plan(
        movement=movement.id,
        name=movement.name,
        classification=movement.classification,
        publish_step_s=movement.publish_step_s,
        rule_pack=f"{things.pack.id} {things.pack.version}",
        inputs=dict(sorted(hashes.items())),
        route=tuple(things.way),
        length_m=settled.path.length_m,
        great_circle_m=round(great_circle_m, 1),
        trains=trains,
        spacing=spacing_rows(settled),
        sweep=sweep_rows(settled),
        protection=protection,
        other_trains=others,
        bill=make_bill(others, things.pack.weights, protection, roads),
        assumptions=assumptions(things, settled),
        search=SearchReport(planned.nodes, planned.proved),
        window_from_s=planned.window_s[0],
        window_until_s=planned.window_s[1],
        **_journey(things, settled),
        border=at_border,
        border_outlook=outlook_rows(settled),
        handovers=handover_rows(settled, trains),
        brakes=brake_rows(settled, at_border),
        post_actions=post_actions(settled, protection),
        road_closures=roads,
        restrictions=restriction_rows(things, settled),
        possessions=possession_rows(things, settled),
        acceptance=acceptance_rows(things, settled),
        stopping_places=stopping_rows(things, settled),
    )


def _journey(things: Things, settled: Settled) -> dict[str, Any]:
    """Rows of programme and manifest, where the movement has them."""
    rows: dict[str, Any] = {}
    programme, manifest = things.programme, things.manifest
    if programme is not None:
        rows["programme"] = programme_rows(programme, settled)
        rows["alternatives"] = alternative_rows(programme, manifest, settled)
    if manifest is not None:
        rows["aboard"] = aboard_rows(manifest, settled)
        rows["supplies"] = supply_rows(manifest, settled)
        rows["cars"] = carried_rows(manifest, settled)
    return rows
