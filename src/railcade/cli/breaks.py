"""Rows between places: where a new day begins, and where clocks change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from railcade.clock import local, offset_label, zone_label
from railcade.clock.countries import country_name
from railcade.network import Place

_MINUTE_S = 60


@dataclass(frozen=True, slots=True)
class Break:
    """Rows that stand before a place, and the day and offset that its times belong to."""

    rows: tuple[str, ...]
    day: date
    offset_min: int


def breaks_of(moments: Sequence[tuple[Place, int]]) -> list[Break]:
    """Zone and day at each place where they are other than at the place before, the first always.

    Parameters
    ----------
    moments : sequence of (Place, int)
        Places in running order, with the published POSIX second that decides day and zone.
    """
    found: list[Break] = []
    for i, (place, moment_at_s) in enumerate(moments):
        before = moments[i - 1] if i else None
        day = local(moment_at_s, place.zone).date()
        rows = [_zone_row(before, (place, moment_at_s))]
        if before is None or day != found[-1].day:
            year = "" if before is not None and day.year == found[-1].day.year else f" {day.year}"
            rows.append(f"{day:%A} {day.day} {day:%B}{year}")
        found.append(Break(tuple(row for row in rows if row), day, offset_min((place, moment_at_s))))
    return found


def _zone_row(before: tuple[Place, int] | None, here: tuple[Place, int]) -> str:
    place, moment_at_s = here
    label, offset = zone_label(moment_at_s, place.zone), offset_label(moment_at_s, place.zone)
    zone = label if label == offset else f"{label} = {offset}"
    name = country_name(place.country).upper()
    if before is None:
        return f"{name}  {zone}".strip()
    step_min = offset_min(here) - offset_min(before)
    if place.zone == before[0].zone and not step_min:
        return ""
    named = f"{name}  " if name and place.country != before[0].country else ""
    return f"{named}{zone}" + (f", clocks {clock_step(step_min)}" if step_min else "")


def clock_step(step_min: int) -> str:
    """How far clocks are moved: ``+ 1 h``, ``+ 1 h 30``, ``− 30 min``."""
    hours, minutes = divmod(abs(step_min), 60)
    sign = "+" if step_min > 0 else "−"
    if not hours:
        return f"{sign} {minutes} min"
    return f"{sign} {hours} h" + (f" {minutes:02d}" if minutes else "")


def offset_min(moment: tuple[Place, int]) -> int:
    """Minutes that the clocks of a place are ahead of UTC at an instant."""
    offset = local(moment[1], moment[0].zone).utcoffset()
    return round(offset.total_seconds() / _MINUTE_S) if offset is not None else 0
