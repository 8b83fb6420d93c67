"""`programme.toml`: events, and other ways of going."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from railcade.errors import Problem, raise_if_any
from railcade.formats.reading import FileModel, TomlFile, near, read_toml, twice, typed
from railcade.formats.values import BasisName, Duration, Instant, NotNegative, Text
from railcade.journey import Event, OtherWay, Programme, WayLeg
from railcade.units import mps_from_kmh

_DURATION = 'a duration such as "20 min"'


class EventTable(FileModel):
    """An event that people of the principal train attend."""

    id: Text = Field(description="id of the event")
    title: Text = Field(description="as printed")
    place: Text = Field(description="a place id of the network where the principal stands")
    begins: Instant = Field(description="booked begin, with its offset: 2027-05-18T10:00:00+10:00")
    lasts: Duration = Field(description=f"how long it lasts: {_DURATION}")
    lead: Duration = Field(
        default=0, description=f"between train and event, either way: {_DURATION}; 0 if left out"
    )
    may_slip: Duration = Field(
        default=0, description=f"how much later it may begin: {_DURATION}; 0 if left out"
    )
    follows: str = Field(default="", description="id of the event whose end it waits for; may be left out")
    gap: Duration = Field(default=0, description=f"from the end of that event: {_DURATION}; 0 if left out")


class WayLegTable(FileModel):
    """A part of another way."""

    title: Text = Field(description="as printed, for example road to the airport")
    km: Annotated[float, Field(ge=0.0, le=100_000.0)] = Field(
        default=0.0, description="length, km; 0 (if left out) for a wait"
    )
    speed_kmh: Annotated[float, Field(ge=0.1, le=10_000.0)] = Field(
        default=1.0, description="mean speed, km/h; for a leg with a length"
    )
    extra: Duration = Field(
        default=0, description=f"beside it: boarding, taxi, climb: {_DURATION}; 0 if left out"
    )


class OtherWayTable(FileModel):
    """Going by air or road instead, door to door."""

    id: Text = Field(description="id of the way")
    mode: Literal["air", "road"] = Field(description='"air" or "road"')
    title: Text = Field(description="as printed")
    legs: Annotated[list[WayLegTable], Field(min_length=1)] = Field(
        description="legs in order, a list of tables"
    )
    seats: Annotated[int, Field(ge=1, le=100_000)] = Field(description="people of one journey")
    cars: Annotated[int, Field(ge=0, le=1000)] = Field(default=0, description="road cars of one journey")
    reach_km: NotNegative = Field(
        default=0.0, description="longest leg without stopping, km; 0 (if left out) where that is no question"
    )
    without: list[Text] = Field(default=[], description="what cannot be had on the way, in words")
    basis: BasisName = Field(description="surveyed, published, estimated or assumed")
    source: Text = Field(description="where the figures come from")


class DoorTable(FileModel):
    """The train's own ends, door to door."""

    before: Duration = Field(default=0, description=f"from the door to the train's departure: {_DURATION}")
    after: Duration = Field(default=0, description=f"from its arrival to the door: {_DURATION}")


class ProgrammeFile(FileModel):
    """A programme."""

    events: list[EventTable] = Field(default=[], description="events, a list of tables")
    ways: list[OtherWayTable] = Field(default=[], description="other ways of going, a list of tables")
    door: DoorTable = Field(
        default=DoorTable(), description="the train's ends, door to door; may be left out"
    )


def read_programme(path: Path) -> Programme:
    """Read a programme.

    Raises
    ------
    InputError
        Every problem of the file: E0101-E0108, E0203, E0214. An event lasts, so none follows itself.
    """
    toml = read_toml(path)
    file = typed(ProgrammeFile, toml)
    raise_if_any(_faults(file, toml))
    events = sorted((_event(table) for table in file.events), key=lambda each: (each.begins_at_s, each.id))
    return Programme(tuple(events), tuple(map(_way, file.ways)), file.door.before, file.door.after)


def _faults(file: ProgrammeFile, toml: TomlFile) -> list[Problem]:
    problems = []
    for table, names in (
        ("events", [each.id for each in file.events]),
        ("ways", [each.id for each in file.ways]),
    ):
        for i in twice(names):
            where = toml.where(table, i)
            problems.append(Problem("E0108", where, f"{names[i]} stands twice", "give each its own id"))
    events = {each.id: each for each in file.events}
    for i, event in enumerate(file.events):
        where = toml.where("events", i, "follows")
        if not event.lasts:
            where, what = toml.where("events", i, "lasts"), f"{event.id} takes no time"
            problems.append(Problem("E0105", where, what, "give how long it lasts"))
        before = events.get(event.follows)
        if event.follows and before is None:
            what = f"the event {event.follows} is not defined"
            problems.append(Problem("E0203", where, what, near(event.follows, events)))
        elif before is not None and before.begins + before.lasts + event.gap > event.begins:
            what = f"{event.id} begins before {before.id} has ended and its gap is over"
            mend = "begin later, shorten the other event or the gap"
            problems.append(Problem("E0214", where, what, mend))
    for i, way in enumerate(file.ways):
        for k, leg in enumerate(way.legs):
            if not leg.km and not leg.extra:
                where = toml.where("ways", i, "legs", k)
                mend = "give km and speed_kmh, or extra"
                problems.append(Problem("E0104", where, f"{leg.title} takes no time", mend))
            if leg.km and "speed_kmh" not in leg.model_fields_set:
                where = toml.where("ways", i, "legs", k)
                problems.append(
                    Problem("E0104", where, "the key speed_kmh is missing", "add the mean speed, km/h")
                )
    return problems


def _event(table: EventTable) -> Event:
    return Event(
        id=table.id,
        title=table.title,
        place=table.place,
        begins_at_s=table.begins,
        lasts_s=table.lasts,
        lead_s=table.lead,
        may_slip_s=table.may_slip,
        follows=table.follows,
        gap_s=table.gap,
    )


def _way(table: OtherWayTable) -> OtherWay:
    return OtherWay(
        id=table.id,
        mode=table.mode,
        title=table.title,
        legs=tuple(
            WayLeg(leg.title, 1000.0 * leg.km, mps_from_kmh(leg.speed_kmh), leg.extra) for leg in table.legs
        ),
        seats=table.seats,
        cars=table.cars,
        reach_m=1000.0 * table.reach_km,
        without=tuple(table.without),
        basis=table.basis,
        source=table.source,
    )
