"""Detail sheets: where they are cut, their scale, and the minutes that stand on them."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from railcade.basis import Basis
from railcade.clock import local
from railcade.network import make_path
from railcade.notice import draw_graph, draw_sheets, look
from railcade.notice.graph.details import parts_of, shown
from railcade.notice.graph.scale import make_detail_scale, make_scale
from railcade.notice.graph.steps import SHORT
from railcade.plan.model import BorderRow, BorderStep
from tests.notice.made_up import LONG_LINE, SHORT_LINE, MadeUp, made_up
from tests.notice.seen import Word, paths_in, words_of


@pytest.fixture(scope="module")
def made() -> MadeUp:
    return made_up()


@pytest.fixture(scope="module")
def sheets(made: MadeUp) -> tuple[str, ...]:
    return draw_sheets(made.plan, made.network, None, "7C1E 40B2")


def group(svg: str, name: str) -> list[Word]:
    return [word for word in words_of(svg) if word.group == name]


def test_the_first_sheet_is_the_overview(made: MadeUp, sheets: tuple[str, ...]) -> None:
    assert sheets[0] == draw_graph(made.plan, made.network, None, "7C1E 40B2")
    for k, svg in enumerate(sheets, start=1):
        assert f"Graft · edition 1 · sheet {k}/{len(sheets)}" in {word.words for word in group(svg, "title")}


def test_cuts_lie_at_main_places_and_the_border_is_on_the_overview(sheets: tuple[str, ...]) -> None:
    titles = [group(svg, "title")[1].words for svg in sheets[1:]]
    assert titles == [
        "Pyongyang – Hamhung, km 0.0 – 314.5",
        "Hamhung – Kilju, km 314.5 – 585.7",
        "Kilju – Tumangang, km 585.7 – 849.2",
        "Khasan – Vladivostok, km 854.2 – 1,181.2",
    ]


def test_a_short_line_has_no_detail_sheets() -> None:
    short = made_up(SHORT_LINE)
    assert len(draw_sheets(short.plan, short.network, None, "7C1E 40B2")) == 1


def test_a_line_without_main_places_is_cut_all_the_same() -> None:
    bare = made_up(tuple((name, km, 0, False, "KP") for name, km, _, _, _ in LONG_LINE))
    path = make_path(bare.network, bare.plan.route)
    parts = parts_of(path, make_scale(path, bare.plan.trains, []))
    assert parts[0].first == 0
    assert parts[-1].last == len(path.places) - 1
    assert all(a.last == b.first for a, b in zip(parts[:-1], parts[1:], strict=True))
    lengths_km = [float(path.place_m[part.last] - path.place_m[part.first]) / 1000.0 for part in parts]
    assert all(150.0 < km < 330.0 for km in lengths_km)


def test_an_hour_is_36_mm_and_the_slope_stays_readable(made: MadeUp) -> None:
    whole = make_path(made.network, made.plan.route)
    for part in parts_of(whole, make_scale(whole, made.plan.trains, [])):
        path = make_path(made.network, made.plan.route[part.first : part.last + 1])
        scale = make_detail_scale(path, shown(made.plan.trains, path))
        assert scale.mm_per_h == pytest.approx(36.0, rel=0.02)
        assert 0.7 <= 1000.0 * scale.mm_per_m <= look.PLOT_HEIGHT_MM / 250.0
        assert scale.weights is look.DETAIL


def test_minutes_at_each_named_crossing_are_the_published_ones(made: MadeUp, sheets: tuple[str, ...]) -> None:
    figures = group(sheets[2], "minutes")
    named = [place for place in made.network.places.values() if " km " not in place.name]
    on_sheet = {place.id: place for place in named if 314.4 <= place.km <= 585.8}
    principal = made.plan.trains[1]
    for point in principal.points:
        if point.place in on_sheet and point.stand != "destination":
            moment = local(point.published_depart_at_s, on_sheet[point.place].zone)
            words = f"{moment.minute:02d}" + ("½" if moment.second else "")
            assert any(f.words == words and f.colour == look.PRINCIPAL for f in figures), point.place
    arrivals = [f for f in figures if f.colour == look.PRINCIPAL]
    assert len(arrivals) == len(on_sheet) + 2  # Hamhung and Kilju have one of arriving besides
    assert {f.colour for f in figures} == {look.PRINCIPAL, look.ADVANCE, look.FOLLOW_UP}


def test_each_role_is_named_along_its_line(sheets: tuple[str, ...]) -> None:
    for svg in sheets[1:]:
        names = {word.words for word in group(svg, "role-names")}
        assert "Principal 1X01" in names
        assert names <= {"Advance 9P01", "Principal 1X01", "Follow-up 9P02"}


def test_words_never_overlap_on_detail_sheets(sheets: tuple[str, ...]) -> None:
    for svg in sheets[1:]:
        words = [w for w in words_of(svg) if w.group in ("minutes", "role-names", "numbers", "hold-labels")]
        for k, word in enumerate(words):
            assert not [other.words for other in words[:k] if word.box.touches(other.box)], word.words


def test_a_swept_section_fades_from_when_it_was_swept_to_its_dotted_end(
    made: MadeUp, sheets: tuple[str, ...]
) -> None:
    swept = paths_in(sheets[2], "swept")
    filled = [p for p in swept if p.get("fill", "").startswith("url(#f")]
    dotted = [p for p in swept if "stroke-dasharray" in p]
    path = make_path(made.network, made.plan.route)
    sections = [s for s in path.sections if 314.4 < made.network.places[s.section.start].km < 585.6]
    assert len(filled) == len(sections)
    assert len(dotted) == len(filled)
    fade = re.search(r'<linearGradient id="f0">(.*?)</linearGradient>', sheets[2])
    assert fade is not None
    assert re.findall(r'stop-opacity="([\d.]+)"', fade[1]) == ["0.4", "0.02"]


def with_steps(made: MadeUp) -> MadeUp:
    """The follow-up train waits an hour for its jack track; the far side is published."""
    rows = []
    for train in made.plan.trains:
        near, far = (next(p for p in train.points if p.place == place) for place in ("tumangang", "khasan"))
        at_s = near.published_arrive_at_s + (3600 if train.role == "follow-up" else 0)
        steps = []
        for kind, minutes in (("formalities", 30), ("regauging", 80), ("brake_test", 30)):
            steps.append(BorderStep(kind, kind, at_s, at_s + 60 * minutes, 0.8, Basis.ASSUMED, "made up"))
            at_s += 60 * minutes
        rows.append(BorderRow(train.role, near.place, "1", near.published_arrive_at_s, tuple(steps), 3600, 0))
        begins_s = far.published_arrive_at_s
        step = BorderStep(
            "far_formalities", "far", begins_s, begins_s + 1500, 0.8, Basis.PUBLISHED, "made up"
        )
        rows.append(BorderRow(train.role, far.place, "", begins_s, (step,), 0, 0))
    return replace(made, plan=replace(made.plan, border=tuple(rows)))


def test_steps_at_the_border_are_named_above_the_first_row(made: MadeUp) -> None:
    stepped = with_steps(made)
    words = group(draw_graph(stepped.plan, stepped.network, None, "7C1E 40B2"), "bars")
    assert [word.words for word in words if word.words in SHORT.values()] == list(SHORT.values())
    for k, word in enumerate(words):
        assert not [other.words for other in words[:k] if word.box.touches(other.box)], word.words


def test_a_train_that_does_not_come_to_a_part_is_not_drawn_there(made: MadeUp) -> None:
    first, *rest = made.plan.trains
    short = replace(first, points=first.points[:20])
    svg = draw_sheets(replace(made.plan, trains=(short, *rest)), made.network, None, "7C1E 40B2")[-1]
    assert look.ADVANCE not in {word.colour for word in group(svg, "minutes")}
