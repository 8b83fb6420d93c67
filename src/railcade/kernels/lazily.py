"""Kernels that numba calls, loaded when the first of them is."""

from __future__ import annotations

from functools import cache
from types import ModuleType

from railcade.kernels.shapes import FloatArray, IntArray, State, Table, Work


@cache
def _many() -> ModuleType:
    from railcade.kernels import many

    return many


def run_times(work: Work, at_m: FloatArray, times_s: FloatArray) -> tuple[int, State, float]:
    """Times at rising positions. Returns status, last state, and missing acceleration (m/s²) there."""
    answer: tuple[int, State, float] = _many().run_times(work, at_m, times_s)
    return answer


def run_many(work: Work, factors: Table, at_m: FloatArray, times_s: Table, status: IntArray) -> None:
    """Times at the rising positions `at_m` for each row of `factors`: see `many.run_many`."""
    _many().run_many(work, factors, at_m, times_s, status)
