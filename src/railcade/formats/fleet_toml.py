"""`fleet.toml`: vehicles, tractions and formations."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from railcade.errors import Problem, raise_if_any
from railcade.fleet import Fleet, Formation, SpeedCap, Traction, Vehicle
from railcade.formats.reading import FileModel, TomlFile, near, read_toml, typed
from railcade.formats.values import BasisName, NotNegative, Positive, Text
from railcade.units import mps_from_kmh

_APART_KMH = 0.36  # 0.1 m/s: no locomotive's force is known more finely
_TIMES = re.compile(r"^\s*(\d{1,9})\s*x\s+(\S+)\s*$")


class CapTable(FileModel):
    """A speed cap."""

    speed_kmh: Positive = Field(description="top speed, km/h, above 0")
    reason: Text = Field(description='why, as it is told to people, for example "brake percentage 64"')
    basis: BasisName = Field(description="surveyed, published, estimated or assumed")


class TractionTable(FileModel):
    """What a locomotive pulls."""

    class_name: Text = Field(
        alias="class", description='class in words, for example "2,100 kW 3 kV DC, six axles"'
    )
    power: Text = Field(description='supply it needs: "3 kV DC", "25 kV AC", ... or "diesel"')
    speed_kmh: Annotated[list[NotNegative], Field(min_length=2)] = Field(
        description="speeds of the force table, km/h, from 0 and rising by 0.36 or more, at least two"
    )
    force_kn: Annotated[list[NotNegative], Field(min_length=2)] = Field(
        description="largest force at the wheel at each speed, kN, never rising; linear in between"
    )
    basis: BasisName = Field(description="surveyed, published, estimated or assumed")
    source: Text = Field(description="where the figures come from")


class VehicleTable(FileModel):
    """A vehicle as it runs, loaded."""

    kind: Text = Field(description="its role in the fleet: locomotive, saloon, escort, sleeping, ...")
    length_m: Positive = Field(description="length over couplers, m")
    mass_t: Positive = Field(description="mass as it runs, loaded, t")
    braked_mass_t: NotNegative = Field(description="nominal braked mass, t (UIC 544-1)")
    axles: Annotated[int, Field(ge=2, le=32)] = Field(description="number of axles, 2 to 32")
    max_axle_load_t: Positive = Field(description="load of the heaviest axle, t; not below mass over axles")
    rotating_factor: Annotated[float, Field(ge=1.0, le=1.5)] = Field(
        description="mass to be accelerated over static mass, 1.0 to 1.5"
    )
    resistance_newton: NotNegative = Field(description="constant term of its running resistance, N")
    resistance_newton_per_mps: NotNegative = Field(description="term with speed, N/(m/s)")
    resistance_newton_per_mps2: NotNegative = Field(description="term with speed squared, N/(m/s)²")
    armoured: bool = Field(default=False, description="true or false")
    caps: list[CapTable] = Field(default=[], description="speed caps of this vehicle, a list of tables")
    traction: str = Field(default="", description="id of a table of [tractions], for a locomotive")
    basis: BasisName = Field(description="weakest basis of mass, length and braked mass")
    source: Text = Field(description="where the figures come from")


class FormationTable(FileModel):
    """A train, head first."""

    vehicles: Annotated[list[Text], Field(min_length=1)] = Field(
        description='vehicle ids, head first; "3 x escort" stands for three in a row'
    )
    gauge_mm: Annotated[int, Field(ge=600, le=1676)] = Field(description="gauge its bogies stand on, mm")
    brake_position: Literal["P", "G"] = Field(description='"P" or "G"')
    caps: list[CapTable] = Field(default=[], description="speed caps of the whole train, a list of tables")
    basis: BasisName = Field(description="how well the make-up is known")
    source: Text = Field(description="where the make-up comes from")


class FleetFile(FileModel):
    """A fleet file."""

    name: Text = Field(description="name of the fleet")
    tractions: dict[str, TractionTable] = Field(default={}, description="tables by traction id")
    vehicles: dict[str, VehicleTable] = Field(description="tables by vehicle id")
    formations: dict[str, FormationTable] = Field(description="tables by formation id")


def read_fleet(path: Path) -> Fleet:
    """Read a fleet file.

    Raises
    ------
    InputError
        Every problem of the file: E0101-E0106 and E0203 for names that it does not define.
    """
    toml = read_toml(path)
    file = typed(FleetFile, toml)
    problems = _faults(file, toml)
    raise_if_any(problems)
    tractions = {name: _traction(table) for name, table in file.tractions.items()}
    vehicles = {name: _vehicle(name, table, tractions) for name, table in file.vehicles.items()}
    formations = {name: _formation(name, table, vehicles) for name, table in file.formations.items()}
    return Fleet(file.name, vehicles, formations)


def _faults(file: FleetFile, toml: TomlFile) -> list[Problem]:
    problems: list[Problem] = []
    for name, traction in file.tractions.items():
        problems.extend(_traction_faults(name, traction, toml))
    for name, vehicle in file.vehicles.items():
        if vehicle.max_axle_load_t < vehicle.mass_t / vehicle.axles - 1e-9:
            mean_t = vehicle.mass_t / vehicle.axles
            what = f"{vehicle.max_axle_load_t:g} t is below the mean of {mean_t:.1f} t (mass over axles)"
            where = toml.where("vehicles", name, "max_axle_load_t")
            problems.append(
                Problem("E0105", where, what, f"give at least {mean_t:.1f} t, or mend mass or axles")
            )
        if vehicle.traction and vehicle.traction not in file.tractions:
            where = toml.where("vehicles", name, "traction")
            what = f"the traction {vehicle.traction} is not defined"
            problems.append(Problem("E0203", where, what, near(vehicle.traction, file.tractions)))
    for name, formation in file.formations.items():
        problems.extend(_formation_faults(name, formation, file, toml))
    return problems


def _traction_faults(name: str, table: TractionTable, toml: TomlFile) -> list[Problem]:
    speeds, forces = table.speed_kmh, table.force_kn
    where = toml.where("tractions", name, "speed_kmh")
    if len(speeds) != len(forces):
        what = f"{len(speeds)} speeds, but {len(forces)} forces"
        return [Problem("E0105", where, what, "give one force for each speed")]
    problems = []
    if speeds[0] != 0.0 or any(b <= a for a, b in zip(speeds[:-1], speeds[1:], strict=True)):
        problems.append(Problem("E0105", where, "speeds do not rise from 0", "sort them; the first is 0"))
    else:
        problems.extend(
            Problem(
                "E0105", where, f"{b:g} km/h is hardly more than {a:g} km/h", f"leave {_APART_KMH:g} km/h"
            )
            for a, b in zip(speeds[:-1], speeds[1:], strict=True)
            if b - a < _APART_KMH - 1e-9
        )
    if any(b > a for a, b in zip(forces[:-1], forces[1:], strict=True)):
        where = toml.where("tractions", name, "force_kn")
        problems.append(
            Problem("E0105", where, "a force rises with speed", "forces fall or stay equal as speed grows")
        )
    return problems


def _formation_faults(name: str, table: FormationTable, file: FleetFile, toml: TomlFile) -> list[Problem]:
    problems = []
    names = [_counted(item) for item in table.vehicles]
    for i, (count, vehicle) in enumerate(names):
        where = toml.where("formations", name, "vehicles", i)
        if vehicle not in file.vehicles:
            what = f"the vehicle {vehicle} is not defined"
            problems.append(Problem("E0203", where, what, near(vehicle, file.vehicles)))
        if not 1 <= count <= 200:
            problems.append(Problem("E0105", where, f"{count} vehicles in a row", "give a count of 1 to 200"))
    known = [file.vehicles[vehicle] for _, vehicle in names if vehicle in file.vehicles]
    if known and not any(vehicle.traction for vehicle in known):
        where = toml.where("formations", name, "vehicles")
        mend = "add a vehicle that has a traction"
        problems.append(Problem("E0214", where, "no vehicle of this formation pulls", mend))
    if not table.caps and not any(vehicle.caps for vehicle in known):
        mend = 'add caps = [{ speed_kmh = 60, reason = "...", basis = "assumed" }] to it or to a vehicle'
        problems.append(Problem("E0104", toml.where("formations", name), "no top speed is given", mend))
    return problems


def _counted(item: str) -> tuple[int, str]:
    match = _TIMES.match(item)
    return (1, item.strip()) if match is None else (int(match.group(1)), match.group(2))


def _caps(tables: list[CapTable]) -> tuple[SpeedCap, ...]:
    return tuple(SpeedCap(mps_from_kmh(table.speed_kmh), table.reason, table.basis) for table in tables)


def _traction(table: TractionTable) -> Traction:
    return Traction(
        class_name=table.class_name,
        power=table.power,
        speed_mps=tuple(mps_from_kmh(speed_kmh) for speed_kmh in table.speed_kmh),
        force_newton=tuple(1000.0 * force_kn for force_kn in table.force_kn),
        basis=table.basis,
        source=table.source,
    )


def _vehicle(name: str, table: VehicleTable, tractions: dict[str, Traction]) -> Vehicle:
    return Vehicle(
        id=name,
        kind=table.kind,
        length_m=table.length_m,
        mass_kg=1000.0 * table.mass_t,
        braked_mass_kg=1000.0 * table.braked_mass_t,
        axles=table.axles,
        max_axle_load_kg=1000.0 * table.max_axle_load_t,
        rotating_factor=table.rotating_factor,
        resistance_newton=table.resistance_newton,
        resistance_newton_per_mps=table.resistance_newton_per_mps,
        resistance_newton_per_mps2=table.resistance_newton_per_mps2,
        armoured=table.armoured,
        caps=_caps(table.caps),
        traction=tractions[table.traction] if table.traction else None,
        basis=table.basis,
        source=table.source,
    )


def _formation(name: str, table: FormationTable, vehicles: dict[str, Vehicle]) -> Formation:
    members: list[Vehicle] = []
    for count, vehicle in map(_counted, table.vehicles):
        members.extend([vehicles[vehicle]] * count)
    return Formation(
        id=name,
        vehicles=tuple(members),
        gauge_mm=table.gauge_mm,
        brake_position=table.brake_position,
        caps=_caps(table.caps),
        basis=table.basis,
        source=table.source,
    )
