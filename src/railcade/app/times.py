"""Use case: when each role is at each place, as a plan folder publishes it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from railcade.app.folder import INPUT_NAMES, PLAN
from railcade.errors import Problem, raise_if_any
from railcade.formats.gpkg_read import read_network
from railcade.formats.plan_json import read_plan
from railcade.formats.reading import collect, near
from railcade.network import Network, Place, PlaceKind
from railcade.plan.model import Plan, PlanPoint


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place of the route; each train's point there in the plan's order, None where it does not come."""

    place: Place
    points: tuple[PlanPoint | None, ...]

    @property
    def listed(self) -> bool:
        """Whether it is a station or border, or some train stands at it."""
        named = self.place.kind in (PlaceKind.STATION, PlaceKind.BORDER)
        return named or any(point is not None and point.stand for point in self.points)


@dataclass(frozen=True, slots=True)
class TimesTable:
    """Rows in running order; `shown` are the indices of the trains that were asked for."""

    folder: Path
    plan: Plan
    rows: tuple[PlaceRow, ...]
    shown: tuple[int, ...]


def path_times(folder: Path, role: str = "") -> TimesTable:
    """Read the path table of a plan folder; it is not verified here.

    Parameters
    ----------
    folder : Path
    role : str
        One role, or empty for all.

    Raises
    ------
    InputError
        The folder is no plan folder, its plan and network do not fit together, or it has no such role.
    """
    network_path = folder / "inputs" / INPUT_NAMES["network"]
    plan, network = collect(partial(read_plan, folder / PLAN), partial(read_network, network_path))
    return times_table(folder, plan, network, role)


def times_table(folder: Path, plan: Plan, network: Network, role: str = "") -> TimesTable:
    """The path table of a plan on its network; `folder` is where both came from.

    Raises
    ------
    InputError
        Plan and network do not fit together, or the plan has no such role.
    """
    roles = [train.role for train in plan.trains]
    raise_if_any([*_unfit(folder, plan, network), *_unknown(folder, role, roles)])
    at = [{point.place: point for point in train.points} for train in plan.trains]
    rows = [
        PlaceRow(network.places[place], tuple(points.get(place) for points in at)) for place in plan.route
    ]
    shown = tuple(i for i, name in enumerate(roles) if role in ("", name))
    return TimesTable(folder, plan, tuple(row for row in rows if any(row.points)), shown)


def _unfit(folder: Path, plan: Plan, network: Network) -> list[Problem]:
    """What would leave a hole in the table: such a plan was changed, or its network was."""
    where, mend = str(folder / PLAN), f"railcade verify {folder}"
    problems = [
        Problem("E0201", f"{where}  route", f"the network has no place {place}", near(place, network.places))
        for place in plan.route
        if place not in network.places
    ]
    if not any(train.role == "principal" for train in plan.trains):
        problems.append(Problem("E0104", f"{where}  trains", "no train is the principal", mend))
    for i, train in enumerate(plan.trains):
        key = f"{where}  trains[{i}].points"
        strays = [point.place for point in train.points if point.place not in plan.route]
        problems += [
            Problem("E0201", key, f"{place} is not on the route", near(place, plan.route)) for place in strays
        ]
        if not train.points:
            problems.append(Problem("E0104", key, f"{train.role} has no points", mend))
    return problems


def _unknown(folder: Path, role: str, roles: list[str]) -> list[Problem]:
    if role in ("", *roles):
        return []
    what = f"the role {role} is not in this movement"
    return [Problem("E0203", f"{folder / PLAN}  --role", what, near(role, roles))]
