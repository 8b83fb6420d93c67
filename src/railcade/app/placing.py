"""Where results go: what may be replaced, and what is left alone."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from railcade.app.folder import ALL_NAMES, PAPER_FOLDERS, PLAN, RECORD, RUNS, is_paper
from railcade.app.scratch import scratch_beside
from railcade.errors import InputError, Problem, raise_if_any
from railcade.formats.plan_json import SCHEMA_ID
from railcade.formats.reading import read_text

_OUR_FOLDERS = ("inputs", *PAPER_FOLDERS)
_OURS = frozenset({PLAN, RECORD, RUNS, *_OUR_FOLDERS})
_MEND = "name another folder, or remove it yourself"
_MEND_FILE = "name another file, or remove it yourself"
_NAMED = 4


def check_folder_free(
    folder: Path, inputs: Iterable[Path], foreign: Callable[[Path], str] | None = None
) -> None:
    """Refuse a folder that holds anything but an earlier result of ours.

    Parameters
    ----------
    folder : Path
        Where a result shall go.
    inputs : iterable of Path
        What the result is made from; none of it may lie in `folder`, nor may the current directory.
    foreign : callable, optional
        What stands against replacing a folder that exists and is not empty, in words; that it is no plan
        of ours, if left out.

    Raises
    ------
    InputError
        E0110, with the files that would be lost.
    """
    what = _obstacle(folder, inputs, foreign or _no_plan)
    raise_if_any([Problem("E0110", str(folder), what, _MEND)] if what else [])


def _obstacle(folder: Path, inputs: Iterable[Path], foreign: Callable[[Path], str]) -> str:
    if os.path.islink(folder):
        return "is a link"
    try:
        place = folder.resolve()
        if _within(Path.cwd(), place):
            return "the current directory is it, or lies in it"
        inside = [str(path) for path in inputs if _within(path.resolve(), place)]
        if inside:
            return f"holds what the result is made from: {some_of(inside)}"
        if not os.path.lexists(folder):
            return ""
        if not folder.is_dir():
            return "is a file"
        return foreign(folder) if any(folder.iterdir()) else ""
    except (OSError, RuntimeError, ValueError) as error:
        return f"cannot be used: {_reason(error)}"


def _no_plan(folder: Path) -> str:
    """Why a folder is no plan of ours, or what else it holds."""
    names = {path.name: path for path in folder.iterdir()}
    if PLAN not in names or not _is_plan(names[PLAN]):
        return f"exists and is no plan folder: {some_of(names)}"
    strays = [name for name, path in names.items() if not _ours(name) or _other_kind(path)]
    own = {f"inputs/{name}" for name in ALL_NAMES.values()}
    for inner in _OUR_FOLDERS:
        if inner in names and inner not in strays:
            lying = {f"{inner}/{path.name}": path for path in names[inner].iterdir()}
            strays += [
                name
                for name, path in lying.items()
                if not (name in own or is_paper(name)) or path.is_symlink() or not path.is_file()
            ]
    return f"holds what is not of a plan: {some_of(strays)}" if strays else ""


def _ours(name: str) -> bool:
    return name in _OURS or is_paper(name)


def _is_plan(path: Path) -> bool:
    try:
        document = json.loads(read_text(path))
    except (InputError, ValueError, RecursionError):
        return False
    return isinstance(document, dict) and document.get("schema") == SCHEMA_ID


def _other_kind(path: Path) -> bool:
    """Whether it is a link, or a folder where a file should be, or the other way round."""
    return path.is_symlink() or not (path.is_dir() if path.name in _OUR_FOLDERS else path.is_file())


def write_file(output: Path, write: Callable[[Path], None]) -> None:
    """Write one file whole, or leave what is there.

    Raises
    ------
    InputError
        E0110 if nothing can be written there.
    """
    with writing(output) as scratch:
        written = scratch / output.name
        write(written)
        os.replace(written, output)


def check_file_free(output: Path, suffix: str, sources: Iterable[Path], ours: Callable[[Path], bool]) -> None:
    """Refuse a file of another kind, and one that the result is made from.

    Parameters
    ----------
    output : Path
    suffix : str
        What the name must end in.
    sources : iterable of Path
    ours : callable
        Whether a file that exists is of the kind that is written, so that replacing it loses nothing else.

    Raises
    ------
    InputError
        E0110.
    """
    what, mend = "", _MEND_FILE
    try:
        if any(_same(output, source) for source in sources):
            what = "is a file that the result is made from"
        elif output.suffix.lower() != suffix:
            what, mend = f"does not end in {suffix}", f"name it like {output.stem or 'result'}{suffix}"
        elif output.is_symlink():
            what = "is a link"
        elif output.exists() and not output.is_file():
            what = "is a folder" if output.is_dir() else "is a device or pipe, no file"
        elif output.exists() and output.stat().st_size and not ours(output):
            what = "exists and holds something else"
    except (OSError, ValueError) as error:
        what = f"cannot be used: {_reason(error)}"
    raise_if_any([Problem("E0110", str(output), what, mend)] if what else [])


@contextmanager
def writing(target: Path) -> Iterator[Path]:
    """A scratch folder beside `target`.

    Raises
    ------
    InputError
        E0110 if nothing can be written there.
    """
    try:
        with scratch_beside(target) as scratch:
            yield scratch
    except BrokenPipeError:
        raise  # the terminal has gone, not the disk
    except OSError as error:
        mend = "name another place; check its permissions and the room on the disk"
        what = f"cannot be written: {_reason(error)}"
        raise InputError([Problem("E0110", str(target), what, mend)]) from None


def _within(path: Path, folder: Path) -> bool:
    return path == folder or folder in path.parents


def _same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve() or (one.exists() and other.exists() and one.samefile(other))


def _reason(error: Exception) -> str:
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return text.lower()


def some_of(names: Iterable[str]) -> str:
    """The first names, and how many more there are."""
    listed = sorted(names)
    rest = f" and {len(listed) - _NAMED} more" if len(listed) > _NAMED else ""
    return ", ".join(listed[:_NAMED]) + rest
