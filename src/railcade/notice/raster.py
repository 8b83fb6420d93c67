"""From a drawing in SVG to pixels, with the shipped fonts alone."""

from __future__ import annotations

import re

from railcade.notice.fonts import FOLDER

_SIZE = re.compile(r'<svg[^>]*? width="([0-9.]+mm)" height="([0-9.]+mm)"')
_EMBEDDED = re.compile(r"@font-face\{[^}]*\}\n?")


def svg_to_png(svg: str, ppi: float = 200.0) -> bytes:
    """PNG of a drawing, the page exactly its size; equal drawings give equal bytes.

    Parameters
    ----------
    svg : str
        Text of `Canvas.svg`: its width and height are in millimetres.
    ppi : float
        Pixels per inch.

    Raises
    ------
    ValueError
        If the drawing has no size in millimetres.
    """
    import typst

    width, height = size_of(svg)
    page = (
        f"#set page(width: {width}, height: {height}, margin: 0pt)\n"
        f'#image(bytes(sys.inputs.drawing), format: "svg", width: {width}, height: {height})'
    )
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FOLDER)])
    inputs = {"drawing": without_fonts(svg)}
    compiler = typst.Compiler(input=page.encode(), font_paths=fonts, sys_inputs=inputs)
    image = compiler.compile(format="png", ppi=ppi)
    if not isinstance(image, bytes):
        raise ValueError("the drawing does not fit one page")
    return image


def size_of(svg: str) -> tuple[str, str]:
    """Width and height of a drawing, as it states them.

    Raises
    ------
    ValueError
        If the drawing has no size in millimetres.
    """
    size = _SIZE.search(svg)
    if size is None:
        raise ValueError("the drawing has no width and height in mm")
    return size[1], size[2]


def without_fonts(svg: str) -> str:
    """A drawing without its embedded faces: those are for browsers; here they come from the folder."""
    return _EMBEDDED.sub("", svg)
