"""How fast a train may be: limits of the line under all of it, and every cap with its reason."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from railcade.motion.train import Train
from railcade.motion.types import FloatArray, Reason, RunSettings
from railcade.network import Path, Steps


class Capped(NamedTuple):
    """Caps beside the line's limits, by the head, the one that is named first of equals first."""

    from_m: FloatArray
    to_m: FloatArray
    speed_mps: FloatArray
    reason: NDArray[np.int64]


def capped_of(train: Train, path: Path, settings: RunSettings) -> Capped:
    """Cap of the train, pace, limits for its axle load, temporary ones, caps of the settings.

    What holds for the whole train ends when its tail has left, other caps when its head has.
    """
    heavy = path.heavy_limits
    found = [
        (-math.inf, math.inf, train.cap_mps, Reason.TRAIN_CAP),
        (-math.inf, math.inf, settings.pace_mps, Reason.PACE),
    ]
    for i in np.flatnonzero(heavy.above_kg < train.axle_load_kg).tolist():
        to_m = float(heavy.to_m[i]) + train.length_m
        found.append((float(heavy.from_m[i]), to_m, float(heavy.value[i]), Reason.AXLE_LOAD))
    short = path.temporary_limits
    for i in range(len(short)):
        to_m = float(short.to_m[i]) + train.length_m
        found.append((float(short.from_m[i]), to_m, float(short.value[i]), Reason.TEMPORARY))
    for cap in settings.caps:
        to_m = cap.to_m + train.length_m if cap.whole_train else cap.to_m
        found.append((cap.from_m, to_m, cap.speed_mps, cap.reason))
    begins, ends, speeds, reasons = zip(*found, strict=True)
    return Capped(np.array(begins), np.array(ends), np.array(speeds), np.array(reasons, np.int64))


def limits_in(
    path: Path, capped: Capped, edges_m: FloatArray, length_m: float
) -> tuple[FloatArray, NDArray[np.int64]]:
    """Limit of each cell and its reason: the line's unless a cap is lower."""
    middle_m = 0.5 * (edges_m[:-1] + edges_m[1:])
    limit_mps = lowest_limit(path.limit_mps, edges_m, length_m)
    reason = np.full(len(middle_m), int(Reason.LINE_LIMIT))
    first, last = np.searchsorted(middle_m, capped.from_m), np.searchsorted(middle_m, capped.to_m)
    for k, speed_mps in enumerate(capped.speed_mps.tolist()):
        here = slice(int(first[k]), int(last[k]))
        lower = limit_mps[here] > speed_mps
        limit_mps[here][lower] = speed_mps
        reason[here][lower] = capped.reason[k]
    return limit_mps, reason


def lowest_limit(limit_mps: Steps, edges_m: FloatArray, length_m: float) -> FloatArray:
    """Lowest limit anywhere under the train in each cell; before position 0 there is none."""
    middle_m = 0.5 * (edges_m[:-1] + edges_m[1:])
    head = np.searchsorted(limit_mps.start_m, middle_m, "right") - 1
    tail = np.maximum(np.searchsorted(limit_mps.start_m, middle_m - length_m, "right") - 1, 0)
    # reduceat takes the minimum from each index to the next; every second one is a train's span.
    spans = np.stack([tail, head + 1], axis=1).ravel()
    least: FloatArray = np.minimum.reduceat(np.append(limit_mps.value, np.inf), spans)[::2]
    return least
