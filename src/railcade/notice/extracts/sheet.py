"""Extracts to the press: millimetres for the ruler, sizes that fit one page, one file for each post."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from railcade.clock import local
from railcade.notice import look
from railcade.notice.document.blocks import Span, Words, plain
from railcade.notice.document.notice import issued_or_window_s, page_meta
from railcade.notice.document.pages import split_pages
from railcade.notice.document.press import print_template, print_template_pages
from railcade.notice.document.view import View
from railcade.notice.extracts.model import Extract, Pass, Ruler

TEMPLATE = Path(__file__).with_name("extract.typ")
ALL = "all"
_WIDTH_MM = 176.0
_LABEL_MM = 15.0
_WORD_MM = 1.07
_LETTER_MM, _SMALL_LETTER_MM, _HANGUL_MM = 6.4, 4.9, 8.6
_HEAD_MM = 150.0
_TINT = "#EDEFF0"
_TICKS_S = ((2 * 3600, 600, 1800), (4 * 3600, 1800, 3600), (10**9, 3600, 3600))
_LABELS_MOST = 9
# Measured on printed pages: list and the lines below it, a step, one line more in a step, a line below.
_LIST_MM, _STEP_MM, _MORE_MM, _LINE_MM = 157.0, 3.55, 3.85, 4.3
_GAP_MOST_MM, _GAP_LEAST_MM = 1.5, 0.45
_STEP_LETTERS, _TEXT_LETTERS = 72, 92
_SCALES = tuple(k / 100 for k in range(100, 51, -2))
_WEIGHTS = {"principal": 3.6, "advance": 1.6, "follow-up": 1.6}


def extract_names(extracts: Sequence[Extract]) -> tuple[str, ...]:
    """File names without their end, one for each extract: the post's id in letters that every disk takes."""
    seen: dict[str, int] = {ALL: 1}
    found = []
    for extract in extracts:
        name = re.sub(r"[^a-z0-9_-]+", "_", extract.post.lower()) or "post"
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return tuple(found)


def print_extracts(view: View, extracts: Sequence[Extract]) -> dict[str, bytes]:
    """PDF by file name: all of them in one file, and one for each post, cut from it."""
    if not extracts:
        return {}
    whole = print_template(TEMPLATE, _inputs(view, extracts, range(len(extracts))), issued_or_window_s(view))
    title = page_meta(view)["title"]
    cut = split_pages(whole, [f"{title}, extract: {extract.place}" for extract in extracts])
    names = [f"{name}.pdf" for name in extract_names(extracts)]
    return {f"{ALL}.pdf": whole, **dict(zip(names, cut, strict=True))}


def print_extracts_pages(
    view: View, extracts: Sequence[Extract], wanted: Sequence[int], ppi: float = 150.0
) -> list[bytes]:
    """Pages of some extracts as PNG."""
    return print_template_pages(TEMPLATE, _inputs(view, extracts, wanted), ppi)


def _inputs(view: View, extracts: Sequence[Extract], wanted: Sequence[int]) -> dict[str, str]:
    meta = page_meta(view)
    pages = [page_of(view, extracts[k], f"extract {k + 1} of {len(extracts)}") for k in wanted]
    one = extracts[wanted[0]].place if len(wanted) == 1 else "all posts"
    tones = {
        "ink": look.INK,
        "ink-2": look.INK_2,
        "ink-3": look.INK_3,
        "hairline": look.HAIRLINE,
        "tint": _TINT,
    }
    return {
        "title": f"{meta['title']}, extract: {one}",
        "issuer": meta["issuer"],
        "look": json.dumps(tones),
        "pages": json.dumps(pages, ensure_ascii=False),
    }


def page_of(view: View, extract: Extract, number: str) -> dict[str, Any]:
    """What the template is given for one page; `number` says which extract of how many."""
    edition, meta = view.details.header.edition, page_meta(view)
    own_mm = _SMALL_LETTER_MM if extract.local_name[:1] < "\u1100" else _HANGUL_MM
    wide_mm = _LETTER_MM * len(extract.place) + own_mm * (len(extract.local_name) + 1)
    room_mm = _HEAD_MM - 1.9 * len(extract.where)
    gap_mm, scale = _fit(extract)
    return {
        "head": meta["head"],
        "classification": meta["classification"].upper(),
        "edition": f"Edition {edition} · {number}",
        "place": extract.place,
        "local": extract.local_name,
        "size": round(32.0 * min(1.0, room_mm / wide_mm), 2),
        "where": extract.where,
        "night": extract.night,
        "hours": extract.hours,
        "ruler": _ruler(extract.ruler, extract.roles),
        "steps": [
            {"clock": step.clock, "words": _coded(step.words), "who": step.who, "changed": step.changed}
            for step in extract.steps
        ],
        "gap": gap_mm,
        "scale": scale,
        "more": extract.more,
        "wrong": [_coded(words) for words in extract.wrong],
        "changed-title": f"Changed in edition {edition}",
        "changes": [_coded(words) for words in extract.changes],
        "claims": meta["claims"],
        "page": "1 / 1",
    }


