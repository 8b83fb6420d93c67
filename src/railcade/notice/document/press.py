"""The press: source and drawings in, PDF or pictures out, with the shipped fonts alone and no clock."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from railcade.notice import look
from railcade.notice.fonts import FOLDER
from railcade.notice.raster import without_fonts

FURNITURE = Path(__file__).with_name("furniture.typ")
_TONES = {"ink": look.INK, "ink-2": look.INK_2, "ink-3": look.INK_3, "hairline": look.HAIRLINE}


def print_pdf(source: str, meta: Mapping[str, Any], drawings: Mapping[str, str], made_at_s: int) -> bytes:
    """A PDF; equal input gives equal bytes.

    Parameters
    ----------
    source : str
        What stands on the pages, in words of `furniture.typ`.
    meta : mapping
        Page furniture: head, classification, edition, title, issuer, claims.
    drawings : mapping of str to str
        SVG by the name under which the source asks for it.
    made_at_s : int
        Time stamp of the document, POSIX seconds: of the plan, never of a clock.
    """
    compiler = _compiler(source, meta, drawings)
    made = compiler.compile(format="pdf", timestamp=datetime.fromtimestamp(made_at_s, UTC))
    if not isinstance(made, bytes):
        raise TypeError("the typesetter gave no document")
    return made


def print_pages(source: str, meta: Mapping[str, Any], drawings: Mapping[str, str], ppi: float) -> list[bytes]:
    """Each page as PNG."""
    made = _compiler(source, meta, drawings).compile(format="png", ppi=ppi)
    return [made] if isinstance(made, bytes) else list(made)


def print_template(template: Path, inputs: Mapping[str, str], made_at_s: int) -> bytes:
    """A PDF of a template of its own, with the words that it asks for; no tags: it may be cut."""
    import typst

    made = typst.Compiler(font_paths=_fonts()).compile(
        input=template.read_bytes(),
        format="pdf",
        timestamp=datetime.fromtimestamp(made_at_s, UTC),
        sys_inputs=dict(inputs),
        pdf_tags=False,
    )
    if not isinstance(made, bytes):
        raise TypeError("the typesetter gave no document")
    return made


def print_template_pages(template: Path, inputs: Mapping[str, str], ppi: float) -> list[bytes]:
    """Each page of such a document as PNG."""
    import typst

    compiler = typst.Compiler(font_paths=_fonts())
    made = compiler.compile(input=template.read_bytes(), format="png", ppi=ppi, sys_inputs=dict(inputs))
    return [made] if isinstance(made, bytes) else list(made or ())


def _compiler(source: str, meta: Mapping[str, Any], drawings: Mapping[str, str]) -> Any:
    import typst

    data = {"look": _TONES, "roles": look.ROLE_COLOURS, "meta": dict(meta)}
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    inputs.update({name: without_fonts(svg) for name, svg in drawings.items()})
    text = f"{FURNITURE.read_text(encoding='utf-8')}\n#show: setup\n{source}\n"
    return typst.Compiler(input=text.encode(), font_paths=_fonts(), sys_inputs=inputs)


@cache
def _fonts() -> Any:
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FOLDER)])
