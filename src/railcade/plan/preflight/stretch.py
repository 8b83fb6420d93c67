"""A formation on a part of the way."""

from __future__ import annotations

from dataclasses import dataclass

from railcade.fleet import Formation
from railcade.network import Path


@dataclass(frozen=True, slots=True)
class Stretch:
    """A formation on sections `start` to `end` (exclusive) of the way; `key` is where the request says so."""

    role: str
    formation: Formation
    start: int
    end: int
    key: str


def between(path: Path, first: int, last: int) -> str:
    """The ends of neighbouring sections, by name."""
    return f"{path.places[first].name} – {path.places[last + 1].name}"
