"""The legend of a sheet: for a stranger; who works with it never needs one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from railcade.notice import look
from railcade.notice.look import Stroke
from railcade.notice.svg import Canvas

SAMPLE_MM = 11.0
_LEFT_MM = 110.0
_COLUMN_MM = 44.0
_COLUMN_GAP_MM = 7.0
_ROW_MM = 4.1
_FIRST_ROW_MM = 13.6
_ROWS = 3

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the legend: how its sample is drawn at a point, its words, a quieter note."""

    draw: Callable[[Canvas, Point], None]
    words: str
    note: str = ""


def line_entry(stroke: Stroke, words: str) -> Entry:
    """A plain line."""
    return Entry(lambda canvas, at: canvas.line(at, (at[0] + SAMPLE_MM, at[1]), stroke), words)


def draw_legend(canvas: Canvas, entries: Sequence[Entry]) -> None:
    """Columns of three."""
    canvas.open_group("legend")
    x_mm, widest_mm = _LEFT_MM, 0.0
    for k, entry in enumerate(entries):
        row = k % _ROWS
        if row == 0 and k:
            x_mm = max(x_mm + _COLUMN_MM, widest_mm + _COLUMN_GAP_MM)
        y_mm = _FIRST_ROW_MM + row * _ROW_MM
        entry.draw(canvas, (x_mm, y_mm - 0.9))
        box = canvas.text((x_mm + SAMPLE_MM + 2.0, y_mm), entry.words, look.LEGEND)
        if entry.note:
            box = canvas.text((box.right_mm + 1.4, y_mm), entry.note, look.LEGEND_NOTE)
        widest_mm = max(widest_mm, box.right_mm)
    canvas.close_group()
