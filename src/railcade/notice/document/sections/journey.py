"""What the journey is for: programme, people aboard, supplies, cars carried, another way of going."""

from __future__ import annotations

from railcade.notice.document.blocks import Block, Column, Paragraph, Row, Table, Words, quiet, strong
from railcade.notice.document.view import View
from railcade.notice.document.words import (
    clock,
    duration,
    listed,
    minutes_cell,
    number_km,
    short_day,
    zone_words,
)
from railcade.plan.model_journey import ProgrammeRow


def programme(view: View) -> list[Block]:
    """Events, what the train must keep for each, and what slips."""
    if not view.plan.programme or not view.shows("programme"):
        return []
    columns = (
        Column("Event", "1fr"),
        Column("day", "18mm", quiet=True),
        Column("begins", "13mm", figures=True),
        Column("ends", "13mm", figures=True),
        Column("train", "22mm", figures=True, narrow=True),
        Column("at latest", "22mm", figures=True, narrow=True),
        Column("slack min", "16mm", figures=True),
    )
    rows: list[Row] = []
    told = ""
    for row in view.plan.programme:
        zone = view.zone(row.place)
        if row.place != told:
            rows.append(Row(banner=(view.name(row.place), quiet(f"  {zone_words(row.begins_at_s, zone)}"))))
            told = row.place
        rows.append(_event(row, zone))
    role = view.role_name(view.principal.role)
    whose = f"the {role.lower()}" if view.shows("roles") else role
    note = f"Train: when {whose} arrives, or leaves. A slack below nothing makes the event begin later."
    return [Table(columns, tuple(rows), title="Programme"), Paragraph(note, small=True)]


def _event(row: ProgrammeRow, zone: str) -> Row:
    leaves = row.bounds == "departure"
    bound: Words = (f"{short_day(row.bound_at_s, zone)[:3]} ", clock(row.bound_at_s, zone))
    train: Words = (
        f"{'dep' if leaves else 'arr'} {short_day(row.train_at_s, zone)[:3]} ",
        clock(row.train_at_s, zone),
    )
    if leaves:
        bound = ("from ", bound)
    slips: Words = strong(f", slips {duration(row.slips_s)}") if row.slips_s else ""
    return Row(
        (
            (row.title, slips),
            short_day(row.begins_at_s, zone),
            clock(row.begins_at_s, zone),
            clock(row.ends_at_s, zone),
            train,
            bound,
            minutes_cell(row.slack_s) if row.slack_s >= 0 else ("−", minutes_cell(-row.slack_s)),
        )
    )


def aboard(view: View) -> list[Block]:
    """Who is in which carriage, by function; names stand in no notice."""
    if not view.plan.aboard or not view.shows("people"):
        return []
    columns = (
        Column("Carriage", "18mm", figures=True),
        Column("", "32mm"),
        Column("people", "14mm", figures=True),
        Column("seats", "13mm", figures=True),
        Column("asleep", "14mm", figures=True),
        Column("berths", "14mm", figures=True),
        Column("Functions", "1fr"),
    )
    rows: list[Row] = []
    told = ""
    for row in view.plan.aboard:
        if row.role != told:
            rows.append(Row(banner=view.role_words(row.role)))
            told = row.role
        figures = (f"{row.people}", f"{row.seats}", f"{row.sleepers}", f"{row.berths}")
        rows.append(
            Row((f"{row.carriage}", row.vehicle.replace("_", " "), *figures, ", ".join(row.functions)))
        )
    return [Table(columns, tuple(rows), title="Aboard")]


def supplies(view: View) -> list[Block]:
    """What is used between two fillings beside what is carried, and the cars."""
    if not view.shows("people"):
        return []
    blocks: list[Block] = []
    if view.plan.supplies:
        columns = (
            Column("Train", "30mm"),
            Column("What", "26mm"),
            Column("needed", "18mm", figures=True),
            Column("carried", "18mm", figures=True),
            Column("", "12mm", quiet=True),
            Column("filled at; lasts until", "1fr", quiet=True),
        )
        rows: list[Row] = []
        told = ""
        for row in view.plan.supplies:
            role: Words = view.role_words(row.role) if row.role != told else ""
            stretch = f"{view.name(row.from_place)}; {view.name(row.until_place)}"
            unit = "" if row.unit == row.what else row.unit
            cells = (role, row.what, f"{row.needed:,}", f"{row.carried:,}", unit, stretch)
            rows.append(Row(cells, follows=row.role == told))
            told = row.role
        blocks.append(Table(columns, tuple(rows), title="Supplies"))
    return blocks + _cars(view)


def _cars(view: View) -> list[Block]:
    columns = (
        Column("Car", "1fr"),
        Column("Train", "30mm"),
        Column("carriage", "16mm", figures=True),
        Column("t", "12mm", figures=True),
        Column("handed over at", "32mm"),
        Column("on the road from", "28mm", figures=True, narrow=True),
    )
    rows = []
    for row in view.plan.cars:
        zone = view.zone(row.hand_over)
        ready = (f"{short_day(row.ready_at_s, zone)} ", clock(row.ready_at_s, zone))
        place = view.name(row.hand_over)
        mass = f"{row.mass_kg / 1000:.1f}"
        rows.append(Row((row.title, view.role_words(row.role), f"{row.carriage}", mass, place, ready)))
    return [Table(columns, tuple(rows), title="Cars carried")] if rows else []


def alternatives(view: View) -> list[Block]:
    """The train beside other ways for the same people."""
    if not view.plan.alternatives:
        return []
    columns = (
        Column("Way", "34mm"),
        Column("door to door", "22mm", figures=True, narrow=True),
        Column("seats", "12mm", figures=True),
        Column("reach km", "16mm", figures=True),
        Column("stays behind", "1fr"),
    )
    rows = []
    for row in view.plan.alternatives:
        left = [f"{row.people_left} people"] if row.people_left else []
        left += [f"{row.cars_left} cars"] if row.cars_left else []
        left += row.without
        reach = number_km(row.reach_m).partition(".")[0] if row.reach_m else ""
        far: Words = "" if row.reaches else strong("; does not reach")
        rows.append(
            Row(
                (
                    row.title,
                    duration(row.door_to_door_s),
                    f"{row.seats:,}",
                    reach,
                    (listed(left) if left else "nothing", far),
                )
            )
        )
    return [Table(columns, tuple(rows), title="The same people by another way")]
