"""Every error code is raised somewhere, and every code that is raised is explained."""

from __future__ import annotations

import re

from railcade.errors import CODES
from tests.house.tree import source_files

LITERAL = re.compile(r"\bE0[0-9]{3}\b")


def codes_in(source: str) -> set[str]:
    """Codes that a file names."""
    return set(LITERAL.findall(source))


def raised() -> set[str]:
    """Codes that the product names outside the table itself."""
    return {code for path in source_files() if path.name != "codes.py" for code in codes_in(path.read_text())}


def test_every_code_is_raised() -> None:
    assert sorted(set(CODES) - raised()) == []


def test_every_raised_code_is_explained() -> None:
    assert sorted(raised() - set(CODES)) == []


def test_the_table_is_in_order() -> None:
    assert list(CODES) == sorted(CODES)


def test_codes_are_found_in_text() -> None:
    assert codes_in('raise_if_any([Problem("E0101", where, "what", "mend"), problem(code="E0999")])') == {
        "E0101",
        "E0999",
    }
