"""A cancelled notice: a sheet that says so, and the notice itself crossed out by a hairline."""

from __future__ import annotations

from dataclasses import replace

from railcade.notice.amendments.edition import Edition
from railcade.notice.document.blocks import Fields, Paragraph, Section, Words, quiet, strong
from railcade.notice.document.notice import Notice, issued_or_window_s, make_notice, page_meta
from railcade.notice.document.typeset import literal, sections_source
from railcade.notice.document.view import View
from railcade.notice.document.words import count

WITHDRAWN: Words = (
    strong("Nothing of it holds any more. "),
    "No window is closed by it, no post is manned for it, no train is held for it: other trains run as "
    "booked, when the signaller says so by the rules of the railway. What was closed is opened by whoever "
    "closed it, and reported. Every copy, extract and card goes back.",
)


def make_cancellation(view: View, edition: Edition, why: str) -> Notice:
    """The sheet that cancels the edition of a view."""
    plan, header = view.plan, view.details.header
    held = sum(bool(train.holds) for train in plan.other_trains)
    pairs: tuple[tuple[str, Words], ...] = (
        ("Cancels", f"edition {header.edition}, check record {view.facts.record_id}"),
        ("Because", why or quiet("not given")),
        ("Posts", f"{count(len({item.post for item in plan.post_actions}), 'post')} withdrawn"),
        ("Trains", f"{count(held, 'train')} no longer held"),
    )
    section = Section("cancellation", "Cancelled", (Paragraph(WITHDRAWN), Fields(pairs, across=1)))
    body, drawings = sections_source([section])
    line = f"Edition {edition.number} cancels edition {header.edition}"
    head = f"amendment-head({literal(plan.movement)}, {literal(line)}, {literal(str(edition.number))}"
    source = (
        f"#{head}, kind: {literal('CANCELLATION')})\n#receipt-slip({literal(str(edition.number))})\n{body}\n"
    )
    numbered = replace(view.details, header=replace(header, edition=edition.number))
    meta = page_meta(View(replace(view.facts, details=numbered)), what="Cancellation of special train notice")
    return Notice((section,), source, meta, drawings, issued_or_window_s(view))


def crossed_out(view: View, edition: Edition) -> Notice:
    """The notice of a view, a hairline across each page and the number of the edition that cancels it."""
    notice = make_notice(view)
    words = literal(f"Cancelled by edition {edition.number}")
    return replace(notice, source=f"#set page(foreground: cancelled({words}))\n{notice.source}")
