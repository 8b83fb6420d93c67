"""The list of questions: each answer stands, word for word, on the page that it names."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from railcade.app.planning import plan_movement

pytestmark = pytest.mark.system

ROOT = Path(__file__).resolve().parents[2]
REQUEST = ROOT / "examples" / "corridor" / "movement.toml"
QUESTIONS = ROOT / "docs" / "notice-questions.md"
MOST_OPENED = 2


def questions() -> list[list[str]]:
    """Rows of the list: question, answer, page, section, pages opened."""
    rows = [line for line in QUESTIONS.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[1:]]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    place = tmp_path_factory.mktemp("questions") / "corridor"
    plan_movement(REQUEST, place, lambda _: None)
    words = ("pdftotext", "-layout", str(place / "notice.pdf"), "-")
    text = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    return [flat(page) for page in text.split("\f")[:-1]]


def flat(text: str) -> str:
    """Words with one blank between them."""
    return re.sub(r"\s+", " ", text)


def test_ten_questions_or_more_are_answered_within_two_pages() -> None:
    assert len(questions()) >= 10
    assert all(int(opened) <= MOST_OPENED for *_, opened in questions())


def test_every_answer_stands_on_its_page(pages: list[str]) -> None:
    for question, answer, page, section, _ in questions():
        facts = re.findall(r"`([^`]+)`", answer)
        assert facts, question
        missing = [fact for fact in facts if fact not in pages[int(page) - 1]]
        assert missing == [], (question, page, section)


def test_the_first_page_names_the_page_of_every_answer(pages: list[str]) -> None:
    for question, _, page, section, _ in questions():
        number, title = section.partition(",")[0].split(" ", 1)
        if page == "1":
            continue
        assert re.search(rf"{title}:.*?\b{page}\b", pages[0].partition("Where to find")[2]), (
            question,
            number,
        )
