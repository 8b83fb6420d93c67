"""Extents of a line on which something special holds, and nothing is said of the rest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from railcade.basis import Basis
from railcade.network.steps import FloatArray, frozen_array


@dataclass(frozen=True, slots=True, eq=False)
class Extents:
    """Values that hold from one position to another. Unlike `Steps` they leave gaps.

    Parameters
    ----------
    from_m, to_m : ndarray, shape (n,)
        Where each begins and ends.
    value : ndarray, shape (n,)
        What holds there, SI; 0 where the kind of extent says all.
    basis : tuple of Basis, length n
    above_kg : ndarray, shape (n,)
        It holds only for trains with a heavier axle than this; 0 for all trains.
    """

    from_m: FloatArray
    to_m: FloatArray
    value: FloatArray
    basis: tuple[Basis, ...]
    above_kg: FloatArray

    @classmethod
    def of(
        cls,
        from_m: Iterable[float],
        to_m: Iterable[float],
        value: Iterable[float],
        basis: Sequence[Basis],
        above_kg: Iterable[float] | None = None,
    ) -> Extents:
        """Build and check.

        Raises
        ------
        ValueError
            If lengths differ or an extent does not end beyond its start.
        """
        begins, ends, values = frozen_array(from_m), frozen_array(to_m), frozen_array(value)
        heavy = frozen_array(np.zeros(len(begins)) if above_kg is None else above_kg)
        if not len(begins) == len(ends) == len(values) == len(basis) == len(heavy):
            raise ValueError("extents need as many starts as ends, values and bases")
        if not np.all(begins < ends):
            raise ValueError("an extent ends beyond its start")
        return cls(begins, ends, values, tuple(basis), heavy)

    def __len__(self) -> int:
        return len(self.basis)

    def reversed(self, length_m: float) -> Extents:
        """The same extents read from the other end of a line of `length_m`."""
        return Extents(
            frozen_array(length_m - self.to_m[::-1]),
            frozen_array(length_m - self.from_m[::-1]),
            frozen_array(self.value[::-1]),
            self.basis[::-1],
            frozen_array(self.above_kg[::-1]),
        )

    @staticmethod
    def joined(parts: Sequence[tuple[float, Extents]]) -> Extents:
        """Concatenate `(length_m, extents)` parts; what touches at a joint stays apart."""
        parts_m, offset_m = [], 0.0
        for length_m, part in parts:
            if len(part):
                parts_m.append((offset_m, part))
            offset_m += length_m
        if not parts_m:
            return NOWHERE
        return Extents(
            frozen_array(np.concatenate([start_m + part.from_m for start_m, part in parts_m])),
            frozen_array(np.concatenate([start_m + part.to_m for start_m, part in parts_m])),
            frozen_array(np.concatenate([part.value for _, part in parts_m])),
            tuple(basis for _, part in parts_m for basis in part.basis),
            frozen_array(np.concatenate([part.above_kg for _, part in parts_m])),
        )


NOWHERE = Extents.of((), (), (), ())
"""No extent at all."""
