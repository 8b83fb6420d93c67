"""The kernel of stored points compiled to an object file, its tables handed over as pointers."""

from __future__ import annotations

from typing import Any

import llvmlite.binding as llvm  # type: ignore[import-untyped]
import numpy as np
from numba import carray, cfunc, types  # type: ignore[attr-defined]

from railcade.kernels.compiling import OPTIONS
from railcade.kernels.drive import drive
from railcade.kernels.points import Telling, tell_points
from railcade.kernels.shapes import Codes, Points, Status, Task, Work
from railcade.kernels.tables import BAND, CELL, CURVE, PHASE, SEGMENT

SCALARS = Task._fields.index("cells") + 1
"""Scalars of a task, and the largest distance of points."""

RESULTS = 6
"""Number of points or phases; position, speed, time and cell of the last state; missing acceleration."""

CODE_COUNT = len(Codes._fields)
REAL, WHOLE, CODE = np.dtype(np.float64), np.dtype(np.int64), np.dtype(np.int8)
_DONE, _FULL = Status.DONE.value, Status.FULL.value


def run_points_object() -> tuple[str, bytes]:
    """Name of the function and object code for this processor."""
    compiled = _compiled()
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    machine = llvm.Target.from_default_triple().create_target_machine(
        cpu=llvm.get_host_cpu_name(),
        features=llvm.get_host_cpu_features().flatten(),
        opt=3,
        reloc="pic",
        codemodel="jitdefault",
        jit=True,
    )
    return compiled.native_name, machine.emit_object(llvm.parse_assembly(compiled.inspect_llvm()))


def _compiled() -> Any:
    pointer: Any = types.CPointer
    places, counts = pointer(types.voidptr), pointer(types.intp)
    reals, wholes = pointer(types.float64), pointer(types.int64)
    signature = types.int64(places, counts, reals, wholes, reals)
    return cfunc(signature, error_model=OPTIONS["error_model"], fastmath=OPTIONS["fastmath"])(_run_points)


def _run_points(places: Any, counts: Any, scalars: Any, codes: Any, results: Any) -> int:
    """As `many.run_points`: where its tables and columns lie and how long they are, then its figures.

    What it returns beside the status stands in `results`.
    """
    s, c, told = carray(scalars, SCALARS), carray(codes, CODE_COUNT), carray(results, RESULTS)
    task = Task(
        *(s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], s[8], s[9], s[10], s[11], s[12], s[13]),
        carray(places[0], counts[0], CELL),
        carray(places[1], counts[1], SEGMENT),
        carray(places[2], counts[2], WHOLE),
        carray(places[3], counts[3], BAND),
        carray(places[4], counts[4], WHOLE),
    )
    work = Work(task, carray(places[5], counts[5], CURVE), carray(places[6], counts[6], PHASE))
    status, count, state, lack = drive(work)
    if status == _DONE:
        n = counts[7]
        points = Points(
            carray(places[7], n, REAL),
            carray(places[8], n, REAL),
            carray(places[9], n, REAL),
            carray(places[10], n, REAL),
            carray(places[11], n, REAL),
            carray(places[12], n, CODE),
        )
        count = tell_points(Telling(work, points, s[14], Codes(c[0], c[1], c[2], c[3], c[4])), count)
        status = _DONE if count <= n else _FULL
    told[0], told[1], told[2], told[3] = count, state.x_m, state.v_mps, state.t_s
    told[4], told[5] = state.cell, lack
    return status
