"""True runs of the engine are never refused: random lines with all that a line may bring, uneven trains."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from railcade.basis import Basis
from railcade.errors import InputError, Problem
from railcade.fleet import Deceleration, Fleet, Formation, SpeedCap, Traction, Vehicle
from railcade.formats.runs_npz import COLUMNS
from railcade.network import Extents, Network, Steps, Structure, make_path
from railcade.plan.check import Inputs
from railcade.plan.check.events import exact_events, leg_runs
from railcade.plan.check.motion import check_motion
from railcade.plan.check.pace import check_paces
from railcade.plan.check.stretches import find_stretches
from railcade.plan.check.tally import Tally
from railcade.plan.check.way import lay, links
from railcade.plan.check.world import World
from railcade.plan.joint.pacing import make_timelines
from railcade.plan.model import PlanLeg, PlanTrain
from railcade.plan.request import RoleRequest, StopRequest
from tests.conftest import SOAK_FACTOR
from tests.plan.check import hand
from tests.plan.lines import LineStyle, line_network

WIRE = "25 kV AC"
SURE = Basis.SURVEYED
KINDS = ("curve_radius_m", "neutral_m", "adhesion", "feeding_watt", "heavy_limits")
RANGES: Mapping[str, tuple[float, ...]] = {
    "curve_radius_m": (100.0, 299.0, 300.0, 1200.0),
    "neutral_m": (0.0,),
    "adhesion": (0.4, 0.7, 1.0),
    "feeding_watt": (4e5, 1.5e6, 5e6),
    "heavy_limits": (7.0, 12.0, 19.0),
}


@dataclass(frozen=True)
class Ran:
    """A line with the runs of one formation over it, both ways of asking."""

    network: Network
    fleet: Fleet
    route: tuple[str, ...]
    trains: tuple[PlanTrain, ...]
    runs: Mapping[str, Mapping[str, NDArray[Any]]]

    def problems(self) -> tuple[Problem, ...]:
        """What the check refuses of the runs."""
        by_ends = links(self.network)
        way = lay(self.network, by_ends, self.route)
        legs = [leg_runs(train, self.runs, self.fleet, way) for train in self.trains]
        world = World(
            replace(hand.plan(), route=self.route, trains=self.trains),
            self.runs,
            Inputs(self.network, self.fleet, hand.timetable(), hand.rules(), hand.movement()),
            way,
            by_ends,
            find_stretches(self.network),
            tuple(exact_events(train.role, own, way) for train, own in zip(self.trains, legs, strict=True)),
            (),
        )
        tally = Tally()
        check_motion(world, tally)
        check_paces(world, tally)
        return tuple(tally.problems)


def ran(network: Network, route: tuple[str, ...], *formations: Formation) -> Ran:
    """Run formations with a stop at the second place, one paced by the other, as a plan does."""
    fleet = Fleet("toy", {}, {item.id: item for item in formations})
    roles = tuple(RoleRequest(item.id, item.id, ((route[0], item.id),)) for item in formations)
    stop = StopRequest(route[1], 60, 60, "")
    movement = replace(
        hand.movement(),
        origin=route[0],
        destination=route[-1],
        via=(),
        roles=roles,
        stops=(stop,),
        border=None,
    )
    trains, runs = [], {}
    for timeline in make_timelines(movement, make_path(network, route), fleet):
        legs = []
        for i, leg in enumerate(timeline.legs):
            ends = route[leg.first], route[leg.last]
            key = f"{timeline.role}/{i}"
            legs.append(PlanLeg(key, *ends, 0, leg.formation.id, leg.pace_mps))
            runs[key] = {name: getattr(leg.run, name) for name in COLUMNS}
        made = replace(hand.plan().trains[0], role=timeline.role, legs=tuple(legs))
        trains.append(made)
    return Ran(network, fleet, route, tuple(trains), runs)


def extents(draw: st.DrawFn, length_m: float, values: tuple[float, ...], above_kg: float = 0.0) -> Extents:
    """None, one or two stretches of a section, each with one of the values."""
    ends = sorted(draw(st.lists(st.integers(0, int(length_m)), min_size=4, max_size=4, unique=True)))
    count = draw(st.integers(0, 2))
    begins, stops = ends[0 : 2 * count : 2], ends[1 : 2 * count : 2]
    drawn = [draw(st.sampled_from(values)) for _ in begins]
    return Extents.of(begins, stops, drawn, [SURE] * count, [above_kg] * count)


def steps(draw: st.DrawFn, length_m: float, values: st.SearchStrategy[float]) -> Steps:
    starts = sorted(draw(st.sets(st.integers(1, int(length_m) - 1), max_size=3)))
    drawn = [draw(values) for _ in range(len(starts) + 1)]
    return Steps.of([0.0, *starts], drawn, [SURE] * len(drawn))


@st.composite
def lines(draw: st.DrawFn) -> Network:
    lengths_m = [float(draw(st.integers(800, 4000))) for _ in range(3)]
    power = draw(st.sampled_from([WIRE, "none"]))
    network = line_network(lengths_m, style=LineStyle(power=power))
    sections = {}
    for name, section in network.sections.items():
        length_m = section.length_m
        tunnels = extents(draw, length_m, (0.5, 1.5, 2.0, 4.0))
        sections[name] = replace(
            section,
            grade=steps(draw, length_m, st.integers(-12, 9).map(lambda value: value / 1000.0)),
            limit_mps=steps(draw, length_m, st.sampled_from([6.0, 13.0, 20.0, 33.0])),
            structures=tuple(
                Structure("tunnel", float(from_m), float(to_m), SURE, float(value), SURE)
                for from_m, to_m, value in zip(tunnels.from_m, tunnels.to_m, tunnels.value, strict=True)
            ),
            **{
                kind: extents(draw, length_m, RANGES[kind], 20e3 if kind == "heavy_limits" else 0.0)
                for kind in KINDS
            },
        )
    return replace(network, sections=sections)


def vehicle(mass_t: float, length_m: float, pull: Traction | None = None) -> Vehicle:
    mass_kg = 1000.0 * mass_t
    heaviest_kg = 22.5e3 if pull is not None and pull.adhesive_mass_kg else 16e3
    return Vehicle(
        f"v{mass_t:g}_{length_m:g}", "any", length_m, mass_kg, 0.7 * mass_kg, 4, heaviest_kg, 1.06,
        10.0 * mass_t, 0.2 * mass_t, 1.5, False, (), pull, SURE, "", 20e3,
    )  # fmt: skip


DIESEL = Traction("D", "diesel", (0.0, 34.0), (240e3, 240e3), SURE, "", 1.8e6, 110e3, head_end=True)
ELECTRIC = Traction("E", WIRE, (0.0, 15.0, 40.0), (300e3, 250e3, 90e3), SURE, "", 4e6, 84e3)
TABLE = Traction("T", "diesel", (0.0, 10.0, 25.0, 36.0), (250e3, 160e3, 70e3, 40e3), SURE, "")


@st.composite
def formations(draw: st.DrawFn, power: str) -> Formation:
    first = draw(st.sampled_from([DIESEL, TABLE] if power == "none" else [ELECTRIC, DIESEL, TABLE]))
    pulls = [first, *draw(st.lists(st.sampled_from([DIESEL, ELECTRIC, TABLE]), max_size=2))]
    cars = st.tuples(st.sampled_from([15.0, 40.0, 80.0]), st.sampled_from([12.5, 18.1, 26.4]))
    vehicles = [vehicle(80.0 + 5.0 * i, 19.3, pull) for i, pull in enumerate(pulls)]
    vehicles += [vehicle(*car) for car in draw(st.lists(cars, max_size=9))]
    gamma = Deceleration((0.0, 12.0, 20.0), (0.7, 0.9, 0.6), 4.0, SURE, "")
    return Formation(
        "train", tuple(draw(st.permutations(vehicles))), 1435, draw(st.sampled_from("PG")),
        (SpeedCap(30.0, "toy", SURE),), SURE, "", draw(st.sampled_from([None, None, gamma])),
    )  # fmt: skip


@settings(
    max_examples=200 * SOAK_FACTOR,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
@given(st.data())
def test_true_runs_hold(data: st.DataObject) -> None:
    """Also from the line's other end, and for a role that is paced by a slower one."""
    network = data.draw(lines())
    formation = data.draw(formations(network.sections["p0-p1"].power))
    route = data.draw(st.sampled_from([("p0", "p1", "p2", "p3"), ("p3", "p2", "p1", "p0")]))
    slow = replace(formation, id="slow", caps=(SpeedCap(12.0, "toy", SURE),))
    try:
        found = ran(network, route, formation, slow)
    except InputError:
        assume(False)
    assert found.problems() == ()


