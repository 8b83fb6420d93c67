"""The posts of a plan: where somebody has something to do, or a train is held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from railcade.network import PlaceKind
from railcade.notice.document.blocks import plain
from railcade.notice.document.located import locate
from railcade.notice.document.view import View
from railcade.notice.document.words import clock, is_named, number_km, place_name, unsure_place
from railcade.notice.extracts.model import Pass
from railcade.plan.model import Hold, OtherTrain, PostAction

_KINDS: Mapping[PlaceKind, str] = {
    PlaceKind.STATION: "station",
    PlaceKind.LOOP: "passing loop",
    PlaceKind.POST: "block post",
    PlaceKind.BORDER: "border",
}


@dataclass(frozen=True, slots=True)
class Post:
    """A post with all that the plan has for it, in no order yet."""

    id: str
    at_m: float
    zone: str
    actions: tuple[PostAction, ...]
    holds: tuple[tuple[OtherTrain, Hold], ...]

    @property
    def sort_key(self) -> tuple[float, str]:
        """Order of the way."""
        return self.at_m, self.id


def posts_of(view: View) -> tuple[Post, ...]:
    """All posts, in order of the way."""
    actions: dict[str, list[PostAction]] = {}
    holds: dict[str, list[tuple[OtherTrain, Hold]]] = {}
    for action in view.plan.post_actions if view.shows("protection") else ():
        actions.setdefault(action.post, []).append(action)
    for train in view.plan.other_trains if view.shows("others") else ():
        for hold in train.holds:
            holds.setdefault(hold.place, []).append((train, hold))
    found = []
    for post in {**actions, **holds}:
        place = locate(view, post)
        found.append(
            Post(post, place.at_m, place.zone, tuple(actions.get(post, ())), tuple(holds.get(post, ())))
        )
    return tuple(sorted(found, key=lambda post: post.sort_key))


def names_of(view: View, post: Post) -> tuple[str, str, str]:
    """Large name, name in the local script, and what and where it is."""
    place = view.facts.network.places.get(post.id)
    if place is None:
        found = locate(view, post.id)
        basis = view.crossings[post.id].basis.unsure if post.id in view.crossings else False
        name = found.short[:1].upper() + found.short[1:]
        return name, "", _where("level crossing", post.at_m, basis, name)
    name = place_name(place)
    name = name[:1].upper() + name[1:]
    kind = _KINDS[place.kind]
    return (
        name,
        place.local_name if is_named(place) else "",
        _where(kind, post.at_m, unsure_place(place), name),
    )


def _where(kind: str, at_m: float, unsure: bool, name: str) -> str:
    km = number_km(at_m)
    sign = "≈\u202f" if unsure else ""
    shown = f", km {sign}{km}" if f"km {km}" not in name else ""
    return f"{kind}{shown}{', place assumed' if unsure and not shown else ''}"


def passes_of(view: View, post: Post) -> tuple[Pass, ...]:
    """When each train of the movement comes by, in order: published, or what a crossing's windows hang on."""
    found: dict[str, int] = {}
    if post.id in view.path.index:
        for train in view.plan.trains:
            point = view.points[train.role].get(post.id)
            if point is not None:
                first = point is train.points[0]
                found[train.role] = point.published_depart_at_s if first else point.published_arrive_at_s
    else:
        for row in view.plan.protection:
            if row.target == post.id and row.opens.event == "arrives":
                found.setdefault(row.opens.role, row.closed_from_s - row.opens.offset_s)
    passes = [
        Pass(role, view.number(role), at_s, shown(at_s - at_s % 30, post.zone))
        for role, at_s in found.items()
    ]
    return tuple(sorted(passes, key=lambda item: (item.at_s, item.number)))


def shown(at_s: float, zone: str) -> str:
    """Time of day as on every paper, as text."""
    return plain(clock(at_s, zone))


def windows_of(actions: Sequence[PostAction]) -> tuple[tuple[tuple[int, int], ...], str]:
    """What is closed at the post, joined where it overlaps: the road at a crossing, else the line."""
    for kind, words in (("same_line", "line closed to all others"), ("crossing", "road closed")):
        spans = sorted((item.from_at_s, item.until_at_s) for item in actions if item.kind == kind)
        if spans:
            return _joined(spans), words
    return (), ""


def _joined(spans: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    found: list[tuple[int, int]] = []
    for from_s, until_s in spans:
        if found and from_s <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], until_s))
        else:
            found.append((from_s, until_s))
    return tuple(found)
