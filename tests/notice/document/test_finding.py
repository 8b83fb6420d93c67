"""Finding one's way: first page, units of people, claims that are read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from railcade.notice.document import Facts, View, make_notice
from railcade.notice.document.blocks import Fields, Section, Table, plain
from railcade.notice.document.details import ReleaseGroup
from railcade.notice.document.finding import finding_source
from railcade.notice.document.sections import sections_of
from railcade.notice.document.sections.line import acceptance
from railcade.notice.document.typeset import km_column
from railcade.notice.document.words import number_km
from railcade.plan.model import AcceptanceRow
from tests.e2e.png import pixels
from tests.notice.document.facts import corridor_details, facts


@pytest.fixture(scope="module")
def given() -> Facts:
    return facts(corridor_details())


def withheld(given: Facts, *parts: str) -> View:
    return View(given, ReleaseGroup("some", "Some", "001", parts))


def test_every_section_that_asks_for_looking_up_is_named(given: Facts) -> None:
    view = View(given)
    sections = sections_of(view)
    words = finding_source(view, sections)
    for section in sections[2:]:
        assert f"{section.title}: ".replace("\u00ad", "") in words.replace("\u00ad", ""), section.title


@pytest.mark.parametrize(
    ("part", "trace"),
    [
        ("people", "aboard"),
        ("programme", "programme"),
        ("spacing", "gaps"),
        ("assumptions", "assumed"),
        ("contingencies", "rescue"),
        ("protection", "crossing"),
        ("others", "held"),
    ],
)
def test_what_is_withheld_is_not_named(given: Facts, part: str, trace: str) -> None:
    whole, view = View(given), withheld(given, part)
    assert trace in finding_source(whole, sections_of(whole)) or part in ("protection", "assumptions")
    assert trace not in finding_source(view, sections_of(view))


def row_of(fact: str, unit: str, value: float, limit: float, formation: str) -> AcceptanceRow:
    return AcceptanceRow("", formation, fact, limit, value, unit, True, "surveyed", "", "", "", True, "", 1)


def acceptance_cells(given: Facts, *rows: AcceptanceRow) -> list[tuple[str, ...]]:
    (table,) = acceptance(View(replace(given, plan=replace(given.plan, acceptance=rows))))
    assert isinstance(table, Table)
    return [tuple(plain(cell) for cell in row.cells) for row in table.rows if row.cells]


def test_fit_to_the_line_is_told_in_tonnes_and_kilonewton(given: Facts) -> None:
    formation = given.plan.trains[0].formations[0]
    rows = (
        row_of("axle_load", "kg", 21_500.0, 22_500.0, formation),
        row_of("metre_load", "kg/m", 6_810.8, 7_200.0, formation),
        row_of("coupler", "N", 228_136.9, 1_200_000.0, formation),
        row_of("trailing_load", "kg", 400_000.0, 2_134_925.3, formation),
        row_of("fuel_range", "m", 327_000.0, 1_200_000.0, formation),
    )
    assert [cells[:3] for cells in acceptance_cells(given, *rows)] == [
        ("axle load, t", "21.5", "22.5"),
        ("load per metre, t/m", "6.9", "7.2"),
        ("pull on the coupler, kN", "229", "1,200"),
        ("trailing load, ruling grade, t", "400", "2,134"),
        ("way on one filling, km", "327", "1,200"),
    ]


def test_trains_stand_beside_each_other_with_their_own_limits(given: Facts) -> None:
    first, second = (train.formations[0] for train in given.plan.trains[:2])
    rows = (
        row_of("axle_load", "kg", 21_500.0, 22_500.0, first),
        row_of("axle_load", "kg", 20_000.0, 23_000.0, second),
    )
    places = {train.legs[0].from_place for train in given.plan.trains[:2]}
    (cells,) = acceptance_cells(given, *rows)
    assert len(places) == 1
    assert cells[1:5] == ("21.5", "22.5", "20.0", "23.0")


def test_segments_are_found_by_the_kilometre_at_which_they_begin(given: Facts) -> None:
    view = View(given)
    section = next(item for item in sections_of(view) if item.key == "contingencies")
    fields = [block.km for block in section.blocks if isinstance(block, Fields) and block.km]
    segments = given.details.contingencies.segments
    assert fields == [number_km(view.at_m(segment.from_place)) for segment in segments]


def test_only_long_tables_with_kilometres_are_looked_up(given: Facts) -> None:
    sections: dict[str, Section] = {section.key: section for section in sections_of(View(given))}
    speeds = [block for block in sections["speeds"].blocks if isinstance(block, Table)]
    assert all(km_column(table) is None for table in speeds)


def luminance(value: float) -> float:
    """Relative luminance of a grey (WCAG 2.2, relative luminance)."""
    share = value / 255.0
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)


def test_claims_at_the_foot_are_read_against_the_paper(given: Facts, tmp_path: Path) -> None:
    picture = tmp_path / "first.png"
    picture.write_bytes(make_notice(View(given)).pages(ppi=100.0)[0])
    page = pixels(picture)[:, :, :3].mean(axis=2)
    height, width = page.shape
    foot = page[round(height * 0.936) : round(height * 0.97), width // 10 : width * 3 // 4]
    contrast = (luminance(foot.max()) + 0.05) / (luminance(foot.min()) + 0.05)
    assert contrast >= 7.0
    assert 0.02 < (foot < 128).mean() < 0.5
