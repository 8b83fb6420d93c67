"""Added time that a planner asks for, in kilometres of the line, as allowances of the legs of a run."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from railcade.errors import Problem, raise_if_any
from railcade.motion import ExplainedRun, Kilometres, RunSettings, Train
from railcade.motion.allowances import HUNDRED_KM_M, Allowance, AllowanceKind, Spread
from railcade.motion.explanation.explained_allowed import explained_allowed
from railcade.network import Path as Way

SPREADS = tuple(Spread)
FIXED = (AllowanceKind.ENGINEERING, AllowanceKind.PATHING, AllowanceKind.PERFORMANCE)
"""Kinds of fixed minutes."""
AS_PRINTED_KM = 0.05
"""Kilometres are printed to a tenth: one that is nearer to a place than this is the place's."""

_NUMBER = r"\s*(-?(?:\d+\.?\d*|\.\d+))\s*"
_STRETCH = re.compile(f"{_NUMBER}-{_NUMBER}:{_NUMBER}")


@dataclass(frozen=True, slots=True)
class Asked:
    """Added time as it is asked for.

    Parameters
    ----------
    recovery_percentage : float
        Of the base time of each leg.
    recovery_s_per_m : float
    spread : str
        How recovery is driven; empty for linear.
    engineering, pathing, performance : sequence of str
        Stretches such as ``120-135:2``: kilometres of the line, in either direction, and minutes.
    """

    recovery_percentage: float = 0.0
    recovery_s_per_m: float = 0.0
    spread: str = ""
    engineering: Sequence[str] = ()
    pathing: Sequence[str] = ()
    performance: Sequence[str] = ()


def allowed_legs(
    asked: Asked, way: Way, trains: Sequence[Train], settings: Sequence[RunSettings]
) -> list[ExplainedRun]:
    """Legs of a run that keep their allowances, each with a train and settings; `before_s` is 0 in all.

    Raises
    ------
    InputError, InfeasibleError
        As `asked_allowances` and `allowed_run`, in kilometres of the line.
    """
    kilometres = Kilometres(way)
    allowances = asked_allowances(asked, way, kilometres, settings)
    legs = []
    for train, each, items in zip(trains, settings, allowances, strict=True):
        points_m = way.place_m[(way.place_m >= each.from_m) & (way.place_m <= each.to_m)]
        legs.append(explained_allowed(train, way, each, items, points_m, kilometres.stretch))
    return legs


def asked_allowances(
    asked: Asked, way: Way, kilometres: Kilometres, legs: Sequence[RunSettings]
) -> list[list[Allowance]]:
    """Allowances of each leg.

    Raises
    ------
    InputError
        E0105 for all that is wrong at once: sizes below 0, stretches that cannot be read, lie off the way,
        or go on beyond a stand.
    """
    problems = _recovery_problems(asked)
    spread = Spread(asked.spread or Spread.LINEAR) if not problems else Spread.LINEAR
    found: list[list[Allowance]] = []
    for leg in legs:
        sizes = asked.recovery_percentage, asked.recovery_s_per_m
        recovery = Allowance(AllowanceKind.RECOVERY, leg.from_m, leg.to_m, *sizes, spread=spread)
        found.append([recovery] if max(sizes) > 0.0 else [])
    for kind in FIXED:
        for text in getattr(asked, kind):
            where = f"--{kind} {text}"
            item, fault = _fixed(kind, text, way, kilometres)
            if item is None:
                problems.append(Problem("E0105", where, *fault))
                continue
            inside = [i for i, leg in enumerate(legs) if _inside(item, leg)]
            if inside:
                found[inside[0]].append(item)
            else:
                problems.append(Problem("E0105", where, *_crosses(item, way, kilometres, legs)))
    if spread == Spread.CAPPED and any(len(items) > 1 for items in found):
        what = "recovery with one largest speed for the whole leg leaves no stretch for other minutes"
        problems.append(Problem("E0105", "--spread capped", what, "spread recovery linear"))
    raise_if_any(problems)
    return found


def _recovery_problems(asked: Asked) -> list[Problem]:
    sizes = {
        "--recovery": (asked.recovery_percentage, "%"),
        "--recovery-per-100km": (asked.recovery_s_per_m * HUNDRED_KM_M / 60.0, "min"),
    }
    problems = []
    for where, (size, unit) in sizes.items():
        if not 0.0 <= size < math.inf:
            what = f"{size:g} {unit} cannot be added"
            problems.append(Problem("E0105", where, what, "give 0 or more"))
    if asked.spread and asked.spread not in SPREADS:
        what = f"recovery is not spread {asked.spread}"
        mend = f"give {' or '.join(SPREADS)}"
        problems.append(Problem("E0105", f"--spread {asked.spread}", what, mend))
    elif asked.spread and max(size for size, _ in sizes.values()) == 0.0:
        mend = "add --recovery or --recovery-per-100km"
        problems.append(Problem("E0105", f"--spread {asked.spread}", "there is no recovery to spread", mend))
    return problems


def _fixed(
    kind: AllowanceKind, text: str, way: Way, kilometres: Kilometres
) -> tuple[Allowance | None, tuple[str, str]]:
    """Fixed minutes on a stretch; or what is wrong with them, and how to mend it."""
    match = _STRETCH.fullmatch(text)
    if match is None:
        return None, ("this is no stretch with its minutes", f"write KM-KM:MINUTES, as --{kind} 120-135:2")
    first_km, last_km, minutes = map(float, match.groups())
    if not minutes > 0.0:
        return None, (f"{minutes:g} min cannot be added", "give more than 0 minutes")
    positions_m = [_position_m(km, way, kilometres) for km in (first_km, last_km)]
    off = [km for km, at_m in zip((first_km, last_km), positions_m, strict=True) if at_m is None]
    if off:
        reach = f"{kilometres.place(0.0)} to {kilometres.place(float(way.place_m[-1]))}"
        lie = "do not lie" if len(off) > 1 else "does not lie"
        what = f"km {' and '.join(f'{km:g}' for km in off)} {lie} on the way, which goes from {reach}"
        return None, (what, "give kilometres between them")
    from_m, to_m = sorted(at_m for at_m in positions_m if at_m is not None)
    if from_m == to_m:
        return None, ("the stretch has no length", "give two kilometres")
    return Allowance(kind, from_m, to_m, added_s=60.0 * minutes, spread=Spread.CAPPED), ("", "")


def _position_m(km: float, way: Way, kilometres: Kilometres) -> float | None:
    """Position of a kilometre as it is printed; None where it lies off the way."""
    apart_km = np.array([abs(kilometres.at(float(at_m)) - km) for at_m in way.place_m])
    nearest = int(np.argmin(apart_km))
    if apart_km[nearest] <= AS_PRINTED_KM:
        return float(way.place_m[nearest])
    return kilometres.position_m(km)


def _inside(item: Allowance, leg: RunSettings) -> bool:
    return leg.from_m <= item.from_m and item.to_m <= leg.to_m


def _crosses(
    item: Allowance, way: Way, kilometres: Kilometres, legs: Sequence[RunSettings]
) -> tuple[str, str]:
    """That a stretch goes on beyond a stand."""
    inside_m = [leg.to_m for leg in legs if item.from_m < leg.to_m < item.to_m]
    told = [
        f"{place.id} at {kilometres.place(float(at_m))}"
        for place, at_m in zip(way.places, way.place_m, strict=True)
        if at_m in inside_m
    ]
    return f"the train stands on this stretch: {', '.join(told)}", "give a stretch on either side of it"
