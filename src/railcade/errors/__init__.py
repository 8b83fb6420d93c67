"""Errors that teach.

Law of this room
----------------
1. An error says where, what, and how to mend it: a `Problem` has all three.
2. All problems of one step are collected and raised together, never the first alone.
3. Codes are stable: every code that the product raises is in `codes.CODES` and documented.
4. Each error class owns its exit code; the command line adds nothing.

Tree::

    RailcadeError            exit 1  (our bug when raised bare)
    |- InputError            exit 2  bad input: a list of problems
    |- InfeasibleError       exit 3  the request cannot be planned: reasons, and the nearest that can
    |- CheckFailed           exit 4  a check says no
    |- AccessDenied          exit 5
    |- StaleError            exit 4  a figure is older than its use allows
    `- DockError             exit 2  an outside system failed; `retriable` says whether to try again

Not here: how errors are printed (cli), what is checked (each room for itself).
"""

from railcade.errors.codes import CODES, Code
from railcade.errors.tree import (
    AccessDenied,
    CheckFailed,
    DockError,
    InfeasibleError,
    InputError,
    Problem,
    RailcadeError,
    StaleError,
    raise_if_any,
)

__all__ = [
    "CODES",
    "AccessDenied",
    "CheckFailed",
    "Code",
    "DockError",
    "InfeasibleError",
    "InputError",
    "Problem",
    "RailcadeError",
    "StaleError",
    "raise_if_any",
]
