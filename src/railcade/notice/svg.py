"""A sheet of paper to draw on: millimetres in, SVG text out. It remembers where words stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

from railcade.notice.boxes import Box, text_box
from railcade.notice.fonts import FACES, font_face_css
from railcade.notice.look import MM_PER_PT, PAPER, Stroke, Type

Point = tuple[float, float]

PIXEL_MM = 25.4 / 200
"""Level baselines lie on the rows of a picture at 200 pixels per inch, or small letters lose their tops."""


def number(value: float) -> str:
    """A length as short text, to the hundredth of a millimetre."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def level_mm(baseline_mm: float) -> float:
    """The row of a picture on which level words are set that are wanted at a baseline."""
    return round(baseline_mm / PIXEL_MM) * PIXEL_MM


class Canvas:
    """Collects marks in drawing order; later marks lie on top.

    Parameters
    ----------
    width_mm, height_mm : float
        Size of the sheet.
    """

    def __init__(self, width_mm: float, height_mm: float) -> None:
        self.width_mm = width_mm
        self.height_mm = height_mm
        self.boxes: list[Box] = []
        self._parts: list[str] = []
        self._types: dict[Type, str] = {}
        self._fades: dict[tuple[str, float, float], str] = {}

    def line(self, start: Point, end: Point, stroke: Stroke) -> None:
        """A straight line."""
        self._parts.append(f'<path d="{_path([start, end])}"{_line(stroke)}/>')

    def polyline(self, points: Sequence[Point], stroke: Stroke, cap: str = "butt") -> None:
        """An open line through points, corners bevelled so that narrow angles do not spear out."""
        extra = f' stroke-linejoin="round" stroke-linecap="{cap}"'
        self._parts.append(f'<path d="{_path(points)}"{_line(stroke)}{extra}/>')

    def polygon(
        self, points: Sequence[Point], fill: str, opacity: float = 1.0, stroke: Stroke | None = None
    ) -> None:
        """A closed shape."""
        shade = f' fill-opacity="{opacity:.3g}"' if opacity < 1.0 else ""
        outline = _line(stroke, filled=True) if stroke else ""
        self._parts.append(f'<path d="{_path(points)}Z" fill="{fill}"{shade}{outline}/>')

    def rect(self, corner: Point, size: Point, fill: str, opacity: float = 1.0) -> None:
        """An upright rectangle without outline."""
        (x, y), (width, height) = corner, size
        self.polygon([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], fill, opacity)

    def fading(self, corner: Point, size: Point, fill: str, opacity: tuple[float, float]) -> None:
        """An upright rectangle that fades from its left to its right edge."""
        (x, y), (width, height) = corner, size
        fade = (fill, round(opacity[0], 2), round(opacity[1], 2))
        name = self._fades.setdefault(fade, f"f{len(self._fades)}")
        path = _path([(x, y), (x + width, y), (x + width, y + height), (x, y + height)])
        self._parts.append(f'<path d="{path}Z" fill="url(#{name})"/>')

    def circle(self, centre: Point, radius_mm: float, fill: str, stroke: Stroke) -> None:
        """A ring or disc."""
        self._parts.append(
            f'<circle cx="{number(centre[0])}" cy="{number(centre[1])}" r="{number(radius_mm)}" '
            f'fill="{fill}"{_line(stroke, filled=True)}/>'
        )

    def text(self, at: Point, words: str, style: Type, align: str = "start", angle_deg: float = 0.0) -> Box:
        """Words on a baseline; returns the box that they fill and remembers it."""
        if not angle_deg:
            at = (at[0], level_mm(at[1]))
        box = text_box(at, words, style, align, angle_deg)
        self.boxes.append(box)
        name = self._types.setdefault(style, f"t{len(self._types)}")
        anchor = "" if align == "start" else f' text-anchor="{align}"'
        x, y = number(at[0]), f"{at[1]:.3f}"
        turn = f' transform="rotate({number(angle_deg)} {x} {y})"' if angle_deg else ""
        self._parts.append(f'<text class="{name}" x="{x}" y="{y}"{anchor}{turn}>{escape(words)}</text>')
        return box

    def free(self, box: Box) -> bool:
        """Whether no words stand in a box yet and it lies on the sheet."""
        taken = any(box.touches(other) for other in self.boxes)
        return box.inside(self.width_mm, self.height_mm) and not taken

    def open_group(self, name: str) -> None:
        """Name what follows, for readers of the file and for styles of a page that shows it."""
        self._parts.append(f"<g id={quoteattr(name)}>")

    def close_group(self) -> None:
        """End of the group."""
        self._parts.append("</g>")

    def svg(self, title: str) -> str:
        """The whole drawing as text, fonts embedded, ending in a newline."""
        width, height = number(self.width_mm), number(self.height_mm)
        faces = {style.face for style in self._types}
        styles = [font_face_css(faces), *(_rule(name, style) for style, name in self._types.items())]
        head = [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" '
            f'viewBox="0 0 {width} {height}" role="img">',
            f"<title>{escape(title)}</title>",
            "<style>",
            *styles,
            "</style>",
            *(_fade(name, *of) for of, name in self._fades.items()),
            f'<rect width="{width}" height="{height}" fill="{PAPER}"/>',
        ]
        return "\n".join([*head, *self._parts, "</svg>"]) + "\n"


def _path(points: Iterable[Point]) -> str:
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)


def _line(stroke: Stroke, filled: bool = False) -> str:
    dashes = (
        f' stroke-dasharray="{" ".join(number(dash) for dash in stroke.dash_mm)}"' if stroke.dash_mm else ""
    )
    hollow = "" if filled else ' fill="none"'
    width = f"{stroke.width_pt * MM_PER_PT:.3f}".rstrip("0")
    return f'{hollow} stroke="{stroke.colour}" stroke-width="{width}"{dashes}'


def _fade(name: str, colour: str, from_opacity: float, to_opacity: float) -> str:
    stops = "".join(
        f'<stop offset="{k}" stop-color="{colour}" stop-opacity="{number(opacity)}"/>'
        for k, opacity in enumerate((from_opacity, to_opacity))
    )
    return f'<linearGradient id="{name}">{stops}</linearGradient>'


def _rule(name: str, style: Type) -> str:
    size = f"{style.size_pt * MM_PER_PT:.4f}".rstrip("0")
    halo = ""
    if style.halo_pt:
        width = number(style.halo_pt * MM_PER_PT)
        halo = f";paint-order:stroke;stroke:{PAPER};stroke-linejoin:round;stroke-width:{width}"
    return f".{name}{{{FACES[style.face].css};font-size:{size}px;fill:{style.colour}{halo}}}"
