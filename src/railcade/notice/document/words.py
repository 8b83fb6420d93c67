"""Numbers, times and names as they stand on paper."""

from __future__ import annotations

from railcade.basis import Basis
from railcade.clock import local, offset_label, zone_label
from railcade.network import Place, PlaceKind
from railcade.notice.document.blocks import Words, rest, unsure

MINUS, EN = "\u2212", "\u2013"
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MINUTE_S = 60
_COUNTS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)


def clock(at_s: float, zone: str) -> Words:
    """Time of day to the half minute: ``00:41``, ``00:41½``, ``00:41:20``; digits align on the minutes."""
    moment = local(round(at_s), zone)
    behind = "" if moment.second == 0 else "½" if moment.second == 30 else f":{moment.second:02d}"
    return (f"{moment:%H:%M}", rest(behind)) if behind else f"{moment:%H:%M}"


def minutes_cell(duration_s: float) -> Words:
    """Minutes in a column; digits align on the whole minutes, a half or decimals hang behind."""
    whole, seconds = divmod(round(duration_s), _MINUTE_S)
    if not seconds:
        return f"{whole:,}"
    return (f"{whole:,}", rest("½" if seconds == 30 else f".{round(seconds / 6)}"))


def from_clock(at_s: int, zone: str) -> str:
    """Beginning of a window, the whole minute at or before it: a window on paper is never too short."""
    return f"{local(at_s - at_s % _MINUTE_S, zone):%H:%M}"


def until_clock(at_s: int, zone: str) -> str:
    """End of a window, the whole minute at or after it."""
    return f"{local(at_s + -at_s % _MINUTE_S, zone):%H:%M}"


def day(at_s: int, zone: str) -> str:
    """``Monday 17 May``."""
    moment = local(at_s, zone)
    return f"{WEEKDAYS[moment.weekday()]} {moment.day} {MONTHS[moment.month - 1]}"


def short_day(at_s: int, zone: str) -> str:
    """``Mon 17 May``."""
    moment = local(at_s, zone)
    return f"{WEEKDAYS[moment.weekday()][:3]} {moment.day} {MONTHS[moment.month - 1][:3]}"


def date_time(at_s: int, zone: str) -> str:
    """``14 May 2027 09:00 KST``."""
    moment = local(at_s, zone)
    words = f"{moment.day} {MONTHS[moment.month - 1]} {moment.year} {moment:%H:%M}"
    return f"{words} {zone_label(at_s, zone)}"


def window_words(from_at_s: int, until_at_s: int, zone: str) -> str:
    """``16 May 22:30 – 17 May 05:00 KST``; the year is that of the notice."""
    first, last = local(from_at_s, zone), local(until_at_s, zone)
    ends = [f"{x.day} {MONTHS[x.month - 1][:3]} {x:%H:%M}" for x in (first, last)]
    if first.year != last.year:
        ends = [f"{x.day} {MONTHS[x.month - 1][:3]} {x.year} {x:%H:%M}" for x in (first, last)]
    return f"{ends[0]} – {ends[1]} {zone_label(until_at_s, zone)}"


def days(first_s: int, first_zone: str, last_s: int, last_zone: str) -> str:
    """``Sunday 16 and Monday 17 May 2027``, or ``16 to 18`` over more days."""
    a, b = local(first_s, first_zone), local(last_s, last_zone)
    end = f"{day(last_s, last_zone)} {b.year}"
    if a.date() == b.date():
        return end
    start = f"{WEEKDAYS[a.weekday()]} {a.day}"
    if a.month != b.month or a.year != b.year:
        start += f" {MONTHS[a.month - 1]}" + (f" {a.year}" if a.year != b.year else "")
    return f"{start} {'and' if (b.date() - a.date()).days == 1 else 'to'} {end}"


def zone_words(at_s: int, zone: str) -> str:
    """``KST, UTC+9``."""
    label, offset = zone_label(at_s, zone), offset_label(at_s, zone)
    return label if label == offset else f"{label}, {offset}"


def minutes(duration_s: float) -> str:
    """Minutes, with one decimal only where they are not whole."""
    return f"{duration_s / _MINUTE_S:,.1f}".removesuffix(".0")


def duration(duration_s: float) -> str:
    """``3 h 30 min``, ``45 min``."""
    whole = round(duration_s / _MINUTE_S)
    hours, rest = divmod(whole, 60)
    if not hours:
        return f"{minutes(duration_s)} min"
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def count(number: int, one: str, many: str = "") -> str:
    """``three trains``: words up to twelve, figures beyond."""
    words = _COUNTS[number] if 0 <= number < len(_COUNTS) else f"{number:,}"
    return f"{words} {one if number == 1 else many or one + 's'}"


def sentence(words: str) -> str:
    """With a capital and a full stop."""
    words = words.strip()
    return words[:1].upper() + words[1:] + ("" if words.endswith(".") else ".") if words else ""


def listed(names: list[str]) -> str:
    """``a, b and c``."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else "none"


def number_km(distance_m: float) -> str:
    """Kilometres with one decimal, ``1,181.2``."""
    return f"{distance_m / 1000.0:,.1f}"


def tonnes(mass_kg: float) -> str:
    """Whole tonnes, ``1,486``."""
    return f"{mass_kg / 1000.0:,.0f}"


def kmh(speed_mps: float) -> str:
    """``59.5``, or ``60`` where it is whole."""
    return f"{speed_mps * 3.6:.1f}".removesuffix(".0")


def place_name(place: Place) -> str:
    """Its name without what stands in brackets behind it."""
    return place.name.partition(" (")[0]


def unsure_place(place: Place) -> bool:
    """Whether that it is there at all is estimated or assumed."""
    return place.basis.get("kind", Basis.PUBLISHED).unsure


def place_words(place: Place) -> Words:
    """Its name; italic with its sign where its being there is assumed."""
    name = place_name(place)
    return unsure(name) if unsure_place(place) else name


def km_words(place: Place, distance_m: float) -> Words:
    """Its kilometre on the way."""
    words = number_km(distance_m)
    return unsure(words) if place.basis.get("km", Basis.PUBLISHED).unsure else words


def is_named(place: Place) -> bool:
    """Whether people know the place by a name: not a loop or post that was assumed between two others."""
    return place.kind in (PlaceKind.STATION, PlaceKind.BORDER)
