"""Around the plot: title, legend, footer."""

from __future__ import annotations

import re
from dataclasses import dataclass

from railcade.network import Network, Path
from railcade.notice import look
from railcade.notice.boxes import lines_of, text_width_mm
from railcade.notice.claims import NEVER_CLAIMED
from railcade.notice.graph.marks import draw_form, draw_mark
from railcade.notice.graph.scale import Scale
from railcade.notice.graph.stations import km_words
from railcade.notice.legend import SAMPLE_MM, Entry, Point
from railcade.notice.look import Stroke
from railcade.notice.svg import Canvas
from railcade.plan.model import Plan

_FOOTER_MM = 285.0
_FOOTER_PITCH_MM = 3.1
_FOOTER_LINES = 4
_SEED = re.compile(r"seed (\d+)")


@dataclass(frozen=True, slots=True)
class Sheet:
    """Which sheet of how many, of which edition of the notice, and its two lines under the title."""

    number: int
    of: int
    what: str
    note: str
    edition: int


def overview_lines(plan: Plan, path: Path) -> tuple[str, str]:
    """From where to where, how far by rail and how far as the crow flies."""
    ends = f"{path.places[0].name} – {path.places[-1].name}"
    km, straight_km = plan.length_m / 1000.0, plan.great_circle_m / 1000.0
    note = f"great circle {km_words(straight_km, plan.length_m)} km, not a length of the line"
    return f"{ends}, {km_words(km, plan.length_m)} km by rail", note


def detail_lines(scale: Scale, path: Path) -> tuple[str, str]:
    """From where to where, and the scale."""
    first, last = path.places[0], path.places[-1]
    kms = f"km {km_words(first.km, 0.0)} – {km_words(last.km, 0.0)}"
    note = f"{scale.mm_per_h:.0f} mm to the hour, {scale.mm_per_m * 1000.0:.2f} mm to the kilometre"
    return f"{first.name} – {last.name}, {kms}", note


def draw_title(canvas: Canvas, plan: Plan, sheet: Sheet) -> None:
    """What the sheet shows; notice, sheet and classification."""
    canvas.open_group("title")
    left_mm, right_mm = look.TEXT_LEFT_MM, canvas.width_mm - look.TEXT_LEFT_MM
    canvas.text((left_mm, 17.0), "Train graph", look.TITLE)
    canvas.text((left_mm, 22.4), sheet.what, look.SUBTITLE)
    canvas.text((left_mm, 26.6), sheet.note, look.LEGEND_NOTE)
    canvas.text((right_mm, 13.6), f"SPECIAL TRAIN NOTICE {plan.movement}", look.NOTICE_NUMBER, "end")
    canvas.text(
        (right_mm, 17.7),
        f"{plan.name} · edition {sheet.edition} · sheet {sheet.number}/{sheet.of}",
        look.LEGEND,
        "end",
    )
    canvas.text((right_mm, 21.8), plan.classification.upper(), look.LEGEND, "end")
    canvas.close_group()


def role_entry(role: str, number: str, note: str) -> Entry:
    """A role: its form with its mark."""

    def draw(canvas: Canvas, at: Point) -> None:
        draw_form(canvas, role, [at, (at[0] + SAMPLE_MM, at[1])], look.OVERVIEW)
        draw_mark(canvas, role, (at[0] + SAMPLE_MM / 2.0, at[1]))

    return Entry(draw, f"{look.ROLE_NAMES.get(role, role.capitalize())} {number}", note)


def swept_entry(validity_s: float) -> Entry:
    """Six steps of the wake."""

    def draw(canvas: Canvas, at: Point) -> None:
        step_mm = SAMPLE_MM / len(look.SWEPT_OPACITY)
        for k, opacity in enumerate(look.SWEPT_OPACITY):
            canvas.rect((at[0] + k * step_mm, at[1] - 1.3), (step_mm, 2.6), look.ADVANCE, opacity)

    return Entry(draw, "Swept", f"0 – {validity_s / 60.0:.0f} min old")


def window_entry(hatched: bool) -> Entry:
    """A closed window, tinted or hatched."""

    def draw(canvas: Canvas, at: Point) -> None:
        x, y = at
        corners = [(x, y - 1.3), (x + SAMPLE_MM, y - 1.3), (x + SAMPLE_MM, y + 1.3), (x, y + 1.3)]
        if hatched:
            for k in range(8):
                left_mm = x + k * 1.2
                canvas.line((left_mm, y + 1.3), (left_mm + 2.6, y - 1.3), Stroke(look.INK_3, 0.25))
        canvas.polygon(corners, look.INK, 0.0 if hatched else look.WINDOW_OPACITY, look.WINDOW_OUTLINE)

    return Entry(draw, "Held on the adjacent line" if hatched else "Closed to others")


def draw_footer(canvas: Canvas, plan: Plan, network: Network, check_record_id: str) -> None:
    """What the sheet rests on, and what it never claims."""
    canvas.open_group("footer")
    left_mm, right_mm = look.TEXT_LEFT_MM, canvas.width_mm - look.TEXT_LEFT_MM
    facts = [words for words in (traffic_words(plan), assumed_words(plan), source_words(network)) if words]
    record = f"check record {check_record_id}"
    canvas.text((right_mm, _FOOTER_MM), record, look.FOOTER, "end")
    room_mm = right_mm - left_mm - text_width_mm(record, look.FOOTER) - 6.0
    lines = lines_of(" · ".join(facts), look.FOOTER, room_mm)
    claims = lines_of(NEVER_CLAIMED, look.FOOTER, right_mm - left_mm)
    if len(lines) + len(claims) > _FOOTER_LINES:
        lines = lines[: max(1, _FOOTER_LINES - len(claims))]
        lines[-1] += " …"
    for k, words in enumerate([*lines, *claims]):
        canvas.text((left_mm, _FOOTER_MM + _FOOTER_PITCH_MM * k), words, look.FOOTER)
    canvas.close_group()


def traffic_words(plan: Plan) -> str:
    """That other traffic is synthetic, and its seed."""
    sources = sorted({train.source for train in plan.other_trains if train.source.startswith("synthetic")})
    if not sources:
        return ""
    seeds = sorted({seed for source in sources for seed in _SEED.findall(source)})
    return "Other traffic synthetic" + (f", seed {', '.join(seeds)}" if seeds else "")


def assumed_words(plan: Plan) -> str:
    """How many values are estimated or assumed, and where they are listed."""
    count = len(plan.assumptions)
    if not count:
        return "No value estimated or assumed"
    return f"≈ {count:,} values estimated or assumed, listed in plan.json under assumptions"


def source_words(network: Network) -> str:
    """Who made what is drawn, and under which licence."""
    return " ".join(network.attribution.split())
