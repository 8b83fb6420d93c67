"""What is printed from a checked plan: graph, page, notice and extracts, with the hash of each."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from railcade.app.comparing import compared_ways
from railcade.app.folder import EXTRACTS, FACTORS, GRAPH_PNG, GRAPH_SVG, NOTICE, PAGE, Sources
from railcade.formats.factors_json import factors_text
from railcade.motion import Run
from railcade.notice import draw_page, draw_sheets, svg_to_png
from railcade.notice.document import NOTHING_GIVEN, Facts, View, make_notice
from railcade.notice.extracts import make_extracts, print_extracts
from railcade.plan.model import Plan

GRAPH_PPI = 200


def print_papers(
    sources: Sources, plan: Plan, runs: Mapping[str, Run], record_id: str, folder: Path
) -> dict[str, str]:
    """Write the papers of a plan into its folder.

    Returns
    -------
    dict
        sha256 by file name, for the check record.
    """
    facts = notice_facts(sources, plan, record_id)
    edition = facts.details.header.edition
    sheets = draw_sheets(plan, sources.network, sources.rules, record_id, edition)
    papers = {GRAPH_SVG if k == 1 else f"graph_{k}.svg": svg.encode() for k, svg in enumerate(sheets, 1)}
    papers[GRAPH_PNG] = svg_to_png(sheets[0], GRAPH_PPI)
    papers[PAGE] = draw_page(plan, sources.network, runs, record_id, edition).encode()
    papers |= _typeset(facts, sheets)
    compared = compared_ways(sources)
    if compared is not None and sources.factors is not None:
        papers[FACTORS] = factors_text(compared, sources.factors.source).encode()
    for name, data in papers.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
    return {name: hashlib.sha256(data).hexdigest() for name, data in papers.items()}


def _typeset(facts: Facts, sheets: tuple[str, ...]) -> dict[str, bytes]:
    """Notice and extracts, side by side: the typesetter leaves the interpreter to others."""
    notice, posts = make_notice(View(facts), sheets), posts_view(facts)
    extracts = make_extracts(posts)
    with ThreadPoolExecutor() as hands:
        whole = hands.submit(notice.pdf)
        small = hands.submit(print_extracts, posts, extracts)
        papers = {f"{EXTRACTS}/{name}": data for name, data in small.result().items()}
        return {NOTICE: whole.result(), **papers}


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
