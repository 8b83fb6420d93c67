"""Traction, brakes and lists of the check beside those of motion, on fleets that tell all they may."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from railcade.basis import Basis
from railcade.fleet import Deceleration, Formation, Traction, Vehicle
from railcade.kernels.tables import Rows
from railcade.motion import RunSettings, full_brake, service_brake, stop_of, train_of
from railcade.motion.traction import segment_table
from railcade.motion.types import NORMAL
from railcade.plan.check.build_up import needed_times_s
from railcade.plan.check.forces import most_newton, nominal_deceleration_mps2, safe_distance_m
from railcade.rules import BrakeFactors
from tests.plan.lines import LineStyle, line_network
from tests.plan.toys import Ask, toy_formation, toy_things
from tests.stories.told import tell

GAMMA = Deceleration((0.0, 12.0, 20.0), (0.9, 1.1, 0.7), 3.5, Basis.ASSUMED, "toy")
GUARANTEED = BrakeFactors(0.7, 0.9, 1.1)
DIESEL = Traction(
    "D", "diesel", (0.0, 30.0), (290e3, 290e3), Basis.ASSUMED, "toy", 2.3e6, 100e3, head_end=True
)
ELECTRIC = replace(DIESEL, class_name="E", power="3 kV DC", power_watt=4e6, regeneration_share=0.5)


def vehicle(name: str, pull: Traction | None) -> Vehicle:
    one = toy_formation(name).vehicles[0]
    return replace(one, traction=pull, hotel_watt=0.0 if pull else 60e3, basis=Basis.ASSUMED)


def mixed(*pulls: Traction) -> Formation:
    vehicles = tuple(vehicle(f"loco{i}", pull) for i, pull in enumerate(pulls)) + (vehicle("car", None),) * 4
    return replace(toy_formation("mixed"), vehicles=vehicles)


def told_newton(table: Rows, v_mps: float) -> float:
    (row,) = table[(table.knot_mps < v_mps) & (v_mps <= table.top_mps)]
    hyperbola = row.power_watt / (v_mps + row.offset_mps)
    return float(row.force_newton + row.slope_newton_per_mps * (v_mps - row.knot_mps) + hyperbola)


@pytest.mark.parametrize(
    ("pulls", "supply"),
    [
        ((DIESEL, DIESEL), "none"),
        ((ELECTRIC, DIESEL), "3 kV DC"),
        ((ELECTRIC, DIESEL), "none"),
        ((replace(DIESEL, head_end=False), DIESEL), "none"),
    ],
)
def test_the_force_that_the_check_allows_is_that_of_the_tables(
    pulls: tuple[Traction, ...], supply: str
) -> None:
    formation = mixed(*pulls)
    table, first = segment_table(train_of(formation, [supply]), RunSettings(0.0, 1.0), [NORMAL])
    v_mps = np.linspace(0.01, 35.0, 400)
    expected = [told_newton(table[: first[1]], v) for v in v_mps.tolist()]
    assert most_newton(formation, [supply], v_mps, np.ones(len(v_mps))) == pytest.approx(expected, rel=1e-9)


def test_a_hotel_load_above_the_power_leaves_nothing() -> None:
    formation = mixed(replace(DIESEL, power_watt=200e3))
    assert most_newton(formation, ["none"], np.array([0.1, 10.0]), np.ones(2)).tolist() == [0.0, 0.0]


def test_brakes_told_by_deceleration() -> None:
    formation = replace(mixed(DIESEL), deceleration=GAMMA)
    found = nominal_deceleration_mps2(formation, np.array([5.0, 12.0, 15.0, 25.0]))
    assert found.tolist() == [0.9, 1.1, 1.1, 0.7]
    for fall_grade in (0.0, -0.015):
        expected = stop_of(full_brake(formation), 25.0, grade=fall_grade, factors=GUARANTEED)
        assert safe_distance_m(formation, 25.0, fall_grade, GUARANTEED) == pytest.approx(expected.distance_m)
    assert safe_distance_m(formation, 25.0, -0.06, GUARANTEED) == math.inf


@pytest.mark.parametrize("deceleration", [None, GAMMA])
def test_build_up_times_of_the_check_are_those_of_the_brake(deceleration: Deceleration | None) -> None:
    for position in ("P", "G"):
        formation = replace(mixed(DIESEL), deceleration=deceleration, brake_position=position)
        brake = service_brake(formation)
        assert needed_times_s(formation) == pytest.approx((brake.build_up_stop_s, brake.build_up_limit_s))


def test_all_that_is_assumed_of_a_train_is_listed_and_counted_again() -> None:
    things = toy_things(line_network([4000.0, 4000.0], [3] * 3, LineStyle()), Ask({"principal": 60.0}), ())
    plain = things.fleet.formations["principal"]
    pull = replace(DIESEL, power_watt=1.5e6, adhesive_mass_kg=60e3, regeneration_share=0.4)
    loco = replace(plain.vehicles[0], traction=pull, hotel_watt=15e3, basis=Basis.ASSUMED)
    formation = replace(plain, vehicles=(loco,), deceleration=GAMMA)
    fleet = replace(things.fleet, formations={"principal": formation}, vehicles={loco.id: loco})
    told = tell(replace(things, fleet=fleet))
    assert told.record.problems == ()
    listed = {item.what: item.value for item in told.plan.assumptions}
    assert listed["deceleration"] == "0.70 to 1.10 m/s², build-up 3.5 s"
    assert listed["vehicle"].endswith("hotel load 15.0 kW")
    expected = "D, diesel, 290 kN, 1500 kW, 60.0 t on driven axles, feeds the hotel load, gives 40 % back"
    assert listed["traction"] == expected
