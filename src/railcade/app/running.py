"""Use case: how long one formation runs between two places, alone on the line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from railcade.errors import Problem, raise_if_any
from railcade.fleet import Formation
from railcade.formats.fleet_toml import read_fleet
from railcade.formats.gpkg_read import read_network
from railcade.formats.reading import collect, near
from railcade.motion import RunSettings, times_at, train_of, trainrun
from railcade.network import Path as Way
from railcade.network import make_path
from railcade.routing import find_way


@dataclass(frozen=True, slots=True)
class RunningRow:
    """A place: position on the way, seconds of running until there, speed there; whether it stands."""

    place: str
    position_m: float
    running_s: float
    speed_mps: float
    stands: bool


@dataclass(frozen=True, slots=True)
class RunningTable:
    """Times of one formation; the cap with its reason is the train's own."""

    formation: str
    mass_kg: float
    length_m: float
    brake_percentage: float
    cap_mps: float
    cap_reason: str
    rows: tuple[RunningRow, ...]


def running_times(
    fleet_path: Path, formation_id: str, network_path: Path, ends: tuple[str, str], stops: Sequence[str]
) -> RunningTable:
    """Run from rest to rest over the shortest way by the stops, standing time not counted.

    Raises
    ------
    InputError
        For files, names and ways that are wrong, and where the train cannot start or be held.
    """
    fleet, network = collect(lambda: read_fleet(fleet_path), lambda: read_network(network_path))
    if formation_id not in fleet.formations:
        what = f"the fleet has no formation {formation_id}"
        raise_if_any([Problem("E0203", str(fleet_path), what, near(formation_id, fleet.formations))])
    formation: Formation = fleet.formations[formation_id]
    way = make_path(network, find_way(network, ends[0], ends[1], stops))
    stands = [ends[0], *stops, ends[1]]
    rows = [RunningRow(way.places[0].id, 0.0, 0.0, 0.0, True)]
    for start, end in zip(stands[:-1], stands[1:], strict=True):
        rows += _leg(formation, way, way.index[start], way.index[end], rows[-1].running_s)
    return RunningTable(
        formation=formation.id,
        mass_kg=formation.mass_kg,
        length_m=formation.length_m,
        brake_percentage=formation.brake_percentage,
        cap_mps=formation.cap.speed_mps,
        cap_reason=formation.cap.reason,
        rows=tuple(rows),
    )


def _leg(formation: Formation, way: Way, start: int, end: int, before_s: float) -> list[RunningRow]:
    place_m = way.place_m
    supplies = {item.section.power for item in way.sections[start:end]}
    run = trainrun(
        train_of(formation, supplies), way, RunSettings(float(place_m[start]), float(place_m[end]))
    )
    times_s = times_at(run, place_m[start + 1 : end + 1])
    speeds_mps = np.interp(times_s, run.t_s, run.v_mps)
    return [
        RunningRow(way.places[i].id, float(place_m[i]), before_s + float(time_s), float(speed_mps), i == end)
        for i, time_s, speed_mps in zip(range(start + 1, end + 1), times_s, speeds_mps, strict=True)
    ]
