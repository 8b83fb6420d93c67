"""Tokens of the look as custom properties, and the style sheet that uses them."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from importlib.resources import files

from railcade.notice import look
from railcade.notice.fonts import font_face_css

FACES = ("sans", "sans-semibold", "condensed", "condensed-semibold", "condensed-italic")
_WEIGHTS = {
    "principal": "principal_pt",
    "advance": "advance_pt",
    "behind": "behind_pt",
    "core": "core_pt",
    "other": "other_pt",
    "other-held": "other_held_pt",
    "hold": "hold_pt",
}


def style_sheet(foot: str, claims: str, local_names: str) -> str:
    """The whole style sheet, typefaces embedded; foot and claims stand at the foot of each printed page.

    `local_names` are all names in local letters: Hangul has a typeface of its own, larger than the rest of
    the page, which is embedded where a name needs it.
    """
    hangul = any(unicodedata.name(letter, "").startswith("HANGUL") for letter in local_names)
    faces = (*FACES, "hangul") if hangul else FACES
    light = _colours(look.LIGHT, look.SHADES_LIGHT, "light")
    dark = _colours(look.DARK, look.SHADES_DARK, "dark")
    white = light + f";--background:{look.PAPER};--land:{look.PAPER}"
    return "\n".join(
        [
            font_face_css(faces),
            f":root{{{_measures()};{light}}}",
            f"@media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark}}}}}",
            f":root[data-theme=dark]{{{dark}}}",
            f"@media print{{:root,:root:not([data-theme=light]),:root[data-theme=dark]{{{white}}}}}",
            f"@page{{size:A4 landscape;margin:10mm 10mm 20mm;{_feet(foot, claims)}}}",
            files("railcade.notice.page").joinpath("page.css").read_text(encoding="utf-8"),
        ]
    )


def _colours(colours: Mapping[str, str], shades: Mapping[str, float], scheme: str) -> str:
    parts = [f"color-scheme:{scheme}"]
    parts += [f"--{name}:{colour}" for name, colour in colours.items()]
    parts += [f"--{name}:{opacity:g}" for name, opacity in shades.items()]
    return ";".join(parts)


def _feet(foot: str, claims: str) -> str:
    """Boxes at the foot of a page: what it is, what Railcade never claims, which page."""
    words = (
        f"font:7pt 'IBM Plex Sans Condensed',sans-serif;vertical-align:top;padding-top:2mm;color:{look.INK_2}"
    )
    return (
        f"@bottom-left{{content:{_string(foot)} '\\a' {_string(claims)};{words};white-space:pre-line;"
        "width:90%;text-align:left}"
        f"@bottom-right{{content:counter(page) ' / ' counter(pages);{words};width:10%;text-align:right}}"
    )


def _string(text: str) -> str:
    """A string of a style sheet: every letter by its number, so that none of them ends it."""
    return '"' + "".join(f"\\{ord(letter):06x}" for letter in text) + '"'


def _measures() -> str:
    parts = [f"--{name}-px:{size}px" for name, size in look.SCREEN_PX.items()]
    for scale, weights in (("", look.OVERVIEW), ("-near", look.DETAIL)):
        for name, field in _WEIGHTS.items():
            parts.append(f"--w-{name}{scale}:{getattr(weights, field) * look.PX_PER_PT:.2f}")
    parts.append(f"--w-casing:{look.CASING_PT * look.PX_PER_PT:.2f}")
    return ";".join(parts)
