"""The independent check: a plan against its inputs, with nothing of what made it.

Law of this room
----------------
1. It imports the things, the plan's values and numpy: nothing of search, traffic, motion or kernels.
2. It rebuilds everything: the way and its profiles, grade under the train, resistance, traction, brakes,
   blocks, stretches, tracks, windows. It integrates nothing.
3. Each rule has a stable id, counts what it examined and tells each refusal with rule and place.
4. A rule that applies but found nothing to examine is refused: silence is no consent.
5. Everything on the exact times, and again on the published ones.
6. A bad plan gives a record that does not hold, never an exception.

Not here: reading and hashing files (formats, app), who may see a record (app).
"""

from railcade.plan.check.checker import check_plan
from railcade.plan.check.inputs import Columns, Inputs
from railcade.plan.check.record import CheckRecord, from_json, make_record, sealed, to_json, with_papers
from railcade.plan.check.tally import PUBLISHED, RULES, RuleCount

__all__ = [
    "PUBLISHED",
    "RULES",
    "CheckRecord",
    "Columns",
    "Inputs",
    "RuleCount",
    "check_plan",
    "from_json",
    "make_record",
    "sealed",
    "to_json",
    "with_papers",
]
