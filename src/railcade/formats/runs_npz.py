"""`runs.npz`: every run of a plan, opened by `numpy.load`; the same runs give the same bytes."""

from __future__ import annotations

import io
import lzma
import math
import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from railcade.errors import InputError, Problem, raise_if_any
from railcade.formats.reading import missing_file, ordinary
from railcade.motion.types import Run

COLUMNS: dict[str, str] = {
    "x_m": "<f8",
    "t_s": "<f8",
    "v_mps": "<f8",
    "a_mps2": "<f8",
    "force_newton": "<f8",
    "reason": "|i1",
}
_DATE = (1980, 1, 1, 0, 0, 0)
_LARGEST_BYTES = 512 * 1024 * 1024
_MEND = "plan again; the files of a plan are never edited"
_NOT_READ = (
    *(ValueError, TypeError, SyntaxError, OverflowError, RecursionError, MemoryError),
    *(EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile),
)
Columns = dict[str, NDArray[Any]]


def write_runs(path: Path, runs: Mapping[str, Run]) -> None:
    """Write runs by key, as members ``key/column.npy`` of a zip without times of day."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for key in sorted(runs):
            for column, kind in COLUMNS.items():
                member = io.BytesIO()
                values = np.ascontiguousarray(getattr(runs[key], column), dtype=kind)
                np.lib.format.write_array(member, values, version=(1, 0), allow_pickle=False)
                info = zipfile.ZipInfo(f"{key}/{column}.npy", _DATE)
                info.create_system = 3
                info.external_attr = 0o644 << 16
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, member.getvalue(), compresslevel=6)
    path.write_bytes(buffer.getvalue())


def read_runs(path: Path) -> dict[str, Columns]:
    """Columns of each run, by key.

    Returns
    -------
    dict of str to dict of str to ndarray, shape (n,)
        Read-only; float64, but int8 for ``reason``.

    Raises
    ------
    InputError
        E0101 if it is missing, else E0102-E0106 for whatever is not as `write_runs` writes it.
    """
    problems: list[Problem] = []
    runs: dict[str, Columns] = {}
    try:
        ordinary(path)
        with zipfile.ZipFile(path) as archive:
            if sum(info.file_size for info in archive.infolist()) > _LARGEST_BYTES:
                raise_if_any([Problem("E0102", str(path), "larger than 512 MiB when unpacked", _MEND)])
            for name in archive.namelist():
                _take(path, archive, name, runs, problems)
    except OSError as error:
        raise InputError([missing_file(path, error)]) from None
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, struct.error) as error:
        raise InputError([Problem("E0102", str(path), f"not a file of runs: {error}", _MEND)]) from None
    for key in sorted(runs):
        problems.extend(_run_problems(f"{path}  {key}", runs[key]))
    raise_if_any(problems)
    return {key: runs[key] for key in sorted(runs)}


def _take(
    path: Path, archive: zipfile.ZipFile, name: str, runs: dict[str, Columns], problems: list[Problem]
) -> None:
    where = f"{path}  {name}"
    key, _, file = name.rpartition("/")
    column = file.removesuffix(".npy")
    if not key or column not in COLUMNS or not file.endswith(".npy"):
        problems.append(Problem("E0103", where, "unknown part", _MEND))
        return
    if column in runs.setdefault(key, {}):
        problems.append(Problem("E0108", where, "stands twice", _MEND))
        return
    try:
        values = _array(archive.read(name))
    except _NOT_READ as error:
        problems.append(Problem("E0102", where, f"not an array: {error}", _MEND))
        return
    if values.dtype.str != COLUMNS[column] or values.ndim != 1:
        what = f"{values.ndim} dimensions of {values.dtype}, not one of {np.dtype(COLUMNS[column])}"
        problems.append(Problem("E0105", where, what, _MEND))
        return
    if not np.all(np.isfinite(values)):
        problems.append(Problem("E0106", where, "holds a number that is not finite", _MEND))
        return
    values.setflags(write=False)
    runs[key][column] = values


def _array(data: bytes) -> NDArray[Any]:
    """The array of a member, of whose header nothing is believed before it fits the member's size."""
    stream = io.BytesIO(data)
    version = np.lib.format.read_magic(stream)
    if version != (1, 0):
        raise ValueError(f"version {version[0]}.{version[1]} of the format, not 1.0")
    shape, _, dtype = np.lib.format.read_array_header_1_0(stream)
    needed = math.prod(shape) * dtype.itemsize
    held = len(data) - stream.tell()
    if dtype.hasobject or min(shape, default=1) < 0 or needed != held:
        raise ValueError(f"its header does not speak of the {held} bytes that follow")
    stream.seek(0)
    return np.lib.format.read_array(stream, allow_pickle=False)


def _run_problems(where: str, columns: Columns) -> list[Problem]:
    missing = [name for name in COLUMNS if name not in columns]
    if missing:
        return [Problem("E0104", where, f"lacks {', '.join(missing)}", _MEND)]
    lengths = {len(values) for values in columns.values()}
    if len(lengths) > 1 or min(lengths) < 2:
        return [Problem("E0105", where, "columns of unequal length, or fewer than two points", _MEND)]
    return []
