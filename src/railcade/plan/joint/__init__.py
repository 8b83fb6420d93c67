"""The joint search: every rule a bound between two departures, every conflict a question of who goes first.

`plan_jointly` takes frozen `Things` and gives a `Planned` movement: departures of all roles and of all other
trains, tracks, runs. Nothing here writes rows or files.
"""

from railcade.plan.joint.planner import Planned, Things, plan_jointly
from railcade.plan.joint.settled import Settled

__all__ = ["Planned", "Settled", "Things", "plan_jointly"]
