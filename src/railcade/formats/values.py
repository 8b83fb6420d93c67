"""Value types of files that people write: durations with their unit, instants with their zone, names."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from railcade.basis import Basis
from railcade.clock import at_s

_DURATION = re.compile(r"^\s*(?:(\d{1,9})\s*h)?\s*(?:(\d{1,9})\s*min)?\s*(?:(\d{1,9})\s*s)?\s*$")


YEARS = range(1970, 2301)
"""Years of an instant: zones have whole offsets and known rules there."""


def seconds(value: Any) -> int:
    """Seconds of a duration such as ``"3 h 30 min"``, ``"12 min"`` or ``"90 s"``."""
    match = _DURATION.match(value) if isinstance(value, str) else None
    if match is None or not value.strip():
        shown = f'"{value}"' if isinstance(value, str) else str(value)
        raise PydanticCustomError("duration", '{shown} is not a duration like "12 min"', {"shown": shown})
    hours, minutes, rest = (int(part or 0) for part in match.groups())
    return 3600 * hours + 60 * minutes + rest


def duration_text(duration_s: int) -> str:
    """A duration as files write it, for example ``3 h 30 min``."""
    hours, rest_s = divmod(duration_s, 3600)
    minutes, rest_s = divmod(rest_s, 60)
    parts = [
        f"{hours} h" if hours else "",
        f"{minutes} min" if minutes else "",
        f"{rest_s} s" if rest_s else "",
    ]
    return " ".join(part for part in parts if part) or "0 s"


def instant(value: Any) -> int:
    """POSIX seconds of an ISO 8601 time with its offset, as text or TOML time."""
    moment = value
    if isinstance(value, str):
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            moment = None
    if not isinstance(moment, date):
        shown = f'"{value}"' if isinstance(value, str) else str(value)
        raise PydanticCustomError("instant", "{shown} is not a time", {"shown": shown})
    if not isinstance(moment, datetime):
        raise PydanticCustomError("instant", "{shown} is a day, not a time", {"shown": str(value)})
    if moment.tzinfo is None:
        example = moment.isoformat(timespec="minutes") + "+09:00"
        raise PydanticCustomError(
            "E0107", "a time without a zone", {"mend": f"write its offset, for example {example}"}
        )
    if moment.year not in YEARS:
        words = {"shown": str(moment), "first": YEARS[0], "last": YEARS[-1]}
        raise PydanticCustomError("instant", "{shown} lies outside the years {first} to {last}", words)
    return at_s(moment)


Duration = Annotated[int, BeforeValidator(seconds)]
Instant = Annotated[int, BeforeValidator(instant)]
BasisName = Annotated[Basis, Field(strict=False)]
Text = Annotated[str, Field(min_length=1)]
Positive = Annotated[float, Field(gt=0.0)]
NotNegative = Annotated[float, Field(ge=0.0)]
