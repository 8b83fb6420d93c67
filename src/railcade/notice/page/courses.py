"""Where the trains are over time, thinned for a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from railcade.motion import Run
from railcade.plan.model import PlanTrain

STEP_S = 20
"""Between two of these a train of 1 m/s² leaves the straight line by 50 m at most."""


def sampled(train: PlanTrain, runs: Mapping[str, Run]) -> dict[str, Any]:
    """Positions of a role every `STEP_S` seconds, as differences in metres.

    Parameters
    ----------
    train : PlanTrain
    runs : mapping of str to Run
        By the keys of the train's legs; what is missing is a straight line between the plan's points.

    Returns
    -------
    dict
        ``from_at_s``, ``step_s`` and ``by_m``: the first position, then what is added at each step.
    """
    at_s: list[Any] = []
    position_m: list[Any] = []
    if all(leg.run in runs for leg in train.legs) and train.legs:
        for leg in train.legs:
            at_s.append(leg.depart_at_s + np.asarray(runs[leg.run].t_s, dtype=np.float64))
            position_m.append(np.asarray(runs[leg.run].x_m, dtype=np.float64))
    else:
        at_s.append(np.array([at for point in train.points for at in (point.arrive_at_s, point.depart_at_s)]))
        position_m.append(np.repeat([point.position_m for point in train.points], 2))
    knots_s, knots_m = np.concatenate(at_s), np.concatenate(position_m)
    first_s = int(np.floor(knots_s[0]))
    count = int(np.ceil((knots_s[-1] - first_s) / STEP_S)) + 1
    wanted_s = first_s + STEP_S * np.arange(count)
    metres = np.rint(np.interp(wanted_s, knots_s, knots_m)).astype(np.int64)
    return {
        "from_at_s": first_s,
        "step_s": STEP_S,
        "by_m": [int(metres[0]), *(int(step) for step in np.diff(metres))],
    }
