"""Time: aware UTC inside, local only at the doors.

Law of this room
----------------
1. Inside, an instant is an integer of POSIX seconds (`..._at_s`) or an aware `datetime` in UTC.
2. A naive time is an input error; it is never given a zone silently.
3. Local time is made by place, with `zoneinfo`, at the door; it shows its zone.
4. No room asks the machine for the time or for chance: both are passed in.

Not here: durations and their rules (rules), rounding of published times (plan).
"""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def at_s(instant: datetime) -> int:
    """POSIX seconds of an aware instant.

    Raises
    ------
    ValueError
        If `instant` is naive.
    """
    if instant.tzinfo is None:
        raise ValueError(f"{instant.isoformat()} has no zone")
    return round(instant.timestamp())


def utc(instant_at_s: int) -> datetime:
    """Aware UTC instant of POSIX seconds."""
    return datetime.fromtimestamp(instant_at_s, UTC)


def iso(instant_at_s: int) -> str:
    """ISO 8601 UTC text of POSIX seconds, for example ``2027-05-16T07:00:00Z``."""
    return utc(instant_at_s).strftime("%Y-%m-%dT%H:%M:%SZ")


def from_iso(text: str) -> int:
    """POSIX seconds of ISO 8601 text with an offset or ``Z``.

    Raises
    ------
    ValueError
        If the text is no time or has no zone.
    """
    return at_s(datetime.fromisoformat(text))


def is_zone(zone: str) -> bool:
    """Whether a name is an IANA time zone: listing all of them would take longer than to look for one."""
    if zone.startswith(("posix/", "right/")) or zone in ("localtime", "posixrules", "Factory"):
        return False  # files of tzdata that are no zones of a place
    try:
        return ZoneInfo(zone).key == zone
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def local(instant_at_s: int, zone: str) -> datetime:
    """Local aware instant at a place whose IANA zone is `zone`."""
    return datetime.fromtimestamp(instant_at_s, ZoneInfo(zone))


CUSTOMARY = {"Asia/Vladivostok": "VLAT"}
"""Letters that railway people use where tzdata (since 2016) gives an offset only."""


def zone_label(instant_at_s: int, zone: str) -> str:
    """Short label of a zone at an instant, for example ``KST`` or ``VLAT``.

    tzdata gives letters for some zones (KST) and bare offsets for others (+10): then the customary letters
    stand, or, where there are none, the offset, ``UTC+10`` or ``UTC+8:30``.
    """
    name = local(instant_at_s, zone).tzname() or ""
    return name if name.isalpha() else CUSTOMARY.get(zone, offset_label(instant_at_s, zone))


def offset_label(instant_at_s: int, zone: str) -> str:
    """Offset of a zone at an instant, for example ``UTC+9`` or ``UTC+8:30``."""
    offset = local(instant_at_s, zone).utcoffset()
    minutes = round(offset.total_seconds() / 60) if offset is not None else 0
    sign = "+" if minutes >= 0 else "−"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{sign}{hours}" + (f":{rest:02d}" if rest else "")


__all__ = ["CUSTOMARY", "at_s", "from_iso", "is_zone", "iso", "local", "offset_label", "utc", "zone_label"]
