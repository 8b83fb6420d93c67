"""Distributions of durations: shares and quantiles, one by one and summed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from railcade.plan.request import Spread

Floats = NDArray[np.float64]
GRID_S = 30.0
"""Cells in which sums are convolved."""
MOST_SHARE = 1.0 - 1e-6
"""Where the tail of a distribution without an end is cut."""
_Z90 = NormalDist().inv_cdf(0.9)


def quantile_s(spread: Spread, share: float) -> float:
    """The duration that is not exceeded in a share of cases, s.

    Triangular and lognormal distributions in closed form: Johnson, Kotz and Balakrishnan, Continuous
    Univariate Distributions (1994-95), ch. 14 and 26.
    """
    if spread.kind == "fixed":
        return float(spread.values_s[0])
    if spread.kind == "triangular":
        least, mode, most = spread.values_s
        if share * (most - least) <= mode - least:
            return least + math.sqrt(share * (most - least) * (mode - least))
        return most - math.sqrt((1.0 - share) * (most - least) * (most - mode))
    if spread.kind == "lognormal":
        if share <= 0.0:
            return 0.0
        median, high = spread.values_s
        sigma = math.log(high / median) / _Z90
        return median * math.exp(sigma * NormalDist().inv_cdf(min(share, MOST_SHARE)))
    return float(np.interp(share, spread.shares, spread.values_s))


def share_within(spread: Spread, durations_s: Floats) -> Floats:
    """Share of cases that take no longer than each of the durations."""
    if spread.kind == "triangular":
        least, mode, most = (float(value) for value in spread.values_s)
        rising = (np.clip(durations_s, least, mode) - least) ** 2 / max((most - least) * (mode - least), 1e-9)
        falling = (most - np.clip(durations_s, mode, most)) ** 2 / max((most - least) * (most - mode), 1e-9)
        return np.where(durations_s < mode, rising, 1.0 - falling)
    if spread.kind == "lognormal":
        median, high = spread.values_s
        normal = NormalDist(0.0, math.log(high / median) / _Z90)
        return np.array([normal.cdf(math.log(x / median)) if x > 0.0 else 0.0 for x in durations_s.tolist()])
    return np.interp(durations_s, spread.values_s, spread.shares, left=0.0, right=1.0)


def random(spread: Spread) -> bool:
    """Whether it leaves anything to chance."""
    return spread.kind != "fixed" and quantile_s(spread, MOST_SHARE) > quantile_s(spread, 0.0)


@dataclass(frozen=True, eq=False)
class Total:
    """The sum of independent durations, as a table: `shares` of cases within `durations_s`."""

    shares: Floats
    durations_s: Floats

    def quantile_s(self, share: Floats) -> Floats:
        """Durations that are not exceeded in shares of cases."""
        return np.interp(share, self.shares, self.durations_s)

    def share(self, duration_s: float) -> float:
        """Share of cases that take no longer."""
        return float(np.interp(duration_s, self.durations_s, self.shares))


def total(spreads: Sequence[Spread]) -> Total:
    """The sum of independent durations: fixed ones moved exactly, others convolved in cells of `GRID_S`."""
    fixed_s = sum(quantile_s(spread, 0.5) for spread in spreads if not random(spread))
    mass = np.ones(1)
    for spread in (item for item in spreads if random(item)):
        low_s = quantile_s(spread, 0.0)
        fixed_s += low_s
        cells = math.ceil((quantile_s(spread, MOST_SHARE) - low_s) / GRID_S) + 1
        edges_s: Floats = low_s + GRID_S * (np.arange(cells + 1, dtype=np.float64) - 0.5)
        within = share_within(spread, edges_s)
        within[0], within[-1] = 0.0, 1.0
        mass = np.convolve(mass, np.diff(within))
    ends_s: Floats = fixed_s + GRID_S * (np.arange(mass.size + 1, dtype=np.float64) - 0.5)
    ends_s[0], ends_s[-1] = fixed_s, fixed_s + GRID_S * (mass.size - 1)
    shares = np.concatenate(([0.0], np.cumsum(mass)))
    keep = np.concatenate(([True], np.diff(shares) > 0.0))
    if keep.sum() < 2:
        return Total(np.array([0.0, 1.0]), np.array([fixed_s, fixed_s]))
    return Total(shares[keep] / shares[-1], ends_s[keep])
