"""Tables of traction: the least of each locomotive's curves, summed, as segments."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from railcade.kernels.tables import Rows
from railcade.motion import BrakeModel, Condition, Reason, RunSettings, Traction, Train, starting_newton
from railcade.motion.traction import band_table, segment_table
from railcade.motion.types import COAST, NORMAL
from railcade.rules import BrakeFactors

SETTINGS = RunSettings(0.0, 1000.0)
GRAVITY_MPS2 = 9.81
EXACT = 1e-12
TWO_HYPERBOLAS = 1e-10


def mu(v_mps: float) -> float:
    return 0.161 + 7.5 / (3.6 * v_mps + 44.0)


def pull_newton(item: Traction, v_mps: float, factor: float = 1.0) -> float:
    """Straight from the words: the least of table, power over speed, and adhesion."""
    force = float(np.interp(v_mps, item.speed_mps, item.force_newton, right=0.0))
    if v_mps > 0.0:
        force = min(force, item.power_watt / v_mps)
    if item.adhesive_mass_kg > 0.0:
        force = min(force, factor * mu(v_mps) * GRAVITY_MPS2 * item.adhesive_mass_kg)
    return force


def directly_newton(tractions: tuple[Traction, ...], v_mps: float, condition: Condition) -> float:
    if not condition.powered:
        return 0.0
    pulls = [(item.diesel, pull_newton(item, v_mps, condition.adhesion_factor)) for item in tractions]
    own = math.fsum(newton for diesel, newton in pulls if diesel)
    drawing = math.fsum(newton for diesel, newton in pulls if not diesel)
    if not condition.fed:
        return own
    return own + (min(drawing, condition.power_watt / v_mps) if v_mps > 0.0 else drawing)


def train(*tractions: Traction) -> Train:
    return Train("t", 1e6, 1.06e6, 0.0, (10e3, 100.0, 50.0), tractions, BrakeModel((0.0,), (0.7,)))


def told_newton(table: Rows, v_mps: float) -> float:
    """What the segments say: one holds above its knot, up to and including its top."""
    (row,) = table[(table.knot_mps < v_mps) & (v_mps <= table.top_mps)] if v_mps > 0.0 else table[:1]
    hyperbola = row.power_watt / (v_mps + row.offset_mps) if row.power_watt else 0.0
    return float(row.force_newton + row.slope_newton_per_mps * (v_mps - row.knot_mps) + hyperbola)


def of_condition(item: Train, condition: Condition) -> Rows:
    table, first = segment_table(item, SETTINGS, [NORMAL, COAST, condition])
    assert first.dtype == np.int64
    assert first[0] == 0 and first[-1] == len(table)
    found: Rows = table[first[2] : first[3]]
    return found


@st.composite
def locomotives(draw: st.DrawFn) -> Traction:
    steps = draw(st.lists(st.floats(0.5, 15.0), min_size=1, max_size=6))
    speeds = np.cumsum([0.0, *steps])
    shares = draw(st.lists(st.floats(0.3, 1.0), min_size=len(steps), max_size=len(steps)))
    forces = draw(st.floats(50e3, 400e3)) * np.cumprod([1.0, *shares])
    power_watt = draw(st.one_of(st.just(math.inf), st.floats(2e5, 8e6)))
    adhesive_kg = draw(st.one_of(st.just(0.0), st.floats(30e3, 140e3)))
    table = tuple(speeds.tolist()), tuple(forces.tolist())
    return Traction(*table, power_watt, adhesive_kg, diesel=draw(st.booleans()))


TRAINS = st.lists(locomotives(), min_size=1, max_size=3).map(lambda found: train(*found))
LINES = st.builds(
    lambda factor, watt, fed: Condition(True, factor, watt, Reason.RULE, fed),
    st.floats(0.2, 1.0),
    st.one_of(st.just(math.inf), st.floats(3e5, 1e7)),
    st.sampled_from([True, True, True, False]),
)
SPEEDS = st.lists(st.floats(0.0, 100.0), min_size=10, max_size=30)


def two_hyperbolas(item: Train, condition: Condition) -> bool:
    power = [condition.power_watt, *(t.power_watt for t in item.tractions)]
    return min(power) < math.inf and any(t.adhesive_mass_kg > 0.0 for t in item.tractions)


@settings(max_examples=150)
@given(TRAINS, LINES, SPEEDS)
def test_segments_are_the_sum_of_the_least(item: Train, condition: Condition, speeds: list[float]) -> None:
    table = of_condition(item, condition)
    within = TWO_HYPERBOLAS if two_hyperbolas(item, condition) else EXACT
    largest = told_newton(table, 0.0)
    for v_mps in [*speeds, *(0.5 * (table.knot_mps[:-1] + table.top_mps[:-1])).tolist()]:
        expected = directly_newton(item.tractions, v_mps, condition)
        near_a_jump = np.abs(table.knot_mps - v_mps).min() < 1e-8
        if not near_a_jump:
            assert told_newton(table, v_mps) == pytest.approx(expected, rel=within, abs=EXACT * largest)


@given(TRAINS, LINES)
def test_segments_follow_each_other_from_rest_to_any_speed(item: Train, condition: Condition) -> None:
    table, first = segment_table(item, SETTINGS, [NORMAL, COAST, condition])
    for begin, end in zip(first[:-1], first[1:], strict=True):
        part = table[begin:end]
        assert part.knot_mps[0] == 0.0
        assert part.top_mps[-1] == math.inf
        assert np.array_equal(part.knot_mps[1:], part.top_mps[:-1])
        assert np.all(part.top_mps > part.knot_mps)
        assert told_newton(part, 500.0) == 0.0
        assert np.all(part.offset_mps + part.knot_mps > 0.0)


@given(TRAINS, LINES, SPEEDS, st.floats(1.0, 2.0), st.sampled_from(["power_watt", "adhesive_mass_kg"]))
def test_more_power_or_adhesion_is_never_less_force(
    item: Train, condition: Condition, speeds: list[float], factor: float, name: str
) -> None:
    more = train(*(replace(t, **{name: factor * getattr(t, name)}) for t in item.tractions))
    better = replace(
        condition,
        power_watt=factor * condition.power_watt,
        adhesion_factor=min(1.0, factor * condition.adhesion_factor),
    )
    plain, strong = of_condition(item, condition), of_condition(more, condition)
    fed = of_condition(item, better)
    for v_mps in speeds:
        least = told_newton(plain, v_mps) * (1.0 - 2.0 * TWO_HYPERBOLAS) - 1e-6
        if np.abs(plain.knot_mps - v_mps).min() > 1e-8:
            assert told_newton(strong, v_mps) >= least
            assert told_newton(fed, v_mps) >= least


def test_starting_force_and_power_are_two_segments() -> None:
    table = of_condition(train(Traction((0.0, 40.0), (300e3, 300e3), power_watt=3e6)), NORMAL)
    assert table.knot_mps.tolist() == pytest.approx([0.0, 10.0, 40.0], rel=1e-14)
    assert table.force_newton.tolist() == [300e3, 0.0, 0.0]
    assert table.power_watt.tolist() == [0.0, 3e6, 0.0]


def test_hyperbolas_of_one_kind_add() -> None:
    one, other = (Traction((0.0, 40.0), (300e3, 300e3), power_watt=watt) for watt in (3e6, 1.5e6))
    table = of_condition(train(one, other), NORMAL)
    assert table.knot_mps.tolist() == pytest.approx([0.0, 5.0, 10.0, 40.0], rel=1e-14)
    assert table.power_watt.tolist() == [0.0, 1.5e6, 4.5e6, 0.0]


def test_the_slip_of_one_and_the_power_of_another_are_few_segments() -> None:
    """An electric locomotive on its adhesion to 100 km/h beside a diesel on its power from 30 km/h."""
    electric = Traction((0.0, 40.0), (350e3, 350e3), power_watt=6.4e6, adhesive_mass_kg=84e3)
    diesel = Traction((0.0, 33.0), (290e3, 290e3), power_watt=2.35e6)
    item = train(electric, diesel)
    table = of_condition(item, NORMAL)
    assert len(table) < 100
    v_mps = np.linspace(0.01, 39.9, 4001)
    told = np.array([told_newton(table, v) for v in v_mps.tolist()])
    expected = np.array([directly_newton(item.tractions, v, NORMAL) for v in v_mps.tolist()])
    assert np.abs(told / expected - 1.0).max() < TWO_HYPERBOLAS


def test_a_break_carries_its_reason() -> None:
    item = train(Traction((0.0, 40.0), (350e3, 350e3), power_watt=4e6, adhesive_mass_kg=84e3))
    assert {Reason(code) for code in of_condition(item, NORMAL).reason} == {Reason.ADHESION, Reason.TRACTION}
    neutral = Condition(reason=Reason.NEUTRAL_SECTION, fed=False)
    (row,) = of_condition(item, neutral)
    assert (row.knot_mps, row.force_newton, row.reason) == (0.0, 0.0, Reason.NEUTRAL_SECTION)
    table, first = segment_table(item, SETTINGS, [NORMAL, COAST])
    assert [Reason(code) for code in table.reason[first[1] :]] == [Reason.COASTING]
    weak = of_condition(item, Condition(power_watt=2e6, reason=Reason.RULE))
    assert Reason(int(weak.reason[-2])) == Reason.RULE


def test_a_diesel_beside_an_electric_locomotive_keeps_its_pull() -> None:
    """In a neutral section it pulls alone; weak feeding binds the other one; who coasts has neither."""
    drawing = Traction((0.0, 40.0), (300e3, 300e3), power_watt=5e6)
    diesel = Traction((0.0, 30.0), (100e3, 50e3), diesel=True)
    both = train(drawing, diesel)
    dead = of_condition(both, Condition(reason=Reason.NEUTRAL_SECTION, fed=False))
    assert told_newton(dead, 15.0) == pytest.approx(75e3, rel=EXACT)
    assert {Reason(code) for code in dead.reason} == {Reason.FEEDING}
    weak = of_condition(both, Condition(power_watt=1.5e6, reason=Reason.FEEDING))
    assert told_newton(weak, 15.0) == pytest.approx(75e3 + 1.5e6 / 15.0, rel=EXACT)
    bound = (weak.knot_mps >= 5.0) & (weak.top_mps <= 30.0)
    assert {Reason(code) for code in weak.reason[bound]} == {Reason.FEEDING}, "though the diesel adds most"
    coasts = of_condition(both, Condition(False, reason=Reason.NEUTRAL_SECTION, fed=False))
    assert told_newton(coasts, 15.0) == 0.0


def test_slippery_rails_lower_the_start_and_not_the_end() -> None:
    item = train(Traction((0.0, 40.0), (350e3, 350e3), power_watt=2.5e6, adhesive_mass_kg=84e3))
    dry, wet = (of_condition(item, Condition(adhesion_factor=factor)) for factor in (1.0, 0.5))
    assert told_newton(wet, 0.0) == pytest.approx(0.5 * (0.161 + 7.5 / 44.0) * 9.81 * 84e3, rel=EXACT)
    assert told_newton(wet, 0.0) == pytest.approx(0.5 * told_newton(dry, 0.0), rel=EXACT)
    assert told_newton(wet, 39.0) == told_newton(dry, 39.0) == pytest.approx(2.5e6 / 39.0, rel=EXACT)


def test_starting_force_is_bounded_by_adhesion() -> None:
    slips = Traction((0.0, 40.0), (350e3, 350e3), adhesive_mass_kg=84e3)
    holds = Traction((0.0, 40.0), (200e3, 200e3), adhesive_mass_kg=84e3)
    expected = (0.161 + 7.5 / 44.0) * 9.81 * 84e3 + 200e3
    assert starting_newton((slips, holds), GRAVITY_MPS2) == pytest.approx(expected, rel=EXACT)


def test_a_train_without_power_has_no_force() -> None:
    for item, condition in (
        (train(), NORMAL),
        (train(Traction((0.0, 40.0), (350e3, 350e3), power_watt=0.0)), NORMAL),
        (train(Traction((0.0, 40.0), (350e3, 350e3))), Condition(power_watt=0.0)),
    ):
        table = of_condition(item, condition)
        assert [told_newton(table, v_mps) for v_mps in (0.0, 1.0, 30.0)] == [0.0, 0.0, 0.0]


def test_a_table_that_begins_above_rest_keeps_its_first_force_below() -> None:
    table = of_condition(train(Traction((2.0, 10.0), (100e3, 60e3))), NORMAL)
    assert [told_newton(table, v) for v in (0.0, 1.0, 2.0, 6.0, 10.0)] == [100e3, 100e3, 100e3, 80e3, 60e3]
    assert told_newton(table, 10.1) == 0.0


def test_bands_are_the_brake_times_its_factors() -> None:
    item = replace(train(), brake=BrakeModel((0.0, 10.0, 30.0), (0.8, 0.6, 0.5)))
    guaranteed = replace(SETTINGS, brakes=BrakeFactors(0.7, 0.9, 1.1), service_brake_factor=0.5)
    table, first = band_table(item, guaranteed, [NORMAL, COAST])
    assert first.tolist() == [0, 3, 6]
    assert table.from_mps[:3].tolist() == [0.0, 10.0, 30.0]
    assert table.deceleration_mps2[:3].tolist() == pytest.approx([0.5 * 0.63 * a for a in (0.8, 0.6, 0.5)])


@given(st.floats(0.1, 1.0), st.floats(0.3, 1.5), st.floats(0.01, 110.0))
def test_braking_on_slippery_rails_is_within_adhesion(factor: float, slows: float, v_mps: float) -> None:
    item = replace(train(), brake=BrakeModel((0.0, 22.2), (slows, 0.8 * slows)))
    slippery = Condition(adhesion_factor=factor)
    table, first = band_table(item, replace(SETTINGS, service_brake_factor=1.0), [NORMAL, COAST, slippery])
    part = table[first[2] :]
    found = float(part.deceleration_mps2[np.searchsorted(part.from_mps, v_mps, "left") - 1])
    demand = slows if v_mps <= 22.2 else 0.8 * slows
    bound = factor * mu(v_mps) * GRAVITY_MPS2
    assert found <= min(demand, bound if factor < 1.0 else math.inf) + 1e-15
    assert found >= min(demand, bound * mu(v_mps + 0.5) / mu(v_mps)) - 1e-15
    assert np.all(np.diff(part.from_mps) > 0.0) and part.from_mps[0] == 0.0
