"""Use case: read files of any kind and say what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from railcade.errors import Problem, raise_if_any
from railcade.formats.reading import collect, near, read_text, read_toml

_MARKS = {
    "types": "register",
    "events": "programme",
    "ways": "programme",
    "parties": "manifest",
    "register": "compose",
    "formations": "fleet",
    "vehicles": "fleet",
    "spacing": "rules",
    "roles": "movement",
    "depart_earliest": "movement",
    "line": "assumptions",
    "alternatives": "factors",
    "header": "notice",
    "contingencies": "notice",
    "secrecy": "notice",
    "possessions": "conditions",
    "isolations": "conditions",
    "restrictions": "conditions",
    "opening_hours": "conditions",
}


def check_files(paths: Sequence[Path]) -> list[tuple[Path, str]]:
    """Kind of each file, if all are in order.

    What fits together across files is not looked at here: planning does that, before it searches.

    Raises
    ------
    InputError
        Every problem of every file.
    """
    kinds = collect(*(lambda path=path: _checked(path) for path in paths))
    return list(zip(paths, kinds, strict=True))


def _checked(path: Path) -> str:
    kind = _kind_of(path)
    _readers()[kind](path)
    return kind


def _kind_of(path: Path) -> str:
    if path.suffix == ".toml":
        data = read_toml(path).data
        kind = next((kind for key, kind in _MARKS.items() if key in data), "")
        if not kind:
            mend = "a fleet has [formations], rules have [spacing], a movement has [[roles]]"
            raise_if_any([Problem("E0102", str(path), "not a fleet, a rule pack or a movement", mend)])
        return kind
    if path.suffix == ".csv":
        from railcade.formats.crossings_csv import has_crossings

        header = read_text(path).split("\n", 1)[0]
        if has_crossings(header):
            return "crossings"
        return "timetable" if "train" in header and "arrive" in header else "stations"
    kinds = {".json": "plan", ".gpkg": "network", ".npz": "runs", ".geojson": "lines"}
    if path.suffix not in kinds:
        suffixes = [".toml", ".csv", *kinds]
        raise_if_any(
            [Problem("E0102", str(path), "no kind of file that Railcade reads", near(path.suffix, suffixes))]
        )
    return kinds[path.suffix]


def _readers() -> dict[str, Callable[[Path], Any]]:
    from railcade.formats.assumptions_toml import read_assumptions
    from railcade.formats.compose_toml import read_compose
    from railcade.formats.conditions_toml import read_conditions
    from railcade.formats.crossings_csv import read_crossings_list
    from railcade.formats.factors_toml import read_factors
    from railcade.formats.fleet_toml import read_fleet
    from railcade.formats.geojson_lines import read_course
    from railcade.formats.gpkg_read import read_network
    from railcade.formats.manifest_toml import read_manifest
    from railcade.formats.notice_toml import read_notice
    from railcade.formats.plan_json import read_plan
    from railcade.formats.programme_toml import read_programme
    from railcade.formats.register_toml import read_register
    from railcade.formats.rules_toml import read_rules
    from railcade.formats.runs_npz import read_runs
    from railcade.formats.stations_csv import read_stations
    from railcade.formats.timetable_csv import read_timetable

    return {
        "assumptions": read_assumptions,
        "compose": read_compose,
        "conditions": read_conditions,
        "crossings": read_crossings_list,
        "factors": read_factors,
        "fleet": read_fleet,
        "lines": lambda path: read_course([path]),
        "manifest": read_manifest,
        "movement": _read_movement,
        "network": read_network,
        "notice": read_notice,
        "plan": read_plan,
        "programme": read_programme,
        "register": read_register,
        "rules": read_rules,
        "runs": read_runs,
        "stations": read_stations,
        "timetable": read_timetable,
    }


def _read_movement(path: Path) -> Any:
    from railcade.app.zones import zone_in
    from railcade.formats.movement_toml import read_movement

    return read_movement(path, zone_in)
