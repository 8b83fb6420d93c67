"""Booked trains."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BookedPoint:
    """A place of a booked train.

    `arrive_s` and `depart_s` count from midnight of the service day in the train's zone and may
    exceed 86,400. They are equal where the train passes and at its ends. `track` is the id of the
    place's track it uses, empty at posts and borders (no track to stand on).
    """

    place: str
    arrive_s: int
    depart_s: int
    track: str


@dataclass(frozen=True, slots=True)
class BookedTrain:
    """One booked train.

    Parameters
    ----------
    id : str
        Train number, unique in the timetable.
    kind : str
        ``"passenger"`` or ``"freight"``.
    length_m : float
    zone : str
        IANA zone of its service day.
    points : tuple of BookedPoint
        Every place on its way in order, adjacent places joined by a section.
    source : str
        For example ``"synthetic, seed 5"``.
    """

    id: str
    kind: str
    length_m: float
    zone: str
    points: tuple[BookedPoint, ...]
    source: str

    @property
    def synthetic(self) -> bool:
        """Whether the train was drawn, not published."""
        return self.source.startswith("synthetic")


@dataclass(frozen=True, slots=True)
class Timetable:
    """Trains that run every day, by rising train number."""

    name: str
    trains: tuple[BookedTrain, ...]
    source: str
