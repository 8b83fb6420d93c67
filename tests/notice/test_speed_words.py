"""Words on the speed-distance diagram: none overlap, leave the sheet, are too small or in other faces."""

from __future__ import annotations

import re
import zlib
from functools import cache
from itertools import combinations

import pytest

from railcade.notice.fonts import FOLDER, text_width_em
from tests.notice.made_up_run import SHEETS
from tests.notice.seen import words_of


@cache
def drawn(name: str) -> str:
    return SHEETS[name]().svg


@pytest.mark.parametrize("name", SHEETS)
def test_words_neither_overlap_nor_leave_the_sheet_nor_are_too_small(name: str) -> None:
    svg = drawn(name)
    width, height = (float(x) for x in re.search(r'viewBox="0 0 (\S+) (\S+)"', svg).groups())
    assert (width, height) == (420.0, 297.0)
    words = words_of(svg)
    assert len(words) > 40
    assert [word.words for word in words if not word.box.inside(width, height)] == []
    assert [(a.words, b.words) for a, b in combinations(words, 2) if a.box.touches(b.box)] == []
    assert min(word.size_pt for word in words) >= 5.4


@pytest.mark.parametrize("name", ["long", "special"])
def test_every_letter_is_in_the_shipped_faces(name: str) -> None:
    for word in words_of(drawn(name)):
        for letter in word.words:
            assert text_width_em(letter, word.face) != 1.0 or letter in "‰…", (word.words, letter)


def test_a_pdf_of_the_sheet_holds_only_plex() -> None:
    import typst

    page = '#set page(width: 420mm, height: 297mm, margin: 0pt)\n#image(bytes(sys.inputs.s), format: "svg")'
    fonts = typst.Fonts(include_system_fonts=True, include_embedded_fonts=True, font_paths=[str(FOLDER)])
    compiler = typst.Compiler(input=page.encode(), font_paths=fonts, sys_inputs={"s": drawn("special")})
    pdf = compiler.compile(format="pdf")
    assert isinstance(pdf, bytes)
    text = pdf + b"".join(
        zlib.decompressobj().decompress(part) for part in re.findall(rb"stream\n(x.*?)endstream", pdf, re.S)
    )
    names = {name.decode() for name in re.findall(rb"/FontName\s*/[A-Z]{6}\+([A-Za-z0-9-]+)", text)}
    assert names and all(name.startswith("IBMPlex") for name in names), names
