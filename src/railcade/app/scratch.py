"""Scratch folders of this process: one register, so that whoever stops the process can clear them away.

Nothing but the standard library is imported here: a stop signal may come before anything else is loaded.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_PREFIX = ".railcade-"
_folders: list[Path] = []
_made: list[Path] = []
_aside: dict[Path, Path] = {}


@contextmanager
def scratch_beside(target: Path) -> Iterator[Path]:
    """A folder on the disk of `target`, gone at the end, as are parents of `target` that stayed empty.

    Raises
    ------
    OSError
        If nothing can be written beside `target`.
    """
    missing = [parent for parent in target.parents if not parent.exists()]
    try:
        for parent in reversed(missing):
            parent.mkdir()
            _made.append(parent)
        _folders.append(Path(tempfile.mkdtemp(prefix=_PREFIX, dir=target.parent)))
        yield _folders[-1]
    finally:
        clear()


def swap(written: Path, folder: Path) -> None:
    """Put `written` where `folder` is; what stood there goes only when the new one stands.

    Raises
    ------
    OSError
        If it cannot be moved; what stood there stands there then.
    """
    aside = written.with_name("replaced")
    if folder.exists():
        # Noted before it is moved: a stop between the two moves must find it.
        _aside[aside] = folder
        folder.rename(aside)
    written.rename(folder)
    _aside.pop(aside, None)


def clear() -> None:
    """Put back what was moved aside, then remove all scratch folders and parents made for nothing."""
    while _aside:
        aside, home = _aside.popitem()
        if not home.exists():
            aside.rename(home)
    while _folders:
        shutil.rmtree(_folders.pop(), ignore_errors=True)
    while _made:
        with suppress(OSError):
            _made.pop().rmdir()
