"""Whether each formation fits the line it runs on: gauge, power, axle load, force."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from railcade.errors import InputError, Problem
from railcade.fleet import DIESEL, Fleet, Formation
from railcade.motion import service_brake, starting_newton, tractions_of
from railcade.network import Path, PathSection
from railcade.plan.preflight.standing import is_clear
from railcade.plan.request import Movement
from railcade.rules import RulePack
from railcade.units import STANDARD_GRAVITY_MPS2


@dataclass(frozen=True, slots=True)
class Stretch:
    """A formation on sections `start` to `end` (exclusive) of the way; `key` is where the request says so."""

    role: str
    formation: Formation
    start: int
    end: int
    key: str


def fitting_problems(movement: Movement, path: Path, fleet: Fleet, pack: RulePack) -> list[Problem]:
    """What of the line a formation does not fit (E0205-E0209), and sweeps that prove too little (E0214).

    Neighbouring sections with the same fault are one problem.
    """
    problems: list[Problem] = []
    stretches = list(_stretches(movement, path, fleet))
    for stretch in stretches:
        problems.extend(_gauge(stretch, path))
        problems.extend(_power(stretch, path))
        problems.extend(_axle_load(stretch, path))
        problems.extend(_force(stretch, path))
        problems.extend(_brakes(stretch, path, pack))
    problems.extend(_sweep_covers(stretches, path))
    return problems


def _stretches(movement: Movement, path: Path, fleet: Fleet) -> Iterator[Stretch]:
    for role in (role for role in movement.roles if is_clear(role, path, fleet)):
        starts = [path.index[place] for place, _ in role.formations]
        ends = [*starts[1:], len(path.sections)]
        for k, (_, name) in enumerate(role.formations):
            key = f"roles.{role.role}.formations[{k}].formation"
            if starts[k] < ends[k]:
                yield Stretch(role.role, fleet.formations[name], starts[k], ends[k], key)


def _runs_of(
    stretch: Stretch, path: Path, wrong: Callable[[PathSection], str]
) -> Iterator[tuple[int, int, str]]:
    """Longest runs of sections with the same fault: first, last, and the fault in words."""
    first, fault = stretch.start, ""
    for i in range(stretch.start, stretch.end + 1):
        found = wrong(path.sections[i]) if i < stretch.end else ""
        if found != fault:
            if fault:
                yield first, i - 1, fault
            first, fault = i, found


def _between(path: Path, first: int, last: int) -> str:
    return f"{path.places[first].name} – {path.places[last + 1].name}"


def _gauge(stretch: Stretch, path: Path) -> Iterator[Problem]:
    gauge_mm = stretch.formation.gauge_mm

    def wrong(item: PathSection) -> str:
        gauges = item.section.gauges_mm
        return "" if gauge_mm in gauges else " + ".join(f"{each} mm" for each in gauges)

    for first, last, gauges in _runs_of(stretch, path, wrong):
        what = (
            f"the {stretch.role} runs on {gauge_mm} mm ({stretch.formation.id}), "
            f"{_between(path, first, last)} is {gauges}"
        )
        yield Problem("E0205", f"movement  {stretch.key}", what, _gauge_mend(path, first, gauges))


def _gauge_mend(path: Path, first: int, gauges: str) -> str:
    for place in reversed(path.places[: first + 1]):
        if place.jack_tracks:
            return f"change to a formation for {gauges} at {place.id}, as the place of [border]"
    return f"no gauge change place lies before it: use a formation for {gauges}, or another way"


def _power(stretch: Stretch, path: Path) -> Iterator[Problem]:
    kinds = sorted({item.power for item in stretch.formation.tractions} - {DIESEL})
    if not kinds:
        return

    def wrong(item: PathSection) -> str:
        unfit = [kind for kind in kinds if kind != item.section.power]
        return item.section.power if unfit else ""

    for first, last, power in _runs_of(stretch, path, wrong):
        wire = "no wire" if power == "none" else power
        what = (
            f"the {stretch.role} needs {' and '.join(kinds)} ({stretch.formation.id}), "
            f"{_between(path, first, last)} has {wire}"
        )
        mend = (
            f"change traction where it stands, at or before {path.places[first].id}; diesel fits everywhere"
        )
        yield Problem("E0206", f"movement  {stretch.key}", what, mend)


def _axle_load(stretch: Stretch, path: Path) -> Iterator[Problem]:
    vehicle = max(stretch.formation.vehicles, key=lambda item: item.max_axle_load_kg)
    load_kg = vehicle.max_axle_load_kg

    def wrong(item: PathSection) -> str:
        borne_kg = float(item.section.axle_load_kg.value.min())
        return f"{borne_kg / 1000:.1f} t" if load_kg > borne_kg else ""

    for first, last, borne in _runs_of(stretch, path, wrong):
        what = (
            f"{vehicle.id} of the {stretch.role} has an axle of {load_kg / 1000:.1f} t, "
            f"{_between(path, first, last)} bears {borne}"
        )
        mend = "use a lighter vehicle or one with more axles, or another way"
        yield Problem("E0209", f"movement  {stretch.key}", what, mend)


def _force(stretch: Stretch, path: Path) -> Iterator[Problem]:
    """Starting force against resistance at rest and the steepest mean grade under the train."""
    formation = stretch.formation
    grade, at = _steepest(stretch, path, 1.0)
    weight_newton = formation.mass_kg * STANDARD_GRAVITY_MPS2
    needed_newton = formation.resistance[0] + weight_newton * grade
    given_newton = starting_newton(tractions_of(formation), STANDARD_GRAVITY_MPS2)
    if needed_newton > given_newton:
        missing_kn = (needed_newton - given_newton) / 1000.0
        what = (
            f"the {stretch.role} ({formation.id}, {formation.mass_kg / 1000:.0f} t) cannot start on "
            f"{1000 * grade:.1f} ‰ at {at}: {missing_kn:.0f} kN are missing"
        )
        spare_t = (needed_newton - given_newton) / (STANDARD_GRAVITY_MPS2 * max(grade, 1e-4)) / 1000.0
        mend = f"add a locomotive, or drop about {spare_t:.0f} t"
        yield Problem("E0207", f"movement  {stretch.key}", what, mend)


def _brakes(stretch: Stretch, path: Path, pack: RulePack) -> Iterator[Problem]:
    """Brake percentage within the model's range, and guaranteed brakes that hold on the steepest fall."""
    formation = stretch.formation
    try:
        model = service_brake(formation)
    except InputError as error:
        for problem in error.problems:
            what = f"the {stretch.role} ({formation.id}): {problem.what}"
            yield Problem(problem.code, f"movement  {stretch.key}", what, problem.mend)
        return
    factors = pack.spacing.brakes
    held_mps2 = model.deceleration_mps2[0] * factors.speed_factor * factors.rolling_factor
    fall, at = _steepest(stretch, path, -1.0)
    missing_mps2 = STANDARD_GRAVITY_MPS2 * fall - held_mps2
    if missing_mps2 >= 0.0:
        what = (
            f"guaranteed brakes do not hold the {stretch.role} ({formation.id}) on a fall of "
            f"{1000 * fall:.1f} ‰ at {at}: {missing_mps2 * formation.mass_kg / 1000:.0f} kN are missing"
        )
        yield Problem(
            "E0208", f"movement  {stretch.key}", what, "add braked mass, or drop mass without brakes"
        )


