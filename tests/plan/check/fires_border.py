"""Changes of the plan by hand that make the rules of the border fire."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from railcade.basis import Basis
from railcade.plan.model import BorderOutlook, BrakeRow, HandoverRow
from tests.plan.check import hand


def _row(index: int, **values: Any) -> Callable[[Any], None]:
    def change(case: Any) -> None:
        rows = list(case.plan.border)
        rows[index] = replace(rows[index], **values)
        case.set(border=tuple(rows))

    return change


def _step(row: int, **values: Any) -> Callable[[Any], None]:
    """Change all steps of a row at the border."""

    def change(case: Any) -> None:
        rows = list(case.plan.border)
        rows[row] = replace(rows[row], steps=tuple(replace(step, **values) for step in rows[row].steps))
        case.set(border=tuple(rows))

    return change


def _sets(count: int) -> Callable[[Any], None]:
    def change(case: Any) -> None:
        border = hand.movement().border
        assert border is not None
        case.ask(border=replace(border, bogie_sets=count))

    return change


def _handed_over(case: Any) -> None:
    at_s = hand.START_S
    case.set(handovers=(HandoverRow("advance", "p3", "hand-over", "X0", "7", "", "broad", at_s, at_s),))


def _braked(case: Any) -> None:
    case.set(brakes=(BrakeRow("advance", "broad", 80.0, 60.0, 60.0, hand.START_S, Basis.ASSUMED, "hope"),))


BORDER_FIRES: list[tuple[str, str, str, Callable[[Any], object]]] = [
    ("one jack track", "BORDER", "p3", lambda c: c.place("p3", jack_tracks=1)),
    ("two bogie sets", "BORDER", "p3", _sets(2)),
    ("border row missing", "BORDER", "plan.border", lambda c: c.set(border=c.plan.border[:-1])),
    ("border row of another time", "BORDER/PUBLISHED", "p3", _row(0, arrive_at_s=hand.START_S)),
    ("border step cut", "BORDER", "p3", _step(0, until_at_s=hand.START_S)),
    ("border step renamed", "BORDER", "p3", _step(0, name="nothing")),
    ("border wait hidden", "BORDER/PUBLISHED", "p3", _row(2, waiting_s=0)),
    ("wait for a jack track hidden", "BORDER", "p3", _row(2, jack_wait_s=0)),
    ("a jack track for two", "BORDER", "p3", _row(1, jack_track="1")),
    ("a jack track that is not there", "BORDER", "p3", _row(1, jack_track="3")),
    ("another quantile", "BORDER", "p3", _step(0, quantile=0.9)),
    ("an outlook on certain times", "BORDER-ODDS", "plan.border_outlook",
     lambda c: c.set(border_outlook=(BorderOutlook(2, 0.5, 7200),))),
    ("a hand-over that nobody asked for", "HANDOVER", "plan.handovers", _handed_over),
    ("brakes that nobody asked for", "FAR-BRAKES", "plan.brakes", _braked),
]  # fmt: skip
