"""From time and position to the sheet.

Time is true from left to right, kilometres true from top to bottom, except in bands: where the zone
changes, or where trains stand for the border, a stretch is enlarged to a ruled band that says so.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from railcade.clock import local
from railcade.network import Path
from railcade.notice.look import (
    DETAIL,
    DETAIL_FROM_MM_PER_H,
    MARGIN_LEFT_MM,
    OVERVIEW,
    PLOT_HEIGHT_MM,
    PLOT_TOP_MM,
    PLOT_WIDTH_MM,
    Weights,
)
from railcade.plan.model import PlanTrain

BAND_BORDER_MM = 25.0
BAND_CLOCKS_MM = 9.0
LEAST_MM_PER_H = 8.0
DETAIL_HOURS = 9
"""On a sheet as wide as the plot: 36 mm to the hour."""
MOST_MM_PER_KM = 0.9
_LONG_S = 6 * 3600
_HALF_S = 1800
_END_STAND_S = 3600.0
_DETAIL_PAD_S = 1800.0
_LEAST_PAD_SHARE = 0.04
_LEAST_SHARE = 0.56  # keeps the mean slope under 55° on a plot of 320 x 232 mm


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch that is not to scale: place indices of its ends, and where it lies on the sheet."""

    first: int
    last: int
    from_m: float
    to_m: float
    top_mm: float
    bottom_mm: float
    border: bool


@dataclass(frozen=True, slots=True)
class Scale:
    """The plot: its frame on the sheet (mm), its time (POSIX seconds), its bands."""

    left_mm: float
    right_mm: float
    top_mm: float
    bottom_mm: float
    from_at_s: int
    until_at_s: int
    length_m: float
    mm_per_m: float
    bands: tuple[Band, ...]

    @property
    def mm_per_h(self) -> float:
        """Paper for an hour."""
        return (self.right_mm - self.left_mm) * 3600.0 / (self.until_at_s - self.from_at_s)

    @property
    def weights(self) -> Weights:
        """Overview or detail."""
        return DETAIL if self.mm_per_h >= DETAIL_FROM_MM_PER_H else OVERVIEW

    def x_mm(self, at_s: float) -> float:
        """Where an instant lies."""
        return self.left_mm + (at_s - self.from_at_s) * self.mm_per_h / 3600.0

    def y_mm(self, position_m: float) -> float:
        """Where a position lies."""
        y_mm, done_m = self.top_mm, 0.0
        for band in self.bands:
            if position_m <= band.from_m:
                break
            if position_m < band.to_m:
                share = (position_m - band.from_m) / (band.to_m - band.from_m)
                return band.top_mm + share * (band.bottom_mm - band.top_mm)
            y_mm, done_m = band.bottom_mm, band.to_m
        return y_mm + (position_m - done_m) * self.mm_per_m

    def band_between(self, i: int) -> Band | None:
        """The band that holds section `i` of the path, if any."""
        return next((band for band in self.bands if band.first <= i < band.last), None)


def make_scale(path: Path, trains: Sequence[PlanTrain], windows_s: Sequence[tuple[int, int]]) -> Scale:
    """Frame and bands for a movement on its path.

    `windows_s` are the spans for which the line is closed: they widen the time that is shown, as far
    as the movement keeps most of the sheet.
    """
    start_s = min(train.points[0].published_depart_at_s for train in trains)
    end_s = max(train.points[-1].published_arrive_at_s for train in trains)
    least_s = _LEAST_PAD_SHARE * (end_s - start_s)
    timed_s = max(train.points[-1].arrive_at_s - train.points[0].depart_at_s for train in trains)
    most_s = max(least_s, (timed_s / _LEAST_SHARE - (end_s - start_s)) / 2.0)
    before_s = max((start_s - opened_s for opened_s, _ in windows_s), default=0.0)
    after_s = max((closed_s - end_s for _, closed_s in windows_s), default=0.0)
    step_s = 3600 if end_s - start_s > _LONG_S else 600
    from_at_s = math.floor((start_s - min(max(before_s, least_s), most_s)) / step_s) * step_s
    until_at_s = math.ceil((end_s + min(max(after_s, least_s), most_s)) / step_s) * step_s
    width_mm = max(PLOT_WIDTH_MM, LEAST_MM_PER_H * (until_at_s - from_at_s) / 3600.0)
    return _scale(path, (from_at_s, until_at_s), (width_mm, PLOT_HEIGHT_MM), stretches(path, trains))


