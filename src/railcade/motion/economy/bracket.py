"""The worth of a second at which a duration fits, narrowed from both sides."""

from __future__ import annotations

import math
from typing import NamedTuple

LEAST_SHARE = 0.1
"""The next worth lies at least this share of the way from either side."""


class Bracket(NamedTuple):
    """Two worths of a second, as logarithms with the seconds by which each misses: too slow, too fast.

    The dearer a second, the faster the driving; so the worth that fits lies between. None where not known.
    """

    slow: tuple[float, float] | None = None
    fast: tuple[float, float] | None = None

    def missed(self, worth_watt_per_kg: float, miss_s: float) -> Bracket:
        """Narrowed by what came of one more worth: too slow where it missed by more than 0 s."""
        found = math.log(worth_watt_per_kg), miss_s
        return self._replace(slow=found) if miss_s > 0.0 else self._replace(fast=found)

    def within(self, ratio: float) -> bool:
        """Whether both sides are known and nearer to each other than a share of the worth."""
        return self.slow is not None and self.fast is not None and self.fast[0] - self.slow[0] < ratio

    def next_watt_per_kg(self) -> float | None:
        """The worth to try next, by regula falsi on its logarithm; None while one side is not known."""
        if self.slow is None or self.fast is None:
            return None
        (low, slow_s), (high, fast_s) = self.slow, self.fast
        share = slow_s / (slow_s - fast_s) if math.isfinite(slow_s) else 0.5
        return math.exp(low + min(max(share, LEAST_SHARE), 1.0 - LEAST_SHARE) * (high - low))
