"""Where a run stands: the stops asked for, looked at before anything runs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from railcade.errors import InputError, Problem, raise_if_any
from railcade.motion import Kilometres
from railcade.network import Network, make_path
from railcade.network import Path as Way
from railcade.routing import find_way

_NEAREST = 2


def way_by(network: Network, ends: tuple[str, str], stops: Sequence[str]) -> Way:
    """The shortest way from one end to the other by the stops.

    Parameters
    ----------
    network : Network
    ends : tuple of (str, str)
        Ids of places.
    stops : sequence of str
        Ids of places to stand at, in travel order.

    Raises
    ------
    InputError
        One problem for each end or stop that is wrong: E0201 for a name that is no place of the network, with
        near ones, also for a kilometre; E0202 where there is no way, or it would come back on itself; E0214
        for a stop at an end, or named twice.
    """
    unknown = [stop for stop in dict.fromkeys(stops) if stop not in network.places]
    posts_km = {stop: km for stop in unknown if (km := _number(stop)) is not None}
    problems = [_no_place(network, ends, stop, km) for stop, km in posts_km.items()]
    stood = [ends[0]]
    for stop in stops:
        if stop in ends or stop in stood:
            what, mend = f"{stop} is an end of the run; the train stands there anyway", "remove it"
            if stop not in ends:
                what = f"{stop} is named twice"
            problems.append(Problem("E0214", f"--stop {stop}", what, mend))
        elif stop not in posts_km:
            stood.append(stop)
    try:
        places = find_way(network, *ends, stood[1:])
    except InputError as error:
        problems = [*error.problems, *problems]
    raise_if_any(problems)
    return make_path(network, places)


def _number(word: str) -> float | None:
    """A word as a finite number."""
    try:
        value = float(word)
    except ValueError:
        return None
    return value if np.isfinite(value) else None


def _no_place(network: Network, ends: tuple[str, str], stop: str, km: float) -> Problem:
    """That a kilometre is no place, with the places that are nearest to it on the way."""
    where, what = f"--stop {stop}", "a train stands at a place, not at a kilometre"
    try:
        way = make_path(network, find_way(network, *ends))
    except InputError:
        return Problem("E0201", where, what, "give the id of a place")
    kilometres = Kilometres(way)
    apart_km = np.array([abs(kilometres.at(at_m) - km) for at_m in way.place_m.tolist()])
    if kilometres.position_m(km) is None:
        reach = f"{kilometres.place(0.0)} to {kilometres.place(way.length_m)}"
        what = f"{what}, and km {km:g} does not lie on the way, which goes from {reach}"
        return Problem("E0201", where, what, "give the id of a place between them")
    inner = [i for i in np.argsort(apart_km, kind="stable").tolist() if 0 < i < len(apart_km) - 1]
    told = " or ".join(f"{way.places[i].id} at {kilometres.place(way.place_m[i])}" for i in inner[:_NEAREST])
    return Problem("E0201", where, what, f"did you mean {told}?" if told else "give the id of a place")
