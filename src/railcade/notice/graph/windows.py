"""Ground behind the lines: what is closed to others, and what is freshly swept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from railcade.network import Path
from railcade.notice import look
from railcade.notice.graph.courses import Point, RoleCourse
from railcade.notice.graph.scale import Scale
from railcade.notice.svg import Canvas
from railcade.plan.model import Plan, ProtectionRow, SweepRow

SAME_LINE = "same_line"
ADJACENT_LINE = "adjacent_line"
_HATCH_MM = 1.1
_HATCH_STROKE = look.Stroke(look.INK_3, 0.25)
_USUAL_VALIDITY_S = 1800.0


@dataclass(frozen=True, slots=True)
class Closed:
    """A section (index on the path) closed between two instants, drawn clipped to the frame."""

    index: int
    left_mm: float
    right_mm: float
    top_mm: float
    bottom_mm: float


def closed_windows(plan: Plan, scale: Scale, path: Path, kind: str) -> list[Closed]:
    """Windows of one kind on sections outside bands, one per section and stretch of time, along the path."""
    index = {item.section.id: i for i, item in enumerate(path.sections)}
    rows = [row for row in plan.protection if row.kind == kind and row.target in index]
    rows.sort(key=lambda row: (index[row.target], row.closed_from_s, row.closed_until_s))
    found: list[Closed] = []
    for row in rows:
        i = index[row.target]
        if scale.band_between(i) is not None:
            continue
        window = _window(row, i, scale, path)
        if window is None:
            continue
        if found and found[-1].index == i and window.left_mm <= found[-1].right_mm:
            last = found.pop()
            right_mm = max(last.right_mm, window.right_mm)
            window = Closed(i, last.left_mm, right_mm, last.top_mm, last.bottom_mm)
        found.append(window)
    return found


def draw_closed(canvas: Canvas, windows: Sequence[Closed]) -> None:
    """Tint with one stair around each chain of neighbouring sections."""
    canvas.open_group("closed")
    for chain in _chains(windows):
        canvas.polygon(_stair(chain), look.INK, look.WINDOW_OPACITY, look.WINDOW_OUTLINE)
    canvas.close_group()


def draw_adjacent(canvas: Canvas, windows: Sequence[Closed]) -> None:
    """The same outline with a hatch and no tint: others are held on the adjacent line."""
    canvas.open_group("adjacent")
    for window in windows:
        for start, end in _hatch(window):
            canvas.line(start, end, _HATCH_STROKE)
    for chain in _chains(windows):
        stair = _stair(chain)
        canvas.polyline([*stair, stair[0]], look.WINDOW_OUTLINE)
    canvas.close_group()


def sweep_validity_s(plan: Plan) -> float:
    """How long a section stays swept, from the plan's own rows."""
    spans = [row.valid_until_s - row.swept_at_s for row in plan.sweep]
    return max(spans, default=_USUAL_VALIDITY_S)


def draw_swept(canvas: Canvas, scale: Scale, course: RoleCourse, validity_s: float) -> None:
    """The wake of the advance train, fading in six steps until the sweep is no longer valid."""
    canvas.open_group("swept")
    step_mm = validity_s / len(look.SWEPT_OPACITY) * scale.mm_per_h / 3600.0
    for piece in course.pieces:
        for k, opacity in enumerate(look.SWEPT_OPACITY):
            near = [(min(x + k * step_mm, scale.right_mm), y) for x, y in piece]
            far = [(min(x + (k + 1) * step_mm, scale.right_mm), y) for x, y in piece]
            canvas.polygon([*near, *reversed(far)], look.ADVANCE, opacity)
    canvas.close_group()


def draw_swept_sections(canvas: Canvas, scale: Scale, path: Path, rows: Sequence[SweepRow]) -> None:
    """Each section from the advance train's leaving it to the end of its validity, which is dotted."""
    canvas.open_group("swept")
    index = {item.section.id: i for i, item in enumerate(path.sections)}
    strong, weak = look.SWEPT_FADE
    for row in rows:
        i = index.get(row.section, -1)
        left_mm, end_mm = scale.x_mm(row.swept_at_s), scale.x_mm(row.valid_until_s)
        right_mm = min(end_mm, scale.right_mm)
        if i < 0 or scale.band_between(i) is not None or not scale.left_mm <= left_mm < right_mm:
            continue
        top_mm, bottom_mm = (scale.y_mm(float(path.place_m[k])) for k in (i, i + 1))
        share = (right_mm - left_mm) / (end_mm - left_mm)
        size = (right_mm - left_mm, bottom_mm - top_mm)
        fade = (strong, strong - share * (strong - weak))
        canvas.fading((left_mm, top_mm), size, look.ADVANCE, fade)
        if share == 1.0:
            canvas.line((end_mm, top_mm), (end_mm, bottom_mm), look.VALID_UNTIL)
    canvas.close_group()


def _window(row: ProtectionRow, i: int, scale: Scale, path: Path) -> Closed | None:
    left_mm = max(scale.x_mm(row.closed_from_s), scale.left_mm)
    right_mm = min(scale.x_mm(row.closed_until_s), scale.right_mm)
    if left_mm >= right_mm:
        return None
    top_mm, bottom_mm = (scale.y_mm(float(path.place_m[k])) for k in (i, i + 1))
    return Closed(i, left_mm, right_mm, top_mm, bottom_mm)


def _chains(windows: Sequence[Closed]) -> list[list[Closed]]:
    chains: list[list[Closed]] = []
    for window in windows:
        last = chains[-1][-1] if chains else None
        if (
            last is not None
            and window.index == last.index + 1
            and window.left_mm < last.right_mm
            and last.left_mm < window.right_mm
        ):
            chains[-1].append(window)
        else:
            chains.append([window])
    return chains


def _stair(chain: Sequence[Closed]) -> list[Point]:
    down = [(w.left_mm, y) for w in chain for y in (w.top_mm, w.bottom_mm)]
    up = [(w.right_mm, y) for w in reversed(chain) for y in (w.bottom_mm, w.top_mm)]
    return [*down, *up]


def _hatch(window: Closed) -> list[tuple[Point, Point]]:
    """45° lines of one family over the whole sheet, so that neighbours join."""
    lines: list[tuple[Point, Point]] = []
    first = int((window.left_mm + window.top_mm) / _HATCH_MM) + 1
    last = int((window.right_mm + window.bottom_mm) / _HATCH_MM)
    for k in range(first, last + 1):
        total = k * _HATCH_MM
        x1 = max(window.left_mm, total - window.bottom_mm)
        x2 = min(window.right_mm, total - window.top_mm)
        if x1 < x2:
            lines.append(((x1, total - x1), (x2, total - x2)))
    return lines
