"""What traction and brake find on the way: neutral sections, slippery rails, weak feeding, coasting."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from railcade.motion.train import Train
from railcade.motion.types import COAST, NORMAL, Condition, FloatArray, Reason, RunSettings
from railcade.motion.way.reaches import Reaches, lowest, reaches_of, spans_of
from railcade.network import NOWHERE, Path

_NOT, _YES = 0.0, 1.0


class Special(NamedTuple):
    """Where what holds for one train, by its head."""

    neutral: Reaches
    coasting: Reaches
    adhesion: Reaches
    feeding_watt: Reaches

    @property
    def ends_m(self) -> list[FloatArray]:
        """Where any of it begins or ends."""
        return [end_m for reaches in self for end_m in (reaches.from_m, reaches.to_m)]


def special_of(train: Train, path: Path, settings: RunSettings) -> Special:
    """Where a train finds something other than good rails and full feeding.

    No current flows from the first collector's entry into a neutral section until the last one has left
    it; a feeding limit holds over the same reach. Both pass by a train without collectors in use, and bind
    only those of its locomotives that draw current. Rails count as slippery as long as any part of the train
    stands on them.
    """
    first_m, last_m = min(train.collectors_m, default=0.0), max(train.collectors_m, default=0.0)
    electric = bool(train.collectors_m)
    return Special(
        reaches_of(path.neutral_m if electric else NOWHERE, first_m, last_m),
        spans_of(settings.coasts_m, _NOT),
        reaches_of(path.adhesion, 0.0, train.length_m),
        reaches_of(path.feeding_watt if electric else NOWHERE, first_m, last_m),
    )


def conditions_in(
    special: Special, middle_m: FloatArray
) -> tuple[NDArray[np.int64], tuple[Condition, ...]]:
    """Which condition holds in each cell, and all of them in the order in which they are met.

    The first two are always `NORMAL` and `COAST`.
    """
    conditions = [NORMAL, COAST]
    if not any(len(reaches.from_m) for reaches in special):
        return np.zeros(len(middle_m), np.int64), tuple(conditions)
    # A neutral section has the value 0 of its extent, whatever that is told as.
    dead = special.neutral._replace(value=np.zeros(len(special.neutral.value)))
    fed, powered = (lowest(each, middle_m, _YES) == _YES for each in (dead, special.coasting))
    adhesions, slip = np.unique(lowest(special.adhesion, middle_m, 1.0), return_inverse=True)
    watts = np.where(fed & powered, lowest(special.feeding_watt, middle_m, math.inf), math.inf)
    feedings, feeding = np.unique(watts, return_inverse=True)
    code = ((slip * len(feedings) + feeding) * 2 + fed) * 2 + powered
    _, first, kind = np.unique(code, return_index=True, return_inverse=True)
    row = np.empty(len(first), np.int64)
    for i in np.argsort(first).tolist():
        at = first[i]
        found = _condition(
            (bool(fed[at]), bool(powered[at])), float(adhesions[slip[at]]), float(feedings[feeding[at]])
        )
        if found not in conditions:
            conditions.append(found)
        row[i] = conditions.index(found)
    return row[kind], tuple(conditions)


def _condition(power: tuple[bool, bool], adhesion_factor: float, power_watt: float) -> Condition:
    """A condition, with the reason that binds first: no current, then the driver, the rails, the feeding.

    `power` tells whether the line feeds, and whether the driver does not coast.
    """
    fed, powered = power
    if not (fed and powered):
        reason = Reason.COASTING if fed else Reason.NEUTRAL_SECTION
        return Condition(powered, adhesion_factor, math.inf, reason, fed)
    if adhesion_factor < 1.0:
        return Condition(True, adhesion_factor, power_watt, Reason.ADHESION)
    if power_watt < math.inf:
        return Condition(True, 1.0, power_watt, Reason.FEEDING)
    return NORMAL
