"""The messages of the convoy, RC-1 to RC-7: words with blanks, and which of them ask the signaller.

National forms of signallers begin at 21 (Regulation (EU) 2019/773, appendix C): RC messages are none of them.
"""

from __future__ import annotations

from dataclasses import dataclass

BLANK = "_________"
NO_AUTHORITY = "NOT AN AUTHORITY TO MOVE"
REQUEST = (
    "Request to the signaller. In force only when the number of his own instruction stands in the box; until "
    "then the train does what signals and signaller say."
)
PRECEDENCES = ("FLASH", "IMMEDIATE", "PRIORITY", "ROUTINE")


@dataclass(frozen=True, slots=True)
class Message:
    """A form: number, name, when it is used, the words that are read back, and whether it asks for a
    movement, a speed or running on sight.

    `precedence` is how it is handled if nothing else is marked.
    """

    number: int
    name: str
    use: str
    words: tuple[str, ...]
    request: bool
    precedence: str

    @property
    def code(self) -> str:
        """``RC-3``."""
        return f"RC-{self.number}"


MESSAGES: tuple[Message, ...] = (
    Message(
        1,
        "Convoy go or hold",
        "The commander lets the convoy go on from where it stands, or holds it.",
        (
            f"Trains {BLANK} {BLANK} {BLANK}: hold at {BLANK} until further message.",
            f"Or: ready to go on from {BLANK} to {BLANK}, not before {BLANK}.",
        ),
        True,
        "PRIORITY",
    ),
    Message(
        2,
        "Spacing change",
        "The gap between two trains of the convoy shall be another.",
        (
            f"Train {BLANK} keeps {BLANK} minutes behind train {BLANK}, from {BLANK} on.",
            f"For this train {BLANK} asks for {BLANK} km/h between {BLANK} and {BLANK}.",
        ),
        True,
        "PRIORITY",
    ),
    Message(
        3,
        "Section swept",
        "The advance train reports a section when its tail has left it.",
        (
            f"Section {BLANK} to {BLANK}: clear / finding / not seen (strike out two).",
            f"Tail left it at {BLANK}. Finding at km {BLANK}: {BLANK}{BLANK}.",
            "Not seen is not clear.",
        ),
        False,
        "IMMEDIATE",
    ),
    Message(
        4,
        "Sweep void",
        "What was reported clear is no longer: vehicle, points, work, trespass, contact lost, or too old.",
        (
            f"Section {BLANK} to {BLANK} is void from {BLANK}, because of {BLANK}{BLANK}.",
            f"Train {BLANK} does not pass {BLANK} until the section was swept again.",
        ),
        False,
        "FLASH",
    ),
    Message(
        5,
        "Role swap",
        "Two trains of the convoy change their roles where they stand.",
        (
            f"At {BLANK}, all standing: train {BLANK} becomes {BLANK}, train {BLANK} becomes {BLANK}.",
            f"In force from {BLANK}. Every train has read this back before the first one moves.",
        ),
        True,
        "PRIORITY",
    ),
    Message(
        6,
        "Retreat to refuge",
        "The convoy, or one of its trains, shall go to a refuge.",
        (
            f"Train {BLANK} asks to go to {BLANK}, track {BLANK}, by way of {BLANK}.",
            f"On sight from {BLANK} to {BLANK}: yes / no (strike out one).",
        ),
        True,
        "IMMEDIATE",
    ),
    Message(
        7,
        "Hand-over to road or air",
        "People leave the train and go on by another way.",
        (
            f"Train {BLANK} stands at {BLANK}. People {BLANK} change to road / air at {BLANK}.",
            f"Responsible from there on: {BLANK}. The train remains a vehicle on the line.",
        ),
        False,
        "IMMEDIATE",
    ),
)
