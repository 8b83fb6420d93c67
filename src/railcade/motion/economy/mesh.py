"""The way and the train as the programme sees them: a mesh over distance, everything per kg of dynamic mass.

The state is w = v²/2, whose change over distance is the acceleration; work per kg is in m²/s², too.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from railcade.kernels.tables import Rows
from railcade.motion.sampling import states_at
from railcade.motion.traction import band_table, segment_table
from railcade.motion.train import Train
from railcade.motion.types import FloatArray, Reason, Run, RunSettings
from railcade.motion.way import way_cells
from railcade.network import Path

APART_M = 0.05
"""Fixed points of the mesh that are nearer than this are one."""

CHANGE_MPS = 2.0
"""The speed of the fastest run changes by no more over a step of the mesh."""

CREEP_MPS = 0.01
"""Below it power over speed is not followed."""

BELOW_MPS = 1e-6
"""At a jump of the traction, give or take so much, the force below it counts, as in a run held there."""


class Mover(NamedTuple):
    """The train: resistance in m/s², 1/s, 1/m; rows of `SEGMENT` and `BAND` as the kernels have them.

    `regeneration_share` is what comes back of the work of the brake.
    """

    dynamic_mass_kg: float
    resistance: tuple[float, float, float]
    segments: Rows
    first_segment: NDArray[np.int64]
    bands: Rows
    first_band: NDArray[np.int64]
    most_mps2: float
    regeneration_share: float


class Mesh(NamedTuple):
    """Points over distance with n steps between them.

    Parameters
    ----------
    x_m : ndarray, shape (n + 1,)
    step_m, hill_mps2, drag_factor : ndarray, shape (n,)
        `hill_mps2` is what the mean grade under the train takes from its acceleration; `drag_factor` is that
        of the term of v² of the resistance.
    condition : ndarray of int, shape (n,)
    top_m2ps2 : ndarray, shape (n + 1,)
        Of the fastest run. Nothing that keeps limits and braking curves is faster anywhere.
    command_m2ps2 : ndarray, shape (n + 1,)
        Above it the brake must have been commanded, so no force is drawn; ``inf`` where none is due.
    """

    x_m: FloatArray
    step_m: FloatArray
    hill_mps2: FloatArray
    drag_factor: FloatArray
    condition: NDArray[np.int64]
    top_m2ps2: FloatArray
    command_m2ps2: FloatArray


def mover_and_mesh(
    train: Train, path: Path, settings: RunSettings, fastest: Run, step_m: float
) -> tuple[Mover, Mesh]:
    """Train and way for the programme, with steps of at most `step_m`.

    Every edge of a cell and every change of phase of the fastest run lies on the mesh. Nothing is given
    back by the brake.
    """
    cells, conditions = way_cells(train, path, settings)
    mass_kg = train.dynamic_mass_kg
    a, b, c = train.resistance
    mover = Mover(
        mass_kg,
        (a / mass_kg, b / mass_kg, c / mass_kg),
        *segment_table(train, settings, conditions),
        *band_table(train, settings, conditions),
        train.most_mps2,
        0.0,
    )
    x_m = _points(np.append(cells["edge_m"], cells["end_m"][-1]), fastest, step_m)
    middle_m = 0.5 * (x_m[:-1] + x_m[1:])
    cell = np.searchsorted(cells["edge_m"], middle_m, "right") - 1
    grade = cells["grade"][cell] + cells["grade_per_m"][cell] * (middle_m - cells["edge_m"][cell])
    top_m2ps2 = 0.5 * states_at(fastest, x_m).v_mps ** 2
    top_m2ps2[[0, -1]] = 0.0
    mesh = Mesh(
        x_m,
        np.diff(x_m),
        train.mass_kg * settings.gravity_mps2 / mass_kg * grade,
        cells["drag"][cell].copy(),
        cells["condition"][cell].copy(),
        top_m2ps2,
        _commands(train, settings, fastest, x_m),
    )
    return mover, mesh


def _points(edges_m: FloatArray, fastest: Run, step_m: float) -> FloatArray:
    """Points that cut the way evenly, counted in steps of way and of the fastest run's speed."""
    changes = np.concatenate([[True], np.diff(fastest.reason) != 0])
    fixed_m = np.unique(np.concatenate([edges_m, fastest.x_m[changes]]))
    fixed_m = fixed_m[np.concatenate([[True], np.diff(fixed_m) > APART_M])]
    fixed_m[-1] = edges_m[-1]
    grain_m = np.unique(np.concatenate([fixed_m, fastest.x_m]))
    v_mps = states_at(fastest, grain_m).v_mps
    steps = np.maximum(np.diff(grain_m) / step_m, np.abs(np.diff(v_mps)) / CHANGE_MPS)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    at = np.interp(fixed_m, grain_m, along)
    parts = []
    for low, high in zip(at[:-1], at[1:], strict=True):
        count = max(1, math.ceil(high - low - 1e-9))
        parts.append(np.interp(low + (high - low) * np.arange(count) / count, along, grain_m))
    return np.append(np.concatenate(parts), fixed_m[-1])


