"""What stands on the graph: forms, dashes, clocks, holds, sentences."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from railcade.basis import Basis
from railcade.cli.digest import digest
from railcade.clock import from_iso, local
from railcade.network import make_path
from railcade.notice import draw_graph, look, svg_to_png
from railcade.notice.claims import NEVER_CLAIMED
from railcade.notice.graph.courses import role_course
from railcade.notice.graph.marks import mark_points
from railcade.notice.graph.scale import make_scale
from railcade.plan.model import BorderRow, BorderStep
from tests.notice.made_up import LONG_LINE, SHORT_LINE, MadeUp, made_up
from tests.notice.seen import paths_in, words_of

ROOT = Path(__file__).parents[2]


def svg_of(made: MadeUp) -> str:
    return draw_graph(made.plan, made.network, None, "7C1E 40B2")


@pytest.fixture(scope="module")
def long_svg() -> str:
    return svg_of(made_up())


def test_each_role_has_its_form_and_mark(long_svg: str) -> None:
    lines = [p for p in paths_in(long_svg, "movement") if "stroke" in p]
    widths = {(p["stroke"], round(float(p["stroke-width"]) / look.MM_PER_PT, 1)) for p in lines}
    assert (look.PRINCIPAL, look.OVERVIEW.principal_pt) in widths
    assert (look.ADVANCE, look.OVERVIEW.advance_pt) in widths
    assert (look.FOLLOW_UP, look.OVERVIEW.behind_pt) in widths
    assert (look.PAPER, look.OVERVIEW.core_pt) in widths
    marks = [p["fill"] for p in lines if p.get("fill", "none") != "none"]
    assert marks.count(look.PRINCIPAL) >= 6
    assert marks.count(look.ADVANCE) >= 6
    movement = long_svg[long_svg.index('id="movement"') :]
    assert movement.count("<circle") >= 6


def test_the_principal_lies_on_top(long_svg: str) -> None:
    lines = [p for p in paths_in(long_svg, "movement") if p.get("fill") == "none"]
    assert lines[-1]["stroke"] == look.PRINCIPAL


def test_no_alarm_colour_when_nothing_is_wrong(long_svg: str) -> None:
    drawing = long_svg[long_svg.index("</style>") :]
    known = {v for v in vars(look).values() if isinstance(v, str) and v.startswith("#")}
    assert set(re.findall(r'"(#[0-9A-F]{6})"', drawing)) <= known


def test_dashes_mean_unsure_and_only_that(long_svg: str) -> None:
    dashed = [p for p in paths_in(long_svg, "strip") if "stroke-dasharray" in p]
    assert dashed
    made = made_up()
    sure = replace(
        made.network,
        places={
            key: replace(place, basis={}, name=place.name.replace(" km ", " "))
            for key, place in made.network.places.items()
        },
        sections={key: replace(section, basis={}) for key, section in made.network.sections.items()},
    )
    svg = draw_graph(replace(made.plan, assumptions=()), sure, None, "7C1E 40B2")
    assert "stroke-dasharray" not in svg
    words = words_of(svg)
    assert not any("≈" in word.words for word in words)
    assert not any("assumed" in word.words for word in words if word.group == "legend")


def test_unsure_kilometres_are_italic_and_said_to_be(long_svg: str) -> None:
    kms = [word for word in words_of(long_svg) if word.group == "names" and word.words.startswith("≈")]
    assert [word.words for word in kms] == ["≈ 370", "≈ 396", "≈ 667", "≈ 1,107"]
    assert {word.face for word in kms} == {"condensed-italic"}
    footer = " ".join(word.words for word in words_of(long_svg) if word.group == "footer")
    count = len(made_up().plan.assumptions)
    assert f"≈ {count:,} values estimated or assumed, listed in plan.json" in footer


def test_what_is_never_claimed_stands_on_the_sheet(long_svg: str) -> None:
    footer = [word.words for word in words_of(long_svg) if word.group == "footer"]
    assert NEVER_CLAIMED in " ".join(footer)
    assert "check record 7C1E 40B2" in footer
    assert any("Other traffic synthetic, seed 5" in words for words in footer)


def test_true_distance_leads_and_the_great_circle_says_what_it_is(long_svg: str) -> None:
    title = [word for word in words_of(long_svg) if word.group == "title"]
    texts = {word.words: word.size_pt for word in title}
    assert (
        texts["Pyongyang – Vladivostok, 1,181 km by rail"]
        > texts["great circle 686 km, not a length of the line"]
    )
    assert "SPECIAL TRAIN NOTICE 27/0516" in texts
    assert any("Graft" in words for words in texts)


@pytest.mark.parametrize(
    ("depart", "north", "south", "hours_apart"),
    [
        ("2027-05-16T07:00:00Z", "KST, UTC+9", "VLAT, UTC+10", 1.0),
        ("2016-05-16T07:00:00Z", "KST, UTC+8:30", "VLAT, UTC+10", 1.5),
        ("2011-08-20T07:00:00Z", "KST, UTC+9", "VLAT, UTC+11", 2.0),
    ],
)
def test_local_hours_at_the_border(depart: str, north: str, south: str, hours_apart: float) -> None:
    made = made_up(depart=depart)
    svg = svg_of(made)
    words = words_of(svg)
    axes = [word for word in words if word.group == "axes"]
    assert north in {word.words for word in axes}
    assert south in {word.words for word in axes}
    path = make_path(made.network, made.plan.route)
    scale = make_scale(path, made.plan.trains, [])
    hours = {
        place: {round(w.x_mm, 2): int(w.words) for w in axes if w.words.isdigit() and y - 3 < w.y_mm < y + 5}
        for place, y in (("top", scale.top_mm), ("bottom", scale.bottom_mm))
    }
    for at_s in range(scale.from_at_s, scale.until_at_s, 1800):
        for place, zone in (("top", path.places[0].zone), ("bottom", path.places[-1].zone)):
            moment = local(at_s, zone)
            if moment.minute == 0:
                assert hours[place][round(scale.x_mm(at_s), 2)] == moment.hour
    [band] = scale.bands
    rules = [re.findall(r"[-\d.]+", p["d"]) for p in paths_in(svg, "grid") if p["stroke"] == look.GRID_HOUR]
    above = {float(x) for x, y, _, _ in rules if float(y) < band.top_mm}
    below = {float(x) for x, y, _, _ in rules if float(y) >= band.bottom_mm - 0.01}
    shifted = min(abs(a - b) for a in above for b in below)
    assert shifted == pytest.approx((hours_apart % 1.0) * scale.mm_per_h, abs=0.02)
    bars = [word.words for word in words if word.group == "bars" and word.words.startswith("leaves")]
    assert len(bars) == 3
    for train, words_of_train in zip(reversed(made.plan.trains), bars, strict=True):
        leaves_s = next(p.published_depart_at_s for p in train.points if p.stand == "border")
        kst, vlat = local(leaves_s, "Asia/Pyongyang"), local(leaves_s, "Asia/Vladivostok")
        assert words_of_train == f"leaves Tumangang {kst:%H:%M} KST · {vlat:%H:%M} VLAT"


def test_times_at_the_right_are_the_published_local_ones(long_svg: str) -> None:
    made = made_up()
    principal = made.plan.trains[1]
    times = [word.words for word in words_of(long_svg) if word.group == "times"]
    assert "local times, KST, 16 May" in times
    assert "VLAT" in times
    assert "17 May" in times
    for point in principal.points:
        if point.stand in ("stop", "border", "reform"):
            zone = made.network.places[point.place].zone
            assert f"{local(point.published_arrive_at_s, zone):%H:%M}" in times
            assert f"{local(point.published_depart_at_s, zone):%H:%M}" in times


@pytest.mark.parametrize(
    ("depart", "before", "after", "hours", "mark"),
    [
        ("2027-03-28T00:10:00Z", "GMT, UTC+0", "BST, UTC+1", ["0", "2"], "BST"),
        ("2027-10-31T00:10:00Z", "BST, UTC+1", "GMT, UTC+0", ["1", "1"], "GMT"),
    ],
)
def test_clocks_that_change_on_the_way(
    depart: str, before: str, after: str, hours: list[str], mark: str
) -> None:
    """British clocks are moved at 01:00 UTC, within the journey."""
    made = made_up(SHORT_LINE, depart=depart)
    svg = svg_of(made)
    axes = [word for word in words_of(svg) if word.group == "axes"]
    assert sum(word.words == after for word in axes) == 2
    assert before in {word.words for word in axes}
    scale = make_scale(make_path(made.network, made.plan.route), made.plan.trains, [])
    top = sorted((w.x_mm, w.words) for w in axes if w.words.isdigit() and w.y_mm < scale.top_mm)
    figures = [words for _, words in top if len(words) == 1]
    assert hours == figures[figures.index(hours[0]) :][:2]
    assert sum(word.words == mark for word in axes) == 2
    assert mark in [word.words for word in words_of(svg) if word.group == "times"]


def test_a_change_of_clocks_on_a_long_sheet() -> None:
    berlin = made_up(depart="2027-10-30T23:00:00Z")
    places = {key: replace(p, zone="Europe/Berlin") for key, p in berlin.network.places.items()}
    made = replace(berlin, network=replace(berlin.network, places=places))
    axes = [word.words for word in words_of(svg_of(made)) if word.group == "axes"]
    assert axes.count("CEST, UTC+2, from 02:00 CET, UTC+1") == 2
    assert axes.count("CET") == 2


def test_legend_and_summary_say_the_same_spacing() -> None:
    made = made_up()
    section = next(iter(made.network.sections))
    first = replace(made.plan.spacing[0], section=section)
    rows = (replace(first, actual_s=915, maximum_s=-1), replace(first, actual_s=1171, maximum_s=1500))
    plan = replace(made.plan, spacing=rows)
    pair = digest(plan, made.network).spacing[0]
    words = f"{pair.smallest_s / 60:.1f} – {pair.largest_s / 60:.1f} min ahead"
    assert words in {word.words for word in words_of(svg_of(replace(made, plan=plan)))}
    plan = replace(made.plan, spacing=rows[:1])
    assert "15.2 min or more ahead" in svg_of(replace(made, plan=plan))


def test_lines_are_where_the_plan_says(long_svg: str) -> None:
    made = made_up()
    path = make_path(made.network, made.plan.route)
    scale = make_scale(path, made.plan.trains, [])
    [band] = scale.bands
    course = role_course(made.plan.trains[1], scale, path)
    for point in made.plan.trains[1].points:
        y_mm = scale.y_mm(point.position_m)
        if band.top_mm < y_mm < band.bottom_mm:
            continue
        span = course.x_at_mm(y_mm)
        assert span is not None
        if point.stand != "reform":  # the band shows how it comes there
            assert span[0] <= scale.x_mm(point.arrive_at_s) + 1e-6
        if point.stand != "border":  # the band shows how it leaves
            assert span[1] >= scale.x_mm(point.depart_at_s) - 1e-6
    per_km = {
        round((scale.y_mm(b) - scale.y_mm(a)) / (b - a), 9)
        for a, b in ((0.0, 5e4), (2e5, 8.4e5), (8.6e5, 1.1e6))
    }
    assert len(per_km) == 1


def test_held_trains_show_hold_and_minutes() -> None:
    made = made_up()
    svg = svg_of(made)
    labels = {word.words for word in words_of(svg) if word.group == "hold-labels"}
    path = make_path(made.network, made.plan.route)
    scale = make_scale(path, made.plan.trains, [])
    seen = {
        f"{train.number} held {hold.hold_s // 60}′"
        for train in made.plan.other_trains
        for hold in train.holds
        if scale.from_at_s <= hold.from_at_s and hold.until_at_s <= scale.until_at_s
    }
    assert len(seen) >= 3
    assert len(seen & labels) >= len(seen) - 1
    assert len(paths_in(svg, "holds")) >= len(seen)


def test_hold_labels_keep_off_the_movement() -> None:
    made = made_up()
    svg = svg_of(made)
    path = make_path(made.network, made.plan.route)
    closed = [(row.closed_from_s, row.closed_until_s) for row in made.plan.protection]
    scale = make_scale(path, made.plan.trains, closed)
    roles = [role_course(train, scale, path) for train in made.plan.trains]
    labels = [word.box for word in words_of(svg) if word.group in ("hold-labels", "numbers")]
    assert len(labels) > 20
    lines = [(a, b) for role in roles for piece in role.pieces for a, b in pairwise(piece)]
    assert not any(box.crossed_by(a, b) for box in labels for a, b in lines)


def test_legend_words_keep_off_its_samples() -> None:
    made = made_up()
    spacing = (replace(made.plan.spacing[0], actual_s=900), replace(made.plan.spacing[0], actual_s=12_000))
    svg = svg_of(replace(made, plan=replace(made.plan, spacing=spacing)))
    words = [word for word in words_of(svg) if word.group == "legend"]
    assert "15.0 – 200.0 min ahead" in {word.words for word in words}
    for sample in paths_in(svg, "legend"):
        numbers = [float(number) for number in re.findall(r"[-\d.]+", sample["d"])]
        points = list(zip(numbers[::2], numbers[1::2], strict=True))
        assert not any(word.box.crossed_by(a, b) for word in words for a, b in pairwise(points))


def test_places_known_by_their_kilometre_are_labelled_where_there_is_room() -> None:
    posts = [word for word in words_of(svg_of(made_up(SHORT_LINE))) if word.words.startswith("assumed ")]
    assert {word.words for word in posts} == {"assumed post"}
    assert {word.face for word in posts} == {"condensed-italic"}
    assert not any(word.words == "assumed post" for word in words_of(svg_of(made_up())))


def test_what_is_absent_is_hidden() -> None:
    made = made_up(SHORT_LINE, roles=(("principal", "1X01", 0),), held=0)
    svg = svg_of(replace(made, plan=replace(made.plan, other_trains=(), protection=())))
    legend = {word.words for word in words_of(svg) if word.group == "legend"}
    assert legend == {"Principal 1X01", "Estimated or assumed, ≈ italic"}
    assert 'id="swept"' not in svg
    assert 'id="band"' not in svg
    assert not any("synthetic" in word.words for word in words_of(svg))


def test_a_plain_crossing_of_a_zone_has_a_narrow_band_with_both_clocks() -> None:
    line = [(*row[:2], 0, *row[3:]) for row in LONG_LINE]
    made = made_up(line, held=0)
    svg = svg_of(made)
    clocks = {word.words for word in words_of(svg) if word.group == "band"}
    assert {"KST UTC+9", "VLAT UTC+10"} <= clocks
    assert "km 849 – 854, not to scale" in {word.words for word in words_of(svg)}
    assert not any(word.words.startswith("leaves") for word in words_of(svg))


def test_two_zones_with_one_clock_need_no_band() -> None:
    made = made_up(LONG_LINE[:20], held=0)
    places = {
        key: replace(place, zone="Asia/Seoul") if place.km > 200.0 else place
        for key, place in made.network.places.items()
    }
    svg = draw_graph(made.plan, replace(made.network, places=places), None, "x")
    assert 'id="band"' not in svg


def test_the_source_of_the_course_is_wrapped_not_dropped() -> None:
    made = made_up(SHORT_LINE)
    attribution = "Course (c) OpenStreetMap contributors, ODbL 1.0; " * 5 + "the last word"
    svg = draw_graph(made.plan, replace(made.network, attribution=attribution), None, "x")
    footer = " ".join(word.words for word in words_of(svg) if word.group == "footer")
    assert "the last word" in footer
    assert NEVER_CLAIMED in footer


def test_a_held_train_without_room_for_its_label_keeps_its_number() -> None:
    made = made_up()
    busy = [replace(train, id=f"{train.id}{k}") for k in range(2) for train in made.plan.other_trains]
    svg = svg_of(replace(made, plan=replace(made.plan, other_trains=tuple(busy))))
    numbers = {word.words for word in words_of(svg) if word.group == "numbers"}
    assert not any(word.group == "hold-labels" for word in words_of(svg))
    held = {train.number for train in made.plan.other_trains if train.holds}
    assert held & numbers


@pytest.mark.parametrize("line", [LONG_LINE, SHORT_LINE])
def test_scale_and_slope(line) -> None:
    made = made_up(line)
    path = make_path(made.network, made.plan.route)
    closed = [(row.closed_from_s, row.closed_until_s) for row in made.plan.protection]
    scale = make_scale(path, made.plan.trains, closed)
    assert scale.mm_per_h >= 8.0
    start, end = made.plan.trains[1].points[0], made.plan.trains[1].points[-1]
    width_mm = scale.x_mm(end.arrive_at_s) - scale.x_mm(start.depart_at_s)
    assert 0.7 <= (scale.bottom_mm - scale.top_mm) / width_mm <= 1.43


def test_a_very_long_journey_widens_the_sheet() -> None:
    made = made_up(
        [(name, 6.0 * km, 6 * stand, main, country) for name, km, stand, main, country in LONG_LINE]
    )
    svg = svg_of(made)
    width = float(re.search(r'width="([\d.]+)mm"', svg)[1])
    assert width > 800.0


def test_same_plan_same_bytes_in_another_process() -> None:
    code = (
        "import hashlib; from tests.notice.made_up import *; from railcade.notice import *; m = made_up();"
        "s = draw_graph(m.plan, m.network, None, 'x'); print(hashlib.sha256(s.encode()).hexdigest(),"
        "hashlib.sha256(svg_to_png(s, 60)).hexdigest())"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "PATH": "", "TZ": zone},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "America/New_York"))
    }
    assert len(runs) == 1


def test_png_has_the_size_of_the_sheet(long_svg: str) -> None:
    png = svg_to_png(long_svg, 100)
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    size = int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")
    assert size == (round(420 / 25.4 * 100), round(297 / 25.4 * 100))
    assert hashlib.sha256(png).digest() == hashlib.sha256(svg_to_png(long_svg, 100)).digest()


def test_a_drawing_without_size_is_refused() -> None:
    with pytest.raises(ValueError, match="width and height in mm"):
        svg_to_png('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>')


def test_basis_of_a_km_decides_not_the_name() -> None:
    made = made_up(SHORT_LINE)
    places = dict(made.network.places)
    places["elm"] = replace(places["elm"], basis={"km": Basis.ASSUMED})
    svg = draw_graph(made.plan, replace(made.network, places=places), None, "x")
    assert "≈ 44.0" in {word.words for word in words_of(svg)}


def test_a_winter_evening_is_dated_and_dark() -> None:
    svg = svg_of(made_up(depart="2027-12-31T07:00:00Z"))
    words = {word.words for word in words_of(svg) if word.group == "axes"}
    assert "Friday 31 December 2027" in words
    assert "Saturday 1 January" in words
    assert from_iso("2027-12-31T15:00:00Z")
    nights = [p for p in paths_in(svg, "axes") if p["stroke"] == look.NIGHT]
    assert len(nights) >= 2


def test_the_last_day_has_its_weekday_beside_the_column_of_times() -> None:
    words = words_of(svg_of(made_up(depart="2027-05-16T09:00:00Z")))
    dates = [word for word in words if word.group == "axes" and word.words.endswith("18 May")]
    assert dates
    assert all(word.words.startswith("Tue") for word in dates)


def test_names_of_roles_keep_off_all_marks() -> None:
    roles_s = (("advance", "9P01", -900), ("principal", "1X01", 0), ("follow-up", "9P02", 420))
    made = made_up(SHORT_LINE, roles=roles_s)
    path = make_path(made.network, made.plan.route)
    closed = [(row.closed_from_s, row.closed_until_s) for row in made.plan.protection]
    scale = make_scale(path, made.plan.trains, closed)
    roles = [role_course(train, scale, path) for train in made.plan.trains]
    names = [word.box for word in words_of(svg_of(made)) if word.group == "role-names"]
    assert len(names) >= 3
    half_mm = look.MARK_MM / 2.0 + 0.3
    for k, role in enumerate(roles):
        for x, y in mark_points(role, scale, k):
            for dx, dy in ((half_mm, 0.0), (0.0, half_mm), (half_mm, half_mm), (half_mm, -half_mm)):
                assert not any(box.crossed_by((x - dx, y - dy), (x + dx, y + dy)) for box in names)


def test_bars_at_the_border_show_each_step_in_minutes() -> None:
    made = made_up()
    point = next(p for p in made.plan.trains[1].points if p.stand == "border")
    start_s = point.published_arrive_at_s
    steps = (
        BorderStep("formalities", "customs", start_s, start_s + 2100, 1.0, Basis.PUBLISHED, "test"),
        BorderStep("regauging", "bogies", start_s + 3900, start_s + 12_300, 0.62, Basis.ASSUMED, "test"),
    )
    row = BorderRow("principal", point.place, "1", start_s, steps, 0, 1800)
    svg = draw_graph(replace(made.plan, border=(row,)), made.network, None, "7C1E 40B2")
    bars = svg[svg.index('id="bars"') :]
    for words in ("35", "bogies 140", "30"):
        assert re.search(rf">(?:\w+ )?{words}(?: waiting)?</text>", bars), words
    italic = re.search(r'<text[^>]*class="([^"]+)"[^>]*>(?:bogies )?140</text>', bars)
    plain = re.search(r'<text[^>]*class="([^"]+)"[^>]*>(?:customs )?35</text>', bars)
    assert italic is not None and plain is not None and italic[1] != plain[1]
    assert "customs | bogies, minutes at p62" in svg
