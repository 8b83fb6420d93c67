"""Whether a formation can start on every rise of its sections, and be held on every fall.

Line and train are what a run has: grade weighted with the mass of each vehicle, curves, slippery rails, the
locomotives that pull under the supply of the section.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from railcade.errors import InputError, Problem
from railcade.motion import Condition, RunSettings, Train, starting_newton, train_of
from railcade.motion.traction import band_table
from railcade.motion.way import way_cells
from railcade.motion.way.mean_grade import Ground, mean_grade, parts_of
from railcade.network import Path
from railcade.plan.preflight.stretch import Stretch, between
from railcade.rules import RulePack
from railcade.units import PERMILLE, STANDARD_GRAVITY_MPS2

FloatArray = NDArray[np.float64]

_TOLD = 0.05 * PERMILLE
"""Curves that add less are not told."""


@dataclass(frozen=True, slots=True, eq=False)
class Slopes:
    """Ends of the cells of some sections: head there, the train on the cell.

    Parameters
    ----------
    head_m, grade, curve_grade : ndarray, shape (2 n,)
        Position of the head, mean grade under the train, and what curves add to it.
    condition : ndarray of int, shape (2 n,)
        Which of `conditions` holds.
    conditions : tuple of Condition
    """

    head_m: FloatArray
    grade: FloatArray
    curve_grade: FloatArray
    condition: NDArray[np.int64]
    conditions: tuple[Condition, ...]

    def sections(self, path: Path) -> NDArray[np.int64]:
        """Which section of the way each end of a cell belongs to, cells cut at places; shape (2 n,)."""
        half = len(self.head_m) // 2
        middle_m = 0.5 * (self.head_m[:half] + self.head_m[half:])
        return np.tile(np.searchsorted(path.place_m, middle_m, "right") - 1, 2)


def grade_problems(stretch: Stretch, path: Path, pack: RulePack) -> list[Problem]:
    """Rises on which a formation cannot start (E0207) and falls on which it is not held (E0208): the worst.

    Also brakes outside the range of their model (E0105), with which nothing else is looked at.
    """
    try:
        trains = trains_of(stretch, path)
    except InputError as error:
        return [_named(stretch, problem) for problem in error.problems]
    slopes = [(train, slopes_of(train, path, *ends_m)) for train, ends_m in trains]
    return [*_start_problems(stretch, path, slopes), *_hold_problems(stretch, path, pack, slopes)]


def slopes_of(
    train: Train, path: Path, from_m: float, to_m: float, marks_m: FloatArray | None = None
) -> Slopes:
    """What lies under a train with its head anywhere between two positions: extremes are at ends of cells.

    Cells are cut at `marks_m` too.
    """
    cells, conditions = way_cells(train, path, RunSettings(from_m, to_m), marks_m)
    edges_m = np.append(cells["edge_m"], cells["end_m"][-1])
    long_m = np.diff(edges_m)
    bare, bare_per_m = mean_grade(Ground(path.grade.start_m, path.grade.value), edges_m, parts_of(train))
    curved, curved_per_m = cells["grade"], cells["grade_per_m"]
    grade = np.concatenate([bare, bare + bare_per_m * long_m])
    both = np.concatenate([curved, curved + curved_per_m * long_m])
    condition = np.tile(cells["condition"].astype(np.int64), 2)
    head_m = np.concatenate([edges_m[:-1], edges_m[1:]])
    return Slopes(head_m, grade, both - grade, condition, conditions)


def trains_of(stretch: Stretch, path: Path) -> list[tuple[Train, tuple[float, float]]]:
    """The train under the supply of each section, with the section's ends; neighbours alike as one.

    Where none of its locomotives works the supply is told as a problem of its own, and all pull here.
    """
    found: list[tuple[Train, tuple[float, float]]] = []
    before = None
    for i in range(stretch.start, stretch.end):
        power = path.sections[i].section.power
        ends_m = float(path.place_m[i]), float(path.place_m[i + 1])
        if power == before:
            found[-1] = found[-1][0], (found[-1][1][0], ends_m[1])
            continue
        train = train_of(stretch.formation, (power,))
        found.append((train if train.tractions else train_of(stretch.formation), ends_m))
        before = power
    return found


def _start_problems(
    stretch: Stretch, path: Path, slopes: list[tuple[Train, Slopes]]
) -> Iterator[Problem]:
    """Starting force against resistance at rest and grade; in a neutral section nobody has to start."""
    worst, told = 0.0, None
    for train, under in slopes:
        given = np.array([_starting(train, condition) for condition in under.conditions])
        grade = under.grade + under.curve_grade
        needed_newton = train.resistance[0] + train.mass_kg * STANDARD_GRAVITY_MPS2 * grade
        missing_newton = needed_newton - given[under.condition]
        at = int(np.argmax(missing_newton))
        if missing_newton[at] > worst:
            worst, told = float(missing_newton[at]), (train, under, at)
    if told is None:
        return
    train, under, at = told
    grade_there = float(under.grade[at] + under.curve_grade[at])
    what = (
        f"the {stretch.role} ({train.id}, {train.mass_kg / 1000:.0f} t) cannot start on "
        f"{_slope_words(under, at, under.grade[at], path)}: {worst / 1000:.0f} kN are missing"
    )
    spare_t = worst / (STANDARD_GRAVITY_MPS2 * max(grade_there, 1e-4)) / 1000.0
    mend = f"add a locomotive, or drop about {spare_t:.0f} t"
    yield Problem("E0207", f"movement  {stretch.key}", what, mend)


def _starting(train: Train, condition: Condition) -> float:
    if not condition.fed:
        return np.inf
    return starting_newton(train.tractions, STANDARD_GRAVITY_MPS2, condition)


def _hold_problems(
    stretch: Stretch, path: Path, pack: RulePack, slopes: list[tuple[Train, Slopes]]
) -> Iterator[Problem]:
    """Guaranteed brakes near a stand against the fall; curves and rotating mass, which would help, are not
    counted."""
    worst, told = 0.0, None
    for train, under in slopes:
        settings = RunSettings(0.0, path.length_m, brakes=pack.spacing.brakes, service_brake_factor=1.0)
        bands, first = band_table(train, settings, under.conditions)
        held_mps2 = bands["deceleration_mps2"][first[:-1]][under.condition]
        missing_mps2 = -STANDARD_GRAVITY_MPS2 * under.grade - held_mps2
        at = int(np.argmax(missing_mps2))
        if missing_mps2[at] >= 0.0 and (told is None or missing_mps2[at] > worst):
            worst, told = float(missing_mps2[at]), (train, under, at)
    if told is None:
        return
    train, under, at = told
    what = (
        f"guaranteed brakes do not hold the {stretch.role} ({train.id}) on a fall of "
        f"{_slope_words(under, at, -under.grade[at], path, curves=False)}: "
        f"{worst * train.mass_kg / 1000:.0f} kN are missing"
    )
    mend = "add braked mass, or drop mass without brakes"
    if under.conditions[int(under.condition[at])].adhesion_factor < 1.0:
        mend = f"look at the rails; where they pass the brakes on, {mend}"
    yield Problem("E0208", f"movement  {stretch.key}", what, mend)


def _slope_words(under: Slopes, at: int, grade: float, path: Path, *, curves: bool = True) -> str:
    """A grade with what makes it worse, and where."""
    words = f"{grade / PERMILLE:.1f} ‰"
    if curves and under.curve_grade[at] >= _TOLD:
        words += f" and curves that count as {under.curve_grade[at] / PERMILLE:.1f} ‰"
    adhesion_factor = under.conditions[int(under.condition[at])].adhesion_factor
    if adhesion_factor < 1.0:
        words += f" on rails of {100.0 * adhesion_factor:.0f} % adhesion"
    # Where one section ends and the next begins the head is at the end of the first.
    section = max(0, int(np.searchsorted(path.place_m, under.head_m[at] - 1e-6, "left")) - 1)
    return f"{words} at {between(path, section, section)}"


def _named(stretch: Stretch, problem: Problem) -> Problem:
    what = f"the {stretch.role} ({stretch.formation.id}): {problem.what}"
    return Problem(problem.code, f"movement  {stretch.key}", what, problem.mend)
