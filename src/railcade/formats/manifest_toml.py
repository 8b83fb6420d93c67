"""`manifest.toml`: who and what is aboard which carriage of which train."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field

from railcade.errors import Problem, raise_if_any
from railcade.formats.reading import FileModel, TomlFile, near, read_toml, twice, typed
from railcade.formats.values import BasisName, Duration, Positive, Text
from railcade.journey import Apart, Car, Manifest, Party, Supply

_CARRIAGE = Annotated[int, Field(ge=1, le=200)]
_USED = Annotated[float, Field(ge=0.0, le=1e6)]
_CARRIAGE_WORDS = "carriage of that train, from the head, vehicles that pull left out, from 1"


class PartyTable(FileModel):
    """People who travel together; names of people have no place here."""

    id: Text = Field(description="id of the party")
    title: Text = Field(description="as printed, for example escort, first section")
    people: Annotated[int, Field(ge=1, le=10_000)] = Field(description="how many")
    sleepers: Annotated[int, Field(ge=0, le=10_000)] | None = Field(
        default=None, description="how many of them need a berth; all if left out"
    )
    role: Text = Field(description="train of the movement: advance, principal, follow-up, ...")
    carriage: _CARRIAGE = Field(description=_CARRIAGE_WORDS)
    functions: list[Text] = Field(
        default=[], description="what they do, words that apart names; may be left out"
    )


class ApartTable(FileModel):
    """Functions of which no two may be on the same train."""

    functions: Annotated[list[Text], Field(min_length=2)] = Field(description="two functions or more")
    reason: Text = Field(description="why, as printed")


class CarTable(FileModel):
    """A road car carried."""

    id: Text = Field(description="id of the car")
    title: Text = Field(description="as printed")
    mass_t: Positive = Field(description="mass, t")
    role: Text = Field(description="train of the movement")
    carriage: _CARRIAGE = Field(description=_CARRIAGE_WORDS)
    hand_over: Text = Field(description="place id where it goes on by road; that train stands there")
    unload: Duration = Field(description='time to unload it, for example "25 min"')


class SupplyTable(FileModel):
    """What is used on the way."""

    what: Text = Field(description="as printed, for example drinking water")
    unit: Text = Field(description="unit of all its figures, for example l")
    per_person_day: _USED = Field(default=0.0, description="used for each person and day")
    per_hour: _USED = Field(default=0.0, description="used in each hour of the journey of a train")
    per_kwh: _USED = Field(default=0.0, description="used for each kWh of hotel load")
    carried: dict[str, Annotated[int, Field(ge=0, le=100_000_000)]] = Field(
        description="units aboard by role, at the start and after each filling"
    )
    filled_at: list[Text] = Field(default=[], description="place ids where it is filled up; may be left out")
    basis: BasisName = Field(description="surveyed, published, estimated or assumed")
    source: Text = Field(description="where the figures come from")


class ManifestFile(FileModel):
    """A manifest."""

    parties: Annotated[list[PartyTable], Field(min_length=1)] = Field(description="people, a list of tables")
    apart: list[ApartTable] = Field(default=[], description="functions that travel apart, a list of tables")
    cars: list[CarTable] = Field(default=[], description="cars carried, a list of tables")
    supplies: list[SupplyTable] = Field(default=[], description="supplies, a list of tables")


def read_manifest(path: Path) -> Manifest:
    """Read a manifest.

    Raises
    ------
    InputError
        Every problem of the file: E0101-E0106, E0108, E0203, E0214.
    """
    toml = read_toml(path)
    file = typed(ManifestFile, toml)
    raise_if_any(_faults(file, toml))
    return Manifest(
        parties=tuple(map(_party, file.parties)),
        apart=tuple(Apart(tuple(each.functions), each.reason) for each in file.apart),
        cars=tuple(map(_car, file.cars)),
        supplies=tuple(map(_supply, file.supplies)),
    )


def _faults(file: ManifestFile, toml: TomlFile) -> list[Problem]:
    problems = []
    for table, names in (
        ("parties", [each.id for each in file.parties]),
        ("cars", [each.id for each in file.cars]),
        ("supplies", [each.what for each in file.supplies]),
    ):
        for i in twice(names):
            what = f"{names[i]} stands twice"
            problems.append(Problem("E0108", toml.where(table, i), what, "give each its own, or join both"))
    functions = {name for party in file.parties for name in party.functions}
    for i, each in enumerate(file.apart):
        for k in twice(each.functions):
            where, what = toml.where("apart", i, "functions", k), f"{each.functions[k]} stands twice"
            problems.append(Problem("E0108", where, what, "name each function once"))
        for k, name in enumerate(each.functions):
            if name not in functions:
                where = toml.where("apart", i, "functions", k)
                problems.append(
                    Problem("E0203", where, f"nobody has the function {name}", near(name, functions))
                )
    for i, party in enumerate(file.parties):
        if party.sleepers is not None and party.sleepers > party.people:
            where = toml.where("parties", i, "sleepers")
            what = f"{party.sleepers} of {party.people} people need a berth"
            problems.append(Problem("E0214", where, what, "give no more sleepers than people"))
    for i, supply in enumerate(file.supplies):
        if not supply.per_person_day and not supply.per_hour and not supply.per_kwh:
            where = toml.where("supplies", i)
            mend = "add per_person_day, per_hour or per_kwh"
            problems.append(Problem("E0104", where, f"nothing uses {supply.what}", mend))
    return problems


def _party(table: PartyTable) -> Party:
    sleepers = table.people if table.sleepers is None else table.sleepers
    return Party(
        table.id, table.title, table.people, sleepers, table.role, table.carriage, tuple(table.functions)
    )


def _car(table: CarTable) -> Car:
    return Car(
        table.id,
        table.title,
        1000.0 * table.mass_t,
        table.role,
        table.carriage,
        table.hand_over,
        table.unload,
    )


def _supply(table: SupplyTable) -> Supply:
    return Supply(
        what=table.what,
        unit=table.unit,
        person_day_factor=table.per_person_day,
        hour_factor=table.per_hour,
        kwh_factor=table.per_kwh,
        carried=dict(table.carried),
        filled_at=tuple(table.filled_at),
        basis=table.basis,
        source=table.source,
    )
