"""The ruler of a post: two hours where they suffice, the closed window, the trains."""

from __future__ import annotations

from collections.abc import Sequence

from railcade.notice.document.view import View
from railcade.notice.extracts.model import Ruler, Step
from railcade.notice.extracts.posts import Post, passes_of, windows_of

HALF_HOUR_S, HOUR_S = 1800, 3600
LEAST_S = 2 * HOUR_S


def ruler_of(view: View, post: Post, steps: Sequence[Step]) -> Ruler:
    """From a half hour at or before the first window or train, for two hours or as long as it takes."""
    windows, words = windows_of(post.actions)
    passes = passes_of(view, post)
    instants = [item.at_s for item in passes] + [end_s for span in windows for end_s in span]
    instants = instants or [step.at_s for step in steps]
    first_s, last_s = min(instants), max(instants)
    step_s = HALF_HOUR_S if last_s - first_s <= LEAST_S else HOUR_S
    from_s = first_s - first_s % step_s
    until_s = max(from_s + LEAST_S, last_s + -last_s % step_s)
    if until_s - from_s == LEAST_S and first_s - from_s < last_s - until_s + LEAST_S - HALF_HOUR_S:
        from_s, until_s = _centred(first_s, last_s, from_s)
    return Ruler(from_s, until_s, windows, words, passes, post.zone)


def _centred(first_s: int, last_s: int, from_s: int) -> tuple[int, int]:
    """Half an hour earlier, where all that matters would otherwise stand at the left."""
    earlier_s = from_s - HALF_HOUR_S
    if last_s <= earlier_s + LEAST_S and first_s + last_s <= 2 * (earlier_s + HOUR_S) + HALF_HOUR_S:
        return earlier_s, earlier_s + LEAST_S
    return from_s, from_s + LEAST_S
