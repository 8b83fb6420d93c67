"""What `railcade times` shows: the path table of a plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from railcade.app.times import PlaceRow, TimesTable
from railcade.cli.breaks import Break, breaks_of, offset_min
from railcade.cli.digest import short_name
from railcade.cli.sheet import Sheet, in_minutes, sheet_for, stood_s
from railcade.cli.style import MARKS, NARROWEST, OTHER_MARK, Style, wrapped
from railcade.clock import iso, local, offset_label, zone_label
from railcade.network import Place
from railcade.notice.claims import NEVER_CLAIMED
from railcade.plan.model import PlanPoint

_LABEL = 14
_EARLIER, _LATER, _OTHER_CLOCK = "−", "+", "*"


def times_lines(table: TimesTable, every: bool, style: Style, width: int) -> list[str]:
    """The path table for people.

    Parameters
    ----------
    table : TimesTable
    every : bool
        Posts and loops too.
    style : Style
    width : int
        Columns, 60 to 100.
    """
    rows = [row for row in table.rows if every or row.listed] or list(table.rows)
    sheet = sheet_for(table, rows, width)
    breaks = breaks_of([(row.place, _reference(row, sheet.anchor).published_arrive_at_s) for row in rows])
    lines = ["", *_heading(table, style, width), "", *_head(table, sheet, style)]
    for row, before in zip(rows, breaks, strict=True):
        rule = sheet.width if row is not rows[0] else 0
        lines += [_ruled(text, rule, style) for text in before.rows]
        lines += _row_lines(row, before, sheet, style)
    lines.append(style.dim("─" * sheet.width))
    lines += [style.dim(line) for line in wrapped(_legend(table, rows, breaks, sheet, width), width)]
    lines += ["", *_stands(table, rows, sheet, style, width)]
    lines += [f"{style.dim('not verified here: ')}railcade verify {table.folder}", ""]
    return [*lines, *(style.dim(line) for line in wrapped(NEVER_CLAIMED, width))]


def times_data(table: TimesTable) -> dict[str, Any]:
    """Every place and role as a JSON object; times local with their offset, and as UTC."""
    return {
        "movement": table.plan.movement,
        "name": table.plan.name,
        "folder": str(table.folder),
        "verified": False,
        "roles": [
            {"role": train.role, "number": train.number}
            for train in (table.plan.trains[i] for i in table.shown)
        ],
        "times": [
            _point_data(row, table.plan.trains[i].role, point)
            for row in table.rows
            for i in table.shown
            if (point := row.points[i]) is not None
        ],
    }


def _point_data(row: PlaceRow, role: str, point: PlanPoint) -> dict[str, Any]:
    place = row.place
    arrive_at_s = None if point.stand == "origin" else point.published_arrive_at_s
    depart_at_s = None if point.stand == "destination" else point.published_depart_at_s
    return {
        "place": place.id,
        "name": place.name,
        "km": place.km,
        "km_basis": place.basis["km"].value if "km" in place.basis else None,
        "zone": place.zone,
        "role": role,
        "arrive": None if arrive_at_s is None else local(arrive_at_s, place.zone).isoformat(),
        "arrive_utc": None if arrive_at_s is None else iso(arrive_at_s),
        "depart": None if depart_at_s is None else local(depart_at_s, place.zone).isoformat(),
        "depart_utc": None if depart_at_s is None else iso(depart_at_s),
        "track": point.track,
        "stand": point.stand,
        "stand_s": stood_s(point),
        "reason": point.reason,
    }


def _reference(row: PlaceRow, anchor: int) -> PlanPoint:
    """The point whose time decides a row's day and zone: the anchor's, or the first train's there is."""
    return row.points[anchor] or next(point for point in row.points if point is not None)


