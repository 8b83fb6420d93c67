"""Which steps a train takes at the border, at which level, and in which turn on the jack tracks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from railcade.basis import Basis
from railcade.fleet import Formation
from railcade.plan.border.odds import Stages, level_of
from railcade.plan.border.spreads import quantile_s
from railcade.plan.occupation.rounding import up
from railcade.plan.request import (
    BRAKE_TEST,
    CREW,
    FAR_FORMALITIES,
    FORMALITIES,
    HAND_OVER,
    REGAUGING,
    TRACTION,
    TRANSFER,
    WHOLE,
    BorderRequest,
    HandoverRequest,
    Spread,
    StepRequest,
)

BOGIES, THROUGH = "bogies", "through"
STEPS_OF: dict[str, frozenset[str]] = {
    BOGIES: frozenset({FORMALITIES, REGAUGING, TRACTION, CREW, BRAKE_TEST, WHOLE}),
    TRANSFER: frozenset({FORMALITIES, TRANSFER}),
    HAND_OVER: frozenset(),
    THROUGH: frozenset({FORMALITIES, CREW, WHOLE}),
}
"""Steps at the border place by what a train does there."""


@dataclass(frozen=True, eq=False)
class Crossing:
    """A role at the border: its formations before and behind it, and who takes it over there."""

    before: Formation | None
    after: Formation | None
    here: HandoverRequest | None
    beyond: HandoverRequest | None

    @property
    def change(self) -> str:
        """What the train does: `BOGIES`, `TRANSFER`, `HAND_OVER` or `THROUGH`."""
        if self.here is not None:
            return self.here.kind
        before, after = self.before, self.after
        if before is None or after is None or before.gauge_mm != after.gauge_mm:
            return BOGIES
        return THROUGH


@dataclass(frozen=True, slots=True)
class Work:
    """A role's steps: before, on and after the jack track, and at the re-forming place; `tracks` it takes."""

    change: str
    before: tuple[StepRequest, ...]
    jack: tuple[StepRequest, ...]
    after: tuple[StepRequest, ...]
    far: tuple[StepRequest, ...]
    tracks: int

    @property
    def stages(self) -> Stages:
        """What is left of it for the odds."""
        spreads = [tuple(step.spread for step in part) for part in (self.before, self.jack, self.after)]
        return Stages(spreads[0], spreads[1], spreads[2], self.tracks)


@dataclass(frozen=True, eq=False)
class Process:
    """All roles at the border, every step at one share of cases.

    `tracks[role]` are the jack tracks that it takes, `behind[role]` the roles from which it takes them over.
    """

    border: BorderRequest
    works: tuple[Work, ...]
    share: float
    tracks: tuple[tuple[int, ...], ...]
    behind: tuple[tuple[int, ...], ...]
    step_s: int

    def bounds_s(self, steps: Sequence[StepRequest]) -> list[int]:
        """Where each step ends, seconds from the start of the first, in publish steps upward."""
        ends_s, sum_s = [], 0.0
        for step in steps:
            sum_s += quantile_s(step.spread, self.share)
            ends_s.append(up(sum_s, self.step_s))
        return ends_s

    def lasts_s(self, steps: Sequence[StepRequest]) -> int:
        """How long steps take in a row, in publish steps upward."""
        return [0, *self.bounds_s(steps)][-1]

    def work_s(self, role: int) -> int:
        """A role's work at the border place."""
        work = self.works[role]
        return sum(self.lasts_s(part) for part in (work.before, work.jack, work.after))


def stated_steps(border: BorderRequest) -> tuple[StepRequest, ...]:
    """The steps of a request; where it gives one duration only, that."""
    if border.steps:
        return border.steps
    spread = Spread("fixed", (border.duration_s,))
    return (
        StepRequest(WHOLE, border.reason, spread, True, Basis.ASSUMED, "one duration, stated in the request"),
    )


def work_of(border: BorderRequest, crossing: Crossing) -> Work:
    """The steps that a role takes, and how many jack tracks at once."""
    change = crossing.change
    changed = (
        crossing.before is not None and crossing.after is not None and crossing.before.id != crossing.after.id
    )
    kinds = STEPS_OF[change] | ({TRACTION, BRAKE_TEST} if change == THROUGH and changed else set())
    steps = [step for step in stated_steps(border) if step.kind in kinds]
    far = tuple(step for step in stated_steps(border) if step.kind == FAR_FORMALITIES)
    if change == HAND_OVER or crossing.beyond is not None:
        far = ()
    on = [i for i, step in enumerate(steps) if step.on_jack] if change == BOGIES else []
    if not on:
        return Work(change, tuple(steps), (), (), far, 0)
    first, last = on[0], on[-1] + 1
    parts = tuple(steps[:first]), tuple(steps[first:last]), tuple(steps[last:])
    return Work(change, *parts, far, tracks_needed(border, crossing.after))


def tracks_needed(border: BorderRequest, formation: Formation | None) -> int:
    """Jack tracks that a train takes at once: its carriages are lifted, its locomotives are not."""
    if formation is None or border.shed_m <= 0.0:
        return 1
    length_m = sum(item.length_m for item in formation.vehicles if item.traction is None)
    return max(1, -int(-length_m // border.shed_m))


def make_process(
    border: BorderRequest, crossings: Sequence[Crossing], jack_tracks: int, step_s: int
) -> Process:
    """The process of all roles, in their order."""
    works = tuple(work_of(border, crossing) for crossing in crossings)
    share = level_of(border, tuple(work.stages for work in works), jack_tracks)
    tracks, behind = _turns([work.tracks for work in works], jack_tracks)
    return Process(border, works, share, tracks, behind, step_s)


def _turns(
    needed: Sequence[int], jack_tracks: int
) -> tuple[tuple[tuple[int, ...], ...], tuple[tuple[int, ...], ...]]:
    """Each role takes the tracks that are free first; all take the same time, so they end as they began."""
    free, last = [0] * jack_tracks, [-1] * jack_tracks
    tracks, behind = [], []
    for role, count in enumerate(needed):
        taken = sorted(sorted(range(jack_tracks), key=lambda k: (free[k], k))[:count])
        ends = 1 + max((free[k] for k in taken), default=0)
        tracks.append(tuple(taken))
        behind.append(tuple(sorted({last[k] for k in taken if last[k] >= 0})))
        for k in taken:
            free[k], last[k] = ends, role
    return tuple(tracks), tuple(behind)
