"""Time that is added to the shortest run: how much, of which kind, where, and why.

Kinds are kept apart and added up by kind, as working timetables print them: engineering [ ], pathing ( ),
performance < > (Great Britain), and recovery, which is part of the running time (UIC leaflet 451-1). All are
counted on the same base, the shortest run; none is counted on another. How a run keeps them:
`motion.allowances.allowed`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from railcade.basis import Basis
from railcade.errors import Problem
from railcade.motion.kilometres import Stretch, path_stretch
from railcade.motion.times import times_at
from railcade.motion.types import FloatArray, Run

HUNDRED_KM_M = 100e3
SAME_M = 1e-6


class AllowanceKind(StrEnum):
    """What added time is for."""

    RECOVERY = "recovery"
    ENGINEERING = "engineering"
    PATHING = "pathing"
    PERFORMANCE = "performance"


MARKS = {
    AllowanceKind.RECOVERY: ("", ""),
    AllowanceKind.ENGINEERING: ("[", "]"),
    AllowanceKind.PATHING: ("(", ")"),
    AllowanceKind.PERFORMANCE: ("<", ">"),
}
"""How working timetables of Great Britain print each kind."""


class Spread(StrEnum):
    """How a run takes added time.

    LINEAR: every metre of the run takes longer in the same way. CAPPED: a lower largest speed on the stretch,
    nothing outside changes. COASTING: the run of least energy for the time, over the whole run.
    """

    LINEAR = "linear"
    CAPPED = "capped"
    COASTING = "coasting"


@dataclass(frozen=True, slots=True)
class Allowance:
    """Added time on a stretch.

    Parameters
    ----------
    kind : AllowanceKind
    from_m, to_m : float
        Positions of the head.
    added_percentage : float
        Of the base time.
    added_s_per_m : float
        For each metre: minutes per 100 km are 60 / `HUNDRED_KM_M` each.
    added_s : float
        On the whole stretch. The three add up.
    spread : Spread
    reason : str
        Why it is there, in the words of who asks for it.
    basis : Basis
    """

    kind: AllowanceKind
    from_m: float
    to_m: float
    added_percentage: float = 0.0
    added_s_per_m: float = 0.0
    added_s: float = 0.0
    spread: Spread = Spread.LINEAR
    reason: str = ""
    basis: Basis = Basis.ASSUMED


@dataclass(frozen=True, slots=True, eq=False)
class AllowanceTable:
    """Base time and added time between timing points.

    Parameters
    ----------
    at_m : ndarray, shape (k + 1,)
        Timing points, the ends of the run included.
    base_s : ndarray, shape (k,)
        Time of the base run from each to the next.
    added_s : mapping of AllowanceKind to ndarray of shape (k,)
        Every kind is there.
    """

    at_m: FloatArray
    base_s: FloatArray
    added_s: Mapping[AllowanceKind, FloatArray]

    @property
    def total_s(self) -> FloatArray:
        """Base and all kinds together in each interval, s."""
        return np.asarray(self.base_s + sum(self.added_s.values()))

    def of_kind_s(self, kind: AllowanceKind) -> float:
        """All of one kind, s."""
        return float(self.added_s[kind].sum())


def allowance_table(
    base: Run, allowances: Sequence[Allowance], timing_points_m: ArrayLike = ()
) -> AllowanceTable:
    """How much each kind adds between timing points.

    A percentage counts the base time of the part of its stretch inside an interval, time per metre the
    length of that part; fixed time is dealt out in proportion to the base time of the stretch.

    Parameters
    ----------
    base : Run
        The shortest run.
    allowances : sequence of Allowance
    timing_points_m : array_like
        Positions of the head; the ends of the run need not be named.

    Raises
    ------
    ValueError
        For a timing point outside the run.
    """
    ends_m = [base.x_m[0], base.x_m[-1]]
    at_m = np.unique(np.concatenate([ends_m, np.asarray(timing_points_m, dtype=np.float64)]))
    added = {kind: np.zeros(len(at_m) - 1) for kind in AllowanceKind}
    for item in allowances:
        added[item.kind] += _shares_s(base, item, at_m)
    return AllowanceTable(at_m, np.diff(times_at(base, at_m)), added)


def added_on_stretch_s(base: Run, item: Allowance) -> float:
    """All that one allowance adds to a base run, s."""
    return float(_shares_s(base, item, np.array([item.from_m, item.to_m]))[0])


def _shares_s(base: Run, item: Allowance, at_m: FloatArray) -> FloatArray:
    low_m, high_m = np.clip(at_m[:-1], item.from_m, item.to_m), np.clip(at_m[1:], item.from_m, item.to_m)
    took_s = times_at(base, high_m) - times_at(base, low_m)
    begin_s, end_s = times_at(base, [item.from_m, item.to_m])
    per_s = item.added_percentage / 100.0 + item.added_s / (end_s - begin_s)
    shares: FloatArray = per_s * took_s + item.added_s_per_m * (high_m - low_m)
    return shares


def allowance_problems(
    base: Run, allowances: Sequence[Allowance], words: Stretch = path_stretch
) -> list[Problem]:
    """All that is wrong with allowances for a base run; E0105 each; `words` tells a stretch."""
    problems = []
    for item in allowances:
        for what, mend in _faults(base, item):
            problems.append(Problem("E0105", _where(item, words), what, mend))
    if problems:
        return problems
    spreads = {item.spread for item in allowances}
    if Spread.COASTING in spreads and len(spreads) > 1:
        what = "time that is spread by coasting is spread over the whole run, and no other beside it"
        problems.append(Problem("E0105", "allowances", what, "spread all of it by coasting, or none"))
    capped = sorted((item for item in allowances if item.spread == Spread.CAPPED), key=lambda i: i.from_m)
    for one, other in zip(capped[:-1], capped[1:], strict=True):
        same = (one.from_m, one.to_m) == (other.from_m, other.to_m)
        if not same and other.from_m < one.to_m - SAME_M:
            what = f"its stretch overlaps that of the {_where(one, words)}"
            mend = "give both one stretch, or stretches apart"
            problems.append(Problem("E0105", _where(other, words), what, mend))
    return problems


def _faults(base: Run, item: Allowance) -> list[tuple[str, str]]:
    found = []
    first_m, last_m = float(base.x_m[0]), float(base.x_m[-1])
    if not first_m - SAME_M <= item.from_m < item.to_m <= last_m + SAME_M:
        what = f"its stretch does not lie in the run from {first_m:.1f} m to {last_m:.1f} m"
        found.append((what, "give a stretch in travel direction inside the run"))
    sizes = (item.added_percentage, item.added_s_per_m, item.added_s)
    if not all(0.0 <= size < math.inf for size in sizes) or max(sizes) == 0.0:
        what = f"it adds {sizes[0]:g} %, {sizes[1] * HUNDRED_KM_M / 60.0:g} min/100 km and {sizes[2]:g} s"
        found.append((what, "add at least one of the three, and take nothing away"))
    whole = abs(item.from_m - first_m) <= SAME_M and abs(item.to_m - last_m) <= SAME_M
    if item.spread != Spread.CAPPED and not whole:
        what = f"spread {item.spread} on a part of the run would make the speed jump at its ends"
        found.append((what, "spread it capped, or over the whole run"))
    return found


def _where(item: Allowance, words: Stretch) -> str:
    reason = f" ({item.reason})" if item.reason else ""
    return f"{item.kind} allowance{reason}, {words(item.from_m, item.to_m)}"
