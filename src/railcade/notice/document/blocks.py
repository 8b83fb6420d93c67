"""What stands on paper, before anyone thinks of paper: words, tables, fields, sections.

Words are text, or text with a meaning (`Span`), or several of these one after the other. What a meaning
looks like is the typesetter's business (`furniture.typ`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Style = Literal["strong", "unsure", "mono", "quiet", "tracked", "mark", "rest", "own", "struck"]


@dataclass(frozen=True, slots=True)
class Span:
    """Text with a meaning: strong, unsure (italic), mono (numbers of records), quiet, tracked capitals, or
    the mark of a role; or the rest of a figure, which hangs behind the edge on which digits align; or what an
    edition struck out."""

    style: Style
    words: Words


Words: TypeAlias = "str | Span | tuple[Words, ...]"


def strong(words: Words) -> Span:
    """The one emphasis."""
    return Span("strong", words)


def unsure(words: Words) -> Span:
    """An estimated or assumed value: italic, with its sign in front."""
    return Span("unsure", words)


def quiet(words: Words) -> Span:
    """Words of the second rank."""
    return Span("quiet", words)


def rest(words: str) -> Words:
    """What hangs behind the edge on which digits align: a half, a decimal."""
    return Span("rest", words) if words else ""


def own(words: str) -> Words:
    """A name in the letters of its country, beside the Latin one."""
    return Span("own", words) if words else ""


def mono(words: str) -> Span:
    """An identifier that is read out letter by letter."""
    return Span("mono", words)


def mark(role: str) -> Span:
    """The mark of a role, a drawn shape."""
    return Span("mark", role)


def joined(parts: list[Words], between: str) -> Words:
    """Words with something between them."""
    found: list[Words] = []
    for part in parts:
        found += [between, part] if found else [part]
    return tuple(found)


def plain(words: Words) -> str:
    """The letters alone, as a reader or a search finds them."""
    if isinstance(words, str):
        return words
    if isinstance(words, Span):
        if words.style == "mark":
            return ""
        return f"{'≈' if words.style == 'unsure' else ''}{plain(words.words)}"
    return "".join(plain(part) for part in words)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    `width` is ``auto``, a share such as ``1fr``, or a length such as ``12mm``; `figures` are set to the
    right in tabular figures (`narrow` ones in the narrow face), all else to the left in the narrow face.
    `group` stands over the heads of neighbours that share it.
    """

    head: Words
    width: str = "auto"
    figures: bool = False
    group: Words = ""
    quiet: bool = False
    narrow: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """Cells, one for each column; or one `banner` over all columns (a new day, a new zone).

    `follows` is set where it belongs to the row above: no hairline parts them. `changed` is the digit of the
    edition that changed it, for its change bar; empty otherwise.
    """

    cells: tuple[Words, ...] = ()
    banner: Words = ""
    changed: str = ""
    follows: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under heads that are repeated on each page; no row is split. Narrow ones stand `abreast`."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    title: Words = ""
    abreast: int = 1


@dataclass(frozen=True, slots=True)
class Fields:
    """Labels and what belongs to them, in one or two columns of pairs.

    `km` is set where it is looked up by the kilometre at which it begins.
    """

    pairs: tuple[tuple[str, Words], ...]
    across: int = 2
    changed: str = ""
    title: Words = ""
    km: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences. `title` is set before them; `small` is for notes under a table."""

    words: Words
    title: Words = ""
    small: bool = False
    changed: str = ""


@dataclass(frozen=True, slots=True)
class Fine:
    """A long list for looking up, in narrow columns and small type."""

    entries: tuple[Words, ...]
    title: Words = ""
    across: int = 2


@dataclass(frozen=True, slots=True)
class Sheet:
    """A drawing in SVG on a page of its own, exactly its size."""

    svg: str
    title: str


Block: TypeAlias = "Table | Fields | Paragraph | Fine | Sheet"


@dataclass(frozen=True, slots=True)
class Section:
    """A section: its key (stable, for references), title, and what stands in it."""

    key: str
    title: str
    blocks: tuple[Block, ...]
