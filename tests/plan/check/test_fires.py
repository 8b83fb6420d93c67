"""A plan written down by hand holds; each rule has a change of it that makes the rule fire."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pytest

from railcade.basis import Basis
from railcade.network import Extents, Steps
from railcade.plan.check import PUBLISHED, RULES, CheckRecord, Inputs, check_plan
from railcade.plan.check.forces import safe_distance_m
from railcade.plan.model import Plan, PlanTrain
from railcade.rules import Latency, Spacing
from tests.plan.check import arcs, hand
from tests.plan.check.accepted import ACCEPTED
from tests.plan.check.dated import DATED, ELSEWHERE, JOURNEY
from tests.plan.check.fires_border import BORDER_FIRES


@dataclass
class Case:
    """A plan, its runs and inputs, to be tampered with."""

    plan: Plan = field(default_factory=hand.plan)
    runs: dict[str, Any] = field(default_factory=lambda: dict(hand.runs()))
    inputs: Inputs = field(default_factory=hand.inputs)

    def check(self) -> CheckRecord:
        return check_plan(self.plan, self.runs, self.inputs)

    def set(self, **values: Any) -> None:
        self.plan = replace(self.plan, **values)

    def ask(self, **values: Any) -> None:
        self.inputs = replace(self.inputs, movement=replace(self.inputs.movement, **values))

    def train(self, role: int, change: Callable[[PlanTrain], PlanTrain]) -> None:
        trains = list(self.plan.trains)
        trains[role] = change(trains[role])
        self.set(trains=tuple(trains))

    def point(self, role: int, place: int, **values: Any) -> None:
        def change(train: PlanTrain) -> PlanTrain:
            points = list(train.points)
            points[place] = replace(points[place], **values)
            return replace(train, points=tuple(points))

        self.train(role, change)

    def leg(self, role: int, leg: int, **values: Any) -> None:
        def change(train: PlanTrain) -> PlanTrain:
            legs = list(train.legs)
            legs[leg] = replace(legs[leg], **values)
            return replace(train, legs=tuple(legs))

        self.train(role, change)

    def other(self, number: int, **values: Any) -> None:
        trains = list(self.plan.other_trains)
        trains[number] = replace(trains[number], **values)
        self.set(other_trains=tuple(trains))

    def other_point(self, number: int, place: int, **values: Any) -> None:
        points = list(self.plan.other_trains[number].points)
        points[place] = replace(points[place], **values)
        self.other(number, points=tuple(points))

    def place(self, name: str, **values: Any) -> None:
        places = dict(self.inputs.network.places)
        places[name] = replace(places[name], **values)
        self.inputs = replace(self.inputs, network=replace(self.inputs.network, places=places))

    def section(self, name: str, **values: Any) -> None:
        sections = dict(self.inputs.network.sections)
        sections[name] = replace(sections[name], **values)
        self.inputs = replace(self.inputs, network=replace(self.inputs.network, sections=sections))

    def spacing(self, **values: Any) -> None:
        spacing: Spacing = replace(self.inputs.rules.spacing, **values)
        self.inputs = replace(self.inputs, rules=replace(self.inputs.rules, spacing=spacing))

    def column(self, run: str, name: str, index: int, change: Callable[[float], float]) -> None:
        columns = {key: values.copy() for key, values in self.runs[run].items()}
        columns[name][index] = change(columns[name][index])
        self.runs[run] = columns

    def earlier(self, role: int, leg: int, by_s: int) -> None:
        """Move one leg of a role as a whole, as a forger would: leg, points and published times."""
        from_place, to_place = hand.STANDS[leg], hand.STANDS[leg + 1]
        self.leg(role, leg, depart_at_s=self.plan.trains[role].legs[leg].depart_at_s - by_s)
        for place in range(from_place, to_place + 1):
            point = self.plan.trains[role].points[place]
            values: dict[str, Any] = {}
            for part in ("arrive", "depart"):
                if place in (0, hand.STANDS[-1]) or (place, part) not in (
                    (from_place, "arrive"),
                    (to_place, "depart"),
                ):
                    values[f"{part}_at_s"] = getattr(point, f"{part}_at_s") - by_s
                    values[f"published_{part}_at_s"] = getattr(point, f"published_{part}_at_s") - by_s
            if place > from_place or place == 0:
                values["complete_at_s"] = point.complete_at_s - by_s
            self.point(role, place, **values)


def test_a_plan_timed_by_closed_forms_holds() -> None:
    record = Case().check()
    assert record.problems == ()
    assert record.holds
    assert all(rule.examined > 0 for rule in record.rules)


def test_every_rule_is_applied_and_the_ids_are_known() -> None:
    ids = [rule.id for rule in Case().check().rules]
    applied = {name for name in ids if not name.endswith(PUBLISHED)}
    assert {name for name, _ in RULES} == applied | JOURNEY
    assert len(set(ids)) == len(ids)


def _force(case: Case) -> None:
    case.column("principal/1", "force_newton", 40, lambda force: 1.01 * force)


def _forged_acceleration(case: Case) -> None:
    """Force and acceleration agree, but the speeds do not follow."""
    case.column("principal/1", "force_newton", 60, lambda force: force + arcs.INERTIA_KG * 0.01)
    case.column("principal/1", "a_mps2", 60, lambda a: a + 0.01)


def _clock(case: Case) -> None:
    case.column("principal/1", "t_s", 60, lambda t: t + 0.5)


def _last_force(case: Case) -> None:
    case.column("principal/1", "force_newton", -1, lambda force: force + arcs.INERTIA_KG * 0.01)
    case.column("principal/1", "a_mps2", -1, lambda a: a + 0.01)


def _limit(case: Case) -> None:
    line = Steps.of([0.0, 3000.0, 3400.0], [16.0, 15.5, 16.0], [Basis.SURVEYED] * 3)
    case.section("p2-p3", limit_mps=line)


def _limit_between_points(case: Case) -> None:
    line = Steps.of([0.0, 3010.0, 3020.0], [16.0, 15.5, 16.0], [Basis.SURVEYED] * 3)
    case.section("p2-p3", limit_mps=line)


def _limit_ends_between_points(case: Case) -> None:
    """The tail leaves the limit ten metres after a stored point and forty before the next, speeding up."""
    from_m = hand.ARCS[1].from_m
    x_m = hand.runs()["principal/1"]["x_m"]
    k = int(np.searchsorted(x_m, from_m + 230.0, side="right")) - 1
    clear_m = float(x_m[k]) - from_m + 10.0
    limit_mps = float(hand.runs()["principal/1"]["v_mps"][k]) + 0.03
    starts_m, values = [0.0, clear_m - hand.LENGTH_M], [limit_mps, 16.0]
    case.section("p2-p3", limit_mps=Steps.of(starts_m, values, [Basis.SURVEYED] * 2))


def _late_beyond_the_window(case: Case) -> None:
    """The held train leaves where the plan no longer looks at other trains."""
    train = case.plan.other_trains[1]
    wait_s = case.plan.window_until_s - train.points[1].booked_depart_s
    points = (
        train.points[0],
        replace(train.points[1], depart_at_s=train.points[1].booked_depart_s + wait_s),
        *(
            replace(
                item, arrive_at_s=item.booked_arrive_s + wait_s, depart_at_s=item.booked_depart_s + wait_s
            )
            for item in train.points[2:]
        ),
    )
    hold = replace(train.holds[0], until_at_s=points[1].depart_at_s, hold_s=wait_s)
    case.other(1, points=points, holds=(hold,), delay_s=wait_s)
    bill = replace(case.plan.bill, delay_s=wait_s, weighted_delay_s=3 * wait_s, worst_delay_s=wait_s)
    case.set(bill=bill)
    case.inputs = replace(case.inputs, rules=replace(case.inputs.rules, max_delay_s=wait_s))


def _vehicle(case: Case, name: str, **values: Any) -> None:
    fleet = case.inputs.fleet
    formations = {
        key: replace(
            formation,
            vehicles=tuple(
                replace(item, **values) if item.id == name else item for item in formation.vehicles
            ),
        )
        for key, formation in fleet.formations.items()
    }
    case.inputs = replace(case.inputs, fleet=replace(fleet, formations=formations))


def _weak(case: Case) -> None:
    table = hand.fleet().vehicles["engine"].traction
    assert table is not None
    _vehicle(case, "engine", traction=replace(table, force_newton=(190_000.0, 190_000.0)))


def _electric(case: Case) -> None:
    table = hand.fleet().vehicles["engine"].traction
    assert table is not None
    _vehicle(case, "engine", traction=replace(table, power="3 kV DC"))


def _extent(from_m: float, to_m: float, value: float = 0.0, above_kg: float = 0.0) -> Extents:
    return Extents.of([from_m], [to_m], [value], [Basis.SURVEYED], [above_kg])


def _wired(case: Case, **extents: Extents) -> None:
    """All runs under a wire, with something on the section after p2."""
    _electric(case)
    for name in case.inputs.network.sections:
        case.section(name, power="3 kV DC")
    case.section("p2-p3", **extents)


def _slippery_start(case: Case) -> None:
    """A third of the engine's mass would pass on what it pulls on good rails, not on these."""
    table = hand.fleet().vehicles["engine"].traction
    assert table is not None
    _vehicle(case, "engine", traction=replace(table, adhesive_mass_kg=100_000.0))
    case.section("p2-p3", adhesion=_extent(0.0, 100.0, 0.5))


