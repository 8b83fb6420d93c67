"""From the words on the command line to an exit code."""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Sequence

import typer

from railcade.cli.commands import app
from railcade.cli.failure import bug_line, failure_data, failure_lines
from railcade.cli.style import style_for, width_for
from railcade.errors import RailcadeError

OUR_BUG = 1
BAD_INPUT = 2
INTERRUPTED = 130
PIPE_CLOSED = 141


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and give its exit code.

    Parameters
    ----------
    arguments : sequence of str, optional
        The words after ``railcade``; those of the process if left out.
    """
    words = list(sys.argv[1:] if arguments is None else arguments) or ["--help"]
    try:
        return _run(words)
    except BrokenPipeError:
        # The reader of the pipe has gone, for example `| head`; the interpreter must not flush into it.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for stream in (sys.stdout, sys.stderr):
            os.dup2(nowhere, stream.fileno())
        return PIPE_CLOSED


def _run(words: list[str]) -> int:
    debug = "--debug" in words
    words = [word for word in words if word != "--debug"]
    try:
        code = app(words, prog_name="railcade", standalone_mode=False)
        sys.stdout.flush()
        if code == INTERRUPTED:
            print("stopped", file=sys.stderr)
        return code if isinstance(code, int) else 0
    except RailcadeError as error:
        _tell(error, "--json" in words)
        return error.exit_code
    except typer.TyperException as error:
        mend = "railcade --help lists the commands, railcade COMMAND --help their words"
        print(f"{error.format_message().rstrip('.')}; {mend}\n\nexit {BAD_INPUT}", file=sys.stderr)
        return BAD_INPUT
    except BrokenPipeError:
        raise
    except Exception as error:
        if debug:
            traceback.print_exc()
        print(bug_line(error), file=sys.stderr)
        return OUR_BUG


def _tell(error: RailcadeError, as_json: bool) -> None:
    if as_json:
        print(json.dumps(failure_data(error), indent=1, ensure_ascii=False))
        return
    for line in failure_lines(error, style_for(sys.stderr), width_for(sys.stderr)):
        print(line, file=sys.stderr)
