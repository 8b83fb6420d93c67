"""Rows of the plan: people, supplies and cars aboard."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from railcade.errors import InfeasibleError, Problem
from railcade.journey import Manifest, Supply
from railcade.plan.joint.settled import Settled, present
from railcade.plan.model_journey import AboardRow, CarriedRow, SupplyRow

DAY_S = 86_400.0
HOUR_S = 3_600.0
JOULE_PER_KWH = 3.6e6


def aboard_rows(manifest: Manifest, settled: Settled) -> tuple[AboardRow, ...]:
    """Carriages with people, train by train from the head."""
    rows = []
    for timeline in settled.timelines:
        carriages = timeline.legs[0].formation.carriages
        for number, vehicle in enumerate(carriages, start=1):
            here = [
                each for each in manifest.parties if (each.role, each.carriage) == (timeline.role, number)
            ]
            if here:
                functions = {name for party in here for name in party.functions}
                rows.append(
                    AboardRow(
                        role=timeline.role,
                        carriage=number,
                        vehicle=vehicle.id,
                        people=sum(party.people for party in here),
                        seats=vehicle.seats,
                        sleepers=sum(party.sleepers for party in here),
                        berths=vehicle.berths,
                        functions=tuple(sorted(functions)),
                    )
                )
    return tuple(rows)


def supply_rows(manifest: Manifest, settled: Settled) -> tuple[SupplyRow, ...]:
    """Each supply of each train that carries it, on its hardest stretch between two fillings."""
    return tuple(
        max(_stretches(manifest, supply, settled, role), key=lambda row: row.needed)
        for role in range(len(settled.timelines))
        for supply in manifest.supplies
        if settled.timelines[role].role in supply.carried
    )


def _stretches(manifest: Manifest, supply: Supply, settled: Settled, role: int) -> Iterator[SupplyRow]:
    """From each filling, or the origin, to the next, or the destination; a stand counts until it ends."""
    timeline, places = settled.timelines[role], settled.path.places
    stands = [leg.first for leg in timeline.legs]
    filled = [0, *(at for at in stands[1:] if places[at].id in supply.filled_at), len(places) - 1]
    name = timeline.role
    hotel_watt = max(leg.formation.hotel_watt for leg in timeline.legs)
    used_per_s = (
        supply.person_day_factor * manifest.people(name) / DAY_S
        + supply.hour_factor / HOUR_S
        + supply.kwh_factor * hotel_watt / JOULE_PER_KWH
    )
    for start, end in zip(filled[:-1], filled[1:], strict=True):
        from_s = settled.published_s(role, present(timeline.depart[start]))
        until = timeline.depart[end] or timeline.arrive[end]
        lasts_s = settled.published_s(role, present(until)) - from_s
        yield SupplyRow(
            role=name,
            what=supply.what,
            unit=supply.unit,
            needed=math.ceil(used_per_s * lasts_s - 1e-6),
            carried=supply.carried[name],
            from_place=places[start].id,
            until_place=places[end].id,
        )


def refuse_supplies(rows: Sequence[SupplyRow]) -> None:
    """Refuse supplies that end on the way.

    Raises
    ------
    InfeasibleError
        E0350 for each train and supply.
    """
    problems = [
        Problem(
            "E0350",
            f"{row.role}, {row.from_place} to {row.until_place}",
            f"{row.needed:,} {_of(row)} are needed, {row.carried:,} carried",
            f"carry {row.needed - row.carried:,} {row.unit} more, or fill up on the way",
        )
        for row in rows
        if row.needed > row.carried
    ]
    if problems:
        raise InfeasibleError(problems)


def _of(row: SupplyRow) -> str:
    """``l of water``; one word where the supply is its own unit."""
    return row.unit if row.unit == row.what else f"{row.unit} of {row.what}"


def carried_rows(manifest: Manifest, settled: Settled) -> tuple[CarriedRow, ...]:
    """Road cars in the order of the manifest."""
    rows = []
    for car in manifest.cars:
        role = settled.role(car.role)
        at = settled.path.index[car.hand_over]
        arrives_s = int(settled.published_s(role, present(settled.timelines[role].arrive[at])))
        rows.append(
            CarriedRow(
                car=car.id,
                title=car.title,
                role=car.role,
                carriage=car.carriage,
                mass_kg=car.mass_kg,
                hand_over=car.hand_over,
                ready_at_s=arrives_s + car.unload_s,
            )
        )
    return tuple(rows)
