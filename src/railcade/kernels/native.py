"""One kernel as plain machine code, called without its compiler.

Importing numba and making it ready for its first call takes a third of a second, though nothing is
compiled any more. So the code of the one kernel that every command needs is kept as an object file beside
numba's own cache, and loaded by llvmlite alone in some milliseconds. numba compiles it where there is none.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import llvmlite.binding as llvm  # type: ignore[import-untyped]
import numpy as np
from numpy.typing import NDArray

from railcade.kernels.cache import cache_path
from railcade.kernels.shapes import Codes, Points, State, Task, Work
from railcade.kernels.tables import BAND, CELL, CURVE, PHASE, SEGMENT

_DIGEST_BYTES = 32
_ARGUMENTS = [ctypes.c_void_p] * 5
_SCALARS, _RESULTS = Task._fields.index("cells"), 6
_REAL, _WHOLE = np.dtype(np.float64), np.dtype(np.int64)
_TYPES = (CELL, SEGMENT, _WHOLE, BAND, _WHOLE, CURVE, PHASE, *[_REAL] * 5, np.dtype(np.int8))
_ARGUMENT_TYPES = (np.dtype(np.uintp), np.dtype(np.intp), _REAL, _WHOLE, _REAL)
_NEVER_CALLED = (
    *("numba_gil_ensure", "numba_gil_release", "numba_unpickle", "numba_do_raise"),
    *("numba_runtime_build_excinfo_struct", "NRT_Free", "NRT_MemInfo_call_dtor"),
)
"""What numba's code calls to raise an exception. Kernels raise none; without addresses nothing is loaded."""


def run_points(work: Work, points: Points, most_m: float, codes: Codes) -> tuple[int, int, State, float]:
    """Stored points. Returns status, their number, last state, and missing acceleration (m/s²) there."""
    if os.environ.get("NUMBA_DISABLE_JIT", "0") != "0":
        from railcade.kernels import many

        answer: tuple[int, int, State, float] = many.run_points(work, points, most_m, codes)
        return answer
    task = work.task
    tables: tuple[Any, ...] = (*task[_SCALARS:], work.curves, work.phases, *points)
    places = np.array(list(map(_address, tables, _TYPES)), dtype=np.uintp)
    counts = np.array([len(table) for table in tables], dtype=np.intp)
    scalars, told = np.array([*task[:_SCALARS], most_m]), np.array(codes, dtype=np.int64)
    results = np.empty(_RESULTS)
    status = _function()(*map(_address, (places, counts, scalars, told, results), _ARGUMENT_TYPES))
    count, x_m, v_mps, t_s, cell, lack_mps2 = results.tolist()
    return status, int(count), State(x_m, v_mps, t_s, int(cell)), lack_mps2


# Records look every attribute up among their fields first, which takes longer than what is asked for.
_flags_of = np.ndarray.flags.__get__
_place_of = np.ndarray.ctypes.__get__
_dtype_of = np.ndarray.dtype.__get__


def _address(array: NDArray[Any], dtype: np.dtype[Any]) -> int:
    """Where an array lies, which must be in one piece and of the type that the kernel reads."""
    if not _flags_of(array).c_contiguous:
        raise ValueError("kernels take arrays in one piece")
    found: np.dtype[Any] = _dtype_of(array)
    if found is not dtype and found != dtype:
        raise ValueError(f"this kernel reads {dtype}, not {found}")
    return int(_place_of(array).data)


@cache
def _function() -> Any:
    """The kernel as a C function. What it is made of lives as long as the process."""
    name, code = _stored(cache_path() / "run_points.o")
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    nothing = ctypes.CFUNCTYPE(None)(lambda: None)
    for symbol in _NEVER_CALLED:
        if llvm.address_of_symbol(symbol) is None:
            llvm.add_symbol(symbol, ctypes.cast(nothing, ctypes.c_void_p).value)
    machine = llvm.Target.from_default_triple().create_target_machine(jit=True)
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)
    engine.add_object_file(llvm.ObjectFileRef.from_data(code))
    engine.finalize_object()
    function = ctypes.CFUNCTYPE(ctypes.c_int64, *_ARGUMENTS)(engine.get_function_address(name))
    function.lives_in = (engine, machine, code, nothing)  # type: ignore[attr-defined]
    return function


def _stored(path: Path) -> tuple[str, bytes]:
    """Name and object code, from the cache if it is whole there, else compiled and put into it."""
    try:
        digest, content = path.read_bytes()[:_DIGEST_BYTES], path.read_bytes()[_DIGEST_BYTES:]
    except OSError:
        digest, content = b"", b""
    if digest != hashlib.sha256(content).digest():
        from railcade.kernels.object_code import run_points_object

        name, code = run_points_object()
        content = name.encode() + b"\n" + code
        _keep(path, hashlib.sha256(content).digest() + content)
    symbol, _, code = content.partition(b"\n")
    return symbol.decode(), code


def _keep(path: Path, data: bytes) -> None:
    """Write a file whole or not at all; where that cannot be, the next process compiles again."""
    with suppress(OSError):
        file = tempfile.NamedTemporaryFile(dir=path.parent, delete=False)  # noqa: SIM115
        try:
            with file:
                file.write(data)
            os.replace(file.name, path)
        except OSError:
            os.unlink(file.name)
