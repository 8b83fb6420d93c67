"""Synthetic other traffic: one service day, repeated daily, drawn from a seed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from railcade.errors import CODES, InfeasibleError, InputError, Problem
from railcade.network import Network, Path, Place, PlaceKind, make_path
from railcade.plan.occupation.booked import service_day_at_s
from railcade.plan.traffic.holds import DAY_S, Lie, Pass
from railcade.plan.traffic.insert import Errand, Ledger, inserted
from railcade.plan.traffic.parts import FREIGHT, PASSENGER, Part, find_parts
from railcade.plan.traffic.problems import OFFSET_DAY
from railcade.timetable import BookedPoint, BookedTrain, Timetable

MOST_TRAINS = 1_000
CALL_EVERY_M = 25_000.0
FREIGHT_STAND_EVERY_M = 150_000.0
FIRST_NUMBER = {PASSENGER: 101, FREIGHT: 2001}


@dataclass(frozen=True, slots=True)
class TrafficSettings:
    """Bounds of the drawing.

    Parameters
    ----------
    min_part_m, max_part_m : float
        Length of the part of the line on which a train runs; on a line where no two main places are so
        far apart, at least half of the longest part there is.
    freight_share : float
        Share of freight trains.
    max_wait_s : int
        Most that a train comes later than drawn and waits on its way, together.
    max_share : float
        Most of a day that any block is held.
    tries : int
        How often a train that does not fit is drawn again.
    """

    min_part_m: float = 80_000.0
    max_part_m: float = 400_000.0
    freight_share: float = 0.6
    max_wait_s: int = 5_400
    max_share: float = 0.6
    tries: int = 60


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A train as inserted; times are UTC seconds from midnight of `OFFSET_DAY` in UTC."""

    kind: str
    forward: bool
    length_m: float
    zone: str
    chain: tuple[Pass, ...]


def draw_traffic(
    network: Network, trains_per_day: int, seed: int, settings: TrafficSettings | None = None
) -> Timetable:
    """Draw trains without regard to any movement, free of conflict with each other on every day.

    Each train runs on a part of the line between two main places. Parts never cross a country border
    or a change to another gauge, and end where trains reverse: on the corridor no train crosses from
    Tumangang to Khasan, and none passes Baranovsky. Half of the trains run in each direction. They are
    inserted one by one in drawn order, each on the earliest way after its drawn departure that
    `docs/occupation.md` leaves it; one that finds none is drawn again elsewhere.

    Parameters
    ----------
    network : Network
    trains_per_day : int
    seed : int
        Of numpy's PCG64: same seed, same trains.
    settings : TrafficSettings, optional

    Raises
    ------
    InputError
        If `trains_per_day` is not in 0 to 1,000.
    InfeasibleError
        If so many trains do not fit; the message says how many did.
    """
    bounds = settings or TrafficSettings()
    if not 0 <= trains_per_day <= MOST_TRAINS:
        what = f"{trains_per_day} trains a day is not in 0 to {MOST_TRAINS}"
        raise InputError([Problem("E0105", "trains a day", what, CODES["E0105"].mend)])
    random = np.random.Generator(np.random.PCG64(seed))
    parts = _parts(network, bounds)
    weights = _weights(parts)
    lie, ledger = Lie(network), Ledger(bounds.max_share)
    drawn: list[_Drawn] = []
    for kind, forward in _mix(random, trains_per_day, bounds.freight_share):
        train = _draw_train(random, (lie, ledger), (parts, weights), (kind, forward), bounds)
        if train is None:
            what = f"only {len(drawn)} of {trains_per_day} trains fit on {network.name}"
            mend = "Ask for fewer trains, allow longer waits or a larger occupied share."
            raise InfeasibleError([Problem("E0303", network.name, what, mend)])
        drawn.append(train)
    source = f"synthetic, seed {seed}"
    return Timetable(f"{network.name}: {trains_per_day} trains a day", _numbered(drawn, source), source)


def _parts(network: Network, bounds: TrafficSettings) -> Sequence[Part]:
    """Parts of the asked length; on a line too short for any, those of at least half of the longest."""
    parts = find_parts(network, bounds.min_part_m, bounds.max_part_m)
    if parts:
        return parts
    every = find_parts(network, 0.0, bounds.max_part_m)
    least_m = max((part.length_m for part in every), default=0.0) / 2.0
    return tuple(part for part in every if part.length_m >= least_m)