def _steepest(stretch: Stretch, path: Path, sign: float) -> tuple[float, str]:
    """Largest mean of ``sign x grade`` over the train's length on its sections, at least 0, and where.

    The mean is piecewise linear in the head's position, with kinks where head or tail meets a change of
    grade: only those are looked at. Behind the start of the way the first grade goes on.
    """
    length_m = stretch.formation.length_m
    from_m, to_m = float(path.place_m[stretch.start]), float(path.place_m[stretch.end])
    starts = np.append(path.grade.start_m, path.length_m)
    height_m = np.concatenate(([0.0], np.cumsum(np.diff(starts) * path.grade.value)))
    heads_m = np.concatenate((starts, starts + length_m, [from_m, to_m]))
    heads_m = np.unique(heads_m[(heads_m >= from_m) & (heads_m <= to_m)])
    tails_m = heads_m - length_m
    tail_height_m = np.where(
        tails_m < 0.0, tails_m * path.grade.value[0], np.interp(tails_m, starts, height_m)
    )
    means = sign * (np.interp(heads_m, starts, height_m) - tail_height_m) / length_m
    worst = int(np.argmax(means))
    section = max(0, int(np.searchsorted(path.place_m, heads_m[worst], "left")) - 1)
    return max(0.0, float(means[worst])), _between(path, section, section)


def _sweep_covers(stretches: list[Stretch], path: Path) -> Iterator[Problem]:
    """A section counts as swept only by a train whose heaviest axle is not below the principal's."""
    ahead = [item for item in stretches if item.role == "advance"]
    for stretch in (item for item in stretches if item.role == "principal"):
        for other in ahead:
            first, last = max(stretch.start, other.start), min(stretch.end, other.end) - 1
            load_kg, swept_kg = stretch.formation.max_axle_load_kg, other.formation.max_axle_load_kg
            if first > last or swept_kg >= load_kg:
                continue
            what = (
                f"the advance train's heaviest axle is {swept_kg / 1000:.1f} t, the principal's "
                f"{load_kg / 1000:.1f} t: on {_between(path, first, last)} its sweep proves too little"
            )
            mend = f"put a vehicle with an axle of at least {load_kg / 1000:.1f} t in {other.formation.id}"
            yield Problem("E0214", f"movement  {other.key}", what, mend)