def make_detail_scale(path: Path, trains: Sequence[PlanTrain]) -> Scale:
    """Frame for a part of the way, at 36 mm to the hour; wider than the sheet where hours need it.

    `trains` have only their points on `path`. Where they stand long at its ends, an hour of it is shown.
    """
    first_s = min(max(t.points[0].arrive_at_s, t.points[0].depart_at_s - _END_STAND_S) for t in trains)
    last_s = max(min(t.points[-1].depart_at_s, t.points[-1].arrive_at_s + _END_STAND_S) for t in trains)
    hours = max(DETAIL_HOURS, math.ceil((last_s - first_s + 2 * _DETAIL_PAD_S) / 3600.0))
    pad_s = (hours * 3600.0 - (last_s - first_s)) / 2.0
    from_at_s = round((first_s - pad_s) / _HALF_S) * _HALF_S
    width_mm = PLOT_WIDTH_MM * hours / DETAIL_HOURS
    height_mm = min(PLOT_HEIGHT_MM, MOST_MM_PER_KM * path.length_m / 1000.0 + 2.0 * BAND_CLOCKS_MM)
    changes = [(first, last, False) for first, last in _zone_changes(path, trains)]
    return _scale(path, (from_at_s, from_at_s + 3600 * hours), (width_mm, height_mm), changes)


def _scale(
    path: Path,
    window_s: tuple[int, int],
    size_mm: tuple[float, float],
    enlarged: Sequence[tuple[int, int, bool]],
) -> Scale:
    bands, mm_per_m = _bands(path, enlarged, size_mm[1])
    return Scale(
        left_mm=MARGIN_LEFT_MM,
        right_mm=MARGIN_LEFT_MM + size_mm[0],
        top_mm=PLOT_TOP_MM,
        bottom_mm=PLOT_TOP_MM + size_mm[1],
        from_at_s=window_s[0],
        until_at_s=window_s[1],
        length_m=path.length_m,
        mm_per_m=mm_per_m,
        bands=bands,
    )


def stretches(path: Path, trains: Sequence[PlanTrain]) -> list[tuple[int, int, bool]]:
    """Enlarged stretches as place indices, and whether trains stand there for the border."""
    places, found = path.places, _zone_changes(path, trains)
    borders = {
        path.index[point.place] for train in trains for point in train.points if point.stand == "border"
    }
    for index in sorted(borders):
        if not any(first <= index <= last for first, last in found) and index < len(places) - 1:
            last = next((k for k in range(index + 1, len(places)) if places[k].standable), len(places) - 1)
            found.append((index, last))
    merged: list[tuple[int, int]] = []
    for first, last in sorted(found):
        if merged and first < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return [(first, last, any(first <= index <= last for index in borders)) for first, last in merged]


def _zone_changes(path: Path, trains: Sequence[PlanTrain]) -> list[tuple[int, int]]:
    """Stretches between places to stand on, within which clocks change."""
    places = path.places
    found: list[tuple[int, int]] = []
    ends_s = (trains[0].points[0].published_depart_at_s, trains[-1].points[-1].published_arrive_at_s)
    for i in range(len(places) - 1):
        if _offsets(places[i].zone, ends_s) != _offsets(places[i + 1].zone, ends_s):
            first = next((k for k in range(i, -1, -1) if places[k].standable), 0)
            last = next((k for k in range(i + 1, len(places)) if places[k].standable), len(places) - 1)
            found.append((first, last))
    return found


def _offsets(zone: str, instants_s: Sequence[int]) -> list[timedelta | None]:
    """Zones with the same clock need no band between them."""
    return [local(at_s, zone).utcoffset() for at_s in instants_s]


def _bands(
    path: Path, enlarged: Sequence[tuple[int, int, bool]], height_mm: float
) -> tuple[tuple[Band, ...], float]:
    heights_mm = [BAND_BORDER_MM if border else BAND_CLOCKS_MM for _, _, border in enlarged]
    inside_m = sum(float(path.place_m[last] - path.place_m[first]) for first, last, _ in enlarged)
    mm_per_m = (height_mm - sum(heights_mm)) / max(1.0, path.length_m - inside_m)
    bands: list[Band] = []
    y_mm, done_m = PLOT_TOP_MM, 0.0
    for (first, last, border), band_mm in zip(enlarged, heights_mm, strict=True):
        from_m, to_m = float(path.place_m[first]), float(path.place_m[last])
        top_mm = y_mm + (from_m - done_m) * mm_per_m
        bands.append(Band(first, last, from_m, to_m, top_mm, top_mm + band_mm, border))
        y_mm, done_m = top_mm + band_mm, to_m
    return tuple(bands), mm_per_m
