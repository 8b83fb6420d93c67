"""The amendment sheet: what each row was, struck through, and what it is."""

from __future__ import annotations

from collections.abc import Sequence

from railcade.notice.amendments.changes import GROUPS, Change, changes_between
from railcade.notice.document.blocks import (
    Block,
    Column,
    Paragraph,
    Row,
    Section,
    Span,
    Table,
    Words,
    quiet,
    strong,
)
from railcade.notice.document.notice import Notice, issued_or_window_s, page_meta
from railcade.notice.document.typeset import literal, sections_source
from railcade.notice.document.view import View
from railcade.notice.document.words import count

NOTHING = "Nothing changed: every row of this edition stands as it was."
_WIDTHS = {1: ("1fr",), 2: ("20mm", "1fr"), 3: ("27mm", "27mm", "1fr"), 4: ("15mm", "30mm", "1fr", "16mm")}
_LEAST_MM, _WIDEST_MM, _LETTER_MM = 24.0, 48.0, 1.75
_FIGURES = frozenset({"km"})


def make_amendment(before: View, after: View) -> Notice:
    """The sheet that leads from one edition to the next."""
    changes = changes_between(before, after)
    sections = [_summary(changes, before, after)]
    for group, (heads, _) in GROUPS.items():
        own = [change for change in changes if change.group == group]
        if own:
            key = group.lower().replace(" ", "-")
            sections.append(Section(key, group, (_table(heads, own),)))
    body, drawings = sections_source(sections)
    header = after.details.header
    line = f"Edition {header.edition} replaces edition {before.details.header.edition}"
    head = f"#amendment-head({literal(after.plan.movement)}, {literal(line)}, {literal(str(header.edition))})"
    meta = page_meta(after, what="Amendment to special train notice")
    return Notice(tuple(sections), f"{head}\n{body}\n", meta, drawings, issued_or_window_s(after))


def _summary(changes: Sequence[Change], before: View, after: View) -> Section:
    if not changes:
        return Section("summary", "What moved", (Paragraph(strong(NOTHING)),))
    parts = [
        f"{group.lower()} {sum(change.group == group for change in changes)}"
        for group in GROUPS
        if any(change.group == group for change in changes)
    ]
    words: Words = (
        strong(f"{count(len(changes), 'row').capitalize()} changed: "),
        f"{', '.join(parts)}. Everything else stands as in edition {before.details.header.edition}. "
        "What was is struck through. Take out the old pages; the change bars of the notice stand beside the "
        "same rows.",
    )
    records = (
        f"Edition {before.details.header.edition}: check record {before.facts.record_id}. "
        f"Edition {after.details.header.edition}: check record {after.facts.record_id}."
    )
    blocks: tuple[Block, ...] = (Paragraph(words), Paragraph(records, small=True))
    return Section("summary", "What moved", blocks)


def _table(heads: tuple[str, ...], changes: Sequence[Change]) -> Table:
    widths = _WIDTHS[len(heads)]
    columns = [
        Column(head, "16mm" if head in _FIGURES else width, figures=head in _FIGURES)
        for head, width in zip(heads, widths, strict=True)
    ]
    widest = max(len(word) for change in changes for word in change.words)
    most_mm = _WIDEST_MM if len(heads) < len(_WIDTHS) else _LEAST_MM
    width = f"{max(_LEAST_MM, min(most_mm, _LETTER_MM * widest)):.0f}mm"
    columns += [Column("was", width), Column("is", width)]
    rows: list[Row] = []
    told = ""
    for change in _by_day(changes):
        if change.entry.day != told:
            told = change.entry.day
            rows.append(Row(banner=told))
        was, now = change.words
        rows.append(Row((*change.entry.labels, _was(was), _now(now))))
    return Table(tuple(columns), tuple(rows))


def _by_day(changes: Sequence[Change]) -> list[Change]:
    """Day by day, in each in the order of the way."""
    first_s: dict[str, float] = {}
    for change in changes:
        entry = change.entry
        first_s[entry.day] = min(entry.at_s, first_s.get(entry.day, entry.at_s))
    return sorted(changes, key=lambda change: first_s[change.entry.day])


def _was(words: str) -> Words:
    return Span("struck", words) if words else quiet("new")


def _now(words: str) -> Words:
    return strong(words) if words else quiet("withdrawn")
