"""What is printed: on any terminal, whatever it can show, and a plain word where it takes nothing."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Iterable
from typing import Any

_STANDARD_STREAMS = 3


class OutputLostError(Exception):
    """Standard output takes nothing: a full disk, or closed. No fault of the request, nor of ours."""


def ready_streams() -> None:
    """Let characters that a terminal cannot show be replaced, and stand in for streams that are closed.

    Raises
    ------
    OutputLostError
        If standard output is closed.
    """
    if sys.stdout is None or sys.stderr is None:
        # Files must not get the number of a standard stream: what libraries print would go into them.
        while (nowhere := os.open(os.devnull, os.O_RDWR)) < _STANDARD_STREAMS:
            pass
        os.close(nowhere)
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 (as long as we run)
    if sys.stdout is None:
        raise OutputLostError("standard output is closed: nothing was done")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def print_lines(lines: Iterable[str]) -> None:
    """Print to standard output.

    Raises
    ------
    OutputLostError
        If it takes nothing.
    BrokenPipeError
        If its reader has gone.
    """
    try:
        for line in lines:
            print(line)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise output_lost(error) from None


def output_lost(error: OSError) -> OutputLostError:
    """What to say of an error of writing to standard output."""
    return OutputLostError(f"standard output cannot be written: {(error.strerror or str(error)).lower()}")


def print_json(data: Any) -> None:
    """Print one JSON object; in letters of ASCII where standard output has no others."""
    unicode = (sys.stdout.encoding or "").lower().replace("-", "").startswith("utf")
    print_lines([json.dumps(data, indent=1, ensure_ascii=not unicode)])
