"""What is printed from a checked plan: the train graph, the page and the notice, with the hash of each."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from railcade.app.comparing import compared_ways
from railcade.app.folder import FACTORS, GRAPH_PNG, GRAPH_SVG, NOTICE, PAGE, Sources
from railcade.formats.factors_json import factors_text
from railcade.motion import Run
from railcade.notice import draw_page, draw_sheets, svg_to_png
from railcade.notice.document import NOTHING_GIVEN, Facts, View, make_notice
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
    sheets = draw_sheets(plan, sources.network, sources.rules, record_id)
    papers = {GRAPH_SVG if k == 1 else f"graph_{k}.svg": svg.encode() for k, svg in enumerate(sheets, 1)}
    papers[GRAPH_PNG] = svg_to_png(sheets[0], GRAPH_PPI)
    papers[PAGE] = draw_page(plan, sources.network, runs, record_id).encode()
    papers[NOTICE] = make_notice(View(notice_facts(sources, plan, record_id)), sheets).pdf()
    compared = compared_ways(sources)
    if compared is not None and sources.factors is not None:
        papers[FACTORS] = factors_text(compared, sources.factors.source).encode()
    for name, data in papers.items():
        (folder / name).write_bytes(data)
    return {name: hashlib.sha256(data).hexdigest() for name, data in papers.items()}


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
