"""Extracts: every action and every held train on exactly one page, nothing of others, marks alike."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from railcade.notice.document import Facts, View
from railcade.notice.document.blocks import plain
from railcade.notice.document.details import ReleaseGroup
from railcade.notice.document.located import locate
from railcade.notice.document.pages import split_pages
from railcade.notice.document.words import from_clock, until_clock
from railcade.notice.extracts import extract_names, make_extracts, print_extracts
from railcade.notice.extracts.sheet import TEMPLATE, page_of
from railcade.plan.model import Anchor, PostAction
from tests.notice.document.facts import corridor_details, facts
from tests.notice.document.pdfs import font_names, inflated, page_count

LINE = ReleaseGroup("line", "Posts", "", ("roles", "code_name"), extracts=True)
BEFORE = Anchor("advance", "arrives", -600, "actual")
AFTER = Anchor("follow-up", "complete", 300, "actual")


def action(post: str, kind: str, targets: tuple[str, ...], from_s: int, who: str = "signaller") -> PostAction:
    return PostAction(post, kind, targets, from_s, from_s + 5430, ("r",), (), BEFORE, AFTER, who)


@pytest.fixture(scope="module")
def given() -> Facts:
    """The made-up movement with actions at three posts."""
    made = facts(corridor_details())
    start_s = made.plan.window_from_s
    sections = [made.network.sections[item] for item in list(made.network.sections)[:2]]
    actions = (
        action("pyongyang", "box_open", ("pyongyang",), start_s + 30),
        action("pyongyang", "same_line", (sections[0].id,), start_s + 70),
        action("pyongyang", "same_line", (sections[1].id,), start_s + 130),
        action("hamhung", "shunting", ("hamhung",), start_s + 7200),
        action("hamhung", "guard", ("hamhung",), start_s + 7260, "guard"),
        action("kilju", "search", ("kilju",), start_s + 9000, "patrol"),
    )
    return replace(made, plan=replace(made.plan, post_actions=actions))


def text_of(extract: object) -> str:
    return "\n".join(f"{step.clock} {plain(step.words)} {step.who}" for step in extract.steps)  # type: ignore[attr-defined]


def test_every_action_stands_on_exactly_one_extract(given: Facts) -> None:
    view = View(given)
    extracts = {item.post: item for item in make_extracts(view)}
    assert len(extracts) == len(make_extracts(view))
    for item in given.plan.post_actions:
        found = [
            post
            for post, extract in extracts.items()
            for step in extract.steps
            if step.key[0] == "do" and step.key[1:3] == (item.kind, ",".join(sorted(item.targets)))
        ]
        assert found == [item.post], item
        zone = view.zone(item.post)
        text = text_of(extracts[item.post])
        assert from_clock(item.from_at_s, zone) in text
        if item.kind != "box_open":  # it closes after all else of its post
            assert until_clock(item.until_at_s, zone) in text


def test_every_wait_of_a_held_train_stands_where_it_waits(given: Facts) -> None:
    extracts = {item.post: item for item in make_extracts(View(given))}
    holds = [(train, hold) for train in given.plan.other_trains for hold in train.holds]
    assert holds
    for train, hold in holds:
        for post, extract in extracts.items():
            told = [step for step in extract.steps if step.key[:2] == ("hold", train.id)]
            assert len(told) == sum(h.place == post for h in train.holds)
        assert any(f"Train {train.number}" in plain(step.words) for step in extracts[hold.place].steps)


def test_a_box_closes_after_all_that_is_done_from_it(given: Facts) -> None:
    start_s = given.plan.window_from_s
    box = replace(action("pyongyang", "box_open", ("pyongyang",), start_s), until_at_s=start_s + 1800)
    others = given.plan.post_actions[1:]
    train = next(item for item in given.plan.other_trains if item.holds)
    hold = replace(
        train.holds[0], place="pyongyang", from_at_s=start_s + 5000, until_at_s=start_s + 9000 - 30
    )
    held = tuple(
        replace(item, holds=(hold,)) if item.id == train.id else item for item in given.plan.other_trains
    )
    made = replace(given, plan=replace(given.plan, post_actions=(box, *others), other_trains=held))
    page = next(item for item in make_extracts(View(made)) if item.post == "pyongyang")
    last = page.steps[-1]
    assert plain(last.words) == "When all of this is done: Box may close."
    assert last.clock == until_clock(start_s + 9000, View(made).zone("pyongyang"))
    assert last.at_s >= max(step.at_s for step in page.steps)


def test_a_guard_goes_after_he_has_opened_the_road(given: Facts) -> None:
    start_s = given.plan.window_from_s
    guard = action("kilju", "guard", ("kilju",), start_s, "guard")
    road = action("kilju", "crossing", ("kilju",), start_s + 90, "guard")
    made = replace(given, plan=replace(given.plan, post_actions=(guard, road)))
    page = next(item for item in make_extracts(View(made)) if item.post == "kilju")
    ends = [plain(step.words) for step in page.steps if step.key[0] == "undo"]
    assert ends[-1] == "When all you do here is done: Guard withdrawn."


@pytest.mark.parametrize("steps", [10, 23, 30, 36])
def test_a_full_page_ends_above_its_footer(given: Facts, steps: int) -> None:
    extract = make_extracts(View(given))[0]
    long = "5 min after 9105 is past complete: Line open again: loop km 306.7 \u2013 Hamhung station."
    plain_step = replace(extract.steps[0], words="Shunting stops on all lines.")
    many = tuple(replace(plain_step, words=long) if k % 8 == 0 else plain_step for k in range(steps))
    changes = ("Nine lines moved, those with a bar: " + "20:45 was 20:43; " * 9,)
    page = page_of(View(given), replace(extract, steps=many, changes=changes), "extract 1 of 1")
    gap_mm, scale = page["gap"], page["scale"]
    wraps = len(long) > 76 / scale
    # Millimetres as measured on paper: 94 above the list, 22 for heads, 275 the footer's line.
    list_mm = sum(2 * gap_mm + scale * (7.3 if wraps and k % 8 == 0 else 3.5) for k in range(steps))
    below_mm = 4.29 * sum(1 + len(plain(words)) // 95 for words in (*extract.wrong, *changes))
    assert 94.2 + list_mm + 22.0 + below_mm <= 275.5
    assert gap_mm >= 0.4  # figures keep off the lines


def test_an_extract_holds_nothing_of_other_posts(given: Facts) -> None:
    extract = next(item for item in make_extracts(View(given)) if item.post == "hamhung")
    text = text_of(extract)
    assert "Shunting" in text and "Same line" not in text and "Searched" not in text


def test_without_roles_only_numbers_and_marks_alike(given: Facts) -> None:
    view = View(given, LINE)
    extracts = make_extracts(view)
    for extract in extracts:
        page = page_of(view, extract, "extract 1 of 1")
        marks = {(item["role"], item["colour"], item["weight"]) for item in page["ruler"]["passes"]}
        assert len(marks) <= 1
        told = f"{text_of(extract)} {extract.more} {' '.join(plain(words) for words in extract.wrong)}"
        assert not re.search("principal|advance|follow|Do not stop", told, re.IGNORECASE)
    assert "Principal train" in "".join(text_of(item) for item in make_extracts(View(given)))


def test_first_edition_says_so_and_an_unchanged_one_says_nothing_changed(given: Facts) -> None:
    view = View(given)
    assert {plain(item.changes[0]) for item in make_extracts(view)} == {"This is the first edition."}
    again = make_extracts(view, view)
    assert {plain(item.changes[0]) for item in again} == {"Nothing for this post."}
    assert not any(step.changed for item in again for step in item.steps)


def test_a_moved_action_is_named_with_its_old_time_at_its_post_alone(given: Facts) -> None:
    moved = replace(given.plan.post_actions[3], from_at_s=given.plan.post_actions[3].from_at_s + 120)
    actions = tuple(moved if k == 3 else item for k, item in enumerate(given.plan.post_actions))
    later = replace(given, plan=replace(given.plan, post_actions=actions))
    found = {item.post: item for item in make_extracts(View(later), View(given))}
    zone = View(given).zone("hamhung")
    words = [plain(item) for item in found["hamhung"].changes]
    assert len(words) == 1
    assert from_clock(moved.from_at_s, zone) in words[0]
    assert f"(was: {from_clock(given.plan.post_actions[3].from_at_s, zone)})" in words[0]
    assert sum(bool(step.changed) for step in found["hamhung"].steps) == 1
    others = [item for post, item in found.items() if post != "hamhung"]
    assert {plain(item.changes[0]) for item in others} == {"Nothing for this post."}


def test_one_file_for_each_post_and_one_of_all_same_bytes_again(given: Facts) -> None:
    view = View(given, LINE)
    extracts = make_extracts(view)
    files = print_extracts(view, extracts)
    assert files == print_extracts(view, extracts)
    assert set(files) == {"all.pdf", *(f"{name}.pdf" for name in extract_names(extracts))}
    assert page_count(files["all.pdf"]) == len(extracts)
    for name, data in files.items():
        assert name == "all.pdf" or page_count(data) == 1
        assert all(font.startswith("IBMPlex") for font in font_names(data)), name


def test_names_of_files_are_their_own_on_every_disk(given: Facts) -> None:
    extract = make_extracts(View(given))[0]
    odd = [replace(extract, post=post) for post in ("all", "a/b", "A b", "a_b", "…")]
    assert extract_names(odd) == ("all_2", "a_b", "a_b_2", "a_b_3", "_")


def test_a_page_cut_out_keeps_what_it_reaches_and_its_title(given: Facts) -> None:
    view = View(given, LINE)
    extracts = make_extracts(view)[:2]
    whole = print_extracts(view, extracts)["all.pdf"]
    first, second = split_pages(whole, ["Plain (one)", "제목"])
    assert b"/Title(Plain \\(one\\))" in first and b"/Title<FEFF" in second.replace(b"feff", b"FEFF")
    for cut in (first, second):
        numbers = {int(item) for item in re.findall(rb"(?m)^(\d+) 0 obj", cut)}
        words = re.sub(rb"stream.*?endstream", b"", cut, flags=re.DOTALL)
        assert {int(item) for item in re.findall(rb"(\d+) 0 R", words)} <= numbers
        assert inflated(cut)
    with pytest.raises(ValueError, match="titles"):
        split_pages(whole, ["one"])
    with pytest.raises(ValueError, match="cross-references"):
        split_pages(b"%PDF-1.7", [])


def test_the_template_asks_the_page_for_nothing() -> None:
    assert "context" not in TEMPLATE.read_text(encoding="utf-8")


def test_a_line_opens_when_the_train_is_past_its_far_end(given: Facts) -> None:
    """The signaller at its near end sees the train pass before: the place is named to him."""
    view, start_s = View(given), given.plan.window_from_s
    before, here, after = given.plan.route[2:5]
    ends = {frozenset(view.ends(section)): section for section in given.network.sections}
    for pair, named in (((here, after), True), ((before, here), False)):
        item = action(here, "same_line", (ends[frozenset(pair)],), start_s)
        made = View(replace(given, plan=replace(given.plan, post_actions=(item,))))
        page = next(each for each in make_extracts(made) if each.post == here)
        undo = next(step for step in page.steps if step.key[0] == "undo")
        assert (f"is past {locate(view, pair[1]).short} complete" in undo.after) == named
