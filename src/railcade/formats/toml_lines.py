"""On which line of a TOML file each key stands.

The standard library's parser keeps no positions, so the text is scanned a second time for them.
The scan only finds lines; values always come from the parser.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

KeyPath = tuple[str | int, ...]
_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?")
_KEY = re.compile(
    r"""^\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*="""
)
_PART = re.compile(r"""[A-Za-z0-9_-]+|"[^"]*"|'[^']*'""")


def key_lines(text: str) -> dict[KeyPath, int]:
    """Line (from 1) of each key, table and array element of a TOML text."""
    scan = _Scan()
    for number, line in enumerate(text.splitlines(), start=1):
        scan.take(number, line)
    return scan.lines


@dataclass(slots=True)
class _Scan:
    """State while going through the lines."""

    lines: dict[KeyPath, int] = field(default_factory=dict)
    table: KeyPath = ()
    arrays: dict[KeyPath, int] = field(default_factory=dict)
    value: KeyPath = ()
    depth: int = 0
    element: int = 0
    quote: str = ""

    def take(self, number: int, line: str) -> None:
        """Read one line."""
        if self.depth or self.quote:
            self._value(number, line)
            return
        header = _HEADER.match(line)
        if header is not None:
            self._header(number, header.group(2), header.group(1) == "[[")
            return
        key = _KEY.match(line)
        if key is not None:
            self.value = self.table + _parts(key.group(1))
            self.lines.setdefault(self.value, number)
            self.element = 0
            self._value(number, line[key.end() :])

    def _header(self, number: int, name: str, is_array: bool) -> None:
        path: KeyPath = ()
        parts = _parts(name)
        for i, part in enumerate(parts):
            path = (*path, part)
            if is_array and i == len(parts) - 1:
                self.arrays[path] = self.arrays.get(path, -1) + 1
            if path in self.arrays:
                path = (*path, self.arrays[path])
        self.table = path
        self.lines.setdefault(path, number)

    def _value(self, number: int, text: str) -> None:
        """Follow brackets and strings; note the line on which each element of an array begins."""
        i = 0
        while i < len(text):
            if self.quote:
                i = self._inside_string(text, i)
                continue
            char = text[i]
            if char == "#":
                return
            if self.depth == 1 and char not in " \t,]":
                self.lines.setdefault((*self.value, self.element), number)
            if char in "\"'":
                self.quote = char * 3 if text.startswith(char * 3, i) else char
                i += len(self.quote)
                continue
            if char in "[{":
                self.depth += 1
            elif char in "]}":
                self.depth = max(0, self.depth - 1)
            elif char == "," and self.depth == 1:
                self.element += 1
            i += 1
        if len(self.quote) == 1:
            self.quote = ""

    def _inside_string(self, text: str, i: int) -> int:
        if text[i] == "\\" and self.quote[0] == '"':
            return i + 2
        if text.startswith(self.quote, i):
            step = len(self.quote)
            self.quote = ""
            return i + step
        return i + 1


def _parts(name: str) -> KeyPath:
    return tuple(part.strip("\"'") for part in _PART.findall(name))
