"""`factors.toml`: ways that are compared, weights of factors, values that no network tells."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field

from railcade.errors import Problem, raise_if_any
from railcade.formats.reading import FileModel, TomlFile, near, read_toml, twice, typed
from railcade.formats.values import BasisName, NotNegative, Text
from railcade.routing.factors import BY_KEY, Alternative, FactorsRequest, Told
from railcade.units import mps_from_kmh

_FACTOR = "a factor: " + ", ".join(BY_KEY)


class AlternativeTable(FileModel):
    """A way that is compared."""

    name: Text = Field(description="its name, as printed")
    via: list[Text] = Field(
        default=[], description="place ids that the way touches, in order; the shortest if left out"
    )


class ValueTable(FileModel):
    """A value that the user gives; it stands for one that the network would tell."""

    factor: Text = Field(description=_FACTOR)
    alternative: Text = Field(description="name of an alternative")
    value: NotNegative = Field(
        description="0 or more, in the factor's unit; the same scale for all alternatives"
    )
    basis: BasisName = Field(description="surveyed, published, estimated or assumed")
    source: Text = Field(description="who says so")


class FactorsFile(FileModel):
    """The file."""

    source: Text = Field(description="whose weights these are")
    speed_kmh: NotNegative = Field(
        default=0.0,
        description="speed of the train for the time in transit, km/h; the line's limits alone if left out",
    )
    default_weight: NotNegative = Field(
        default=1.0, description="weight of factors that [weights] does not name; 1 if left out"
    )
    weights: dict[str, NotNegative] = Field(default={}, description=f"weight by factor; {_FACTOR}")
    alternatives: Annotated[list[AlternativeTable], Field(min_length=2)] = Field(
        description="ways that are compared, at least two"
    )
    values: list[ValueTable] = Field(default=[], description="values that no network tells, a list of tables")


def read_factors(path: Path) -> FactorsRequest:
    """Read a factor file.

    Raises
    ------
    InputError
        Every problem of the file: E0101-E0106, E0108, E0201.
    """
    toml = read_toml(path)
    file = typed(FactorsFile, toml)
    raise_if_any(_faults(file, toml))
    return FactorsRequest(
        alternatives=tuple(Alternative(item.name, tuple(item.via)) for item in file.alternatives),
        weights=dict(file.weights),
        default_weight=file.default_weight,
        told=tuple(
            Told(item.factor, item.alternative, item.value, item.basis, item.source) for item in file.values
        ),
        cap_mps=mps_from_kmh(file.speed_kmh),
        source=file.source,
    )


def _faults(file: FactorsFile, toml: TomlFile) -> list[Problem]:
    problems = []
    for name in file.weights:
        if name not in BY_KEY:
            where = toml.where("weights", name)
            problems.append(Problem("E0103", where, f"unknown factor {name}", near(name, BY_KEY)))
    names = [item.name for item in file.alternatives]
    for i in twice(names):
        where = toml.where("alternatives", i)
        problems.append(Problem("E0108", where, f"{names[i]} stands twice", "give each its own name"))
    for i, item in enumerate(file.values):
        if item.factor not in BY_KEY:
            where = toml.where("values", i, "factor")
            problems.append(
                Problem("E0105", where, f"unknown factor {item.factor}", near(item.factor, BY_KEY))
            )
        if item.alternative not in names:
            where, what = (
                toml.where("values", i, "alternative"),
                f'no alternative is called "{item.alternative}"',
            )
            problems.append(Problem("E0105", where, what, near(item.alternative, names)))
    pairs = [(item.factor, item.alternative) for item in file.values]
    for i, pair in enumerate(pairs):
        if pair in pairs[:i]:
            what = f"{pair[0]} of {pair[1]} stands twice"
            problems.append(Problem("E0108", toml.where("values", i), what, "keep one of them"))
    keys = [key for key, _ in pairs]
    for key in dict.fromkeys(keys):
        lacking = [name for name in names if (key, name) not in pairs]
        if lacking and key in BY_KEY and not BY_KEY[key].measured:
            what = f"{key} is not told for {', '.join(lacking)}"
            mend = "give a value for every alternative, or for none"
            problems.append(Problem("E0104", toml.where("values", keys.index(key)), what, mend))
    return problems
