"""One line on standard error while something takes long; gone when it is done."""

from __future__ import annotations

from types import TracebackType
from typing import TextIO

_CLEAR = "\r\x1b[2K"


class ProgressLine:
    """Shows the step in hand. Callable with its text; silent where standard error is no terminal."""

    def __init__(self, stream: TextIO, wanted: bool = True) -> None:
        self._stream = stream
        self._on = wanted and stream.isatty()

    def __call__(self, step: str) -> None:
        """Show a step instead of the one before."""
        if self._on:
            self._stream.write(f"{_CLEAR}{step[:79]}")
            self._stream.flush()

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._on:
            self._stream.write(_CLEAR)
            self._stream.flush()
