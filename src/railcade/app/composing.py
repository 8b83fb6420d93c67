"""Use case: trains made of the register."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from railcade.app.placing import check_file_free, write_file
from railcade.compose import ComposeRequest, Composition, Limits, TrainRequest, compose
from railcade.errors import InputError, Problem, raise_if_any
from railcade.fleet import Register
from railcade.formats.compose_toml import ComposeInput, WayAsked, read_compose, unknown_words
from railcade.formats.fleet_toml import read_fleet
from railcade.formats.fleet_writing import write_fleet
from railcade.formats.gpkg_read import read_network
from railcade.formats.reading import collect, near
from railcade.formats.register_toml import read_register
from railcade.network import Path as Way
from railcade.network import make_path
from railcade.routing import find_way


@dataclass(frozen=True, eq=False)
class Composing:
    """What was composed, for people to read."""

    register: Register
    request: ComposeRequest
    composition: Composition
    output: Path | None


def compose_trains(path: Path, output: Path | None, progress: Callable[[str], None]) -> Composing:
    """Make the trains that a request asks for, and write them as a fleet if asked to.

    Raises
    ------
    InputError
        Every problem of the request, the register and the networks that it names.
    InfeasibleError
        E0307, with what has to give way.
    """
    progress("reading")
    asked = read_compose(path)
    register = _register(asked)
    sources = [path, asked.register, *(way.network for way in asked.ways.values())]
    if output is not None:
        check_file_free(output, ".toml", sources, _is_fleet)
    request = replace(asked.request, trains=_fitted(asked))
    progress("composing")
    composition = compose(register, request)
    if output is not None:
        formations = [train.formation for train in composition.trains]
        write_file(output, lambda target: write_fleet(target, request.name, formations))
    return Composing(register, request, composition, output)


def _register(asked: ComposeInput) -> Register:
    register = read_register(asked.register)
    raise_if_any(unknown_words(asked, register))
    return register


def _is_fleet(path: Path) -> bool:
    try:
        read_fleet(path)
    except InputError:
        return False
    return True


def _fitted(asked: ComposeInput) -> tuple[TrainRequest, ...]:
    """Limits as asked, tightened by what the ways bear."""
    networks = {way.network for way in asked.ways.values()}
    read = dict(zip(networks, collect(*(lambda at=at: read_network(at) for at in networks)), strict=True))
    trains = []
    problems: list[Problem] = []
    for i, train in enumerate(asked.request.trains):
        way = asked.ways.get(train.id)
        if way is None:
            trains.append(train)
            continue
        network = read[way.network]
        try:
            path = make_path(network, find_way(network, way.origin, way.destination, way.via))
        except InputError as error:
            where = asked.toml.where("trains", i, "way")
            problems += [replace(each, where=f"{where}: {each.where}") for each in error.problems]
            continue
        for place in way.stands:
            if place not in path.index:
                where = asked.toml.where("trains", i, "way", "stands")
                what = f"the place {place} is not on the way"
                problems.append(Problem("E0201", where, what, near(place, path.index)))
        trains.append(replace(train, limits=_by_way(train.limits, path, way)))
    raise_if_any(problems)
    return tuple(trains)


def _by_way(limits: Limits, path: Way, way: WayAsked) -> Limits:
    """The tighter of what is asked and what the way bears, each with its source."""
    stands = [path.places[0], path.places[-1], *(each for each in path.places if each.id in way.stands)]
    shortest = min(stands, key=lambda place: place.longest_track_m)
    weakest = int(np.argmin(path.axle_load_kg.value))
    steepest = int(np.argmax(path.grade.value))
    sources = dict(limits.sources)
    length_m, axle_kg, grade = limits.length_m, limits.axle_load_kg, limits.ruling_grade
    if length_m is None or shortest.longest_track_m < length_m:
        length_m = shortest.longest_track_m
        sources["length"] = f"longest track of {shortest.name}"
    if axle_kg is None or path.axle_load_kg.value[weakest] < axle_kg:
        axle_kg = float(path.axle_load_kg.value[weakest])
        sources["axle load"] = f"km {path.axle_load_kg.start_m[weakest] / 1000.0:.1f} of the way"
    if grade is None:
        grade = max(0.0, float(path.grade.value[steepest]))
        at_km = path.grade.start_m[steepest] / 1000.0
        sources["pull at the start"] = f"{1000.0 * grade:.1f} ‰ at km {at_km:.1f} of the way"
    return replace(limits, length_m=length_m, axle_load_kg=axle_kg, ruling_grade=grade, sources=sources)
