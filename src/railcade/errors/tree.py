"""The error classes and the one value they carry: `Problem`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from railcade.errors.codes import CODES


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, told so that its reader can mend it.

    Parameters
    ----------
    code : str
        A key of `CODES`, for example ``"E0107"``.
    where : str
        File and line, or the place on the railway: what the reader can go to.
    what : str
        What is wrong, with the offending value and its unit.
    mend : str
        What to do about it.
    """

    code: str
    where: str
    what: str
    mend: str

    def __post_init__(self) -> None:
        if self.code not in CODES:
            raise KeyError(f"{self.code} is not a known code: add it to railcade.errors.codes")

    def __str__(self) -> str:
        return f"{self.code} {self.where}: {self.what}; {self.mend}"


class RailcadeError(Exception):
    """Root of every error that Railcade raises on purpose."""

    exit_code = 1

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class InputError(RailcadeError):
    """The input is wrong; nothing was written."""

    exit_code = 2


class InfeasibleError(RailcadeError):
    """The request is well formed but cannot be planned.

    Parameters
    ----------
    problems : sequence of Problem
        The reasons, each naming a rule and a place.
    nearest : str
        The nearest request that works, as a command or an edit; empty if none is known.
    """

    exit_code = 3

    def __init__(self, problems: Sequence[Problem], nearest: str = "") -> None:
        super().__init__(problems)
        self.nearest = nearest


class CheckFailed(RailcadeError):
    """An independent check refused a plan or a record."""

    exit_code = 4


class AccessDenied(RailcadeError):
    """The actor may not do this."""

    exit_code = 5


class StaleError(RailcadeError):
    """A figure is older than its use allows."""

    exit_code = 4


class DockError(RailcadeError):
    """An outside system failed."""

    exit_code = 2

    def __init__(self, problems: Sequence[Problem], retriable: bool = False) -> None:
        super().__init__(problems)
        self.retriable = retriable


def raise_if_any(problems: Sequence[Problem]) -> None:
    """Raise one `InputError` with all problems, if there are any."""
    if problems:
        raise InputError(problems)
