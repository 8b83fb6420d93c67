"""Cards: two sides for a crew, one card for each segment, messages that are no authority to move."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from railcade.notice.cards import MESSAGES, print_cards
from railcade.notice.cards.sheet import TEMPLATE, cards_of
from railcade.notice.document import Facts, View, make_notice
from railcade.notice.document.words import from_clock
from railcade.notice.messages import NO_AUTHORITY, REQUEST
from railcade.plan.model import StoppingPlaceRow
from tests.notice.document.facts import corridor_details, facts
from tests.notice.document.pdfs import font_names, page_count


@pytest.fixture(scope="module")
def given() -> Facts:
    made = facts(corridor_details())
    rows = (
        StoppingPlaceRow("hongwon", "preferred", "refuge", "derived"),
        StoppingPlaceRow("sinpo", "forbidden", "tunnel", "derived"),
    )
    return replace(made, plan=replace(made.plan, stopping_places=rows))


def test_a_crew_card_has_every_stand_and_check_in_with_published_times(given: Facts) -> None:
    view = View(given)
    cards = cards_of(view)
    check_ins = {item.place for item in given.details.check_ins}
    for train in given.plan.trains:
        sides = cards[f"crew_{train.role.replace('-', '_')}"]
        rows = {row["name"]: row for side in sides[:-1] for row in side["rows"] if "name" in row}
        for point in train.points:
            if point.stand or point.place in check_ins:
                row, zone = rows[view.name(point.place)], view.zone(point.place)
                if point is not train.points[-1]:
                    assert row["depart"].startswith(from_clock(point.published_depart_at_s, zone))
                if point.stand and point is not train.points[0]:
                    assert row["arrive"].startswith(from_clock(point.published_arrive_at_s, zone))


def test_the_other_side_says_speed_spacing_check_in_and_whom_to_call(given: Facts) -> None:
    for train in given.plan.trains:
        rules = dict(cards_of(View(given))[f"crew_{train.role.replace('-', '_')}"][-1]["pairs"])
        assert list(rules) == ["First", "Speed", "Spacing", "Check in", "Lost contact", "Who decides", "Call"]
        assert rules["First"].startswith("Danger: make a railway emergency call first")
        assert "km/h" in rules["Speed"]
        assert "every 15 min" in rules["Check in"] and "Tanchon" in rules["Check in"]
        assert rules["Call"] != "not given"


def test_each_segment_has_its_card_with_its_own_places(given: Facts) -> None:
    view, segments = View(given), given.details.contingencies.segments
    cards = cards_of(view)
    assert sum(name.startswith("contingency_") for name in cards) == len(segments)
    for k, segment in enumerate(segments, 1):
        pairs = dict(cards[f"contingency_{k}"][0]["pairs"])
        assert segment.rescue in pairs["Rescue"] and segment.hospital in pairs["Hospital"]
        inside = (segment.from_place, segment.to_place) == ("hamhung", "kilju")
        assert ("Hongwon" in pairs["Stop rather at"]) == inside
        assert ("Sinpo (tunnel)" in pairs["Never stop at"]) == inside


def test_what_was_not_given_is_said_and_no_segment_gives_no_card() -> None:
    bare = View(facts())
    cards = cards_of(bare)
    assert not any(name.startswith("contingency") for name in cards)
    rules = dict(cards["crew_principal"][-1]["pairs"])
    assert rules["Lost contact"] == rules["Call"] == rules["Check in"] == "not given"


def test_messages_carry_that_they_are_no_authority_and_requests_have_their_box(given: Facts) -> None:
    pages = cards_of(View(given))["messages"]
    assert [page["code"] for page in pages] == [f"RC-{k}" for k in range(1, 8)]
    assert all(page["sign"] == NO_AUTHORITY for page in pages)
    assert {page["code"] for page in pages if page["request"]} == {"RC-1", "RC-2", "RC-5", "RC-6"}
    assert all(page["request"] in ("", REQUEST) for page in pages)
    for message in MESSAGES:
        asks = re.search(
            r"go on from|km/h|on sight|asks to go|becomes", " ".join(message.words), re.IGNORECASE
        )
        assert bool(asks) == message.request, message.code
    template = TEMPLATE.read_text(encoding="utf-8")
    assert "p.sign" in template and "Number of his instruction" in template


def test_messages_stand_in_the_annex_of_the_notice(given: Facts) -> None:
    source = make_notice(View(given)).source
    assert NO_AUTHORITY in source
    assert all(f'"{message.code}"' in source for message in MESSAGES)


def test_cards_are_printed_in_plex_the_same_again(given: Facts) -> None:
    files = print_cards(View(given))
    assert files == print_cards(View(given))
    assert page_count(files["crew_principal.pdf"]) == 2
    assert page_count(files["messages.pdf"]) == len(MESSAGES)
    assert all(font.startswith("IBMPlex") for data in files.values() for font in font_names(data))
