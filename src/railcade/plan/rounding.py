"""Rounding to the publish step: one place for it, so that search and plan agree."""

from __future__ import annotations

import math

# The plan stores milliseconds; a bound is kept with this much to spare, so that storing it cannot break it.
STORE_S = 0.002


def up(value_s: float, step_s: int) -> int:
    """The smallest multiple of the step that is not below a value."""
    return math.ceil((value_s - 1e-9) / step_s) * step_s


def down(value_s: float, step_s: int) -> int:
    """The largest multiple of the step that is not above a value."""
    return math.floor((value_s + 1e-9) / step_s) * step_s


def nearest(value_s: float, step_s: int) -> int:
    """The nearest multiple of the step, halves up."""
    return math.floor(value_s / step_s + 0.5) * step_s
