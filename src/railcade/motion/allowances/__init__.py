"""Time that is added to the shortest run: how much, of which kind, where, why, and how it is driven.

Law of this room
----------------
1. Every kind is counted on the base run, none on another; kinds are added up apart.
2. A run with allowances takes exactly its base time and all of them, each stretch what it is given.
3. Outside a capped stretch nothing changes.
4. No limit is exceeded, and no force is used that is not there: else an error names each stretch.
5. What a speed is kept for is told with it.

Not here: how large allowances should be (planners, rule packs).
"""

from railcade.motion.allowances.kinds import (
    HUNDRED_KM_M,
    MARKS,
    Allowance,
    AllowanceKind,
    AllowanceTable,
    Spread,
    added_on_stretch_s,
    allowance_problems,
    allowance_table,
)

__all__ = [
    "HUNDRED_KM_M",
    "MARKS",
    "Allowance",
    "AllowanceKind",
    "AllowanceTable",
    "Spread",
    "added_on_stretch_s",
    "allowance_problems",
    "allowance_table",
]