def _mix(random: np.random.Generator, trains: int, freight_share: float) -> list[tuple[str, bool]]:
    """Kind and direction of each train in drawn order: both directions within each kind, halves."""
    freight = round(trains * freight_share)
    mix = [(FREIGHT if i < freight else PASSENGER, i % 2 == 0) for i in range(trains)]
    return [mix[int(i)] for i in random.permutation(trains)]


def _weights(parts: Sequence[Part]) -> NDArray[np.float64]:
    """Chance of each part: by its length within a country, countries by the places that parts touch.

    Pairs of main places grow with the square of a line's length; this keeps the density of trains alike.
    """
    touched: dict[str, set[str]] = defaultdict(set)
    length_m: dict[str, float] = defaultdict(float)
    for part in parts:
        touched[part.country].update(part.places)
        length_m[part.country] += part.length_m
    shares = [len(touched[part.country]) * part.length_m / length_m[part.country] for part in parts]
    return np.array(shares) / sum(shares)


def _draw_train(
    random: np.random.Generator,
    railway: tuple[Lie, Ledger],
    choice: tuple[Sequence[Part], NDArray[np.float64]],
    sort: tuple[str, bool],
    bounds: TrafficSettings,
) -> _Drawn | None:
    """Draw until a train fits."""
    lie, ledger = railway
    parts, weights = choice
    kind, forward = sort
    for _ in range(bounds.tries if parts else 0):
        part = parts[int(random.choice(len(parts), p=weights))]
        ways = part.places if forward else tuple(reversed(part.places))
        length_m = 10.0 * float(random.integers(35, 71) if kind == FREIGHT else random.integers(25, 41))
        depart_s = 60 * int(random.integers(DAY_S // 60))
        dwells_s = _dwells_s(random, kind, length_m, make_path(lie.network, ways))
        chain = inserted(lie, ledger, Errand(ways, kind, length_m, depart_s, dwells_s, bounds.max_wait_s))
        if chain is not None:
            return _Drawn(kind, forward, length_m, lie.network.places[ways[0]].zone, chain)
    return None


def _dwells_s(random: np.random.Generator, kind: str, length_m: float, path: Path) -> dict[str, int]:
    """Passenger trains call at stations for 2-5 min: at main ones, at others some 25 km after the last call.

    Freight stands at a main place every 150 km or so, for 5-10 min.
    """
    calls: list[Place] = []
    called_m = 0.0
    for place, at_m in zip(path.places[1:-1], path.place_m[1:-1], strict=True):
        due = kind == PASSENGER and place.kind is PlaceKind.STATION and at_m - called_m >= CALL_EVERY_M
        if (place.main or due) and place.standable and place.longest_track_m >= length_m:
            calls.append(place)
            called_m = float(at_m)
    if kind == PASSENGER:
        return {place.id: 60 * int(random.integers(2, 6)) for place in calls}
    count = min(len(calls), int(path.length_m // FREIGHT_STAND_EVERY_M))
    chosen = sorted(int(i) for i in random.choice(len(calls), count, replace=False)) if count else []
    return {calls[i].id: 60 * int(random.integers(5, 11)) for i in chosen}


def _numbered(drawn: Sequence[_Drawn], source: str) -> tuple[BookedTrain, ...]:
    """Trains with numbers by kind and direction (odd forward, even backward) in order of departure."""
    utc_midnight_at_s = service_day_at_s(OFFSET_DAY, "UTC")
    sorts = [(kind, forward) for kind in FIRST_NUMBER for forward in (True, False)]
    counters = {(kind, forward): FIRST_NUMBER[kind] + (not forward) for kind, forward in sorts}
    trains: list[BookedTrain] = []
    shifts_s = [utc_midnight_at_s - service_day_at_s(OFFSET_DAY, train.zone) for train in drawn]
    starts_s = [train.chain[0].depart_s for train in drawn]
    local_s = [(start_s + shift_s) % DAY_S for start_s, shift_s in zip(starts_s, shifts_s, strict=True)]
    for i in sorted(range(len(drawn)), key=lambda item: (local_s[item], item)):
        train, shift_s = drawn[i], local_s[i] - starts_s[i]
        points = tuple(
            BookedPoint(item.place, item.arrive_s + shift_s, item.depart_s + shift_s, item.track)
            for item in train.chain
        )
        number = counters[train.kind, train.forward]
        counters[train.kind, train.forward] += 2
        trains.append(BookedTrain(str(number), train.kind, train.length_m, train.zone, points, source))
    return tuple(sorted(trains, key=lambda item: int(item.id)))
