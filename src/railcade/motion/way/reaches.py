"""Extents of the line as the head of a train meets them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from railcade.motion.types import FloatArray
from railcade.network import Extents


class Reaches(NamedTuple):
    """From and to which position of the head something holds; arrays of one length."""

    from_m: FloatArray
    to_m: FloatArray
    value: FloatArray


def reaches_of(extents: Extents, first_m: float, last_m: float) -> Reaches:
    """Extents from where the point `first_m` behind the head enters to where `last_m` behind it leaves."""
    return Reaches(extents.from_m + first_m, extents.to_m + last_m, extents.value)


def spans_of(spans_m: Sequence[tuple[float, float]], value: float) -> Reaches:
    """Spans of the head's positions, all with one value."""
    ends_m = np.array(spans_m, dtype=np.float64).reshape(-1, 2)
    return Reaches(ends_m[:, 0], ends_m[:, 1], np.full(len(ends_m), value))


def lowest(reaches: Reaches, middle_m: FloatArray, value: float) -> FloatArray:
    """Lowest value that holds at each middle of a cell, `value` where none does or all are above it."""
    least = np.full(len(middle_m), value)
    first = np.searchsorted(middle_m, reaches.from_m)
    last = np.searchsorted(middle_m, reaches.to_m)
    for i, k, lower in zip(first.tolist(), last.tolist(), reaches.value.tolist(), strict=True):
        np.minimum(least[i:k], lower, out=least[i:k])
    return least
