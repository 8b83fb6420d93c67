"""What a value rests on.

Law of this room
----------------
1. Every value of a thing knows its basis: surveyed, published, estimated or assumed.
2. What is assumed or estimated is listed on the plan and drawn dashed; nothing is filled in silently.
3. An `Assumption` says what, where, which value, and who says so.

Not here: which values a thing has (network, fleet), how they are drawn (notice).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Basis(StrEnum):
    """How well a value is known, best first."""

    SURVEYED = "surveyed"
    PUBLISHED = "published"
    ESTIMATED = "estimated"
    ASSUMED = "assumed"

    @property
    def unsure(self) -> bool:
        """True for what must be listed, italic with `≈`, and dashed."""
        return self in (Basis.ESTIMATED, Basis.ASSUMED)


def weakest(found: Iterable[Basis]) -> Basis:
    """The least well known of several; there must be one."""
    order = list(Basis)
    return max(found, key=order.index)


@dataclass(frozen=True, slots=True)
class Assumption:
    """A value that was estimated or assumed, and must stand on the plan.

    `what` is a stable kind ("grade", "speed limit", "loop length"), `where` the thing's id,
    `value` the value with its unit as text.
    """

    what: str
    where: str
    value: str
    basis: Basis
    source: str


__all__ = ["Assumption", "Basis", "weakest"]
