"""Which edition a folder is, and which ones it replaces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Link:
    """An edition that was replaced: its number, sha256 of its plan, id of its check record."""

    number: int
    plan_sha256: str
    record_id: str


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition of a movement's notice, and all before it, the latest first.

    `cancels` is true where it withdraws the edition before and has no plan of its own; `papers` then maps the
    files of its folder to their sha256, and `why` says why.
    """

    movement: str
    number: int
    plan_sha256: str
    record_id: str
    replaces: tuple[Link, ...] = ()
    cancels: bool = False
    why: str = ""
    papers: Mapping[str, str] = field(default_factory=dict)

    def as_link(self) -> Link:
        """How a later edition names it."""
        return Link(self.number, self.plan_sha256, self.record_id)

    def has_replaced(self, plan_sha256: str) -> bool:
        """Whether the edition with that plan is one before this one."""
        return any(link.plan_sha256 == plan_sha256 for link in self.replaces)
