"""Which track each train takes at each place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from railcade.network import Place

MOST_TRIES = 200_000
"""Most tracks that are tried for one group of trains; no real place comes near."""

_EVER_FREE = -(2**60)


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

    Exact: each group of holds that overlap one another in a chain is tried out in order of arrival, each
    train first on its wish (booked track, main track for the movement), then on the place's tracks in
    their order. Only a group for which `MOST_TRIES` do not suffice is given up without a proof.
    """
    chosen: dict[tuple[str, int], str] = {}
    for group in _groups(place, sorted(holds, key=lambda hold: (hold.arrive_s, hold.leave_s, hold.user))):
        found = _assign(place, group)
        if found is None:
            return None
        chosen.update({hold.user: place.tracks[track].id for hold, track in zip(group, found, strict=True)})
    return chosen


def _groups(place: Place, ordered: Sequence[Hold]) -> Iterator[list[Hold]]:
    """Holds in order of arrival, split where every track is free."""
    group: list[Hold] = []
    free_s = _EVER_FREE
    for hold in ordered:
        if group and hold.arrive_s >= free_s:
            yield group
            group = []
        group.append(hold)
        free_s = max(free_s, hold.leave_s + place.reset_s)
    if group:
        yield group


def _assign(place: Place, group: Sequence[Hold]) -> list[int] | None:
    """Index of a track for each hold of a group.

    What can still follow depends on nothing but until when tracks are held, those of a kind (the same
    trains fit on them) alike: a state that has failed once is not gone through again.
    """
    lengths = sorted({hold.length_m for hold in group})
    kinds = [sum(track.length_m >= length_m for length_m in lengths) for track in place.tracks]
    failed: set[tuple[int, tuple[tuple[int, int], ...]]] = set()
    free_s = [_EVER_FREE] * len(place.tracks)
    picks: list[tuple[int, int]] = []
    choices = [_choices(place, group[0], free_s)]
    for _ in range(MOST_TRIES):
        track = next(choices[-1], None)
        if track is None:
            choices.pop()
            if not picks:
                return None
            failed.add(_state(len(picks), group[len(picks)], free_s, kinds))
            last, before_s = picks.pop()
            free_s[last] = before_s
            continue
        hold = group[len(picks)]
        picks.append((track, free_s[track]))
        free_s[track] = hold.leave_s + place.reset_s
        if len(picks) == len(group):
            return [pick for pick, _ in picks]
        following = group[len(picks)]
        known = _state(len(picks), following, free_s, kinds) in failed
        choices.append(iter(()) if known else _choices(place, following, free_s))
    return None


def _choices(place: Place, hold: Hold, free_s: Sequence[int]) -> Iterator[int]:
    """Tracks that are long enough and free, the wish first."""
    able = [
        number
        for number, track in enumerate(place.tracks)
        if track.length_m >= hold.length_m and free_s[number] <= hold.arrive_s
    ]
    return iter(sorted(able, key=lambda number: place.tracks[number].id != hold.wish))


def _state(
    number: int, hold: Hold, free_s: Sequence[int], kinds: Sequence[int]
) -> tuple[int, tuple[tuple[int, int], ...]]:
    """Until when tracks of each kind are held, as far as it matters from a hold's arrival on."""
    held = zip(kinds, free_s, strict=True)
    return number, tuple(sorted((kind, max(until_s, hold.arrive_s)) for kind, until_s in held))
