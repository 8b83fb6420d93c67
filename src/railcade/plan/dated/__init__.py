"""Dated conditions on this network: which sections are closed when, and how fast trains may go meanwhile.

Law
---
1. A condition counts if it is in force at any instant of the movement's window: from the earliest departure
   less the validity of the sweep to the latest arrival and the largest distance of each role behind.
2. A closure is of one section (and one or all of its tracks) or of the box at one place.
3. A temporary restriction that counts binds each run of the movement, at whatever instant it passes: slower
   than need be, never faster.

Not here: the check's own reading of the same (plan.check), what other trains do about it (plan.joint).
"""

from railcade.plan.dated.closures import Closure, ClosureKind, closures
from railcade.plan.dated.restrictions import InForce, in_force, restricted
from railcade.plan.dated.stretches import Reach, reaches_of, stretch_problems
from railcade.plan.dated.window import movement_window_s, traffic_window_s

__all__ = [
    "Closure",
    "ClosureKind",
    "InForce",
    "Reach",
    "closures",
    "in_force",
    "movement_window_s",
    "reaches_of",
    "restricted",
    "stretch_problems",
    "traffic_window_s",
]
