"""When a role is where, relative to its departures.

A role's way is cut at its stands into legs. Within a leg the run is fixed, so every event of the leg is
an offset from the leg's departure: exact, and as published (docs/occupation.md, 1 and 8).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from railcade.fleet import Formation
from railcade.motion import Run, times_at
from railcade.network import Path
from railcade.plan.occupation.rounding import nearest, up


@dataclass(frozen=True, slots=True)
class Offset:
    """An event of a role: `leg` and seconds after that leg's departure, exact and published."""

    leg: int
    exact_s: float
    published_s: float

    @property
    def soonest_s(self) -> float:
        """The smaller of both."""
        return min(self.exact_s, self.published_s)

    @property
    def last_s(self) -> float:
        """The larger of both."""
        return max(self.exact_s, self.published_s)


@dataclass(frozen=True, slots=True)
class BlockTimes:
    """A role in one block of a section."""

    enter: Offset
    clear: Offset


@dataclass(frozen=True, eq=False)
class Leg:
    """A run between two stands; `first` and `last` are place indices."""

    first: int
    last: int
    formation: Formation
    run: Run
    pace_mps: float


@dataclass(frozen=True, eq=False)
class Timeline:
    """All events of one role.

    Indexed by place (`arrive`, `depart`, `left`) or section (`complete`, `blocks`); `depart` of the last
    place and `arrive` of the first are None, as is `left` at the last.
    """

    role: str
    number: str
    legs: tuple[Leg, ...]
    arrive: tuple[Offset | None, ...]
    depart: tuple[Offset | None, ...]
    left: tuple[Offset | None, ...]
    complete: tuple[Offset, ...]
    blocks: tuple[tuple[BlockTimes, ...], ...]

    @property
    def stands(self) -> tuple[int, ...]:
        """Place indices where this role stands, origin and destination included."""
        return (self.legs[0].first, *(leg.last for leg in self.legs))

    def formation_at(self, section: int) -> Formation:
        """The formation that runs over a section."""
        return self.legs[self.complete[section].leg].formation


def make_timeline(role: str, number: str, legs: tuple[Leg, ...], path: Path, step_s: int) -> Timeline:
    """Collect the events of all legs."""
    size = len(path.places)
    arrive: list[Offset | None] = [None] * size
    depart: list[Offset | None] = [None] * size
    left: list[Offset | None] = [None] * size
    complete: list[Offset] = []
    blocks: list[tuple[BlockTimes, ...]] = []
    for number_of_leg, leg in enumerate(legs):
        events = _LegEvents(number_of_leg, leg, path, step_s)
        for place in range(leg.first, leg.last):
            depart[place] = events.passing(place)
            left[place] = events.left(place)
            arrive[place + 1] = events.passing(place + 1)
            complete.append(events.complete(place))
            blocks.append(events.blocks(place))
    return Timeline(
        role, number, legs, tuple(arrive), tuple(depart), tuple(left), tuple(complete), tuple(blocks)
    )


class _LegEvents:
    """Events of one leg; published offsets shift with the published time of the place before them."""

    def __init__(self, number: int, leg: Leg, path: Path, step_s: int) -> None:
        self.number = number
        self.leg = leg
        self.path = path
        self.places_s: NDArray[np.float64] = times_at(leg.run, path.place_m[leg.first : leg.last + 1])
        self.published_s = [nearest(float(time_s), step_s) for time_s in self.places_s]
        self.published_s[-1] = up(float(self.places_s[-1]), step_s)
        self.end_m = float(path.place_m[leg.last])
        wanted = {self._tail(float(place_m)) for place_m in path.place_m[leg.first : leg.last]}
        for section in range(leg.first, leg.last):
            for start_m, end_m in self._ends(section):
                wanted |= {start_m, self._tail(end_m)}
        positions = sorted(position_m for position_m in wanted if position_m < self.end_m)
        # One call for all positions: each call has a fixed cost of its own.
        times = times_at(leg.run, np.array(positions))
        self.passed_s = dict(zip(positions, times.tolist(), strict=True))

    def passing(self, place: int) -> Offset:
        i = place - self.leg.first
        return Offset(self.number, float(self.places_s[i]), float(self.published_s[i]))

    def left(self, place: int) -> Offset:
        return self._offset(place, self._tail(float(self.path.place_m[place])))

    def complete(self, section: int) -> Offset:
        return self._offset(section, self._tail(float(self.path.place_m[section + 1])))

    def blocks(self, section: int) -> tuple[BlockTimes, ...]:
        return tuple(
            BlockTimes(self._offset(section, start_m), self._offset(section, self._tail(end_m)))
            for start_m, end_m in self._ends(section)
        )

    def _tail(self, position_m: float) -> float:
        """Where the head is when the tail passes a position."""
        return position_m + self.leg.formation.length_m

    def _ends(self, section: int) -> list[tuple[float, float]]:
        """Both ends of each block of a section."""
        start_m = float(self.path.place_m[section])
        starts = [start_m, *(start_m + signal for signal in self.path.sections[section].signal_m)]
        return list(zip(starts, [*starts[1:], float(self.path.place_m[section + 1])], strict=True))

    def _offset(self, section: int, position_m: float) -> Offset:
        """Head at a position, as an event of `section`; beyond the next stand it is the arrival there."""
        if position_m >= self.end_m:
            return self.passing(self.leg.last)
        i = section - self.leg.first
        exact_s = self.passed_s[position_m]
        return Offset(self.number, exact_s, exact_s + self.published_s[i] - float(self.places_s[i]))
