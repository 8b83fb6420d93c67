"""Keys of `fleet.toml`, as declarations."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from railcade.formats.reading import FileModel
from railcade.formats.values import BasisName, NotNegative, Positive, Text


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
        description="speeds of the force table, km/h, from 0 and rising by 0.36 or more, at least two;"
        " the last is the top speed"
    )
    force_kn: Annotated[list[NotNegative], Field(min_length=2)] = Field(
        description="largest force at the wheel at each speed, kN, never rising; linear in between;"
        " the starting force twice, where power_kw tells the rest"
    )
    power_kw: Positive | None = Field(
        default=None, description="largest power at the wheel, kW; left out where the table holds it already"
    )
    adhesive_mass_t: Positive | None = Field(
        default=None,
        description="mass on driven axles, t, for the bound of adhesion; left out where the table holds it",
    )
    head_end: bool = Field(
        default=False, description="true if it feeds the hotel load; a diesel needs power_kw then"
    )
    regeneration_share: Annotated[float, Field(ge=0.0, le=1.0)] = Field(
        default=0.0, description="share of its braking energy at the wheel that goes back, 0 to 1"
    )
    basis: BasisName = Field(description="weakest basis of all these figures")
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
    hotel_kw: NotNegative = Field(
        default=0.0,
        description="mean load of light, heating, cooling and kitchens, kW, that the train feeds",
    )
    supply_kw: NotNegative = Field(default=0.0, description="what it feeds the train with, kW; 0 if left out")
    seats: Annotated[int, Field(ge=0, le=1000)] = Field(default=0, description="places to sit; 0 if left out")
    berths: Annotated[int, Field(ge=0, le=1000)] = Field(
        default=0, description="places to sleep; 0 if left out"
    )
    cars: Annotated[int, Field(ge=0, le=100)] = Field(
        default=0, description="road cars that it carries; 0 if left out"
    )
    gauge_envelope: str = Field(
        default="", description='gauge envelope that it keeps to, such as "GB"; left out: not known'
    )
    min_curve_radius_m: Positive | None = Field(
        default=None, description="tightest curve that it may pass, m; left out: not known"
    )
    coupler: str = Field(default="", description='coupler at both ends, such as "SA-3"; left out: not known')
    coupler_strength_kn: Positive | None = Field(
        default=None, description="pull that its couplers bear for a long time, kN; left out: not known"
    )
    fuel_range_km: Positive | None = Field(
        default=None, description="how far a diesel goes on its fuel, km; left out: not known"
    )
    basis: BasisName = Field(description="weakest basis of all figures of the vehicle")
    source: Text = Field(description="where the figures come from")


class DecelerationTable(FileModel):
    """Brakes told by deceleration over speed, instead of the brake percentage."""

    speed_kmh: Annotated[list[NotNegative], Field(min_length=1)] = Field(
        description="speeds above which each deceleration holds, km/h, from 0 and rising by 0.36 or more"
    )
    deceleration_mps2: Annotated[list[Positive], Field(min_length=1)] = Field(
        description="full braking on level track, resistance included, m/s², one for each speed"
    )
    build_up_s: NotNegative = Field(description="equivalent time without brake force from the command, s")
    basis: BasisName = Field(description="surveyed, published, estimated or assumed")
    source: Text = Field(description="where the figures come from")


class FormationTable(FileModel):
    """A train, head first."""

    vehicles: Annotated[list[Text], Field(min_length=1)] = Field(
        description='vehicle ids, head first; "3 x escort" stands for three in a row'
    )
    gauge_mm: Annotated[int, Field(ge=600, le=1676)] = Field(description="gauge its bogies stand on, mm")
    brake_position: Literal["P", "G"] = Field(description='"P" or "G"')
    deceleration: DecelerationTable | None = Field(
        default=None, description="left out where braked mass tells how the train brakes"
    )
    caps: list[CapTable] = Field(default=[], description="speed caps of the whole train, a list of tables")
    basis: BasisName = Field(description="how well the make-up is known")
    source: Text = Field(description="where the make-up comes from")


class FleetFile(FileModel):
    """A fleet file."""

    name: Text = Field(description="name of the fleet")
    tractions: dict[str, TractionTable] = Field(default={}, description="tables by traction id")
    vehicles: dict[str, VehicleTable] = Field(description="tables by vehicle id")
    formations: dict[str, FormationTable] = Field(description="tables by formation id")
