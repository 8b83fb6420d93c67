"""Keys of `register.toml`, as declarations."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from railcade.fleet import State
from railcade.formats.fleet_tables import CapTable, TractionTable
from railcade.formats.reading import FileModel
from railcade.formats.values import BasisName, NotNegative, Text

Confidence = Literal["high", "medium", "low"]
Count = Annotated[int, Field(ge=0, le=10_000)]
Metres = Annotated[float, Field(gt=0.0, le=200.0)]
Tonnes = Annotated[float, Field(gt=0.0, le=1000.0)]
Brakes = Annotated[float, Field(ge=0.0, le=3000.0)]
Pull = Annotated[float, Field(gt=0.0, le=100_000.0)]
Power = Annotated[float, Field(ge=0.0, le=100_000.0)]
"""Further than any vehicle goes: sums of them stay within the whole numbers that are composed with."""


class NoteTable(FileModel):
    """What one fact rests on, where that is better or worse than the rest."""

    basis: BasisName = Field(description="surveyed, published, estimated or assumed")
    confidence: Confidence = Field(description="high, medium or low")
    source: Text = Field(description="where the fact comes from")


class FactsTable(FileModel):
    """Facts of a vehicle; a vehicle may give any of them, and takes the rest from its type."""

    role: Text | None = Field(
        default=None, description="what it is for: locomotive, saloon, communications, sleeping, escort, ..."
    )
    gauges_mm: list[Annotated[int, Field(ge=600, le=1676)]] | None = Field(
        default=None, description="gauges it can stand on, mm; several where its bogies can be changed"
    )
    mass_empty_t: Tonnes | None = Field(default=None, description="mass empty, t")
    mass_loaded_t: Tonnes | None = Field(
        default=None, description="mass as it runs, with people, stores and cars, t"
    )
    armour: str | None = Field(
        default=None, description='what is armoured, for example "floor"; empty if nothing is'
    )
    length_m: Metres | None = Field(default=None, description="length over couplers, m")
    axles: Annotated[int, Field(ge=2, le=32)] | None = Field(
        default=None, description="number of axles, 2 to 32"
    )
    max_axle_load_t: Tonnes | None = Field(
        default=None, description="load of the heaviest axle, loaded, t; not below mass over axles"
    )
    braked_mass_t: Brakes | None = Field(default=None, description="nominal braked mass, loaded, t")
    coupler: Text | None = Field(default=None, description='kind of coupler at both ends, for example "SA-3"')
    coupler_strength_kn: Pull | None = Field(
        default=None, description="pull that couplers and draw gear bear for a long time, kN"
    )
    seats: Count | None = Field(default=None, description="places to sit; 0 if left out")
    berths: Count | None = Field(default=None, description="places to sleep; 0 if left out")
    briefing_seats: Count | None = Field(
        default=None, description="places at a briefing table; 0 if left out"
    )
    cars: Count | None = Field(default=None, description="road cars it carries; 0 if left out")
    hotel_kw: Power | None = Field(
        default=None, description="mean load that the train must feed, kW; 0 if left out"
    )
    supply_kw: Power | None = Field(
        default=None, description="what it feeds the train with, kW; 0 if left out"
    )
    equipment: list[Text] | None = Field(
        default=None, description='what it carries, words of your own such as "satellite" or "medical"'
    )
    rotating_factor: Annotated[float, Field(ge=1.0, le=1.5)] | None = Field(
        default=None, description="mass to be accelerated over static mass, 1.0 to 1.5"
    )
    resistance_newton: NotNegative | None = Field(
        default=None, description="constant term of its running resistance, N"
    )
    resistance_newton_per_mps: NotNegative | None = Field(
        default=None, description="term with speed, N/(m/s)"
    )
    resistance_newton_per_mps2: NotNegative | None = Field(
        default=None, description="term with speed squared, N/(m/s)²"
    )
    caps: list[CapTable] | None = Field(default=None, description="speed caps, a list of tables")
    traction: str | None = Field(default=None, description="id of a table of [tractions], for a locomotive")
    basis: BasisName | None = Field(default=None, description="basis of all facts but those in facts")
    confidence: Confidence | None = Field(
        default=None, description="high, medium or low: of all facts but those in facts"
    )
    source: Text | None = Field(default=None, description="where they come from")
    facts: dict[str, NoteTable] = Field(
        default={}, description="tables by key of a fact that is better or worse known than the rest"
    )


class TypeTable(FactsTable):
    """Facts that vehicles of a type share."""


class RegisterVehicleTable(FactsTable):
    """One vehicle."""

    id: Text = Field(description="its number, as painted on it")
    type: Text = Field(description="id of a table of [types]")
    state: Annotated[State, Field(strict=False)] = Field(
        default=State.IN_SERVICE, description="in service (if left out), repair, reserved or withdrawn"
    )
    home: str = Field(default="", description="where it stands; may be left out")


class RegisterFile(FileModel):
    """A register of vehicles."""

    name: Text = Field(description="name of the register")
    tractions: dict[str, TractionTable] = Field(
        default={}, description="tables by traction id, as in a fleet"
    )
    types: dict[str, TypeTable] = Field(description="tables by type id")
    vehicles: Annotated[list[RegisterVehicleTable], Field(min_length=1)] = Field(
        description="every vehicle, a list of tables"
    )


NEEDED = (
    "role", "gauges_mm", "mass_empty_t", "mass_loaded_t", "length_m", "axles", "max_axle_load_t",
    "braked_mass_t", "coupler", "coupler_strength_kn", "rotating_factor", "resistance_newton",
    "resistance_newton_per_mps", "resistance_newton_per_mps2", "basis", "confidence", "source",
)  # fmt: skip
"""Facts that a vehicle must have, of its own or of its type."""
FACTS = tuple(
    name for name in FactsTable.model_fields if name not in ("basis", "confidence", "source", "facts")
)
"""Keys that `facts` may note."""
