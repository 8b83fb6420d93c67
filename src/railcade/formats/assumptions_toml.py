"""What is not published about a line, said in one file: `assumptions.toml` (docs/assumptions.md)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import Field

from railcade.basis import Basis
from railcade.clock import is_zone
from railcade.errors import Problem, raise_if_any
from railcade.formats.gpkg_tables import LARGEST_DRAG
from railcade.formats.reading import FileModel, TomlFile, near, read_toml, typed
from railcade.formats.stations_csv import POWERS
from railcade.formats.values import BasisName, Duration, NotNegative, Positive, Text

LengthsKm = Annotated[list[Annotated[float, Field(ge=0.1)]], Field(min_length=2, max_length=2)]
LengthsM = Annotated[list[Annotated[float, Field(ge=10.0)]], Field(min_length=2, max_length=2)]
Weights = Annotated[list[NotNegative], Field(min_length=3, max_length=3)]
Gauges = Annotated[list[Annotated[int, Field(ge=300, le=2200)]], Field(min_length=1)]
Tracks = Annotated[int, Field(ge=1, le=2)]
PlaceTracks = Annotated[int, Field(ge=0, le=40)]
Permille = Annotated[float, Field(ge=0.0, le=60.0)]
Power = Literal["none", "600 V DC", "750 V DC", "1.5 kV DC", "3 kV DC", "15 kV AC", "25 kV AC"]
BlockName = Literal["station_to_station", "fixed_block"]
TunnelDrag = Annotated[float, Field(ge=1.0, le=LARGEST_DRAG)] | Literal["typical"]
KindName = Literal["station", "loop", "post", "border"]
_RESET = 'such as "60 s"; at least 1 s'


class StretchKeys(FileModel):
    """What may be said of the whole line, and of a stretch of it."""

    tracks: Tracks | None = Field(default=None, description="running tracks: 1 (single) or 2 (one each way)")
    block: BlockName | None = Field(default=None, description='"station_to_station" or "fixed_block"')
    signal_spacing_m: NotNegative | None = Field(
        default=None, description="metres between block signals, for fixed_block"
    )
    setting: Duration | None = Field(
        default=None, description='time to set a block before a train enters, such as "90 s"'
    )
    clearing: Duration | None = Field(
        default=None, description='time from the tail leaving to the report, such as "15 s"'
    )
    release: Duration | None = Field(
        default=None, description='time from the report to the block being free, such as "75 s"'
    )
    gauge_mm: Gauges | None = Field(
        default=None, description="gauges in millimetres, such as [1435] or [1435, 1520]"
    )
    power: Power | None = Field(default=None, description='supply: "none", "3 kV DC", "25 kV AC" ...')
    axle_load_t: Positive | None = Field(
        default=None, description="heaviest axle that the line bears, in tonnes"
    )
    metre_load_t: Positive | None = Field(
        default=None, description="load per metre that the line bears, in tonnes (EN 15528); not known"
    )
    gauge_envelope: Text | None = Field(
        default=None, description='largest gauge envelope that passes, such as "GB"; not known'
    )
    least_radius_m: LengthsM | None = Field(
        default=None, description="smallest and largest radius of a section's tightest curve; not known"
    )
    limits_kmh: list[Positive] | None = Field(default=None, description="speed limits to draw from, in km/h")
    limits_weight: list[Positive] | None = Field(
        default=None, description="how often each limit is drawn, one number each"
    )
    limit_length_km: LengthsKm | None = Field(
        default=None, description="shortest and longest stretch of one limit, in km"
    )
    steepest_permille: Permille | None = Field(
        default=None, description="steepest grade that is drawn, in permille"
    )
    grade_length_km: LengthsKm | None = Field(
        default=None, description="shortest and longest stretch of one grade, in km"
    )
    relief_m: Positive | None = Field(
        default=None, description="height in metres between which the line climbs and falls"
    )
    tunnel_drag_factor: TunnelDrag | None = Field(
        default=None, description='drag of air in tunnels over that outside, 1 to 10, or "typical"'
    )
    crossing_every_km: LengthsKm | None = Field(
        default=None, description="shortest and longest distance between level crossings, in km; else none"
    )
    crossing_weights: Weights | None = Field(
        default=None, description="how often a crossing has a keeper, is automatic, is open: three numbers"
    )


class LineTable(StretchKeys):
    """The whole line; every key has a value, from here or from the file."""

    tracks: Tracks = Field(default=1, description="running tracks: 1 (single) or 2 (one each way)")
    block: BlockName = Field(
        default="station_to_station", description='"station_to_station" or "fixed_block"'
    )
    signal_spacing_m: NotNegative = Field(
        default=1500.0, description="metres between block signals, for fixed_block"
    )
    setting: Duration = Field(
        default=90, description='time to set a block before a train enters, such as "90 s"'
    )
    clearing: Duration = Field(
        default=15, description='time from the tail leaving to the report, such as "15 s"'
    )
    release: Duration = Field(
        default=75, description='time from the report to the block being free, such as "75 s"'
    )
    axle_load_t: Positive = Field(default=22.5, description="heaviest axle that the line bears, in tonnes")
    limits_kmh: list[Positive] = Field(
        default=[60.0], min_length=1, description="speed limits to draw from, in km/h"
    )
    limits_weight: list[Positive] = Field(
        default=[], description="how often each limit is drawn, one number each"
    )
    limit_length_km: LengthsKm = Field(
        default=[5.0, 20.0], description="shortest and longest stretch of one limit, in km"
    )
    steepest_permille: Permille = Field(default=5.0, description="steepest grade that is drawn, in permille")
    grade_length_km: LengthsKm = Field(
        default=[1.0, 6.0], description="shortest and longest stretch of one grade, in km"
    )
    relief_m: Positive = Field(
        default=50.0, description="height in metres between which the line climbs and falls"
    )
    crossing_weights: Weights = Field(
        default=[5.0, 3.0, 2.0],
        description="how often a crossing has a keeper, is automatic, is open: three numbers",
    )
    basis: dict[str, BasisName] = Field(
        default={}, description="basis of keys that are better known than assumed"
    )
    longest_section_km: Annotated[float, Field(ge=0.5)] = Field(
        default=8.0, description="longest section; posts are put in between, in km"
    )
    loop_every: Annotated[int, Field(ge=0)] = Field(
        default=2, description="every how many of those posts is a loop; 0 none"
    )
    level_permille: Permille = Field(
        default=2.5, description="steepest grade near a place with tracks, in permille"
    )
    level_m: NotNegative = Field(default=700.0, description="how near that is, in metres to each side")


class StretchTable(StretchKeys):
    """A stretch between two listed places; it overrides the line, a later one an earlier one."""

    from_place: Text = Field(alias="from", description="a place of the station list, by name or id")
    to_place: Text = Field(alias="to", description="a place of the station list, by name or id")
    basis: BasisName = Field(default=Basis.ASSUMED, description="surveyed, published, estimated or assumed")
    source: str = Field("", description="who says so")
    limit_kmh: Positive | None = Field(default=None, description="one speed limit for all of it, in km/h")
    grade_permille: Annotated[float, Field(ge=-60.0, le=60.0)] | None = Field(
        default=None, description="one grade for all of it, uphill along the line positive, in permille"
    )


class PlacesTable(FileModel):
    """What places have that are not told apart."""

    station_tracks: PlaceTracks = Field(default=2, description="tracks of a station, the main track counted")
    loop_tracks: Annotated[int, Field(ge=2, le=40)] = Field(
        default=2, description="tracks of a loop, the main track counted"
    )
    track_length_m: LengthsM = Field(
        default=[650.0, 850.0], description="shortest and longest usable length, in metres"
    )
    reset: Duration = Field(
        default=60, ge=1, description=f"from one train leaving a track to the next on it, {_RESET}"
    )


class PlaceTable(FileModel):
    """One listed place."""

    name: Text = Field(description="a place of the station list, by name or id")
    kind: KindName | None = Field(default=None, description='"station", "loop", "post" or "border"')
    tracks: PlaceTracks | None = Field(default=None, description="its tracks, the main track counted")
    track_length_m: LengthsM | None = Field(
        default=None, description="shortest and longest usable length, in metres"
    )
    reset: Duration | None = Field(
        default=None, ge=1, description=f"from one train leaving a track to the next, {_RESET}"
    )
    jack_tracks: Annotated[int, Field(ge=0, le=10)] = Field(
        default=0, description="tracks with gauge change equipment"
    )
    may_reverse: bool = Field(default=False, description="true where trains turn back on their way")
    fuel: bool | None = Field(default=None, description="whether diesels are fuelled there; not known")
    stopping: Literal["", "preferred", "forbidden"] = Field(
        default="", description='"preferred" or "forbidden" for trains that have to stop'
    )
    stopping_reason: str = Field(default="", description="why; needed with stopping")
    box: bool | None = Field(default=None, description="whether a signaller is on duty here")
    basis: BasisName = Field(default=Basis.ASSUMED, description="surveyed, published, estimated or assumed")


class AssumptionsFile(FileModel):
    """The file."""

    name: Text = Field(description="name of the line")
    seed: Annotated[int, Field(ge=0)] = Field(description="a whole number; the same seed draws the same line")
    attribution: Text = Field(description="whose data it is and under which licence")
    main: list[Text] = Field(default=[], description="places that a stranger would look for, by name or id")
    envelopes: list[Annotated[list[Text], Field(min_length=2)]] = Field(
        default=[], description='orders of gauge envelopes, each holds all before it: [["GA", "GB", "GC"]]'
    )
    zones: dict[str, Text] = Field(description="IANA time zone by country as in the station list")
    notes: dict[str, str] = Field(default={}, description="statements to keep with the network")
    line: LineTable = Field(default=LineTable(), description="what holds for the whole line")
    places: PlacesTable = Field(default=PlacesTable(), description="what holds for all places")
    stretch: list[StretchTable] = Field(default=[], description="stretches that differ")
    place: list[PlaceTable] = Field(default=[], description="places that differ")


def read_assumptions(path: Path) -> tuple[AssumptionsFile, TomlFile]:
    """The file, and where its keys stand.

    Raises
    ------
    InputError
        E0101-E0106: every fault of the file.
    """
    toml = read_toml(path)
    file = typed(AssumptionsFile, toml)
    problems: list[Problem] = []
    for country, zone in file.zones.items():
        if not is_zone(zone):
            where, what = toml.where("zones", country), f'"{zone}" is no IANA time zone'
            problems.append(Problem("E0105", where, what, near(zone, available_timezones())))
    known = set(StretchKeys.model_fields)
    for key in file.line.basis:
        if key not in known:
            where = toml.where("line", "basis", key)
            problems.append(Problem("E0103", where, f"unknown key {key}", near(key, known)))
    tables: list[tuple[tuple[str | int, ...], StretchKeys]] = [(("line",), file.line)]
    tables += [(("stretch", i), stretch) for i, stretch in enumerate(file.stretch)]
    for key_path, keys in tables:
        problems.extend(_table_problems(toml, key_path, keys))
    ranges: list[tuple[tuple[str | int, ...], list[float] | None]] = [
        (("places",), file.places.track_length_m)
    ]
    ranges += [(("place", i), place.track_length_m) for i, place in enumerate(file.place)]
    for key_path, told in tables:
        problems.extend(_range_problems(toml, (*key_path, "least_radius_m"), told.least_radius_m))
    for key_path, pair in ranges:
        problems.extend(_range_problems(toml, (*key_path, "track_length_m"), pair))
    for i, table in enumerate(file.place):
        if bool(table.stopping) != bool(table.stopping_reason):
            where, what = toml.where("place", i), "stopping and stopping_reason go together"
            problems.append(Problem("E0104", where, what, "give both, or none"))
    raise_if_any(problems)
    return file, toml


def _table_problems(toml: TomlFile, key: tuple[str | int, ...], table: StretchKeys) -> list[Problem]:
    problems = _range_problems(toml, (*key, "limit_length_km"), table.limit_length_km)
    problems += _range_problems(toml, (*key, "grade_length_km"), table.grade_length_km)
    problems += _range_problems(toml, (*key, "crossing_every_km"), table.crossing_every_km)
    if table.crossing_weights is not None and sum(table.crossing_weights) <= 0.0:
        what = "all three numbers are 0"
        problems.append(Problem("E0105", toml.where(*key, "crossing_weights"), what, "give one above 0"))
    limits, weights = table.limits_kmh or [], table.limits_weight or []
    if weights and len(weights) != len(limits):
        what = f"{len(weights)} weights for {len(limits)} limits"
        problems.append(
            Problem("E0105", toml.where(*key, "limits_weight"), what, "give one weight for each limit")
        )
    return problems


def _range_problems(toml: TomlFile, key: tuple[str | int, ...], values: list[float] | None) -> list[Problem]:
    if values is None or values[0] <= values[1]:
        return []
    what = f"{values[0]:g} is more than {values[1]:g}"
    return [Problem("E0105", toml.where(*key), what, "give the smaller number first")]


__all__ = ["POWERS", "AssumptionsFile", "LineTable", "PlaceTable", "StretchTable", "read_assumptions"]
