"""The rule pack as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from railcade.rules.note import RuleNote
from railcade.rules.protection import ProtectionRule


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


@dataclass(frozen=True, slots=True)
class Conduct:
    """How the principal train runs, whatever vehicles and line allow; None where the pack is silent.

    `top_mps` is looked at before planning: a formation must be capped by it. The others are for the day
    itself: calls to the control centre at most `call_in_s` apart, `siding_mps` off the running line, and
    after a wayside detector's alarm, a stop and an inspection that finds nothing, `after_alarm_mps` to the
    next one.
    """

    top_mps: float | None = None
    siding_mps: float | None = None
    after_alarm_mps: float | None = None
    call_in_s: int | None = None


@dataclass(frozen=True, slots=True)
class RulePack:
    """A rule pack. `weights` are the cost of a minute's delay by kind of train; `notes` by number name.

    `handover_s`: two windows of one post that lie no further apart are one, for nobody can stand down and
    take up again in between. 0: only windows that touch are one.
    """

    id: str
    version: str
    title: str
    spacing: Spacing
    protection: tuple[ProtectionRule, ...]
    weights: Mapping[str, int]
    max_delay_s: int
    notes: Mapping[str, RuleNote]
    handover_s: int = 0
    conduct: Conduct = Conduct()
