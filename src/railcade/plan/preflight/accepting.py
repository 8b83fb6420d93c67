"""Refusals of formations by load per metre, envelope, curves, couplers, fuel: section, vehicle, way out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from railcade.errors import Problem
from railcade.network import Network, Path
from railcade.plan.preflight.acceptance import Judged, judged_but_grades
from railcade.plan.preflight.stretch import Stretch, between
from railcade.plan.request import Movement

CODES_OF = {
    "metre_load": "E0233",
    "envelope": "E0234",
    "curve_radius": "E0235",
    "coupler": "E0236",
    "fuel_range": "E0237",
}
"""Facts that are refused here; axle load, supply and grades have checks of their own."""


def stands_of(movement: Movement, role: str, path: Path) -> tuple[int, ...]:
    """Place indices at which a role stands between the ends of its journey."""
    places = [stop.place for stop in movement.stops if not stop.roles or role in stop.roles]
    if movement.border is not None:
        places += [movement.border.place, movement.border.reform_place]
    return tuple(sorted(path.index[place] for place in places if place in path.index))


def acceptance_problems(
    stretch: Stretch, path: Path, network: Network, stands: Sequence[int]
) -> Iterator[Problem]:
    """What a formation is not accepted for; neighbouring sections with the same fault are one problem."""
    found = list(judged_but_grades(stretch, path, network, stands))
    for fact, code in CODES_OF.items():
        wrong = [item for item in found if item.fact == fact and not item.missing and not item.holds]
        for run in _runs(wrong):
            first, last = run[0], run[-1]
            what, mend = _words(stretch, path, first, last.section)
            yield Problem(code, f"movement  {stretch.key}", what, mend)


def _runs(wrong: Sequence[Judged]) -> Iterator[list[Judged]]:
    """Neighbouring sections with the same limit and vehicle."""
    numbered = enumerate(wrong)
    same = groupby(
        numbered,
        key=lambda item: (item[1].section - item[0], item[1].limit, item[1].limit_name, item[1].vehicle),
    )
    for _, group in same:
        yield [item for _, item in group]


def _words(stretch: Stretch, path: Path, item: Judged, last: int) -> tuple[str, str]:
    """What is wrong and how to mend it."""
    who = f"{item.vehicle} of the {stretch.role} ({stretch.formation.id})"
    where = between(path, item.section, last)
    if item.fact == "metre_load":
        what = f"{who} has {item.value / 1000:.2f} t/m, {where} bears {item.limit / 1000:.2f} t/m"
        return what, "use a longer or lighter vehicle, or another way"
    if item.fact == "envelope":
        what = f"{who} keeps to {item.value_name}, {where} passes {item.limit_name}"
        return what, f"use a vehicle of envelope {item.limit_name} or smaller, or another way"
    if item.fact == "curve_radius":
        what = f"{who} passes curves from {item.value:.0f} m, {where} has one of {item.limit:.0f} m"
        return what, "use a vehicle for tighter curves, or another way"
    if item.fact == "coupler":
        what = (
            f"the coupling at {who} would bear {item.value / 1000:.0f} kN at a start with full force on "
            f"{where}, its couplers bear {item.limit / 1000:.0f} kN"
        )
        return what, "put a locomotive behind it too, drop mass, or use stronger couplers"
    what = (
        f"{who} goes {item.limit / 1000:.0f} km on its fuel, the way to {path.places[last + 1].name} is "
        f"{item.value / 1000:.0f} km"
    )
    return what, _fuelling(path, stretch, item, last)


def _fuelling(path: Path, stretch: Stretch, item: Judged, last: int) -> str:
    """The farthest fuelling place within the range, from where it fuels."""
    start_m = float(path.place_m[last + 1]) - item.value
    within = [
        place
        for i, place in enumerate(path.places[stretch.start : last + 1], start=stretch.start)
        if place.fuel and place.standable and start_m < path.place_m[i] <= start_m + item.limit
    ]
    if not within:
        return "no place on the way is known to fuel diesels: say which (place fuel), or change locomotives"
    return f"stop at {within[-1].name} ({within[-1].id}) to fuel"
