"""The page of a plan in a browser: one hover, one selection, one clock, on wide, narrow and printed pages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from railcade.basis import Basis
from railcade.clock import local, zone_label
from railcade.network import make_path
from railcade.notice import draw_page
from railcade.plan.model import BorderRow, BorderStep, PossessionRow, RestrictionRow
from railcade.plan.model_journey import ProgrammeRow
from tests.e2e.browser import Page, browser
from tests.e2e.png import pixels, share_of_commonest
from tests.notice.made_up import KST, VLAT, MadeUp, made_up
from tests.notice.test_look import contrast

pytestmark = pytest.mark.system

READY = "document.querySelector('#map .route') && document.querySelector('#graph .principal')"
HOSTILE = "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>"
POSTS = "JSON.parse(document.getElementById('plan').textContent).posts.map((post) => post.name)"
BOX = "const b = document.querySelector('#graph svg .frame').getBoundingClientRect();"


@pytest.fixture(scope="module")
def made() -> MadeUp:
    return made_up()


@pytest.fixture(scope="module")
def folder(made: MadeUp, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page")
    html = draw_page(made.plan, made.network, {}, "7C1E 40B2")
    (folder / "index.html").write_text(html, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with browser(tmp_path_factory.mktemp("profile")) as page:
        yield page


@pytest.fixture
def page(one: Page, folder: Path) -> Page:
    one.requests.clear()
    one.complaints.clear()
    one.size(1280, 800)
    one.scheme("light")
    one.move(1.0, 1.0)
    one.open(folder / "index.html", READY)
    return one


def on_graph(page: Page, across: float, down: float) -> tuple[float, float]:
    """A point of the plot, by its share of width and height."""
    x, y = page.see(f"(() => {{ {BOX} return [b.left + b.width * {across}, b.top + b.height * {down}]; }})()")
    return x, y


def clock(page: Page) -> tuple[int, str]:
    """The instant of the page and what its clock says."""
    at_s = int(page.see("document.getElementById('slide').value"))
    return at_s, page.see("document.getElementById('time').textContent")


def marks(page: Page) -> dict[str, str]:
    """Where the trains of the movement stand on the map."""
    found: dict[str, str] = page.see(
        "Object.fromEntries([...document.querySelectorAll('#map [data-train^=t]')]"
        ".map((e) => [e.dataset.train, e.getAttribute('transform')]))"
    )
    return found


def put(page: Page, name: str, value: str, kind: str = "change") -> None:
    """Give a field of the bar a value, as a person does."""
    page.see(
        f"(() => {{ const f = document.getElementById('{name}'); f.value = '{value}';"
        f"f.dispatchEvent(new Event('{kind}')); }})()"
    )
    page.settle()


def boxes_of(page: Page, selectors: str) -> list[list[float]]:
    """Left, top, right and bottom of elements in the window."""
    found: list[list[float]] = page.see(
        f"[...document.querySelectorAll({json.dumps(selectors)})].map((e) => e.getBoundingClientRect())"
        ".map((b) => [b.left, b.top, b.right, b.bottom])"
    )
    return found


def lit(page: Page) -> list[str]:
    found: list[str] = page.see(
        "[...document.querySelectorAll('#times tr.lit, #times tr.chosen')].map((e) => e.dataset.place)"
    )
    return found


def test_it_opens_from_a_file_alone(page: Page) -> None:
    assert [url for url in page.requests if not url.startswith(("file:", "data:"))] == []
    assert len([url for url in page.requests if url.startswith("file:")]) == 1
    assert page.complaints == []
    assert page.see("document.fonts.check(\"600 19px 'IBM Plex Sans'\")") is True


def test_a_minute_on_the_graph_moves_the_trains_on_the_map(page: Page) -> None:
    page.move(*on_graph(page, 0.3, 0.3))
    first, seen_first = clock(page)[0], marks(page)
    page.move(*on_graph(page, 0.35, 0.3))
    second, seen_second = clock(page)[0], marks(page)
    assert second - first > 3600
    assert set(seen_first) == set(seen_second) == {"t0", "t1", "t2"}
    assert all(seen_first[key] != seen_second[key] for key in seen_first)


def test_the_clock_is_that_of_the_place(page: Page) -> None:
    for down, zone, other in ((0.2, KST, VLAT), (0.95, VLAT, KST)):
        page.move(*on_graph(page, 0.5, down))
        at_s, words = clock(page)
        assert words == f"{local(at_s, zone):%H:%M}{zone_label(at_s, zone)}"
        zones = page.see("document.getElementById('zones').textContent")
        assert f"{local(at_s, other):%H:%M} {zone_label(at_s, other)}" in zones
        assert f"{local(at_s, 'UTC'):%H:%M} UTC" in zones
        chip = page.see("[...document.querySelectorAll('#graph .chip-words')].map((e) => e.textContent)")
        assert f"{local(at_s, zone):%H:%M} {zone_label(at_s, zone)}" in chip


def test_where_the_trains_are_is_told_beside_the_clock(page: Page, made: MadeUp) -> None:
    principal = made.plan.trains[1]
    point = next(p for p in principal.points if p.place == "hamhung")
    put(page, "slide", str(point.published_arrive_at_s + 60), "input")
    where = page.see("document.getElementById('where').tBodies[0].rows[1].textContent")
    leaves = local(point.published_depart_at_s, KST)
    assert where == f"Principal314.5 kmHamhung, leaves {leaves:%H:%M} KST"


def test_a_time_in_the_table_lights_train_and_place_on_graph_and_map(page: Page, made: MadeUp) -> None:
    k = made.plan.route.index("kilju")
    page.move(*page.middle_of(f'#times tr[data-place="{k}"] td[data-train="1"]'))
    assert lit(page) == [str(k)]
    assert page.see("document.querySelectorAll('#graph .trains.choosing > .one.lit').length") == 1
    assert page.see("document.querySelectorAll('#map .ring').length") == 1
    point = next(p for p in made.plan.trains[1].points if p.place == "kilju")
    assert clock(page)[0] == point.published_arrive_at_s
    page.move(1.0, 1.0)
    assert lit(page) == []
    assert page.see("document.querySelectorAll('#map .ring').length") == 0


def test_the_map_lights_the_graph_and_the_table(page: Page, made: MadeUp) -> None:
    k = made.plan.route.index("rahung")
    named = [place for place in made.plan.route if " km " not in made.network.places[place].name]
    x, y = page.see(
        "(() => { const b = document.querySelector('#map svg').getBoundingClientRect();"
        "const dots = [...document.querySelectorAll('#map circle.place, #map circle.place-minor')].reverse();"
        f"const d = dots[{named.index('rahung')}];"
        "return [b.left + d.cx.baseVal.value, b.top + d.cy.baseVal.value]; })()"
    )
    page.move(x, y)
    assert lit(page) == [str(k)]
    chips = page.see("[...document.querySelectorAll('#graph .chip-words')].map((e) => e.textContent)")
    assert any(words.startswith("Rahung") for words in chips)


def test_a_click_holds_what_is_shown_and_escape_lets_go(page: Page) -> None:
    x, y = on_graph(page, 0.4, 0.4)
    page.move(x, y)
    page.click(x, y)
    held = clock(page)
    page.move(1.0, 1.0)
    assert clock(page) == held
    page.press("Escape")
    assert page.see("document.querySelectorAll('#graph .trains.choosing').length") == 0


def test_roles_are_filtered_everywhere(page: Page) -> None:
    page.click(*page.middle_of('#bar input[data-train="2"]'))
    assert page.see("document.querySelectorAll('#graph .behind').length") == 0
    assert "t2" not in marks(page)
    shown = page.see("getComputedStyle(document.querySelector('#times td[data-train=\"2\"]')).display")
    assert shown == "none"
    page.click(*page.middle_of("#bar input[data-others]"))
    assert page.see("document.querySelectorAll('#graph .other, #graph .opposing, #graph .hold').length") == 0
    page.click(*page.middle_of('#bar input[data-train="2"]'))
    assert page.see("document.querySelectorAll('#graph .behind').length") > 0


def test_a_post_tells_what_happens_there(page: Page, made: MadeUp) -> None:
    k = made.plan.route.index("sinsongchon")
    names: list[str] = page.see(POSTS)
    put(page, "post", str(names.index("Sinsongchon, km 102.8")))
    rows: list[list[str]] = page.see(
        "[...document.querySelectorAll('#here li')].map((e) => [...e.children].map((c) => c.textContent))"
    )
    assert any("same line closed to all other trains" in what for _, what in rows)
    for train in made.plan.trains:
        point = next(p for p in train.points if p.place == "sinsongchon")
        ends = [local(at_s, KST) for at_s in (point.published_arrive_at_s, point.published_depart_at_s)]
        spans = [time for time, what in rows if f" {train.number} stands" in what]
        assert len(spans) == 1
        assert all(f"{end:%H:%M}" in spans[0] for end in ends)
    assert lit(page) == [str(k)]


def test_keys_step_station_and_train(page: Page, made: MadeUp) -> None:
    page.see("document.getElementById('graph').focus()")
    page.press("ArrowDown")
    page.press("ArrowDown")
    named = [i for i, place in enumerate(made.plan.route) if " km " not in made.network.places[place].name]
    assert lit(page) == [str(named[1])]
    principal = made.plan.trains[1]
    assert clock(page)[0] == principal.points[named[1]].published_arrive_at_s
    page.press("ArrowRight")
    follow_up = made.plan.trains[2]
    assert clock(page)[0] == follow_up.points[named[1]].published_arrive_at_s
    before = clock(page)[0]
    page.press(".")
    assert clock(page)[0] == before + 60
    outline = page.see("getComputedStyle(document.getElementById('graph')).outlineWidth")
    assert outline == "3px"


def test_dark_follows_the_system_and_the_switch(page: Page) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.see(ground)
    page.scheme("dark")
    dark = page.see(ground)
    assert (light, dark) == ("rgb(244, 245, 243)", "rgb(11, 19, 30)")
    for name, expected in (("light", light), ("dark", dark), ("", dark)):
        put(page, "theme", name)
        assert page.see(ground) == expected


@pytest.mark.parametrize(
    ("width", "height", "zoom", "beside"),
    [(1280, 800, 1.0, True), (390, 844, 1.0, False), (1280, 800, 2.0, False)],
)
def test_it_fits_its_window(
    page: Page, folder: Path, width: int, height: int, zoom: float, beside: bool
) -> None:
    page.size(width, height, zoom)
    page.open(folder / "index.html", READY)
    assert page.see("document.documentElement.scrollWidth - window.innerWidth") <= 0
    tops = page.see(
        "['graph', 'map'].map((c) => document.querySelector('section.' + c).getBoundingClientRect().top)"
    )
    assert (tops[0] == tops[1]) is beside
    sizes = page.see(
        "[...document.querySelectorAll('svg text, p, td, th, label, h2')]"
        ".map((e) => parseFloat(getComputedStyle(e).fontSize))"
    )
    assert min(sizes) >= 15.0
    for words in ("#graph .name", "#map .place-name"):
        boxes = boxes_of(page, words)
        assert len(boxes) >= 5
        for i, (left, top, right, bottom) in enumerate(boxes):
            for other in boxes[:i]:
                # The box of a line of type is 3 px taller than its letters at either end.
                beside_it = left >= other[2] or other[0] >= right
                assert beside_it or top + 3 >= other[3] - 3 or other[1] + 3 >= bottom - 3, (words, other)


def test_an_enlarged_graph_keeps_its_clock(page: Page) -> None:
    page.click(*page.middle_of('[data-zoom="graph-in"]'))
    page.click(*page.middle_of('[data-zoom="graph-in"]'))
    page.move(*on_graph(page, 0.5, 0.5))
    at_s, words = clock(page)
    assert words[:5] in {f"{local(at_s, zone):%H:%M}" for zone in (KST, VLAT)}
    assert page.see("document.querySelector('#graph svg .near') !== null") is True
    page.click(*page.middle_of('[data-zoom="graph-all"]'))
    assert page.see("document.querySelector('#graph svg .near')") is None


def fonts_of(pdf: bytes) -> set[str]:
    return {
        name.decode().partition("+")[2] or name.decode()
        for name in re.findall(rb"/FontName\s*/([\w+-]+)", pdf)
    }


def test_it_prints_without_what_the_pointer_left(page: Page, tmp_path: Path) -> None:
    page.scheme("dark")
    page.move(*on_graph(page, 0.4, 0.4))
    pdf = page.print(tmp_path / "page.pdf").read_bytes()
    assert pdf.startswith(b"%PDF")
    assert 3 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 5
    assert {name[:7] for name in fonts_of(pdf)} == {"IBMPlex"}
    page.call(
        "Emulation.setEmulatedMedia",
        media="print",
        features=[{"name": "prefers-color-scheme", "value": "dark"}],
    )
    assert page.see("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    for gone in ("#graph .hover", "#map .marks", "#bar", "#where"):
        assert page.see(f"getComputedStyle(document.querySelector('{gone}')).display") == "none"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_from_pixels(page: Page, tmp_path: Path, scheme: str) -> None:
    """The darkest against the lightest pixel in the box of words: what a reader has to go by."""
    page.scheme(scheme)
    page.move(1.0, 1.0)
    picture = pixels(page.picture(tmp_path / f"{scheme}.png"))
    assert share_of_commonest(picture) < 0.97
    words = (
        *(
            ".kind",
            "#zones",
            ".where td:nth-child(3)",
            "header .note",
            ".attribution",
            ".bar label",
            "button",
        ),
        *("#graph .name", "#graph .quieter", "#map .place-name", "#map .quieter"),
    )
    for name in words:
        left, top, right, bottom = (round(edge) for edge in boxes_of(page, name)[0])
        part = picture[top:bottom, left:right, :3].reshape(-1, 3).astype(int)
        order = np.argsort(part.sum(axis=1), kind="stable")
        low, high = (tuple(part[order[k]]) for k in (0, -1))
        assert contrast("#{:02x}{:02x}{:02x}".format(*low), "#{:02x}{:02x}{:02x}".format(*high)) >= 4.5, name


def test_hostile_names_stay_words(one: Page, made: MadeUp, tmp_path: Path) -> None:
    places = {
        key: replace(place, name=HOSTILE) if key == "kilju" else place
        for key, place in made.network.places.items()
    }
    trains = tuple(replace(train, number=HOSTILE) for train in made.plan.trains)
    html = draw_page(replace(made.plan, trains=trains), replace(made.network, places=places), {}, HOSTILE)
    (tmp_path / "index.html").write_text(html, encoding="utf-8")
    one.size(1280, 800)
    one.complaints.clear()
    one.open(tmp_path / "index.html", READY)
    names: list[str] = one.see(POSTS)
    put(one, "post", str(names.index(HOSTILE + ", km 585.7")))
    assert one.see("document.title") == "27/0516 Graft"
    assert one.see("document.querySelectorAll('img').length") == 0
    assert HOSTILE in one.see("document.querySelector('#here h2').textContent")
    assert one.complaints == []


def table_rows(page: Page) -> int:
    """Rows of the table, asked for without a script; none while the page is being read."""
    try:
        root = page.call("DOM.getDocument")["root"]["nodeId"]
        return len(
            page.call("DOM.querySelectorAll", nodeId=root, selector="#times tr[data-place]")["nodeIds"]
        )
    except AssertionError:
        return 0


def test_without_a_script_the_table_is_there(one: Page, folder: Path, made: MadeUp) -> None:
    one.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        one.call("Page.navigate", url=(folder / "index.html").resolve().as_uri())
        one.call("DOM.enable")
        wanted = len(made.plan.route)
        assert any(table_rows(one) == wanted for _ in range(200))
    finally:
        one.call("Emulation.setScriptExecutionDisabled", value=False)


@pytest.mark.parametrize("width", [1280, 390])
def test_a_chosen_train_tells_its_border_steps_without_zoom(
    made: MadeUp, one: Page, tmp_path: Path, width: int
) -> None:
    start_s = next(p for p in made.plan.trains[1].points if p.place == "tumangang").published_arrive_at_s
    steps = tuple(
        BorderStep(kind, name, start_s + 3600 * k, start_s + 3600 * (k + 1), 0.5, Basis.ASSUMED, "assumed")
        for k, (kind, name) in enumerate([("regauging", "bogie exchange"), ("brake_test", "brake test")])
    )
    border = BorderRow("principal", "tumangang", "2", start_s, steps, 0, 0)
    html = draw_page(replace(made.plan, border=(border,)), made.network, {}, "7C1E 40B2")
    (tmp_path / "index.html").write_text(html, encoding="utf-8")
    one.complaints.clear()
    one.size(width, 900)
    one.scheme("light")
    one.move(1.0, 1.0)
    one.open(tmp_path / "index.html", READY)
    assert one.see("document.getElementById('train').hidden") is True
    one.see("document.getElementById('graph').focus()")
    for _ in range(2):
        one.press("ArrowRight")
    one.settle()
    rows = one.see("[...document.querySelectorAll('#train li')].map((e) => e.textContent)")
    assert one.see("document.querySelector('#train h2').textContent") == "Principal 1X01"
    assert len(rows) == 2 and "Tumangang: bogie exchange, ≈ 60 min, jack track 2" in rows[0]
    assert f"{local(start_s, KST):%H:%M} – " in rows[0] and "KST" in rows[0]
    if width == 1280:
        told = one.see("[...document.querySelectorAll('#graph .hover text.guess')].map((e) => e.textContent)")
        assert [words.split("  ")[-1] for words in told] == [
            "bogie exchange, ≈ 60 min",
            "brake test, ≈ 60 min",
        ]
    row = "getComputedStyle(document.querySelector('#times tr.chosen > th'))"
    assert one.see(f"{row}.color !== {row}.backgroundColor") is True
    ink = "getComputedStyle(document.querySelector('#times tr.chosen > td')).backgroundColor"
    assert one.see(f"{row}.backgroundColor === {ink}") is True
    assert one.see("document.documentElement.scrollWidth <= window.innerWidth") is True
    one.press("Escape")
    one.settle()
    assert one.see("document.getElementById('train').hidden") is True
    assert one.complaints == []


def test_no_hour_is_cut_by_the_clock_of_the_pointer(page: Page) -> None:
    page.move(*on_graph(page, 0.4, 0.5))
    page.settle()
    chip = max(boxes_of(page, "#graph .chip"), key=lambda box: -box[1])
    hours = boxes_of(page, "#graph svg > g:not(.hover) > text.middle:not(.under-chip)")
    top = [box for box in hours if box[3] < on_graph(page, 0.0, 0.0)[1] + 1]
    assert len(top) > 4
    assert not [box for box in top if box[2] > chip[0] and box[0] < chip[2] and box[3] > chip[1] + 2]


def test_works_and_events_lie_on_the_graph_and_at_their_post(made: MadeUp, one: Page, tmp_path: Path) -> None:
    principal = made.plan.trains[1]
    arrive_s = principal.points[-1].published_arrive_at_s
    k = made.plan.route.index("kilju")
    section = make_path(made.network, made.plan.route).sections[k].section.id
    span = (made.plan.trains[0].points[0].published_depart_at_s, arrive_s)
    closed = PossessionRow("possession", "P 1", section, "", "all", *span, HOSTILE, "gang", "")
    slow = RestrictionRow(section, 0.0, 500.0, 11.0, *span, "soft ground", "gang", "R 1")
    event = ProgrammeRow(
        "a", HOSTILE, made.plan.route[-1], "arrival", arrive_s, arrive_s, 0, arrive_s, arrive_s + 600, 0, 0
    )
    plan = replace(made.plan, possessions=(closed,), restrictions=(slow,), programme=(event,))
    (tmp_path / "index.html").write_text(draw_page(plan, made.network, {}, "7C1E"), encoding="utf-8")
    one.complaints.clear()
    one.size(1280, 900)
    one.open(tmp_path / "index.html", READY)
    assert one.see("document.querySelectorAll('#graph .works').length") == 1
    assert one.see("document.querySelectorAll('#graph .slow').length") == 1
    assert one.see("document.querySelectorAll('#graph .event').length") == 1
    value = one.see(f"String({POSTS}.findIndex((name) => name.startsWith('Kilju')))")
    put(one, "post", value)
    rows = one.see("[...document.querySelectorAll('#here li')].map((e) => e.textContent)")
    assert any("P 1, possession" in row for row in rows) and any("R 1, 40 km/h" in row for row in rows)
    one.see("document.querySelector('#programme tbody tr').click()")
    one.settle()
    assert lit(one) == [str(len(made.plan.route) - 1)]
    assert one.see("document.title") != "taken" and one.complaints == []


@pytest.mark.parametrize("width", [390, 800, 1240, 1280, 1400, 1600])
def test_the_map_names_both_ends_near_their_places(page: Page, folder: Path, width: int) -> None:
    page.size(width, 800)
    page.open(folder / "index.html", READY)
    names = page.see("[...document.querySelectorAll('#map .place-name')].map((e) => e.textContent)")
    assert {"Pyongyang", "Vladivostok"} <= set(names) and {"Tumangang", "Khasan"} & set(names)
    dots = boxes_of(page, "#map .place")
    for left, top, right, bottom in boxes_of(page, "#map .place-name"):
        assert any(
            max(left - dot[2], dot[0] - right) < 40 and max(top - dot[3], dot[1] - bottom) < 40
            for dot in dots
        )
