"""When a booked train completes, leaves and clears: `docs/occupation.md` 1, column "other train".

Pure functions of numbers. Times are seconds on any one axis (booked or POSIX), lengths metres.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from railcade.clock import at_s


def complete_s(
    arrive_s: int, entered_s: int, section_length_m: float, train_length_m: float, stands: bool
) -> int:
    """When the section before a place is clear of the train (event C).

    Parameters
    ----------
    arrive_s : int
        Arrival at the place.
    entered_s : int
        Departure from the place before.
    section_length_m : float
        Length of the section before the place.
    train_length_m : float
    stands : bool
        Whether the train is booked to stand at the place, or ends there.
    """
    if stands:
        return arrive_s
    return arrive_s + math.ceil(train_length_m * (arrive_s - entered_s) / section_length_m)


def left_s(depart_s: int, next_arrive_s: int, section_length_m: float, train_length_m: float) -> int:
    """When the train's track at a place is free (event G), where the train goes on.

    `section_length_m` is that of the section behind the place. At its last place a train leaves its
    track with its arrival, which needs no function.
    """
    return depart_s + math.ceil(train_length_m * (next_arrive_s - depart_s) / section_length_m)


def block_times_s(
    depart_s: int,
    arrive_s: int,
    complete_at_s: int,
    section_length_m: float,
    signal_m: Sequence[float],
    train_length_m: float,
) -> tuple[tuple[float, float], ...]:
    """Entered and cleared of each block of a section, in travel order, without setting and clearing.

    Parameters
    ----------
    depart_s, arrive_s : int
        Departure at the section's first place and arrival at its second, as travelled.
    complete_at_s : int
        Event C at the second place.
    section_length_m : float
    signal_m : sequence of float
        Block signals from where the section is entered (`PathSection.signal_m`).
    train_length_m : float
    """
    run_s = arrive_s - depart_s
    entered = [float(depart_s), *(depart_s + run_s * at_m / section_length_m for at_m in signal_m)]
    cleared = [
        *(depart_s + run_s * (at_m + train_length_m) / section_length_m for at_m in signal_m),
        float(complete_at_s),
    ]
    return tuple(zip(entered, cleared, strict=True))


def service_day_at_s(day: date, zone: str) -> int:
    """POSIX seconds of midnight at the start of a service day in a zone: the zero of booked times."""
    return at_s(datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)))
