"""Profiles drawn from a seed where none is published: grades and speed limits that are not flat.

They make a plan face what a real line would ask of it; they describe no real line, and every value
has the basis "assumed". Only `Generator.random` is used, one stream for each kind, so that a change
to one kind leaves the other as it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from railcade.basis import Basis
from railcade.network.steps import Steps
from railcade.units import PERMILLE

RASTER_M = 10.0
GRADE_STEP = 0.1 * PERMILLE


@dataclass(frozen=True, slots=True)
class GradeLaw:
    """How grades are drawn up to a position of the line.

    Lengths lie between `shortest_m` and `longest_m`. The line climbs and falls
    between its height at the start and `relief_m` above it: the higher it is, the likelier it falls.
    """

    to_m: float
    steepest_grade: float
    shortest_m: float
    longest_m: float
    relief_m: float


@dataclass(frozen=True, slots=True)
class LimitLaw:
    """How speed limits are drawn up to a position of the line; neighbours differ if they can."""

    to_m: float
    speed_mps: tuple[float, ...]
    weight: tuple[float, ...]
    shortest_m: float
    longest_m: float


def stream(seed: int, kind: int) -> np.random.Generator:
    """The stream of one kind of draw under a seed."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, kind])))


def draw_grades(laws: Sequence[GradeLaw], rng: np.random.Generator) -> Steps:
    """Grades along the line, rise per metre in its direction, in steps of 0.1 permille."""
    starts: list[float] = []
    values: list[float] = []
    start_m, height_m = 0.0, 0.0
    for law in laws:
        while start_m < law.to_m:
            end_m = _end(start_m, law, rng)
            falls = rng.random() * law.relief_m < height_m
            grade = GRADE_STEP * round(law.steepest_grade * rng.random() / GRADE_STEP)
            grade = -grade if falls else grade
            starts.append(start_m)
            values.append(round(grade, 7))
            height_m += grade * (end_m - start_m)
            start_m = end_m
    return Steps.of(starts, values, [Basis.ASSUMED] * len(starts))


def draw_limits(laws: Sequence[LimitLaw], rng: np.random.Generator) -> Steps:
    """Speed limits along the line, m/s."""
    starts: list[float] = []
    values: list[float] = []
    start_m = 0.0
    for law in laws:
        while start_m < law.to_m:
            end_m = _end(start_m, law, rng)
            last_mps = values[-1] if values else 0.0
            open_to = [i for i, speed in enumerate(law.speed_mps) if speed != last_mps] or [0]
            share = np.cumsum([law.weight[i] for i in open_to])
            pick = int(np.searchsorted(share, rng.random() * share[-1], side="right"))
            starts.append(start_m)
            values.append(law.speed_mps[open_to[min(pick, len(open_to) - 1)]])
            start_m = end_m
    return Steps.of(starts, values, [Basis.ASSUMED] * len(starts))


def _end(start_m: float, law: GradeLaw | LimitLaw, rng: np.random.Generator) -> float:
    """Where the next step ends; a rest shorter than the shortest step joins the one before it."""
    length_m = law.shortest_m + (law.longest_m - law.shortest_m) * rng.random()
    end_m = RASTER_M * round((start_m + length_m) / RASTER_M)
    return law.to_m if law.to_m - end_m < law.shortest_m else end_m


def level_near(grades: Steps, places_m: Sequence[float], reach_m: float, steepest_grade: float) -> Steps:
    """The same grades, at most `steepest_grade` up or down within `reach_m` of the given positions."""
    edges = {max(0.0, round(place_m + side * reach_m, 1)) for place_m in places_m for side in (-1.0, 1.0)}
    starts = sorted({float(start) for start in grades.start_m} | edges)
    around = np.array(sorted(places_m))
    values: list[float] = []
    for start_m in starts:
        grade = grades.at(start_m)
        away_m = np.round(start_m - around, 1)
        near = bool(np.any((-reach_m <= away_m) & (away_m < reach_m)))
        values.append(float(np.clip(grade, -steepest_grade, steepest_grade)) if near else grade)
    keep = [i for i, value in enumerate(values) if i == 0 or value != values[i - 1]]
    return Steps.of([starts[i] for i in keep], [values[i] for i in keep], [Basis.ASSUMED] * len(keep))


def overlaid(steps: Steps, from_m: float, to_m: float, value: float, basis: Basis) -> Steps:
    """The same steps with one value from one position to another."""
    before = steps.start_m < from_m
    after = steps.start_m > to_m
    starts = [*steps.start_m[before], from_m, to_m, *steps.start_m[after]]
    values = [*steps.value[before], value, steps.at(to_m), *steps.value[after]]
    bases = [
        *(b for b, kept in zip(steps.basis, before, strict=True) if kept),
        basis,
        steps.basis[int(np.searchsorted(steps.start_m, to_m, "right")) - 1],
        *(b for b, kept in zip(steps.basis, after, strict=True) if kept),
    ]
    return Steps.of(starts, values, bases)


def cut_steps(steps: Steps, from_m: float, to_m: float) -> Steps:
    """The steps between two positions, counted from the first."""
    first = int(np.searchsorted(steps.start_m, from_m, "right")) - 1
    last = int(np.searchsorted(steps.start_m, to_m, "left"))
    starts = [0.0, *(round(float(start) - from_m, 3) for start in steps.start_m[first + 1 : last])]
    return Steps.of(starts, [float(v) for v in steps.value[first:last]], steps.basis[first:last])
