"""Rule packs: spacing, sweep validity, braking factors, protection windows. Data with sources.

Law of this room
----------------
1. A rule number is data with source, confidence and reason; never a constant in code.
2. A pack is complete: what it does not regulate it says with `None` or an empty table.
3. Each end of a window names an event of a role, and whether it is the booked or the actual one;
   `before_s` counts back from it, `after_s` on.
4. Packs are versioned; a plan names id and version.

Not here: applying rules (plan, conduct), files (formats).
"""

from railcade.rules.model import BrakeFactors, Conduct, Latency, RulePack, Spacing
from railcade.rules.note import RuleNote
from railcade.rules.protection import (
    Clock,
    Closure,
    Event,
    ProtectionKind,
    ProtectionRule,
    Scope,
    Target,
    Who,
)

__all__ = [
    "BrakeFactors",
    "Clock",
    "Closure",
    "Conduct",
    "Event",
    "Latency",
    "ProtectionKind",
    "ProtectionRule",
    "RuleNote",
    "RulePack",
    "Scope",
    "Spacing",
    "Target",
    "Who",
]
