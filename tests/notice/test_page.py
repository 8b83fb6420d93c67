"""The page: self-contained, equal to the plan, the same bytes each time, and closed to hostile names."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import combinations
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from railcade.clock import local
from railcade.network import make_path
from railcade.notice import draw_page, look
from railcade.notice.claims import NEVER_CLAIMED
from railcade.notice.graph.scale import make_scale
from railcade.notice.page.courses import STEP_S, sampled
from railcade.plan.model import PlanLeg
from tests.notice.ciede import difference, lab_of
from tests.notice.made_up import MadeUp, made_up
from tests.notice.test_look import contrast

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&\u2028"


class Reader(HTMLParser):
    """Elements with their attributes, and the text inside scripts and styles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.inside: dict[str, str] = {}
        self.words: list[str] = []
        self._open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._open = [f"script {dict(attrs).get('type', '')}".strip() if tag == "script" else tag]

    def handle_endtag(self, tag: str) -> None:
        self._open = []

    def handle_data(self, data: str) -> None:
        name = self._open[0] if self._open else ""
        if name.startswith(("script", "style")):
            self.inside[name] = self.inside.get(name, "") + data
        else:
            self.words.append(data)


def page_of(made: MadeUp) -> str:
    return draw_page(made.plan, made.network, {}, "7C1E 40B2")


