"""What each role does at the border, read from the request and the legs alone: docs/occupation.md 7."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from railcade.basis import Basis
from railcade.fleet import Formation
from railcade.plan.check.odds import Parts, at_level_s
from railcade.plan.check.world import World
from railcade.plan.request import BorderRequest, Spread, StepRequest

NEVER = ("far_formalities",)
OF_CHANGE = {
    "bogies": ("formalities", "regauging", "traction", "crew", "brake_test", "whole"),
    "transfer": ("formalities", "transfer"),
    "hand-over": (),
    "through": ("formalities", "crew", "whole"),
}


@dataclass(frozen=True, slots=True, eq=False)
class Due:
    """A role's steps as the request has them, in parts, and the jack tracks that it needs at once."""

    change: str
    parts: tuple[tuple[StepRequest, ...], tuple[StepRequest, ...], tuple[StepRequest, ...]]
    far: tuple[StepRequest, ...]
    tracks: int

    @property
    def odds(self) -> Parts:
        """Spreads of the parts, and the tracks."""
        before, jack, after = (tuple(step.spread for step in part) for part in self.parts)
        return before, jack, after, self.tracks


def asked_steps(border: BorderRequest) -> tuple[StepRequest, ...]:
    """The request's steps, or its one duration as a step."""
    if border.steps:
        return border.steps
    one = Spread("fixed", (border.duration_s,))
    return (
        StepRequest("whole", border.reason, one, True, Basis.ASSUMED, "one duration, stated in the request"),
    )


def due_of(world: World, role: int, here: int) -> Due:
    """What a role has to do."""
    border, asked = world.inputs.movement.border, world.inputs.movement.roles[role]
    if border is None:
        raise ValueError("there is no border")
    events = world.roles[role]
    near, far = events.leg_of(here - 1).formation, events.leg_of(here).formation
    handed = {item.place: item.kind for item in asked.handovers}
    change = handed.get(border.place) or ("bogies" if near.gauge_mm != far.gauge_mm else "through")
    kinds = list(OF_CHANGE[change])
    if change == "through" and near.id != far.id:
        kinds += ["traction", "brake_test"]
    steps = [step for step in asked_steps(border) if step.kind in kinds]
    jack = [step for step in steps if step.on_jack] if change == "bogies" else []
    first = steps.index(jack[0]) if jack else len(steps)
    last = first + len(jack)
    parts = tuple(steps[:first]), tuple(steps[first:last]), tuple(steps[last:])
    stays = change == "hand-over" or border.reform_place in handed
    beyond = () if stays else tuple(step for step in asked_steps(border) if step.kind == "far_formalities")
    return Due(change, parts, beyond, _tracks(border, far) if jack else 0)


def _tracks(border: BorderRequest, formation: Formation) -> int:
    """Jack tracks side by side for all carriages of a train."""
    if border.shed_m <= 0.0:
        return 1
    carriages_m = sum(item.length_m for item in formation.vehicles if not item.traction)
    return max(1, math.ceil(carriages_m / border.shed_m))


def by_chance(spread: Spread) -> bool:
    """Whether a step may take longer or shorter."""
    return spread.kind != "fixed" and max(spread.values_s) > min(spread.values_s)


def ends_s(steps: Sequence[StepRequest], share: float, step_s: int) -> list[tuple[int, int]]:
    """Where each step may end after the start of the first: whole publish steps upward, noise either way."""
    found, sum_s = [], 0.0
    for step in steps:
        sum_s += at_level_s((step.spread,), share)
        found.append(
            (math.ceil((sum_s - 0.01) / step_s) * step_s, math.ceil((sum_s + 0.01) / step_s) * step_s)
        )
    return found
