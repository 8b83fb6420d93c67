"""The task that the kernels run: a train on a way, as tables."""

from __future__ import annotations

import numpy as np

from railcade.kernels import BAND, CELL, CURVE, PHASE, SEGMENT, Codes, Rows, Task, rows
from railcade.motion.cells import make_cells
from railcade.motion.train import Train, force_table
from railcade.motion.types import Reason, RunSettings
from railcade.network import Path


def tables(train, path, settings):
    edges, grade, per_m, limit, reason = make_cells(train, path, settings)
    cells = rows(CELL, len(limit))
    cells.edge_m, cells.end_m, cells.grade, cells.grade_per_m, cells.limit_mps = edges[:-1], edges[1:], grade, per_m, limit
    cells.drag, cells.reason = 1.0, reason
    knots, force, slope = force_table(train.tractions)
    seg = rows(SEGMENT, len(knots) + 1)
    seg.knot_mps[:-1], seg.force_newton[:-1], seg.slope_newton_per_mps[:-1] = knots, force, slope
    seg.top_mps[:-2], seg.top_mps[-2:] = knots[1:], np.inf
    seg.offset_mps = 1.0
    seg.reason = int(Reason.TRACTION)
    seg.reason[-1] = int(Reason.COASTING)
    first = np.array([0, len(knots), len(knots) + 1])
    factors = settings.brakes
    share, time = settings.service_brake_factor, 1.0
    if factors is not None:
        share, time = share * factors.speed_factor * factors.rolling_factor, factors.time_factor
    k = len(train.brake.speed_mps)
    bands = rows(BAND, 2 * k)
    bands.from_mps = np.tile(train.brake.speed_mps, 2)
    bands.deceleration_mps2 = np.tile(share * np.array(train.brake.deceleration_mps2), 2)
    return Task(
        train.mass_kg * settings.gravity_mps2, train.dynamic_mass_kg, 1.0 / train.dynamic_mass_kg, *train.resistance, train.most_mps2,
        time * train.brake.build_up_stop_s, time * train.brake.build_up_limit_s,
        0.0 if train.brake.on_any_grade else 1.0, settings.start_mps, settings.until_m,
        cells, seg, first, bands, np.array([0, k, 2 * k]),
    )
