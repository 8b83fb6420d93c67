"""Traction and brakes of a train as the kernels read them, for each condition that the line brings."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from railcade.kernels.tables import BAND, SEGMENT, Rows, rows
from railcade.motion.adhesion import ADHESION_BASE, ADHESION_MPS, bounded_by_adhesion
from railcade.motion.traction.pieces import Curve, Piece, added, lower, segments, table_curve
from railcade.motion.train import Traction, Train
from railcade.motion.types import NORMAL, Condition, Reason, RunSettings

NOTHING_WATT = 1.0
"""Less power is none: it would be full force at a creep."""

Firsts = NDArray[np.int64]


def segment_table(
    train: Train, settings: RunSettings, conditions: Sequence[Condition]
) -> tuple[Rows, Firsts]:
    """Traction of a train under each condition, as rows of `SEGMENT`.

    Each locomotive gives the least of its table, its power over v, and factor x mu(v) x g x adhesive mass;
    those that draw current give at most the power of the feeding over v; the train gives the sum. Breaks lie
    where curves cross. It is exact but where power bounds one locomotive and adhesion another: there the
    relative error is at most 1e-10 (`pieces.segments`).

    Parameters
    ----------
    train : Train
    settings : RunSettings
        Its gravity is used.
    conditions : sequence of Condition

    Returns
    -------
    rows : record array of SEGMENT
        A row holds above its knot, up to and including its top.
    first_segment : ndarray of int64, shape (len(conditions) + 1,)
        Where the rows of each condition begin, and where all end.
    """
    parts = [_segments(train.tractions, settings.gravity_mps2, condition) for condition in conditions]
    return _stacked(parts)


def band_table(train: Train, settings: RunSettings, conditions: Sequence[Condition]) -> tuple[Rows, Firsts]:
    """Planned braking of a train under each condition, as rows of `BAND`.

    The brake's deceleration times `service_brake_factor`, with guaranteed brakes times their factors, too;
    where adhesion is less than good, no more than factor x mu(v) x g (`bounded_by_adhesion`).

    Returns
    -------
    rows : record array of BAND
    first_band : ndarray of int64, shape (len(conditions) + 1,)
    """
    share = settings.service_brake_factor
    if settings.brakes is not None:
        share *= settings.brakes.speed_factor * settings.brakes.rolling_factor
    parts = []
    for condition in conditions:
        bands = np.array(train.brake.speed_mps), share * np.array(train.brake.deceleration_mps2)
        if condition.adhesion_factor < 1.0:
            bands = bounded_by_adhesion(bands, condition.adhesion_factor, settings.gravity_mps2)
        part = rows(BAND, len(bands[0]))
        part["from_mps"], part["deceleration_mps2"] = bands
        parts.append(part)
    return _stacked(parts)


def traction_curve(tractions: Sequence[Traction], gravity_mps2: float, condition: Condition) -> Curve:
    """Largest force of locomotives together over speed under a condition.

    What the line feeds binds those that draw current, together; a diesel beside them keeps its pull.

    Source of the form: Wende, Fahrdynamik des Schienenverkehrs, 2003, tractive force diagram; adhesion as
    `adhesion.adhesion`. The reason is TRACTION, ADHESION where it bounds the locomotive that adds most,
    FEEDING where diesels pull alone in a neutral section, or the condition's own where nothing pulls or the
    feeding bounds.
    """
    factor = condition.adhesion_factor
    own = [_locomotive(item, gravity_mps2, factor) for item in tractions if item.diesel]
    drawing = [_locomotive(item, gravity_mps2, factor) for item in tractions if not item.diesel]
    if not condition.fed or condition.power_watt < NOTHING_WATT:
        drawing = []
    if not condition.powered or not (own or drawing):
        return (Piece(0.0, math.inf, reason=condition.reason),)
    if not condition.fed:
        return tuple(replace(piece, reason=Reason.FEEDING) for piece in added(own))
    if not drawing or condition.power_watt == math.inf:
        return added([*drawing, *own])
    fed = lower(added(drawing), _hyperbola(condition.power_watt, condition.reason))
    return tuple(_named(piece, fed, condition.reason) for piece in added([fed, *own]))


def _named(piece: Piece, fed: Curve, reason: Reason) -> Piece:
    """A piece of the sum, by the reason of the feeding where that bounds what draws current."""
    below = next(part for part in fed if part.top_mps >= piece.top_mps)
    return replace(piece, reason=reason) if below.reason == reason else piece


def starting_newton(
    tractions: Sequence[Traction], gravity_mps2: float, condition: Condition = NORMAL
) -> float:
    """Force of locomotives together at rest, N; on good rails with full feeding if nothing else is told."""
    return traction_curve(tractions, gravity_mps2, condition)[0].newton(0.0)


def _locomotive(item: Traction, gravity_mps2: float, adhesion_factor: float) -> Curve:
    curve = table_curve(item.speed_mps, item.force_newton)
    if item.power_watt < math.inf:
        curve = lower(curve, _hyperbola(item.power_watt, Reason.TRACTION))
    if item.adhesive_mass_kg > 0.0:
        newton = adhesion_factor * gravity_mps2 * item.adhesive_mass_kg
        grip = Piece(
            0.0, math.inf, newton * ADHESION_BASE, grip_watt=newton * ADHESION_MPS, reason=Reason.ADHESION
        )
        curve = lower(curve, (grip,))
    return curve


def _hyperbola(power_watt: float, reason: Reason) -> Curve:
    watt = power_watt if power_watt >= NOTHING_WATT else 0.0
    return (Piece(0.0, math.inf, power_watt=watt, reason=reason),)


@lru_cache(maxsize=512)
def _segments(tractions: tuple[Traction, ...], gravity_mps2: float, condition: Condition) -> Rows:
    """Rows of one condition, kept for the next run of the same train."""
    found = list(segments(traction_curve(tractions, gravity_mps2, condition)))
    table = rows(SEGMENT, len(found))
    for i, segment in enumerate(found):
        table[i] = segment
    table.setflags(write=False)
    return table


def _stacked(parts: Sequence[Rows]) -> tuple[Rows, Firsts]:
    first = np.cumsum([0, *(len(part) for part in parts)], dtype=np.int64)
    stacked: Rows = np.concatenate(parts).view(np.recarray)
    return stacked, first
