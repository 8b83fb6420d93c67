"""From the words on the command line to an exit code."""

from __future__ import annotations

import errno
import os
import sys
import traceback
import warnings
from collections.abc import Sequence

import typer

from railcade.cli.commands import app
from railcade.cli.failure import bug_line, failure_data, failure_lines, visible
from railcade.cli.printing import OutputLostError, output_lost, print_json, print_lines, ready_streams
from railcade.cli.stopping import STOPPED
from railcade.cli.style import style_for, width_for
from railcade.errors import InputError, Problem, RailcadeError

OUR_BUG = 1
BAD_INPUT = 2
OUTPUT_LOST = 141


def enter(arguments: Sequence[str] | None = None) -> int:
    """Run a command and give its exit code; the words are those of the process if left out."""
    words = list(sys.argv[1:] if arguments is None else arguments) or ["--help"]
    # Libraries warn of files that are not as they should be; the docks say so in our own words.
    warnings.simplefilter("ignore")
    try:
        ready_streams()
        return _run(words)
    except OutputLostError as error:
        print(error, file=sys.stderr)
        return _lost()
    except BrokenPipeError:
        return _lost()  # the reader of the pipe has gone, for example `| head`


def _lost() -> int:
    """The interpreter must not flush into a stream that takes nothing."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            os.dup2(nowhere, stream.fileno())
    return OUTPUT_LOST


def _run(words: list[str]) -> int:
    debug = "--debug" in words
    words = [word for word in words if word != "--debug"]
    try:
        code = app(words, prog_name="railcade", standalone_mode=False)
        print_lines([])
        if code == STOPPED:
            print("stopped", file=sys.stderr)
        return code if isinstance(code, int) else 0
    except RailcadeError as error:
        _tell(error, "--json" in words)
        return error.exit_code
    except typer.TyperException as error:
        _tell_usage(error.format_message().rstrip("."), "--json" in words)
        return BAD_INPUT
    except (BrokenPipeError, OutputLostError):
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            raise output_lost(error) from None  # a help text; where files are written, full disks are told
        if debug:
            traceback.print_exc()
        print(bug_line(error), file=sys.stderr)
        return OUR_BUG


def _tell(error: RailcadeError, as_json: bool) -> None:
    if as_json:
        print_json(failure_data(error))
        return
    for line in failure_lines(error, style_for(sys.stderr), width_for(sys.stderr)):
        print(line, file=sys.stderr)


def _tell_usage(what: str, as_json: bool) -> None:
    mend = "railcade --help lists the commands, railcade COMMAND --help their words"
    if as_json:
        print_json(failure_data(InputError([Problem("E0111", "command line", what, mend)])))
    else:
        print(f"{visible(' '.join(what.split()))}; {mend}\n\nexit {BAD_INPUT}", file=sys.stderr)
