"""`movement.toml`: the movement request."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from railcade.errors import InputError, Problem, raise_if_any
from railcade.formats.border_toml import BorderTable, border_faults, border_request
from railcade.formats.reading import FileModel, TomlFile, near, read_toml, twice, typed
from railcade.formats.values import Duration, Instant, NotNegative, Text
from railcade.plan.request import (
    HAND_OVER,
    TRANSFER,
    HandoverRequest,
    Movement,
    RoleRequest,
    SearchRequest,
    StoppingPlaceRequest,
    StoppingRequest,
    StopRequest,
)
from railcade.units import PERMILLE

_DURATION = 'a duration such as "12 min" or "3 h 30 min"'
_INSTANT = "a time with its offset, for example 2027-05-16T16:00:00+09:00"
_PLACE = "a place id of the network"
_TIMES = ("depart_earliest", "depart_latest", "arrive_latest")
_MINUTE_S = 60


class FilesTable(FileModel):
    """The inputs."""

    network: Text = Field(description="path of the network (.gpkg), relative to this file")
    fleet: Text = Field(description="path of the fleet (.toml), relative to this file")
    timetable: Text = Field(description="path of the other traffic (.csv), relative to this file")
    rules: Text = Field(description="path of the rule pack (.toml), relative to this file")
    programme: Text | None = Field(
        default=None, description="path of the programme (.toml), relative to this file; may be left out"
    )
    manifest: Text | None = Field(
        default=None, description="path of the manifest (.toml), relative to this file; may be left out"
    )
    notice: Text | None = Field(
        default=None, description="path of what the notice says besides the plan (.toml); may be left out"
    )
    factors: Text | None = Field(
        default=None, description="path of the factors of a route analysis (.toml); may be left out"
    )
    conditions: Text | None = Field(
        default=None, description="path of dated conditions (.toml), relative to this file; may be left out"
    )


class LegTable(FileModel):
    """A formation from a place on."""

    start: Text = Field(alias="from", description=f"where it begins: {_PLACE}; the first is the origin")
    formation: Text = Field(description="a formation id of the fleet")
    change: Literal["hand-over", "transfer"] | None = Field(
        default=None,
        description='"hand-over": another train runs the role from here on, the one that came stays; '
        '"transfer": those aboard change to another train; left out where the same train goes on',
    )
    number: Text | None = Field(
        default=None, description="number of the train that takes over; with `change` only"
    )
    owner: Text | None = Field(default=None, description="who supplies that train; with `change` only")


class RoleTable(FileModel):
    """One train of the movement."""

    role: Text = Field(description="advance, principal, follow-up, decoy or rescue")
    number: Text = Field(description="its train number")
    formations: Annotated[list[LegTable], Field(min_length=1)] = Field(
        description="formations in travel order, a list of tables { from, formation }"
    )


class StopTable(FileModel):
    """A place where trains of the movement stand."""

    place: Text = Field(description=_PLACE)
    dwell: Duration = Field(description=f"least time to stand: {_DURATION}")
    extra: Duration = Field(default=0, description=f"what the search may add: {_DURATION}; 0 if left out")
    reason: Text = Field(description="why, as printed")
    roles: list[Text] = Field(default=[], description="roles that stand; all if left out")
    resweep: bool = Field(
        default=False, description="true if the stop may outlast the sweep; the plan lists it"
    )


class StoppingPlaceTable(FileModel):
    """A place where trains that must stop do so, or must not."""

    place: Text = Field(description=_PLACE)
    kind: Literal["preferred", "forbidden"] = Field(description='"preferred" or "forbidden"')
    reason: Text = Field(description="why, as printed")


class StoppingTable(FileModel):
    """Where trains of the movement may stop."""

    steepest_permille: Annotated[float, Field(ge=0.0, le=100.0)] = Field(
        default=10.0, description="no stop on a steeper mean grade under the train, 10 if left out (chosen)"
    )
    viaduct_m: NotNegative = Field(
        default=100.0, description="no stop on a bridge as long as this, 100 m if left out (chosen)"
    )
    places: list[StoppingPlaceTable] = Field(default=[], description="named places; may be left out")


class SearchTable(FileModel):
    """Bounds of the search."""

    max_nodes: Annotated[int, Field(ge=1, le=100_000_000)] = Field(
        default=5_000, description="nodes before the search gives up, 5000 if left out"
    )


class MovementFile(FileModel):
    """A movement request file."""

    id: Text = Field(description='number of the movement, for example "27/0516"')
    name: Text = Field(description="code name of the movement")
    purpose: str = Field(default="", description="what it is for; may be left out")
    classification: Text = Field(
        default="unclassified", description="mark of the plan; unclassified if left out"
    )
    origin: Text = Field(description=_PLACE)
    destination: Text = Field(description=_PLACE)
    via: list[Text] = Field(default=[], description="place ids that the way must touch, in order")
    depart_earliest: Instant = Field(description=f"earliest departure of the principal: {_INSTANT}")
    depart_latest: Instant = Field(description=f"latest departure of the principal: {_INSTANT}")
    arrive_latest: Instant = Field(description=f"latest arrival of the principal: {_INSTANT}")
    publish_step: Duration = Field(
        default=30, description='published times are multiples of it; "30 s" if left out'
    )
    files: FilesTable = Field(description="the inputs")
    roles: Annotated[list[RoleTable], Field(min_length=1)] = Field(description="trains in running order")
    stops: list[StopTable] = Field(default=[], description="stops in travel order")
    border: BorderTable | None = Field(default=None, description="left out where no border is crossed")
    search: SearchTable = Field(default=SearchTable(), description="bounds of the search; may be left out")
    notes: dict[str, str] = Field(default={}, description="free text by name; may be left out")
    stopping: StoppingTable = Field(
        default=StoppingTable(), description="places to stop at and not to stop at; may be left out"
    )


def read_movement(path: Path, zone_of: Callable[[Path, str], str] | None = None) -> Movement:
    """Read a movement request.

    Parameters
    ----------
    path : Path
    zone_of : callable, optional
        ``zone_of(network_path, place)`` gives a place's IANA zone, or raises `InputError` or `KeyError`.
        It is only asked to say how a time without a zone is mended.

    Raises
    ------
    InputError
        Every problem of the file (E0101-E0108, E0203, E0214).
    """
    toml = read_toml(path)
    try:
        file = typed(MovementFile, toml)
    except InputError as error:
        raise InputError(_with_offset(error, toml, zone_of)) from None
    raise_if_any(_faults(file, toml))
    return Movement(
        id=file.id,
        name=file.name,
        purpose=file.purpose,
        classification=file.classification,
        origin=file.origin,
        destination=file.destination,
        via=tuple(file.via),
        depart_earliest_s=file.depart_earliest,
        depart_latest_s=file.depart_latest,
        arrive_latest_s=file.arrive_latest,
        publish_step_s=file.publish_step,
        roles=tuple(_role(table) for table in file.roles),
        stops=tuple(_stop(table) for table in file.stops),
        border=None if file.border is None else border_request(file.border),
        search=SearchRequest(file.search.max_nodes),
        files=file.files.model_dump(exclude_none=True),
        notes=dict(file.notes),
        stopping=_stopping(file.stopping),
    )


def named_files(path: Path) -> dict[str, Path]:
    """Files that a request names, by kind, as far as they can be told of a request with faults.

    So that the faults of a request and of its files come together.

    Raises
    ------
    InputError
        If the request is missing or no TOML.
    """
    files = read_toml(path).data.get("files")
    if not isinstance(files, dict):
        return {}
    kinds = FilesTable.model_fields
    return {
        kind: path.parent / name for kind, name in files.items() if kind in kinds and isinstance(name, str)
    }


def _role(table: RoleTable) -> RoleRequest:
    return RoleRequest(
        table.role,
        table.number,
        tuple((leg.start, leg.formation) for leg in table.formations),
        tuple(
            HandoverRequest(leg.start, leg.change, leg.number or table.number, leg.owner or "")
            for leg in table.formations
            if leg.change is not None
        ),
    )


def _stop(table: StopTable) -> StopRequest:
    return StopRequest(table.place, table.dwell, table.extra, table.reason, tuple(table.roles), table.resweep)


def _stopping(table: StoppingTable) -> StoppingRequest:
    places = tuple(StoppingPlaceRequest(item.place, item.kind, item.reason) for item in table.places)
    return StoppingRequest(places, PERMILLE * table.steepest_permille, table.viaduct_m)


def _faults(file: MovementFile, toml: TomlFile) -> list[Problem]:
    problems = _time_faults(file, toml)
    for what, table, names in (
        ("role", "roles", [role.role for role in file.roles]),
        ("train number", "roles", [role.number for role in file.roles]),
        ("stop", "stops", [stop.place for stop in file.stops]),
    ):
        for i in twice(names):
            where = toml.where(table, i)
            mend = "give each its own" if table == "roles" else "join both into one"
            problems.append(Problem("E0108", where, f"the {what} {names[i]} stands twice", mend))
    roles = [role.role for role in file.roles]
    for i, stop in enumerate(file.stops):
        for name in stop.roles:
            if name not in roles:
                where = toml.where("stops", i, "roles")
                problems.append(
                    Problem("E0203", where, f"the role {name} is not in this movement", near(name, roles))
                )
    problems += _leg_faults(file, toml)
    if file.border is not None:
        problems += border_faults(file.border, toml)
    if "principal" not in roles:
        problems.append(
            Problem("E0214", toml.where("roles"), "no role is the principal", 'name one role = "principal"')
        )
    elif "advance" in roles and roles.index("advance") > roles.index("principal"):
        where = toml.where("roles", roles.index("advance"))
        mend = "list roles in running order: the advance train before the principal"
        problems.append(Problem("E0214", where, "the advance train stands behind the principal", mend))
    return problems


def _leg_faults(file: MovementFile, toml: TomlFile) -> list[Problem]:
    """Who takes a role over is said whole or not at all."""
    problems = []
    for i, role in enumerate(file.roles):
        for k, leg in enumerate(role.formations):
            where = toml.where("roles", i, "formations", k)
            if leg.change is None and (leg.number or leg.owner):
                what = "another train is named, but not how it takes over"
                mend = f'write change = "{HAND_OVER}" or change = "{TRANSFER}"'
                problems.append(Problem("E0104", where, what, mend))
            elif leg.change == HAND_OVER and leg.number in (None, role.number):
                what = f"the train that takes the {role.role} over has no number of its own"
                problems.append(Problem("E0104", where, what, "add number and owner"))
            elif leg.change is not None and k == 0:
                what = f"the {role.role} begins here: nothing is taken over"
                problems.append(Problem("E0214", where, what, "remove change, number and owner"))
    return problems


def _time_faults(file: MovementFile, toml: TomlFile) -> list[Problem]:
    problems = []
    for first, second in zip(_TIMES[:-1], _TIMES[1:], strict=True):
        if getattr(file, second) < getattr(file, first):
            what = f"{second} lies before {first}"
            problems.append(Problem("E0214", toml.where(second), what, f"give a time not before {first}"))
    step_s = file.publish_step
    if step_s < 1 or _MINUTE_S % step_s:
        what = f"a step of {step_s} s does not divide a minute"
        mend = 'use "60 s", "30 s", "15 s" or another part of a minute'
        problems.append(Problem("E0105", toml.where("publish_step"), what, mend))
    return problems


def _with_offset(
    error: InputError, toml: TomlFile, zone_of: Callable[[Path, str], str] | None
) -> list[Problem]:
    """The problems, those of naive times with the same time and the origin's offset as mend."""
    zone = _origin_zone(toml, zone_of)
    if not zone:
        return list(error.problems)
    mends = {
        f"{toml.where(key)} = ": mended for key in _TIMES if (mended := _at_zone(toml.data.get(key), zone))
    }
    problems = []
    for problem in error.problems:
        mend = problem.mend
        if problem.code == "E0107":
            mend = next(
                (f"write {text}" for start, text in mends.items() if problem.where.startswith(start)), mend
            )
        problems.append(Problem(problem.code, problem.where, problem.what, mend))
    return problems


def _origin_zone(toml: TomlFile, zone_of: Callable[[Path, str], str] | None) -> str:
    files, origin = toml.data.get("files"), toml.data.get("origin")
    network = files.get("network") if isinstance(files, dict) else None
    if zone_of is None or not isinstance(network, str) or not isinstance(origin, str):
        return ""
    try:
        return zone_of(toml.path.parent / network, origin)
    except (InputError, KeyError):
        return ""


def _at_zone(value: Any, zone: str) -> str:
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return ""
    return moment.replace(tzinfo=ZoneInfo(zone)).isoformat(timespec="minutes")
