"""A plan of two trains on a line of two sections, with one of everything; it is no plan that would hold."""

from __future__ import annotations

from railcade.basis import Assumption, Basis
from railcade.plan.model import (
    Anchor,
    Bill,
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

NOON_AT_S = 1_810_450_800
OPENS = Anchor("advance", "arrives", -600, "actual")
CLOSES = Anchor("principal", "complete", 300, "booked")


def point(place: str, position_m: float, at_s: int, stand: str) -> PlanPoint:
    """A point at which a train arrives at, and leaves two minutes later, if it stands."""
    leave_s = at_s + (120 if stand in ("stop", "border") else 0)
    return PlanPoint(
        place, position_m, at_s - 0.125, float(leave_s), float(at_s), at_s, leave_s, "1", stand, "water"
    )


def train(role: str, number: str, delay_s: int) -> PlanTrain:
    """A train that starts `delay_s` after noon."""
    start_s = NOON_AT_S + delay_s
    return PlanTrain(
        role=role,
        number=number,
        formations=("short",),
        legs=(PlanLeg(f"{role}/1", "p0", "p2", start_s, "short", 0.0),),
        points=(
            point("p0", 0.0, start_s, "origin"),
            point("p1", 8000.0, start_s + 600, "stop"),
            point("p2", 16000.0, start_s + 1320, "destination"),
        ),
        totals=Totals(1200, 120, 0, 0, 1320),
    )


def small_plan() -> Plan:
    """The plan."""
    at_s = NOON_AT_S
    return Plan(
        movement="1",
        name="Small",
        classification="unclassified",
        publish_step_s=60,
        rule_pack="MODERATE 1",
        inputs={"rules.toml": "0" * 64, "fleet.toml": "1" * 64},
        route=("p0", "p1", "p2"),
        length_m=16_000.0,
        great_circle_m=15_000.5,
        trains=(train("advance", "1", 0), train("principal", "2", 900)),
        spacing=(
            SpacingRow("advance", "principal", "p0-p1", 900, 900, 1500, "rule pack"),
            SpacingRow("advance", "principal", "p1-p2", 900, 960, 1500, "block"),
        ),
        sweep=(SweepRow("p0-p1", at_s + 600.25, at_s + 720.25, at_s + 2400.25, at_s + 1500.0, "", False),),
        protection=(
            ProtectionRow(
                "same-line", "same_line", "p0-p1", at_s - 600, at_s + 1800, ("freight",), "p0", OPENS, CLOSES
            ),
        ),
        other_trains=(
            OtherTrain(
                "101/2027-05-16",
                "101",
                "freight",
                450.0,
                (OtherPoint("p2", at_s, at_s + 60, at_s, at_s + 600, "2"),),
                (Hold("p2", at_s + 60, at_s + 600, 540),),
                540,
                "synthetic, seed 5",
            ),
        ),
        bill=Bill(3, 1, 540, 540, "101/2027-05-16", 540, 1, 600, 2),
        assumptions=(Assumption("grade", "p0-p1 at 0 m", "+2.0 ‰", Basis.ASSUMED, "test"),),
        search=SearchReport(10, True),
        window_from_s=at_s - 3600,
        window_until_s=at_s + 7200,
        post_actions=(
            PostAction(
                "p0", "same_line", ("p0-p1",), at_s - 600, at_s + 1800, ("same-line",), ("freight",), OPENS,
                CLOSES, "signaller",
            ),
        ),
        road_closures=(RoadClosure("x1", "p0-p1", "Mill Lane", at_s, at_s + 600, ("advance",)),),
    )
