"""The border as a process: steps on jack tracks with their quantile, brakes of the far side, hand-over."""

from __future__ import annotations

from collections.abc import Iterator

from railcade.notice.document.blocks import Block, Column, Paragraph, Row, Table, Words, unsure
from railcade.notice.document.view import View
from railcade.notice.document.words import (
    clock,
    count,
    duration,
    listed,
    minutes,
    minutes_cell,
    short_day,
    zone_words,
)
from railcade.plan.model import BorderRow, BrakeRow

_NEWTON_PER_KG_OF_TONNE_FORCE = 0.0980665
"""One tonne-force on 100 t."""


def border(view: View) -> list[Block]:
    """All that happens to the trains between both railways."""
    plan = view.plan
    blocks: list[Block] = []
    if plan.border:
        blocks.append(_steps(view))
        blocks.append(Paragraph(_basis(view), small=True))
    if plan.brakes:
        blocks.append(_brakes(view))
    blocks += [Paragraph(words, title="Hand-over") for words in _handovers(view)]
    return blocks


def _steps(view: View) -> Table:
    columns = (
        Column("What is done", "1fr"),
        Column("jack track", "18mm", quiet=True),
        Column("day", "24mm", quiet=True),
        Column("from", "16mm", figures=True),
        Column("until", "16mm", figures=True),
        Column("min", "14mm", figures=True),
    )
    rows: list[Row] = []
    for row in view.plan.border:
        zone = view.zone(row.place)
        place = f" at {view.name(row.place)}, {zone_words(row.arrive_at_s, zone)}"
        if row.rule_book:
            place += f"; goes on under {row.rule_book}"
        rows.append(Row(banner=(view.role_words(row.role), place)))
        rows += _step_rows(row, zone)
    return Table(columns, tuple(rows), title="Border")


def _step_rows(row: BorderRow, zone: str) -> Iterator[Row]:
    for step in row.steps:
        long: Words = minutes_cell(step.until_at_s - step.from_at_s)
        track = row.jack_track if step.kind == "regauging" else ""
        times = (clock(step.from_at_s, zone), clock(step.until_at_s, zone))
        day = short_day(step.from_at_s, zone)
        name = step.name[:1].upper() + step.name[1:]
        cells = (name, track, day, *times, unsure(long) if step.basis.unsure else long)
        yield Row(cells, follows=step is not row.steps[0])
    if row.waiting_s:
        why = f", {minutes(row.jack_wait_s)} min of it for a jack track" if row.jack_wait_s else ""
        yield Row((f"Waiting in all{why}", "", "", "", "", minutes_cell(row.waiting_s)), follows=True)


def _basis(view: View) -> Words:
    """Of which quantile the minutes are, and how long it may take."""
    quantiles = sorted({round(step.quantile, 3) for row in view.plan.border for step in row.steps})
    shares = listed([f"{100 * quantile:.0f} %" for quantile in quantiles])
    words = f"Minutes are those not exceeded in {shares} of cases. "
    by_tracks: dict[int, list[str]] = {}
    for row in view.plan.border_outlook:
        text = f"{duration(row.ready_s)} ({100 * row.quantile:.0f} %)"
        by_tracks.setdefault(row.jack_tracks, []).append(text)
    if by_tracks:
        parts = [
            f"with {count(tracks, 'jack track')} {', '.join(texts)}" for tracks, texts in by_tracks.items()
        ]
        words += f"Until all trains are ready, if they come at once: {'; '.join(parts)}."
    return words


def _brakes(view: View) -> Table:
    columns = (
        Column("Train", "36mm"),
        Column("brake % here", "26mm", figures=True),
        Column("tf on 100 t there", "28mm", figures=True),
        Column("least", "18mm", figures=True),
        Column("tested until", "1fr", figures=True),
    )
    rows = []
    for row in view.plan.brakes:
        zones = [view.zone(item.place) for item in view.plan.border if item.role == row.role]
        zone = zones[0] if zones else view.origin.zone
        tested = (f"{short_day(row.tested_at_s, zone)} ", clock(row.tested_at_s, zone))
        rows.append(Row((view.role_words(row.role), f"{row.near_percentage:.0f}", *_pressures(row), tested)))
    return Table(columns, tuple(rows), title="Brakes beyond the border")


def _pressures(row: BrakeRow) -> tuple[Words, Words]:
    figures = (row.far_newton_per_kg, row.needed_newton_per_kg)
    here, least = (f"{figure / _NEWTON_PER_KG_OF_TONNE_FORCE:.1f}" for figure in figures)
    return (unsure(here), unsure(least)) if row.basis.unsure else (here, least)


def _handovers(view: View) -> Iterator[Words]:
    for row in view.plan.handovers:
        zone = view.zone(row.place)
        times = ("comes ", clock(row.arrives_at_s, zone), ", leaves ", clock(row.leaves_at_s, zone))
        moved = ", those aboard change trains" if row.kind == "transfer" else ""
        yield (
            view.role_words(row.role),
            f" at {view.name(row.place)}: {row.ends} ends, {row.begins} of {row.owner} begins{moved}; ",
            times,
            ".",
        )
