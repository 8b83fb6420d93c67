"""Parts of the check against closed forms, published numbers and slow twins."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from railcade.basis import Basis
from railcade.fleet import Formation, Vehicle
from railcade.network import Steps
from railcade.plan.check import check_plan, from_json, sealed, to_json
from railcade.plan.check.build_up import Stored, brakings, built_up_too_fast
from railcade.plan.check.forces import build_up_s, deceleration_bands, safe_distance_m, service_build_up_s
from railcade.plan.check.ground import Load, mean_grade
from railcade.plan.check.holds import TOLERANCE_S, Holds
from railcade.plan.check.stretches import find_stretches
from railcade.plan.check.tally import MOST_PROBLEMS, Tally
from railcade.plan.check.way import lay, least_under, links
from railcade.rules import BrakeFactors
from railcade.units import mps_from_kmh
from tests.plan.check import hand
from tests.plan.check.test_fires import Case
from tests.plan.lines import LineStyle, line_network

NOMINAL, GUARANTEED = BrakeFactors(1.0, 1.0, 1.0), BrakeFactors(0.7, 0.9, 1.1)


def formation(percentage: float, length_m: float = 400.0, position: str = "P") -> Formation:
    vehicle = Vehicle(
        "one", "any", length_m, 1e6, percentage * 1e4, 4, 20_000.0, 1.06, 0.0, 0.0, 0.0, False,
        (), None, Basis.PUBLISHED, "",
    )  # fmt: skip
    return Formation("one", (vehicle,), 1435, position, (), Basis.PUBLISHED, "")


@pytest.mark.parametrize(
    ("percentage", "speed_kmh", "braking_m"),
    [
        (30.0, 40.0, 205.1),
        (65.0, 60.0, 246.5),
        (80.0, 80.0, 365.3),
        (50.0, 120.0, 1302.4),
        (100.0, 120.0, 672.6),
    ],
)
def test_stopping_on_the_level(percentage: float, speed_kmh: float, braking_m: float) -> None:
    """Braking distances integrated from the table of SUBSET-026 A.3.7; before that 5.02 s of build-up."""
    speed_mps = mps_from_kmh(speed_kmh)
    found_m = safe_distance_m(formation(percentage), speed_mps, 0.0, NOMINAL)
    assert found_m == pytest.approx(braking_m + 5.02 * speed_mps, abs=0.06)


@pytest.mark.parametrize(
    ("speed_kmh", "grade", "factors", "distance_m"),
    [
        (60.0, -0.01, NOMINAL, 502.0),
        (80.0, -0.02, NOMINAL, 1171.0),
        (60.0, 0.0, GUARANTEED, 581.0),
        (60.0, -0.01, GUARANTEED, 889.0),
    ],
)
def test_stopping_on_a_fall_gains_speed_first(
    speed_kmh: float, grade: float, factors: BrakeFactors, distance_m: float
) -> None:
    """Brake percentage 50, 400 m; distances integrated in small steps, in whole metres."""
    found_m = safe_distance_m(formation(50.0), mps_from_kmh(speed_kmh), grade, factors)
    assert found_m == pytest.approx(distance_m, abs=0.6)


def test_a_fall_that_the_brakes_cannot_hold_has_no_distance() -> None:
    assert safe_distance_m(formation(30.0), 10.0, -0.04, GUARANTEED) == math.inf


@pytest.mark.parametrize(
    ("position", "length_m", "seconds"),
    [("P", 200.0, 5.02), ("P", 600.0, 8.42), ("P", 900.0, 16.07), ("G", 400.0, 12.8), ("G", 1200.0, 23.12)],
)
def test_build_up_times(position: str, length_m: float, seconds: float) -> None:
    assert build_up_s(position, length_m) == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("position", "length_m", "seconds"),
    [("P", 200.0, 6.4), ("P", 900.0, 24.6), ("G", 200.0, 14.08), ("G", 600.0, 19.62), ("P", 1000.0, 31.7)],
)
def test_service_build_up_times(position: str, length_m: float, seconds: float) -> None:
    assert service_build_up_s(position, length_m) == pytest.approx(seconds)


def _phases(*phases: tuple[float, float, float]) -> Stored:
    """Phases of duration s, force N and acceleration m/s²; of the speeds only the rest at the end counts."""
    t_s = np.concatenate(([0.0], np.cumsum([phase[0] for phase in phases])))
    force, a_mps2 = (np.array([*(phase[i] for phase in phases), phases[-1][i]]) for i in (1, 2))
    v_mps = np.append(np.full(len(phases), 5.0), 0.0)
    return Stored(t_s, v_mps, a_mps2, force)


PULL, COAST, BRAKE, HELD = (1e5, 0.1), (0.0, -0.02), (-1e5, -0.3), (-1e4, 0.0)


@pytest.mark.parametrize(
    ("phases", "refused"),
    [
        ([(60.0, *PULL), (6.4, *COAST), (20.0, *BRAKE)], []),
        ([(60.0, *PULL), (6.3, *COAST), (20.0, *BRAKE)], [2]),
        ([(60.0, *PULL), (20.0, *BRAKE)], [1]),
        ([(60.0, *PULL), (4.0, *COAST), (2.5, *HELD), (20.0, *BRAKE)], []),
        ([(60.0, *PULL), (7.0, *COAST), (5.0, *BRAKE), (9.0, *PULL), (7.0, *COAST), (9.0, *BRAKE)], [2]),
        ([(60.0, *PULL), (7.7, *COAST), (5.0, *BRAKE), (3.0, *PULL), (1.0, *COAST), (9.0, *BRAKE)], []),
    ],
    ids=["to a stand", "a tenth short", "at once", "held on a fall", "longer to a limit", "still on"],
)
def test_no_traction_while_the_brake_builds_up(
    phases: list[tuple[float, float, float]], refused: list[int]
) -> None:
    found = list(built_up_too_fast(_phases(*phases), 6.4, 1.2 * 6.4))
    assert [late.point for late in found] == refused


def test_a_run_without_brake_has_no_braking() -> None:
    assert brakings(_phases((60.0, *PULL), (9.0, *COAST))) == []


def test_deceleration_bands_of_percentage_50() -> None:
    ends_mps, values = deceleration_bands(50.0)
    assert (ends_mps * 3.6).tolist() == pytest.approx([89.9, 100.0, 120.0, 150.0, 180.0], abs=0.01)
    assert values.tolist() == pytest.approx([0.451, 0.37605, 0.40978, 0.32848, 0.31812, 0.31345], abs=1e-5)


def test_mean_grade_is_that_under_the_whole_train() -> None:
    network = line_network((1000.0, 1000.0), style=LineStyle(grade=0.01))
    sections = dict(network.sections)
    sections["p1-p2"] = replace(sections["p1-p2"], grade=Steps.constant(-0.01, Basis.SURVEYED))
    network = replace(network, sections=sections)
    way = lay(network, links(network), ("p0", "p1", "p2"))
    heads_m = np.array([0.0, 1000.0, 1100.0, 1200.0, 1300.0])
    even = (Load(0.0, 200.0, 1.0 / 200.0),)
    assert mean_grade(way, heads_m, even).tolist() == pytest.approx([0.01, 0.01, 0.0, -0.01, -0.01])
    back = lay(network, links(network), ("p2", "p1", "p0"))
    assert mean_grade(back, heads_m, even).tolist() == pytest.approx([0.01, 0.01, 0.0, -0.01, -0.01])


def test_a_limit_binds_until_the_tail_is_clear() -> None:
    line = Steps.of([0.0, 400.0, 500.0], [20.0, 10.0, 20.0], [Basis.SURVEYED] * 3)
    network = line_network((1000.0,))
    section = replace(network.sections["p0-p1"], limit_mps=line)
    network = replace(network, sections={"p0-p1": section})
    way = lay(network, links(network), ("p0", "p1"))
    heads_m = np.array([0.0, 399.9, 400.0, 699.9, 700.0, 1000.0])
    least_mps = least_under(way.limit_mps, heads_m, 200.0, way.length_m)
    assert least_mps.tolist() == [20.0, 20.0, 10.0, 10.0, 20.0, 20.0]


hold = st.tuples(st.integers(0, 2), st.integers(0, 3), st.integers(0, 12), st.integers(0, 5))


@given(st.lists(hold, max_size=14))
def test_clashes_are_those_that_comparing_every_pair_finds(drawn: list[tuple[int, int, int, int]]) -> None:
    holds = Holds()
    for resource, owner, from_s, width_s in drawn:
        holds.add((f"r{resource}", "", 0), owner, from_s, from_s + width_s)
    slow = set()
    for i, a in enumerate(drawn):
        for j, b in enumerate(drawn[:i]):
            meets = a[2] < b[2] + b[3] and b[2] < a[2] + a[3]
            if a[0] == b[0] and a[1] != b[1] and (meets or a[2] == b[2]):
                slow.add(frozenset((i, j)))
    assert {frozenset(pair) for pair in holds.clashes()} == slow


def test_holds_that_touch_do_not_clash() -> None:
    holds = Holds()
    holds.add(("a", "", 0), 1, 0.0, 10.0)
    holds.add(("a", "", 0), 2, 10.0 - TOLERANCE_S / 2.0, 20.0)
    assert list(holds.clashes()) == []


def test_stretches_end_where_trains_can_stand_and_where_the_line_doubles() -> None:
    network = line_network((1000.0,) * 6, [2, 0, 2, 0, 0, 1, 2], LineStyle(double=frozenset({3})))
    found = find_stretches(network)
    groups = [found.group.get(f"p{i}-p{i + 1}") for i in range(6)]
    assert groups == ["p0-p1", "p0-p1", "p2-p3", None, "p4-p5", "p4-p5"]
    assert set(found.sign.values()) == {1}


def test_two_trains_cannot_swap_a_track_and_a_stretch_in_one_instant() -> None:
    """The freight train comes off the stretch in the second in which the passenger train leaves onto it."""
    case = Case()
    network = case.inputs.network
    for name, section in network.sections.items():
        case.section(name, block=replace(section.block, setting_s=0, clearing_s=0, release_s=0))
    for name in network.places:
        case.place(name, reset_s=0)
    day_s = 86_400
    freight = replace(case.plan.other_trains[0], id="F1/2027-05-15")
    passenger = case.plan.other_trains[1]
    meet_s = freight.points[4].arrive_at_s - day_s
    early = tuple(
        replace(
            point,
            **{name: getattr(point, name) - day_s for name in ("arrive_at_s", "depart_at_s")},
            track="4",
        )
        for point in freight.points
    )
    turned = (
        replace(passenger.points[1], arrive_at_s=meet_s, depart_at_s=meet_s),
        replace(passenger.points[0], arrive_at_s=meet_s + 500, depart_at_s=meet_s + 500),
    )
    case.set(other_trains=(replace(freight, points=early), replace(passenger, points=turned)))
    told = {
        item.what.split(":")[0] for item in case.check().problems if "F1" in item.what and "P1" in item.what
    }
    assert "TRACK" in told


def test_a_record_is_read_back_as_it_was() -> None:
    record = sealed(check_plan(hand.plan(), hand.runs(), hand.inputs()), "a" * 64, "b" * 64)
    assert from_json(to_json(record)) == record
    assert record.schema == "railcade.check/1"
    assert sealed(record, "c" * 64, "b" * 64).record_id != record.record_id


@pytest.mark.parametrize(
    "change",
    [
        {"holds": False},
        {"plan_sha256": "c" * 64},
        {"statement": "It certifies everything."},
        {"extra": 1},
        {"rules": []},
        {"record_id": "0000 0000"},
    ],
)
def test_an_edited_record_is_no_record(change: dict[str, object]) -> None:
    record = sealed(check_plan(hand.plan(), hand.runs(), hand.inputs()), "a" * 64, "b" * 64)
    data = json.loads(to_json(record)) | change
    with pytest.raises(ValueError, match=r"record|verdict"):
        from_json(json.dumps(data))


def test_text_that_is_no_record() -> None:
    for text in ("", "[]", "{}", "null"):
        with pytest.raises(ValueError, match="not a check record"):
            from_json(text)


def test_a_rule_that_applies_but_examined_nothing_is_refused() -> None:
    tally = Tally()
    tally.examine("LEAD", 0)
    tally.judge("FIT", True, "E0407", "p0", "")
    tally.close()
    assert [(item.code, item.what.split(":")[0]) for item in tally.problems] == [("E0417", "LEAD")]
    assert tally.rules() == (("FIT", 1, 0), ("LEAD", 0, 1))


def test_every_refusal_is_counted_but_only_the_first_are_told() -> None:
    tally = Tally()
    for place in range(100):
        tally.judge("FIT", False, "E0407", f"p{place}", "too short")
    assert len(tally.problems) == MOST_PROBLEMS
    assert tally.rules() == (("FIT", 100, 100),)


def test_a_plan_without_other_trains_where_none_run_holds() -> None:
    case = Case()
    case.inputs = replace(case.inputs, timetable=replace(case.inputs.timetable, trains=()))
    bill = replace(
        case.plan.bill,
        trains_in_window=0,
        trains_held=0,
        delay_s=0,
        weighted_delay_s=0,
        worst_train="",
        worst_delay_s=0,
    )
    case.set(other_trains=(), bill=bill, assumptions=(*case.plan.assumptions[:2], case.plan.assumptions[3]))
    assert case.check().problems == ()
