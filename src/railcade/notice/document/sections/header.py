"""Sections 1 and 2: header and purpose."""

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
    mono,
    quiet,
    strong,
)
from railcade.notice.document.details import Approver
from railcade.notice.document.view import View
from railcade.notice.document.words import count, date_time, duration, minutes

NOT_GIVEN = quiet("not given")


def header(view: View) -> Section:
    """Who issues it, which edition, when it holds, until when it must be acknowledged."""
    given, plan = view.details.header, view.plan
    first, last = view.principal.points[0], view.principal.points[-1]
    valid_from_s = plan.window_from_s if given.valid_from_s is None else given.valid_from_s
    valid_until_s = plan.window_until_s if given.valid_until_s is None else given.valid_until_s
    zones = view.zone(first.place), view.zone(last.place)
    acknowledge: Words = NOT_GIVEN
    if given.acknowledge_by_s is not None:
        to = f", to {given.acknowledge_to}" if given.acknowledge_to else ""
        acknowledge = (strong(date_time(given.acknowledge_by_s, zones[0])), to)
    issued = NOT_GIVEN if given.issued_at_s is None else date_time(given.issued_at_s, zones[0])
    pairs: list[tuple[str, Words]] = [
        ("Issued", issued),
        ("Replaces", given.replaces or "nothing: first edition"),
        ("Valid from", date_time(valid_from_s, zones[0])),
        ("Valid to", date_time(valid_until_s, zones[1])),
        ("Issued by", given.issuer or NOT_GIVEN),
        ("Released to", _released(view)),
        ("Acknowledge by", acknowledge),
        ("Check record", (mono(view.facts.record_id), ", holds")),
    ]
    blocks: list[Block] = [Fields(tuple(pairs))]
    if given.approvers:
        columns = (Column("Approved by", "1fr"), Column("Name", "24mm"), Column("Signed", "50mm"))
        rows = [Row((item.office, strong(item.name), _signed(item, zones[0]))) for item in given.approvers]
        blocks.append(Table(columns, tuple(rows)))
    else:
        blocks.append(Fields((("Approved by", NOT_GIVEN),), across=1))
    return Section("header", "Header", tuple(blocks))


def _signed(approver: Approver, zone: str) -> Words:
    if approver.signed_at_s is None:
        return quiet("not yet")
    return date_time(approver.signed_at_s, zone)


def _released(view: View) -> Words:
    if view.group is not None:
        return view.group.title
    groups = view.details.groups
    if not groups:
        return NOT_GIVEN
    return groups[0].title if len(groups) == 1 else f"{count(len(groups), 'group')}, see Secrecy"


def purpose(view: View) -> Section | None:
    """What the movement is, under which rules, and what makes it safe to follow the advance train."""
    if not view.shows("purpose"):
        return None
    pack, movement = view.facts.pack, view.facts.movement
    category = (
        f"Protected movement of category {view.details.category}"
        if view.details.category
        else "Protected movement"
    )
    said = view.details.purpose or movement.purpose
    start: list[Words] = [f"{category} under rule pack ", mono(pack.id), f" version {pack.version}."]
    if said:
        start.append(f" {said.rstrip('.')}.")
    blocks: list[Block] = [Paragraph(tuple(start))]
    if view.shows("roles") and view.shows("spacing"):
        blocks.append(Paragraph(_doctrine(view)))
    blocks.append(
        Paragraph(
            f"{pack.title}. Every number of the pack has its source, confidence and reason there.", small=True
        )
    )
    return Section("purpose", "Purpose", tuple(blocks))


def _doctrine(view: View) -> Words:
    spacing = view.facts.pack.spacing
    roles = [train.role for train in view.plan.trains]
    words: list[Words] = []
    if "advance" in roles:
        least_s = min(
            (
                row.minimum_s
                for row in view.plan.spacing
                if (row.ahead, row.behind) == ("advance", "principal")
            ),
            default=spacing.lead_s,
        )
        most_s = max(
            (
                row.minimum_s
                for row in view.plan.spacing
                if (row.ahead, row.behind) == ("advance", "principal")
            ),
            default=spacing.lead_s,
        )
        more = f", {minutes(most_s)} min where block or braking ask for more" if most_s > least_s else ""
        words += [
            "The advance train examines the line. The principal train runs only over sections that it has "
            "left complete and reported clear less than ",
            strong(f"{duration(spacing.validity_s)}"),
            " before, and never nearer than ",
            strong(f"{duration(least_s)}"),
            f" behind it{more}.",
        ]
    if "follow-up" in roles:
        words.append(
            f" The follow-up train comes {minutes(spacing.follow_min_s)} to {duration(spacing.follow_max_s)} "
            "behind and closes the movement; nothing is released before it has passed complete."
        )
    return tuple(words)
