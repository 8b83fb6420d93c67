"""What holds on the line between two dates: possessions, restrictions of speed, isolations, opening hours.

Law of this room
----------------
1. Conditions are published by who works the line, for a time: each has a number, a reason and an owner.
2. Instants are half open, from - until, POSIX seconds; opening hours are local to the place, by weekday.
3. A stretch is named as people name it: by a section, by two places, or by the line's kilometres. What lies
   there is found where a network is at hand.
4. Conditions only take away: they close, slow or switch off. Nothing here opens what the line has closed.
5. Nothing listed means nothing in force.

Not here: what a condition does to a movement (plan), permanent limits (network), files (formats).
"""

from railcade.conditions.model import (
    NONE,
    Conditions,
    Isolation,
    Opening,
    OpeningHours,
    Possession,
    Restriction,
    RunningTrack,
    Stretch,
)

__all__ = [
    "NONE",
    "Conditions",
    "Isolation",
    "Opening",
    "OpeningHours",
    "Possession",
    "Restriction",
    "RunningTrack",
    "Stretch",
]
