"""`compose.toml`: which trains shall be made of the register."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from railcade.compose import ComposeRequest, Limits, Needs, TrainRequest
from railcade.compose.request import LOCOMOTIVE, ORDER
from railcade.errors import Problem, raise_if_any
from railcade.fleet import Register
from railcade.formats.fleet_tables import CapTable
from railcade.formats.fleet_toml import speed_caps
from railcade.formats.reading import FileModel, TomlFile, near, read_toml, twice, typed
from railcade.formats.register_tables import Count
from railcade.formats.values import Positive, Text
from railcade.units import PERMILLE

_COUNTED = Annotated[int, Field(ge=1, le=200)]


class WayTable(FileModel):
    """A way whose tracks, axle loads and grades the train must fit."""

    network: Text = Field(description="path of the network (.gpkg), relative to this file")
    origin: Text = Field(description="a place id of the network")
    destination: Text = Field(description="a place id of the network")
    via: list[Text] = Field(default=[], description="place ids that the way must touch, in order")
    stands: list[Text] = Field(
        default=[], description="place ids where the train stands, beside origin and destination"
    )


class NeedsTable(FileModel):
    """Least of each."""

    berths: Count = Field(default=0, description="places to sleep")
    seats: Count = Field(default=0, description="places to sit")
    briefing_seats: Count = Field(default=0, description="places at a briefing table")
    cars: Count = Field(default=0, description="road cars carried")
    roles: dict[str, _COUNTED] = Field(
        default={}, description="vehicles by role, for example { locomotive = 1, saloon = 1 }"
    )
    equipment: dict[str, _COUNTED] = Field(
        default={}, description="vehicles with an equipment, for example { satellite = 2 }"
    )
    armoured: list[Text] = Field(default=[], description="roles of which every vehicle is armoured")


class LimitsTable(FileModel):
    """What the train must fit; what is left out is no limit."""

    length_m: Annotated[float, Field(gt=0.0, le=10_000.0)] | None = Field(
        default=None, description="of the shortest loop or platform it uses, m"
    )
    mass_t: Annotated[float, Field(gt=0.0, le=100_000.0)] | None = Field(
        default=None, description="of the whole train, loaded, t"
    )
    axle_load_t: Positive | None = Field(default=None, description="of each vehicle (EN 15528), t")
    load_per_metre_t: Positive | None = Field(default=None, description="of each vehicle (EN 15528), t/m")
    brake_percentage: Annotated[float, Field(gt=0.0, le=300.0)] | None = Field(
        default=None, description="at least, percent"
    )
    ruling_grade_permille: Annotated[float, Field(ge=0.0, le=500.0)] | None = Field(
        default=None, description="steepest rise on which it must start, curve resistance counted in"
    )
    starting_permille: Annotated[float, Field(ge=0.0, le=100.0)] = Field(
        default=5.0, description="resistance at the start over weight; 5 if left out"
    )


class TrainTable(FileModel):
    """A train."""

    id: Text = Field(description="id of the formation that is made")
    role: Text = Field(description="advance, principal, follow-up, decoy or rescue")
    gauge_mm: Annotated[int, Field(ge=600, le=1676)] = Field(
        description="gauge its bogies shall stand on, mm"
    )
    brake_position: Literal["P", "G"] = Field(default="P", description='"P" (if left out) or "G"')
    caps: Annotated[list[CapTable], Field(min_length=1)] = Field(description="speed caps of the train")
    needs: NeedsTable = Field(description="least of each")
    limits: LimitsTable = Field(default=LimitsTable(), description="what it must fit; may be left out")
    way: WayTable | None = Field(
        default=None, description="a way whose tracks, axle loads and grades it must fit; may be left out"
    )
    order: Annotated[list[Text], Field(min_length=1)] = Field(
        default=list(ORDER),
        description="roles that may be in it, from the head; one that stands twice is shared between both",
    )


class ComposeFile(FileModel):
    """A request for trains."""

    name: Text = Field(description="what the trains are for")
    register_path: Text = Field(
        alias="register", description="path of the register (.toml), relative to this file"
    )
    trains: Annotated[list[TrainTable], Field(min_length=1)] = Field(description="trains, a list of tables")
    reserve: dict[str, Count] = Field(default={}, description="vehicles by role that stay behind")


@dataclass(frozen=True, slots=True)
class WayAsked:
    """A way as asked for, its network as a path that can be read from here."""

    network: Path
    origin: str
    destination: str
    via: tuple[str, ...]
    stands: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class ComposeInput:
    """The request, where its register lies, and ways by train id."""

    request: ComposeRequest
    register: Path
    ways: dict[str, WayAsked]
    toml: TomlFile


def read_compose(path: Path) -> ComposeInput:
    """Read a request for trains.

    Raises
    ------
    InputError
        Every problem of the file: E0101-E0106, E0108.
    """
    toml = read_toml(path)
    file = typed(ComposeFile, toml)
    names = [table.id for table in file.trains]
    mend = "give each its own id"
    problems = [_out_of_order(table, i, toml) for i, table in enumerate(file.trains)]
    again = [(toml.where("trains", i), f"the train {names[i]} stands twice") for i in twice(names)]
    problems.append([Problem("E0108", where, what, mend) for where, what in again])
    raise_if_any([problem for found in problems for problem in found])
    trains = tuple(_train(table) for table in file.trains)
    ways = {table.id: _way(table.way, path.parent) for table in file.trains if table.way is not None}
    request = ComposeRequest(file.name, trains, dict(file.reserve))
    return ComposeInput(request, path.parent / file.register_path, ways, toml)


def _out_of_order(table: TrainTable, at: int, toml: TomlFile) -> list[Problem]:
    """Roles that a train needs but may not have; a train that nothing has to pull."""
    problems = [
        Problem(
            "E0214",
            toml.where("trains", at, "needs", "roles", role),
            f"{table.id} needs {role}, which its order does not name",
            near(role, table.order) if get_close_matches(role, table.order, 1) else
            f"add {role} to order where it shall stand",
        )
        for role in table.needs.roles
        if role not in table.order
    ]
    starts = table.way is not None or table.limits.ruling_grade_permille is not None
    if not starts and LOCOMOTIVE not in table.needs.roles:
        what = f"nothing asks for a locomotive of {table.id}: it would stand without one"
        mend = f"add roles = {{ {LOCOMOTIVE} = 1 }} to needs, a ruling grade to limits, or a way"
        problems.append(Problem("E0214", toml.where("trains", at, "needs"), what, mend))
    return problems


def unknown_words(asked: ComposeInput, register: Register) -> list[Problem]:
    """Roles and equipment that no vehicle of the register has: E0203."""
    roles = {vehicle.role for vehicle in register.vehicles.values()}
    items = {item for vehicle in register.vehicles.values() for item in vehicle.equipment}
    problems = []
    for i, train in enumerate(asked.request.trains):
        words: list[tuple[tuple[str, ...], str, set[str]]] = [
            (("needs", "roles", role), role, roles) for role in train.needs.roles
        ]
        words += [(("needs", "equipment", item), item, items) for item in train.needs.equipment]
        words += [(("needs", "armoured"), role, roles) for role in train.needs.armoured]
        for key, word, known in words:
            if word not in known:
                where = asked.toml.where("trains", i, *key)
                problems.append(
                    Problem("E0203", where, f"no vehicle of the register is or has {word}", near(word, known))
                )
    for role in asked.request.reserve:
        if role not in roles:
            where = asked.toml.where("reserve", role)
            problems.append(
                Problem("E0203", where, f"no vehicle of the register is a {role}", near(role, roles))
            )
    return problems


def _way(table: WayTable, folder: Path) -> WayAsked:
    return WayAsked(
        folder / table.network, table.origin, table.destination, tuple(table.via), tuple(table.stands)
    )


def _train(table: TrainTable) -> TrainRequest:
    needs, limits = table.needs, table.limits
    return TrainRequest(
        id=table.id,
        role=table.role,
        gauge_mm=table.gauge_mm,
        brake_position=table.brake_position,
        needs=Needs(
            needs.berths, needs.seats, needs.briefing_seats, needs.cars, dict(needs.roles),
            dict(needs.equipment), tuple(dict.fromkeys(needs.armoured)),
        ),
        limits=Limits(
            length_m=limits.length_m,
            mass_kg=_times(1000.0, limits.mass_t),
            axle_load_kg=_times(1000.0, limits.axle_load_t),
            mass_per_metre_kg=_times(1000.0, limits.load_per_metre_t),
            brake_percentage=limits.brake_percentage,
            ruling_grade=_times(PERMILLE, limits.ruling_grade_permille),
            starting_share=PERMILLE * limits.starting_permille,
        ),
        caps=speed_caps(table.caps),
        order=tuple(table.order),
    )  # fmt: skip


def _times(factor: float, value: float | None) -> float | None:
    return None if value is None else factor * value
