"""The plan folder: names in it, hashes, reading its inputs back."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from railcade.fleet import Fleet
from railcade.formats.fleet_toml import read_fleet
from railcade.formats.gpkg_read import read_network
from railcade.formats.movement_toml import read_movement
from railcade.formats.reading import collect
from railcade.formats.rules_toml import read_rules
from railcade.formats.timetable_csv import read_timetable
from railcade.network import Network
from railcade.plan.request import Movement
from railcade.rules import RulePack
from railcade.timetable import Timetable

INPUT_NAMES = {
    "movement": "movement.toml",
    "network": "network.gpkg",
    "fleet": "fleet.toml",
    "timetable": "timetable.csv",
    "rules": "rules.toml",
}
PLAN, RECORD, RUNS, GRAPH_SVG, GRAPH_PNG = "plan.json", "check_record.json", "runs.npz", "graph.svg", "graph.png"


@dataclass(frozen=True, eq=False)
class Sources:
    """The five inputs of a movement, and the files they came from by kind."""

    movement: Movement
    network: Network
    fleet: Fleet
    timetable: Timetable
    rules: RulePack
    paths: Mapping[str, Path]


def read_sources(request: Path) -> Sources:
    """Read a movement request and what it names, relative to it.

    Raises
    ------
    InputError
        Every problem of every file.
    """
    from railcade.app.zones import zone_in

    movement = read_movement(request, zone_in)
    paths = {kind: request.parent / name for kind, name in movement.files.items()}
    return _read(movement, {"movement": request, **paths})


def read_inputs(folder: Path) -> Sources:
    """Read the inputs that a plan folder carries.

    Raises
    ------
    InputError
        Every problem of every file.
    """
    paths = {kind: folder / "inputs" / name for kind, name in INPUT_NAMES.items()}
    return _read(read_movement(paths["movement"]), paths)


def _read(movement: Movement, paths: Mapping[str, Path]) -> Sources:
    network, fleet, timetable, rules = collect(
        lambda: read_network(paths["network"]),
        lambda: read_fleet(paths["fleet"]),
        lambda: read_timetable(paths["timetable"]),
        lambda: read_rules(paths["rules"]),
    )
    return Sources(movement, network, fleet, timetable, rules, paths)


def copy_inputs(sources: Sources, folder: Path) -> dict[str, str]:
    """Copy the inputs into a plan folder; sha256 by name."""
    target = folder / "inputs"
    target.mkdir(parents=True)
    hashes = {}
    for kind, name in INPUT_NAMES.items():
        shutil.copyfile(sources.paths[kind], target / name)
        hashes[name] = sha256(target / name)
    return hashes


def sha256(path: Path) -> str:
    """Hex digest of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
