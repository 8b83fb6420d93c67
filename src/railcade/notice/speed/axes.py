"""Kilometres, speeds, and the places across all panels."""

from __future__ import annotations

import math
from collections.abc import Sequence

from railcade.motion import Kilometres
from railcade.motion.explanation.words import duration_words
from railcade.network import Path, Place
from railcade.notice import look
from railcade.notice.boxes import text_width_mm
from railcade.notice.graph.spread import spread
from railcade.notice.graph.stations import unnamed
from railcade.notice.speed.scale import LEFT_MM, Row, Scale
from railcade.notice.svg import Canvas
from railcade.units import kmh_from_mps, mps_from_kmh

_KM_STEPS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0)
_KM_PITCH_MM = 13.0
_SPEED_PITCH_MM = 4.2
_NAME_GAP_MM = 2.2
_MOST_MOVE_MM = 7.0
_WEIGHT = {1: 8.0, 2: 3.0, 3: 1.0}


def draw_grid(canvas: Canvas, scale: Scale, kilometres: Kilometres) -> None:
    """Rules of kilometres and speeds, quieter than all that is drawn upon them."""
    canvas.open_group("grid")
    for row in scale.rows:
        for _, x_mm in _km_marks(row, scale, kilometres):
            canvas.line((x_mm, row.top_mm), (x_mm, row.bottom_mm), look.HALF_LINE)
            canvas.line((x_mm, row.grade_top_mm), (x_mm, row.grade_bottom_mm), look.HALF_LINE)
        for speed_mps in _speeds(row, scale)[1:]:
            y_mm = scale.y_mm(row, speed_mps)
            canvas.line((LEFT_MM, y_mm), (row.right_mm, y_mm), look.HALF_LINE)
    canvas.close_group()


def draw_axes(canvas: Canvas, scale: Scale, kilometres: Kilometres) -> None:
    """Figures of kilometres and speeds, and the line on which the run stands."""
    canvas.open_group("axes")
    for row in scale.rows:
        canvas.line((LEFT_MM, row.bottom_mm), (row.right_mm, row.bottom_mm), look.FRAME_LINE)
        figures_mm = row.bottom_mm + 3.3
        for words, x_mm in _km_marks(row, scale, kilometres):
            canvas.line((x_mm, row.bottom_mm), (x_mm, row.bottom_mm + 0.9), look.FRAME_LINE)
            canvas.text((x_mm, figures_mm), words, look.AXIS, "middle")
        canvas.text((LEFT_MM - 4.0, figures_mm), "km", look.HEAD, "end")
        for speed_mps in _speeds(row, scale):
            y_mm = scale.y_mm(row, speed_mps)
            words = f"{kmh_from_mps(speed_mps):.0f}" if y_mm > row.top_mm + 1.0 else "km/h"
            baseline_mm = y_mm + 0.35 * look.AXIS.size_pt * look.MM_PER_PT
            canvas.text((LEFT_MM - 2.0, baseline_mm), words, look.AXIS, "end")
    canvas.close_group()


def draw_places(
    canvas: Canvas, scale: Scale, path: Path, running_s: Sequence[float], stands: Sequence[int]
) -> None:
    """Lines of places through all panels; names and running times on top.

    Parameters
    ----------
    canvas : Canvas
    scale : Scale
    path : Path
    running_s : sequence of float
        Running time at each place.
    stands : sequence of int
        Indices of the places where the train stands.
    """
    canvas.open_group("places")
    for row in scale.rows:
        labels = _labels(row, path, running_s, stands, scale.roomy)
        for i, place in enumerate(path.places):
            position_m = float(path.place_m[i])
            if not row.holds(position_m) or (unnamed(place) and i not in labels):
                continue
            x_mm = row.x_mm(position_m)
            stroke = look.STATION_LINE if _rank(path, i, stands) == 1 else look.MINOR_LINE
            stroke = look.ASSUMED_LINE if unnamed(place) else stroke
            canvas.line((x_mm, row.top_mm), (x_mm, row.bottom_mm), stroke)
            canvas.line((x_mm, row.grade_top_mm), (x_mm, row.grade_bottom_mm), stroke)
        for i, middle_mm in labels.items():
            _draw_label(canvas, row, path, (i, middle_mm, running_s[i]), _rank(path, i, stands))
    canvas.close_group()


