"""Use case: plan a movement, check it, write its folder."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from railcade.app.comparing import compared_ways
from railcade.app.editions import Amended, read_amended, with_amended
from railcade.app.folder import PLAN, RECORD, RUNS, Sources, copy_inputs, read_sources
from railcade.app.placing import check_folder_free, writing
from railcade.app.printing import Printed, print_papers
from railcade.app.scratch import swap
from railcade.app.verifying import check_folder
from railcade.clock import local
from railcade.errors import CheckFailed, InputError, Problem, raise_if_any
from railcade.formats.plan_json import write_plan
from railcade.formats.reading import located, read_toml
from railcade.formats.runs_npz import write_runs
from railcade.network import Network, great_circle_m
from railcade.notice.document import details_problems
from railcade.plan.check import CheckRecord, to_json, with_papers
from railcade.plan.joint import Planned, Things, plan_jointly
from railcade.plan.model import Plan
from railcade.plan.preflight import (
    conditions_problems,
    conduct_problems,
    manifest_problems,
    preflight,
    programme_problems,
    unknown_names,
)
from railcade.plan.rows import make_plan, refuse_supplies
from railcade.plan.traffic import timetable_problems
from railcade.routing import find_way
from railcade.routing.compared import Comparison


@dataclass(frozen=True, eq=False)
class PlanResult:
    """A written plan. `seconds` is the time it took, for people; it is in no file."""

    plan: Plan
    network: Network
    record: CheckRecord
    folder: Path
    seconds: float
    compared: Comparison | None = None


def plan_movement(
    request: Path, folder: Path, progress: Callable[[str], None], amends: Path | None = None
) -> PlanResult:
    """Plan what a request asks for and write the folder, or write nothing.

    Parameters
    ----------
    request, folder : Path
    progress : callable
    amends : Path, optional
        Folder of the edition that the new one replaces.

    Raises
    ------
    InputError
        Every problem of the inputs.
    InfeasibleError
        The rule and the place that forbid the movement.
    CheckFailed
        The independent check refused the plan: a fault of the search, not of the request.
    """
    started_s = time.perf_counter()
    progress("reading")
    sources = read_sources(request)
    amended = None
    if amends is not None:
        amended = read_amended(amends, sources.movement.id)
        sources = with_amended(sources, amended)
    check_folder_free(folder, sources.paths.values())
    compared = compared_ways(sources)
    things = prepare(sources)
    with writing(folder) as scratch:
        planned = plan_jointly(things, progress)
        written = scratch / "plan"
        plan, record = _write(Order(sources, things, amended), planned, written, progress)
        # Looked at again: much may have been put there while the search ran.
        check_folder_free(folder, sources.paths.values())
        swap(written, folder)
    return PlanResult(plan, sources.network, record, folder, time.perf_counter() - started_s, compared)


def prepare(sources: Sources) -> Things:
    """Find the way and refuse what does not fit together, before any search."""
    movement, network = sources.movement, sources.network
    told_of = ("movement", "rules", "programme", "manifest", "conditions", "notice")
    kinds = [kind for kind in told_of if kind in sources.paths]
    files = {kind: read_toml(sources.paths[kind]) for kind in kinds}
    if not {movement.origin, movement.destination, *movement.via} <= set(network.places):
        raise InputError(located(unknown_names(movement, network, sources.fleet, sources.rules), files))
    way = find_way(network, movement.origin, movement.destination, movement.via)
    things = Things(
        movement=movement,
        network=network,
        fleet=sources.fleet,
        timetable=sources.timetable,
        pack=sources.rules,
        way=way,
        programme=sources.programme,
        manifest=sources.manifest,
        conditions=sources.conditions,
    )
    problems = misfits(things)
    if sources.notice is not None:
        roles = [role.role for role in movement.roles]
        problems += details_problems(sources.notice, network.places, roles)
    raise_if_any(located(problems, files))
    return things


def misfits(things: Things) -> list[Problem]:
    """What does not fit together, the timetable by the clocks of the day on which the movement leaves."""
    movement, network, timetable = things.movement, things.network, things.timetable
    path = things.path()
    problems = preflight(movement, network, path, things.fleet, things.pack, timetable)
    problems += conduct_problems(movement, things.fleet, things.pack)
    if things.programme is not None:
        problems += programme_problems(things.programme, movement, path)
    if things.manifest is not None:
        problems += manifest_problems(things.manifest, movement, things.fleet, path)
    day = local(movement.depart_earliest_s, network.places[movement.origin].zone).date()
    problems += timetable_problems(network, timetable, day)
    return problems + conditions_problems(things.conditions, movement, network, things.pack, timetable)


@dataclass(frozen=True, eq=False)
class Order:
    """What is to be planned: sources, the things made of them, the edition that is replaced."""

    sources: Sources
    things: Things
    amended: Amended | None


def _write(
    order: Order, planned: Planned, folder: Path, progress: Callable[[str], None]
) -> tuple[Plan, CheckRecord]:
    sources, things = order.sources, order.things
    hashes = copy_inputs(sources, folder)
    movement = things.movement
    straight_m = great_circle_m(things.network, movement.origin, movement.destination)
    plan = make_plan(things, planned, hashes, straight_m)
    refuse_supplies(plan.supplies)
    write_plan(folder / PLAN, plan)
    write_runs(folder / RUNS, planned.runs)
    progress("checking")
    record = check_folder(folder)
    if not record.holds:
        (folder / RECORD).write_text(to_json(record), encoding="utf-8", newline="\n")
        raise CheckFailed(record.problems)
    progress("printing")
    printed = Printed(sources, plan, planned.runs, record, order.amended)
    record = with_papers(record, print_papers(printed, folder))
    (folder / RECORD).write_text(to_json(record), encoding="utf-8", newline="\n")
    return plan, record
