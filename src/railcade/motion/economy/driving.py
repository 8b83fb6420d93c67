"""From the regimes of the programme to what a driver does: speeds to hold and coasting, by the head."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from railcade.motion.economy.mesh import Mesh, Mover
from railcade.motion.economy.moves import EDGE_M2PS2
from railcade.motion.economy.programme import Costs, held_speed_mps
from railcade.motion.economy.tracing import Regime, Trace
from railcade.motion.sampling import states_at
from railcade.motion.types import Cap, Reason, Run, RunSettings

BELOW_MPS = 1e-6
"""A cap that the train coasts down to begins this far below its speed: no brake is applied for it."""

ABOVE_MPS = 1e-4
"""A train that was never faster than a speed by so much does not slow down to it."""

FAR_M = 500.0
"""A speed that is met farther from where it should be, and than was looked, is another meeting."""

LEAST_M = 0.01
"""Shorter stretches are none."""

FOUND_MPS = 1e-7
MOST_TRIES = 30

ROLLING = frozenset({Regime.COAST, Regime.HOLD_BY_BRAKE, Regime.SLOWED})


class Kept(NamedTuple):
    """A speed that is kept. `coasted`: the train coasts down to it, from where the coasting begins.

    The speed follows from the worth of a second, over `counted_share`, under `drag_factor`.
    """

    from_m: float
    to_m: float
    speed_mps: float
    coasted: bool
    drag_factor: float
    counted_share: float


class Coast(NamedTuple):
    """Where no force is drawn. `open_end`: it ends below the limits, where pulling begins."""

    from_m: float
    to_m: float
    open_end: bool


class Driving(NamedTuple):
    """What is done beside full traction and the brake, both rising. The last coasting ends with the run."""

    kept: tuple[Kept, ...]
    coasts: tuple[Coast, ...]


class Stretch(NamedTuple):
    """Steps `first` to `last - 1` of the mesh, all in one regime."""

    regime: Regime
    first: int
    last: int


def driving_of(mesh: Mesh, costs: Costs, trace: Trace) -> Driving:
    """The programme's driving as stretches of keeping a speed and of coasting."""
    cuts = (np.flatnonzero(np.diff(trace.regime)) + 1).tolist()
    stretches = [
        Stretch(Regime(int(trace.regime[first])), first, last)
        for first, last in zip([0, *cuts], [*cuts, len(trace.regime)], strict=True)
    ]
    return Driving(_kept(mesh, costs, trace, stretches), _coasts(mesh, trace, stretches))


def _kept(mesh: Mesh, costs: Costs, trace: Trace, stretches: list[Stretch]) -> tuple[Kept, ...]:
    """A cap that is met from below begins where the train is slowest: before, it may be faster."""
    kept: list[Kept] = []
    for before, (regime, first, last) in zip([stretches[0], *stretches], stretches, strict=False):
        if regime not in (Regime.HOLD, Regime.HOLD_BY_BRAKE):
            continue
        hold = costs.holds[regime == Regime.HOLD_BY_BRAKE][0]
        coasted = regime == Regime.HOLD and before.regime == Regime.COAST
        begin = first
        if not coasted:
            begin = before.first + int(np.argmin(trace.w_m2ps2[before.first : first + 1]))
        speed_mps = float(np.sqrt(2.0 * hold.goal_m2ps2[first + 1]))
        basis = float(mesh.drag_factor[first]), hold.counted_share
        kept.append(Kept(float(mesh.x_m[begin]), float(mesh.x_m[last]), speed_mps, coasted, *basis))
    return tuple(kept)


def _coasts(mesh: Mesh, trace: Trace, stretches: list[Stretch]) -> tuple[Coast, ...]:
    """Coasting begins and ends within the braking beside it, so that no traction comes between.

    Braking down to a lower limit it ends where that begins, so that none comes where less is braked, too.
    """
    groups: list[list[Stretch]] = []
    for stretch in stretches:
        if stretch.regime not in ROLLING:
            continue
        if groups and groups[-1][-1].last == stretch.first:
            groups[-1].append(stretch)
        else:
            groups.append([stretch])
    coasts = []
    for group in groups:
        end_m = float(mesh.x_m[-1]) if group is groups[-1] else _inside(mesh, group[-1], group[-1].last)
        if group is groups[-1] or any(stretch.regime != Regime.SLOWED for stretch in group):
            last = group[-1].last
            open_end = bool(trace.w_m2ps2[last] < mesh.top_m2ps2[last] - EDGE_M2PS2)
            coasts.append(Coast(_inside(mesh, group[0], group[0].first), end_m, open_end))
    return tuple(coasts)


def _inside(mesh: Mesh, stretch: Stretch, edge: int) -> float:
    lowered = edge > stretch.first and mesh.top_m2ps2[edge - 1] > mesh.top_m2ps2[edge] + EDGE_M2PS2
    if stretch.regime == Regime.SLOWED and not lowered:
        return 0.5 * float(mesh.x_m[stretch.first] + mesh.x_m[stretch.last])
    return float(mesh.x_m[edge])


