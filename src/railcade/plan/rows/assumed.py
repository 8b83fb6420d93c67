"""Every estimated or assumed value that a plan rests on, one entry each."""

from __future__ import annotations

from railcade.basis import Assumption, Basis
from railcade.fleet import unsure_of
from railcade.network import unsure_values
from railcade.plan.joint.planner import Things
from railcade.plan.joint.settled import Settled
from railcade.plan.rows.border import unsure_steps


def assumptions(things: Things, settled: Settled) -> tuple[Assumption, ...]:
    """Network, formations as they run, other traffic, and the border, in this order."""
    found = list(unsure_values(settled.path))
    used = {leg.formation.id: leg.formation for timeline in settled.timelines for leg in timeline.legs}
    found.extend(unsure_of(used.values()))
    for source in sorted({train.source for train in things.timetable.trains if train.synthetic}):
        count = sum(train.source == source for train in things.timetable.trains)
        found.append(Assumption("other traffic", "timetable", f"{count} trains a day", Basis.ASSUMED, source))
    found.extend(unsure_steps(settled))
    return tuple(found)
