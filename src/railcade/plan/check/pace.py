"""The pace of each leg: none, or the cap that its run keeps (plan/model.py, `PlanLeg`)."""

from __future__ import annotations

import math

from railcade.fleet import Formation
from railcade.plan.check.tally import Tally
from railcade.plan.check.world import World
from railcade.units import KMH_PER_MPS

PACE_STEP_MPS = 0.1 / KMH_PER_MPS
"""Paces are told in steps of a tenth of a km/h."""
NOISE_MPS = 1e-6


def check_paces(world: World, tally: Tally) -> None:
    """A pace is no more than a step above what the formation may run, nor above what its run reaches.

    That the run nowhere exceeds it is judged with the other limits.
    """
    most_mps = PACE_STEP_MPS + NOISE_MPS
    for role, train in zip(world.roles, world.plan.trains, strict=True):
        for leg, course in zip(train.legs, role.legs, strict=True):
            reached_mps = float(course.v_mps.max())
            above_mps = leg.pace_mps - min(cap_mps(course.formation), reached_mps)
            what = (
                f"is paced to {leg.pace_mps:.3f} m/s, may run {cap_mps(course.formation):.3f} m/s "
                f"and reaches {reached_mps:.3f} m/s"
            )
            where = f"{train.role} {leg.from_place} to {leg.to_place}"
            told = leg.pace_mps == 0.0 or above_mps <= most_mps
            tally.judge("MOTION-LIMIT", told, "E0403", where, what)


def cap_mps(formation: Formation) -> float:
    """The lowest cap of a formation and its vehicles."""
    caps = [*formation.caps, *(cap for vehicle in formation.vehicles for cap in vehicle.caps)]
    return min((cap.speed_mps for cap in caps), default=math.inf)
