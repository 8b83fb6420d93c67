"""An amendment names what moved and nothing else; bars stand beside it; the old is struck through."""

from __future__ import annotations

from dataclasses import replace

import pytest

from railcade.notice.amendments import changes_between, make_amendment
from railcade.notice.document import Facts, View, make_notice
from railcade.notice.document.blocks import Paragraph, Table, plain
from railcade.plan.model import Anchor, PostAction, RoadClosure
from tests.notice.document.facts import corridor_details, facts

END = Anchor("advance", "arrives", 0, "actual")


@pytest.fixture(scope="module")
def before() -> Facts:
    made = facts(corridor_details())
    start_s = made.plan.window_from_s
    action = PostAction(
        "kilju", "shunting", ("kilju",), start_s, start_s + 3600, ("r",), (), END, END, "signaller"
    )
    road = RoadClosure("crossing", "s", "road", start_s, start_s + 300, ("advance",))
    return replace(made, plan=replace(made.plan, post_actions=(action,), road_closures=(road,)))


def edition(given: Facts, number: int, **of_plan: object) -> View:
    details = replace(given.details, header=replace(given.details.header, edition=number))
    return View(replace(given, plan=replace(given.plan, **of_plan), details=details))  # type: ignore[arg-type]


def test_equal_plans_have_nothing_changed_and_no_bar_but_at_the_header(before: Facts) -> None:
    old, new = View(before), edition(before, 2)
    assert changes_between(old, new) == ()
    assert "Nothing changed" in make_amendment(old, new).source
    notice = make_notice(new, before=old)
    for section in notice.sections:
        for block in section.blocks:
            if isinstance(block, Table):
                assert not any(row.changed for row in block.rows), section.key
            elif isinstance(block, Paragraph):
                assert not block.changed, section.key


def test_one_moved_minute_of_one_train_is_one_row(before: Facts) -> None:
    trains = list(before.plan.trains)
    points = list(trains[1].points)
    k = next(i for i, point in enumerate(points) if point.stand == "stop")
    moved = replace(points[k], published_depart_at_s=points[k].published_depart_at_s + 60)
    points[k] = moved
    trains[1] = replace(trains[1], points=tuple(points))
    old, new = View(before), edition(before, 2, trains=tuple(trains))
    changes = changes_between(old, new)
    assert [change.key for change in changes] == [(trains[1].role, moved.place, "1")]
    was, now = changes[0].words
    assert was != now and was.split(" – ")[0] == now.split(" – ")[0]
    amendment = make_amendment(old, new)
    assert f'#struck-words("{was}")' in amendment.source.replace("[#", "").replace("#struck", "#struck") or (
        f'struck-words("{was}")' in amendment.source
    )
    rows = [
        (section.key, plain(row.cells[0]))
        for section in make_notice(new, before=old).sections
        for block in section.blocks
        if isinstance(block, Table)
        for row in block.rows
        if row.changed
    ]
    assert rows and {key for key, _ in rows} <= {"paths", "stops"}
    assert all(row[1] == "" or new.name(moved.place) in row[1] or row[0] == "stops" for row in rows)


@pytest.mark.parametrize("shift_s, named", [(0, 0), (60, 1), (-60, 1)])
def test_windows_count_by_what_is_printed(before: Facts, shift_s: int, named: int) -> None:
    action = before.plan.post_actions[0]
    moved = replace(action, from_at_s=action.from_at_s + shift_s)
    changes = changes_between(View(before), edition(before, 2, post_actions=(moved,)))
    assert [change.group for change in changes] == ["Windows of posts"] * named


def test_what_is_new_and_what_is_gone_is_named(before: Facts) -> None:
    held = [train for train in before.plan.other_trains if train.holds]
    assert held
    freed = tuple(
        replace(train, holds=()) if train.id == held[0].id else train for train in before.plan.other_trains
    )
    old, new = View(before), edition(before, 2, other_trains=freed, road_closures=())
    changes = changes_between(old, new)
    assert {change.group for change in changes} == {"Held trains", "Roads closed"}
    assert all(change.now is None and change.was is not None for change in changes)
    assert all(change.was is None for change in changes_between(new, old))
    assert "withdrawn" in make_amendment(old, new).source


def test_the_sheet_prints_the_same_bytes_again(before: Facts) -> None:
    action = replace(before.plan.post_actions[0], until_at_s=before.plan.post_actions[0].until_at_s + 600)
    old, new = View(before), edition(before, 2, post_actions=(action,))
    first = make_amendment(old, new).pdf()
    assert first.startswith(b"%PDF") and first == make_amendment(old, new).pdf()
