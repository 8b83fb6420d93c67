"""How kernels are compiled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

from railcade.kernels.cache import use_cache_folder

use_cache_folder()  # binds when a function is decorated

__all__ = ["OPTIONS", "inner", "lean", "njit"]

Function = TypeVar("Function", bound=Callable[..., object])

# No figure depends on where a sum is split; a product and a sum may be one instruction with one rounding.
OPTIONS: dict[str, Any] = {"cache": True, "error_model": "numpy", "fastmath": {"contract"}, "_nrt": False}


def lean(function: Function) -> Function:
    """Compile a function that makes no arrays, without reference counts.

    A task is some twenty arrays; counting each at every call of a small function took four fifths of a run.
    Such a function borrows its arrays from the caller, as in C. Division by zero gives what IEEE 754 says.
    """
    return cast(Function, njit(**OPTIONS)(function))


def inner(function: Function) -> Function:
    """As `lean`, for small functions within loops: handing a task over costs more than what they do."""
    return cast(Function, njit(**OPTIONS, forceinline=True)(function))
