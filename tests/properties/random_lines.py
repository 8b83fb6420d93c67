"""Small lines drawn from a seed: lengths, loops, double track, grades, limits, trains, roles, stops."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.random import Generator

from railcade.basis import Basis
from railcade.errors import InfeasibleError
from railcade.network import Extents, Network, Section, Steps
from railcade.plan.joint.planner import Things
from railcade.plan.request import BorderRequest, HandoverRequest, Spread, StepRequest, StopRequest
from railcade.plan.traffic.draw import TrafficSettings, draw_traffic
from railcade.plan.traffic.problems import timetable_problems
from railcade.routing import find_way
from railcade.rules import ProtectionKind, ProtectionRule
from railcade.timetable import BookedPoint, BookedTrain, Timetable
from tests.plan.lines import LineStyle, line_network
from tests.plan.toys import Ask, toy_pack, toy_things, toy_train
from tests.properties.random_secured import secured_at_random

ROLES = ("advance", "decoy", "principal", "follow_up", "second_follow_up")
PARTS_M = TrafficSettings(min_part_m=4_000.0, max_part_m=60_000.0)


def random_line(seed: int) -> Things:
    """A line of three to eight places with up to eight other trains and one to five roles."""
    rng = np.random.default_rng(seed)
    network = _slippery(np.random.default_rng((seed, 1)), _network(rng))
    roles = _roles(rng)
    ask = Ask(
        {role: float(rng.choice([45.0, 60.0, 59.5, 80.0])) for role in roles},
        _stops(rng, network, roles),
        int(rng.integers(0, 31)),
        int(rng.choice([45, 120, 240])),
        int(rng.choice([1, 7, 30, 60])),
        40,
    )
    pack = toy_pack(
        lead_s=int(rng.choice([300, 600])),
        validity_s=int(rng.choice([600, 900, 1800, 3600])),
        follow_max_s=int(rng.choice([900, 2400])),
        max_delay_s=int(rng.choice([600, 3600])),
    )
    things = toy_things(network, ask, (), replace(pack, protection=_protection(rng, pack.protection[0])))
    things = replace(things, timetable=Timetable("drawn", _trains(rng, network), "drawn"))
    if rng.random() < 0.4:
        things = _backwards(things)
    elif rng.random() < 0.8:
        things = _over_a_border(rng, things)
    return secured_at_random(np.random.default_rng((seed, 2)), things)


def _backwards(things: Things) -> Things:
    """The same journey against the direction in which the line is drawn."""
    movement = things.movement
    roles = tuple(
        replace(role, formations=((movement.destination, role.formations[0][1]),)) for role in movement.roles
    )
    back = replace(
        movement,
        origin=movement.destination,
        destination=movement.origin,
        roles=roles,
        stops=movement.stops[::-1],
    )
    way = find_way(things.network, back.origin, back.destination)
    return replace(things, movement=back, way=way)


def _protection(rng: Generator, same_line: ProtectionRule) -> tuple[ProtectionRule, ...]:
    """Windows of the movement's own line, and for some kinds of trains of the other track."""
    before_s, after_s = (int(item) for item in rng.choice([0, 120, 600], 2))
    rules = [replace(same_line, before_s=before_s, after_s=after_s)]
    if rng.random() < 0.5:
        kind = str(rng.choice(["freight", "passenger"]))
        other = replace(rules[0], id="other", kind=ProtectionKind.ADJACENT_LINE, classes=(kind,))
        rules.append(replace(other, from_role="first", until_role="principal"))
    return tuple(rules)


