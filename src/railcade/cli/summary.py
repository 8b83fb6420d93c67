"""The summary of a plan: a table that a planner reads at a glance."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from railcade.cli.digest import BorderFigures, Digest, SpacingExtremes, TrainRow
from railcade.cli.style import Style, wrapped
from railcade.clock import local, offset_label, zone_label

_LABEL = 14
_TEXT = 30
_PLURALS = {
    "grade": "grades",
    "speed limit": "speed limits",
    "axle load": "axle loads",
    "track length": "track lengths",
}
_MINUTE_S = 60
_HOUR_S = 3600


@dataclass(frozen=True, slots=True)
class Checked:
    """What the check record says, for the summary."""

    holds: bool
    id: str
    note: str


def summary_lines(figures: Digest, checked: Checked, style: Style, width: int) -> list[str]:
    """The summary of a plan, without the folder's line.

    Parameters
    ----------
    figures : Digest
    checked : Checked
    style : Style
    width : int
        Columns, 80 to 100.
    """
    return [
        _heading(figures, style),
        *_table(figures, style, width),
        *(style.dim(line) for line in wrapped(_zones(figures), width)),
        "",
        *_spacing(figures.spacing, style, width),
        *_border(figures.border, style, width),
        *_programme(figures, style, width),
        *_others(figures, style, width),
        *_protection(figures, style, width),
        *_accepted(figures, style, width),
        *_assumed(figures, style, width),
        *_search(figures, style, width),
        *_row(
            "check record",
            f"{style.bold('holds') if checked.holds else style.red('refused')}  {checked.id}",
            len(f"{'holds' if checked.holds else 'refused'}  {checked.id}"),
            [checked.note],
            style,
            width,
        ),
    ]


def folder_line(folder: str, files: Iterable[str], seconds_s: float, style: Style) -> str:
    """The last line: where everything lies, and how long it took."""
    return f"{style.bold(folder.rstrip('/') + '/')}  {'  '.join(files)}  {style.dim(f'{seconds_s:.1f} s')}"


def _heading(figures: Digest, style: Style) -> str:
    return (
        f"{style.bold(f'{figures.movement} {figures.name}')}   {figures.origin} – {figures.destination}   "
        f"{figures.length_m / 1000:,.0f} km by rail "
        f"{style.dim(f'(great circle {figures.great_circle_m / 1000:,.0f})')}"
    )


def _table(figures: Digest, style: Style, width: int) -> list[str]:
    whole = all(_whole_minutes(row) for row in figures.trains)
    columns = [_cells(row, figures, whole) for row in figures.trains]
    heads = list(columns[0]) if columns else []
    short = {"border in": "bord in", "border out": "bord out"}
    first = max([len("principal"), *(len(row.role) for row in figures.trains)]) + 2
    for names in (heads, [short.get(head, head) for head in heads]):
        sizes = [
            max(len(name), *(len(row[head]) for row in columns))
            for head, name in zip(heads, names, strict=True)
        ]
        gap = min(3, (width - first - sum(sizes)) // max(1, len(sizes)))
        if gap >= 2:
            break
    gap = max(1, gap)
    head = " " * first + "".join(
        " " * gap + name.rjust(size) for name, size in zip(names, sizes, strict=True)
    )
    lines = [style.dim(head), style.dim("─" * len(head))]
    for row, cells in zip(figures.trains, columns, strict=True):
        values = "".join(
            " " * gap + cell.rjust(size) for cell, size in zip(cells.values(), sizes, strict=True)
        )
        text = row.role.ljust(first - 2) + values
        lines.append(f"{style.mark(row.role)} {style.bold(text) if row.role == 'principal' else text}")
    return lines


def _cells(row: TrainRow, figures: Digest, whole: bool) -> dict[str, str]:
    cells = {"leaves": _clock(row.leaves_at_s, figures.origin_zone, whole)}
    if row.border_in_at_s is not None and row.border_out_at_s is not None:
        cells["border in"] = _clock(row.border_in_at_s, row.border_zone, whole)
        cells["border out"] = _clock(row.border_out_at_s, row.border_zone, whole)
    cells["arrives"] = _clock(row.arrives_at_s, figures.destination_zone, whole)
    totals = row.totals
    cells["running"] = duration(totals.running_s, whole)
    cells["stops"] = duration(totals.stops_s, whole)
    if row.border_in_at_s is not None:
        cells["border"] = duration(totals.border_s, whole)
    cells["waiting"] = duration(totals.waiting_s, whole)
    cells["total"] = duration(totals.total_s, whole)
    return cells


def _whole_minutes(row: TrainRow) -> bool:
    totals = row.totals
    every = (
        row.leaves_at_s, row.arrives_at_s, row.border_in_at_s or 0, row.border_out_at_s or 0,
        totals.running_s, totals.stops_s, totals.border_s, totals.waiting_s, totals.total_s,
    )  # fmt: skip
    return all(value_s % _MINUTE_S == 0 for value_s in every)


def _clock(instant_at_s: int, zone: str, whole: bool) -> str:
    return local(instant_at_s, zone).strftime("%H:%M" if whole else "%H:%M:%S")


def duration(duration_s: int, whole: bool) -> str:
    """A duration as ``h:mm``, or ``h:mm:ss`` where not all are whole minutes and must still add up."""
    hours, rest_s = divmod(duration_s, _HOUR_S)
    minutes, rest_s = divmod(rest_s, _MINUTE_S)
    return f"{hours}:{minutes:02d}" + ("" if whole else f":{rest_s:02d}")


def _zones(figures: Digest) -> str:
    first_at_s = min(row.leaves_at_s for row in figures.trains)
    last_at_s = max(row.arrives_at_s for row in figures.trains)
    start = _day(first_at_s, figures.origin_zone)
    end = _day(last_at_s, figures.destination_zone)
    border = next((row for row in figures.trains if row.border_out_at_s is not None), None)
    if border is None or border.border_out_at_s is None:
        return f"{start} to {end}; times are local"
    zone = zone_label(border.border_out_at_s, border.border_zone)
    return f"{start} to {end}; times are local, at the border {zone}"


def _day(instant_at_s: int, zone: str) -> str:
    moment = local(instant_at_s, zone)
    label, offset = zone_label(instant_at_s, zone), offset_label(instant_at_s, zone)
    zone_text = label if label == offset else f"{label} ({offset})"
    return f"{moment:%a} {moment.day} {moment:%b %Y} {zone_text}"


def _spacing(pairs: Sequence[SpacingExtremes], style: Style, width: int) -> list[str]:
    lines = []
    for i, pair in enumerate(pairs):
        span = f"{_range(pair.smallest_s, pair.largest_s)} min"
        text = f"{pair.behind} {span}" + (" or more" if pair.most_s is None else "")
        notes = [f"smallest {pair.smallest_where}, {_minutes(pair.least_s)} by {pair.reason}"]
        if pair.most_s is not None and pair.largest_s > pair.smallest_s:
            notes.append(f"largest {pair.largest_where}, {_minutes(pair.most_s)} allowed")
        if pair.suspended:
            notes.append(f"no maximum on {pair.suspended} section{'' if pair.suspended == 1 else 's'}")
        lines += _row("" if i else "spacing", text, len(text), notes, style, width)
    return lines


def _minutes(duration_s: int) -> str:
    return f"{duration_s / _MINUTE_S:.1f}"


def _range(smallest_s: int, largest_s: int) -> str:
    smallest, largest = _minutes(smallest_s), _minutes(largest_s)
    return smallest if smallest == largest else f"{smallest} to {largest}"


def _border(border: BorderFigures | None, style: Style, width: int) -> list[str]:
    """At which quantile the plan stands, who waits for what, and when all are ready on how many tracks."""
    if border is None:
        return []
    text = "durations as stated"
    if border.step_share is not None:
        text = f"each step at p{100.0 * border.step_share:.0f}"
    notes = ["no train waits for a jack track"]
    if border.waits:
        track = border.jack_track.replace(" ", " and ")
        notes = [f"{border.waits} waits {_whole(border.jack_wait_s)} min for jack track {track}"]
    for tracks, *ready_s in border.ready:
        spans = ", ".join(
            f"p{share} {duration(_MINUTE_S * -(-value_s // _MINUTE_S), True)}"
            for share, value_s in zip((50, 80, 95), ready_s, strict=True)
        )
        notes.append(f"all ready on {tracks} track{'' if tracks == 1 else 's'}: {spans}")
    for role, number, owner, place in border.handovers:
        notes.append(f"{number}{f' of {owner}' if owner else ''} takes the {role} over at {place}")
    return _row("border", text, len(text), notes, style, width)


def _programme(figures: Digest, style: Style, width: int) -> list[str]:
    if not figures.events:
        return []
    slips = figures.events_that_slip
    text = f"{figures.events} event{'' if figures.events == 1 else 's'}, "
    text += f"{slips} slip{'s' if slips == 1 else ''}" if slips else "none slips"
    slack_min = figures.tightest_slack_s // _MINUTE_S
    note = f"least slack {slack_min} min: {figures.tightest_event}"
    if slack_min < 0:
        note = f"{figures.tightest_event} begins {-slack_min} min later than booked"
    return _row("programme", text, len(text), [note], style, width)


def _others(figures: Digest, style: Style, width: int) -> list[str]:
    held = figures.trains_held
    text = f"{held or 'none'} of {figures.trains_in_window} held"
    notes = []
    if held:
        text += f", {_whole(figures.delay_s)} min late"
        number = figures.worst_train.partition("/")[0]
        at = f" at {figures.worst_destination}" if figures.worst_destination else ""
        note = f"most {number}, {_whole(figures.worst_delay_s)} min late{at}"
        if figures.worst_where:
            note += f", held longest at {figures.worst_where} ({_whole(figures.worst_held_s)} min)"
        notes.append(note)
    return _row("other trains", text, len(text), notes, style, width)


def _protection(figures: Digest, style: Style, width: int) -> list[str]:
    """Roads closed and posts on duty; nothing where the pack asks for none."""
    if not figures.posts:
        return []
    roads, boxes, posts = figures.crossings, figures.boxes_opened, figures.posts
    text = f"{roads:,} road{'' if roads == 1 else 's'}, {_whole(figures.road_closure_s)} min closed"
    opened = f"{boxes:,} box{'' if boxes == 1 else 'es'} open; " if boxes else ""
    note = f"{opened}{posts:,} post{'' if posts == 1 else 's'}, a list each"
    return _row("protection", text, len(text), [note], style, width)


def _whole(duration_s: int) -> str:
    """Whole minutes, half a minute up, as on the graph."""
    return f"{(duration_s + _MINUTE_S // 2) // _MINUTE_S:,}"


def _search(figures: Digest, style: Style, width: int) -> list[str]:
    """Said only where the search ended before it had looked at everything."""
    if figures.proved:
        return []
    text = f"best of {figures.search_steps:,} step{'' if figures.search_steps == 1 else 's'}"
    return _row("search", text, len(text), ["not proved best"], style, width)


def _accepted(figures: Digest, style: Style, width: int) -> list[str]:
    """Said only where something that decides whether a section takes a train is not known."""
    facts = figures.not_known
    if not facts:
        return []
    text = f"{len(facts)} fact{'' if len(facts) == 1 else 's'} not known"
    names = ", ".join(fact.replace("_", " ") for fact in facts)
    return _row("acceptance", text, len(text), [f"{names}: not judged, listed in plan.json"], style, width)


def _assumed(figures: Digest, style: Style, width: int) -> list[str]:
    text = f"≈ {figures.assumptions} value{'' if figures.assumptions == 1 else 's'}"
    kinds = [f"{count} {_PLURALS.get(kind, kind)}" for kind, count in figures.assumptions_by_kind[:3]]
    rest = sum(count for _, count in figures.assumptions_by_kind[3:])
    if rest:
        kinds.append(f"{rest} other")
    note = f"{', '.join(kinds)}: listed in plan.json" if kinds else "nothing had to be assumed"
    return _row("assumed", style.italic(text), len(text), [note], style, width)


def _row(label: str, text: str, text_width: int, notes: Sequence[str], style: Style, width: int) -> list[str]:
    """A label, a text, and notes that stand beside it or, where they do not fit, below each other."""
    start = _LABEL + _TEXT
    room = width - start
    lines = [line for note in notes if note for line in wrapped(note, room)]
    head = style.dim(label.ljust(_LABEL)) + text
    if lines and text_width < _TEXT - 1:
        head += " " * (_TEXT - text_width) + style.dim(lines.pop(0))
    return [head, *(" " * start + style.dim(line) for line in lines)]
