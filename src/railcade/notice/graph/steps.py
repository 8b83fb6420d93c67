"""What a train does at the border, step by step, in the row that the border band gives it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from railcade.notice import look
from railcade.notice.boxes import text_box, text_width_mm
from railcade.notice.graph.courses import Point
from railcade.notice.graph.scale import Scale
from railcade.notice.look import Stroke
from railcade.notice.svg import Canvas
from railcade.plan.model import BorderRow, BorderStep, PlanPoint

SHORT: Mapping[str, str] = {
    "formalities": "customs",
    "regauging": "regauging",
    "brake_test": "brake test",
    "far_formalities": "far side",
}
_HEAD_LIFT_MM = 0.6
_HEAD_ASIDE_MM = 1.2
_LINE_LIFT_MM = 0.75
_LEAST_BAR_MM = 0.5
_LEAST_WAIT_S = 1800


def draw_steps(
    canvas: Canvas, scale: Scale, row: BorderRow, colour: str, edges_mm: tuple[float, float]
) -> None:
    """A bar for each step with its minutes, in italics where the time is estimated or assumed."""
    top_mm, bottom_mm = edges_mm
    baseline_mm = (top_mm + bottom_mm) / 2.0 + 0.35 * look.BAR_FIGURE.size_pt * look.MM_PER_PT
    for step in row.steps:
        left_mm, right_mm = scale.x_mm(step.from_at_s), scale.x_mm(step.until_at_s)
        if right_mm - left_mm < _LEAST_BAR_MM:
            continue
        corners = [(left_mm, top_mm), (right_mm, top_mm), (right_mm, bottom_mm), (left_mm, bottom_mm)]
        canvas.polygon(corners, look.PAPER, stroke=Stroke(colour, 0.9))
        style = look.italic(look.BAR_FIGURE) if step.basis.unsure else look.BAR_FIGURE
        minutes = f"{(step.until_at_s - step.from_at_s) / 60.0:.0f}"
        choices = (f"≈ {minutes}", minutes) if step.basis.unsure else (f"{minutes} min", minutes)
        words = next((w for w in choices if text_width_mm(w, style) < right_mm - left_mm - 0.6), "")
        if words:
            canvas.text(((left_mm + right_mm) / 2.0, baseline_mm), words, style, "middle")


def draw_step_heads(canvas: Canvas, scale: Scale, steps: Sequence[BorderStep], top_mm: float) -> None:
    """What the bars of the first row are, above them, where the words are free of each other."""
    for step in steps:
        left_mm, right_mm = scale.x_mm(step.from_at_s), scale.x_mm(step.until_at_s)
        words = SHORT.get(step.kind, step.kind.replace("_", " "))
        for x_mm, align in (((left_mm + right_mm) / 2.0, "middle"), (left_mm + _HEAD_ASIDE_MM, "start")):
            at = (x_mm, top_mm - _HEAD_LIFT_MM)
            if canvas.free(text_box(at, words, look.BAND_NOTE, align, 0.0)):
                canvas.text(at, words, look.BAND_NOTE, align)
                break


def draw_waits(canvas: Canvas, scale: Scale, row: BorderRow, point: PlanPoint, middle_mm: float) -> None:
    """Half an hour or more that it stands there without a step, in words above its line."""
    edges_s = [point.published_arrive_at_s]
    for step in row.steps:
        edges_s += [step.from_at_s, step.until_at_s]
    edges_s.append(point.published_depart_at_s)
    for from_s, until_s in zip(edges_s[::2], edges_s[1::2], strict=True):
        if until_s - from_s < _LEAST_WAIT_S:
            continue
        at: Point = ((scale.x_mm(from_s) + scale.x_mm(until_s)) / 2.0, middle_mm - _LINE_LIFT_MM)
        room_mm = scale.x_mm(until_s) - scale.x_mm(from_s) - 0.8
        minutes = f"{(until_s - from_s) / 60.0:.0f}"
        for words in (f"waits {minutes} min", f"waits {minutes}", minutes):
            if text_width_mm(words, look.BAND_NOTE) < room_mm:
                canvas.text(at, words, look.BAND_NOTE, "middle")
                break
