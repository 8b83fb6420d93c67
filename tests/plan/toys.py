"""Small movements over toy lines: trains, a rule pack, requests, other trains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from railcade.basis import Basis
from railcade.clock import from_iso
from railcade.fleet import Fleet, Formation, SpeedCap, Traction, Vehicle
from railcade.network import Network
from railcade.plan.joint.planner import Things
from railcade.plan.request import Movement, RoleRequest, SearchRequest, StopRequest
from railcade.routing import find_way
from railcade.rules import BrakeFactors, Latency, ProtectionKind, ProtectionRule, RuleNote, RulePack, Spacing
from railcade.timetable import BookedPoint, BookedTrain, Timetable
from railcade.units import mps_from_kmh

ZONE = "Asia/Pyongyang"
NINE = from_iso("2027-05-16T09:00:00+09:00")
NOTE = RuleNote("test", "high", "test")


def toy_formation(name: str, speed_kmh: float = 60.0, length_m: float = 200.0) -> Formation:
    """One strong vehicle of a given length and top speed."""
    cap = SpeedCap(mps_from_kmh(speed_kmh), "toy", Basis.SURVEYED)
    traction = Traction("toy", "diesel", (0.0, 40.0), (200e3, 100e3), Basis.SURVEYED, "toy")
    vehicle = Vehicle(
        id=f"{name}_vehicle",
        kind="locomotive",
        length_m=length_m,
        mass_kg=300e3,
        braked_mass_kg=240e3,
        axles=20,
        max_axle_load_kg=15e3,
        rotating_factor=1.06,
        resistance_newton=3000.0,
        resistance_newton_per_mps=50.0,
        resistance_newton_per_mps2=10.0,
        armoured=False,
        caps=(cap,),
        traction=traction,
        basis=Basis.SURVEYED,
        source="toy",
    )
    return Formation(name, (vehicle,), 1435, "P", (), Basis.SURVEYED, "toy")


def toy_pack(**changes: int) -> RulePack:
    """Lead 6, validity 15, follow 4 to 12 minutes, line closed 2 min before and 1 after."""
    spacing = Spacing(360, 900, 240, 720, 200.0, Latency(10, 10, 10, 10, 10), BrakeFactors(0.7, 0.9, 1.1))
    rule = ProtectionRule("same-line", ProtectionKind.SAME_LINE, "first", 120, "last", 60, (), NOTE)
    pack = RulePack("TOY", "1", "toy", spacing, (rule,), {"passenger": 3, "freight": 1}, 1800, {})
    inner = {key: value for key, value in changes.items() if hasattr(spacing, key)}
    outer = {key: value for key, value in changes.items() if not hasattr(spacing, key)}
    return replace(pack, spacing=replace(spacing, **inner), **outer)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Ask:
    """A request in short: top speeds in km/h by role, stops, and minutes of freedom."""

    speeds_kmh: Mapping[str, float]
    stops: tuple[StopRequest, ...] = ()
    window_min: int = 6
    within_min: int = 180
    step_s: int = 60
    max_nodes: int = 20_000


def toy_movement(ask: Ask, origin: str, destination: str) -> tuple[Movement, Fleet]:
    """The movement that is asked for, and its fleet."""
    formations = {role: toy_formation(role, speed) for role, speed in ask.speeds_kmh.items()}
    movement = Movement(
        id="T1",
        name="Toy",
        purpose="test",
        classification="test",
        origin=origin,
        destination=destination,
        via=(),
        depart_earliest_s=NINE,
        depart_latest_s=NINE + 60 * ask.window_min,
        arrive_latest_s=NINE + 60 * ask.within_min,
        publish_step_s=ask.step_s,
        roles=tuple(RoleRequest(role, f"9{i}", ((origin, role),)) for i, role in enumerate(ask.speeds_kmh)),
        stops=ask.stops,
        border=None,
        search=SearchRequest(ask.max_nodes),
        files={},
        notes={},
    )
    vehicles = {item.vehicles[0].id: item.vehicles[0] for item in formations.values()}
    return movement, Fleet("toy", vehicles, formations)


def toy_things(
    network: Network, ask: Ask, trains: Sequence[BookedTrain] = (), pack: RulePack | None = None
) -> Things:
    """All that `plan_jointly` takes, over the whole of a toy line."""
    first, *_, last = network.places
    movement, fleet = toy_movement(ask, first, last)
    way = find_way(network, first, last)
    return Things(movement, network, fleet, Timetable("toy", tuple(trains), "toy"), pack or toy_pack(), way)


def toy_train(
    name: str, kind: str, start_min: int, way: Sequence[tuple[str, int, int]], length_m: float = 200.0
) -> BookedTrain:
    """A train that leaves `start_min` after nine; `way` is (place, dwell min, run min to the next)."""
    clock_s = 9 * 3600 + 60 * start_min
    points: list[BookedPoint] = []
    for i, (place, dwell_min, run_min) in enumerate(way):
        leave_s = clock_s + 60 * dwell_min
        arrive_s = leave_s if i == 0 else clock_s
        points.append(BookedPoint(place, arrive_s, arrive_s if i == len(way) - 1 else leave_s, ""))
        clock_s = leave_s + 60 * run_min
    return BookedTrain(name, kind, length_m, ZONE, tuple(points), "toy")
