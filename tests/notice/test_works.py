"""Works and programme on the sheets and on the page; the legend of a detail sheet."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from railcade.basis import Basis
from railcade.network import make_path
from railcade.notice import draw_graph, draw_page, draw_sheets
from railcade.notice.graph.works import works_of
from railcade.notice.page.tells import programme_table, train_tells
from railcade.plan.model import (
    Anchor,
    BorderRow,
    BorderStep,
    HandoverRow,
    Plan,
    PossessionRow,
    PostAction,
    RestrictionRow,
)
from railcade.plan.model_journey import ProgrammeRow
from tests.notice.made_up import SHORT_LINE, MadeUp, made_up
from tests.notice.seen import paths_in, words_of


def section_ids(made: MadeUp) -> list[str]:
    return [item.section.id for item in make_path(made.network, made.plan.route).sections]


@pytest.fixture(scope="module")
def worked() -> MadeUp:
    """With a slow stretch, a possession over two sections, closed hours and a closed box at Kilju."""
    made = made_up()
    ids, start_s = section_ids(made), made.plan.trains[0].points[0].published_depart_at_s
    k = made.plan.route.index("kilju")
    span = (start_s - 86_400, start_s + 864_000)
    night = (start_s + 6 * 3600, start_s + 12 * 3600)
    first, second = (
        PossessionRow("possession", "P 1", ids[n], "", "all", *night, "new rail", "gang", "")
        for n in (k, k + 1)
    )
    hours = PossessionRow("hours", "H 1", "", "orang", "all", *night, "no traffic", "Orang", "")
    slow = RestrictionRow(ids[3], 100.0, 900.0, 40 / 3.6, *span, "soft ground", "gang", "R 1")
    plan = replace(made.plan, restrictions=(slow,), possessions=(first, second, hours))
    return replace(made, plan=plan)


def page_data(plan: Plan, made: MadeUp) -> dict[str, Any]:
    html = draw_page(plan, made.network, {}, "7C1E 40B2")
    text = re.findall(r'<script type="application/json" id="plan">(.*?)</script>', html, re.DOTALL)[0]
    data: dict[str, Any] = json.loads(text)
    return data


def test_sections_of_one_possession_are_one_work(worked: MadeUp) -> None:
    path = make_path(worked.network, worked.plan.route)
    works = works_of(worked.plan, path)
    assert [work.short for work in works] == ["R 1, 40 km/h", "P 1, possession", "H 1, closed"]
    k = worked.plan.route.index("kilju")
    assert (works[1].from_m, works[1].to_m) == (float(path.place_m[k]), float(path.place_m[k + 2]))
    assert works[2].from_m == works[2].to_m


def test_a_restriction_counts_from_its_sections_own_start(worked: MadeUp) -> None:
    back = make_path(worked.network, tuple(reversed(worked.plan.route)))
    [slow] = [work for work in works_of(worked.plan, back) if work.kind == "restriction"]
    forth = make_path(worked.network, worked.plan.route)
    [same] = [work for work in works_of(worked.plan, forth) if work.kind == "restriction"]
    assert slow.from_m == pytest.approx(forth.length_m - same.to_m)
    assert slow.to_m - slow.from_m == pytest.approx(800.0)


def test_works_lie_on_the_sheet_and_in_its_legend(worked: MadeUp) -> None:
    svg = draw_graph(worked.plan, worked.network, None, "7C1E 40B2")
    assert len(paths_in(svg, "works")) > 20
    words = words_of(svg)
    legend = {word.words for word in words if word.group == "legend"}
    assert {"Temporary speed restriction", "Possession, no power, closed"} <= legend
    labels = {word.words for word in words if word.group == "work-labels"}
    assert labels == {"R 1, 40 km/h", "P 1, possession", "H 1, closed"}
    assert "stroke-dasharray" not in "".join(str(path) for path in paths_in(svg, "works"))


def test_what_has_no_works_says_nothing_of_them() -> None:
    made = made_up()
    svg = draw_graph(made.plan, made.network, None, "7C1E 40B2")
    assert paths_in(svg, "works") == []
    legend = {word.words for word in words_of(svg) if word.group == "legend"}
    assert not legend & {"Temporary speed restriction", "Possession, no power, closed"}


def test_each_detail_sheet_has_a_legend_of_what_is_on_it(worked: MadeUp) -> None:
    sheets = draw_sheets(worked.plan, worked.network, None, "7C1E 40B2")
    legends = [{word.words for word in words_of(svg) if word.group == "legend"} for svg in sheets]
    assert len(sheets) > 2
    for svg, legend in zip(sheets[1:], legends[1:], strict=True):
        assert {"Advance 9P01", "Principal 1X01", "Follow-up 9P02", "Swept"} <= legend
        assert ("Temporary speed restriction" in legend) == ("R 1, 40 km/h: soft ground" in svg)
        assert ("Held for the movement" in legend) == bool(paths_in(svg, "holds"))
        assert not any("ahead" in words for words in legend), (
            "the spacing of the whole way is on the overview"
        )
    assert sum("Temporary speed restriction" in legend for legend in legends[1:]) == 1


def test_a_post_is_told_its_works_and_only_there(worked: MadeUp) -> None:
    posts = page_data(worked.plan, worked)["posts"]
    told = {
        post["name"].split(",")[0]: [row[2] for row in post["notes"] if row[2].startswith(("P", "H", "R"))]
        for post in posts
        if not post["crossing"]
    }
    possession = "P 1, possession, km 585.7 – "
    assert any(words.startswith(possession) and "new rail (gang)" in words for words in told["Kilju"])
    assert "H 1, closed, km 667.1: no traffic (Orang)" in told["Orang"]
    assert not any("H 1" in words for words in told["Kilju"])
    assert [name for name, rows in told.items() if any("R 1" in words for words in rows)]
    assert not any("R 1" in words for words in told["Vladivostok"])


def test_every_action_of_a_post_appears() -> None:
    made = made_up()
    at_s = made.plan.trains[0].points[0].published_depart_at_s
    anchor = Anchor("advance", "arrives", 0, "booked")
    kinds = ("points", "shunting", "guard", "search", "box_open", "power")
    places = [place for place in made.plan.route if "post" not in place][:20]
    actions = tuple(
        PostAction(place, kind, (), at_s + 60 * n, at_s + 60 * n + 600, (), (), anchor, anchor, "signaller")
        for n, place in enumerate(places)
        for kind in kinds
    )
    data = page_data(replace(made.plan, post_actions=actions), made)
    at = {data["places"][post["place"]]["id"]: post for post in data["posts"] if not post["crossing"]}
    for place in places:
        wanted = [row for row in actions if row.post == place]
        assert len(at[place]["actions"]) == len(wanted)
        assert {row[0] for row in at[place]["actions"]} == {wanted[0].from_at_s}


def test_programme_and_border_are_told_in_local_time() -> None:
    made = made_up()
    arrive_s = made.plan.trains[1].points[-1].published_arrive_at_s
    end = made.plan.route[-1]
    event = ProgrammeRow(
        "a",
        "Welcome <b>",
        end,
        "arrival",
        arrive_s + 600,
        arrive_s,
        600,
        arrive_s + 900,
        arrive_s + 1800,
        0,
        0,
    )
    step = BorderStep("regauging", "bogie exchange", 1_800_000_000, 1_800_003_600, 0.8, Basis.ASSUMED, "x")
    border = BorderRow("principal", "tumangang", "2", 1_800_000_000, (step,), 900, 300)
    change = HandoverRow(
        "principal", "tumangang", "hand-over", "1X01", "2X01", "RZD", "f", 1_800_000_000, 1_800_009_000
    )
    plan = replace(made.plan, programme=(event,), border=(border,), handovers=(change,))
    path = make_path(made.network, plan.route)
    principal = next(train for train in plan.trains if train.role == "principal")
    words = [row[3] for row in train_tells(plan, principal, path)]
    assert "bogie exchange, ≈ 60 min, jack track 2" in words
    assert "arrives; waits 15 min, 5 of them for a jack track" in words
    assert "hand-over of the role: 1X01 ends, 2X01 begins, RZD" in words
    assert any(word.startswith("Welcome <b>; train arrives") and "10 min to spare" in word for word in words)
    table = programme_table(plan, path)
    assert re.search(r">(Mon|Tue) 1\d May \d\d:\d\d – ", table)
    assert "Welcome &lt;b&gt;" in table and "<b>" not in table and "VLAT" in table
    advance = next(train for train in plan.trains if train.role == "advance")
    assert train_tells(plan, advance, path) == []
    assert programme_table(made.plan, path) == ""
    late = replace(plan, programme=(replace(event, slack_s=-300, slips_s=300),))
    assert "begins 5 min late" in programme_table(late, path)


def test_a_short_line_with_one_role_has_no_empty_parts() -> None:
    made = made_up(SHORT_LINE, roles=(("principal", "1X01", 0),), held=0)
    plan = replace(made.plan, other_trains=(), protection=())
    html = draw_page(plan, made.network, {}, "7C1E 40B2")
    assert (
        'id="programme"' not in html and "Advance" not in html[html.index("<body>") : html.index("<script")]
    )
    data = page_data(plan, made)
    assert data["works"] == data["events"] == data["bands"] == []
    assert [train["tells"] for train in data["trains"]] == [[]]
