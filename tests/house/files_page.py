"""Text of docs/files.md: every key of every file, from the declarations in `formats`."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from railcade.formats.compose_toml import ComposeFile
from railcade.formats.conditions_toml import ConditionsFile
from railcade.formats.factors_toml import FactorsFile
from railcade.formats.fleet_tables import FleetFile
from railcade.formats.manifest_toml import ManifestFile
from railcade.formats.movement_toml import MovementFile
from railcade.formats.notice_toml import NoticeFile
from railcade.formats.plan_json import INSTANTS, SCHEMA_ID
from railcade.formats.programme_toml import ProgrammeFile
from railcade.formats.register_tables import NEEDED, RegisterFile
from railcade.formats.rules_toml import RulesFile
from railcade.formats.runs_npz import COLUMNS as RUN_COLUMNS
from railcade.formats.timetable_csv import COLUMNS as TIMETABLE_COLUMNS
from railcade.formats.trajectory_csv import COLUMNS as TRAJECTORY_COLUMNS

INTRO = """\
# Files

Made by `make docs` from the declarations in `railcade.formats`; a test fails when it is behind.

People write TOML and CSV; Railcade writes `network.gpkg`, `plan.json`, `check_record.json` and `runs.npz`.
A key or column that is not listed here is refused, with the nearest name that is. Units are those of the key
(`mass_t`, `speed_kmh`) or stand in the value (`"12 min"`, `"3 h 30 min"`, `"90 s"`). Times carry their
offset (`2027-05-16T16:00:00+09:00`). Every value that is not published says so: `basis` is `surveyed`,
`published`, `estimated` or `assumed`, and what is estimated or assumed is listed on the plan.
`railcade check FILE...` reads any of these files and says all that is wrong with it at once. A file of text
is UTF-8 and at most 64 MiB; devices and pipes are refused. The paths in `[files]` of a movement may be
absolute or lead out of its folder with `..`: these files are only read, and the plan folder keeps copies of
them under fixed names in `inputs/`.

