"""Rounding to the publish step: one place for it, so that search and plan agree."""

from __future__ import annotations

import math

# The plan stores milliseconds: times that differ by less are the same time, and a bound met to it is met.
SAME_S = 0.001


def up(value_s: float, step_s: int) -> int:
    """The smallest multiple of the step that is not below a value, to a millisecond."""
    return math.ceil((value_s - SAME_S) / step_s) * step_s


def down(value_s: float, step_s: int) -> int:
    """The largest multiple of the step that is not above a value, to a millisecond."""
    return math.floor((value_s + SAME_S) / step_s) * step_s


def nearest(value_s: float, step_s: int) -> int:
    """The nearest multiple of the step, halves up."""
    return math.floor(value_s / step_s + 0.5) * step_s
