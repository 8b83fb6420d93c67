"""What is secured along a line that is built: its level crossings, its points, its boxes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from railcade.basis import Basis
from railcade.network.model import BlockKind, Place, PlaceKind, Section, Structure
from railcade.network.secured import Crossing, CrossingKind, Facing, Points

CLEAR_OF_PLACE_M = 30.0
NEAR_BOX_M = 800.0
BEYOND_TRACK_M = 75.0
_KINDS = tuple(CrossingKind)
Extent = tuple[float, float]


@dataclass(frozen=True, slots=True)
class CrossingLaw:
    """How crossings are drawn up to a position of the line: how far apart, how often of which kind.

    `shortest_m` 0: none. `weight` is one number for keeper, automatic and open.
    """

    to_m: float
    shortest_m: float
    longest_m: float
    weight: tuple[float, float, float]


def draw_crossings(
    laws: Sequence[CrossingLaw], taken: Sequence[Extent], rng: np.random.Generator
) -> list[tuple[float, CrossingKind]]:
    """Positions, m from the first place, and kinds; none on an extent that is taken by something else."""
    found: list[tuple[float, CrossingKind]] = []
    at_m = 0.0
    for law in laws:
        if law.shortest_m <= 0.0:
            at_m = law.to_m
            continue
        while True:
            at_m += law.shortest_m + (law.longest_m - law.shortest_m) * rng.random()
            share = np.cumsum(law.weight)
            kind = _KINDS[min(int(np.searchsorted(share, rng.random() * share[-1], side="right")), 2)]
            if at_m >= law.to_m:
                at_m = law.to_m
                break
            at_m = _free(at_m, taken)
            found.append((10.0 * round(at_m / 10.0), kind))
    last_m = laws[-1].to_m if laws else 0.0
    return [(position_m, kind) for position_m, kind in found if position_m < last_m - CLEAR_OF_PLACE_M]


def _free(at_m: float, taken: Sequence[Extent]) -> float:
    """The position, or the next one beyond what is taken."""
    for from_m, to_m in taken:
        if from_m <= at_m <= to_m:
            at_m = to_m + 20.0
    return at_m


def taken_by(structures: Sequence[Structure], places_m: Sequence[float], origin_m: float) -> list[Extent]:
    """Where no crossing can be: on bridges, in tunnels, at places. Metres from the first place, in order."""
    extents = [(item.from_m - origin_m - 20.0, item.to_m - origin_m + 20.0) for item in structures]
    extents += [(at_m - CLEAR_OF_PLACE_M, at_m + CLEAR_OF_PLACE_M) for at_m in places_m]
    return sorted(extents)


def box_nearby(places: Sequence[Place], places_m: Sequence[float], at_m: float) -> str:
    """The place with a box within `NEAR_BOX_M` of a position; empty where there is none."""
    near = [
        (abs(place_m - at_m), place.id)
        for place, place_m in zip(places, places_m, strict=True)
        if place.box and abs(place_m - at_m) <= NEAR_BOX_M
    ]
    return min(near)[1] if near else ""


def with_crossings(section: Section, from_m: float, crossings: Sequence[tuple[float, Crossing]]) -> Section:
    """A section with the crossings that lie on it; positions in metres of the line."""
    own = tuple(
        replace(item, at_m=round(at_m - from_m, 1))
        for at_m, item in crossings
        if 0.05 <= at_m - from_m < section.length_m - 0.05
    )
    return replace(section, crossings=own)


def staffed(place: Place, blocks: Sequence[BlockKind]) -> bool:
    """Whether a box is assumed at a place: where trains can meet, or a section is given free by word."""
    if place.kind is PlaceKind.BORDER:
        return False
    return bool(place.tracks) or BlockKind.STATION_TO_STATION in blocks


def with_boxes(places: Sequence[Place], blocks: Sequence[BlockKind]) -> tuple[Place, ...]:
    """Places with what is assumed of boxes where nothing is said; `blocks` are those of the sections."""
    return tuple(
        place
        if "box" in place.basis
        else replace(
            place,
            box=staffed(place, blocks[max(0, i - 1) : i + 1]),
            basis=dict(sorted({**place.basis, "box": Basis.ASSUMED}.items())),
        )
        for i, place in enumerate(places)
    )


def with_points(places: Sequence[Place], sections: Sequence[Section]) -> tuple[Place, ...]:
    """Places with the points that are assumed at them; section `i` joins places `i` and `i + 1`."""
    around = [None, *sections, None]
    return tuple(
        replace(place, points=assumed_points(place, around[i], around[i + 1]))
        for i, place in enumerate(places)
    )


def assumed_points(place: Place, before: Section | None, after: Section | None) -> tuple[Points, ...]:
    """Points on the running line where tracks branch off it, at either end of the place.

    One set for each hand on which there are other tracks: one for two tracks, two for more. Trains that come
    in meet their blades. They lie beyond the longest track that is held between them. Numbers are odd at the
    end with the smaller kilometre and even at the other, counted towards the place, as Russian rules have it.
    """
    if len(place.tracks) < 2:
        return ()
    count = 1 if len(place.tracks) == 2 else 2
    out_m = 0.5 * place.longest_track_m + BEYOND_TRACK_M
    found = []
    for section, first in ((before, 1), (after, 2)):
        if section is None:
            continue
        for k in range(count):
            at_m = min(out_m - 50.0 * k, 0.5 * section.length_m - 10.0 * k)
            name = str(first + 2 * k)
            found.append(
                Points(
                    id=f"{place.id}_points_{name}",
                    name=name,
                    section=section.id,
                    at_m=round(max(at_m, 0.0), 1),
                    facing=Facing.IN,
                    basis=Basis.ASSUMED,
                    source="assumed from the tracks of the place",
                )
            )
    return tuple(found)
