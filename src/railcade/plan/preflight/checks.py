"""What does not fit together in a request, all of it, before any search.

Places of problems are ``kind  key`` with the file's kind (``movement  stops.kilju.place``); the app, which
knows the files, turns them into file and line.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import replace

from railcade.errors import Problem
from railcade.fleet import Fleet
from railcade.network import Network, Path
from railcade.plan.preflight.border import border_problems
from railcade.plan.preflight.fitting import fitting_problems
from railcade.plan.preflight.standing import standing_problems
from railcade.plan.preflight.stopping import stopping_problems
from railcade.plan.request import Movement
from railcade.rules import ProtectionKind, RulePack
from railcade.timetable import Timetable

MOST_NAMES = 8


def preflight(
    movement: Movement,
    network: Network,
    path: Path,
    fleet: Fleet,
    pack: RulePack,
    timetable: Timetable,
) -> list[Problem]:
    """Everything that does not fit together.

    Parameters
    ----------
    movement : Movement
    network : Network
    path : Path
        The way from origin to destination.
    fleet : Fleet
    pack : RulePack
    timetable : Timetable
        Looked at for kinds of trains that the pack does not weigh; its conflicts are found by
        `plan.traffic_problems`.

    Returns
    -------
    list of Problem
        E0201 and E0203 names; E0214 order; E0204 and E0210 tracks; E0205 gauge; E0206 power;
        E0207 and E0208 force; E0209 axle load; E0212 bogie sets; E0240 and E0340 the border;
        E0305 stops; E0232 stopping places; E0233 to E0237 acceptance. Empty if all fits.
    """
    problems = unknown_names(movement, network, fleet, pack)
    problems += _unweighed(pack, timetable)
    problems += _order(movement, network, path)
    known = _known_part(movement, path)
    problems += border_problems(known, network, fleet)
    problems += _partial_stops(known, pack)
    problems += standing_problems(known, path, fleet)
    problems += stopping_problems(known, path, fleet)
    problems += fitting_problems(known, path, fleet, pack, network)
    return list(dict.fromkeys(problems))


def _known_part(movement: Movement, path: Path) -> Movement:
    """The request without what is unknown or not on the way, so that the rest is looked at all the same."""
    border = movement.border
    if border is not None and not {border.place, border.reform_place} <= set(path.index):
        border = None
    stops = tuple(stop for stop in movement.stops if stop.place in path.index)
    return replace(movement, stops=stops, border=border)


def unknown_names(movement: Movement, network: Network, fleet: Fleet, pack: RulePack) -> list[Problem]:
    """Places, formations and roles that nothing defines (E0201, E0203); needs no way."""
    names = {place.id: place.name for place in network.places.values()}
    problems = [
        Problem("E0201", f"movement  {key}", f"the network has no place {place}", _near_place(place, names))
        for key, place in _places(movement)
        if place not in names
    ]
    for role in movement.roles:
        for k, (_, formation) in enumerate(role.formations):
            if formation not in fleet.formations:
                where = f"movement  roles.{role.role}.formations[{k}].formation"
                what = f"the fleet has no formation {formation}"
                problems.append(Problem("E0203", where, what, _near(formation, fleet.formations)))
    roles = [role.role for role in movement.roles]
    for rule in pack.protection:
        for key, role_name, other in (
            ("from_role", rule.from_role, "first"),
            ("until_role", rule.until_role, "last"),
        ):
            ends_itself = rule.kind is ProtectionKind.SEARCH and key == "until_role"
            if role_name not in (*roles, other) and not ends_itself:
                where = f"rules  protection.{rule.id}.{key}"
                what = f"the movement has no role {role_name}"
                problems.append(Problem("E0203", where, what, _near(role_name, [*roles, other])))
    return problems


def _places(movement: Movement) -> Iterator[tuple[str, str]]:
    yield "origin", movement.origin
    yield "destination", movement.destination
    for i, place in enumerate(movement.via):
        yield f"via[{i}]", place
    for role in movement.roles:
        for k, (place, _) in enumerate(role.formations):
            yield f"roles.{role.role}.formations[{k}].from", place
    for stop in movement.stops:
        yield f"stops.{stop.place}.place", stop.place
    if movement.border is not None:
        yield "border.place", movement.border.place
        yield "border.reform_place", movement.border.reform_place
    yield from _stopping_places(movement)


def _stopping_places(movement: Movement) -> Iterator[tuple[str, str]]:
    for i, item in enumerate(movement.stopping.places):
        yield f"stopping.places[{i}].place", item.place


def _near_place(word: str, names: dict[str, str]) -> str:
    """Near places, by id or by the name that people use."""
    by_name = {name.lower(): place for place, name in names.items()}
    wanted = word.lower()
    found = difflib.get_close_matches(wanted, [*names, *by_name], n=3, cutoff=0.6)
    close = list(dict.fromkeys(by_name.get(item, item) for item in found))[:2]
    if close:
        return f"did you mean {' or '.join(close)}?"
    return f"use one of its {len(names)} place ids, for example {min(names)}"


def _near(word: str, known: Iterable[str]) -> str:
    names = sorted(set(known))
    close = difflib.get_close_matches(word, names, n=2, cutoff=0.6)
    if close:
        return f"did you mean {' or '.join(close)}?"
    listed = ", ".join(names[:MOST_NAMES])
    return f"use one of {listed}{', ...' if len(names) > MOST_NAMES else ''}"


def _unweighed(pack: RulePack, timetable: Timetable) -> Iterator[Problem]:
    for kind in sorted({train.kind for train in timetable.trains} - set(pack.weights)):
        what = f"the timetable has {kind} trains, which the pack does not weigh"
        yield Problem("E0104", "rules  weights", what, f"add {kind} to [weights]")


def _order(movement: Movement, network: Network, path: Path) -> Iterator[Problem]:
    """Stands are on the way, between its ends, and in order; formations change at stands (E0214)."""
    last = len(path.places) - 1
    wanted = [(f"stops.{stop.place}.place", stop.place) for stop in movement.stops]
    border = movement.border
    if border is not None:
        wanted += [("border.place", border.place), ("border.reform_place", border.reform_place)]
    for key, place in wanted:
        at = path.index.get(place)
        if place not in network.places:
            continue
        if at is None:
            what = f"{place} is not on the way from {movement.origin} to {movement.destination}"
            yield Problem("E0214", f"movement  {key}", what, "add it to via, or remove it")
        elif at in (0, last):
            what = f"{place} is an end of the journey; trains stand there anyway"
            yield Problem("E0214", f"movement  {key}", what, "remove it")
    yield from _stop_order(movement, path)
    if border is not None and {border.place, border.reform_place} <= set(path.index):
        if path.index[border.reform_place] <= path.index[border.place]:
            what = f"{border.reform_place} does not lie beyond {border.place}"
            mend = "name a place beyond the border where all trains stand"
            yield Problem("E0214", "movement  border.reform_place", what, mend)
        for stop in movement.stops:
            if stop.place in (border.place, border.reform_place):
                what = f"{stop.place} is a stop and part of the border"
                mend = "remove the stop; the border's own minutes count there"
                yield Problem("E0214", f"movement  stops.{stop.place}.place", what, mend)
    yield from _formation_order(movement, path)


def _stop_order(movement: Movement, path: Path) -> Iterator[Problem]:
    known = [stop.place for stop in movement.stops if stop.place in path.index]
    for before, after in zip(known[:-1], known[1:], strict=True):
        if path.index[after] <= path.index[before]:
            what = f"{after} comes before {before} on the way"
            yield Problem("E0214", f"movement  stops.{after}.place", what, "list stops in travel order")


def _formation_order(movement: Movement, path: Path) -> Iterator[Problem]:
    for role in movement.roles:
        stands = {stop.place for stop in movement.stops if not stop.roles or role.role in stop.roles}
        if movement.border is not None:
            stands |= {movement.border.place, movement.border.reform_place}
        before = -1
        for k, (place, _) in enumerate(role.formations):
            where = f"movement  roles.{role.role}.formations[{k}].from"
            if k == 0 and place != movement.origin:
                what = f"the first formation begins at {place}, the origin is {movement.origin}"
                yield Problem("E0214", where, what, f'write from = "{movement.origin}"')
            if k > 0 and place not in stands:
                what = f"the {role.role} does not stand at {place}, where its formation changes"
                yield Problem("E0214", where, what, f"add a stop at {place}, or change where it stands")
            if path.index.get(place, len(path.places)) <= before:
                yield Problem(
                    "E0214", where, f"{place} comes before the change ahead of it", "list them in order"
                )
            before = path.index.get(place, before)


def _partial_stops(movement: Movement, pack: RulePack) -> Iterator[Problem]:
    """A stop at which the advance train does not stand must not outlast the sweep (E0305)."""
    spare_s = pack.spacing.validity_s - pack.spacing.lead_s
    for stop in movement.stops:
        apart = "principal" in stop.roles and "advance" not in stop.roles
        if apart and not stop.resweep and stop.dwell_s > spare_s:
            what = (
                f"the principal stands {stop.dwell_s / 60:.0f} min at {stop.place} while the advance train "
                f"goes on; the sweep bears {spare_s / 60:.0f} min"
            )
            mend = "let all roles stand there, shorten the stop, or set resweep = true"
            yield Problem("E0305", f"movement  stops.{stop.place}.dwell", what, mend)

