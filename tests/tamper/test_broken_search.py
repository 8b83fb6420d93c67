"""The check refuses what a broken search plans; each way of breaking it breaks its own rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from railcade.formats.runs_npz import COLUMNS
from railcade.plan.check import CheckRecord, Inputs, check_plan
from railcade.plan.joint import contact, planner, roles, spacing
from railcade.plan.joint.planner import Things, plan_jointly
from railcade.plan.request import Movement
from railcade.plan.rows.assemble import make_plan
from tests.plan.check import hand


def planned(inputs: Inputs) -> CheckRecord:
    """Plan the movement of `hand` anew and check it."""
    way = tuple(f"p{i}" for i in range(6))
    things = Things(inputs.movement, inputs.network, inputs.fleet, inputs.timetable, inputs.rules, way)
    result = plan_jointly(things, lambda _: None)
    plan = make_plan(things, result, {}, 29_000.0)
    runs = {key: {name: getattr(run, name) for name in COLUMNS} for key, run in result.runs.items()}
    return check_plan(plan, runs, inputs)


def test_the_search_as_it_is() -> None:
    record = planned(hand.inputs())
    assert record.problems == ()
    assert record.holds


def none(*_: object) -> Iterator[Any]:
    return iter(())


def blind(patch: pytest.MonkeyPatch) -> None:
    """It does not see other trains."""
    patch.setattr(contact.Meeting, "contacts", lambda *_: [])


def careless(patch: pytest.MonkeyPatch) -> None:
    """It knows no least distance between roles."""
    patch.setattr(planner, "minimum_bounds", none)


def patient(patch: pytest.MonkeyPatch) -> None:
    """It knows no largest distance between roles."""
    patch.setattr(planner, "maximum_bounds", none)


def hasty(patch: pytest.MonkeyPatch) -> None:
    """It does not wait for reports."""
    patch.setattr(spacing, "braking_offset", lambda timeline, path, section, pack: timeline.complete[section])


def crowded(patch: pytest.MonkeyPatch) -> None:
    """It puts everything on the first track."""
    patch.setattr(
        planner, "assign_tracks", lambda place, holds: {hold.user: place.tracks[0].id for hold in holds}
    )


def disunited(patch: pytest.MonkeyPatch) -> None:
    """It leaves the re-forming place as soon as the last train has come."""
    whole = roles._reform

    def hurried(constraints: Any, movement: Movement, *rest: Any) -> None:
        assert movement.border is not None
        whole(constraints, replace(movement, border=replace(movement.border, reform_s=0)), *rest)

    patch.setattr(roles, "_reform", hurried)


BROKEN: list[tuple[Callable[[pytest.MonkeyPatch], None], str]] = [
    (blind, "MOVEMENT"),
    (careless, "LEAD"),
    (careless, "BLOCK-SPACING"),
    (crowded, "TRACK"),
    (disunited, "REFORM"),
]


@pytest.mark.parametrize(
    ("break_it", "rule"), BROKEN, ids=[f"{item[0].__name__}, {item[1]}" for item in BROKEN]
)
def test_a_broken_search_is_caught(
    monkeypatch: pytest.MonkeyPatch, break_it: Callable[[pytest.MonkeyPatch], None], rule: str
) -> None:
    break_it(monkeypatch)
    record = planned(hand.inputs())
    assert not record.holds
    assert [item for item in record.problems if item.what.startswith(f"{rule}: ") and item.where]


def tight(**values: Any) -> Inputs:
    """The inputs with other spacing rules."""
    inputs = hand.inputs()
    rules = replace(inputs.rules, spacing=replace(inputs.rules.spacing, **values))
    return replace(inputs, rules=rules)


def test_a_search_that_does_not_wait_for_reports_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    latency = replace(hand.rules().spacing.latency, driver_s=900)
    inputs = tight(latency=latency)
    assert planned(inputs).holds
    hasty(monkeypatch)
    record = planned(inputs)
    assert [item for item in record.problems if item.what.startswith("REPORT: ")]


def test_a_search_that_lets_the_sweep_age_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    stop = replace(hand.movement().stops[0], roles=("principal", "follow_up"), dwell_s=3000)
    inputs = tight(validity_s=1500)
    inputs = replace(inputs, movement=replace(inputs.movement, stops=(stop,)))
    patient(monkeypatch)
    record = planned(inputs)
    assert [item for item in record.problems if item.what.startswith("VALIDITY: ")]
