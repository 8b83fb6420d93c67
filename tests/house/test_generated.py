"""Documents made from the code are not behind it, and every command shows an example."""

from __future__ import annotations

import pytest

from tests.house.generated import FAMILIES, PAGES, ROOT, command_names, errors_page, help_of


@pytest.mark.parametrize("path", PAGES)
def test_documents_are_those_of_the_code(path: str) -> None:
    assert (ROOT / path).read_text(encoding="utf-8") == PAGES[path](), f"{path} is behind: make docs"


def test_every_command_shows_an_example_and_offers_json() -> None:
    names = command_names(help_of())
    assert {"import", "plan", "verify"} <= set(names)
    for name in names:
        text = help_of(name)
        assert f"railcade {name} " in text.partition("Usage:")[2].partition("\n")[2], f"{name}: no example"
        assert "--json" in text, f"{name}: no --json"


def test_every_code_has_its_family() -> None:
    page = errors_page()
    assert all(f"## {family}xx" in page for family in FAMILIES)
    assert "| E0101 |" in page


def test_commands_are_found_in_help() -> None:
    text = "Options:\n  --help  Show.\n\nCommands:\n  import  A line.\n          more\n  plan    B.\n"
    assert command_names(text) == ["import", "plan"]
