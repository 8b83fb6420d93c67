"""Section 6: other trains, who is held where and until when, and the bill."""

from __future__ import annotations

from railcade.notice.document.blocks import Block, Column, Paragraph, Row, Section, Table, Words, strong
from railcade.notice.document.view import View
from railcade.notice.document.words import clock, count, minutes, minutes_cell, place_words, short_day
from railcade.plan.model import OtherTrain


def other_trains(view: View) -> Section | None:
    """Held trains in full; the others by number, since they run as booked."""
    if not view.shows("others"):
        return None
    held = [train for train in view.plan.other_trains if train.holds]
    blocks: list[Block] = [Paragraph(_bill(view))]
    if held:
        blocks.append(_table(view, held))
    booked = [train for train in view.plan.other_trains if not train.holds]
    if booked:
        blocks.append(
            Paragraph(
                _booked(view, booked),
                title=f"{count(len(booked), 'train').capitalize()} in the window as booked",
                small=True,
            )
        )
    return Section("others", "Other trains", tuple(blocks))


def _booked(view: View, booked: list[OtherTrain]) -> Words:
    """Numbers by the day on which they leave: one number runs on many days."""
    by_day: dict[str, list[str]] = {}
    for train in sorted(booked, key=lambda item: (item.points[0].depart_at_s, len(item.number), item.number)):
        left = train.points[0]
        by_day.setdefault(short_day(left.depart_at_s, view.zone(left.place)), []).append(train.number)
    parts: list[Words] = []
    for told, numbers in by_day.items():
        ordered = sorted(dict.fromkeys(numbers), key=lambda number: (len(number), number))
        parts += [strong(f"{told}: "), f"{', '.join(ordered)}. "]
    return tuple(parts)


def _bill(view: View) -> Words:
    bill = view.plan.bill
    if not bill.trains_held:
        return f"{count(bill.trains_in_window, 'train').capitalize()} in the window, none held."
    worst = next(train for train in view.plan.other_trains if train.id == bill.worst_train)
    return (
        f"{count(bill.trains_held, 'train').capitalize()} of {bill.trains_in_window} in the window wait for "
        "the movement, ",
        strong(f"{minutes(bill.delay_s)} min"),
        f" late at their destinations in all; most late is train {worst.number}, {minutes(worst.delay_s)} "
        f"min at {view.name(worst.points[-1].place)}. A train goes on when its window has ended and the "
        "signaller says so.",
    )


def _table(view: View, held: list[OtherTrain]) -> Table:
    columns = (
        Column("Train", "13mm"),
        Column("kind, m", "24mm", quiet=True),
        Column("Waits at", "1fr"),
        Column("track", "9mm", quiet=True),
        Column("day", "20mm", quiet=True),
        Column("from", "14mm", figures=True),
        Column("until", "14mm", figures=True),
        Column("min", "11mm", figures=True),
        Column("late min", "14mm", figures=True),
        Column("", "2mm"),
    )
    rows: list[Row] = []
    for train in sorted(held, key=lambda item: (item.holds[0].from_at_s, item.id)):
        tracks = {point.place: point.track for point in train.points}
        for i, hold in enumerate(train.holds):
            place = view.facts.network.places[hold.place]
            first = i == 0
            rows.append(
                Row(
                    (
                        strong(train.number) if first else "",
                        f"{train.kind}, {train.length_m:.0f}" if first else "",
                        place_words(place),
                        tracks.get(hold.place, ""),
                        short_day(hold.from_at_s, place.zone),
                        clock(hold.from_at_s, place.zone),
                        strong(clock(hold.until_at_s, place.zone)),
                        minutes_cell(hold.hold_s),
                        minutes_cell(train.delay_s) if first else "",
                        "",
                    ),
                    follows=not first,
                )
            )
    return Table(columns, tuple(rows), title="Held")
