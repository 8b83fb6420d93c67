"""The path as the whole train sees it: mean grade under it, lowest limit over it."""

from __future__ import annotations

import numpy as np

from collections import namedtuple
Cells = namedtuple("Cells", "edge grade per_m limit reason")
from railcade.motion.train import Train
from railcade.motion.types import FloatArray, Reason, RunSettings
from railcade.network import Path, Steps

SAME_M = 1e-6
"""Breaks nearer than this are one."""


def make_cells(train: Train, path: Path, settings: RunSettings, marks_m: FloatArray | None = None) -> Cells:
    """Cut the way from `settings.from_m` to `settings.to_m` where limit or grade break for head or tail.

    Also at `marks_m`, positions of the head inside the way, if given.
    """
    edges = _edges(train, path, settings, np.empty(0) if marks_m is None else marks_m)
    grade, grade_per_m = mean_grade(path.grade, edges, train.length_m)
    line = lowest_limit(path.limit_mps, edges, train.length_m)
    cap = min(train.cap_mps, settings.pace_mps)
    reason = np.where(line <= cap, Reason.LINE_LIMIT, Reason.TRAIN_CAP)
    if settings.pace_mps < train.cap_mps:
        reason = np.where(line <= cap, Reason.LINE_LIMIT, Reason.PACE)
    return Cells(edges, grade, grade_per_m, np.minimum(line, cap), reason.astype(np.int64))


def _edges(train: Train, path: Path, settings: RunSettings, marks_m: FloatArray) -> FloatArray:
    breaks = np.concatenate([path.grade.start_m[1:], path.limit_mps.start_m[1:]])
    breaks = np.concatenate([breaks, breaks + train.length_m, [train.length_m], marks_m])
    inside = (breaks > settings.from_m + SAME_M) & (breaks < settings.to_m - SAME_M)
    edges: FloatArray = np.unique(np.concatenate([[settings.from_m], breaks[inside], [settings.to_m]]))
    apart: FloatArray = edges[np.concatenate([[True], np.diff(edges) > SAME_M])]
    return apart


def mean_grade(grade: Steps, edges_m: FloatArray, length_m: float) -> tuple[FloatArray, FloatArray]:
    """Mean grade under the train at the start of each cell, and its change per metre.

    Behind the path's start its first grade goes on.
    """
    middle = 0.5 * (edges_m[:-1] + edges_m[1:])
    if length_m <= 0.0:
        at = np.searchsorted(grade.start_m, middle, "right") - 1
        return grade.value[at].copy(), np.zeros(len(middle))
    head = np.searchsorted(grade.start_m, middle, "right") - 1
    tail = np.maximum(np.searchsorted(grade.start_m, middle - length_m, "right") - 1, 0)
    per_m = (grade.value[head] - grade.value[tail]) / length_m
    mean = (_height(grade, edges_m[:-1]) - _height(grade, edges_m[:-1] - length_m)) / length_m
    return mean, per_m


def _height(grade: Steps, x_m: FloatArray) -> FloatArray:
    rises = np.concatenate([[0.0], np.cumsum(np.diff(grade.start_m) * grade.value[:-1])])
    at = np.maximum(np.searchsorted(grade.start_m, x_m, "right") - 1, 0)
    height: FloatArray = rises[at] + grade.value[at] * (x_m - grade.start_m[at])
    return height


def lowest_limit(limit_mps: Steps, edges_m: FloatArray, length_m: float) -> FloatArray:
    """Lowest limit anywhere under the train in each cell; before position 0 there is none."""
    middle = 0.5 * (edges_m[:-1] + edges_m[1:])
    head = np.searchsorted(limit_mps.start_m, middle, "right") - 1
    tail = np.maximum(np.searchsorted(limit_mps.start_m, middle - length_m, "right") - 1, 0)
    # reduceat takes the minimum from each index to the next; every second one is a train's span.
    spans = np.stack([tail, head + 1], axis=1).ravel()
    lowest: FloatArray = np.minimum.reduceat(np.append(limit_mps.value, np.inf), spans)[::2]
    return lowest