def _over_a_border(rng: Generator, things: Things) -> Things:
    """A change of gauge at one place and a place beyond it to form up, where the line has two such places."""
    movement, network = things.movement, things.network
    room = [i for i, place in enumerate(network.places.values()) if len(place.tracks) > len(movement.roles)]
    room = [i for i in room if 0 < i < len(network.places) - 1]
    if len(room) < 2:
        return things
    at, anew = sorted(rng.choice(room, 2, replace=False).tolist())
    places = {
        **network.places,
        f"p{at}": replace(network.places[f"p{at}"], jack_tracks=int(rng.integers(1, 4))),
    }
    sections = {
        key: replace(item, gauges_mm=(1520,)) if i >= at else item
        for i, (key, item) in enumerate(network.sections.items())
    }
    broad = {f"{name}_broad": replace(item, gauge_mm=1520) for name, item in things.fleet.formations.items()}
    broad = {name: replace(item, id=name) for name, item in broad.items()}
    border = BorderRequest(
        place=f"p{at}",
        duration_s=int(rng.choice([600, 1800])),
        bogie_sets=int(rng.integers(2, 5)),
        reform_place=f"p{anew}",
        reform_s=int(rng.choice([0, 600])),
        extra_s=int(rng.choice([600, 7200])),
        reason="test",
    )
    border, handed = _steps(rng.spawn(1)[0], border)
    roles = tuple(
        replace(
            role,
            formations=(*role.formations, (f"p{at}", f"{role.role}_broad")),
            handovers=(HandoverRequest(f"p{at}", "hand-over", f"7{i}", "host"),)
            if handed and role.role != "principal"
            else (),
        )
        for i, role in enumerate(movement.roles)
    )
    stops = tuple(stop for stop in movement.stops if stop.place not in (f"p{at}", f"p{anew}"))
    return replace(
        things,
        network=replace(network, places=places, sections=sections),
        fleet=replace(things.fleet, formations={**things.fleet.formations, **broad}),
        movement=replace(movement, border=border, roles=roles, stops=stops),
    )


def _steps(rng: Generator, border: BorderRequest) -> tuple[BorderRequest, bool]:
    """In two of three cases steps with distributions instead of one duration; sometimes hosts take over."""
    handed = bool(rng.random() < 0.3)
    if rng.random() < 0.3:
        return border, handed
    low, mode, high = sorted(int(value) for value in rng.integers(300, 2400, 3))
    kinds = (
        ("formalities", Spread("fixed", (int(rng.integers(60, 600)),))),
        ("regauging", Spread("triangular", (low, mode, high + 60))),
        ("brake_test", Spread("lognormal", (600, 900))),
        ("far_formalities", Spread("quantiles", (60, 300, 1200), (0.0, 0.4, 1.0))),
    )
    steps = tuple(
        StepRequest(kind, kind, spread, kind == "regauging", Basis.ASSUMED, "test")
        for kind, spread in kinds
        if kind == "regauging" or rng.random() < 0.6
    )
    of = str(rng.choice(["step", "train", "all"]))
    quantile = float(rng.choice([0.2, 0.5, 0.9]))
    return replace(border, duration_s=0, steps=steps, of=of, quantile=quantile), handed


def _network(rng: Generator) -> Network:
    count = int(rng.integers(2, 8))
    lengths_m = [float(rng.integers(1_500, 7_000)) for _ in range(count)]
    middle = [int(rng.choice([0, 0, 1, 2, 2, 3, 4, 5])) for _ in range(count - 1)]
    style = LineStyle(
        limit_mps=float(rng.choice([12.0, 16.0, 25.0])),
        track_m=float(rng.choice([180.0, 250.0, 500.0, 800.0], p=[0.05, 0.15, 0.4, 0.4])),
        double=frozenset(i for i in range(count) if rng.random() < 0.25),
        signal_m={i: (length_m / 2,) for i, length_m in enumerate(lengths_m) if rng.random() < 0.2},
        setting_s=int(rng.choice([10, 60])),
    )
    network = line_network(lengths_m, [int(rng.integers(2, 5)), *middle, int(rng.integers(2, 5))], style)
    return replace(network, sections={key: _profiled(rng, item) for key, item in network.sections.items()})


