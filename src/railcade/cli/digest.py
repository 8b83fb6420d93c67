"""What a planner must see of a plan, as figures: the one source of the summary and of `--json`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from railcade.network import Network
from railcade.plan.model import Plan, PlanTrain, SpacingRow, Totals


@dataclass(frozen=True, slots=True)
class TrainRow:
    """One role: published POSIX seconds, None where it crosses no border; parts of its journey."""

    role: str
    number: str
    leaves_at_s: int
    border_in_at_s: int | None
    border_out_at_s: int | None
    border_zone: str
    arrives_at_s: int
    totals: Totals


@dataclass(frozen=True, slots=True)
class SpacingExtremes:
    """Smallest and largest spacing of a pair, where, and the bound there.

    `least_s` is the minimum where spacing is smallest, `reason` what sets it; `most_s` the maximum where
    it is largest. `largest_*` looks only at sections where a maximum is in force, of which there may be
    none (then it equals the smallest, and `most_s` is None); `suspended` counts the others.
    """

    ahead: str
    behind: str
    smallest_s: int
    smallest_where: str
    least_s: int
    reason: str
    largest_s: int
    largest_where: str
    most_s: int | None
    suspended: int


@dataclass(frozen=True, slots=True)
class BorderFigures:
    """What the border asks: the share of cases in which each step suffices, None where all are certain; the
    longest wait for a jack track; when all would be ready, ``(jack_tracks, p50_s, p80_s, p95_s)``; who takes
    a role over, ``(role, number, owner, place)``."""

    place: str
    step_share: float | None
    waits: str
    jack_wait_s: int
    jack_track: str
    ready: tuple[tuple[int, ...], ...]
    handovers: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """The summary as figures."""

    movement: str
    name: str
    origin: str
    destination: str
    origin_zone: str
    destination_zone: str
    length_m: float
    great_circle_m: float
    trains: tuple[TrainRow, ...]
    spacing: tuple[SpacingExtremes, ...]
    trains_in_window: int
    trains_held: int
    delay_s: int
    worst_train: str
    worst_delay_s: int
    worst_where: str
    worst_held_s: int
    worst_destination: str
    assumptions: int
    assumptions_by_kind: tuple[tuple[str, int], ...]
    resweeps: int
    events: int
    tightest_event: str
    tightest_slack_s: int
    events_that_slip: int
    search_steps: int
    proved: bool
    crossings: int = 0
    road_closure_s: int = 0
    boxes_opened: int = 0
    posts: int = 0
    border: BorderFigures | None = None
    not_known: tuple[str, ...] = ()


def digest(plan: Plan, network: Network) -> Digest:
    """Figures of a plan; names and zones come from its network."""
    origin, destination = network.places[plan.route[0]], network.places[plan.route[-1]]
    where, held_s, destined = _worst(plan, network)
    tightest = min(plan.programme, key=lambda row: row.slack_s, default=None)
    kinds = Counter(item.what for item in plan.assumptions)
    return Digest(
        movement=plan.movement,
        name=plan.name,
        origin=short_name(origin.name),
        destination=short_name(destination.name),
        origin_zone=origin.zone,
        destination_zone=destination.zone,
        length_m=plan.length_m,
        great_circle_m=plan.great_circle_m,
        trains=tuple(_train_row(train, network) for train in plan.trains),
        spacing=_spacing(plan, network),
        trains_in_window=plan.bill.trains_in_window,
        trains_held=plan.bill.trains_held,
        delay_s=plan.bill.delay_s,
        worst_train=plan.bill.worst_train,
        worst_delay_s=plan.bill.worst_delay_s,
        worst_where=where,
        worst_held_s=held_s,
        worst_destination=destined,
        assumptions=len(plan.assumptions),
        not_known=tuple(dict.fromkeys(row.fact for row in plan.acceptance if not row.known)),
        assumptions_by_kind=tuple(sorted(kinds.items(), key=lambda item: (-item[1], item[0]))),
        resweeps=sum(row.resweep for row in plan.sweep),
        events=len(plan.programme),
        tightest_event=tightest.title if tightest is not None else "",
        tightest_slack_s=tightest.slack_s if tightest is not None else 0,
        events_that_slip=sum(row.slips_s > 0 for row in plan.programme),
        search_steps=plan.search.nodes,
        proved=plan.search.proved,
        crossings=plan.bill.crossings,
        road_closure_s=plan.bill.road_closure_s,
        boxes_opened=plan.bill.boxes_opened,
        posts=len({action.post for action in plan.post_actions}),
        border=_border(plan, network),
    )


def _border(plan: Plan, network: Network) -> BorderFigures | None:
    if not plan.border:
        return None
    shares = {step.quantile for row in plan.border for step in row.steps} - {1.0}
    longest = max(plan.border, key=lambda row: row.jack_wait_s)
    tracks = sorted({row.jack_tracks for row in plan.border_outlook})
    ready = [[row.ready_s for row in plan.border_outlook if row.jack_tracks == count] for count in tracks]
    return BorderFigures(
        place=short_name(network.places[plan.border[0].place].name),
        step_share=min(shares, default=None),
        waits=longest.role if longest.jack_wait_s else "",
        jack_wait_s=longest.jack_wait_s,
        jack_track=longest.jack_track if longest.jack_wait_s else "",
        ready=tuple((count, *row) for count, row in zip(tracks, ready, strict=True)),
        handovers=tuple(
            (row.role, row.begins, row.owner, short_name(network.places[row.place].name))
            for row in plan.handovers
        ),
    )


def short_name(name: str) -> str:
    """A place's name without what stands in brackets behind it."""
    return name.partition(" (")[0]