def _commands(train: Train, settings: RunSettings, fastest: Run, x_m: FloatArray) -> FloatArray:
    """v²/2 at which the brake is commanded for the curves of the fastest run: build-up at steady speed."""
    command = np.full(len(x_m), math.inf)
    factor = 1.0 if settings.brakes is None else settings.brakes.time_factor
    braking = np.flatnonzero(fastest.reason[:-1] == Reason.BRAKING)
    if not len(braking) or max(train.brake.build_up_stop_s, train.brake.build_up_limit_s) <= 0.0:
        return command
    for part in np.split(braking, np.flatnonzero(np.diff(braking) > 1) + 1):
        points = np.append(part, part[-1] + 1)
        v_mps, end_m = fastest.v_mps[points], fastest.x_m[points[-1]]
        stop = v_mps[-1] < CREEP_MPS
        time_s = factor * (train.brake.build_up_stop_s if stop else train.brake.build_up_limit_s)
        at_m = np.maximum.accumulate(fastest.x_m[points] - v_mps * time_s)
        inside = (x_m >= at_m[0]) & (x_m < end_m)
        due = np.interp(x_m[inside], at_m, 0.5 * v_mps**2)
        command[inside] = np.minimum(command[inside], due)
    return command


def pull_mps2(mover: Mover, condition: NDArray[np.int64], v_mps: FloatArray) -> FloatArray:
    """Full traction over dynamic mass at speeds of shape (n, k) under n conditions."""
    force = np.empty_like(v_mps)
    for i in np.unique(condition):
        rows = mover.segments[mover.first_segment[i] : mover.first_segment[i + 1]]
        here = condition == i
        v = np.maximum(v_mps[here], CREEP_MPS)
        row = np.maximum(np.searchsorted(rows["knot_mps"], v - BELOW_MPS, "left") - 1, 0)
        force[here] = (
            rows["force_newton"][row]
            + rows["slope_newton_per_mps"][row] * (v - rows["knot_mps"][row])
            + rows["power_watt"][row] / (v + rows["offset_mps"][row])
        )
    pull: FloatArray = force / mover.dynamic_mass_kg
    return pull


def brake_mps2(mover: Mover, condition: NDArray[np.int64], v_mps: FloatArray) -> FloatArray:
    """Deceleration of the brake on level track, resistance in it, at n speeds under n conditions."""
    deceleration = np.empty_like(v_mps)
    for i in np.unique(condition):
        bands = mover.bands[mover.first_band[i] : mover.first_band[i + 1]]
        here = condition == i
        band = np.maximum(np.searchsorted(bands["from_mps"], v_mps[here], "left") - 1, 0)
        deceleration[here] = bands["deceleration_mps2"][band]
    return deceleration


def resistance_mps2(mover: Mover, drag_factor: FloatArray, v_mps: FloatArray) -> FloatArray:
    """Davis resistance over dynamic mass; shapes as numpy broadcasts them."""
    a, b, c = mover.resistance
    resistance: FloatArray = a + v_mps * (b + v_mps * c * drag_factor)
    return resistance


def marginal_watt_per_kg(mover: Mover, drag_factor: float, v_mps: float) -> float:
    """What a second is worth at a speed that is best held: v² dR/dv (Howlett 2000)."""
    _, b, c = mover.resistance
    return v_mps * v_mps * (b + 2.0 * c * drag_factor * v_mps)
