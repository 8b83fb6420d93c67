"""`edition.json` (``railcade.edition/1``): which edition a folder is, and which ones it replaces."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from railcade.errors import Problem, raise_if_any
from railcade.formats.reading import read_text
from railcade.notice.amendments import Edition, Link

SCHEMA_ID = "railcade.edition/1"
MEND = "plan again; the files of a plan are never edited"


def edition_text(edition: Edition) -> str:
    """The text of ``edition.json``; the same edition gives the same bytes."""
    data = {"schema": SCHEMA_ID, **asdict(edition), "papers": dict(sorted(edition.papers.items()))}
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def read_edition(path: Path) -> Edition:
    """Read an edition.

    Raises
    ------
    InputError
        E0101, E0102: it is missing, or no edition as this writes it.
    """
    text = read_text(path)
    try:
        edition = _edition(json.loads(text))
        if edition_text(edition) != text:
            raise ValueError("keys or their order differ")
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise_if_any([Problem("E0102", str(path), f"not an edition of {SCHEMA_ID}: {error}", MEND)])
        raise
    return edition


def _edition(data: Any) -> Edition:
    links = tuple(
        Link(_number(item["number"]), _text(item["plan_sha256"]), _text(item["record_id"]))
        for item in data["replaces"]
    )
    edition = Edition(
        movement=_text(data["movement"]),
        number=_number(data["number"]),
        plan_sha256=_text(data["plan_sha256"]),
        record_id=_text(data["record_id"]),
        replaces=links,
        cancels=data["cancels"] is True,
        why=_text(data["why"]),
        papers={_text(name): _text(digest) for name, digest in data["papers"].items()},
    )
    numbers = [edition.number, *(link.number for link in links)]
    if any(later <= earlier for later, earlier in zip(numbers[:-1], numbers[1:], strict=True)):
        raise ValueError(f"editions {numbers} do not count down")
    return edition


def _number(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ValueError(f"{value!r} is no number of an edition")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is no text")
    return value
