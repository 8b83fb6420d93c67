"""Works on the line: where it is slow for a time, and what is closed for possessions, power or hours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from railcade.network import Path
from railcade.notice import look
from railcade.notice.boxes import text_box, text_width_mm
from railcade.notice.graph.along import in_frame
from railcade.notice.graph.courses import RoleCourse
from railcade.notice.graph.nearby import Nearby
from railcade.notice.graph.others import clear_of_roles
from railcade.notice.graph.scale import Scale
from railcade.notice.legend import SAMPLE_MM, Entry, Point
from railcade.notice.look import Type
from railcade.notice.svg import Canvas
from railcade.plan.model import Plan

_LEAST_MM = 0.9
_RUNG_MM = 1.6
_CROSS_MM = 1.3
_PLACE_M = 1.0
_LIFT_MM = 0.7
_DROP_MM = 2.2
_CLEAR_MM = 4.0
_KINDS = {"isolation": "no power", "hours": "closed"}
_SHARES = (0.0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9)

Courses = tuple[Nearby, Sequence[RoleCourse]]
"""The lines that words keep off."""


@dataclass(frozen=True, slots=True)
class Work:
    """A stretch of the path (m) between two instants: slow (m/s), or closed where the speed is 0."""

    number: str
    kind: str
    from_m: float
    to_m: float
    from_at_s: int
    until_at_s: int
    speed_mps: float
    reason: str
    owner: str

    @property
    def short(self) -> str:
        """Its number and what holds."""
        if self.speed_mps > 0.0:
            return f"{self.number}, {self.speed_mps * 3.6:.0f} km/h"
        return f"{self.number}, {_KINDS.get(self.kind, self.kind)}"


@dataclass(frozen=True, slots=True)
class _Block:
    """A work on the sheet, mm."""

    work: Work
    left_mm: float
    right_mm: float
    top_mm: float
    bottom_mm: float


def works_of(plan: Plan, path: Path) -> list[Work]:
    """Restrictions and possessions on a path, along it; neighbouring sections of one number are one work.

    A place closed by its hours is a stretch without length.
    """
    found: list[Work] = []
    for work in sorted(_rows(plan, path), key=lambda w: (w.number, w.kind, w.from_at_s, w.from_m, w.to_m)):
        last = found[-1] if found else None
        if last is not None and _alike(last, work) and work.from_m <= last.to_m + _PLACE_M:
            found[-1] = replace(last, to_m=max(last.to_m, work.to_m))
        else:
            found.append(work)
    return sorted(found, key=lambda work: (work.from_m, work.from_at_s, work.number))


def draw_works(canvas: Canvas, scale: Scale, path: Path, works: Sequence[Work]) -> None:
    """What is closed as an outline crossed both ways, what is slow as a ladder; no tint: no alarm."""
    canvas.open_group("works")
    for block in _blocks(scale, path, works):
        if block.work.speed_mps > 0.0:
            _ladder(canvas, (block.left_mm, block.top_mm), (block.right_mm, block.bottom_mm))
        else:
            _crossed(canvas, (block.left_mm, block.top_mm), (block.right_mm, block.bottom_mm))
    canvas.close_group()


def draw_work_labels(
    canvas: Canvas, scale: Scale, path: Path, works: Sequence[Work], courses: Courses
) -> None:
    """Number and what holds, above or below each block, where no line and no other word is."""
    canvas.open_group("work-labels")
    style = Type("condensed", scale.weights.number_pt, look.INK_2, look.HALO_PT)
    nearby, roles = courses
    for block in _blocks(scale, path, works):
        for words in _words(block.work, scale):
            spots = _spots(block, text_width_mm(words, style))
            boxes = ((at, text_box(at, words, style, "start", 0.0)) for at in spots)
            at = next(
                (
                    at
                    for at, box in boxes
                    if in_frame(box, scale)
                    and canvas.free(box)
                    and not nearby.crosses(box)
                    and clear_of_roles(box, roles, _CLEAR_MM)
                ),
                None,
            )
            if at is not None:
                canvas.text(at, words, style)
                break
    canvas.close_group()


def works_entries(works: Sequence[Work], scale: Scale, path: Path) -> list[Entry]:
    """What the legend says of them: only what lies on the sheet."""
    shown = [block.work for block in _blocks(scale, path, works)]
    entries = []
    if any(work.speed_mps > 0.0 for work in shown):
        entries.append(Entry(lambda canvas, at: _ladder(canvas, *_sample(at)), "Temporary speed restriction"))
    if any(work.speed_mps <= 0.0 for work in shown):
        words = "Possession, no power, closed"
        entries.append(Entry(lambda canvas, at: _crossed(canvas, *_sample(at)), words))
    return entries


def _rows(plan: Plan, path: Path) -> Iterator[Work]:
    index = {item.section.id: i for i, item in enumerate(path.sections)}
    for row in plan.restrictions:
        if (i := index.get(row.section)) is None:
            continue
        item, start_m = path.sections[i], float(path.place_m[i])
        along = (row.from_m, row.to_m)
        if not item.forward:
            along = (item.section.length_m - row.to_m, item.section.length_m - row.from_m)
        span = (row.from_at_s, row.until_at_s)
        ends = (start_m + along[0], start_m + along[1])
        yield Work(row.number, "restriction", *ends, *span, row.speed_mps, row.reason, row.owner)
    for closed in plan.possessions:
        span = (closed.from_at_s, closed.until_at_s)
        if closed.section in index:
            i = index[closed.section]
            ends = (float(path.place_m[i]), float(path.place_m[i + 1]))
        elif closed.place in path.index:
            at_m = float(path.place_m[path.index[closed.place]])
            ends = (at_m, at_m)
        else:
            continue
        yield Work(closed.number, closed.kind, *ends, *span, 0.0, closed.reason, closed.owner)


def _alike(a: Work, b: Work) -> bool:
    return (a.number, a.kind, a.from_at_s, a.until_at_s, a.speed_mps) == (
        b.number, b.kind, b.from_at_s, b.until_at_s, b.speed_mps,
    )  # fmt: skip


def _blocks(scale: Scale, path: Path, works: Sequence[Work]) -> Iterator[_Block]:
    """On the sheet, at least so high that they are seen; none inside a band, which is not to scale."""
    for work in works:
        if work.to_m < 0.0 or work.from_m > path.length_m:
            continue
        if any(band.from_m < (work.from_m + work.to_m) / 2.0 < band.to_m for band in scale.bands):
            continue
        left_mm = max(scale.left_mm, scale.x_mm(work.from_at_s))
        right_mm = min(scale.right_mm, scale.x_mm(work.until_at_s))
        if left_mm >= right_mm:
            continue
        top_mm, bottom_mm = scale.y_mm(work.from_m), scale.y_mm(work.to_m)
        more_mm = max(0.0, _LEAST_MM - (bottom_mm - top_mm)) / 2.0
        top_mm, bottom_mm = max(scale.top_mm, top_mm - more_mm), min(scale.bottom_mm, bottom_mm + more_mm)
        yield _Block(work, left_mm, right_mm, top_mm, bottom_mm)


def _words(work: Work, scale: Scale) -> list[str]:
    """The longest first; on an overview the reason has no room."""
    long = [f"{work.short}: {work.reason}"] if work.reason and scale.weights is look.DETAIL else []
    return [*long, work.short, work.number]


def _spots(block: _Block, width_mm: float) -> Iterator[Point]:
    """From the left, above the block, then below it."""
    room_mm = max(0.0, block.right_mm - block.left_mm - width_mm - 2.0)
    for y_mm in (block.top_mm - _LIFT_MM, block.bottom_mm + _DROP_MM):
        for share in _SHARES:
            yield block.left_mm + 1.0 + share * room_mm, y_mm


def _sample(at: Point) -> tuple[Point, Point]:
    return (at[0], at[1] - 1.0), (at[0] + SAMPLE_MM, at[1] + 1.0)


def _ladder(canvas: Canvas, corner: Point, far: Point) -> None:
    (left, top), (right, bottom) = corner, far
    for y_mm in (top, bottom):
        canvas.line((left, y_mm), (right, y_mm), look.WORK_LINE)
    for k in range(int((right - left) / _RUNG_MM) + 1):
        canvas.line((left + k * _RUNG_MM, top), (left + k * _RUNG_MM, bottom), look.WORK_LINE)


def _crossed(canvas: Canvas, corner: Point, far: Point) -> None:
    (left, top), (right, bottom) = corner, far
    high = bottom - top
    step_mm = min(_CROSS_MM, max(high, 0.5))
    x_mm = left - high
    while x_mm < right:
        for y_from, y_to in ((top, bottom), (bottom, top)):
            start, end = max(left, x_mm), min(right, x_mm + high)
            slope = (y_to - y_from) / high
            ends = [(x, y_from + (x - x_mm) * slope) for x in (start, end)]
            canvas.line(ends[0], ends[1], look.WORK_LINE)
        x_mm += step_mm
    corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
    canvas.polyline(corners, look.WORK_OUTLINE)
