"""The plan folder: names in it, hashes, reading its inputs back."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from railcade.conditions import NONE, Conditions
from railcade.errors import InputError
from railcade.fleet import Fleet
from railcade.formats.conditions_toml import read_conditions
from railcade.formats.factors_toml import read_factors
from railcade.formats.fleet_toml import read_fleet
from railcade.formats.gpkg_read import read_network
from railcade.formats.manifest_toml import read_manifest
from railcade.formats.movement_toml import named_files, read_movement
from railcade.formats.notice_toml import read_notice
from railcade.formats.programme_toml import read_programme
from railcade.formats.reading import collect
from railcade.formats.rules_toml import read_rules
from railcade.formats.timetable_csv import read_timetable
from railcade.journey import Manifest, Programme
from railcade.network import Network
from railcade.notice.document import NoticeDetails
from railcade.plan.request import Movement
from railcade.routing.factors import FactorsRequest
from railcade.rules import RulePack
from railcade.timetable import Timetable

INPUT_NAMES: Mapping[str, str] = {
    "movement": "movement.toml",
    "network": "network.gpkg",
    "fleet": "fleet.toml",
    "timetable": "timetable.csv",
    "rules": "rules.toml",
}
"""Inputs that every movement has."""
OPTIONAL_NAMES: Mapping[str, str] = {
    "programme": "programme.toml",
    "manifest": "manifest.toml",
    "conditions": "conditions.toml",
    "notice": "notice.toml",
    "factors": "factors.toml",
}
"""Inputs that a request may name besides."""
AMENDED_NAMES: Mapping[str, str] = {
    "amended_plan": "amended_plan.json",
    "amended_record": "amended_check_record.json",
    "amended_edition": "amended_edition.json",
}
"""Inputs of an edition that replaces another: plan, check record and edition of the folder before."""
ALL_NAMES: Mapping[str, str] = {**INPUT_NAMES, **OPTIONAL_NAMES, **AMENDED_NAMES}
PLAN, RECORD, RUNS = "plan.json", "check_record.json", "runs.npz"
GRAPH_SVG, GRAPH_PNG = "graph.svg", "graph.png"
GRAPH_DETAIL = re.compile(r"graph_[1-9][0-9]{0,3}\.svg")
"""Detail sheets of the train graph, by the number of the sheet: the overview is the first."""
PAGE, NOTICE = "index.html", "notice.pdf"
EDITION, AMENDMENT = "edition.json", "amendment.pdf"
FACTORS = "factors.json"
EXTRACTS, CARDS = "extracts", "cards"
PAPER_FOLDERS = (EXTRACTS, CARDS)
"""Folders in a plan folder that hold nothing but papers."""
_SMALL_PAPER = re.compile(rf"(?:{EXTRACTS}|{CARDS})/[a-z0-9_-]+\.pdf")


@dataclass(frozen=True, eq=False)
class Sources:
    """The inputs of a movement, each under its kind, and the files they came from by kind."""

    movement: Movement
    network: Network
    fleet: Fleet
    timetable: Timetable
    rules: RulePack
    paths: Mapping[str, Path]
    programme: Programme | None = None
    manifest: Manifest | None = None
    notice: NoticeDetails | None = None
    conditions: Conditions = NONE
    factors: FactorsRequest | None = None


def read_sources(request: Path) -> Sources:
    """Read a movement request and what it names, relative to it.

    Raises
    ------
    InputError
        Every problem of every file.
    """
    from railcade.app.zones import zone_in

    paths = {"movement": request, **named_files(request)}
    return _read(partial(read_movement, request, zone_in), paths)


def read_inputs(folder: Path) -> Sources:
    """Read the inputs that a plan folder carries.

    Raises
    ------
    InputError
        Every problem of every file.
    """
    paths = input_paths(folder)
    return _read(partial(read_movement, paths["movement"]), paths)


def input_paths(folder: Path) -> dict[str, Path]:
    """Where the inputs of a plan folder lie, by kind: those of every movement and those that it names."""
    try:
        named = named_files(folder / "inputs" / INPUT_NAMES["movement"])
    except InputError:
        named = {}  # whoever reads the request tells what is wrong with it
    found = {
        kind: folder / "inputs" / name
        for kind, name in ALL_NAMES.items()
        if kind in INPUT_NAMES or kind in named
    }
    if any((folder / "inputs" / name).exists() for name in AMENDED_NAMES.values()):
        found |= {kind: folder / "inputs" / name for kind, name in AMENDED_NAMES.items()}
    return found


def _read(read_request: Callable[[], Movement], paths: Mapping[str, Path]) -> Sources:
    """Read all that can be found, so that the faults of all files are told at once."""
    readers: dict[str, Callable[[Path], Any]] = {
        "network": read_network,
        "fleet": read_fleet,
        "timetable": read_timetable,
        "rules": read_rules,
        "programme": read_programme,
        "manifest": read_manifest,
        "notice": read_notice,
        "conditions": read_conditions,
        "factors": read_factors,
    }
    known = {kind: reader for kind, reader in readers.items() if kind in paths}
    things = collect(read_request, *(partial(known[kind], paths[kind]) for kind in known))
    return Sources(paths=paths, **dict(zip(["movement", *known], things, strict=True)))


def is_paper(name: str) -> bool:
    """Whether a file is printed from a checked plan; the check record holds the hashes of these.

    `name` is its path in the plan folder, with ``/``.
    """
    if name in (GRAPH_SVG, GRAPH_PNG, PAGE, NOTICE, FACTORS, EDITION, AMENDMENT):
        return True
    return any(kind.fullmatch(name) is not None for kind in (GRAPH_DETAIL, _SMALL_PAPER))


def papers_in(folder: Path) -> list[str]:
    """Papers of a plan folder by their path in it; in the folders of papers, whatever lies there."""
    names = [path.name for path in folder.iterdir() if is_paper(path.name)]
    for inner in PAPER_FOLDERS:
        if (folder / inner).is_dir():
            names += [f"{inner}/{path.name}" for path in (folder / inner).iterdir()]
    return sorted(names)


def copy_inputs(sources: Sources, folder: Path) -> dict[str, str]:
    """Copy the inputs into a plan folder, those of an amended edition too; sha256 by name."""
    target = folder / "inputs"
    target.mkdir(parents=True)
    hashes = {}
    for kind, path in sources.paths.items():
        name = ALL_NAMES[kind]
        shutil.copyfile(path, target / name)
        hashes[name] = sha256(target / name)
    return hashes


def sha256(path: Path) -> str:
    """Hex digest of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
