"""Rule packs: spacing, sweep validity, braking factors, protection windows. Data with sources.

Law of this room
----------------
1. A rule number is data with source, confidence and reason; never a constant in code.
2. A pack is complete: what it does not regulate it says with `None` or an empty table.
3. Anchors of windows name an event of a role; offsets are seconds, before negative.
4. Packs are versioned; a plan names id and version.

Not here: applying rules (plan, conduct), files (formats).
"""

from railcade.rules.model import (
    BrakeFactors,
    Latency,
    ProtectionKind,
    ProtectionRule,
    RuleNote,
    RulePack,
    Spacing,
)

__all__ = [
    "BrakeFactors",
    "Latency",
    "ProtectionKind",
    "ProtectionRule",
    "RuleNote",
    "RulePack",
    "Spacing",
]
