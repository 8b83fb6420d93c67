"""Whether each train fits the tracks where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from railcade.errors import Problem
from railcade.fleet import Fleet, Formation
from railcade.network import Path, Place
from railcade.plan.request import Movement, RoleRequest

FEWER = "no place on the way has so many: let fewer trains stand, or give the network more tracks"


@dataclass(frozen=True, slots=True)
class Stand:
    """A place where roles stand at once; `key` is where the request says so."""

    place: Place
    key: str
    roles: tuple[RoleRequest, ...]


def standing_problems(movement: Movement, path: Path, fleet: Fleet) -> list[Problem]:
    """Tracks that are missing (E0210) or too short (E0204) where trains of the movement stand.

    Where roles stand at once the place needs a track for each and one more, on which others pass. At the
    ends of the journey they come from and go to sidings that are not modelled, one after another.
    """
    problems: list[Problem] = []
    for stand in _stands(movement, path):
        problems.extend(_count_problems(stand, path))
        problems.extend(_length_problems(stand, path, fleet))
    for key, place_id in (("origin", movement.origin), ("destination", movement.destination)):
        place = path.places[path.index[place_id]]
        if not place.standable:
            what = f"trains cannot stand at {place.name}: it has {_tracks(len(place.tracks))}"
            mend = _elsewhere(path, place, 2, 0.0) or FEWER
            problems.append(Problem("E0210", f"movement  {key}", what, mend))
            continue
        for role in movement.roles:
            stand = Stand(place, key, (role,))
            problems.extend(_length_problems(stand, path, fleet))
    return problems


def is_clear(role: RoleRequest, path: Path, fleet: Fleet) -> bool:
    """Whether all formations of a role are known, begin on the way, and the first at its start."""
    starts = [path.index.get(place) for place, _ in role.formations]
    return (
        starts[0] == 0 and None not in starts and all(name in fleet.formations for _, name in role.formations)
    )


def formations_at(role: RoleRequest, path: Path, place: Place, fleet: Fleet) -> tuple[Formation, ...]:
    """The formation with which a role comes to a place, and the one with which it goes on."""
    at = path.index[place.id]
    coming = [name for start, name in role.formations if path.index[start] < at]
    going = [name for start, name in role.formations if path.index[start] <= at]
    names = dict.fromkeys([*coming[-1:], *going[-1:]])
    return tuple(fleet.formations[name] for name in names)


def _stands(movement: Movement, path: Path) -> Iterator[Stand]:
    for stop in movement.stops:
        roles = tuple(role for role in movement.roles if not stop.roles or role.role in stop.roles)
        yield Stand(path.places[path.index[stop.place]], f"stops.{stop.place}.place", roles)
    border = movement.border
    if border is not None:
        for key, place in (("border.place", border.place), ("border.reform_place", border.reform_place)):
            yield Stand(path.places[path.index[place]], key, movement.roles)


def _count_problems(stand: Stand, path: Path) -> Iterator[Problem]:
    place, needed = stand.place, len(stand.roles) + 1
    if len(place.tracks) < needed:
        trains = f"{len(stand.roles)} trains and a free track need {needed}"
        what = f"{place.name} has {_tracks(len(place.tracks))}; {trains}"
        yield Problem("E0210", f"movement  {stand.key}", what, _elsewhere(path, place, needed, 0.0) or FEWER)


def _length_problems(stand: Stand, path: Path, fleet: Fleet) -> Iterator[Problem]:
    """The longest trains need the longest tracks: the k-th longest needs k tracks of its length."""
    tracks = sorted(stand.place.tracks, key=lambda track: -track.length_m)
    trains = []
    for role in (role for role in stand.roles if is_clear(role, path, fleet)):
        formation = max(formations_at(role, path, stand.place, fleet), key=lambda item: item.length_m)
        trains.append((formation.length_m, role, formation))
    trains.sort(key=lambda item: -item[0])
    for k, (length_m, role, formation) in enumerate(trains[: len(tracks)]):
        track = tracks[k]
        if length_m <= track.length_m:
            continue
        which = "the longest track" if k == 0 else f"track {k + 1} of the longest"
        unsure = " (assumed)" if track.basis.unsure else ""
        what = (
            f"the {role.role} is {length_m:.0f} m long ({formation.id}), {which} at {stand.place.name} "
            f"is {track.length_m:.0f} m{unsure}"
        )
        mend = _shorter(formation, track.length_m)
        if stand.key not in ("origin", "destination"):
            elsewhere = _elsewhere(path, stand.place, k + 1, length_m)
            mend += f", or {elsewhere}" if elsewhere else "; no place on the way has longer tracks"
        yield Problem("E0204", f"movement  {stand.key}", what, mend)


def _shorter(formation: Formation, track_m: float) -> str:
    """How many vehicles without traction to drop, the longest first."""
    lengths = sorted((item.length_m for item in formation.vehicles if item.traction is None), reverse=True)
    left_m = formation.length_m
    for count, length_m in enumerate(lengths, start=1):
        left_m -= length_m
        if left_m <= track_m:
            return f"drop {count} vehicle{'' if count == 1 else 's'}"
    return "use another formation"


def _elsewhere(path: Path, place: Place, tracks: int, length_m: float) -> str:
    """The nearest place on the way with so many tracks of that length; empty if there is none."""
    at_m = path.place_m[path.index[place.id]]
    fit = [
        (abs(float(path.place_m[i]) - at_m), other)
        for i, other in enumerate(path.places)
        if other.standable and sum(track.length_m >= length_m for track in other.tracks) >= max(1, tracks)
    ]
    if not fit:
        return ""
    other = min(fit, key=lambda item: (item[0], item[1].id))[1]
    room = f"{other.longest_track_m:.0f} m" if length_m else f"{_tracks(len(other.tracks))}"
    return f"stand at {other.name} ({other.id}), {room}"


def _tracks(count: int) -> str:
    return {0: "no track to stand on", 1: "one track"}.get(count, f"{count} tracks")
