"""From things to a checked plan in memory, without files: what `railcade plan` does, and its refusals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from railcade.app.planning import misfits
from railcade.errors import InfeasibleError, InputError, Problem, raise_if_any
from railcade.formats.runs_npz import COLUMNS
from railcade.motion import Run
from railcade.network import great_circle_m
from railcade.plan.check import CheckRecord, Columns, Inputs, check_plan
from railcade.plan.joint.planner import Planned, Things, plan_jointly
from railcade.plan.model import OtherTrain, Plan, PlanPoint, PlanTrain, SpacingRow
from railcade.plan.rows.assemble import make_plan


@dataclass(frozen=True, eq=False)
class Told:
    """A plan and what the independent check says of it."""

    things: Things
    plan: Plan
    planned: Planned
    record: CheckRecord

    def train(self, role: str) -> PlanTrain:
        return next(train for train in self.plan.trains if train.role == role)

    def point(self, role: str, place: str) -> PlanPoint:
        return next(point for point in self.train(role).points if point.place == place)

    def other(self, number: str) -> OtherTrain:
        """The run of an other train that shares the line with the movement."""
        first_s = self.plan.trains[0].points[0].published_depart_at_s
        runs = [train for train in self.plan.other_trains if train.number == number]
        return min(runs, key=lambda train: abs(train.points[0].booked_depart_s - first_s))

    def spacing(self, behind: str) -> list[SpacingRow]:
        return [row for row in self.plan.spacing if row.behind == behind]


def tell(things: Things) -> Told:
    """Refuse what does not fit together, plan, write the rows, check."""
    raise_if_any(misfits(things))
    planned = plan_jointly(things, lambda _: None)
    movement = things.movement
    straight_m = great_circle_m(things.network, movement.origin, movement.destination)
    plan = make_plan(things, planned, {}, straight_m)
    inputs = Inputs(
        network=things.network,
        fleet=things.fleet,
        timetable=things.timetable,
        rules=things.pack,
        movement=movement,
        programme=things.programme,
        manifest=things.manifest,
        conditions=things.conditions,
    )
    record = check_plan(plan, columns(planned.runs), inputs)
    return Told(things, plan, planned, record)


def held(things: Things) -> Told:
    """A plan that the check lets stand."""
    told = tell(things)
    assert told.record.holds, "\n".join(map(str, told.record.problems))
    return told


def refused(things: Things) -> list[Problem]:
    """Why there is no plan."""
    try:
        told = tell(things)
    except (InputError, InfeasibleError) as error:
        return list(error.problems)
    raise AssertionError(f"planned all the same; the check record holds: {told.record.holds}")


def the_only(problems: list[Problem]) -> Problem:
    assert len(problems) == 1, "\n".join(map(str, problems))
    return problems[0]


def columns(runs: Mapping[str, Run]) -> dict[str, Columns]:
    """Runs as they come back from runs.npz."""
    return {key: {name: getattr(run, name) for name in COLUMNS} for key, run in runs.items()}
