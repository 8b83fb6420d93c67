"""Trains and paths as the collocation of least energy sees them, and its optimum on ever finer meshes."""

from __future__ import annotations

import math
from itertools import pairwise

from railcade.motion import RunSettings, Train
from railcade.network import Path
from tests.oracles.cases import held_until_clear
from tests.oracles.collocation import Mover, Optimum, Way, mesh_m, refined, solve

Pieces = tuple[tuple[float, float], ...]

ROUNDS = 2


def mover_of(train: Train) -> Mover:
    """A train with one locomotive of constant force up to constant power, and no build-up of the brake."""
    (traction,) = train.tractions
    force_newton, power_watt = traction.force_newton[0], traction.power_watt
    assert set(traction.force_newton) == {force_newton}
    assert train.brake.build_up_stop_s == train.brake.build_up_limit_s == 0.0
    assert len(train.brake.deceleration_mps2) == 1
    pieces = [(0.0, force_newton, 0.0, 0.0)]
    if power_watt < math.inf:
        pieces.append((power_watt / force_newton, 0.0, 0.0, power_watt))
    return Mover(
        train.mass_kg,
        train.dynamic_mass_kg,
        train.length_m,
        train.resistance,
        tuple(pieces),
        train.brake.deceleration_mps2[0],
        train.brake.on_any_grade,
        train.most_mps2,
        blocks=tuple((length_m, mass_kg / train.mass_kg) for length_m, mass_kg in train.blocks),
    )


def way_of(train: Train, path: Path, settings: RunSettings) -> Way:
    """The way between two stops; curves as grade, limits until the tail is clear, gravity 9.81 m/s²."""
    assert settings.gravity_mps2 == 9.81
    assert settings.service_brake_factor == 1.0
    grade = list(zip(path.grade.start_m.tolist(), path.grade.value.tolist(), strict=True))
    radii = path.curve_radius_m
    for from_m, to_m, radius_m in zip(radii.from_m, radii.to_m, radii.value, strict=True):
        grade = _added(grade, float(from_m), float(to_m), settings.curve_law(float(radius_m)))
    limits = zip(path.limit_mps.start_m.tolist(), path.limit_mps.value.tolist(), strict=True)
    lower = [(at, min(mps, train.cap_mps)) for at, mps in limits]
    held = held_until_clear(lower, train.length_m, path.length_m)
    return Way(settings.to_m - settings.from_m, _cut(grade, settings), _cut(held, settings))


def _added(
    steps: list[tuple[float, float]], from_m: float, to_m: float, more: float
) -> list[tuple[float, float]]:
    """A step function with something added over a stretch."""
    starts = sorted({at for at, _ in steps} | {from_m, to_m})
    values = [[value for at, value in steps if at <= start][-1] for start in starts]
    return [
        (start, value + more if from_m <= start < to_m else value)
        for start, value in zip(starts, values, strict=True)
    ]


def _cut(steps: list[tuple[float, float]], settings: RunSettings) -> Pieces:
    """A step function from `from_m` to `to_m`, counted from there, without steps that change nothing."""
    ends = [*(at for at, _ in steps[1:]), math.inf]
    inside = [
        (max(at - settings.from_m, 0.0), value)
        for (at, value), end in zip(steps, ends, strict=True)
        if end > settings.from_m and at < settings.to_m
    ]
    return (inside[0], *(after for before, after in pairwise(inside) if after[1] != before[1]))


def optima(
    mover: Mover, way: Way, duration_s: float, regeneration_share: float, steps_m: tuple[float, ...]
) -> list[Optimum]:
    """The optimum on meshes of each step, refined where the regime changes; each begins from the last."""
    found: list[Optimum] = []
    best: Optimum | None = None
    for step_m in steps_m:
        mesh = mesh_m(mover, way, step_m)
        for _ in range(ROUNDS):
            best = solve(mover, way, duration_s, mesh, regeneration_share, guess=best)
            mesh = refined(mover, best, way)
        assert best is not None
        found.append(best)
    return found
