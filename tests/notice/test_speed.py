"""What stands on the speed-distance diagram: true distances, forms, dashes, reasons, sentences."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from railcade.motion import Kilometres, Reason, states_at, times_at
from railcade.motion.explanation.phases import CAPPED
from railcade.motion.explanation.words import duration_words
from railcade.notice import look, svg_to_png
from railcade.notice.claims import NEVER_CLAIMED
from railcade.notice.speed.course import WITHOUT_POWER
from railcade.notice.speed.scale import BOTTOM_MM, LEFT_MM, RIGHT_MM, Scale, make_scale
from tests.notice.made_up import SHORT_LINE
from tests.notice.made_up_run import SHEETS, MadeUpRun, made_up_run
from tests.notice.seen import paths_in, words_of

Points = list[tuple[float, float]]


@cache
def made(name: str) -> MadeUpRun:
    return SHEETS[name]()


@cache
def drawn(name: str) -> str:
    return made(name).svg


def scale_of(item: MadeUpRun, lanes: int) -> Scale:
    fastest_mps = max(float(leg.run.v_mps.max()) for leg in item.legs)
    return make_scale(item.path.length_m, fastest_mps, float(item.path.limit_mps.value.max()), lanes)


def points_of(path: dict[str, str]) -> Points:
    numbers = [float(text) for text in re.findall(r"-?[\d.]+", path["d"])]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


@pytest.mark.parametrize(("name", "rows"), [("short", 1), ("two rows", 2), ("long", 4)])
def test_rows_share_one_true_scale(name: str, rows: int) -> None:
    scale = scale_of(made(name), 1)
    assert len(scale.rows) == rows
    assert {round(row.mm_per_m, 12) for row in scale.rows} == {round(scale.rows[0].mm_per_m, 12)}
    for row, following in zip(scale.rows[:-1], scale.rows[1:], strict=True):
        assert row.to_m == following.from_m
        assert row.lanes_mm[-1] < following.names_mm
    for row in scale.rows:
        assert (row.x_mm(row.from_m), row.right_mm) == (LEFT_MM, pytest.approx(RIGHT_MM))
        edges = (row.names_mm, row.top_mm, row.bottom_mm, row.band_top_mm, row.band_bottom_mm)
        assert list(edges) == sorted(edges)
        assert row.band_bottom_mm < row.grade_top_mm < row.grade_bottom_mm <= BOTTOM_MM


def test_the_run_is_where_its_states_say(name: str = "short") -> None:
    item = made(name)
    scale = scale_of(item, 1)
    row = scale.rows[0]
    lines = [points_of(path) for path in paths_in(drawn(name), "run") if "stroke-linejoin" in path]
    for leg in item.legs:
        x_m = np.linspace(leg.settings.from_m + 1.0, leg.settings.to_m - 1.0, 400)
        for position_m, speed_mps in zip(x_m, states_at(leg.run, x_m).v_mps, strict=True):
            wanted = row.x_mm(float(position_m)), scale.y_mm(row, float(speed_mps))
            assert min(_away_mm(wanted, line) for line in lines) < 0.06


def _away_mm(point: tuple[float, float], line: Points) -> float:
    start, end, at = np.array(line[:-1]), np.array(line[1:]), np.array(point)
    step = end - start
    square = np.maximum((step**2).sum(axis=1), 1e-12)
    share = np.clip(((at - start) * step).sum(axis=1) / square, 0.0, 1.0)
    return float(np.hypot(*(start + share[:, None] * step - at).T).min())


def test_weight_and_comb_say_what_the_driver_does() -> None:
    item = made("short")
    phases = [phase for leg in item.legs for phase in leg.phases]
    assert {Reason.TRACTION, Reason.BUILD_UP, Reason.BRAKING, Reason.GRADE} <= {p.reason for p in phases}
    drawn_lines = paths_in(drawn("short"), "run")
    strokes = [(p["stroke"], float(p["stroke-width"]) / look.MM_PER_PT) for p in drawn_lines]
    widths = {round(width, 1) for _, width in strokes}
    assert widths == {look.RUN_PT[0], look.RUN_THIN_PT, look.TEETH_PT}
    assert {colour for colour, _ in strokes} == {look.PRINCIPAL}
    thin = sum(round(width, 1) == look.RUN_THIN_PT for _, width in strokes)
    assert thin == sum(phase.reason in WITHOUT_POWER for phase in phases)


def test_limits_stand_at_their_kilometres() -> None:
    item = made("sure")
    scale = scale_of(item, 4)
    row = scale.rows[0]
    [stair] = [points_of(path) for path in paths_in(drawn("sure"), "limits")]
    limit = item.path.limit_mps
    ends_m = [*limit.start_m[1:], item.path.length_m]
    wanted = [
        (row.x_mm(float(x_m)), scale.y_mm(row, float(speed_mps)))
        for start_m, end_m, speed_mps in zip(limit.start_m, ends_m, limit.value, strict=True)
        for x_m in (start_m, end_m)
    ]
    assert stair == [pytest.approx(point, abs=0.011) for point in wanted]


def test_the_tint_ends_at_the_lowest_cap_under_the_train() -> None:
    item = made("two places")
    scale = scale_of(item, 1)
    row = scale.rows[0]
    [tint] = [points_of(path) for path in paths_in(drawn("two places"), "forbidden")]
    leg = item.legs[0]
    kept = [phase for phase in leg.phases if phase.reason in CAPPED]
    for phase in kept:
        middle_mm = row.x_mm(0.5 * (phase.from_m + phase.to_m))
        below = [y for (x1, y), (x2, _) in zip(tint[:-1], tint[1:], strict=True) if x1 <= middle_mm <= x2]
        assert max(below) == pytest.approx(scale.y_mm(row, phase.from_mps), abs=0.02)


def test_dashes_italics_and_signs_mean_unsure_and_only_that() -> None:
    sure, unsure = drawn("sure"), drawn("special")
    assert "stroke-dasharray" not in sure
    words = words_of(sure)
    assert not any("≈" in word.words or word.face == "condensed-italic" for word in words)
    assert "No value estimated or assumed" in " ".join(word.words for word in words)
    for group in ("limits", "train cap", "grades", "lanes"):
        lines = [path for path in paths_in(unsure, group) if "stroke" in path]
        assert lines and all("stroke-dasharray" in path for path in lines), group
    figures = [word for word in words_of(unsure) if word.group in ("limit figures", "train cap")]
    assert figures and all(word.words.startswith("≈ ") for word in figures)
    assert {word.face for word in figures} == {"condensed-italic"}


def test_what_binds_is_named_in_the_band() -> None:
    item = made("sure")
    told = [word.words for word in words_of(drawn("sure")) if word.group == "reasons"]
    text = " ".join(told)
    assert "line limit 45 km/h" in text
    assert "train cap 70 km/h: brake percentage 72" in text
    phases = [phase for leg in item.legs for phase in leg.phases]
    width = f"{look.LIMIT_EDGE.width_pt * look.MM_PER_PT:.3f}".rstrip("0")
    thick = [path for path in paths_in(drawn("sure"), "reasons") if path.get("stroke-width") == width]
    assert len(thick) == sum(phase.reason == Reason.LINE_LIMIT for phase in phases)
    notes = " ".join(word.words for word in words_of(drawn("sure")) if word.group == "notes")
    assert "braking to a stand at km 61.3, brake building up from km 60.8" in notes


def test_names_and_running_times_on_top() -> None:
    item = made("short")
    words = {word.words for word in words_of(drawn("short")) if word.group == "places"}
    assert {"Alder", "Birch", "Cedar Junction", "Dogwood", "Elm", "Fir", "post", "0:00:00"} <= words
    leg = item.legs[0]
    birch_m = float(item.path.place_m[item.path.index["birch"]])
    assert duration_words(float(times_at(leg.run, [birch_m])[0])) in words
    last = item.legs[-1]
    assert duration_words(last.before_s + last.run.duration_s) in words


def test_a_line_read_backwards_counts_its_own_kilometres_down() -> None:
    item = made("backwards")
    scale = scale_of(item, 1)
    bottom_mm = scale.rows[0].bottom_mm
    figures = [word for word in words_of(drawn("backwards")) if word.group == "axes"]
    below = [word for word in figures if word.words.isdigit() and word.y_mm > bottom_mm + 1.0]
    at = {float(word.words): word.x_mm for word in below}
    kilometres = Kilometres(item.path)
    assert len(at) > 8
    for km, x_mm in at.items():
        assert x_mm == pytest.approx(scale.rows[0].x_mm(kilometres.position_m(km)), abs=0.01)
    assert sorted(at, reverse=True) == [km for km, _ in sorted(at.items(), key=lambda pair: pair[1])]


def test_tunnels_curves_and_what_traction_finds() -> None:
    words = [word.words for word in words_of(drawn("sure")) if word.group == "lanes"]
    assert {"tunnel", "curve", "power", "axle load", "feeding 2,500 kW"} <= set(words)
    plain = [word.words for word in words_of(drawn("two places")) if word.group == "lanes"]
    assert "curve" not in plain


def test_no_alarm_colour_and_only_tokens() -> None:
    known = {v for v in vars(look).values() if isinstance(v, str) and v.startswith("#")}
    for name in ("long", "special"):
        drawing = drawn(name)[drawn(name).index("</style>") :]
        assert set(re.findall(r'"(#[0-9A-F]{6})"', drawing)) <= known


def test_what_is_never_claimed_stands_on_the_sheet() -> None:
    footer = " ".join(word.words for word in words_of(drawn("long")) if word.group == "footer")
    assert NEVER_CLAIMED in footer
    assert "one train alone on the line: no path, no check record" in footer
    assert re.search(r"≈ 1,\d\d\d values estimated or assumed, listed by railcade motion --json", footer)


def test_a_limit_far_above_the_run_bends_nothing() -> None:
    item = made_up_run(SHORT_LINE[:2])
    steps = item.path.limit_mps
    fast = replace(steps, value=np.full(len(steps.value), 83.0))
    svg = replace(item, path=replace(item.path, limit_mps=fast)).svg
    row = scale_of(item, 1).rows[0]
    for line in paths_in(svg, "limits"):
        assert [y for _, y in points_of(line)] == pytest.approx([row.top_mm] * len(points_of(line)), abs=0.01)
    assert "≈ 298.8" in [word.words for word in words_of(svg)]


def test_the_same_run_gives_the_same_drawing_and_it_can_be_painted() -> None:
    assert made_up_run(SHORT_LINE[:2]).svg == drawn("two places")
    assert svg_to_png(drawn("two places"), 40)[:8] == b"\x89PNG\r\n\x1a\n"


def test_drawings_stay_small() -> None:
    """A long way has no more points than show; the fonts are a third of a megabyte."""
    fonts = drawn("long").index("</style>")
    assert len(drawn("long")) - fonts < 400_000
