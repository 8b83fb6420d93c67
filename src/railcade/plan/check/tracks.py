"""Tracks at places: docs/occupation.md 4."""

from __future__ import annotations

from collections.abc import Iterator

from railcade.network import Place
from railcade.plan.check.holds import Holds
from railcade.plan.check.tally import Tally
from railcade.plan.check.world import World, clock

Stay = tuple[int, Place, str, float, float, bool, float]
"""Owner, place, track, from, until, whether it stands, length in metres."""


def check_tracks(world: World, tally: Tally) -> None:
    """A track is held once, with the reset time kept, and is long enough for what stands on it."""
    holds = Holds()
    standing = 0
    for owner, place, track, from_s, until_s, stands, length_m in _stays(world):
        if world.published and not stands and owner >= len(world.roles) and not track:
            continue
        if not track:
            _without_track(world, tally, (owner, place, track, from_s, until_s, stands, length_m))
            continue
        found = next((item for item in place.tracks if item.id == track), None)
        if found is None:
            what = f"{world.named(owner)} is on track {track!r}, which the place does not have"
            tally.refuse(world.rule("TRACK"), "E0404", place.id, what)
            continue
        holds.add((place.id, track, 0), owner, from_s, until_s + place.reset_s)
        standing += stands
        if stands and length_m > found.length_m:
            what = (
                f"{world.named(owner)}, {length_m:.0f} m, stands on track {track} of {found.length_m:.0f} m"
            )
            tally.refuse(world.rule("FIT"), "E0407", place.id, what)
    tally.examine(world.rule("TRACK"), len(holds.owner))
    tally.examine(world.rule("FIT"), standing)
    _clashes(world, tally, holds)


def _without_track(world: World, tally: Tally, stay: Stay) -> None:
    owner, place, _, from_s, _, stands, _ = stay
    if stands:
        what = f"{world.named(owner)} stands from {clock(from_s)} without a track"
        tally.refuse(world.rule("FIT"), "E0407", place.id, what)
    elif len(place.tracks) >= 2:
        what = f"{world.named(owner)} passes at {clock(from_s)} without a track"
        tally.refuse(world.rule("TRACK"), "E0404", place.id, what)


def _clashes(world: World, tally: Tally, holds: Holds) -> None:
    for i, j in holds.clashes():
        owners = (holds.owner[i], holds.owner[j])
        if world.published and min(owners) >= len(world.roles):
            continue
        place, track, _ = holds.resource[i]
        what = (
            f"{world.named(owners[0])} holds track {track} until {clock(holds.until_s[i])} (reset included), "
            f"{world.named(owners[1])} comes at {clock(holds.from_s[j])}"
        )
        tally.refuse(world.rule("TRACK"), "E0404", place, what)


def _stays(world: World) -> Iterator[Stay]:
    for owner, (role, train) in enumerate(zip(world.roles, world.plan.trains, strict=True)):
        last = len(world.way.places) - 1
        for i, (place, point) in enumerate(zip(world.way.places, train.points, strict=True)):
            stands = i in role.stands
            lengths_m = [role.length_m(section) for section in (i - 1, i) if 0 <= section < last]
            if stands or place.tracks:
                from_s, until_s = float(role.arrive_s[i]), float(role.left_s[i])
                yield owner, place, point.track, from_s, until_s, stands, max(lengths_m)
    for owner, other in enumerate(world.others, len(world.roles)):
        last = len(other.places) - 1
        for i, name in enumerate(other.places):
            place = world.inputs.network.places[name]
            stands = i in (0, last) or bool(other.depart_s[i] > other.arrive_s[i])
            if stands or place.tracks:
                from_s = float(other.depart_s[0] if i == 0 else other.arrive_s[i])
                yield owner, place, other.tracks[i], from_s, float(other.left_s[i]), stands, other.length_m
