"""Rows of the plan: steps at the border, what they rest on, brakes of the far side, and who takes over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from railcade.basis import Assumption
from railcade.plan.border import (
    OUTLOOK_QUANTILES,
    Process,
    outlook_s,
    pressure_newton_per_kg,
    stated_steps,
    tf_on_100_t,
)
from railcade.plan.border.spreads import random
from railcade.plan.joint.roles import border_process
from railcade.plan.joint.settled import Settled
from railcade.plan.model import (
    BorderOutlook,
    BorderRow,
    BorderStep,
    BrakeRow,
    HandoverRow,
    PlanPoint,
    PlanTrain,
)
from railcade.plan.request import BRAKE_TEST, StepRequest

MOST_TRACKS_TOLD = 3
"""Jack tracks for which the outlook is told, if the place has not more."""


def border_rows(settled: Settled, trains: Sequence[PlanTrain]) -> tuple[BorderRow, ...]:
    """One row for each role at the border place, and one at the re-forming place where it has steps there."""
    process = border_process(settled.movement, settled.timelines, settled.path)
    if process is None:
        return ()
    border = process.border
    rows: list[BorderRow] = []
    begun_s: dict[int, int] = {}
    for role, train in enumerate(trains):
        point, work = _point(train, border.place), process.works[role]
        ready_s = point.published_arrive_at_s + process.lasts_s(work.before)
        begin_s = ready_s
        if work.tracks:
            freed_s = [
                begun_s[other] + process.lasts_s(process.works[other].jack) for other in process.behind[role]
            ]
            begin_s = max([ready_s, *freed_s, *list(begun_s.values())[-1:]])
            begun_s[role] = begin_s
        steps = [
            *_steps(process, work.before, point.published_arrive_at_s),
            *_steps(process, work.jack, begin_s),
            *_steps(process, work.after, begin_s + process.lasts_s(work.jack)),
        ]
        tracks = " ".join(str(track + 1) for track in process.tracks[role])
        row = _row(train.role, point, (tracks, begin_s - ready_s), steps)
        rows.append(replace(row, rule_book=border.rule_book))
    for role, train in enumerate(trains):
        if process.works[role].far:
            point = _point(train, border.reform_place)
            steps = _steps(process, process.works[role].far, point.published_arrive_at_s)
            rows.append(_row(train.role, point, ("", 0), steps))
    return tuple(rows)


def _row(role: str, point: PlanPoint, jack: tuple[str, int], steps: Sequence[BorderStep]) -> BorderRow:
    stands_s = point.published_depart_at_s - point.published_arrive_at_s
    waits_s = stands_s - sum(step.until_at_s - step.from_at_s for step in steps)
    return BorderRow(role, point.place, jack[0], point.published_arrive_at_s, tuple(steps), waits_s, jack[1])


def _steps(process: Process, steps: Sequence[StepRequest], start_s: int) -> list[BorderStep]:
    ends_s = [start_s + end_s for end_s in process.bounds_s(steps)]
    return [
        BorderStep(
            step.kind,
            step.name,
            from_s,
            until_s,
            process.share if random(step.spread) else 1.0,
            step.basis,
            step.source,
        )
        for step, from_s, until_s in zip(steps, [start_s, *ends_s], ends_s, strict=False)
    ]


def _point(train: PlanTrain, place: str) -> PlanPoint:
    return next(point for point in train.points if point.place == place)


def outlook_rows(settled: Settled) -> tuple[BorderOutlook, ...]:
    """When all would be ready, on one jack track and on more; nothing where no duration is left to chance."""
    process = border_process(settled.movement, settled.timelines, settled.path)
    if process is None or not any(random(step.spread) for step in stated_steps(process.border)):
        return ()
    trains = [work.stages for work in process.works]
    most = max(work.tracks for work in process.works)
    if not most:
        return ()
    useful = sum(work.tracks for work in process.works)
    here = settled.path.places[settled.path.index[process.border.place]].jack_tracks
    return tuple(
        BorderOutlook(tracks, quantile, round(ready_s))
        for tracks in range(most, max(most, min(useful, max(MOST_TRACKS_TOLD, here))) + 1)
        for quantile, ready_s in zip(
            OUTLOOK_QUANTILES, outlook_s(trains, tracks, OUTLOOK_QUANTILES), strict=True
        )
    )


def handover_rows(settled: Settled, trains: Sequence[PlanTrain]) -> tuple[HandoverRow, ...]:
    """Every place where another train takes a role over, in order of roles and of the way."""
    return tuple(_handovers(settled, trains))


def _handovers(settled: Settled, trains: Sequence[PlanTrain]) -> Iterator[HandoverRow]:
    for asked, train in zip(settled.movement.roles, trains, strict=True):
        ends = train.number
        for item in asked.handovers:
            point = _point(train, item.place)
            formation = next(leg.formation for leg in train.legs if leg.from_place == item.place)
            times_s = point.published_arrive_at_s, point.published_depart_at_s
            yield HandoverRow(
                train.role, item.place, item.kind, ends, item.number, item.owner, formation, *times_s
            )
            ends = item.number


def brake_rows(settled: Settled, rows: Sequence[BorderRow]) -> tuple[BrakeRow, ...]:
    """Brakes as the far side counts them, of each role whose brakes are tested anew at the border."""
    border = settled.movement.border
    if border is None or border.brakes is None:
        return ()
    place = settled.path.index[border.place]
    found = []
    for timeline, row in zip(settled.timelines, rows, strict=False):
        near, far = timeline.formation_at(place - 1), timeline.formation_at(place)
        tests = [step.until_at_s for step in row.steps if step.kind == BRAKE_TEST]
        if tests:
            brakes = border.brakes
            found.append(
                BrakeRow(
                    row.role, far.id, round(near.brake_percentage, 1),
                    round(pressure_newton_per_kg(brakes, far), 4),
                    brakes.needed_newton_per_kg, tests[-1], brakes.basis, brakes.source,
                )
            )  # fmt: skip
    return tuple(found)


def unsure_steps(settled: Settled) -> Iterator[Assumption]:
    """Durations and brakes of the border that are estimated or assumed."""
    border = settled.movement.border
    if border is None:
        return
    for step in stated_steps(border):
        if step.basis.unsure:
            value = (
                f"{step.spread.kind} {', '.join(f'{value_s / 60:g}' for value_s in step.spread.values_s)} min"
            )
            yield Assumption("border step", f"{border.place} {step.kind}", value, step.basis, step.source)
    brakes = border.brakes
    if brakes is not None and brakes.basis.unsure:
        value = (
            f"{tf_on_100_t(brakes.needed_newton_per_kg):.1f} tf on 100 t, "
            f"{brakes.other_axle_newton / 1000.0:.1f} kN an axle"
        )
        yield Assumption("brakes beyond the border", border.place, value, brakes.basis, brakes.source)
