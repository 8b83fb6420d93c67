"""The track strip beside the names: tracks, loops, gauge and power; dashed where geometry is unsure."""

from __future__ import annotations

from railcade.basis import Basis
from railcade.network import Path, Section
from railcade.notice import look
from railcade.notice.boxes import text_width_mm
from railcade.notice.graph.scale import Scale
from railcade.notice.graph.stations import unnamed
from railcade.notice.look import Stroke
from railcade.notice.svg import Canvas

_DOUBLE_MM = 0.55
_TICK_MM = 1.25
_NOTE_MM = 3.9


def draw_strip(canvas: Canvas, scale: Scale, path: Path) -> None:
    """Draw it over the whole height."""
    canvas.open_group("strip")
    _tracks(canvas, scale, path)
    for i, place in enumerate(path.places):
        if place.standable:
            y_mm = scale.y_mm(float(path.place_m[i]))
            half_mm = _TICK_MM if unnamed(place) else _TICK_MM + 0.35
            width_pt = 0.5 if unnamed(place) else 1.1
            unsure = place.basis.get("kind", Basis.PUBLISHED).unsure or unnamed(place)
            dash = (0.55, 0.35) if unsure else ()
            x_mm = look.STRIP_X_MM
            canvas.line((x_mm - half_mm, y_mm), (x_mm + half_mm, y_mm), Stroke(look.INK, width_pt, dash))
    _notes(canvas, scale, path)
    canvas.close_group()


def _tracks(canvas: Canvas, scale: Scale, path: Path) -> None:
    """Runs of equal track number and basis as one line, so that dashes stay even."""
    start = 0
    for i in range(1, len(path.sections) + 1):
        before = path.sections[start].section
        if i == len(path.sections) or _form(path.sections[i].section) != _form(before):
            top_mm, bottom_mm = scale.y_mm(float(path.place_m[start])), scale.y_mm(float(path.place_m[i]))
            tracks, unsure = _form(before)
            stroke = Stroke(look.INK, look.STRIP.width_pt, look.DASH_MM if unsure else ())
            shifts_mm = (0.0,) if tracks == 1 else (-_DOUBLE_MM, _DOUBLE_MM)
            for shift_mm in shifts_mm:
                x_mm = look.STRIP_X_MM + shift_mm
                canvas.line((x_mm, top_mm), (x_mm, bottom_mm), stroke)
            start = i


def _form(section: Section) -> tuple[int, bool]:
    unsure = section.basis.get("geometry", Basis.PUBLISHED).unsure
    return section.tracks, unsure


def _notes(canvas: Canvas, scale: Scale, path: Path) -> None:
    """Gauge and power of each run of sections that share both, upright along the strip where they fit."""
    start = 0
    for i in range(1, len(path.sections) + 1):
        before = path.sections[start].section
        if i == len(path.sections) or _supply(path.sections[i].section) != _supply(before):
            top_mm, bottom_mm = scale.y_mm(float(path.place_m[start])), scale.y_mm(float(path.place_m[i]))
            unsure = _supply_unsure(before)
            style = look.italic(look.STRIP_NOTE) if unsure else look.STRIP_NOTE
            for choice in _supply_words(before, path.sections[start - 1].section if start else before):
                words = f"≈ {choice}" if unsure else choice
                if text_width_mm(words, style) < bottom_mm - top_mm - 1.0:
                    middle_mm = (top_mm + bottom_mm) / 2.0
                    x_mm = look.STRIP_X_MM + _NOTE_MM
                    canvas.text((x_mm, middle_mm), words, style, "middle", angle_deg=-90.0)
                    break
            if start:
                x_mm = look.STRIP_X_MM
                canvas.line((x_mm + 1.9, top_mm), (x_mm + _NOTE_MM + 0.2, top_mm), look.LEADER)
            start = i


def _supply(section: Section) -> tuple[tuple[int, ...], str]:
    return section.gauges_mm, section.power


def _supply_unsure(section: Section) -> bool:
    return any(section.basis.get(name, Basis.PUBLISHED).unsure for name in ("gauges_mm", "power"))


def _supply_words(section: Section, before: Section) -> tuple[str, ...]:
    """Both, or the one that changes where there is room for one only."""
    gauge = " + ".join(str(gauge) for gauge in section.gauges_mm) + " mm"
    power = "no wire" if section.power == "none" else section.power
    short = (power, gauge) if section.gauges_mm == before.gauges_mm else (gauge, power)
    return f"{gauge} · {power}", *short
