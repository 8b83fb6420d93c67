"""How errors are told: how many, then each with code, place, what, mend; last the exit code."""

from __future__ import annotations

from collections import Counter
from typing import Any

from railcade.cli.style import Style, wrapped
from railcade.errors import (
    AccessDenied,
    CheckFailed,
    DockError,
    InfeasibleError,
    Problem,
    RailcadeError,
    StaleError,
)

_INDENT = " " * 7
_MOST = 8
"""Problems of one code that are spelled out: a slip that runs through a file is told once, not 700 times."""

_HEADS: tuple[tuple[type[RailcadeError], str, str], ...] = (
    (InfeasibleError, "reason", "there is no plan, nothing was written"),
    (CheckFailed, "refusal", "the check says no"),
    (StaleError, "problem", "too old to be used"),
    (AccessDenied, "refusal", "not allowed"),
    (DockError, "problem", "an outside system failed"),
)


def failure_lines(error: RailcadeError, style: Style, width: int) -> list[str]:
    """An error as lines for people."""
    noun, state = next(
        ((noun, state) for kind, noun, state in _HEADS if isinstance(error, kind)),
        ("problem", "nothing was written"),
    )
    count = len(error.problems)
    head = f"{count} {noun}" if count == 1 else f"{count} {noun}s"
    lines = ["", f"{style.red(head)}  {state}", ""]
    told: Counter[str] = Counter()
    for problem in error.problems:
        told[problem.code] += 1
        if told[problem.code] <= _MOST:
            lines += [*problem_lines(problem, style, width), ""]
    for code, times in sorted(told.items()):
        if times > _MOST:
            lines += [
                f"{style.bold(code)}  {style.dim(f'and {times - _MOST} more; --json gives them all')}",
                "",
            ]
    if isinstance(error, InfeasibleError) and error.nearest:
        lines += [f"{style.dim('nearest that works')}  {error.nearest}", ""]
    return [*lines, style.dim(f"exit {error.exit_code}")]


def problem_lines(problem: Problem, style: Style, width: int) -> list[str]:
    """One problem: code and place, then what and how to mend it, indented."""
    room = width - len(_INDENT)
    where, what = visible(problem.where), visible(problem.what)
    mend = wrapped(visible(problem.mend), room - 6)
    return [
        f"{style.bold(problem.code)}  {where}",
        *(_INDENT + line for line in wrapped(what, room)),
        f"{_INDENT}{style.dim('mend')}  {mend[0]}",
        *(f"{_INDENT}      {line}" for line in mend[1:]),
    ]


def visible(text: str) -> str:
    """Text without what steers a terminal: file names and values of strangers may hold anything."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)


def failure_data(error: RailcadeError) -> dict[str, Any]:
    """An error as a JSON object."""
    return {
        "exit": error.exit_code,
        "error": type(error).__name__,
        "problems": [
            {"code": item.code, "where": item.where, "what": item.what, "mend": item.mend}
            for item in error.problems
        ],
        "nearest": error.nearest if isinstance(error, InfeasibleError) else "",
    }


def bug_line(error: BaseException) -> str:
    """One line for what should not have happened."""
    text = " ".join(str(error).split())
    shown = f"{type(error).__name__}: {text}" if text else type(error).__name__
    return (
        f"this is our bug, not yours: {shown[:200]}. Please report it where you got Railcade "
        "from, with this command; --debug shows where it happened"
    )
