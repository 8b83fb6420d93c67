"""Use case: how one formation runs between two places, alone on the line, and why so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from itertools import accumulate, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from railcade.app.standing import way_by
from railcade.basis import Assumption
from railcade.errors import InputError, Problem, raise_if_any
from railcade.fleet import Formation, unsure_of
from railcade.formats.fleet_toml import read_fleet
from railcade.formats.gpkg_read import read_network
from railcade.formats.reading import collect, near
from railcade.motion import (
    ExplainedRun,
    Kilometres,
    Run,
    RunSettings,
    TimeShare,
    Why,
    explained_run,
    states_at,
    time_shares,
    train_of,
    why,
)
from railcade.motion.energy import EnergyAccount, WorkedRun, account_of, electric_use_of, worked_run
from railcade.motion.energy.heat import brake_gear_of, brake_heat, heat_problems
from railcade.network import Network, Place, unsure_values
from railcade.network import Path as Way

if TYPE_CHECKING:
    from railcade.app.allowing import Asked


@dataclass(frozen=True, slots=True)
class RunningRow:
    """A place: position on the way, seconds of running until there, speed there; whether it stands.

    `base_s` is the same of the shortest run; `added_s` what each kind of allowance adds from the place
    before, as it is shared out: inside a stretch of its own the run loses it where its cap binds.
    """

    place: Place
    position_m: float
    running_s: float
    speed_mps: float
    stands: bool
    base_s: float
    added_s: Mapping[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class Running:
    """A formation over a way: places, legs, and where the time goes."""

    formation: Formation
    network: Network
    way: Way
    kilometres: Kilometres
    rows: tuple[RunningRow, ...]
    legs: tuple[ExplainedRun, ...]
    works: tuple[WorkedRun, ...]
    sources: tuple[Path, Path]

    @property
    def running_s(self) -> float:
        """Running time of all legs, standing not counted, s."""
        return self.rows[-1].running_s

    @property
    def reference_mps(self) -> float:
        """Speed against which lost time is told: the train's own cap, or its highest speed."""
        return min(self.formation.cap.speed_mps, max(float(run.v_mps.max()) for run in self._bases))

    @property
    def energy(self) -> EnergyAccount:
        """Energy of all legs, standing not counted."""
        accounts = map(astuple, map(account_of, self.works))
        return EnergyAccount(*(sum(parts) for parts in zip(*accounts, strict=True)))

    @property
    def base_s(self) -> float:
        """Running time of the shortest run, s."""
        return self.rows[-1].base_s

    @property
    def added_s(self) -> dict[str, float]:
        """What each kind of allowance adds to it, s; only kinds that there are."""
        kinds = dict.fromkeys(kind for row in self.rows for kind in row.added_s)
        sums = {kind: sum(row.added_s.get(kind, 0.0) for row in self.rows) for kind in kinds}
        return {kind: seconds for kind, seconds in sums.items() if seconds > 0.0}

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """Falls on which the brakes grow hotter than they bear; each leg begins with cold brakes."""
        gear = brake_gear_of(self.formation)
        heats = [heat for worked in self.works for heat in brake_heat(worked, gear)]
        return heat_problems(heats, gear, self.kilometres.place)

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """What is estimated or assumed of way and train."""
        return (*unsure_values(self.way), *unsure_of([self.formation]))

    @property
    def shares(self) -> tuple[TimeShare, ...]:
        """What each reason takes, over all legs."""
        return time_shares((phase for leg in self.legs for phase in leg.phases), self.reference_mps)

    @property
    def _bases(self) -> list[Run]:
        return [leg.run if leg.allowed is None else leg.allowed.base for leg in self.legs]


