"""From blocks to the typesetter's source: every word becomes a literal, and none can be taken for markup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from railcade.notice.document.blocks import (
    Block,
    Column,
    Fields,
    Fine,
    Paragraph,
    Row,
    Section,
    Sheet,
    Span,
    Table,
    Words,
    plain,
)
from railcade.notice.raster import size_of

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "", "\t": " "}
_STYLES = {
    "strong": "strong-words",
    "unsure": "unsure-words",
    "quiet": "quiet-words",
    "mono": "mono-words",
    "tracked": "tracked-words",
    "mark": "role-mark",
    "struck": "struck-words",
    "rest": "rest-words",
    "own": "own-words",
}


def literal(text: str) -> str:
    """A string of the typesetter's language."""
    return '"' + "".join(_ESCAPES.get(letter, letter) for letter in text) + '"'


def content(words: Words) -> str:
    """An expression that gives the words."""
    if isinstance(words, str):
        return literal(words)
    if isinstance(words, Span):
        return f"{_STYLES[words.style]}({content(words.words)})"
    parts = [content(part) for part in words]
    return f"[{''.join('#' + part for part in parts)}]" if parts else '""'


def sections_source(sections: Sequence[Section]) -> tuple[str, dict[str, str]]:
    """Source of numbered sections, and the drawings in them by name.

    Numbers run on without a gap: what was not released leaves none.
    """
    parts: list[str] = []
    drawings: dict[str, str] = {}
    for number, section in enumerate(sections, 1):
        on_pages = [block for block in section.blocks if not isinstance(block, Sheet)]
        body = "\n".join(block_source(block, f"{section.key}-{i}") for i, block in enumerate(on_pages))
        parts.append(f"#section({literal(str(number))}, {literal(section.title)}, {{\n{body}\n}})")
        for sheet in section.blocks:
            if isinstance(sheet, Sheet):
                name = f"drawing-{len(drawings)}"
                drawings[name] = sheet.svg
                parts.append(_sheet(sheet, name))
    return "\n".join(parts), drawings


def block_source(block: Block, key: str) -> str:
    """Source of one block; `key` is its own in the document."""
    if isinstance(block, Table):
        return _table(block, key)
    if isinstance(block, Fields):
        pairs = _array(f"({literal(label)}, {content(words)})" for label, words in block.pairs)
        head = f"edition: {literal(block.changed)}, title: {_or_none(block.title)}"
        if block.km:
            head += f", at: (key: {literal(FIELDS_KEY)}, km: {literal(block.km)})"
        return f"fields({block.across}, {head}, {pairs})"
    if isinstance(block, Fine):
        return f"fine({block.across}, title: {_or_none(block.title)}, {_array(map(content, block.entries))})"
    if isinstance(block, Paragraph):
        small = "true" if block.small else "false"
        head = f"title: {_or_none(block.title)}, small: {small}, edition: {literal(block.changed)}"
        return f"paragraph({head}, {content(block.words)})"
    raise TypeError(f"{type(block).__name__} does not stand among blocks")


FIELDS_KEY = "fields"
"""Under which fields with a kilometre are found."""
_LEAST_LOCATED = 13
"""A table with kilometres and so many rows is looked up by them: it says its range at its head."""


def km_column(table: Table) -> int | None:
    """Which column holds kilometres, for a table that is looked up by them."""
    heads = [plain(column.head) for column in table.columns]
    return heads.index("km") if "km" in heads and len(table.rows) >= _LEAST_LOCATED else None


def _table(table: Table, key: str) -> str:
    column = km_column(table)
    columns = _array(_column(column) for column in table.columns)
    rows = _array(_row(row, lead, column) for row, lead in zip(table.rows, _leads(table.rows), strict=True))
    groups = "()"
    if any(column.group for column in table.columns):
        runs = [(group, len(list(run))) for group, run in groupby(table.columns, lambda column: column.group)]
        groups = _array(f"({count}, {content(group)})" for group, count in runs)
    more = f"title: {_or_none(table.title)}, groups: {groups}, abreast: {table.abreast}"
    more += f", located: {_flag(column is not None)}"
    return f"sheet-table({literal(key)}, {columns}, {rows}, {more})"


def _leads(rows: Sequence[Row]) -> list[int]:
    """Of each row, how many rows stay on one page from it on; 0 for one that an earlier row holds.

    A banner stays with the row below it, and what follows a row stays with it. A row that was changed stands
    alone, for its bar is as high as it is.
    """
    leads: list[int] = []
    first = 0
    for i, row in enumerate(rows):
        after_banner = i > 0 and bool(rows[i - 1].banner)
        joins = i > 0 and (row.follows or after_banner) and not row.changed and not rows[i - 1].changed
        if joins:
            leads[first] += 1
            leads.append(0)
        else:
            first = i
            leads.append(1)
    return leads


def _column(column: Column) -> str:
    flags = f"figures: {_flag(column.figures)}, narrow: {_flag(column.narrow)}, quiet: {_flag(column.quiet)}"
    return f"(width: {column.width}, {flags}, head: {content(column.head)})"


def _row(row: Row, lead: int, km: int | None) -> str:
    if row.banner:
        first = row.banner[0] if isinstance(row.banner, tuple) else row.banner
        return f"(lead: {lead}, day: {literal(plain(first))}, banner: {content(row.banner)})"
    flags = f"lead: {lead}, edition: {literal(row.changed)}, follows: {_flag(row.follows)}"
    flags += f", km: {literal('' if km is None else plain(row.cells[km]).removeprefix('≈'))}"
    return f"({flags}, cells: {_array(map(content, row.cells))})"


def _sheet(sheet: Sheet, name: str) -> str:
    width, height = size_of(sheet.svg)
    return f"#drawing(sys.inputs.at({literal(name)}), {width}, {height})"


def _array(items: Iterable[str]) -> str:
    listed = list(items)
    return f"({', '.join(listed)},)" if listed else "()"


def _or_none(words: Words) -> str:
    return content(words) if words else "none"


def _flag(value: bool) -> str:
    return "true" if value else "false"
