"""What moved between two plans, as it stands on paper: rows by a key, compared by what is printed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from railcade.notice.document.blocks import Words, plain
from railcade.notice.document.located import locate
from railcade.notice.document.sentences import WHO, short_words
from railcade.notice.document.view import View
from railcade.notice.document.words import clock, from_clock, kmh, number_km, short_day, until_clock
from railcade.plan.model import PostAction

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a plan: its place on the way, what it is, and the value that an edition may move.

    `day` is the local day of the value, `note` what is told with it only where it is another.
    """

    at_m: float
    at_s: float
    labels: tuple[Words, ...]
    value: str
    day: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What one row was and is; `was` is None where it is new, `now` where it is gone."""

    group: str
    key: Key
    was: Entry | None
    now: Entry | None

    @property
    def entry(self) -> Entry:
        """The row as it is, or was if it is gone."""
        found = self.now or self.was
        if found is None:
            raise ValueError("a change of nothing")
        return found

    @property
    def words(self) -> tuple[str, str]:
        """What it was and what it is in words; the day and the note where they are other than before."""
        was, now = self.was, self.now
        if was is None or now is None:
            return (_whole(was) if was else ""), (_whole(now) if now else "")
        days = (f"{was.day} ", f"{now.day} ") if was.day != now.day else ("", "")
        notes = (f", {was.note}", f", {now.note}") if was.note != now.note else ("", "")
        return f"{days[0]}{was.value}{notes[0]}", f"{days[1]}{now.value}{notes[1]}"


def _whole(entry: Entry) -> str:
    return entry.value + (f", {entry.note}" if entry.note else "")


Rows = Iterator[tuple[Key, Entry]]


def changes_between(before: View, after: View) -> tuple[Change, ...]:
    """Everything that is printed otherwise, in the order of the groups and of the way."""
    found: list[Change] = []
    for group, (_, rows) in GROUPS.items():
        old, new = _counted(rows(before)), _counted(rows(after))
        keys = [key for key in {**old, **new} if _printed(old.get(key)) != _printed(new.get(key))]
        keys.sort(key=lambda key: _order(new.get(key) or old[key], key))
        found += [Change(group, key, old.get(key), new.get(key)) for key in keys]
    return tuple(found)


def _order(entry: Entry, key: Key) -> tuple[float, float, Key]:
    return entry.at_m, entry.at_s, key


def _printed(entry: Entry | None) -> tuple[str, str, str] | None:
    return None if entry is None else (entry.day, entry.value, entry.note)


def _counted(rows: Iterable[tuple[Key, Entry]]) -> dict[Key, Entry]:
    """Entries by key and their turn among equal keys in time."""
    found: dict[Key, Entry] = {}
    turns: dict[Key, int] = {}
    for key, entry in sorted(rows, key=lambda row: (row[0], row[1].at_s)):
        turns[key] = turns.get(key, 0) + 1
        found[(*key, str(turns[key]))] = entry
    return found


def _times(view: View) -> Rows:
    for train in view.plan.trains:
        for point in train.points:
            zone = view.zone(point.place)
            arrive, depart = (
                plain(clock(at_s, zone))
                for at_s in (point.published_arrive_at_s, point.published_depart_at_s)
            )
            day = short_day(point.published_arrive_at_s, zone)
            first, last = point is train.points[0], point is train.points[-1]
            passing = arrive == depart or first or last
            times = (depart if first else arrive) if passing else f"{arrive} – {depart}"
            track = f"track {point.track}" if point.track else ""
            at_m = view.at_m(point.place)
            labels = (view.role_words(train.role), number_km(at_m), view.name(point.place))
            entry = Entry(at_m, point.published_arrive_at_s, labels, times, day, track)
            yield (train.role, point.place), entry


def _window(from_s: int, until_s: int, zone: str) -> str:
    return f"{from_clock(from_s, zone)} – {until_clock(until_s, zone)}"


def _posts(view: View) -> Rows:
    for item in view.plan.post_actions:
        post = locate(view, item.post)
        labels = (post.km, post.name, _what(view, item), WHO.get(item.who, item.who))
        key = (item.post, item.kind, ",".join(sorted(item.targets)), item.who, ",".join(item.classes))
        value, day = _window(item.from_at_s, item.until_at_s, post.zone), short_day(item.from_at_s, post.zone)
        yield key, Entry(post.at_m, item.from_at_s, labels, value, day)


def _what(view: View, item: PostAction) -> Words:
    """What is done at a post, to what, where the post does not say it."""
    what: Words = short_words(item.kind, item.classes)
    targets = [target for target in item.targets if target != item.post]
    if item.kind == "points":
        return f"{what}: {', '.join(sorted(locate(view, target).short for target in targets))}"
    for k, target in enumerate(targets):
        what = (what, ", " if k else ": ", locate(view, target).name)
    return what


def _roads(view: View) -> Rows:
    for item in view.plan.road_closures:
        place = locate(view, item.crossing)
        labels = (place.km, place.name)
        value = _window(item.from_at_s, item.until_at_s, place.zone)
        day = short_day(item.from_at_s, place.zone)
        yield (item.crossing,), Entry(place.at_m, item.from_at_s, labels, value, day)


def _held(view: View) -> Rows:
    for train in view.plan.other_trains:
        for hold in train.holds:
            zone, at_m = view.zone(hold.place), view.at_m(hold.place)
            until = f"{plain(clock(hold.from_at_s, zone))} – {plain(clock(hold.until_at_s, zone))}"
            labels = (train.number, number_km(at_m), view.name(hold.place))
            day = short_day(hold.from_at_s, zone)
            yield (train.id, hold.place), Entry(at_m, hold.from_at_s, labels, until, day)


def _others(view: View) -> Rows:
    """Trains in the window at all: one that is new there, or no longer."""
    for train in view.plan.other_trains:
        first = train.points[0]
        value = f"{view.name(first.place)} – {view.name(train.points[-1].place)}, in the window"
        at_m = view.at_m(first.place)
        yield (
            (train.id,),
            Entry(at_m, first.booked_depart_s, (train.number, number_km(at_m), train.kind), value),
        )


def _speeds(view: View) -> Rows:
    for train in view.plan.trains:
        for k, formation in enumerate(train.formations):
            cap = view.facts.fleet.formations[formation].cap
            labels: tuple[Words, ...] = (view.role_words(train.role), "", f"cap, {cap.reason}")
            yield (train.role, "cap", str(k)), Entry(0.0, k, labels, f"{kmh(cap.speed_mps)} km/h")
    for item in view.plan.restrictions:
        first, last = view.ends(item.section)
        at_m = view.at_m(first)
        labels = (item.number, number_km(at_m), f"{view.name(first)} – {view.name(last)}, {item.reason}")
        entry = Entry(at_m, item.from_at_s, labels, f"{kmh(item.speed_mps)} km/h")
        yield (item.number, item.section, f"{item.from_m:.1f}"), entry


def _closures(view: View) -> Rows:
    for item in view.plan.possessions:
        first = view.ends(item.section)[0] if item.section else item.place
        zone, at_m = view.zone(first), view.at_m(first)
        place = view.name(item.place)
        if item.section:
            place = " – ".join(view.name(end) for end in view.ends(item.section))
        labels = (item.number, number_km(at_m), f"{place}, {item.reason}")
        value = f"{_window(item.from_at_s, item.until_at_s, zone)} {short_day(item.until_at_s, zone)}"
        day = short_day(item.from_at_s, zone)
        entry = Entry(at_m, item.from_at_s, labels, value, day)
        yield (item.kind, item.number, item.section, item.place), entry


def _border(view: View) -> Rows:
    for row in view.plan.border:
        zone, at_m = view.zone(row.place), view.at_m(row.place)
        for step in row.steps:
            labels = (view.role_words(row.role), view.name(row.place), step.name)
            value = _window(step.from_at_s, step.until_at_s, zone)
            day = short_day(step.from_at_s, zone)
            yield (row.role, row.place, step.name), Entry(at_m, step.from_at_s, labels, value, day)


def _programme(view: View) -> Rows:
    for row in view.plan.programme:
        zone, at_m = view.zone(row.place), view.at_m(row.place)
        day = short_day(row.begins_at_s, zone)
        value = f"{plain(clock(row.begins_at_s, zone))} – {plain(clock(row.ends_at_s, zone))}"
        labels = (row.title, view.name(row.place), "begins, ends")
        yield (row.event,), Entry(at_m, row.begins_at_s, labels, value, day)


GROUPS: Mapping[str, tuple[tuple[str, ...], Callable[[View], Rows]]] = {
    "Times": (("Train", "km", "Place"), _times),
    "Windows of posts": (("km", "Post", "What", "By"), _posts),
    "Roads closed": (("km", "Level crossing"), _roads),
    "Held trains": (("Train", "km", "Waits at"), _held),
    "Other trains in the window": (("Train", "km", "Kind"), _others),
    "Speeds": (("Train or number", "km", "Where and why"), _speeds),
    "Line closed": (("Number", "km", "Where and why"), _closures),
    "Border": (("Train", "Place", "Step"), _border),
    "Programme": (("Event", "Place", ""), _programme),
}
"""Groups of rows in the order of the amendment, each with the heads of its labels."""
