"""The notice: nothing of the plan is lost, nothing withheld leaves a trace, equal in gives equal out."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from railcade.notice.document import NOTHING_GIVEN, PARTS, Facts, View, make_notice
from railcade.notice.document.blocks import (
    Column,
    Fields,
    Fine,
    Paragraph,
    Row,
    Section,
    Sheet,
    Table,
    plain,
    quiet,
    strong,
)
from railcade.notice.document.details import ReleaseGroup
from railcade.notice.document.located import locate
from railcade.notice.document.press import print_pages
from railcade.notice.document.sections import sections_of
from railcade.notice.document.sections.annexes import _home, _name, told
from railcade.notice.document.typeset import block_source, content, literal
from railcade.notice.document.words import from_clock, until_clock
from tests.notice.document.facts import corridor_details, corridor_facts, facts
from tests.notice.document.pdfs import font_names, page_count

CLOCK = re.compile(r"\d\d:\d\d")
TITLES = (
    *("Header", "Purpose", "Trains", "Paths", "Protection", "Other trains", "Stops and servicing"),
    *("Contingencies", "Speeds", "Communications", "Reporting", "Secrecy", "Annexes"),
)


@pytest.fixture(scope="module")
def given() -> Facts:
    return facts(corridor_details())


def cells_of(section: Section) -> list[list[str]]:
    """Rows of all tables of a section, as text."""
    tables = [block for block in section.blocks if isinstance(block, Table)]
    return [[plain(cell) for cell in row.cells] for table in tables for row in table.rows if row.cells]


def text_of(sections: tuple[Section, ...]) -> str:
    """All words of sections."""
    found: list[str] = []
    for section in sections:
        found.append(section.title)
        for block in section.blocks:
            if isinstance(block, Table):
                found += [plain(column.head) for column in block.columns]
                found += [plain(cell) for row in block.rows for cell in (row.banner, *row.cells)]
            elif isinstance(block, Fields):
                found += [f"{label} {plain(words)}" for label, words in block.pairs]
            elif isinstance(block, Paragraph):
                found += [plain(block.title), plain(block.words)]
            elif isinstance(block, Fine):
                found += [plain(entry) for entry in block.entries]
            else:
                assert isinstance(block, Sheet)
    return "\n".join(found)


def section(given: Facts, key: str) -> Section:
    return next(item for item in sections_of(View(given)) if item.key == key)


def test_the_thirteen_sections_stand_in_their_order(given: Facts) -> None:
    titles = [item.title.replace("\u00ad", "") for item in sections_of(View(given))]
    assert titles == list(TITLES)


def test_without_details_every_section_says_what_was_not_given() -> None:
    bare = facts()
    assert [item.title.replace("\u00ad", "") for item in sections_of(View(bare))] == list(TITLES)
    for key in ("header", "contingencies", "speeds", "communications", "reporting", "secrecy"):
        assert "not given" in text_of((section(bare, key),)), key


def test_every_window_stands_on_paper_never_shorter_than_it_is() -> None:
    """On the real line: crossings, points, searches; each window lies in one printed for its thing."""
    real = corridor_facts()
    view = View(real)
    printed = windows_printed(section(real, "protection"))
    kinds = {row.kind for row in real.plan.protection}
    assert {"same_line", "points", "crossing", "search", "box_open", "shunting", "guard"} <= kinds
    for row in real.plan.protection:
        place = locate(view, row.target)
        target = row.target if row.kind != "points" else view.points_at[row.target][0]
        name = plain(locate(view, target).name)
        first, last = from_clock(row.closed_from_s, place.zone), until_clock(row.closed_until_s, place.zone)
        assert any(key.startswith(name) and _covers(windows, first, last) for key, windows in printed), row
        if row.kind == "points":
            assert any(key.startswith(name) and place.short in key for key, _ in printed), row


def windows_printed(item: Section) -> list[tuple[str, list[tuple[str, str]]]]:
    """Name and windows of each row; rows without a name belong to the one above."""
    found: list[tuple[str, list[tuple[str, str]]]] = []
    for row in cells_of(item):
        if not CLOCK.fullmatch(row[-1]) and not any(CLOCK.fullmatch(cell) for cell in row):
            continue
        windows = [(a, b) for a, b in zip(row[2::2], row[3::2], strict=True) if a]
        if row[1]:
            found.append((row[1], windows))
        else:
            found[-1][1].extend(windows)
    return found


def _covers(windows: list[tuple[str, str]], first: str, last: str) -> bool:
    """Whether one window holds another, over midnight too."""

    def minute(text: str) -> int:
        return 60 * int(text[:2]) + int(text[3:])

    for opens, closes in windows:
        length = (minute(closes) - minute(opens)) % 1440
        if (minute(first) - minute(opens)) % 1440 + (minute(last) - minute(first)) % 1440 <= length:
            return True
    return False


def test_every_held_train_stands_on_paper_with_each_of_its_waits(given: Facts) -> None:
    rows = cells_of(section(given, "others"))
    held = [train for train in given.plan.other_trains if train.holds]
    assert held
    view, number = View(given), ""
    found = set()
    for row in rows:
        number = row[0] or number
        found.add((number, row[2].removeprefix("≈"), row[5], row[6]))
    for train in held:
        for hold in train.holds:
            zone = view.zone(hold.place)
            times = (from_clock(hold.from_at_s, zone), from_clock(hold.until_at_s, zone))
            match = [row for row in found if row[:2] == (train.number, view.name(hold.place))]
            assert any(row[2].startswith(times[0]) and row[3].startswith(times[1]) for row in match), hold


def test_every_assumed_value_is_listed(given: Facts) -> None:
    view = View(given)
    lists = [block for block in section(given, "annexes").blocks if isinstance(block, Fine)]
    common, entries = ([plain(entry) for entry in block.entries] for block in lists)
    assert given.plan.assumptions
    for item in given.plan.assumptions:
        home = _home(view, item.where)
        entry = next((entry for entry in entries if entry.startswith(f"{_name(view, home)}  ")), "")
        words = told(view, item.value, home).split(" ")
        assert all(word.strip(",") in entry for word in words) or any(
            f" {told(view, item.value)}, " in line for line in common
        ), item


def test_every_timing_point_has_its_row_with_published_times(given: Facts) -> None:
    rows = cells_of(section(given, "paths"))
    view = View(given)
    by_place: list[list[str]] = []
    for row in rows:
        if row[0]:
            by_place.append([])
        by_place[-1] += row
    assert len(by_place) == len(given.plan.route)
    for place, cells in zip(given.plan.route, by_place, strict=True):
        assert view.name(place) in cells[0]
        for train in given.plan.trains:
            point = view.points[train.role][place]
            if point is not train.points[-1]:
                assert from_clock(point.published_depart_at_s, view.zone(place)) in "".join(cells)
            if point.stand and point is not train.points[0]:
                assert from_clock(point.published_arrive_at_s, view.zone(place)) in "".join(cells)


@pytest.mark.parametrize("part", PARTS)
def test_what_is_withheld_leaves_no_trace(given: Facts, part: str) -> None:
    whole = make_notice(View(given))
    group = ReleaseGroup("x", "Readers", "", (part,))
    notice = make_notice(View(given, group))
    numbers = [int(number) for number in re.findall(r'#section\("(\d+)"', notice.source)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert "withheld" not in text_of(notice.sections) and "████" not in notice.source
    if part == "code_name":
        assert '"Graft"' in whole.source and '"Graft"' not in notice.source
        assert 'mono-words("GRAFT")' in whole.source and 'mono-words("GRAFT")' not in notice.source
    if part == "roles":
        assert "Principal" in whole.source
        assert not re.search(r"Principal|Follow-up|role-mark", notice.source)
    if part == "others":
        held = [train.number for train in given.plan.other_trains if train.holds]
        assert not any(f'"{number}"' in notice.source for number in held)


def test_roles_that_are_not_released_are_nowhere() -> None:
    group = ReleaseGroup("x", "Readers", "", ("roles", "purpose"))
    real = replace(corridor_facts(), details=replace(corridor_details(), reports=(), nets=(), check_ins=()))
    no_words = replace(real.details, contingencies=NOTHING_GIVEN.contingencies, groups=(), contacts=())
    trains = replace(no_words, weather=(), code_words={})
    sections = sections_of(View(replace(real, details=trains), group))
    text = text_of(tuple(item for item in sections if item.key != "annexes"))
    assert not re.search(r"principal|follow-up|advance train|GRAFT TWO", text, re.IGNORECASE)
    assert "9103" in text


def test_words_of_inputs_are_no_markup(given: Facts) -> None:
    nasty = '#panic("x") $x$ \\ "quoted" [a] *b* _c_ // d'
    plan = replace(given.plan, name=nasty)
    pdf = make_notice(View(replace(given, plan=plan))).pdf()
    assert pdf.startswith(b"%PDF")


def test_equal_facts_give_equal_bytes_in_plex_alone(given: Facts) -> None:
    svg = '<svg width="420mm" height="297mm" viewBox="0 0 420 297" xmlns="http://www.w3.org/2000/svg"></svg>'
    first = make_notice(View(given), (svg,)).pdf()
    assert first == make_notice(View(given), (svg,)).pdf()
    names = font_names(first)
    assert len(names) >= 8
    assert all(name.startswith("IBMPlex") for name in names), names
    assert page_count(first) > 5


def test_copy_and_edition_stand_in_the_furniture(given: Facts) -> None:
    meta = make_notice(View(given), copy=14).meta
    assert meta["edition"] == "Edition 1 · copy 014 of 064"
    assert "never widens a signal's or a dispatcher's authority" in meta["claims"]


def test_a_changed_row_and_paragraph_carry_bar_and_edition() -> None:
    columns = (Column("What", "1fr"), Column("from", "12mm", figures=True))
    rows = (Row(("same", "00:01")), Row(("other", "00:02"), changed="2"), Row(("same", "00:03")))
    source = block_source(Table(columns, rows), "t")
    assert source.count('edition: "2"') == 1
    assert 'edition: "2"' in block_source(Paragraph("moved", changed="2"), "p")
    plainly, barred = (
        print_pages(f"#{block_source(Table(columns, table_rows), 't')}", META, {}, 60.0)[0]
        for table_rows in ((rows[0], replace(rows[1], changed=""), rows[2]), rows)
    )
    assert plainly != barred


META = {
    "title": "t", "head": "h", "classification": "c", "edition": "e", "issuer": "i", "claims": "x",
}  # fmt: skip


def test_every_word_of_the_furniture_stays_a_literal() -> None:
    assert literal('a"b\\c\n') == '"a\\"b\\\\c\\n"'
    assert content(("≈", strong('"'), quiet("x"))) == '[#"≈"#strong-words("\\"")#quiet-words("x")]'
