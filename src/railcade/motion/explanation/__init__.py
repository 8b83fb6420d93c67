"""Why a train runs as it does: phases, caps in force, shares of time, and their words.

Law of this room
----------------
1. What is told is told of the run that is shown, never of another.
2. Phases follow each other without gaps; one thing binds in each.
3. A cap is told with its reason, where it holds, and where the tail is clear of it.
4. One wording for terminal, picture and files.

Not here: pictures and tables (`notice`, `cli`).
"""

from railcade.motion.explanation.explained import ExplainedRun, explained_run
from railcade.motion.explanation.in_force import CapInForce, caps_at
from railcade.motion.explanation.phases import Phase, Why, explain, why
from railcade.motion.explanation.shares import TimeShare, time_shares

__all__ = [
    "CapInForce",
    "ExplainedRun",
    "Phase",
    "TimeShare",
    "Why",
    "caps_at",
    "explain",
    "explained_run",
    "time_shares",
    "why",
]
