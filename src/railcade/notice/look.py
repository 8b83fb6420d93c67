"""The look, in one place: colours, weights, sizes. Everything drawn is derived from here.

Colours are the light (print) set. Lengths are millimetres on paper, weights and type sizes points.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

MM_PER_PT = 25.4 / 72.0


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line: colour, weight in points, dashes in millimetres (empty is solid)."""

    colour: str
    width_pt: float
    dash_mm: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Type:
    """A text style: face (a key of `fonts.FACES`), size in points, colour, white halo or none."""

    face: str
    size_pt: float
    colour: str
    halo_pt: float = 0.0


SHEET_HEIGHT_MM = 297.0
MARGIN_LEFT_MM = 58.0
MARGIN_RIGHT_MM = 42.0
PLOT_TOP_MM = 40.0
PLOT_WIDTH_MM = 320.0
PLOT_HEIGHT_MM = 232.0
TEXT_LEFT_MM = 14.0
NAME_RIGHT_MM = 35.3
KM_RIGHT_MM = 44.6
LEADER_MM = (45.2, 49.8)
STRIP_X_MM = 52.0

PAPER = "#FFFFFF"
INK = "#14181F"
INK_2 = "#4A535E"
INK_3 = "#5F6B77"
HAIRLINE = "#D3D7DA"
GRID_HOUR = "#CBD1D6"
GRID_HALF = "#E6E9EB"
STATION_MAIN = "#D3D8DC"
STATION_MINOR = "#EAEDEF"
NIGHT = "#9AA3AB"

PRINCIPAL = "#14181F"
ADVANCE = "#00695F"
FOLLOW_UP = "#743EC5"
OTHER = "#868F99"
OPPOSING = "#8A6C3C"

ROLE_COLOURS = {
    "principal": PRINCIPAL,
    "advance": ADVANCE,
    "follow-up": FOLLOW_UP,
    "decoy": FOLLOW_UP,
    "rescue": FOLLOW_UP,
}
ROLE_NAMES = {
    "principal": "Principal",
    "advance": "Advance",
    "follow-up": "Follow-up",
    "decoy": "Decoy",
    "rescue": "Rescue",
}
CASING_PT = 1.2
MARK_MM = 2.5
MARK_EVERY_MM = 23.0
MARK_STAGGER_MM = 1.95

SWEPT_OPACITY = (0.46, 0.37, 0.28, 0.20, 0.13, 0.07)
SWEPT_FADE = (0.40, 0.02)
WINDOW_OPACITY = 0.055
BAND_OPACITY = 0.035

DASH_MM = (0.9, 0.6)

