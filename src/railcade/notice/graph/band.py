"""The border band: what happens on a few kilometres and many hours, enlarged and ruled off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from railcade.clock import local, offset_label, zone_label
from railcade.network import Path
from railcade.notice import look
from railcade.notice.boxes import text_box, text_width_mm
from railcade.notice.graph.axes import draw_clock
from railcade.notice.graph.courses import Point, band_points
from railcade.notice.graph.marks import draw_form
from railcade.notice.graph.nearby import Nearby
from railcade.notice.graph.scale import Band, Scale
from railcade.notice.graph.stations import km_words
from railcade.notice.graph.steps import draw_step_heads
from railcade.notice.look import Stroke
from railcade.notice.svg import Canvas
from railcade.plan.model import BorderRow, BorderStep, PlanPoint, PlanTrain

_BAR_MM = 3.4
_ROW_MM = 4.5
_ROWS_TOP_MM = 5.6
_ROWS_BELOW_MM = 5.0
_TITLE_STEP_MM = 4.0
_TITLE_STEPS = 30
_CLOCK_MM = 2.9
_LEAST_BAR_MM = 0.5
_STEP_PT, _WAIT_PT = 0.9, 0.3
_LEAST_WAIT_S = 300  # less is the rounding of published times

Row = tuple[PlanTrain, tuple[PlanPoint, PlanPoint]]


def draw_band_ground(
    canvas: Canvas, scale: Scale, path: Path, band: Band, trains: Sequence[PlanTrain]
) -> None:
    """Tint, rules above and below, both clocks, and what the band is."""
    canvas.open_group("band")
    size = (scale.right_mm - scale.left_mm, band.bottom_mm - band.top_mm)
    canvas.rect((scale.left_mm, band.top_mm), size, look.INK, look.BAND_OPACITY)
    for y_mm in (band.top_mm, band.bottom_mm):
        canvas.line((scale.left_mm, y_mm), (scale.right_mm, y_mm), look.BAND_LINE)
    ends = [points for train in trains if (points := band_points(train, band, path)) is not None]
    enter_mm = [scale.x_mm(enter.arrive_at_s) for enter, _ in ends]
    leave_mm = [scale.x_mm(leave.depart_at_s) for _, leave in ends]
    draw_clock(canvas, scale, path.places[band.first].zone, band.top_mm + _CLOCK_MM, enter_mm)
    draw_clock(canvas, scale, path.places[band.last].zone, band.bottom_mm - 1.1, leave_mm)
    canvas.close_group()


def draw_band_words(
    canvas: Canvas, scale: Scale, path: Path, band: Band, reason: str, nearby: Nearby
) -> None:
    """The title of the band, as far left as no train runs through it."""
    first, last = path.places[band.first], path.places[band.last]
    kms = f"{km_words(first.km, path.length_m)} – {km_words(last.km, path.length_m)}"
    if not band.border:
        at = (scale.left_mm + 2.0, (band.top_mm + band.bottom_mm) / 2.0 + 0.9)
        canvas.text(at, f"km {kms}, not to scale", look.BAND_CLOCK)
        return
    lines = [(f"{_what(path, band)} km {kms}, not to scale", look.BAND_TITLE), (reason, look.BAND_NOTE)]
    middle_mm = (band.top_mm + band.bottom_mm) / 2.0 - 0.2
    clear_mm = [
        x_mm
        for x_mm in (scale.left_mm + 2.0 + k * _TITLE_STEP_MM for k in range(_TITLE_STEPS))
        for boxes in [[text_box((x_mm, middle_mm), *line, "start", 0.0) for line in lines]]
        if all(canvas.free(box) and not nearby.crosses(box) for box in boxes)
    ]
    x_mm = clear_mm[0] if clear_mm else scale.left_mm + 2.0
    for k, (words, style) in enumerate(lines):
        if words:
            canvas.text((x_mm, middle_mm + 3.0 * k), words, style)


def draw_bars(
    canvas: Canvas,
    scale: Scale,
    path: Path,
    band: Band,
    of: tuple[Sequence[PlanTrain], Sequence[BorderRow]],
) -> None:
    """One row per train, the first lowest, so that no line crosses a bar; its steps side by side in it."""
    canvas.open_group("bars")
    trains, work = of
    rows = [(train, ends) for train in trains if (ends := band_points(train, band, path)) is not None]
    rows.sort(key=lambda row: -row[1][0].arrive_at_s)
    room_mm = band.bottom_mm - band.top_mm - _ROWS_TOP_MM - _ROWS_BELOW_MM
    row_mm = min(_ROW_MM, room_mm / max(1, len(rows)))
    bar_mm = min(_BAR_MM, row_mm - 0.35)
    for k, (train, (enter, leave)) in enumerate(rows):
        top_mm = band.top_mm + _ROWS_TOP_MM + k * row_mm
        if not band.border:
            top_mm = (band.top_mm + band.bottom_mm - bar_mm) / 2.0
        line = _line(scale, band, enter, leave, top_mm + bar_mm / 2.0)
        draw_form(canvas, train.role, line, scale.weights)
    if band.border and rows:
        first_mm = min(scale.x_mm(enter.arrive_at_s) for _, (enter, _) in rows)
        last_mm = max(scale.x_mm(leave.depart_at_s) for _, (_, leave) in rows)
        for k, (train, ends) in enumerate(rows):
            top_mm = band.top_mm + _ROWS_TOP_MM + k * row_mm
            steps = {row.place: row for row in work if row.role == train.role}
            _bars(canvas, scale, path, (train, ends), (top_mm, top_mm + bar_mm), steps)
            baseline_mm = _baseline_mm(top_mm, top_mm + bar_mm)
            _words(canvas, path, (train, ends), baseline_mm, (first_mm - 1.8, last_mm + 2.2))
        heads = [step for row in work if row.role == rows[0][0].role for step in row.steps]
        draw_step_heads(canvas, scale, heads, band.top_mm + _ROWS_TOP_MM)
    canvas.close_group()


def _what(path: Path, band: Band) -> str:
    countries = {path.places[k].country for k in (band.first, band.last)}
    return "BORDER" if len(countries) > 1 else "CHANGE"


def _line(scale: Scale, band: Band, enter: PlanPoint, leave: PlanPoint, row_mm: float) -> list[Point]:
    x_in, x_out = scale.x_mm(enter.arrive_at_s), scale.x_mm(leave.depart_at_s)
    return [(x_in, band.top_mm), (x_in, row_mm), (x_out, row_mm), (x_out, band.bottom_mm)]


def _bars(
    canvas: Canvas,
    scale: Scale,
    path: Path,
    row: Row,
    edges_mm: tuple[float, float],
    work: Mapping[str, BorderRow],
) -> None:
    """What a train does at both ends of the band, in minutes."""
    train, ends = row
    colour = look.ROLE_COLOURS.get(train.role, look.FOLLOW_UP)
    for point in ends:
        left_mm, right_mm = scale.x_mm(point.arrive_at_s), scale.x_mm(point.depart_at_s)
        if right_mm - left_mm < _LEAST_BAR_MM:
            continue
        told = work.get(point.place)
        if told is not None and told.steps:
            _steps(canvas, scale, told, point, (edges_mm, colour))
            continue
        _box(canvas, (left_mm, right_mm), edges_mm, Stroke(colour, 0.9))
        words = _bar_words(train, point, path, right_mm - left_mm)
        if words:
            at = ((left_mm + right_mm) / 2.0, _baseline_mm(*edges_mm))
            canvas.text(at, words, look.BAR_FIGURE, "middle")


def _steps(
    canvas: Canvas, scale: Scale, row: BorderRow, point: PlanPoint, within: tuple[tuple[float, float], str]
) -> None:
    """A box for each step, waiting in between and behind thin; italic minutes where a duration is unsure."""
    edges_mm, colour = within
    pieces: list[tuple[int, int, BorderStep | None]] = []
    at_s = row.arrive_at_s
    for step in row.steps:
        pieces += [(at_s, step.from_at_s, None), (step.from_at_s, step.until_at_s, step)]
        at_s = step.until_at_s
    pieces.append((at_s, point.published_depart_at_s, None))
    for from_s, until_s, told in pieces:
        left_mm, right_mm = scale.x_mm(from_s), scale.x_mm(until_s)
        if right_mm - left_mm < _LEAST_BAR_MM:
            continue
        stroke = Stroke(colour, _STEP_PT if told is not None else _WAIT_PT)
        _box(canvas, (left_mm, right_mm), edges_mm, stroke)
        minutes = f"{(until_s - from_s) / 60.0:.0f}"
        choices = [f"{told.name} {minutes}" if told is not None else f"{minutes} waiting", minutes]
        style = look.italic(look.BAR_FIGURE) if told is not None and told.basis.unsure else look.BAR_FIGURE
        words = next((item for item in choices if text_width_mm(item, style) < right_mm - left_mm - 0.6), "")
        if words:
            canvas.text(((left_mm + right_mm) / 2.0, _baseline_mm(*edges_mm)), words, style, "middle")


def _box(canvas: Canvas, ends_mm: tuple[float, float], edges_mm: tuple[float, float], stroke: Stroke) -> None:
    (left_mm, right_mm), (top_mm, bottom_mm) = ends_mm, edges_mm
    corners = [(left_mm, top_mm), (right_mm, top_mm), (right_mm, bottom_mm), (left_mm, bottom_mm)]
    canvas.polygon(corners, look.PAPER, stroke=stroke)


def _words(canvas: Canvas, path: Path, row: Row, baseline_mm: float, ends_mm: tuple[float, float]) -> None:
    """The role before all lines, and when it leaves behind all lines."""
    train, ends = row
    role = look.ROLE_NAMES.get(train.role, train.role.capitalize())
    name = look.Type("condensed-semibold", 6.2, look.ROLE_COLOURS.get(train.role, look.FOLLOW_UP), 1.4)
    canvas.text((ends_mm[0], baseline_mm), role, name, "end")
    place = path.places[path.index[ends[0].place]]
    words = f"leaves {place.name} {_both_clocks(ends[0].published_depart_at_s, path, ends)}"
    canvas.text((ends_mm[1], baseline_mm), words, look.BAR_LEAVES)


def _baseline_mm(top_mm: float, bottom_mm: float) -> float:
    return (top_mm + bottom_mm) / 2.0 + 0.35 * look.BAR_FIGURE.size_pt * look.MM_PER_PT


def _bar_words(train: PlanTrain, point: PlanPoint, path: Path, room_mm: float) -> str:
    """Place and minutes, with what of them is waiting, as much as there is room for."""
    stands_s = point.published_depart_at_s - point.published_arrive_at_s
    minutes = f"{stands_s / 60.0:.0f}"
    name = path.places[path.index[point.place]].name
    choices = [f"{name} {minutes} min", f"{name} {minutes}", f"{minutes} min", minutes]
    waits_s = stands_s - train.totals.border_s
    if point.stand == "border" and train.totals.border_s and waits_s >= _LEAST_WAIT_S:
        waiting = f"{waits_s / 60.0:.0f} of it waiting"
        choices = [f"{name} {minutes} min, {waiting}", f"{minutes} min, {waiting}", *choices]
    return next((words for words in choices if text_width_mm(words, look.BAR_FIGURE) < room_mm - 0.8), "")


def _both_clocks(at_s: int, path: Path, ends: tuple[PlanPoint, PlanPoint]) -> str:
    zones = list(dict.fromkeys(path.places[path.index[point.place]].zone for point in ends))
    return " · ".join(f"{local(at_s, zone):%H:%M} {_short_zone(at_s, zone)}" for zone in zones)


def _short_zone(at_s: int, zone: str) -> str:
    label = zone_label(at_s, zone)
    return label or offset_label(at_s, zone)
