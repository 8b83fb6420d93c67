"""Where to find: on the first page, each section and each long table with its pages and kilometres."""

from __future__ import annotations

from collections.abc import Sequence

from railcade.notice.document.blocks import Fields, Section, Sheet, Table, plain
from railcade.notice.document.typeset import FIELDS_KEY, km_column, literal
from railcade.notice.document.view import View

_WORDS: dict[str, tuple[tuple[str, str], ...]] = {
    "trains": (
        ("formations", "length, mass, brakes, top speed and why"),
        ("", "lamps, bell codes"),
        ("people", "who is aboard"),
    ),
    "paths": (("", "when each train passes; where day and clocks change"), ("spacing", "gaps")),
    "others": (("", "who is held, where, until when"),),
    "stops": (
        ("", "where trains stand, how long and why; border"),
        ("programme", "programme"),
        ("people", "supplies"),
    ),
    "contingencies": (("", "danger, who may stop the trains, radio fails, who decides"),),
    "speeds": (("", "caps of the trains and why, slow stretches, works on the line, weather"),),
    "communications": (("", "nets and what replaces them, check-ins, code words, telephones"),),
    "reporting": (("", "what is reported, to whom, on which form"),),
    "secrecy": (("", "who may see what, what the public is told, destruction"),),
    "annexes": (("assumptions", "all that is estimated or assumed (≈), in order of the way"),),
}
"""What a stranger asks, by section, and the part whose release the words need."""

_TABLES: dict[str, str] = {
    "The line, section by section": "closed line: what may not be entered, and when",
    "Posts on the line": "posts: box open, no shunting, points locked, guard",
    "Level crossings": "level crossings: every closing, guard",
    "Searched and found clear, by patrol": "bridges and tunnels searched",
}
"""What a stranger asks, by table."""


def finding_source(view: View, sections: Sequence[Section]) -> str:
    """Source of the block; it names only what this reader gets."""
    rows: list[tuple[str, str, str]] = []
    for number, section in enumerate(sections, 1):
        rows += [(str(number), words, key) for words, key in _lines(view, section)]
    told = ""
    parts: list[str] = []
    for number_words, words, key in rows:
        first = "true" if number_words != told else "false"
        told = number_words
        parts.append(f"({literal(number_words)}, {literal(words)}, {literal(key)}, {first})")
    return f"#where-to-find(({', '.join(parts)},))" if parts else ""


def _lines(view: View, section: Section) -> list[tuple[str, str]]:
    """Words and key of what is looked up in a section; no key for the section itself."""
    asked = [words for part, words in _WORDS.get(section.key, ()) if not part or view.shows(part)]
    on_pages = [block for block in section.blocks if not isinstance(block, Sheet)]
    tables = [
        (plain(block.title), f"{section.key}-{i}")
        for i, block in enumerate(on_pages)
        if isinstance(block, Table) and km_column(block) is not None
    ]
    if section.key == "protection":
        found = [(f"{section.title}: {_TABLES.get(title, title)}", key) for title, key in tables]
    elif section.key == "paths" and len(tables) == 1:
        found = [(f"{section.title}: {', '.join(asked)}", tables[0][1])]
    else:
        found = [(f"{section.title}: {', '.join(asked)}", "")] if asked else []
    if any(isinstance(block, Fields) and block.km for block in on_pages):
        found.append((f"{section.title}: rescue locomotive, refuges, hospital by kilometre", FIELDS_KEY))
    if len(on_pages) < len(section.blocks):
        found.append(("Train graph, folded", "sheets"))
    return found