def _fit(extract: Extract) -> tuple[float, float]:
    """Room above and below each step, and the size of its type, so that the page is one page."""
    steps = max(1, len(extract.steps))
    below = sum(_lines(words, _TEXT_LETTERS) for words in (*extract.wrong, *extract.changes))
    room_mm = _LIST_MM - _LINE_MM * below
    for scale in _SCALES:
        more = sum(_lines(step.words, int(_STEP_LETTERS / scale)) - 1 for step in extract.steps)
        needed_mm = scale * (_STEP_MM * len(extract.steps) + _MORE_MM * more)
        gap_mm = (room_mm - needed_mm) / (2 * steps)
        if gap_mm >= _GAP_LEAST_MM:
            return round(min(_GAP_MOST_MM, gap_mm), 2), scale
    return _GAP_LEAST_MM, _SCALES[-1]


def _lines(words: Words, letters: int) -> int:
    return -(-len(plain(words)) // letters)


def _coded(words: Words) -> Any:
    """Words as the template reads them."""
    if isinstance(words, str):
        return words
    if isinstance(words, Span):
        return {words.style: _coded(words.words)}
    return [_coded(part) for part in words]


def _ruler(ruler: Ruler, roles: bool) -> dict[str, Any]:
    span_s = ruler.until_s - ruler.from_s

    def x_mm(at_s: float) -> float:
        return round(_WIDTH_MM * (at_s - ruler.from_s) / span_s, 2)

    windows = [(x_mm(a), x_mm(b)) for a, b in ruler.windows]
    labels_mm = _apart([x_mm(item.at_s) for item in ruler.passes])
    passes = [
        _pass(item, x_mm(item.at_s), label_mm, roles)
        for item, label_mm in zip(ruler.passes, labels_mm, strict=True)
    ]
    return {
        "windows": windows,
        "words": ruler.window_words,
        "at": windows and _free_mm(ruler, windows, [x_mm(item.at_s) for item in ruler.passes]),
        "passes": passes,
        "ticks": [(x_mm(at_s), words) for at_s, words in _ticks(ruler)],
    }


def _free_mm(
    ruler: Ruler, windows: Sequence[tuple[float, float]], at_mm: Sequence[float]
) -> tuple[float, bool]:
    """Where the words of the window begin: inside it and between the trains, else to the right of all."""
    needs_mm = _WORD_MM * len(ruler.window_words) + 3.0
    for left_mm, right_mm in windows:
        edges = [left_mm, *(at for at in at_mm if left_mm < at < right_mm), right_mm]
        for a_mm, b_mm in zip(edges[:-1], edges[1:], strict=True):
            if b_mm - a_mm >= needs_mm:
                return a_mm + 1.2, True
    right_mm = max((right for _, right in windows), default=0.0)
    return (right_mm + 1.2 if right_mm + needs_mm <= _WIDTH_MM else windows[0][0] - needs_mm), False


def _pass(item: Pass, x_mm: float, label_mm: float, roles: bool) -> dict[str, Any]:
    role = item.role if roles else ""
    return {
        "x": x_mm,
        "label": label_mm,
        "role": role,
        "colour": look.ROLE_COLOURS.get(role, look.INK),
        "weight": _WEIGHTS.get(role, 1.6),
        "clock": item.clock,
        "number": item.number,
        "strong": role == "principal",
    }


def _apart(at_mm: Sequence[float]) -> list[float]:
    """Label positions in order, none nearer than a label is wide, inside the ruler."""
    half = _LABEL_MM / 2
    found: list[float] = []
    for x_mm in at_mm:
        found.append(max(x_mm, found[-1] + _LABEL_MM if found else half))
    limit = _WIDTH_MM - half
    for k in range(len(found) - 1, -1, -1):
        found[k] = min(found[k], limit)
        limit = found[k] - _LABEL_MM
    overlaps = [k for k in range(1, len(found)) if found[k] - at_mm[k] > _LABEL_MM / 3]
    shift_mm = max((found[k] - at_mm[k] for k in overlaps), default=0.0) / 2
    return [round(max(half + k * _LABEL_MM, x_mm - shift_mm), 2) for k, x_mm in enumerate(found)]


def _ticks(ruler: Ruler) -> list[tuple[int, str]]:
    """Ticks at round local times, some with their figure."""
    span_s = ruler.until_s - ruler.from_s
    step_s, label_s = next((a, b) for most_s, a, b in _TICKS_S if span_s <= most_s)
    while span_s / label_s > _LABELS_MOST:
        label_s *= 2
    found = []
    for at_s in range(ruler.from_s, ruler.until_s + 1, step_s):
        moment = local(at_s, ruler.zone)
        found.append((at_s, f"{moment:%H:%M}" if _since_midnight_s(moment) % label_s == 0 else ""))
    return found


def _since_midnight_s(moment: datetime) -> int:
    return moment.hour * 3600 + moment.minute * 60