def electric(**extents: Extents) -> Ran:
    """An uneven electric train that holds 20 m/s over the middle of three sections, as far as it may."""
    network = line_network([3000.0, 5000.0, 3000.0], style=LineStyle(power=WIRE, limit_mps=20.0))
    rising = replace(network.sections["p1-p2"], grade=Steps.constant(0.004, SURE), **extents)
    network = replace(network, sections={**network.sections, "p1-p2": rising})
    cars = [vehicle(80.0, 18.1), vehicle(15.0, 26.4)]
    vehicles = (vehicle(85.0, 19.3, ELECTRIC), *cars, vehicle(85.0, 19.3, ELECTRIC), *cars)
    formation = Formation("train", vehicles, 1435, "P", (SpeedCap(30.0, "toy", SURE),), SURE, "")
    return ran(network, ("p0", "p1", "p2", "p3"), formation)


def somewhere(value: float, above_kg: float = 0.0) -> Extents:
    return Extents.of([2800.0], [3300.0], [value], [SURE], [above_kg])


TUNNEL = (Structure("tunnel", 2800.0, 3300.0, SURE, 3.0, SURE),)


@pytest.mark.parametrize(
    ("rule", "extents"),
    [
        ("MOTION-FORCE", {"curve_radius_m": somewhere(250.0)}),
        ("MOTION-FORCE", {"structures": TUNNEL}),
        ("MOTION-LIMIT", {"heavy_limits": somewhere(12.0, 20e3)}),
        ("NEUTRAL", {"neutral_m": somewhere(0.0)}),
        ("FEEDING", {"feeding_watt": somewhere(2e5)}),
    ],
)
def test_a_run_made_without_what_the_line_has_is_refused(rule: str, extents: dict[str, Any]) -> None:
    blind, told = electric(), electric(**extents)
    refused = {item.what.split(":")[0] for item in replace(blind, network=told.network).problems()}
    assert rule in refused
    assert "ADHESION" not in refused
    assert told.problems() == ()


