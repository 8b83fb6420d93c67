"""Extracts of a plan: one for each post."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from railcade.clock import local, zone_label
from railcade.notice.document.blocks import Words, plain, strong
from railcade.notice.document.details import Contact
from railcade.notice.document.view import View
from railcade.notice.document.words import MONTHS, WEEKDAYS, count, from_clock, until_clock
from railcade.notice.extracts.model import Extract, Step
from railcade.notice.extracts.posts import Post, names_of, posts_of
from railcade.notice.extracts.ruler import ruler_of
from railcade.notice.extracts.steps import steps_of, train_name

FIRST_EDITION: Words = "This is the first edition."
NOTHING: Words = "Nothing for this post."
_MOST_IN_WORDS = 4


def make_extracts(view: View, before: View | None = None) -> tuple[Extract, ...]:
    """One for each post, in order of the way.

    Parameters
    ----------
    view : View
        Facts as the posts see them.
    before : View, optional
        The edition that this one replaces, seen by the same readers; None for a first edition.
    """
    old = {post.id: post for post in posts_of(before)} if before is not None else {}
    return tuple(_extract(view, post, before, old) for post in posts_of(view))


def _extract(view: View, post: Post, before: View | None, old: Mapping[str, Post]) -> Extract:
    steps = steps_of(view, post)
    changes: tuple[Words, ...] = (FIRST_EDITION,)
    if before is not None:
        was = steps_of(before, old[post.id]) if post.id in old else ()
        steps, changes = compared(steps, was, str(view.details.header.edition))
    name, local_name, where = names_of(view, post)
    night, hours = _hours(post, steps)
    return Extract(
        post=post.id,
        place=name,
        local_name=local_name,
        where=where,
        night=night,
        hours=hours,
        ruler=ruler_of(view, post, steps),
        steps=steps,
        more=_more(view, post),
        wrong=_wrong(view, post),
        changes=changes,
        roles=view.shows("roles"),
    )


def compared(
    steps: Sequence[Step], was: Sequence[Step], edition: str
) -> tuple[tuple[Step, ...], tuple[Words, ...]]:
    """Steps with their marks, and in words what is new, moved or gone."""
    old = {step.key: step for step in was}
    found: list[Step] = []
    moved: list[tuple[Step, Step]] = []
    new: list[Step] = []
    for step in steps:
        before = old.pop(step.key, None)
        if before is not None and _same(before, step):
            found.append(step)
            continue
        found.append(replace(step, changed=edition))
        if before is None:
            new.append(step)
        else:
            moved.append((before, step))
    words: list[Words] = [("New: ", strong(step.clock), " ", step.words) for step in new]
    words += [("No longer: ", step.clock, " ", plain(step.words)) for step in old.values()]
    return tuple(found), (*_moved(moved), *words) or (NOTHING,)


def _same(one: Step, other: Step) -> bool:
    return (one.clock, plain(one.words)) == (other.clock, plain(other.words))


def _moved(pairs: Sequence[tuple[Step, Step]]) -> tuple[Words, ...]:
    """What moved: each in its words, or, where there are many, the times alone; the bars say which."""
    if len(pairs) <= _MOST_IN_WORDS:
        return tuple((strong(now.clock), " ", now.words, f" (was: {_old(was, now)})") for was, now in pairs)
    parts: list[Words] = [f"{count(len(pairs), 'line').capitalize()} moved, those with a bar: "]
    for k, (was, now) in enumerate(pairs):
        parts += ["; " if k else "", strong(now.clock), f" was {_old(was, now)}"]
    return ((*parts, "."),)


def _old(was: Step, now: Step) -> str:
    """The old time, or the old words where the time is the same."""
    times = [was.clock] if was.clock != now.clock else []
    if was.until != now.until:
        times.append(f"until {was.until}")
    return ", ".join(times) or plain(was.words)


def _hours(post: Post, steps: Sequence[Step]) -> tuple[str, str]:
    """Day or night in words, and from when until when the post is needed."""
    spans = [(item.from_at_s, item.until_at_s) for item in post.actions]
    spans += [(hold.from_at_s, hold.until_at_s) for _, hold in post.holds]
    spans += [(step.at_s, step.at_s) for step in steps]
    first_s, last_s = min(span[0] for span in spans), max(span[1] for span in spans)
    a, b = local(first_s, post.zone), local(last_s, post.zone)
    end = f"{WEEKDAYS[b.weekday()]} {b.day} {MONTHS[b.month - 1]} {b.year}"
    night = end if a.date() == b.date() else f"Night of {WEEKDAYS[a.weekday()]} {a.day} to {end}"
    clocks = f"{from_clock(first_s, post.zone)} to {until_clock(last_s, post.zone)}"
    return night, f"{clocks} {zone_label(first_s, post.zone)}"


def _more(view: View, post: Post) -> str:
    """What holds when trains run late."""
    if not post.actions:
        return "Times are local, as booked."
    last = train_name(view, view.plan.trains[-1].role)
    return (
        "Times are local, as booked. If the trains are late, what is closed stays closed and what is held "
        f"stays held until {last} has passed complete."
    )


def _wrong(view: View, post: Post) -> tuple[Words, ...]:
    """Danger first; whom to call; no word."""
    danger: tuple[Words, ...] = (
        strong("Danger, obstruction, a fault, a vehicle on the line: make a railway emergency call first."),
        " Stop the trains by the rules of the railway. Then call control.",
    )
    last = train_name(view, view.plan.trains[-1].role)
    silent = (
        strong("No word, or no contact: "),
        "leave everything as it is. Open nothing and let no train go before "
        f"{last} has passed complete, or the signaller in charge says so by the rules of the railway.",
    )
    calls = _calls(view, post) if view.shows("communications") else ()
    return (danger, *calls, silent)


def _calls(view: View, post: Post) -> tuple[Words, ...]:
    contacts = [item for item in view.details.contacts if _answers(view, item, post)]
    called = contacts or list(view.details.contacts[:1])
    return tuple((strong("Call: "), f"{item.office}, {item.reach}.") for item in called)


def _answers(view: View, contact: Contact, post: Post) -> bool:
    """Whether a contact says that the posts of this stretch call it."""
    if not contact.posts_from or not contact.posts_to:
        return False
    ends = sorted(view.at_m(place) for place in (contact.posts_from, contact.posts_to))
    return ends[0] <= post.at_m <= ends[1]
