"""Section 12: who may know, until when, and what the public is told."""

from __future__ import annotations

from railcade.notice.document.blocks import (
    Block,
    Column,
    Fields,
    Paragraph,
    Row,
    Section,
    Table,
    Words,
    quiet,
)
from railcade.notice.document.view import View
from railcade.notice.document.words import date_time


def secrecy(view: View) -> Section | None:
    """Release, destruction, cover text, press line."""
    if not view.shows("secrecy"):
        return None
    given = view.details.secrecy
    none = quiet("not given")
    destroy: Words = (
        none if given.destroy_at_s is None else date_time(given.destroy_at_s, view.destination.zone)
    )
    pairs: tuple[tuple[str, Words], ...] = (
        ("Classification", view.plan.classification),
        ("Destroy by", destroy),
        ("How", given.withdraw or none),
        ("Public is told", given.cover_text or none),
        ("Press is told", given.press_line or none),
    )
    blocks: list[Block] = [Fields(pairs, across=1)]
    blocks += [Paragraph(rule) for rule in given.rules]
    if view.group is None and view.details.groups:
        columns = (Column("Group", "40mm"), Column("Copies", "22mm"), Column("Not released to it", "1fr"))
        rows = tuple(
            Row(
                (
                    group.title,
                    group.copies,
                    ", ".join(part.replace("_", " ") for part in group.withheld) or "nothing withheld",
                )
            )
            for group in view.details.groups
        )
        blocks.append(Table(columns, rows, title="Release"))
    return Section("secrecy", "Secrecy", tuple(blocks))
