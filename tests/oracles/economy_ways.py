"""Trains on their ways whose least energy is stored: TTOBench, and a long train on broken grades."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from railcade.motion import BrakeModel, RunSettings, Traction, Train
from railcade.motion.curves import ttobench
from railcade.network import Path
from railcade.units import mps_from_kmh
from tests.motion.lines import line
from tests.oracles.cases import read
from tests.oracles.test_motion_ttobench import path_from, train_from

LONG = "long train"
BLOCKS = ((20.0, 84e3), (400.0, 320e3), (200.0, 720e3))
"""A locomotive, empty wagons, loaded ones: length and mass, head first."""

GRADE = (
    (0.0, 0.0), (3000.0, 0.008), (5200.0, -0.010), (8000.0, 0.003), (10_500.0, 0.012),
    (12_300.0, -0.012), (15_000.0, 0.0), (17_000.0, -0.005), (19_500.0, 0.006), (21_500.0, 0.0),
)  # fmt: skip
LIMIT_KMH = ((0.0, 100.0), (9000.0, 70.0), (10_000.0, 100.0), (16_000.0, 80.0), (18_000.0, 100.0))


class Leg(NamedTuple):
    """A train, its path, and from where to where it goes."""

    train: Train
    path: Path
    settings: RunSettings


@cache
def trains() -> dict[tuple[Any, ...], str]:
    """The train of TTOBench for each track and its stops."""
    return {(case["track"], *case["stops"]): case["train"] for case in read("ttobench_flat_out.json")}


def leg_of(case: dict[str, Any]) -> Leg:
    """The train and the way of a stored case."""
    return long_leg() if case["track"] == LONG else ttobench_leg(case["track"], case["stops"])


def ttobench_leg(name: str, ends: list[int | None]) -> Leg:
    """A way of TTOBench between two of its stops; None for the first and the last."""
    track = read(f"ttobench/tracks/{name}.json")
    stops, (first, last) = track["stops"]["values"], ends
    from_m, to_m = stops[first or 0], stops[-1 if last is None else last]
    settings = RunSettings(from_m, to_m, service_brake_factor=1.0, gravity_mps2=9.81, curve_law=ttobench)
    return Leg(train_from(trains()[name, first, last]), path_from(track), settings)


def long_leg() -> Leg:
    """620 m and 1,124 t, mass by block, on 24 km of rises, falls and limits."""
    mass_kg = sum(block_kg for _, block_kg in BLOCKS)
    train = Train(
        id=LONG,
        mass_kg=mass_kg,
        dynamic_mass_kg=1.06 * mass_kg,
        length_m=sum(block_m for block_m, _ in BLOCKS),
        resistance=(0.012 * mass_kg, 300.0, 60.0),
        tractions=(Traction((0.0, 40.0), (300e3, 300e3), power_watt=4e6),),
        brake=BrakeModel((0.0,), (0.4,)),
        cap_mps=mps_from_kmh(100.0),
        blocks=BLOCKS,
    )
    limits = [(at_m, mps_from_kmh(kmh)) for at_m, kmh in LIMIT_KMH]
    settings = RunSettings(0.0, 24_000.0, service_brake_factor=1.0, gravity_mps2=9.81)
    return Leg(train, line(24_000.0, GRADE, limits), settings)