def at_worth(driving: Driving, mover: Mover, worth_watt_per_kg: float) -> Driving:
    """The same, but at the speeds that are best held for another worth of a second."""
    kept = [
        item._replace(
            speed_mps=held_speed_mps(mover, item.drag_factor, worth_watt_per_kg / item.counted_share)
        )
        for item in driving.kept
    ]
    return driving._replace(kept=tuple(kept))


def later(driving: Driving, by_m: float) -> Driving:
    """The same, but each coasting down to a speed goes on beyond where that should be met."""
    return _met(driving, [min(kept.from_m + by_m, 0.5 * (kept.from_m + kept.to_m)) for kept in driving.kept])


def met(driving: Driving, longer: Driving, run: Run) -> Driving:
    """The same, but each coasting down to a speed ends where `run`, which is `longer` driven, meets it."""
    starts = {coast.to_m: coast.from_m for coast in driving.coasts}
    ends_m = []
    for kept, beyond in zip(driving.kept, longer.kept, strict=True):
        span_m = starts.get(kept.from_m, kept.from_m), beyond.from_m
        ends_m.append(_slowed_m(run, span_m, kept.from_m, kept.speed_mps - BELOW_MPS))
    return _met(driving, ends_m)


def _met(driving: Driving, ends_m: list[float]) -> Driving:
    kept, coasts = [], {coast.to_m: coast for coast in driving.coasts}
    for item, end_m in zip(driving.kept, ends_m, strict=True):
        if not item.coasted or item.from_m not in coasts:
            kept.append(item)
            continue
        kept.append(item._replace(from_m=end_m))
        coasts[item.from_m] = coasts[item.from_m]._replace(to_m=end_m)
    return Driving(tuple(kept), tuple(coasts.values()))


def _slowed_m(run: Run, span_m: tuple[float, float], near_m: float, speed_mps: float) -> float:
    """Where in a span, and nearest to a position, the speed falls to a value from above it.

    If nowhere, the end of the span where the train is still faster there, else that position. Found by
    regula falsi: coasting, the speed falls nearly evenly.
    """
    first, last = np.searchsorted(run.x_m, span_m)
    v_mps = run.v_mps[first : last + 1]
    was_faster = np.maximum.accumulate(v_mps)[:-1] > speed_mps + ABOVE_MPS
    falls = first + np.flatnonzero(was_faster & (v_mps[:-1] > speed_mps) & (v_mps[1:] <= speed_mps))
    falls = falls[np.abs(run.x_m[falls] - near_m) < max(FAR_M, span_m[1] - near_m)]
    if not len(falls):
        return span_m[1] if v_mps[-1] > speed_mps else near_m
    at = falls[np.argmin(np.abs(run.x_m[falls] - near_m))]
    low_m, high_m = float(run.x_m[at]), float(run.x_m[at + 1])
    low_mps, high_mps = float(run.v_mps[at]) - speed_mps, float(run.v_mps[at + 1]) - speed_mps
    for _ in range(MOST_TRIES):
        middle_m = low_m + (high_m - low_m) * low_mps / (low_mps - high_mps)
        over_mps = float(states_at(run, [middle_m]).v_mps[0]) - speed_mps
        if abs(over_mps) < FOUND_MPS:
            return middle_m
        if over_mps > 0.0:
            low_m, low_mps = middle_m, over_mps
        else:
            high_m, high_mps = middle_m, over_mps
    return high_m


def with_coast_from(driving: Driving, i: int, from_m: float) -> Driving:
    """The same, but coasting `i` begins elsewhere; a speed that is kept until there is kept so long."""
    coast = driving.coasts[i]
    coasts = [*driving.coasts[:i], coast._replace(from_m=from_m), *driving.coasts[i + 1 :]]
    kept = [item._replace(to_m=from_m) if item.to_m == coast.from_m else item for item in driving.kept]
    return Driving(tuple(kept), tuple(coasts))


def room_m(driving: Driving, i: int, from_m: float) -> tuple[float, float]:
    """Between which positions coasting `i` may begin: beyond the coasting before, and before its own end."""
    start_m, end_m, _ = driving.coasts[i]
    low_m = driving.coasts[i - 1].to_m if i else from_m
    low_m = max([low_m, *(item.from_m for item in driving.kept if item.from_m < start_m)])
    return low_m, end_m


def settings_of(settings: RunSettings, driving: Driving) -> RunSettings:
    """Settings with which `trainrun` drives so."""
    caps = tuple(
        Cap(item.from_m, item.to_m, item.speed_mps, Reason.PACE, whole_train=False)
        for item in driving.kept
        if item.to_m - item.from_m > LEAST_M
    )
    coasts = tuple((a, b) for a, b, _ in driving.coasts if b - a > LEAST_M)
    return replace(settings, caps=settings.caps + caps, coasts_m=settings.coasts_m + coasts)
