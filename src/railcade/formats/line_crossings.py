"""Level crossings of a line: those of a list, or else some that are drawn from the seed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from railcade.basis import Basis
from railcade.errors import Problem
from railcade.formats.assumptions_toml import AssumptionsFile
from railcade.formats.crossings_csv import CrossingRow, crossing_id
from railcade.formats.line_spans import Names, reach_of
from railcade.formats.reading import near
from railcade.network import Crossing, CrossingKind, Place, Structure
from railcade.network.build import line_m
from railcade.network.build_secured import CrossingLaw, box_nearby, draw_crossings, taken_by

M_PER_KM = 1000.0
CLOSEST_M = 1.0
Crossings = list[tuple[float, Crossing]]


def listed_crossings(rows: Sequence[CrossingRow], places: Sequence[Place], names: Names) -> Crossings:
    """Crossings of a list with their positions in metres of the line; problems go to `names`.

    One that lies at a place to the metre is put a metre beyond it (before it at the end of the line): it
    belongs to a section.
    """
    first_m, last_m = line_m(places[0]), line_m(places[-1])
    known = {place.name: place.id for place in places} | {place.id: place.id for place in places}
    at_places = {line_m(place) for place in places}
    found: Crossings = []
    for row in rows:
        at_m = round(M_PER_KM * row.km, 1)
        if not first_m <= at_m <= last_m:
            what = f"km {row.km:g} lies beyond the line, km {first_m / M_PER_KM:g} to {last_m / M_PER_KM:g}"
            names.problems.append(Problem("E0105", f"{row.where}  km", what, "give kilometres of the line"))
        if row.keeper and row.keeper not in known:
            what = f'the place "{row.keeper}" is not on the line'
            names.problems.append(Problem("E0201", f"{row.where}  keeper", what, near(row.keeper, known)))
        if any(abs(place_m - at_m) < CLOSEST_M for place_m in at_places):
            at_m = at_m + CLOSEST_M if at_m + CLOSEST_M < last_m else at_m - 2.0 * CLOSEST_M
        keeper = known.get(row.keeper, "")
        found.append((at_m, Crossing(row.id, row.name, row.kind, 0.0, keeper, row.basis, row.source)))
    return found


def drawn_crossings(
    file: AssumptionsFile,
    listed: Sequence[Place],
    places: Sequence[Place],
    structures: Sequence[Structure],
    names: Names,
    rng: np.random.Generator,
) -> Crossings:
    """Crossings drawn by the laws of line and stretches, positions in metres of the line."""
    origin_m = line_m(places[0])
    places_m = [line_m(place) - origin_m for place in places]
    laws = _laws(file, listed, names)
    source = f"drawn from seed {file.seed}"
    found: Crossings = []
    for at_m, kind in draw_crossings(laws, taken_by(structures, places_m, origin_m), rng):
        km = (at_m + origin_m) / M_PER_KM
        keeper = box_nearby(places, places_m, at_m) if kind is CrossingKind.KEEPER else ""
        crossing = Crossing(
            crossing_id(km), f"crossing km {km:.2f}", kind, 0.0, keeper, Basis.ASSUMED, source
        )
        found.append((at_m + origin_m, crossing))
    return found


def _laws(file: AssumptionsFile, listed: Sequence[Place], names: Names) -> list[CrossingLaw]:
    """One law for each span between listed places."""
    reaches = [reach_of(i, stretch, names) for i, stretch in enumerate(file.stretch)]
    laws = []
    for k, place in enumerate(listed[1:]):
        every_km, weights = file.line.crossing_every_km, file.line.crossing_weights
        for stretch, reach in zip(file.stretch, reaches, strict=True):
            if k in reach:
                every_km = stretch.crossing_every_km or every_km
                weights = stretch.crossing_weights or weights
        shortest_m, longest_m = (M_PER_KM * km for km in every_km or (0.0, 0.0))
        to_m = round(line_m(place) - line_m(listed[0]), 1)
        laws.append(CrossingLaw(to_m, shortest_m, longest_m, (weights[0], weights[1], weights[2])))
    return laws
