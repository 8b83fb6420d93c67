"""`rules/*.toml`: rule packs. Each number stands with its source, confidence and reason."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field

from railcade.errors import Problem, raise_if_any
from railcade.formats.reading import FileModel, TomlFile, read_toml, twice, typed
from railcade.formats.rules_protection import Noted, ProtectionTable, protection_faults, protection_rule
from railcade.formats.values import Duration, NotNegative, Positive, Text, duration_text
from railcade.rules import BrakeFactors, Conduct, Latency, RuleNote, RulePack, Spacing
from railcade.units import mps_from_kmh

_DURATION = 'a duration such as "15 min"'
Factor = Annotated[float, Field(gt=0.0, le=1.0)]


class DurationRow(Noted):
    """A duration with its note."""

    value: Duration = Field(description=_DURATION)


class LengthRow(Noted):
    """A length with its note."""

    value_m: NotNegative = Field(description="a length, m")


class LatencyRow(Noted):
    """From the advance train's tail leaving a section to the principal's driver knowing."""

    detect: Duration = Field(description=f"time to see what there is to see: {_DURATION}")
    report: Duration = Field(description=f"time to report it: {_DURATION}")
    decide: Duration = Field(description=f"time to decide: {_DURATION}")
    order: Duration = Field(description=f"time to give the order: {_DURATION}")
    driver: Duration = Field(description=f"time of the driver to act: {_DURATION}")


class BrakesRow(Noted):
    """Guaranteed over nominal brakes."""

    speed_factor: Factor = Field(description="on the deceleration, by speed (Kv), above 0 up to 1")
    rolling_factor: Factor = Field(description="on the deceleration, by rolling stock (Kr), above 0 up to 1")
    time_factor: Annotated[float, Field(ge=1.0, le=3.0)] = Field(
        description="on the build-up time (Kt), 1 to 3"
    )


class SpacingTable(FileModel):
    """Bounds between the roles."""

    lead: DurationRow = Field(description="least time of the principal behind the advance train")
    validity: DurationRow = Field(
        description="how long a section stays swept after the advance train's tail left it"
    )
    follow_min: DurationRow = Field(description="least time of each further role behind the one before it")
    follow_max: DurationRow = Field(description="largest time of each further role behind the one before it")
    margin: LengthRow = Field(
        description="between where the principal can be stopped and what is not reported"
    )
    latency: LatencyRow = Field(description="parts of the time from sweep to driver")
    brakes: BrakesRow = Field(description="factors of guaranteed brakes")


class WeightsRow(Noted):
    """Cost of a minute's delay by kind of other train."""

    passenger: Annotated[int, Field(ge=0, le=1000)] = Field(description="whole number, 0 to 1000")
    freight: Annotated[int, Field(ge=0, le=1000)] = Field(description="whole number, 0 to 1000")


class SpeedRow(Noted):
    """A speed with its note."""

    value_kmh: Positive = Field(description="a speed, km/h")


class ConductTable(FileModel):
    """How the principal train runs, whatever vehicles and line allow."""

    top: SpeedRow | None = Field(
        default=None, description="its top speed; a request whose formation has no such cap is refused"
    )
    siding: SpeedRow | None = Field(
        default=None, description="top speed off the running line; not planned with"
    )
    after_alarm: SpeedRow | None = Field(
        default=None, description="top speed after a detector's alarm, to the next detector; not planned with"
    )
    call_in: DurationRow | None = Field(
        default=None, description="longest time between calls to the control centre; not planned with"
    )


class RulesFile(FileModel):
    """A rule pack file."""

    id: Text = Field(description="id of the pack, named on every plan")
    version: Text = Field(description='version of the pack as text, for example "1"')
    title: Text = Field(description="what the pack is, in a sentence")
    spacing: SpacingTable = Field(description="bounds between the roles")
    weights: WeightsRow = Field(description="cost of a minute's delay by kind of other train")
    max_delay: DurationRow = Field(description="largest delay of another train at its destination")
    handover: DurationRow | None = Field(
        default=None,
        description="windows of one post that lie no further apart are one; without it only those that touch",
    )
    conduct: ConductTable = Field(
        default=ConductTable(), description="how the principal train runs; may be left out"
    )
    protection: list[ProtectionTable] = Field(
        default=[], description="protection windows; none if it is left out"
    )


