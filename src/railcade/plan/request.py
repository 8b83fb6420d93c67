"""The movement request: who goes where, when, under which rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RoleRequest:
    """One train of the movement.

    `formations` gives ``(from_place, formation_id)`` in travel order: the first from the origin, each
    further one from a stop at which traction or bogies change.
    """

    role: str
    number: str
    formations: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class StopRequest:
    """A place where roles stand.

    `dwell_s` is the booked least; the search may add up to `extra_s`. `roles` empty means all.
    `reason` is printed ("water, examination", "reversal, locomotive runs round (assumed)").
    `resweep` True: the principal may outstay the sweep here, and the plan lists the re-sweep.
    """

    place: str
    dwell_s: int
    extra_s: int
    reason: str
    roles: tuple[str, ...] = ()
    resweep: bool = False


@dataclass(frozen=True, slots=True)
class BorderRequest:
    """The border: one stated duration per train on shared jack tracks.

    `extra_s` is the longest wait at `place` beyond the work, for a jack track or for the other roles.
    Maximum spacing is suspended from `place` to `reform_place`, where all roles stand at least
    `reform_s` after the last has come, and sweep validity starts anew; the first leaves at most
    `reform_extra_s` later than that.
    """

    place: str
    duration_s: int
    bogie_sets: int
    reform_place: str
    reform_s: int
    extra_s: int
    reason: str
    reform_extra_s: int = 1800


@dataclass(frozen=True, slots=True)
class StoppingPlaceRequest:
    """A place where trains that must stop do so ("preferred"), or must not ("forbidden"), and why."""

    place: str
    kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class StoppingRequest:
    """Where trains of the movement may stop.

    Places where a standing train would be on a mean grade above `steepest_grade`, or on a bridge of
    `viaduct_m` or more, are forbidden beside those that are named.
    """

    places: tuple[StoppingPlaceRequest, ...] = ()
    steepest_grade: float = 0.010
    viaduct_m: float = 100.0


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """Bounds of the search."""

    max_nodes: int = 5_000


@dataclass(frozen=True, slots=True)
class Movement:
    """A movement request.

    Times are POSIX seconds; `depart_earliest_s` and `depart_latest_s` bound the principal's departure,
    `arrive_latest_s` its arrival. `files` are the request's own words for its inputs, by kind
    (network, fleet, timetable, rules), relative to the request.
    """

    id: str
    name: str
    purpose: str
    classification: str
    origin: str
    destination: str
    via: tuple[str, ...]
    depart_earliest_s: int
    depart_latest_s: int
    arrive_latest_s: int
    publish_step_s: int
    roles: tuple[RoleRequest, ...]
    stops: tuple[StopRequest, ...]
    border: BorderRequest | None
    search: SearchRequest
    files: Mapping[str, str]
    notes: Mapping[str, str]
    stopping: StoppingRequest = StoppingRequest()
