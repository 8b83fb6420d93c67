"""Step functions of position: the one form in which profiles are held."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from railcade.basis import Basis

FloatArray = NDArray[np.float64]


def frozen_array(values: Iterable[float]) -> FloatArray:
    """A read-only float64 copy."""
    array = np.array(list(values), dtype=np.float64)
    array.setflags(write=False)
    return array


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """A piecewise constant function of position.

    Parameters
    ----------
    start_m : ndarray, shape (n,)
        Where each value begins; the first is 0, strictly rising.
    value : ndarray, shape (n,)
        The value from there on, SI.
    basis : tuple of Basis, length n
    """

    start_m: FloatArray
    value: FloatArray
    basis: tuple[Basis, ...]

    @classmethod
    def of(cls, start_m: Iterable[float], value: Iterable[float], basis: Sequence[Basis]) -> Steps:
        """Build and check.

        Raises
        ------
        ValueError
            If lengths differ, the first start is not 0, or starts do not rise.
        """
        starts, values = frozen_array(start_m), frozen_array(value)
        if not len(starts) == len(values) == len(basis) or len(starts) == 0:
            raise ValueError("steps need as many starts as values and bases, and at least one")
        if starts[0] != 0.0 or np.any(np.diff(starts) <= 0.0):
            raise ValueError("steps start at 0 and rise")
        return cls(starts, values, tuple(basis))

    @classmethod
    def constant(cls, value: float, basis: Basis) -> Steps:
        """One value everywhere."""
        return cls.of([0.0], [value], [basis])

    def at(self, position_m: float) -> float:
        """Value at a position; at a break, the value beyond it."""
        return float(self.value[max(0, int(np.searchsorted(self.start_m, position_m, "right")) - 1)])

    def reversed(self, length_m: float, sign: float = 1.0) -> Steps:
        """The same function read from the other end of a stretch of `length_m`."""
        ends = np.append(self.start_m[1:], length_m)
        return Steps.of(length_m - ends[::-1], sign * self.value[::-1], self.basis[::-1])

    @staticmethod
    def joined(parts: Sequence[tuple[float, Steps]]) -> Steps:
        """Concatenate `(length_m, steps)` parts; equal neighbours stay apart, they may differ in basis."""
        starts: list[float] = []
        values: list[float] = []
        bases: list[Basis] = []
        offset_m = 0.0
        for length_m, steps in parts:
            starts.extend(float(offset_m + start) for start in steps.start_m)
            values.extend(float(value) for value in steps.value)
            bases.extend(steps.basis)
            offset_m += length_m
        return Steps.of(starts, values, bases)