def _heading(table: TimesTable, style: Style, width: int) -> list[str]:
    plan = table.plan
    ends = " – ".join(short_name(row.place.name) for row in (table.rows[0], table.rows[-1]))
    name, great_circle = f"{plan.movement} {plan.name}", f"(great circle {plan.great_circle_m / 1000:,.0f})"
    length = f"{plan.length_m / 1000:,.0f} km by rail"
    parts = [(name, style.bold(name)), (ends, ends)]
    parts.append((f"{length} {great_circle}", f"{length} {style.dim(great_circle)}"))
    lines, used = [parts[0][1]], len(name)
    for plain, marked in parts[1:]:
        if used + 3 + len(plain) > width:
            lines.append(marked)
            used = len(plain)
        else:
            lines[-1] += f"   {marked}"
            used += 3 + len(plain)
    return lines


def _head(table: TimesTable, sheet: Sheet, style: Style) -> list[str]:
    """Roles, their numbers, and the columns with their units."""
    left = " " * sheet.left
    roles, numbers, columns = left, left, sheet.left_head()
    for i in sheet.shown:
        train = table.plan.trains[i]
        mark = MARKS.get(train.role, OTHER_MARK)
        pad = " " * (sheet.pair - len(train.role) - len(mark) - 2)
        name = style.bold(train.role) if i == sheet.anchor else train.role
        roles += f"{pad}{style.mark(train.role)} {name} "
        numbers += f"{train.number} ".rjust(sheet.pair)
        columns += f"{'arr ':>{sheet.pair - sheet.clock - 2}}{'dep ':>{sheet.clock + 2}}"
    right_over, right = sheet.right_heads()
    columns += right
    return [
        roles.rstrip(),
        style.dim(f"{numbers}{right_over}".rstrip()),
        style.dim(columns.rstrip()),
        style.dim("─" * sheet.width),
    ]


def _ruled(text: str, width: int, style: Style) -> str:
    return f"{style.bold(text)} {style.dim('─' * (width - len(text) - 1))}".rstrip()


def _row_lines(row: PlaceRow, before: Break, sheet: Sheet, style: Style) -> list[str]:
    """A place; a name that is too long goes on below itself."""
    name, *rest = wrapped(short_name(row.place.name), sheet.place)
    km = f"{'≈' if estimated(row) else ''}{row.place.km:.1f}".rjust(sheet.km)
    stands = any(point is not None and point.stand for point in (row.points[i] for i in sheet.shown))
    bold_name = style.bold if stands else str
    line = f"{style.italic(km) if estimated(row) else km}  {bold_name(name.ljust(sheet.place))}"
    if sheet.track:
        line += f"  {sheet.tracks(row).ljust(sheet.track)}"
    line += " "
    for i in sheet.shown:
        cells = _cells(row.points[i], row.place, before, sheet)
        line += style.bold(cells) if i == sheet.anchor else cells
    line += sheet.right_cells(row)
    return [line.rstrip(), *(" " * (sheet.km + 2) + bold_name(part) for part in rest)]


def _cells(point: PlanPoint | None, place: Place, before: Break, sheet: Sheet) -> str:
    """Arrival and departure of one train, each marked if its day or its clock is not that of the row."""
    arrive = depart = ""
    if point is not None:
        arrive = "| " if not point.stand else _clock(point.published_arrive_at_s, place, before, sheet)
        depart = _clock(point.published_depart_at_s, place, before, sheet)
        arrive = "" if point.stand == "origin" else arrive
        depart = "" if point.stand == "destination" else depart
    return f"{arrive:>{sheet.pair - sheet.clock - 2}}{depart:>{sheet.clock + 2}}"


def _clock(moment_at_s: int, place: Place, before: Break, sheet: Sheet) -> str:
    moment, day = local(moment_at_s, place.zone), before.day
    mark = "" if moment.date() == day else _LATER if moment.date() > day else _EARLIER
    if offset_min((place, moment_at_s)) != before.offset_min:
        mark += _OTHER_CLOCK
    return moment.strftime("%H:%M:%S" if sheet.seconds else "%H:%M") + (mark or " ")


