"""Contingency cards: what stands ready on a segment, where to stop, who decides."""

from __future__ import annotations

from typing import Any

from railcade.notice.cards.crew import DANGER, NOT_GIVEN, call_words
from railcade.notice.document.details import Contact, Segment
from railcade.notice.document.view import View
from railcade.notice.document.words import duration, listed, number_km

_MOST_PLACES = 12


def contingency_page(view: View, segment: Segment, number: int, of: int) -> dict[str, Any]:
    """The card of a segment."""
    from_m, to_m = view.at_m(segment.from_place), view.at_m(segment.to_place)
    given = view.details.contingencies
    deputies = segment.deputies if segment.decides else given.deputies
    decides = segment.decides or given.decides or NOT_GIVEN
    decides += f"; deputies in order: {listed(list(deputies))}" if deputies else ""
    pairs = [
        ("First", DANGER),
        ("Rescue", _rescue(view, segment)),
        ("Refuges", listed([view.name(item) for item in segment.refuges]) if segment.refuges else NOT_GIVEN),
        ("Stop rather at", _places(view, "preferred", from_m, to_m) or NOT_GIVEN),
        ("Never stop at", _places(view, "forbidden", from_m, to_m) or NOT_GIVEN),
        ("Hospital", segment.hospital or NOT_GIVEN),
        ("Other route", segment.alternate_route or NOT_GIVEN),
        ("Road or air", segment.hand_over or NOT_GIVEN),
        ("Who decides", decides),
        ("Call", call_words(_near(view, from_m, to_m))),
    ]
    return {
        "kind": "fields",
        "kicker": f"CONTINGENCY CARD {number} OF {of}",
        "title": f"{view.name(segment.from_place)} – {view.name(segment.to_place)}",
        "line": f"km {number_km(from_m)} – {number_km(to_m)}",
        "pairs": pairs,
    }


def _rescue(view: View, segment: Segment) -> str:
    if not segment.rescue and not segment.rescue_place:
        return NOT_GIVEN
    place = f" at {view.name(segment.rescue_place)}" if segment.rescue_place else ""
    ready = f", ready in {duration(segment.rescue_ready_s)}" if segment.rescue_ready_s is not None else ""
    return f"{segment.rescue}{place}{ready}"


def _places(view: View, kind: str, from_m: float, to_m: float) -> str:
    """Stopping places of a kind on the segment, in order, each with its reasons."""
    found: dict[str, list[str]] = {}
    for row in view.plan.stopping_places:
        if row.kind == kind and from_m <= view.at_m(row.place) <= to_m:
            found.setdefault(row.place, []).append(row.reason.replace("_", " "))
    names = sorted(found, key=view.at_m)
    if kind == "preferred":
        found = {place: [item for item in reasons if item != "refuge"] for place, reasons in found.items()}
    words = []
    for place in names[:_MOST_PLACES]:
        reasons = ", ".join(dict.fromkeys(found[place]))
        words.append(f"{view.name(place)} ({reasons})" if reasons else view.name(place))
    more = (
        f" and {len(names) - _MOST_PLACES} more, section Stops of the notice"
        if len(names) > _MOST_PLACES
        else ""
    )
    return ", ".join(words) + more


def _near(view: View, from_m: float, to_m: float) -> list[Contact]:
    """Contacts that say they are for posts of this stretch, before those that say nothing."""
    near, others = [], []
    for item in view.details.contacts:
        if not item.posts_from or not item.posts_to:
            others.append(item)
        elif view.at_m(item.posts_from) <= to_m and view.at_m(item.posts_to) >= from_m:
            near.append(item)
    return [*near, *others]
