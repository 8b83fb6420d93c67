"""Section 5: what is closed, held, locked and watched, where and when."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from railcade.notice import look
from railcade.notice.document.blocks import (
    Block,
    Column,
    Paragraph,
    Row,
    Section,
    Table,
    Words,
    quiet,
)
from railcade.notice.document.located import Located, locate
from railcade.notice.document.sentences import WHO, crossing_words, do_words, scope_words, short_words
from railcade.notice.document.view import View
from railcade.notice.document.words import day, duration, from_clock, until_clock
from railcade.plan.model import PostAction, ProtectionRow
from railcade.rules import ProtectionRule

LINE = ("same_line", "adjacent_line", "power")
POST = ("box_open", "shunting", "points", "guard")
EVENTS = {"arrives": "is due", "leaves": "leaves", "complete": "is complete"}
Window = tuple[int, int]
_WINDOWS = (
    "Times are local at the place, opened down and closed up to whole minutes. A window lasts until "
    "the last train has passed complete with its tail lamp; if trains run late, it lasts longer."
)


def protection(view: View) -> Section | None:
    """Rules in words; then the line, the posts, level crossings, what is searched."""
    if not view.shows("protection"):
        return None
    plan = view.plan
    crossings = [item for item in plan.post_actions if _is_crossing(view, item)]
    posts = [item for item in plan.post_actions if item.kind in POST and not _is_crossing(view, item)]
    listed = {id(item) for item in (*crossings, *posts)}
    rest = [item for item in plan.post_actions if id(item) not in listed and item.kind not in LINE]
    blocks: list[Block] = [_rules(view), Paragraph(_WINDOWS, small=True)]
    tables = (
        _line(view, [row for row in plan.protection if row.kind in LINE]),
        _posts(view, posts),
        _crossings(view, crossings),
        *_others(view, rest),
    )
    blocks += [table for table in tables if table.rows]
    return Section("protection", "Protection", tuple(blocks))


def _is_crossing(view: View, action: PostAction) -> bool:
    return any(target in view.crossings for target in action.targets)


def _rules(view: View) -> Table:
    columns = (
        Column("What is done", "1fr"),
        Column("From", "41mm"),
        Column("Until", "43mm"),
        Column("By", "14mm", quiet=True),
    )
    rows = tuple(
        Row(
            (
                (do_words(str(rule.kind), rule.classes), quiet(scope_words(rule))),
                *_anchors(view, rule),
                WHO.get(str(rule.who), str(rule.who)),
            )
        )
        for rule in view.facts.pack.protection
    )
    return Table(columns, rows, title="What is asked for")


def _anchors(view: View, rule: ProtectionRule) -> tuple[Words, Words]:
    each = str(rule.closure) == "each"

    def train(role: str) -> str:
        if each:
            return "each train"
        if role in ("first", "last"):
            return f"the {role} train"
        return (
            f"the {look.ROLE_NAMES.get(role, role).lower()} train"
            if view.shows("roles")
            else f"train {view.number(role)}"
        )

    def when(offset_s: int, role: str, event: str) -> str:
        if not offset_s:
            return f"{train(role)} {EVENTS[event]}"
        return (
            f"{duration(abs(offset_s))} {'before' if offset_s < 0 else 'after'} {train(role)} {EVENTS[event]}"
        )

    opens = when(-rule.before_s, rule.from_role, str(rule.from_event))
    return opens, when(rule.after_s, rule.until_role, str(rule.until_event))


def _line(view: View, rows: Sequence[ProtectionRow]) -> Table:
    """Sections down, what is closed across."""
    kinds = [kind for kind in LINE if any(row.kind == kind for row in rows)]
    columns = [Column("km", "14.5mm", figures=True, narrow=True), Column("Section", "1fr")]
    for kind in kinds:
        classes = next(row.classes for row in rows if row.kind == kind)
        group = short_words(kind, classes)
        columns += [
            Column("from", "19mm", figures=True, group=group),
            Column("until", "17mm", figures=True, group=group),
        ]
    found: dict[str, dict[str, list[Window]]] = {}
    for row in rows:
        found.setdefault(row.target, {}).setdefault(row.kind, []).append(
            (row.closed_from_s, row.closed_until_s)
        )
    body = _body(view, found, kinds, lambda place: (place.km, place.name))
    return Table(tuple(columns), body, title="The line, section by section")


def _posts(view: View, actions: Sequence[PostAction]) -> Table:
    """Places down, what is done across; points by their names."""
    kinds = [kind for kind in POST if any(item.kind == kind for item in actions)]
    columns = [Column("km", "14.5mm", figures=True, narrow=True), Column("Post", "1fr")]
    for kind in kinds:
        group = short_words(kind, ())
        columns += [
            Column("from", "12mm", figures=True, group=group),
            Column("until", "9.8mm", figures=True, group=group),
        ]
    found: dict[str, dict[str, list[Window]]] = {}
    points: dict[str, list[str]] = {}
    for item in actions:
        found.setdefault(item.post, {}).setdefault(item.kind, []).append((item.from_at_s, item.until_at_s))
        if item.kind == "points":
            points.setdefault(item.post, []).extend(item.targets)

    def words(place: Located) -> tuple[Words, ...]:
        names = [locate(view, target).short for target in dict.fromkeys(points.get(place.id, []))]
        note: Words = quiet(f"  points {', '.join(sorted(names))}") if names else ""
        return place.km, (place.name, note)

    return Table(tuple(columns), _body(view, found, kinds, words), title="Posts on the line")


def _crossings(view: View, actions: Sequence[PostAction]) -> Table:
    """Crossings down; the guard, then each time that the road is closed."""
    closed: dict[str, list[Window]] = {}
    guards: dict[str, list[Window]] = {}
    for item in actions:
        for target in item.targets:
            windows = guards if item.kind == "guard" else closed
            windows.setdefault(target, []).append((item.from_at_s, item.until_at_s))
    most = max((len(windows) for windows in closed.values()), default=0)
    found: dict[str, dict[str, list[Window]]] = {}
    kinds = (["guard"] if guards else []) + [f"closed {k + 1}" for k in range(most)]
    for target in {*closed, *guards}:
        of_target = {f"closed {k + 1}": [window] for k, window in enumerate(sorted(closed.get(target, [])))}
        found[target] = of_target | ({"guard": guards[target]} if target in guards else {})
    columns = [Column("km", "14.5mm", figures=True, narrow=True), Column("Level crossing", "1fr")]
    for kind in kinds:
        group = (
            "guard"
            if kind == "guard"
            else ("closed" if most == 1 else f"{_ORDINALS[int(kind[-1]) - 1]} closing")
        )
        columns += [
            Column("from", "12mm", figures=True, group=group),
            Column("until", "9.8mm", figures=True, group=group),
        ]

    def words(place: Located) -> tuple[Words, ...]:
        return place.km, (place.name, quiet(f"  {crossing_words(view.crossings[place.id])}"))

    return Table(tuple(columns), _body(view, found, kinds, words), title="Level crossings")


_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")


def _others(view: View, actions: Sequence[PostAction]) -> list[Table]:
    """What is searched or otherwise done: a table for each kind and whoever does it, two abreast."""
    tables = []
    for kind, who in dict.fromkeys((item.kind, item.who) for item in actions):
        part = [item for item in actions if (item.kind, item.who) == (kind, who)]
        found: dict[str, dict[str, list[Window]]] = {}
        for item in part:
            for target in item.targets:
                found.setdefault(target, {}).setdefault(kind, []).append((item.from_at_s, item.until_at_s))
        columns = (
            Column("km", "14.5mm", figures=True, narrow=True),
            Column("Place", "1fr"),
            Column("from", "11mm", figures=True),
            Column("until", "11mm", figures=True),
        )
        title = f"{do_words(kind, part[0].classes).removesuffix('.')}, by {WHO.get(who, who)}"
        body = _body(view, found, [kind], lambda place: (place.km, place.name))
        tables.append(Table(columns, body, title=title, abreast=2))
    return tables


def _body(
    view: View,
    found: dict[str, dict[str, list[Window]]],
    kinds: Sequence[str],
    words: Callable[[Located], tuple[Words, ...]],
) -> tuple[Row, ...]:
    """Rows in order of the way, a further row where a kind has a further window, a banner for each day."""
    rows: list[Row] = []
    told = ""
    places = sorted((locate(view, target) for target in found), key=lambda place: (place.at_m, place.id))
    for place in places:
        of_target = {kind: sorted(windows) for kind, windows in found[place.id].items()}
        first_s = min(window[0] for windows in of_target.values() for window in windows)
        if day(first_s, place.zone) != told:
            told = day(first_s, place.zone)
            rows.append(Row(banner=told))
        head = words(place)
        for k in range(max(len(windows) for windows in of_target.values())):
            cells: list[Words] = [*head]
            for kind in kinds:
                windows = of_target.get(kind, [])
                cells += _times(windows[k], place.zone) if k < len(windows) else ("", "")
            rows.append(Row(tuple(cells), follows=k > 0))
            head = ("",) * len(head)
    return tuple(rows)


def _times(window: Window, zone: str) -> tuple[str, str]:
    return from_clock(window[0], zone), until_clock(window[1], zone)
