"""Lines and trains for the tests of motion."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from railcade.basis import Basis
from railcade.kernels.series import carried
from railcade.kernels.shapes import Law, State
from railcade.motion import BrakeModel, Run, Traction, Train, brake_of_percentage
from railcade.network import Path, Place, PlaceKind, Steps


def steps(pairs: Sequence[tuple[float, float]]) -> Steps:
    """A step function from (start, value) pairs."""
    starts, values = zip(*pairs, strict=True)
    return Steps.of(starts, values, [Basis.ASSUMED] * len(starts))


def line(
    length_m: float,
    grade: Sequence[tuple[float, float]] = ((0.0, 0.0),),
    limit_mps: Sequence[tuple[float, float]] = ((0.0, 100.0),),
) -> Path:
    """A path from Alpha to Omega with the given profiles."""
    places = [
        Place(name.lower(), name, PlaceKind.STATION, km, 0.0, 0.0, "", "UTC", (), 0)
        for name, km in (("Alpha", 0.0), ("Omega", length_m / 1000.0))
    ]
    return Path(
        places=tuple(places),
        sections=(),
        place_m=np.array([0.0, length_m]),
        limit_mps=steps(limit_mps),
        grade=steps(grade),
        axle_load_kg=steps([(0.0, 25_000.0)]),
    )


def train(
    mass_kg: float = 1.1e6,
    length_m: float = 560.0,
    traction_factor: float = 1.0,
    percentage: float = 65.0,
    position: str = "P",
    cap_mps: float = 60.0 / 3.6,
) -> Train:
    """A heavy passenger train with two locomotives, one of which gives nothing above 20 m/s."""
    first = ((0.0, 8.0, 16.0, 30.0), (250e3, 200e3, 100e3, 55e3))
    second = ((0.0, 6.0, 20.0), (220e3, 200e3, 70e3))
    return Train(
        id="principal",
        mass_kg=mass_kg,
        dynamic_mass_kg=1.06 * mass_kg,
        length_m=length_m,
        resistance=(0.011 * mass_kg, 270.0, 55.0),
        tractions=tuple(
            Traction(speeds, tuple(traction_factor * force for force in forces))
            for speeds, forces in (first, second)
        ),
        brake=brake_of_percentage(percentage, position, length_m),
        cap_mps=cap_mps,
        cap_reason="brake percentage",
    )


def plain_train(
    force_newton: float, resistance: tuple[float, float, float], brake_mps2: float, cap_mps: float
) -> Train:
    """A point mass of 391 t with constant force and a brake without build-up (cases A1 to A8)."""
    return Train(
        id="plain",
        mass_kg=391_000.0,
        dynamic_mass_kg=414_460.0,
        length_m=0.0,
        resistance=resistance,
        tractions=(Traction((0.0, 100.0), (force_newton, force_newton)),),
        brake=BrakeModel((0.0,), (brake_mps2,)),
        cap_mps=cap_mps,
    )


def random_line(rng: np.random.Generator, length_m: float, breaks: int) -> Path:
    """Grades to ±12 ‰ and limits from 5 to 120 km/h that change at random places."""
    starts = np.unique(np.concatenate([[0.0], np.round(rng.uniform(1.0, length_m - 1.0, breaks), 1)]))
    grades = rng.uniform(-0.012, 0.012, len(starts))
    limits = rng.choice([5.0, 25.0, 40.0, 50.0, 60.0, 80.0, 120.0], len(starts)) / 3.6
    return line(
        length_m,
        list(zip(starts.tolist(), grades.tolist(), strict=True)),
        list(zip(starts.tolist(), limits.tolist(), strict=True)),
    )


def mean_grade(path: Path, x_m: float, length_m: float) -> float:
    """Mean grade under a train, summed step by step; before the path its first grade goes on."""
    starts = [-1e9, *path.grade.start_m[1:].tolist(), 1e9]
    total = 0.0
    for low, high, grade in zip(starts[:-1], starts[1:], path.grade.value.tolist(), strict=True):
        total += grade * max(0.0, min(high, x_m) - max(low, x_m - length_m))
    return total / length_m


def imbalance(item: Train, path: Path, run: Run, gravity_mps2: float = 9.81) -> float:
    """Largest force at a stored point that mass x acceleration leaves open, over the largest force."""
    grade = np.array([mean_grade(path, x, item.length_m) for x in run.x_m.tolist()])
    a, b, c = item.resistance
    rest = run.force_newton - (a + b * run.v_mps + c * run.v_mps**2) - item.mass_kg * gravity_mps2 * grade
    return float(np.abs(item.dynamic_mass_kg * run.a_mps2 - rest).max() / np.abs(run.force_newton).max())


def pulled_newton(item: Train, v_mps: float) -> float:
    """Sum of the traction tables at a speed, at a jump the upper side."""
    return sum(float(np.interp(v_mps, t.speed_mps, t.force_newton, right=0.0)) for t in item.tractions)


def stepped(law: Law, x_m: float, v_mps: float, h_s: float) -> tuple[float, float]:
    """Position and speed after one step of the kernels."""
    after = carried(law, State(x_m, v_mps, 0.0, 0), h_s)
    return after.x_m, after.v_mps
