"""`[border]` of `movement.toml`: the border as a process."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field

from railcade.errors import Problem
from railcade.formats.reading import FileModel, TomlFile
from railcade.formats.values import BasisName, Duration, NotNegative, Positive, Text
from railcade.plan.request import (
    REGAUGING,
    STEP_KINDS,
    WHOLE,
    BorderRequest,
    FarBrakes,
    Spread,
    StepRequest,
)
from railcade.units import NEWTON_PER_TF

_DURATION = 'a duration such as "12 min" or "3 h 30 min"'
_PLACE = "a place id of the network"
_NAMES = {
    "formalities": "customs and passports",
    "regauging": "bogie exchange",
    "transfer": "change of trains",
    "traction": "change of traction",
    "crew": "change of crew",
    "brake_test": "brake test",
    "far_formalities": "customs and passports of the far side",
}
KindName = Literal[
    "formalities", "regauging", "transfer", "traction", "crew", "brake_test", "far_formalities"
]


class StepTable(FileModel):
    """One step of each train at the border; one of duration, triangular, lognormal, quantiles."""

    kind: KindName = Field(description=f"{', '.join(kind for kind in STEP_KINDS if kind != WHOLE)}")
    name: Text | None = Field(default=None, description="as printed; the words of the kind if left out")
    duration: Duration | None = Field(default=None, description=f"always as long: {_DURATION}")
    triangular: list[Duration] | None = Field(
        default=None, description='least, most likely, most, for example ["2 h", "3 h 30 min", "6 h"]'
    )
    lognormal: list[Duration] | None = Field(default=None, description="median and 90th percentile")
    quantiles: list[Duration] | None = Field(
        default=None, description="observed durations, rising, at `shares`; straight in between"
    )
    shares: list[float] | None = Field(
        default=None, description="shares of cases for `quantiles`, from 0 to 1, rising"
    )
    on_jack: bool | None = Field(
        default=None, description="whether the train stays on a jack track; only bogie exchange if left out"
    )
    basis: BasisName = Field(description="surveyed, published, estimated or assumed")
    source: Text = Field(description="who says so")


class BrakesTable(FileModel):
    """Brakes as the far side counts them: block pressure in tonne-force on 100 t of train."""

    needed_tf: Positive = Field(description="least pressure on 100 t of train, tf")
    axle_tf: NotNegative = Field(description="pressure on an axle of every vehicle not named, tf")
    vehicles: dict[str, NotNegative] = Field(
        default={}, description="pressure on an axle by vehicle id, tf; may be left out"
    )
    basis: BasisName = Field(description="surveyed, published, estimated or assumed")
    source: Text = Field(description="who says so")


class BorderTable(FileModel):
    """The border, and the change of gauge."""

    place: Text = Field(description=f"where bogies are changed: {_PLACE}")
    duration: Duration = Field(
        default=0,
        description=f"time for each train: {_DURATION}; beside `steps` it replaces their `quantile`",
    )
    bogie_sets: Annotated[int, Field(ge=0, le=99)] = Field(description="sets of bogies there, 0 to 99")
    reform_place: Text = Field(description=f"where the movement forms anew: {_PLACE}")
    reform: Duration = Field(description=f"least time there after the last train has come: {_DURATION}")
    extra: Duration = Field(
        default=0,
        description=f"longest wait there beyond it, for a track or the others: {_DURATION}; 0 if left out",
    )
    reform_extra: Duration = Field(
        default=1800,
        description=f"how much later the first train leaves at most: {_DURATION}; 30 min if left out",
    )
    reason: Text = Field(description="why, as printed")
    steps: list[StepTable] = Field(default=[], description="steps in order; left out: one, of `duration`")
    quantile: Annotated[float, Field(ge=0.01, le=0.99)] = Field(
        default=0.5,
        description="share of cases in which the plan's times suffice, 0.01 to 0.99; 0.5 if left out",
    )
    of: Literal["step", "train", "all"] = Field(
        default="train",
        description='of what: each "step", the work of a "train", or "all" trains ready; "train" if left out',
    )
    shed_m: NotNegative = Field(
        default=0.0,
        description="carriages that one jack track takes, m; longer trains take several; left out: any train",
    )
    rule_book: str = Field(
        default="", description="rules under which trains run from here on; may be left out"
    )
    brakes: BrakesTable | None = Field(
        default=None, description="left out where brake percentages hold on both sides"
    )


def border_request(table: BorderTable) -> BorderRequest:
    """The border as asked for."""
    brakes = table.brakes
    return BorderRequest(
        place=table.place,
        duration_s=table.duration,
        bogie_sets=table.bogie_sets,
        reform_place=table.reform_place,
        reform_s=table.reform,
        extra_s=table.extra,
        reason=table.reason,
        reform_extra_s=table.reform_extra,
        steps=tuple(_step(step) for step in table.steps),
        quantile=table.quantile,
        of=table.of,
        shed_m=table.shed_m,
        rule_book=table.rule_book,
        brakes=None
        if brakes is None
        else FarBrakes(
            brakes.needed_tf * NEWTON_PER_TF / 1e5,
            brakes.axle_tf * NEWTON_PER_TF,
            tuple((name, axle_tf * NEWTON_PER_TF) for name, axle_tf in sorted(brakes.vehicles.items())),
            brakes.basis,
            brakes.source,
        ),
    )


def _step(table: StepTable) -> StepRequest:
    on_jack = table.kind == REGAUGING if table.on_jack is None else table.on_jack
    return StepRequest(
        table.kind, table.name or _NAMES[table.kind], _spread(table), on_jack, table.basis, table.source
    )


def _spread(table: StepTable) -> Spread:
    if table.duration is not None:
        return Spread("fixed", (table.duration,))
    if table.triangular is not None:
        return Spread("triangular", tuple(table.triangular))
    if table.lognormal is not None:
        return Spread("lognormal", tuple(table.lognormal))
    return Spread("quantiles", tuple(table.quantiles or ()), tuple(table.shares or ()))


def border_faults(table: BorderTable, toml: TomlFile) -> Iterator[Problem]:
    """What the tables alone do not tell: one distribution for each step, its figures in order."""
    if not table.steps and not table.duration:
        what = "neither `duration` nor steps say how long a train takes"
        mend = 'give duration = "3 h 30 min", or [[border.steps]] with their distributions'
        yield Problem("E0104", toml.where("border", "duration"), what, mend)
    for i, step in enumerate(table.steps):
        where = toml.where("border", "steps", i)
        for what, mend in _step_faults(step):
            yield Problem("E0105", where, what, mend)
    jack = [i for i, step in enumerate(table.steps) if _step_on_jack(step)]
    if jack and jack[-1] - jack[0] + 1 != len(jack):
        what = "a train would leave the jack track and come back: steps on it do not follow one another"
        mend = "list the steps with on_jack = true without others in between"
        yield Problem("E0214", toml.where("border", "steps"), what, mend)


def _step_on_jack(step: StepTable) -> bool:
    return step.kind == REGAUGING if step.on_jack is None else step.on_jack


def _step_faults(step: StepTable) -> Iterator[tuple[str, str]]:
    given = [
        name
        for name in ("duration", "triangular", "lognormal", "quantiles")
        if getattr(step, name) is not None
    ]
    if len(given) != 1:
        told = " and ".join(given) or "no duration"
        yield f"the step has {told}", "give one of duration, triangular, lognormal, quantiles"
        return
    if step.triangular is not None and not _rises(step.triangular, 3, strict=False):
        yield "triangular is not least, most likely, most", 'write for example ["2 h", "3 h 30 min", "6 h"]'
    if step.lognormal is not None and not (_rises(step.lognormal, 2) and step.lognormal[0] > 0):
        yield "lognormal is not median and 90th percentile", 'write for example ["2 h", "4 h"]'
    if step.quantiles is not None:
        shares = step.shares or []
        whole = len(shares) == len(step.quantiles) and _rises(shares, 2) and (shares[0], shares[-1]) == (0, 1)
        if not whole or not _rises(step.quantiles, 2, strict=False):
            yield (
                "quantiles do not rise with their shares from 0 to 1",
                'write for example quantiles = ["1 h", "2 h", "5 h"] and shares = [0, 0.5, 1]',
            )
    elif step.shares is not None:
        yield "shares stand without quantiles", "remove shares"
    if step.kind == "far_formalities" and step.on_jack:
        yield "formalities of the far side are not on a jack track", "remove on_jack"


def _rises(values: list[int] | list[float], least: int, strict: bool = True) -> bool:
    """Whether there are as many as needed, rising; not `strict`: equal neighbours, but not all the same."""
    if len(values) < least or (least == 3 and len(values) != 3):
        return False
    if strict:
        return all(a < b for a, b in pairwise(values))
    return all(a <= b for a, b in pairwise(values)) and values[0] < values[-1]
