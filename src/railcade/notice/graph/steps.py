"""What the steps at the border are called, above the first row of bars in the border band."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from railcade.notice import look
from railcade.notice.boxes import text_box
from railcade.notice.graph.scale import Scale
from railcade.notice.svg import Canvas
from railcade.plan.model import BorderStep

SHORT: Mapping[str, str] = {
    "formalities": "customs",
    "regauging": "regauging",
    "brake_test": "brake test",
    "far_formalities": "far side",
}
_LIFT_MM = 0.6
_ASIDE_MM = 1.2


def draw_step_heads(canvas: Canvas, scale: Scale, steps: Sequence[BorderStep], top_mm: float) -> None:
    """A few words above each bar, over its middle or from its left end, where they are free of each other."""
    for step in steps:
        left_mm, right_mm = scale.x_mm(step.from_at_s), scale.x_mm(step.until_at_s)
        words = SHORT.get(step.kind, step.kind.replace("_", " "))
        for x_mm, align in (((left_mm + right_mm) / 2.0, "middle"), (left_mm + _ASIDE_MM, "start")):
            at = (x_mm, top_mm - _LIFT_MM)
            if canvas.free(text_box(at, words, look.BAND_NOTE, align, 0.0)):
                canvas.text(at, words, look.BAND_NOTE, align)
                break