def _poor_brakes(case: Case) -> None:
    for name in ("engine", "car"):
        _vehicle(case, name, braked_mass_kg=5000.0)


def _no_build_up(case: Case) -> None:
    """Brakes in position G: what is built up in time in P is not."""
    fleet = case.inputs.fleet
    formations = {key: replace(item, brake_position="G") for key, item in fleet.formations.items()}
    case.inputs = replace(case.inputs, fleet=replace(fleet, formations=formations))


def _grade(case: Case) -> None:
    line = Steps.of([0.0, 3000.0], [0.0, 0.002], [Basis.SURVEYED] * 2)
    case.section("p2-p3", grade=line)


def _freight(case: Case, by_s: int) -> None:
    """Shift the freight train, booking included."""
    train = case.plan.other_trains[0]
    points = tuple(
        replace(item, **{name: getattr(item, name) + by_s for name in (
            "booked_arrive_s", "booked_depart_s", "arrive_at_s", "depart_at_s")})
        for item in train.points
    )  # fmt: skip
    case.other(0, points=points)
    booked = case.inputs.timetable.trains[0]
    moved = tuple(
        replace(item, arrive_s=item.arrive_s + by_s, depart_s=item.depart_s + by_s) for item in booked.points
    )
    trains = (replace(booked, points=moved), case.inputs.timetable.trains[1])
    case.inputs = replace(case.inputs, timetable=replace(case.inputs.timetable, trains=trains))


