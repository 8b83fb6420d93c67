"""Kinds of the rule pack and of the plan as sentences that a signaller reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from railcade.network import Crossing
from railcade.rules import ProtectionRule

DO: Mapping[str, str] = {
    "same_line": "Same line closed to all other trains.",
    "adjacent_line": "Other line closed to {classes}.",
    "shunting": "Shunting stops on all lines.",
    "points": "Points on the route set, locked and not moved.",
    "crossing": "Level crossing closed to the road, watched.",
    "box_open": "Box open, signals lit, line to the next post tested.",
    "guard": "Guard on the spot, nobody on the line.",
    "search": "Searched and found clear.",
    "power": "Power on the neighbouring tracks switched off.",
}
"""What is done while a window is open, by kind of protection."""

UNDO: Mapping[str, str] = {
    "same_line": "Line open again.",
    "adjacent_line": "Other line open again.",
    "shunting": "Shunting may begin again.",
    "points": "Points released.",
    "crossing": "Level crossing open to the road.",
    "box_open": "Box may close.",
    "guard": "Guard withdrawn.",
    "search": "Watch withdrawn.",
    "power": "Power switched on again.",
}
"""What is done when it ends."""

SHORT: Mapping[str, str] = {
    "same_line": "same line closed",
    "adjacent_line": "other line closed",
    "shunting": "no shunting",
    "points": "points locked",
    "crossing": "crossing closed",
    "box_open": "box open",
    "guard": "guard",
    "search": "search",
    "power": "power off",
}
"""Heads of columns."""

CLASSES: Mapping[str, str] = {
    "freight": "freight trains",
    "passenger": "passenger trains",
    "engine": "light engines",
}

STANDS: Mapping[str, str] = {
    "origin": "leaves",
    "stop": "stop",
    "border": "border",
    "reform": "forms up again",
    "destination": "arrives",
}


WHO: Mapping[str, str] = {"crossing keeper": "keeper", "crossing_keeper": "keeper"}

CROSSINGS: Mapping[str, str] = {
    "keeper": "keeper",
    "automatic": "automatic",
    "open": "no barrier",
}


def crossing_words(crossing: Crossing) -> str:
    """How the road is kept off it."""
    return CROSSINGS[str(crossing.kind)]


def scope_words(rule: ProtectionRule) -> str:
    """To what a rule is limited, in a few words with a blank before them; empty where it holds everywhere."""
    scope = rule.scope
    parts = [f"at {_plural(str(target))}" for target in scope.targets]
    if scope.crossings:
        parts.append(f"without a keeper: {' and '.join(map(str, scope.crossings))}")
    if scope.least_m:
        parts.append(f"from {scope.least_m:.0f} m")
    if scope.facing_only:
        parts.append("those met at their blades")
    if scope.tunnels_only:
        parts.append("in tunnels only")
    return f" ({', '.join(parts)})" if parts else ""


def _plural(target: str) -> str:
    return f"level {target}s" if target == "crossing" else f"{target}s"


def do_words(kind: str, classes: Sequence[str]) -> str:
    """What is done, with the trains it is done to."""
    named = [CLASSES.get(item, f"{item} trains") for item in classes]
    return DO.get(kind, f"{kind.replace('_', ' ').capitalize()}.").format(
        classes=" and ".join(named) if named else "all trains"
    )


def undo_words(kind: str) -> str:
    """What is done when a window ends."""
    return UNDO.get(kind, f"{kind.replace('_', ' ').capitalize()} ends.")


def short_words(kind: str, classes: Sequence[str]) -> str:
    """A few words for the head of a column."""
    words = SHORT.get(kind, kind.replace("_", " "))
    return f"{words} to {' and '.join(classes)}" if classes else words