def mixed(**extents: Extents) -> Ran:
    """An electric locomotive and a diesel together, on a rise that takes both."""
    network = line_network([3000.0, 5000.0, 3000.0], style=LineStyle(power=WIRE, limit_mps=20.0))
    rising = replace(network.sections["p1-p2"], grade=Steps.constant(0.03, SURE), **extents)
    network = replace(network, sections={**network.sections, "p1-p2": rising})
    pulls = (vehicle(85.0, 19.3, ELECTRIC), vehicle(80.0, 19.3, DIESEL))
    vehicles = (*pulls, *[vehicle(40.0, 18.1)] * 8)
    formation = Formation("train", vehicles, 1435, "P", (SpeedCap(30.0, "toy", SURE),), SURE, "")
    return ran(network, ("p0", "p1", "p2", "p3"), formation)


@pytest.mark.parametrize(
    ("rule", "extents", "told"),
    [
        ("NEUTRAL", {"neutral_m": somewhere(0.0)}, ", its diesels have "),
        ("FEEDING", {"feeding_watt": somewhere(2e5)}, "the feeding gives 200.0 kW"),
    ],
)
def test_a_diesel_beside_an_electric_locomotive_pulls_on_and_no_more_than_it_has(
    rule: str, extents: dict[str, Any], told: str
) -> None:
    free, bound = mixed(), mixed(**extents)
    assert bound.problems() == ()
    column = bound.runs["train/1"]
    inside = (column["x_m"] > 3000.0 + 2900.0) & (column["x_m"] < 3000.0 + 3250.0)
    assert column["force_newton"][inside].min() > 50e3, "the diesel pulls"
    refused = [item.what for item in replace(free, network=bound.network).problems()]
    assert any(what.startswith(rule) and told in what for what in refused)


def test_a_run_made_on_good_rails_is_refused_on_slippery_ones() -> None:
    """Where the train starts, and where it brakes."""
    leaves = Extents.of([0.0, 4900.0], [200.0, 5000.0], [0.5, 0.1], [SURE] * 2)
    blind, told = electric(), electric(adhesion=leaves)
    refused = {item.what.split(":")[0] for item in replace(blind, network=told.network).problems()}
    assert "ADHESION" in refused
    assert told.problems() == ()


def test_the_order_of_vehicles_counts() -> None:
    """A run of the train the other way round does not balance where the grade changes."""
    found = electric()
    train = found.fleet.formations["train"]
    turned = replace(train, vehicles=train.vehicles[::-1])
    fleet = replace(found.fleet, formations={"train": turned})
    refused = {item.what.split(":")[0] for item in replace(found, fleet=fleet).problems()}
    assert "MOTION-FORCE" in refused


def test_the_allowance_of_a_portal_ends_with_it() -> None:
    """What the stair may be off while the train passes a portal is refused before and behind it."""
    found = electric(structures=TUNNEL)
    key = "train/1"
    x_m = found.runs[key]["x_m"] - 3000.0
    inside = int(np.searchsorted(x_m, 3100.0))
    within = int(np.searchsorted(x_m, 2830.0))
    for point, refuses in ((inside, True), (within, False)):
        columns = {name: values.copy() for name, values in found.runs[key].items()}
        air_newton = 9.0 * columns["v_mps"][point] ** 2
        columns["force_newton"][point] -= 0.004 * air_newton
        changed = replace(found, runs={**found.runs, key: columns})
        assert any("MOTION-FORCE" in item.what for item in changed.problems()) == refuses