def _let_go(case: Case) -> None:
    """The held train leaves as booked."""
    train = case.plan.other_trains[1]
    points = tuple(
        replace(item, arrive_at_s=item.booked_arrive_s, depart_at_s=item.booked_depart_s)
        for item in train.points
    )
    case.other(1, points=points, holds=(), delay_s=0)
    case.set(
        bill=replace(
            case.plan.bill, trains_held=0, delay_s=0, weighted_delay_s=0, worst_train="", worst_delay_s=0
        )
    )


def _without_row(name: str) -> Callable[[Case], None]:
    return lambda case: case.set(**{name: getattr(case.plan, name)[:-1]})


def _row(name: str, index: int, **values: Any) -> Callable[[Case], None]:
    def change(case: Case) -> None:
        rows = list(getattr(case.plan, name))
        rows[index] = replace(rows[index], **values)
        case.set(**{name: tuple(rows)})

    return change


def _short_tracks(case: Case) -> None:
    tracks = tuple(replace(track, length_m=160.0) for track in case.inputs.network.places["p2"].tracks)
    case.place("p2", tracks=tracks)


def _narrow(case: Case) -> None:
    rules = case.inputs.rules
    wider = (replace(rules.protection[0], before_s=3000), *rules.protection[1:])
    case.inputs = replace(case.inputs, rules=replace(rules, protection=wider))


