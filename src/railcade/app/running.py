"""Use case: how one formation runs between two places, alone on the line, and why so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np

from railcade.basis import Assumption
from railcade.errors import InputError, Problem, raise_if_any
from railcade.fleet import Formation, unsure_of
from railcade.formats.fleet_toml import read_fleet
from railcade.formats.gpkg_read import read_network
from railcade.formats.reading import collect, near
from railcade.motion import (
    ExplainedRun,
    Kilometres,
    RunSettings,
    TimeShare,
    Why,
    explained_run,
    states_at,
    time_shares,
    train_of,
    why,
)
from railcade.motion.energy import EnergyAccount, electric_use_of, energy_account
from railcade.network import Network, Place, make_path, unsure_values
from railcade.network import Path as Way
from railcade.routing import find_way


@dataclass(frozen=True, slots=True)
class RunningRow:
    """A place: position on the way, seconds of running until there, speed there; whether it stands."""

    place: Place
    position_m: float
    running_s: float
    speed_mps: float
    stands: bool


@dataclass(frozen=True, slots=True, eq=False)
class Running:
    """A formation over a way: places, legs, and where the time goes."""

    formation: Formation
    network: Network
    way: Way
    kilometres: Kilometres
    rows: tuple[RunningRow, ...]
    legs: tuple[ExplainedRun, ...]
    sources: tuple[Path, Path]

    @property
    def running_s(self) -> float:
        """Running time of all legs, standing not counted, s."""
        return self.rows[-1].running_s

    @property
    def reference_mps(self) -> float:
        """Speed against which lost time is told: the train's own cap, or its highest speed."""
        return min(self.formation.cap.speed_mps, max(float(leg.run.v_mps.max()) for leg in self.legs))

    @property
    def energy(self) -> EnergyAccount:
        """Energy of all legs, standing not counted."""
        accounts = [self._energy_of(leg) for leg in self.legs]
        return EnergyAccount(*(sum(parts) for parts in zip(*map(astuple, accounts), strict=True)))

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """What is estimated or assumed of way and train."""
        return (*unsure_values(self.way), *unsure_of([self.formation]))

    @property
    def shares(self) -> tuple[TimeShare, ...]:
        """What each reason takes, over all legs."""
        return time_shares((phase for leg in self.legs for phase in leg.phases), self.reference_mps)

    def _energy_of(self, leg: ExplainedRun) -> EnergyAccount:
        use = electric_use_of(self.formation, _supplies(self.way, leg.settings))
        return energy_account(leg.train, self.way, leg.settings, leg.run, use)


def run_formation(
    fleet_path: Path, formation_id: str, network_path: Path, ends: tuple[str, str], stops: Sequence[str]
) -> Running:
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
    rows = [RunningRow(way.places[0], 0.0, 0.0, 0.0, True)]
    legs: list[ExplainedRun] = []
    for start, end in zip(stands[:-1], stands[1:], strict=True):
        legs.append(_leg(formation, way, way.index[start], way.index[end], rows[-1].running_s))
        rows += _rows(legs[-1], way, way.index[start], way.index[end])
    sources = fleet_path, network_path
    return Running(formation, network, way, Kilometres(way), tuple(rows), tuple(legs), sources)


def why_at(running: Running, km: float) -> tuple[ExplainedRun, Why]:
    """What binds at a kilometre of the line.

    Raises
    ------
    InputError
        E0105 for a kilometre off the way.
    """
    kilometres, place_m = running.kilometres, running.way.place_m
    position_m = kilometres.position_m(km)
    if position_m is None:
        reach = f"{kilometres.place(0.0)} to {kilometres.place(float(place_m[-1]))}"
        what = f"km {km:g} does not lie on the way, which goes from {reach}"
        raise InputError([Problem("E0105", "--why", what, "give a kilometre between them")])
    leg = next((leg for leg in running.legs if position_m < leg.settings.to_m), running.legs[-1])
    return leg, why(leg.train, running.way, leg.settings, leg.run, leg.phases, position_m)


def _leg(formation: Formation, way: Way, start: int, end: int, before_s: float) -> ExplainedRun:
    settings = RunSettings(float(way.place_m[start]), float(way.place_m[end]))
    return explained_run(train_of(formation, _supplies(way, settings)), way, settings, before_s)


def _supplies(way: Way, settings: RunSettings) -> set[str]:
    """Power supplies of the sections of a leg."""
    inside = (way.place_m[:-1] >= settings.from_m) & (way.place_m[:-1] < settings.to_m)
    return {way.sections[i].section.power for i in np.flatnonzero(inside).tolist()}


def _rows(leg: ExplainedRun, way: Way, start: int, end: int) -> list[RunningRow]:
    """Places behind the start of a leg, up to its end."""
    inside = range(start + 1, end + 1)
    states = states_at(leg.run, way.place_m[start + 1 : end + 1])
    columns = (states.x_m.tolist(), (leg.before_s + states.t_s).tolist(), states.v_mps.tolist())
    return [
        RunningRow(way.places[i], position_m, running_s, speed_mps, i == end)
        for i, position_m, running_s, speed_mps in zip(inside, *columns, strict=True)
    ]
