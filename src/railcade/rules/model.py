"""The rule pack as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class RuleNote:
    """Why a number is what it is: source, confidence (high, medium, low), reason."""

    source: str
    confidence: str
    reason: str


@dataclass(frozen=True, slots=True)
class Latency:
    """Seconds from the advance train's tail leaving a section to the principal's driver knowing."""

    detect_s: int
    report_s: int
    decide_s: int
    order_s: int
    driver_s: int

    @property
    def total_s(self) -> int:
        """Sum of the five, s."""
        return self.detect_s + self.report_s + self.decide_s + self.order_s + self.driver_s


@dataclass(frozen=True, slots=True)
class BrakeFactors:
    """Guaranteed over nominal brakes (SUBSET-026 ch. 3): deceleration x `speed_factor` x `rolling_factor`,
    build-up time x `time_factor`."""

    speed_factor: float
    rolling_factor: float
    time_factor: float


@dataclass(frozen=True, slots=True)
class Spacing:
    """Bounds between the roles.

    `lead_s`: principal behind advance, least. `validity_s`: how long a section stays swept after the
    advance train's tail has left it. `follow_min_s`, `follow_max_s`: each further role behind the one
    before it. `margin_m`: between where the principal can be stopped and the first section not reported.
    """

    lead_s: int
    validity_s: int
    follow_min_s: int
    follow_max_s: int
    margin_m: float
    latency: Latency
    brakes: BrakeFactors


class ProtectionKind(StrEnum):
    """What a protection rule asks for."""

    SAME_LINE = "same_line"
    ADJACENT_LINE = "adjacent_line"
    SHUNTING = "shunting"
    POINTS = "points"
    CROSSING = "crossing"
    BOX_OPEN = "box_open"


@dataclass(frozen=True, slots=True)
class ProtectionRule:
    """A window around the movement at each section or place.

    The window opens `before_s` before the role `from_role` ("first" or a role) enters, and closes
    `after_s` after `until_role` ("last" or a role) has left complete. `classes` are the kinds of
    other trains it holds; empty means all.
    """

    id: str
    kind: ProtectionKind
    from_role: str
    before_s: int
    until_role: str
    after_s: int
    classes: tuple[str, ...]
    note: RuleNote


@dataclass(frozen=True, slots=True)
class RulePack:
    """A rule pack. `weights` are the cost of a minute's delay by kind of train; `notes` by number name."""

    id: str
    version: str
    title: str
    spacing: Spacing
    protection: tuple[ProtectionRule, ...]
    weights: Mapping[str, int]
    max_delay_s: int
    notes: Mapping[str, RuleNote]
