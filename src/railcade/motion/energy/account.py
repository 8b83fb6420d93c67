"""Where the energy of a run goes: work at the wheel, what comes back, and the hotel load.

With the balance of forces ``M dv/dt = F - R - m g i`` the work of traction is the sum of the gains of
kinetic and potential energy and of the work against resistance and into the brakes (law of energy). Signs:
all works are positive where energy goes that way. Losses between the wheel and the contact line or the
engine are not modelled.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from railcade.fleet import Formation
from railcade.motion.energy.between import (
    AS_IT_IS,
    LEAST_MPS,
    Moments,
    Stretching,
    Under,
    moments_of,
    pulled,
    traction_rows,
    under,
)
from railcade.motion.train import Train
from railcade.motion.types import Condition, FloatArray, Run, RunSettings
from railcade.network import Path


@dataclass(frozen=True, slots=True)
class ElectricUse:
    """What draws and gives back besides traction.

    Parameters
    ----------
    hotel_watt : float
        Hotel load of the train in the mean.
    standing_s : float
        Time of standing that is counted beside the run, with its hotel load.
    regeneration_share : tuple of float
        For each of `Train.tractions`: 0 for a locomotive without electric brake, else the share of what
        that brakes at the wheel which goes back. Empty: none brakes electrically.
    """

    hotel_watt: float = 0.0
    standing_s: float = 0.0
    regeneration_share: tuple[float, ...] = ()


NO_USE = ElectricUse()


@dataclass(frozen=True, slots=True)
class EnergyAccount:
    """Energies of a run, J.

    Parameters
    ----------
    traction_joule, brake_joule, resistance_joule : float
        Work of traction, work into all brakes, work against resistance.
    grade_joule, kinetic_joule : float
        Gains of potential and of kinetic energy, less than 0 where they fall.
    electric_joule, regenerated_joule : float
        Of `brake_joule`: what electric brakes take, and what of that goes back.
    hotel_joule : float
        Hotel load over running and standing time.
    """

    traction_joule: float
    brake_joule: float
    resistance_joule: float
    grade_joule: float
    kinetic_joule: float
    electric_joule: float
    regenerated_joule: float
    hotel_joule: float

    @property
    def imbalance_joule(self) -> float:
        """What the works leave open: 0 but for the errors of run and sum."""
        used_joule = self.brake_joule + self.resistance_joule + self.grade_joule + self.kinetic_joule
        return self.traction_joule - used_joule

    @property
    def friction_joule(self) -> float:
        """Work into friction brakes: heat in blocks, wheels and discs."""
        return self.brake_joule - self.electric_joule

    @property
    def drawn_joule(self) -> float:
        """Work of traction and hotel load together, before anything comes back."""
        return self.traction_joule + self.hotel_joule

    @property
    def net_joule(self) -> float:
        """What is drawn less what goes back."""
        return self.drawn_joule - self.regenerated_joule


def electric_use_of(
    formation: Formation, supplies: Collection[str] = (), standing_s: float = 0.0
) -> ElectricUse:
    """Hotel load and regeneration of a formation.

    Parameters
    ----------
    formation : Formation
    supplies : collection of str
        As for `train_of`.
    standing_s : float
        Time of standing to be counted.
    """
    pulling = (item for item in formation.tractions if item.works_under(supplies))
    shares = tuple(item.regeneration_share if item.electric else 0.0 for item in pulling)
    return ElectricUse(formation.hotel_watt, standing_s, shares)


def energy_account(
    train: Train,
    path: Path,
    settings: RunSettings,
    run: Run,
    use: ElectricUse = NO_USE,
    stretching: Stretching = AS_IT_IS,
) -> EnergyAccount:
    """The account of a run.

    Works are summed along the motion that starts at each stored point and keeps its law there; kinetic and
    potential energy come from the stored points. So the imbalance shows the errors of the run too.

    Parameters
    ----------
    train, path, settings
        Those that `run` was made with.
    run : Run
    use : ElectricUse
    stretching : Stretching
        To have the account of the run made slower all over by this, of which `run` is the base.

    Raises
    ------
    ValueError
        If `use` has shares, but not one for each locomotive.
    """
    return account_of(worked_run(train, path, settings, run, use, stretching))


def account_of(worked: WorkedRun) -> EnergyAccount:
    """The account of a run whose works are known."""
    train, works, use = worked.train, worked.works, worked.use
    first_mps, last_mps = worked.stretching.speeds(worked.run.v_mps[[0, -1]]).tolist()
    rise_m = float((worked.mean_grade * np.diff(worked.run.x_m)).sum())
    return EnergyAccount(
        traction_joule=float(works.traction_joule.sum()),
        brake_joule=float(works.brake_joule.sum()),
        resistance_joule=float(works.resistance_joule.sum()),
        grade_joule=train.mass_kg * worked.settings.gravity_mps2 * rise_m,
        kinetic_joule=0.5 * train.dynamic_mass_kg * (last_mps**2 - first_mps**2),
        electric_joule=float(works.electric_joule.sum()),
        regenerated_joule=float(works.regenerated_joule.sum()),
        hotel_joule=use.hotel_watt * (float(works.duration_s.sum()) + use.standing_s),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Works:
    """Work from each stored point to the next, J, and the time it takes; arrays of shape (n - 1,)."""

    duration_s: FloatArray
    traction_joule: FloatArray
    brake_joule: FloatArray
    resistance_joule: FloatArray
    electric_joule: FloatArray
    regenerated_joule: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class WorkedRun:
    """A run with its works between stored points.

    Parameters
    ----------
    train, settings
        Those that `run` was made with.
    run : Run
    mean_grade : ndarray, shape (n - 1,)
        Under the train, between stored points.
    works : Works
    use : ElectricUse
    stretching : Stretching
        What is done to `run`: the works are those of the slower one.
    """

    train: Train
    settings: RunSettings
    run: Run
    mean_grade: FloatArray
    works: Works
    use: ElectricUse
    stretching: Stretching


def worked_run(
    train: Train,
    path: Path,
    settings: RunSettings,
    run: Run,
    use: ElectricUse = NO_USE,
    stretching: Stretching = AS_IT_IS,
) -> WorkedRun:
    """The works of a run; parameters and errors as for `energy_account`."""
    ground = under(train, path, settings, run)
    moments = moments_of(train, settings, run, ground, stretching, finely=any(use.regeneration_share))
    works = works_of(moments, train, settings, ground, use)
    mean_grade = ground.grade + 0.5 * ground.grade_per_m * np.diff(run.x_m)
    return WorkedRun(train, settings, run, mean_grade, works, use, stretching)


def works_of(
    moments: Moments, train: Train, settings: RunSettings, ground: Under, use: ElectricUse = NO_USE
) -> Works:
    """Works between stored points.

    The electric brakes take as much of the brake force as they can: at most the force with which their
    locomotives pull at that speed, each in proportion to it; none in a neutral section. Friction takes the
    rest.

    Raises
    ------
    ValueError
        If `use` has shares, but not one for each locomotive.
    """
    way_m = moments.v_mps * moments.duration_s
    brake_newton = np.maximum(-moments.force_newton, 0.0)
    most_newton, returned_newton = _electric(moments, train, settings, ground, use)
    taken = np.minimum(1.0, brake_newton / np.maximum(most_newton, LEAST_MPS))
    parts = (
        moments.duration_s,
        way_m * np.maximum(moments.force_newton, 0.0),
        way_m * brake_newton,
        way_m * moments.resistance_newton,
        way_m * taken * most_newton,
        way_m * taken * returned_newton,
    )
    count = len(ground.grade)
    return Works(*(np.bincount(moments.interval, part, count).astype(np.float64) for part in parts))


def _electric(
    moments: Moments, train: Train, settings: RunSettings, ground: Under, use: ElectricUse
) -> tuple[FloatArray, FloatArray]:
    """Largest force of the electric brakes, and the part of it whose work goes back, N."""
    most, returned = np.zeros(len(moments.v_mps)), np.zeros(len(moments.v_mps))
    shares = use.regeneration_share
    if not shares:
        return most, returned
    if len(shares) != len(train.tractions):
        raise ValueError(f"{len(shares)} shares of regeneration for {len(train.tractions)} locomotives")
    conditions = [_for_brakes(condition) for condition in ground.conditions]
    for item, share in zip(train.tractions, shares, strict=True):
        if share > 0.0:
            alone = replace(train, tractions=(item,))
            rows = traction_rows(alone, settings, conditions, moments.condition, moments.v_mps)
            newton = pulled(rows, moments.v_mps)
            most += newton
            returned += share * newton
    feeding_watt = np.array([condition.power_watt for condition in conditions])[moments.condition]
    bounded = np.minimum(1.0, feeding_watt / np.maximum(most * moments.v_mps, LEAST_MPS))
    return most * bounded, returned * bounded


def _for_brakes(condition: Condition) -> Condition:
    """What the electric brake finds where traction finds `condition`: a driver who coasts can brake."""
    return condition if condition.powered else replace(condition, powered=True)
