"""Border and re-forming: docs/occupation.md 7."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from railcade.plan.check.border_steps import Due, by_chance, due_of, ends_s
from railcade.plan.check.holds import TOLERANCE_S
from railcade.plan.check.tally import Tally
from railcade.plan.check.world import World, clock
from railcade.plan.model import BorderRow, BorderStep
from railcade.plan.request import BorderRequest, StepRequest


def check_border(world: World, tally: Tally) -> None:
    """Jack tracks, bogie sets and steps as the rows have them, and all roles together behind the border."""
    border = world.inputs.movement.border
    if border is None:
        tally.judge(
            "BORDER", not world.plan.border, "E0412", "plan.border", "rows, but no border is asked for"
        )
        return
    for name, place in (("BORDER", border.place), ("REFORM", border.reform_place)):
        here = world.index.get(place)
        stands = here is not None and all(here in role.stands for role in world.roles)
        tally.judge(world.rule(name), stands, "E0412", place, "not every role stands here")
        if stands and here is not None:
            (_work if name == "BORDER" else _reform)(world, border, here, tally)


def _work(world: World, border: BorderRequest, here: int, tally: Tally) -> None:
    rule = world.rule("BORDER")
    dues = [due_of(world, role, here) for role in range(len(world.roles))]
    lifted = sum(due.tracks > 0 for due in dues)
    what = f"{lifted} trains on other bogies, {border.bogie_sets} bogie sets"
    tally.judge(rule, border.bogie_sets >= lifted, "E0412", border.place, what)
    wanted = [(role.role, border.place) for role in world.roles]
    wanted += [
        (role.role, border.reform_place) for role, due in zip(world.roles, dues, strict=True) if due.far
    ]
    rows = world.plan.border
    named = [(row.role, row.place) for row in rows] == wanted
    tally.judge(rule, named, "E0412", "plan.border", "the rows do not name each role's work once, in order")
    levels = {step.quantile for row in rows for step in row.steps} - {1.0}
    tally.judge(rule, len(levels) <= 1, "E0412", "plan.border", f"steps stand at several quantiles: {levels}")
    if not named:
        return
    for role, (row, due) in enumerate(zip(rows, dues, strict=False)):
        _row(world, (role, here), row, (due.parts, due.tracks), tally)
    books = [row.rule_book for row in rows] == [border.rule_book] * len(dues) + [""] * (len(rows) - len(dues))
    tally.judge(rule, books, "E0412", "plan.border", f"rule books differ from {border.rule_book!r}")
    far = [(role, due) for role, due in enumerate(dues) if due.far]
    for (role, due), row in zip(far, rows[len(dues) :], strict=True):
        _row(world, (role, world.index[border.reform_place]), row, (((), (), due.far), 0), tally)
    _turns(world, rows[: len(dues)], dues, tally)


def _row(
    world: World,
    at: tuple[int, int],
    row: BorderRow,
    due: tuple[Sequence[Sequence[StepRequest]], int],
    tally: Tally,
) -> None:
    """One role's steps: all of them, at their durations, in a row but for the wait for a jack track."""
    rule, where = world.rule("BORDER"), f"{row.role} at {row.place}"
    parts, tracks = due
    arrive_s, leave_s = (
        float(times_s[at[1]]) for times_s in (world.roles[at[0]].arrive_s, world.roles[at[0]].depart_s)
    )
    told = [(step.kind, step.name, step.basis, step.source) for step in row.steps]
    asked = [(step.kind, step.name, step.basis, step.source) for part in parts for step in part]
    tally.judge(rule, told == asked, "E0412", where, f"steps are {told}, asked were {asked}")
    comes = row.arrive_at_s == arrive_s if world.published else row.arrive_at_s >= arrive_s - TOLERANCE_S
    tally.judge(rule, comes, "E0412", where, f"the row has it come at {clock(row.arrive_at_s)}")
    if told != asked:
        return
    until_s = _in_a_row(world, row, parts, tally)
    what = f"{row.role} leaves at {clock(leave_s)}, its work ends at {clock(until_s)}"
    tally.judge(rule, leave_s >= until_s - TOLERANCE_S, "E0412", row.place, what)
    if world.published:
        stands_s = leave_s - arrive_s
        waits_s = stands_s - sum(step.until_at_s - step.from_at_s for step in row.steps)
        what = f"waits {row.waiting_s} s by its row, {waits_s:.0f} s by its times"
        tally.judge(rule, row.waiting_s == waits_s, "E0412", where, what)
    numbers = row.jack_track.split()
    most = world.way.places[at[1]].jack_tracks
    fits = len(set(numbers)) == len(numbers) == tracks and set(numbers) <= {str(k + 1) for k in range(most)}
    what = f"{row.role} takes jack tracks {row.jack_track or 'none'}, needs {tracks} of the {most} there are"
    tally.judge(rule, fits, "E0412", row.place, what)


