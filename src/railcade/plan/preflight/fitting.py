"""Whether each formation fits the line it runs on: gauge, power, axle load; its grades: `grades`."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from railcade.errors import Problem
from railcade.fleet import DIESEL, Fleet
from railcade.network import Network, Path, PathSection
from railcade.plan.preflight.accepting import acceptance_problems, stands_of
from railcade.plan.preflight.grades import grade_problems
from railcade.plan.preflight.standing import is_clear
from railcade.plan.preflight.stretch import Stretch, between
from railcade.plan.request import Movement
from railcade.rules import RulePack


def fitting_problems(
    movement: Movement, path: Path, fleet: Fleet, pack: RulePack, network: Network
) -> list[Problem]:
    """What of the line a formation does not fit (E0205-E0209, E0233-E0237); sweeps that prove little (E0214).

    Neighbouring sections with the same fault are one problem.
    """
    problems: list[Problem] = []
    stretches = list(stretches_of(movement, path, fleet))
    for stretch in stretches:
        problems.extend(_gauge(stretch, path))
        problems.extend(_power(stretch, path))
        problems.extend(_axle_load(stretch, path))
        problems.extend(grade_problems(stretch, path, pack))
        problems.extend(acceptance_problems(stretch, path, network, stands_of(movement, stretch.role, path)))
    problems.extend(_sweep_covers(stretches, path))
    return problems


def stretches_of(movement: Movement, path: Path, fleet: Fleet) -> Iterator[Stretch]:
    """Each formation of each role on its part of the way, as far as the request is clear."""
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


def _gauge(stretch: Stretch, path: Path) -> Iterator[Problem]:
    gauge_mm = stretch.formation.gauge_mm

    def wrong(item: PathSection) -> str:
        gauges = item.section.gauges_mm
        return "" if gauge_mm in gauges else " + ".join(f"{each} mm" for each in gauges)

    for first, last, gauges in _runs_of(stretch, path, wrong):
        what = (
            f"the {stretch.role} runs on {gauge_mm} mm ({stretch.formation.id}), "
            f"{between(path, first, last)} is {gauges}"
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
            f"{between(path, first, last)} has {wire}"
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
            f"{between(path, first, last)} bears {borne}"
        )
        mend = "use a lighter vehicle or one with more axles, or another way"
        yield Problem("E0209", f"movement  {stretch.key}", what, mend)


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
                f"{load_kg / 1000:.1f} t: on {between(path, first, last)} its sweep proves too little"
            )
            mend = f"put a vehicle with an axle of at least {load_kg / 1000:.1f} t in {other.formation.id}"
            yield Problem("E0214", f"movement  {other.key}", what, mend)
