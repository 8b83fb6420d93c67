"""Use case: cancel a notice."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from railcade.app.editions import cancellation_of, refuse_cancellation
from railcade.app.folder import EDITION, NOTICE, PLAN, read_inputs
from railcade.app.placing import check_folder_free, some_of, writing
from railcade.app.printing import as_edition, notice_facts
from railcade.app.scratch import swap
from railcade.app.verifying import unchanged
from railcade.errors import RailcadeError
from railcade.formats.edition_json import edition_text, read_edition
from railcade.formats.plan_json import read_plan
from railcade.notice.amendments import Edition, crossed_out, make_cancellation
from railcade.notice.document import View

CANCELLATION = "cancellation.pdf"


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A written cancellation."""

    edition: Edition
    folder: Path
    files: tuple[str, ...]


def cancel_notice(folder: Path, output: Path, why: str, progress: Callable[[str], None]) -> Cancelled:
    """Write the folder that cancels the edition in another one, or write nothing.

    Raises
    ------
    InputError
        `folder` holds no edition, or `output` cannot be written.
    CheckFailed
        A file of `folder` was changed.
    StaleError
        `folder` is a cancellation itself (E0450).
    """
    progress("reading")
    refuse_cancellation(folder)
    record = unchanged(folder)
    plan, before = read_plan(folder / PLAN), read_edition(folder / EDITION)
    check_folder_free(output, [folder], _no_cancellation)
    facts = as_edition(notice_facts(read_inputs(folder), plan, record.record_id), before)
    links = (before.as_link(), *before.replaces)
    edition = Edition(plan.movement, before.number + 1, "", "", links, cancels=True, why=why)
    progress("printing")
    papers = {
        CANCELLATION: make_cancellation(View(facts), edition, why).pdf(),
        NOTICE: crossed_out(View(facts), edition).pdf(),
    }
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in papers.items()}
    edition = replace(edition, papers=digests)
    with writing(output) as scratch:
        written = scratch / "cancelled"
        written.mkdir()
        for name, data in papers.items():
            (written / name).write_bytes(data)
        (written / EDITION).write_text(edition_text(edition), encoding="utf-8", newline="\n")
        check_folder_free(output, [folder], _no_cancellation)
        swap(written, output)
    return Cancelled(edition, output, tuple(sorted((*papers, EDITION))))


def _no_cancellation(folder: Path) -> str:
    """Why a folder is no cancellation of ours, or what else it holds."""
    names = [path.name for path in folder.iterdir()]
    try:
        ours = cancellation_of(folder) is not None
    except RailcadeError:
        ours = False
    if not ours:
        return f"exists and is no cancellation: {some_of(names)}"
    strays = [name for name in names if name not in (CANCELLATION, NOTICE, EDITION)]
    return f"holds what is not of a cancellation: {some_of(strays)}" if strays else ""
