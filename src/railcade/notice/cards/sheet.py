"""Cards to the press."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from railcade.notice import look
from railcade.notice.cards.contingency import contingency_page
from railcade.notice.cards.crew import crew_pages
from railcade.notice.document.notice import issued_or_window_s, page_meta
from railcade.notice.document.press import print_template, print_template_pages
from railcade.notice.document.view import View
from railcade.notice.messages import MESSAGES, NO_AUTHORITY, PRECEDENCES, REQUEST, Message

TEMPLATE = Path(__file__).with_name("card.typ")
MESSAGES_NAME = "messages"


def print_cards(view: View) -> dict[str, bytes]:
    """PDF by file name: ``crew_ROLE``, ``contingency_N`` and ``messages``."""
    made_at_s = issued_or_window_s(view)
    return {
        f"{name}.pdf": print_template(TEMPLATE, _inputs(view, name, pages), made_at_s)
        for name, pages in cards_of(view).items()
    }


def print_card_pages(view: View, name: str, ppi: float = 150.0) -> list[bytes]:
    """Sides of one card as PNG."""
    return print_template_pages(TEMPLATE, _inputs(view, name, cards_of(view)[name]), ppi)


def cards_of(view: View) -> dict[str, list[dict[str, Any]]]:
    """Sides of every card by its name."""
    found = {f"crew_{_slug(train.role)}": crew_pages(view, train) for train in view.plan.trains}
    segments = view.details.contingencies.segments if view.shows("contingencies") else ()
    for k, segment in enumerate(segments, 1):
        found[f"contingency_{k}"] = [contingency_page(view, segment, k, len(segments))]
    found[MESSAGES_NAME] = [_message(message) for message in MESSAGES]
    return found


def _slug(role: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", role.lower())


def _message(message: Message) -> dict[str, Any]:
    return {
        "kind": "message",
        "code": message.code,
        "title": message.name,
        "line": message.use,
        "words": message.words,
        "request": REQUEST if message.request else "",
        "sign": NO_AUTHORITY,
        "precedences": PRECEDENCES,
        "precedence": message.precedence,
    }


def _inputs(view: View, name: str, pages: Sequence[dict[str, Any]]) -> dict[str, str]:
    meta = page_meta(view)
    tones = {"ink": look.INK, "ink-2": look.INK_2}
    of_all = {
        "head": meta["head"],
        "classification": meta["classification"].upper(),
        "edition": f"Edition {view.details.header.edition}",
        "claims": meta["claims"],
    }
    return {
        "title": f"{meta['title']}, {name.replace('_', ' ')}",
        "issuer": meta["issuer"],
        "look": json.dumps(tones),
        "meta": json.dumps(of_all, ensure_ascii=False),
        "pages": json.dumps(list(pages), ensure_ascii=False),
    }
