"""The page, put together: one HTML file that needs no other."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from html import escape
from importlib.resources import files
from string import Template

from railcade.motion import Run
from railcade.network import Network, Path, make_path
from railcade.notice import look
from railcade.notice.claims import NEVER_CLAIMED
from railcade.notice.graph.frame import assumed_words, source_words, traffic_words
from railcade.notice.graph.stations import km_words
from railcade.notice.page.data import as_json, page_data
from railcade.notice.page.style import style_sheet
from railcade.notice.page.table import path_table
from railcade.notice.page.tells import programme_table
from railcade.plan.model import Plan

SCRIPTS = ("data", "clock", "drawing", "places", "frame", "ground", "graph", "map", "beside", "page")


def draw_page(
    plan: Plan, network: Network, runs: Mapping[str, Run], check_record_id: str, edition: int = 1
) -> str:
    """The page of a plan as HTML.

    Parameters
    ----------
    plan : Plan
    network : Network
        The network that the plan was made on.
    runs : mapping of str to Run
        Runs of the plan, by the keys of its legs.
    check_record_id : str
    edition : int
        Of the notice.

    Raises
    ------
    KeyError
        If the plan's route is not in the network.
    """
    script = _script()
    path = make_path(network, plan.route)
    foot = f"{plan.movement} {plan.name}, edition {edition}, check record {check_record_id}"
    local_names = "".join(place.name + place.local_name for place in path.places)
    style = style_sheet(foot, NEVER_CLAIMED, local_names)
    words = _words(plan, network, path) | {"edition": str(edition), "check_record": check_record_id}
    template = Template(_part("page.html"))
    return template.substitute(
        {name: escape(text) for name, text in words.items()},
        policy=_policy(script, style),
        style=style,
        script=script,
        data=as_json(page_data(plan, network, runs)),
        table=path_table(plan, path),
        roles=_role_switches(plan),
        programme=programme_table(plan, path),
    )


def _words(plan: Plan, network: Network, path: Path) -> dict[str, str]:
    """What stands on the page outside drawings and table, by the name that it has in the template."""
    ends = f"{path.places[0].name} – {path.places[-1].name}"
    far_km, straight_km = plan.length_m / 1000.0, plan.great_circle_m / 1000.0
    return {
        "title": f"{plan.movement} {plan.name}",
        "movement": plan.movement,
        "name": plan.name,
        "classification": plan.classification.upper(),
        "ends": ends,
        "length": f"{km_words(far_km, plan.length_m)} km by rail",
        "great_circle": f"great circle {km_words(straight_km, plan.length_m)} km",
        "facts": " · ".join(filter(None, (traffic_words(plan), assumed_words(plan)))),
        "attribution": source_words(network),
        "claims": NEVER_CLAIMED,
    }


def _part(name: str) -> str:
    return files("railcade.notice.page").joinpath(name).read_text(encoding="utf-8")


def _script() -> str:
    parts = "\n".join(_part(f"{name}.js").strip() for name in SCRIPTS)
    return f'(function () {{\n"use strict";\n{parts}\n}})();\n'


def _policy(script: str, style: str) -> str:
    """Nothing is loaded, and only this script and this style are in force."""
    return (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; font-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _role_switches(plan: Plan) -> str:
    """A box to tick for each role, and for other trains."""
    rows = [
        f'<label><input type="checkbox" checked data-train="{k}"><svg class="sample" width="34" height="16" '
        f'data-role="{escape(train.role, quote=True)}"></svg>'
        f"{escape(look.ROLE_NAMES.get(train.role, train.role.capitalize()))}</label>"
        for k, train in enumerate(plan.trains)
    ]
    rows.append(
        '<label><input type="checkbox" checked data-others><svg class="sample" width="34" height="16" '
        'data-role="other"></svg>Other trains</label>'
    )
    return "\n".join(rows)
