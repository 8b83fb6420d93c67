"""Change bars: what is not, letter for letter, in the edition before (row, paragraph, list of fields)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from railcade.notice.document.blocks import Block, Fields, Paragraph, Row, Section, Table, plain

Seen = Counter[tuple[str, ...]]


def with_bars(sections: Sequence[Section], before: Sequence[Section], edition: int) -> tuple[Section, ...]:
    """The same sections, marked where they differ from those of the edition before.

    Sections meet by key, tables by their heads; a row that only moved to another line has no bar.
    """
    old = {section.key: section.blocks for section in before}
    return tuple(_section(section, old.get(section.key, ()), str(edition)) for section in sections)


def _section(section: Section, before: Sequence[Block], edition: str) -> Section:
    seen: Seen = Counter(mark for block in before for mark in _marks(block))
    return replace(section, blocks=tuple(_block(block, seen, edition) for block in section.blocks))


def _block(block: Block, seen: Seen, edition: str) -> Block:
    if isinstance(block, Table):
        head = _head(block)
        rows = tuple(
            row if row.banner or _take(seen, _row(head, row)) else replace(row, changed=edition)
            for row in block.rows
        )
        return replace(block, rows=rows)
    if isinstance(block, Paragraph):
        return block if _take(seen, _paragraph(block)) else replace(block, changed=edition)
    if isinstance(block, Fields):
        return block if _take(seen, _fields(block)) else replace(block, changed=edition)
    return block


def _take(seen: Seen, mark: tuple[str, ...]) -> bool:
    """Whether the edition before has it once more."""
    if seen[mark] <= 0:
        return False
    seen[mark] -= 1
    return True


def _marks(block: Block) -> list[tuple[str, ...]]:
    if isinstance(block, Table):
        head = _head(block)
        return [_row(head, row) for row in block.rows if not row.banner]
    if isinstance(block, Paragraph):
        return [_paragraph(block)]
    return [_fields(block)] if isinstance(block, Fields) else []


def _head(table: Table) -> tuple[str, ...]:
    return ("table", plain(table.title), *(plain(column.head) for column in table.columns))


def _row(head: tuple[str, ...], row: Row) -> tuple[str, ...]:
    return (*head, *(plain(cell) for cell in row.cells))


def _paragraph(block: Paragraph) -> tuple[str, ...]:
    return "paragraph", plain(block.title), plain(block.words)


def _fields(block: Fields) -> tuple[str, ...]:
    return "fields", *(f"{label}: {plain(words)}" for label, words in block.pairs)
