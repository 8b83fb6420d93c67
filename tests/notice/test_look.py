"""Tokens: contrast on paper, and roles that do not look alike."""

from __future__ import annotations

from itertools import combinations

import pytest

from railcade.notice import look
from railcade.notice.fonts import FACES, FOLDER, text_width_em
from tests.notice.ciede import difference, lab_of

TYPES = [
    style
    for value in vars(look).values()
    for style in (value.values() if isinstance(value, dict) else [value])
    if isinstance(style, look.Type)
]


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours (WCAG 2.2, relative luminance of sRGB)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255.0 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_text_on_paper_has_contrast() -> None:
    assert len(TYPES) > 15
    assert {style for style in TYPES if contrast(style.colour, look.PAPER) < 4.5} == set()
    assert contrast(look.OPPOSING, look.PAPER) >= 4.5


def test_lines_of_trains_have_contrast() -> None:
    for colour in (*look.ROLE_COLOURS.values(), look.OTHER, look.OPPOSING):
        assert contrast(colour, look.PAPER) >= 3.0


def test_contrast_of_known_pairs() -> None:
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21.0)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)


def test_roles_do_not_look_alike() -> None:
    colours = [look.PRINCIPAL, look.ADVANCE, look.FOLLOW_UP, look.OTHER, look.OPPOSING]
    for first, second in combinations(colours, 2):
        assert difference(lab_of(first), lab_of(second)) >= 15.0, (first, second)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [  # pairs 1, 7 and 25 of the test data of Sharma, Wu and Dalal (2005)
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 0.0, 0.0), (50.0, -1.0, 2.0), 2.3669),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ],
)
def test_the_difference_is_that_of_its_paper(first, second, expected) -> None:
    assert difference(first, second) == pytest.approx(expected, abs=1e-4)


def test_nothing_is_below_the_floor_of_reading() -> None:
    assert min(style.size_pt for style in TYPES) >= 5.4
    assert look.OVERVIEW.number_pt >= 5.4


@pytest.mark.parametrize("face", FACES)
def test_digits_are_equally_wide(face: str) -> None:
    assert len({text_width_em(digit, face) for digit in "0123456789"}) == 1
    assert text_width_em("0", face) == pytest.approx(0.54 if face.startswith("condensed") else 0.6)


@pytest.mark.parametrize("face", FACES)
def test_letters_of_the_route_are_there(face: str) -> None:
    letters = "평양두만강" if face.startswith("hangul") else "≈−–′½·…“”ŏŭĕВладивосток|‰"
    for letter in letters:
        assert text_width_em(letter, face) < 1.0 or letter in "…‰", letter


def test_every_face_is_shipped_with_its_licence() -> None:
    for face in FACES.values():
        assert (FOLDER / f"{face.stem}.ttf").read_bytes()[:4] == b"\x00\x01\x00\x00"
        assert (FOLDER / f"{face.stem}.woff2").read_bytes()[:4] == b"wOF2"
    assert "SIL OPEN FONT LICENSE" in (FOLDER / "OFL.txt").read_text()
