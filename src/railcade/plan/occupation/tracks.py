"""Which track each train takes at each place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from railcade.network import Place


@dataclass(frozen=True, slots=True)
class Hold:
    """A train's need of a track at a place: `length_m` is 0 where it passes (any track will do)."""

    user: tuple[str, int]
    arrive_s: int
    leave_s: int
    length_m: float
    wish: str


def assign_tracks(place: Place, holds: Sequence[Hold]) -> Mapping[tuple[str, int], str] | None:
    """A track for each hold, or None if they do not fit.

    First with everybody's wish (booked track, main track for the movement); if that runs into a wall,
    without wishes, shortest fitting track first, which always works on tracks of equal length.
    """
    ordered = sorted(holds, key=lambda hold: (hold.arrive_s, hold.leave_s, hold.user))
    chosen = _assign(place, ordered, True)
    return chosen if chosen is not None else _assign(place, ordered, False)


def _assign(place: Place, ordered: Sequence[Hold], wishes: bool) -> dict[tuple[str, int], str] | None:
    free_from: dict[str, int] = {}
    chosen: dict[tuple[str, int], str] = {}
    for hold in ordered:
        able = [
            track
            for track in place.tracks
            if track.length_m >= hold.length_m and free_from.get(track.id, -(2**60)) <= hold.arrive_s
        ]
        if not able:
            return None
        by_length = sorted(able, key=lambda track: track.length_m)
        pick = by_length[0].id
        if wishes:
            wished = [track.id for track in able if track.id == hold.wish]
            pick = wished[0] if wished else able[0].id
        chosen[hold.user] = pick
        free_from[pick] = hold.leave_s + place.reset_s
    return chosen
