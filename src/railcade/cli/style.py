"""Bold, dim and the user's own sixteen colours; nothing at all where nobody looks."""

from __future__ import annotations

import os
import shutil
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TextIO

WIDEST = 100
NARROWEST = 80
TABLE_NARROWEST = 60
MARKS = {"advance": "▲", "principal": "◆", "follow-up": "○", "decoy": "◌", "rescue": "+"}
OTHER_MARK = "·"


@dataclass(frozen=True, slots=True)
class Style:
    """How text is marked; `on` False leaves it plain."""

    on: bool

    def bold(self, text: str) -> str:
        """What matters most."""
        return self._marked("1", text)

    def dim(self, text: str) -> str:
        """Labels and notes."""
        return self._marked("2", text)

    def italic(self, text: str) -> str:
        """What was assumed or estimated."""
        return self._marked("3", text)

    def red(self, text: str) -> str:
        """A refusal."""
        return self._marked("1;31", text)

    def mark(self, role: str) -> str:
        """The mark of a role in its colour."""
        codes = {"advance": "36", "principal": "1", "follow-up": "35", "decoy": "35", "rescue": "35"}
        mark = MARKS.get(role, OTHER_MARK)
        return self._marked(codes[role], mark) if role in codes else mark

    def _marked(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.on and text else text


PLAIN = Style(False)


def style_for(stream: TextIO) -> Style:
    """Colour on a terminal, unless NO_COLOR or a dumb terminal asks for none."""
    wanted = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return Style(wanted and stream.isatty())


def width_for(stream: TextIO, narrowest: int = NARROWEST) -> int:
    """Columns to use: those of COLUMNS or of the terminal, up to 100; without either, as in a pipe, 100."""
    asked = os.environ.get("COLUMNS", "")
    columns = int(asked) if asked.isdecimal() and int(asked) else WIDEST
    if columns == WIDEST and stream.isatty():
        columns = shutil.get_terminal_size((WIDEST, 24)).columns
    return max(narrowest, min(WIDEST, columns))


def folded(label: str, parts: Sequence[tuple[str, str]], style: Style, width: int) -> list[str]:
    """Names, dim, with their figures behind a label, on as many lines as they need."""
    lines, room = [label], width - len(label)
    used = 0
    for name, words in parts:
        length = len(name) + 1 + len(words)
        if used and used + 3 + length > room:
            lines.append(" " * len(label))
            used = 0
        lines[-1] += f"{'   ' if used else ''}{style.dim(name)} {words}"
        used += length + (3 if used else 0)
    return lines


def wrapped(text: str, width: int) -> list[str]:
    """Lines of at most `width` characters; long paths and commands are not broken."""
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False) or [""]
