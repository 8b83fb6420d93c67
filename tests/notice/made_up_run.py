"""A made-up train on a made-up line whose limits and grades change, for tests that look at its diagram."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from railcade.basis import Basis
from railcade.fleet import Formation, SpeedCap, Traction, Vehicle
from railcade.motion import ExplainedRun, RunSettings, explained_run, train_of
from railcade.network import Extents, Network, Path, Place, Section, Steps, Structure, make_path
from railcade.notice import draw_speed
from tests.notice.made_up import LONG_LINE, SHORT_LINE, network_of

LIMITS_MPS = (12.5, 16.7, 19.4, 22.2)


@dataclass(frozen=True)
class MadeUpRun:
    formation: Formation
    network: Network
    path: Path
    legs: tuple[ExplainedRun, ...]

    @property
    def svg(self) -> str:
        return draw_speed(self.formation, self.network, self.path, self.legs)


def profiled(section: Section, rng: np.random.Generator, basis: Basis) -> Section:
    """A section with drawn limits and grades, and a tunnel or bridge now and then."""
    length_m = section.length_m
    starts = [0.0, *sorted(float(x) for x in rng.uniform(0.1, 0.9, 2) * length_m)]
    from_m, to_m = 0.3 * length_m, 0.35 * length_m
    return replace(
        section,
        limit_mps=Steps.of(starts, rng.choice(LIMITS_MPS, 3), [basis] * 3),
        grade=Steps.of(starts, np.round(rng.uniform(-0.009, 0.009, 3), 4), [basis] * 3),
        axle_load_kg=Steps.constant(22_500.0, basis),
        block=replace(section.block, basis=basis),
        structures=(Structure("tunnel" if rng.random() < 0.5 else "bridge", from_m, to_m, Basis.SURVEYED),),
        basis={},
    )


def surely(place: Place, basis: Basis) -> Place:
    """A place of which everything is known, its name too."""
    tracks = tuple(replace(track, basis=basis) for track in place.tracks)
    return replace(place, basis={}, name=place.name.replace(" km ", " "), tracks=tracks)


def vehicle(name: str, mass_kg: float, pull: Traction | None, basis: Basis) -> Vehicle:
    return Vehicle(
        id=name,
        kind="made up",
        length_m=25.0,
        mass_kg=mass_kg,
        braked_mass_kg=0.72 * mass_kg,
        axles=4,
        max_axle_load_kg=mass_kg / 4.0 + 500.0,
        rotating_factor=1.1,
        resistance_newton=900.0,
        resistance_newton_per_mps=10.0,
        resistance_newton_per_mps2=3.0,
        armoured=False,
        caps=(),
        traction=pull,
        basis=basis,
        source="test",
    )


def made_up_formation(coaches: int, basis: Basis) -> Formation:
    """A diesel that is weak on a rise, and coaches."""
    pull = Traction("D", "diesel", (0.0, 8.0, 16.0, 30.0), (180e3, 120e3, 60e3, 35e3), basis, "test")
    coach = vehicle("coach", 55e3, None, basis)
    caps = (SpeedCap(70.0 / 3.6, "brake percentage 72", basis),)
    vehicles = (vehicle("loco", 80e3, pull, basis), *([coach] * coaches))
    return Formation("made_up", vehicles, 1435, "P", caps, basis, "test")


def made_up_run(
    line: Sequence[tuple[str, float, int, bool, str]] = SHORT_LINE,
    basis: Basis = Basis.ASSUMED,
    backwards: bool = False,
    special: bool = False,
) -> MadeUpRun:
    """A run that stands at the places at which the made-up line says so."""
    rng = np.random.default_rng(3)
    network = network_of(line)
    sections = {key: profiled(section, rng, basis) for key, section in network.sections.items()}
    network = replace(network, sections=sections)
    if not basis.unsure:
        network = replace(network, places={key: surely(item, basis) for key, item in network.places.items()})
    route = list(network.places)
    path = make_path(network, route[::-1] if backwards else route)
    if special:
        path = replace(path, **specials(basis))
    formation = made_up_formation(9, basis)
    stands = {km for _, km, minutes, _, _ in line if minutes}
    stops_m = [float(path.place_m[i]) for i, place in enumerate(path.places) if place.km in stands]
    ends_m = sorted({0.0, *stops_m, path.length_m})
    legs: list[ExplainedRun] = []
    for from_m, to_m in zip(ends_m[:-1], ends_m[1:], strict=True):
        before_s = legs[-1].before_s + legs[-1].run.duration_s if legs else 0.0
        legs.append(explained_run(train_of(formation), path, RunSettings(from_m, to_m), before_s))
    return MadeUpRun(formation, network, path, tuple(legs))


def specials(basis: Basis) -> dict[str, Extents]:
    """Curves, a neutral section, slippery rails, weak feeding, a limit for heavy axles."""
    return {
        "curve_radius_m": Extents.of([800.0, 3000.0], [1400.0, 3900.0], [300.0, 1600.0], [basis] * 2),
        "neutral_m": Extents.of([7000.0], [7300.0], [0.0], [basis]),
        "adhesion": Extents.of([11_000.0], [13_000.0], [0.6], [basis]),
        "feeding_watt": Extents.of([20_000.0], [29_000.0], [2.5e6], [basis]),
        "heavy_limits": Extents.of([9000.0], [12_000.0], [40.0 / 3.6], [basis], [18_000.0]),
    }


SHEETS = {
    "short": made_up_run,
    "long": lambda: made_up_run(LONG_LINE),
    "two rows": lambda: made_up_run(LONG_LINE[:19]),
    "backwards": lambda: made_up_run(backwards=True),
    "special": lambda: made_up_run(special=True),
    "sure": lambda: made_up_run(basis=Basis.PUBLISHED, special=True),
    "two places": lambda: made_up_run(SHORT_LINE[:2]),
}
