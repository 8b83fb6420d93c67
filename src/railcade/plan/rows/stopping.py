"""Rows of the plan: where trains stop if they must, and where they must not."""

from __future__ import annotations

from railcade.plan.joint.planner import Things
from railcade.plan.joint.settled import Settled
from railcade.plan.model import StoppingPlaceRow
from railcade.plan.preflight.stopping import stopping_places


def stopping_rows(things: Things, settled: Settled) -> tuple[StoppingPlaceRow, ...]:
    """In travel order, forbidden before preferred."""
    found = stopping_places(things.movement, settled.path, things.fleet)
    return tuple(StoppingPlaceRow(item.place, item.kind, item.reason, item.source) for item in found)
