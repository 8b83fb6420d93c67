"""What stands beside every number of a rule pack."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RuleNote:
    """Why a number is what it is: source, confidence (high, medium, low), reason."""

    source: str
    confidence: str
    reason: str
