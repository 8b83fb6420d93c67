"""Cells for trains of even mass as the first engine cut them, kept to compare with."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from railcade.motion import Reason, RunSettings, Train
from railcade.motion.types import FloatArray
from railcade.network import Path, Steps

SAME_M = 1e-6


class EvenCells(NamedTuple):
    """Edges, one more than cells, and what holds in each cell."""

    edge_m: FloatArray
    grade: FloatArray
    grade_per_m: FloatArray
    limit_mps: FloatArray
    reason: np.ndarray


def even_cells(train: Train, path: Path, settings: RunSettings) -> EvenCells:
    """Cut where limit or grade break for head or tail."""
    breaks = np.concatenate([path.grade.start_m[1:], path.limit_mps.start_m[1:]])
    breaks = np.concatenate([breaks, breaks + train.length_m, [train.length_m]])
    inside = (breaks > settings.from_m + SAME_M) & (breaks < settings.to_m - SAME_M)
    edges = np.unique(np.concatenate([[settings.from_m], breaks[inside], [settings.to_m]]))
    edges = edges[np.concatenate([[True], np.diff(edges) > SAME_M])]
    grade, per_m = _mean_grade(path.grade, edges, train.length_m)
    middle = 0.5 * (edges[:-1] + edges[1:])
    head = np.searchsorted(path.limit_mps.start_m, middle, "right") - 1
    tail = np.maximum(np.searchsorted(path.limit_mps.start_m, middle - train.length_m, "right") - 1, 0)
    limit = np.array([path.limit_mps.value[a : b + 1].min() for a, b in zip(tail, head, strict=True)])
    cap = min(train.cap_mps, settings.pace_mps)
    lower = Reason.PACE if settings.pace_mps < train.cap_mps else Reason.TRAIN_CAP
    reason = np.where(limit <= cap, Reason.LINE_LIMIT, lower)
    return EvenCells(edges, grade, per_m, np.minimum(limit, cap), reason)


def _mean_grade(grade: Steps, edges_m: FloatArray, length_m: float) -> tuple[FloatArray, FloatArray]:
    middle = 0.5 * (edges_m[:-1] + edges_m[1:])
    head = np.searchsorted(grade.start_m, middle, "right") - 1
    if length_m <= 0.0:
        return grade.value[head].copy(), np.zeros(len(middle))
    tail = np.maximum(np.searchsorted(grade.start_m, middle - length_m, "right") - 1, 0)
    mean = (_height(grade, edges_m[:-1]) - _height(grade, edges_m[:-1] - length_m)) / length_m
    return mean, (grade.value[head] - grade.value[tail]) / length_m


def _height(grade: Steps, x_m: FloatArray) -> FloatArray:
    rises = np.concatenate([[0.0], np.cumsum(np.diff(grade.start_m) * grade.value[:-1])])
    at = np.maximum(np.searchsorted(grade.start_m, x_m, "right") - 1, 0)
    return np.asarray(rises[at] + grade.value[at] * (x_m - grade.start_m[at]))
