"""The sheet, put together from back to front."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from railcade.fleet import Formation, unsure_of
from railcade.motion import ExplainedRun, Kilometres, times_at
from railcade.motion.explanation.words import duration_words
from railcade.motion.types import Reason
from railcade.network import Network, Path, unsure_values
from railcade.notice import look
from railcade.notice.boxes import lines_of, text_width_mm
from railcade.notice.claims import NEVER_CLAIMED
from railcade.notice.graph.stations import km_words
from railcade.notice.legend import SAMPLE_MM, Entry, Point, draw_legend, line_entry
from railcade.notice.look import Stroke
from railcade.notice.speed.axes import draw_axes, draw_grid, draw_places
from railcade.notice.speed.course import draw_run, draw_teeth, run_pieces
from railcade.notice.speed.grades import draw_grades
from railcade.notice.speed.lanes import draw_lanes, lane_count
from railcade.notice.speed.limits import draw_forbidden, draw_limit_figures, draw_limits, draw_train_cap
from railcade.notice.speed.reasons import draw_mark, draw_reasons
from railcade.notice.speed.scale import Scale, make_scale, stroke_width_pt
from railcade.notice.svg import Canvas
from railcade.units import kmh_from_mps

_WIDTH_MM = 420.0
_FOOTER_MM = 286.4
_FOOTER_PITCH_MM = 3.1
_ALONE = "one train alone on the line: no path, no check record"


def draw_speed(formation: Formation, network: Network, path: Path, legs: Sequence[ExplainedRun]) -> str:
    """Speed over distance of one train, A3 landscape, as SVG.

    Parameters
    ----------
    formation : Formation
    network : Network
        That the path lies in.
    path : Path
    legs : sequence of ExplainedRun
        In order, each from the stand where the one before ended.
    """
    kilometres = Kilometres(path)
    fastest_mps = max(float(leg.run.v_mps.max()) for leg in legs)
    scale = make_scale(path.length_m, fastest_mps, float(path.limit_mps.value.max()), lane_count(path))
    cap_unsure = formation.cap.basis.unsure
    canvas = Canvas(_WIDTH_MM, look.SHEET_HEIGHT_MM)
    _draw_title(canvas, formation, path, legs)
    draw_forbidden(canvas, scale, path, legs)
    draw_grid(canvas, scale, kilometres)
    draw_places(canvas, scale, path, _running_s(path, legs), _stands(path, legs))
    draw_axes(canvas, scale, kilometres)
    draw_limits(canvas, scale, path.limit_mps, path.length_m)
    pieces = run_pieces(scale, legs)
    draw_train_cap(canvas, scale, legs[0].train, cap_unsure, path, pieces)
    draw_limit_figures(canvas, scale, path, pieces)
    draw_grades(canvas, scale, path)
    draw_lanes(canvas, scale, path)
    draw_run(canvas, scale, pieces)
    draw_reasons(canvas, scale, path, legs, cap_unsure)
    draw_legend(canvas, _legend(scale, path, legs, cap_unsure))
    _draw_footer(canvas, network, len(unsure_values(path)) + len(unsure_of([formation])))
    return canvas.svg(f"Speed-distance diagram, {formation.id}, {_ends_words(path)}")


def _running_s(path: Path, legs: Sequence[ExplainedRun]) -> list[float]:
    """Running time at each place, standing not counted."""
    found = np.zeros(len(path.places))
    for leg in legs:
        inside = (path.place_m > leg.settings.from_m) & (path.place_m <= leg.settings.to_m)
        found[inside] = leg.before_s + times_at(leg.run, path.place_m[inside])
    return [float(ran_s) for ran_s in found]


def _stands(path: Path, legs: Sequence[ExplainedRun]) -> list[int]:
    ends = {legs[0].settings.from_m, *(leg.settings.to_m for leg in legs)}
    return [i for i, position_m in enumerate(path.place_m) if float(position_m) in ends]


def _draw_title(canvas: Canvas, formation: Formation, path: Path, legs: Sequence[ExplainedRun]) -> None:
    canvas.open_group("title")
    left_mm, right_mm = look.TEXT_LEFT_MM, canvas.width_mm - look.TEXT_LEFT_MM
    canvas.text((left_mm, 17.0), "Speed-distance diagram", look.TITLE)
    length = km_words(path.length_m / 1000.0, path.length_m)
    canvas.text((left_mm, 22.4), f"{_ends_words(path)}, {length} km by rail", look.SUBTITLE)
    ran_s = legs[-1].before_s + legs[-1].run.duration_s
    stood = ", standing not counted" if len(legs) > 1 else ""
    canvas.text((left_mm, 26.6), f"{duration_words(ran_s)} of running{stood}", look.LEGEND_NOTE)
    canvas.text((right_mm, 13.6), formation.id, look.NOTICE_NUMBER, "end")
    words = (
        f"{formation.mass_kg / 1000.0:,.0f} t · {formation.length_m:.0f} m · "
        f"brake percentage {formation.brake_percentage:.0f}"
    )
    canvas.text((right_mm, 17.7), words, look.LEGEND, "end")
    cap = formation.cap
    canvas.text((right_mm, 21.8), f"{kmh_from_mps(cap.speed_mps):.1f} km/h: {cap.reason}", look.LEGEND, "end")
    canvas.close_group()


def _ends_words(path: Path) -> str:
    return f"{path.places[0].name} – {path.places[-1].name}"


def _legend(scale: Scale, path: Path, legs: Sequence[ExplainedRun], cap_unsure: bool) -> list[Entry]:
    """Forms of the line, what is tinted, what is dashed."""
    width_pt = stroke_width_pt(scale)

    def braking(canvas: Canvas, at: Point) -> None:
        points = [(at[0] + 1.0, at[1] - 1.2), (at[0] + SAMPLE_MM - 1.0, at[1] + 0.2)]
        draw_teeth(canvas, points, width_pt)
        canvas.polyline(points, Stroke(look.PRINCIPAL, width_pt), cap="round")

    def forbidden(canvas: Canvas, at: Point) -> None:
        canvas.rect((at[0], at[1] - 1.3), (SAMPLE_MM, 2.6), look.INK, look.WINDOW_OPACITY)

    def band(reason: Reason) -> Entry:
        words = {
            Reason.LINE_LIMIT: "Limit of the line binds",
            Reason.TRAIN_CAP: "Cap of the train binds",
            Reason.ALLOWANCE: "Added time binds",
        }

        def draw(canvas: Canvas, at: Point) -> None:
            left, top, right, bottom = at[0], at[1] - 1.3, at[0] + SAMPLE_MM, at[1] + 1.3
            draw_mark(canvas, (left, top, right, bottom), reason)
            corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
            canvas.polyline(corners, look.BAND_OUTLINE)

        return Entry(draw, words.get(reason, ""))

    entries = [
        line_entry(Stroke(look.PRINCIPAL, width_pt), "Power, or speed held"),
        line_entry(Stroke(look.PRINCIPAL, look.RUN_THIN_PT), "No power: brake building up, coasting"),
        Entry(braking, "Braking"),
        line_entry(look.LIMIT_LINE, "Limit of the line"),
        Entry(forbidden, "Above what the whole train may run"),
        band(Reason.LINE_LIMIT),
        band(Reason.TRAIN_CAP),
    ]
    if any(phase.reason == Reason.ALLOWANCE for leg in legs for phase in leg.phases):
        entries.append(band(Reason.ALLOWANCE))
    if cap_unsure or any(basis.unsure for basis in (*path.limit_mps.basis, *path.grade.basis)):
        entries.append(line_entry(Stroke(look.INK, 0.8, look.DASH_MM), "Estimated or assumed, ≈ italic"))
    return entries


def _draw_footer(canvas: Canvas, network: Network, unsure: int) -> None:
    """What the sheet rests on, and what it never claims."""
    canvas.open_group("footer")
    left_mm, right_mm = look.TEXT_LEFT_MM, canvas.width_mm - look.TEXT_LEFT_MM
    canvas.text((right_mm, _FOOTER_MM), _ALONE, look.FOOTER, "end")
    words = "No value estimated or assumed"
    if unsure:
        words = f"≈ {unsure:,} values estimated or assumed, listed by railcade motion --json"
    facts = f"{words} · {' '.join(network.attribution.split())}"
    room_mm = right_mm - left_mm - text_width_mm(_ALONE, look.FOOTER) - 6.0
    first, *rest = lines_of(facts, look.FOOTER, room_mm)
    lines = [f"{first} …" if rest else first, *lines_of(NEVER_CLAIMED, look.FOOTER, right_mm - left_mm)]
    for k, line in enumerate(lines):
        canvas.text((left_mm, _FOOTER_MM + _FOOTER_PITCH_MM * k), line, look.FOOTER)
    canvas.close_group()
