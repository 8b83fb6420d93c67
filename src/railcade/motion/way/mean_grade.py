"""Mean grade under a train, curves in it, weighted with its mass from head to tail.

With a density of mass mu(s) at the distance s behind the head, the force of grade is
g times the integral of mu(s) i(x - s). Where the density is constant in parts it is a sum over the parts of
(mass of the part) times (rise from its tail to its head) over its length (statics; no source needed): exact,
and linear in x between two breaks of grade under two boundaries of parts.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from railcade.motion.curves import CurveLaw
from railcade.motion.train import Train
from railcade.motion.types import FloatArray
from railcade.network import Path

SAME_DENSITY_RATIO = 1e-9
"""Neighbouring parts whose densities differ by less are one part."""
SAME_LENGTH_RATIO = 1e-6


class Ground(NamedTuple):
    """What resists a metre of train at each place: grade, and curves as grade. Both arrays of one length.

    `grade` holds from `start_m` to the next start, the last one for ever, the first one also before it.
    """

    start_m: FloatArray
    grade: FloatArray


class Part(NamedTuple):
    """A part of the train in which mass is even: distances of its ends behind the head, share of the mass."""

    from_m: float
    to_m: float
    mass_factor: float


def parts_of(train: Train) -> tuple[Part, ...]:
    """Parts of the train with one density each, head first; neighbours of the same density joined.

    Raises
    ------
    ValueError
        If the lengths of `Train.blocks` do not add up to that of the train, or have no mass.
    """
    if not train.blocks:
        return (Part(0.0, train.length_m, 1.0),)
    length_m = sum(block_m for block_m, _ in train.blocks)
    mass_kg = sum(block_kg for _, block_kg in train.blocks)
    if abs(length_m - train.length_m) > SAME_LENGTH_RATIO * max(train.length_m, 1.0):
        raise ValueError(f"blocks of {length_m:g} m in a train of {train.length_m:g} m")
    if not mass_kg > 0.0 or min(min(block) for block in train.blocks) < 0.0:
        raise ValueError("blocks must have mass, and none below 0")
    parts: list[Part] = []
    at_m = 0.0
    for block_m, block_kg in train.blocks:
        part = Part(at_m, at_m + block_m, block_kg / mass_kg)
        at_m = part.to_m
        if parts and _as_dense(parts[-1], part):
            part = Part(parts[-1].from_m, part.to_m, parts.pop().mass_factor + part.mass_factor)
        parts.append(part)
    return tuple(parts)


def _as_dense(a: Part, b: Part) -> bool:
    left, right = a.mass_factor * (b.to_m - b.from_m), b.mass_factor * (a.to_m - a.from_m)
    even = min(a.to_m - a.from_m, b.to_m - b.from_m) > 0.0
    return even and abs(left - right) <= SAME_DENSITY_RATIO * max(left, right)


def ground_of(path: Path, law: CurveLaw, length_m: float) -> Ground:
    """Grade of a path with its curves, for trains of a length.

    A curve resists in both directions, so its equivalent grade is added with the same sign either way.
    Behind the path's start its first grade goes on, without a curve.
    """
    curves = path.curve_radius_m
    if not len(curves):
        return Ground(path.grade.start_m, path.grade.value)
    radius_m, which = np.unique(curves.value, return_inverse=True)
    resisting = np.array([law(float(radius)) for radius in radius_m])[which]
    order = np.argsort(curves.from_m, kind="stable")
    from_m, to_m, resisting = curves.from_m[order], curves.to_m[order], resisting[order]
    start_m = np.unique(np.concatenate([path.grade.start_m, from_m, to_m]))
    grade = path.grade.value[np.searchsorted(path.grade.start_m, start_m, "right") - 1]
    curve = np.searchsorted(from_m, start_m, "right") - 1
    inside = (curve >= 0) & (start_m < to_m[curve])
    return Ground(
        np.concatenate([[-length_m - 1.0], start_m]),
        np.concatenate([path.grade.value[:1], grade + np.where(inside, resisting[curve], 0.0)]),
    )


def mean_grade(ground: Ground, edges_m: FloatArray, parts: tuple[Part, ...]) -> tuple[FloatArray, FloatArray]:
    """Mean grade under the train where each cell begins, and its change per metre of way.

    Parameters
    ----------
    ground : Ground
    edges_m : ndarray, shape (n + 1,)
        Positions of the head; between two neighbours no boundary of a part passes a start of `ground`.
    parts : tuple of Part

    Returns
    -------
    grade, grade_per_m : ndarray, shape (n,)
    """
    begin_m, middle_m = edges_m[:-1], 0.5 * (edges_m[:-1] + edges_m[1:])
    height_m = np.concatenate([[0.0], np.cumsum(np.diff(ground.start_m) * ground.grade[:-1])])
    mean, per_m = np.zeros(len(begin_m)), np.zeros(len(begin_m))
    behind_m, front_grade, front_m = -1.0, mean, mean
    for part in parts:
        if part.from_m != behind_m:
            front_grade, front_m = _under(ground, height_m, (begin_m, middle_m), part.from_m)
        if part.to_m == part.from_m:
            mean += part.mass_factor * front_grade
            continue
        back_grade, back_m = _under(ground, height_m, (begin_m, middle_m), part.to_m)
        share_per_m = part.mass_factor / (part.to_m - part.from_m)
        mean += share_per_m * (front_m - back_m)
        per_m += share_per_m * (front_grade - back_grade)
        behind_m, front_grade, front_m = part.to_m, back_grade, back_m
    return mean, per_m


def _under(
    ground: Ground, height_m: FloatArray, cells_m: tuple[FloatArray, FloatArray], behind_m: float
) -> tuple[FloatArray, FloatArray]:
    """Grade in each cell, and height at its start, some way behind the head."""
    begin_m, middle_m = cells_m
    at = np.maximum(np.searchsorted(ground.start_m, middle_m - behind_m, "right") - 1, 0)
    grade = ground.grade[at]
    return grade, height_m[at] + grade * (begin_m - behind_m - ground.start_m[at])
