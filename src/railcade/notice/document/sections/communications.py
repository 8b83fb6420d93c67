"""Sections 10 and 11: who talks to whom on what, and what is reported."""

from __future__ import annotations

from railcade.notice.document.blocks import (
    Block,
    Column,
    Paragraph,
    Row,
    Section,
    Table,
    Words,
    mono,
    quiet,
    strong,
)
from railcade.notice.document.view import View
from railcade.notice.document.words import duration, km_words, place_words

ORDER_OF_MESSAGES = (
    strong("FLASH"), " interrupts everything: stop, threat, loss of a train. ",
    strong("IMMEDIATE"), ": finding, re-route, missed check-in. ",
    strong("PRIORITY"), ": holds, changes at the border. ",
    strong("ROUTINE"), ": passages. Every message is read back; it counts when the read-back was right.",
)  # fmt: skip


def communications(view: View) -> Section | None:
    """Nets, check-ins, code words, contacts."""
    if not view.shows("communications"):
        return None
    given = view.details
    blocks: list[Block] = []
    if given.nets:
        columns = (
            Column("Net", "24mm"),
            Column("For", "1fr"),
            Column("Bearer", "38mm"),
            Column("If it fails", "38mm"),
        )
        rows = tuple(Row((strong(net.name), net.purpose, net.primary, net.backup)) for net in given.nets)
        blocks.append(Table(columns, rows, title="Nets"))
    else:
        blocks.append(Paragraph(("Nets and contacts: ", quiet("not given.")), small=True))
    blocks.append(Paragraph(ORDER_OF_MESSAGES, title="Order of messages"))
    if given.check_in_every_s is not None or given.check_ins:
        blocks += _check_ins(view)
    own = "" if view.shows("code_name") else view.plan.name.upper()
    words = {word: means for word, means in given.code_words.items() if word.upper() != own}
    if words:
        rows = tuple(Row((mono(word), means)) for word, means in words.items())
        blocks.append(Table((Column("Word", "34mm"), Column("means", "1fr")), rows, title="Code words"))
    if given.contacts:
        offices = (Column("Office", "62mm"), Column("Reached by", "1fr"), Column("when", "34mm", quiet=True))
        rows = tuple(Row((item.office, item.reach, item.when)) for item in given.contacts)
        blocks.append(Table(offices, rows, title="Contacts"))
    return Section("communications", "Communi\u00adcations", tuple(blocks))


def _check_ins(view: View) -> list[Block]:
    given = view.details
    blocks: list[Block] = []
    if given.check_in_every_s is not None:
        words = (
            f"Every train calls control every {duration(given.check_in_every_s)}, and at the places below."
        )
        blocks.append(Paragraph(words, title="Check-in"))
    if given.check_ins:
        columns = (
            Column("km", "14.5mm", figures=True, narrow=True),
            Column("Place", "1fr"),
            Column("Who calls", "50mm"),
            Column("Net", "30mm"),
        )
        rows = []
        for item in sorted(given.check_ins, key=lambda item: view.at_m(item.place)):
            place = view.facts.network.places[item.place]
            rows.append(Row((km_words(place, view.at_m(item.place)), place_words(place), item.who, item.net)))
        blocks.append(Table(columns, tuple(rows)))
    return blocks


def reporting(view: View) -> Section | None:
    """What the advance train reports, how old it may get, and every other report."""
    if not view.shows("reporting"):
        return None
    spacing = view.facts.pack.spacing
    blocks: list[Block] = []
    if any(train.role == "advance" for train in view.plan.trains) and view.shows("roles"):
        words = (
            "The advance train reports each section when its tail has left it: clear, finding, or not seen. ",
            strong("Not seen is not clear; silence is hold."),
            f" The report must have reached the principal's driver {duration(spacing.latency.total_s)} "
            f"later. It holds for {duration(spacing.validity_s)} from the tail's leaving, and ends at once "
            "if another vehicle enters, points move, work or trespass is reported, or contact is lost.",
        )
        blocks.append(Paragraph(words))
        blocks.append(Paragraph(_exceptions(view), small=True))
    if view.details.reports:
        columns = (
            Column("What", "1fr"),
            Column("By", "28mm"),
            Column("To", "28mm"),
            Column("When", "34mm"),
            Column("Form", "12mm"),
        )
        rows = tuple(
            Row((item.what, item.who, item.to, item.when, item.form)) for item in view.details.reports
        )
        blocks.append(Table(columns, rows, title="Reports"))
    else:
        blocks.append(Paragraph(("Further reports and forms: ", quiet("not given.")), small=True))
    return Section("reporting", "Reporting", tuple(blocks))


def _exceptions(view: View) -> Words:
    again = [row.section for row in view.plan.sweep if row.resweep]
    free = [row.section for row in view.plan.sweep if row.suspended]
    parts = []
    if free:
        names = [" – ".join(view.name(place) for place in view.ends(section)) for section in free]
        parts.append(
            f"The age of the report does not bind on {'; '.join(names)}: the trains form up again beyond."
        )
    if again:
        names = [" – ".join(view.name(place) for place in view.ends(section)) for section in again]
        parts.append(f"Swept once more before the principal goes on: {'; '.join(names)}.")
    return " ".join(parts) or "This holds on every section of the way."
