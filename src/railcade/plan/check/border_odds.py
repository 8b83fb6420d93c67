"""Quantiles at the border, hand-overs, and brakes as the far side counts them."""

from __future__ import annotations

from railcade.plan.check.border_steps import by_chance, due_of
from railcade.plan.check.odds import (
    SHARE_OFF,
    Parts,
    at_level_s,
    ready_at_level_s,
    ready_share,
    work_share,
)
from railcade.plan.check.tally import Tally
from railcade.plan.check.world import World
from railcade.plan.model import BorderStep, BrakeRow, HandoverRow
from railcade.plan.request import BorderRequest, FarBrakes

TOLD = (0.5, 0.8, 0.95)
WITHIN_S = 1.0


def check_odds(world: World, tally: Tally) -> None:
    """The level of the steps gives the quantile that was asked for, and the outlook its shares."""
    border = world.inputs.movement.border
    here = world.index.get(border.place) if border is not None else None
    if border is None or here is None or not 0 < here < len(world.way.places) - 1:
        return
    trains = tuple(due_of(world, role, here).odds for role in range(len(world.roles)))
    chance = any(by_chance(spread) for train in trains for part in train[:3] for spread in part)
    levels = {step.quantile for row in world.plan.border for step in row.steps} - {1.0}
    jack_tracks = world.way.places[here].jack_tracks
    for level in levels:
        holds, what = (
            _level(border, trains, jack_tracks, level) if chance else (False, "nothing is left to chance")
        )
        tally.judge("BORDER-ODDS", holds, "E0412", border.place, what)
    tally.examine("BORDER-ODDS")
    most, useful = max(train[3] for train in trains), sum(train[3] for train in trains)
    last = max(most, min(useful, max(3, jack_tracks)))
    told = chance and most > 0
    wanted = [(k, share) for k in range(most, last + 1) for share in TOLD] if told else []
    rows = world.plan.border_outlook
    named = [(row.jack_tracks, row.quantile) for row in rows] == wanted
    tally.judge(
        "BORDER-ODDS", named, "E0412", "plan.border_outlook", "does not tell each number of jack tracks"
    )
    for row in rows if named else ():
        share = ready_share(trains, row.jack_tracks, row.ready_s)
        what = f"all are ready in {row.ready_s} s in a share of {share:.3f}, told was {row.quantile}"
        near = abs(share - row.quantile) <= SHARE_OFF
        tally.judge("BORDER-ODDS", near, "E0412", f"{row.jack_tracks} jack tracks", what)


def _level(
    border: BorderRequest, trains: tuple[Parts, ...], jack_tracks: int, share: float
) -> tuple[bool, str]:
    train = max(trains, key=lambda item: at_level_s([spread for part in item[:3] for spread in part], 0.5))
    work_s = at_level_s([spread for part in train[:3] for spread in part], share)
    if border.of == "step" and not border.duration_s:
        return abs(share - border.quantile) <= 1e-6, f"steps stand at a share of {share}"
    if border.duration_s:
        kept = work_share(train, border.duration_s)
        what = f"work takes {work_s:.0f} s, asked were {border.duration_s} s, kept in a share of {kept:.3f}"
        return abs(work_s - border.duration_s) <= WITHIN_S and kept >= border.quantile - SHARE_OFF, what
    if border.of == "train":
        kept = work_share(train, work_s)
    else:
        kept = ready_share(trains, jack_tracks, ready_at_level_s(trains, jack_tracks, share))
    what = f"the work is done in time in a share of {kept:.3f}, asked was {border.quantile}"
    return abs(kept - border.quantile) <= SHARE_OFF, what


def check_handovers(world: World, tally: Tally) -> None:
    """The rows name each train that takes a role over, where and when."""
    wanted = []
    for asked, train in zip(world.inputs.movement.roles, world.plan.trains, strict=True):
        points = {point.place: point for point in train.points}
        ends = asked.number
        for item in asked.handovers:
            formation = next((leg.formation for leg in train.legs if leg.from_place == item.place), "")
            point = points.get(item.place)
            if point is not None:
                times_s = point.published_arrive_at_s, point.published_depart_at_s
                wanted.append(
                    HandoverRow(
                        train.role, item.place, item.kind, ends, item.number, item.owner, formation, *times_s
                    )
                )
            ends = item.number
    what = f"the plan has {len(world.plan.handovers)} rows, the request gives {wanted}"
    tally.judge("HANDOVER", list(world.plan.handovers) == wanted, "E0412", "plan.handovers", what)


def check_far_brakes(world: World, tally: Tally) -> None:
    """Brakes of trains that keep their vehicles are counted anew, enough, and tested."""
    border = world.inputs.movement.border
    rows = {row.role: row for row in world.plan.brakes}
    wanted: set[str] = set()
    if border is not None and border.brakes is not None and border.place in world.index:
        here = world.index[border.place]
        for role, events in enumerate(world.roles):
            due = due_of(world, role, here)
            tests = [step for step in _steps(world, events.role, border.place) if step.kind == "brake_test"]
            if not any(step.kind == "brake_test" for part in due.parts for step in part):
                continue
            wanted.add(events.role)
            row = rows.get(events.role)
            fits = row is not None and bool(tests) and _fits(world, (role, here), row, border.brakes)
            timed = fits and row is not None and row.tested_at_s == tests[-1].until_at_s
            what = f"the row is {row}, the vehicles give other figures or too little"
            tally.judge("FAR-BRAKES", timed, "E0412", events.role, what)
    named = set(rows) == wanted and len(rows) == len(world.plan.brakes)
    tally.judge(
        "FAR-BRAKES", named, "E0412", "plan.brakes", f"rows for {sorted(rows)}, wanted {sorted(wanted)}"
    )


def _steps(world: World, role: str, place: str) -> list[BorderStep]:
    return [step for row in world.plan.border if (row.role, row.place) == (role, place) for step in row.steps]


def _fits(world: World, at: tuple[int, int], row: BrakeRow, brakes: FarBrakes) -> bool:
    near, far = (world.roles[at[0]].leg_of(section).formation for section in (at[1] - 1, at[1]))
    braked_kg = sum(item.braked_mass_kg for item in near.vehicles)
    percentage = 100.0 * braked_kg / sum(item.mass_kg for item in near.vehicles)
    pressures = dict(brakes.axle_newton)
    pressed_newton = sum(
        pressures.get(item.id, brakes.other_axle_newton) * item.axles for item in far.vehicles
    )
    by_mass = pressed_newton / sum(item.mass_kg for item in far.vehicles)
    return (
        row.formation == far.id
        and abs(row.near_percentage - percentage) <= 0.051
        and abs(row.far_newton_per_kg - by_mass) <= 1e-4
        and row.needed_newton_per_kg == brakes.needed_newton_per_kg <= by_mass + 1e-9
        and (row.basis, row.source) == (brakes.basis, brakes.source)
    )