def run_formation(
    fleet_path: Path,
    formation_id: str,
    network_path: Path,
    ends: tuple[str, str],
    stops: Sequence[str],
    asked: Asked | None = None,
) -> Running:
    """Run from rest to rest over the shortest way by the stops, standing time not counted.

    Parameters
    ----------
    fleet_path, formation_id, network_path
    ends : tuple of (str, str)
        Ids of places.
    stops : sequence of str
        Ids of places to stand at.
    asked : Asked, optional
        Time to add; None for the shortest run.

    Raises
    ------
    InputError
        For files, names, ways and allowances that are wrong, and where the train cannot start or be held.
    InfeasibleError
        E0302 where a stretch is too short for the time that it shall take.
    """
    fleet, network = collect(lambda: read_fleet(fleet_path), lambda: read_network(network_path))
    if formation_id not in fleet.formations:
        what = f"the fleet has no formation {formation_id}"
        raise_if_any([Problem("E0203", str(fleet_path), what, near(formation_id, fleet.formations))])
    formation: Formation = fleet.formations[formation_id]
    way = way_by(network, ends, stops)
    stands = [way.index[place] for place in (ends[0], *stops, ends[1])]
    legs = _legs(formation, way, list(pairwise(stands)), asked)
    rows = [RunningRow(way.places[0], 0.0, 0.0, 0.0, True, 0.0, {})]
    for leg, start, end in zip(legs, stands[:-1], stands[1:], strict=True):
        rows += _rows(leg, way, range(start + 1, end + 1), rows[-1])
    works = tuple(_works(formation, way, leg) for leg in legs)
    sources = fleet_path, network_path
    return Running(formation, network, way, Kilometres(way), tuple(rows), tuple(legs), works, sources)


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


def _legs(
    formation: Formation, way: Way, ends: Sequence[tuple[int, int]], asked: Asked | None
) -> list[ExplainedRun]:
    """Runs from stand to stand, one after the other."""
    each = [RunSettings(float(way.place_m[start]), float(way.place_m[end])) for start, end in ends]
    trains = [train_of(formation, _supplies(way, settings)) for settings in each]
    if asked is None:
        legs = [explained_run(train, way, settings) for train, settings in zip(trains, each, strict=True)]
    else:
        # Read where there is something to add, so that a plain run starts sooner.
        from railcade.app.allowing import allowed_legs

        legs = allowed_legs(asked, way, trains, each)
    durations_s = accumulate((leg.run.duration_s for leg in legs), initial=0.0)
    return [replace(leg, before_s=before_s) for leg, before_s in zip(legs, durations_s, strict=False)]


def _works(formation: Formation, way: Way, leg: ExplainedRun) -> WorkedRun:
    use = electric_use_of(formation, _supplies(way, leg.settings))
    if leg.allowed is None:
        return worked_run(leg.train, way, leg.settings, leg.run, use)
    return worked_run(leg.train, way, leg.settings, leg.allowed.driven, use, leg.allowed.stretching)


def _supplies(way: Way, settings: RunSettings) -> set[str]:
    """Power supplies of the sections of a leg."""
    inside = (way.place_m[:-1] >= settings.from_m) & (way.place_m[:-1] < settings.to_m)
    return {way.sections[i].section.power for i in np.flatnonzero(inside).tolist()}


def _rows(leg: ExplainedRun, way: Way, inside: range, before: RunningRow) -> list[RunningRow]:
    """Places behind the start of a leg, up to its end."""
    at_m = way.place_m[inside.start : inside.stop]
    states = states_at(leg.run, at_m)
    running_s = (leg.before_s + states.t_s).tolist()
    bases_s: list[float] = running_s
    added: list[dict[str, float]] = [{} for _ in inside]
    if leg.allowed is not None:
        table = leg.allowed.table
        bases_s = (before.base_s + np.cumsum(table.base_s)).tolist()
        kinds = [str(kind) for kind in table.added_s]
        columns_s = (each_s.tolist() for each_s in table.added_s.values())
        added = [dict(zip(kinds, each_s, strict=True)) for each_s in zip(*columns_s, strict=True)]
    elif before.base_s != before.running_s:
        bases_s = (before.base_s + states.t_s).tolist()
    columns = (states.x_m.tolist(), running_s, states.v_mps.tolist(), bases_s, added)
    return [
        RunningRow(way.places[i], position_m, ran_s, speed_mps, i == inside[-1], base_s, added_s)
        for i, position_m, ran_s, speed_mps, base_s, added_s in zip(inside, *columns, strict=True)
    ]