def _no_adjacent(case: Case) -> None:
    rules = case.inputs.rules
    wider = (
        rules.protection[0],
        replace(rules.protection[1], before_s=4000, classes=()),
        *rules.protection[2:],
    )
    case.inputs = replace(case.inputs, rules=replace(rules, protection=wider))


def _drop(case: Case) -> None:
    case.set(other_trains=case.plan.other_trains[:1])


def _stops_short(case: Case) -> None:
    case.other(1, points=case.plan.other_trains[1].points[:2])


def _same_track(case: Case) -> None:
    """Two roles on one track where all form up."""
    case.point(1, 4, track="1")


FIRES: list[tuple[str, str, str, Callable[[Case], object]]] = [
    ("a run is missing", "WHOLE", "runs principal/1", lambda c: c.runs.pop("principal/1")),
    ("a place twice", "WHOLE", "plan.route", lambda c: c.set(route=("p0", *c.plan.route))),
    ("a column with a hole", "WHOLE", "runs advance/0",
     lambda c: c.column("advance/0", "v_mps", 3, lambda _: float("nan"))),
    ("press distance as length", "ROUTE", "length", lambda c: c.set(length_m=20_000.0)),
    ("via is passed by", "ROUTE", "route", lambda c: c.ask(via=("p4", "p2"))),
    ("great circle", "ROUTE", "great_circle", lambda c: c.set(great_circle_m=28_000.0)),
    ("another time at a post", "TIMES", "principal at p1",
     lambda c: c.point(1, 1, arrive_at_s=hand.START_S + 1700.0)),
    ("tail sooner in", "TIMES", "principal at p1",
     lambda c: c.point(1, 1, complete_at_s=hand.START_S + 1600.0)),
    ("force of one point", "MOTION-FORCE", "principal p2 to p3 at km 13.", _force),
    ("a grade it does not know", "MOTION-FORCE", "p2 to p3", _grade),
    ("a curve it does not know", "MOTION-FORCE", "p2 to p3 at km 15.",
     lambda c: c.section("p2-p3", curve_radius_m=_extent(3000.0, 3100.0, 400.0))),
    ("acceleration of one point", "MOTION-BETWEEN", "principal p2 to p3", _forged_acceleration),
    ("acceleration of the last point", "MOTION-BETWEEN", "principal p2 to p3", _last_force),
    ("half a second won", "MOTION-BETWEEN", "principal p2 to p3", _clock),
    ("speed limit", "MOTION-LIMIT", "p2 to p3 at km 15.", _limit),
    ("speed limit between points", "MOTION-LIMIT", "p2 to p3 at km 15.01", _limit_between_points),
    ("speed limit left between points", "MOTION-LIMIT", "p2 to p3 at km 12.", _limit_ends_between_points),
    ("limit for heavy axles", "MOTION-LIMIT", "p2 to p3 at km 15.",
     lambda c: c.section("p2-p3", heavy_limits=_extent(3000.0, 3400.0, 15.5, 20_000.0))),
    ("limit for heavy axles between points", "MOTION-LIMIT", "p2 to p3 at km 15.01",
     lambda c: c.section("p2-p3", heavy_limits=_extent(3010.0, 3020.0, 15.5, 20_000.0))),
    ("a reason that is none", "MOTION-BETWEEN", "p2 to p3",
     lambda c: c.column("principal/1", "reason", 5, lambda _: 18)),
    ("neutral section", "NEUTRAL", "p2 to p3 at km 15.",
     lambda c: _wired(c, neutral_m=_extent(3000.0, 3400.0))),
    ("neutral section between points", "NEUTRAL", "p2 to p3 at km 15.000",
     lambda c: _wired(c, neutral_m=_extent(3010.0, 3020.0))),
    ("no grip for traction", "ADHESION", "p2 to p3 at km 12.", _slippery_start),
    ("no grip for brakes", "ADHESION", "p2 to p3 at km 17.",
     lambda c: c.section("p2-p3", adhesion=_extent(5700.0, 5900.0, 0.05))),
    ("weak feeding", "FEEDING", "p2 to p3 at km 12.",
     lambda c: _wired(c, feeding_watt=_extent(0.0, 3000.0, 1e6))),
    ("pace", "MOTION-LIMIT", "principal", lambda c: c.leg(1, 1, pace_mps=15.0)),
    ("weaker engine", "TRACTION", "p0 to p2", _weak),
    ("no supply, forces", "TRACTION", "p0 to p2", _electric),
    ("no supply", "POWER", "p0-p1", _electric),
    ("brakes", "BRAKE", "p0 to p2", _poor_brakes),
    ("brake slower to build up", "BRAKE", "p2 to p3", _no_build_up),
    ("freight in the way", "BLOCK", "p", lambda c: _freight(c, 4860)),
    ("freight opposes", "STRETCH", "p", lambda c: _freight(c, 4860)),
    ("principal 20 min earlier", "BLOCK-SPACING", "p0-p1", lambda c: c.earlier(1, 0, 1200)),
    ("principal 20 min earlier, lead", "LEAD", "p0-p1", lambda c: c.earlier(1, 0, 1200)),
    ("principal 20 min earlier, report", "REPORT", "p0-p1", lambda c: c.earlier(1, 0, 1200)),
    ("two roles on a track", "TRACK", "p4", _same_track),
    ("no track", "FIT", "p2", lambda c: c.point(1, 2, track="")),
    ("track unknown", "TRACK", "p2", lambda c: c.point(1, 2, track="9")),
    ("loop shortened", "FIT", "p2", _short_tracks),
    ("held train let go", "MOVEMENT", "p0-p1", _let_go),
    ("pack asks for more", "SAME-LINE", "p", _narrow),
    ("pack asks for more beside", "ADJACENT", "p1-p2", _no_adjacent),
    ("longer lead", "LEAD", "p", lambda c: c.spacing(lead_s=1230)),
    ("sweep too old", "VALIDITY", "p", lambda c: c.spacing(validity_s=1100)),
    ("follow-up too close", "FOLLOW", "p", lambda c: c.spacing(follow_min_s=1230)),
    ("follow-up too far", "FOLLOW", "p", lambda c: c.spacing(follow_max_s=1170)),
    ("longer latency", "REPORT", "p0-p1", lambda c: c.spacing(latency=Latency(10, 20, 10, 10, 900))),
    ("sweep row forged", "SUSPENDED", "p1-p2", _row("sweep", 1, used_at_s=hand.START_S + 0.0)),
    ("sweep row not suspended", "SUSPENDED", "p3-p4", _row("sweep", 3, suspended="")),
    ("sweep row without re-sweep", "SUSPENDED", "p3-p4", _row("sweep", 3, resweep=True)),
    ("sweep row missing", "SUSPENDED", "plan.sweep", _without_row("sweep")),
    ("spacing row forged", "SPACING-ROWS", "p1-p2", _row("spacing", 1, minimum_s=0)),
    ("spacing row, wrong reason", "SPACING-ROWS", "p1-p2", _row("spacing", 1, reason="hope")),
    ("spacing row missing", "SPACING-ROWS", "p4-p5", _without_row("spacing")),
    ("longer re-forming", "REFORM", "p4",
     lambda c: c.ask(border=replace(hand.movement().border, reform_s=660))),
    ("lingering after re-forming", "REFORM/PUBLISHED", "p4",
     lambda c: c.ask(border=replace(hand.movement().border, reform_s=0, reform_extra_s=570))),
    ("re-forming where none stands", "REFORM", "p1",
     lambda c: c.ask(border=replace(hand.movement().border, reform_place="p1"))),
    ("gauge", "GAUGE", "p3-p4", lambda c: c.section("p3-p4", gauges_mm=(1435,))),
    ("gauge without border", "GAUGE", "p3", lambda c: c.ask(border=None)),
    ("axle load", "AXLE", "p2-p3",
     lambda c: c.section("p2-p3", axle_load_kg=Steps.constant(20_000.0, Basis.SURVEYED))),
    ("window missing", "PROTECTION", "x0", _without_row("protection")),
    ("window narrower", "PROTECTION", "p0-p1", _row("protection", 0, closed_from_s=hand.START_S)),
    ("window of no rule", "PROTECTION", "p0-p1", _row("protection", 0, rule="own")),
    ("train left out", "OTHER-END", "P1/2027-05-16", _drop),
    ("train ends early", "OTHER-END", "P1/2027-05-16", _stops_short),
    ("window cut", "OTHER-END", "plan.window", lambda c: c.set(window_until_s=c.plan.window_until_s - 3600)),
    ("late beyond the window", "OTHER-END", "P1/2027-05-16", _late_beyond_the_window),
    ("train early", "OTHER-BOOKED", "P1/2027-05-16",
     lambda c: c.other_point(1, 0, depart_at_s=hand.START_S - 60)),
    ("train faster", "OTHER-BOOKED", "P1/2027-05-16",
     lambda c: c.other_point(1, 1, arrive_at_s=hand.START_S + 400)),
    ("dwell cut", "OTHER-BOOKED", "P1/2027-05-16",
     lambda c: c.other_point(1, 1, depart_at_s=hand.START_S + 510)),
    ("another movement", "REQUEST", "plan.movement", lambda c: c.ask(id="other")),
    ("longer stop asked", "REQUEST", "p2",
     lambda c: c.ask(stops=(replace(hand.movement().stops[0], dwell_s=630),))),
    ("shorter stop asked", "REQUEST", "p2",
     lambda c: c.ask(stops=(replace(hand.movement().stops[0], dwell_s=60, extra_s=60),))),
    ("stop not asked", "REQUEST", "p2", lambda c: c.ask(stops=())),
    ("stop off the route", "REQUEST", "elsewhere",
     lambda c: c.ask(stops=(*hand.movement().stops, replace(hand.movement().stops[0], place="elsewhere")))),
    ("too late", "REQUEST", "principal", lambda c: c.ask(arrive_latest_s=hand.START_S + 3600)),
    ("too early", "REQUEST", "principal", lambda c: c.ask(depart_earliest_s=hand.START_S + 3600)),
    ("other formation", "REQUEST", "principal", lambda c: c.leg(1, 2, formation="standard")),
    ("published off the step", "ROUNDING", "principal at p1",
     lambda c: c.point(1, 1, published_arrive_at_s=hand.START_S + 1589)),
    ("published a step late", "ROUNDING", "principal at p2",
     lambda c: c.point(1, 2, published_arrive_at_s=c.plan.trains[1].points[2].published_arrive_at_s + 30)),
    ("leaves off the step", "ROUNDING", "advance at p0", lambda c: c.earlier(0, 0, 7)),
    ("total", "TOTALS", "advance",
     lambda c: c.train(0, lambda t: replace(t, totals=replace(t.totals, total_s=1)))),
    ("delay forged", "BILL", "P1/2027-05-16", lambda c: c.other(1, delay_s=0)),
    ("hold forged", "BILL", "P1/2027-05-16", lambda c: c.other(1, holds=())),
    ("bill forged", "BILL", "plan.bill", lambda c: c.set(bill=replace(c.plan.bill, weighted_delay_s=0))),
    ("assumption left out", "ASSUMPTIONS", "p1 track 4", lambda c: c.set(assumptions=c.plan.assumptions[1:])),
    ("a curve that is assumed", "ASSUMPTIONS", "p2-p3 at 3000 m",
     lambda c: c.section("p2-p3", curve_radius_m=Extents.of([3000.0], [3100.0], [9e9], [Basis.ASSUMED]))),
    ("vehicle left out", "ASSUMPTIONS", "car", lambda c: c.set(assumptions=c.plan.assumptions[::2])),
    ("synthetic left out", "ASSUMPTIONS", "timetable", lambda c: c.set(assumptions=c.plan.assumptions[:2])),
]  # fmt: skip
ALL = [*FIRES, *DATED, *ACCEPTED, *BORDER_FIRES]


