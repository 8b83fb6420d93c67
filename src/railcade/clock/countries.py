"""Names of countries, from the table that comes with the time zones."""

from __future__ import annotations

from functools import cache
from importlib import resources


def country_name(code: str) -> str:
    """English name of an ISO 3166 alpha-2 code, ``Russia`` for ``RU``; empty if there is none."""
    return _names().get(code, "")


@cache
def _names() -> dict[str, str]:
    text = (resources.files("tzdata") / "zoneinfo" / "iso3166.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {row[0]: row[1] for row in rows}
