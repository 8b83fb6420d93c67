"""A run of the plan with all that the check has rebuilt around it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from railcade.network.steps import FloatArray
from railcade.plan.check.events import LegRun
from railcade.plan.check.forces import dynamic_mass_kg
from railcade.plan.check.ground import Load, drag_slack, drag_under, loads, mean_grade
from railcade.plan.check.inputs import Columns
from railcade.plan.check.special import Special, special_of
from railcade.plan.check.way import Way
from railcade.plan.model import PlanLeg, PlanTrain


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """A run with its formation, and what it finds at every stored point, each shape (n,).

    `drag_factor` multiplies the term of v² of the resistance, `slack_factor` is what a run may be off it.
    """

    where: str
    leg: PlanLeg
    run: LegRun
    t_s: FloatArray
    a_mps2: FloatArray
    force_newton: FloatArray
    reason: NDArray[np.int64]
    length_m: float
    mass_kg: float
    inertia_kg: float
    loads: tuple[Load, ...]
    grade: FloatArray
    drag_factor: FloatArray
    slack_factor: FloatArray
    special: Special

    def at(self, point: int) -> str:
        """Where a stored point lies."""
        return f"{self.where} at km {self.run.x_m[point] / 1000.0:.3f}"


def course_of(way: Way, train: PlanTrain, leg: PlanLeg, run: LegRun, columns: Columns) -> Course:
    """Rebuild a leg."""
    vehicles = run.formation.vehicles
    length_m = math.fsum(vehicle.length_m for vehicle in vehicles)
    parts = loads(run.formation)
    return Course(
        where=f"{train.role} {leg.from_place} to {leg.to_place}",
        leg=leg,
        run=run,
        t_s=np.asarray(columns["t_s"], dtype=np.float64),
        a_mps2=np.asarray(columns["a_mps2"], dtype=np.float64),
        force_newton=np.asarray(columns["force_newton"], dtype=np.float64),
        reason=np.asarray(columns["reason"], dtype=np.int64),
        length_m=length_m,
        mass_kg=math.fsum(vehicle.mass_kg for vehicle in vehicles),
        inertia_kg=dynamic_mass_kg(run.formation),
        loads=parts,
        grade=mean_grade(way, run.x_m, parts),
        drag_factor=drag_under(way.tunnels, run.x_m, length_m),
        slack_factor=drag_slack(way.tunnels, run.x_m, length_m),
        special=special_of(way, run),
    )
