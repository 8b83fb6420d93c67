"""Use case: the ways of a movement compared by the factors of a route analysis."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from railcade.app.folder import Sources, read_inputs, read_sources
from railcade.errors import InputError, Problem, raise_if_any
from railcade.network import make_path
from railcade.routing import find_way
from railcade.routing.compared import Comparison, compare
from railcade.routing.factors import FactorsRequest
from railcade.routing.measured import measured


def compare_ways(source: Path) -> Comparison:
    """Compare the ways that a movement request names, or those of a plan folder.

    Raises
    ------
    InputError
        Every problem of the inputs, or that no factors are named (E0104).
    """
    sources = read_inputs(source) if source.is_dir() else read_sources(source)
    compared = compared_ways(sources)
    if compared is None:
        what, mend = "the movement names no factors", 'add factors = "factors.toml" to its [files]'
        raise InputError([Problem("E0104", f"{source}  files.factors", what, mend)])
    return compared


def compared_ways(sources: Sources) -> Comparison | None:
    """The comparison of a movement, None where it asks for none.

    Raises
    ------
    InputError
        E0201, E0202: an alternative that is no way; E0214: the movement takes none of them.
    """
    movement, network, request = sources.movement, sources.network, sources.factors
    if request is None:
        return None
    ways: list[tuple[str, ...]] = []
    problems: list[Problem] = []
    for item in request.alternatives:
        try:
            ways.append(find_way(network, movement.origin, movement.destination, item.via))
        except InputError as error:
            problems.extend(_of_alternative(error.problems, sources, item.name))
    raise_if_any(problems)
    way = find_way(network, movement.origin, movement.destination, movement.via)
    raise_if_any(_unfit(sources, request, ways, way))
    found = [
        told
        for item, places in zip(request.alternatives, ways, strict=True)
        for told in measured(item.name, make_path(network, places), sources.timetable, request.cap_mps)
    ]
    return compare(request, found, request.alternatives[ways.index(way)].name)


def _of_alternative(problems: Sequence[Problem], sources: Sources, name: str) -> list[Problem]:
    path = sources.paths["factors"]
    return [Problem(item.code, f"{path}  {name}: {item.where}", item.what, item.mend) for item in problems]


def _unfit(
    sources: Sources, request: FactorsRequest, ways: Sequence[tuple[str, ...]], way: tuple[str, ...]
) -> list[Problem]:
    """Two alternatives that are the same way, and a movement that takes none of them."""
    problems = []
    names = [item.name for item in request.alternatives]
    for i, each in enumerate(ways):
        if each in ways[:i]:
            what = f"{names[i]} is the same way as {names[ways.index(each)]}"
            mend = "name a place in via that only one of them touches"
            problems.append(Problem("E0214", str(sources.paths["factors"]), what, mend))
    if way not in ways:
        mend = f"give the request the via of one of them: {', '.join(names)}"
        where = f"{sources.paths['movement']}  via"
        problems.append(
            Problem("E0214", where, "the movement takes none of the ways that are compared", mend)
        )
    return problems
