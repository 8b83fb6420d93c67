"""Dated conditions of a line as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from railcade.basis import Basis


class RunningTrack(StrEnum):
    """Which running track: on single line there is only one."""

    ALL = "all"
    FORWARD = "forward"
    BACKWARD = "backward"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the line, as people name it.

    Parameters
    ----------
    section : str
        A section id, or empty.
    places : tuple of str
        Two place ids: all that lies between their kilometres; or empty.
    from_m, to_m : float or None
        Kilometres of the line in metres: alone, or to narrow `section`.
    """

    section: str = ""
    places: tuple[str, ...] = ()
    from_m: float | None = None
    to_m: float | None = None


@dataclass(frozen=True, slots=True)
class Possession:
    """A stretch in the hands of those who work on it: no train runs there.

    `cancels` are numbers of other trains that do not run on a day on which they are booked through it.
    """

    number: str
    stretch: Stretch
    track: RunningTrack
    from_at_s: int
    until_at_s: int
    reason: str
    owner: str
    cancels: tuple[str, ...] = ()
    basis: Basis = Basis.PUBLISHED


@dataclass(frozen=True, slots=True)
class Isolation:
    """A stretch without power: no train that draws current runs there."""

    number: str
    stretch: Stretch
    track: RunningTrack
    from_at_s: int
    until_at_s: int
    reason: str
    owner: str
    basis: Basis = Basis.PUBLISHED


@dataclass(frozen=True, slots=True)
class Restriction:
    """A temporary speed restriction, under the whole train, in both directions."""

    number: str
    stretch: Stretch
    speed_mps: float
    from_at_s: int
    until_at_s: int
    reason: str
    owner: str
    basis: Basis = Basis.PUBLISHED


@dataclass(frozen=True, slots=True)
class Opening:
    """Open on a weekday (0 Monday) from - until, seconds of the local clock; beyond 86,400 the day after."""

    weekday: int
    from_s: int
    until_s: int


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """When a box (`place`) or a line (`stretch`) is open; it is closed at all other times.

    The hours are those of the place's zone; of a line, of the zone where each section starts.
    """

    number: str
    place: str
    stretch: Stretch | None
    openings: tuple[Opening, ...]
    reason: str
    owner: str
    basis: Basis = Basis.PUBLISHED


@dataclass(frozen=True, slots=True)
class Conditions:
    """All conditions of one file."""

    name: str
    possessions: tuple[Possession, ...] = ()
    isolations: tuple[Isolation, ...] = ()
    restrictions: tuple[Restriction, ...] = ()
    hours: tuple[OpeningHours, ...] = ()


NONE = Conditions("none")
"""No conditions at all."""
