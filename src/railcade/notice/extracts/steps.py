"""What a post does, in order: its actions begun and undone, trains that pass, trains that wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from railcade.notice.document.blocks import Words, strong
from railcade.notice.document.located import locate
from railcade.notice.document.sentences import WHO, do_words, undo_words
from railcade.notice.document.view import View
from railcade.notice.document.words import duration, from_clock, listed, until_clock
from railcade.notice.extracts.model import Step
from railcade.notice.extracts.posts import Post, shown
from railcade.plan.model import Anchor, Hold, OtherTrain, PlanPoint, PlanTrain, PostAction

_MINUTE_S = 60
_ORDER = (
    "box_open",
    "guard",
    "search",
    "same_line",
    "adjacent_line",
    "shunting",
    "points",
    "power",
    "crossing",
)
_SIGNALLER = "signaller"
_LAST = {"guard": 20}
_TRAIN_TIE, _UNDO_TIE, _HOLD_TIE, _CLOSE_TIE = 40, 60, 20, 99
_NEVER_S = 2**62


def steps_of(view: View, post: Post) -> tuple[Step, ...]:
    """All steps of a post in order of time."""
    found: list[Step] = []
    for action in post.actions:
        found += _action(view, post, action)
    for train, hold in post.holds:
        found += _hold(view, post, train, hold)
    found += _trains(view, post)
    found = [_not_before_the_rest(step, post) for step in found]
    ordered = sorted(found, key=lambda step: (step.at_s - step.at_s % _MINUTE_S, step.tie, step.key))
    return tuple(_joined(_numbered(ordered)))


def _not_before_the_rest(step: Step, post: Post) -> Step:
    """The same, or for a box that closes and a guard who goes: after all that is still to be done there.

    The plan's own window of a box ends with the last train; closed lines and held trains may last longer, and
    only a manned box can open and release them. A guard who closed a road opens it before he goes.
    """
    kind, who = step.key[1], step.key[3] if step.key[0] == "undo" else ""
    if step.key[0] != "undo" or kind not in ("box_open", "guard"):
        return step
    box = kind == "box_open"
    again_s = [item.from_at_s for item in post.actions if (item.kind, item.who) == (kind, who)]
    before_s = min((at_s for at_s in again_s if at_s > step.at_s), default=_NEVER_S)
    spans = [(item.from_at_s, item.until_at_s) for item in post.actions if box or item.who == who]
    spans += [(hold.from_at_s, hold.until_at_s) for _, hold in post.holds] if box else []
    last_s = max(until_s for from_s, until_s in spans if from_s < before_s)
    at_s = max(step.at_s, last_s + -last_s % _MINUTE_S)
    if at_s == step.at_s and not box:
        return step
    words: Words = (f"When all {'of this' if box else 'you do here'} is done: ", step.words)
    tie = _CLOSE_TIE - (not box)
    return replace(step, at_s=at_s, clock=until_clock(at_s, post.zone), words=words, after="", tie=tie)


def _numbered(steps: Sequence[Step]) -> list[Step]:
    """The same with the count of equal keys in them, so that each is its own."""
    seen: dict[tuple[str, ...], int] = {}
    found = []
    for step in steps:
        seen[step.key] = seen.get(step.key, 0) + 1
        found.append(replace(step, key=(*step.key, str(seen[step.key]))))
    return found


def _joined(steps: Sequence[Step]) -> list[Step]:
    """Ends of windows that hang on the same train, at one minute and with one person, in one step."""
    found: list[Step] = []
    for step in steps:
        before = found[-1] if found else None
        if before is not None and step.after and _at_once(before, step):
            words = (before.words, " ", step.words)
            found[-1] = replace(before, words=words, key=(*before.key, *step.key))
        else:
            found.append(step)
    for k, step in enumerate(found):
        if step.after:
            found[k] = replace(step, words=(step.after, step.words))
    return found


def _at_once(one: Step, other: Step) -> bool:
    return (one.clock, one.who, one.after) == (other.clock, other.who, other.after)


def train_name(view: View, role: str) -> str:
    """``advance train 9101``; ``train 9101`` where roles are not released."""
    name = f"{view.role_name(role).lower()} train " if view.shows("roles") else "train "
    return name + view.number(role)


def _action(view: View, post: Post, action: PostAction) -> list[Step]:
    kind, who = action.kind, WHO.get(action.who, action.who)
    tie = _ORDER.index(kind) if kind in _ORDER else len(_ORDER)
    key = (kind, ",".join(sorted(action.targets)), action.who, ",".join(sorted(action.classes)))
    opens, closes = from_clock(action.from_at_s, post.zone), until_clock(action.until_at_s, post.zone)
    what, names = do_words(kind, action.classes), _targets(view, post, action)
    if kind == "crossing":
        return _crossing(view, post, action, Step(("do", *key), action.from_at_s, opens, "", who, tie))
    if kind == "search":
        words: Words = (what.rstrip("."), names, ". Finished and reported by ", strong(closes), ".")
        return [Step(("do", *key), action.from_at_s, opens, words, who, tie, closes)]
    until_s = action.until_at_s + -action.until_at_s % _MINUTE_S
    undone = (undo_words(kind).rstrip("."), names, ".")
    return [
        Step(("do", *key), action.from_at_s, opens, (what.rstrip("."), names, "."), who, tie),
        Step(
            ("undo", *key),
            until_s,
            closes,
            undone,
            who,
            _UNDO_TIE + _LAST.get(kind, tie),
            after=_after(view, action.closes, _far_end(view, post, action)),
        ),
    ]


def _far_end(view: View, post: Post, action: PostAction) -> str:
    """Where a train has left the line that was closed, if that is not at this post."""
    if action.kind not in ("same_line", "adjacent_line"):
        return ""
    far = view.ends(action.targets[-1])[1]
    return "" if far == post.id else locate(view, far).short


def _crossing(view: View, post: Post, action: PostAction, step: Step) -> list[Step]:
    """A road closed and opened again, for which train."""
    here = action.targets == (post.id,)
    name = "Level crossing" if here else listed([locate(view, item).short for item in action.targets])
    name = name[:1].upper() + name[1:]
    alone = action.opens.role == action.closes.role
    train = f" for train {view.number(action.opens.role)}" if alone else ""
    undo = replace(
        step,
        key=("undo", *step.key[1:]),
        at_s=action.until_at_s + -action.until_at_s % _MINUTE_S,
        clock=until_clock(action.until_at_s, post.zone),
        words=f"{name} open to the road.",
        tie=_UNDO_TIE + step.tie,
        after=_after(view, action.closes),
    )
    return [replace(step, words=f"{name} closed to the road{train}, watched."), undo]


def _targets(view: View, post: Post, action: PostAction) -> Words:
    """What is meant, where the post alone does not say it."""
    others = [item for item in dict.fromkeys(action.targets) if item != post.id]
    if not others:
        return ""
    if action.kind == "points":
        return (": points ", strong(listed(sorted(locate(view, item).short for item in others))))
    names: list[Words] = []
    for item in others:
        found = locate(view, item)
        section = view.structures[item][0] if item in view.structures else ""
        between = [view.name(end) for end in view.ends(section)] if section else []
        along = f", {' – '.join(between)}" if between else ""
        names += ["; " if names else ": ", found.name, along]
    return tuple(names)


def _after(view: View, anchor: Anchor, far: str = "") -> str:
    """What an end hangs on: a train that may be late, and where it is then."""
    if anchor.clock != "actual":
        return ""
    past = f"is past {far} complete" if far else "is past complete"
    events = {"complete": past, "leaves": "has left", "arrives": "has come"}
    late = f"{duration(anchor.offset_s)} after " if anchor.offset_s > 0 else "When "
    return f"{late}{view.number(anchor.role)} {events[anchor.event]}: "


def _hold(view: View, post: Post, train: OtherTrain, hold: Hold) -> list[Step]:
    track = next((point.track for point in train.points if point.place == hold.place), "")
    where = f" on track {track}" if track else ""
    until = shown(hold.until_at_s, post.zone)
    who = _SIGNALLER
    words: Words = (
        "Train ",
        strong(train.number),
        f"{where}: hold it clear until ",
        strong(until),
        " and until its line is open.",
    )
    key = ("hold", train.id)
    return [Step(key, hold.from_at_s, shown(hold.from_at_s, post.zone), words, who, _HOLD_TIE, until)]


def _trains(view: View, post: Post) -> list[Step]:
    """The trains of the movement, where the post is a place of the way with a signaller."""
    place = view.facts.network.places.get(post.id)
    if place is None or not any(item.who == _SIGNALLER for item in post.actions):
        return []
    found: list[Step] = []
    for train in view.plan.trains:
        point = view.points[train.role].get(post.id)
        if point is not None:
            found += _train(view, post, train, point)
    return found


def _train(view: View, post: Post, train: PlanTrain, point: PlanPoint) -> list[Step]:
    name = train_name(view, train.role)
    name = name[:1].upper() + name[1:]
    arrive_s, depart_s = point.published_arrive_at_s, point.published_depart_at_s
    track = f" on track {point.track}" if point.track else ""
    report: Words = " Report complete, tail lamp."
    who = _SIGNALLER
    if not point.stand:
        stop: Words = (strong(" Do not stop it."),) if _is_principal(view, train.role) else ""
        words: Words = (strong(name), f" passes{track}.", stop, report)
        return [Step(("pass", train.role), depart_s, shown(depart_s, post.zone), words, who, _TRAIN_TIE)]
    found = []
    if point is not train.points[0]:
        words = (strong(name), f" arrives{track}.", report)
        found.append(
            Step(("arrives", train.role), arrive_s, shown(arrive_s, post.zone), words, who, _TRAIN_TIE)
        )
    if point is not train.points[-1]:
        words = (strong(name), " leaves.", report)
        found.append(
            Step(("leaves", train.role), depart_s, shown(depart_s, post.zone), words, who, _TRAIN_TIE + 1)
        )
    return found


def _is_principal(view: View, role: str) -> bool:
    return role == "principal" and view.shows("roles")
