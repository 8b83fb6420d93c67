"""What stands on an extract."""

from __future__ import annotations

from dataclasses import dataclass

from railcade.notice.document.blocks import Words


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, or a train to see, at an instant (POSIX seconds) shown as `clock`.

    `key` is the same in every edition for the same thing; `tie` orders what falls on one minute. `until` is
    the clock time of a second instant in its words, `after` what it hangs on, if any. `changed` is the digit
    of the edition that made or moved it.
    """

    key: tuple[str, ...]
    at_s: int
    clock: str
    words: Words
    who: str
    tie: int = 5
    until: str = ""
    after: str = ""
    changed: str = ""


@dataclass(frozen=True, slots=True)
class Pass:
    """A train on the ruler: when it comes to the post, and its name there."""

    role: str
    number: str
    at_s: int
    clock: str


@dataclass(frozen=True, slots=True)
class Ruler:
    """Hours of the post, from and until whole steps; what is closed meanwhile, and the trains."""

    from_s: int
    until_s: int
    windows: tuple[tuple[int, int], ...]
    window_words: str
    passes: tuple[Pass, ...]
    zone: str


@dataclass(frozen=True, slots=True)
class Extract:
    """The page of a post.

    `post` is its id; `place` the large name; `hours` the hours in words; `wrong` and `changes` one sentence
    or more each; `more` what stands small under the list.
    """

    post: str
    place: str
    local_name: str
    where: str
    night: str
    hours: str
    ruler: Ruler
    steps: tuple[Step, ...]
    more: str
    wrong: tuple[Words, ...]
    changes: tuple[Words, ...]
    roles: bool