def _in_a_row(world: World, row: BorderRow, parts: Sequence[Sequence[StepRequest]], tally: Tally) -> int:
    """Judge each step's end; when the last ends."""
    rule, steps, at_s, waited_s = world.rule("BORDER"), list(row.steps), row.arrive_at_s, 0
    for k, part in enumerate(parts):
        mine: list[BorderStep] = [steps.pop(0) for _ in part]
        start_s = mine[0].from_at_s if mine else at_s
        free = start_s >= at_s if k == 1 else start_s == at_s
        whole = start_s % world.plan.publish_step_s == 0
        what = f"{row.role}: steps begin at {clock(start_s)}, those before end at {clock(at_s)}"
        tally.judge(rule, free and whole, "E0412", row.place, what)
        waited_s += start_s - at_s
        level = min((step.quantile for step in mine), default=1.0)
        for step, wish in zip(mine, part, strict=True):
            certain = (step.quantile == 1.0) != by_chance(wish.spread)
            what = f"{row.role}: {step.kind} is told to suffice in a share of {step.quantile:.3f}"
            tally.judge(rule, certain, "E0412", row.place, what)
        from_s = at_s = start_s
        for step, (low_s, high_s) in zip(mine, ends_s(part, level, world.plan.publish_step_s), strict=True):
            holds = step.from_at_s == at_s and start_s + low_s <= step.until_at_s <= start_s + high_s
            what = (
                f"{row.role}: {step.kind} from {clock(step.from_at_s)} to {clock(step.until_at_s)}, "
                f"{low_s} s after {clock(from_s)} at a share of {level:.3f}"
            )
            tally.judge(rule, holds, "E0412", row.place, what)
            at_s = step.until_at_s
    what = f"{row.role} waits {row.jack_wait_s} s for a jack track by its row, {waited_s} s by its steps"
    tally.judge(rule, row.jack_wait_s == waited_s, "E0412", row.place, what)
    return at_s


def _turns(world: World, rows: Sequence[BorderRow], dues: Sequence[Due], tally: Tally) -> None:
    """On each jack track one train at a time; trains take them in the order of the roles."""
    rule = world.rule("BORDER")
    holds = []
    for row, due in zip(rows, dues, strict=True):
        before, jack = len(due.parts[0]), len(due.parts[1])
        steps = row.steps[before : before + jack]
        if steps:
            holds.append((row, steps[0].from_at_s, steps[-1].until_at_s))
    for (ahead, from_s, _), (behind, begins_s, _) in pairwise(holds):
        what = f"{behind.role} is lifted at {clock(begins_s)}, {ahead.role} ahead of it at {clock(from_s)}"
        tally.judge(rule, begins_s >= from_s, "E0412", behind.place, what)
    for k, (row, from_s, until_s) in enumerate(holds):
        for other, begins_s, ends_at_s in holds[k + 1 :]:
            shared = set(row.jack_track.split()) & set(other.jack_track.split())
            apart = begins_s >= until_s or ends_at_s <= from_s
            what = f"{row.role} and {other.role} are on jack track {' '.join(sorted(shared))} at once"
            tally.judge(rule, apart or not shared, "E0412", row.place, what)


def _reform(world: World, border: BorderRequest, here: int, tally: Tally) -> None:
    if here == len(world.way.places) - 1:
        return
    done_s = [
        float(row.steps[-1].until_at_s)
        for row in world.plan.border
        if row.place == border.reform_place and row.steps
    ]
    ready_s = max([float(role.arrive_s[here]) + border.reform_s for role in world.roles] + done_s)
    for role in world.roles:
        leaves_s = float(role.depart_s[here])
        what = f"{role.role} leaves at {clock(leaves_s)}, all are there and ready at {clock(ready_s)}"
        tally.judge(
            world.rule("REFORM"), leaves_s >= ready_s - TOLERANCE_S, "E0412", border.reform_place, what
        )
    if world.published:
        # The largest wait counts from published arrivals alone: those are what the programme promises.
        first_s = min(float(role.depart_s[here]) for role in world.roles)
        step_s = world.plan.publish_step_s
        latest_s = math.ceil(ready_s / step_s) * step_s + border.reform_extra_s
        what = f"the first leaves at {clock(first_s)}, the request allows {clock(latest_s)}"
        tally.judge(world.rule("REFORM"), first_s <= latest_s, "E0412", border.reform_place, what)
