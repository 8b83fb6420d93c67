"""Editions of one movement: which folder replaces which, and what is stale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from railcade.app.folder import AMENDED_NAMES, EDITION, PLAN, RECORD, Sources, read_inputs, sha256
from railcade.app.verifying import MEND, unchanged
from railcade.errors import CheckFailed, InputError, Problem, StaleError
from railcade.formats.edition_json import read_edition
from railcade.formats.plan_json import read_plan
from railcade.notice.amendments import Edition
from railcade.plan.check import CheckRecord
from railcade.plan.model import Plan

_LATEST = 99
_NONE_IN_FORCE = "no plan of this movement is in force; take all copies out of use"


@dataclass(frozen=True, eq=False)
class Amended:
    """The edition that a new one replaces: its folder, plan, inputs, check record and number."""

    folder: Path
    plan: Plan
    sources: Sources
    record: CheckRecord
    edition: Edition

    @property
    def paths(self) -> Mapping[str, Path]:
        """What a new edition carries of it, by kind."""
        names = (PLAN, RECORD, EDITION)
        return {kind: self.folder / name for kind, name in zip(AMENDED_NAMES, names, strict=True)}


def read_amended(folder: Path, movement: str) -> Amended:
    """Read the folder that a new edition shall replace.

    Raises
    ------
    InputError
        It is no plan folder, or one of another movement (E0451).
    CheckFailed
        A file in it was changed.
    StaleError
        It cancels an edition: there is no plan in it (E0450).
    """
    refuse_cancellation(folder)
    record = unchanged(folder)
    plan, edition = read_plan(folder / PLAN), read_edition(folder / EDITION)
    mend = "name the folder of the edition that is in force"
    if plan.movement != movement:
        what = f"it is of movement {plan.movement}, the request is {movement}"
        raise InputError([Problem("E0451", str(folder), what, mend)])
    if edition.number >= _LATEST:
        what = f"edition {edition.number} is the last that has a number"
        raise InputError([Problem("E0451", str(folder), what, "begin a new movement")])
    return Amended(folder, plan, read_inputs(folder), record, edition)


def with_amended(sources: Sources, amended: Amended) -> Sources:
    """The sources of a new edition: they carry what it replaces."""
    return replace(sources, paths={**sources.paths, **amended.paths})


def next_edition(plan: Plan, record: CheckRecord, first: int, amended: Amended | None) -> Edition:
    """The edition of a checked plan; `first` is its number where it replaces none."""
    if amended is None:
        return Edition(plan.movement, first, record.plan_sha256, record.record_id)
    before = amended.edition
    links = (before.as_link(), *before.replaces)
    return Edition(plan.movement, before.number + 1, record.plan_sha256, record.record_id, links)


def cancellation_of(folder: Path) -> Edition | None:
    """The edition of a folder that cancels another, its files compared; None for a folder with a plan.

    Raises
    ------
    CheckFailed
        E0109: a file of it was changed.
    """
    if (folder / PLAN).exists() or not (folder / EDITION).exists():
        return None
    edition = read_edition(folder / EDITION)
    problems = [
        Problem("E0109", str(folder / name), "the file is missing or its hash is another", MEND)
        for name, digest in edition.papers.items()
        if not (folder / name).is_file() or sha256(folder / name) != digest
    ]
    if problems:
        raise CheckFailed(problems)
    return edition


def refuse_cancellation(folder: Path) -> None:
    """Refuse a folder that cancels: there is no plan in it that anyone may use.

    Raises
    ------
    StaleError
        E0450.
    """
    edition = cancellation_of(folder)
    if edition is not None:
        what = f"edition {edition.number} cancels edition {edition.replaces[0].number} of {edition.movement}"
        raise StaleError([Problem("E0450", str(folder), what, _NONE_IN_FORCE)])


def refuse_stale(folder: Path, latest: Path) -> None:
    """Refuse a folder that the latest one has replaced or cancelled.

    Raises
    ------
    StaleError
        E0450, with the number of the newer edition.
    CheckFailed
        A file of the latest folder was changed, or neither of the two replaces the other (E0451).
    """
    if cancellation_of(latest) is None:
        unchanged(latest)
    one, newest = read_edition(folder / EDITION), read_edition(latest / EDITION)
    own = sha256(folder / PLAN)
    if newest.has_replaced(own):
        did = "cancelled" if newest.cancels else "replaced"
        what = f"edition {one.number} of {one.movement} was {did} by edition {newest.number}"
        what += f", check record {newest.record_id}" if newest.record_id and not newest.cancels else ""
        mend = _NONE_IN_FORCE if newest.cancels else f"use {latest}; take this one out of use"
        raise StaleError([Problem("E0450", str(folder), what, mend)])
    if newest.plan_sha256 == own or one.has_replaced(newest.plan_sha256):
        return
    what = f"edition {one.number} of {one.movement} and edition {newest.number} of {newest.movement} "
    what += f"in {latest} do not replace one another"
    raise CheckFailed(
        [Problem("E0451", str(folder), what, "ask the office that issued them which one holds")]
    )
