"""The plan: what leaves this room, as plain frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from railcade.basis import Assumption, Basis
from railcade.plan.model_journey import AboardRow, AlternativeRow, CarriedRow, ProgrammeRow, SupplyRow


@dataclass(frozen=True, slots=True)
class PlanPoint:
    """A role at a timing point. Times are POSIX seconds.

    `arrive_at_s`, `depart_at_s` are exact (float; equal where the train passes); `complete_at_s` is
    when its tail is in or past the place. `published_*` are rounded to the publish step. `track` is
    the track held, empty at posts and borders. `stand` says why it stands: "" (passes), "origin",
    "stop", "border", "reform", "destination".
    """

    place: str
    position_m: float
    arrive_at_s: float
    depart_at_s: float
    complete_at_s: float
    published_arrive_at_s: int
    published_depart_at_s: int
    track: str
    stand: str
    reason: str


@dataclass(frozen=True, slots=True)
class PlanLeg:
    """A run from one stand to the next.

    `run` is the key in runs.npz. `pace_mps` is the cap that keeps a faster train at its place in the
    movement, 0.0 where it is not paced. `depart_at_s` is an integer.
    """

    run: str
    from_place: str
    to_place: str
    depart_at_s: int
    formation: str
    pace_mps: float


@dataclass(frozen=True, slots=True)
class Totals:
    """Parts of a train's journey in published seconds: running + stops + border + waiting = total."""

    running_s: int
    stops_s: int
    border_s: int
    waiting_s: int
    total_s: int


@dataclass(frozen=True, slots=True)
class PlanTrain:
    """One role."""

    role: str
    number: str
    formations: tuple[str, ...]
    legs: tuple[PlanLeg, ...]
    points: tuple[PlanPoint, ...]
    totals: Totals


@dataclass(frozen=True, slots=True)
class SpacingRow:
    """Spacing of one pair of roles at a section: seconds between their entries, and its bounds.

    `reason` names what binds the minimum: "rule pack", "block", "braking and reports".
    `maximum_s` is -1 where maximum spacing is suspended.
    """

    ahead: str
    behind: str
    section: str
    minimum_s: int
    actual_s: int
    maximum_s: int
    reason: str


@dataclass(frozen=True, slots=True)
class SweepRow:
    """When a section was swept, reported, and until when it is valid; `used_at_s` is the principal's
    leaving it. `suspended` names why maximum spacing does not bind here; a suspended section that is
    left after its validity needs the re-sweep that the plan lists."""

    section: str
    swept_at_s: float
    reported_at_s: float
    valid_until_s: float
    used_at_s: float
    suspended: str
    resweep: bool


@dataclass(frozen=True, slots=True)
class Anchor:
    """What one end of a window hangs on: so many seconds after an event of a role, before it negative.

    `event` is "arrives" (the head comes to what is protected), "leaves" (the head leaves it) or "complete"
    (the tail is clear of it); `clock` is "booked", where the window stays at the published time, or "actual".
    """

    role: str
    event: str
    offset_s: int
    clock: str


@dataclass(frozen=True, slots=True)
class ProtectionRow:
    """A protection window, closed from - until (POSIX seconds).

    `target` is the id of a section, place, crossing, set of points or structure; `post` the place or crossing
    that answers for it.
    """

    rule: str
    kind: str
    target: str
    closed_from_s: int
    closed_until_s: int
    classes: tuple[str, ...]
    post: str
    opens: Anchor
    closes: Anchor


@dataclass(frozen=True, slots=True)
class PostAction:
    """What one person at a post does without standing down: windows of one kind, merged.

    `post` is a place or a crossing. `opens` is the anchor of the row that opens first, `closes` of that which
    closes last. Only points have several targets: all others are done at one thing.
    """

    post: str
    kind: str
    targets: tuple[str, ...]
    from_at_s: int
    until_at_s: int
    rules: tuple[str, ...]
    classes: tuple[str, ...]
    opens: Anchor
    closes: Anchor
    who: str


@dataclass(frozen=True, slots=True)
class RoadClosure:
    """A road that is closed at a level crossing, and which roles pass while it is."""

    crossing: str
    section: str
    name: str
    from_at_s: int
    until_at_s: int
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OtherPoint:
    """Another train at a place, retimed (equal to booked where it is left alone)."""

    place: str
    booked_arrive_s: int
    booked_depart_s: int
    arrive_at_s: int
    depart_at_s: int
    track: str


@dataclass(frozen=True, slots=True)
class Hold:
    """Where a train waits longer than booked."""

    place: str
    from_at_s: int
    until_at_s: int
    hold_s: int


@dataclass(frozen=True, slots=True)
class OtherTrain:
    """A booked train on one service day.

    `id` is ``number/YYYY-MM-DD`` of the service day in its zone; `delay_s` at its destination.
    """

    id: str
    number: str
    kind: str
    length_m: float
    points: tuple[OtherPoint, ...]
    holds: tuple[Hold, ...]
    delay_s: int
    source: str


@dataclass(frozen=True, slots=True)
class Bill:
    """What the movement costs others: minutes late at destinations, weighted by kind; roads and boxes.

    `crossings` are closed, together for `road_closure_s`; `boxes_opened` are the places with a window to be
    open.
    """

    trains_in_window: int
    trains_held: int
    delay_s: int
    weighted_delay_s: int
    worst_train: str
    worst_delay_s: int
    crossings: int = 0
    road_closure_s: int = 0
    boxes_opened: int = 0


@dataclass(frozen=True, slots=True)
class BorderStep:
    """One step of a train at the border (POSIX seconds).

    `quantile` is the share of cases in which the step takes no longer than it has here, 1 where that is
    certain.
    """

    kind: str
    name: str
    from_at_s: int
    until_at_s: int
    quantile: float
    basis: Basis
    source: str


