"""What is printed from a checked plan: the train graph and the notice, with the hash of each."""

from __future__ import annotations

from pathlib import Path

from railcade.app.folder import GRAPH_PNG, GRAPH_SVG, NOTICE, Sources, sha256
from railcade.notice import draw_graph, svg_to_png
from railcade.notice.document import NOTHING_GIVEN, Facts, View, make_notice
from railcade.plan.model import Plan

GRAPH_PPI = 200


def print_papers(sources: Sources, plan: Plan, record_id: str, folder: Path) -> dict[str, str]:
    """Write the papers of a plan into its folder.

    Returns
    -------
    dict
        sha256 by file name, for the check record.
    """
    svg = draw_graph(plan, sources.network, sources.rules, record_id)
    (folder / GRAPH_SVG).write_text(svg, encoding="utf-8", newline="\n")
    (folder / GRAPH_PNG).write_bytes(svg_to_png(svg, GRAPH_PPI))
    notice = make_notice(View(notice_facts(sources, plan, record_id)), (svg,))
    (folder / NOTICE).write_bytes(notice.pdf())
    return {name: sha256(folder / name) for name in (GRAPH_SVG, GRAPH_PNG, NOTICE)}


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
