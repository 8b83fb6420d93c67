"""Hours, half hours, midnights, dates and nights. Each part is ruled in its own local hours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from railcade.clock import local, offset_label, zone_label
from railcade.network import Path, Place
from railcade.notice import look
from railcade.notice.boxes import text_width_mm
from railcade.notice.graph.scale import Scale
from railcade.notice.graph.sun import nights
from railcade.notice.look import Stroke
from railcade.notice.svg import Canvas

_QUARTER_S = 900
_TEN_MINUTES_S = 600
_NAMED_MM_PER_H = look.DETAIL_FROM_MM_PER_H
_MINUTES_ROOM_MM = 0.9
_DATE_ROOM_MM = 46.0
_DATE_BEYOND_MM = 2.5
_DATE_LEFT_MM = 6.0
_DATE_CLEAR_MM = 2.0
_CLOCK_CLEAR_MM = 2.6
NIGHT_PT = 0.9 / look.MM_PER_PT
# Not from strftime: its words follow the machine's language.
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the plot with one zone: from one band (or the frame) to the next."""

    zone: str
    top_mm: float
    bottom_mm: float


def parts(path: Path, scale: Scale) -> list[Part]:
    """Parts from the top down."""
    found: list[Part] = []
    top_mm, index = scale.top_mm, 0
    for band in scale.bands:
        found.append(Part(path.places[index].zone, top_mm, band.top_mm))
        top_mm, index = band.bottom_mm, band.last
    found.append(Part(path.places[index].zone, top_mm, scale.bottom_mm))
    return found


def zone_words(at_s: int, zone: str) -> str:
    """A zone for a stranger: ``KST, UTC+9``, or the city's time where it has no letters."""
    label, offset = zone_label(at_s, zone), offset_label(at_s, zone)
    if label == offset:
        label = zone.rsplit("/", 1)[-1].replace("_", " ") + " time"
    return f"{label}, {offset}"


def draw_grid(canvas: Canvas, scale: Scale, path: Path) -> None:
    """Rules of every part."""
    canvas.open_group("grid")
    for part in parts(path, scale):
        if part.bottom_mm - part.top_mm < 0.1:
            continue
        for stroke, at_s in _rules(scale, part.zone):
            x_mm = scale.x_mm(at_s)
            canvas.line((x_mm, part.top_mm), (x_mm, part.bottom_mm), stroke)
    canvas.close_group()


def draw_axes(canvas: Canvas, scale: Scale, path: Path) -> None:
    """Top axis in the zone of the origin, bottom axis in that of the destination, with dates and nights."""
    canvas.open_group("axes")
    corners = [
        (scale.left_mm, scale.top_mm),
        (scale.right_mm, scale.top_mm),
        (scale.right_mm, scale.bottom_mm),
        (scale.left_mm, scale.bottom_mm),
    ]
    canvas.polyline([*corners, corners[0]], look.FRAME_LINE, cap="square")
    _axis(canvas, scale, path.places[0], at_top=True)
    _axis(canvas, scale, path.places[-1], at_top=False)
    canvas.close_group()


def draw_clock(
    canvas: Canvas, scale: Scale, zone: str, baseline_mm: float, taken_mm: Sequence[float]
) -> None:
    """A small row of hours inside a band: zone at the left, every third hour, none at `taken_mm`."""
    step = 3 if scale.mm_per_h < look.DETAIL_FROM_MM_PER_H else 1
    words = _clocks_words(scale.from_at_s, scale.until_at_s, zone).replace(", UTC", " UTC")
    label = canvas.text((scale.left_mm + 2.0, baseline_mm), words, look.BAND_CLOCK)
    free_from_mm = label.right_mm + 4.0
    for at_s, hour in _hours(scale, zone):
        x_mm = scale.x_mm(at_s)
        clear = all(abs(x_mm - taken) > _CLOCK_CLEAR_MM for taken in taken_mm)
        if hour % step == 0 and free_from_mm < x_mm < scale.right_mm - 3.0 and clear:
            canvas.text((x_mm, baseline_mm), str(hour), look.BAND_CLOCK, "middle")