def read_rules(path: Path) -> RulePack:
    """Read a rule pack.

    `notes` of the pack are keyed by the number's name in `rules.Spacing` and `rules.RulePack`
    (``lead_s``, ``validity_s``, ``follow_min_s``, ``follow_max_s``, ``margin_m``, ``latency``,
    ``brakes``, ``weights``, ``max_delay_s``, ``handover_s``, ``conduct_top`` and the like).

    Raises
    ------
    InputError
        Every problem of the file (E0101-E0108, E0214).
    """
    toml = read_toml(path)
    file = typed(RulesFile, toml)
    raise_if_any(_faults(file, toml))
    return RulePack(
        id=file.id,
        version=file.version,
        title=file.title,
        spacing=_spacing(file.spacing),
        protection=tuple(map(protection_rule, file.protection)),
        weights={"freight": file.weights.freight, "passenger": file.weights.passenger},
        max_delay_s=file.max_delay.value,
        notes=_notes(file),
        handover_s=0 if file.handover is None else file.handover.value,
        conduct=_conduct(file.conduct),
    )


def _faults(file: RulesFile, toml: TomlFile) -> list[Problem]:
    problems = []
    spacing = file.spacing
    for low, high in (("lead", "validity"), ("follow_min", "follow_max")):
        low_s, high_s = getattr(spacing, low).value, getattr(spacing, high).value
        if low_s >= high_s:
            what = f"{low} {duration_text(low_s)} is not below {high} {duration_text(high_s)}"
            problems.append(
                Problem("E0214", toml.where("spacing", low), what, f"lower {low} or raise {high}")
            )
    for i in twice([row.id for row in file.protection]):
        where = toml.where("protection", i, "id")
        what = f"the rule id {file.protection[i].id} stands twice"
        problems.append(Problem("E0108", where, what, "give each rule its own id"))
    problems.extend(protection_faults(file.protection, toml))
    return problems


def _spacing(table: SpacingTable) -> Spacing:
    latency, brakes = table.latency, table.brakes
    return Spacing(
        lead_s=table.lead.value,
        validity_s=table.validity.value,
        follow_min_s=table.follow_min.value,
        follow_max_s=table.follow_max.value,
        margin_m=table.margin.value_m,
        latency=Latency(latency.detect, latency.report, latency.decide, latency.order, latency.driver),
        brakes=BrakeFactors(brakes.speed_factor, brakes.rolling_factor, brakes.time_factor),
    )


def _conduct(table: ConductTable) -> Conduct:
    def speed_mps(row: SpeedRow | None) -> float | None:
        return None if row is None else mps_from_kmh(row.value_kmh)

    return Conduct(
        top_mps=speed_mps(table.top),
        siding_mps=speed_mps(table.siding),
        after_alarm_mps=speed_mps(table.after_alarm),
        call_in_s=None if table.call_in is None else table.call_in.value,
    )


def _notes(file: RulesFile) -> dict[str, RuleNote]:
    spacing = file.spacing
    told = {f"conduct_{name}": getattr(file.conduct, name) for name in ConductTable.model_fields}
    handover = {} if file.handover is None else {"handover_s": file.handover.note()}
    return {
        "lead_s": spacing.lead.note(),
        "validity_s": spacing.validity.note(),
        "follow_min_s": spacing.follow_min.note(),
        "follow_max_s": spacing.follow_max.note(),
        "margin_m": spacing.margin.note(),
        "latency": spacing.latency.note(),
        "brakes": spacing.brakes.note(),
        "weights": file.weights.note(),
        "max_delay_s": file.max_delay.note(),
        **handover,
        **{name: row.note() for name, row in told.items() if row is not None},
    }
