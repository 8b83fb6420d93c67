"""Crossings, points, structures, boxes and windows of every kind, drawn onto a line from a seed."""

from __future__ import annotations

from dataclasses import replace

from numpy.random import Generator

from railcade.basis import Basis
from railcade.network import Crossing, CrossingKind, Facing, Network, Place, Points, Section, Structure
from railcade.plan.joint.planner import Things
from railcade.rules import (
    Clock,
    Closure,
    Event,
    ProtectionKind,
    ProtectionRule,
    Scope,
    Target,
    Who,
)
from tests.plan.toys import NOTE

DRAWN = Basis.SURVEYED


def secured_at_random(rng: Generator, things: Things) -> Things:
    """The same journey with more to protect, and a pack that asks for it."""
    network = _network(rng, things.network)
    roles = [role.role for role in things.movement.roles]
    rules = [_rule(rng, i, roles) for i in range(int(rng.integers(0, 6)))]
    pack = replace(
        things.pack,
        protection=(*things.pack.protection, *rules),
        handover_s=int(rng.choice([0, 60, 600])),
    )
    return replace(things, network=network, pack=pack)


def _network(rng: Generator, network: Network) -> Network:
    sections = {key: _section(rng, item, list(network.places)) for key, item in network.sections.items()}
    places = {key: _place(rng, network, item) for key, item in network.places.items()}
    return replace(network, sections=sections, places=places)


def _section(rng: Generator, section: Section, places: list[str]) -> Section:
    length_m = section.length_m
    crossings = tuple(
        Crossing(
            f"{section.id}_x{i}",
            f"road {i}",
            CrossingKind(rng.choice(list(CrossingKind))),
            float(rng.uniform(0.01, 0.99) * length_m),
            str(rng.choice(places)) if rng.random() < 0.3 else "",
            DRAWN,
        )
        for i in range(int(rng.integers(0, 3)))
    )
    structures = []
    for _ in range(int(rng.integers(0, 3))):
        from_m, to_m = sorted((rng.uniform(0.0, 1.0, 2) * length_m).tolist())
        structures.append(Structure(str(rng.choice(["bridge", "tunnel"])), from_m, to_m, DRAWN))
    return replace(
        section,
        crossings=crossings,
        structures=tuple(structures),
        power=str(rng.choice([section.power, "3 kV DC"])),
    )


def _place(rng: Generator, network: Network, place: Place) -> Place:
    points = tuple(
        Points(
            f"{place.id}_points_{section.id}_{i}",
            f"{section.id} {i}",
            section.id,
            float(rng.uniform(0.0, 0.6) * section.length_m),
            Facing(rng.choice(list(Facing))),
            DRAWN,
        )
        for section in network.sections_at[place.id]
        for i in range(int(rng.integers(0, 2)))
    )
    return replace(place, points=points, box=bool(rng.random() < 0.5))


def _rule(rng: Generator, number: int, roles: list[str]) -> ProtectionRule:
    kind = ProtectionKind(rng.choice(list(ProtectionKind)[1:]))  # the line itself has its rule
    holds = kind is ProtectionKind.ADJACENT_LINE
    targets = tuple(target for target in Target if rng.random() < 0.6) or (Target.BRIDGE,)
    scope = Scope(
        targets=targets if kind in (ProtectionKind.GUARD, ProtectionKind.SEARCH) else (),
        crossings=tuple(item.value for item in CrossingKind if rng.random() < 0.3),
        least_m=float(rng.choice([0.0, 500.0])),
        facing_only=bool(rng.random() < 0.5),
        tunnels_only=holds and bool(rng.random() < 0.7),
    )
    before_s, after_s = (int(item) for item in rng.choice([0, 120, 1800], 2))
    rule = ProtectionRule(
        f"rule-{number}",
        kind,
        str(rng.choice(["first", *roles])),
        before_s,
        str(rng.choice(["last", *roles])),
        after_s,
        ("freight",) if holds and rng.random() < 0.5 else (),
        NOTE,
        from_event=Event.ARRIVES if holds else Event(rng.choice(list(Event))),
        until_event=Event.COMPLETE if holds else Event(rng.choice(list(Event))),
        from_clock=Clock(rng.choice(list(Clock))),
        until_clock=Clock(rng.choice(list(Clock))),
        who=Who(rng.choice(list(Who))),
        scope=scope,
    )
    if kind is ProtectionKind.CROSSING and rng.random() < 0.5:
        return replace(rule, closure=Closure.EACH, from_role="first", until_role="last")
    if roles.index(_named(rule.from_role, roles)) > roles.index(_named(rule.until_role, roles)):
        return replace(rule, from_role="first", until_role="last")
    return rule


def _named(name: str, roles: list[str]) -> str:
    return {"first": roles[0], "last": roles[-1]}.get(name, name)
