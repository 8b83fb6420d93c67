"""Hours by weekday as people write them: ``mon-fri 06:00-22:00``, ``daily 05:00-01:00``."""

from __future__ import annotations

import re

from railcade.conditions import Opening

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_S = 86_400
_TEXT = re.compile(r"^(daily|[a-z]{3}(?:-[a-z]{3})?) (\d\d):(\d\d)-(\d\d):(\d\d)$")


def openings(text: str) -> tuple[Opening, ...] | None:
    """Openings that a text names, one for each weekday; None if it is not of this form.

    An end that is not after the start lies on the next day. A range of days may go over the week's end.
    """
    match = _TEXT.match(text.strip().lower())
    if match is None:
        return None
    days = _days(match.group(1))
    from_s, until_s = _clock_s(match.group(2), match.group(3)), _clock_s(match.group(4), match.group(5))
    if not days or from_s is None or until_s is None or from_s in (DAY_S, until_s):
        return None
    end_s = until_s if until_s > from_s else until_s + DAY_S
    return tuple(Opening(day, from_s, end_s) for day in days)


def _days(text: str) -> tuple[int, ...]:
    if text == "daily":
        return tuple(range(7))
    first, _, last = text.partition("-")
    if first not in DAYS or (last and last not in DAYS):
        return ()
    start, end = DAYS.index(first), DAYS.index(last or first)
    return tuple((start + i) % 7 for i in range((end - start) % 7 + 1))


def _clock_s(hours: str, minutes: str) -> int | None:
    time_s = 3600 * int(hours) + 60 * int(minutes)
    return time_s if int(minutes) < 60 and time_s <= DAY_S else None
