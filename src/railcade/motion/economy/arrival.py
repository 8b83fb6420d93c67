"""Arriving at the second: a driving of nearly the right duration is adjusted at one of its coastings.

At the optimum a second costs the same wherever it is won (the worth of a second), so which coasting begins
later or earlier matters only to the second order of the adjustment.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from railcade.motion.economy.driving import Driving, later, met, room_m, with_coast_from
from railcade.motion.types import Run

ON_TIME_S = 0.002
"""The arrival is met as exactly."""

MOST_TRIES = 30
MOST_LATER = 8
"""So often coasting down to a kept speed goes on beyond where it should end."""

SAME_M = 1e-6

Drive = Callable[[Driving], Run | None]
"""The run that a driving gives; None where it stalls."""


def settled(drive: Drive, driving: Driving, by_m: float) -> tuple[Driving, Run | None]:
    """The driving whose coasting down to kept speeds ends where these are met, and its run.

    By `by_m` each goes on beyond where it should end, so that the run shows where that is; again where the
    train is still faster there.
    """
    if not any(item.coasted for item in driving.kept):
        return driving, drive(driving)
    for _ in range(MOST_LATER):
        longer = later(driving, by_m)
        run = drive(longer)
        if run is None:
            return driving, None
        driving = met(driving, longer, run)
        ends_m = {item.from_m for item in longer.kept if item.coasted}
        if not any(item.from_m in ends_m for item in driving.kept if item.coasted):
            break
    return driving, drive(driving)


def arriving(
    drive: Drive, driving: Driving, run: Run, duration_s: float, by_m: float
) -> tuple[Driving, Run] | None:
    """The driving that takes `duration_s`, by the smallest shift of the start of one coasting; None if none.

    `by_m` is the first shift that is tried, and for `settled`.
    """
    if abs(run.duration_s - duration_s) <= ON_TIME_S:
        return driving, run
    found: list[tuple[float, Driving, Run]] = []
    for i in reversed(range(len(driving.coasts))):
        shifted = _shifted(drive, (driving, i), run, duration_s, by_m)
        if shifted is not None:
            found.append(shifted)
            if shifted[0] <= by_m:
                break
    if not found:
        return None
    return min(found, key=lambda item: item[0])[1:]


def _shifted(
    drive: Drive, which: tuple[Driving, int], run: Run, duration_s: float, by_m: float
) -> tuple[float, Driving, Run] | None:
    """How far coasting `i` must begin elsewhere to arrive in time, that driving and its run."""
    driving, i = which
    start_m = driving.coasts[i].from_m
    low_m, high_m = room_m(driving, i, float(run.x_m[0]))
    miss_s = run.duration_s - duration_s
    ends = {miss_s > 0.0: (start_m, miss_s)}  # the last start that is too slow (True) and too fast (False)
    step_m = by_m if miss_s > 0.0 else -by_m
    for _ in range(MOST_TRIES):
        if len(ends) == 2:
            if abs(ends[True][0] - ends[False][0]) < SAME_M:
                return None
            at_m = _between(ends[True], ends[False])
        else:
            at_m = min(max(start_m + step_m, low_m), high_m)
            step_m *= 2.0
        adjusted, run_or_none = settled(drive, with_coast_from(driving, i, at_m), by_m)
        miss_s = math.inf if run_or_none is None else run_or_none.duration_s - duration_s
        if run_or_none is not None and abs(miss_s) <= ON_TIME_S:
            return abs(at_m - start_m), adjusted, run_or_none
        if len(ends) == 1 and (at_m in (low_m, high_m) or math.isinf(miss_s)) and (miss_s > 0.0) in ends:
            return None
        ends[miss_s > 0.0] = at_m, miss_s
    return None


def _between(slow: tuple[float, float], fast: tuple[float, float]) -> float:
    share = 0.5
    if math.isfinite(slow[1]):
        share = min(max(fast[1] / (fast[1] - slow[1]), 0.05), 0.95)
    return fast[0] + share * (slow[0] - fast[0])
