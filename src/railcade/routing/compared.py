"""Alternatives compared: values brought to one scale, weighted, added up. Less is better.

Each value is divided by the largest of its factor where less is better; where more is better the smallest is
divided by it (linear scale transformation and simple additive weighting: Hwang and Yoon, Multiple Attribute
Decision Making, 1981). So the worse of two has 1, and a difference of a hundredth stays one of a hundredth.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from railcade.routing.factors import FACTORS, Factor, FactorsRequest, Told

DIGITS = 6


@dataclass(frozen=True, slots=True)
class FactorRow:
    """A factor with its values by alternative, in their order; `shares` are on the common scale.

    Where a value is missing `told` is shorter, `shares` is empty, and the factor does not count.
    """

    factor: Factor
    weight: float
    told: tuple[Told, ...]
    shares: tuple[float, ...]

    @property
    def counts(self) -> bool:
        """Whether it adds to the scores."""
        return bool(self.shares) and self.weight > 0.0


@dataclass(frozen=True, slots=True)
class Comparison:
    """The factor table, the score of each alternative (0 to 1, less is better), and the chosen one."""

    names: tuple[str, ...]
    rows: tuple[FactorRow, ...]
    scores: tuple[float, ...]
    chosen: str

    @property
    def best(self) -> str:
        """The alternative with the lowest score; of equal ones the first."""
        return self.names[self.scores.index(min(self.scores))]

    @property
    def missing(self) -> tuple[Factor, ...]:
        """Factors that nobody told for every alternative."""
        return tuple(row.factor for row in self.rows if not row.shares)


def compare(request: FactorsRequest, measured: Sequence[Told], chosen: str) -> Comparison:
    """The comparison of all alternatives; what the user tells stands for what is measured."""
    values: Mapping[tuple[str, str], Told] = {
        (item.factor, item.alternative): item for item in (*measured, *request.told)
    }
    names = tuple(item.name for item in request.alternatives)
    rows = []
    for factor in FACTORS:
        told = tuple(values[factor.key, name] for name in names if (factor.key, name) in values)
        weight = request.weights.get(factor.key, request.default_weight)
        shares = _shares(factor, [item.value for item in told]) if len(told) == len(names) else ()
        rows.append(FactorRow(factor, weight, told, shares))
    total = sum(row.weight for row in rows if row.counts)
    scores = tuple(
        round(sum(row.weight * row.shares[i] for row in rows if row.counts) / total, DIGITS) if total else 0.0
        for i in range(len(names))
    )
    return Comparison(names, tuple(rows), scores, chosen)


def _shares(factor: Factor, values: Sequence[float]) -> tuple[float, ...]:
    """Values on the common scale, 0 to 1; where all are 0 each has 0."""
    if factor.less:
        most = max(values)
        return tuple(round(value / most, DIGITS) if most > 0.0 else 0.0 for value in values)
    least = min(values)
    return tuple(
        round(least / value, DIGITS) if value > 0.0 else float(max(values) > 0.0) for value in values
    )
