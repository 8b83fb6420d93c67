"""What the kernels of motion read: tables whose rows are records, each row one line of the cache.

In a function compiled without inlining an array of records costs a few words to hand over; as many
single arrays would cost more than the work done with them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

CELL = np.dtype(
    [
        ("edge_m", np.float64),
        ("end_m", np.float64),
        ("grade", np.float64),
        ("grade_per_m", np.float64),
        ("limit_mps", np.float64),
        ("drag", np.float64),
        ("condition", np.int64),
        ("reason", np.int64),
    ],
    align=True,
)
"""The path as the whole train sees it, cut where anything breaks for it.

From `edge_m` to `end_m` (the next row's `edge_m`) the mean grade under the train is
``grade + grade_per_m (x - edge_m)`` and the limit is `limit_mps`, for the `reason` of that code. The term
of v² of the resistance is multiplied by `drag` (tunnels); `condition` is the row of `Train.first_segment`
and `Train.first_band` that holds: what traction and brake find there.
"""

SEGMENT = np.dtype(
    [
        ("knot_mps", np.float64),
        ("top_mps", np.float64),
        ("force_newton", np.float64),
        ("slope_newton_per_mps", np.float64),
        ("power_watt", np.float64),
        ("offset_mps", np.float64),
        ("reason", np.int64),
    ],
    align=True,
)
"""Traction from `knot_mps` to `top_mps`:
``F(v) = force + slope (v - knot) + power / (v + offset)``; `reason` tells what bounds it.

The segments of one condition follow each other from speed 0 to an infinite `top_mps`; the last has no force.
"""

BAND = np.dtype([("from_mps", np.float64), ("deceleration_mps2", np.float64)], align=True)
"""Deceleration on level track above `from_mps`, up to and including the next row's; the first is from 0."""

CURVE = np.dtype(
    [
        ("left_m", np.float64),
        ("right_m", np.float64),
        ("w_m2ps2", np.float64),
        ("slows_mps2", np.float64),
        ("slows_mps2_per_m", np.float64),
        ("cell", np.int64),
        ("last", np.int64),
    ],
    align=True,
)
"""A piece of a braking curve, in one cell and one band of the brake; `last` is the row of its curve's end.

Deceleration is linear in position there, so that v²/2 is a parabola, written from the right end: with
u = right - x, the deceleration is ``slows - slows_per_m u`` and v²/2 is ``w + u slows - u² slows_per_m / 2``.
"""

PHASE = np.dtype(
    [
        ("x_m", np.float64),
        ("v_mps", np.float64),
        ("t_s", np.float64),
        ("cell", np.int64),
        ("way", np.int64),
        ("row", np.int64),
    ],
    align=True,
)
"""Where a phase of a run begins; it lasts to the next row.

`way` is a `Way`; `row` the segment, or the piece of the braking curve.
"""

Rows = NDArray[np.void]
"""A one-dimensional record array of one of the types above (``np.recarray``)."""


def rows(dtype: np.dtype[np.void], count: int) -> Rows:
    """Rows to be filled, readable as records."""
    table: Rows = np.empty(count, dtype).view(np.recarray)
    return table
