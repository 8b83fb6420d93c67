"""Documents that are made from the code. `make docs` writes them; a test compares them.

docs/errors.md from the table of codes, docs/commands.md from each command's own help, docs/files.md from the
declarations of the formats, docs/check.md from the rules of the check, the schema of plan.json from the
plan's own classes.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from railcade.errors import CODES
from railcade.formats.plan_json import schema_text
from tests.house.check_page import check_page
from tests.house.files_page import files_page

ROOT = Path(__file__).resolve().parents[2]
FAMILIES = {
    "E01": "Files and their fields",
    "E02": "Things that do not fit together",
    "E03": "Requests that cannot be planned",
    "E04": "Checks that say no",
}
COMMAND = re.compile(r"^  ([a-z][a-z-]*)(?:\s|$)")
MADE = "Made by `make docs`; a test fails when it is behind.\n"


def errors_page() -> str:
    """Text of docs/errors.md."""
    parts = [
        "# Errors\n",
        "Every problem has a code, a place (where), a sentence (what) and a way to mend it. All problems of",
        "one step come together. A code never changes its meaning and is never used again. " + MADE,
        "Exit codes: 0 done, 1 our bug, 2 bad input, 3 infeasible, 4 a check says no, 5 denied;",
        "130 stopped (Ctrl-C), 141 the output goes nowhere: its reader has gone, closed, or full.\n",
    ]
    for family, title in FAMILIES.items():
        parts.append(f"## {family}xx {title}\n")
        parts.append("| code | meaning | to mend |\n|---|---|---|")
        parts.extend(
            f"| {code} | {entry.title} | {entry.mend} |"
            for code, entry in CODES.items()
            if code.startswith(family)
        )
        parts.append("")
    return "\n".join(parts)


def help_of(*words: str) -> str:
    """What `railcade WORDS --help` prints, 100 columns wide."""
    environment = os.environ | {"COLUMNS": "100", "TERMINAL_WIDTH": "100", "TERM": "dumb", "NO_COLOR": "1"}
    done = subprocess.run(
        [Path(sys.executable).parent / "railcade", *words, "--help"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return "\n".join(line.rstrip() for line in done.stdout.strip().splitlines())


def command_names(help_text: str) -> list[str]:
    """Commands that the help of the whole lists."""
    listing = help_text.partition("\nCommands:\n")[2]
    return [match[1] for match in map(COMMAND.match, listing.splitlines()) if match]


def commands_page() -> str:
    """Text of docs/commands.md."""
    whole = help_of()
    parts = ["# Commands\n", MADE, f"```\n{whole}\n```\n"]
    for name in command_names(whole):
        parts.append(f"## railcade {name}\n\n```\n{help_of(name)}\n```\n")
    return "\n".join(parts)


PAGES = {
    "docs/errors.md": errors_page,
    "docs/commands.md": commands_page,
    "docs/check.md": check_page,
    "docs/files.md": files_page,
    "src/railcade/formats/plan.schema.json": schema_text,
}


if __name__ == "__main__":
    for path, page in PAGES.items():
        (ROOT / path).write_text(page(), encoding="utf-8", newline="\n")
