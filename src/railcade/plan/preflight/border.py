"""Whether each train can do at the border what the request asks of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from railcade.errors import Problem
from railcade.fleet import Fleet, Formation
from railcade.network import Network, Place
from railcade.plan.border import (
    Crossing,
    Work,
    pressure_newton_per_kg,
    share_of_work,
    stated_steps,
    tf_on_100_t,
    work_of,
)
from railcade.plan.border.odds import at_level_s, longest
from railcade.plan.border.process import BOGIES, THROUGH
from railcade.plan.border.spreads import MOST_SHARE, total
from railcade.plan.request import (
    BRAKE_TEST,
    HAND_OVER,
    REGAUGING,
    TRANSFER,
    WHOLE,
    BorderRequest,
    Movement,
    RoleRequest,
)

Works = Mapping[str, tuple[Crossing, Work]]


def border_problems(movement: Movement, network: Network, fleet: Fleet) -> list[Problem]:
    """Jack tracks (E0204, E0210), bogie sets (E0212), steps (E0214), brakes (E0240), durations (E0340)."""
    border = movement.border
    problems = list(_principal_left(movement))
    if border is None:
        return problems
    works: dict[str, tuple[Crossing, Work]] = {}
    for role in movement.roles:
        crossing = _crossing(role, border, fleet)
        works[role.role] = crossing, work_of(border, crossing)
    problems += _jacks(border, works, network)
    problems += _steps(border, works)
    problems += _duration(border, [work for _, work in works.values()])
    problems += _brakes(border, works, fleet)
    return problems


def _principal_left(movement: Movement) -> Iterator[Problem]:
    for role in movement.roles:
        for item in role.handovers:
            if role.role == "principal" and item.kind == HAND_OVER:
                what = f"the principal is handed over at {item.place}: those aboard would stay behind"
                mend = f'write change = "{TRANSFER}": they change to the train that takes over'
                yield Problem("E0214", f"movement  roles.{role.role}.formations", what, mend)


def _crossing(role: RoleRequest, border: BorderRequest, fleet: Fleet) -> Crossing:
    """A role's formations before and behind the border; one that is unknown may be anything."""
    at = next((k for k, (place, _) in enumerate(role.formations) if k and place == border.place), None)
    here, beyond = role.handover_at(border.place), role.handover_at(border.reform_place)
    if at is None:
        formation = _any_known(role, fleet)
        return Crossing(formation, formation, here, beyond)
    before, after = (fleet.formations.get(role.formations[k][1]) for k in (at - 1, at))
    return Crossing(before, after, here, beyond)


def _any_known(role: RoleRequest, fleet: Fleet) -> Formation | None:
    known = (fleet.formations[name] for _, name in role.formations if name in fleet.formations)
    return next(known, next(iter(fleet.formations.values()), None))


def _jacks(border: BorderRequest, works: Works, network: Network) -> Iterator[Problem]:
    lifted = {role: pair for role, pair in works.items() if pair[0].change == BOGIES}
    if not lifted:
        return
    place, listed = network.places[border.place], ", ".join(lifted)
    if place.jack_tracks < 1:
        what = f"{place.name} has no jack track, where {listed} must change gauge"
        yield Problem("E0210", "movement  border.place", what, _jack_places(network))
    for role, (crossing, work) in lifted.items():
        if place.jack_tracks and work.tracks > place.jack_tracks:
            yield _too_long(border, place, role, crossing)
    if border.bogie_sets < len(lifted):
        sets = f"{border.bogie_sets} bogie set{'' if border.bogie_sets == 1 else 's'}"
        what = f"{sets} for {len(lifted)} trains: {listed}"
        yield Problem("E0212", "movement  border.bogie_sets", what, _ways_out(border, lifted))


def _too_long(border: BorderRequest, place: Place, role: str, crossing: Crossing) -> Problem:
    vehicles = crossing.after.vehicles if crossing.after is not None else ()
    carriages_m = sum(item.length_m for item in vehicles if item.traction is None)
    what = (
        f"the carriages of the {role} are {carriages_m:.0f} m long, {place.jack_tracks} jack tracks of "
        f"{border.shed_m:.0f} m at {place.name} take {place.jack_tracks * border.shed_m:.0f} m at once"
    )
    return Problem(
        "E0204", "movement  border.shed_m", what, "use a shorter formation, or another border place"
    )


