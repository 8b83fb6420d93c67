"""A movement of three trains over five sections, timed by closed forms and written down by hand.

Level line, one speed limit, constant force, constant resistance: every run is an arc of constant
acceleration, one of constant speed, one of coasting while the brake builds up and one of constant
braking. Rows come from these formulas, not
from the check.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from numpy.typing import NDArray

from railcade.basis import Assumption, Basis
from railcade.clock import from_iso
from railcade.fleet import Fleet, Formation, SpeedCap, Traction, Vehicle
from railcade.network import Crossing, CrossingKind, Network
from railcade.plan.check import Inputs
from railcade.plan.model import (
    Anchor,
    Bill,
    BorderRow,
    BorderStep,
    Hold,
    OtherPoint,
    OtherTrain,
    Plan,
    PlanLeg,
    PlanPoint,
    PlanTrain,
    PostAction,
    ProtectionRow,
    RoadClosure,
    SearchReport,
    SpacingRow,
    SweepRow,
    Totals,
)
from railcade.plan.request import BorderRequest, Movement, RoleRequest, SearchRequest, StopRequest
from railcade.rules import (
    BrakeFactors,
    Closure,
    Latency,
    ProtectionKind,
    ProtectionRule,
    RuleNote,
    RulePack,
    Spacing,
    Who,
)
from railcade.timetable import BookedPoint, BookedTrain, Timetable
from tests.plan.check.accepted import acceptance, stopping
from tests.plan.check.arcs import LENGTH_M, LIMIT_MPS, PULL_NEWTON, Arc
from tests.plan.lines import LineStyle, line_network

LENGTHS_M = (6000.0, 6000.0, 6000.0, 5000.0, 6000.0)
PLACE_M = (0.0, 6000.0, 12_000.0, 18_000.0, 23_000.0, 29_000.0)
SIGNALS_M = {3: (2500.0,)}
WORK_S = 120
STEP_S = 30
START_S = from_iso("2027-05-16T07:00:00+00:00")
MIDNIGHT_S = from_iso("2027-05-16T00:00:00+09:00")
GAP_S = 1200
LEAD_S, VALIDITY_S, LATENCY_S, MARGIN_M = 900, 3600, 60, 500.0
FOLLOW_MIN_S, FOLLOW_MAX_S = 600, 3600
STANDS = (0, 2, 3, 4, 5)
CROSSING_M = 3000.0
FORMATIONS = ("standard", "standard", "broad", "broad")
ROLES = ("advance", "principal", "follow_up")
DRAWN = "drawn by hand"


ARCS = tuple(Arc(PLACE_M[a], PLACE_M[b]) for a, b in zip(STANDS[:-1], STANDS[1:], strict=True))


def up(value_s: float) -> int:
    return math.ceil((value_s - 1e-9) / STEP_S) * STEP_S


def leg_at(place: int) -> int:
    """The leg that leaves a place, or passes it."""
    return next(i for i, stand in enumerate(STANDS[1:]) if place < stand)


@cache
def departures() -> tuple[tuple[int, ...], ...]:
    """Departure of each role on each leg."""
    lasts = [up(arc.time_s(arc.to_m)) for arc in ARCS]
    first = [START_S + GAP_S * role for role in range(3)]
    second = [at_s + lasts[0] + 600 for at_s in first]
    come = [at_s + lasts[1] for at_s in second]
    third = [come[0] + 3600, come[1] + 3600, come[0] + 7200]
    ready_s = third[2] + lasts[2] + 600
    fourth = [ready_s + GAP_S * role for role in range(3)]
    return tuple(zip(first, second, third, fourth, strict=True))


@dataclass(frozen=True)
class Moment:
    """An instant, exact and published."""

    exact_s: float
    published_s: float

    def __sub__(self, other: Moment) -> float:
        return self.exact_s - other.exact_s


def head(role: int, place: int, at_m: float) -> Moment:
    """The head of a role at a position of the leg that leaves a place; beyond its end, the arrival there."""
    leg = leg_at(place)
    arc, start_s = ARCS[leg], departures()[role][leg]
    if at_m >= arc.to_m:
        exact_s = start_s + arc.time_s(arc.to_m)
        return Moment(exact_s, up(exact_s))
    exact_s, place_s = start_s + arc.time_s(at_m), start_s + arc.time_s(PLACE_M[place])
    return Moment(exact_s, exact_s - place_s + math.floor(place_s / STEP_S + 0.5) * STEP_S)


def depart(role: int, place: int) -> Moment:
    return arrive(role, place) if place == len(LENGTHS_M) else head(role, place, PLACE_M[place])


def arrive(role: int, place: int) -> Moment:
    if place == 0:
        return depart(role, 0)
    moment = head(role, place - 1, PLACE_M[place])
    rounding = up if place in STANDS else (lambda s: math.floor(s / STEP_S + 0.5) * STEP_S)
    return Moment(moment.exact_s, rounding(moment.exact_s))


def complete(role: int, section: int) -> Moment:
    return head(role, section, PLACE_M[section + 1] + LENGTH_M)


def left(role: int, place: int) -> Moment:
    return arrive(role, 5) if place == 5 else head(role, place, PLACE_M[place] + LENGTH_M)


@cache
def network() -> Network:
    style = LineStyle(
        limit_mps=LIMIT_MPS,
        double=frozenset({1}),
        signal_m=SIGNALS_M,
        gauges_mm={3: (1520,), 4: (1520,)},
        setting_s=60,
        clearing_s=30,
        release_s=30,
    )
    line = line_network(LENGTHS_M, [4] * 6, style)
    places = {**line.places, "p3": replace(line.places["p3"], jack_tracks=2)}
    track = replace(places["p1"].tracks[3], basis=Basis.ASSUMED)
    places["p1"] = replace(places["p1"], tracks=(*places["p1"].tracks[:3], track))
    road = Crossing("x0", "Mill Lane", CrossingKind.KEEPER, CROSSING_M, "", Basis.SURVEYED, DRAWN)
    first = replace(line.sections["p0-p1"], crossings=(road,))
    return replace(line, places=places, sections={**line.sections, first.id: first})


@cache
def fleet() -> Fleet:
    pull = Traction("D1", "diesel", (0.0, 30.0), (PULL_NEWTON, PULL_NEWTON), Basis.PUBLISHED, DRAWN)
    cap = SpeedCap(20.0, "class of the running gear", Basis.PUBLISHED)
    engine = Vehicle(
        "engine", "locomotive", 20.0, 100_000.0, 80_000.0, 4, 22_500.0, 1.05, 2000.0, 0.0, 0.0, False,
        (cap,), pull, Basis.PUBLISHED, DRAWN,
    )  # fmt: skip
    car = Vehicle(
        "car", "saloon", 25.0, 50_000.0, 40_000.0, 4, 13_000.0, 1.05, 1000.0, 0.0, 0.0, True,
        (), None, Basis.ESTIMATED, DRAWN,
    )  # fmt: skip
    vehicles = (engine, *(car for _ in range(6)))
    narrow = Formation("standard", vehicles, 1435, "P", (), Basis.PUBLISHED, DRAWN)
    wide = replace(narrow, id="broad", gauge_mm=1520)
    return Fleet("toy", {"engine": engine, "car": car}, {"standard": narrow, "broad": wide})


def rules() -> RulePack:
    note = RuleNote(DRAWN, "high", "a toy")
    latency = Latency(10, 20, 10, 10, 10)
    spacing = Spacing(
        LEAD_S, VALIDITY_S, FOLLOW_MIN_S, FOLLOW_MAX_S, MARGIN_M, latency, BrakeFactors(0.7, 0.9, 1.1)
    )
    kinds = (
        ("same", ProtectionKind.SAME_LINE, "first", 1800, "last", 900, ()),
        ("beside", ProtectionKind.ADJACENT_LINE, "advance", 300, "principal", 0, ("freight",)),
        ("shunting", ProtectionKind.SHUNTING, "first", 1800, "last", 0, ()),
    )
    roads = ProtectionRule(
        "roads", ProtectionKind.CROSSING, "first", 120, "last", 60, (), note,
        who=Who.KEEPER, closure=Closure.EACH,
    )  # fmt: skip
    protection = (*(ProtectionRule(*kind, note) for kind in kinds), roads)
    return RulePack("toy", "1", "Toy rules", spacing, protection, {"passenger": 3, "freight": 1}, 30_000, {})


HELD_UNTIL_S = up(complete(2, 0).published_s + 900)
"""When the passenger train may enter the section that the movement has left."""


def timetable() -> Timetable:
    freight_s, passenger_s = START_S - MIDNIGHT_S - 4860, START_S - MIDNIGHT_S
    freight = tuple(BookedPoint(f"p{5 - i}", freight_s + 600 * i, freight_s + 600 * i, "3") for i in range(6))
    passenger = (
        BookedPoint("p2", passenger_s, passenger_s, "4"),
        BookedPoint("p1", passenger_s + 500, passenger_s + 560, "4"),
        BookedPoint("p0", passenger_s + 1060, passenger_s + 1060, "4"),
    )
    trains = (
        BookedTrain("F1", "freight", 400.0, "Asia/Pyongyang", freight, "synthetic, by hand"),
        BookedTrain("P1", "passenger", 150.0, "Asia/Pyongyang", passenger, "synthetic, by hand"),
    )
    return Timetable("toy", trains, "synthetic, by hand")


def movement() -> Movement:
    stop = StopRequest("p2", 600, 600, "water")
    border = BorderRequest("p3", 3600, 3, "p4", 600, 7200, "bogie exchange")
    formations = (("p0", "standard"), ("p3", "broad"))
    return Movement(
        id="toy",
        name="Toy movement",
        purpose="",
        classification="none",
        origin="p0",
        destination="p5",
        via=("p2",),
        depart_earliest_s=START_S,
        depart_latest_s=START_S + 7200,
        arrive_latest_s=START_S + 86_400,
        publish_step_s=STEP_S,
        roles=tuple(RoleRequest(role, f"X{i}", formations) for i, role in enumerate(ROLES)),
        stops=(stop,),
        border=border,
        search=SearchRequest(),
        files={},
        notes={},
    )


def _point(role: int, place: int) -> PlanPoint:
    stand = {0: "origin", 2: "stop", 3: "border", 4: "reform", 5: "destination"}.get(place, "")
    here, gone = arrive(role, place), depart(role, place)
    done = here if place == 0 else complete(role, place - 1)
    return PlanPoint(
        place=f"p{place}",
        position_m=PLACE_M[place],
        arrive_at_s=round(here.exact_s, 3),
        depart_at_s=round(gone.exact_s, 3),
        complete_at_s=round(done.exact_s, 3),
        published_arrive_at_s=int(here.published_s),
        published_depart_at_s=int(gone.published_s),
        track=str(role + 1),
        stand=stand,
        reason="",
    )


def _train(role: int) -> PlanTrain:
    legs = tuple(
        PlanLeg(f"{ROLES[role]}/{i}", f"p{STANDS[i]}", f"p{STANDS[i + 1]}", at_s, FORMATIONS[i], 0.0)
        for i, at_s in enumerate(departures()[role])
    )
    points = tuple(_point(role, place) for place in range(6))
    running_s = sum(up(arc.time_s(arc.to_m)) for arc in ARCS)
    total_s = points[-1].published_arrive_at_s - legs[0].depart_at_s
    totals = Totals(running_s, 600, 3600, total_s - running_s - 4200, total_s)
    return PlanTrain(ROLES[role], f"X{role}", ("standard", "broad"), legs, points, totals)


def _at_border(role: int, begin_s: int, ahead_s: int) -> BorderRow:
    """An hour on a jack track from `begin_s`; `ahead_s` of it waited for one."""
    here, gone = arrive(role, 3), depart(role, 3)
    step = BorderStep(
        "whole",
        "bogie exchange",
        begin_s,
        begin_s + 3600,
        1.0,
        Basis.ASSUMED,
        "one duration, stated in the request",
    )
    waits_s = int(gone.published_s) - int(here.published_s) - 3600
    track = "2" if role == 1 else "1"
    return BorderRow(ROLES[role], "p3", track, int(here.published_s), (step,), waits_s, ahead_s)


def border() -> tuple[BorderRow, ...]:
    """Two jack tracks: the third train waits for the first."""
    comes_s = [int(arrive(role, 3).published_s) for role in range(3)]
    turn_s = max(comes_s[2], comes_s[0] + 3600)
    return (
        _at_border(0, comes_s[0], 0),
        _at_border(1, comes_s[1], 0),
        _at_border(2, turn_s, turn_s - comes_s[2]),
    )


def _report_slack_s(section: int) -> float:
    """How long after its report the principal comes to where it could still stop short of a section."""
    reported_s = complete(0, section).exact_s + LATENCY_S
    place = PLACE_M[section]
    if section in STANDS:
        return depart(1, section).exact_s - reported_s
    idle_s = (2.3 + 0.17 * 4.0**2) * 1.1
    stop_m = LIMIT_MPS * idle_s + LIMIT_MPS**2 / (2.0 * (0.0075 * 80.0 + 0.076) * 0.7 * 0.9)
    return head(1, section - 1, place - stop_m - MARGIN_M).exact_s - reported_s


def _block_slack_s(ahead: int, behind: int, section: int) -> float:
    signals_m = (0.0, *SIGNALS_M.get(section, ()), LENGTHS_M[section])
    start_m = PLACE_M[section]
    return min(
        head(behind, section, start_m + a) - head(ahead, section, start_m + b + LENGTH_M) - WORK_S
        for a, b in zip(signals_m[:-1], signals_m[1:], strict=True)
    )


def _spacing(ahead: int, behind: int, section: int) -> SpacingRow:
    least_s = LEAD_S if ahead == 0 else FOLLOW_MIN_S
    actual_s = depart(behind, section) - depart(ahead, section)
    pack_s = min(actual_s, arrive(behind, section + 1) - arrive(ahead, section + 1)) - least_s
    slacks = [(pack_s, "rule pack"), (_block_slack_s(ahead, behind, section), "block")]
    if ahead == 0:
        slacks.append((_report_slack_s(section), "braking and reports"))
    slack_s, reason = min(slacks)
    used_s = complete(behind, section) - complete(ahead, section)
    most_s = FOLLOW_MAX_S if ahead else math.floor(actual_s + VALIDITY_S - used_s + 0.5)
    return SpacingRow(
        ROLES[ahead],
        ROLES[behind],
        f"p{section}-p{section + 1}",
        math.floor(actual_s - slack_s + 0.5),
        math.floor(actual_s + 0.5),
        -1 if section == 3 else most_s,
        reason,
    )


def _sweep(section: int) -> SweepRow:
    swept_s, used_s = complete(0, section).exact_s, complete(1, section).exact_s
    suspended = "border" if section == 3 else ""
    late = bool(suspended) and used_s > swept_s + VALIDITY_S
    valid_s = swept_s + VALIDITY_S
    name = f"p{section}-p{section + 1}"
    return SweepRow(name, swept_s, swept_s + LATENCY_S, valid_s, used_s, suspended, late)


def _window(
    rule: ProtectionRule, target: str, opens: Moment, closes: Moment, roles: tuple[str, str]
) -> ProtectionRow:
    from_s = math.floor(min(opens.exact_s, opens.published_s) - rule.before_s + 1e-6)
    until_s = math.ceil(max(closes.exact_s, closes.published_s) + rule.after_s - 1e-6)
    first = Anchor(roles[0], "arrives", -rule.before_s, "actual")
    last = Anchor(roles[1], "complete", rule.after_s, "actual")
    post = target.partition("-")[0]
    return ProtectionRow(rule.id, str(rule.kind), target, from_s, until_s, rule.classes, post, first, last)


def _protection() -> tuple[ProtectionRow, ...]:
    same, beside, shunting, roads = rules().protection
    all_three = ROLES[::2]
    rows = [_window(same, f"p{i}-p{i + 1}", depart(0, i), complete(2, i), all_three) for i in range(5)]
    rows.append(_window(beside, "p1-p2", depart(0, 1), complete(1, 1), ROLES[:2]))
    rows += [_window(shunting, f"p{i}", arrive(0, i), left(2, i), all_three) for i in range(6)]
    for role, name in enumerate(ROLES):
        comes, gone = head(role, 0, CROSSING_M), head(role, 0, CROSSING_M + LENGTH_M)
        rows.append(_window(roads, "x0", comes, gone, (name, name)))
    return tuple(rows)


def _roads() -> tuple[RoadClosure, ...]:
    """The road opens between two trains."""
    return tuple(
        RoadClosure("x0", "p0-p1", "Mill Lane", row.closed_from_s, row.closed_until_s, (row.opens.role,))
        for row in _protection()
        if row.kind == "crossing"
    )


def _actions() -> tuple[PostAction, ...]:
    """Each post closes the sections on both sides of it, and its own place: nothing there is to be merged."""
    found = [
        PostAction(
            post, row.kind, (row.target,), row.closed_from_s, row.closed_until_s, (row.rule,),
            row.classes, row.opens, row.closes, "crossing keeper" if post == "x0" else "signaller",
        )
        for row in _protection()
        for post in row.target.split("-")
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda action: (action.post, action.from_at_s)))


def _others() -> tuple[OtherTrain, ...]:
    freight, passenger = timetable().trains
    points = tuple(
        OtherPoint(item.place, *(MIDNIGHT_S + item.arrive_s,) * 4, item.track) for item in freight.points
    )
    freely = OtherTrain("F1/2027-05-16", "F1", "freight", 400.0, points, (), 0, freight.source)
    a, b, c = ((MIDNIGHT_S + item.arrive_s, MIDNIGHT_S + item.depart_s) for item in passenger.points)
    late_s = HELD_UNTIL_S - b[1]
    held = OtherTrain(
        "P1/2027-05-16",
        "P1",
        "passenger",
        150.0,
        (
            OtherPoint("p2", *a, *a, "4"),
            OtherPoint("p1", *b, b[0], HELD_UNTIL_S, "4"),
            OtherPoint("p0", *c, c[0] + late_s, c[1] + late_s, "4"),
        ),
        (Hold("p1", b[1], HELD_UNTIL_S, late_s),),
        late_s,
        passenger.source,
    )
    return freely, held


@cache
def inputs() -> Inputs:
    return Inputs(network(), fleet(), timetable(), rules(), movement())


@cache
def runs() -> dict[str, Mapping[str, NDArray[Any]]]:
    return {f"{role}/{i}": arc.run() for role in ROLES for i, arc in enumerate(ARCS)}


@cache
def plan() -> Plan:
    others = _others()
    late_s = others[1].delay_s
    closed_s = sum(road.until_at_s - road.from_at_s for road in _roads())
    return Plan(
        movement="toy",
        name="Toy movement",
        classification="none",
        publish_step_s=STEP_S,
        rule_pack="toy 1",
        inputs={"network.gpkg": "0" * 64},
        route=tuple(f"p{i}" for i in range(6)),
        length_m=29_000.0,
        great_circle_m=29_000.0,
        trains=tuple(_train(role) for role in range(3)),
        spacing=tuple(_spacing(a, b, i) for a, b in ((0, 1), (1, 2)) for i in range(5)),
        sweep=tuple(_sweep(i) for i in range(5)),
        protection=_protection(),
        other_trains=others,
        bill=Bill(2, 1, late_s, 3 * late_s, "P1/2027-05-16", late_s, 1, closed_s, 0),
        assumptions=(
            Assumption("track length", "p1 track 4", "800 m", Basis.ASSUMED, DRAWN),
            Assumption("vehicle", "car", "50.0 t, 25.0 m, braked 40.0 t", Basis.ESTIMATED, DRAWN),
            Assumption("other traffic", "timetable", "2 trains a day", Basis.ASSUMED, "synthetic, by hand"),
            Assumption(
                "border step",
                "p3 whole",
                "fixed 60 min",
                Basis.ASSUMED,
                "one duration, stated in the request",
            ),
        ),
        search=SearchReport(1, True),
        window_from_s=START_S - 3600,
        window_until_s=int(arrive(2, 5).exact_s) + 6 * 3600 + 1,
        border=border(),
        acceptance=acceptance(),
        stopping_places=stopping(),
        post_actions=_actions(),
        road_closures=_roads(),
    )
