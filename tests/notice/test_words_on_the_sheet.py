"""Words never overlap, never leave the sheet, are never too small, and use shipped faces alone."""

from __future__ import annotations

import re
import zlib
from dataclasses import replace
from itertools import combinations

import pytest

from railcade.notice import draw_graph
from railcade.notice.fonts import FOLDER, text_width_em
from railcade.plan.model import Plan
from tests.notice.made_up import LONG_LINE, SHORT_LINE, MadeUp, made_up
from tests.notice.seen import words_of

FIVE = (
    ("advance", "9P01", -900),
    ("principal", "1X01", 0),
    ("follow-up", "9P02", 660),
    ("decoy", "1X03", 1320),
    ("rescue", "9P04", 1980),
)
SHEETS = {
    "long": made_up,
    "short": lambda: made_up(SHORT_LINE, held=2),
    "one role": lambda: made_up(SHORT_LINE, roles=(("principal", "1X01", 0),), held=0),
    "five roles": lambda: made_up(roles=FIVE),
    "zone without border": lambda: made_up([(n, km, 0, main, c) for n, km, _, main, c in LONG_LINE]),
    "no border": lambda: made_up(LONG_LINE[:30]),
    "evening": lambda: made_up(depart="2027-12-31T14:10:00Z"),
    "half hour zone": lambda: made_up(depart="2016-05-16T07:00:00Z"),
}


def drawn(name: str) -> str:
    made: MadeUp = SHEETS[name]()
    return draw_graph(made.plan, made.network, None, "7C1E 40B2")


@pytest.mark.parametrize("name", SHEETS)
def test_words_neither_overlap_nor_leave_the_sheet_nor_are_too_small(name: str) -> None:
    svg = drawn(name)
    width, height = (float(x) for x in re.search(r'viewBox="0 0 (\S+) (\S+)"', svg).groups())
    words = words_of(svg)
    assert len(words) > 40
    outside = [word.words for word in words if not word.box.inside(width, height)]
    assert outside == []
    overlapping = [(a.words, b.words) for a, b in combinations(words, 2) if a.box.touches(b.box)]
    assert overlapping == []
    assert min(word.size_pt for word in words) >= 5.4


def test_an_overlap_would_be_found() -> None:
    svg = drawn("short")
    doubled = re.sub(r"(<text [^>]*>Birch</text>)", r"\1\1", svg)
    words = [word for word in words_of(doubled) if word.words == "Birch"]
    assert words[0].box.touches(words[1].box)


@pytest.mark.parametrize("name", ["long", "short"])
def test_every_letter_is_in_the_shipped_faces(name: str) -> None:
    for word in words_of(drawn(name)):
        for letter in word.words:
            assert text_width_em(letter, word.face) != 1.0, (word.words, letter)


def test_a_pdf_of_the_sheet_holds_only_plex() -> None:
    import typst

    page = '#set page(width: 420mm, height: 297mm, margin: 0pt)\n#image(bytes(sys.inputs.s), format: "svg")'
    fonts = typst.Fonts(include_system_fonts=True, include_embedded_fonts=True, font_paths=[str(FOLDER)])
    inputs = {"s": drawn("long")}
    pdf = typst.Compiler(input=page.encode(), font_paths=fonts, sys_inputs=inputs).compile(format="pdf")
    assert isinstance(pdf, bytes)
    text = pdf + b"".join(
        zlib.decompressobj().decompress(part) for part in re.findall(rb"stream\n(x.*?)endstream", pdf, re.S)
    )
    names = {name.decode() for name in re.findall(rb"/FontName\s*/[A-Z]{6}\+([A-Za-z0-9-]+)", text)}
    assert all(name.startswith("IBMPlex") for name in names), names
    assert len(names) == len({word.face for word in words_of(drawn("long"))}) == 5


def test_a_long_name_is_broken_or_cut_not_run_over() -> None:
    line = (
        ("Alder", 0.0, 0, True, "GB"),
        ("Llanfairpwllgwyngyllgogerychwyrndrobwll", 20.0, 0, True, "GB"),
        ("Korea Russia Friendship Bridge (border)", 40.0, 0, False, "GB"),
        ("Fir", 61.3, 0, True, "GB"),
    )
    made = made_up(line, held=0)
    svg = draw_graph(made.plan, made.network, None, "7C1E 40B2")
    names = [word for word in words_of(svg) if word.group == "names"]
    assert min(x for word in names for x, _ in word.box.corners) >= 14.0 - 1e-6
    assert any(word.words.endswith("…") for word in names)
    assert "Bridge" in {word.words for word in names}


def test_markup_in_names_is_escaped() -> None:
    made = made_up(SHORT_LINE, held=0)
    plan: Plan = replace(made.plan, name="<Graft & co>")
    assert any("<Graft & co>" in word.words for word in words_of(draw_graph(plan, made.network, None, "x")))
