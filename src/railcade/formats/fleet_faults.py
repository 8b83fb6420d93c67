"""What does not fit together in a fleet file whose keys are all right."""

from __future__ import annotations

import re

from railcade.errors import Problem
from railcade.fleet import DIESEL
from railcade.formats.fleet_tables import FleetFile, FormationTable, TractionTable, VehicleTable
from railcade.formats.reading import TomlFile, near

_APART_KMH = 0.36  # 0.1 m/s: no locomotive's force is known more finely
_TIMES = re.compile(r"^\s*(\d{1,9})\s*x\s+(\S+)\s*$")


def counted(item: str) -> tuple[int, str]:
    """How many of which vehicle: ``3 x escort``, or one alone."""
    match = _TIMES.match(item)
    return (1, item.strip()) if match is None else (int(match.group(1)), match.group(2))


def faults_of(file: FleetFile, toml: TomlFile) -> list[Problem]:
    """What does not fit together: E0104, E0105, E0203, E0214."""
    problems: list[Problem] = []
    for name, traction in file.tractions.items():
        problems.extend(traction_faults(name, traction, toml))
    for name, vehicle in file.vehicles.items():
        problems.extend(_vehicle_faults(name, vehicle, file, toml))
    for name, formation in file.formations.items():
        problems.extend(_formation_faults(name, formation, file, toml))
    return problems


def traction_faults(name: str, table: TractionTable, toml: TomlFile) -> list[Problem]:
    """What is wrong with the table of a locomotive: E0104, E0105."""
    where = toml.where("tractions", name, "speed_kmh")
    problems = _speed_faults(table.speed_kmh, len(table.force_kn), "force", where)
    forces = table.force_kn
    if any(b > a for a, b in zip(forces[:-1], forces[1:], strict=True)):
        where = toml.where("tractions", name, "force_kn")
        problems.append(
            Problem("E0105", where, "a force rises with speed", "forces fall or stay equal as speed grows")
        )
    if table.head_end and table.power == DIESEL and table.power_kw is None:
        where = toml.where("tractions", name, "head_end")
        what = "what a diesel feeds to the train it lacks at the wheel, but its power is not given"
        problems.append(Problem("E0104", where, what, "add power_kw: largest power at the wheel, kW"))
    if table.regeneration_share > 0.0 and table.power == DIESEL:
        where = toml.where("tractions", name, "regeneration_share")
        problems.append(Problem("E0105", where, "a diesel gives nothing back to the line", "leave it out"))
    return problems


def _speed_faults(speeds_kmh: list[float], count: int, noun: str, where: str) -> list[Problem]:
    """Speeds that do not rise from 0, or are not as many as what is told for them."""
    if len(speeds_kmh) != count:
        what = f"{len(speeds_kmh)} speeds, but {count} {noun}s"
        return [Problem("E0105", where, what, f"give one {noun} for each speed")]
    if speeds_kmh[0] != 0.0 or any(b <= a for a, b in zip(speeds_kmh[:-1], speeds_kmh[1:], strict=True)):
        return [Problem("E0105", where, "speeds do not rise from 0", "sort them; the first is 0")]
    return [
        Problem("E0105", where, f"{b:g} km/h is hardly more than {a:g} km/h", f"leave {_APART_KMH:g} km/h")
        for a, b in zip(speeds_kmh[:-1], speeds_kmh[1:], strict=True)
        if b - a < _APART_KMH - 1e-9
    ]


def _vehicle_faults(name: str, vehicle: VehicleTable, file: FleetFile, toml: TomlFile) -> list[Problem]:
    problems = []
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
    pull = file.tractions.get(vehicle.traction)
    driven_t = 0.0 if pull is None else pull.adhesive_mass_t or 0.0
    if driven_t > vehicle.mass_t + 1e-9:
        what = f"{vehicle.mass_t:g} t, of which {vehicle.traction} has {driven_t:g} t on driven axles"
        mend = "give an adhesive_mass_t that is no more than the mass of the locomotive"
        problems.append(Problem("E0105", toml.where("vehicles", name, "mass_t"), what, mend))
    return problems


def _formation_faults(name: str, table: FormationTable, file: FleetFile, toml: TomlFile) -> list[Problem]:
    problems = []
    names = [counted(item) for item in table.vehicles]
    for i, (count, vehicle) in enumerate(names):
        where = toml.where("formations", name, "vehicles", i)
        if vehicle not in file.vehicles:
            what = f"the vehicle {vehicle} is not defined"
            problems.append(Problem("E0203", where, what, near(vehicle, file.vehicles)))
        if not 1 <= count <= 200:
            problems.append(Problem("E0105", where, f"{count} vehicles in a row", "give a count of 1 to 200"))
    known = [(count, file.vehicles[vehicle]) for count, vehicle in names if vehicle in file.vehicles]
    if known and not any(vehicle.traction for _, vehicle in known):
        where = toml.where("formations", name, "vehicles")
        mend = "add a vehicle that has a traction"
        problems.append(Problem("E0214", where, "no vehicle of this formation pulls", mend))
    if not table.caps and not any(vehicle.caps for _, vehicle in known):
        mend = 'add caps = [{ speed_kmh = 60, reason = "...", basis = "assumed" }] to it or to a vehicle'
        problems.append(Problem("E0104", toml.where("formations", name), "no top speed is given", mend))
    if table.deceleration is not None:
        slows = table.deceleration
        where = toml.where("formations", name, "deceleration", "speed_kmh")
        count = len(slows.deceleration_mps2)
        problems.extend(_speed_faults(slows.speed_kmh, count, "deceleration", where))
    problems.extend(_hotel_faults(name, known, file, toml))
    return problems


def _hotel_faults(
    name: str, vehicles: list[tuple[int, VehicleTable]], file: FleetFile, toml: TomlFile
) -> list[Problem]:
    """A diesel that feeds more than it has."""
    hotel_kw = sum(count * vehicle.hotel_kw for count, vehicle in vehicles)
    problems = []
    for traction in dict.fromkeys(vehicle.traction for _, vehicle in vehicles if vehicle.traction):
        pull = file.tractions.get(traction)
        if pull is None or not pull.head_end or pull.power != DIESEL or pull.power_kw is None:
            continue
        if hotel_kw >= pull.power_kw:
            what = f"a hotel load of {hotel_kw:g} kW leaves nothing of the {pull.power_kw:g} kW of {traction}"
            mend = "lower hotel_kw, or let a locomotive with more power feed the train"
            problems.append(Problem("E0105", toml.where("formations", name, "vehicles"), what, mend))
    return problems