def _profiled(rng: Generator, section: Section) -> Section:
    """A grade and a limit that change inside the section."""
    cut_m = float(rng.uniform(0.2, 0.8)) * section.length_m
    grades = rng.uniform(-0.012, 0.012, 2).round(4).tolist()
    limits = rng.choice([10.0, 14.0, 16.0, 22.0], 2).tolist()
    basis = (Basis.ASSUMED, Basis.ASSUMED)
    start_m = np.array([0.0, cut_m])
    return replace(
        section,
        grade=Steps(start_m, np.array(grades), basis),
        limit_mps=Steps(start_m, np.array(limits), basis),
    )


def _slippery(rng: Generator, network: Network) -> Network:
    """Bad rails on some sections of every third line."""
    if rng.random() < 0.67:
        return network
    sections = dict(network.sections)
    for key, section in network.sections.items():
        if rng.random() < 0.4:
            from_m, to_m = np.sort(rng.uniform(0.0, section.length_m, 2)).tolist()
            share = float(rng.choice([0.15, 0.25, 0.5]))
            sections[key] = replace(section, adhesion=Extents.of([from_m], [to_m], [share], [Basis.ASSUMED]))
    return replace(network, sections=sections)


def _roles(rng: Generator) -> list[str]:
    return [role for role in ROLES if rng.random() < 0.6 or role == "principal"]


def _stops(rng: Generator, network: Network, roles: list[str]) -> tuple[StopRequest, ...]:
    stops = []
    for place in list(network.places.values())[1:-1]:
        room = len(place.tracks) > len(roles) or rng.random() < 0.05
        if place.standable and room and rng.random() < 0.5:
            some = tuple(role for role in roles if rng.random() < 0.5) if rng.random() < 0.3 else ()
            dwell_s, extra_s = int(rng.choice([60, 300, 900])), int(rng.choice([0, 300, 1200]))
            stops.append(StopRequest(place.id, dwell_s, extra_s, "test", some, bool(rng.random() < 0.2)))
    return tuple(stops)


def _trains(rng: Generator, network: Network) -> tuple[BookedTrain, ...]:
    wanted = int(rng.integers(0, 9))
    if rng.random() < 0.3:
        try:
            return draw_traffic(network, wanted, int(rng.integers(1 << 30)), PARTS_M).trains
        except InfeasibleError:
            return ()
    kept: list[BookedTrain] = []
    for number in range(wanted):
        tried = (*kept, _by_hand(rng, network, number))
        if not timetable_problems(network, Timetable("tried", tried, "drawn")):
            kept = list(tried)
    return tuple(kept)


def _by_hand(rng: Generator, network: Network, number: int) -> BookedTrain:
    """A train around the movement's hours, its minutes drawn."""
    names = list(network.places)
    ends = [i for i, name in enumerate(names) if network.places[name].standable]
    first, last = sorted(rng.choice(ends, 2, replace=False).tolist())
    way = list(range(first, last + 1))
    if rng.random() < 0.5:
        way.reverse()
    rows = []
    for i, place in enumerate(way):
        inside = 0 < i < len(way) - 1
        dwell_min = int(rng.choice([0, 0, 3])) if inside and network.places[names[place]].standable else 0
        run_min = 0
        if i + 1 < len(way):
            section = network.sections[f"p{min(place, way[i + 1])}-p{max(place, way[i + 1])}"]
            run_min = 1 + int(section.length_m / float(rng.choice([600.0, 900.0])))
        rows.append((names[place], dwell_min, run_min))
    kind = str(rng.choice(["passenger", "freight"]))
    start_min, length_m = int(rng.integers(-30, 60)), float(rng.choice([150.0, 300.0]))
    train = toy_train(str(100 + number), kind, start_min, rows, length_m)
    late_s = int(rng.choice([0, 30, 13]))  # on no grid that the movement is on
    return replace(train, points=tuple(_on_a_track(rng, network, point, late_s) for point in train.points))


def _on_a_track(rng: Generator, network: Network, point: BookedPoint, late_s: int) -> BookedPoint:
    """Some seconds later, on a drawn track where the place has one to stand on."""
    place = network.places[point.place]
    track = str(rng.integers(1, len(place.tracks) + 1)) if place.standable else ""
    return BookedPoint(point.place, point.arrive_s + late_s, point.depart_s + late_s, track)
