"""Building temporal constraints: nodes are numbered, arcs carry the reason they are there for."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from railcade.kernels.temporal import Arcs

FAR_S = 2**40
"""Seconds further off than any plan: the bounds of a node that nothing bounds."""


@dataclass(frozen=True, slots=True)
class Arc:
    """``time[head] >= time[tail] + weight_s``."""

    tail: int
    head: int
    weight_s: int


@dataclass(slots=True)
class Constraints:
    """Nodes with their bounds and arcs, while the problem is being written down."""

    earliest_s: list[int] = field(default_factory=list)
    latest_s: list[int] = field(default_factory=list)
    grid_s: list[int] = field(default_factory=list)
    arcs: list[Arc] = field(default_factory=list)

    def node(self, grid_s: int, earliest_s: int = -FAR_S) -> int:
        """A new node whose time is a multiple of `grid_s`."""
        self.grid_s.append(grid_s)
        self.earliest_s.append(earliest_s)
        self.latest_s.append(FAR_S)
        return len(self.earliest_s) - 1

    def at_least(self, tail: int, head: int, weight_s: int) -> None:
        """``head`` not before ``tail + weight``."""
        self.arcs.append(Arc(tail, head, weight_s))

    def at_most(self, tail: int, head: int, weight_s: int) -> None:
        """``head`` not after ``tail + weight``."""
        self.arcs.append(Arc(head, tail, -weight_s))

    def compressed(self) -> Arcs:
        """The arcs by tail and by head, as the kernel reads them."""
        size = len(self.earliest_s)
        tail = np.array([arc.tail for arc in self.arcs], dtype=np.int64)
        head = np.array([arc.head for arc in self.arcs], dtype=np.int64)
        weight = np.array([arc.weight_s for arc in self.arcs], dtype=np.int64)
        by_tail = np.argsort(tail, kind="stable")
        by_head = np.argsort(head, kind="stable")
        return Arcs(
            grid_s=np.array(self.grid_s, dtype=np.int64),
            out_start=_starts(tail, size),
            out_node=head[by_tail],
            out_weight=weight[by_tail],
            in_start=_starts(head, size),
            in_node=tail[by_head],
            in_weight=weight[by_head],
        )


def _starts(
    nodes: np.ndarray[tuple[int], np.dtype[np.int64]], size: int
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    starts = np.zeros(size + 1, dtype=np.int64)
    np.cumsum(np.bincount(nodes, minlength=size), out=starts[1:])
    return starts
