"""How far in time a movement reaches, before it is searched."""

from __future__ import annotations

from railcade.plan.request import Movement
from railcade.rules import RulePack

PRINCIPAL = "principal"
BEFORE_S = 3600
AFTER_S = 6 * 3600
"""Other trains are looked at from so long before the movement until so long after it, at least."""


def movement_window_s(movement: Movement, pack: RulePack) -> tuple[int, int]:
    """No role runs outside it: the principal's bounds, and the largest distance of each role from it.

    Roles ahead are at most the validity of the sweep, or the largest distance of a follow-up, ahead of the
    one behind them; so are roles behind.
    """
    names = [role.role for role in movement.roles]
    ahead = names.index(PRINCIPAL) if PRINCIPAL in names else 0
    behind = len(names) - 1 - ahead
    apart_s = max(pack.spacing.validity_s, pack.spacing.follow_max_s)
    return movement.depart_earliest_s - ahead * apart_s, movement.arrive_latest_s + behind * apart_s


def reach_s(pack: RulePack) -> tuple[int, int]:
    """How long before and after the movement other trains are looked at: at least as far as its windows."""
    before = [rule.before_s for rule in pack.protection]
    after = [rule.after_s for rule in pack.protection]
    return max([BEFORE_S, *before]), max([AFTER_S, *after])


def traffic_window_s(movement: Movement, pack: RulePack) -> tuple[int, int]:
    """The window in which other trains are looked at first."""
    before_s, after_s = reach_s(pack)
    return (
        movement.depart_earliest_s - before_s - pack.spacing.validity_s,
        # A train held near the end may be late by that much: looking so far at once saves a second search.
        movement.arrive_latest_s + after_s + pack.max_delay_s,
    )
