"""What happens at each post, in words: places and level crossings where somebody has something to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from railcade.network import Path
from railcade.notice.document.sentences import do_words
from railcade.notice.graph.stations import km_words, unnamed
from railcade.notice.page.tells import line_tells, place_tells
from railcade.plan.model import Plan

_MINUTE_S = 60


def posts_of(plan: Plan, path: Path) -> list[dict[str, Any]]:
    """Posts along the path: every named place, and all others at which the plan has something done.

    Each has its name with its kilometre, its position, the index of its place (that of the place before it
    for a crossing, with ``crossing`` true), and its actions by time: from, until, words, who. Windows are
    told in whole minutes, never too short. ``notes`` tell what trains do there beside running and which
    works hold there or next to it: from, until, words.
    """
    actions: dict[str, list[list[Any]]] = {}
    words = _Words(path)
    for post, kind, targets, span_s, classes, who in _rows(plan):
        ends = " ".join(filter(None, dict.fromkeys(words.of(target) for target in targets)))
        what = do_words(kind, classes)
        row = [
            span_s[0] - span_s[0] % _MINUTE_S,
            span_s[1] + -span_s[1] % _MINUTE_S,
            f"{ends}: {what[0].lower()}{what[1:]}" if ends else what,
            who,
        ]
        if row not in actions.setdefault(post, []):
            actions[post].append(row)
    tells, works, found = place_tells(plan, path), line_tells(plan, path), []
    for i, place in enumerate(path.places):
        if place.id in actions or not unnamed(place):
            km = "" if unnamed(place) else f", km {km_words(place.km, 0.0)}"
            found.append(_post(place.name + km, float(path.place_m[i]), i, actions.get(place.id, [])))
    for name, (i, at_m) in words.crossings_at.items():
        if name in actions:
            found.append(_post(words.crossing_names[name], at_m, i, actions[name]) | {"crossing": True})
    found.sort(key=lambda post: (post["at_m"], post["crossing"], post["name"]))
    for entry in found:
        here = [row[1:] for row in tells if row[0] == entry["place"] and not entry["crossing"]]
        entry["notes"] = sorted(here + [row[2:] for row in works if _lies_at(entry, row, found)])
    return found


def _lies_at(post: dict[str, Any], work: Sequence[Any], posts: Sequence[dict[str, Any]]) -> bool:
    """Whether works lie at a post, or it is the last place with a post before them or the first behind."""
    from_m, to_m = work[0], work[1]
    if from_m <= post["at_m"] <= to_m:
        return True
    if post["crossing"] or from_m == to_m:
        return False
    stretch = (post["at_m"], from_m) if post["at_m"] < from_m else (to_m, post["at_m"])
    return not any(stretch[0] < p["at_m"] < stretch[1] for p in posts if not p["crossing"])


def _post(name: str, at_m: float, place: int, actions: list[list[Any]]) -> dict[str, Any]:
    return {
        "name": name,
        "at_m": round(at_m, 1),
        "place": place,
        "crossing": False,
        "actions": sorted(actions),
    }


def _rows(
    plan: Plan,
) -> Iterator[tuple[str, str, tuple[str, ...], tuple[int, int], tuple[str, ...], str]]:
    """What the posts do; the windows themselves where a plan does not merge them."""
    for row in plan.post_actions:
        yield row.post, row.kind, row.targets, (row.from_at_s, row.until_at_s), row.classes, row.who
    if not plan.post_actions:
        for window in plan.protection:
            span_s = (window.closed_from_s, window.closed_until_s)
            yield window.post, window.kind, (window.target,), span_s, window.classes, ""


class _Words:
    """Names of what is protected, where the post alone does not say it."""

    def __init__(self, path: Path) -> None:
        self.sections: dict[str, str] = {}
        self.crossing_names: dict[str, str] = {}
        self.crossings_at: dict[str, tuple[int, float]] = {}
        for i, item in enumerate(path.sections):
            section = item.section
            self.sections[section.id] = f"{path.places[i].name} – {path.places[i + 1].name}"
            for crossing in section.crossings:
                along_m = crossing.at_m if item.forward else section.length_m - crossing.at_m
                self.crossing_names[crossing.id] = crossing.name
                self.crossings_at[crossing.id] = (i, float(path.place_m[i]) + along_m)

    def of(self, target: str) -> str:
        """``A – B``, ``crossing km 10.32``, ``bridge 2, A – B``; nothing of points and of the post itself."""
        if target in self.sections or target in self.crossing_names:
            return self.sections.get(target) or self.crossing_names[target]
        section, _, structure = target.partition("/")
        if structure and section in self.sections:
            return f"{structure.replace('_', ' ')}, {self.sections[section]}"
        return ""
