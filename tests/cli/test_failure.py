"""Errors as people read them, by kind."""

from __future__ import annotations

import pytest

from railcade.cli.failure import bug_line, failure_data, failure_lines
from railcade.cli.style import PLAIN, Style
from railcade.errors import (
    AccessDenied,
    CheckFailed,
    DockError,
    InfeasibleError,
    InputError,
    Problem,
    RailcadeError,
    StaleError,
)

LONG = Problem(
    "E0204",
    "bad.toml:14  stops.kunson.place",
    "the principal is 531 m long (principal_kp), the longest track at Kunson is 450 m (assumed)",
    "drop 4 vehicles, or stand at Tanchon (tanchon), 620 m",
)
SHORT = Problem(
    "E0107",
    'bad.toml:31  depart = "2027-05-16T16:00"',
    "a time without a zone",
    "write 2027-05-16T16:00+09:00",
)

TOLD = """
2 problems  nothing was written

E0204  bad.toml:14  stops.kunson.place
       the principal is 531 m long (principal_kp), the longest track at Kunson
       is 450 m (assumed)
       mend  drop 4 vehicles, or stand at Tanchon (tanchon), 620 m

E0107  bad.toml:31  depart = "2027-05-16T16:00"
       a time without a zone
       mend  write 2027-05-16T16:00+09:00

exit 2"""


def test_problems_as_they_are_told() -> None:
    assert "\n".join(failure_lines(InputError([LONG, SHORT]), PLAIN, 80)) == TOLD


def test_count_is_bold_red_and_code_bold() -> None:
    lines = failure_lines(InputError([SHORT]), Style(True), 80)
    assert lines[1] == "\x1b[1;31m1 problem\x1b[0m  nothing was written"
    assert lines[3].startswith("\x1b[1mE0107\x1b[0m  bad.toml:31")
    assert lines[5].startswith("       \x1b[2mmend\x1b[0m  write")
    assert lines[-1] == "\x1b[2mexit 2\x1b[0m"


@pytest.mark.parametrize(
    ("error", "head", "last"),
    [
        (
            InfeasibleError([SHORT, LONG], "railcade plan x.toml -o y"),
            "2 reasons  there is no plan",
            "exit 3",
        ),
        (CheckFailed([SHORT]), "1 refusal  the check says no", "exit 4"),
        (StaleError([SHORT]), "1 problem  too old to be used", "exit 4"),
        (AccessDenied([SHORT]), "1 refusal  not allowed", "exit 5"),
        (DockError([SHORT]), "1 problem  an outside system failed", "exit 2"),
    ],
)
def test_each_kind_has_its_head_and_exit_code(error: RailcadeError, head: str, last: str) -> None:
    lines = failure_lines(error, PLAIN, 100)
    assert lines[1].startswith(head)
    assert lines[-1] == last


def test_the_nearest_that_works_can_be_copied() -> None:
    error = InfeasibleError([SHORT], "railcade plan movement.toml -o out --lead 20")
    assert "nearest that works  railcade plan movement.toml -o out --lead 20" in failure_lines(
        error, PLAIN, 80
    )
    assert failure_data(error)["nearest"] == "railcade plan movement.toml -o out --lead 20"


def test_a_bug_of_ours_is_one_line() -> None:
    assert "\n" not in bug_line(ValueError("two\nlines"))
    assert "ValueError: two lines" in bug_line(ValueError("two\nlines"))
    assert "KeyError" in bug_line(KeyError())


def test_a_file_name_steers_no_terminal() -> None:
    problem = Problem("E0101", "a\x1b[2Jb.toml", "no such file\r", "check\u202e the path")
    text = "".join(failure_lines(InputError([problem]), PLAIN, 80))
    assert text.isprintable() and "a\ufffd[2Jb.toml" in text
