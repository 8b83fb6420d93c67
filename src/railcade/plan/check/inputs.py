"""What the check is given beside the plan and its runs: the inputs that the plan names, nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from railcade.conditions import NONE, Conditions
from railcade.fleet import Fleet
from railcade.journey import Manifest, Programme
from railcade.network import Network
from railcade.plan.request import Movement
from railcade.rules import RulePack
from railcade.timetable import Timetable

Columns = Mapping[str, NDArray[Any]]
"""One run of runs.npz by column name: x_m, t_s, v_mps, a_mps2, force_newton, reason; each of shape (n,)."""


@dataclass(frozen=True, eq=False)
class Inputs:
    """The things under `inputs/` of a plan folder, read and checked."""

    network: Network
    fleet: Fleet
    timetable: Timetable
    rules: RulePack
    movement: Movement
    programme: Programme | None = None
    manifest: Manifest | None = None
    conditions: Conditions = NONE
