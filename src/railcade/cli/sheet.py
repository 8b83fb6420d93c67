"""The columns of the path table: which fit into a width, and how wide they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from railcade.app.times import PlaceRow, TimesTable
from railcade.cli.digest import short_name
from railcade.plan.model import PlanPoint

_MINUTE_S = 60
_KM = len("≈1234.5")
_NAME, _LONGEST_NAME = 18, 30
_STAND, _SPACING = len("stand"), len("spacing")


@dataclass(frozen=True, slots=True)
class Sheet:
    """Columns in characters, 0 for one that is not shown.

    `anchor` is the train whose times decide days, stands and spacing: the principal where it is shown.
    `pair` holds arrival and departure of one train. `left_out` are columns that did not fit.
    """

    shown: tuple[int, ...]
    anchor: int
    seconds: bool
    place: int
    track: int
    pair: int
    stand: int
    spacing: int
    left_out: tuple[str, ...] = ()
    km: int = _KM

    @property
    def clock(self) -> int:
        """Characters of a time of day."""
        return len("00:00:00" if self.seconds else "00:00")

    @property
    def left(self) -> int:
        """Characters before the first train."""
        return self.km + 2 + self.place + (2 + self.track if self.track else 0) + 1

    @property
    def width(self) -> int:
        """Characters of a row."""
        # A pair ends in the room for a day mark, which is the first blank of the gap to its right.
        right = sum(1 + column for column in (self.stand, self.spacing) if column)
        gaps = 1 if self.stand and self.spacing else 0
        return self.left + self.pair * len(self.shown) + right + gaps

    def left_head(self) -> str:
        """Heads before the first train."""
        head = f"{'km':>{self.km}}  {'place':<{self.place}}"
        return head + (f"  {'track':<{self.track}} " if self.track else " ")

    def right_heads(self) -> tuple[str, str]:
        """Heads behind the last train, and their units below."""
        names = self._right("stand", "spacing")
        return names, self._right("min", "min")

    def right_cells(self, row: PlaceRow) -> str:
        """Minutes that the anchor stands, and its spacing behind the train ahead."""
        here = row.points[self.anchor]
        ahead = row.points[self.anchor - 1] if self.spacing else None
        stood = spacing = ""
        if here is not None and stood_s(here):
            stood = in_minutes(stood_s(here))
        if here is not None and ahead is not None:
            spacing = in_minutes(here.published_depart_at_s - ahead.published_depart_at_s)
        return self._right(stood, spacing)

    def tracks(self, row: PlaceRow) -> str:
        """The track if all trains take one, else each train's."""
        tracks = [point.track for point in (row.points[i] for i in self.shown) if point is not None]
        return tracks[0] if len(set(tracks)) == 1 else " ".join(track or "–" for track in tracks)

    def _right(self, stand: str, spacing: str) -> str:
        text = f" {stand:>{self.stand}}" if self.stand else ""
        if self.spacing:
            text += f"{'  ' if self.stand else ' '}{spacing:>{self.spacing}}"
        return text


def sheet_for(table: TimesTable, rows: Sequence[PlaceRow], width: int) -> Sheet:
    """All columns if they fit; else without tracks, stands, spacing, in this order; else one train alone."""
    longest = max(len(short_name(row.place.name)) for row in rows)
    sheet = _fitted(_full(table, rows, table.shown, min(longest, _NAME)), width)
    if sheet.width > width and len(sheet.shown) > 1:
        sheet = _fitted(_full(table, rows, (sheet.anchor,), min(longest, _NAME)), width)
    return replace(sheet, place=min(longest, _LONGEST_NAME, sheet.place + max(0, width - sheet.width)))


def stood_s(point: PlanPoint) -> int:
    """Published seconds from arrival to departure."""
    return point.published_depart_at_s - point.published_arrive_at_s


def in_minutes(duration_s: int) -> str:
    """Minutes, with a decimal only where they are not whole."""
    return f"{duration_s / _MINUTE_S:.1f}".removesuffix(".0")


def _full(table: TimesTable, rows: Sequence[PlaceRow], shown: tuple[int, ...], place: int) -> Sheet:
    trains = table.plan.trains
    anchor = next((i for i in shown if trains[i].role == "principal"), shown[0])
    points = [row.points[i] for row in rows for i in shown]
    times = [
        time_s
        for point in points
        if point is not None
        for time_s in (point.published_arrive_at_s, point.published_depart_at_s)
    ]
    seconds = any(time_s % _MINUTE_S for time_s in times)
    sheet = Sheet(shown, anchor, seconds, place, len("track"), 0, _STAND, _SPACING if anchor else 0)
    role = max(len(trains[i].role) for i in shown) + len("  ▲  ")
    pair = max(2 * (sheet.clock + 2), role)
    track = max(sheet.track, *(len(sheet.tracks(row)) for row in rows))
    return replace(sheet, pair=pair, track=track)


def _fitted(sheet: Sheet, width: int) -> Sheet:
    for column in ("track", "stand", "spacing"):
        if sheet.width > width and getattr(sheet, column):
            sheet = replace(
                sheet,
                track=0 if column == "track" else sheet.track,
                stand=0 if column == "stand" else sheet.stand,
                spacing=0 if column == "spacing" else sheet.spacing,
                left_out=(*sheet.left_out, column),
            )
    return sheet
