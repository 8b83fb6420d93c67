"""Faces by name: their files, the CSS that finds them in browser and typesetter, their widths.

A typesetter knows these files by the old name record, a browser by the family that the style sheet
declares; both names stand in `css`, so one drawing looks the same in both.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from railcade.notice.fonts.metrics import Metrics, read_metrics

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Face:
    """A face: file stem, family as declared in the style sheet, weight, style, and the CSS that uses it."""

    stem: str
    family: str
    weight: int
    style: str
    css: str


FACES: dict[str, Face] = {
    "sans": Face(
        "IBMPlexSans-Regular",
        "IBM Plex Sans",
        400,
        "normal",
        "font-family:'IBM Plex Sans';font-weight:400",
    ),
    "sans-semibold": Face(
        "IBMPlexSans-SemiBold",
        "IBM Plex Sans",
        600,
        "normal",
        "font-family:'IBM Plex Sans SmBld','IBM Plex Sans';font-weight:600",
    ),
    "sans-light": Face(
        "IBMPlexSans-Light",
        "IBM Plex Sans",
        300,
        "normal",
        "font-family:'IBM Plex Sans';font-weight:300",
    ),
    "sans-italic": Face(
        "IBMPlexSans-Italic",
        "IBM Plex Sans",
        400,
        "italic",
        "font-family:'IBM Plex Sans';font-weight:400;font-style:italic",
    ),
    "mono": Face(
        "IBMPlexMono-Regular",
        "IBM Plex Mono",
        400,
        "normal",
        "font-family:'IBM Plex Mono';font-weight:400",
    ),
    "hangul": Face(
        "IBMPlexSansKR-Regular",
        "IBM Plex Sans KR",
        400,
        "normal",
        "font-family:'IBM Plex Sans KR';font-weight:400",
    ),
    "hangul-semibold": Face(
        "IBMPlexSansKR-SemiBold",
        "IBM Plex Sans KR",
        600,
        "normal",
        "font-family:'IBM Plex Sans KR SmBld','IBM Plex Sans KR';font-weight:600",
    ),
    "condensed": Face(
        "IBMPlexSansCondensed-Regular",
        "IBM Plex Sans Condensed",
        400,
        "normal",
        "font-family:'IBM Plex Sans Condensed','IBM Plex Sans';font-stretch:condensed;font-weight:400",
    ),
    "condensed-medium": Face(
        "IBMPlexSansCondensed-Medium",
        "IBM Plex Sans Condensed",
        500,
        "normal",
        "font-family:'IBM Plex Sans Condensed','IBM Plex Sans Cond Medm';font-stretch:condensed;"
        "font-weight:500",
    ),
    "condensed-semibold": Face(
        "IBMPlexSansCondensed-SemiBold",
        "IBM Plex Sans Condensed",
        600,
        "normal",
        "font-family:'IBM Plex Sans Condensed','IBM Plex Sans Cond SmBld';font-stretch:condensed;"
        "font-weight:600",
    ),
    "condensed-italic": Face(
        "IBMPlexSansCondensed-Italic",
        "IBM Plex Sans Condensed",
        400,
        "italic",
        "font-family:'IBM Plex Sans Condensed','IBM Plex Sans';font-stretch:condensed;"
        "font-weight:400;font-style:italic",
    ),
}


@cache
def _metrics(face: str) -> Metrics:
    return read_metrics((FOLDER / f"{FACES[face].stem}.ttf").read_bytes())


def text_width_em(words: str, face: str) -> float:
    """Width of a text in ems, without kerning (Plex kerns by less than a hundredth on these labels).

    A letter that the face lacks counts as a full em, the width of a Hangul syllable.
    """
    advance_em = _metrics(face).advance_em
    return sum(advance_em.get(ord(letter), 1.0) for letter in words)


def font_face_css(faces: Iterable[str]) -> str:
    """`@font-face` rules with the whole files embedded, for the faces named."""
    rules = []
    for name in sorted(faces):
        face = FACES[name]
        data = base64.b64encode((FOLDER / f"{face.stem}.woff2").read_bytes()).decode("ascii")
        rules.append(
            f"@font-face{{font-family:'{face.family}';font-weight:{face.weight};font-style:{face.style};"
            f"src:url(data:font/woff2;base64,{data}) format('woff2')}}"
        )
    return "\n".join(rules)