def _draw_label(canvas: Canvas, row: Row, path: Path, label: tuple[int, float, float], rank: int) -> None:
    i, middle_mm, ran_s = label
    x_mm, time_mm = row.x_mm(float(path.place_m[i])), row.top_mm - 3.6
    name, name_type = _words(path.places[i]), look.STATION[rank]
    if unnamed(path.places[i]):
        name_type = look.italic(name_type)
    canvas.text((middle_mm, time_mm - 2.9), name, name_type, "middle")
    time_type = look.TIME_MAIN if rank == 1 else look.TIME
    canvas.text((middle_mm, time_mm), duration_words(ran_s), time_type, "middle")
    elbow_mm = row.top_mm - 2.6
    canvas.polyline([(middle_mm, elbow_mm), (x_mm, row.top_mm - 0.9), (x_mm, row.top_mm)], look.LEADER)


def _labels(
    row: Row, path: Path, running_s: Sequence[float], stands: Sequence[int], roomy: bool
) -> dict[int, float]:
    """Which names are set in a row, ends and stands first, and where their middles lie."""
    inside = [i for i in range(len(path.places)) if row.holds(float(path.place_m[i]))]
    chosen: dict[int, float] = {}
    for rank in (1, 2, 3) if roomy else (1, 2):
        for i in inside:
            if _rank(path, i, stands) == rank:
                tried = _solve(row, path, running_s, stands, sorted({*chosen, i}))
                if rank == 1 or _moves_mm(row, path, tried) <= _MOST_MOVE_MM:
                    chosen = tried
    return chosen


def _solve(
    row: Row, path: Path, running_s: Sequence[float], stands: Sequence[int], order: Sequence[int]
) -> dict[int, float]:
    widths = []
    for i in order:
        rank = _rank(path, i, stands)
        name_mm = text_width_mm(_words(path.places[i]), look.STATION[rank])
        time_mm = text_width_mm(duration_words(running_s[i]), look.TIME_MAIN)
        widths.append(max(name_mm, time_mm) + _NAME_GAP_MM)
    wanted = [row.x_mm(float(path.place_m[i])) for i in order]
    weights = [_WEIGHT[_rank(path, i, stands)] for i in order]
    frame = (look.TEXT_LEFT_MM + widths[0] / 2.0, row.right_mm + 8.0 - widths[-1] / 2.0)
    return dict(zip(order, spread(wanted, widths, weights, frame), strict=True))


def _moves_mm(row: Row, path: Path, labels: dict[int, float]) -> float:
    return max(abs(row.x_mm(float(path.place_m[i])) - middle_mm) for i, middle_mm in labels.items())


def _rank(path: Path, i: int, stands: Sequence[int]) -> int:
    place = path.places[i]
    if i in stands or place.main:
        return 1
    return 3 if unnamed(place) else 2


def _words(place: Place) -> str:
    """A name without its bracket; what stands at a kilometre that has none."""
    return f"{place.kind}" if unnamed(place) else place.name.partition(" (")[0]


def _km_marks(row: Row, scale: Scale, kilometres: Kilometres) -> list[tuple[str, float]]:
    """Round kilometres of the line in a row: figure and place on the sheet."""
    step = next((step for step in _KM_STEPS if step * scale.mm_per_km >= _KM_PITCH_MM), _KM_STEPS[-1])
    ends = sorted((kilometres.at(row.from_m), kilometres.at(row.to_m)))
    found = []
    for k in range(math.ceil(ends[0] / step - 1e-9), math.floor(ends[1] / step + 1e-9) + 1):
        position_m = kilometres.position_m(k * step)
        if position_m is not None:
            words = f"{k * step:,.1f}" if step < 1.0 else f"{k * step:,.0f}"
            found.append((words.replace("-", "−"), row.x_mm(position_m)))
    return found


def _speeds(row: Row, scale: Scale) -> list[float]:
    """Round speeds, m/s, from 0 up; the upper edge last, which bears the unit."""
    top_kmh = round(kmh_from_mps(scale.top_mps))
    mm_per_kmh = (row.bottom_mm - row.top_mm) / top_kmh
    step = next(step for step in (10, 20, 50, 100, 200) if step * mm_per_kmh >= _SPEED_PITCH_MM)
    highest_kmh = top_kmh - 0.7 * _SPEED_PITCH_MM / mm_per_kmh
    figures = [speed for speed in range(0, top_kmh, step) if speed <= highest_kmh]
    return [mps_from_kmh(float(speed)) for speed in (*figures, top_kmh)]