The network's own files (`assumptions.toml`, the list of places, the lines) are in
[assumptions.md](assumptions.md), `network.gpkg` in [network.md](network.md).
Examples of all: `examples/corridor/`.
"""

TOML = {
    "fleet.toml": (
        FleetFile,
        "Vehicles, what locomotives pull, and formations, head first. Mass, length, brake percentage and\n"
        "the heaviest axle of a train are sums and maxima over its vehicles, never entered. The lowest\n"
        "speed cap applies, and its reason is told.",
    ),
    "movement.toml": (
        MovementFile,
        "The request: who goes where, when, under which rules. Places are ids of the network, which QGIS\n"
        "shows. Roles stand in running order.",
    ),
    "factors.toml": (
        FactorsFile,
        "Ways that are compared by the factors of 49 CFR part 172, appendix D, and two of the network\n"
        "(tunnels, bridges). What network and timetable tell is measured; a value given here stands for it.\n"
        "The request takes one of the ways; the table goes into the plan folder as `factors.json`.",
    ),
    "programme.toml": (
        ProgrammeFile,
        "Events that people of the principal train attend, and other ways of going for the same people.\n"
        "At the origin the train waits for an event; elsewhere it comes in time, and where it goes on, it\n"
        "waits until the event is over.",
    ),
    "manifest.toml": (
        ManifestFile,
        "Who and what is aboard which carriage of which train: parties, road cars, supplies. No names of\n"
        "people.",
    ),
    "notice.toml": (
        NoticeFile,
        "What the notice says besides the plan: edition and offices, release groups, signs and calls,\n"
        "contingencies, communications, reports, weather, secrecy. All of it may be left out; the notice\n"
        "then says what was not given. Roles are those of the request, places ids of the network.",
    ),
    "conditions.toml": (
        ConditionsFile,
        "What holds on the line between two dates; a movement names it as `files.conditions`. A possession\n"
        "closes a stretch to all trains, an isolation to those that draw current. Stretches are named by a\n"
        "section, by two places or by kilometres. What counts for a movement is in occupation.md, 11.",
    ),
    "register.toml": (
        RegisterFile,
        "Every vehicle that can be called on. A vehicle takes from its type what it does not say itself.\n"
        "All facts rest on the `basis`, `confidence` and `source` of the type or vehicle, but those that\n"
        "`facts` names. A vehicle needs, of its own or of its type: "
        + ", ".join(f"`{name}`" for name in NEEDED)
        + ".",
    ),
    "compose.toml": (
        ComposeFile,
        "Trains to be made of the register by `railcade compose`: what they shall carry and what they must\n"
        "fit. A `way` tightens length, axle load and ruling grade by its tracks, sections and grades.",
    ),
    "rules/*.toml": (
        RulesFile,
        "A rule pack. No number stands without its source, confidence and reason. A window opens\n"
        "`before` the first role (or a named one) comes and closes `after` the last (or a named one) "
        "is complete.",
    ),
}

TIMETABLE = """\
Other trains, one row for each place of each train in travel order, passing places included; every train runs
daily. Any spreadsheet writes it.
"""

PLAN = """\
Written by `railcade plan`, read by `railcade verify`. Schema `{schema}`, published as
[plan.schema.json](../src/railcade/formats/plan.schema.json). Instants are ISO 8601 UTC text: keys that end in
`_at`, and {instants}. Whole ones are given to the second, exact ones to the millisecond. Durations are
seconds
(`_s`), lengths metres (`_m`). A plan is never edited: `verify` refuses a changed hash.
"""

RUNS = """\
Every run of the plan; `numpy.load` opens it. Each leg of each role has one array for each column, under
`key/column`, where `key` is the leg's `run` in `plan.json`. Points lie at every change of phase and at most
50 m apart.
"""

RUN_MEANINGS = {
    "x_m": "position of the head on the way, m",
    "t_s": "seconds from the leg's departure",
    "v_mps": "speed, m/s",
    "a_mps2": "acceleration just beyond the point, m/s²",
    "force_newton": "force of traction (positive) or brake (negative) that gives it, N",
    "reason": "what binds there (int8, the others float64): a value of `railcade.motion.Reason`",
}


TRAJECTORY = """\
The run of one train, written by `railcade motion -o`, with one row every `--step` metres and one at the
end of each leg. `runs.npz` beside it has every phase break; there `key` is the leg's first and last place.
"""


def files_page() -> str:
    """Text of docs/files.md."""
    parts = [_filled(INTRO)]
    for name, (model, text) in TOML.items():
        parts.append(f"## {name}\n\n{_filled(text)}")
        parts.extend(_tables(model, ""))
    parts.append(f"## timetable.csv\n\n{_filled(TIMETABLE)}\n{_rows_of(TIMETABLE_COLUMNS)}")
    instants = ", ".join(f"`{name.removesuffix('_s')}`" for name in sorted(INSTANTS))
    parts.append("## plan.json\n\n" + _filled(PLAN.format(schema=SCHEMA_ID, instants=instants)))
    meanings = {name: RUN_MEANINGS[name] for name in RUN_COLUMNS}
    parts.append(f"## runs.npz\n\n{_filled(RUNS)}\n{_rows_of(meanings)}")
    parts.append(f"## trajectory.csv\n\n{_filled(TRAJECTORY)}\n{_rows_of(TRAJECTORY_COLUMNS)}")
    return "\n".join(parts)


def _filled(text: str) -> str:
    """Paragraphs filled to the width of a page; headings stay lines of their own."""
    parts = [textwrap.fill(item, 118, break_on_hyphens=False) for item in text.strip().split("\n\n")]
    return "\n\n".join(parts) + "\n"


def _rows_of(columns: Mapping[str, str]) -> str:
    rows = "".join(f"| `{name}` | {text} |\n" for name, text in columns.items())
    return f"| column | meaning |\n|---|---|\n{rows}"


def _tables(model: type[BaseModel], path: str) -> Iterator[str]:
    rows, inner = [], []
    for field, info in model.model_fields.items():
        key = info.alias or field
        found, shape = _model_in(info.annotation)
        if found is not None:
            inner.append((found, f"{path}.{key}".strip(".") + shape))
        needed = "yes" if info.is_required() else "no"
        rows.append(f"| `{key}` | {needed} | {info.description} |\n")
    name = path.replace("[]", "")
    heading = f"[[{name}]]" if path.endswith("[]") else f"[{name}]"
    title = f"### {heading}\n\n{_first_line(model)}\n\n" if path else ""
    yield f"{title}| key | needed | meaning |\n|---|---|---|\n{''.join(rows)}"
    for found, inner_path in inner:
        yield from _tables(found, inner_path)


def _model_in(annotation: Any) -> tuple[type[BaseModel] | None, str]:
    """The model inside a type, and how its path goes on: ``[]`` in lists, ``.ID`` in tables by name."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation, ""
    for choice in get_args(annotation):
        found, shape = _model_in(choice)
        if found is not None:
            return found, {list: "[]", dict: ".ID"}.get(get_origin(annotation) or str, "") + shape
    return None, ""


def _first_line(model: type[BaseModel]) -> str:
    return (model.__doc__ or "").strip().partition("\n")[0]