def data_of(html: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(Reader(html).inside["script application/json"])
    return data


@pytest.fixture(scope="module")
def made() -> MadeUp:
    return made_up()


@pytest.fixture(scope="module")
def html(made: MadeUp) -> str:
    return page_of(made)


def test_the_page_loads_nothing(html: str) -> None:
    read = Reader(html)
    loading = {"src", "href", "action", "srcset", "poster", "background"}
    assert [(tag, attrs) for tag, attrs in read.elements if loading & set(attrs)] == []
    addresses = set(re.findall(r"\b(?:https?|wss?|ftp):[^\s\"']*", html))
    assert addresses == {"http://www.w3.org/2000/svg"}, "the name of SVG, which no one fetches"
    style = read.inside["style"]
    inside = {"data:font/woff2", "#hatch", "#crossed", "#rungs"}
    assert set(re.findall(r"url\(([^;)]*)", style)) == inside
    assert "@import" not in style
    for name in ("fetch(", "XMLHttpRequest", "WebSocket", "EventSource", "importScripts", "sendBeacon"):
        assert name not in read.inside["script"]


def test_the_policy_lets_in_this_script_and_this_style_alone(html: str) -> None:
    read = Reader(html)
    policy = next(a["content"] for _, a in read.elements if a.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert policy.startswith("default-src 'none';")
    for kind, text in (("script", read.inside["script"]), ("style", read.inside["style"])):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy


def test_the_data_are_those_of_the_plan(made: MadeUp, html: str) -> None:
    data, plan = data_of(html), made.plan
    path = make_path(made.network, plan.route)
    assert [place["id"] for place in data["places"]] == list(plan.route)
    assert [place["km"] for place in data["places"]] == [place.km for place in path.places]
    for shown, train in zip(data["trains"], plan.trains, strict=True):
        assert (shown["role"], shown["number"]) == (train.role, train.number)
        published = [(p.published_arrive_at_s, p.published_depart_at_s, p.stand) for p in train.points]
        assert [(row[3], row[4], row[5]) for row in shown["points"]] == published
    holds = sorted((t.number, h.from_at_s, h.until_at_s) for t in plan.other_trains for h in t.holds)
    assert sorted((t["number"], h[1], h[2]) for t in data["others"] for h in t["holds"]) == holds
    same_line = [row for row in plan.protection if row.kind == "same_line"]
    assert sorted((a, b) for _, a, b in data["closed"]) == sorted(
        (row.closed_from_s, row.closed_until_s) for row in same_line
    )
    assert len(data["swept"]) == len(plan.sweep)


def test_clock_and_window_are_those_of_the_sheet(made: MadeUp, html: str) -> None:
    data = data_of(html)
    path = make_path(made.network, made.plan.route)
    closed = [(r.closed_from_s, r.closed_until_s) for r in made.plan.protection if r.kind == "same_line"]
    scale = make_scale(path, made.plan.trains, closed)
    assert (data["from_at_s"], data["until_at_s"]) == (scale.from_at_s, scale.until_at_s)
    assert [band[:2] for band in data["bands"]] == [[band.first, band.last] for band in scale.bands]
    for zone in data["zones"]:
        for at_s in range(scale.from_at_s, scale.until_at_s, 3600):
            offset_s = [span[1] for span in zone["spans"] if span[0] <= at_s][-1]
            offset = local(at_s, zone["name"]).utcoffset()
            assert offset is not None and offset.total_seconds() == offset_s


def test_clocks_that_change_on_the_way_are_told() -> None:
    berlin = made_up(depart="2027-10-30T23:00:00Z")
    places = {key: replace(p, zone="Europe/Berlin") for key, p in berlin.network.places.items()}
    data = data_of(page_of(replace(berlin, network=replace(berlin.network, places=places))))
    assert [span[1:] for span in data["zones"][0]["spans"]] == [
        [7200, "CEST", "UTC+2"], [3600, "CET", "UTC+1"],
    ]  # fmt: skip


def test_positions_between_stored_points_follow_the_run(made: MadeUp) -> None:
    rng = np.random.default_rng(3)
    train = made.plan.trains[1]
    start_s = train.points[0].published_depart_at_s
    speed_mps = np.clip(np.cumsum(rng.uniform(-0.5, 0.5, 20_000)), 0.0, 25.0)
    run: Any = SimpleNamespace(t_s=np.arange(20_000.0), x_m=np.cumsum(speed_mps))
    leg = PlanLeg("principal/0", train.points[0].place, train.points[-1].place, start_s, "f", 0.0)
    found = sampled(replace(train, legs=(leg,)), {"principal/0": run})
    positions_m = np.cumsum(found["by_m"])
    at_s = found["from_at_s"] - start_s + STEP_S * np.arange(len(positions_m))
    shown_m = np.interp(run.t_s, at_s, positions_m)
    assert np.abs(shown_m - run.x_m).max() < 50.0


def test_the_same_plan_gives_the_same_bytes(made: MadeUp, html: str) -> None:
    assert page_of(made_up()) == html


def test_names_are_never_read_as_markup(made: MadeUp) -> None:
    first, *rest = made.plan.trains
    points = (replace(first.points[0], reason=HOSTILE), *first.points[1:])
    places = {
        k: replace(p, name=HOSTILE + p.name, local_name=HOSTILE) for k, p in made.network.places.items()
    }
    other = replace(made.plan.other_trains[0], number=HOSTILE, kind=HOSTILE)
    plan = replace(
        made.plan,
        movement=HOSTILE, name=HOSTILE, classification=HOSTILE,
        trains=(replace(first, role=HOSTILE, number=HOSTILE, points=points), *rest),
        other_trains=(other, *made.plan.other_trains[1:]),
    )  # fmt: skip
    html = draw_page(plan, replace(made.network, places=places, attribution=HOSTILE), {}, HOSTILE)
    read = Reader(html)
    kinds = [tag for tag, _ in read.elements]
    assert kinds.count("script") == 2
    assert "img" not in kinds
    assert not [name for _, attrs in read.elements for name in attrs if name.startswith("on")]
    assert data_of(html)["places"][0]["name"].startswith(HOSTILE)
    assert "</style" not in read.inside["style"]
    assert "alert" not in read.inside["style"] and "alert" not in read.inside["script"]


def test_the_script_sets_text_as_text(html: str) -> None:
    script = Reader(html).inside["script"]
    for name in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function("):
        assert name not in script


def test_what_stands_on_every_sheet_stands_on_the_page(made: MadeUp, html: str) -> None:
    words = " ".join(" ".join(Reader(html).words).split())
    assert NEVER_CLAIMED in words
    assert "check record 7C1E 40B2" in words
    assert "Other traffic synthetic, seed 5" in words
    assert f"≈ {len(made.plan.assumptions):,} values estimated or assumed" in words
    assert "great circle 686 km" in words
    assert "RESTRICTED · edition 1 · check record" in words
    assert "edition 3 · check record" in draw_page(made.plan, made.network, {}, "7C1E 40B2", 3)


def test_the_table_has_every_published_time_in_local_clock(made: MadeUp, html: str) -> None:
    rows = dict(re.findall(r'<tr data-place="(\d+)"[^>]*>(.*?)</tr>', html))
    assert len(rows) == len(made.plan.route)
    for train in made.plan.trains:
        for point in train.points:
            row = rows[str(made.plan.route.index(point.place))]
            zone = made.network.places[point.place].zone
            if point.stand != "origin":
                assert f">{local(point.published_arrive_at_s, zone):%H:%M}" in re.sub(
                    "</span> ", "</span>", row
                )
    breaks = re.findall(r'<tr class="break"><th[^>]*><span>(.*?)</span></th>', html)
    assert breaks[0] == "Sunday 16 May 2027 · KST = UTC+9"
    assert "VLAT = UTC+10" in breaks


def test_a_post_is_told_what_happens_there(made: MadeUp, html: str) -> None:
    data = data_of(html)
    i = made.plan.route.index("sinsongchon")
    [post] = [post for post in data["posts"] if post["place"] == i]
    windows = [row for row in made.plan.protection if row.post == "sinsongchon"]
    assert post["name"] == "Sinsongchon, km 102.8" and not post["crossing"]
    assert [row[0] for row in post["actions"]] == sorted(row[0] for row in post["actions"])
    assert len(post["actions"]) == len(windows) > 0
    for row, window in zip(post["actions"], windows, strict=True):
        assert row[0] <= window.closed_from_s < row[0] + 60
        assert row[1] - 60 < window.closed_until_s <= row[1]
        assert row[2] == "Sinsongchon – post km 112.8: same line closed to all other trains."


def test_hangul_is_embedded_where_a_name_needs_it(made: MadeUp, html: str) -> None:
    assert "IBM Plex Sans KR';font-weight" not in html
    kilju = replace(made.network.places["kilju"], local_name="길주")
    places = {**made.network.places, "kilju": kilju}
    korean = draw_page(made.plan, replace(made.network, places=places), {}, "7C1E 40B2")
    assert "@font-face{font-family:'IBM Plex Sans KR'" in korean
    assert '<span class="local">길주</span>' in korean
    assert len(korean.encode()) < 3_000_000


def test_both_schemes_name_the_same_tokens_and_the_style_uses_no_other(html: str) -> None:
    style = Reader(html).inside["style"]
    assert set(look.LIGHT) == set(look.DARK)
    assert set(look.SHADES_LIGHT) == set(look.SHADES_DARK)
    used = set(re.findall(r"var\(--([\w-]+)", style))
    defined = set(re.findall(r"--([\w-]+):", style))
    assert used <= defined
    assert not re.findall(r"#[0-9A-Fa-f]{3,8}\b", style[style.index("*{box-sizing") :])


@pytest.mark.parametrize("colours", [look.LIGHT, look.DARK], ids=["light", "dark"])
def test_contrast_and_roles_on_a_screen(colours: dict[str, str]) -> None:
    for ground in ("background", "panel"):
        assert contrast(colours["ink"], colours[ground]) >= 7.0
        assert contrast(colours["ink-2"], colours[ground]) >= 7.0
        assert contrast(colours["ink-3"], colours[ground]) >= 4.5
    roles = [colours[name] for name in ("principal", "advance", "follow-up", "other", "opposing")]
    for role in roles:
        assert min(contrast(role, colours["panel"]), contrast(role, colours["land"])) >= 3.0
    for first, second in combinations(roles, 2):
        assert difference(lab_of(first), lab_of(second)) >= 15.0


def test_no_alarm_colour_and_nothing_below_the_floor_on_a_screen(html: str) -> None:
    assert min(look.SCREEN_PX.values()) == look.SCREEN_PX["least"] == 15
    style = Reader(html).inside["style"]
    screen = style[style.index("*{box-sizing") : style.index("@media print{\nbody")]
    sizes = [int(size) for size in re.findall(r"font-size:(\d+)px", screen)]
    assert all(size >= 15 for size in sizes)
