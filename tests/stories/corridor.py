"""The reference line for stories: its requests with other dates, as a user would write them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from railcade.app.planning import PlanResult, plan_movement
from railcade.cli.planned import planned_lines
from railcade.cli.style import PLAIN
from tests.house.tree import ROOT

CORRIDOR = ROOT / "examples" / "corridor"
FILES = (
    *("network.gpkg", "fleet.toml", "timetable.csv", "rules/moderate.toml"),
    *("notice.toml", "conditions.toml"),
)


def asked(name: str, changes: Mapping[str, str], folder: Path) -> Path:
    """A request of the example with some words changed; every word to change must be there.

    It goes without programme and manifest: their dates are those of 2027.
    """
    text = (CORRIDOR / name).read_text(encoding="utf-8")
    for kind in ("programme", "manifest"):
        text = text.replace(f'{kind} = "{kind}.toml"\n', "")
    for file in FILES:
        text = text.replace(f'"{file}"', f'"{(CORRIDOR / file).as_posix()}"')
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    path = folder / "movement.toml"
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def planned(request: Path, folder: Path) -> PlanResult:
    return plan_movement(request, folder, lambda _: None)


def shown(result: PlanResult) -> list[str]:
    """What the terminal shows, without colours."""
    return planned_lines(result, PLAIN, 100)
