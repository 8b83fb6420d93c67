"""The movement request: who goes where, when, under which rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from railcade.basis import Basis

HAND_OVER = "hand-over"
TRANSFER = "transfer"
FORMALITIES, REGAUGING, TRACTION, CREW = "formalities", "regauging", "traction", "crew"
BRAKE_TEST, FAR_FORMALITIES, WHOLE = "brake_test", "far_formalities", "whole"
STEP_KINDS = (FORMALITIES, REGAUGING, TRANSFER, TRACTION, CREW, BRAKE_TEST, FAR_FORMALITIES, WHOLE)


@dataclass(frozen=True, slots=True)
class HandoverRequest:
    """From `place` on another train runs the role: its own number, owner and formation.

    `kind` is `HAND_OVER` (the train that came stays, with those aboard) or `TRANSFER` (those aboard change
    to the other train, which stands there).
    """

    place: str
    kind: str
    number: str
    owner: str


@dataclass(frozen=True, slots=True)
class RoleRequest:
    """One role of the movement.

    `formations` gives ``(from_place, formation_id)`` in travel order: the first from the origin, each
    further one from a stop at which traction or bogies change. `number` is that of the train that leaves
    the origin; `handovers` name each other train that takes the role over on the way.
    """

    role: str
    number: str
    formations: tuple[tuple[str, str], ...]
    handovers: tuple[HandoverRequest, ...] = ()

    def handover_at(self, place: str) -> HandoverRequest | None:
        """The hand-over at a place, if any."""
        return next((item for item in self.handovers if item.place == place), None)


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
class Spread:
    """How long a step takes, as a distribution.

    `kind` and `values_s`: ``fixed`` (the duration), ``triangular`` (least, most likely, most),
    ``lognormal`` (median, 90th percentile), ``quantiles`` (durations at `shares`, straight in between;
    the shares rise from 0 to 1).
    """

    kind: str
    values_s: tuple[int, ...]
    shares: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class StepRequest:
    """One step of the border process.

    `kind` is one of `STEP_KINDS` and says which trains take it; `on_jack` whether a train holds a jack
    track meanwhile.
    """

    kind: str
    name: str
    spread: Spread
    on_jack: bool
    basis: Basis
    source: str


@dataclass(frozen=True, slots=True)
class FarBrakes:
    """How the far side counts brakes: block pressure by mass of train (in Russia tonne-force on 100 t).

    `axle_newton` is the pressure on an axle by vehicle id, `other_axle_newton` that of all other vehicles;
    `needed_newton_per_kg` the least of a train. A brake percentage (UIC 544-1) does not cross.
    """

    needed_newton_per_kg: float
    other_axle_newton: float
    axle_newton: tuple[tuple[str, float], ...]
    basis: Basis
    source: str


@dataclass(frozen=True, slots=True)
class BorderRequest:
    """The border: a process of steps for each train, on shared jack tracks.

    Without `steps` there is one, of `duration_s`. With them, `duration_s` > 0 is what the plan gives a
    train's work, and must be at least its quantile `quantile`; 0 lets the plan take that quantile itself, of
    each ``step``, of a train's work (``train``), or of the time until all trains are ready (``all``).
    `shed_m` is the length of train that one jack track takes, 0 where any train fits.

    `extra_s` is the longest wait at `place` beyond the work, for a jack track or for the other roles.
    Maximum spacing is suspended from `place` to `reform_place`, where all roles stand at least
    `reform_s` after the last has come, and sweep validity starts anew; the first leaves at most
    `reform_extra_s` later than that. `rule_book` names the rules under which trains run from `place` on.
    """

    place: str
    duration_s: int
    bogie_sets: int
    reform_place: str
    reform_s: int
    extra_s: int
    reason: str
    reform_extra_s: int = 1800
    steps: tuple[StepRequest, ...] = ()
    quantile: float = 0.5
    of: str = "train"
    shed_m: float = 0.0
    rule_book: str = ""
    brakes: FarBrakes | None = None


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
