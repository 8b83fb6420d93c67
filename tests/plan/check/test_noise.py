"""Instants near 2027 carry 0.2 µs of rounding: the check never mistakes that for a broken rule."""

from __future__ import annotations

from dataclasses import replace

from tests.plan.check.test_fires import Case

NOISE_S = 2.4e-7


def test_a_dwell_of_just_the_asked_length() -> None:
    case = Case()
    stop = case.inputs.movement.stops[0]
    at = next(i for i, point in enumerate(case.plan.trains[0].points) if point.place == stop.place)
    point = case.plan.trains[0].points[at]
    stood_s = point.published_depart_at_s - point.published_arrive_at_s
    case.ask(stops=(replace(stop, dwell_s=stood_s),))
    case.point(0, at, arrive_at_s=point.published_arrive_at_s + NOISE_S)
    assert [item for item in case.check().problems if item.what.startswith("REQUEST: stands")] == []
