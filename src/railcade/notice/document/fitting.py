"""What `notice.toml` names that is not there: places that the network lacks, roles that do not run."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from difflib import get_close_matches

from railcade.errors import Problem
from railcade.notice.document.details import NoticeDetails


def details_problems(
    details: NoticeDetails, places: Collection[str], roles: Collection[str]
) -> list[Problem]:
    """Every place that the network does not know (E0201), every role that is not in the movement (E0203).

    `where` is ``notice  key``, for the dock to find the line.
    """
    problems = [
        Problem("E0201", f"notice  {key}", f"the network has no place {place}", _near(place, places))
        for key, place in _places(details)
        if place and place not in places
    ]
    for train in details.trains:
        if train.role not in roles:
            what = f"the role {train.role} is not in this movement"
            problems.append(
                Problem("E0203", f"notice  trains.{train.role}.role", what, _near(train.role, roles))
            )
    return problems


def _places(details: NoticeDetails) -> Iterator[tuple[str, str]]:
    for i, segment in enumerate(details.contingencies.segments):
        key = f"contingencies.segments[{i}]"
        yield f"{key}.from", segment.from_place
        yield f"{key}.to", segment.to_place
        yield f"{key}.rescue_place", segment.rescue_place
        yield from ((f"{key}.refuges[{k}]", place) for k, place in enumerate(segment.refuges))
    for i, item in enumerate(details.check_ins):
        yield f"communications.check_ins[{i}].place", item.place


def _near(word: str, known: Iterable[str]) -> str:
    names = sorted(known)
    close = get_close_matches(word, names, n=2, cutoff=0.6)
    return f"did you mean {' or '.join(close)}?" if close else f"use one of the {len(names)} that are there"
