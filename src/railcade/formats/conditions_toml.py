"""`conditions.toml`: possessions, isolations, temporary speed restrictions and opening hours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from railcade.basis import Basis
from railcade.conditions import (
    Conditions,
    Isolation,
    OpeningHours,
    Possession,
    Restriction,
    RunningTrack,
    Stretch,
)
from railcade.errors import Problem, raise_if_any
from railcade.formats.opening_hours import openings
from railcade.formats.reading import FileModel, TomlFile, read_toml, twice, typed
from railcade.formats.values import BasisName, Instant, NotNegative, Positive, Text
from railcade.units import mps_from_kmh

_INSTANT = "a time with its offset, for example 2027-05-16T22:00:00+09:00"
TrackName = Literal["all", "forward", "backward"]


class StretchKeys(FileModel):
    """Where: a section, two places, or kilometres of the line."""

    section: str = Field(default="", description="a section id of the network, or")
    between: Annotated[list[Text], Field(max_length=2)] = Field(
        default=[], description="two place ids: what lies between their kilometres, or"
    )
    from_km: NotNegative | None = Field(
        default=None, description="kilometre of the line where it begins; also to narrow a section"
    )
    to_km: NotNegative | None = Field(default=None, description="kilometre of the line where it ends")


class DatedKeys(StretchKeys):
    """What every dated condition has."""

    number: Text = Field(description='its number with the owner, for example "P 27/118"')
    since: Instant = Field(alias="from", description=f"when it begins: {_INSTANT}")
    until: Instant = Field(description=f"when it ends: {_INSTANT}")
    reason: Text = Field(description="why, as printed")
    owner: Text = Field(description="who holds it and gives it up")
    basis: BasisName = Field(
        default=Basis.PUBLISHED, description="published if left out; what is assumed is listed on the plan"
    )


class PossessionTable(DatedKeys):
    """A stretch on which no train runs."""

    track: TrackName = Field(
        default="all",
        description='"all" if left out; of double line "forward" (towards rising kilometres) or "backward"',
    )
    cancels: list[Text] = Field(
        default=[],
        description="numbers of other trains that do not run on a day on which they are booked through it",
    )


class IsolationTable(DatedKeys):
    """A stretch without power."""

    track: TrackName = Field(
        default="all",
        description='"all" if left out; of double line "forward" (towards rising kilometres) or "backward"',
    )


class RestrictionTable(DatedKeys):
    """A temporary speed restriction."""

    speed_kmh: Positive = Field(description="speed limit, km/h, until the tail is clear")


class HoursTable(StretchKeys):
    """When a box or a line is open; closed at all other times."""

    number: Text = Field(description="its number with the owner")
    place: str = Field(default="", description="the place of the box; left out for a line")
    open: Annotated[list[Text], Field(min_length=1)] = Field(
        description='local hours by weekday: ["mon-fri 06:00-22:00", "sat 08:00-02:00"]; also "daily ..."'
    )
    reason: Text = Field(description="why, as printed")
    owner: Text = Field(description="who opens and closes")
    basis: BasisName = Field(
        default=Basis.PUBLISHED, description="published if left out; what is assumed is listed on the plan"
    )


class ConditionsFile(FileModel):
    """A file of dated conditions."""

    name: Text = Field(description="what the conditions are of, for example a weekly notice and its number")
    possessions: list[PossessionTable] = Field(default=[], description="stretches on which no train runs")
    isolations: list[IsolationTable] = Field(default=[], description="stretches without power")
    restrictions: list[RestrictionTable] = Field(default=[], description="temporary speed restrictions")
    opening_hours: list[HoursTable] = Field(default=[], description="hours of boxes and lines")


def read_conditions(path: Path) -> Conditions:
    """Read dated conditions.

    Raises
    ------
    InputError
        Every problem of the file (E0101-E0108, E0214).
    """
    toml = read_toml(path)
    file = typed(ConditionsFile, toml)
    raise_if_any(list(_faults(file, toml)))
    return Conditions(
        name=file.name,
        possessions=tuple(_possession(table) for table in file.possessions),
        isolations=tuple(_isolation(table) for table in file.isolations),
        restrictions=tuple(_restriction(table) for table in file.restrictions),
        hours=tuple(_hours(table) for table in file.opening_hours),
    )


def _faults(file: ConditionsFile, toml: TomlFile) -> Iterator[Problem]:
    kinds: tuple[tuple[str, Sequence[DatedKeys | HoursTable]], ...] = (
        ("possessions", file.possessions),
        ("isolations", file.isolations),
        ("restrictions", file.restrictions),
        ("opening_hours", file.opening_hours),
    )
    for kind, tables in kinds:
        for i in twice([table.number for table in tables]):
            what = f"the number {tables[i].number} stands twice"
            yield Problem("E0108", toml.where(kind, i, "number"), what, "give each its own number")
        for i, table in enumerate(tables):
            yield from _stretch_faults(table, toml, (kind, i))
            if isinstance(table, DatedKeys) and table.until <= table.since:
                what = "until does not lie after from"
                yield Problem("E0214", toml.where(kind, i, "until"), what, "give a later time")
    for i, hours in enumerate(file.opening_hours):
        for k, text in enumerate(hours.open):
            if openings(text) is None:
                mend = 'write for example "mon-fri 06:00-22:00" or "daily 00:00-24:00"'
                where = toml.where("opening_hours", i, "open", k)
                yield Problem("E0105", where, f'"{text}" is not hours by weekday', mend)


def _stretch_faults(
    table: DatedKeys | HoursTable, toml: TomlFile, key: tuple[str, int]
) -> Iterator[Problem]:
    """Where it holds is said once, and whole."""
    where = toml.where(*key)
    place = table.place if isinstance(table, HoursTable) else ""
    said = [bool(place), bool(table.section), bool(table.between)]
    kilometres = [table.from_km is not None, table.to_km is not None]
    if sum(said) > 1:
        yield Problem("E0214", where, "it says in two ways where it holds", "keep one of them")
    if not any(said) and not any(kilometres):
        mend = "add section, between = [place, place], or from_km and to_km"
        mend += ", or place for a box" if isinstance(table, HoursTable) else ""
        yield Problem("E0104", where, "it does not say where it holds", mend)
    if kilometres[0] != kilometres[1]:
        yield Problem("E0104", where, "from_km and to_km go together", "give both, or none")
    if any(kilometres) and (place or table.between):
        yield Problem("E0214", where, "kilometres narrow a section only", "leave out one of them")
    if table.from_km is not None and table.to_km is not None and table.to_km <= table.from_km:
        what = f"km {table.to_km:g} does not lie beyond km {table.from_km:g}"
        yield Problem("E0105", toml.where(*key, "to_km"), what, "give the smaller kilometre first")
    if len(table.between) == 1:
        yield Problem("E0105", toml.where(*key, "between"), "one place", "name two places")


def _stretch(table: StretchKeys) -> Stretch:
    return Stretch(
        table.section,
        tuple(table.between),
        None if table.from_km is None else 1000.0 * table.from_km,
        None if table.to_km is None else 1000.0 * table.to_km,
    )


def _possession(table: PossessionTable) -> Possession:
    return Possession(
        table.number,
        _stretch(table),
        RunningTrack(table.track),
        table.since,
        table.until,
        table.reason,
        table.owner,
        tuple(table.cancels),
        table.basis,
    )


def _isolation(table: IsolationTable) -> Isolation:
    return Isolation(
        table.number,
        _stretch(table),
        RunningTrack(table.track),
        table.since,
        table.until,
        table.reason,
        table.owner,
        table.basis,
    )


def _restriction(table: RestrictionTable) -> Restriction:
    return Restriction(
        table.number,
        _stretch(table),
        mps_from_kmh(table.speed_kmh),
        table.since,
        table.until,
        table.reason,
        table.owner,
        table.basis,
    )


def _hours(table: HoursTable) -> OpeningHours:
    found = [opening for text in table.open for opening in openings(text) or ()]
    return OpeningHours(
        table.number,
        table.place,
        None if table.place else _stretch(table),
        tuple(sorted(found, key=lambda item: (item.weekday, item.from_s, item.until_s))),
        table.reason,
        table.owner,
        table.basis,
    )
