"""Kinds of the rule pack and of the plan as sentences that a signaller reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

DO: Mapping[str, str] = {
    "same_line": "Same line closed to all other trains.",
    "adjacent_line": "Other line closed to {classes}.",
    "shunting": "Shunting stops on all lines.",
    "points": "Points on the route set, locked and not moved.",
    "crossing": "Level crossing closed to the road, watched.",
    "box_open": "Box open, signals lit, line to the next post tested.",
    "guard": "Guard on the spot.",
    "search": "Searched and found clear, then watched.",
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


def do_words(kind: str, classes: Sequence[str]) -> str:
    """What is done, with the trains it is done to."""
    named = [CLASSES.get(item, f"{item} trains") for item in classes]
    return DO.get(kind, f"{kind.replace('_', ' ').capitalize()}.").format(
        classes=" and ".join(named) if named else "all trains"
    )


def undo_words(kind: str) -> str:
    """What is done when a window ends."""
    return UNDO.get(kind, f"{kind.replace('_', ' ').capitalize()} ends.")


def short_words(kind: str) -> str:
    """A few words for the head of a column."""
    return SHORT.get(kind, kind.replace("_", " "))
