"""Events, and other ways of going."""

from __future__ import annotations

from dataclasses import dataclass

from railcade.basis import Basis


@dataclass(frozen=True, slots=True)
class Event:
    """Something that people of the principal train attend.

    Parameters
    ----------
    id, title, place : str
    begins_at_s, lasts_s : int
        Booked begin (POSIX seconds) and length.
    lead_s : int
        Between the train and the event, either way.
    may_slip_s : int
        How much later than booked it may begin.
    follows : str
        Event whose end it waits for; empty if for none.
    gap_s : int
        From the end of that event to the begin of this one, at least.
    """

    id: str
    title: str
    place: str
    begins_at_s: int
    lasts_s: int
    lead_s: int
    may_slip_s: int
    follows: str
    gap_s: int


@dataclass(frozen=True, slots=True)
class WayLeg:
    """A part of another way: `length_m` at `speed_mps`, and `extra_s` beside; a wait has no length."""

    title: str
    length_m: float
    speed_mps: float
    extra_s: int

    @property
    def duration_s(self) -> float:
        """Time of the leg."""
        return self.extra_s + (self.length_m / self.speed_mps if self.length_m else 0.0)


@dataclass(frozen=True, slots=True)
class OtherWay:
    """Going by air or road instead.

    Parameters
    ----------
    id, mode, title : str
        `mode` is ``"air"`` or ``"road"``.
    legs : tuple of WayLeg
        Door to door.
    seats, cars : int
        People and road cars of one journey.
    reach_m : float
        Longest leg that it can do without stopping; 0 where that is no question.
    without : tuple of str
        What cannot be had on the way ("briefings under way").
    basis : Basis
    source : str
    """

    id: str
    mode: str
    title: str
    legs: tuple[WayLeg, ...]
    seats: int
    cars: int
    reach_m: float
    without: tuple[str, ...]
    basis: Basis
    source: str

    @property
    def longest_m(self) -> float:
        """Longest leg."""
        return max((leg.length_m for leg in self.legs), default=0.0)

    @property
    def duration_s(self) -> float:
        """Door to door."""
        return sum(leg.duration_s for leg in self.legs)


@dataclass(frozen=True, slots=True)
class Programme:
    """Events by begin, other ways; `door_before_s` and `door_after_s` are the train's ends, door to door."""

    events: tuple[Event, ...]
    ways: tuple[OtherWay, ...]
    door_before_s: int
    door_after_s: int
