"""Who holds what from when until when, and a sorted sweep that finds two holders at once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from railcade.network.steps import FloatArray

Resource = tuple[str, str, int]
"""Section, running track and block; or place, track and 0."""
IndexArray = NDArray[np.intp]
TOLERANCE_S = 0.01
"""Instants closer than this are one: the plan stores milliseconds, and interpolation is not exact."""


class Holds:
    """Holds of many resources, gathered one by one and compared together."""

    def __init__(self) -> None:
        self.resource: list[Resource] = []
        self.owner: list[int] = []
        self.from_s: list[float] = []
        self.until_s: list[float] = []

    def add(self, resource: Resource, owner: int, from_s: float, until_s: float) -> None:
        """An owner holds a resource over a half-open interval."""
        self.resource.append(resource)
        self.owner.append(owner)
        self.from_s.append(from_s)
        self.until_s.append(until_s)

    def extend(self, other: Holds) -> None:
        """Take in all holds of another gathering."""
        self.resource += other.resource
        self.owner += other.owner
        self.from_s += other.from_s
        self.until_s += other.until_s

    def clashes(self) -> Iterator[tuple[int, int]]:
        """Pairs of holds, earlier first, of one resource by two owners at once.

        Holds are sorted by resource and beginning. Only where the latest end so far reaches past a
        beginning, the pairs of that resource are looked at one by one. Two holds that begin in the same
        instant clash even if one is empty.
        """
        if not self.resource:
            return
        key = self._keys()
        base_s = min(self.from_s)
        start, end = np.array(self.from_s) - base_s, np.array(self.until_s) - base_s
        order = np.lexsort((end, start, key))
        key, start, end = key[order], start[order], end[order]
        width_s = float(end.max()) + 10.0
        latest = np.maximum.accumulate(end + key * width_s) - key * width_s
        same = key[1:] == key[:-1]
        together = np.abs(start[1:] - start[:-1]) <= TOLERANCE_S
        late = same & ((latest[:-1] > start[1:] + TOLERANCE_S) | together)
        for resource in np.unique(key[1:][late]):
            members = np.flatnonzero(key == resource)
            yield from self._pairs(order[members], start[members], end[members])

    def _keys(self) -> FloatArray:
        number: dict[Resource, int] = {}
        return np.array([number.setdefault(name, len(number)) for name in self.resource], dtype=np.float64)

    def _pairs(self, holds: IndexArray, start_s: FloatArray, end_s: FloatArray) -> Iterator[tuple[int, int]]:
        owner = np.array(self.owner)[holds]
        for i in range(len(holds)):
            later = np.arange(i + 1, len(holds))
            clash = (start_s[later] < end_s[i] - TOLERANCE_S) | (start_s[later] - start_s[i] <= TOLERANCE_S)
            for j in later[clash & (owner[later] != owner[i])]:
                yield int(holds[i]), int(holds[j])