@dataclass(frozen=True, slots=True)
class BorderRow:
    """A role's work at the border place or at the re-forming place.

    `jack_track` holds the numbers of the jack tracks that it takes, blank between them, empty where it needs
    none; `waiting_s` is how long it stands there beyond its steps, `jack_wait_s` what of that is for a
    jack track. `rule_book` names the rules under which the train leaves the border place, empty if they stay.
    """

    role: str
    place: str
    jack_track: str
    arrive_at_s: int
    steps: tuple[BorderStep, ...]
    waiting_s: int
    jack_wait_s: int
    rule_book: str = ""


@dataclass(frozen=True, slots=True)
class BorderOutlook:
    """Time until the work of all trains is done with so many jack tracks, if all come at once."""

    jack_tracks: int
    quantile: float
    ready_s: int


@dataclass(frozen=True, slots=True)
class HandoverRow:
    """Another train takes a role over: `kind` "hand-over" or "transfer" (those aboard change trains)."""

    role: str
    place: str
    kind: str
    ends: str
    begins: str
    owner: str
    formation: str
    arrives_at_s: int
    leaves_at_s: int


@dataclass(frozen=True, slots=True)
class BrakeRow:
    """Brakes of a role from the border on, counted as the far side does, and when they are tested.

    `near_percentage` is that of the train that came (UIC 544-1); `far_newton_per_kg` the block pressure by
    mass of the train that goes on, `needed_newton_per_kg` the least (1 tf on 100 t is 0.0980665 N/kg).
    `tested_at_s` is the end of the brake test.
    """

    role: str
    formation: str
    near_percentage: float
    far_newton_per_kg: float
    needed_newton_per_kg: float
    tested_at_s: int
    basis: Basis
    source: str


@dataclass(frozen=True, slots=True)
class SearchReport:
    """How the search ended: `proved` when no better plan exists within the modelled choices."""

    nodes: int
    proved: bool


@dataclass(frozen=True, slots=True)
class RestrictionRow:
    """A temporary speed restriction on a section of the way, in force at some instant of the movement.

    `from_m`, `to_m` from the section's start.
    """

    section: str
    from_m: float
    to_m: float
    speed_mps: float
    from_at_s: int
    until_at_s: int
    reason: str
    owner: str
    number: str


@dataclass(frozen=True, slots=True)
class PossessionRow:
    """What closes a section of the way, or the box at a place, at some instant of the movement.

    `kind` is "possession", "isolation" or "hours"; `track` "all", "forward" or "backward", along the section.
    `section` or `place` is empty. `opened_by` names the rule that has a closed box opened, or is empty.
    """

    kind: str
    number: str
    section: str
    place: str
    track: str
    from_at_s: int
    until_at_s: int
    reason: str
    owner: str
    opened_by: str


@dataclass(frozen=True, slots=True)
class AcceptanceRow:
    """What binds for a formation and a fact: of the sections that it runs on, the one with the least reserve.

    `fact` is "axle_load", "metre_load", "envelope", "curve_radius", "power", "trailing_load", "coupler" or
    "fuel_range". `limit` and `value` are in `unit`; of envelopes and supplies `limit_name` and `value_name`
    stand instead. `vehicle` binds, where one does. `known` False: it was not judged on `sections` sections
    (the first is `section`), for `missing` does not say: "section", "vehicle", "order" (no order holds both
    envelopes) or "place" (whether it fuels); `holds` is False then.
    `basis` is the weaker of both sides, empty where not known.
    """

    section: str
    formation: str
    fact: str
    limit: float
    value: float
    unit: str
    holds: bool
    basis: str
    limit_name: str
    value_name: str
    vehicle: str
    known: bool
    missing: str
    sections: int


@dataclass(frozen=True, slots=True)
class StoppingPlaceRow:
    """A place on the way where trains of the movement stop rather than elsewhere, or must not.

    `kind` is "preferred" or "forbidden". `source` is "network", "request" or "derived"; of the latter
    `reason` is "refuge", "tunnel", "viaduct", "neutral_section", "crossing" or "gradient", else words for
    people.
    """

    place: str
    kind: str
    reason: str
    source: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan as published. `inputs` maps file name under `inputs/` to its sha256."""

    movement: str
    name: str
    classification: str
    publish_step_s: int
    rule_pack: str
    inputs: Mapping[str, str]
    route: tuple[str, ...]
    length_m: float
    great_circle_m: float
    trains: tuple[PlanTrain, ...]
    spacing: tuple[SpacingRow, ...]
    sweep: tuple[SweepRow, ...]
    protection: tuple[ProtectionRow, ...]
    other_trains: tuple[OtherTrain, ...]
    bill: Bill
    assumptions: tuple[Assumption, ...]
    search: SearchReport
    window_from_s: int
    window_until_s: int
    programme: tuple[ProgrammeRow, ...] = ()
    aboard: tuple[AboardRow, ...] = ()
    supplies: tuple[SupplyRow, ...] = ()
    cars: tuple[CarriedRow, ...] = ()
    alternatives: tuple[AlternativeRow, ...] = ()
    border: tuple[BorderRow, ...] = ()
    border_outlook: tuple[BorderOutlook, ...] = ()
    handovers: tuple[HandoverRow, ...] = ()
    brakes: tuple[BrakeRow, ...] = ()
    post_actions: tuple[PostAction, ...] = ()
    road_closures: tuple[RoadClosure, ...] = ()
    restrictions: tuple[RestrictionRow, ...] = ()
    possessions: tuple[PossessionRow, ...] = ()
    acceptance: tuple[AcceptanceRow, ...] = ()
    stopping_places: tuple[StoppingPlaceRow, ...] = ()
