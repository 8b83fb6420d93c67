"""The plan's rows of spacing against those of the runs: docs/occupation.md 10."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from railcade.plan.check.events import RoleEvents
from railcade.plan.check.holds import TOLERANCE_S
from railcade.plan.check.spacing import Slacks
from railcade.plan.check.tally import Tally
from railcade.plan.check.world import World
from railcade.plan.model import SpacingRow

Pair = tuple[RoleEvents, RoleEvents]
APART_S = 2.0 * TOLERANCE_S
"""A distance is between two instants, each as near as that."""
NEAREST_S = 0.5 + APART_S


def check_spacing_rows(world: World, tally: Tally, slacks: Mapping[tuple[str, str], Slacks]) -> None:
    """One row for each pair and section, in order, and each as the runs have it."""
    wanted = [(pair, i) for pair in world.pairs for i in range(len(world.way.sections))]
    rows = world.plan.spacing
    names = [(a.role, b.role, world.way.sections[i].id) for (a, b), i in wanted]
    listed = [(row.ahead, row.behind, row.section) for row in rows]
    if listed != names:
        _tell_names(tally, listed, names)
        return
    for row, (pair, i) in zip(rows, wanted, strict=True):
        _judge(tally, row, pair, i, slacks[row.ahead, row.behind])


def _tell_names(tally: Tally, listed: list[tuple[str, str, str]], names: list[tuple[str, str, str]]) -> None:
    for name in dict.fromkeys([*names, *listed]):
        times, wanted = listed.count(name), names.count(name)
        if times != wanted:
            what = f"{times} rows of {name[1]} behind {name[0]}, wanted {wanted}"
            tally.judge("SPACING-ROWS", False, "E0405", name[2], what)
    if sorted(listed) == sorted(names):
        tally.judge("SPACING-ROWS", False, "E0405", "plan.spacing", "rows are not in order of pair and way")


def _judge(tally: Tally, row: SpacingRow, pair: Pair, i: int, bound: Slacks) -> None:
    ahead, behind = pair
    actual_s = float(behind.depart_s[i] - ahead.depart_s[i])
    by_rule = {
        "rule pack": float(bound.pack_s[i]),
        "block": float(bound.block_s[i]),
        "braking and reports": float(bound.report_s[i]),
    }
    slack_s = min(by_rule.values())
    least_s, most_s = actual_s - slack_s, actual_s + float(bound.maximum_s[i])
    # Two rules that bind in the same instant are equally true.
    named = by_rule.get(row.reason, np.inf) <= slack_s + APART_S
    ordered = row.minimum_s <= row.actual_s and row.maximum_s in (-1, max(row.maximum_s, row.actual_s))
    fits = (
        abs(row.actual_s - actual_s) <= NEAREST_S
        and abs(row.minimum_s - least_s) <= NEAREST_S
        and (row.maximum_s == -1 if np.isinf(most_s) else abs(row.maximum_s - most_s) <= NEAREST_S)
    )
    what = (
        f"row of {row.behind} behind {row.ahead} says {row.minimum_s} <= {row.actual_s} <= {row.maximum_s} s "
        f"({row.reason}), the runs {least_s:.1f} <= {actual_s:.1f} <= {most_s:.1f} s"
    )
    tally.judge("SPACING-ROWS", named and ordered and fits, "E0405", row.section, what)