def _ways_out(border: BorderRequest, lifted: Works) -> str:
    """What the request can say instead."""
    gauges = sorted(
        {crossing.after.gauge_mm for crossing, _ in lifted.values() if crossing.after is not None}
    )
    stock = " or ".join(f"{gauge} mm" for gauge in gauges) or "other"
    ways = [
        f"bring {len(lifted)} sets (bogie_sets = {len(lifted)}): each leaves with the train it is fitted to",
        f'or let those aboard change to {stock} stock that stands there: change = "{TRANSFER}" on the '
        f"formation from {border.place}",
        "or let the host railway supply the advance and follow-up trains from there: "
        f'change = "{HAND_OVER}" with number and owner',
    ]
    return "; ".join(ways)


def _steps(border: BorderRequest, works: Works) -> Iterator[Problem]:
    """Every train finds the step that its change needs."""
    kinds = {step.kind for step in stated_steps(border)}
    needs = {BOGIES: (REGAUGING, WHOLE), TRANSFER: (TRANSFER,), THROUGH: (), HAND_OVER: ()}
    for change, wanted in needs.items():
        roles = [role for role, (crossing, _) in works.items() if crossing.change == change]
        if roles and wanted and not kinds & set(wanted):
            what = f"no step says how long {', '.join(roles)} need: {wanted[0]} is missing"
            mend = f'add [[border.steps]] with kind = "{wanted[0]}"'
            yield Problem("E0214", "movement  border.steps", what, mend)
    if border.brakes is not None and BRAKE_TEST not in kinds:
        what = "the far side counts brakes in its own way, and no step tests them"
        mend = f'add [[border.steps]] with kind = "{BRAKE_TEST}"'
        yield Problem("E0214", "movement  border.steps", what, mend)


def _duration(border: BorderRequest, works: Sequence[Work]) -> Iterator[Problem]:
    """A stated duration is within what the steps can take, and not below the quantile."""
    if not border.steps or not border.duration_s or not works:
        return
    spreads = longest([work.stages for work in works]).all
    least_s, most_s = at_level_s(spreads, 0.0), at_level_s(spreads, MOST_SHARE)
    where, asked_s = "movement  border.duration", border.duration_s
    asked = _text(asked_s)
    if asked_s > most_s:
        what = f"{asked}, but the steps take at most {_text(most_s)}"
        yield Problem(
            "E0214", where, what, f'write duration = "{_text(most_s)}" or less; waiting goes into extra'
        )
        return
    share = share_of_work(spreads, asked_s)
    if share >= border.quantile:
        return
    middle, wanted = (
        _text(float(value_s)) for value_s in total(spreads).quantile_s(np.array([0.5, border.quantile]))
    )
    kept = (
        f"it is p{100.0 * share:.0f} of a train's work, too short in {100.0 * (1.0 - share):.0f} of 100 cases"
    )
    if asked_s < least_s:
        kept = f"a train's work takes at least {_text(least_s)}: it is p0, never enough"
    what = f"{asked} at the border: {kept}; p50 is {middle}, asked was p{100.0 * border.quantile:.0f}"
    mend = f'write duration = "{wanted}", or leave duration out'
    yield Problem(
        "E0340", where, what, mend + (f", or accept quantile = {share:.2f}" if share >= 0.01 else "")
    )


def _brakes(border: BorderRequest, works: Works, fleet: Fleet) -> Iterator[Problem]:
    brakes = border.brakes
    if brakes is None:
        return
    for name, _ in brakes.axle_newton:
        if name not in fleet.vehicles:
            what = f"the fleet has no vehicle {name}"
            yield Problem("E0203", f"movement  border.brakes.vehicles.{name}", what, "use an id of the fleet")
    for role, (crossing, work) in works.items():
        tested = any(
            step.kind == BRAKE_TEST for part in (work.before, work.jack, work.after) for step in part
        )
        if not tested or crossing.after is None:
            continue
        has = pressure_newton_per_kg(brakes, crossing.after)
        if has < brakes.needed_newton_per_kg:
            what = (
                f"the {role} ({crossing.after.id}) has {tf_on_100_t(has):.1f} tf of block pressure on 100 t, "
                f"{tf_on_100_t(brakes.needed_newton_per_kg):.1f} tf are needed beyond {border.place}"
            )
            mend = "add vehicles with more pressure for their mass, or drop heavy ones"
            yield Problem("E0240", "movement  border.brakes", what, mend)


def _jack_places(network: Network) -> str:
    names = [place.id for place in network.places.values() if place.jack_tracks]
    return f"name {' or '.join(sorted(names))}" if names else "the network has no gauge change place"


def _text(duration_s: float) -> str:
    """A duration as requests write it, whole minutes upward."""
    hours, minutes = divmod(int(-(-duration_s // 60)), 60)
    return " ".join(
        part for part in (f"{hours} h" if hours else "", f"{minutes} min" if minutes else "") if part
    )
