"""Every estimated or assumed value that a plan rests on, one entry each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from railcade.basis import Assumption, Basis
from railcade.conditions import Isolation, OpeningHours, Possession, Restriction
from railcade.fleet import unsure_of
from railcade.network import unsure_values
from railcade.plan.joint.planner import Things
from railcade.plan.joint.settled import Settled
from railcade.plan.rows.border import unsure_steps
from railcade.plan.rows.dated import possession_rows, restriction_rows


def assumptions(things: Things, settled: Settled) -> tuple[Assumption, ...]:
    """Network, formations as they run, other traffic, the border and dated conditions, in this order."""
    found = list(unsure_values(settled.path))
    used = {leg.formation.id: leg.formation for timeline in settled.timelines for leg in timeline.legs}
    found.extend(unsure_of(used.values()))
    for source in sorted({train.source for train in things.timetable.trains if train.synthetic}):
        count = sum(train.source == source for train in things.timetable.trains)
        found.append(Assumption("other traffic", "timetable", f"{count} trains a day", Basis.ASSUMED, source))
    found.extend(_of_journey(things))
    found.extend(unsure_steps(settled))
    found.extend(_of_conditions(things, settled))
    return tuple(found)


def _of_journey(things: Things) -> Iterator[Assumption]:
    for supply in things.manifest.supplies if things.manifest is not None else ():
        if supply.basis.unsure:
            used = [
                f"{factor:g} {supply.unit} {words}"
                for factor, words in (
                    (supply.person_day_factor, "for each person and day"),
                    (supply.hour_factor, "an hour"),
                    (supply.kwh_factor, "for each kWh"),
                )
                if factor
            ]
            yield Assumption("supply", supply.what, ", ".join(used), supply.basis, supply.source)
    for way in things.programme.ways if things.programme is not None else ():
        if way.basis.unsure:
            length_km = sum(leg.length_m for leg in way.legs) / 1000.0
            text = f"{way.seats} seats, {length_km:.0f} km"
            yield Assumption("other way", way.id, text, way.basis, way.source)


def _of_conditions(things: Things, settled: Settled) -> Iterator[Assumption]:
    """Conditions that count on the way and are not published, each once."""
    conditions = things.conditions
    numbers = {row.number for row in possession_rows(things, settled)}
    numbers |= {row.number for row in restriction_rows(things, settled)}
    kinds: tuple[tuple[str, Sequence[Possession | Isolation | Restriction | OpeningHours]], ...] = (
        ("possession", conditions.possessions),
        ("isolation", conditions.isolations),
        ("temporary restriction", conditions.restrictions),
        ("opening hours", conditions.hours),
    )
    for kind, items in kinds:
        for item in items:
            if item.basis.unsure and item.number in numbers:
                yield Assumption(kind, item.number, item.reason, item.basis, item.owner)