def _train_row(train: PlanTrain, network: Network) -> TrainRow:
    border = next((point for point in train.points if point.stand == "border"), None)
    return TrainRow(
        role=train.role,
        number=train.number,
        leaves_at_s=train.points[0].published_depart_at_s,
        border_in_at_s=None if border is None else border.published_arrive_at_s,
        border_out_at_s=None if border is None else border.published_depart_at_s,
        border_zone="" if border is None else network.places[border.place].zone,
        arrives_at_s=train.points[-1].published_arrive_at_s,
        totals=train.totals,
    )


def _spacing(plan: Plan, network: Network) -> tuple[SpacingExtremes, ...]:
    pairs = list(dict.fromkeys((row.ahead, row.behind) for row in plan.spacing))
    return tuple(
        _extremes([row for row in plan.spacing if (row.ahead, row.behind) == pair], plan, network)
        for pair in pairs
    )


def _extremes(rows: Sequence[SpacingRow], plan: Plan, network: Network) -> SpacingExtremes:
    smallest = min(rows, key=lambda row: row.actual_s)
    bounded = [row for row in rows if row.maximum_s >= 0]
    largest = max(bounded, key=lambda row: row.actual_s, default=smallest)
    return SpacingExtremes(
        ahead=smallest.ahead,
        behind=smallest.behind,
        smallest_s=smallest.actual_s,
        smallest_where=_section_name(smallest.section, plan, network),
        least_s=smallest.minimum_s,
        reason=smallest.reason,
        largest_s=largest.actual_s,
        largest_where=_section_name(largest.section, plan, network),
        most_s=largest.maximum_s if bounded else None,
        suspended=len(rows) - len(bounded),
    )


def _section_name(section_id: str, plan: Plan, network: Network) -> str:
    section = network.sections[section_id]
    ends = sorted((section.start, section.end), key=plan.route.index)
    return " – ".join(short_name(network.places[place].name) for place in ends)


def _worst(plan: Plan, network: Network) -> tuple[str, int, str]:
    """Where the worst delayed train is held longest, for how many seconds, and where it is late."""
    train = next((train for train in plan.other_trains if train.id == plan.bill.worst_train), None)
    if train is None or not train.holds:
        return "", 0, ""
    hold = max(train.holds, key=lambda item: item.hold_s)
    last = network.places[train.points[-1].place].name if train.points else ""
    return short_name(network.places[hold.place].name), hold.hold_s, short_name(last)
