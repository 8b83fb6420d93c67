"""`register.toml`: every vehicle that can be called on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from railcade.errors import Problem, raise_if_any
from railcade.fleet import FactNote, Register, RegisterVehicle
from railcade.formats.fleet_faults import traction_faults
from railcade.formats.fleet_toml import speed_caps, traction
from railcade.formats.reading import TomlFile, near, read_toml, twice, typed
from railcade.formats.register_tables import (
    FACTS,
    NEEDED,
    NoteTable,
    RegisterFile,
    RegisterVehicleTable,
)

_HELD = 1e-9


@dataclass(frozen=True, eq=False)
class _Entry:
    """A vehicle with the facts of its type under its own; `at` is where it stands in the file."""

    table: RegisterVehicleTable
    facts: dict[str, Any]
    notes: dict[str, NoteTable]
    at: int


def read_register(path: Path) -> Register:
    """Read a register.

    Raises
    ------
    InputError
        Every problem of the file: E0101-E0106, E0108, and E0203 for names that it does not define.
    """
    toml = read_toml(path)
    file = typed(RegisterFile, toml)
    entries = [_entry(file, i) for i in range(len(file.vehicles))]
    raise_if_any(
        [*_name_faults(file, toml), *(fault for each in entries for fault in _faults(each, file, toml))]
    )
    return Register(
        file.name,
        {each.table.id: _vehicle(each, file) for each in entries},
        {name: traction(table) for name, table in file.tractions.items()},
    )


def _entry(file: RegisterFile, at: int) -> _Entry:
    """Own facts before those of the type; a note of the type holds for a fact of the type alone."""
    table = file.vehicles[at]
    shared = file.types.get(table.type)
    facts = {} if shared is None else {name: getattr(shared, name) for name in type(shared).model_fields}
    own = {name: value for name in (*FACTS, "basis", "confidence", "source")
           if (value := getattr(table, name)) is not None}  # fmt: skip
    notes = {} if shared is None else {name: note for name, note in shared.facts.items() if name not in own}
    return _Entry(table, {**facts, **own}, {**notes, **table.facts}, at)


def _name_faults(file: RegisterFile, toml: TomlFile) -> Iterator[Problem]:
    numbers = [table.id for table in file.vehicles]
    for i in twice(numbers):
        what = f"the vehicle {numbers[i]} stands twice"
        yield Problem("E0108", toml.where("vehicles", i), what, "give each its own number")
    for name, table in file.types.items():
        yield from _note_faults(table.facts, toml, ("types", name))
        yield from _axle_faults(table.model_dump(), toml, ("types", name))
    for name, pulls in file.tractions.items():
        yield from traction_faults(name, pulls, toml)


def _faults(entry: _Entry, file: RegisterFile, toml: TomlFile) -> Iterator[Problem]:
    table, at = entry.table, ("vehicles", entry.at)
    if table.type not in file.types:
        what = f"the type {table.type} is not defined"
        yield Problem("E0203", toml.where(*at, "type"), what, near(table.type, file.types))
        return
    for name in NEEDED:
        if entry.facts.get(name) is None:
            what = f"{table.id} has no {name}, nor has its type {table.type}"
            yield Problem(
                "E0104", toml.where(*at), what, f"add {name} to the vehicle or to [types.{table.type}]"
            )
    yield from _note_faults(table.facts, toml, at)
    if any(
        getattr(table, name) is not None
        for name in ("mass_loaded_t", "mass_empty_t", "axles", "max_axle_load_t")
    ):
        yield from _axle_faults(entry.facts, toml, at)
    pulls = entry.facts.get("traction")
    if pulls and pulls not in file.tractions:
        what = f"{table.id} pulls with {pulls}, which is not defined"
        yield Problem("E0203", toml.where(*at), what, near(pulls, file.tractions))


def _note_faults(notes: dict[str, NoteTable], toml: TomlFile, at: tuple[str | int, ...]) -> Iterator[Problem]:
    for name in notes:
        if name not in FACTS:
            yield Problem(
                "E0103", toml.where(*at, "facts", name), f"{name} is no fact of a vehicle", near(name, FACTS)
            )


def _axle_faults(facts: dict[str, Any], toml: TomlFile, at: tuple[str | int, ...]) -> Iterator[Problem]:
    loaded_t, empty_t = facts.get("mass_loaded_t"), facts.get("mass_empty_t")
    axles, axle_t = facts.get("axles"), facts.get("max_axle_load_t")
    if loaded_t and empty_t and empty_t > loaded_t + _HELD:
        what = f"{empty_t:g} t empty is more than {loaded_t:g} t loaded"
        yield Problem(
            "E0105", toml.where(*at), what, "give the mass with people, stores and cars as mass_loaded_t"
        )
    if loaded_t and axles and axle_t and axle_t < loaded_t / axles - _HELD:
        what = f"{axle_t:g} t is below the mean of {loaded_t / axles:.1f} t (mass over axles)"
        mend = f"give at least {loaded_t / axles:.1f} t, or mend mass or axles"
        yield Problem("E0105", toml.where(*at, "max_axle_load_t"), what, mend)


def _vehicle(entry: _Entry, file: RegisterFile) -> RegisterVehicle:
    facts, table = entry.facts, entry.table
    pulls = file.tractions.get(facts.get("traction") or "")
    return RegisterVehicle(
        id=table.id,
        type_name=table.type,
        role=facts["role"],
        state=table.state,
        home=table.home,
        gauges_mm=tuple(sorted(facts["gauges_mm"])),
        mass_empty_kg=1000.0 * facts["mass_empty_t"],
        mass_loaded_kg=1000.0 * facts["mass_loaded_t"],
        armour=facts.get("armour") or "",
        length_m=facts["length_m"],
        axles=facts["axles"],
        max_axle_load_kg=1000.0 * facts["max_axle_load_t"],
        braked_mass_kg=1000.0 * facts["braked_mass_t"],
        coupler=facts["coupler"],
        coupler_strength_newton=1000.0 * facts["coupler_strength_kn"],
        seats=facts.get("seats") or 0,
        berths=facts.get("berths") or 0,
        briefing_seats=facts.get("briefing_seats") or 0,
        cars=facts.get("cars") or 0,
        hotel_watt=1000.0 * (facts.get("hotel_kw") or 0.0),
        supply_watt=1000.0 * (facts.get("supply_kw") or 0.0),
        equipment=tuple(sorted(facts.get("equipment") or ())),
        rotating_factor=facts["rotating_factor"],
        resistance_newton=facts["resistance_newton"],
        resistance_newton_per_mps=facts["resistance_newton_per_mps"],
        resistance_newton_per_mps2=facts["resistance_newton_per_mps2"],
        caps=speed_caps(facts.get("caps") or []),
        traction=None if pulls is None else traction(pulls),
        note=FactNote(facts["basis"], facts["confidence"], facts["source"]),
        notes={
            name: FactNote(note.basis, note.confidence, note.source) for name, note in entry.notes.items()
        },
    )