@pytest.mark.parametrize(
    ("rule", "place", "change"), [case[1:] for case in ALL], ids=[case[0] for case in ALL]
)
def test_fires(rule: str, place: str, change: Callable[[Case], object]) -> None:
    case = Case()
    change(case)
    record = case.check()
    assert not record.holds
    told = [item for item in record.problems if item.what.startswith(f"{rule}: ") and place in item.where]
    assert told != []


def test_every_rule_has_a_case() -> None:
    assert {name for name, _ in RULES} == {case[1].removesuffix(PUBLISHED) for case in ALL} | ELSEWHERE


def test_a_train_late_beyond_the_window_breaks_nothing_else() -> None:
    """Without the reach of the window such a plan would hold, whatever it meets out there."""
    case = Case()
    _late_beyond_the_window(case)
    assert {rule.id for rule in case.check().rules if rule.failed} == {"OTHER-END"}


def test_a_limit_that_its_tail_leaves_between_points_is_judged_there_alone() -> None:
    case = Case()
    _limit_ends_between_points(case)
    refused = [item.where for item in case.check().problems if item.what.startswith("MOTION-LIMIT")]
    assert len(refused) == len(hand.ROLES)


def test_a_pack_that_protects_only_the_other_track_demands_nothing_on_single_line() -> None:
    case = Case()
    rules = case.inputs.rules
    case.section("p1-p2", tracks=1)
    case.inputs = replace(case.inputs, rules=replace(rules, protection=rules.protection[1:2]))
    case.set(protection=())
    ids = {item.what.split(":")[0] for item in case.check().problems if item.code == "E0417"}
    assert ids == set()


def test_the_look_back_grows_until_it_holds_the_braking_point() -> None:
    """With a margin of 4.8 km, a fall more than 5 km before p1 counts where the train would brake on it."""
    margin_m = 4800.0
    factors = hand.rules().spacing.brakes
    stop_m = safe_distance_m(hand.fleet().formations["standard"], hand.LIMIT_MPS, 0.0, factors)
    point_m = hand.PLACE_M[1] - stop_m - margin_m
    assert 500.0 + hand.LENGTH_M < point_m < 1000.0
    late_s = hand.head(1, 0, point_m) - hand.complete(0, 1)
    for starts_m, grades in (([0.0, 300.0], [-0.02, 0.0]), ([0.0, 500.0, 800.0], [0.0, -0.02, 0.0])):
        case = Case()
        case.spacing(margin_m=margin_m, latency=Latency(0, 0, 0, 0, int(late_s) - 1))
        case.section("p0-p1", grade=Steps.of(starts_m, grades, [Basis.SURVEYED] * len(grades)))
        report = next(rule for rule in case.check().rules if rule.id == "REPORT")
        assert (report.failed > 0) == (len(grades) == 3)
