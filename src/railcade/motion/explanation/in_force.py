"""Caps in force: every largest speed that holds for a train at a place, with its reason and its reach."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from railcade.motion.train import Train
from railcade.motion.types import Reason, RunSettings
from railcade.network import Path

AHEAD_M = 1e-6
"""At a break the value beyond it holds."""


@dataclass(frozen=True, slots=True)
class CapInForce:
    """A largest speed, and where it holds.

    Parameters
    ----------
    speed_mps : float
    reason : Reason
        LINE_LIMIT, TRAIN_CAP, PACE, AXLE_LOAD, RULE, ALLOWANCE or TEMPORARY.
    from_m, to_m : float
        Positions of the head between which the cap holds for it; ``-inf`` and ``inf``: anywhere.
    clear_m : float
        Position of the head where the train is free of it: `to_m`, or where the tail is clear.
    said : str
        What the reason is in the words of who gave it, or empty.
    """

    speed_mps: float
    reason: Reason
    from_m: float = -math.inf
    to_m: float = math.inf
    clear_m: float = math.inf
    said: str = ""


def caps_at(train: Train, path: Path, settings: RunSettings, position_m: float) -> tuple[CapInForce, ...]:
    """All caps that hold for the head or any part of the train, the lowest first.

    Of the limits of the line under the train each speed stands once, as the one that holds longest. Of equal
    caps the limit of the line comes first.

    Parameters
    ----------
    train : Train
    path : Path
    settings : RunSettings
    position_m : float
        Of the head; at a break, what holds beyond it.
    """
    found = [*_line_limits(path, position_m, train.length_m)]
    for speed_mps, said in train.caps or ((train.cap_mps, train.cap_reason),):
        if math.isfinite(speed_mps):
            found.append(CapInForce(speed_mps, Reason.TRAIN_CAP, said=said))
    if math.isfinite(settings.pace_mps):
        found.append(CapInForce(settings.pace_mps, Reason.PACE))
    stretches = [*_heavy_limits(train, path), *_temporary(train, path), *_given_caps(train, settings)]
    found += [cap for cap in stretches if cap.from_m <= position_m + AHEAD_M < cap.clear_m]
    return tuple(sorted(found, key=lambda cap: (cap.speed_mps, cap.reason)))


def _line_limits(path: Path, position_m: float, length_m: float) -> list[CapInForce]:
    """Limits under the train by speed, each as far as it goes on unchanged."""
    starts, values = path.limit_mps.start_m, path.limit_mps.value
    ends = np.append(starts[1:], path.length_m)
    head, tail = (
        max(0, int(np.searchsorted(starts, at_m + AHEAD_M, "right")) - 1)
        for at_m in (position_m, position_m - length_m)
    )
    found: dict[float, CapInForce] = {}
    first = tail
    while first <= head:
        last = first
        while last + 1 < len(values) and values[last + 1] == values[first]:
            last += 1
        begin = first
        while begin > 0 and values[begin - 1] == values[first]:
            begin -= 1
        limit = CapInForce(float(values[first]), Reason.LINE_LIMIT, float(starts[begin]), float(ends[last]))
        found[limit.speed_mps] = replace(limit, clear_m=limit.to_m + length_m)
        first = last + 1
    return list(found.values())


def _heavy_limits(train: Train, path: Path) -> list[CapInForce]:
    """Limits for heavy axles that bind this train."""
    heavy = path.heavy_limits
    return [
        CapInForce(
            float(heavy.value[i]),
            Reason.AXLE_LOAD,
            float(heavy.from_m[i]),
            float(heavy.to_m[i]),
            float(heavy.to_m[i]) + train.length_m,
            f"{train.axle_load_kg / 1e3:g} t above {float(heavy.above_kg[i]) / 1e3:g} t",
        )
        for i in np.flatnonzero(heavy.above_kg < train.axle_load_kg).tolist()
    ]


def _temporary(train: Train, path: Path) -> list[CapInForce]:
    """Temporary speed restrictions, until the tail is clear."""
    short = path.temporary_limits
    return [
        CapInForce(
            float(short.value[i]),
            Reason.TEMPORARY,
            float(short.from_m[i]),
            float(short.to_m[i]),
            float(short.to_m[i]) + train.length_m,
        )
        for i in range(len(short))
    ]


def _given_caps(train: Train, settings: RunSettings) -> list[CapInForce]:
    return [
        CapInForce(
            cap.speed_mps,
            cap.reason,
            cap.from_m,
            cap.to_m,
            cap.to_m + (train.length_m if cap.whole_train else 0.0),
            cap.said,
        )
        for cap in settings.caps
    ]
