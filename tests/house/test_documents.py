"""Documents keep their promises: links lead somewhere, and the README says what is never claimed."""

from __future__ import annotations

import re
from pathlib import Path

from tests.house.tree import ROOT, short

LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
NEVER_CLAIMED = (
    "It advises. With Railcade off, the railway works normally. It is no signalling, interlocking or "
    "train-protection system and holds no SIL; it never widens a signal's or a dispatcher's authority; "
    '"clear" is an observation with an age, not a proof; a STOP sent through it is a request to people; '
    "a position is an estimate."
)


def documents() -> list[Path]:
    """Every Markdown file of the project."""
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def dead_links(text: str, folder: Path) -> list[str]:
    """Relative links that lead nowhere from a folder."""
    targets = [match[1] for match in LINK.finditer(text)]
    return [target for target in targets if "://" not in target and not (folder / target).exists()]


def test_links_lead_somewhere() -> None:
    found = [
        f"{short(path)}: {link}"
        for path in documents()
        for link in dead_links(path.read_text(encoding="utf-8"), path.parent)
    ]
    assert not found, "\n" + "\n".join(found)


def test_the_readme_says_what_is_never_claimed() -> None:
    assert NEVER_CLAIMED in " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())


def test_a_dead_link_is_found(tmp_path: Path) -> None:
    (tmp_path / "here.md").touch()
    assert dead_links("[a](here.md#part) ![b](gone.png) [c](mailto://x)", tmp_path) == ["gone.png"]