def _other_clocks(rows: Sequence[PlaceRow], breaks: Sequence[Break], sheet: Sheet) -> list[str]:
    """What the mark of another clock means: a zone other than the one that the row above says."""
    notes: dict[str, None] = {}
    for row, before in zip(rows, breaks, strict=True):
        points = [point for i in sheet.shown if (point := row.points[i]) is not None]
        row_zone = offset_label(_reference(row, sheet.anchor).published_arrive_at_s, row.place.zone)
        for time_s in [s for p in points for s in (p.published_arrive_at_s, p.published_depart_at_s)]:
            if offset_min((row.place, time_s)) != before.offset_min:
                label, offset = zone_label(time_s, row.place.zone), offset_label(time_s, row.place.zone)
                zone = label if label == offset else f"{label} = {offset}"
                notes[f"{_OTHER_CLOCK} {zone} where the row is {row_zone}"] = None
    return list(notes)


def estimated(row: PlaceRow) -> bool:
    """Whether the kilometre of a place is not published or surveyed."""
    return "km" in row.place.basis and row.place.basis["km"].unsure


def _legend(
    table: TimesTable, rows: Sequence[PlaceRow], breaks: Sequence[Break], sheet: Sheet, width: int
) -> str:
    notes = ["times are published and local", "| passes"]
    marks = {
        mark
        for row, before in zip(rows, breaks, strict=True)
        for i in sheet.shown
        for mark in _cells(row.points[i], row.place, before, sheet)
    }
    days = ((_EARLIER, "earlier"), (_LATER, "later"))
    notes += [f"{mark} {word} day" for mark, word in days if mark in marks]
    notes += _other_clocks(rows, breaks, sheet)
    if any(estimated(row) for row in rows):
        notes.append("≈ estimated")
    if sheet.track and any(" " in sheet.tracks(row) for row in rows):
        notes.append("tracks in the order of the trains")
    roles = [train.role for train in table.plan.trains]
    if sheet.spacing:
        notes.append(f"spacing: {roles[sheet.anchor]} behind {roles[sheet.anchor - 1]}, leaving")
    if sheet.left_out:
        notes.append(f"left out at {width} columns: {', '.join(sheet.left_out)}")
    if len(sheet.shown) < len(table.shown):
        notes.append(f"{roles[sheet.anchor]} alone at {width} columns, others with --role")
    return "; ".join(notes)


def _stands(table: TimesTable, rows: Sequence[PlaceRow], sheet: Sheet, style: Style, width: int) -> list[str]:
    """Where trains stand on the way, how many minutes each, and why."""
    told = [_stand(row, sheet) for row in rows]
    standing = [item for item in told if item[2]]
    if not standing:
        return []
    names = max(len(name) for name, _, _ in standing)
    marks = [MARKS.get(table.plan.trains[i].role, OTHER_MARK) for i in sheet.shown]
    label = _LABEL if width >= NARROWEST else 2
    lines = [style.dim(f"{'stands, min':<{label + names}}  {_spread(marks)}")]
    for name, minutes, reasons in standing:
        text = f"{' ' * label}{name:<{names}}  {_spread(minutes)}  "
        first, *rest = wrapped(reasons, width - len(text))
        lines += [f"{text}{style.dim(first)}", *(" " * len(text) + style.dim(part) for part in rest)]
    return [*lines, ""]


def _stand(row: PlaceRow, sheet: Sheet) -> tuple[str, list[str], str]:
    """Name of a place, minutes that each train stands there, and the reasons."""
    points = [row.points[i] for i in sheet.shown]
    standing = [point for point in points if point is not None and stood_s(point)]
    minutes = [
        "" if point is None else in_minutes(stood_s(point)) if stood_s(point) else "|" for point in points
    ]
    reasons = dict.fromkeys(point.reason or point.stand for point in standing)
    return short_name(row.place.name), minutes, "; ".join(reasons)


def _spread(cells: Sequence[str]) -> str:
    return " ".join(f"{cell:>5}" for cell in cells)
