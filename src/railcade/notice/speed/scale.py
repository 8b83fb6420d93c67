"""From position and speed to the sheet: rows of one scale, each with its panels from the top down."""

from __future__ import annotations

import math
from dataclasses import dataclass

from railcade.notice import look
from railcade.units import kmh_from_mps, mps_from_kmh

LEFT_MM = 32.0
RIGHT_MM = 406.0
TOP_MM = 32.0
BOTTOM_MM = 280.0
LEAST_MM_PER_KM = 1.8
MOST_ROWS = 4
_GAP_MM = 6.0
_NAMES_MM = {1: 12.0, 2: 11.0}
_BAND_MM = {1: 19.0, 2: 9.0}
_AXIS_MM = 4.6
_LANE_MM = 3.0
_GRADE_SHARE = {1: 0.32}
_ROOMY_MM_PER_KM = 4.0
_ABOVE = 1.45
"""Limits are drawn up to this multiple of the highest speed."""


@dataclass(frozen=True, slots=True)
class Row:
    """A part of the way across the sheet, and the edges of its panels, mm from the top."""

    from_m: float
    to_m: float
    mm_per_m: float
    names_mm: float
    top_mm: float
    bottom_mm: float
    band_top_mm: float
    band_bottom_mm: float
    grade_top_mm: float
    grade_bottom_mm: float
    lanes_mm: tuple[float, ...]

    def x_mm(self, position_m: float) -> float:
        """Where a position lies; beyond the row its edge."""
        inside_m = min(max(position_m, self.from_m), self.to_m)
        return LEFT_MM + (inside_m - self.from_m) * self.mm_per_m

    @property
    def right_mm(self) -> float:
        """Where the row ends."""
        return self.x_mm(self.to_m)

    def holds(self, position_m: float) -> bool:
        """Whether a position lies in it; one between two rows lies in both."""
        return self.from_m <= position_m <= self.to_m


@dataclass(frozen=True, slots=True)
class Scale:
    """Rows, and the speed at the upper edge of their panels."""

    rows: tuple[Row, ...]
    top_mps: float

    @property
    def mm_per_km(self) -> float:
        """Paper for a kilometre."""
        return self.rows[0].mm_per_m * 1000.0

    @property
    def single(self) -> bool:
        """Whether one row has the sheet for itself."""
        return len(self.rows) == 1

    @property
    def roomy(self) -> bool:
        """Whether places known by their kilometre can have a line and a label of their own."""
        return self.mm_per_km >= _ROOMY_MM_PER_KM

    def y_mm(self, row: Row, speed_mps: float) -> float:
        """Where a speed lies in a row; above its panel the upper edge."""
        share = min(1.0, speed_mps / self.top_mps)
        return row.bottom_mm - share * (row.bottom_mm - row.top_mm)


def make_scale(length_m: float, fastest_mps: float, highest_mps: float, lanes: int) -> Scale:
    """Rows for a way, and the speed axis.

    Parameters
    ----------
    length_m : float
        Of the way.
    fastest_mps, highest_mps : float
        Highest speed of the run, highest limit of the way.
    lanes : int
        Lanes for tunnels, curves and other extents below the grades.
    """
    length_km = length_m / 1000.0
    count = math.ceil(length_km * LEAST_MM_PER_KM / (RIGHT_MM - LEFT_MM))
    count = min(max(count, 1), MOST_ROWS)
    shown_kmh = kmh_from_mps(min(max(highest_mps, fastest_mps), _ABOVE * fastest_mps))
    top_mps = mps_from_kmh(10.0 * math.ceil(shown_kmh / 10.0 + 0.35))
    height_mm = (BOTTOM_MM - TOP_MM - _GAP_MM * (count - 1)) / count
    row_m = length_m / count
    rows = tuple(
        _row((i * row_m, (i + 1) * row_m), TOP_MM + i * (height_mm + _GAP_MM), height_mm, count, lanes)
        for i in range(count)
    )
    return Scale(rows, top_mps)


def _row(ends_m: tuple[float, float], top_mm: float, height_mm: float, count: int, lanes: int) -> Row:
    names_mm, band_mm = _NAMES_MM.get(count, 9.5), _BAND_MM.get(count, 5.6)
    rest_mm = height_mm - names_mm - band_mm - _AXIS_MM - 1.6 - lanes * _LANE_MM
    speed_mm = (1.0 - _GRADE_SHARE.get(count, 0.28)) * rest_mm
    speed_top_mm = top_mm + names_mm
    bottom_mm = speed_top_mm + speed_mm
    band_top_mm = bottom_mm + _AXIS_MM
    grade_top_mm = band_top_mm + band_mm + 1.6
    ground_mm = top_mm + height_mm - lanes * _LANE_MM
    return Row(
        *ends_m,
        (RIGHT_MM - LEFT_MM) / (ends_m[1] - ends_m[0]),
        top_mm,
        speed_top_mm,
        bottom_mm,
        band_top_mm,
        band_top_mm + band_mm,
        grade_top_mm,
        ground_mm,
        tuple(ground_mm + lane * _LANE_MM for lane in range(lanes + 1)),
    )


def stroke_width_pt(scale: Scale) -> float:
    """Weight of the run: lighter where more of it stands on the sheet."""
    return look.RUN_PT[min(len(scale.rows), len(look.RUN_PT)) - 1]
