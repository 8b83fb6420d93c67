"""Protection rules: what is asked for, where, from when to when, and of whom."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from railcade.rules.note import RuleNote


class ProtectionKind(StrEnum):
    """What a protection rule asks for."""

    SAME_LINE = "same_line"
    ADJACENT_LINE = "adjacent_line"
    SHUNTING = "shunting"
    POINTS = "points"
    CROSSING = "crossing"
    BOX_OPEN = "box_open"
    GUARD = "guard"
    SEARCH = "search"
    POWER = "power"


class Event(StrEnum):
    """When an anchor is, seen from what is protected: the head comes to it, leaves it, the tail is clear."""

    ARRIVES = "arrives"
    LEAVES = "leaves"
    COMPLETE = "complete"


class Clock(StrEnum):
    """Whether an anchor stays at the booked time or moves with the train."""

    BOOKED = "booked"
    ACTUAL = "actual"


class Who(StrEnum):
    """Who carries a window out."""

    SIGNALLER = "signaller"
    KEEPER = "crossing keeper"
    GUARD = "guard"
    PATROL = "patrol"
    POWER = "power controller"


class Closure(StrEnum):
    """Whether a crossing is closed once for the whole movement or for each train of it."""

    ONCE = "once"
    EACH = "each"


class Target(StrEnum):
    """What a guard stands at or a search goes through."""

    CROSSING = "crossing"
    STATION = "station"
    BRIDGE = "bridge"
    TUNNEL = "tunnel"


@dataclass(frozen=True, slots=True)
class Scope:
    """To what of its kind a rule is limited.

    `targets`: of a guard or a search. `crossings`: kinds of level crossings, empty for all. `least_m`:
    shorter bridges and tunnels are left out. `facing_only`: only points whose blades the movement meets.
    `tunnels_only`: adjacent line only on sections with a tunnel.
    """

    targets: tuple[Target, ...] = ()
    crossings: tuple[str, ...] = ()
    least_m: float = 0.0
    facing_only: bool = False
    tunnels_only: bool = False


EVERYWHERE = Scope()


@dataclass(frozen=True, slots=True)
class ProtectionRule:
    """A window around the movement at each thing that it protects.

    The window opens `before_s` before `from_event` of the role `from_role` ("first" or a role; negative:
    after it), and closes `after_s` after `until_event` of `until_role` ("last" or a role; negative: before
    it), by `from_clock` and `until_clock`. `classes` are the kinds of other trains that it holds; empty means
    all. With `closure` "each" there is one window for each role instead. `who` carries it out.
    """

    id: str
    kind: ProtectionKind
    from_role: str
    before_s: int
    until_role: str
    after_s: int
    classes: tuple[str, ...]
    note: RuleNote
    from_event: Event = Event.ARRIVES
    until_event: Event = Event.COMPLETE
    from_clock: Clock = Clock.ACTUAL
    until_clock: Clock = Clock.ACTUAL
    who: Who = Who.SIGNALLER
    closure: Closure = Closure.ONCE
    scope: Scope = EVERYWHERE
