"""What is printed from a checked plan: graph, page, notice, extracts and cards, with the hash of each."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from railcade.app.comparing import compared_ways
from railcade.app.editions import Amended, next_edition
from railcade.app.folder import (
    AMENDMENT,
    CARDS,
    EDITION,
    EXTRACTS,
    FACTORS,
    GRAPH_PNG,
    GRAPH_SVG,
    NOTICE,
    PAGE,
    Sources,
)
from railcade.formats.edition_json import edition_text
from railcade.formats.factors_json import factors_text
from railcade.motion import Run
from railcade.notice import draw_page, draw_sheets, svg_to_png
from railcade.notice.amendments import Edition, make_amendment
from railcade.notice.cards import print_cards
from railcade.notice.document import NOTHING_GIVEN, Facts, View, make_notice
from railcade.notice.extracts import make_extracts, print_extracts
from railcade.plan.check import CheckRecord
from railcade.plan.model import Plan

GRAPH_PPI = 200


@dataclass(frozen=True, eq=False)
class Printed:
    """What papers are made from; `amended` is the edition that they replace, if any."""

    sources: Sources
    plan: Plan
    runs: Mapping[str, Run]
    record: CheckRecord
    amended: Amended | None = None


def print_papers(made: Printed, folder: Path) -> dict[str, str]:
    """Write the papers of a plan into its folder.

    Returns
    -------
    dict
        sha256 by file name, for the check record.
    """
    sources, plan, record_id = made.sources, made.plan, made.record.record_id
    facts, before = notice_facts(sources, plan, record_id), None
    edition = next_edition(plan, made.record, facts.details.header.edition, made.amended)
    if made.amended is not None:
        old = made.amended
        before = as_edition(notice_facts(old.sources, old.plan, old.record.record_id), old.edition)
        facts = as_edition(facts, edition)
    sheets = draw_sheets(plan, sources.network, sources.rules, record_id, edition.number)
    with ThreadPoolExecutor() as hands:
        typeset = hands.submit(_typeset, facts, before, sheets)
        picture = hands.submit(svg_to_png, sheets[0], GRAPH_PPI)
        page = draw_page(plan, sources.network, made.runs, record_id, edition.number)
        papers = {GRAPH_SVG if k == 1 else f"graph_{k}.svg": svg.encode() for k, svg in enumerate(sheets, 1)}
        papers |= {GRAPH_PNG: picture.result(), PAGE: page.encode()}
        papers[EDITION] = edition_text(edition).encode()
        papers |= typeset.result()
    compared = compared_ways(sources)
    if compared is not None and sources.factors is not None:
        papers[FACTORS] = factors_text(compared, sources.factors.source).encode()
    for name, data in papers.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
    return {name: hashlib.sha256(data).hexdigest() for name, data in papers.items()}


def as_edition(facts: Facts, edition: Edition) -> Facts:
    """The same facts under the number of the edition, with what it replaces."""
    header = replace(facts.details.header, edition=edition.number)
    if edition.replaces:
        last = edition.replaces[0]
        header = replace(header, replaces=f"Edition {last.number}, check record {last.record_id}")
    return replace(facts, details=replace(facts.details, header=header))


def _typeset(facts: Facts, before: Facts | None, sheets: tuple[str, ...]) -> dict[str, bytes]:
    """Notice, amendment, extracts and cards, side by side: the press leaves the interpreter free."""
    old = None if before is None else View(before)
    notice, posts = make_notice(View(facts), sheets, before=old), posts_view(facts)
    extracts = make_extracts(posts, None if before is None else posts_view(before))
    with ThreadPoolExecutor() as hands:
        whole = hands.submit(notice.pdf)
        small = hands.submit(print_extracts, posts, extracts)
        amendment = {} if old is None else {AMENDMENT: make_amendment(old, View(facts)).pdf()}
        papers = {f"{EXTRACTS}/{name}": data for name, data in small.result().items()}
        papers |= {f"{CARDS}/{name}": data for name, data in print_cards(View(facts)).items()}
        return {NOTICE: whole.result(), **papers, **amendment}


def posts_view(facts: Facts) -> View:
    """What the readers of extracts see: that of the release group which gets them, or everything."""
    return View(facts, next((group for group in facts.details.groups if group.extracts), None))


def notice_facts(sources: Sources, plan: Plan, record_id: str) -> Facts:
    """All that papers are made from."""
    return Facts(
        plan=plan,
        movement=sources.movement,
        network=sources.network,
        fleet=sources.fleet,
        pack=sources.rules,
        record_id=record_id,
        details=sources.notice or NOTHING_GIVEN,
    )
