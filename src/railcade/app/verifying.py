"""Use case: check a plan folder from its own files alone."""

from __future__ import annotations

from pathlib import Path

from railcade.app.folder import (
    AMENDED_NAMES,
    EDITION,
    PLAN,
    RECORD,
    RUNS,
    input_paths,
    papers_in,
    read_inputs,
    sha256,
)
from railcade.errors import CheckFailed, InputError, Problem
from railcade.formats.edition_json import read_edition
from railcade.formats.plan_json import read_plan
from railcade.formats.reading import read_text
from railcade.formats.runs_npz import read_runs
from railcade.plan.check import CheckRecord, Inputs, check_plan, from_json, sealed
from railcade.plan.model import Plan

MEND = "plan again; the files of a plan are never edited"


def verify(folder: Path) -> CheckRecord:
    """Check a folder again and compare with the record that it carries.

    Raises
    ------
    InputError
        The folder is no plan folder, or a file in it cannot be read.
    CheckFailed
        A hash is changed, a rule is broken, or the record is not that of this plan: all of these together.
    """
    stored = _stored_record(folder)
    problems = _changed(folder, stored, read_plan(folder / PLAN))
    try:
        record = check_folder(folder)
    except InputError as error:
        if not problems:
            raise
        raise CheckFailed([*problems, *error.problems]) from None
    problems += record.problems
    # Another version may examine more facts: hashes and rules then speak for themselves.
    if not problems and record.version == stored.version and record.record_id != stored.record_id:
        what = f"it has id {stored.record_id}, the check just made gives {record.record_id}"
        problems.append(Problem("E0109", str(folder / RECORD), what, MEND))
    if problems:
        raise CheckFailed(problems)
    return record


def unchanged(folder: Path) -> CheckRecord:
    """The record of a folder whose files are all those that it names; nothing is examined again.

    Raises
    ------
    InputError
        The folder is no plan folder.
    CheckFailed
        A hash is changed, or the record itself.
    """
    record = _stored_record(folder)
    problems = _changed(folder, record, read_plan(folder / PLAN))
    if problems:
        raise CheckFailed(problems)
    return record


def check_folder(folder: Path) -> CheckRecord:
    """The check record of what lies in a folder, its own record aside.

    Raises
    ------
    InputError
        If a file cannot be read.
    """
    plan, runs, sources = read_plan(folder / PLAN), read_runs(folder / RUNS), read_inputs(folder)
    inputs = Inputs(
        network=sources.network,
        fleet=sources.fleet,
        timetable=sources.timetable,
        rules=sources.rules,
        movement=sources.movement,
        programme=sources.programme,
        manifest=sources.manifest,
        conditions=sources.conditions,
    )
    record = check_plan(plan, runs, inputs)
    return sealed(record, sha256(folder / PLAN), sha256(folder / RUNS))


def _stored_record(folder: Path) -> CheckRecord:
    path = folder / RECORD
    try:
        return from_json(read_text(path))
    except (ValueError, RecursionError, OverflowError) as error:
        what = f"not a check record: {error}" if not isinstance(error, ValueError) else str(error)
        raise CheckFailed([Problem("E0109", str(path), what, MEND)]) from None


def _earlier_papers(folder: Path) -> dict[str, int]:
    """Number of the amended edition by the hash of each of its papers, where the folder carries it."""
    try:
        number = read_edition(folder / "inputs" / AMENDED_NAMES["amended_edition"]).number
        record = from_json(read_text(folder / "inputs" / AMENDED_NAMES["amended_record"]))
    except (InputError, ValueError, RecursionError, OverflowError):
        return {}
    return {digest: number for digest in (*record.papers.values(), record.plan_sha256)}


def _edition_problems(folder: Path, record: CheckRecord, plan: Plan) -> list[Problem]:
    """What is wrong with the place of a folder among its editions."""
    path = folder / EDITION
    if EDITION not in record.papers or not path.is_file():
        return []  # printed by an earlier version, or told already
    edition = read_edition(path)
    carried = plan.inputs.get(AMENDED_NAMES["amended_plan"], "")
    before = edition.replaces[0].plan_sha256 if edition.replaces else ""
    faults = []
    if (edition.movement, edition.plan_sha256) != (plan.movement, record.plan_sha256):
        faults.append("it is of another plan")
    if before != carried:
        faults.append("the edition that it replaces is not the one that the folder carries")
    return [Problem("E0451", str(path), what, MEND) for what in faults]


def _changed(folder: Path, record: CheckRecord, plan: Plan) -> list[Problem]:
    """Files whose hash is not the one that record and plan name."""
    named = {PLAN: record.plan_sha256, RUNS: record.runs_sha256}
    inputs = {path.name for path in input_paths(folder).values()}
    named.update({f"inputs/{name}": plan.inputs.get(name, "") for name in sorted(inputs)})
    named.update(record.papers)
    problems: list[Problem] = []
    earlier = _earlier_papers(folder)
    for name, digest in named.items():
        path = folder / name
        if not path.is_file():
            problems.append(Problem("E0109", str(path), "the file is missing", MEND))
        elif (found := sha256(path)) != digest:
            other = earlier.get(found)
            what = "its hash is not that of the file which was checked"
            what = f"it is that of edition {other}, not of this one" if other else what
            problems.append(Problem("E0109", str(path), what, MEND))
    for name in papers_in(folder):
        if name not in record.papers:
            what = "the check record does not name it: it was not printed from this plan"
            problems.append(Problem("E0109", str(folder / name), what, MEND))
    for name in sorted(plan.inputs.keys() - inputs):
        problems.append(Problem("E0109", str(folder / PLAN), f"it names {name}, which is no input", MEND))
    if not problems:
        problems += _edition_problems(folder, record, plan)
    if dict(plan.inputs) != dict(record.inputs):
        what = "it names other inputs than its check record"
        problems.append(Problem("E0109", str(folder / PLAN), what, MEND))
    return problems
