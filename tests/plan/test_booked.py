"""Events of booked trains and stretches, against figures worked by hand."""

from __future__ import annotations

from datetime import date

import pytest

from railcade.network import Network
from railcade.plan.occupation.booked import block_times_s, complete_s, left_s, service_day_at_s
from railcade.plan.occupation.stretches import stretches
from tests.plan.lines import LineStyle, joined, line_network, plain_section


def test_a_passing_tail_needs_its_share_of_the_section_time_rounded_up() -> None:
    assert complete_s(1_000, 400, 6_000.0, 305.0, stands=False) == 1_031  # 305 x 600 / 6,000 = 30.5
    assert complete_s(1_000, 400, 6_000.0, 305.0, stands=True) == 1_000
    assert left_s(400, 1_000, 6_000.0, 305.0) == 431


def test_blocks_are_entered_and_cleared_in_travel_order() -> None:
    times = block_times_s(0, 600, 630, 6_000.0, (1_500.0, 3_000.0), 300.0)
    assert times == ((0.0, 180.0), (150.0, 330.0), (300.0, 630.0))


@pytest.mark.parametrize(("day", "hours"), [(date(2027, 5, 16), 9.0), (date(2016, 5, 16), 8.5)])
def test_a_service_day_begins_at_local_midnight(day: date, hours: float) -> None:
    utc_s = service_day_at_s(day, "UTC")
    assert utc_s - service_day_at_s(day, "Asia/Pyongyang") == hours * 3_600


def ends(network: Network) -> dict[str, tuple[str, str]]:
    return {key: (item.start, item.end) for key, item in stretches(network).items()}


def test_posts_do_not_part_a_stretch_and_double_line_is_in_none() -> None:
    network = line_network([1.0] * 6, [2, 0, 1, 2, 0, 2, 2], LineStyle(double=frozenset({4})))
    assert ends(network) == {
        "p0-p1": ("p0", "p3"),
        "p1-p2": ("p0", "p3"),
        "p2-p3": ("p0", "p3"),
        "p3-p4": ("p3", "p4"),
        "p5-p6": ("p5", "p6"),
    }
    assert stretches(network)["p1-p2"].id == "p0-p1..p2-p3"
    assert stretches(network)["p1-p2"].along("p2-p3", True)


def test_a_section_drawn_the_other_way_round_joins_with_its_own_sign() -> None:
    network = line_network([1.0, 1.0], [2, 0, 2])
    far = line_network([1.0] * 3, [2, 2, 0, 2]).places["p3"]
    sections = [plain_section(far, network.places["p1"], 1.0, LineStyle())]
    turned = Network(
        "turned",
        {**network.places, "p3": far},
        {"p0-p1": network.sections["p0-p1"], "p3-p1": sections[0]},
        "drawn by hand",
    )
    stretch = stretches(turned)["p0-p1"]
    assert (stretch.start, stretch.end) == ("p0", "p3")
    assert stretch.sections == (("p0-p1", True), ("p3-p1", False))
    assert stretch.along("p3-p1", False) and not stretch.along("p3-p1", True)


def test_a_junction_post_ends_a_stretch() -> None:
    network = line_network([1.0, 1.0], [2, 0, 2])
    branch_end = line_network([1.0] * 3, [2, 2, 2, 2]).places["p3"]
    branch = plain_section(network.places["p1"], branch_end, 1.0, LineStyle())
    forked = Network(
        "fork", {**network.places, "p3": branch_end}, {**network.sections, branch.id: branch}, "drawn by hand"
    )
    assert ends(forked) == {"p0-p1": ("p0", "p1"), "p1-p2": ("p1", "p2"), "p1-p3": ("p1", "p3")}


def test_a_ring_of_posts_is_one_stretch_that_ends_where_it_begins() -> None:
    network = line_network([1.0, 1.0], [0, 0, 0])
    closing = plain_section(network.places["p2"], network.places["p0"], 1.0, LineStyle())
    found = stretches(joined("ring", network, sections=[closing]))
    assert {(item.start, item.end, len(item.sections)) for item in found.values()} == {("p0", "p0", 3)}