def _marks(scale: Scale, zone: str, step_s: int) -> list[int]:
    """Instants in the window whose local minutes are a multiple of the step."""
    first = -(-scale.from_at_s // 60) * 60
    offset = local(first, zone).utcoffset()
    shift_s = round(offset.total_seconds()) if offset is not None else 0
    # Offsets are multiples of a quarter of an hour; a change of clocks inside the window is one too.
    start = first + (-(first + shift_s)) % step_s
    return list(range(start, scale.until_at_s + 1, step_s))


def _hours(scale: Scale, zone: str) -> list[tuple[int, int]]:
    found = []
    for at_s in _marks(scale, zone, _QUARTER_S):
        moment = local(at_s, zone)
        if moment.minute == 0:
            found.append((at_s, moment.hour))
    return found


def clock_changes(from_at_s: int, until_at_s: int, zone: str) -> list[int]:
    """Instants after the first at which the clocks of a zone are moved."""
    instants = [from_at_s, *range((from_at_s // _QUARTER_S + 1) * _QUARTER_S, until_at_s + 1, _QUARTER_S)]
    offsets = [local(at_s, zone).utcoffset() for at_s in instants]
    return [instants[i] for i in range(1, len(instants)) if offsets[i] != offsets[i - 1]]


def _clocks_words(from_at_s: int, until_at_s: int, zone: str) -> str:
    """The zone of a stretch of time, and what it becomes where its clocks are moved."""
    words = zone_words(from_at_s, zone)
    for at_s in clock_changes(from_at_s, until_at_s, zone):
        words += f", from {local(at_s, zone):%H:%M} {zone_words(at_s, zone)}"
    return words


def _rules(scale: Scale, zone: str) -> list[tuple[Stroke, int]]:
    step_s = _TEN_MINUTES_S if scale.mm_per_h >= look.DETAIL_FROM_MM_PER_H else _QUARTER_S
    thin: list[tuple[Stroke, int]] = []
    thick: list[tuple[Stroke, int]] = []
    changes = clock_changes(scale.from_at_s, scale.until_at_s, zone)
    for at_s in _marks(scale, zone, step_s):
        moment = local(at_s, zone)
        if not scale.from_at_s < at_s < scale.until_at_s:
            continue
        if moment.minute == 0:
            heavy = moment.hour == 0 or at_s in changes
            thick.append((look.MIDNIGHT_LINE if heavy else look.HOUR_LINE, at_s))
        elif moment.minute == 30 or step_s == _TEN_MINUTES_S:
            thin.append((look.HALF_LINE, at_s))
    return thin + thick


def _axis(canvas: Canvas, scale: Scale, place: Place, at_top: bool) -> None:
    edge_mm = scale.top_mm if at_top else scale.bottom_mm
    sign = -1.0 if at_top else 1.0
    for from_s, until_s in nights(scale.from_at_s, scale.until_at_s, place.lat_deg, place.lon_deg):
        canvas.line(
            (scale.x_mm(from_s), edge_mm + sign * 0.55),
            (scale.x_mm(until_s), edge_mm + sign * 0.55),
            Stroke(look.NIGHT, NIGHT_PT),
        )
    figures_mm = edge_mm + (-2.2 if at_top else 4.4)
    if scale.weights is look.DETAIL:
        figures_mm += sign * _MINUTES_ROOM_MM  # the minutes of trains stand between
    changes = clock_changes(scale.from_at_s, scale.until_at_s, place.zone)
    for at_s, hour in _hours(scale, place.zone):
        x_mm = scale.x_mm(at_s)
        canvas.line((x_mm, edge_mm), (x_mm, edge_mm + sign * 1.4), look.FRAME_LINE)
        strong = hour % 6 == 0 or at_s in changes
        box = canvas.text((x_mm, figures_mm), str(hour), look.HOUR_SIXTH if strong else look.HOUR, "middle")
        if at_s in changes:
            letters = zone_label(at_s, place.zone)
            canvas.text((box.right_mm + 0.5, figures_mm), letters, look.TEN_MINUTES)
    if scale.mm_per_h >= look.DETAIL_FROM_MM_PER_H:
        _ten_minutes(canvas, scale, place.zone, figures_mm, edge_mm, sign)
    _dates(canvas, scale, place.zone, edge_mm + (-6.4 if at_top else 8.6))


def _ten_minutes(
    canvas: Canvas, scale: Scale, zone: str, figures_mm: float, edge_mm: float, sign: float
) -> None:
    for at_s in _marks(scale, zone, _TEN_MINUTES_S):
        minute = local(at_s, zone).minute
        if minute and (scale.mm_per_h >= _NAMED_MM_PER_H or minute == 30):
            x_mm = scale.x_mm(at_s)
            canvas.line((x_mm, edge_mm), (x_mm, edge_mm + sign * 0.9), look.LEADER)
            canvas.text((x_mm, figures_mm), f"{minute:02d}", look.TEN_MINUTES, "middle")


def _dates(canvas: Canvas, scale: Scale, zone: str, baseline_mm: float) -> None:
    midnights = [at_s for at_s, hour in _hours(scale, zone) if hour == 0 and at_s > scale.from_at_s]
    starts = [scale.from_at_s, *midnights]
    if len(starts) > 1 and scale.x_mm(starts[1]) - scale.left_mm < _DATE_ROOM_MM:
        del starts[0]
    for i, at_s in enumerate(starts):
        x_mm = scale.x_mm(at_s)
        moment = local(at_s, zone)
        short = f"{moment.day} {MONTHS[moment.month - 1]}"
        words = f"{_DAYS[moment.weekday()]} {short}" + (f" {moment.year}" if i == 0 else "")
        room_mm = scale.right_mm + _DATE_BEYOND_MM - x_mm
        choices = ((words, 0.0), (f"{words[:3]} {short}", _DATE_LEFT_MM), (short, 0.0))
        words, beyond_mm = next(
            (
                (text, width_mm - room_mm)
                for text, shift_mm in choices
                if (width_mm := text_width_mm(text, look.DATE)) < room_mm + shift_mm
            ),
            ("", 0.0),
        )
        if beyond_mm > -_DATE_CLEAR_MM and words.startswith(f"{_DAYS[moment.weekday()][:3]} "):
            x_mm -= beyond_mm + _DATE_CLEAR_MM
        if not words:
            continue
        zone_mm = canvas.text((x_mm, baseline_mm), words, look.DATE).right_mm + 3.0
        end_at_s = starts[i + 1] - 1 if i + 1 < len(starts) else scale.until_at_s
        _zone_beside(canvas, scale, zone, (zone_mm, baseline_mm), (at_s, end_at_s))


def _zone_beside(
    canvas: Canvas, scale: Scale, zone: str, at: tuple[float, float], span_s: tuple[int, int]
) -> None:
    """The zone of a day; a new one where clocks are moved, or behind the first if it is too near."""
    last_mm, baseline_mm = scale.right_mm + _DATE_BEYOND_MM, at[1]
    labels = [(at[0], zone_words(span_s[0], zone))]
    labels += [(scale.x_mm(at_s), zone_words(at_s, zone)) for at_s in clock_changes(*span_s, zone)]
    ends_mm = [x_mm + text_width_mm(words, look.ZONE) for x_mm, words in labels]
    begins_mm = [*(x_mm - 2.0 for x_mm, _ in labels[1:]), last_mm]
    if any(end_mm > begin_mm for end_mm, begin_mm in zip(ends_mm, begins_mm, strict=True)):
        labels = [(at[0], _clocks_words(*span_s, zone))]
        if at[0] + text_width_mm(labels[0][1], look.ZONE) > last_mm:
            return
    for x_mm, words in labels:
        canvas.text((x_mm, baseline_mm), words, look.ZONE)
