"""Lists of the plan hold what the inputs give, each once: nothing doubled, invented or put ahead of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from railcade.basis import Assumption, Basis
from railcade.plan.model import SearchReport
from tests.plan.check import hand
from tests.plan.check.test_fires import Case

DAY_S = 86_400


def _false_ahead(case: Case) -> None:
    """Before each true row a false one, for who keeps only the last."""
    rows = [new for row in case.plan.spacing for new in (replace(row, actual_s=1, minimum_s=0), row)]
    case.set(spacing=tuple(rows))


def _false_reason_ahead(case: Case) -> None:
    rows = [new for row in case.plan.spacing for new in (replace(row, reason="magic"), row)]
    case.set(spacing=tuple(rows))


def _spacing(index: int, **values: object) -> Callable[[Case], None]:
    def change(case: Case) -> None:
        rows = list(case.plan.spacing)
        rows[index] = replace(rows[index], **values)  # type: ignore[arg-type]
        case.set(spacing=tuple(rows))

    return change


def _other_reason(case: Case) -> None:
    """A reason that the check knows, but that does not bind."""
    other = "block" if case.plan.spacing[1].reason != "block" else "rule pack"
    _spacing(1, reason=other)(case)


def _assumed(*items: Assumption) -> Callable[[Case], None]:
    return lambda case: case.set(assumptions=(*case.plan.assumptions, *items))


def _told(index: int, **values: object) -> Callable[[Case], None]:
    def change(case: Case) -> None:
        items = list(case.plan.assumptions)
        items[index] = replace(items[index], **values)  # type: ignore[arg-type]
        case.set(assumptions=tuple(items))

    return change


def _protect(case: Case, **values: int) -> None:
    rules = case.inputs.rules
    protection = (
        *rules.protection[:2],
        replace(rules.protection[2], **values),  # type: ignore[arg-type]
        *rules.protection[3:],
    )
    case.inputs = replace(case.inputs, rules=replace(rules, protection=protection))


def _double(name: str) -> Callable[[Case], None]:
    def change(case: Case) -> None:
        rows = getattr(case.plan, name)
        case.set(**{name: (rows[0], *rows)})

    return change


def _sweep_without_principal(case: Case) -> None:
    case.plan = hand.plan()
    roles = tuple(
        replace(role, role="decoy" if role.role == "principal" else role.role)
        for role in case.inputs.movement.roles
    )
    case.ask(roles=roles)
    case.train(1, lambda train: replace(train, role="decoy"))


INVENTED = Assumption("grade", "p0-p1 at 0 m", "+1.0 ‰", Basis.ASSUMED, hand.DRAWN)
KEEPS: list[tuple[str, str, str, Callable[[Case], object]]] = [
    ("false rows ahead of the true ones", "SPACING-ROWS", "p0-p1", _false_ahead),
    ("false reasons ahead of the true ones", "SPACING-ROWS", "p0-p1", _false_reason_ahead),
    ("spacing row twice", "SPACING-ROWS", "p0-p1", _double("spacing")),
    ("spacing rows in another order", "SPACING-ROWS", "p",
     lambda c: c.set(spacing=c.plan.spacing[::-1])),
    ("spacing row of no pair", "SPACING-ROWS", "p0-p1", _spacing(0, ahead="follow_up")),
    ("spacing row, a reason that does not bind", "SPACING-ROWS", "p1-p2", _other_reason),
    ("least distance above the real one", "SPACING-ROWS", "p1-p2",
     lambda c: _spacing(1, minimum_s=c.plan.spacing[1].actual_s + 1)(c)),
    ("sweep row twice", "SUSPENDED", "plan.sweep", _double("sweep")),
    ("sweep of a movement without principal", "SUSPENDED", "plan.sweep", _sweep_without_principal),
    ("window twice", "PROTECTION", "plan.protection", _double("protection")),
    ("other train twice", "WHOLE", "plan.other_trains", _double("other_trains")),
    ("hold twice", "BILL", "P1/2027-05-16", lambda c: c.other(1, holds=c.plan.other_trains[1].holds * 2)),
    ("point twice", "WHOLE", "advance",
     lambda c: c.train(0, lambda t: replace(t, points=(t.points[0], *t.points)))),
    ("leg twice", "WHOLE", "advance", lambda c: c.train(0, lambda t: replace(t, legs=(t.legs[0], *t.legs)))),
    ("assumption invented", "ASSUMPTIONS", "p0-p1 at 0 m", _assumed(INVENTED)),
    ("assumption twice", "ASSUMPTIONS", "p1 track 4", _double("assumptions")),
    ("vehicle, other value", "ASSUMPTIONS", "car", _told(1, value="1 t")),
    ("vehicle, other source", "ASSUMPTIONS", "car", _told(1, source="press")),
    ("vehicle twice, one false", "ASSUMPTIONS", "car",
     _assumed(Assumption("vehicle", "car", "1 t", Basis.ESTIMATED, hand.DRAWN))),
    ("vehicle that is published", "ASSUMPTIONS", "engine",
     _assumed(Assumption("vehicle", "engine", "100 t", Basis.ESTIMATED, hand.DRAWN))),
    ("other number of drawn trains", "ASSUMPTIONS", "timetable", _told(2, value="1 trains a day")),
    ("pack looks further back", "OTHER-END", "plan.window", lambda c: _protect(c, before_s=6 * 3600)),
    ("pack looks further on", "OTHER-END", "plan.window", lambda c: _protect(c, after_s=9 * 3600)),
    ("window out of all measure", "OTHER-END", "plan.window",
     lambda c: c.set(window_from_s=c.plan.window_from_s - 9 * DAY_S)),
    ("pace above what the formation may run", "MOTION-LIMIT", "principal",
     lambda c: c.leg(1, 1, pace_mps=25.0)),
    ("pace that the run does not reach", "MOTION-LIMIT", "principal p2 to p3",
     lambda c: c.leg(1, 1, pace_mps=hand.LIMIT_MPS + 0.03)),
    ("nodes below none", "WHOLE", "plan.search", lambda c: c.set(search=SearchReport(-1, True))),
    ("another reason to stand", "REQUEST", "principal at p2", lambda c: c.point(1, 2, stand="reform")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "place", "change"), [case[1:] for case in KEEPS], ids=[case[0] for case in KEEPS]
)
def test_lists_hold_nothing_else(rule: str, place: str, change: Callable[[Case], object]) -> None:
    case = Case()
    change(case)
    problems = case.check().problems
    assert [item for item in problems if item.what.startswith(f"{rule}: ") and place in item.where] != []


def _failed(case: Case) -> set[str]:
    return {rule.id for rule in case.check().rules if rule.failed}


def test_a_window_that_reaches_as_far_as_the_pack_is_taken() -> None:
    case = Case()
    _protect(case, before_s=6 * 3600)
    case.set(window_from_s=hand.START_S - 6 * 3600)
    assert "OTHER-END" not in _failed(case)


def test_a_departure_window_of_twelve_days_is_no_fault_of_the_plan() -> None:
    """The search looks at traffic from the request's first departure on, wherever it then departs."""
    case = Case()
    case.ask(depart_earliest_s=hand.START_S - 12 * DAY_S)
    case.set(window_from_s=hand.START_S - 12 * DAY_S - 2 * 3600)
    problems = [item for item in case.check().problems if item.where == "plan.window"]
    assert problems == []


def test_rows_without_slack_never_say_that_the_least_is_more_than_the_real() -> None:
    """A pair 901.4 s apart where 901.4 s are demanded: 901 of 901."""
    assert all(row.minimum_s <= row.actual_s for row in hand.plan().spacing)
    assert all(row.maximum_s == -1 or row.actual_s <= row.maximum_s for row in hand.plan().spacing)