HOUR_LINE = Stroke(GRID_HOUR, 0.4)
HALF_LINE = Stroke(GRID_HALF, 0.25)
MIDNIGHT_LINE = Stroke(INK_3, 0.7)
FRAME_LINE = Stroke(INK_2, 0.6)
BAND_LINE = Stroke(INK, 0.9)
STATION_LINE = Stroke(STATION_MAIN, 0.6)
MINOR_LINE = Stroke(STATION_MINOR, 0.4)
ASSUMED_LINE = Stroke(HAIRLINE, 0.3, DASH_MM)
VALID_UNTIL = Stroke(ADVANCE, 0.4, (0.15, 0.65))
"""Dotted: the end of a validity."""
LEADER = Stroke(INK_3, 0.25)
STRIP = Stroke(INK, 0.8)
WINDOW_OUTLINE = Stroke(INK_3, 0.35)
WORK_LINE = Stroke(INK_3, 0.25)
WORK_OUTLINE = Stroke(INK_2, 0.5)
LIMIT_LINE = Stroke(INK, 0.35)
CAP_PT = 0.5
RUN_PT = (2.6, 2.0, 1.7, 1.5)
"""Of the line of a run, by rows on the sheet."""
RUN_THIN_PT = 0.8
TEETH_PT = 0.4
HEIGHT_LINE = Stroke(INK_2, 0.7)
GROUND_OPACITY = 0.04
LIMIT_OPACITY = 0.17
CAP_OPACITY = 0.055
BAND_OUTLINE = Stroke(INK_3, 0.3)
BAND_MARK = Stroke(INK_2, 0.45)
LIMIT_EDGE = Stroke(INK, 1.4)


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights in points that grow with the scale; `behind` is the hollow line, `core` its inside."""

    principal_pt: float
    advance_pt: float
    behind_pt: float
    core_pt: float
    other_pt: float
    other_busy_pt: float
    other_held_pt: float
    hold_pt: float
    number_pt: float


OVERVIEW = Weights(2.4, 1.3, 2.0, 0.8, 0.6, 0.4, 0.95, 1.6, 5.4)
DETAIL = Weights(3.2, 1.7, 2.6, 1.1, 0.85, 0.5, 1.2, 2.2, 7.0)
DETAIL_FROM_MM_PER_H = 30.0
BUSY_TRAINS_A_DAY = 120.0
LABELLED_TRAINS_A_DAY = 60.0
HOLD_LABEL_FROM_S = 900

TITLE = Type("sans-semibold", 20.0, INK)
SUBTITLE = Type("sans", 9.6, INK_2)
NOTICE_NUMBER = Type("condensed-semibold", 8.2, INK)
LEGEND = Type("condensed", 7.5, INK)
LEGEND_NOTE = Type("condensed", 7.5, INK_3)
DATE = Type("condensed-semibold", 7.8, INK)
ZONE = Type("condensed", 7.8, INK_2)
HOUR = Type("condensed", 8.2, INK)
HOUR_SIXTH = Type("condensed-semibold", 8.2, INK)
TEN_MINUTES = Type("condensed", 5.6, INK_3)
HEAD = Type("condensed", 6.2, INK_2)
HEAD_MAIN = Type("condensed-semibold", 7.5, INK)
STATION = {
    1: Type("condensed-semibold", 8.0, INK),
    2: Type("condensed", 6.8, INK),
    3: Type("condensed", 5.6, INK_2),
}
KM = {1: Type("condensed", 8.0, INK_2), 2: Type("condensed", 6.8, INK_2), 3: Type("condensed", 5.6, INK_2)}
PITCH_MM = {1: 3.05, 2: 2.6, 3: 2.15}
LABEL_MOVE_MM = 3.4
STRIP_NOTE = Type("condensed", 5.4, INK_2)
HALO_PT = 1.4
BAND_TITLE = Type("condensed-semibold", 6.8, INK, halo_pt=1.4)
BAND_NOTE = Type("condensed", 5.8, INK_2, halo_pt=1.4)
BAND_CLOCK = Type("condensed", 6.2, INK_2, halo_pt=1.4)
BAR_FIGURE = Type("condensed-semibold", 5.8, INK)
BAR_LEAVES = Type("condensed", 5.8, INK, halo_pt=1.4)
AXIS = Type("condensed", 7.0, INK_2)
TIME = Type("condensed", 6.2, INK_2)
TIME_MAIN = Type("condensed-semibold", 6.8, INK)
LIMIT_FIGURE = Type("condensed", 7.5, INK_2)
LIMIT_FIGURE_SMALL = Type("condensed", 5.6, INK_2)
CAP_WORDS = Type("condensed", 6.8, INK_2)
BAND_WORDS = Type("condensed", 6.8, INK)
BAND_WORDS_SMALL = Type("condensed", 5.6, INK)
NOTE = Type("condensed", 6.8, INK)
LANE_WORDS = Type("condensed", 5.4, INK_2)
HEIGHT = Type("condensed", 6.2, INK_2)
GRADE_FIGURE = Type("condensed", 5.6, INK_2)
FOOTER = Type("condensed", 7.0, INK_2)


def italic(style: Type) -> Type:
    """The same size and colour in italic: how estimated and assumed values are set."""
    return Type("condensed-italic", style.size_pt, style.colour, style.halo_pt)


LIGHT: Mapping[str, str] = {
    "background": "#F4F5F3",
    "panel": PAPER,
    "ink": INK,
    "ink-2": INK_2,
    "ink-3": INK_3,
    "hairline": HAIRLINE,
    "grid-hour": GRID_HOUR,
    "grid-half": GRID_HALF,
    "station-main": STATION_MAIN,
    "station-minor": STATION_MINOR,
    "night": NIGHT,
    "land": "#F8F8F6",
    "principal": PRINCIPAL,
    "advance": ADVANCE,
    "follow-up": FOLLOW_UP,
    "other": OTHER,
    "opposing": OPPOSING,
}
DARK: Mapping[str, str] = {
    "background": "#0B131E",
    "panel": "#141E2B",
    "ink": "#E6EBF0",
    "ink-2": "#A9B4C0",
    "ink-3": "#8694A3",
    "hairline": "#2A3644",
    "grid-hour": "#26323F",
    "grid-half": "#172230",
    "station-main": "#26323F",
    "station-minor": "#172230",
    "night": "#3B4958",
    "land": "#141E2B",
    "principal": "#FFFFFF",
    "advance": "#1FC7A6",
    "follow-up": "#A08CF5",
    "other": "#707A85",
    "opposing": "#B08F5E",
}
"""Colours of a page on a screen, light and dark; both have the same names."""
SHADES_LIGHT: Mapping[str, float] = {
    "window": WINDOW_OPACITY,
    "band": BAND_OPACITY,
    **{f"swept-{k}": opacity for k, opacity in enumerate(SWEPT_OPACITY)},
}
SHADES_DARK: Mapping[str, float] = {
    "window": 0.11,
    "band": 0.06,
    **{f"swept-{k}": opacity for k, opacity in enumerate((0.60, 0.48, 0.36, 0.26, 0.17, 0.09))},
}
PX_PER_PT = 96.0 / 72.0
SCREEN_PX: Mapping[str, int] = {"read": 17, "head": 20, "value": 22, "key": 52, "least": 15, "place": 19}
"""Type on a screen of 24 inches at 0.7 m; `least` is the smallest that is set."""
