"""Changes of the plan written down by hand that break a rule on dated conditions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from railcade.basis import Basis
from railcade.conditions import (
    Conditions,
    Isolation,
    Opening,
    OpeningHours,
    Possession,
    Restriction,
    RunningTrack,
    Stretch,
)
from railcade.plan.model import PossessionRow, RestrictionRow
from tests.plan.check import hand

JOURNEY = {"PROGRAMME", "ABOARD", "SUPPLIES", "ALTERNATIVES"}
"""Rules on programme and manifest, which the movement written by hand does not have."""
ELSEWHERE = {"POSTS", "ROADS"} | JOURNEY
"""Rules whose cases stand with their stories."""

DAY_S = hand.MIDNIGHT_S, hand.MIDNIGHT_S + 86_400


def _bring(**values: Any) -> Callable[[Any], None]:
    def change(case: Any) -> None:
        case.inputs = replace(case.inputs, conditions=Conditions("test", **values))

    return change


def _possession(section: str, **changes: Any) -> Possession:
    whole = Possession("P1", Stretch(section=section), RunningTrack.ALL, *DAY_S, "rails", "north")
    return replace(whole, **changes)


def _restriction(speed_mps: float, basis: Basis = Basis.PUBLISHED) -> Restriction:
    return Restriction("R1", Stretch(section="p2-p3"), speed_mps, *DAY_S, "soft ground", "north", basis)


def _hours(place: str) -> OpeningHours:
    openings = tuple(Opening(day, 0, 3600) for day in range(7))
    return OpeningHours("H1", place, None, openings, "no staff", "north")


def _isolated(case: Any) -> None:
    """Formations that draw current over a section without it."""
    fleet = case.inputs.fleet
    formations = {}
    for name, formation in fleet.formations.items():
        vehicles = tuple(
            item if item.traction is None else replace(item, traction=replace(item.traction, power="3 kV DC"))
            for item in formation.vehicles
        )
        formations[name] = replace(formation, vehicles=vehicles)
    off = Isolation("I1", Stretch(section="p0-p1"), RunningTrack.ALL, *DAY_S, "wire", "south")
    _bring(isolations=(off,))(case)
    case.inputs = replace(case.inputs, fleet=replace(fleet, formations=formations))


def _under_the_passenger() -> Possession:
    """For the minutes in which another train is booked on a section, and no role is there."""
    first, second = hand.timetable().trains[1].points[:2]
    span_s = hand.MIDNIGHT_S + first.depart_s, hand.MIDNIGHT_S + second.arrive_s
    return _possession("p1-p2", from_at_s=span_s[0], until_at_s=span_s[1])


INVENTED = PossessionRow("possession", "P9", "p2-p3", "", "all", 0, 1, "rails", "north", "")
FORGED = RestrictionRow("p2-p3", 0.0, 6000.0, 16.0, 0, 1, "r", "o", "R1")

DATED: list[tuple[str, str, str, Callable[[Any], object]]] = [
    ("possession in the way", "CLOSED", "p2-p3", _bring(possessions=(_possession("p2-p3"),))),
    ("possession, published", "CLOSED/PUBLISHED", "p2-p3", _bring(possessions=(_possession("p2-p3"),))),
    ("another train in a possession", "CLOSED", "p1-p2", _bring(possessions=(_under_the_passenger(),))),
    ("possession not listed", "CONDITIONS", "plan.possessions",
     _bring(possessions=(_possession("p2-p3"),))),
    ("closure invented", "CONDITIONS", "plan.possessions", lambda c: c.set(possessions=(INVENTED,))),
    ("closed box", "CLOSED", "p1", _bring(hours=(_hours("p1"),))),
    ("closed box not listed", "CONDITIONS", "plan.possessions", _bring(hours=(_hours("p1"),))),
    ("no power", "CLOSED", "p0-p1", _isolated),
    ("restriction too low", "MOTION-LIMIT", "p2 to p3 at km 1", _bring(restrictions=(_restriction(12.0),))),
    ("restriction not listed", "CONDITIONS", "p2-p3", _bring(restrictions=(_restriction(16.0),))),
    ("restriction invented", "CONDITIONS", "plan.restrictions", lambda c: c.set(restrictions=(FORGED,))),
    ("cancelled train runs", "OTHER-END", "F1/2027-05-16",
     _bring(possessions=(_possession("p1-p2", cancels=("F1",)),))),
    ("restriction that is assumed", "ASSUMPTIONS", "R1",
     _bring(restrictions=(_restriction(16.0, Basis.ASSUMED),))),
]  # fmt: skip
