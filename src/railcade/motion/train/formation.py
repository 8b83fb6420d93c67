"""A train as motion sees it: one mass with a length, forces and a cap."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from railcade import fleet
from railcade.fleet import Formation
from railcade.motion.braking import BrakeModel, service_brake


@dataclass(frozen=True, slots=True)
class Traction:
    """What a locomotive pulls: the least of a table, its power over v, and what adhesion passes on.

    Parameters
    ----------
    speed_mps, force_newton : tuple of float
        Force over speed: linear in between, the first force below the first speed, zero beyond the last
        speed. Starting force and top speed alone: ``(0.0, top), (force, force)``.
    power_watt : float
        Largest power at the wheel; ``inf`` where the table holds it already.
    adhesive_mass_kg : float
        Mass on driven axles; 0 where the table holds the bound of adhesion already.
    diesel : bool
        True where it carries its own source of power: what the line feeds does not bind it.
    """

    speed_mps: tuple[float, ...]
    force_newton: tuple[float, ...]
    power_watt: float = float("inf")
    adhesive_mass_kg: float = 0.0
    diesel: bool = False


@dataclass(frozen=True, slots=True)
class Train:
    """What runs.

    Parameters
    ----------
    id : str
    mass_kg, dynamic_mass_kg, length_m : float
        Mass is spread evenly over the length unless `blocks` tells otherwise; a length of 0 is a point,
        whose acceleration jumps at breaks of grade.
    resistance : tuple of float
        Davis terms, N, N/(m/s), N/(m/s)².
    tractions : tuple of Traction
        Of each locomotive that pulls.
    brake : BrakeModel
        Nominal brakes.
    cap_mps : float
    cap_reason : str
        The lowest cap and its reason.
    most_mps2 : float
        Force is held back where the acceleration would exceed it (comfort); ``inf`` for none.
    blocks : tuple of (float, float)
        Length and mass of parts of the train from head to tail, where mass is not spread evenly; each part
        is even in itself. Empty: one part.
    collectors_m : tuple of float
        Distances of the current collectors in use behind the head; empty where none is needed (diesel).
    axle_load_kg : float
        The heaviest axle.
    caps : tuple of (float, str)
        All caps of the train, m/s, each with its reason; the first of the lowest is `cap_mps`.
    """

    id: str
    mass_kg: float
    dynamic_mass_kg: float
    length_m: float
    resistance: tuple[float, float, float]
    tractions: tuple[Traction, ...]
    brake: BrakeModel
    cap_mps: float = float("inf")
    cap_reason: str = ""
    most_mps2: float = float("inf")
    blocks: tuple[tuple[float, float], ...] = ()
    collectors_m: tuple[float, ...] = ()
    axle_load_kg: float = 0.0
    caps: tuple[tuple[float, str], ...] = ()


def train_of(formation: Formation, supplies: Collection[str] = ()) -> Train:
    """The train that a formation makes.

    Its brakes are those of its brake percentage (SUBSET-026 A.3.7), or its deceleration by speed where that
    is given. Mass is even within a vehicle; the current collector in use stands in the middle of its
    locomotive.

    Parameters
    ----------
    formation : Formation
    supplies : collection of str
        Power supplies of the way. Only locomotives that work under each of them pull; empty: all pull.

    Raises
    ------
    InputError
        E0105 if its brakes lie outside the range of the conversion model.
    """
    return Train(
        id=formation.id,
        mass_kg=formation.mass_kg,
        dynamic_mass_kg=formation.dynamic_mass_kg,
        length_m=formation.length_m,
        resistance=formation.resistance,
        tractions=tractions_of(formation, supplies),
        brake=service_brake(formation),
        cap_mps=formation.cap.speed_mps,
        cap_reason=formation.cap.reason,
        blocks=_blocks(formation),
        collectors_m=tuple(
            at_m for traction, at_m in _pulling(formation, supplies) if traction.electric
        ),
        axle_load_kg=formation.max_axle_load_kg,
        caps=tuple(dict.fromkeys((cap.speed_mps, cap.reason) for cap in formation.all_caps)),
    )


def tractions_of(formation: Formation, supplies: Collection[str] = ()) -> tuple[Traction, ...]:
    """What each locomotive of a formation pulls, head first.

    A diesel that feeds the hotel load has that much less power at the wheel: its engine drives both, and
    transmission and generator are taken as equally good. Of several that can feed, the first does. An
    electric locomotive feeds from a winding of its own.

    Parameters
    ----------
    formation, supplies
        As in `train_of`.
    """
    pulling = [traction for traction, _ in _pulling(formation, supplies)]
    feeding = next((i for i, item in enumerate(pulling) if item.head_end), None)
    found = []
    for i, item in enumerate(pulling):
        watt = item.power_watt
        if i == feeding and not item.electric:
            watt = max(0.0, watt - formation.hotel_watt)
        curve = item.speed_mps, item.force_newton
        found.append(Traction(*curve, watt, item.adhesive_mass_kg, diesel=not item.electric))
    return tuple(found)


def _pulling(formation: Formation, supplies: Collection[str]) -> list[tuple[fleet.Traction, float]]:
    """What pulls under the supplies, with the middle of its locomotive behind the head, m."""
    found, behind_m = [], 0.0
    for vehicle in formation.vehicles:
        traction = vehicle.traction
        if traction is not None and traction.works_under(supplies):
            found.append((traction, behind_m + 0.5 * vehicle.length_m))
        behind_m += vehicle.length_m
    return found


def _blocks(formation: Formation) -> tuple[tuple[float, float], ...]:
    """Length and mass of each run of neighbours with the same mass per metre, from head to tail."""
    blocks: list[tuple[float, float]] = []
    per_m = 0.0
    for vehicle in formation.vehicles:
        if blocks and vehicle.mass_kg / vehicle.length_m == per_m:
            length_m, mass_kg = blocks[-1]
            blocks[-1] = length_m + vehicle.length_m, mass_kg + vehicle.mass_kg
        else:
            blocks.append((vehicle.length_m, vehicle.mass_kg))
        per_m = vehicle.mass_kg / vehicle.length_m
    return tuple(blocks)
