"""The lower cap on a stretch with which a run takes a given time longer there and nowhere else.

The head is on the course of the base run where it enters the stretch, and again where it leaves it. In
between the brake is commanded as early, and full traction given as late, as that allows: this leaves the
longest part for the cap, and so the highest cap. The cap is found by halving, and before a stretch is called
too short by trying speeds one by one; its part of the way follows from the runs themselves; at last the cap
alone is moved until the added time is exact.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from railcade.errors import InfeasibleError, Problem
from railcade.motion.kilometres import Stretch, path_stretch
from railcade.motion.running import trainrun
from railcade.motion.sampling import states_at
from railcade.motion.train import Train
from railcade.motion.types import Cap, Reason, Run, RunSettings
from railcade.network import Path

SAME_MPS = 1e-6
SAME_S = 1e-6
NEAR_MPS = 1e-3
"""Speeds between stored points are told this well; it serves to move the cap, not to judge."""
EXACT_S = 1e-7
SAME_M = 1e-6
REACH_M = 20e3
"""No braking and no gaining of speed is longer; if one were, the cap would only be moved more often."""
NARROW_MPS = 0.01
SLACK_M = 1.0
MARGIN_M = 0.1
LEAST_MPS = 0.5
TRIALS = 60
SPEEDS = 40
"""So many are looked at before a stretch is called too short."""
ROUNDS = 60


@dataclass(frozen=True, slots=True)
class Slowing:
    """Time that a stretch shall take longer; `said` tells what for."""

    from_m: float
    to_m: float
    added_s: float
    said: str = ""


def slowing_cap(
    train: Train, path: Path, settings: RunSettings, slowing: Slowing, words: Stretch = path_stretch
) -> Cap:
    """The highest cap, by the head, that makes the run `added_s` longer inside the stretch.

    Speeds outside are those of the run without it, to 1e-6 m/s; the time is added to 1e-7 s.

    Parameters
    ----------
    train, path, settings
        Of the base run.
    slowing : Slowing
    words : callable
        How errors tell the stretch.

    Raises
    ------
    InfeasibleError
        E0302 if the stretch is too short for it, with what fits; also where the train is still
        gaining speed at its end, since a train that was slowed cannot catch up with its own fastest course.
    """
    search = _Search(train, path, settings, slowing, words)
    low, high_mps, fits_s = _halved(search, slowing)
    if low is None:  # where no run settled in between, what lies below it was not looked at
        low, high_mps, fits_s = _tried(search, slowing, fits_s)
    if low is None:
        raise search.too_short(fits_s)
    return search.exact(low.cap, high_mps)


def _halved(search: _Search, slowing: Slowing) -> tuple[_Placed | None, float, float]:
    """The cap that adds a little more than the time, a speed that adds less, and the most of what adds less.

    A speed at which no cap fits is taken as too low.
    """
    high_mps, low, fits_s = search.fastest_mps, None, 0.0
    low_mps = min(LEAST_MPS, 0.5 * high_mps)
    while high_mps - low_mps > NARROW_MPS or low is None:
        middle_mps = 0.5 * (low_mps + high_mps)
        if middle_mps in (low_mps, high_mps) or high_mps - low_mps < 1e-3 * NARROW_MPS:
            break
        placed = search.placed(middle_mps)
        if placed is not None and placed.added_s < slowing.added_s:
            high_mps, fits_s = middle_mps, placed.added_s
        else:
            low_mps, low = middle_mps, placed
    return low, high_mps, fits_s


def _tried(search: _Search, slowing: Slowing, fits_s: float) -> tuple[_Placed | None, float, float]:
    """The same by looking at speeds one after the other, from the fastest down, then by halving."""
    least_mps = min(LEAST_MPS, 0.5 * search.fastest_mps)
    high_mps, low = search.fastest_mps, None
    for speed_mps in np.linspace(search.fastest_mps, least_mps, SPEEDS)[1:].tolist():
        placed = search.placed(speed_mps)
        if placed is not None and placed.added_s >= slowing.added_s:
            low = placed
            break
        if placed is not None:
            high_mps, fits_s = speed_mps, max(fits_s, placed.added_s)
    while low is not None and high_mps - low.cap.speed_mps > NARROW_MPS:
        placed = search.placed(0.5 * (low.cap.speed_mps + high_mps))
        if placed is None:
            break  # a cap that is not quite the highest does as well
        if placed.added_s < slowing.added_s:
            high_mps = placed.cap.speed_mps
        else:
            low = placed
    return low, high_mps, fits_s


@dataclass(frozen=True, slots=True)
class _Placed:
    """A cap with the time that it adds."""

    cap: Cap
    added_s: float


class _Side:
    """How far inside the stretch one end of the cap lies: as little as leaves the speed outside unchanged."""

    def __init__(self, most_m: float) -> None:
        self.inside_m, self.settled = 0.0, False
        self._too_little_m, self._enough_m, self._most_m = -math.inf, math.inf, most_m
        self._over_m, self._stride_m = 0.0, SLACK_M

    def judge(self, unchanged: bool, over_m: float) -> None:
        """Take in a run: `over_m` is how far outside the stretch it is off the base run, negative inside."""
        if self.settled:
            return
        self._over_m = over_m
        if unchanged:
            self._enough_m = self.inside_m
            near = over_m > -SLACK_M or self._enough_m - self._too_little_m <= SLACK_M
            self.settled = near or self.inside_m <= 0.0
        else:
            self._too_little_m = self.inside_m

    def move(self) -> None:
        """By as much as the run was off; by half of what is open where that does not help."""
        if self.settled:
            return
        if self._too_little_m == self.inside_m:
            self._stride_m = max(self._over_m + MARGIN_M, 2.0 * self._stride_m)
            goal_m = self.inside_m + self._stride_m
        else:
            goal_m = self.inside_m + self._over_m + MARGIN_M
        low_m, high_m = max(self._too_little_m, 0.0), min(self._enough_m, self._most_m)
        inside = low_m < goal_m < high_m or (goal_m <= 0.0 and self._too_little_m < 0.0)
        self.inside_m = max(goal_m, 0.0) if inside else 0.5 * (low_m + high_m)


class _Search:
    """Runs with a cap somewhere inside the stretch, against the base run."""

    def __init__(
        self, train: Train, path: Path, settings: RunSettings, slowing: Slowing, words: Stretch
    ) -> None:
        self.train, self.path, self.slowing, self.words = train, path, slowing, words
        # A cap that binds nobody makes points of the run at both ends of the stretch.
        ends = Cap(slowing.from_m, slowing.to_m, math.inf, Reason.ALLOWANCE, whole_train=False)
        self.settings = replace(settings, caps=(*settings.caps, ends))
        self.base = trainrun(train, path, self.settings)
        inside = (self.base.x_m >= slowing.from_m) & (self.base.x_m <= slowing.to_m)
        self.fastest_mps = float(self.base.v_mps[inside].max())

    def run(self, cap: Cap) -> Run:
        """The run with a cap."""
        return trainrun(self.train, self.path, replace(self.settings, caps=(*self.settings.caps, cap)))

    def placed(self, speed_mps: float) -> _Placed | None:
        """A cap of this speed on the longest part that leaves speeds outside unchanged; None if none does."""
        first_m, last_m = self.slowing.from_m, self.slowing.to_m
        begin, end = _Side(last_m - first_m), _Side(last_m - first_m)
        for _ in range(TRIALS):
            ends_m = first_m + begin.inside_m, last_m - end.inside_m
            cap = Cap(*ends_m, speed_mps, Reason.ALLOWANCE, False, self.slowing.said)
            if cap.to_m - cap.from_m < SLACK_M:
                return None
            run = self.run(cap)
            leaves_m, joins_m = self._apart(run, cap)
            same_before, same_behind = self._same(run)
            begin.judge(same_before, first_m - leaves_m)
            end.judge(same_behind, joins_m - last_m)
            if begin.settled and end.settled:
                return _Placed(cap, run.duration_s - self.base.duration_s)
            begin.move()
            end.move()
        return None

    def _same(self, run: Run) -> tuple[bool, bool]:
        """Whether speed and time are those of the base run before the stretch, and behind it."""
        ends = []
        for at_m in (self.slowing.from_m, self.slowing.to_m):
            i, k = (int(np.argmin(np.abs(one.x_m - at_m))) for one in (run, self.base))
            ends.append((abs(run.v_mps[i] - self.base.v_mps[k]) <= SAME_MPS, run.t_s[i] - self.base.t_s[k]))
        (slow_before, before_s), (slow_behind, added_s) = ends
        behind_s = run.duration_s - self.base.duration_s - added_s
        return slow_before and abs(before_s) <= SAME_S, slow_behind and abs(behind_s) <= SAME_S

    def _apart(self, run: Run, cap: Cap) -> tuple[float, float]:
        """Where a run leaves the course of the base run before its cap, and joins it again behind."""
        low, begin, end, high = np.searchsorted(
            run.x_m, [cap.from_m - REACH_M, cap.from_m - SAME_M, cap.to_m - SAME_M, cap.to_m + REACH_M]
        ).tolist()
        before = np.flatnonzero(self._near(run, low, begin + 1))
        behind = np.flatnonzero(self._near(run, end, high))
        leaves = low + int(before[-1]) if len(before) else low
        joins = end + int(behind[0]) if len(behind) else high - 1
        return float(run.x_m[leaves]), float(run.x_m[joins])

    def _near(self, run: Run, first: int, last: int) -> NDArray[np.bool_]:
        """Whether points of a run lie on the course of the base run."""
        there = states_at(self.base, run.x_m[first:last])
        near: NDArray[np.bool_] = np.abs(run.v_mps[first:last] - there.v_mps) <= NEAR_MPS
        return near

    def exact(self, cap: Cap, high_mps: float) -> Cap:
        """The same part with the cap, as high or higher, that adds the time exactly (Illinois method)."""
        goal_s, side = self.slowing.added_s, 0
        low_mps, high_mps = cap.speed_mps, max(high_mps, cap.speed_mps + NARROW_MPS)
        low_s = self._added_s(cap) - goal_s
        high_s = self._added_s(replace(cap, speed_mps=high_mps)) - goal_s
        for _ in range(ROUNDS):
            speed_mps = (low_mps * high_s - high_mps * low_s) / (high_s - low_s)
            found = replace(cap, speed_mps=speed_mps)
            miss_s = self._added_s(found) - goal_s
            if abs(miss_s) <= EXACT_S:
                return found
            if miss_s > 0.0:
                low_mps, low_s = speed_mps, miss_s
                high_s = 0.5 * high_s if side > 0 else high_s
                side = 1
            else:
                high_mps, high_s = speed_mps, miss_s
                low_s = 0.5 * low_s if side < 0 else low_s
                side = -1
        raise self._refused(f"no cap adds {goal_s:.3f} s: the nearest adds {goal_s + miss_s:.3f} s")

    def _added_s(self, cap: Cap) -> float:
        return self.run(cap).duration_s - self.base.duration_s

    def too_short(self, fits_s: float) -> InfeasibleError:
        """Why there is no cap."""
        first_m, last_m = self.slowing.from_m, self.slowing.to_m
        at_end = int(np.searchsorted(self.base.x_m, last_m - 1e-3)) - 1
        what = (
            f"{self.slowing.added_s:.0f} s more do not fit into {(last_m - first_m) / 1e3:.3f} km with the "
            f"speed outside unchanged: {fits_s:.0f} s do"
        )
        mend = "give it a longer stretch, or less time"
        if self.base.a_mps2[at_end] > 0.0:
            mend = "end it where the train has reached the speed that it then keeps"
        return self._refused(what, mend)

    def _refused(self, what: str, mend: str = "add some seconds more or less") -> InfeasibleError:
        where = self.words(self.slowing.from_m, self.slowing.to_m)
        return InfeasibleError([Problem("E0302", where, what, mend)])
