"""The stopping distance between principal and sweep where rails are slippery (occupation.md, 6)."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from railcade.basis import Basis
from railcade.errors import InputError, Problem
from railcade.fleet import Deceleration
from railcade.motion import full_brake, stop_of
from railcade.network import Extents, Network, Steps
from railcade.plan.check.forces import safe_distance_m
from railcade.plan.joint import spacing
from railcade.rules import BrakeFactors, Latency
from tests.plan.check import hand
from tests.plan.check.test_fires import Case
from tests.plan.lines import LineStyle, line_network
from tests.plan.toys import Ask, toy_formation, toy_pack, toy_things
from tests.stories.told import Told, refused, tell, the_only

GUARANTEED = BrakeFactors(0.7, 0.9, 1.1)
IDLE_S = (2.3 + 0.17 * 4.0**2) * 1.1
SLOWS_MPS2 = (0.0075 * 80.0 + 0.076) * 0.7 * 0.9
GAMMA = Deceleration((0.0, 12.0, 20.3), (0.9, 1.1, 0.7), 3.5, Basis.ASSUMED, "toy")
BOTH = {"advance": 60.0, "principal": 60.0}


def stop_m(share: float) -> float:
    """By hand: 80 % braked mass, 16 m/s on the level, bands of 0.5 m/s."""
    braking_m = 0.0
    for k in range(32):
        grip_mps2 = share * 9.81 * (0.161 + 7.5 / (44.0 + 1.8 * (k + 1)))
        braking_m += 0.25 * (2 * k + 1) / (2.0 * min(SLOWS_MPS2, grip_mps2))
    return 16.0 * IDLE_S + braking_m


def slippery(share: float, from_m: float, to_m: float) -> Extents:
    return Extents.of([from_m], [to_m], [share], [Basis.SURVEYED])


def test_the_distance_by_hand() -> None:
    """389 m on good rails; 602 m by the integral of v dv / (0.1 g mu) on bad ones, and at most 2 % beyond."""
    train = toy_formation("principal")
    assert safe_distance_m(train, 16.0, 0.0, GUARANTEED) == pytest.approx(388.9, abs=0.1)
    offset_mps, ratio_mps = 44.0 / 3.6, 7.5 / 3.6 / 0.161
    e = offset_mps + ratio_mps
    integral = 16.0**2 / 2.0 - ratio_mps * 16.0 + e * ratio_mps * math.log(1.0 + 16.0 / e)
    exact_m = integral / (0.1 * 9.81 * 0.161)
    found_m = safe_distance_m(train, 16.0, 0.0, GUARANTEED, 0.1)
    assert 16.0 * IDLE_S + exact_m == pytest.approx(602.5, abs=0.1)
    assert exact_m < found_m - 16.0 * IDLE_S < 1.02 * exact_m
    assert found_m == pytest.approx(stop_m(0.1), rel=1e-12)


@given(
    st.floats(0.0, 60.0),
    st.floats(-0.03, 0.0),
    st.floats(0.02, 1.0),
    st.floats(0.02, 1.0),
    st.sampled_from([None, GAMMA]),
)
def test_search_and_check_agree_and_worse_rails_are_never_shorter(
    speed_mps: float, grade: float, one: float, other: float, given_by: Deceleration | None
) -> None:
    train = replace(toy_formation("principal"), deceleration=given_by)
    found_m = []
    for share in sorted((one, other), reverse=True):
        of_check_m = safe_distance_m(train, speed_mps, grade, GUARANTEED, share)
        found_m.append(of_check_m)
        try:
            brake = full_brake(train)
            stop = stop_of(brake, speed_mps, grade=grade, factors=GUARANTEED, adhesion_factor=share)
        except InputError:
            assert of_check_m == math.inf
        else:
            assert of_check_m == pytest.approx(stop.distance_m, rel=1e-9, abs=1e-9)
    assert found_m[1] >= found_m[0] * (1.0 - 1e-12)


def report_fails(share: float, from_m: float, to_m: float, latency_s: int) -> bool:
    """Whether the hand-written plan breaks REPORT ahead of p1, 6 km from the start, under a latency."""
    case = Case()
    case.spacing(latency=Latency(0, 0, 0, 0, latency_s))
    case.section("p0-p1", adhesion=slippery(share, from_m, to_m))
    return any(
        item.what.startswith("REPORT: ") and item.where == "p1-p2" for item in case.check().problems
    )


def test_the_check_asks_for_the_longer_distance_to_the_second() -> None:
    """The largest latency under which the plan stands is that at the braking point of the rails."""
    for share in (1.0, 0.1):
        point_m = hand.PLACE_M[1] - stop_m(share) - hand.MARGIN_M
        most_s = int(hand.head(1, 0, point_m) - hand.complete(0, 1))
        assert not report_fails(share, 3000.0, 3100.0, most_s)
        assert report_fails(share, 3000.0, 3100.0, most_s + 1)


def test_rails_count_from_the_tail_on_the_look_back_to_the_section() -> None:
    """The look-back begins 5 km before p1, at km 1; the tail is then at km 0.83."""
    point_m = hand.PLACE_M[1] - stop_m(1.0) - hand.MARGIN_M
    most_s = int(hand.head(1, 0, point_m) - hand.complete(0, 1))
    assert not report_fails(0.1, 700.0, 1000.0 - hand.LENGTH_M, most_s)
    assert report_fails(0.1, 700.0, 1000.1 - hand.LENGTH_M, most_s)
    assert report_fails(0.1, 5999.9, 6000.0, most_s)


def leaves() -> Network:
    """Slippery 2 to 3 km ahead of p2, where all run at 16 m/s; p3 is too far to look back so far."""
    style = LineStyle(setting_s=0, clearing_s=0, release_s=0)
    network = line_network([6000.0] * 3, [3, 3, 3, 3], style)
    section = replace(network.sections["p1-p2"], adhesion=slippery(0.1, 3000.0, 4000.0))
    return replace(network, sections={**network.sections, "p1-p2": section})


def planned(network: Network) -> Told:
    return tell(toy_things(network, Ask(BOTH, window_min=0, step_s=1), (), toy_pack(lead_s=60)))


def refusals(network: Network) -> list[Problem]:
    return refused(toy_things(network, Ask(BOTH, window_min=0, step_s=1), (), toy_pack(lead_s=60)))


def dry(network: Network) -> Network:
    good = {key: replace(item, adhesion=Extents.of((), (), (), ())) for key, item in network.sections.items()}
    return replace(network, sections=good)


def test_slippery_rails_ask_for_a_longer_gap() -> None:
    """Some 215 m more at 16 m/s, 13 to 14 s, for one section only; the trains are that much further apart."""
    wet, good = planned(leaves()), planned(dry(leaves()))
    assert wet.record.problems == () and good.record.problems == ()
    rows = [told.spacing("principal") for told in (wet, good)]
    assert {row.reason for row in (*rows[0][1:], *rows[1][1:])} == {"braking and reports"}
    more_s = [a.minimum_s - b.minimum_s for a, b in zip(*rows, strict=True)]
    longer_s = (stop_m(0.1) - stop_m(1.0)) / 16.0
    assert 13.0 < longer_s < 14.5
    assert more_s[:2] == [0, 0]
    assert more_s[2] == pytest.approx(longer_s, abs=1.0)
    apart_s = [told_rows[2].actual_s for told_rows in rows]
    assert apart_s[0] - apart_s[1] == pytest.approx(longer_s, abs=1.0)


def test_a_search_that_takes_all_rails_for_good_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spacing, "lowest_adhesion", lambda path, from_m, to_m: 1.0)
    record = planned(leaves()).record
    assert [item.where for item in record.problems if item.what.startswith("REPORT: ")] == ["p2-p3"]


def test_rails_that_pass_on_less_than_the_fall_pulls_are_named() -> None:
    """0.05 of good adhesion slows by 0.10 to 0.16 m/s²; a fall of 20 ‰ in another place pulls with 0.20."""
    network = leaves()
    section = network.sections["p1-p2"]
    grade = Steps.of([0.0, 5000.0], [0.0, -0.02], [Basis.SURVEYED] * 2)
    section = replace(section, adhesion=slippery(0.05, 3000.0, 3100.0), grade=grade)
    problem = the_only(refusals(replace(network, sections={**network.sections, "p1-p2": section})))
    assert problem.code == "E0208"
    assert problem.mend.startswith("look at the rails of 5 % adhesion")
